"""Regular patterns are told from pictures that show something."""

import numpy as np
import pytest
from skimage import data

from lookalike.rerank.geometry.repetition import repeated


def chequered(width: int, height: int, square: int, light: tuple[int, int, int]) -> np.ndarray:
    y, x = np.mgrid[:height, :width] // square
    return np.where(((x + y) % 2 == 0)[..., None], np.array(light, np.uint8), np.uint8(20)).astype(np.uint8)


def test_a_pattern_is_repeated_in_any_light():
    board = chequered(400, 300, 40, (200, 60, 60))
    y, x = np.mgrid[:300, :400]
    light = 1 - 0.7 * np.hypot(x - 200, y - 150)[..., None] / 250
    noise = np.random.default_rng(0).normal(0, 6, board.shape)
    assert repeated(board)
    assert repeated((board * light + noise).clip(0, 255).astype(np.uint8))


@pytest.mark.parametrize("name", ["chelsea", "coffee", "astronaut", "rocket"])
def test_photographs_are_not(name):
    assert not repeated(getattr(data, name)())


def test_neither_are_even_and_tiny_pictures():
    assert not repeated(np.full((200, 300, 3), 128, np.uint8))
    assert not repeated(np.full((1, 1, 3), 128, np.uint8))
    assert not repeated(np.full((3, 200, 3), 128, np.uint8))
