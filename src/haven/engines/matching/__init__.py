"""People to people, by a rule that can be checked: `solve` and `verify`."""

from haven.engines.matching.objectives import solve
from haven.engines.matching.results import Certificate, Matching, MatchingError
from haven.engines.matching.verifying import verify

__all__ = ["Certificate", "Matching", "MatchingError", "solve", "verify"]
