"""XML documents read part by part: what all their readers do alike."""

from collections.abc import Callable, Iterable, Mapping

from haven.core.documents.building import MOST_CHARACTERS
from haven.core.files.elements import Elements, local, parse
from haven.core.files.problems import BadFile

_DEEPEST = 500  # elements within elements; Word itself stops long before
_MOST_DIGITS = 9

Attributes = Mapping[str, str]
Start = Callable[[Attributes], object]
End = Callable[[], object]


class Text:
    """A paragraph's text in pieces, up to what a document may hold."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0

    def add(self, piece: str) -> None:
        if self._length <= MOST_CHARACTERS:
            self._pieces.append(piece)
            self._length += len(piece)

    def __str__(self) -> str:
        return "".join(self._pieces)


class Walker:
    """Calls what stands in `starts` and `ends` under an element's name, but in elements that are left out.

    Names have no prefix; those in `left_out` may have the usual one where a name means two things.
    `take(text)` gets the text of elements while `reading` is on.
    """

    left_out: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.starts: dict[str, Start] = {}
        self.ends: dict[str, End] = {}
        self._elements = Elements(self._start, self._end)
        self._depth = self._left_out_from = 0
        self._was_reading = False

    def read(self, chunks: Iterable[bytes]) -> None:
        """Raises BadFile where it is no XML, and Full."""
        self._depth = self._left_out_from = 0
        for _ in parse(chunks, self._elements):
            self._flush()

    def take(self, text: str) -> None:
        """What is done with text."""
        raise NotImplementedError

    def say(self, text: str) -> None:
        """What an element without text stands for, such as a tab."""
        self._flush()
        self.take(text)

    def listen(self, _attributes: Attributes) -> None:
        self._flush()
        self._elements.reading = True

    def stop_listening(self) -> None:
        self._flush()
        self._elements.reading = False

    def leave_out(self) -> None:
        """Pass over the element that has just begun, and all in it."""
        self._flush()
        self._left_out_from = self._depth
        self._was_reading, self._elements.reading = self._elements.reading, False

    def _flush(self) -> None:
        if self._elements.text:
            self.take(self._elements.take())

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise BadFile("damaged")
        if self._left_out_from:
            return
        name = local(tag)
        if name in self.left_out or tag in self.left_out:
            self.leave_out()
        elif name in self.starts:
            self.starts[name](attributes)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if self._left_out_from:
            if self._depth < self._left_out_from:
                self._left_out_from = 0
                self._elements.reading = self._was_reading
            return
        name = local(tag)
        if name in self.ends:
            self.ends[name]()


def value(attributes: Attributes, name: str, default: str = "") -> str:
    """An attribute's value, whatever its prefix."""
    if name in attributes:
        return attributes[name]
    return next((found for key, found in attributes.items() if local(key) == name), default)


def number(attributes: Attributes, name: str, default: int) -> int:
    """A small whole number, or the default where there is none."""
    text = value(attributes, name).strip()
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else default


def is_on(attributes: Attributes) -> bool:
    """Whether a property that can be turned off is on."""
    return value(attributes, "val", "1") not in ("0", "false", "off")
