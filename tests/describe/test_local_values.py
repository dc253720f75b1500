"""Boxes, wavelets, patches and histograms against plain sums."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.ndimage import map_coordinates

from lookalike.describe.local.cs_lbp import cs_lbp
from lookalike.describe.local.hessian import blobs, determinants, refined
from lookalike.describe.local.local_lbp import lbp
from lookalike.describe.local.patches import REACH, SIDE, histograms, patches
from lookalike.describe.local.wavelets import describing
from tests.describe.local_pictures import blob, gray, local, photograph

rng = np.random.default_rng(2)


@pytest.mark.parametrize(("step", "length"), [(1, 9), (2, 15), (4, 51)])
def test_determinants_are_those_of_filters(step, length):
    lobe = length // 3
    across, gap = 2 * lobe - 1, lobe // 2 + 1
    second = np.zeros((length, length))
    second[:, (length - across) // 2 : (length + across) // 2] = np.repeat([1, -2, 1], lobe)[:, None]
    mixed = np.zeros((2 * lobe + 1,) * 2)
    mixed[:lobe, :lobe] = mixed[-lobe:, -lobe:] = 1
    mixed[:lobe, -lobe:] = mixed[-lobe:, :lobe] = -1
    plane = rng.integers(0, 256, (40, 51), dtype=np.uint8)
    margin = 100
    padded = cv2.copyMakeBorder(plane, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
    found = determinants()(cv2.integral(padded, sdepth=cv2.CV_64F), margin, 40, 51, step, length)
    yy, xx, xy = (
        cv2.filter2D(padded.astype(np.float64), -1, mask)[margin:-margin:step, margin:-margin:step] / length**2
        for mask in (second, second.T, mixed)
    )
    assert gap + lobe // 2 == lobe
    assert_allclose(found, xx * yy - 0.81 * xy**2, rtol=1e-3, atol=1e-3)


def test_peaks_of_parabolas_are_where_they_are():
    z, y, x = np.mgrid[:5, :5, :5] - 2.0
    peak = np.array([0.3, -0.2, 0.4])
    stack = 9 - (z - peak[0]) ** 2 - 2 * (y - peak[1]) ** 2 - (x - peak[2]) ** 2 - 0.5 * (x - peak[2]) * (z - peak[0])
    shifts, sound = refined(stack.astype(np.float32), np.array([[2, 2, 2]]))
    assert sound.all()
    assert_allclose(shifts[0], peak, atol=1e-5)


def test_nothing_stands_out_of_a_slope():
    slope = np.tile(np.arange(160, dtype=np.uint8), (120, 1))
    assert len(blobs(slope, 5.0).places) == 0


def _wavelet(fine, zoom, x, y, r):
    """Differences of means to the right and below, in a picture enlarged by a whole factor."""
    edges = [round((v + 0.5 + d) * zoom) for v in (y, x) for d in (-r, 0, r)]
    top, middle, bottom, left, center, right = edges
    area = (center - left) * (bottom - top)
    across = fine[top:bottom, center:right].sum() - fine[top:bottom, left:center].sum()
    return across / area, (fine[middle:bottom, left:right].sum() - fine[top:middle, left:right].sum()) / area


@pytest.mark.parametrize("angle", [0.0, np.pi / 2])
def test_surf_sums_wavelets_in_cells(angle):
    plane = rng.integers(0, 256, (90, 90)).astype(np.float64)
    fine = plane.repeat(8, 0).repeat(8, 1)
    x, y, scale = 44.0, 46.0, 2.0
    rows = []
    for i in range(20):
        for j in range(20):
            u, v = j - 9.5, i - 9.5
            dx, dy = _wavelet(fine, 8, x + scale * u, y + scale * v, scale)
            rows.append(np.array([dx, dy, abs(dx), abs(dy)]) * np.exp(-(u * u + v * v) / (2 * 3.3**2)))
    expected = np.array(rows).reshape(4, 5, 4, 5, 4).sum(axis=(1, 3)).ravel()
    turned = np.rot90(plane, -round(angle / (np.pi / 2)))
    place = [x, y] if angle == 0 else [89 - y, x]
    sums = cv2.integral(np.ascontiguousarray(turned), sdepth=cv2.CV_64F)
    angles, vectors = describing()(sums, np.array([[*place, scale]]), angle == 0)
    if angle == 0:
        assert angles[0] == 0
        assert_allclose(vectors[0], expected / np.linalg.norm(expected), atol=1e-6)
        angles, vectors = describing()(sums, np.array([[*place, scale]]), False)
    straight = cv2.integral(plane, sdepth=cv2.CV_64F)
    before, same = describing()(straight, np.array([[x, y, scale]]), False)
    assert (angles[0] - before[0]) % (2 * np.pi) == pytest.approx(angle, abs=1e-4)
    assert_allclose(vectors, same, atol=1e-4)


def test_surf_points_to_where_it_is_brighter():
    slope = np.tile(np.arange(120.0), (120, 1))
    for turns, angle in enumerate((0, np.pi / 2, np.pi)):
        sums = cv2.integral(np.ascontiguousarray(np.rot90(slope, -turns)), sdepth=cv2.CV_64F)
        angles, _ = describing()(sums, np.array([[60.0, 60.0, 2.0]]), False)
        assert np.cos(angles[0] - angle) == pytest.approx(1)


def test_patches_are_the_neighbourhoods_of_their_frames():
    plane = cv2.GaussianBlur(rng.integers(0, 256, (200, 220), dtype=np.uint8), (0, 0), 2)
    frames = np.array([[100, 90, 3, 0], [110.5, 100.25, 2.5, 1.1], [100, 90, 3, np.pi / 2]], np.float32)
    found = patches(plane, frames)
    line = (np.arange(SIDE) - SIDE // 2) * 2 * REACH / SIDE
    for patch, (x, y, scale, angle) in zip(found, frames.astype(float), strict=True):
        right, down = np.meshgrid(line * scale, line * scale)
        across = x + right * np.cos(angle) - down * np.sin(angle)
        below = y + right * np.sin(angle) + down * np.cos(angle)
        expected = map_coordinates(plane / 255, [below, across], order=1, mode="mirror")
        assert_allclose(patch, expected, atol=0.01)
    assert_allclose(found[2], np.rot90(found[0]), atol=1e-5)


def test_patches_of_coarse_frames_are_smooth_and_in_place():
    image = blob(110, 90, 16, 220, 200)
    noisy = np.clip(gray(image) + rng.normal(0, 20, (200, 220)), 0, 255).astype(np.uint8)
    coarse = patches(noisy, np.array([[110, 90, 14, 0.4]], np.float32))[0]
    clean = patches(gray(image), np.array([[110, 90, 14, 0.4]], np.float32))[0]
    assert np.std(coarse - clean) < 10 / 255
    assert_allclose(clean, clean[::-1, ::-1], atol=0.02)


def test_many_patches_are_as_each_alone():
    plane = gray(photograph())
    frames = rng.uniform((20, 20, 1, 0), (380, 340, 30, 6), (1203, 4)).astype(np.float32)
    together = patches(plane, frames)
    for row in (0, 499, 500, 1202):
        assert_array_equal(together[row], patches(plane, frames[row : row + 1])[0])
    assert patches(plane, frames[:0]).shape == (0, SIDE, SIDE)


@pytest.mark.parametrize("cells", [1, 3, 4])
def test_histograms_share_labels_among_near_cells(cells):
    labels = rng.integers(0, 5, (2, 37, 37))
    found = histograms(labels, 5, cells)
    width = 37 / cells
    near = np.maximum(1 - np.abs((np.arange(37) + 0.5) / width - 0.5 - np.arange(cells)[:, None]), 0)
    expected = np.einsum("iy,jx,ryxk->rijk", near, near, np.eye(5)[labels])
    assert_allclose(found, expected, rtol=1e-5)


def test_centre_symmetric_patterns_tell_the_direction_of_a_slope():
    ramp = np.tile(np.linspace(0, 1, SIDE, dtype=np.float32), (SIDE, 1))
    rising, falling, flat = cs_lbp(np.stack([ramp, ramp[:, ::-1], np.full_like(ramp, 0.5)])).reshape(3, 4, 4, 16)
    # Points go from the right counterclockwise: right, upper right and lower right are brighter than their opposites.
    assert np.flatnonzero(rising.sum(axis=(0, 1))).tolist() == [0b0011]
    assert np.flatnonzero(falling.sum(axis=(0, 1))).tolist() == [0b1000]
    assert np.flatnonzero(flat.sum(axis=(0, 1))).tolist() == [0]
    assert_allclose(np.linalg.norm(cs_lbp(ramp[None]), axis=1), 1, rtol=1e-5)


def test_patterns_of_patches_are_counted_as_scikit_image_does():
    from skimage.feature import local_binary_pattern

    levels = rng.integers(0, 256, (SIDE, SIDE), dtype=np.uint8)
    patch = levels.astype(np.float32) / 255
    inner = local_binary_pattern(levels, 8, 2, "nri_uniform")[2:-2, 2:-2]
    near = np.maximum(1 - np.abs((np.arange(37) + 0.5) / 37 - 0.5), 0)
    counts = np.bincount(inner.astype(int).ravel(), np.outer(near, near).ravel(), 59)
    clipped = np.minimum(counts / np.linalg.norm(counts), 0.2)
    assert_allclose(np.sort(lbp(patch[None], 1)[0]), np.sort(clipped / np.linalg.norm(clipped)), atol=1e-5)


def test_dense_features_lie_on_a_grid_and_not_in_flat_places():
    image = photograph(width=200, height=160)
    image.pixels[:, :100] = 127
    features = local("dense_sift", step=10, scales=2, n=100_000).describe([image])
    assert (features.frames[:, :2] % 10 == 5).all()
    assert (features.frames[:, 3] == 0).all()
    assert_allclose(np.unique(features.frames[:, 2]), 1.6 * 2 ** (np.arange(2) * 2 / 3), rtol=1e-6)
    assert features.frames[:, 0].min() > 75
    assert 100 < len(features) <= 2 * 13 * 16
    assert np.median(np.linalg.norm(features.vectors, axis=1)) == pytest.approx(512, abs=2)
