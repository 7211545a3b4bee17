"""How the list writes a word that comes apart: toe|kennen, in kennis |stellen, laten_zien, leiden (tot)."""

from typing import NamedTuple

_SHORTEST = 4  # letters of an infinitive: doen, zijn


class Notation(NamedTuple):
    """A word taken apart; what it has not is ""."""

    particle: str  # before the verb in the infinitive: toe, in kennis
    apart: bool  # whether particle and verb are two words in the infinitive as well
    word: str  # what changes its form
    rest: str  # after the verb in every form: zien
    preposition: str  # at the end, in brackets: " (tot)"

    @property
    def is_infinitive(self) -> bool:
        return self.word.endswith("n") and len(self.word) >= _SHORTEST


def read(written: str) -> Notation:
    """The parts of a verb as the list writes it. Of several words without a bar, the last is the verb."""
    word, preposition = split_preposition(written)
    particle, bar, verb = word.rpartition("|")
    if not bar:
        particle, space, verb = word.rpartition(" ")
        particle += space
    verb, _underscore, rest = verb.partition("_")
    return Notation(particle.strip(), particle.endswith(" "), verb, rest.replace("_", " "), preposition)


def split_preposition(written: str) -> tuple[str, str]:
    """The word, and " (tot)" when that ends it."""
    if not written.endswith(")"):
        return written, ""
    word, space, bracketed = written.rpartition(" (")
    return (word, space + bracketed) if word else (written, "")
