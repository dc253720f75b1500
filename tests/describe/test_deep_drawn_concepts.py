"""Photographs asked for by what drawings show."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from skimage import data

from lookalike import Image
from lookalike.describe.deep.concepts import Concepts
from lookalike.describe.deep.drawn_concepts import DrawnConcepts
from lookalike.parameters import SpecError
from tests.describe.teller_files import teller


@pytest.fixture
def descriptor(tmp_path):
    return DrawnConcepts(str(teller(tmp_path / "teller.onnx")))


def test_photographs_are_described_as_for_words(descriptor):
    picture = Image(data.coffee())
    assert_array_equal(descriptor.describe([picture]).floats, Concepts("efficientnet_lite0").describe([picture]).floats)


def test_a_drawing_goes_through_the_network_and_so_does_its_mirror_image(descriptor):
    drawing = Image(np.ascontiguousarray(data.horse()[..., None].repeat(3, axis=2) * np.uint8(255)))
    mirrored = Image(np.ascontiguousarray(drawing.pixels[:, ::-1]))
    said, other = (descriptor.drawing_vector(each) for each in (drawing, mirrored))
    assert said.shape == (1, 1000)
    assert_allclose(said, other, atol=1e-3)
    assert np.corrcoef(said[0], descriptor.describe([drawing]).floats[0])[0, 1] < 0.5


def test_other_weights_make_other_vectors(descriptor, tmp_path):
    assert DrawnConcepts(str(teller(tmp_path / "other.onnx"))).full != descriptor.full


def test_a_network_that_tells_no_concepts_is_told_apart(tmp_path):
    with pytest.raises(SpecError, match="make it by lookalike finetune --sketch --from names"):
        DrawnConcepts(str(teller(tmp_path / "narrow.onnx", 7)))
    with pytest.raises(SpecError, match="tells no concepts"):
        DrawnConcepts("efficientnet_lite0")
