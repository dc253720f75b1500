import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lookalike.index.measures.alignment import ALIGNMENT, _skipping

ANGLES = np.arange(640) * (2 * np.pi / 640)


def curve(*waves, start=0, turn=0.0, mirrored=False):
    """A vector of a wavy circle: pairs of how many waves and how high."""
    radius = 1 + sum(height * np.cos(count * ANGLES + count) for count, height in waves)
    dense = radius * np.exp(1j * ANGLES)
    lengths = np.append(0, np.cumsum(np.abs(np.diff(np.append(dense, dense[0])))))
    at = np.arange(64) * lengths[-1] / 64
    points = np.interp(at, lengths, np.append(dense, dense[0]).real)
    points = points + 1j * np.interp(at, lengths, np.append(dense, dense[0]).imag)
    points = np.roll(points, start) * np.exp(1j * turn)
    points = np.conj(points)[::-1] if mirrored else points
    points = points - points.mean()
    points /= np.sqrt((np.abs(points) ** 2).mean())
    return np.concatenate([[1, 0], points.real, points.imag]).astype(np.float32)


FLOWER, BEAN, STAR = ((5, 0.2), (2, 0.1)), ((1, 0.3), (2, 0.3)), ((8, 0.3),)


def score(one, other):
    return ALIGNMENT.kernel(*(ALIGNMENT.embed(v[None])[i] for v, i in ((one, 0), (other, slice(None)))))[0]


@pytest.mark.parametrize("waves", [FLOWER, BEAN, STAR, ()], ids=str)
def test_an_outline_aligns_with_itself(waves):
    assert score(curve(*waves), curve(*waves)) == 1


@pytest.mark.parametrize(
    "moved", [{"start": 17}, {"turn": 2.0}, {"mirrored": True}, {"start": 40, "turn": 1.0, "mirrored": True}], ids=str
)
@pytest.mark.parametrize("waves", [FLOWER, BEAN], ids=str)
def test_start_turn_and_mirroring_do_not_matter(waves, moved):
    assert_allclose(score(curve(*waves), curve(*waves, **moved)), 1, atol=1e-4)


def test_what_is_more_alike_scores_more():
    bent = ((5, 0.17), (2, 0.13))
    alike, unlike = score(curve(*FLOWER), curve(*bent)), score(curve(*FLOWER), curve(*BEAN))
    assert 1 > alike > unlike + 0.2
    assert unlike >= 0


def test_rows_are_scored_by_themselves():
    rows = ALIGNMENT.embed(np.stack([curve((k % 7 + 2, 0.02 * k)) for k in range(1, 41)]))
    together = ALIGNMENT.kernel(rows[3], rows)
    assert_array_equal(together, [ALIGNMENT.kernel(rows[3], row[None])[0] for row in rows])
    assert together.argmax() == 3


def test_a_search_goes_by_the_first_part():
    one, other = curve(*FLOWER), curve(*BEAN)
    other[:2] = 3, 4
    embedded = ALIGNMENT.embed(np.stack([one, other]))
    assert_allclose(embedded @ embedded.T, [[1, 0.6], [0.6, 1]], atol=1e-6)


def test_the_cheapest_alignment_is_that_of_the_plain_recursion():
    pairs = np.random.default_rng(0).random((64, 64, 3), dtype=np.float32)
    costs = np.zeros((65, 65, 3))
    costs[0], costs[:, 0] = 0.2 * np.arange(65)[:, None], 0.2 * np.arange(65)[:, None]
    for i in range(1, 65):
        for j in range(1, 65):
            skipped = np.minimum(costs[i - 1, j], costs[i, j - 1]) + 0.2
            costs[i, j] = np.minimum(skipped, costs[i - 1, j - 1] + pairs[i - 1, j - 1])
    assert_allclose(_skipping(pairs), costs[-1, -1], rtol=1e-4)
