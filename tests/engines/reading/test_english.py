"""English gets a simpler reading, and says so."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haven.engines.reading import LEVELS, Reading, english, read
from haven.engines.reading.results import Reason
from haven.engines.reading.segment import token_words
from tests.engines.reading.samples import ANY_TEXT, CODE, ENGLISH

EASY = (
    "My name is Tom. I am ten. I have a dog and a cat. The dog is big. The cat is small. We go to the sea in "
    "June. I like the sea. My dad can swim. He is old. We eat fish and we play on the sand."
)
HARD = (
    "The institutional determinants of academic integration among international undergraduates necessitate "
    "systematic investigation, particularly considering contemporary theoretical contributions regarding "
    "reciprocity. Quantitative examinations substantiate hypothesised relationships between proficiency and "
    "achievement, notwithstanding considerable methodological limitations acknowledged by the investigators "
    "who conducted those examinations."
)


def test_it_is_marked_as_simpler() -> None:
    found = read(ENGLISH)
    assert (found.language, found.method) == ("en", "simple")
    assert found.level in LEVELS
    assert found.probabilities == {}
    assert found.formulas == {}
    assert all(word.alternatives == () for word in found.words)
    assert found.word_count == 52


def test_easy_and_hard() -> None:
    easy, middle, hard = read(EASY), read(ENGLISH), read(HARD)
    assert (easy.score or 0) < (middle.score or 0) < (hard.score or 0)
    assert (easy.level, hard.level) == ("A1", "C")


def test_the_grade_is_flesch_kincaids() -> None:
    """Fifty words in ten sentences, all of one syllable: 0.39 × 5 + 11.8 - 15.59 = -1.84, below the scale."""
    found = english.read("The cat sat on it. " * 10)
    assert found.score == 0.5
    # 0.39 × 45 + 11.8 × 45 / 45 - 15.59 = 13.76; from 11 to 16 the score goes from 4.5 to 5.5.
    found = english.read("The " + "cat " * 43 + "sat.")
    assert found.score == round(4.5 + (13.76 - 11) / 5, 2)
    assert found.interval == (round(found.score - 1, 2), round(found.score + 1, 2))


@pytest.mark.parametrize(("words", "level"), [(40, None), (39, "short")])
def test_forty_words_are_needed(words: int, level: str | None) -> None:
    found = read("You and I are at home. " * 6 + " ".join(["There", *["is"] * (words - 38), "one."]))
    assert found.word_count == words
    assert found.abstained == level
    assert (found.level is None) == (level is not None)


def test_code_and_lists_get_no_level() -> None:
    assert read(CODE).abstained == "code"
    items = "\n".join(f"- the {word} of the house" for word in ["door", "roof", "wall", "room", "desk"] * 4)
    assert read(f"You have to look at this.\n\n{items}").abstained == "list"


@pytest.mark.parametrize(("target", "limit"), [("A1", 10), ("A2", 14), ("B1", 20), ("B2", 26), ("C", 40)])
def test_long_sentences(target: str, limit: int) -> None:
    just, over = (f"The {' '.join(['cat'] * (words - 2))} sat. " for words in (limit, limit + 1))
    found = english.read(just + over, target=target)
    assert [one.reasons for one in found.sentences] == [(), (Reason("length", limit + 1, limit),)]


def test_rare_words_but_no_names_and_no_short_ones() -> None:
    text = "Idiosyncratic neighbours told Xhemajl of an obstreperous gnu."
    assert [word.word for word in english.read(text).words] == ["Idiosyncratic", "obstreperous"]


def test_an_easier_target_marks_more() -> None:
    found = [{word.word for word in english.read(HARD, target=target).words} for target in LEVELS]
    assert found[0] > found[2] > found[4]


def test_offsets_are_into_the_text_as_it_came() -> None:
    text = f"😀\r\n\r\n  {ENGLISH}\r\nThey were obstreperous."
    found = read(text)
    assert [text[one.start : one.end] for one in found.sentences][-1] == "They were obstreperous."
    assert [text[word.start : word.end] for word in found.words] == ["obstreperous"]


def _in_bounds(text: str, found: Reading) -> bool:
    sentences = all(0 <= one.start < one.end <= len(text) for one in found.sentences)
    return sentences and all(_seen(text[word.start : word.end]) == word.word for word in found.words)


def _seen(written: str) -> str:
    """Without signs that nobody sees, as words are looked up."""
    return token_words(written, [(0, len(written))])[0]


@settings(max_examples=60)
@given(ANY_TEXT, st.sampled_from(LEVELS))
def test_any_text(text: str, target: str) -> None:
    found = english.read(text, target=target)
    assert _in_bounds(text, found)
    assert found.score is None or 0.5 <= found.score <= 5.5
    assert (found.level is None) == (found.abstained is not None)
