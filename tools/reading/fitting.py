"""How the reading level is fitted and measured; used by `fit_level.py` and by `make bench`."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, nnls

from haven.engines.reading.features import AT, FEATURES, features
from haven.engines.reading.levels import Linear, Model
from haven.engines.reading.reader import Reader

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

LEVELS = {"A1": 0, "A2": 1, "B1": 2, "B2": 3, "C1": 4, "C2": 4}
CLASSES = 5
TEXT = (
    "zipf", "zipf_capped", "under_45", "under_4", "letters", "syllables", "of_3_syllables", "of_9_letters",
    "abstract", "listed", "log_words", "farthest",
)  # fmt: skip
SENTENCE = (
    "log_words", "log_load", "log_syllables", "log_rare", "log_abstract", "log_nouns", "log_passive",
    "log_commas", "log_listed", "log_names", "log_numbers", "pronouns", "zipf", "zipf_capped",
)  # fmt: skip
TEXT_PULL, SENTENCE_PULL = (
    1_000.0,
    10_000.0,
)  # towards equal weights: few texts cannot tell like features apart
TRUST = 0.1  # of what the spread within and between texts says of how far to draw a short text to the mean
STEP_PULL = 100.0  # towards steps of equal height between the levels


@dataclass(frozen=True, slots=True)
class Texts:
    """Counts of every sentence of every text, and what is known of the texts."""

    counts: Floats  # (sentences × ADDED)
    text: Ints  # of each sentence
    levels: Ints
    sources: NDArray[np.str_]
    kinds: tuple[str, ...]

    def summed(self) -> Floats:
        return np.array([self.counts[self.text == number].sum(0) for number in range(len(self.levels))])

    def of(self, chosen: NDArray[np.bool_]) -> "Texts":
        kept = np.flatnonzero(chosen)
        renumbered = np.full(len(self.levels), -1)
        renumbered[kept] = np.arange(len(kept))
        mine = chosen[self.text]
        return Texts(
            self.counts[mine], renumbered[self.text[mine]], self.levels[kept], self.sources[kept],
            tuple(self.kinds[number] for number in kept),
        )  # fmt: skip


def load(folder: Path, reader: Reader | None = None) -> Texts:
    """`folder` holds texts and an index.csv with the columns file, level, source, genre."""
    reader = reader or Reader()
    with (folder / "index.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    counted = [reader.prose_counts((folder / row["file"]).read_text(encoding="utf-8")) for row in rows]
    return Texts(
        np.concatenate(counted),
        np.repeat(np.arange(len(rows)), [len(counts) for counts in counted]),
        np.array([LEVELS[row["level"]] for row in rows]),
        np.array([row["source"] for row in rows]),
        tuple(row.get("genre", "") for row in rows),
    )


# ---------------------------------------------------------------- fitting


def means_and_trust(texts: Texts, names: Sequence[str]) -> tuple[Floats, Floats]:
    """For each feature its mean over texts, and the units that count as much as knowing nothing but that:
    the variance within texts per unit, over the variance between texts (empirical Bayes)."""
    means, trust = [], []
    for name in names:
        above, below, _ = FEATURES[name]
        up, down = texts.counts[:, AT[above]], texts.counts[:, AT[below]]
        totals = np.bincount(texts.text, down)
        of_text = np.bincount(texts.text, up) / np.maximum(totals, 1e-9)
        read = totals > 0
        within = ((up - of_text[texts.text] * down) ** 2).sum() / max(down.sum(), 1)
        between = max(np.var(of_text[read]) - np.mean(within / np.maximum(totals[read], 1)), 1e-6)
        means.append(of_text[read].mean())
        trust.append(within / between)
    return np.array(means), np.array(trust) * TRUST


def linear(
    counts: Floats,
    levels: Floats,
    weights: Floats,
    names: Sequence[str],
    of: tuple[Floats, Floats],
    pull: float,
) -> Linear:
    """Least squares with no negative weight (each feature's direction is known beforehand), drawn towards the
    weight that all would have if they were the same."""
    values = features(counts, names, *of)
    centre = np.average(values, axis=0, weights=weights)
    spread = np.sqrt(np.average((values - centre) ** 2, axis=0, weights=weights)) + 1e-9
    given = (values - centre) / spread
    intercept = float(np.average(levels, weights=weights))
    together = given.sum(1)
    same = max(0.0, float((weights * together) @ (levels - intercept) / ((weights * together) @ together)))
    root = np.sqrt(weights / weights.mean())
    left = np.vstack([given * root[:, None], np.sqrt(pull) * np.eye(len(names))])
    right = np.concatenate([(levels - intercept) * root, np.full(len(names), np.sqrt(pull) * same)])
    return Linear(tuple(names), *of, centre, spread, nnls(left, right)[0], intercept)


def fit(texts: Texts) -> Model:
    text_model = _text_model(texts)
    sentence_model = _sentence_model(texts)
    summed = texts.summed()
    bare = Model(text_model, sentence_model, np.array([0.5, 1.5, 2.5, 3.5]), 0.3, 0.5, {})
    raw = bare.raw(summed)
    steps, scale = _steps(raw, texts.levels)
    noise = float(np.std(sentence_model.score(texts.counts) - raw[texts.text]))
    model = Model(text_model, sentence_model, steps, scale, noise, {})
    return Model(text_model, sentence_model, steps, scale, noise, limits(texts, model))


def _text_model(texts: Texts) -> Linear:
    of = means_and_trust(texts, TEXT)
    levels = texts.levels.astype(float)
    return linear(texts.summed(), levels, np.ones(len(levels)), TEXT, of, TEXT_PULL)


def _sentence_model(texts: Texts) -> Linear:
    """Fitted on runs of one, two and four sentences with the level of their text, then stretched, so that the
    sentences of a text have, on average, the score of that level."""
    of = means_and_trust(texts, SENTENCE)
    runs = [_runs(texts, length) for length in (1, 2, 4)]
    counts, owner, weights = (np.concatenate(parts) for parts in zip(*runs, strict=True))
    fitted = linear(counts, texts.levels[owner].astype(float), weights, SENTENCE, of, SENTENCE_PULL)
    score = fitted.score(texts.counts)
    average = np.bincount(texts.text, score) / np.bincount(texts.text)
    slope, offset = np.polyfit(average, texts.levels, 1)
    return Linear(
        fitted.names, fitted.means, fitted.trust, fitted.centre, fitted.spread, fitted.weights * slope,
        fitted.intercept * float(slope) + float(offset),
    )  # fmt: skip


def _runs(texts: Texts, length: int) -> tuple[Floats, Ints, Floats]:
    """Counts of runs of so many sentences, their texts, and weights that give each text the same say."""
    counts, owner = [], []
    for number in range(len(texts.levels)):
        own = texts.counts[texts.text == number]
        for start in range(0, len(own) - length + 1, length):
            run = own[start : start + length].sum(0)
            if run[AT["words"]] >= 4:
                counts.append(run)
                owner.append(number)
    of = np.array(owner, dtype=np.intp)
    return np.array(counts), of, 1 / np.sqrt(np.bincount(of, minlength=len(texts.levels)))[of]


def _steps(raw: Floats, levels: Ints) -> tuple[Floats, float]:
    """Scores between the levels, and the scale of the logistic around them: an ordered logit whose steps are
    drawn to equal heights, so that a level without texts has a place too."""

    def unpacked(p: Floats) -> tuple[Floats, float]:
        return p[0] + np.exp(p[1]) * np.arange(4) + np.concatenate([[0], np.cumsum(p[3:6])]), float(
            np.exp(p[2])
        )

    def cost(p: Floats) -> float:
        steps, scale = unpacked(p)
        if np.any(np.diff(steps) <= 0.05):
            return 1e6
        below = 1 / (1 + np.exp(-np.clip((steps[None] - raw[:, None]) / scale, -40, 40)))
        shares = np.diff(np.column_stack([np.zeros(len(raw)), below, np.ones(len(raw))]), axis=1)
        said = shares[np.arange(len(levels)), levels]
        return float(-np.log(np.maximum(said, 1e-9)).sum() + STEP_PULL * np.sum(p[3:6] ** 2))

    return unpacked(minimize(cost, np.array([0.5, np.log(0.8), np.log(0.35), 0, 0, 0]), method="L-BFGS-B").x)


def limits(texts: Texts, model: Model) -> dict[str, dict[str, float]]:
    """For each target and measure what nine in ten sentences of texts of that level stay below; each level at
    least as much as the one before it."""
    from haven.engines.reading.reasons import measures  # noqa: PLC0415 - reasons need a model to be there

    found: dict[str, dict[str, float]] = {}
    values = measures(texts.counts)
    before = dict.fromkeys(values, 0.0)
    for level, name in enumerate(("A1", "A2", "B1", "B2", "C")):
        own = texts.levels[texts.text] == level
        for measure, numbers in values.items():
            before[measure] = max(
                before[measure], round(float(np.percentile(numbers[own], 90)), 1) if own.any() else 0
            )
        found[name] = dict(before)
    return found


# ---------------------------------------------------------------- measuring


@dataclass(frozen=True, slots=True)
class Predictions:
    levels: Ints  # as given
    scores: Floats
    shares: Floats  # (texts × levels)

    @property
    def chosen(self) -> Ints:
        return np.minimum((np.cumsum(self.shares, axis=1) < 0.5).sum(1), CLASSES - 1)


def predict(model: Model, texts: Texts) -> tuple[Floats, Floats]:
    summed = texts.summed()
    raw = model.raw(summed)
    shares = [
        list(model.probabilities(float(one), float(counts[AT["sentences"]])).values())
        for one, counts in zip(raw, summed, strict=True)
    ]
    return model.shown(raw), np.array(shares)


def left_out(texts: Texts, folds: Ints) -> Predictions:
    """Each text as a model says that never saw its fold."""
    scores = np.zeros(len(texts.levels))
    shares = np.zeros((len(texts.levels), CLASSES))
    for fold in np.unique(folds):
        apart = folds == fold
        scores[apart], shares[apart] = predict(fit(texts.of(~apart)), texts.of(apart))
    return Predictions(texts.levels, scores, shares)


def by_source(texts: Texts) -> Predictions:
    return left_out(texts, np.unique(texts.sources, return_inverse=True)[1])


def ten_fold(texts: Texts, times: int) -> Iterator[Predictions]:
    """Folds with levels spread evenly, another draw each time."""
    for draw in range(times):
        random = np.random.default_rng(draw)
        folds = np.zeros(len(texts.levels), dtype=np.intp)
        for level in range(CLASSES):
            own = np.flatnonzero(texts.levels == level)
            random.shuffle(own)
            folds[own] = (np.arange(len(own)) + random.integers(10)) % 10
        yield left_out(texts, folds)


def kappa(given: Ints, chosen: Ints) -> float:
    """Quadratic weighted kappa."""
    table = np.zeros((CLASSES, CLASSES))
    np.add.at(table, (given, chosen), 1)
    cost = (np.arange(CLASSES)[:, None] - np.arange(CLASSES)[None]) ** 2
    expected = np.outer(table.sum(1), table.sum(0)) / table.sum()
    return float(1 - (cost * table).sum() / (cost * expected).sum())


def adjacent(given: Ints, chosen: Ints) -> float:
    return float(np.mean(np.abs(given - chosen) <= 1))


def macro_f1(given: Ints, chosen: Ints) -> float:
    scores = []
    for level in range(CLASSES):
        both = np.sum((given == level) & (chosen == level))
        either = np.sum(given == level) + np.sum(chosen == level)
        scores.append(2 * both / either if either else 0.0)
    return float(np.mean(scores))


def auc(is_positive: NDArray[np.bool_], scores: Floats) -> float:
    """How often one that is has a higher score than one that is not; ties count half."""
    apart = scores[is_positive][:, None] - scores[~is_positive][None]
    return float(np.mean((apart > 0) + 0.5 * (apart == 0)))


def is_hard(levels: Ints) -> NDArray[np.bool_]:
    """Above B1."""
    return levels > LEVELS["B1"]


def ranked_probability(given: Ints, shares: Floats) -> float:
    """Mean ranked probability score: 0 is best."""
    reached = np.arange(CLASSES)[None] >= given[:, None]
    return float(np.mean(((np.cumsum(shares, axis=1) - reached) ** 2).sum(1) / (CLASSES - 1)))


def interval(statistic: Callable[[Ints], float], size: int, draws: int = 1000) -> tuple[float, float]:
    """95 % of bootstrap draws; `statistic` is given the indices of the texts drawn."""
    random = np.random.default_rng(0)
    values = [statistic(random.integers(0, size, size)) for _ in range(draws)]
    low, high = np.percentile(values, [2.5, 97.5])
    return round(float(low), 3), round(float(high), 3)
