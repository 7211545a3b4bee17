"""Exams: questions with their marks and targets, and answer options that are read with their stem."""

from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from haven.engines.reading import LEVELS, Question, Reader, Reading, read
from haven.engines.reading.backends import Embedded
from haven.engines.reading.exams import Asked, is_note, questions
from haven.engines.reading.layout import LIST
from haven.engines.reading.lexicon import Lexicon
from haven.engines.reading.parsing.network import Parsed
from tests.engines.reading.samples import ACADEMIC, ANY_TEXT, EVERYDAY, OFFICIAL, PLAIN

EXAM = f"""Lees eerst alle vragen.

Vraag 1 (4 punten)
Welk gebouw in de stad is het oudste van alle gebouwen?
a) Het oude stadhuis op de markt.
b) De grote kerk aan de rivier.

Vraag 2 [/3] [B2]
{OFFICIAL}

3. Noem een boek.
"""
MARKS = st.sampled_from(["\nVraag 1 ", "\n2. ", "\na) ", "\nB. ", " (3 p)", "\n"])


def _asked(text: str, target: str = "B1") -> list[Asked]:
    return questions(text, target)


def _stem(text: str, one: Asked) -> str:
    return text[one.start : one.stem_end]


def _options(text: str, one: Asked | Question) -> list[str]:
    return [text[start:end] for start, end in one.options]


def _sentences(text: str, found: Reading) -> list[str]:
    return [text[one.start : one.end] for one in found.sentences]


# ---------------------------------------------------------------- where questions are


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Vraag 1\nWat is dit?\n\nVraag 2\nWat is dat?", ["Vraag 1", "Vraag 2"]),
        ("1. Wat is dit?\n2) Wat is dat?", ["1", "2"]),
        ("OPGAVE  2a: Wat is dit?", ["OPGAVE 2a"]),
        ("Oefening 12 Wat is dit?", ["Oefening 12"]),
        ("Question 3. What is this?", ["Question 3"]),
        ("**Vraag 1** Wat?\n## Vraag 2\nWie?", ["Vraag 1", "Vraag 2"]),
        ("Wat is dit?", []),
        ("In 2027 waren er\n3 mensen in de zaal.", []),
        ("1.5 kilo brood kost veel.", []),
        ("Zie vraag 3 van vorig jaar.", []),
        ("", []),
    ],
)
def test_what_begins_a_question(text: str, labels: list[str]) -> None:
    assert [one.label for one in _asked(text)] == labels


def test_a_question_runs_to_the_next_and_its_stem_to_the_first_option() -> None:
    first, second, third = _asked(EXAM)
    assert _stem(EXAM, first) == "Welk gebouw in de stad is het oudste van alle gebouwen?"
    assert EXAM[first.begin : first.end].endswith("aan de rivier.")
    assert _stem(EXAM, second) == OFFICIAL
    assert _stem(EXAM, third) == "Noem een boek."
    assert [one.begin for one in (first, second, third)] == [
        EXAM.index(label) for label in ("Vraag 1", "Vraag 2", "3. Noem")
    ]


# ---------------------------------------------------------------- marks and targets


@pytest.mark.parametrize(
    ("said", "marks"),
    [
        ("(4 punten)", 4), ("[2,5 ptn]", 2.5), ("(1 punt)", 1), ("5 p.", 5), ("(10 marks)", 10),
        ("[1.5 points]", 1.5), ("(/3)", 3), ("[ / 20 ]", 20), ("", None),
        ("(in 2027)", None), ("/3", None), ("4 personen", None),
    ],
)  # fmt: skip
def test_marks(said: str, marks: float | None) -> None:
    assert [one.marks for one in _asked(f"Vraag 1 {said}\nWat is dit?")] == [marks]
    assert [one.marks for one in _asked(f"Vraag 1\nWat is dit? {said}\na) Ja.\nb) Nee.")] == [marks]


def test_marks_within_an_option_are_not_the_questions() -> None:
    assert [one.marks for one in _asked("Vraag 1\nHoeveel krijg je?\na) 3 punten\nb) 4 punten")] == [None]


@pytest.mark.parametrize(
    ("said", "target"),
    [
        ("(A2)", "A2"), ("[niveau: b2]", "B2"), ("(doel A1)", "A1"), ("(C1)", "C"), ("[C2]", "C"),
        ("(C)", "C"), ("", "B1"), ("B2", "B1"), ("(B3)", "B1"),
    ],
)  # fmt: skip
def test_a_question_may_have_a_target_of_its_own(said: str, target: str) -> None:
    assert [one.target for one in _asked(f"Vraag 1 {said}\nWat is dit?")] == [target]


def test_the_target_of_the_exam_is_that_of_questions_without() -> None:
    found = read(EXAM, mode="exam", target="A2")
    assert [one.target for one in found.questions] == ["A2", "B2", "A2"]
    assert found.target == "A2"


@pytest.mark.parametrize("note", ["(3 punten)", "[B2]", "3 p", "(/3) [niveau A2]", " (4 punten). "])
def test_what_only_says_marks_or_a_target_is_a_note(note: str) -> None:
    assert is_note(note)
    text = f"Vraag 1\nWat is dit?\n{note}\n"
    assert _sentences(text, read(text, mode="exam")) == ["Wat is dit?"]


@pytest.mark.parametrize("sentence", ["Noem 3 punten.", "____", "…", "Wat is dit?", "(3 punten) Wat?"])
def test_what_says_more_is_none(sentence: str) -> None:
    assert not is_note(sentence)


# ---------------------------------------------------------------- options


@pytest.mark.parametrize(
    ("lines", "options"),
    [
        ("a) Een.\nb) Twee.", ["Een.", "Twee."]),
        ("A. Een\nB. Twee", ["Een", "Twee"]),
        ("(a) Een\n(b) Twee", ["Een", "Twee"]),
        ("☐ Ja\n☐ Nee", ["Ja", "Nee"]),
        ("  - Ja\n  - Nee", ["Ja", "Nee"]),
        ("a) Een\n  en meer\nb) Twee\nof drie", ["Een\n  en meer", "Twee\nof drie"]),
        ("a) Een\nb) Twee\nLeg uit waarom.", ["Een", "Twee"]),
        ("A. Een huis. B. Een boom. C. Een auto.", ["Een huis.", "Een boom.", "Een auto."]),
        ("A. Een huis. C. Een boom.", ["Een huis. C. Een boom."]),
        ("Leg uit waarom.", []),
    ],
)
def test_options(lines: str, options: list[str]) -> None:
    text = f"Vraag 1\nKies.\n{lines}"
    (one,) = _asked(text)
    assert _options(text, one) == options
    assert _stem(text, one) == ("Kies." if options else f"Kies.\n{lines}")


def test_options_that_the_document_lists_have_no_letters() -> None:
    text = "Vraag 1\nWat is dit?\nEen huis\nEen boom\n\nVraag 2\nEn dit?\nEen auto"
    items = [(text.index(word), text.index(word) + 8) for word in ("Een huis", "Een boom", "Een auto")]
    found = Reader(mode="exam").read(text, spans=[(start, end, LIST) for start, end in items])
    assert [_options(text, one) for one in found.questions] == [["Een huis", "Een boom"], ["Een auto"]]
    assert _sentences(text, found) == [
        "Wat is dit?", "Een huis", "Een boom", "En dit?", "Een auto",
    ]  # fmt: skip


class _Counting(Embedded):
    def __init__(self) -> None:
        self.asked: list[str] = []

    def parse(self, lexicon: Lexicon, sentences: Sequence[list[str]]) -> Parsed:
        self.asked += [" ".join(words) for words in sentences]
        return super().parse(lexicon, sentences)


def test_an_option_is_read_after_the_last_sentence_of_its_stem() -> None:
    parser = _Counting()
    text = "Vraag 1\nDit is een huis. Het huis heeft …\na) een deur.\nb) een raam."
    Reader(mode="exam", backend=parser).read(text)
    assert parser.asked == [
        "Dit is een huis .", "Het huis heeft …", "Het huis heeft een deur .", "Het huis heeft een raam .",
    ]  # fmt: skip


def test_the_same_option_is_read_after_each_of_its_stems() -> None:
    parser = _Counting()
    text = "Vraag 1\nHet huis heeft …\na) een deur.\n\nVraag 2\nDe auto heeft …\na) een deur."
    found = Reader(mode="exam", backend=parser).read(text)
    assert parser.asked[1::2] == ["Het huis heeft een deur .", "De auto heeft een deur ."]
    assert found.word_count == 10


def test_an_options_words_are_its_own() -> None:
    text = "Vraag 1\nDe xylofonist zoekt een …\na) prerogatief\nb) huis"
    found = read(text, mode="exam")
    assert [(word.word, text[word.start : word.end]) for word in found.words] == [
        ("xylofonist", "xylofonist"), ("prerogatief", "prerogatief"),
    ]  # fmt: skip
    assert found.word_count == 6


def test_what_stands_between_options_and_after_them_is_read_too() -> None:
    text = "Vraag 1\nKies.\na) Een huis.\nOf anders:\nb) Een boom.\nLeg uit waarom."
    assert _sentences(text, read(text, mode="exam")) == [
        "Kies.", "Een huis.", "Of anders:", "Een boom.", "Leg uit waarom.",
    ]  # fmt: skip


# ---------------------------------------------------------------- what is said of them


def test_questions_of_an_exam() -> None:
    found = read(EXAM, mode="exam")
    first, second, third = found.questions
    assert [(one.label, one.marks, one.target) for one in found.questions] == [
        ("Vraag 1", 4, "B1"), ("Vraag 2", 3, "B2"), ("3", None, "B1"),
    ]  # fmt: skip
    assert second.level == read(OFFICIAL).level
    assert second.score == read(OFFICIAL).score
    assert third.level is None  # fewer than forty words
    assert 0 < third.score < first.score < second.score
    assert found.level in LEVELS
    assert _sentences(EXAM, found)[0] == "Lees eerst alle vragen."


def test_only_exams_have_questions() -> None:
    assert read(EXAM).questions == ()


@pytest.mark.parametrize("text", ["", "Wat is dit?", PLAIN, EVERYDAY, ACADEMIC])
def test_an_exam_without_questions_is_a_text(text: str) -> None:
    assert read(text, mode="exam") == read(text)


def test_a_question_without_words_has_no_level() -> None:
    (first, second) = read("Vraag 1\n\nVraag 2 (3 punten)\n", mode="exam").questions
    assert (first.level, first.score, second.level, second.marks) == (None, 0, None, 3)


@given(
    st.lists(
        st.one_of(ANY_TEXT, st.sampled_from(["\nVraag 1 ", "\n2. ", "\na) ", "\nB. ", " (3 p)", "\n"]))
    ).map("".join)
)
@example("Vraag 1")
@example("Vraag 1 (2 punten)\na) ")
@example("1. \n\n\na) b\n\n")
def test_questions_follow_one_another_and_hold_their_options(text: str) -> None:
    at = 0
    for one in _asked(text):
        assert at <= one.begin <= one.start <= one.stem_end <= max(one.end, one.start) <= len(text)
        at = one.begin + 1
        for start, end in one.options:
            assert one.stem_end <= start < end <= one.end
        assert one.target in LEVELS
