"""From a text to paragraphs, sentences and tokens, with offsets into the text as it came."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

MOST_TOKENS = 120  # of one sentence; a longer one is cut, at a comma or semicolon if there is one

# Within a word: accents apart from their letter, soft hyphens and other signs that have no width.
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_WITHIN = rf"[\w\u0300-\u036f{_UNSEEN}]"
_APART = re.compile(rf"[\u0300-\u036f{_UNSEEN}]")
# A word may hold apostrophes, hyphens and points within (zo'n, e-mail, d.w.z., 3.000), but ends in none.
TOKEN = re.compile(
    r"(?:https?://|www\.)[^\s<>]*[^\s<>.,;:!?)\]'\"]"
    r"|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
    r"|(?:[^\W\d_]\.){2,}"
    r"|\d+(?:[.,:/]\d+)*(?:e|de|ste)?\b"
    r"|['’](?:s|t|n|m|r|k)\b"
    rf"|\w{_WITHIN}*(?:['’\-‑]\w{_WITHIN}*)*-?"
    r"|\.\.\.|…|\S"
)
_AWAY = dict.fromkeys(map(ord, _UNSEEN))
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n\s*|\n")
# A run of marks is tried from its first only: a row of points that leads to a page number may be long.
# The first character is one class, which the regular expression looks for many times faster.
_TERMINAL = re.compile(r"[.!?…;:](?:(?<=[.!?…])(?<![.!?…]{2})[.!?…]*[\"'”’»)\]]*(?=\s|$)|(?<=[;:])(?=\s*\n))")
_LONGEST_SHORT = 20  # characters of an abbreviation, with what stands before it
_NEXT = re.compile(r"(?P<space>\s+)(?:['’][a-z] (?=[A-Z])|[\"'“‘«„(\[]*)(?P<next>\S)")
_NEVER_ENDS = frozenset(
    (
        "bv b.v bijv d.w.z d.i o.a o.m m.a.w m.b.t m.b.v i.v.m i.p.v t.o.v t.e.m t.a.v n.a.v a.d.h.v "
        "e.d z.g zgn resp dr prof ir ing mr mevr dhr drs st ca blz p pp nr art par afb fig tab hfst "
        "vgl cf vol ed red uitg tel jl ll ma di wo do vr za zo jan feb mrt apr jun jul aug sep sept "
        "okt nov dec min max incl excl gem m.i.v eng fr lat du ned vs no i.c a.u.b s.v.p i.h.b c.q "
        "q.q m.n"
    ).split()
)
_OFTEN_ENDS = frozenset(["enz", "etc", "e.d", "e.a"])


class Span(NamedTuple):
    start: int
    end: int


def paragraphs(text: str) -> Iterator[Span]:
    """Runs of lines that belong together. A line that is followed by a blank line, that ends a sentence,
    or whose next line begins with a capital or a mark of a list, ends one."""
    start, at = 0, 0
    for match in _PARAGRAPH_END.finditer(text):
        at = match.end()
        if match.group().count("\n") > 1 or not _is_wrapped(text, match.start(), at):
            yield from _stripped(text, start, match.start())
            start = at
    yield from _stripped(text, start, len(text))


def _is_wrapped(text: str, line_end: int, next_line: int) -> bool:
    """The writer's editor broke the line here; the sentence goes on."""
    before = text[max(0, line_end - 2) : line_end].rstrip()
    after = text[next_line : next_line + 1]
    return bool(before) and before[-1] not in '.!?:;…"”»' and after.islower()


def _stripped(text: str, start: int, end: int) -> Iterator[Span]:
    part = text[start:end]
    inner = part.strip()
    if inner:
        begin = start + part.index(inner)
        yield Span(begin, begin + len(inner))


def sentences(paragraph: str) -> list[Span]:
    """Sentences of one paragraph, with their closing marks."""
    found, start = [], 0
    for match in _TERMINAL.finditer(paragraph):
        after = _NEXT.match(paragraph, match.end())
        if _ends_here(paragraph, start, match, after):
            found.append(Span(start, match.end()))
            start = after.end("space") if after else match.end()
    if paragraph[start:].strip():
        found.append(Span(start, len(paragraph)))
    return found


def _ends_here(paragraph: str, start: int, match: re.Match[str], after: re.Match[str] | None) -> bool:
    if after is None:
        return True
    following = after["next"]
    if match.group()[0] != ".":
        # Within quotation marks a question may be followed by who asked it.
        return not following.islower()
    last = _last_word(paragraph[max(start, match.start() - _LONGEST_SHORT) : match.start()])
    if last in _OFTEN_ENDS:
        return following.isupper()
    if last in _NEVER_ENDS or _is_initial(paragraph, match.start(), last):
        return False
    if last.isdigit() and len(last) <= 2 and match.start() - len(last) == start:
        return False  # "1. Inleiding": a number that begins a line
    return not following.islower()


def _last_word(before: str) -> str:
    """What a point stands against, in lower case and without what opens it; "" after a space."""
    if not before or before[-1].isspace():
        return ""
    return before.rsplit(maxsplit=1)[-1].lstrip("(\"'“‘«[").lower()


def _is_initial(paragraph: str, point: int, last: str) -> bool:
    """J. in "J. Janssens", and the last point of "U.S."."""
    letter = last.rpartition(".")[2]
    return len(letter) == 1 and letter.isalpha() and paragraph[point - 1].isupper()


def tokens(sentence: str) -> list[str]:
    return token_words(sentence, token_spans(sentence))


def token_words(sentence: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """The tokens at these offsets as they are looked up: accents on their letter, nothing without width."""
    found = [sentence[start:end] for start, end in spans]
    return [_seen(token) for token in found] if _APART.search(sentence) else found


def _seen(token: str) -> str:
    return unicodedata.normalize("NFC", token.translate(_AWAY)) if len(token) > 1 else token


def token_spans(sentence: str) -> list[tuple[int, int]]:
    """Offsets of the tokens in the sentence."""
    return [match.span() for match in TOKEN.finditer(sentence)]


def pieces(found: list[str]) -> list[int]:
    """Lengths of the pieces of a sentence of many tokens, each at most `MOST_TOKENS`."""
    if len(found) <= MOST_TOKENS:
        return [len(found)]
    lengths, start = [], 0
    while len(found) - start > MOST_TOKENS:
        window = range(start + MOST_TOKENS - 1, start + MOST_TOKENS // 2, -1)
        cut = next((at + 1 for at in window if found[at] in {",", ";", ":", "-", "–"}), start + MOST_TOKENS)
        lengths.append(cut - start)
        start = cut
    return [*lengths, len(found) - start]
