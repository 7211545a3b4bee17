"""Exams: questions with their marks and targets, and answer options that are read with their stem."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from haven.engines.reading import layout
from haven.engines.reading.levels import level_of
from haven.engines.reading.passages import Floats, Part, Placed, summed
from haven.engines.reading.results import LEVELS, Question
from haven.engines.reading.segment import paragraphs, sentences

LEAST_WORDS = 40  # of a question with its options; fewer get a score but no level
_QUESTION = re.compile(
    r"^[ \t#*]*(?P<label>(?:vraag|opgave|oefening|question)\s*\d{1,3}[a-z]?|\d{1,3}[a-z]?(?=[.)]\s))[.:)]?",
    re.I | re.M,
)
_MARKS = re.compile(
    r"[\[(]?\b(?P<marks>\d{1,3}(?:[.,]\d{1,2})?)\s*(?:punten|punt|ptn?|p|marks?|points?)\b\.?[\])]?"
    r"|[\[(]\s*/\s*(?P<of>\d{1,3}(?:[.,]\d)?)\s*[\])]",
    re.I,
)
_TARGET = re.compile(r"[\[(](?:niveau|doel|level|target)?:?\s*(?P<level>A1|A2|B1|B2|C1|C2|C)[\])]", re.I)
_NOTE = re.compile(f"{_MARKS.pattern}|{_TARGET.pattern}", re.I)
_SAID_FIRST = re.compile(rf"(?:[\s:]*(?=[\[(])(?:{_NOTE.pattern}))*[\s:]*", re.I)
_MARK = r"[ \t]*(?:\(?[a-hA-H][.)]|[☐□○◦•*-])[ \t]+"
# An option goes on where the next line is indented, or begins without a capital or a mark of its own.
_OPTION = re.compile(rf"^{_MARK}(?P<text>\S.*(?:\n(?!{_MARK})(?:[ \t]+\S|[^\W\dA-Z_]).*)*)", re.M)

_LETTER_BEFORE = re.compile(r"([a-hA-H])[.)]\s+$")
_BEFORE = 6  # characters in which an option's letter stands

Judge = Callable[[Floats], tuple[float | None, tuple[float, float] | None, dict[str, float]]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it stands in the text, its label at `begin`; the stem runs to the first option."""

    begin: int
    start: int
    end: int
    label: str
    marks: float | None
    target: str
    stem_end: int
    options: tuple[tuple[int, int], ...]


def questions(text: str, target: str, items: Sequence[tuple[int, int]] = ()) -> list[Asked]:
    """In the order of the text; what comes before the first is not part of any. `items` are where the
    document says that a list's items stand: its bullets and letters are not in the text."""
    begins = list(_QUESTION.finditer(text))
    ends = [match.start() for match in begins] + [len(text)]
    return [_asked(text, match, end, target, items) for match, end in zip(begins, ends[1:], strict=True)]


def _asked(text: str, begin: re.Match[str], end: int, target: str, items: Sequence[tuple[int, int]]) -> Asked:
    end = begin.end() + len(text[begin.end() : end].rstrip())
    said_first = _SAID_FIRST.match(text, begin.end(), end)
    start = said_first.end() if said_first else begin.end()
    options = _options(text, start, end) or tuple(item for item in items if start < item[0] < end)
    stem_end = text.rfind("\n", start, options[0][0]) if options else end
    line = text[begin.start() : stem_end if stem_end > start else end]
    said = _TARGET.search(line)
    return Asked(
        begin=begin.start(),
        start=start,
        end=end,
        label=" ".join(begin["label"].split()),
        marks=_marks(line),
        target=_level(said["level"]) if said else target,
        stem_end=max(start, stem_end),
        options=options,
    )


def _options(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """One a line; or A., B., C. one after the other where an editor joined the lines."""
    found = [_stripped(match) for match in _OPTION.finditer(text, start, end)]
    return tuple(part for span in found for part in _parted(text, *span))


def _parted(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The option, cut where the next letters follow within it."""
    letter = _LETTER_BEFORE.search(text[max(0, start - _BEFORE) : start])
    if letter is None:
        return [(start, end)]
    expected = chr(ord(letter[1]) + 1)
    following = re.search(rf"(?<=[.?!;])\s+\(?{expected}[.)]\s+", text[start:end])
    if following is None:
        return [(start, end)]
    return [(start, start + following.start()), *_parted(text, start + following.end(), end)]


def _stripped(option: re.Match[str]) -> tuple[int, int]:
    return option.start("text"), option.start("text") + len(option["text"].rstrip())


def is_note(sentence: str) -> bool:
    """Whether it says marks or a target and nothing else."""
    rest = _NOTE.sub("", sentence)
    return rest != sentence and not any(sign.isalnum() or sign == "_" for sign in rest)


def _marks(line: str) -> float | None:
    found = _MARKS.search(line)
    return float((found["marks"] or found["of"]).replace(",", ".")) if found else None


def _level(said: str) -> str:
    name = said.upper()
    return name if name in LEVELS else "C"


_NOT_READ = frozenset({layout.TABLE, layout.CODE, layout.NOTE, layout.REFERENCE})


def parts(text: str, question: Asked, spans: Sequence[tuple[int, int, str]] = ()) -> list[Part]:
    """The sentences of a question's stem, each answer option read after the stem's last sentence, and what
    stands between the options and after them; what the document says is a table stays one."""
    inside = [
        one for one in spans if one[2] in _NOT_READ and question.start < one[1] and one[0] < question.end
    ]
    found = _question_parts(text, question)
    return [part._replace(kind=_kind_at(inside, part)) for part in found] if inside else found


def _kind_at(spans: Sequence[tuple[int, int, str]], part: Part) -> str:
    return next((kind for start, end, kind in spans if start <= part.start < end), part.kind)


def _question_parts(text: str, question: Asked) -> list[Part]:
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
            if not is_note(sentence):
                begin = start + block.start + span.start
                found.append(Part(begin, begin + len(sentence), layout.PROSE, sentence))
    return found


def answered(asked: Asked, placed: Sequence[Placed], judge: Judge) -> Question:
    """The question with what its sentences were read to be."""
    own = [passage for at, passage in placed if asked.start <= at < asked.end]
    score = judge(summed([passage.total for passage in own]))[0]
    # The stem is read with each option, but is there once.
    has_level = score is not None and sum(passage.own for passage in own) >= LEAST_WORDS
    return Question(
        start=asked.start,
        end=asked.end,
        label=asked.label,
        marks=asked.marks,
        target=asked.target,
        level=level_of(score) if has_level and score is not None else None,
        score=score or 0.0,
        options=asked.options,
    )
