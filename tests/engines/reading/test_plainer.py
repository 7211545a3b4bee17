"""The list of plainer words: its format, what ships, a university's own rows, and where words stand."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haven.engines.reading import Entry, ListError, Reader, Word, read, read_list
from haven.engines.reading.inflection import forms
from haven.engines.reading.plainer import PlainerWords, shipped
from haven.engines.reading.plainer.entries import CLASSES, KINDS, MOST

SENTENCE = "Wij verstrekken informatie."
OWN = [
    "toe|kennen\tv\tgeven",
    "met het oog op\tfix\tvoor",
    "oog\tn.het\thet gezicht",
    "in kennis |stellen\tv\tvertellen",
    "adequaat\tadj\tgoed",
    "lasten\tn.pl\tkosten",
]
PIECES = st.sampled_from([*"verstrekken kennen aan toe (tot) n ing de é - _ |".split(), " ", " |", " (tot)"])


def _found(sentence: str) -> list[tuple[str, str]]:
    """Each entry that begins at a token, and the form in which it stands there."""
    words, plainer = sentence.split(), PlainerWords(read_list(OWN))
    found = (plainer.find(words, at) for at in range(len(words)))
    return [(one.forms[0].entry.word, one.forms[0].slot) for one in found if one]


def _words(text: str, *rows: str) -> list[Word]:
    return list(Reader(plainer=read_list(rows)).read(text).words)


# ---------------------------------------------------------------- the format


def test_a_row() -> None:
    row = "termijn\tn.de\tde tijd; de periode\tformal\thoelang iets duurt\tbinnen Lopen duur\n"
    assert read_list([row]) == (
        Entry(
            "termijn", "n.de", ("de tijd", "de periode"), "formal", "hoelang iets duurt",
            frozenset({"binnen", "lopen", "duur"}),
        ),
    )  # fmt: skip


def test_what_may_be_left_out() -> None:
    assert read_list(["verstrekken\tv\tgeven"]) == (Entry("verstrekken", "v", ("geven",), "formal"),)


def test_remarks_and_empty_lines_are_passed_over() -> None:
    assert read_list(["# ours", "", "  \t ", "verstrekken\tv\tgeven", "\n"]) == read_list(
        ["verstrekken\tv\tgeven"]
    )


def test_spaces_around_columns_and_words_do_not_count() -> None:
    (row,) = read_list([" in  kennis |stellen \t v\t geven ;  bezorgen;"])
    assert (row.word, row.alternatives) == ("in kennis |stellen", ("geven", "bezorgen"))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("verstrekken\tv", "has 2 columns, not 6"),
        ("a\tv\tb\tformal\ts\tc\td", "has 7 columns, not 6"),
        ("verstrekken geven", "has 1 columns"),
        ("\tv\tgeven", "has no word"),
        ("verstrekken\tverb\tgeven", "the class 'verb' is not one of v, n.de"),
        ("verstrekken\tv\t ; ", "has 0 plainer words; one to 3 are needed"),
        ("verstrekken\tv\tgeven;zenden;sturen;brengen", "has 4 plainer words"),
        ("verstrekken\tv\tgeven\thard", "the kind 'hard' is not one of formal, abstract, rare"),
        ("termijn\tn.de\tperiode", "give each plainer noun its article"),
        ("termijn\tn.de\tde tijd; periode", "give each plainer noun its article"),
        ("tafel\tv\tgeven", "“tafel” does not end in an infinitive"),
        ("verstrekken\tv\tgeeft", "“geeft” does not end in an infinitive"),
        ("toe|kent\tv\tgeven", "“toe|kent” does not end in an infinitive"),
    ],
)
def test_a_wrong_row_is_named_with_what_is_wrong(row: str, said: str) -> None:
    with pytest.raises(ListError) as caught:
        read_list(["# ours", "verstrekken\tv\tgeven", row])
    assert str(caught.value).startswith("Row 3")
    assert said in str(caught.value)


@given(st.lists(PIECES, min_size=1, max_size=4).map("".join), st.sampled_from(CLASSES))
def test_what_is_taken_can_be_inflected_and_looked_up(word: str, word_class: str) -> None:
    plainer = "het ding" if word_class in {"n.de", "n.het"} else "geven"
    try:
        entries = read_list([f"{word}\t{word_class}\t{plainer}"])
    except ListError:
        return
    words = PlainerWords(entries)
    for form in forms(entries[0].word, word_class).values():
        assert " … " in form or words.find(form.lower().split(), 0)


# ---------------------------------------------------------------- the list that ships


def test_the_list_has_many_words() -> None:
    assert len({entry.word for entry in shipped()}) >= 2_500
    assert {entry.word_class for entry in shipped()} == set(CLASSES)
    assert {entry.kind for entry in shipped()} == set(KINDS)


def test_every_row_can_be_inflected_and_what_it_offers_too() -> None:
    for entry in shipped():
        assert 1 <= len(entry.alternatives) <= MOST
        assert forms(entry.word, entry.word_class), entry
        for one in entry.alternatives:
            article, _, noun = one.partition(" ")
            is_noun = entry.word_class in {"n.de", "n.het"}
            given_ = forms(noun, f"n.{article}") if is_noun else forms(one, entry.word_class)
            assert all(given_.values()), (entry.word, one)
            assert given_, (entry.word, one)


def test_no_row_offers_its_own_word() -> None:
    for entry in shipped():
        own = {entry.word, f"de {entry.word}", f"het {entry.word}"}
        assert own.isdisjoint(entry.alternatives), entry
        assert len(set(entry.alternatives)) == len(entry.alternatives), entry


def test_senses_of_a_word_can_be_told_apart() -> None:
    rows = Counter((one.word, one.word_class, one.sense, one.cues) for one in shipped())
    assert [row for row, times in rows.items() if times > 1] == []


def test_every_word_of_the_list_is_found_where_it_stands() -> None:
    plainer = PlainerWords(shipped())
    for entry in shipped()[::7]:
        for form in forms(entry.word, entry.word_class).values():
            if " … " not in form:
                words = form.lower().split()
                assert plainer.find(words, 0) is not None or words[0] in {"te", "het", "de"}, form


# ---------------------------------------------------------------- a university's own


def test_own_rows_go_before_those_that_ship() -> None:
    (own,) = _words(SENTENCE, "verstrekken\tv\tkrijgen\trare\tons woord")
    (usual,) = read(SENTENCE).words
    assert (own.sense, own.reason, own.alternatives) == ("ons woord", "rare", ("krijgen",))
    assert own.alternatives != usual.alternatives


def test_own_words_are_added_to_those_that_ship() -> None:
    text = "De zork is weg. Wij verstrekken informatie."
    assert {word.word: word.alternatives for word in _words(text, "zork\tn.de\tde hond")} == {
        "zork": ("hond",), "verstrekken": ("geven",),
    }  # fmt: skip


def test_own_rows_are_one_readers() -> None:
    before = Reader().read(SENTENCE)
    assert _words(SENTENCE, "informatie\tn.de\thet nieuws") != before.words
    assert Reader().read(SENTENCE) == before


def test_a_word_of_the_list_makes_a_text_harder() -> None:
    text = "Wij zien een hond en hij eet. " * 12
    own = Reader(plainer=read_list(["hond\tn.de\thet dier; de man"])).read(text)
    assert (own.score or 0) > (read(text).score or 0)


# ---------------------------------------------------------------- where they stand


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("de school kent hem iets toe", [("toe|kennen", "pres_3")]),
        ("zij kende hem iets toe en ging", [("toe|kennen", "past_sg")]),
        ("zij kende hem iets toe , zei hij", [("toe|kennen", "past_sg")]),
        ("omdat zij iets toekende", [("toe|kennen", "sub_past_sg")]),
        ("het toegekende geld", [("toe|kennen", "part_e")]),
        ("om iets toe te kennen", [("toe|kennen", "te_inf")]),
        ("hij stelt ons morgen in kennis", [("in kennis |stellen", "pres_3")]),
        ("wij worden in kennis gesteld", [("in kennis |stellen", "part")]),
        ("zijn ogen", [("oog", "pl")]),
        ("een adequater plan", [("adequaat", "comp")]),
        ("de lasten", [("lasten", "pl")]),
    ],
)
def test_words_in_any_form(sentence: str, found: list[tuple[str, str]]) -> None:
    assert [(word, slot) for word, slot in _found(sentence)] == found


@pytest.mark.parametrize(
    "sentence",
    [
        "zij kent hem",  # no particle
        "zij kent hem toe te zingen",  # the particle does not close the clause
        "zij kent hem . hij gaat toe",  # another sentence
        "zij kent hem ; hij gaat toe",
        "zij hoopt te kent toe",
        "toe kent hij haar",  # before it
        "zij kent hem " + "en hem " * 40 + "toe",  # too far
        "het oogt goed",
        "hij stelt ons",
    ],
)
def test_near_misses(sentence: str) -> None:
    assert _found(sentence) == []


def test_the_longest_counts() -> None:
    plainer = PlainerWords(read_list(OWN))
    found = plainer.find("met het oog op de les".split(), 0)
    assert found is not None
    assert (found.start, found.end, found.forms[0].entry.word) == (0, 4, "met het oog op")
    assert [word.word for word in _words("Dit is met het oog op de les.", *OWN)] == ["met het oog op"]


def test_where_the_two_parts_of_a_verb_stand() -> None:
    found = PlainerWords(read_list(OWN)).find("hij stelt ons in kennis .".split(), 1)
    assert found is not None
    assert (found.start, found.end, found.particle, found.apart) == (1, 2, 3, range(3, 5))
    assert not found.is_one_verb


def test_one_token_that_is_only_a_verb() -> None:
    plainer = PlainerWords(read_list(["uiten\tv\tzeggen", "oog\tn.het\thet gezicht"]))
    verb, noun = plainer.find(["uit"], 0), plainer.find(["oog"], 0)
    assert verb is not None
    assert noun is not None
    assert (verb.is_one_verb, noun.is_one_verb) == (True, False)


def test_an_empty_list_finds_nothing() -> None:
    assert PlainerWords(()).find(["verstrekken"], 0) is None
    assert PlainerWords(()).starts == frozenset()
