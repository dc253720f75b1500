"""The likeness of pictures as sets of regions that lie to each other in some way.

Rows are of 16 numbers a region: share of the picture; centre x, y, width and height;
tilt; fill; mean L, a, b; their deviations; gradient energy; direction, two numbers.
Zeros stand for regions that there are none of.

Two regions are alike by u = exp(-|x - y|), where every number is first divided by
the difference at which it counts. Integrated region matching (Wang, Li & Wiederhold,
SIMPLIcity, PAMI 2001) then shares out the areas, the most alike pair first: s_ij of
the picture goes from region i to region j, with sum_j s_ij = a_i and sum_i s_ij = b_j.
The score is

    0.9 sum_ij s_ij u_ij + 0.1 (1 - mean_r sum_ijkl s_ij s_kl (r_ik - r'_jl)^2)

where r goes over the relations left of, above, inside and touching: the second term
is how well matched pairs agree in their relations, in the form of the
Gromov-Wasserstein discrepancy (Memoli, FoCM 2011; Peyre, Cuturi & Solomon, ICML 2016).
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np

from lookalike.geometry import above, inside, left_of, touching
from lookalike.index.measures.base import Measure, carried, carrying
from lookalike.types import Floats

WIDTH = 16

_NEVER = np.inf
_SCALES = np.array([_NEVER, 1, 1, 4, 4, 4, 4, 0.4, 0.24, 0.24, 0.2, 0.2, 0.2, 0.08, 2, 2], np.float32)
"""The difference of each number that makes two regions of two pictures unlike; size counts in the matching."""

_BLOB = np.array([_NEVER] * 5 + [2, 2, 0.4, 0.24, 0.24, 0.2, 0.2, 0.2, 0.08, 2, 2], np.float32)
"""The same for a region that is looked for by itself, wherever it is and however large."""

_AGREEMENT = 0.1
_RELATIONS = (left_of, above, inside, touching)

_TONES = (-0.4, -0.2, 0, 0.2, 0.4)


class _Soft(NamedTuple):
    """A histogram in which a value counts for the bins about it.

    :param numbers: of a region's numbers, those whose histogram it is.
    :param bins: (B, P) float32, their centres.
    :param width: how far a value counts.
    :param weight: of the square root of the histogram.
    """

    numbers: slice
    bins: Floats
    width: float
    weight: float


_SOFT = (
    _Soft(slice(7, 10), np.array(list(product((0.1, 0.3, 0.5, 0.7, 0.9), _TONES, _TONES)), np.float32), 0.1, 1),
    _Soft(slice(10, 11), np.linspace(0, 0.3, 6, dtype=np.float32)[:, None], 0.05, 0.5),
    _Soft(slice(11, 12), np.linspace(0, 0.2, 6, dtype=np.float32)[:, None], 0.03, 0.5),
    _Soft(slice(12, 13), np.linspace(0, 0.2, 6, dtype=np.float32)[:, None], 0.03, 0.5),
    _Soft(slice(13, 14), np.linspace(0, 0.12, 6, dtype=np.float32)[:, None], 0.02, 0.5),
)
"""Of the mean colour, of the deviations of L, a and b, and of the gradient energy."""

_SEARCHED = sum(len(soft.bins) for soft in _SOFT)


def embed(vectors: Floats) -> Floats:
    """(R, 16 n) rows, searched by histograms of the regions' colours and textures, (R, 149)."""
    regions = _regions(vectors)
    return carrying(np.concatenate([_histogram(regions, soft) for soft in _SOFT], axis=1), vectors)


def kernel(query: Floats, rows: Floats) -> Floats:
    """The score above of one embedded row (E,) and embedded rows (N, E): (N,) float32."""
    one, others = _carried(query[None])[0], _carried(rows)
    likeness = _likeness(one, others, _SCALES)
    shared = _matched(likeness, one[:, 0], others[..., 0])
    alike = (shared * likeness).sum(axis=(1, 2))
    apart = _disagreement(_related(placed(query[None])), _related(placed(rows)), one[:, 0], others[..., 0], shared)
    score = (1 - _AGREEMENT) * alike + _AGREEMENT * (1 - apart)
    return np.asarray(score, np.float32)


def like_region(region: Floats, rows: Floats) -> Floats:
    """How much each region of each picture is like a given one by colour, texture and shape.

    :param region: (16,) float32.
    :param rows: (N, E) embedded rows.
    :return: u of the regions, (N, n) float32 in 0..1, 0 where there is none.
    """
    regions = _carried(rows)
    likeness = _likeness(region[None], regions, _BLOB)[:, 0]
    return np.where(regions[..., 0] > 0, likeness, np.float32(0))


def find(query: Floats, rows: Floats) -> tuple[Floats, Floats]:
    """The best of :func:`like_region` for the first region of a query (E,): (N,) float32, and its box (N, 4)."""
    likeness = like_region(_carried(query[None])[0, 0], rows)
    return likeness.max(axis=1), _clipped(placed(rows)[np.arange(len(rows)), likeness.argmax(axis=1)])


def _clipped(boxes: Floats) -> Floats:
    """What of boxes (N, 4) lies in the picture: a box of the spread of a region may reach beyond it."""
    low, high = (np.clip(boxes[:, :2] + side * boxes[:, 2:] / 2, 0, 1) for side in (-1, 1))
    return np.concatenate([(low + high) / 2, high - low], axis=1)


def placed(rows: Floats) -> Floats:
    """The boxes of the regions of embedded rows, (N, n, 4); where there is no region, one of next to no area."""
    boxes = _carried(rows)[..., 1:5].copy()
    boxes[..., 2:] = np.maximum(boxes[..., 2:], 1e-6)
    return boxes


REGIONS = Measure(
    "regions",
    "integrated region matching: the likeness of the regions, the most alike matched first, and of how they lie",
    embed,
    kernel,
    exact=False,
    lowest=0.0,
    shortlist=5000,
    part=find,
)


def _regions(vectors: Floats) -> Floats:
    return vectors.reshape(len(vectors), -1, WIDTH)


def _histogram(regions: Floats, soft: _Soft) -> Floats:
    distances = np.linalg.norm(regions[..., None, soft.numbers] - soft.bins, axis=-1)
    counts = np.exp(-distances / soft.width)
    counts *= regions[..., :1] / counts.sum(axis=-1, keepdims=True)
    return np.asarray(soft.weight * np.sqrt(counts.sum(axis=1)), np.float32)


def _carried(rows: Floats) -> Floats:
    """The regions of embedded rows, (N, n, 16)."""
    return _regions(carried(rows, rows.shape[1] - _SEARCHED))


def _likeness(one: Floats, others: Floats, scales: Floats) -> Floats:
    """(N, n, m) float32 in 0..1 of regions (n, 16) and (N, m, 16)."""
    squares = np.zeros((len(others), len(one), others.shape[1]), np.float32)
    for i in np.flatnonzero(np.isfinite(scales)):
        squares += ((one[:, i, None] - others[:, None, :, i]) / scales[i]) ** 2
    return np.exp(-np.sqrt(squares))


def _matched(likeness: Floats, one: Floats, others: Floats) -> Floats:
    """How much of region i goes to region j, (N, n, m): all that is left of either, the most alike pair first."""
    count, width = len(likeness), others.shape[1]
    shared = np.zeros((count, likeness[0].size), np.float32)
    mine, theirs = np.repeat(one[None], count, axis=0), others.copy()
    each = np.arange(count)
    for pair in np.argsort(-likeness.reshape(count, -1), axis=1, kind="stable").T:
        i, j = pair // width, pair % width
        taken = np.minimum(mine[each, i], theirs[each, j])
        shared[each, pair] = taken
        mine[each, i] -= taken
        theirs[each, j] -= taken
    return shared.reshape(likeness.shape)


def _disagreement(one: Floats, others: Floats, a: Floats, b: Floats, shared: Floats) -> Floats:
    """The mean over relations (4, 1, n, n) and (4, N, m, m) of the squared difference between matched pairs, (N,)."""
    carried_over = shared.transpose(0, 2, 1) @ one @ shared
    squares = a @ one**2 @ a + np.einsum("nj,rnjl,nl->rn", b, others**2, b)
    difference: Floats = (squares - 2 * (carried_over * others).sum(axis=(2, 3))).mean(axis=0)
    return difference


def _related(boxes: Floats) -> Floats:
    """(4, N, n, n): how far each relation holds between the regions of a picture."""
    return np.stack([relation(boxes[:, :, None], boxes[:, None]) for relation in _RELATIONS])
