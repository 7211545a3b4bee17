"""The words of a PDF and where they stand: `python -m haven.core.files.pdf_words FILE PAGES CHARACTERS`.

A program of its own: pdfium is native code that meets hostile files here, and what it does to its process
must not be done to whoever asked. It says one line of JSON per page:

    {"words": [[text, left, right, baseline, size, bold, fixed, direction], …],
     "rules": [[left, bottom, right, top], …], "pictures": …, "cut": …}

in points from the lower left corner, or {"lost": true}; and in the end {"cut": …}, or {"error": code}.
"""

import json
import os
import re
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ctypes import byref, c_double, c_float, c_int, c_ushort, create_string_buffer
from math import hypot
from typing import Any

import pypdfium2_raw as pdfium

MOST_MEMORY = 2 * 1024**3  # bytes of address space
MOST_SECONDS = 120  # of the processor's time
MOST_POINTS = 100_000  # of a place; none that is no number passes either
MOST_ON_A_PAGE = 60_000  # characters; a newspaper's page has half
MOST_OBJECTS = 20_000  # on a page, among which lines are looked for
MOST_RULES = 3_000
THICKEST, SHORTEST = 3.0, 6.0  # points, of a line
MOST_SIDES = 6  # segments of a path that is a rectangle
_HYPHEN = "\ufffe"  # what pdfium makes of a hyphen at the end of a line
_BOLD = ("bold", "black", "heavy")
_FIXED = ("mono", "monl", "courier", "consol", "cmtt", "typewriter")
_FIXED_PITCH = 1
_FORCED_BOLD = 1 << 18
_WORD = re.compile(r"\S+")
_LONGEST_NAME = 200
_MAYBE_MARKED = re.compile(r"(.*[^\W\d_]{3}.*\D)\d{1,3}")  # not "km2"
_LONGEST_MARKED = 60
_SMALL = 0.85  # of the size of the letters before it

Word = list[Any]  # see above; a list since JSON knows no other


def main(path: str, most_pages: int, most_characters: int) -> None:
    """Print the words page by page."""
    _limit()
    pdfium.FPDF_InitLibrary()
    try:
        for answer in _answers(os.fsencode(path), most_pages, most_characters):
            print(json.dumps(answer), flush=True)  # noqa: T201 - what the program is for
    finally:
        pdfium.FPDF_DestroyLibrary()


def _limit() -> None:
    """A file that asks for too much ends this process, and nothing else."""
    for what, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(what)
        with suppress(ValueError, OSError):  # not every system lets a program limit itself
            resource.setrlimit(what, (most if hard < 0 else min(most, hard), hard))


def _answers(path: bytes, most_pages: int, most_characters: int) -> Iterator[dict[str, Any]]:
    document = pdfium.FPDF_LoadDocument(path, None)
    if not document:
        locked = pdfium.FPDF_GetLastError() in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        yield {"error": "encrypted" if locked else "damaged"}
        return
    try:
        pages = pdfium.FPDF_GetPageCount(document)
        for number in range(min(pages, most_pages)):
            answer = _page(document, number)
            yield answer
            most_characters -= sum(len(word[0]) + 1 for word in answer.get("words", ()))
            if most_characters < 0:
                break
        yield {"cut": pages > most_pages or most_characters < 0}
    finally:
        pdfium.FPDF_CloseDocument(document)


def _page(document: Any, number: int) -> dict[str, Any]:
    with _page_of(document, number) as page, _text_of(page) as text:
        if not text:
            return {"lost": True}
        words = list(_Words(text).all())
        cut = pdfium.FPDFText_CountChars(text) > MOST_ON_A_PAGE
        pictures = not words and _has_pictures(page)
        return {
            "words": words,
            "rules": list(_rules(page)) if words else [],
            "pictures": pictures,
            "cut": cut,
        }


@contextmanager
def _page_of(document: Any, number: int) -> Iterator[Any]:
    page = pdfium.FPDF_LoadPage(document, number)
    try:
        yield page
    finally:
        if page:
            pdfium.FPDF_ClosePage(page)


@contextmanager
def _text_of(page: Any) -> Iterator[Any]:
    text = pdfium.FPDFText_LoadPage(page) if page else None
    try:
        yield text
    finally:
        if text:
            pdfium.FPDFText_ClosePage(text)


def _has_pictures(page: Any) -> bool:
    return any(
        pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, index)) == pdfium.FPDF_PAGEOBJ_IMAGE
        for index in range(min(pdfium.FPDFPage_CountObjects(page), 100))
    )


def _rules(page: Any) -> Iterator[list[float]]:
    """Lines that are drawn, as thin boxes: those around the cells of tables are among them."""
    count = 0
    for index in range(min(pdfium.FPDFPage_CountObjects(page), MOST_OBJECTS)):
        drawn = pdfium.FPDFPage_GetObject(page, index)
        if pdfium.FPDFPageObj_GetType(drawn) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        for box in _thin_boxes(drawn):
            yield box
            count += 1
        if count >= MOST_RULES:
            return


def _thin_boxes(drawn: Any) -> list[list[float]]:
    """A path that is a line; or the four sides of a rectangle that is drawn and not only filled."""
    found = c_float(), c_float(), c_float(), c_float()
    pdfium.FPDFPageObj_GetBounds(drawn, *map(byref, found))
    left, bottom, right, top = (_sane(edge.value) for edge in found)
    thickness, length = sorted((right - left, top - bottom))
    if thickness <= THICKEST:
        return [[left, bottom, right, top]] if length >= SHORTEST else []
    fill, stroke = c_int(), c_int()
    pdfium.FPDFPath_GetDrawMode(drawn, byref(fill), byref(stroke))
    if not stroke.value or pdfium.FPDFPath_CountSegments(drawn) > MOST_SIDES:
        return []
    across = [[left, place, right, place] for place in (bottom, top)]
    return across + [[place, bottom, place, top] for place in (left, right)]


# ---------------------------------------------------------------- words


class _Words:
    """The words of one page. What pdfium writes its answers in is made once: it is asked often."""

    def __init__(self, text: Any) -> None:
        self.text = text
        self.letters = _letters(text)
        self._matrix, self._box = pdfium.FS_MATRIX(), pdfium.FS_RECTF()
        self._x, self._y, self._flags = c_double(), c_double(), c_int()
        self._name = create_string_buffer(_LONGEST_NAME)
        self._fonts: dict[tuple[bytes, int], tuple[bool, bool]] = {}

    def all(self) -> Iterator[Word]:
        """Each run of characters without white space. Ends of lines are told by the places."""
        letters = self.letters
        for match in _WORD.finditer(letters):
            begin, end = match.span()
            while (cut := letters.find(_HYPHEN, begin, end)) >= 0:
                yield self._word(letters[begin:cut] + "-", begin, cut)
                begin = cut + 1
            if begin < end:
                yield self._word(self._without_mark(begin, end), begin, end - 1)

    def _word(self, letters: str, first: int, last: int) -> Word:
        """Its place as whoever reads it sees it: turned, so that the text runs from left to right."""
        x, y = self._origin(first)
        size, direction = self._size(first), _direction(self._matrix)
        edges = [*self._edges(first, direction), *self._edges(last, direction)]
        places = min(edges), max(edges), _turned(x, y, direction)[1], size
        return [letters, *map(_sane, places), *self._looks(first), direction]

    def _without_mark(self, begin: int, end: int) -> str:
        """The word without the small raised figures at its end that refer to a note."""
        word = self.letters[begin:end]
        match = (
            _MAYBE_MARKED.fullmatch(word) if word[-1].isdecimal() and len(word) <= _LONGEST_MARKED else None
        )
        if not match or self._size(end - 1) >= _SMALL * self._size(begin):
            return word
        return match[1] if self._origin(end - 1)[1] > self._origin(begin)[1] else word

    def _origin(self, index: int) -> tuple[float, float]:
        pdfium.FPDFText_GetCharOrigin(self.text, index, self._x, self._y)
        return self._x.value, self._y.value

    def _size(self, index: int) -> float:
        pdfium.FPDFText_GetMatrix(self.text, index, self._matrix)
        scale = hypot(self._matrix.c, self._matrix.d) or 1.0
        return float(pdfium.FPDFText_GetFontSize(self.text, index)) * scale

    def _edges(self, index: int, direction: int) -> tuple[float, float]:
        box = self._box
        pdfium.FPDFText_GetLooseCharBox(self.text, index, box)
        if direction == 0:
            return box.left, box.right
        return _turned(box.left, box.bottom, direction)[0], _turned(box.right, box.top, direction)[0]

    def _looks(self, index: int) -> tuple[bool, bool]:
        """Whether the letters are bold, and whether all are equally wide."""
        pdfium.FPDFText_GetFontInfo(self.text, index, self._name, _LONGEST_NAME, self._flags)
        font = self._name.value, self._flags.value
        if font not in self._fonts:
            self._fonts[font] = _looks_of(*font)
        return self._fonts[font]


def _looks_of(font: bytes, flags: int) -> tuple[bool, bool]:
    name = font.decode("utf-8", "replace").lower()
    is_bold = bool(flags & _FORCED_BOLD) or any(mark in name for mark in _BOLD)
    return is_bold, bool(flags & _FIXED_PITCH) or any(mark in name for mark in _FIXED)


def _letters(text: Any) -> str:
    """One letter for each of pdfium's characters, so that their numbers are the same."""
    count = min(max(pdfium.FPDFText_CountChars(text), 0), MOST_ON_A_PAGE)
    units = (c_ushort * (2 * count + 2))()  # twice what it asks for: letters may take two
    written = pdfium.FPDFText_GetText(text, 0, count, units)
    letters = bytes(units)[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")
    if len(letters) == count:
        return letters
    return "".join(_letter(pdfium.FPDFText_GetUnicode(text, index)) for index in range(count))


def _letter(code: int) -> str:
    return chr(code) if 0 < code <= sys.maxunicode else "\N{REPLACEMENT CHARACTER}"


def _sane(value: float) -> float:
    return round(value, 1) if abs(value) < MOST_POINTS else 0.0


def _direction(matrix: Any) -> int:
    """Quarter turns against the clock by which the text is turned."""
    a, b = matrix.a, matrix.b
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 2
    return 1 if b > 0 else 3


def _turned(x: float, y: float, direction: int) -> tuple[float, float]:
    return ((x, y), (y, -x), (-x, -y), (-y, x))[direction]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
