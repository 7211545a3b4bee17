"""Presentations (.pptx and its kin): slide by slide, in the order in which they are shown."""

from collections.abc import Callable

from haven.core.documents.blocks import Block, Kind
from haven.core.documents.building import Builder
from haven.core.documents.packages import Package, Relation
from haven.core.documents.walking import Attributes, Text, Walker, is_on, number, value
from haven.core.files.archives import Archive
from haven.core.files.elements import tags

_MAIN = "ppt/presentation.xml"
_MOST_SLIDES = 5_000
_TITLES = ("title", "ctrTitle")
_NO_CONTENT = ("dt", "ftr", "hdr", "sldNum", "sldImg")
_BULLETED = ("", "body", "obj")  # kinds of placeholders that have bullets if nothing says otherwise


def read_pptx(archive: Archive, builder: Builder, warn: Callable[..., None]) -> None:
    """Put a presentation's text into the builder. Raises BadFile and Full."""
    package = Package(archive)
    if package.has_macros():
        warn("macros")
    hidden, seen = 0, set[str]()
    for part in _slides(package):
        if _is_hidden(package, part):
            hidden += 1
        else:
            _read_slide(package, part, builder, seen)
    if hidden:
        warn("hidden_slides", count=hidden)


def _slides(package: Package) -> list[str]:
    main = package.main(_MAIN)
    relations = package.relations(main)
    found: list[str] = []
    for tag, attributes in tags(package.read(main)):
        if tag == "sldId" and len(found) < _MOST_SLIDES:
            reference = next((text for name, text in attributes.items() if name.endswith(":id")), "")
            relation = relations.get(reference, Relation("", ""))
            if relation.kind == "slide" and relation.part not in found:
                found.append(relation.part)
    return found


def _is_hidden(package: Package, part: str) -> bool:
    for tag, attributes in tags(package.read(part)):
        if tag == "sld":
            return value(attributes, "show", "1") in ("0", "false")
    return False


def _read_slide(package: Package, part: str, builder: Builder, seen: set[str]) -> None:
    """The title first, wherever it stands among the shapes; then shapes, drawings, and the notes.

    `seen` are parts that slides refer to; one that many refer to is read once.
    """
    builder.open_aside()
    _Slide(builder).read(package.read(part))
    blocks = builder.close_aside()
    builder.place(sorted(blocks, key=_is_no_title))
    relations = set(package.relations(part).values())
    for kind, reader in (("diagramData", _Drawing), ("notesSlide", _Notes)):
        for beside in sorted(found.part for found in relations if found.kind == kind):
            if beside not in seen:
                seen.add(beside)
                reader(builder).read(package.read(beside))


def _is_no_title(block: Block) -> bool:
    return block.kind is not Kind.heading


class _Shapes(Walker):
    """Reads the paragraphs of shapes; `put` says what they are."""

    left_out = frozenset(("Fallback", "extLst", "rPr", "endParaRPr", "bodyPr", "lstStyle", "tabLst"))

    def __init__(self, builder: Builder) -> None:
        super().__init__()
        self.builder = builder
        self.shape = ""  # the kind of placeholder; "free" of a box that is none
        self.level = 1
        self.bullet: bool | None = None
        self._text = Text()
        self.starts = {
            "sp": lambda _: self._begin_shape(),
            "cNvPr": self._visible,
            "ph": self._placeholder,
            "p": lambda _: self._begin_paragraph(),
            "pPr": self._depth_of,
            "buNone": lambda _: self._bullet(False),
            "buChar": lambda _: self._bullet(True),
            "buAutoNum": lambda _: self._bullet(True),
            "buBlip": lambda _: self._bullet(True),
            "t": self.listen,
            "br": lambda _: self.say(" "),
            "tab": lambda _: self.say(" "),
            "fld": self._field,
        }
        self.ends = {"sp": self._begin_shape, "p": self._end_paragraph, "t": self.stop_listening}

    def put(self, text: str) -> None:
        raise NotImplementedError

    def take(self, text: str) -> None:
        self._text.add(text)

    def _begin_shape(self) -> None:
        self.shape = "free"

    def _visible(self, attributes: Attributes) -> None:
        if "hidden" in attributes and is_on({"val": attributes["hidden"]}):
            self.shape = "hidden"

    def _placeholder(self, attributes: Attributes) -> None:
        if self.shape != "hidden":
            self.shape = value(attributes, "type")

    def _begin_paragraph(self) -> None:
        self._text, self.level, self.bullet = Text(), 1, None

    def _end_paragraph(self) -> None:
        if self.shape not in _NO_CONTENT and self.shape != "hidden":
            self.put(str(self._text))

    def _depth_of(self, attributes: Attributes) -> None:
        self.level = number(attributes, "lvl", 0) + 1

    def _bullet(self, is_there: bool) -> None:
        self.bullet = is_there

    def _field(self, attributes: Attributes) -> None:
        if value(attributes, "type").startswith(("slidenum", "datetime")):
            self.leave_out()


class _Slide(_Shapes):
    def __init__(self, builder: Builder) -> None:
        super().__init__(builder)
        self._tables = 0
        self.starts |= {
            "tbl": lambda _: self._begin_table(),
            "tr": lambda _: self.builder.open_row(),
            "tc": lambda _: self.builder.open_cell(),
        }
        self.ends |= {"tbl": self._end_table}

    def put(self, text: str) -> None:
        if self.shape in _TITLES:
            self.builder.add(Kind.heading, text, 1)
        elif self.shape == "subTitle":
            self.builder.add(Kind.heading, text, 2)
        elif self.bullet or (self.bullet is None and self.shape in _BULLETED and not self._tables):
            self.builder.add(Kind.list, text, self.level)
        else:
            self.builder.add(Kind.prose, text)

    def _begin_table(self) -> None:
        self._begin_shape()
        self._tables += 1
        self.builder.open_table()

    def _end_table(self) -> None:
        self._tables -= 1
        self.builder.close_table()


class _Drawing(_Shapes):
    """Reads the texts of a drawing that Office lays out itself (SmartArt)."""

    def put(self, text: str) -> None:
        self.builder.add(Kind.list, text, 1)


class _Notes(_Shapes):
    """Reads what a speaker wrote below a slide."""

    def put(self, text: str) -> None:
        if self.shape == "body":
            self.builder.add(Kind.note, text)
