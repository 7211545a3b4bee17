"""Levels that the reading engine gives, against those that the texts were given by people."""

import functools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.bench import one_feature
from tests.bench.reading_texts import LEVELLED
from tests.bench.registry import Measured, Setting, bench
from tools.reading.fitting import (
    CLASSES,
    Ints,
    Predictions,
    Texts,
    adjacent,
    auc,
    by_source,
    interval,
    is_hard,
    kappa,
    load,
    macro_f1,
    ranked_probability,
    ten_fold,
)

TIMES = 5  # draws of ten folds
Drawn = Sequence[Predictions]  # of each draw
MEASURES: dict[str, Callable[[Predictions], float]] = {
    "qwk": lambda said: kappa(said.levels, said.chosen),
    "adjacent": lambda said: adjacent(said.levels, said.chosen),
    "f1": lambda said: macro_f1(said.levels, said.chosen),
    "auc": lambda said: auc(is_hard(said.levels), said.scores),
    "rps": lambda said: ranked_probability(said.levels, said.shares),
}
UNITS = {
    "qwk": "quadratic weighted kappa", "adjacent": "share at most one level off", "f1": "macro-F1",
    "auc": "AUC of B1 or easier", "rps": "ranked probability score",
}  # fmt: skip
PROMISED: dict[str, dict[str, str | None]] = {
    "sources": {"qwk": ">= 0.76", "adjacent": ">= 0.94", "auc": ">= 0.91", "f1": None},
    "tenfold": {"qwk": ">= 0.82", "adjacent": ">= 0.96", "auc": ">= 0.95", "f1": ">= 0.52"},
}


# ---------------------------------------------------------------- what is said of the texts


@functools.cache
def texts(folder: Path) -> Texts:
    return load(folder)


@functools.cache
def said(folder: Path, way: str) -> Drawn:
    """By the engine's model: "sources" leaves whole sources out, "tenfold" one of ten, again and again."""
    if way == "sources":
        return (by_source(texts(folder)),)
    return tuple(ten_fold(texts(folder), TIMES))


@functools.cache
def said_by_formulas(folder: Path, way: str) -> dict[str, Drawn]:
    """By each known score alone, through the same folds."""
    given = texts(folder)
    if way == "sources":
        folds = [one_feature.source_folds(given)]
    else:
        folds = list(one_feature.ten_folds(given.levels, TIMES))
    return {
        name: tuple(one_feature.said(values, given.levels, one) for one in folds)
        for name, formula in one_feature.FORMULAS.items()
        for values in [one_feature.values_of(given, formula)]
    }


def mean_of(name: str, drawn: Drawn) -> float:
    return float(np.mean([MEASURES[name](one) for one in drawn]))


def of(one: Predictions, chosen: Ints) -> Predictions:
    return Predictions(one.levels[chosen], one.scores[chosen], one.shares[chosen])


def interval_of(name: str, drawn: Drawn) -> tuple[float, float]:
    """Over texts that are drawn anew with their predictions."""
    return interval(
        lambda chosen: mean_of(name, [of(one, chosen) for one in drawn]), size=len(drawn[0].levels)
    )


# ---------------------------------------------------------------- figures


def figure(setting: Setting, way: str, name: str) -> Measured:
    """Baseline: the better one of the known scores alone."""
    folder = setting.file(f"reading/{LEVELLED}").parent
    drawn = said(folder, way)
    beside = {other: mean_of(name, those) for other, those in said_by_formulas(folder, way).items()}
    return Measured(mean_of(name, drawn), max(beside.values()), note=_note(name, drawn, beside))


def _note(name: str, drawn: Drawn, beside: Mapping[str, float]) -> str:
    low, high = interval_of(name, drawn)
    alone = "".join(f"; {other} alone {value:.3f}" for other, value in beside.items())
    times = f", mean of {len(drawn)}" if len(drawn) > 1 else ""
    return f"95 % of bootstrap draws {low:.3f} to {high:.3f}; {len(drawn[0].levels)} texts{times}{alone}"


def _register() -> None:
    for way, bounds in PROMISED.items():
        for name, bound in bounds.items():
            measure = functools.partial(figure, way=way, name=name)
            bench(f"reading.{way}.{name}", unit=UNITS[name], bound=bound)(measure)


_register()


@bench("reading.tenfold.rps", unit=UNITS["rps"], bound=None)
def ranked(setting: Setting) -> Measured:
    """Of the probabilities given; 0 is best. Baseline: how often each level occurs, said of every text."""
    folder = setting.file(f"reading/{LEVELLED}").parent
    drawn = said(folder, "tenfold")
    beside = {other: mean_of("rps", those) for other, those in said_by_formulas(folder, "tenfold").items()}
    return Measured(
        mean_of("rps", drawn), prior_score(texts(folder).levels), note=_note("rps", drawn, beside)
    )


def prior_score(levels: Ints) -> float:
    shares = np.bincount(levels, minlength=CLASSES) / len(levels)
    return ranked_probability(levels, np.tile(shares, (len(levels), 1)))


@bench("reading.sources.error", unit="levels off, mean", bound=None)
def error(setting: Setting) -> Measured:
    """The note has it for each source and genre: which kind of text is judged worse than others."""
    folder = setting.file(f"reading/{LEVELLED}").parent
    (one,) = said(folder, "sources")
    off = one.chosen - one.levels
    given = texts(folder)
    kinds = np.array([kind or "none named" for kind in given.kinds])
    note = f"{_by_kind('source', given.sources, off)}; {_by_kind('genre', kinds, off)}"
    return Measured(float(np.abs(off).mean()), note=note)


def _by_kind(title: str, kinds: NDArray[np.str_], off: Ints) -> str:
    """For each kind how far off, too hard (+) or too easy (-) on average, and how many texts."""
    parts = [
        f"{kind} {np.abs(off[kinds == kind]).mean():.2f} ({off[kinds == kind].mean():+.2f}, "
        f"{np.sum(kinds == kind)} texts)"
        for kind in np.unique(kinds)
    ]
    return f"by {title}: {', '.join(parts)}"
