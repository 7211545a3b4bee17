"""The clause around a word: what opens it, which helping verbs stand in it, whether a noun follows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_STRONG = frozenset({";", ":", "(", ")", ".", "?", "!", "–", "—"})
_OPENERS = frozenset(
    (
        "omdat indien wanneer zodra terwijl hoewel aangezien tenzij mits voordat nadat alvorens vooraleer "
        "teneinde opdat zodat doordat naarmate totdat ofschoon wie welke hoe hoeveel waarom"
    ).split()
)
_MAY_OPEN = frozenset({"dat", "die", "wat", "als", "of", "dan"})
_WHERE = frozenset(
    (
        "waar waarover waarvan waarvoor waarmee waarbij waarin waarop waaruit waardoor waaraan waarna "
        "waarnaar waartoe waaronder waartegen"
    ).split()
)
_PERFECT = frozenset(
    (
        "heb hebt heeft hebben had hadden ben bent is zijn was waren word wordt worden werd werden "
        "geworden geweest gehad blijft blijven bleef bleven raakt raken raakte raakten"
    ).split()
)
MODAL = frozenset(
    (
        "kan kun kunt kunnen kon konden moet moeten moest moesten mag mogen mocht mochten wil wilt willen "
        "wilde wilden zal zul zult zullen zou zouden laat laten liet lieten gaat gaan ging gingen"
    ).split()
)
_COPULA = frozenset(
    (
        "ben bent is zijn was waren word wordt worden werd werden blijft blijven bleef bleven lijkt lijken "
        "leek leken blijkt blijken bleek bleken acht achten achtte achtten vindt vinden vond vonden maakt "
        "maken maakte maakten noemt noemen noemde noemden"
    ).split()
)
_NEGATIONS = frozenset({"niet", "geen", "nooit", "niets", "niemand"})
_GET = frozenset("krijg krijgt krijgen kreeg kregen".split())
_PRONOMINAL = re.compile(
    "(er|daar|hier|waar)(aan|bij|door|in|mee|naar|om|onder|op|over|tegen|toe|tot|uit|van|voor)"
)
_HAVE = frozenset("heb hebt heeft hebben had hadden".split())
_WORDEN = frozenset("word wordt worden werd werden".split())
_OWN = frozenset(
    {("je", "je"), ("jij", "je"), ("we", "ons"), ("wij", "ons"), ("ik", "me"), ("ik", "mij"), ("u", "u")}
)
_BEFORE_NOUN = ("DET", "ADJ", "PRON.poss", "ADP", "NUM")
_IN_NOUN_PHRASE = ("ADJ", "ADP", "ADV", "CCONJ", "DET", "NOUN", "NUM", "PRON.poss", "PROPN", "VERB.part")
_INDEFINITE = frozenset("een geen elk ieder enig zulk welk menig".split())
_ARTICLES = frozenset("het dit dat de die deze dezelfde hetzelfde".split())
_BEFORE_ADJECTIVE = _INDEFINITE | _ARTICLES | {",", "en"}
_FAR = 4  # tokens between a word and the noun that it belongs to


@dataclass(frozen=True, slots=True)
class Context:
    """A sentence's tokens in lower case and their tags, and the place of a word in it."""

    lows: Sequence[str] = ()
    tags: Sequence[str] = ()
    start: int = 0
    end: int = 0

    @property
    def after(self) -> Sequence[str]:
        return self.lows[self.end :]

    def tag(self, at: int) -> str:
        return self.tags[at] if 0 <= at < len(self.tags) else ""

    def low(self, at: int) -> str:
        return self.lows[at] if 0 <= at < len(self.lows) else ""

    # ------------------------------------------------------------ clauses

    def _opens(self, at: int) -> bool:
        """Whether a subordinate clause begins here."""
        low = self.lows[at]
        if low == "als":
            return not at or not self.lows[at - 1][:1].isalnum()
        if low == "of":
            return self.tags[at] == "SCONJ" or self._asks(at)
        if low in {"dat", "die", "wat"}:
            return self.tags[at] in {"SCONJ", "PRON.rel"}
        return low in _OPENERS or low in _WHERE

    def _asks(self, at: int) -> bool:
        """Whether of means whether: "wordt nagegaan of de regels volstaan"."""
        before, after = self.tag(at - 1), self.tag(at + 1)
        return before.startswith(("VERB", "AUX", "PUNCT")) and after.startswith(
            ("DET", "PRON", "NOUN", "PROPN")
        )

    def opened_at(self) -> int:
        """Where the subordinate clause begins that the word stands in, -1 in a main clause."""
        at = self.start - 1
        while at >= 0:
            if self._opens(at):
                return at
            if self.lows[at] in _STRONG:
                return -1
            if self.lows[at] == ",":
                at = self._relative_before(at)
            at -= 1
        return -1

    def _relative_before(self, comma: int) -> int:
        """Where the relative clause begins that a comma closes: "de eisen die hij stelt, …"; -1 for none."""
        for at in range(comma - 1, -1, -1):
            if self.lows[at] in _STRONG or self.lows[at] == ",":
                return -1
            if self._opens(at):
                return at if self.tags[at] == "PRON.rel" or self.lows[at] in _WHERE else -1
        return -1

    def is_verb_final(self, parsed_so: bool) -> bool:
        """Whether a finite verb here closes a subordinate clause; `parsed_so` is what the parser thinks."""
        following = self.tag(self.end)
        closes = (
            not following
            or following.startswith(("PUNCT", "CCONJ", "SCONJ", "ADP", "VERB", "AUX"))
            or self.lows[self.end] in {"te", "dan", "als"}
            or self.opens_infinitive(self.end)
            or self._opens(self.end)
        )
        opened = self.opened_at()
        if opened < 0:
            return parsed_so and closes and self._may_be_opened()
        return closes and not self._has_its_verb(opened)

    def _may_be_opened(self) -> bool:
        """Whether something before the word may open a clause, though its tag is another's."""
        return any(low in _MAY_OPEN for low in self.lows[: self.start])

    def _has_its_verb(self, opened: int) -> bool:
        """Whether the clause has a finite verb before the word: "Wie dat weigert verliest zijn recht"."""
        between = range(max(opened, self._comma_before()) + 1, self.start)
        last = max((at for at in between if _is_finite(self.tags[at])), default=-1)
        return last >= 0 and not any(self.tags[at] == "CCONJ" for at in range(last, self.start))

    def clause(self) -> Iterator[int]:
        """Places of the other tokens of the clause; a comma before the word does not part it."""
        for at in range(self.start - 1, -1, -1):
            if self._parts(at):
                break
            yield at
        for at in range(self.end, len(self.lows)):
            if self.lows[at] == "," or self._parts(at):
                break
            yield at

    def _parts(self, at: int) -> bool:
        low = self.lows[at]
        return low in _STRONG or low == "dan" or self.opens_infinitive(at) or self._opens(at)

    def opens_infinitive(self, at: int) -> bool:
        """Whether "om" opens a clause with te here, and not "om uitleg"."""
        if self.low(at) != "om":
            return False
        for low in self.lows[at + 1 :]:
            if low == "te" or low in _STRONG:
                return low == "te"
        return False

    def lacks_verb(self) -> bool:
        """Whether the clause has no finite verb and a subject stands right before the word, which then is the
        verb, whatever its tag: "Historici twisten nog"."""
        before = self.tag(self.start - 1)
        if not before.startswith(("NOUN.pl", "PROPN")) or self.tag(self.end).startswith("NOUN"):
            return False
        return not any(_is_finite(self.tags[at]) for at in self.clause())

    def has_perfect(self) -> bool:
        return any(self.lows[at] in _PERFECT and self._is_verb(at) for at in self.clause())

    def has_modal(self) -> bool:
        return self.low(self.start - 1) == "te" or any(
            self.lows[at] in MODAL and self._is_verb(at) for at in self.clause()
        )

    def has_worden(self) -> bool:
        return any(self.lows[at] in _WORDEN for at in self.clause())

    def has_own_pronoun(self) -> bool:
        """Whether beside the word stands "wij ons", or "wij" before and "ons" after it: then as with zich."""
        before, after = self.low(self.start - 1), self.low(self.end)
        pairs = ((before, after), (self.low(self.start - 2), before), (after, self.low(self.end + 1)))
        return any(pair in _OWN for pair in pairs)

    def has_copula(self) -> bool:
        """Whether what the word says is said of the subject, as in "dat is nodig"."""
        places = [at for at in self.clause() if at > self._comma_before()]
        copulas = [at for at in places if self.lows[at] in _COPULA and self._is_verb(at)]
        others = [
            at
            for at in places
            if self.tags[at].startswith("VERB")
            and at not in copulas
            and self.low(at - 1) != "te"
            and not self.stands_before_noun(at)
        ]
        is_passive = all(self.lows[at] in _WORDEN for at in copulas) and bool(others)
        return bool(copulas) and not is_passive and not any(map(self._is_not_finite, others))

    def _is_not_finite(self, at: int) -> bool:
        return self.tags[at] in {"VERB.part", "VERB.inf"}

    def _comma_before(self) -> int:
        return max((at for at in range(self.start) if self.lows[at] == ","), default=-1)

    def has_have(self) -> bool:
        return any(self.lows[at] in _HAVE for at in self.clause())

    def has_finite_before(self) -> bool:
        places = (at for at in self.clause() if self._comma_before() < at < self.start)
        return any(_is_finite(self.tags[at]) for at in places)

    def has_negation(self) -> bool:
        return any(self.lows[at] in _NEGATIONS for at in self.clause())

    def has_get(self) -> bool:
        """Whether the participle goes with krijgen: "kreeg het vaccin toegediend"."""
        return any(self.lows[at] in _GET for at in self.clause())

    def has_pronominal(self) -> bool:
        """Whether the clause has "erover" or "daarop", so that no other preposition can be put in."""
        return any(bool(_PRONOMINAL.fullmatch(self.lows[at])) for at in self.clause())

    def has_other_participle(self) -> bool:
        return any(self.tags[at] == "VERB.part" and not self.stands_before_noun(at) for at in self.clause())

    def _is_verb(self, at: int) -> bool:
        return self.tags[at].startswith(("AUX", "VERB"))

    def ends_in_clause(self) -> bool:
        """Whether what follows is a clause with a verb, and not with te: "mits hij dat vraagt"."""
        found = False
        for at in range(self.end, len(self.lows)):
            if self.lows[at] in _STRONG or self.lows[at] == "," or (found and self._opens(at)):
                break
            if self.lows[at] == "te":
                return False
            is_verb = self._is_verb(at) and self.tags[at] != "VERB.part"
            found = found or (is_verb and not self.stands_before_noun(at))
        return found

    # ------------------------------------------------------------ nouns

    def is_referred_to(self, pronoun: str) -> bool:
        """Whether a relative clause with this pronoun follows the word, or what belongs to it: "de schaarste
        aan werk die …"."""
        for at in range(self.end, len(self.lows)):
            if self.lows[at] == pronoun and not self.tags[at].startswith("DET"):
                return True
            if not self.tags[at].startswith(_IN_NOUN_PHRASE) and self.lows[at] != ",":
                return False
        return False

    def stands_before_noun(self, at: int = -1) -> bool:
        """Whether the word (or the token at a place) is part of a noun phrase: "de bekomen waarden"."""
        first, after = (self.start, self.end) if at < 0 else (at, at + 1)
        if not self.tag(after).startswith(("NOUN", "ADJ")):
            return False
        before = self.low(first - 1)
        return not first or self.tag(first - 1).startswith(_BEFORE_NOUN) or before in _BEFORE_ADJECTIVE

    def is_noun(self) -> bool:
        """Whether an infinitive here is used as a noun: "het verstrijken van de termijn"."""
        return self.low(self.start - 1) in {"het", "bij", "tot", "door", "van", "voor"} and self.low(
            self.end
        ) in {"van", "", ".", ","}

    def noun(self) -> str:
        """The tag of the noun that the word stands before, "" where there is none near."""
        for at in range(self.end, min(len(self.tags), self.end + _FAR)):
            if self.tags[at].startswith("NOUN"):
                return self.tags[at]
            if not self.tags[at].startswith(("ADJ", "ADV", "VERB.part", "CCONJ", "PUNCT", "NUM")):
                return ""
        return ""

    def takes_e(self) -> bool:
        """Whether an adjective before the noun has -e: not in "een klein huis"."""
        if self.noun() != "NOUN.sg.het":
            return True
        for at in range(self.start - 1, max(-1, self.start - _FAR), -1):
            if self.lows[at] in _ARTICLES or self.tags[at] == "PRON.poss":
                return True
            if self.lows[at] in _INDEFINITE or not self.tags[at].startswith(("ADJ", "ADV", "VERB.part")):
                return False
        return False


def _is_finite(tag: str) -> bool:
    return ".pres" in tag or ".past" in tag
