"""Pictures laid over each other."""

import numpy as np
import pytest
from PIL import Image as Pillow
from skimage import data

from lookalike.describe.local.sift import Sift, reflected
from lookalike.rerank.geometry.agreement import agreement, content
from lookalike.rerank.geometry.laying import boxes, mirror, whole
from lookalike.types import Image

CAT = np.asarray(Pillow.fromarray(data.chelsea()).resize((256, 170)))
COFFEE = np.asarray(Pillow.fromarray(data.coffee()).resize((256, 170)))


def test_a_picture_agrees_with_itself_in_other_colors_and_another_size():
    other = np.asarray(Pillow.fromarray(255 - (255 - CAT) // 2).resize((128, 85)))
    found = agreement(CAT, other, whole(CAT, other))
    assert found is not None
    assert found.structure > 0.99
    assert found.covers == pytest.approx((1, 1), abs=0.01)
    assert found.color == pytest.approx(np.abs(255 - (255 - CAT) // 2 - CAT.astype(int)).mean(), rel=0.05)


def test_others_do_not():
    found = agreement(CAT, COFFEE, whole(CAT, COFFEE))
    shifted = agreement(CAT[:, 8:], CAT[:, :-8], whole(CAT[:, 8:], CAT[:, :-8]))
    assert found is not None and shifted is not None
    assert found.structure < 0.3
    assert shifted.structure < 0.7


def test_a_part_covers_its_share_and_a_border_is_plain():
    part = CAT[20:120, 40:200]
    laid = np.array([[1.0, 0, 40], [0, 1, 20], [0, 0, 1]])
    found = agreement(part, CAT, laid)
    assert found is not None
    assert found.structure > 0.98
    assert found.covers == pytest.approx((1, 100 * 160 / (170 * 256)), abs=0.01)
    assert not found.plain[1]
    framed = np.full((220, 300, 3), 40, np.uint8)
    framed[20:120, 40:200] = part
    held = agreement(part, framed, laid)
    assert held is not None and held.plain[1]


def test_the_edge_of_a_border_is_no_part_of_it_and_a_narrow_strip_of_a_picture_is_no_border():
    framed = np.pad(CAT // 4, ((30, 30), (30, 30), (0, 0)), constant_values=255)
    bordered = agreement(CAT // 4, framed, np.array([[1.0, 0, 30], [0, 1, 30], [0, 0, 1]]))
    assert bordered is not None and bordered.plain[1]
    cropped = agreement(CAT[5:-5, 6:-6], CAT, np.array([[1.0, 0, 6], [0, 1, 5], [0, 0, 1]]))
    assert cropped is not None and not cropped.plain[1]


def test_a_mirror_image_agrees_by_a_mirror():
    found = agreement(CAT, np.ascontiguousarray(CAT[:, ::-1]), mirror(CAT))
    assert found is not None
    assert found.structure > 0.99
    assert found.color < 1


def test_a_border_is_told_from_what_it_holds():
    framed = np.pad(CAT, ((11, 23), (7, 7), (0, 0)), constant_values=255)
    assert content(framed) == (7, 11, 7 + 256, 11 + 170)
    assert content(CAT) == (0, 0, 256, 170)
    assert content(np.full((30, 40, 3), 9, np.uint8)) == (0, 0, 40, 30)
    laid = boxes((0, 0, 256, 170), content(framed)) @ np.array([0, 0, 1.0])
    assert laid == pytest.approx((7, 11, 1))


def test_sift_of_a_mirror_image_is_worked_out():
    there = Sift(n=300).describe([Image(np.ascontiguousarray(CAT[:, ::-1]))])
    made = reflected(Sift(n=300).describe([Image(CAT)]), CAT.shape[1])
    assert there.frames is not None and made.frames is not None
    apart = np.linalg.norm(there.frames[:, None, :2] - made.frames[None, :, :2], axis=2)
    apart += 10 * np.abs(np.exp(1j * there.frames[:, None, 3]) - np.exp(1j * made.frames[None, :, 3]))
    nearest = apart.argmin(axis=1)
    close = apart.min(axis=1) < 1.5
    assert close.mean() > 0.6
    ours, theirs = there.floats[close], made.floats[nearest[close]]
    cosines = (ours * theirs).sum(axis=1) / np.linalg.norm(ours, axis=1) / np.linalg.norm(theirs, axis=1)
    assert np.median(cosines) > 0.99
