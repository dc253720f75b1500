"""Whether one picture, or a part of it, is in another, and where: by features that agree on one transform."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from lookalike.cores import cores, one_thread_each
from lookalike.types import Features, LookalikeError

if TYPE_CHECKING:
    from lookalike.rerank.geometry.matching import Matches

Model = Literal["similarity", "affinity", "homography"]
Plane = npt.NDArray[np.float64]

REACH = 0.008
"""A match may be off by this share of the diagonal of the part of the picture that has features."""

LEAST_REACH = 2.0
"""A match may be off by so many pixels in any case."""

RARE = -3.0
"""What comes by chance fewer than 10 to this power times is significant."""

LEAST = 4
"""Nothing is significant with less evidence."""

_CELL = 2.0
"""Inliers within a square of so many reaches a side count as one."""

_TURNED = 0.25
_ZOOMED = 0.5


@dataclass(frozen=True, eq=False)
class Verified:
    """A transform on which matches agree.

    :param inliers: (M, 2) int64, pairs of rows of the query and of the candidate, the most exact first; no row of
        either is twice in them.
    :param transform: (3, 3) float64, from pixels of the query to pixels of the candidate, as homogeneous coordinates.
    :param model: the plainest transform that explains the inliers.
    :param score: the evidence, 0 or more: how many inliers there are, those that lie close together in either picture
        counted once.
    :param chance: the decimal logarithm of how many such transforms were to be expected if the matches lay at random.
    """

    inliers: npt.NDArray[np.int64]
    transform: Plane
    model: Model
    score: float
    chance: float

    @property
    def mirrored(self) -> bool:
        """The candidate shows the query's reflection."""
        return bool(np.linalg.det(self.transform) < 0)

    @property
    def significant(self) -> bool:
        """The pictures show the same, as far as can be told."""
        return self.score >= LEAST and self.chance < RARE


class _Sides(NamedTuple):
    """Correspondences as the kernels take them, and what holds of the whole pictures."""

    one: Plane
    other: Plane
    corners: Plane
    near: float
    far: float
    area: float
    turns: bool
    zooms: bool


def verify(query: Features, candidate: Features, *, model: Model = "homography", instances: int = 1) -> list[Verified]:
    """Where in a candidate the query is.

    :param query, candidate: features of one picture each, with frames, and either both with words or both with
        descriptors of one kind.
    :param model: the most general transform; a plainer one is taken where it explains as much.
    :param instances: how many times the query is looked for, 1 or more.
    :return: what was found, best first; the first may be insignificant, those that follow it are not.
    :raises LookalikeError: features have no frames, are of different kinds, or another parameter is wrong.

    Source: J. Philbin et al., CVPR 2007; K. Lebeda et al., BMVC 2012; L. Moisan and B. Stival, IJCV 57(3), 2004.

    Deviations: the number of false alarms is computed of the inliers that lie apart, at one reach rather than at the
    most meaningful one. The size of a picture is taken from its features. Reflections are not looked for.
    """
    if instances < 1:
        raise LookalikeError(f"instances is 1 or more, not {instances}.")
    with one_thread_each():
        return _verify(query, candidate, model, instances)


def _verify(query: Features, candidate: Features, model: Model, instances: int = 1) -> list[Verified]:
    from lookalike.rerank.geometry.matching import tentative

    if model not in get_args(Model):
        raise LookalikeError(f"model is one of {', '.join(get_args(Model))}, not {model!r}.")
    checked(query, candidate)
    matches = tentative(query, candidate, several=instances > 1)
    found: list[Verified] = []
    total = len(matches)
    while len(found) < instances and len(matches) > 2:
        here = _found(query, candidate, matches, model, total)
        if here is None or (found and not here[0].significant):
            break
        found.append(here[0])
        matches = here[1]
    return sorted(found, key=lambda one: -one.score)


def verify_many(
    query: Features, candidates: Sequence[Features], *, model: Model = "homography"
) -> list[Verified | None]:
    """The best of :func:`verify` for each of many candidates, on all cores; None where nothing agrees.

    :raises LookalikeError: as :func:`verify`.
    """
    work = partial(best_of, query, model=model)
    with one_thread_each(), ThreadPoolExecutor(cores(), thread_name_prefix="lookalike") as pool:
        return list(pool.map(work, candidates))


def best_of(query: Features, candidate: Features, *, model: Model = "homography") -> Verified | None:
    """The same of one candidate, for a thread beside others, within :func:`lookalike.cores.one_thread_each`.

    :raises LookalikeError: as :func:`verify`.
    """
    return next(iter(_verify(query, candidate, model)), None)


def polygon(transform: Plane, outline: npt.ArrayLike) -> Plane:
    """(N, 2) float64: where a transform puts the corners (N, 2) of an outline, in pixels of the candidate.

    :raises LookalikeError: the outline lies in part beyond the horizon of the transform.
    """
    corners = np.asarray(outline, np.float64).reshape(-1, 2)
    x, y, depth = np.asarray(transform) @ np.column_stack([corners, np.ones(len(corners))]).T
    if np.any(depth <= 0) and np.any(depth >= 0):
        raise LookalikeError("A part of the outline is beyond the horizon of the transform: take a smaller outline.")
    return np.column_stack([x / depth, y / depth])


def checked(query: Features, candidate: Features) -> None:
    """That features can be compared.

    :raises LookalikeError: they have no frames, or are of different kinds.
    """
    for features, name in ((query, "query"), (candidate, "candidate")):
        if features.frames is None:
            raise LookalikeError(
                f"The {name}'s features have no frames: describe it by a local method, such as sift()."
            )
    kinds = [(f.vectors.dtype == np.uint8, f.vectors.shape[1], f.words is None) for f in (query, candidate)]
    if kinds[0] != kinds[1]:
        raise LookalikeError("The query's and the candidate's features are of different kinds: describe both alike.")


def _found(
    query: Features, candidate: Features, matches: Matches, model: Model, total: int
) -> tuple[Verified, Matches] | None:
    """The best transform, and the matches that it leaves."""
    from lookalike.rerank.geometry import models, ransac, spatial
    from lookalike.rerank.geometry.matching import Matches

    assert query.frames is not None and candidate.frames is not None
    sides = _sides(query.frames, candidate.frames, matches)
    one, other, corners, near, far, _, turns, zooms = sides
    if turns and zooms:
        proposed = spatial.from_singles(one, other)
    else:
        proposed = spatial.from_pairs(one, other, 4 * near, 4 * far)
    coarse = ransac.COARSE
    votes = spatial.votes(proposed, one, other, coarse * near, coarse * far, turns, zooms)
    transform = np.empty((3, 3))
    most = get_args(Model).index(model) + 2
    points, reach = ransac.search(proposed, votes, one, other, corners, near, far, most, turns, zooms, transform)
    if not points:
        return None
    points = ransac.settle(points, one, other, corners, reach, most, turns, zooms, transform)
    gap = np.empty(len(matches))
    models.gaps(transform, one, other, reach, turns, zooms, gap)
    kept = ransac.one_to_one(gap, matches.query, matches.candidate)
    if len(kept) <= points:
        return None
    verified = _judged(sides, matches, kept, transform, points, reach, total)
    left = gap > 4
    return verified, Matches(matches.query[left], matches.candidate[left])


def _judged(
    sides: _Sides, matches: Matches, kept: Any, transform: Plane, points: int, reach: float, total: int
) -> Verified:
    from lookalike.rerank.geometry.chance import false_alarms
    from lookalike.rerank.geometry.ransac import spread

    side = _CELL * reach
    there = spread(sides.other[0, kept], sides.other[1, kept], side)
    here = spread(sides.one[0, kept], sides.one[1, kept], _CELL * sides.near)
    evidence = min(here, there, len(kept))
    chance = min(math.pi * reach**2 / sides.area, 0.5)
    chance *= (_TURNED if sides.turns else 1) * (_ZOOMED if sides.zooms else 1)
    return Verified(
        np.column_stack([matches.query[kept], matches.candidate[kept]]),
        transform / transform[2, 2],
        get_args(Model)[points - 2],
        float(evidence),
        float(false_alarms(evidence, total, points, chance)),
    )


def _sides(query: npt.NDArray[np.float32], candidate: npt.NDArray[np.float32], matches: Matches) -> _Sides:
    from lookalike.rerank.geometry.models import extent, taken

    left, top, right, bottom, turned, zoomed = extent(query)
    low, high, width, height, turns, zooms = extent(candidate)
    width, height = width - low, height - high
    return _Sides(
        taken(query, matches.query),
        taken(candidate, matches.candidate),
        np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64),
        _reach(right - left, bottom - top),
        _reach(width, height),
        max(width * height, 1.0),
        turned and turns,
        zoomed and zooms,
    )


def _reach(width: float, height: float) -> float:
    return max(LEAST_REACH, REACH * math.hypot(width, height))
