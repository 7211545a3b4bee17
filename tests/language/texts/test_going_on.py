"""`haven read` over many files: going on where it was stopped, and several processes."""

import os
from pathlib import Path
from typing import Any

import pytest

from haven.engines.reading import Reader, read
from haven.language.texts import shell
from tests.engines.reading.samples import ACADEMIC, EVERYDAY, OFFICIAL, PLAIN
from tests.language.texts.running import HARD, Texts, answers, run, written

# ---------------------------------------------------------------- going on


def test_a_run_that_was_stopped_goes_on_and_reads_nothing_twice(
    texts: Texts, reads: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths, out = texts(PLAIN, EVERYDAY, OFFICIAL, ACADEMIC), tmp_path / "out.jsonl"
    counting = shell.read_file

    def stopping(path: Path, settings: shell.Settings) -> dict[str, Any]:
        if path.name == "c.txt":
            raise KeyboardInterrupt
        return counting(path, settings)

    with monkeypatch.context() as until_c:
        until_c.setattr(shell, "read_file", stopping)
        assert run(*paths, "--out", out).exit_code == 1
    assert [Path(one["file"]).name for one in written(out)] == ["a.txt", "b.txt"]

    result = run(*paths, "--out", out)
    assert result.exit_code == 0
    assert "2 of 4 files were read before." in result.stderr
    assert reads == ["a.txt", "b.txt", "c.txt", "d.txt"]
    assert written(out) == answers(*paths)


@pytest.mark.parametrize("asked", [("--target", "A2"), ("--mode", "exam")])
def test_what_was_asked_otherwise_is_read_again(
    texts: Texts, reads: list[str], tmp_path: Path, asked: tuple[str, str]
) -> None:
    paths, out = texts(PLAIN, HARD), tmp_path / "out.jsonl"
    run(*paths, "--out", out)
    reads.clear()
    result = run(*paths, "--out", out, *asked)
    assert reads == ["a.txt", "b.txt"]
    assert "read before" not in result.stderr
    assert written(out) == answers(*paths, *asked)


def test_what_is_written_is_what_is_printed(texts: Texts, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert answers(*texts(PLAIN, HARD), "--out", out) == written(out)


@pytest.mark.parametrize("cut", [1, 2, 40])
def test_a_line_that_was_cut_off_is_written_again(
    texts: Texts, reads: list[str], tmp_path: Path, cut: int
) -> None:
    """`cut` is how many bytes of the second line were written; after one more stands half of an é."""
    paths, out = texts(PLAIN, HARD), tmp_path / "out.jsonl"
    run(*paths, "--out", out)
    whole = out.read_bytes()
    first = whole.index(b"\n") + 1
    out.write_bytes(whole[: first + cut] + b"\xc3")
    reads.clear()
    assert run(*paths, "--out", out).exit_code == 0
    assert reads == ["b.txt"]
    assert out.read_bytes() == whole
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt", "out.jsonl"]


def test_a_last_line_without_its_end_is_whole(texts: Texts, reads: list[str], tmp_path: Path) -> None:
    paths, out = texts(PLAIN, HARD), tmp_path / "out.jsonl"
    run(paths[0], "--out", out)
    out.write_bytes(out.read_bytes().rstrip(b"\n"))
    run(*paths, "--out", out)
    assert reads == ["a.txt", "b.txt"]
    assert [Path(one["file"]).name for one in written(out)] == ["a.txt", "b.txt"]


@pytest.mark.parametrize("line", ["5", "[]", '{"file": []}', '{"other": 1}', "free text", "{"])
def test_a_file_of_something_else_is_not_written_over(texts: Texts, tmp_path: Path, line: str) -> None:
    out = tmp_path / "notes.txt"
    out.write_text(f"{line}\nmore\n", encoding="utf-8")
    result = run(*texts(PLAIN), "--out", out)
    assert result.exit_code == 2
    assert "Line 1 of" in result.stderr
    assert out.read_text(encoding="utf-8") == f"{line}\nmore\n"


def test_answers_of_other_files_stay(texts: Texts, reads: list[str], tmp_path: Path) -> None:
    paths, out = texts(PLAIN, HARD), tmp_path / "out.jsonl"
    run(paths[0], "--out", out)
    run(paths[1], "--out", out, "--target", "A2")
    assert reads == ["a.txt", "b.txt"]
    assert [Path(one["file"]).name for one in written(out)] == ["a.txt", "b.txt"]


def test_a_file_that_was_changed_is_read_again(texts: Texts, reads: list[str], tmp_path: Path) -> None:
    paths, out = texts(PLAIN, HARD), tmp_path / "out.jsonl"
    run(*paths, "--out", out)
    paths[0].write_text(f"{PLAIN} En dat is alles.", encoding="utf-8")
    assert run(*paths, "--out", out).exit_code == 0
    assert reads == ["a.txt", "b.txt", "a.txt"]
    assert written(out)[-1]["sentences"] == answers(paths[0])[0]["sentences"]


def test_new_terms_read_all_again(texts: Texts, reads: list[str], tmp_path: Path) -> None:
    paths, out, terms = texts(HARD), tmp_path / "out.jsonl", tmp_path / "terms"
    terms.write_text("informatie\n", encoding="utf-8")
    run(*paths, "--out", out)
    run(*paths, "--out", out, "--terms", terms)
    assert reads == ["a.txt", "a.txt"]
    assert len(written(out)) == 1


def test_a_file_that_could_not_be_read_is_tried_again(texts: Texts, tmp_path: Path) -> None:
    good, bad = texts(PLAIN, "")
    out = tmp_path / "out.jsonl"
    assert run(good, bad, "--out", out).exit_code == 1
    assert run(good, bad, "--out", out).exit_code == 1
    assert [set(one) >= {"error"} for one in written(out)] == [False, True]
    bad.write_text(OFFICIAL, encoding="utf-8")
    assert run(good, bad, "--out", out).exit_code == 0
    assert [one["level"] for one in written(out)] == [read(text).level for text in (PLAIN, OFFICIAL)]


def test_when_all_was_read_nothing_is_said_but_that(texts: Texts, reads: list[str], tmp_path: Path) -> None:
    paths, out = texts(PLAIN, HARD), tmp_path / "out.jsonl"
    run(*paths, "--out", out)
    reads.clear()
    result = run(*paths, "--out", out)
    assert (result.exit_code, result.stdout, reads) == (0, "", [])
    assert "2 of 2 files were read before." in result.stderr


# ---------------------------------------------------------------- processes


def test_several_processes_give_the_same_answers(texts: Texts, tmp_path: Path) -> None:
    paths = texts(PLAIN, "", EVERYDAY, OFFICIAL, ACADEMIC, HARD)
    one = answers(*paths, "--jobs", "1", status=1)
    several = answers(*paths, "--jobs", "2", status=1)
    assert sorted(several, key=lambda answer: str(answer["file"])) == one


def _ending(path: Path, settings: shell.Settings) -> dict[str, Any]:
    """As a parser that crashes."""
    if path.name == "c.txt":
        os._exit(3)
    return {"file": str(path), "level": "A1"}


def test_a_file_that_ends_its_process_costs_no_other_its_answer(
    texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shell, "read_file", _ending)
    paths = texts(*["x"] * 12)
    found = {answer["file"]: answer for answer in shell.read_files(paths, shell.Settings(), processes=2)}
    assert set(found) == {str(path) for path in paths}
    assert [path for path, answer in found.items() if "error" in answer] == [str(paths[2])]
    assert found[str(paths[2])]["error"] == shell.CRASHED


@pytest.mark.parametrize(
    ("files", "processors", "wanted"), [(1, 8, 1), (7, 8, 1), (12, 8, 3), (900, 8, 8), (0, 8, 1)]
)
def test_a_handful_of_files_needs_one_process(
    files: int, processors: int, wanted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(processors)))
    assert shell.processes_for(files) == wanted


def test_one_reader_reads_all_files_of_a_run(texts: Texts, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.reader_for.cache_clear()
    made: list[Reader] = []
    real = Reader.__init__

    def counting(self: Reader, **options: Any) -> None:
        made.append(self)
        real(self, **options)

    monkeypatch.setattr(Reader, "__init__", counting)
    assert run(*texts(PLAIN, OFFICIAL)).exit_code == 0
    assert len(made) == 1
