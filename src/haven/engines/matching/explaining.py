"""Why this pair, why not that one, and why somebody has none."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from haven.engines.matching.objectives import solve
from haven.engines.matching.people import HARD, TERMS, Population
from haven.engines.matching.results import Ints, Matching, Scores
from haven.engines.matching.scoring import Shared, bars, taken, terms

CHUNK = 20_000  # pairs
ROWS = 64  # of scores, looked at together


def points_of(population: Population, newcomers: Ints, buddies: Ints) -> NDArray[np.int32]:
    """(pairs × TERMS) what each pair has in common, in points; a bar is not looked at."""
    found = np.zeros((len(newcomers), len(TERMS)), dtype=np.int32)
    for start in range(0, len(newcomers), CHUNK):
        some = slice(start, start + CHUNK)
        mine, theirs = taken(population.newcomers, newcomers[some]), taken(population.buddies, buddies[some])
        by_term = terms(mine, theirs, population.rules, Shared.of_pairs(mine, theirs))
        found[some] = np.stack([by_term[name] for name in TERMS], axis=1)
    return found


def barred_by(population: Population, newcomer: int, buddy: int) -> list[str]:
    """The rules that bar this pair, the first of HARD first; empty when it may be made."""
    mine = taken(population.newcomers, np.array([newcomer]))
    theirs = taken(population.buddies, np.array([buddy]))
    found = []
    if mine.campus[0] != theirs.campus[0]:
        found.append("campus")
    if (population.declined == (newcomer, buddy)).all(axis=1).any():
        found.append("declined")
    by_rule = bars(mine, theirs, population.rules, Shared.of_pairs(mine, theirs))
    found += [name for name, flags in by_rule.items() if flags[0]]
    return sorted(found, key=HARD.index)


# ---------------------------------------------------------------- what it would cost


def cost_at_least(scores: Scores, matching: Matching, newcomers: Ints, buddies: Ints) -> Ints:
    """For pairs that may be made: how many points the rest would lose at least, were the pair made; by the
    prices alone, and 0 for the pairs that are. Where somebody more would have to go without, it is
    `certificate.covering` points and more."""
    proof = matching.certificate
    worth = scores[newcomers, buddies].astype(np.int64) + proof.covering
    return np.asarray(
        np.maximum(0, proof.newcomer_prices[newcomers] + proof.buddy_prices[buddies] - worth), dtype=np.int64
    )


@dataclass(frozen=True, slots=True)
class Cost:
    """What a change costs or brings: newcomers covered, and points of the total."""

    people: int
    points: int


def cost_of(scores: Scores, capacity: Ints, matching: Matching, newcomer: int, buddy: int) -> Cost:
    """Exactly what it would cost, by matching once more with that pair made. Raises MatchingError for a pair
    that is barred."""
    proof = matching.certificate
    others = tuple(pair for pair in proof.fixed if pair[0] != newcomer)
    forced = solve(
        scores,
        capacity,
        objective=proof.objective,
        priority=proof.priority,
        seed=proof.seed,
        fixed=(*others, (newcomer, buddy)),
    )
    return Cost(matching.coverage - forced.coverage, matching.total - forced.total)


def one_more_place(scores: Scores, capacity: Ints, matching: Matching, buddy: int) -> Cost:
    """How scarce a buddy is, exactly: newcomers, and points, that one more place with them would bring."""
    proof = matching.certificate
    more = capacity.copy()
    more[buddy] += 1
    better = solve(
        scores, more, objective=proof.objective, priority=proof.priority, seed=proof.seed, fixed=proof.fixed
    )
    return Cost(better.coverage - matching.coverage, better.total - matching.total)


# ---------------------------------------------------------------- who is left out


@dataclass(frozen=True, slots=True)
class Competition:
    """Newcomers who between them may have only these buddies, with fewer places than they are: whoever wins,
    `without` of them have nobody."""

    newcomers: Ints
    buddies: Ints
    places: int
    without: Ints

    @property
    def count(self) -> int:
        return len(self.newcomers)


def competitions(scores: Scores, capacity: Ints, matching: Matching) -> list[Competition]:
    """Everybody without a buddy stands in one of these, together with whom they compete."""
    assigned = matching.assigned
    left = capacity.astype(np.int64) - np.bincount(
        [buddy for _newcomer, buddy in matching.certificate.fixed], minlength=len(capacity)
    ).astype(np.int64)
    is_fixed = np.zeros(len(scores), dtype=np.bool_)
    is_fixed[[newcomer for newcomer, _buddy in matching.certificate.fixed]] = True
    group = np.full(len(capacity), -1, dtype=np.int64)  # of each buddy
    found: list[tuple[list[int], list[int]]] = []
    for newcomer in np.flatnonzero((assigned < 0) & ~is_fixed).tolist():
        labels = group[(scores[newcomer] >= 0) & (left > 0)]
        if len(labels) and labels.min() == labels.max() >= 0:
            found[labels[0]][0].append(newcomer)
            continue
        rows, columns, met = _reached(scores, left, np.where(is_fixed, -1, assigned), group, newcomer)
        for other in sorted(met):
            rows, columns = rows + found[other][0], columns + found[other][1]
            found[other] = ([], [])
        group[columns] = len(found)
        found.append((rows, columns))
    return [_competition(rows, columns, left, assigned) for rows, columns in found if rows]


def _reached(
    scores: Scores, left: Ints, assigned: Ints, group: Ints, newcomer: int
) -> tuple[list[int], list[int], set[int]]:
    """From somebody without, the newcomers and buddies that chains of changes lead to, but for those of
    groups that were found before: these are named."""
    rows, columns, met = [newcomer], list[int](), set[int]()
    seen = left <= 0
    front = np.array([newcomer])
    while len(front):
        new = _may_have(scores, front, seen)
        if not new.any():
            break
        seen |= new
        met |= set(group[new].tolist()) - {-1}
        new &= group < 0
        columns += np.flatnonzero(new).tolist()
        front = np.flatnonzero((assigned >= 0) & new[assigned])
        rows += front.tolist()
    return rows, columns, met


def _may_have(scores: Scores, rows: Ints, seen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which buddies, of those not seen yet, any of these rows may have; some rows at a time, as after the
    first ones hardly any buddy is left to look at."""
    new = np.zeros(len(seen), dtype=np.bool_)
    for start in range(0, len(rows), ROWS):
        unseen = np.flatnonzero(~(seen | new))
        if not len(unseen):
            break
        some = rows[start : start + ROWS]
        block = scores[some][:, unseen] if len(unseen) > len(seen) // 8 else scores[np.ix_(some, unseen)]
        new[unseen] = (block >= 0).any(axis=0)
    return new


def _competition(rows: Sequence[int], columns: Sequence[int], left: Ints, assigned: Ints) -> Competition:
    newcomers, buddies = np.unique(rows), np.unique(np.array(columns, dtype=np.int64))
    return Competition(newcomers, buddies, int(left[buddies].sum()), newcomers[assigned[newcomers] < 0])


def would_help(population: Population, newcomers: Ints) -> dict[str, Counter[int]]:
    """What one more buddy would have to bring for these newcomers: by language, faculty and gender, how many
    of them ask for it. Languages are those that they speak; the others those that a rule makes them need."""
    some = population.newcomers
    spoken: Counter[int] = Counter()
    for word in range(some.languages.shape[1]):
        for bit in range(64):
            count = int(((some.languages[newcomers, word] >> np.uint64(bit)) & np.uint64(1)).sum())
            if count:
                spoken[word * 64 + bit] = count
    need_faculty = newcomers[some.faculty_only[newcomers]]
    need_gender = newcomers[some.same_gender[newcomers]]
    return {
        "language": spoken,
        "faculty": Counter(some.faculty[need_faculty].tolist()),
        "gender": Counter(some.gender[need_gender].tolist()),
    }
