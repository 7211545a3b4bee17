"""The points of `scoring`, one newcomer at a time, compiled by numba: the same operations in the same
order."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from haven.engines.matching.compiling import compiled
from haven.engines.matching.people import TERMS, Buddies, Newcomers, Rules
from haven.engines.matching.scoring import Points, sizes

FAR = 1 << 29  # days


@compiled
def _count(bits: Any) -> Any:
    """How many bits are set."""
    bits = bits - ((bits >> np.uint64(1)) & np.uint64(0x5555555555555555))
    bits = (bits & np.uint64(0x3333333333333333)) + ((bits >> np.uint64(2)) & np.uint64(0x3333333333333333))
    bits = (bits + (bits >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int32((bits * np.uint64(0x0101010101010101)) >> np.uint64(56))


@compiled
def _shared(mine: Any, theirs: Any, out: Any) -> None:
    """How many members this set shares with each of the others, which stand by word."""
    for j in range(theirs.shape[1]):
        out[j] = _count(mine[0] & theirs[0, j])
    for word in range(1, len(mine)):
        for j in range(theirs.shape[1]):
            out[j] += _count(mine[word] & theirs[word, j])


@compiled
def _add_sets(row: Any, shared: Any, factor: Any, theirs: Any) -> None:
    for j in range(len(row)):
        row[j] += np.int32(np.float32(shared[j]) * (factor * theirs[j]))


@compiled
def _add_few(row: Any, shared: Any, enough: Any, each: Any) -> None:
    for j in range(len(row)):
        row[j] += np.int32(np.float32(min(shared[j], enough)) * each)


@compiled
def _add_same(row: Any, mine: Any, theirs: Any, weight: Any) -> None:
    if mine >= 0:
        for j in range(len(row)):
            row[j] += weight if theirs[j] == mine else np.int32(0)


@compiled
def _add_country(row: Any, country: Any, known: Any, weight: Any) -> None:
    if country >= 0:
        bit, word = np.uint64(country % 64), country // 64
        for j in range(len(row)):
            row[j] += np.int32((known[word, j] >> bit) & np.uint64(1)) * weight


@compiled
def _add_age(row: Any, age: Any, ages: Any, weight: Any, a_year: Any) -> None:
    for j in range(len(row)):
        points = weight - abs(age - ages[j]) * a_year
        row[j] += np.int32(points) if points > 0 else np.int32(0)


@compiled
def _bar(row: Any, barred: Any) -> None:
    for j in range(len(row)):
        row[j] = np.int32(-1) if barred[j] != 0 else row[j]


@compiled
def _write(row: Any, out: Any) -> None:
    for j in range(len(row)):
        out[j] = np.int16(row[j])


@compiled
def _barred(of: Any, by: Any, days: Any, speak: Any, languages: Any, out: Any) -> None:
    """Not 0 where a rule bars the pair. Whole numbers throughout: they become vector instructions."""
    may, mine, wish, only, faculty, young, day = of
    roles, genders, same_genders, faculties, vetted, from_day, until_day, places = by
    late = day + days
    for j in range(len(out)):
        other = np.int32(genders[j] != mine)
        bad = np.int32(places[j] == 0)
        bad |= ((may >> roles[j]) & np.int32(1)) ^ np.int32(1)
        bad |= young & (vetted[j] ^ np.int32(1))
        bad |= other & (wish | same_genders[j])
        bad |= np.int32(from_day[j] > day) | np.int32(until_day[j] < late)
        bad |= only & np.int32(faculties[j] != faculty)
        bad |= speak & np.int32(languages[j] < 1)
        out[j] = bad


@compiled
def _fill(
    of: Any, by: Any, sets: Any, their_sets: Any, likes: Any, their_likes: Any, terms: Any, table: Any
) -> None:
    allowed, gender, wish, only, faculty, young, arrives = of
    interests, mine, languages, times = sets
    their_interests, theirs, their_languages, their_times = their_sets
    field, country, age = likes
    their_field, countries, their_age = their_likes
    weights, enough_languages, enough_times, each, a_year, days, speak = terms
    width = table.shape[1]
    row, shared = np.empty(width, np.int32), np.empty(width, np.int32)
    spoken, barred = np.empty(width, np.int32), np.empty(width, np.int32)
    for i in range(len(table)):
        row[:] = 0
        _shared(languages[i], their_languages, spoken)
        about = (allowed[i], gender[i], wish[i], only[i], faculty[i], young[i], arrives[i])
        _barred(about, by, days, speak, spoken, barred)
        _shared(interests[i], their_interests, shared)
        _add_sets(row, shared, np.float32(weights[0]) * mine[i], theirs)
        _add_few(row, spoken, enough_languages, each[0])
        _add_same(row, faculty[i], by[3], weights[2])
        _add_same(row, field[i], their_field, weights[3])
        _add_country(row, country[i], countries, weights[4])
        _shared(times[i], their_times, shared)
        _add_few(row, shared, enough_times, each[1])
        _add_age(row, age[i], their_age, np.float32(weights[6]), a_year)
        _bar(row, barred)
        _write(row, table[i])


def fill(newcomers: Newcomers, buddies: Buddies, rules: Rules, table: Points) -> None:
    """Write the points of every pair into the table."""
    n, b = newcomers, buddies
    weights = np.array([rules.weight(one) for one in TERMS], dtype=np.int32)
    each = np.array([weights[1] / rules.enough_languages, weights[5] / rules.enough_times], dtype=np.float32)
    by_word = [np.ascontiguousarray(one.T) for one in (b.interests, b.languages, b.times, b.countries)]

    def numbers(values: NDArray[Any], rule: str, otherwise: int = 0) -> NDArray[np.int32]:
        """Those of a rule that does not hold are such that they bar nothing."""
        return (
            values.astype(np.int32) if rule in rules.bars else np.full(len(values), otherwise, dtype=np.int32)
        )

    _fill(
        (
            numbers(n.allowed, "role", -1), n.gender, numbers(n.same_gender, "gender"),
            numbers(n.faculty_only, "faculty"), n.faculty, numbers(n.minor, "vetting"), n.arrives,
        ),
        (
            b.role, b.gender, numbers(b.same_gender, "gender"), b.faculty, b.vetted.astype(np.int32),
            numbers(b.from_day, "dates", -FAR), numbers(b.until_day, "dates", FAR),
            np.minimum(b.capacity, 1).astype(np.int32),
        ),
        (n.interests, sizes(n.interests), n.languages, n.times),
        (by_word[0], sizes(b.interests), by_word[1], by_word[2]),
        (n.field, n.country, n.age),
        (b.field, by_word[3], b.age),
        (
            weights, np.int32(rules.enough_languages), np.int32(rules.enough_times), each,
            np.float32(rules.weight("age") / rules.years), np.int32(rules.days),
            np.int32("language" in rules.bars),
        ),
        table,
    )  # fmt: skip
