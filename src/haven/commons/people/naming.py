"""What a name is found and sorted by."""

from typing import Any

from anyascii import anyascii

from haven.core.imports.values import destroyed
from haven.core.search.folding import fold, search_key


def sort_name(family_name: str, given_name: str) -> str:
    """Family name first, in Latin letters."""
    return fold(anyascii(f"{family_name} {given_name}"))[:200]


def name_columns(family_name: str, given_name: str) -> dict[str, Any]:
    """The columns of Person that follow from the name."""
    return {
        "search": search_key(family_name, given_name),
        "sort_name": sort_name(family_name, given_name),
        "name_damaged": destroyed(family_name) or destroyed(given_name),
    }
