"""Dutch texts to a CEFR level, what raises it, and plainer words. See docs/methods/reading.md."""

from collections.abc import Collection
from functools import lru_cache

from haven.engines.reading.backends import BACKENDS, Backend, BackendError, backend_named
from haven.engines.reading.plainer import Entry, ListError, read_list
from haven.engines.reading.reader import LEAST_WORDS, Reader
from haven.engines.reading.results import LEVELS, NAMES, Question, Reading, Reason, Sentence, Word
from haven.engines.reading.terms import propose_terms

__all__ = [
    "BACKENDS",
    "LEAST_WORDS",
    "LEVELS",
    "NAMES",
    "Backend",
    "BackendError",
    "Entry",
    "ListError",
    "Question",
    "Reader",
    "Reading",
    "Reason",
    "Sentence",
    "Word",
    "backend_named",
    "propose_terms",
    "read",
    "read_list",
]


def read(
    text: str,
    *,
    terms: Collection[str] = (),
    target: str = "B1",
    mode: str = "text",
    backend: str | Backend | None = None,
) -> Reading:
    """Read one text. `terms` are the field's, never hard; `target` is the level that readers have; `mode` is
    "text" or "exam"; `backend` is one of BACKENDS or its name.

    Sentences are remembered from call to call. Raises ValueError for an unknown target or mode, BackendError
    for a backend that is not installed."""
    chosen = backend_named(backend) if isinstance(backend, str) and backend != "embedded" else backend
    if chosen is None or chosen == "embedded":
        return _reader(frozenset(terms), target, mode).read(text)
    assert not isinstance(chosen, str)  # noqa: S101 - names were made backends above
    return Reader(terms=terms, target=target, mode=mode, backend=chosen).read(text)


@lru_cache(maxsize=8)
def _reader(terms: frozenset[str], target: str, mode: str) -> Reader:
    return Reader(terms=terms, target=target, mode=mode)
