"""A vocabulary of local features that belongs to no collection: ``python -m lookalike.learn.leaves FILE``.

It is learnt from pictures of leaves that fall on each other at random, drawn here: flat figures of all sizes that cover
each other have the corners, edges and scales of photographs, and photographs' words are found among theirs. So a
collection need not learn words from the pictures that happen to come first.

Source: Lee, Mumford & Huang, Occlusion models for natural images, IJCV 41, 2001; that features learnt from such
pictures serve for photographs: Baradad et al., Learning to see by looking at noise, NeurIPS 2021.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lookalike.encode.kmeans import tree
from lookalike.encode.leaves import NAME, WORDS
from lookalike.engine.represent.describing import Pixels, Pointer
from lookalike.reading import parse_rows
from lookalike.types import Features, Image

PICTURES, SIDE, FALLEN = 300, 512, 1500
SMALLEST, LARGEST = 4.0, 200.0
"""Pixels of a leaf's radius, whose density falls with its cube, as it does in what is seen from any distance."""


def fallen(rng: np.random.Generator) -> Image:
    """A picture of leaves, round ones and angular ones, a little blurred and noisy."""
    import cv2

    pixels = np.zeros((SIDE, SIDE, 3), np.float32)
    near, far = SMALLEST**-2.0, LARGEST**-2.0
    for radius in 1 / np.sqrt(near - rng.uniform(size=FALLEN) * (near - far)):
        center, color = rng.uniform(-40, SIDE + 40, 2), rng.uniform(0, 255, 3).tolist()
        if rng.integers(3) == 0:
            cv2.circle(pixels, (int(center[0]), int(center[1])), int(radius), color, -1, cv2.LINE_AA)
            continue
        corners = int(rng.integers(3, 7))
        angles = np.sort(rng.uniform(0, 2 * np.pi, corners))
        reach = (radius * rng.uniform(0.5, 1.3, corners))[:, None]
        outline = center + reach * np.column_stack([np.cos(angles), np.sin(angles)])
        cv2.fillPoly(pixels, [outline.astype(np.int32)], color, cv2.LINE_AA)
    soft = cv2.GaussianBlur(pixels, (0, 0), float(rng.uniform(0.5, 1.5)))
    noisy = soft + rng.normal(size=soft.shape) * rng.uniform(0, 8)
    return Image(noisy.clip(0, 255).astype(np.uint8))


def learnt(pictures: int = PICTURES, words: int = WORDS) -> dict[str, npt.NDArray[Any]]:
    """The words, (K, 128) uint8 in steps of ``step``, those of a cell next to each other, as a codebook has them."""
    rng, pointer = np.random.default_rng(0), Pointer.of(parse_rows("sift(contrast=0.01) >> root()"))
    rows = Features.joined([pointer.points(Pixels(fallen(rng))) for _ in range(pictures)]).floats
    book = tree(rows, words)
    step = float(book.words.max()) / 255
    return {
        "words": np.rint(book.words / step).clip(0, 255).astype(np.uint8),
        "cells": book.cells.astype(np.float16),
        "starts": book.starts.astype(np.int32),
        "step": np.float32(step),
    }


def main() -> None:
    """Write the vocabulary."""
    parser = argparse.ArgumentParser(prog="python -m lookalike.learn.leaves", description=__doc__)
    parser.add_argument("file", type=Path, help=f"where to, {NAME} in the package")
    arrays: Any = learnt()
    np.savez_compressed(parser.parse_args().file, **arrays)


if __name__ == "__main__":
    main()
