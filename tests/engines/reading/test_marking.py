"""Which words are hard, and which never are: names, numbers, quotations, terms, familiar compounds."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haven.engines.reading import Reader, Word, read
from haven.engines.reading.features import analyse
from haven.engines.reading.marking import RARE, Marker, Terms, find_listed, has_known_parts, quoted
from haven.engines.reading.reader import lexicon, shipped_words
from haven.engines.reading.segment import token_spans, tokens


def _marked(text: str, **options: object) -> dict[str, str]:
    """Words and their reasons."""
    return {word.word: word.reason for word in Reader(**options).read(text).words}  # type: ignore[arg-type]


# ---------------------------------------------------------------- hard


@pytest.mark.parametrize(
    ("sentence", "word", "reason"),
    [
        ("De xylofonist speelde in de zaal.", "xylofonist", "rare"),
        ("Dat antwoord siert hem.", "siert", "rare"),
        ("Deze grond is onvervreemdbaar.", "onvervreemdbaar", "long"),
        ("Zij schrijft over interoperabiliteit van systemen.", "interoperabiliteit", "long"),
        ("Het gaat om de samenhang tussen de delen.", "de samenhang", "abstract"),
        ("Wij verstrekken informatie over de lessen.", "verstrekken", "formal"),
        ("De jurisprudentie is veranderd.", "jurisprudentie", "formal"),
        ("De analyses zijn klaar.", "analyses", "abstract"),
    ],
)  # fmt: skip
def test_hard_words_and_why(sentence: str, word: str, reason: str) -> None:
    found = _marked(sentence)
    assert found.get(word, "") == reason


def test_words_of_the_list_are_marked_with_what_is_plainer() -> None:
    (word,) = read("Wij verstrekken informatie over de lessen.").words
    assert word == Word(4, 15, "verstrekken", "formal", ("geven",))


def test_an_easier_target_marks_more() -> None:
    text = "Het gaat om de samenhang van de context. Dat antwoord siert hem."
    marked = [set(_marked(text, target=target)) for target in RARE]
    assert all(harder <= easier for easier, harder in itertools.pairwise(marked))
    assert len(marked[0]) > len(marked[-1])


# ---------------------------------------------------------------- never hard


@pytest.mark.parametrize(
    "sentence",
    [
        "Wij spraken met mevrouw Vandenbroucke uit Ottignies-Louvain-la-Neuve.",
        "Vandenbroucke schreef een brief aan Xhemajl Kurteshi.",
        "Zij woont in Geraardsbergen en werkt bij Umicore.",
        "Hij kocht 3.500 stoelen op 12/05/2027 voor €45,50.",
        "Mail naar onthaal.studenten@universiteit.example of kijk op www.onthaaldienst.example.",
        "Lees verder op https://onvervreemdbare.example/prerogatieven.",
    ],
)
def test_names_and_numbers_are_not_hard(sentence: str) -> None:
    assert _marked(sentence) == {}


@pytest.mark.parametrize(
    "sentence",
    [
        "De minister zei dat “de onvervreemdbare prerogatieven” blijven.",
        'De minister zei dat "de onvervreemdbare prerogatieven" blijven.',
        "De minister zei dat ‘de onvervreemdbare prerogatieven’ blijven.",
        "De minister zei dat 'de onvervreemdbare prerogatieven' blijven.",
        "De minister zei dat «de onvervreemdbare prerogatieven» blijven.",
        "De minister zei dat „de onvervreemdbare prerogatieven” blijven.",
    ],
)
def test_quotations_are_not_hard(sentence: str) -> None:
    assert _marked(sentence) == {}
    assert "onvervreemdbare" in _marked("De minister zei dat de onvervreemdbare prerogatieven blijven.")


def test_a_quotation_that_does_not_close_hides_nothing() -> None:
    assert "onvervreemdbare" in _marked("De minister zei dat “de onvervreemdbare prerogatieven blijven.")


def test_one_word_in_quotes_is_no_quotation() -> None:
    assert quoted(tokens("Dat is “samenhang” zei hij.")) == [False] * 8


@given(st.lists(st.sampled_from(["“", "”", '"', "'", "«", "»", "een", "woord", "."]), max_size=15))
def test_only_what_stands_between_marks_is_quoted(words: list[str]) -> None:
    flags = quoted(words)
    assert len(flags) == len(words)
    assert not any(flags[:1])
    assert not any(flags[-1:])


@pytest.mark.parametrize(
    "sentence",
    [
        "Wij eten in de studentenkeuken bij de fietsenstalling.",
        "De keukenkast en de boekenplank staan in de woonkamer.",
        "Neem de regenjas en de wandelschoenen mee naar de bushalte.",
        "De taalcursus is op maandagavond in het schoolgebouw.",
        "De keuze is groot en de vriendschap ook.",
    ],
)
def test_compounds_of_familiar_parts_are_not_hard(sentence: str) -> None:
    assert _marked(sentence) == {}


@pytest.mark.parametrize("word", ["fietsenstalling", "tevredenheid", "vriendschap"])
def test_known_parts(word: str) -> None:
    assert has_known_parts(word)


@pytest.mark.parametrize("word", ["onvervreemdbaar", "interoperabiliteit", "heid", ""])
def test_no_known_parts(word: str) -> None:
    assert not has_known_parts(word)


def test_what_everybody_knows_is_not_marked_as_a_form_of_a_rarer_word() -> None:
    """ "grootste" is a form of "groots" too, "jammer" one of "jammeren"."""
    assert _marked("Dit is de grootste zaal van de school.") == {}
    assert _marked("Dat is jammer voor de inhoud.") == {}


def test_two_plain_sentences_have_no_hard_words() -> None:
    assert _marked("Je krijgt morgen een brief van de school. Daarin staat hoe laat je les begint.") == {}


# ---------------------------------------------------------------- terms of the field


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        (["interoperabiliteit"], "De interoperabiliteit is goed."),
        (["Interoperabiliteit"], "De interoperabiliteit is goed."),
        (["xylofonist"], "De xylofonisten spelen."),
        (["prerogatief"], "De prerogatieven blijven."),
        (["jurisprudentie"], "De jurisprudentie is veranderd."),
        (["premie"], "De premies zijn hoog."),
        (["fotosynthese"], "Het fotosynthesemodel is goed."),
        (["onvervreemdbare goederen"], "Het gaat om onvervreemdbare goederen."),
        (["onvervreemdbaar goed"], "Het is een onvervreemdbaar goed."),
        ([" ", "xylofonist"], "De xylofonist speelt."),
    ],
)
def test_terms_are_not_hard(terms: list[str], sentence: str) -> None:
    assert _marked(sentence, terms=terms) == {}


def test_a_term_of_several_words_spares_only_those_words_together() -> None:
    found = _marked(
        "Onze xylofonist is een andere dan de virtuoze xylofonist.", terms=["virtuoze xylofonist"]
    )
    text = "Onze xylofonist is een andere dan de virtuoze xylofonist."
    assert list(found) == ["xylofonist"]
    (word,) = Reader(terms=["virtuoze xylofonist"]).read(text).words
    assert word.start == text.index("xylofonist")


def test_terms_do_not_make_a_text_harder() -> None:
    text = "De interoperabiliteit van de systemen is voor ons team belangrijk. " * 6
    with_terms = Reader(terms=["interoperabiliteit"]).read(text)
    without = Reader().read(text)
    assert with_terms.score is not None
    assert without.score is not None
    assert with_terms.score < without.score
    assert with_terms.word_count == without.word_count


def test_flags_of_terms() -> None:
    terms = Terms.of(["grote tuin", "huis"])
    lows = "de grote tuin en de grote huizen met een grote tuinen".split()
    assert [low for low, flag in zip(lows, terms.flags(lows), strict=True) if flag] == [
        "grote", "tuin", "huizen", "grote", "tuinen",
    ]  # fmt: skip


# ---------------------------------------------------------------- the marker itself


def test_a_word_far_into_a_sentence_without_end_is_looked_up_as_any_other() -> None:
    """Long sentences are parsed in pieces; the form is taken from the piece in which the word stands."""
    text = "de tuin en het huis en " * 40 + "Anna heeft een premie toegekend"
    (word,) = [word for word in read(text).words if word.word == "toegekend"]
    assert word.alternatives == ("gegeven",)
    assert text[word.start : word.end] == "toegekend"


def test_what_overlaps_is_marked_once() -> None:
    lows = "met betrekking tot de analyse".split()
    found = find_listed(shipped_words(), lows, range(len(lows)))
    assert [(one.start, one.end) for one in found] == [(0, 3), (4, 5)]


def test_spared_words_are_left_alone() -> None:
    sentence = "De xylofonist speelt."
    words, spans = tokens(sentence), token_spans(sentence)
    lows = [word.lower() for word in words]
    marker = Marker(analyse(lexicon(), [words]), "B1")
    marked = marker.words(0, words, lows, spans, [], [False] * 4)
    assert marked == [Word(3, 13, "xylofonist", "rare", ())]
    assert marker.words(0, words, lows, spans, [], [True] * 4) == []
