"""Local features scattered at random, and the same seen through a transform."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lookalike.types import Features

Values = npt.NDArray[np.float64]


def features(frames: npt.ArrayLike, vectors: npt.ArrayLike, words: npt.NDArray[np.int32] | None = None) -> Features:
    """Of one picture."""
    rows = np.asarray(vectors)
    return Features(rows, np.zeros(len(rows), np.int64), 1, np.asarray(frames, np.float32).reshape(-1, 4), words)


def frames(rng: np.random.Generator, count: int, width: float = 640, height: float = 480) -> Values:
    return np.column_stack(
        [
            rng.uniform((0, 0), (width, height), (count, 2)),
            np.exp(rng.uniform(0.5, 2.5, count)),
            rng.uniform(0, 2 * np.pi, count),
        ]
    )


def unit(rng: np.random.Generator, count: int, dimension: int = 64) -> npt.NDArray[np.float32]:
    rows = rng.normal(size=(count, dimension))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def similarity(zoom: float, angle: float, x: float, y: float) -> Values:
    c, s = zoom * np.cos(angle), zoom * np.sin(angle)
    return np.array([[c, -s, x], [s, c, y], [0, 0, 1]])


def mapped(transform: Values, points: npt.ArrayLike) -> Values:
    """(N, 2) points."""
    there = np.column_stack([np.asarray(points), np.ones(len(np.asarray(points)))]) @ transform.T
    return np.asarray(there[:, :2] / there[:, 2:])


def seen(transform: Values, here: Values) -> Values:
    """Frames as a transform moves, turns and magnifies them, by finite differences."""
    step = 1e-3
    center = mapped(transform, here[:, :2])
    along = mapped(transform, here[:, :2] + step * np.column_stack([np.cos(here[:, 3]), np.sin(here[:, 3])])) - center
    aside = mapped(transform, here[:, :2] + step * np.column_stack([-np.sin(here[:, 3]), np.cos(here[:, 3])])) - center
    area = np.abs(along[:, 0] * aside[:, 1] - along[:, 1] * aside[:, 0]) / step**2
    angle = np.arctan2(along[:, 1], along[:, 0]) % (2 * np.pi)
    return np.column_stack([center, here[:, 2] * np.sqrt(area), angle])


def pair(
    transform: Values, inliers: int = 60, others: int = 200, noise: float = 0.3, seed: int = 0
) -> tuple[Features, Features]:
    """A picture and a view of it: rows below ``inliers`` belong together, and the rest are each picture's own."""
    rng = np.random.default_rng(seed)
    here, shared = frames(rng, inliers), unit(rng, inliers)
    there = seen(transform, here)
    there[:, :2] += rng.normal(scale=noise, size=(inliers, 2))
    low, high = there[:, :2].min(axis=0), there[:, :2].max(axis=0)
    clutter = frames(rng, others)
    clutter[:, :2] = rng.uniform(low, high, (others, 2))
    one = features(np.vstack([here, frames(rng, others)]), np.vstack([shared, unit(rng, others)]))
    moved = shared + rng.normal(scale=0.02, size=shared.shape)
    other = features(np.vstack([there, clutter]), np.vstack([moved.astype(np.float32), unit(rng, others)]))
    return one, other
