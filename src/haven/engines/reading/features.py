"""What is counted in a sentence, and the features that are made of the counts.

Counts add up, so that the counts of a text are the sums over its sentences, and a text can be read again by
reading only the sentence that changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from haven.engines.reading.lexicon import COLUMNS, Lexicon
from haven.engines.reading.parsing.network import Parsed, parse, weights

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Flags = NDArray[np.bool_]

_DEEPEST = 14  # steps to the root; also the end of a circle
_FLOOR, _CEILING = 2.0, 6.0  # Zipf values beyond say no more about a text


@dataclass(frozen=True, slots=True)
class Analysed:
    """Tokens of several sentences, one after the other, with all that was found of them."""

    words: list[str]
    lengths: Ints
    starts: Ints
    sentence: Ints  # of each token
    place: Ints  # of each token in its sentence
    rows: Ints  # in the lexicon
    facts: NDArray[np.float32]
    parsed: Parsed

    def fact(self, name: str) -> NDArray[np.float32]:
        return self.facts[:, COLUMNS.index(name)]


@dataclass(frozen=True, slots=True)
class TagSets:
    """For each tag and relation of the parser, whether it is one of a kind."""

    tags: dict[str, Flags]
    relations: dict[str, Flags]


@cache
def tag_sets() -> TagSets:
    coarse = [tag.split(".")[0] for tag in weights().tags]
    tags = {kind: np.array([one == kind for one in coarse]) for kind in set(coarse)}
    tags["finite"] = np.array([".pres" in tag or ".past" in tag for tag in weights().tags])
    tags["participle"] = np.array([tag == "VERB.part" for tag in weights().tags])
    tags["content"] = tags["NOUN"] | tags["VERB"] | tags["ADJ"]
    tags["name"] = tags["PROPN"] | tags["X"]
    tags["never_verb"] = np.isin(coarse, ("ADP", "DET", "PRON", "CCONJ", "SCONJ", "NUM", "PUNCT", "X"))
    tags["mark"] = tags["PUNCT"] | tags["SYM"]
    relations = {kind: np.array([one == kind for one in weights().relations]) for kind in weights().relations}
    relations["clauses"] = relations["clause"] | relations["relclause"]
    relations["subject"] = relations["nsubj"] | relations["nsubj:pass"]
    relations["helping"] = relations["aux"] | relations["aux:pass"] | relations["cop"]
    relations["bracket"] = relations["aux"] | relations["aux:pass"] | relations["particle"]
    return TagSets(tags, relations)


@cache
def neutral_tag() -> int:
    """A tag that counts neither as content nor as a name."""
    return weights().tags.index("INTJ")


def analyse(lexicon: Lexicon, sentences: Sequence[list[str]], parsed: Parsed | None = None) -> Analysed:
    """`sentences` are lists of tokens, none of them empty; a parse of another backend may be given."""
    words = [word for sentence in sentences for word in sentence]
    lengths = np.array([len(sentence) for sentence in sentences], dtype=np.intp)
    starts = np.cumsum(np.concatenate([[0], lengths[:-1]])).astype(np.intp)
    sentence = np.repeat(np.arange(len(lengths)), lengths)
    rows = lexicon.numbers(words)
    found = parsed or parse(lexicon.vectors[rows], lengths.tolist())
    lexicon.fill_concrete(rows[tag_sets().tags["NOUN"][found.tags]])
    return Analysed(
        words=words,
        lengths=lengths,
        starts=starts,
        sentence=sentence,
        place=np.arange(len(words)) - starts[sentence],
        rows=rows,
        facts=lexicon.facts[rows],
        parsed=found,
    )


# ---------------------------------------------------------------- counts of a sentence

ADDED = (
    "sentences", "words", "read", "syllables", "content", "zipf", "zipf_capped", "under_45",
    "under_4", "content_letters", "content_syllables", "content_of_3", "words_of_9", "nouns",
    "abstract", "pronouns", "listed", "finite", "passive",
    "concrete", "log_words", "log_load", "log_syllables", "log_rare", "log_abstract",
    "log_passive", "log_nouns", "log_commas", "log_names", "log_numbers", "log_listed",
    "farthest", "bracket", "subject", "depth", "clauses", "nominal",
)  # fmt: skip
AT = {name: column for column, name in enumerate(ADDED)}
# Of a sentence that is read in pieces these are the greatest of any piece; all others are added.
GREATEST = [AT[name] for name in ("farthest", "bracket", "subject", "depth")]


def count(of: Analysed) -> Floats:
    """(sentences × ADDED) counts."""
    tags, relations = tag_sets().tags, tag_sets().relations
    tag, relation = of.parsed.tags, of.parsed.relations
    zipf = of.fact("zipf").astype(np.float64)
    letters, syllables = of.fact("letters"), of.fact("syllables")
    word = of.fact("is_word") > 0
    mark, name, number = tags["mark"][tag] | ~word, tags["name"][tag], tags["NUM"][tag]
    noun = tags["NOUN"][tag]
    content = tags["content"][tag] & word
    read = word & ~number
    plain = read & ~name
    abstract = noun & (of.fact("is_abstract") > 0)
    listed = of.fact("listed")
    heads, distance = _distances(of, mark)
    passive = _passives(of, heads)
    rarity = np.maximum(0, 5.5 - zipf) * content

    def total(values: NDArray[np.generic]) -> Floats:
        return np.add.reduceat(values.astype(np.float64), of.starts)

    def most(values: NDArray[np.generic]) -> Floats:
        return np.maximum.reduceat(values.astype(np.float64), of.starts)

    def logarithm(values: NDArray[np.generic]) -> Floats:
        return np.log1p(total(values))

    words = total(word)
    return np.column_stack(
        [
            np.ones(len(of.lengths)), words, total(read), total(syllables * read),
            total(content), total(np.maximum(zipf, _FLOOR) * content),
            total(np.minimum(zipf, _CEILING) * content),
            total(content & (zipf < 4.5)), total(content & (zipf < 4)),
            total(letters * content), total(syllables * content), total((syllables >= 3) & content),
            total((letters >= 9) & plain), total(noun), total(abstract), total(tags["PRON"][tag]),
            total(listed),
            total(tags["finite"][tag]), total(passive), total((of.fact("concrete") > 0) & noun),
            np.log(np.maximum(words, 1)), logarithm(rarity), logarithm(syllables * read),
            logarithm(np.maximum(0, 4.2 - zipf) * content), logarithm(abstract), logarithm(passive),
            logarithm(noun), logarithm(of.fact("is_comma")), logarithm(name), logarithm(number),
            logarithm(listed),
            most(distance), most(np.where(relations["bracket"][relation], distance - 1, 0)),
            most(_from_finite_verb(of, heads)), most(_depths(heads) * ~mark),
            total(relations["clauses"][relation]), total(abstract & (zipf < 5)),
        ]
    )  # fmt: skip


def _distances(of: Analysed, mark: Flags) -> tuple[Ints, Ints]:
    """Heads as places among all tokens (the root's is itself), and the distance to them, none for marks."""
    heads = of.parsed.heads
    absolute = np.where(heads >= 0, heads + of.starts[of.sentence], np.arange(len(heads)))
    return absolute, np.where((heads >= 0) & ~mark, np.abs(of.place - heads), 0)


def _passives(of: Analysed, heads: Ints) -> Flags:
    """Verbs that make a passive, one for each participle: a form of worden, or another with a participle."""
    tags, relations = tag_sets().tags, tag_sets().relations
    is_verb = (tags["VERB"] | tags["AUX"])[of.parsed.tags] & relations["aux:pass"][of.parsed.relations]
    real = is_verb & ((of.fact("is_worden") > 0) | tags["participle"][of.parsed.tags[heads]])
    last = dict(zip(heads[real].tolist(), np.flatnonzero(real).tolist(), strict=True))
    once = np.zeros(len(heads), dtype=np.bool_)
    once[list(last.values())] = True
    return once


def _from_finite_verb(of: Analysed, heads: Ints) -> Ints:
    """For each subject, how many tokens stand between it and the finite verb of its clause.

    The parser hangs a subject on the participle, the infinitive or the predicate where there is one; the
    finite verb hangs there too."""
    tags, relations = tag_sets().tags, tag_sets().relations
    helping = np.flatnonzero(tags["finite"][of.parsed.tags] & relations["helping"][of.parsed.relations])
    finite = np.arange(len(heads))
    finite[heads[helping]] = helping
    between = np.maximum(np.abs(finite[heads] - np.arange(len(heads))) - 1, 0)
    return np.where(relations["subject"][of.parsed.relations], between, 0)


def _depths(heads: Ints) -> Ints:
    """Steps from each token to its root."""
    depths = np.zeros(len(heads), dtype=np.intp)
    at = np.arange(len(heads))
    for _ in range(_DEEPEST):
        above = heads[at]
        moved = above != at
        if not moved.any():
            break
        depths += moved
        at = above
    return depths


# ---------------------------------------------------------------- features

# Name: (count, per what, +1 when more of it is harder). Source of each in docs/methods/reading.md.
FEATURES: dict[str, tuple[str, str, int]] = {
    "zipf": ("zipf", "content", -1),
    "zipf_capped": ("zipf_capped", "content", -1),
    "under_45": ("under_45", "content", 1),
    "under_4": ("under_4", "content", 1),
    "letters": ("content_letters", "content", 1),
    "syllables": ("content_syllables", "content", 1),
    "of_3_syllables": ("content_of_3", "content", 1),
    "of_9_letters": ("words_of_9", "words", 1),
    "abstract": ("abstract", "nouns", 1),
    "listed": ("listed", "words", 1),
    "pronouns": ("pronouns", "words", -1),
    **{
        name: (name, "sentences", 1)
        for name in (
            "log_words", "log_load", "log_syllables", "log_rare", "log_abstract", "log_passive",
            "log_nouns", "log_commas", "log_names", "log_numbers", "log_listed", "farthest",
        )
    },
}  # fmt: skip


def features(counts: Floats, names: Sequence[str], means: Floats, trust: Floats) -> Floats:
    """(texts × names) features, turned so that more is harder. Each is drawn towards its mean as if `trust`
    more units (words, sentences …) of the mean had been read: a short text says little."""
    above = counts[:, [AT[FEATURES[name][0]] for name in names]]
    below = counts[:, [AT[FEATURES[name][1]] for name in names]]
    signs = np.array([FEATURES[name][2] for name in names])
    return signs * (above + means * trust) / (below + trust + 1e-9)
