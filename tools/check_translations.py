"""Whether everything a person reads can be read in both languages: `python -m tools.check_translations`.

Fails for a text without a Dutch translation, a fuzzy or obsolete one, one whose placeholders or markup
differ, and for a text in a template or in Python that is not marked for translation at all.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry

from tools import python_texts, template_texts
from tools.messages import (
    CATALOGUE,
    PROJECT,
    SOURCE,
    Found,
    Message,
    extracted,
    read_catalogue,
    source_files,
    strings,
)

_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(?<!\{)\{(\w*)\}(?!\})|(?<!%)%(?:%%)*([sd])")
_MARKUP = re.compile(r"</?(\w+)")

Places = dict[Message, list[tuple[Path, Found]]]


def catalogue_problems(places: Places, catalogue: Catalog, path: str, root: Path) -> Iterator[str]:
    """Every text of the code against its translation, and every translation against the code."""
    entries = {_key(entry): entry for entry in catalogue if entry.id}
    for message, where in sorted(places.items()):
        first, found = where[0]
        entry = entries.get(message)
        if entry is None:
            yield f"{first.relative_to(root)}:{found.line}: not in the catalogue: “{message.text}”"
        else:
            yield from (f"{path}: {problem}: “{message.text}”" for problem in entry_problems(entry))
    for message in sorted(entries.keys() - places.keys()):
        yield f"{path}: no longer in the code: “{message.text}”"
    for entry in catalogue.obsolete.values():
        yield f"{path}: obsolete: “{_key(entry).text}”"


def entry_problems(entry: Entry) -> Iterator[str]:
    ids = [entry.id] if isinstance(entry.id, str) else list(entry.id)
    forms = strings(entry)
    if not all(forms):
        yield "not translated"
        return
    if entry.fuzzy:
        yield "fuzzy"
    if len(forms) != len(ids):
        yield f"{len(forms)} forms where {len(ids)} are needed"
    for text, string in zip(ids, forms, strict=False):
        yield from _differences(text, string, may_leave_out=len(ids) > 1 and text is ids[0])


def _differences(text: str, string: str, *, may_leave_out: bool) -> Iterator[str]:
    """`may_leave_out`: “one person” needs no count."""
    wanted, there = _placeholders(text), _placeholders(string)
    if there - wanted or (wanted - there and not may_leave_out):
        yield f"placeholders {sorted(wanted)} became {sorted(there)}"
    if sorted(_MARKUP.findall(text)) != sorted(_MARKUP.findall(string)):
        yield "markup differs"


def _placeholders(text: str) -> set[str]:
    return {next(filter(None, groups), "{}") for groups in _PLACEHOLDER.findall(text)}


def _key(entry: Entry) -> Message:
    ids = [entry.id] if isinstance(entry.id, str) else list(entry.id)
    return Message(ids[0], ids[1] if len(ids) > 1 else "", entry.context or "")


def unmarked(source: Path, root: Path) -> Iterator[str]:
    """Every text that a reader sees and no translator."""
    for path in source_files(source):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            findings = python_texts.untranslated(text)
        else:
            findings = template_texts.untranslated(text, html=path.suffix != ".txt")
        for line, found in findings:
            yield f"{path.relative_to(root)}:{line}: not marked for translation: “{found}”"


def problems(source: Path = SOURCE, catalogue: Path = CATALOGUE, root: Path = PROJECT) -> list[str]:
    name = str(catalogue.relative_to(root))
    return [
        *unmarked(source, root),
        *catalogue_problems(extracted(source), read_catalogue(catalogue), name, root),
    ]


def main() -> int:
    found = problems()
    print("\n".join(found) if found else "Every text can be read in both languages.")
    if found:
        print(f"{len(found)} problems. `make messages` adds new texts to {CATALOGUE.relative_to(PROJECT)}.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
