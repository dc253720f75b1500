"""Which features are kept."""

from functools import partial

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from lookalike.describe.local.budget import Area, chosen, ranks
from lookalike.types import Box
from tests.describe.local_pictures import local, photograph

rng = np.random.default_rng(3)
AREA = Area.of(Box(0.5, 0.5, 1, 1), 320, 240)


def scattered(rows):
    frames = rng.uniform((0, 0, 1, 0), (319, 239, 9, 6), (rows, 4)).astype(np.float32)
    return frames, rng.integers(0, 50, rows).astype(np.float32)


def test_the_strongest_are_kept_in_order_of_response_and_place():
    frames, responses = scattered(500)
    rows = chosen(frames, responses, AREA, 100, spread=False)
    order = sorted(range(500), key=lambda i: (-responses[i], frames[i, 1], frames[i, 0], frames[i, 2], frames[i, 3]))
    assert rows.tolist() == order[:100]


@pytest.mark.parametrize("n", [1, 30, 100, 499])
def test_spreading_takes_from_each_cell_in_turn(n):
    frames, responses = scattered(500)
    rows = chosen(frames, responses, AREA, n, spread=True)
    everything = chosen(frames, responses, AREA, 500, spread=False)
    cells = {}
    for row in everything.tolist():
        cells.setdefault((int((frames[row, 0] + 0.5) // 40), int((frames[row, 1] + 0.5) // 40)), []).append(row)
    turns = [[cell[turn] for cell in cells.values() if turn < len(cell)] for turn in range(500)]
    place = {row: i for i, row in enumerate(everything.tolist())}
    expected = [row for turn in turns for row in sorted(turn, key=place.get)][:n]
    assert sorted(rows.tolist()) == sorted(expected)
    assert rows.tolist() == sorted(expected, key=place.get)


def test_only_what_lies_within_is_kept():
    frames = np.array([[-0.5, -0.5, 1, 0], [319.4, 239.4, 1, 0], [-0.6, 5, 1, 0], [5, 239.5, 1, 0]], np.float32)
    assert_array_equal(np.sort(chosen(frames, np.ones(4, np.float32), AREA, 9, spread=False)), [0, 1])


@pytest.mark.parametrize("spread", [False, True])
def test_nothing_one_and_many_alike(spread):
    keep = partial(chosen, area=AREA, n=100_000, spread=spread)
    assert len(keep(*scattered(0))) == 0
    assert len(keep(*scattered(1))) == 1
    alike = np.ones((200_000, 4), np.float32)
    assert len(keep(alike, np.ones(200_000, np.float32))) == 100_000


def test_ranks_count_what_came_before():
    assert_array_equal(ranks(np.array([4, 0, 4, 4, 0, 7])), [0, 0, 1, 2, 1, 0])


def test_spread_features_cover_more_of_the_picture():
    image = photograph()
    dense, spread = (local("sift", n=100, spread=s).describe([image]).frames for s in (False, True))
    covered = [len(np.unique((frames[:, :2] // 45).astype(int), axis=0)) for frames in (dense, spread)]
    assert covered[1] > 1.2 * covered[0]


@pytest.mark.parametrize("n", [1, 60, 400])
def test_the_strongest_are_the_same_where_no_others_are_described(n):
    picture = photograph()
    few, all_of_them = (local("sift", n=most).describe([picture]) for most in (n, 100_000))
    assert len(few) == n < len(all_of_them)
    assert_array_equal(few.vectors, all_of_them.vectors[:n])
    assert_array_equal(few.frames, all_of_them.frames[:n])
