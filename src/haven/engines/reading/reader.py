"""Reads texts, and reads again only what changed."""

import gc
from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from haven.engines.reading import english, exams, formulas, languages, layout
from haven.engines.reading.backends import Backend, Embedded
from haven.engines.reading.features import (
    ADDED,
    AT,
    GREATEST,
    Analysed,
    analyse,
    count,
    neutral_tag,
    tag_sets,
)
from haven.engines.reading.frequency import UNKNOWN
from haven.engines.reading.levels import level_of, model
from haven.engines.reading.lexicon import Lexicon, is_word
from haven.engines.reading.marking import QUOTES, Marker, Terms, find_listed, quoted
from haven.engines.reading.plainer import Entry, Found, PlainerWords, shipped
from haven.engines.reading.reasons import reasons
from haven.engines.reading.results import LEVELS, Reading, Reason, Sentence, Word
from haven.engines.reading.segment import paragraphs, pieces, sentences, token_spans, token_words
from haven.engines.reading.segment import tokens as tokens_of

LEAST_WORDS = 40  # of prose; fewer get no level
MOST_KEPT = 50_000  # sentences that are remembered
BATCH = 6_000  # tokens that are read together

Floats = NDArray[np.float64]
Offsets = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Read:
    """What is remembered of a sentence: it depends on nothing else of the text."""

    counts: Floats  # with those of the context
    own: int  # words without those of the context
    words: tuple[Word, ...]  # offsets within the sentence
    reasons: tuple[Reason, ...]
    score: float  # as shown
    level: str


class Part(NamedTuple):
    """A sentence of a text: `context` is read before it; its words are not the part's own."""

    start: int
    end: int
    kind: str
    text: str
    context: str = ""


@cache
def lexicon() -> Lexicon:
    return Lexicon()


@cache
def shipped_words() -> PlainerWords:
    """Made once, some hundred thousand objects that stay: to collect meanwhile would take as long again."""
    collects = gc.isenabled()
    gc.disable()
    try:
        return PlainerWords(shipped())
    finally:
        if collects:
            gc.enable()


class Reader:
    """Reads for one target with one set of terms; remembers sentences from text to text.

    `terms` are words and expressions of the field that readers are meant to learn; `plainer` are rows of a
    university's own list and go before the shipped ones. Raises ValueError for an unknown target or mode."""

    def __init__(
        self,
        *,
        terms: Collection[str] = (),
        target: str = "B1",
        mode: str = "text",
        backend: Backend | None = None,
        plainer: Iterable[Entry] = (),
    ) -> None:
        if target not in LEVELS:
            raise ValueError(f"The target {target!r} is not one of {', '.join(LEVELS)}.")
        if mode not in {"text", "exam"}:
            raise ValueError(f"The mode {mode!r} is not text or exam.")
        self.target, self.mode = target, mode
        self.terms = Terms.of(terms)
        own = tuple(plainer)
        self.plainer = PlainerWords((*own, *shipped())) if own else shipped_words()
        self.backend = backend or Embedded()
        self.sentences_read = 0  # not taken from memory
        self._kept: OrderedDict[tuple[str, str], Read] = OrderedDict()
        self._paragraphs: OrderedDict[tuple[str, str], tuple[str, Offsets]] = OrderedDict()

    # ------------------------------------------------------------ texts

    def read(self, text: str, *, spans: Sequence[tuple[int, int, str]] = ()) -> Reading:
        """`spans` (start, end, kind) tell headings, lists and the like apart where the document says so."""
        language = languages.language_of(text)
        if language == languages.ENGLISH:
            return english.read(text, target=self.target, spans=spans)
        items = [(start, end) for start, end, kind in spans if kind == layout.LIST]
        questions = exams.questions(text, self.target, items) if self.mode == "exam" else []
        if questions:
            parts = self._parts(text[: questions[0].begin], ())
            parts += [part for question in questions for part in exams_parts(text, question, spans)]
        else:
            parts = self._parts(text, spans)
        found = self._read_parts(parts)
        return self._reading(text, language, parts, found, questions)

    def _parts(self, text: str, spans: Sequence[tuple[int, int, str]]) -> list[Part]:
        parts = []
        for block in layout.layout(text, spans):
            paragraph = text[block.start : block.end]
            kind, found = self._paragraph(paragraph, block.kind)
            for start, end in found:
                parts.append(Part(block.start + start, block.start + end, kind, paragraph[start:end]))
        return parts

    def _paragraph(self, paragraph: str, kind: str) -> tuple[str, Offsets]:
        """What kind it is, where the document does not say, and where its sentences are."""
        key = kind, paragraph
        found = self._paragraphs.get(key)
        if found is None:
            of = tuple((span.start, span.end) for span in sentences(paragraph))
            found = self._paragraphs[key] = (layout.kind_of(paragraph, kind), of)
            if len(self._paragraphs) > MOST_KEPT:
                self._paragraphs.popitem(last=False)
        return found

    def _reading(
        self,
        text: str,
        language: str,
        parts: Sequence[Part],
        found: Sequence[Read],
        questions: Sequence[exams.Asked],
    ) -> Reading:
        counts = np.array([read.counts for read in found]).reshape(-1, len(ADDED))
        total = counts[[part.kind == layout.PROSE for part in parts]].sum(0)
        whole = counts.sum(0)
        abstained = self._abstains(language, parts, found)
        score, interval, chances = self._judged(total if total[AT["words"]] else whole)
        return Reading(
            language=language,
            word_count=sum(read.own for read in found),
            level=None if abstained or score is None else level_of(score),
            probabilities=chances if not abstained else {},
            score=score,
            interval=interval,
            abstained=abstained,
            sentences=tuple(
                Sentence(part.start, part.end, read.level, read.score, read.reasons, part.kind)
                for part, read in zip(parts, found, strict=True)
            ),
            words=tuple(
                Word(part.start + w.start, part.start + w.end, w.word, w.reason, w.alternatives, w.sense)
                for part, read in zip(parts, found, strict=True)
                for w in read.words
            ),
            target=self.target,
            formulas=_formulas(total if total[AT["words"]] else whole),
            questions=tuple(exams.answered(question, parts, found, self._judged) for question in questions),
        )

    def _abstains(self, language: str, parts: Sequence[Part], found: Sequence[Read]) -> str | None:
        """Why no level is given, or None."""
        if language == languages.NONE or not found:
            return "empty"
        if language == languages.OTHER:
            return "language"
        words: Counter[str] = Counter()
        for part, read in zip(parts, found, strict=True):
            words[part.kind] += read.own
        return layout.too_little(words, LEAST_WORDS)

    @staticmethod
    def _judged(total: Floats) -> tuple[float | None, tuple[float, float] | None, dict[str, float]]:
        """Score, interval and probabilities of summed counts."""
        if not total[AT["words"]]:
            return None, None, {}
        raw = float(model().raw(total[None, :])[0])
        read = float(total[AT["sentences"]])
        score = round(float(model().shown(np.array([raw]))[0]), 3)
        return score, model().interval(raw, read), model().probabilities(raw, read)

    def prose_counts(self, text: str) -> Floats:
        """(sentences × ADDED) counts of the prose of a text: what the level is fitted on."""
        parts = [part for part in self._parts(text, ()) if part.kind == layout.PROSE]
        return np.array([read.counts for read in self._read_parts(parts)]).reshape(-1, len(ADDED))

    # ------------------------------------------------------------ sentences

    def _read_parts(self, parts: Sequence[Part]) -> list[Read]:
        """Each part's reading, from memory where it is there."""
        missing: dict[tuple[str, str], Part] = {}
        for part in parts:
            key = _key(part)
            if key in self._kept:
                self._kept.move_to_end(key)
            else:
                missing[key] = part
        fresh = dict(zip(missing, self._read_new(list(missing.values())), strict=True))
        self._kept.update(fresh)
        found = [self._kept[_key(part)] for part in parts]
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return found

    def _read_new(self, parts: Sequence[Part]) -> list[Read]:
        found: list[Read] = []
        batch: list[tuple[Part, str, list[tuple[int, int]]]] = []
        size = 0
        for part in parts:
            whole = f"{part.context} {part.text}" if part.context else part.text
            spans = token_spans(whole)
            batch.append((part, whole, spans))
            size += len(spans)
            if size >= BATCH:
                found += self._read_batch(batch)
                batch, size = [], 0
        return found + self._read_batch(batch)

    def _read_batch(self, batch: Sequence[tuple[Part, str, list[tuple[int, int]]]]) -> list[Read]:
        """Sentences that are read together, as it goes many times faster."""
        tokens = [token_words(whole, spans) for _, whole, spans in batch]
        cut = [_cut(one) for one in tokens]
        flat = [piece for pieces_ in cut for piece in pieces_]
        if not flat:
            return []
        of = analyse(lexicon(), flat, self.backend.parse(lexicon(), flat))
        lows = [[token.lower() for token in one] for one in tokens]
        listed, spared = self._looked_up(of, tokens, lows)
        counts = count(of)
        whole_counts = np.zeros((len(batch), len(ADDED)))
        owner = np.repeat(np.arange(len(batch)), [len(one) for one in cut])
        np.add.at(whole_counts, owner, counts)
        if len(owner) > len(batch):
            whole_counts[:, GREATEST] = 0
            for column in GREATEST:
                np.maximum.at(whole_counts[:, column], owner, counts[:, column])
        scores = np.round(model().shown(model().raw(whole_counts)), 3).tolist()
        why = reasons(whole_counts, model().limits[self.target])
        marker = Marker(of, self.target)
        found, token = [], 0
        for number, (part, _, spans) in enumerate(batch):
            words = marker.words(token, tokens[number], lows[number], spans, listed[number], spared[number])
            found.append(_read_one(part, whole_counts[number], scores[number], why[number], words))
            token += len(spans)
        self.sentences_read += len(batch)
        return found

    def _looked_up(
        self, of: Analysed, tokens: Sequence[list[str]], lows: Sequence[list[str]]
    ) -> tuple[list[list[Found]], list[list[bool]]]:
        """What of the list stands in each sentence, and which tokens are spared; both go into the facts."""
        listed_column, start = of.fact("listed"), 0
        listed, spared = [], []
        begins, never_verb = self.plainer.starts, tag_sets().tags["never_verb"]
        for one, low in zip(tokens, lows, strict=True):
            terms = self.terms.flags(low) if self.terms.single or self.terms.several else [False] * len(low)
            quotes = quoted(one) if not QUOTES.keys().isdisjoint(one) else terms
            names = _unknown_name(of, start, one)
            apart = [any(flags) for flags in zip(terms, quotes, names, strict=True)]
            flags = [at for at, word in enumerate(low) if word in begins]
            tagged = never_verb[of.parsed.tags[start : start + len(low)]]
            found = [
                match
                for match in find_listed(self.plainer, low, flags)
                if not (match.is_one_verb and tagged[match.start])
            ]
            for match in found:
                listed_column[start + match.start] = not any(apart[match.start : match.end])
            listed.append(found)
            spared.append(apart)
            _as_neutral(of, start, apart)
            start += len(low)
        return listed, spared


def _read_one(
    part: Part, counts: Floats, score: float, why: tuple[Reason, ...], words: Sequence[Word]
) -> Read:
    """Words of the part itself, at offsets within it; those of its context are the stem's own."""
    shift = len(part.context) + 1 if part.context else 0
    own = int(counts[AT["words"]]) - sum(is_word(token) for token in tokens_of(part.context))
    marked = (
        Word(word.start - shift, word.end - shift, word.word, word.reason, word.alternatives, word.sense)
        for word in words
        if word.start >= shift
    )
    return Read(counts, own, tuple(marked) if shift else tuple(words), why, score, level_of(score))


_NOT_READ = frozenset({layout.TABLE, layout.CODE, layout.NOTE, layout.REFERENCE})


def exams_parts(text: str, question: exams.Asked, spans: Sequence[tuple[int, int, str]] = ()) -> list[Part]:
    """The sentences of a question's stem, each answer option read after the stem's last sentence, and what
    stands between the options and after them; what the document says is a table stays one."""
    inside = [
        one for one in spans if one[2] in _NOT_READ and question.start < one[1] and one[0] < question.end
    ]
    parts = _question_parts(text, question)
    return [part._replace(kind=_kind_at(inside, part)) for part in parts] if inside else parts


def _kind_at(spans: Sequence[tuple[int, int, str]], part: Part) -> str:
    return next((kind for start, end, kind in spans if start <= part.start < end), part.kind)


def _question_parts(text: str, question: exams.Asked) -> list[Part]:
    found = _prose(text, question.start, question.stem_end)
    last = found[-1].text.rstrip(" .?!:…_") if found else ""
    at = question.stem_end
    for start, end in question.options:
        found += _prose(text, at, max(at, text.rfind("\n", at, start)))
        found.append(Part(start, end, layout.PROSE, text[start:end], context=last))
        at = end
    return found + _prose(text, at, question.end)


def _prose(text: str, start: int, end: int) -> list[Part]:
    """The sentences from `start` to `end`, without what only says marks or a target."""
    found = []
    for block in paragraphs(text[start:end]):
        paragraph = text[start + block.start : start + block.end]
        for span in sentences(paragraph):
            sentence = paragraph[span.start : span.end]
            if not exams.is_note(sentence):
                begin = start + block.start + span.start
                found.append(Part(begin, begin + len(sentence), layout.PROSE, sentence))
    return found


def _key(part: Part) -> tuple[str, str]:
    return part.context, part.text


def _cut(tokens: list[str]) -> list[list[str]]:
    cut, start = [], 0
    for length in pieces(tokens) if tokens else ():
        cut.append(tokens[start : start + length])
        start += length
    return cut


def _unknown_name(of: Analysed, start: int, tokens: Sequence[str]) -> list[bool]:
    """Whether the first word is a name that the list of frequencies does not have: only there does a capital
    say nothing by itself."""
    first = next((at for at, token in enumerate(tokens) if is_word(token)), -1)
    flags = [False] * len(tokens)
    if first >= 0 and tokens[first][:1].isupper():
        flags[first] = bool(of.fact("zipf")[start + first] <= UNKNOWN)
    return flags


def _as_neutral(of: Analysed, start: int, flags: Sequence[bool]) -> None:
    """Terms of the field, quotations and unknown names count as words of the text, and in nothing else."""
    for at, is_apart in enumerate(flags):
        if is_apart:
            of.parsed.tags[start + at] = neutral_tag()


def _formulas(total: Floats) -> dict[str, float]:
    given = {"lint": formulas.lint(total), "douma": formulas.douma(total)}
    return {name: value for name, value in given.items() if value is not None}
