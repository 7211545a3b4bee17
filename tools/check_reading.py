"""Whether newcomers can read the Dutch that Haven shows them: `python -m tools.check_reading`.

Read by Haven's own engine against B1. A step, a pathway, a page or a letter of forty words or more fails
when its level is above B1. A sentence of eight words or more fails when it is half a level (MARGIN) above the
border between B1 and B2. One sentence tells little: on the border the engine gives even chances that it is
harder than B1, and half a level above it two in three. Closer to the border the check would name as many good
sentences as hard ones; what is hard all over is caught by the level of the whole.
"""

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from haven.engines.reading import LEVELS, NAMES, Reader, Reading, Reason, Sentence, Word
from tools.messages import CATALOGUE, PROJECT, SOURCE, read_catalogue
from tools.newcomer_texts import TERMS, Text, all_texts, known_words, stale

TARGET = "B1"
MARGIN = 0.5  # levels
LEAST_WORDS = 8  # of a sentence
WHOLE_WORDS = 40  # of a text that is read as one
NAMED = 3  # sentences of a text that is too hard
_ABOVE = LEVELS.index(TARGET) + 1.5 + MARGIN
_WORD = re.compile(r"\w+(?:['’.-]\w+)*")
_BETWEEN = "\n\n"

# What to do, by the engine's reason.
ADVICE = {
    "length": "{value:.0f} words: make two sentences of it",
    "depth": "words hang on words, {value:.0f} deep: say one thing after the other",
    "distance": "{value:.0f} words from subject to verb: bring them together",
    "clauses": "{value:.0f} clauses within it: give each a sentence of its own",
    "density": "{value:.0f} words that carry meaning for each verb: spread them over two sentences",
    "passive": "passive: say who does it",
    "nominalisation": "{value:.0f} nouns made of verbs: use the verbs",
    "bracket": "{value:.0f} words between the parts of a verb: bring them together",
}
FALLBACK = "much in few words: use everyday words, or say it in two sentences"


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence with the words of it that are hard."""

    where: str
    text: str
    sentence: Sentence
    words: tuple[Word, ...]


def problems(texts: Sequence[Text], reader: Reader) -> list[str]:
    sentences = read_sentences(texts, reader)
    hard = [told(one) for one in sentences.values() if one.sentence.score >= _ABOVE]
    return [*hard, *whole_problems(texts, reader, sentences)]


def read_sentences(texts: Sequence[Text], reader: Reader) -> dict[str, Found]:
    """Every sentence once, where it stands first. Read in one go: that is quicker by far, and a few words
    by themselves are easily taken for another language."""
    whole = _BETWEEN.join(text.text for text in texts)
    starts = [0, *accumulate(len(text.text) + len(_BETWEEN) for text in texts)]
    reading = reader.read(whole)
    found: dict[str, Found] = {}
    for sentence in reading.sentences:
        said = whole[sentence.start : sentence.end]
        if said not in found and len(_WORD.findall(said)) >= LEAST_WORDS:
            where = texts[bisect_right(starts, sentence.start) - 1].where
            found[said] = Found(where, said, sentence, _words_of(reading, sentence))
    return found


def _words_of(reading: Reading, sentence: Sentence) -> tuple[Word, ...]:
    first = bisect_right(reading.words, sentence.start - 1, key=lambda word: word.start)
    last = bisect_right(reading.words, sentence.end - 1, key=lambda word: word.start)
    return reading.words[first:last]


def whole_problems(texts: Sequence[Text], reader: Reader, sentences: dict[str, Found]) -> Iterator[str]:
    for text in texts:
        if len(_WORD.findall(text.text)) < WHOLE_WORDS:
            continue
        reading = reader.read(text.text)
        if reading.language != "nl":
            yield f"{text.where}: this does not read as Dutch. Translate it."
        elif reading.level is not None and LEVELS.index(reading.level) > LEVELS.index(TARGET):
            level = _level(reading.level, reading.score or 0)
            hardest = "".join(f"\n    {one}" for one in _hardest(text, reading, sentences))
            yield f"{text.where}: as a whole {level}. Begin with its hardest sentences:{hardest}"


def _hardest(text: Text, reading: Reading, sentences: dict[str, Found]) -> list[str]:
    said = {text.text[one.start : one.end]: one.score for one in reading.sentences}
    known = sorted((one for one in said if one in sentences), key=lambda one: -said[one])
    return [_said(sentences[one]) for one in known[:NAMED]]


def told(found: Found) -> str:
    """One sentence: where, what, its level, and what to do."""
    return f"{found.where}: {_said(found)}"


def _said(found: Found) -> str:
    level = _level(found.sentence.level, found.sentence.score)
    return f"“{found.text}” {level}: {'; '.join(advice(found.sentence.reasons, found.words))}."


def _level(level: str, score: float) -> str:
    return f"is {NAMES.get(level, level)} ({score:.1f})"


def advice(reasons: Sequence[Reason], words: Sequence[Word]) -> Iterator[str]:
    for reason in reasons:
        yield ADVICE[reason.code].format(value=reason.value)
    for word in words:
        plainer = " or ".join(f"“{other}”" for other in word.alternatives)
        yield f"“{word.word}” is {word.reason}" + (f", say {plainer}" if plainer else "")
    if not reasons and not words:
        yield FALLBACK


def main() -> int:
    texts = all_texts(read_catalogue(CATALOGUE), SOURCE, PROJECT)
    found = problems(texts, Reader(terms=known_words(SOURCE), target=TARGET))
    found += [f"tools/newcomer_texts.py: {name} of DESK is no more. Take it out." for name in stale(SOURCE)]
    print("\n".join(found) if found else f"Every Dutch text for newcomers is {TARGET} or plainer.")
    if found:
        print(f"{len(found)} problems. Words that newcomers must learn go into {TERMS.relative_to(PROJECT)}.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
