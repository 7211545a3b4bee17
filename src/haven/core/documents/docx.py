"""Word documents (.docx and its kin): paragraphs with what their styles make of them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from haven.core.documents.blocks import Block, Kind
from haven.core.documents.building import Builder
from haven.core.documents.docx_styles import MOST_LEVELS, Style, Styles
from haven.core.documents.packages import Package
from haven.core.documents.walking import Attributes, Text, Walker, is_on, number, value
from haven.core.files.archives import Archive

_MAIN = "word/document.xml"
_CONTENTS = "table of contents"
_NO_NOTES = ("separator", "continuationSeparator", "continuationNotice")


def read_docx(archive: Archive, builder: Builder, warn: Callable[[str], None]) -> None:
    """Put a Word document's text into the builder. Raises BadFile and Full."""
    package = Package(archive)
    if package.has_macros():
        warn("macros")
    main = package.main(_MAIN)
    styles = Styles(package.read(package.related(main, "styles")))
    body = _Body(builder, styles, warn)
    body.read(package.read(main))
    body.finish()
    for kind, wanted in (("footnotes", body.footnotes), ("endnotes", body.endnotes)):
        _Notes(builder, styles, wanted).read(package.read(package.related(main, kind)))


@dataclass(slots=True)
class _Paragraph:
    text: Text = field(default_factory=Text)
    style: str = ""
    outline: int | None = None
    listed: int | None = None  # depth in a list, from 1; 0 where the style's list is turned off
    goes_on: bool = False  # its end was deleted: the next paragraph is part of it
    has_words: bool = False
    has_formula: bool = False
    boxes: list[Block] = field(default_factory=list)


class _Body(Walker):
    """Reads the main part. Of two forms of one drawing, the second is for old programs."""

    left_out = frozenset(
        ("Fallback", "tabs", "moveFrom", "rt", "pPrChange", "rPrChange", "tblPrChange", "tblPrExChange",
         "trPrChange", "tcPrChange", "sectPrChange", "sectPr", "altChunk", "binData")
    )  # fmt: skip

    def __init__(self, builder: Builder, styles: Styles, warn: Callable[[str], None]) -> None:
        super().__init__()
        self.builder, self.styles, self.warn = builder, styles, warn
        self.footnotes: set[str] = set()
        self.endnotes: set[str] = set()
        self._open: list[_Paragraph] = []
        self._around: list[list[_Paragraph]] = []  # the paragraphs around each text box
        self._carried: Text | None = None
        self._hidden = self._in_properties = self._in_row_properties = False
        self._row_is_gone = self._no_content = False
        self._formulas = 0
        self.starts = self._starts()
        self.ends = self._ends()

    def _starts(self) -> dict[str, Callable[[Attributes], object]]:
        return {
            "p": self._begin_paragraph,
            "pPr": lambda _: self._properties(True),
            "pStyle": self._style,
            "outlineLvl": self._outline,
            "ilvl": lambda found: self._list(number(found, "val", 0) + 1),
            "numId": lambda found: self._list(0) if value(found, "val") == "0" else self._in_some_list(),
            "r": lambda _: self._hide(False),
            "vanish": lambda found: self._hide(is_on(found)),
            "t": self.listen,
            "tab": lambda _: self.say(" "),
            "ptab": lambda _: self.say(" "),
            "br": lambda _: self.say(" "),
            "cr": lambda _: self.say(" "),
            "noBreakHyphen": lambda _: self.say("-"),
            "oMath": lambda _: self._formula(1),
            "del": lambda _: self._deleted(),
            "footnoteReference": lambda found: self.footnotes.add(value(found, "id")),
            "endnoteReference": lambda found: self.endnotes.add(value(found, "id")),
            "txbxContent": self._begin_box,
            "showingPlcHdr": lambda found: self._leave_content_out(is_on(found)),
            "docPartGallery": lambda found: self._leave_content_out(value(found, "val").lower() == _CONTENTS),
            "sdtContent": lambda _: self._content(),
            "tbl": lambda _: self.builder.open_table(),
            "tr": lambda _: self._row(),
            "trPr": lambda _: self._row_properties(True),
            "tc": lambda _: self._cell(),
        }

    def _ends(self) -> dict[str, Callable[[], object]]:
        return {
            "p": self._end_paragraph,
            "pPr": lambda: self._properties(False),
            "r": lambda: self._hide(False),
            "t": self.stop_listening,
            "oMath": lambda: self._formula(-1),
            "txbxContent": self._end_box,
            "tbl": self.builder.close_table,
            "trPr": lambda: self._row_properties(False),
        }

    # ------------------------------------------------------------ paragraphs

    def take(self, text: str) -> None:
        if not self._open or self._hidden:
            return
        paragraph = self._open[-1]
        paragraph.text.add(text)
        if self._formulas:
            paragraph.has_formula = True
        elif not paragraph.has_words:
            paragraph.has_words = any(map(str.isalnum, text))

    def _begin_paragraph(self, _attributes: Attributes) -> None:
        paragraph = _Paragraph()
        if self._carried:
            paragraph.text, paragraph.has_words, self._carried = self._carried, True, None
        self._open.append(paragraph)

    def _end_paragraph(self) -> None:
        if not self._open:
            return
        paragraph = self._open.pop()
        if paragraph.goes_on:
            self._carried = paragraph.text
        else:
            self._put(paragraph, self.styles[paragraph.style])
        self.builder.place(paragraph.boxes)

    def _put(self, paragraph: _Paragraph, style: Style) -> None:
        if style.left_out:
            return
        kind, level = style.kind or Kind.prose, style.level
        if paragraph.outline is not None:
            is_heading = paragraph.outline < MOST_LEVELS
            kind, level = (Kind.heading, paragraph.outline + 1) if is_heading else (Kind.prose, 0)
        listed = style.listed if paragraph.listed is None else paragraph.listed
        if kind is Kind.prose and listed:
            kind, level = Kind.list, listed
        elif kind is Kind.prose and paragraph.has_formula and not paragraph.has_words:
            kind = Kind.code
        self.builder.add(kind, str(paragraph.text), level)

    def _style(self, attributes: Attributes) -> None:
        if self._open:
            self._open[-1].style = value(attributes, "val")

    def _outline(self, attributes: Attributes) -> None:
        if self._open:
            self._open[-1].outline = number(attributes, "val", MOST_LEVELS)

    def _list(self, depth: int) -> None:
        if self._open:
            self._open[-1].listed = depth

    def _in_some_list(self) -> None:
        """A list is named; how deep in it may have been said, here or by the style."""
        if self._open and not self._open[-1].listed:
            self._open[-1].listed = max(self.styles[self._open[-1].style].listed, 1)

    def finish(self) -> None:
        """A last paragraph whose end was deleted has no next one to go on in."""
        if self._carried:
            self.builder.add(Kind.prose, str(self._carried))
            self._carried = None

    def _properties(self, inside: bool) -> None:
        self._in_properties = inside

    def _hide(self, hidden: bool) -> None:
        self._hidden = hidden and not self._in_properties  # there it is only the paragraph's mark

    def _formula(self, step: int) -> None:
        self._formulas += step

    # ------------------------------------------------------------ what was deleted

    def _deleted(self) -> None:
        """A deleted run, or the mark that a paragraph's end or a row was deleted."""
        self.warn("deletions")
        if self._in_row_properties:
            self.builder.drop_row()
            self._row_is_gone = True
        elif self._in_properties:
            if self._open:
                self._open[-1].goes_on = True
        else:
            self.leave_out()

    def _row(self) -> None:
        self._row_is_gone = False
        self.builder.open_row()

    def _cell(self) -> None:
        if self._row_is_gone:
            self.leave_out()
        else:
            self.builder.open_cell()

    def _row_properties(self, inside: bool) -> None:
        self._in_row_properties = inside

    # ------------------------------------------------------------ boxes and controls

    def _begin_box(self, _attributes: Attributes) -> None:
        self._around.append(self._open)
        self._open = []
        self.builder.open_aside()

    def _end_box(self) -> None:
        boxes = self.builder.close_aside()
        self._open = self._around.pop()
        if self._open:
            self._open[0].boxes.extend(boxes)
        else:
            self.builder.place(boxes)

    def _leave_content_out(self, is_so: bool) -> None:
        self._no_content = self._no_content or is_so

    def _content(self) -> None:
        if self._no_content:
            self._no_content = False
            self.leave_out()


class _Notes(_Body):
    """Reads footnotes or endnotes: those that the text refers to."""

    def __init__(self, builder: Builder, styles: Styles, wanted: set[str]) -> None:
        super().__init__(builder, styles, lambda _code: None)
        self._wanted = wanted
        for name in ("footnote", "endnote"):
            self.starts[name] = self._begin_note
            self.ends[name] = self._end_note

    def _begin_note(self, attributes: Attributes) -> None:
        if value(attributes, "type") in _NO_NOTES or value(attributes, "id") not in self._wanted:
            self.leave_out()
        else:
            self.builder.open_aside()

    def _end_note(self) -> None:
        self.finish()
        self.builder.keep_notes(self.builder.close_aside())
