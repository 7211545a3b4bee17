"""One row of a list of plainer words: one sense of one word. docs/methods/plainer-words.md has the format."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from haven.engines.reading.inflection.notation import read as read_notation

CLASSES = ("v", "n.de", "n.het", "n.pl", "adj", "adv", "fix")
KINDS = ("formal", "abstract", "rare")
MOST = 3  # alternatives


class ListError(ValueError):
    """A row that is not as it should be; says which and why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`word` and `alternatives` are dictionary forms in the list's notation (`toe|kennen`, `het plan`)."""

    word: str
    word_class: str
    alternatives: tuple[str, ...]
    kind: str
    sense: str = ""
    cues: frozenset[str] = frozenset()


def read_list(lines: Iterable[str]) -> tuple[Entry, ...]:
    """Rows of six columns parted by tabs; empty lines and lines that begin with # are passed over.

    Raises ListError for the first row that is wrong."""
    rows = ((number, line.rstrip("\n")) for number, line in enumerate(lines, 1))
    return tuple(_entry(number, line) for number, line in rows if line.strip() and not line.startswith("#"))


def _entry(number: int, line: str) -> Entry:
    columns = [" ".join(column.split()) for column in line.split("\t")]
    if not 3 <= len(columns) <= 6:
        raise ListError(
            f"Row {number} has {len(columns)} columns, not 6: word, class, plainer words, kind, sense, cues."
        )
    word, word_class, plainer, kind, sense, cues = columns + [""] * (6 - len(columns))
    alternatives = tuple(part.strip() for part in plainer.split(";") if part.strip())
    if not word:
        raise ListError(f"Row {number} has no word.")
    if word_class not in CLASSES:
        raise ListError(f"Row {number}: the class {word_class!r} is not one of {', '.join(CLASSES)}.")
    if not 1 <= len(alternatives) <= MOST:
        raise ListError(f"Row {number} has {len(alternatives)} plainer words; one to {MOST} are needed.")
    if (kind or "formal") not in KINDS:
        raise ListError(f"Row {number}: the kind {kind!r} is not one of {', '.join(KINDS)}.")
    if word_class in {"n.de", "n.het"} and not all(one.startswith(("de ", "het ")) for one in alternatives):
        raise ListError(f"Row {number}: give each plainer noun its article, as in “het plan”.")
    for verb in (word, *alternatives) if word_class == "v" else ():
        if not read_notation(verb).is_infinitive:
            raise ListError(f"Row {number}: “{verb}” does not end in an infinitive, so it is no verb.")
    return Entry(word, word_class, alternatives, kind or "formal", sense, frozenset(cues.lower().split()))


@cache
def shipped() -> tuple[Entry, ...]:
    """The list written for Haven."""
    text = files(__package__).joinpath("words.tsv").read_text(encoding="utf-8")
    return read_list(text.splitlines())
