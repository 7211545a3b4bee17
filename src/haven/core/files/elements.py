"""XML read as it comes, element by element."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from haven.core.files.problems import BadFile

_MOST_PIECES = 1_000  # of one text, of up to 8 kB each, before it is given up
_MOST_WAITING = 4 * 1024 * 1024  # bytes of one tag; the parser begins it anew with each chunk

Start = Callable[[str, dict[str, str]], object]
End = Callable[[str], object]


@dataclass(slots=True)
class Elements:
    """A parser's callbacks, and the text of the element that is being read."""

    start: Start
    end: End
    text: list[str] = field(default_factory=list)
    reading: bool = False

    def take(self) -> str:
        """The text since the last call."""
        whole = "".join(self.text)
        self.text.clear()
        return whole


def parse(chunks: Iterable[bytes], elements: Elements) -> Iterator[None]:
    """Feed XML to the callbacks; yields after each chunk. No document type, so no entities to blow up."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = elements.start
    parser.EndElementHandler = elements.end
    parser.CharacterDataHandler = _text_handler(elements)
    parser.StartDoctypeDeclHandler = _refuse_document_type
    try:
        fed = 0
        for chunk in chunks:
            parser.Parse(chunk, False)
            fed += len(chunk)
            if len(elements.text) > _MOST_PIECES or fed - parser.CurrentByteIndex > _MOST_WAITING:
                raise BadFile("damaged")
            yield
        parser.Parse(b"", True)
        yield
    except (expat.ExpatError, ValueError, LookupError, OverflowError):
        raise BadFile("damaged") from None


def _text_handler(elements: Elements) -> Callable[[str], None]:
    def handle(text: str) -> None:
        if elements.reading:
            elements.text.append(text)

    return handle


def _refuse_document_type(*_args: object) -> None:
    raise BadFile("damaged")


def tags(chunks: Iterable[bytes]) -> Iterator[tuple[str, dict[str, str]]]:
    """All elements of a part, without their namespace prefix."""
    found: list[tuple[str, dict[str, str]]] = []
    for _ in parse(chunks, Elements(lambda tag, attributes: found.append((local(tag), attributes)), _ignore)):
        yield from found
        found.clear()


def _ignore(_tag: str) -> None:
    return None


def local(tag: str) -> str:
    return tag.rpartition(":")[2]
