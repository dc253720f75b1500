"""The two levels of a plane."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def otsu(luma: npt.NDArray[np.uint8]) -> tuple[int, float]:
    """The threshold of Otsu (IEEE Trans. SMC 1979), and the share of the variance that lies between its classes."""
    counts = np.bincount(luma.ravel(), minlength=256) / luma.size
    below, values = np.cumsum(counts), np.cumsum(counts * np.arange(256))
    mean, spread = values[-1], counts @ np.arange(256) ** 2 - values[-1] ** 2
    inner = np.clip(below * (1 - below), 1e-12, None)
    between = np.where((below > 0) & (below < 1), (mean * below - values) ** 2 / inner, 0)
    level = int(between.argmax())
    return level, float(between[level] / spread) if spread > 0.5 else 0.0


def border(plane: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The values along the four sides of (H, W), the corners twice."""
    return np.concatenate([plane[0], plane[-1], plane[:, 0], plane[:, -1]])
