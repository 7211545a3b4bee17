"""`haven match`: a round from files, with its proof; and a result checked again from the files it names."""

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from haven import __version__
from haven.community.buddies.files import Given, read_newcomers, read_pairs, read_population
from haven.engines.matching import Certificate, Matching, MatchingError, verify
from haven.engines.matching.explaining import Competition, points_of, would_help
from haven.engines.matching.people import TERMS
from haven.engines.matching.rounds import CampusMatch, Round, match, with_expected
from haven.engines.matching.scoring import scores_of

Progress = Callable[[int, int], None]
Result = dict[str, Any]
HELPS = 5  # kinds of buddies that are named, of those that would help most


def match_files(
    newcomers: Path,
    buddies: Path,
    rules: Path,
    *,
    objective: str,
    seed: int,
    accepted: Path | None = None,
    expected: Path | None = None,
    progress: Progress | None = None,
) -> Result:
    """The result as it is written down. Raises MatchingError for what is wrong in a file."""
    given = read_population(newcomers, buddies, rules)
    pairs = read_pairs(accepted, given) if accepted else []
    more = read_newcomers(expected, given) if expected else None
    found = match(
        given.population,
        objective=objective,
        priority=given.priority,
        seed=seed,
        accepted=pairs,
        expected=more,
        progress=progress,
    )
    files = {"newcomers": newcomers, "buddies": buddies, "rules": rules}
    files |= {name: path for name, path in (("accepted", accepted), ("expected", expected)) if path}
    return {
        "haven": __version__,
        "files": {name: _named(path) for name, path in files.items()},
        "objective": objective,
        "seed": seed,
        "newcomers": len(given.newcomers),
        "covered": found.coverage,
        "points": found.total,
        "pairs": _pairs(given, found),
        "without": _without(given, found),
        "scarce": _scarce(given, found),
        "campuses": [_campus(given, one) for one in found.campuses.values()],
    }


def _named(path: Path) -> dict[str, str]:
    return {"path": str(path.resolve()), "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def _pairs(given: Given, found: Round) -> list[Result]:
    on = np.flatnonzero(found.assigned >= 0)
    points = points_of(given.population, on, found.assigned[on]).tolist()
    return [
        {
            "newcomer": given.newcomers[newcomer],
            "buddy": given.buddies[buddy],
            "points": sum(row),
            "why": {term: value for term, value in zip(TERMS, row, strict=True) if value},
        }
        for newcomer, buddy, row in zip(on.tolist(), found.assigned[on].tolist(), points, strict=True)
    ]


# ---------------------------------------------------------------- who has nobody


def _without(given: Given, found: Round) -> list[Result]:
    return [
        _told(given, one, competition) for one in found.campuses.values() for competition in one.competitions
    ]


def _told(given: Given, one: CampusMatch, competition: Competition) -> Result:
    """Who competes for which places, in a sentence as well. Those who are only expected are counted."""
    count = len(given.newcomers)
    rows = one.campus.newcomers[competition.newcomers]
    without = one.campus.newcomers[competition.without]
    without = without[without < count]
    helps = _helps(given, without)
    return {
        "campus": given.names.word("campus", one.campus.number),
        "newcomers": [given.newcomers[row] for row in without.tolist()],
        "compete": len(rows),
        "places": competition.places,
        "buddies": [given.buddies[row] for row in one.campus.buddies[competition.buddies].tolist()],
        "would_help": helps,
        "sentence": _sentence(len(rows), competition.places, helps),
    }


def _helps(given: Given, rows: Any) -> list[Result]:
    kinds = {"language": "languages", "faculty": "faculty", "gender": "gender"}
    found: list[Result] = [
        {"kind": kind, "what": given.names.word(kinds[kind], number), "newcomers": times}
        for kind, counted in would_help(given.population, rows).items()
        for number, times in counted.most_common(HELPS)
    ]
    return sorted(found, key=lambda one: (-one["newcomers"], one["kind"], one["what"]))[:HELPS]


def _sentence(compete: int, places: int, helps: Sequence[Result]) -> str:
    if not places:
        return f"For {compete} newcomers no buddy may be theirs by the rules."
    said = f"{compete} newcomers compete for {places} places"
    words = {"language": "speaks {}", "faculty": "is of the faculty {}", "gender": "is of the gender {}"}
    if not helps:
        return f"{said}."
    best = helps[0]
    buddy = words[best["kind"]].format(best["what"])
    return f"{said}; one more buddy who {buddy} would be open to {best['newcomers']} of those without."


def _scarce(given: Given, found: Round) -> list[str]:
    """Buddies for want of whose places somebody goes without."""
    rows = [
        one.campus.buddies[competition.buddies]
        for one in found.campuses.values()
        for competition in one.competitions
    ]
    return [given.buddies[row] for part in rows for row in part.tolist()]


# ---------------------------------------------------------------- proof


def _campus(given: Given, one: CampusMatch) -> Result:
    proof, matching = one.matching.certificate, one.matching
    return {
        "campus": given.names.word("campus", one.campus.number),
        "covered": matching.coverage,
        "points": matching.total,
        "assigned": matching.assigned.tolist(),
        "proof": {
            "coverage_bound": proof.coverage_bound,
            "points_bound": proof.total_bound,
            "gap": proof.gap,
            "covering": proof.covering,
            "minimum": proof.minimum,
            "newcomer_prices": proof.newcomer_prices.tolist(),
            "buddy_prices": proof.buddy_prices.tolist(),
            "priority": proof.priority.tolist(),
            "fixed": [list(pair) for pair in proof.fixed],
            "contested": np.flatnonzero(proof.contested).tolist(),
        },
    }


def verify_file(path: Path, progress: Progress | None = None) -> tuple[bool, str]:
    """Whether a result is the best by its own rule, from the files that it names; and a sentence.

    Raises MatchingError when the result or one of its files cannot be read.
    """
    try:
        result = json.loads(path.read_text(encoding="utf-8"))
        files = {name: Path(one["path"]) for name, one in result["files"].items()}
        digests = {name: one["sha256"] for name, one in result["files"].items()}
        campuses = {one["campus"]: one for one in result["campuses"]}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MatchingError(f"{path.name} is not a result of haven match: {error!r}") from error
    for name, one in files.items():
        if not one.is_file():
            raise MatchingError(f"The file of {name}, {one}, is not there any more.")
        if hashlib.sha256(one.read_bytes()).hexdigest() != digests[name]:
            return False, f"The file of {name}, {one}, is not the one that was matched: it has changed since."
    return _checked(result, files, campuses, progress)


def _checked(
    result: Result, files: dict[str, Path], campuses: dict[str, Result], progress: Progress | None
) -> tuple[bool, str]:
    given = read_population(files["newcomers"], files["buddies"], files["rules"])
    more = read_newcomers(files["expected"], given) if "expected" in files else None
    whole = with_expected(given.population, more)
    covered, points, seen, pairs = 0, 0, 0, dict[str, str]()
    for campus in whole.campuses():
        name = given.names.word("campus", campus.number)
        scores = scores_of(whole, campus)
        matching = _matching(result, campuses.get(name, {}))
        if matching is None or not verify(scores, whole.buddies.capacity[campus.buddies], matching):
            return False, f"The match of campus {name} is not the best by its rule, or it is damaged."
        seen += len(campus.newcomers)
        here = campus.newcomers < len(given.newcomers)
        on = here & (matching.assigned >= 0)
        chosen = zip(
            campus.newcomers[on].tolist(), campus.buddies[matching.assigned[on]].tolist(), strict=True
        )
        pairs |= {given.newcomers[newcomer]: given.buddies[buddy] for newcomer, buddy in chosen}
        covered, points = covered + int(on.sum()), points + matching.total
        if progress is not None:
            progress(seen, len(whole.newcomers))
    if pairs != {one.get("newcomer"): one.get("buddy") for one in result.get("pairs", [])}:
        return False, "The list of pairs is not the match that is proved."
    return (
        True,
        f"{covered:,} of {len(given.newcomers):,} newcomers are matched, and no match is better by the rule.",
    )


def _matching(result: Result, one: Result) -> Matching | None:
    """A campus's match as the engine takes it; None when a part of it is missing or no number."""
    try:
        proof = one["proof"]
        contested = np.zeros(len(one["assigned"]), dtype=np.bool_)
        contested[proof["contested"]] = True
        return Matching(
            _ints(one["assigned"]),
            one["points"],
            one["covered"],
            Certificate(
                objective=result["objective"],
                coverage_bound=proof["coverage_bound"],
                total_bound=proof["points_bound"],
                gap=proof["gap"],
                covering=proof["covering"],
                newcomer_prices=_ints(proof["newcomer_prices"]),
                buddy_prices=_ints(proof["buddy_prices"]),
                priority=_ints(proof["priority"]),
                seed=result["seed"],
                fixed=tuple((int(newcomer), int(buddy)) for newcomer, buddy in proof["fixed"]),
                minimum=proof["minimum"],
                contested=contested,
            ),
        )
    except (KeyError, TypeError, ValueError, IndexError, OverflowError):
        return None


def _ints(values: Any) -> Any:
    return np.array(values, dtype=np.int64).reshape(len(values))
