"""Texts to translate: found in Python and in templates, merged into the Dutch catalogue.

`python -m tools.messages` keeps every translation there is, adds what is new with an empty one, and
drops what the code no longer says. No dates and no line numbers, so that a change stays readable.
"""

import ast
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PROJECT = Path(__file__).resolve().parents[1]
SOURCE = PROJECT / "src" / "haven"
CATALOGUE = SOURCE / "locale" / "nl" / "LC_MESSAGES" / "django.po"
LOCALE = "nl"

# Which argument is what, in Babel's notation: "c" marks the context.
_SHAPES: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
KEYWORDS = {
    "_": None,
    "gettext_noop": None,
    **_SHAPES,
    **{f"{name}_lazy": shape for name, shape in _SHAPES.items()},
}
_STRING = r"""u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_CALL = re.compile(rf"(?<!\w)(_|n?p?gettext)\(\s*({_STRING}(?:\s*,\s*{_STRING})*)\s*(?:,\s*count\s*)?\)")
# Lines of the header that change with every run, or say nothing.
_NOISE = re.compile(rb'^"(?!Language:|Plural|MIME|Content)[\w-]+: .*\\n"\n', re.MULTILINE)


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """One text to translate. `plural` and `context` are empty where there is none."""

    text: str
    plural: str = ""
    context: str = ""

    @property
    def id(self) -> str | tuple[str, str]:
        """As Babel names it."""
        return (self.text, self.plural) if self.plural else self.text


@dataclass(frozen=True, slots=True)
class Found:
    message: Message
    line: int
    comments: tuple[str, ...] = ()


def in_python(source: str) -> Iterator[Found]:
    """Every gettext call with a literal text."""
    calls = extract("python", io.BytesIO(source.encode()), KEYWORDS, ("Translators:",))
    for line, texts, comments, context in calls:
        text, plural = texts[:2] if isinstance(texts, tuple) else (texts, "")
        if text:
            yield Found(Message(text, plural, context or ""), line, tuple(comments))


def in_template(source: str, origin: str = "") -> Iterator[Found]:
    """Every {% translate %}, {% blocktranslate %} and _("…") in a template."""
    calls = templatize(source, origin)
    for call in _CALL.finditer(calls):
        name, line = call[1], calls.count("\n", 0, call.start()) + 1
        texts = [ast.literal_eval(text) for text in re.findall(_STRING, call[2])]
        # Django doubles the percent signs of a constant when it looks it up, but not when it extracts it.
        texts = [text.replace("%", "%%") for text in texts] if name == "_" else texts
        context = texts.pop(0) if "p" in name.removesuffix("gettext") else ""
        yield Found(Message(texts[0], texts[1] if len(texts) > 1 else "", context), line)


def source_files(source: Path) -> list[Path]:
    """Python and template files that may hold texts, in a stable order."""
    files = [*source.rglob("*.py"), *source.glob("**/templates/**/*.*")]
    wanted = {path for path in files if path.suffix in {".py", ".html", ".txt", ".xml", ".svg"}}
    return sorted(path for path in wanted if "migrations" not in path.parts)


def extracted(source: Path) -> dict[Message, list[tuple[Path, Found]]]:
    """Every text below this folder, with the places that say it."""
    places: dict[Message, list[tuple[Path, Found]]] = {}
    for path in source_files(source):
        text = path.read_text(encoding="utf-8")
        found = in_python(text) if path.suffix == ".py" else in_template(text, str(path))
        for one in found:
            places.setdefault(one.message, []).append((path, one))
    return places


def read_catalogue(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE)


def merged(old: Catalog, places: dict[Message, list[tuple[Path, Found]]], root: Path) -> Catalog:
    """A catalogue of exactly these texts, with the translations that the old one has."""
    new = Catalog(locale=LOCALE, charset="utf-8", fuzzy=False)
    new.header_comment = "# Dutch texts of Haven. `make messages` keeps this file up to date."
    for message in sorted(places):
        known = old.get(message.id, message.context or None)
        same = known is not None and known.id == message.id
        new.add(
            message.id,
            string=known.string if known is not None and same else None,
            locations=_locations(places[message], root),
            flags={"fuzzy"} if known is not None and same and known.fuzzy else (),
            auto_comments=_comments(places[message]),
            user_comments=known.user_comments if known is not None else (),
            context=message.context or None,
        )
    return new


def _locations(places: Iterable[tuple[Path, Found]], root: Path) -> list[Any]:
    """Files without line numbers; Babel writes such a place, but its types do not know that."""
    return [(name, None) for name in sorted({path.relative_to(root).as_posix() for path, _ in places})]


def _comments(places: Iterable[tuple[Path, Found]]) -> list[str]:
    return sorted({comment for _, found in places for comment in found.comments})


def write_catalogue(catalogue: Catalog, path: Path) -> None:
    """Written only when something changed."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=100, sort_output=True, ignore_obsolete=True)
    text = _NOISE.sub(b"", buffer.getvalue())
    if not path.exists() or path.read_bytes() != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)


def update(source: Path = SOURCE, path: Path = CATALOGUE, root: Path = PROJECT) -> str:
    """Bring the catalogue up to date; return one sentence that says what changed."""
    old = read_catalogue(path)
    new = merged(old, extracted(source), root)
    before = {(message.id, message.context) for message in old if message.id}
    after = {(message.id, message.context) for message in new if message.id}
    empty = sum(not all(strings(message)) for message in new if message.id)
    write_catalogue(new, path)
    counts = f"{len(after)} texts, {len(after - before)} new, {len(before - after)} gone"
    return f"{path.relative_to(root)}: {counts}, {empty} still to translate."


def strings(entry: Entry) -> list[str]:
    """The translation's forms, "" for one that is missing."""
    return [entry.string] if isinstance(entry.string, str) else list(entry.string or [""])


if __name__ == "__main__":
    print(update())
