"""The embedded parser: what it sees in plain sentences, trees, and answers that hang on nothing else."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from haven.engines.reading.backends import PORTION, Embedded
from haven.engines.reading.features import analyse
from haven.engines.reading.lexicon import Lexicon, is_word, syllables
from haven.engines.reading.parsing.network import Parsed, weights
from haven.engines.reading.parsing.pieces import pieces, rows, shape
from haven.engines.reading.reader import lexicon
from haven.engines.reading.segment import tokens

TOKENS = st.lists(
    st.one_of(
        st.sampled_from(
            "De de student kan aanvraag wijzigen toonde aan , . ( “ 3 Gent wordt geschreven".split()
        ),
        st.text(min_size=1, max_size=12),
    ),
    min_size=1,
    max_size=60,
)


def _tags(sentence: str) -> list[str]:
    found = Embedded().parse(lexicon(), [tokens(sentence)])
    # Helping verbs have tags of their own, but the treebanks do not agree on which those are.
    return [weights().tags[tag].replace("AUX", "VERB") for tag in found.tags]


def _arcs(sentence: str) -> dict[str, tuple[str, str]]:
    """Of each word its relation and its head, "" of the root."""
    words = tokens(sentence)
    found = Embedded().parse(lexicon(), [words])
    heads = ["" if head < 0 else words[head] for head in found.heads]
    relations = [weights().relations[relation] for relation in found.relations]
    return dict(zip(words, zip(relations, heads, strict=True), strict=True))


# ---------------------------------------------------------------- plain sentences


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("De student leest een boek.",
         ["DET.def", "NOUN.sg.de", "VERB.pres.sg", "DET.indef", "NOUN.sg.het", "PUNCT"]),
        ("Wij kochten drie mooie boeken.",
         ["PRON.pers", "VERB.past.pl", "NUM", "ADJ", "NOUN.pl", "PUNCT"]),
        ("Anna heeft een brief geschreven.",
         ["PROPN", "VERB.pres.sg", "DET.indef", "NOUN.sg.de", "VERB.part", "PUNCT"]),
        ("Zij wil in Gent wonen.",
         ["PRON.pers", "VERB.pres.sg", "ADP", "PROPN", "VERB.inf", "PUNCT"]),
    ],
)  # fmt: skip
def test_tags(sentence: str, expected: list[str]) -> None:
    assert _tags(sentence) == expected


def test_subject_object_and_helping_verb() -> None:
    arcs = _arcs("Anna heeft gisteren een brief geschreven.")
    assert arcs["geschreven"] == ("root", "")
    assert arcs["Anna"] == ("nsubj", "geschreven")
    assert arcs["heeft"] == ("aux", "geschreven")
    assert arcs["brief"] == ("obj", "geschreven")
    assert arcs["een"] == ("det", "brief")


def test_passive_and_its_subject() -> None:
    arcs = _arcs("De brief wordt morgen geschreven.")
    assert arcs["wordt"] == ("aux:pass", "geschreven")
    assert arcs["brief"] == ("nsubj:pass", "geschreven")


def test_the_particle_of_a_separable_verb() -> None:
    assert _arcs("De docent toonde de resultaten aan.")["aan"] == ("particle", "toonde")


def test_clauses() -> None:
    arcs = _arcs("Ik weet dat hij komt.")
    assert arcs["komt"] == ("clause", "weet")
    assert arcs["dat"] == ("mark", "komt")
    assert _arcs("Dit is de man die daar woont.")["woont"] == ("relclause", "man")


# ---------------------------------------------------------------- any sentence


def _is_tree(heads: list[int]) -> bool:
    """One root, and every word comes to it."""
    for at in range(len(heads)):
        steps = 0
        while heads[at] >= 0 and steps <= len(heads):
            at, steps = heads[at], steps + 1  # noqa: PLW2901
        if heads[at] >= 0:
            return False
    return sum(head < 0 for head in heads) == 1


@given(TOKENS)
@example(["."])
@example(["ab"] * 120)
def test_every_sentence_becomes_one_tree(words: list[str]) -> None:
    found = Embedded().parse(lexicon(), [words])
    assert len(found.tags) == len(found.heads) == len(found.relations) == len(words)
    assert _is_tree(found.heads.tolist())
    assert found.tags.max() < len(weights().tags)
    assert found.relations.max() < len(weights().relations)


def _of(found: Parsed, start: int, end: int) -> list[list[int]]:
    return [part[start:end].tolist() for part in (found.tags, found.heads, found.relations)]


@given(st.lists(TOKENS, min_size=1, max_size=5))
def test_no_sentence_sees_its_neighbours(sentences: list[list[str]]) -> None:
    together = Embedded().parse(lexicon(), sentences)
    start = 0
    for words in sentences:
        alone = Embedded().parse(lexicon(), [words])
        assert _of(together, start, start + len(words)) == _of(alone, 0, len(words))
        start += len(words)


def test_portions_are_one_answer() -> None:
    sentence = tokens("De student leest morgen in de grote bibliotheek een boek over taal.")
    times = PORTION // len(sentence) + 3
    found = Embedded().parse(lexicon(), [sentence] * times)
    first = _of(found, 0, len(sentence))
    assert len(found.tags) == times * len(sentence)
    assert _of(found, len(found.tags) - len(sentence), len(found.tags)) == first


def test_a_given_parse_is_taken() -> None:
    words = [["Wij", "lezen"]]
    given_ = Parsed(np.array([1, 2]), np.array([1, -1]), np.array([3, 4]))
    assert analyse(lexicon(), words, given_).parsed is given_


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("3.000,50", "number"), ("3½", "number"), ("1e", "ordinal"), ("A4", "digits"), ("J.J.", "initials"),
        ("NMBS", "capitals"), ("auto-ongeluk", "hyphen"), ("Gent", "title"), ("taal", "lower"),
        ("…", "mark"), ("😀", "mark"),
    ],
)  # fmt: skip
def test_shapes(word: str, expected: str) -> None:
    assert shape(word) == expected


def test_shapes_take_no_longer_than_the_word_is_long() -> None:
    assert shape("1" * 200_000 + "x") == "digits"


def test_pieces_of_a_word() -> None:
    assert pieces("Taal", 4.7) == ["=taal", "#title", "~4", "-l", "-al", "-aal", "ta-"]
    assert rows("Taal", 4.7, {"=taal": 5, "~4": 2, "-x": 9}) == [5, 2]


@pytest.mark.parametrize(
    ("word", "count"),
    [("taal", 1), ("studenten", 3), ("geïnteresseerd", 5), ("ruïne", 3), ("nrs", 1), ("", 1), ("bureau", 2)],
)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("token", "expected"),
    [("taal", True), ("é", True), ("大", True), ("12", False), ("21e", False), (".", False)],
)
def test_numbers_and_marks_are_no_words(token: str, expected: bool) -> None:
    assert is_word(token) == expected


def test_the_table_of_words_begins_anew_when_it_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("haven.engines.reading.lexicon.MOST_TYPES", 100)
    own = Lexicon()
    first = own.numbers([f"woord{number}" for number in range(150)])
    assert len(set(first.tolist())) == 150
    assert own.numbers(["taal", "boek", "taal"]).tolist() == [0, 1, 0]
    assert own.words == ["taal", "boek"]
