"""From the counts of a batch to what may be shown of them. Small numbers never reach a `Result`.

How and why: docs/methods/small-numbers.md.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from haven.commons.surveys.models import Batch, Group, Question, Result, Tally
from haven.engines.small_numbers import LEAST, hide_cells, hide_groups, merge_rare

RARE = "_rare"  # several answers, each given by too few, counted together

Counts = Mapping[str, int]  # answer -> number of people
Table = Mapping[str, Counts]  # value of the group -> its counts


def results_of(batch: Batch) -> list[Result]:
    """What this batch may show, in every breakdown. Nothing at all where too few answered."""
    tables = _tables(batch)
    found: list[Result] = []
    for question in batch.version.questions.exclude(kind=Question.Kind.TEXT):
        everybody = tables.get((question.pk, Group.ALL), {}).get("", {})
        if sum(everybody.values()) >= LEAST:
            for group in Group.values:
                found += _of_group(batch, question, group, tables[question.pk, group], everybody)
    return found


def _tables(batch: Batch) -> dict[tuple[int, str], dict[str, dict[str, int]]]:
    found: dict[tuple[int, str], dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    rows = Tally.objects.filter(batch=batch).values_list("question_id", "group", "value", "answer", "count")
    for question, group, value, answer, count in rows.order_by("pk"):
        found[question, group][value][answer] = count
    return found


def _of_group(
    batch: Batch, question: Question, group: str, table: Table, everybody: Counts
) -> Iterator[Result]:
    sizes = {value: sum(counts.values()) for value, counts in table.items()}
    hidden = hide_groups(sizes)
    scale = question.kind == Question.Kind.SCALE
    shown = {} if scale else _choices(question, table, everybody, hidden)
    for value, size in sizes.items():
        is_shown = value not in hidden
        yield Result(
            batch=batch,
            question=question,
            group=group,
            value=value,
            number=size if is_shown else None,
            mean=_mean(table[value]) if scale and is_shown else None,
            counts=shown.get(value, {}) if is_shown else {},
        )


def _mean(counts: Counts) -> float:
    """To one decimal, as it is shown."""
    total = sum(int(answer) * count for answer, count in counts.items())
    return round(total / sum(counts.values()), 1)


def _choices(
    question: Question, table: Table, everybody: Counts, hidden: set[str]
) -> dict[str, dict[str, int | None]]:
    """Each group's counts, None where one is hidden. The same answers are merged in every breakdown."""
    alone, rare = merge_rare({answer: everybody.get(answer, 0) for answer in question.answers})
    columns = [(answer, [answer]) for answer in alone] + ([(RARE, rare)] if rare else [])
    values = list(table)
    cells = [[sum(table[v].get(one, 0) for one in several) for _key, several in columns] for v in values]
    gone = hide_cells(cells, {row for row, value in enumerate(values) if value in hidden})
    return {
        value: {
            key: None if (row, column) in gone else cells[row][column]
            for column, (key, _several) in enumerate(columns)
        }
        for row, value in enumerate(values)
    }
