"""Where tags, heads and relations come from: the embedded parser, or Frog or spaCy where installed."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from haven.engines.reading.lexicon import Lexicon
from haven.engines.reading.parsing.network import Parsed, parse, weights

FROG_SECONDS = 600  # for one batch
PORTION = 12_000  # tokens that the embedded parser reads together; more would only take more memory


class BackendError(RuntimeError):
    """The parser that was asked for is not installed, or gave no answer."""


class Backend(Protocol):
    """One answer for each token of each sentence, one sentence after the other."""

    name: str

    def parse(self, lexicon: Lexicon, sentences: Sequence[list[str]]) -> Parsed: ...


class Embedded:
    """The parser that ships: no download, no other process."""

    name = "embedded"

    def parse(self, lexicon: Lexicon, sentences: Sequence[list[str]]) -> Parsed:
        found = [self._portion(lexicon, portion) for portion in _portions(sentences)]
        if len(found) == 1:
            return found[0]
        return Parsed(
            tags=np.concatenate([one.tags for one in found]),
            heads=np.concatenate([one.heads for one in found]),
            relations=np.concatenate([one.relations for one in found]),
        )

    @staticmethod
    def _portion(lexicon: Lexicon, sentences: Sequence[list[str]]) -> Parsed:
        rows = lexicon.numbers([word for sentence in sentences for word in sentence])
        return parse(lexicon.vectors[rows], [len(sentence) for sentence in sentences])


def _portions(sentences: Sequence[list[str]]) -> Iterator[Sequence[list[str]]]:
    start, size = 0, 0
    for at, sentence in enumerate(sentences):
        size += len(sentence)
        if size >= PORTION:
            yield sentences[start : at + 1]
            start, size = at + 1, 0
    if start < len(sentences):
        yield sentences[start:]


class Coder:
    """Tags and relations of another parser as the embedded parser's; what has no name there is X, other."""

    def __init__(self) -> None:
        self._tags = {tag: number for number, tag in enumerate(weights().tags)}
        self._relations = {relation: number for number, relation in enumerate(weights().relations)}

    def parsed(self, rows: Sequence[tuple[str, int, str]]) -> Parsed:
        """`rows` are (tag, place of the head in its sentence or -1, Universal Dependencies relation)."""
        return Parsed(
            tags=np.array([self._tag(tag) for tag, _, _ in rows], dtype=np.intp),
            heads=np.array([head for _, head, _ in rows], dtype=np.intp),
            relations=np.array([self._relation(relation) for _, _, relation in rows], dtype=np.intp),
        )

    def _tag(self, tag: str) -> int:
        while tag not in self._tags and "." in tag:
            tag = tag.rpartition(".")[0]
        return self._tags.get(tag, self._tags["X"])

    def _relation(self, relation: str) -> int:
        name = _RELATIONS.get(relation, relation)
        return self._relations.get(name, self._relations.get(name.split(":")[0], self._relations["other"]))


_RELATIONS = {
    "csubj": "clause", "ccomp": "clause", "advcl": "clause", "acl": "clause", "acl:relcl": "relclause",
    "compound:prt": "particle", "flat:name": "flat", "obl:agent": "obl", "obl:arg": "obl", "root": "root",
}  # fmt: skip


class Spacy:
    """A Dutch spaCy model that the university has installed. Raises BackendError where it is not."""

    name = "spacy"

    def __init__(self, model: str = "nl_core_news_sm") -> None:
        try:
            self._language: Any = import_module("spacy").load(model)
        except (ImportError, OSError) as error:
            raise BackendError(f"spaCy's model {model} is not installed here.") from error
        self._coder = Coder()

    def parse(self, lexicon: Lexicon, sentences: Sequence[list[str]]) -> Parsed:
        tokens = import_module("spacy.tokens")
        documents = [tokens.Doc(self._language.vocab, words=words) for words in sentences]
        rows = [
            (
                _tag_of(token.pos_, str(token.morph)),
                -1 if token.head.i == token.i else token.head.i,
                token.dep_.lower(),
            )
            for document in self._language.pipe(documents)
            for token in document
        ]
        return self._coder.parsed(rows)


def _tag_of(upos: str, morph: str) -> str:
    """The embedded parser's tag for a universal part of speech with its features."""
    values = dict(part.split("=", 1) for part in morph.split("|") if "=" in part)
    number = {"Plur": "pl"}.get(values.get("Number", ""), "sg")
    if upos == "NOUN":
        return "NOUN.pl" if number == "pl" else f"NOUN.sg.{'het' if values.get('Gender') == 'Neut' else 'de'}"
    if upos in {"VERB", "AUX"}:
        if values.get("VerbForm") == "Fin":
            return f"{upos}.{'past' if values.get('Tense') == 'Past' else 'pres'}.{number}"
        return f"{upos}.part" if values.get("VerbForm") == "Part" else f"{upos}.inf"
    if upos == "DET":
        return {"Def": "DET.def", "Ind": "DET.indef"}.get(values.get("Definite", ""), "DET")
    return upos


class Frog:
    """Frog, where the command is installed, as a process of its own (it is GPL). It reads a file of tokens,
    one sentence a line, in batches: starting takes it some seconds."""

    name = "frog"

    def __init__(self, command: str = "frog") -> None:
        path = shutil.which(command)
        if path is None:
            raise BackendError(
                "Frog is not installed here. On Debian: apt-get install frog frogdata uctodata."
            )
        self._command = [path, "-n", "--skip=tnc", "-t"]
        self._coder = Coder()

    def parse(self, lexicon: Lexicon, sentences: Sequence[list[str]]) -> Parsed:
        blocks = [block.splitlines() for block in self._answer(sentences).strip().split("\n\n")]
        if len(blocks) != len(sentences):
            raise BackendError("Frog's answer has other sentences than it was given.")
        rows = [
            row for block, words in zip(blocks, sentences, strict=True) for row in _frog_rows(block, words)
        ]
        return self._coder.parsed(rows)

    def _answer(self, sentences: Sequence[list[str]]) -> str:
        with tempfile.TemporaryDirectory(prefix="haven-frog-") as folder:
            given = Path(folder) / "sentences.txt"
            given.write_text("".join(" ".join(words) + "\n" for words in sentences), encoding="utf-8")
            try:
                done = subprocess.run(  # noqa: S603 - the path is what `which` found
                    [*self._command, str(given)],
                    capture_output=True,
                    text=True,
                    check=True,
                    timeout=FROG_SECONDS,
                )
            except (subprocess.SubprocessError, OSError) as error:
                raise BackendError(f"Frog gave no answer: {error}") from error
        return done.stdout


_FROG_COLUMNS = 10  # or more: empty ones stand for what it was told to leave out


def _frog_rows(lines: Sequence[str], words: Sequence[str]) -> list[tuple[str, int, str]]:
    """One row for each token. Frog joins New and York to one, New_York: the first stands for both.

    Columns: number, token, lemma, morphemes, tag, confidence, entity, chunk, head, relation."""
    columns = [line.split("\t") for line in lines]
    if any(len(row) < _FROG_COLUMNS or not row[-2].isdigit() for row in columns):
        raise BackendError("Frog's answer is not the table that was asked for.")
    first: list[int] = []
    sizes: list[int] = []
    for row in columns:
        at = sum(sizes)
        first.append(at)
        joined = at < len(words) and row[1] != words[at]
        sizes.append(row[1].count("_") + 1 if joined else 1)
    if sum(sizes) != len(words):
        raise BackendError("Frog's answer has other tokens than it was given.")
    passives = {int(row[-2]) for row in columns if row[-1] == "vc" and row[4].startswith("WW(vd")}
    found: list[tuple[str, int, str]] = []
    for row, at, size in zip(columns, first, sizes, strict=True):
        head = int(row[-2])
        is_passive = row[2] == "worden" and int(row[0]) in passives
        relation = "aux:pass" if is_passive else _FROG_RELATIONS.get(row[-1], "other")
        tag = _frog_tag(row[4])
        found.append((tag, first[head - 1] if head else -1, relation))
        found += [(tag, at, "flat")] * (size - 1)
    return found


_FROG_RELATIONS = {
    "su": "nsubj", "obj1": "obj", "obj2": "other", "mod": "nmod", "det": "det", "vc": "aux", "predc": "cop",
    "body": "clause", "cnj": "conj", "crd": "cc", "app": "appos", "svp": "particle", "pc": "obl", "ld": "obl",
    "punct": "punct", "ROOT": "root", "obcomp": "obl", "cmp": "mark",
}  # fmt: skip
_FROG_TAGS = {
    "ADJ": "ADJ", "BW": "ADV", "LET": "PUNCT", "LID": "DET", "SPEC": "PROPN", "TSW": "INTJ", "TW": "NUM",
    "VG": "CCONJ", "VNW": "PRON", "VZ": "ADP",
}  # fmt: skip


def _frog_tag(tag: str) -> str:
    kind, _, rest = tag.partition("(")
    features = rest.rstrip(")").split(",")
    if kind == "N":
        if "eigen" in features:
            return "PROPN"
        return "NOUN.pl" if "mv" in features else f"NOUN.sg.{'het' if 'onz' in features else 'de'}"
    if kind == "WW":
        number = "pl" if "mv" in features else "sg"
        if "pv" in features:
            return f"VERB.{'past' if 'verl' in features else 'pres'}.{number}"
        return "VERB.inf" if "inf" in features else "VERB.part"
    if kind == "VG" and "onder" in features:
        return "SCONJ"
    return _FROG_TAGS.get(kind, "X")


BACKENDS = {"embedded": Embedded, "spacy": Spacy, "frog": Frog}


def backend_named(name: str) -> Backend:
    """Raises BackendError for a name that is none."""
    if name not in BACKENDS:
        raise BackendError(f"There is no backend {name!r}. Choose one of: {', '.join(BACKENDS)}.")
    made: Backend = BACKENDS[name]()
    return made
