"""How exactly pictures lie over each other."""

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw
from skimage import data

from lookalike.rerank.geometry.laying import boxes, mirror, whole
from lookalike.rerank.geometry.registration import registration

CAT = np.asarray(Pillow.fromarray(data.chelsea()).resize((256, 170)))
STEREO = [np.asarray(Pillow.fromarray(each).resize((320, 216))) for each in data.stereo_motorcycle()[:2]]


def compressed(pixels, quality):
    _, file = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cv2.imdecode(file, cv2.IMREAD_COLOR)


def near_and_far(shift):
    """A picture and one in which a disc before it has moved by so many pixels, as it does for someone who moves."""
    near = np.roll(CAT[:, ::-1], shift, axis=1)
    y, x = np.mgrid[: CAT.shape[0], : CAT.shape[1]]
    inside = ((x - 128 - shift) ** 2 + (y - 85) ** 2 < 75**2)[..., None]
    return np.where(inside, near, CAT)


@pytest.mark.parametrize(
    ("edit", "least"),
    [
        (lambda pixels: compressed(pixels, 20), 0.8),
        (lambda pixels: cv2.resize(pixels, (150, 110), interpolation=cv2.INTER_AREA), 0.95),
        (lambda pixels: (pixels * 0.6 + 40).astype(np.uint8)[..., ::-1], 0.95),
    ],
    ids=["compression", "size", "colours"],
)
def test_an_edit_lies_exactly_over_its_picture(edit, least):
    found = registration(CAT, edited := np.ascontiguousarray(edit(CAT)), whole(CAT, edited))
    assert found is not None
    assert found.exact > least


def test_the_transform_is_found_to_a_tenth_of_a_pixel():
    part = np.ascontiguousarray(CAT[20:150, 30:230])
    true = boxes((30, 20, 230, 150), (0, 0, 200, 130))
    off = np.array([[1.004, 0.003, 1.2], [-0.003, 0.997, -0.8], [0, 0, 1]]) @ true
    found = registration(CAT, part, off)
    assert found is not None
    assert found.exact > 0.97
    points = np.array([(40, 30, 1), (220, 30, 1), (130, 140, 1)]).T
    assert np.abs(found.transform @ points - true @ points).max() < 0.1
    back = registration(part, CAT, np.linalg.inv(off))
    assert back is not None
    np.testing.assert_allclose(back.transform @ found.transform, np.eye(3), atol=1e-6)


def test_a_mirror_image_is_laid_by_a_mirroring_transform():
    mirrored = np.ascontiguousarray(CAT[:, ::-1])
    found = registration(CAT, mirrored, mirror(mirrored))
    assert found is not None
    assert found.exact == 1


def test_what_lies_over_a_part_leaves_the_rest_exact():
    written = Pillow.fromarray(CAT)
    ImageDraw.Draw(written).text((20, 60), "Summer at the lake", fill="white", font_size=26)
    found = registration(CAT, np.asarray(written), np.eye(3))
    assert found is not None
    assert 0.5 < found.exact < 0.95


@pytest.mark.parametrize("shift", [2, 3])
def test_what_moves_before_its_background_is_another_photograph(shift):
    edit, again = (registration(near_and_far(0), near_and_far(s), np.eye(3)) for s in (0, shift))
    assert edit is not None and again is not None
    assert edit.exact == 1
    assert again.exact < 0.5 * edit.exact


def test_the_two_eyes_of_a_stereo_camera_do_not_see_the_same_picture():
    left, right = STEREO
    found = registration(left, right, np.array([[1.0, 0, -8], [0, 1, 0], [0, 0, 1]]))
    assert found is not None
    assert found.exact < 0.3


def test_where_little_is_to_be_seen_nothing_is_said():
    plain = np.full((170, 256, 3), 90, np.uint8)
    assert registration(plain, plain, np.eye(3)) is None
    tiny = CAT[:20, :20]
    assert registration(tiny, tiny, np.eye(3)) is None
