"""Terms of the field: given ones are never hard, and new ones are proposed from its own texts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haven.engines.reading import Reader, propose_terms, read
from haven.engines.reading.terms import LEAST, Proposal
from tests.engines.reading.samples import ACADEMIC, ANY_TEXT, EVERYDAY, OFFICIAL, PLAIN

BIOLOGY = [
    """De fotosynthese van planten is snel. Bij fotosynthese komt zuurstof vrij. Het gebeurt in het blad.
De donkere fotosynthese is anders. De student leest erover.""",
    """Elke fotosynthese heeft licht nodig. De donkere fotosynthese niet, zegt de student.
De donkere fotosynthese is traag. De student slaapt nu. De student eet.""",
]


def _terms(texts: list[str], most: int = 100) -> list[str]:
    return [one.term for one in propose_terms(texts, most)]


# ---------------------------------------------------------------- given


@pytest.mark.parametrize("term", ["xylofonist", "Xylofonist", "  xylofonist  "])
@pytest.mark.parametrize("form", ["xylofonist", "xylofonisten", "Xylofonist"])
def test_a_term_is_never_hard_in_any_form(term: str, form: str) -> None:
    sentence = f"Wij zien daar {form}."
    assert read(sentence, terms=[term]).words == ()


def test_names_numbers_and_quotations_are_never_hard_in_any_text() -> None:
    text = "Op 12/05/2027 kocht Xhemajl Kurteshi “de onvervreemdbare prerogatieven” van Umicore voor 3 euro."
    assert read(text, target="A1").words == ()


def test_other_words_stay_hard() -> None:
    words = read(ACADEMIC, terms=["integratie", "wederkerigheid"]).words
    assert "wederkerigheid" not in {word.word for word in words}
    assert {word.word for word in words} < {word.word for word in read(ACADEMIC).words}


def test_terms_lower_the_level_and_never_raise_it() -> None:
    terms = [word.word for word in read(ACADEMIC).words]
    assert (read(ACADEMIC, terms=terms).score or 0) < (read(ACADEMIC).score or 0)
    assert read(PLAIN, terms=terms).score == read(PLAIN).score


def test_terms_of_nothing_change_nothing() -> None:
    assert read(OFFICIAL, terms=["", "  ", "woordenboek der zeevaart"]) == read(OFFICIAL)


@settings(max_examples=50)
@given(st.lists(st.text(max_size=12), max_size=6))
def test_any_terms_may_be_given(terms: list[str]) -> None:
    assert Reader(terms=terms).read("De xylofonist speelt.").sentences


# ---------------------------------------------------------------- proposed


def test_what_these_texts_use_more_than_dutch_does_is_proposed() -> None:
    found = {one.term: one for one in propose_terms(BIOLOGY)}
    assert found["fotosynthese"].occurrences == 6
    assert found["fotosynthese"].texts == 2
    assert found["donkere fotosynthese"].occurrences == 3
    assert found["fotosynthese"].weight > 4
    assert "student" not in found  # five times, but everybody's word


def test_two_times_is_too_few() -> None:
    text = "De xylofonist speelt. "
    assert LEAST == 3
    assert _terms([text * 2]) == []
    assert _terms([text * 3]) == ["xylofonist"]
    assert _terms([text, text, text]) == ["xylofonist"]


def test_best_first_and_no_more_than_asked() -> None:
    texts = ["De xylofonist speelt. " * 3, "De fotosynthese gebeurt. " * 12]
    assert _terms(texts) == ["fotosynthese", "xylofonist"]
    assert _terms(texts, 1) == ["fotosynthese"]
    assert _terms(texts, 0) == []


def test_verbs_names_and_numbers_are_no_terms() -> None:
    assert _terms(["Anna Kurteshi zwemt op 12 mei. " * 5]) == []


def test_an_everyday_text_has_no_terms() -> None:
    assert _terms([PLAIN, EVERYDAY]) == []
    assert _terms([]) == []
    assert _terms([""]) == []


def test_what_is_proposed_can_be_given() -> None:
    proposals = propose_terms(BIOLOGY)
    assert all(isinstance(one, Proposal) for one in proposals)
    given_ = [one.term for one in proposals]
    assert "fotosynthese" not in {word.word for word in read(BIOLOGY[0], terms=given_, target="A1").words}


def test_terms_do_not_hang_on_the_order_of_the_texts() -> None:
    assert propose_terms(BIOLOGY) == propose_terms(BIOLOGY[::-1])


@settings(max_examples=40)
@given(st.lists(ANY_TEXT, max_size=3))
def test_any_texts(texts: list[str]) -> None:
    for one in propose_terms(texts):
        assert one.occurrences >= LEAST
        assert 1 <= one.texts <= len(texts)
        assert one.weight > 0
