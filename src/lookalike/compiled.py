"""How loops are compiled; import this module, and those whose loops are, inside functions only: numba takes long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy.typing as npt
from numba import njit, types
from numba.extending import intrinsic

Array = npt.NDArray[Any]
_F = TypeVar("_F", bound=Callable[..., Any])


def compiled(function: _F) -> _F:
    """A function of numbers and arrays as machine code, which runs without the interpreter's lock."""
    return cast(_F, njit(cache=True, nogil=True)(function))


def _popcount(_context: Any, _number: Any) -> Any:
    return types.uint64(types.uint64), lambda _context, builder, _signature, arguments: builder.ctpop(arguments[0])


bits_set: Any = intrinsic(_popcount)
"""How many bits of a uint64 are set, within compiled functions."""
