"""XML read as it comes: what is refused before it costs anything."""

import pytest

from haven.core.files.elements import Elements, parse, tags
from haven.core.files.problems import BadFile


def heard(*chunks):
    """Tags and texts, in order."""
    found = []
    elements = Elements(lambda tag, _attributes: found.append(tag), lambda tag: found.append(f"/{tag}"))
    elements.reading = True
    for _ in parse(chunks, elements):
        found.append(elements.take())
    return [part for part in found if part]


def test_elements_in_any_chunks():
    assert heard(b"<a><b>te", b"kst</b", b"></a>") == ["a", "b", "te", "kst", "/b", "/a"]
    assert [tag for tag, _attributes in tags([b"<x:a xmlns:x='x'><x:b/></x:a>"])] == ["a", "b"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<a>",
        b"<a></b>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b'<?xml version="1.0" encoding="unheard-of"?><a/>',
        b'<?xml version="1.0" encoding="hex"?><a/>',
        b'<?xml version="1.0" encoding="utf-7"?><a/>',
        b"<a>\0</a>",
    ],
)
def test_what_is_no_xml(content):
    with pytest.raises(BadFile) as caught:
        heard(content)
    assert caught.value.code == "damaged"


def test_a_tag_without_end_is_given_up():
    """The parser begins a tag anew with each chunk: without a limit, the time grows with the square."""
    given = 0

    def chunks():
        nonlocal given
        yield b"<a b='"
        for _ in range(1_000):
            given += 1
            yield b"c" * (1 << 18)

    with pytest.raises(BadFile):
        read_through(chunks())
    assert given < 40


def test_text_without_end_is_given_up():
    with pytest.raises(BadFile):
        read_through(b"c" * (1 << 18) if number else b"<a>" for number in range(50))


def read_through(chunks):
    """Nobody takes the text."""
    for _ in parse(chunks, Elements(lambda *_: None, lambda *_: None, reading=True)):
        pass
