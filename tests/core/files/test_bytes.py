"""Encodings and old containers, told from bytes."""

import pytest

from haven.core.files import old_office
from haven.core.files.encodings import decodes, find_encoding
from haven.core.files.problems import BadFile


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"", "utf-8"),
        (b"plain", "utf-8"),
        ("café".encode(), "utf-8"),
        ("café".encode("cp1252"), "cp1252"),
        ("één café, één thee. ".encode() * 20 + b"\xe9", "utf-8"),
        ("café".encode("utf-8-sig"), "utf-8"),
        (b"\xff\xfe" + "café".encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + "café".encode("utf-16-be"), "utf-16-be"),
        ("café en thee".encode("utf-16-le"), "utf-16-le"),
        ("café en thee".encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_encodings(tmp_path, content, encoding):
    (tmp_path / "text").write_bytes(content)
    assert find_encoding(tmp_path / "text") == encoding


def test_what_is_no_text(tmp_path):
    (tmp_path / "text").write_bytes(bytes(range(256)) * 20)
    with pytest.raises(BadFile) as caught:
        find_encoding(tmp_path / "text")
    assert caught.value.code == "binary"


def test_whether_all_of_a_file_can_be_decoded(tmp_path):
    (tmp_path / "text").write_bytes(b"a" * (1 << 20) + "é".encode())
    assert decodes(tmp_path / "text", "utf-8")
    assert not decodes(tmp_path / "text", "ascii")
    (tmp_path / "text").write_bytes("é".encode()[:1])
    assert not decodes(tmp_path / "text", "utf-8")


@pytest.mark.parametrize("before", [512, (1 << 20) - 5, 3 * (1 << 20) - 31])
def test_names_in_an_old_container_wherever_they_stand(tmp_path, before):
    name = old_office.ENCRYPTED_PACKAGE.encode("utf-16-le")
    (tmp_path / "old").write_bytes(old_office.MARK + bytes(before) + name + bytes(100))
    assert old_office.holds(tmp_path / "old", "Workbook", old_office.ENCRYPTED_PACKAGE)
    assert not old_office.holds(tmp_path / "old", "Workbook")
