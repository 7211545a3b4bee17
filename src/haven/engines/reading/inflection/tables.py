"""The word tables beside this module: one row per line, columns apart by spaces, # begins a remark."""

from functools import cache
from importlib.resources import files

from haven.engines.reading.inflection.spelling import has_vowel

_NONE = "-"


def read_rows(name: str) -> list[list[str]]:
    """The rows of a table, each as its columns."""
    text = (files(__package__) / name).read_text("utf-8")
    return [line.split() for line in text.splitlines() if line and not line.startswith("#")]


@cache
def read_sets(name: str) -> dict[str, frozenset[str]]:
    """The sets of a table by name: each row is the name of a set and some of its words."""
    sets: dict[str, frozenset[str]] = {}
    for key, *words in read_rows(name):
        sets[key] = sets.get(key, frozenset()).union(words)
    return sets


class Endings:
    """A table from words to one of their forms, some of them also as the end of a longer word."""

    def __init__(self, name: str) -> None:
        self._whole: dict[str, str] = {}
        self._ends: dict[str, str] = {}
        for first, *rest in read_rows(name):
            if first == _NONE:
                for word in rest:
                    self._add(word, _NONE)
            elif first.startswith("+"):
                for word in rest:
                    self._add(word, word + first[1:])
            else:
                self._add(first, rest[0])

    def _add(self, word: str, form: str) -> None:
        table = self._ends if word.startswith("-") else self._whole
        table[word.removeprefix("-")] = form if form == _NONE else form.removeprefix("-")

    def find(self, word: str) -> str | None:
        """The form; "" when the word has none, None when the table does not know it.

        Of the ends of the word the longest decides, and what precedes it must be a syllable.
        """
        form = self._whole.get(word) or self._ends.get(word)
        start = 0
        while not form and (start := start + 1) < len(word) - 1:
            if (end := self._ends.get(word[start:])) and has_vowel(word[:start]):
                form = end if end == _NONE else word[:start] + end
        return "" if form == _NONE else form
