"""Which form of a verb or an adjective stands in a sentence, where forms are spelled alike."""

from collections.abc import Callable, Sequence

from haven.engines.reading.clauses import Context
from haven.engines.reading.plainer.finding import Form

_TAGS = {
    "VERB.inf": ("inf",),
    "VERB.part": ("part", "part_e"),
    "VERB.pres.sg": ("pres_3", "pres_2", "pres_1", "pres_2i"),
    "VERB.pres.pl": ("pres_pl",),
    "VERB.past.sg": ("past_sg",),
    "VERB.past.pl": ("past_pl",),
}
_FINITE = ("pres_pl", "past_pl", "pres_3", "past_sg", "pres_2", "pres_1", "pres_2i")
_PARTICIPLE, _INFINITIVE, _OF_SUBJECT = "participle", "infinitive", "finite"
_PRESENT = "prespart"
_ORDER = (_OF_SUBJECT, _INFINITIVE, _PARTICIPLE, _PRESENT)
_PLAIN = frozenset({"part", "base"})
_WITH_E = frozenset({"part_e", "infl"})


def by_slot(candidates: Sequence[Form], tag: str, is_subordinate: bool, context: Context) -> Form:
    """The one of the candidates that stands here; `tag` is the parser's."""
    if candidates[0].entry.word_class != "v":
        return _of_agreement(_like(candidates, tag), context)
    groups = {_group(form.slot) for form in candidates}
    group = _group_here(groups, tag, context) if len(groups) > 1 else next(iter(groups))
    if group == _PARTICIPLE and not _agrees_with_noun(candidates, context):
        group = next(one for one in _ORDER if one in groups)
    left = [form for form in candidates if _group(form.slot) == group]
    if group == _OF_SUBJECT:
        return max(left, key=_worth_of_finite(tag, is_subordinate, context))
    return _of_agreement(left, context)


def _agrees_with_noun(candidates: Sequence[Form], context: Context) -> bool:
    """Not in "Vermeld eventuele fouten": before such a noun the participle would have -e."""
    if not context.stands_before_noun() or any(form.slot == "part_e" for form in candidates):
        return True
    return not context.takes_e() or context.has_perfect()


def _like(candidates: Sequence[Form], tag: str) -> Sequence[Form]:
    """Nouns in the number that the parser sees; of adjectives rather "precies" than what follows iets."""
    wanted = {"pl"} if tag == "NOUN.pl" else {"sg", "base", "infl"}
    return [form for form in candidates if form.slot in wanted] or candidates


def _group(slot: str) -> str:
    if slot in {"part", "part_e"}:
        return _PARTICIPLE
    if slot in {"inf", "te_inf"}:
        return _INFINITIVE
    return _OF_SUBJECT if slot.removeprefix("sub_") in _FINITE else _PRESENT


def _group_here(groups: set[str], tag: str, context: Context) -> str:
    """By the parser, unless the helping verbs of the clause say otherwise."""
    slots = _TAGS.get(tag.replace("AUX", "VERB"), ())
    tagged = _group(slots[0]) if slots else ""
    if _PARTICIPLE in groups and context.stands_before_noun():
        return _PARTICIPLE
    rules: tuple[tuple[str, Callable[[], bool]], ...] = (
        (_PARTICIPLE, lambda: _takes_perfect(tagged, context)),
        (_INFINITIVE, context.is_noun),
        (_INFINITIVE, lambda: tagged != _INFINITIVE and context.has_modal() and not context.has_perfect()),
        (_OF_SUBJECT, lambda: tagged == _PARTICIPLE and not context.has_perfect()),
        (_OF_SUBJECT, lambda: tagged == _INFINITIVE and not context.has_modal() and not context.is_noun()),
    )
    for group, holds in rules:
        if group in groups and holds():
            return group
    return tagged if tagged in groups else next(group for group in _ORDER if group in groups)


def _takes_perfect(tagged: str, context: Context) -> bool:
    """Whether a form of hebben, zijn or worden waits for this participle."""
    if not context.has_perfect():
        return False
    if tagged == _PARTICIPLE:
        return True
    return not context.has_other_participle() and not (tagged == _INFINITIVE and context.has_modal())


def _worth_of_finite(tag: str, is_subordinate: bool, context: Context) -> Callable[[Form], tuple[int, bool]]:
    slots = _TAGS.get(tag.replace("AUX", "VERB"), ())
    tagged = slots if slots and _group(slots[0]) == _OF_SUBJECT else ()
    persons = _persons(context) if not tagged or "pres_3" in tagged else ()
    order = tuple(dict.fromkeys((*persons, *tagged, *_FINITE)))

    def worth(form: Form) -> tuple[int, bool]:
        bare = form.slot.removeprefix("sub_")
        return -order.index(bare), form.slot.startswith("sub_") == is_subordinate

    return worth


def _persons(context: Context) -> tuple[str, ...]:
    """The forms that a subject beside the verb asks for: ik, je."""
    beside = {context.low(context.start - 1), context.low(context.end)}
    if "ik" in beside:
        return ("pres_1",)
    if context.low(context.end) in {"je", "jij"}:
        return ("pres_2i", "pres_1")
    if context.low(context.start - 1) in {"je", "jij"} or "u" in beside:
        return ("pres_2",)
    return ()


def _of_agreement(left: Sequence[Form], context: Context) -> Form:
    """With -e or without, where both are spelled alike: "voorgeschreven", "open"."""
    slots = {form.slot for form in left}
    if slots & _PLAIN and slots & _WITH_E:
        wanted = _WITH_E if context.stands_before_noun() and context.takes_e() else _PLAIN
        return next((form for form in left if form.slot in wanted), left[0])
    return left[0]
