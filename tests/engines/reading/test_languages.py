# ruff: noqa: E501, ISC004 - texts are read as they stand
"""Which language a text is in."""

import pytest
from hypothesis import given

from haven.engines.reading.languages import DUTCH, ENGLISH, NONE, OTHER, language_of
from tests.engines.reading.samples import (
    ACADEMIC,
    ANY_TEXT,
    ARABIC,
    EVERYDAY,
    FRENCH,
    GERMAN,
    OFFICIAL,
    PLAIN,
    SHOPPING,
    TABLE,
)
from tests.engines.reading.samples import (
    ENGLISH as ENGLISH_TEXT,
)


@pytest.mark.parametrize("text", [PLAIN, EVERYDAY, OFFICIAL, ACADEMIC, SHOPPING, TABLE])
def test_dutch(text: str) -> None:
    assert language_of(text) == DUTCH


@pytest.mark.parametrize(
    "line",
    [
        "Kom je ook?",
        "Openingsuren",
        "Alle studenten wonen in Leuven.",
        "Wij lezen.",
        "De deadline voor het interview is in de meeting besproken.",  # words that came from English
        "Vul het formulier in op www.ugent.be en mail het naar info@ugent.be.",
    ],
)
def test_one_line_of_dutch(line: str) -> None:
    assert language_of(line) == DUTCH


@pytest.mark.parametrize(
    "text", [ENGLISH_TEXT, "They were not sure if the door was open.", "You have to pay for your books."]
)
def test_english(text: str) -> None:
    assert language_of(text) == ENGLISH


@pytest.mark.parametrize(
    "text",
    [
        GERMAN,
        FRENCH,
        ARABIC,
        "Los estudiantes de la universidad hicieron un gran jardín y están muy contentos con el resultado, que "
        "es para todos los que viven en la ciudad.",
        "Gli studenti hanno fatto un grande giardino e sono molto contenti del risultato, che non è solo per "
        "loro ma anche per la gente della città.",
        "Studenci zrobili w zeszłym roku duży ogród za budynkiem i są z niego bardzo dumni. W przyszłym roku "
        "znowu będzie przyjęcie, ponieważ wszystkim się podobało.",
        "Öğrenciler geçen yıl binanın arkasında büyük bir bahçe yaptılar ve bundan çok gurur duyuyorlar. Gelecek "
        "yıl yeniden bir parti olacak çünkü herkes çok beğendi.",
        "Die studente van die universiteit het verlede jaar 'n groot tuin gemaak en hulle is baie trots daarop. "
        "Daar sal weer 'n partytjie wees omdat almal dit so mooi gevind het.",
        "大学的学生去年在大楼后面建了一个大花园。" * 4,
    ],
    ids=["de", "fr", "ar", "es", "it", "pl", "tr", "af", "zh"],
)
def test_other_languages(text: str) -> None:
    assert language_of(text) == OTHER


@pytest.mark.parametrize("text", ["", " \n\t ", "😀🎉", "12 + 7 = 19", "… !? —", "\0\x1b"])
def test_no_words_are_no_language(text: str) -> None:
    assert language_of(text) == NONE


def test_a_dutch_text_that_quotes_english_is_dutch() -> None:
    assert language_of(f"{OFFICIAL} {EVERYDAY} “You have to pay for your books.”") == DUTCH


@given(ANY_TEXT)
def test_always_one_of_four(text: str) -> None:
    assert language_of(text) in {DUTCH, ENGLISH, OTHER, NONE}
