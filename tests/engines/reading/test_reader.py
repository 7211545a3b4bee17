"""Reading whole texts: when a level is given, offsets into the original, and no more reading than needed."""

import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from haven.engines.reading import LEAST_WORDS, LEVELS, BackendError, Reader, Reading, read
from haven.engines.reading import reader as module
from haven.engines.reading.backends import Embedded
from haven.engines.reading.layout import HEADING, LIST, PROSE
from haven.engines.reading.levels import level_of
from haven.engines.reading.lexicon import Lexicon
from haven.engines.reading.parsing.network import Parsed
from haven.engines.reading.segment import token_words
from tests.engines.reading.samples import (
    ACADEMIC,
    ANY_TEXT,
    ARABIC,
    CODE,
    EVERYDAY,
    FRENCH,
    GERMAN,
    OFFICIAL,
    PLAIN,
    SHOPPING,
    TABLE,
)

DUTCH = [PLAIN, EVERYDAY, OFFICIAL, ACADEMIC]
ABSTENTIONS = {"short", "list", "table", "code", "language", "empty"}
SENTENCES = [
    "De student leest een boek.",
    "Wij wonen al drie jaar in een klein huis bij de zee.",
    "Kom je morgen ook naar het feest?",
    "De commissie heeft de aanvraag van de studenten geweigerd, omdat ze te laat was.",
    "Anna Peeters zei: “Ik weet het niet.”",
    "Voor het examen betaal je 12,50 euro.",
]
DUTCH_TEXTS = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=14).flatmap(
    lambda found: st.sampled_from([" ", "\n", "\n\n", "\r\n\r\n", "  "]).map(lambda gap: gap.join(found))
)


class Counting(Embedded):
    """The parser, which remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def parse(self, lexicon: Lexicon, sentences: Sequence[list[str]]) -> Parsed:
        self.asked += [" ".join(words) for words in sentences]
        return super().parse(lexicon, sentences)


def _afresh(text: str, **options: object) -> Reading:
    return Reader(**options).read(text)  # type: ignore[arg-type]


def _shown(text: str) -> str:
    """As words are shown: accents on their letter, no signs without width, one space for each gap."""
    return " ".join(token_words(text, [(0, len(text))])[0].split()) if len(text) > 1 else text


# ---------------------------------------------------------------- a level


@pytest.mark.parametrize(
    ("text", "levels"),
    [(PLAIN, {"A1"}), (EVERYDAY, {"A2", "B1"}), (OFFICIAL, {"B1", "B2"}), (ACADEMIC, {"C"})],
    ids=["plain", "everyday", "official", "academic"],
)
def test_texts_of_clear_levels(text: str, levels: set[str]) -> None:
    found = read(text)
    assert found.level in levels
    assert (found.language, found.method, found.abstained) == ("nl", "model", None)


def test_harder_texts_score_higher() -> None:
    scores = [read(text).score or 0 for text in DUTCH]
    assert scores == sorted(scores)
    assert scores[-1] - scores[0] > 3


def test_forty_words_are_enough_and_thirty_nine_are_not() -> None:
    words = "De student leest elke dag een boek in de tuin".split() * 4
    enough, too_few = read(" ".join(words) + "."), read(" ".join(words[:-1]) + ".")
    assert LEAST_WORDS == enough.word_count == too_few.word_count + 1
    assert enough.level is not None
    assert enough.abstained is None
    assert (too_few.level, too_few.abstained, too_few.probabilities) == (None, "short", {})


@settings(max_examples=40)
@given(DUTCH_TEXTS)
def test_prose_has_a_level_from_forty_words_on_and_never_before(text: str) -> None:
    found = read(text)
    assert (found.level is not None) == (found.abstained is None) == (found.word_count >= LEAST_WORDS)


@pytest.mark.parametrize("text", [*DUTCH, " ".join(DUTCH), PLAIN.replace(". ", ".\n\n"), OFFICIAL * 3])
def test_probabilities_interval_and_level_tell_the_same(text: str) -> None:
    found = read(text)
    assert found.score is not None
    assert found.interval is not None
    assert list(found.probabilities) == list(LEVELS)
    assert sum(found.probabilities.values()) == pytest.approx(1, abs=5e-4)
    assert all(0 <= share <= 1 for share in found.probabilities.values())
    assert found.interval[0] < found.score < found.interval[1]
    assert found.level == level_of(found.score) == max(LEVELS, key=lambda level: found.probabilities[level])


@pytest.mark.parametrize("letters", range(80, 400, 16))
def test_the_interval_holds_the_score_of_the_strangest_text(letters: int) -> None:
    found = read(f"De {'x' * letters} is hier. " * 20)
    assert found.score is not None
    assert found.interval is not None
    assert found.interval[0] <= found.score <= found.interval[1]


def test_a_sentence_has_the_level_of_a_text_of_such_sentences() -> None:
    for sentence in SENTENCES[:4]:
        found = read(sentence)
        assert found.sentences[0].score == found.score
        assert found.sentences[0].level == level_of(found.sentences[0].score)


def test_names_and_numbers_are_counted_as_people_count_words() -> None:
    assert read("Op 12 mei kocht Anna 3.000 boeken (!) via www.winkel.example.").word_count == 6


# ---------------------------------------------------------------- no level


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \n\t\r\n ", "empty"),
        ("😀 … 12 + 7", "empty"),
        ("Kom je ook?", "short"),
        ("\n\n".join(["Hoofdstuk over de taal van de wet"] * 20), "short"),
        (SHOPPING, "list"),
        (TABLE, "table"),
        (CODE, "code"),
        ("Dit is de code die je nodig hebt.\n\n" + "x = {de: [1], het: [2]}; een();\n" * 9, "code"),
        (GERMAN, "language"),
        (FRENCH, "language"),
        (ARABIC, "language"),
    ],
    ids=[
        "nothing", "spaces", "signs", "line", "headings", "list", "table", "code", "dutch code",
        "de", "fr", "ar",
    ],
)  # fmt: skip
def test_no_level_and_why(text: str, reason: str) -> None:
    found = read(text)
    assert found.abstained == reason
    assert found.level is None
    assert found.probabilities == {}


def test_sentences_and_words_of_a_text_without_level_are_marked_all_the_same() -> None:
    found = read("De xylofonist speelt.")
    assert found.abstained == "short"
    assert [(one.start, one.end) for one in found.sentences] == [(0, 21)]
    assert [word.word for word in found.words] == ["xylofonist"]


@pytest.mark.parametrize(
    "other", [SHOPPING, TABLE, "Een titel zonder punt"], ids=["list", "table", "heading"]
)
def test_the_level_is_that_of_the_prose(other: str) -> None:
    alone, together = read(OFFICIAL), read(f"{OFFICIAL}\n\n{other}")
    assert (together.score, together.level, together.interval) == (
        alone.score, alone.level, alone.interval,
    )  # fmt: skip
    assert together.word_count > alone.word_count
    assert {one.kind for one in together.sentences} > {PROSE}


def test_what_the_document_says_of_its_parts_is_believed() -> None:
    text = f"{ACADEMIC}\n\n{EVERYDAY}"
    spans = [(0, len(ACADEMIC), HEADING), (len(ACADEMIC) + 2, len(text), PROSE)]
    found = Reader().read(text, spans=spans)
    assert found.score == read(EVERYDAY).score
    assert {one.kind for one in found.sentences if one.start < len(ACADEMIC)} == {HEADING}
    assert Reader().read(text, spans=[(0, len(text), "table")]).abstained == "table"


def test_items_of_a_list_that_are_sentences_are_read_as_prose() -> None:
    def as_list(items: list[str]) -> Reading:
        text = "\n".join(items)
        spans = [(text.index(one), text.index(one) + len(one), LIST) for one in items]
        return Reader().read(text, spans=spans)

    whole = [f"Je brengt op dag {n} je pas en de brief van school mee naar het stadhuis." for n in range(5)]
    assert as_list(whole).level is not None
    assert as_list([f"een brief van school {n}" for n in range(20)]).abstained == "list"


# ---------------------------------------------------------------- offsets


@pytest.mark.parametrize("before", ["", "😀 ", "\ufeff", "\r\n\r\n  ", "Een titel\n\n", "\u202eمرحبا\n\n"])
def test_offsets_are_into_the_text_as_it_came(before: str) -> None:
    text = f"{before}De xylofonist speelt. Wij verstrekken\r\ninformatie."
    found = read(text)
    assert [text[word.start : word.end] for word in found.words] == ["xylofonist", "verstrekken"]
    assert text[found.sentences[-1].start : found.sentences[-1].end] == "Wij verstrekken\r\ninformatie."


def test_a_word_that_is_written_with_signs_nobody_sees_keeps_its_place() -> None:
    text = "De xy\u00adlo\u00adfo\u00adnist zoekt de coo\u0308rdinator."
    found = {word.word: text[word.start : word.end] for word in read(text).words}
    assert found["xylofonist"] == "xy\u00adlo\u00adfo\u00adnist"


def test_of_a_verb_in_two_parts_the_first_is_where_the_word_stands() -> None:
    text = "Gisteren kende de commissie ons een prijs toe."
    (word,) = read(text).words
    assert (word.word, text[word.start : word.end]) == ("kende … toe", "kende")


@settings(max_examples=150)
@given(ANY_TEXT, st.sampled_from(["text", "exam"]))
@example("\0" * 50, "text")
@example("\x1c.\x1d", "text")
@example("1. \n a) b", "exam")
@example("Vraag 1\n\nVraag 2", "exam")
@example("BE0\xad", "text")
def test_any_text_is_read(text: str, mode: str) -> None:
    found = read(text, mode=mode)
    assert found.abstained is None or found.abstained in ABSTENTIONS
    assert (found.level in LEVELS) == (found.abstained is None)
    at = 0
    for one in found.sentences:
        assert at <= one.start < one.end <= len(text)
        at = one.end
    for word in found.words:
        assert any(one.start <= word.start < word.end <= one.end for one in found.sentences)
        written = text[word.start : word.end]
        assert _shown(written) == unicodedata.normalize("NFC", word.word.partition(" … ")[0])


@settings(max_examples=40)
@given(DUTCH_TEXTS, ANY_TEXT)
def test_whatever_surrounds_it_a_score_lies_on_the_scale(text: str, other: str) -> None:
    found = read(f"{text}\n\n{other}")
    assert found.score is None or 0 <= found.score <= 6
    assert found.interval is None or found.interval[0] <= (found.score or 0) <= found.interval[1]


# ---------------------------------------------------------------- reading again


def test_a_changed_sentence_is_all_that_is_read_again() -> None:
    parser = Counting()
    reader = Reader(backend=parser)
    reader.read(OFFICIAL)
    assert len(parser.asked) == reader.sentences_read == 4
    changed = OFFICIAL.replace("twee weken", "drie maanden")
    parser.asked.clear()
    found = reader.read(changed)
    assert len(parser.asked) == 1
    assert "binnen drie maanden een antwoord" in parser.asked[0]
    assert reader.sentences_read == 5
    assert found == _afresh(changed)
    parser.asked.clear()
    assert reader.read(OFFICIAL) == _afresh(OFFICIAL)
    assert parser.asked == []


def test_a_sentence_that_comes_back_is_read_once() -> None:
    reader = Reader()
    found = reader.read("De xylofonist speelt. Wij luisteren. De xylofonist speelt.")
    assert reader.sentences_read == 2
    assert [word.start for word in found.words] == [3, 40]


@settings(max_examples=30)
@given(st.lists(DUTCH_TEXTS, min_size=1, max_size=5))
def test_what_was_read_before_changes_nothing(texts: list[str]) -> None:
    reader = Reader()
    for text in texts:
        assert reader.read(text) == _afresh(text)
        read_so_far = reader.sentences_read
        assert reader.read(text) == _afresh(text)
        assert reader.sentences_read == read_so_far


def test_memory_is_bounded_and_an_answer_does_not_hang_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", 2)
    reader = Reader()
    assert reader.read(OFFICIAL) == _afresh(OFFICIAL)
    before = reader.sentences_read
    assert reader.read(OFFICIAL) == _afresh(OFFICIAL)
    assert reader.sentences_read == before  # the paragraph was kept
    longer = f"{OFFICIAL} Dat is alles."
    assert reader.read(longer) == _afresh(longer)
    assert reader.sentences_read == before + 3  # the new one, and all but the last two of the others


@pytest.mark.parametrize("batch", [1, 30, 100])
def test_one_by_one_or_many_together_is_one_answer(batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n\n".join([*DUTCH, SHOPPING])
    together = _afresh(text)
    monkeypatch.setattr(module, "BATCH", batch)
    assert _afresh(text) == together


def test_a_text_among_others_has_the_sentences_it_has_alone() -> None:
    together = _afresh("\n\n".join(DUTCH)).sentences
    alone = [one for text in DUTCH for one in _afresh(text).sentences]
    assert [(one.score, one.level, one.reasons) for one in together] == [
        (one.score, one.level, one.reasons) for one in alone
    ]


# ---------------------------------------------------------------- settings


def test_the_target_changes_what_is_marked_and_not_the_level() -> None:
    found = {target: read(ACADEMIC, target=target) for target in LEVELS}
    assert len({one.score for one in found.values()}) == 1
    assert len(found["A1"].words) > len(found["B1"].words) > len(found["C"].words)
    reasons = {target: sum(len(s.reasons) for s in one.sentences) for target, one in found.items()}
    assert reasons["A1"] > reasons["C"]
    assert [one.target for one in found.values()] == list(LEVELS)


def test_a_reading_says_whether_the_text_is_above_its_target() -> None:
    assert not read(PLAIN).is_above
    assert read(ACADEMIC).is_above
    assert not read(ACADEMIC, target="C").is_above
    assert not read("").is_above
    assert read(OFFICIAL, target="A2").is_above


def test_what_is_asked_must_exist() -> None:
    with pytest.raises(ValueError, match="The target 'B9' is not one of A1, A2, B1, B2, C"):
        read(PLAIN, target="B9")
    with pytest.raises(ValueError, match="The mode 'poem' is not text or exam"):
        Reader(mode="poem")
    with pytest.raises(BackendError, match="There is no backend 'alpino'"):
        read(PLAIN, backend="alpino")


@pytest.mark.parametrize("backend", [None, "embedded", Embedded()], ids=["none", "name", "made"])
def test_the_call_and_the_reader_answer_alike(backend: str | Embedded | None) -> None:
    terms = ["integratie", "academische integratie"]
    wanted = _afresh(ACADEMIC, terms=terms, target="B2")
    assert read(ACADEMIC, terms=terms, target="B2", backend=backend) == wanted
    assert read(ACADEMIC, terms=set(terms), target="B2", backend=backend) == wanted
    assert wanted != _afresh(ACADEMIC, target="B2")


def test_known_scores_stand_beside_the_level() -> None:
    assert set(read(OFFICIAL).formulas) == {"lint", "douma"}
    assert read("").formulas == {}
