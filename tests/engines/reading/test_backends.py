"""Parsers that may take the place of the embedded one; Frog and spaCy are skipped where not installed."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from haven.engines.reading import (
    BACKENDS,
    Backend,
    BackendError,
    Reader,
    Reading,
    backend_named,
    backends,
    read,
)
from haven.engines.reading.backends import Coder, Embedded, Frog, Spacy
from haven.engines.reading.lexicon import Lexicon
from haven.engines.reading.parsing.network import Parsed, weights
from haven.engines.reading.reader import lexicon
from tests.engines.reading.samples import OFFICIAL

TEXT = "De brief wordt morgen door de student geschreven. Wij wonen in New York. Ik weet dat hij komt."


def _tags(found: Parsed) -> list[str]:
    return [weights().tags[tag] for tag in found.tags]


def _relations(found: Parsed) -> list[str]:
    return [weights().relations[relation] for relation in found.relations]


class Flat:
    """Every word a noun that hangs on the first: enough to be a backend."""

    name = "flat"

    def __init__(self) -> None:
        self.sentences: list[list[str]] = []

    def parse(self, lexicon: Lexicon, sentences: Sequence[list[str]]) -> Parsed:
        self.sentences += sentences
        places = [place for words in sentences for place in range(len(words))]
        return Coder().parsed([("NOUN.pl", 0 if place else -1, "nmod") for place in places])


# ---------------------------------------------------------------- names


def test_the_names_that_can_be_asked_for() -> None:
    assert set(BACKENDS) == {"embedded", "frog", "spacy"}
    assert (Embedded.name, Frog.name, Spacy.name) == ("embedded", "frog", "spacy")


def test_the_embedded_parser_is_always_there() -> None:
    assert backend_named("embedded").name == "embedded"


def test_a_name_that_is_none() -> None:
    with pytest.raises(BackendError, match=r"'alpino'\. Choose one of: embedded, spacy, frog"):
        backend_named("alpino")


@pytest.mark.parametrize(
    ("name", "said"), [("frog", "apt-get install frog"), ("spacy", "nl_core_news_sm is not installed here")]
)
def test_what_is_not_installed_says_so(name: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(sys.modules, "spacy", None)  # as if it were not there
    with pytest.raises(BackendError, match=said):
        read(TEXT, backend=name)


# ---------------------------------------------------------------- the protocol


def test_any_object_that_parses_is_a_backend() -> None:
    backend: Backend = Flat()
    found = read(TEXT, backend=backend)
    assert isinstance(backend, Flat)
    assert [words[-1] for words in backend.sentences] == [".", ".", "."]
    assert [TEXT[one.start : one.end].split(maxsplit=1)[0] for one in found.sentences] == ["De", "Wij", "Ik"]
    assert found != read(TEXT)


def test_a_reader_asks_its_own_backend_and_only_of_what_is_new() -> None:
    backend = Flat()
    reader = Reader(backend=backend)
    reader.read(TEXT)
    reader.read(f"{TEXT} Dat is nieuw.")
    assert len(backend.sentences) == 4


def test_a_backend_does_not_change_what_another_said() -> None:
    before = read(OFFICIAL)
    read(OFFICIAL, backend=Flat())
    assert read(OFFICIAL) == before


# ---------------------------------------------------------------- names of tags and relations


@pytest.mark.parametrize(
    ("given", "tag", "relation"),
    [
        (("NOUN.sg.het", 0, "nsubj"), "NOUN.sg.het", "nsubj"),
        (("ADJ.strange", 0, "acl:relcl"), "ADJ", "relclause"),
        (("VERB.part", 0, "compound:prt"), "VERB.part", "particle"),
        (("NOTHING", 0, "nothing:at:all"), "X", "other"),
        (("PUNCT", 0, "nmod:poss"), "PUNCT", "nmod"),
        (("SCONJ", 0, "csubj"), "SCONJ", "clause"),
    ],
)
def test_codes_of_another_parsers_names(given: tuple[str, int, str], tag: str, relation: str) -> None:
    found = Coder().parsed([given])
    assert (_tags(found), _relations(found), found.heads.tolist()) == ([tag], [relation], [0])


@pytest.mark.parametrize("name", [*backends._FROG_RELATIONS.values(), *backends._RELATIONS.values()])
def test_every_relation_that_is_translated_to_exists(name: str) -> None:
    assert name in weights().relations


@pytest.mark.parametrize(
    ("given", "tag"),
    [
        ("N(soort,ev,basis,zijd,stan)", "NOUN.sg.de"), ("N(soort,ev,basis,onz,stan)", "NOUN.sg.het"),
        ("N(soort,mv,basis)", "NOUN.pl"), ("N(eigen,ev,basis,zijd,stan)", "PROPN"),
        ("WW(pv,tgw,met-t)", "VERB.pres.sg"), ("WW(pv,verl,mv)", "VERB.past.pl"),
        ("WW(inf,vrij,zonder)", "VERB.inf"), ("WW(vd,vrij,zonder)", "VERB.part"),
        ("VG(onder)", "SCONJ"), ("VG(neven)", "CCONJ"), ("LET()", "PUNCT"),
        ("SPEC(deeleigen)", "PROPN"), ("?", "X"),
    ],
)  # fmt: skip
def test_tags_of_frog(given: str, tag: str) -> None:
    assert backends._frog_tag(given) == tag


@pytest.mark.parametrize(
    ("upos", "morph", "tag"),
    [
        ("NOUN", "Number=Plur", "NOUN.pl"), ("NOUN", "Gender=Neut|Number=Sing", "NOUN.sg.het"),
        ("NOUN", "", "NOUN.sg.de"),
        ("VERB", "Number=Sing|Tense=Past|VerbForm=Fin", "VERB.past.sg"),
        ("AUX", "Number=Plur|Tense=Pres|VerbForm=Fin", "AUX.pres.pl"),
        ("VERB", "VerbForm=Part", "VERB.part"), ("VERB", "VerbForm=Inf", "VERB.inf"),
        ("DET", "Definite=Ind", "DET.indef"), ("DET", "", "DET"), ("ADV", "", "ADV"),
    ],
)  # fmt: skip
def test_tags_of_universal_dependencies(upos: str, morph: str, tag: str) -> None:
    assert backends._tag_of(upos, morph) == tag


# ---------------------------------------------------------------- Frog, played


ROW = "{number}\t{token}\t{token}\t[x]\tBW()\t1.0\t\t\t{head}\tmod"


def _answer(*sentences: str) -> str:
    """As Frog writes it: each word hangs on the one before it."""
    blocks = (
        "\n".join(ROW.format(number=at + 1, token=token, head=at) for at, token in enumerate(one.split()))
        for one in sentences
    )
    return "\n\n".join(blocks) + "\n\n"


@pytest.fixture
def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Frog]:
    """A command named frog that gives this answer, and keeps what it was given."""

    def make(answer: str, status: int = 0) -> Frog:
        (tmp_path / "answer").write_text(answer, encoding="utf-8")
        command = tmp_path / "frog"
        command.write_text(
            f'#!/bin/sh\nfor last; do :; done\n/bin/cat "$last" > {tmp_path}/given\n'
            f"/bin/cat {tmp_path}/answer\nexit {status}\n"
        )
        command.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        return Frog()

    return make


def _parsed(frog: Frog, *sentences: str) -> Parsed:
    return frog.parse(lexicon(), [one.split() for one in sentences])


def test_frog_is_given_one_sentence_a_line(played: Callable[..., Frog], tmp_path: Path) -> None:
    found = _parsed(played(_answer("Hij komt .", "Ja .")), "Hij komt .", "Ja .")
    assert (tmp_path / "given").read_text(encoding="utf-8") == "Hij komt .\nJa .\n"
    assert found.heads.tolist() == [-1, 0, 1, -1, 0]
    assert _tags(found) == ["ADV"] * 5


def test_what_frog_joins_comes_apart_again(played: Callable[..., Frog]) -> None:
    found = _parsed(played(_answer("in New_York_City nu")), "in New York City nu")
    assert found.heads.tolist() == [-1, 0, 1, 1, 1]
    assert _relations(found)[1:4] == ["nmod", "flat", "flat"]


def test_heads_after_what_was_joined_move_along(played: Callable[..., Frog]) -> None:
    assert _parsed(played(_answer("New_York ligt daar")), "New York ligt daar").heads.tolist() == [
        -1,
        0,
        0,
        2,
    ]


def test_an_underscore_of_the_text_is_no_joint(played: Callable[..., Frog]) -> None:
    assert _parsed(played(_answer("in a_b nu")), "in a_b nu").heads.tolist() == [-1, 0, 1]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (_answer("Hij komt .", "Ja ."), "other sentences"),
        ("", "other tokens"),
        ("fout: geen gegevens\n", "not the table"),
        (_answer("Hij komt"), "other tokens"),
        (_answer("Hij komt nu ."), "other tokens"),
        (_answer("Hij komt .").replace("\t2\tmod", "\tx\tmod"), "not the table"),
    ],
    ids=["sentences", "nothing", "words", "fewer", "more", "no number"],
)
def test_an_answer_that_does_not_fit_is_refused(played: Callable[..., Frog], answer: str, said: str) -> None:
    with pytest.raises(BackendError, match=said):
        _parsed(played(answer), "Hij komt .")


def test_frog_that_fails_or_takes_too_long(
    played: Callable[..., Frog], monkeypatch: pytest.MonkeyPatch
) -> None:
    frog = played(_answer("Ja ."), status=3)
    with pytest.raises(BackendError, match="Frog gave no answer"):
        _parsed(frog, "Ja .")

    def late(*_: Any, timeout: float, **__: Any) -> None:
        raise subprocess.TimeoutExpired("frog", timeout)

    monkeypatch.setattr(subprocess, "run", late)
    with pytest.raises(BackendError, match="timed out after 600 seconds"):
        _parsed(frog, "Ja .")


# ---------------------------------------------------------------- Frog itself


@pytest.fixture(scope="module")
def by_frog() -> Reading:
    """Frog takes some seconds to start: it is asked once."""
    if shutil.which("frog") is None:
        pytest.skip("Frog is not installed here: apt-get install frog frogdata uctodata")
    return read(f"{TEXT} {OFFICIAL}", backend="frog")


@pytest.mark.slow
def test_frog_reads_as_the_embedded_parser_does(by_frog: Reading) -> None:
    own = read(f"{TEXT} {OFFICIAL}")
    assert [(one.start, one.end) for one in by_frog.sentences] == [
        (one.start, one.end) for one in own.sentences
    ]
    assert by_frog.word_count == own.word_count
    assert abs((by_frog.score or 0) - (own.score or 0)) < 1
    assert "passive" in {reason.code for reason in by_frog.sentences[0].reasons}
    assert "passive" not in {reason.code for reason in by_frog.sentences[1].reasons}


# ---------------------------------------------------------------- spaCy


def _played_spacy(rows: Sequence[tuple[str, str, int, str]]) -> tuple[ModuleType, ModuleType]:
    """Modules named spacy and spacy.tokens, whose only model says this of each token."""

    def parsed(words: Sequence[str]) -> list[SimpleNamespace]:
        made = [
            SimpleNamespace(pos_=pos, morph=morph, dep_=dep, i=at)
            for at, (pos, morph, _, dep) in enumerate(rows)
        ]
        for token, (_, _, head, _) in zip(made, rows[: len(words)], strict=True):
            token.head = made[head]
        return made

    language = SimpleNamespace(vocab=None, pipe=lambda documents: documents)
    whole, tokens = ModuleType("spacy"), ModuleType("spacy.tokens")
    whole.load = lambda model: language  # type: ignore[attr-defined]
    tokens.Doc = lambda vocab, words: parsed(words)  # type: ignore[attr-defined]
    return whole, tokens


def test_what_spacy_says_becomes_the_same_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        ("PRON", "Person=3", 1, "nsubj"),
        ("VERB", "Number=Sing|Tense=Pres|VerbForm=Fin", 1, "ROOT"),
        ("ADP", "", 1, "compound:prt"),
    ]
    whole, tokens = _played_spacy(rows)
    monkeypatch.setitem(sys.modules, "spacy", whole)
    monkeypatch.setitem(sys.modules, "spacy.tokens", tokens)
    found = Spacy().parse(lexicon(), [["Hij", "belt", "op"]] * 2)
    assert _tags(found) == ["PRON", "VERB.pres.sg", "ADP"] * 2
    assert _relations(found) == ["nsubj", "root", "particle"] * 2
    assert found.heads.tolist() == [1, -1, 1] * 2


@pytest.mark.slow
def test_spacy_reads_as_the_embedded_parser_does() -> None:
    try:
        backend = backend_named("spacy")
    except BackendError as error:
        pytest.skip(str(error))
    assert abs((read(OFFICIAL, backend=backend).score or 0) - (read(OFFICIAL).score or 0)) < 1
