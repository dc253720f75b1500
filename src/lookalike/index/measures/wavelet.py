"""The image querying metric of Jacobs, Finkelstein & Salesin (SIGGRAPH 1995) on signatures of Haar wavelets.

A signature is (3 + 3m,): the averages of Y, I and Q in 0..1 of luma, and then
for each of these channels m signed positions, sign x (1 + flat index) in the
128 x 128 decomposition, with 0 for none.

A place that query and target share, with the same sign, earns the query its
weight; averages that differ cost theirs. The similarity is 1 less what the
query misses of what it would earn from itself, divided by the most that any
signature of m positions a channel can earn.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from lookalike.index.measures.base import Kernel, Measure, carried, carrying
from lookalike.types import Floats

_SIDE = 128
_PLACES = _SIDE * _SIDE
_CHANNELS = np.arange(3)[:, None]

# The paper's weights of Y, I and Q: for the averages, and for the bins min(max(row, column), 5) of the other places.
_SCANNED = (
    (5.00, 19.21, 34.37),
    (0.83, 1.26, 0.36),
    (1.01, 0.44, 0.45),
    (0.52, 0.53, 0.14),
    (0.47, 0.28, 0.18),
    (0.30, 0.14, 0.27),
)
_PAINTED = (
    (4.04, 15.14, 22.62),
    (0.78, 0.92, 0.40),
    (0.46, 0.53, 0.63),
    (0.42, 0.26, 0.25),
    (0.41, 0.14, 0.15),
    (0.32, 0.07, 0.38),
)
_Weights = tuple[tuple[float, float, float], ...]

# What is searched: a count sketch of the places, and the averages in unary code.
_HASHED = 512
_STEPS = 16
_REACH = ((0.0, 1.0), (-0.6, 0.6), (-0.53, 0.53))
_SEARCHED = _HASHED + 3 * _STEPS
_FIBONACCI = np.uint64(0x9E3779B97F4A7C15)
_TOP_BITS = np.uint64(64 - 9)


@cache
def _worth(weights: _Weights) -> Floats:
    """(3, 1 + 16384): what each position of each channel is worth; none, and the average, nothing."""
    rows, columns = np.indices((_SIDE, _SIDE))
    bins = np.minimum(np.maximum(rows, columns), len(weights) - 1).ravel()
    worth = np.asarray(weights, np.float32).T[:, bins]
    worth[:, 0] = 0
    return np.pad(worth, ((0, 0), (1, 0)))


@cache
def _most(weights: _Weights, kept: int) -> float:
    """The most that ``kept`` positions a channel can earn."""
    return float(np.sort(_worth(weights), axis=1)[:, -kept:].sum())


def _signed(signatures: Floats) -> npt.NDArray[np.int32]:
    """(R, 3, m) signed positions."""
    # A row that was weighed and unweighed is off by a rounding error.
    return np.rint(signatures[:, 3:]).astype(np.int32).reshape(len(signatures), 3, -1)


def _kernel(weights: _Weights) -> Kernel:
    worth, average = _worth(weights), np.asarray(weights[0], np.float32)

    def kernel(query: Floats, rows: Floats) -> Floats:
        width = rows.shape[1] - _SEARCHED
        asked, stored = carried(query, width)[None], carried(rows, width)
        places = _signed(asked)[0]
        earned = worth[_CHANNELS, np.abs(places)]
        table = np.zeros((3, 2 * _PLACES + 1), np.float32)
        table[_CHANNELS, places + _PLACES] = earned
        shared = table[_CHANNELS, _signed(stored) + _PLACES].sum(axis=(1, 2))
        cost = np.abs(stored[:, :3] - asked[:, :3]) @ average
        missed = earned.sum() - shared
        return np.asarray(1 - (cost + missed) / _most(weights, places.shape[1]), np.float32)

    return kernel


def _hashed(signed: npt.NDArray[np.int32], worth: Floats) -> Floats:
    """Count sketch (R, 512) of signed positions: inner products are about the worth of those that are shared."""
    # Fibonacci hashing, because NumPy may change its random numbers, and stored rows must stay comparable.
    mixed = (signed + _PLACES + _CHANNELS * (2 * _PLACES + 1)).astype(np.uint64) * _FIBONACCI
    bucket = (mixed >> _TOP_BITS).astype(np.int64) + _HASHED * np.arange(len(signed))[:, None, None]
    flipped = 1 - 2 * ((mixed >> np.uint64(30)) & np.uint64(1)).astype(np.float32)
    values = np.sqrt(worth[_CHANNELS, np.abs(signed)]) * flipped
    sketch = np.bincount(bucket.ravel(), values.ravel(), minlength=_HASHED * len(signed))
    return sketch.reshape(len(signed), _HASHED).astype(np.float32)


def _unary(averages: Floats, weights: _Weights) -> Floats:
    """Averages (R, 3) in unary code (R, 3 x 16): inner products fall by the weighted distance."""
    low, high = np.array(_REACH, np.float32).T
    filled = (averages - low) / (high - low) * _STEPS
    code = 2 * np.clip(filled[..., None] - np.arange(_STEPS), 0, 1) - 1
    size = np.sqrt(np.array(weights[0]) * (high - low) / _STEPS / 2)
    return np.asarray(code * size[:, None], np.float32).reshape(len(averages), -1)


def _measure(name: str, weights: _Weights) -> Measure:
    def embed(vectors: Floats) -> Floats:
        hashed = _hashed(_signed(vectors), _worth(weights))
        return carrying(np.hstack([hashed, _unary(vectors[:, :3], weights)]), vectors)

    definition = "1 - what the query's largest wavelets and its averages lose in the other picture, weighted"
    return Measure(name, definition, embed, _kernel(weights), exact=False, lowest=-np.inf)


WAVELET_SCANNED = _measure("wavelet_scanned", _SCANNED)
WAVELET_PAINTED = _measure("wavelet_painted", _PAINTED)
