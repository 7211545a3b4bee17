"""Reads texts, and reads again only what changed."""

import gc
from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from itertools import islice

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
from haven.engines.reading.passages import (
    Part,
    Passage,
    Placed,
    Read,
    sentences_of,
    summed,
    words_of,
)
from haven.engines.reading.plainer import Entry, Found, PlainerWords, shipped
from haven.engines.reading.reasons import reasons
from haven.engines.reading.results import LEVELS, Reading, Reason, Word
from haven.engines.reading.segment import pieces, sentences, token_spans, token_words
from haven.engines.reading.segment import tokens as tokens_of

LEAST_WORDS = 40  # of prose; fewer get no level
MOST_KEPT = 50_000  # sentences that are remembered
BATCH = 6_000  # tokens that are read together

Floats = NDArray[np.float64]


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
        self._paragraphs: OrderedDict[tuple[str, str], Passage] = OrderedDict()

    # ------------------------------------------------------------ texts

    def read(self, text: str, *, spans: Sequence[tuple[int, int, str]] = ()) -> Reading:
        """`spans` (start, end, kind) tell headings, lists and the like apart where the document says so."""
        language = languages.language_of(text)
        if language == languages.ENGLISH:
            return english.read(text, target=self.target, spans=spans)
        items = [(start, end) for start, end, kind in spans if kind == layout.LIST]
        questions = exams.questions(text, self.target, items) if self.mode == "exam" else []
        placed = self._exam(text, spans, questions) if questions else self._passages(text, spans)
        return self._reading(language, placed, questions)

    def _passages(self, text: str, spans: Sequence[tuple[int, int, str]]) -> list[Placed]:
        """The paragraphs of a text, from memory where they are there."""
        blocks = list(layout.layout(text, spans))
        keys = [(block.kind, text[block.start : block.end]) for block in blocks]
        self._remember(dict.fromkeys(key for key in keys if key not in self._paragraphs))
        placed = [Placed(block.start, self._paragraphs[key]) for block, key in zip(blocks, keys, strict=True)]
        while len(self._paragraphs) > MOST_KEPT:
            self._paragraphs.popitem(last=False)
        return placed

    def _remember(self, missing: Iterable[tuple[str, str]]) -> None:
        """Read these paragraphs, each with the kind that the document says."""
        cut = [
            ((said, paragraph), layout.kind_of(paragraph, said), tuple(sentences(paragraph)))
            for said, paragraph in missing
        ]
        parts = [
            Part(start, end, kind, key[1][start:end]) for key, kind, offsets in cut for start, end in offsets
        ]
        reads = iter(self._read_parts(parts))
        for key, kind, offsets in cut:
            self._paragraphs[key] = Passage.of(kind, offsets, tuple(islice(reads, len(offsets))))

    def _exam(
        self, text: str, spans: Sequence[tuple[int, int, str]], questions: Sequence[exams.Asked]
    ) -> list[Placed]:
        """What comes before the first question, and each part of the questions by itself."""
        parts = [part for question in questions for part in exams.parts(text, question, spans)]
        found = zip(parts, self._read_parts(parts), strict=True)
        return self._passages(text[: questions[0].begin], ()) + [
            Placed(part.start, Passage.of(part.kind, ((0, part.end - part.start),), (read,)))
            for part, read in found
        ]

    def _reading(self, language: str, placed: Sequence[Placed], questions: Sequence[exams.Asked]) -> Reading:
        total = summed([passage.total for _at, passage in placed if passage.kind == layout.PROSE])
        if not total[AT["words"]]:
            total = summed([passage.total for _at, passage in placed])
        abstained = self._abstains(language, placed)
        score, interval, chances = self._judged(total)
        return Reading(
            language=language,
            word_count=sum(passage.own for _at, passage in placed),
            level=None if abstained or score is None else level_of(score),
            probabilities=chances if not abstained else {},
            score=score,
            interval=interval,
            abstained=abstained,
            sentences=sentences_of(placed),
            words=words_of(placed),
            target=self.target,
            formulas=_formulas(total),
            questions=tuple(exams.answered(question, placed, self._judged) for question in questions),
        )

    @staticmethod
    def _abstains(language: str, placed: Sequence[Placed]) -> str | None:
        """Why no level is given, or None."""
        if language == languages.NONE or not placed:
            return "empty"
        if language == languages.OTHER:
            return "language"
        words: Counter[str] = Counter()
        for _at, passage in placed:
            words[passage.kind] += passage.own
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
        prose = [passage for _at, passage in self._passages(text, ()) if passage.kind == layout.PROSE]
        counts = [read.counts for passage in prose for read in passage.reads]
        return np.array(counts).reshape(-1, len(ADDED))

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
