"""Plainer words in the place of difficult ones: the same number, tense and article, and never a rarer word.

The rows are the tests' own, so that nobody who rewords the list has to reword these."""

from functools import cache

import pytest

from haven.engines.reading import Reader, Word, read_list
from haven.engines.reading.frequency import zipf_of_phrase
from haven.engines.reading.plainer import PlainerWords
from tests.engines.reading.samples import ACADEMIC, OFFICIAL

BIKE = "rijwiel\tn.het\tde fiets"
MAKE = "vervaardigen\tv\tmaken"
PROPOSE = "opperen\tv\tvoor|stellen"
GRANT = "toe|kennen\tv\tgeven"
GOOD = "adequaat\tadj\tgoed"
RULE = "voorschrift\tn.het\tde regel"
SESSION = (
    "zitting\tn.de\tde vergadering\tformal\tvan een raad\traad\n"
    "zitting\tn.de\tde les\tformal\tvan een klas\tklas leerling"
)
LETTER = (
    "Indien u de gegevens tijdig verstrekt, kan de procedure aanvangen. "
    "Gelieve tevens te vermelden wie betaalt."
)


@cache
def _reader(row: str) -> Reader:
    """With these rows and no others."""
    reader = Reader()
    reader.plainer = PlainerWords(read_list(row.split("\n")))
    return reader


def _words(row: str, sentence: str) -> list[Word]:
    return list(_reader(row).read(sentence).words)


def _fitted(row: str, sentence: str) -> tuple[str, tuple[str, ...]]:
    """The word as it is marked, and what may stand in its place."""
    (word,) = _words(row, sentence)
    return word.word, word.alternatives


# ---------------------------------------------------------------- nouns


@pytest.mark.parametrize(
    ("sentence", "word", "plainer"),
    [
        ("Zij koopt een rijwiel.", "rijwiel", "fiets"),
        ("Zij koopt drie rijwielen.", "rijwielen", "fietsen"),
        ("Zijn rijwiel is weg.", "rijwiel", "fiets"),
        ("Rijwielen staan hier.", "Rijwielen", "Fietsen"),
    ],
)
def test_nouns_in_the_same_number(sentence: str, word: str, plainer: str) -> None:
    assert _fitted(BIKE, sentence) == (word, (plainer,))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("het", "de"), ("Het", "De"), ("dit", "deze"), ("Dit", "Deze"), ("Dat", "Die"),
        ("Hetzelfde", "Dezelfde"),
    ],
)  # fmt: skip
def test_a_noun_brings_its_article(before: str, after: str) -> None:
    sentence = f"{'Zij zoekt ' if before.islower() else ''}{before} rijwiel."
    (word,) = _words(BIKE, sentence)
    assert word.word == sentence[word.start : word.end] == f"{before} rijwiel"
    assert word.alternatives == (f"{after} fiets",)


def test_the_article_stays_where_it_is_the_same() -> None:
    assert _fitted("leunstoel\tn.de\tde stoel", "De leunstoel staat hier.") == ("leunstoel", ("stoel",))


def test_both_alternatives_have_an_article_when_one_needs_it() -> None:
    word, plainer = _fitted("leunstoel\tn.de\tde stoel; het bed", "Zij koopt de leunstoel.")
    assert word == "de leunstoel"
    assert plainer == ("de stoel", "het bed")


@pytest.mark.parametrize(
    "sentence",
    [
        "Het oude rijwiel is weg.",  # het oude, de oude
        "Zij koopt een oud rijwiel.",  # een oude fiets
        "Ons rijwiel is weg.",  # onze fiets
        "Elk rijwiel is weg.",  # elke fiets
        "Het rijwiel dat hier staat, is weg.",  # die hier staat
    ],
)
def test_no_noun_is_offered_where_more_would_have_to_change(sentence: str) -> None:
    assert _fitted(BIKE, sentence) == ("rijwiel", ())


# ---------------------------------------------------------------- verbs


@pytest.mark.parametrize(
    ("sentence", "word", "plainer"),
    [
        ("Hij vervaardigt een stoel.", "vervaardigt", "maakt"),
        ("Vervaardigt hij een stoel?", "Vervaardigt", "Maakt"),
        ("Wij vervaardigen een stoel.", "vervaardigen", "maken"),
        ("Hij vervaardigde een stoel.", "vervaardigde", "maakte"),
        ("Wij vervaardigden een stoel.", "vervaardigden", "maakten"),
        ("Zij heeft een stoel vervaardigd.", "vervaardigd", "gemaakt"),
        ("De stoel wordt vervaardigd.", "vervaardigd", "gemaakt"),
        ("De vervaardigde stoel is mooi.", "vervaardigde", "gemaakte"),
        ("Zij wil een stoel vervaardigen.", "vervaardigen", "maken"),
        ("Zij vraagt hem een stoel te vervaardigen.", "te vervaardigen", "te maken"),
    ],
)
def test_verbs_in_the_same_tense_and_number(sentence: str, word: str, plainer: str) -> None:
    assert _fitted(MAKE, sentence) == (word, (plainer,))


@pytest.mark.parametrize(
    ("sentence", "plainer"),
    [
        ("Hij opperde gisteren een plan.", "stelde … voor"),
        ("Wij opperen een plan.", "stellen … voor"),
        ("Ik weet dat hij een plan opperde.", "voorstelde"),
        ("Zij heeft een plan geopperd.", "voorgesteld"),
        ("Zij vraagt hem een plan te opperen.", "voor te stellen"),
    ],
)
def test_a_plainer_verb_comes_apart_in_a_main_clause_only(sentence: str, plainer: str) -> None:
    assert _fitted(PROPOSE, sentence)[1] == (plainer,)


@pytest.mark.parametrize(
    ("sentence", "word", "plainer"),
    [
        ("De school kent hem een prijs toe.", "kent … toe", "geeft"),
        ("De school kende hem gisteren een prijs toe.", "kende … toe", "gaf"),
        ("De school heeft hem een prijs toegekend.", "toegekend", "gegeven"),
        ("De school wil hem een prijs toekennen.", "toekennen", "geven"),
        ("De school vraagt hem een prijs toe te kennen.", "toe te kennen", "te geven"),
        ("Ik weet dat de school hem een prijs toekent.", "toekent", "geeft"),
    ],
)
def test_a_difficult_verb_is_found_together_and_apart(sentence: str, word: str, plainer: str) -> None:
    assert _fitted(GRANT, sentence) == (word, (plainer,))


def test_the_preposition_that_goes_with_it_is_named() -> None:
    having = "beschikken\tv\thebben\tformal\tover iets"
    assert _fitted(having, "Wij beschikken over een tuin.")[1] == ("hebben (zonder “over”)",)
    assert _fitted(having, "Wij beschikken daarover.")[1] == ()
    leading = "resulteren\tv\tleiden (tot)"
    assert _fitted(leading, "Het overleg resulteert in een plan.")[1] == ("leidt (tot)",)


# ---------------------------------------------------------------- adjectives


@pytest.mark.parametrize(
    ("sentence", "word", "plainer"),
    [
        ("Dat is een adequaat plan.", "adequaat", "goed"),
        ("Dat is een adequate oplossing.", "adequate", "goede"),
        ("Wij zoeken adequate plannen.", "adequate", "goede"),
        ("Dit plan is adequater.", "adequater", "beter"),
    ],
)
def test_adjectives_with_the_same_ending_and_degree(sentence: str, word: str, plainer: str) -> None:
    assert _fitted(GOOD, sentence) == (word, (plainer,))


# ---------------------------------------------------------------- which sense, and whether at all


@pytest.mark.parametrize(
    ("sentence", "plainer", "sense"),
    [
        ("De zitting van de raad begint.", "vergadering", "van een raad"),
        ("De zitting van de klas begint.", "les", "van een klas"),
        ("De zitting met de leerlingen begint.", "les", "van een klas"),  # a form of the cue
        ("De zitting begint.", "vergadering", "van een raad"),  # the first
    ],
)
def test_the_sense_whose_cues_stand_near(sentence: str, plainer: str, sense: str) -> None:
    (word,) = _words(SESSION, sentence)
    assert (word.alternatives, word.sense) == ((plainer,), sense)


def test_a_row_that_only_holds_with_its_cues_is_not_taken_without() -> None:
    row = "zitting\tn.de\tde les\tformal\tvan een klas\tklas ?"
    assert _fitted(row, "De zitting van de klas begint.")[1] == ("les",)
    assert "les" not in [one for word in _words(row, "De zitting begint.") for one in word.alternatives]


@pytest.mark.parametrize(
    ("row", "used", "other"),
    [
        ("last\tn.de\tde kost", "De lasten zijn hoog.", "Wij lasten een stuk."),
        ("lasten\tv\tgeven", "Wij lasten een stuk in de auto.", "De hoge lasten zijn een probleem."),
    ],
    ids=["noun", "verb"],
)
def test_a_word_is_taken_only_as_what_the_list_has_it(row: str, used: str, other: str) -> None:
    plainer = _fitted(row, used)[1]
    assert plainer
    assert not {one for word in _words(row, other) for one in word.alternatives} & {*plainer}


def test_what_stands_beside_it_is_not_offered_again() -> None:
    assert _fitted(RULE, "De voorschriften zijn streng.")[1] == ("regels",)
    assert _fitted(RULE, "De regels en voorschriften zijn streng.")[1] == ()


def test_own_rows_give_their_kind() -> None:
    (word,) = _words("rijwiel\tn.het\tde fiets\trare\ttwee wielen", "Zij koopt een rijwiel.")
    assert (word.reason, word.sense) == ("rare", "twee wielen")


# ---------------------------------------------------------------- never a rarer word


def test_what_is_rarer_than_the_word_is_not_offered() -> None:
    assert _fitted("verstrekken\tv\tonderverhuren; geven", "Wij verstrekken hulp.")[1] == ("geven",)
    assert _fitted("verstrekken\tv\tonderverhuren", "Wij verstrekken hulp.")[1] == ()


def test_a_common_word_without_a_commoner_one_is_not_marked() -> None:
    assert _words("geven\tv\tverstrekken", "Wij geven hulp.") == []


def test_the_form_that_stands_there_is_compared_and_not_the_word() -> None:
    """Gezicht is commoner than oog, but gezichten rarer than ogen."""
    row = "oog\tn.het\thet gezicht"
    assert [word.alternatives for word in _words(row, "Zij wast haar oog.")] == [("gezicht",)]
    assert [one for word in _words(row, "Zij wast haar ogen.") for one in word.alternatives] == []


@pytest.mark.parametrize("text", [ACADEMIC, OFFICIAL, LETTER])
def test_all_that_is_offered_is_more_frequent_than_what_stands_there(text: str) -> None:
    offered = 0
    for word in Reader(target="A1").read(text).words:
        surface = word.word.replace(" … ", " ").lower()
        for one in word.alternatives:
            bare = one.partition(" (")[0].replace(" … ", " ").lower()
            assert zipf_of_phrase(bare) > zipf_of_phrase(surface), (word.word, one)
            offered += 1
    assert offered


def test_a_capital_stays_a_capital() -> None:
    (word,) = _words(RULE, "Voorschriften zijn streng.")
    assert (word.word, word.alternatives) == ("Voorschriften", ("Regels",))
