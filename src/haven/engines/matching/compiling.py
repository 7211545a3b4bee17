"""Loops compiled by numba where it is installed; without it the same functions run as they are."""

import os
from collections.abc import Callable
from typing import TypeVar, cast

Function = TypeVar("Function", bound=Callable[..., object])
WITHOUT = "HAVEN_WITHOUT_NUMBA"  # set to anything but nothing: as if numba were not installed


def has_numba() -> bool:
    if os.environ.get(WITHOUT):
        return False
    try:
        import numba  # noqa: PLC0415 - asked whether it is there; type: ignore[import-untyped,unused-ignore]
    except ImportError:
        return False
    return bool(numba)


def compiled(function: Function) -> Function:
    """The function, compiled at its first call and kept on disk."""
    if not has_numba():
        return function
    from numba import njit  # noqa: PLC0415 - only where it is there

    try:
        return cast(Function, njit(cache=True)(function))
    except RuntimeError:  # nowhere to write: it is compiled again by each process
        return cast(Function, njit(function))
