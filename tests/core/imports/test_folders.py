"""A folder that others drop files into, without anything of what is in the files."""

import os
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haven.core.imports import folders
from haven.core.imports.folders import DONE, Fault, Found, look_into, move, printable

DAY = date(2026, 11, 25)


def found(root: Path, name: str, text: str = "text") -> Found:
    (root / name).write_text(text)
    return next(file for file in look_into(root, quiet=0, most=100).files if file.path.name == name)


def put(root: Path, file: Found, refused: list[str] | None = None, remembered: str = "") -> list[str]:
    places: list[str] = []
    move(root, file, DONE, DAY, remembered=remembered, remember=places.append, refused=refused or [])
    return places


@given(st.binary(min_size=1, max_size=40).filter(lambda name: b"\0" not in name and b"/" not in name))
def test_any_name_can_be_printed_and_kept(name: bytes) -> None:
    text = printable(os.fsdecode(name))
    text.encode()
    assert text.isprintable()


def test_whole_is_what_did_not_change_for_a_while(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.touch()
    changed = file.stat().st_ctime
    for later, whole in ((59, False), (60, True), (-1000, False)):
        look = look_into(tmp_path, quiet=60, most=1, now=changed + later)
        assert [f.whole for f in look.files] == [whole]


def test_whole_does_not_go_by_a_time_that_was_set(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.touch()
    for set_to in (0, 2**32):
        os.utime(file, (set_to, set_to))
        changed = file.stat().st_ctime
        assert not look_into(tmp_path, quiet=60, most=1, now=changed + 30).files[0].whole
        assert look_into(tmp_path, quiet=60, most=1, now=changed + 90).files[0].whole


def test_where_it_goes_is_told_before_it_goes(tmp_path: Path) -> None:
    file = found(tmp_path, "a.csv")
    assert put(tmp_path, file, ["x;y\n"]) == ["done/2026-11-25/a.csv"]
    assert not file.path.exists()
    assert (tmp_path / DONE / "2026-11-25" / "a.refused.csv").read_text() == "x;y\n"


def test_who_may_read_the_folder_may_read_what_is_done(tmp_path: Path) -> None:
    tmp_path.chmod(0o2770)
    file = found(tmp_path, "a.csv")
    file.path.chmod(0o640)
    old = os.umask(0o077)
    try:
        put(tmp_path, file, ["x\n"])
    finally:
        os.umask(old)
    day = tmp_path / DONE / "2026-11-25"
    assert [stat.S_IMODE(p.stat().st_mode) for p in (day.parent, day)] == [0o2770, 0o2770]
    assert [stat.S_IMODE((day / n).stat().st_mode) for n in ("a.csv", "a.refused.csv")] == [0o640, 0o640]


def test_neither_a_file_nor_its_refused_rows_are_overwritten(tmp_path: Path) -> None:
    day = tmp_path / DONE / "2026-11-25"
    day.mkdir(parents=True)
    (day / "a.csv").touch()
    (day / "a (2).refused.csv").write_text("somebody is at it")
    assert put(tmp_path, found(tmp_path, "a.csv"), ["x\n"]) == ["done/2026-11-25/a (3).csv"]
    assert (day / "a.csv").read_text() == ""
    assert (day / "a (2).refused.csv").read_text() == "somebody is at it"


def test_name_that_was_only_held_is_used(tmp_path: Path) -> None:
    file = found(tmp_path, "a.csv")
    day = tmp_path / DONE / "2026-11-25"
    day.mkdir(parents=True)
    (day / "a.csv").touch()
    assert put(tmp_path, file, remembered="done/2026-11-25/a.csv") == ["done/2026-11-25/a.csv"]
    assert (day / "a.csv").read_text() == "text"


def test_full_disk_leaves_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = found(tmp_path, "a.csv")
    whole: Callable[..., Path] = Path.replace

    def full(self: Path, target: Path) -> Path:
        if self == file.path:
            raise OSError(28, "No space left on device")
        return whole(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(Fault, match="is full"):
        put(tmp_path, file)
    assert file.path.read_text() == "text"
    assert not list((tmp_path / DONE / "2026-11-25").iterdir())


def test_file_that_was_replaced_is_another(tmp_path: Path) -> None:
    file = found(tmp_path, "a.csv")
    assert folders.is_same(file)
    file.path.write_text("text of another")
    assert not folders.is_same(file)
    file.path.unlink()
    assert not folders.is_same(file)


def test_no_link_is_followed_on_the_way_out(tmp_path: Path) -> None:
    """Who may write in the folder cannot have Haven write elsewhere, or move what lies elsewhere."""
    root, elsewhere = tmp_path / "inbox", tmp_path / "elsewhere"
    (root / "registrar").mkdir(parents=True)
    elsewhere.mkdir()
    file = found(root, "a.csv")
    (root / DONE).symlink_to(elsewhere)
    with pytest.raises(Fault, match="cannot write"):
        put(root, file)
    (root / DONE).unlink()
    day = root / DONE / "2026-11-25"
    day.mkdir(parents=True)
    (elsewhere / "secret").write_text("secret")
    (day / ".a.csv.refused.tmp").symlink_to(elsewhere / "secret")
    put(root, file, ["x\n"])
    assert [(path.name, path.read_text()) for path in elsewhere.iterdir()] == [("secret", "secret")]

    inner = root / "registrar" / "b.csv"
    inner.write_text("text")
    (taken,) = look_into(root, quiet=0, most=100).files
    (root / "registrar").rename(root / "before")
    (root / "registrar").symlink_to(root / "before")
    assert not folders.is_same(taken)
