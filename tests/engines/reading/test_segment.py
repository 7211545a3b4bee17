"""Paragraphs, sentences and tokens: offsets into the text as it came."""

from itertools import pairwise

import pytest
from hypothesis import given

from haven.engines.reading.segment import (
    MOST_TOKENS,
    Span,
    paragraphs,
    pieces,
    sentences,
    token_spans,
    token_words,
    tokens,
)
from tests.engines.reading.samples import ANY_TEXT


def _paragraphs(text: str) -> list[str]:
    return [text[span.start : span.end] for span in paragraphs(text)]


def _sentences(paragraph: str) -> list[str]:
    return [paragraph[span.start : span.end] for span in sentences(paragraph)]


# ---------------------------------------------------------------- paragraphs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t\n ", []),
        ("Een.\n\nTwee.", ["Een.", "Twee."]),
        ("Een.\r\n\r\nTwee.\r\n", ["Een.", "Twee."]),
        ("Een.\n \t \n\n\nTwee.", ["Een.", "Twee."]),
        ("Zij gaat naar\nhuis om te eten.", ["Zij gaat naar\nhuis om te eten."]),
        ("Zij gaat naar\r\nhuis.", ["Zij gaat naar\r\nhuis."]),
        ("Openingsuren\nMaandag open", ["Openingsuren", "Maandag open"]),
        ("Dit is klaar.\nen dit ook", ["Dit is klaar.", "en dit ook"]),
        ("We kopen:\nbrood\n- kaas", ["We kopen:", "brood", "- kaas"]),
    ],
)
def test_lines_that_belong_together(text: str, expected: list[str]) -> None:
    assert _paragraphs(text) == expected


# ---------------------------------------------------------------- sentences


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("Kom je? Ja! Goed.", ["Kom je?", "Ja!", "Goed."]),
        ("Zonder punt", ["Zonder punt"]),
        ("Wat?! Echt… Ja.", ["Wat?!", "Echt…", "Ja."]),
        ("We lezen o.a. boeken, d.w.z. romans. Leuk.", ["We lezen o.a. boeken, d.w.z. romans.", "Leuk."]),
        ("Prof. dr. J. Janssens geeft les. Zij ook.", ["Prof. dr. J. Janssens geeft les.", "Zij ook."]),
        ("Zij werkt bij de U.S. Army in Gent.", ["Zij werkt bij de U.S. Army in Gent."]),
        ("We lezen boeken enz. en kranten.", ["We lezen boeken enz. en kranten."]),
        ("We lezen boeken enz. Daarna eten we.", ["We lezen boeken enz.", "Daarna eten we."]),
        ("Het kost 3.000 euro. Dat is veel.", ["Het kost 3.000 euro.", "Dat is veel."]),
        ("Zie blz. 3. Daar staat het.", ["Zie blz. 3.", "Daar staat het."]),
        ("1. Inleiding tot de taal.", ["1. Inleiding tot de taal."]),
        ("Hij komt. 's Morgens slaapt hij. 't Is laat.",
         ["Hij komt.", "'s Morgens slaapt hij.", "'t Is laat."]),
        ("“Kom je?” vroeg hij. “Ja.” Zij kwam.", ["“Kom je?” vroeg hij.", "“Ja.”", "Zij kwam."]),
        ("(Dit staat er.) Dat ook.", ["(Dit staat er.)", "Dat ook."]),
        ("Mail naar naam@ugent.be. Of bel.", ["Mail naar naam@ugent.be.", "Of bel."]),
        ("Ga naar www.ugent.be. Daar staat het.", ["Ga naar www.ugent.be.", "Daar staat het."]),
        ("Wacht even... Het komt.", ["Wacht even...", "Het komt."]),
        ("Inleiding ........................ 3", ["Inleiding ........................", "3"]),
        ("Vragen: stel ze nu; niet later.", ["Vragen: stel ze nu; niet later."]),
    ],
)  # fmt: skip
def test_where_sentences_end(paragraph: str, expected: list[str]) -> None:
    assert _sentences(paragraph) == expected


@pytest.mark.parametrize(
    "paragraph",
    [
        "." * 200_000 + "3",  # a table of contents
        ("." * 60 + "x ") * 2_000,
        "A. " * 100_000,  # initials without end
        "bv. " * 100_000,
        "a" * 200_000 + " b. c",
        "? a" * 100_000,
        "." + ")" * 200_000 + "x",
        "; " + " " * 200_000,
    ],
    ids=["points", "leaders", "initials", "abbreviations", "word", "questions", "brackets", "spaces"],
)
def test_no_paragraph_takes_longer_than_it_is_long(paragraph: str) -> None:
    """Each of these takes minutes where the work grows with the square of the length, or worse."""
    assert sentences(paragraph)[-1].end >= len(paragraph.rstrip())


@given(ANY_TEXT)
def test_paragraphs_and_sentences_cover_all_that_is_no_space(text: str) -> None:
    at = 0
    for block in paragraphs(text):
        assert not text[at : block.start].strip()
        at = block.start
        for span in sentences(text[block.start : block.end]):
            assert not text[at : block.start + span.start].strip()
            assert span.start < span.end
            at = block.start + span.end
        assert at == block.end
    assert not text[at:].strip()


@given(ANY_TEXT)
def test_spans_are_in_order(text: str) -> None:
    found = [*paragraphs(text)]
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(text[one.start : one.end].strip() == text[one.start : one.end] for one in found)


# ---------------------------------------------------------------- tokens


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Zo'n A4'tje, foto’s en auto-ongelukken.",
         ["Zo'n", "A4'tje", ",", "foto’s", "en", "auto-ongelukken", "."]),
        ("'s Avonds om 12:30 d.w.z. laat", ["'s", "Avonds", "om", "12:30", "d.w.z.", "laat"]),
        ("Op 1 mei, de 21e, kost het 3.000,50 euro.",
         ["Op", "1", "mei", ",", "de", "21e", ",", "kost", "het", "3.000,50", "euro", "."]),
        ("Zie https://example.org/a?b=c. Mail naam.van@ugent.be!",
         ["Zie", "https://example.org/a?b=c", ".", "Mail", "naam.van@ugent.be", "!"]),
        ("taal- en letterkunde…", ["taal-", "en", "letterkunde", "…"]),
        ("“Ja”, zei zij...", ["“", "Ja", "”", ",", "zei", "zij", "..."]),
        ("😀 mooi", ["😀", "mooi"]),
        ("", []),
    ],
)  # fmt: skip
def test_tokens(sentence: str, expected: list[str]) -> None:
    assert tokens(sentence) == expected


def test_accents_apart_from_their_letter_belong_to_the_word() -> None:
    """As macOS and many PDFs have them."""
    apart = "gei\u0308nteresseerd in Belgie\u0308"
    assert tokens(apart) == ["geïnteresseerd", "in", "België"]
    assert [apart[start:end] for start, end in token_spans(apart)] == apart.split()


def test_signs_without_width_are_not_part_of_the_word() -> None:
    given_ = "De univer\u00adsi\u00adteit \u200bis\u200b groot"
    assert [word for word in tokens(given_) if word.isalpha()] == ["De", "universiteit", "is", "groot"]


@pytest.mark.parametrize("sign", ["+", "-", "ab.cd", "www.", "1x", "'", "_", "a@", "1:", "\u0301", "a\u00ad"])
def test_no_token_takes_longer_than_it_is_long(sign: str) -> None:
    assert token_spans(sign * 100_000)[-1][1] == 100_000 * len(sign)


@given(ANY_TEXT)
def test_tokens_cover_all_that_is_no_space(text: str) -> None:
    at = 0
    spans = token_spans(text)
    for start, end in spans:
        assert at <= start < end
        assert not text[at:start].strip()
        at = end
    assert not text[at:].strip()
    assert all(token_words(text, spans))


# ---------------------------------------------------------------- pieces of long sentences


def test_a_sentence_of_many_tokens_is_cut_at_a_comma() -> None:
    long = ["woord"] * 100 + [","] + ["woord"] * 100
    assert pieces(long) == [101, 100]


@given(ANY_TEXT.map(lambda text: tokens(text) * 5))
def test_pieces_are_all_of_the_sentence(found: list[str]) -> None:
    lengths = pieces(found)
    assert sum(lengths) == len(found)
    assert all(length <= MOST_TOKENS for length in lengths)
    assert len(lengths) == 1 or all(lengths)


def test_spans_are_plain_values() -> None:
    assert [*paragraphs(" Ja. ")] == [Span(1, 4)]
