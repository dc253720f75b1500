"""The contract that every registered method keeps."""

import inspect
import io
import re
from typing import get_args

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from PIL import Image as Pillow

from lookalike.collection.decode import Picture
from lookalike.describe.deep.cnn import Cnn
from lookalike.encode.compare import Compare
from lookalike.encode.pca import Pca
from lookalike.index.measures import GROUNDED, MEASURES, OWN, measure_of
from lookalike.parameters import hints, parameters
from lookalike.seen import Drawing
from lookalike.spec import Descriptor, Encoder, methods
from lookalike.types import Features, Image

NEEDED = {"cnn": lambda: Cnn("efficientnet_lite0"), "pca": lambda: Pca(d=8)}
"""How to make the methods that have no defaults, or need small ones here."""

made = {name: NEEDED.get(name, method)() for name, method in methods().items()}
descriptors = [m for m in made.values() if isinstance(m, Descriptor)]
encoders = [m for m in made.values() if isinstance(m, Encoder)]
every_descriptor = pytest.mark.parametrize("descriptor", descriptors, ids=lambda m: m.name)
every_encoder = pytest.mark.parametrize("encoder", encoders, ids=lambda m: m.name)

rng = np.random.default_rng(0)


def noise(height: int, width: int) -> Image:
    return Image(rng.integers(0, 256, (height, width, 3), dtype=np.uint8))


AWKWARD = {
    "one pixel": Image(np.full((1, 1, 3), 200, np.uint8)),
    "one row": noise(1, 300),
    "one column": noise(300, 1),
    "black": Image(np.zeros((64, 64, 3), np.uint8)),
    "white": Image(np.full((64, 64, 3), 255, np.uint8)),
    "grey": Image(np.full((50, 70, 3), 127, np.uint8)),
    "large": noise(1500, 1100),
    "flat and wide": Image(np.full((2, 5000, 3), 127, np.uint8)),
    "flat and high": Image(np.full((1200, 10, 3), 127, np.uint8)),
    "huge": Image(np.repeat(np.repeat(noise(30, 40).pixels, 100, axis=0), 100, axis=1)),
    "not contiguous": Image(noise(60, 80).pixels[:, ::-2]),
}


@every_descriptor
@pytest.mark.parametrize("picture", AWKWARD.values(), ids=AWKWARD)
def test_any_picture_gets_finite_features(descriptor, picture):
    features = descriptor.describe([picture])
    assert features.vectors.dtype == np.float32
    assert features.vectors.ndim == 2
    assert np.isfinite(features.vectors).all()
    assert_array_equal(features.ordinals, np.zeros(len(features.vectors)))


@every_descriptor
def test_a_transparent_picture_is_a_white_one(descriptor):
    buffer = io.BytesIO()
    Pillow.new("RGBA", (50, 40), (200, 30, 30, 0)).save(buffer, "PNG")
    seen_through, white = (
        Picture.open(buffer.getvalue()).image(descriptor.side),
        Image(np.full((40, 50, 3), 255, np.uint8)),
    )
    assert_array_equal(descriptor.describe([seen_through]).vectors, descriptor.describe([white]).vectors)


@every_descriptor
def test_pictures_of_a_batch_do_not_touch_each_other(descriptor):
    pictures = [noise(40, 60), noise(80, 30), AWKWARD["grey"]]
    together = descriptor.describe(pictures)
    for i, picture in enumerate(pictures):
        alone = descriptor.describe([picture]).vectors
        assert_allclose(together.vectors[together.ordinals == i], alone, atol=1e-5)


@every_descriptor
def test_description_is_repeatable_and_leaves_the_picture_alone(descriptor):
    picture = noise(90, 120)
    before = picture.pixels.copy()
    assert_array_equal(descriptor.describe([picture]).vectors, descriptor.describe([picture]).vectors)
    assert_array_equal(picture.pixels, before)


def flat(*color: int) -> Image:
    return Image(np.full((64, 64, 3), color, np.uint8))


def black_on_white(black: np.ndarray) -> Image:
    return Image(np.repeat(np.where(black, 0, 255).astype(np.uint8)[..., None], 3, axis=2))


Y, X = np.mgrid[:96, :96]
STRIPES, DISC = black_on_white(X // 8 % 2 == 0), black_on_white((Y - 48) ** 2 + (X - 48) ** 2 < 900)


@every_descriptor
def test_different_pictures_get_different_features(descriptor):
    shades_only = type(descriptor).__module__.startswith(("lookalike.describe.texture", "lookalike.describe.shape"))
    pictures = [STRIPES, DISC] if shades_only else [flat(255, 0, 0), flat(0, 0, 255)]
    vectors = descriptor.describe(pictures).vectors
    assert np.abs(vectors[0] - vectors[1]).max() > 1e-3
    embedded = measure_of(descriptor.measure, descriptor.ground).embed(vectors)
    assert measure_of(descriptor.measure, descriptor.ground).kernel(embedded[0], embedded[1:]) < 1 - 1e-4


@every_descriptor
def test_what_is_seen_can_be_shown(descriptor):
    for picture in (DISC, flat(127, 127, 127), AWKWARD["one row"]):
        panels = descriptor.seen(picture)
        assert panels
        for panel in panels:
            assert panel.title
            if isinstance(panel, Drawing):
                assert panel.pixels.dtype == np.uint8
                assert panel.pixels.ndim == 3
                assert panel.pixels.shape[2] == 3
            else:
                assert np.isfinite(panel.values).all()
                assert len(panel.labels) in (0, len(panel.values))
                assert len(panel.colors) in (0, len(panel.values))


@pytest.mark.parametrize("method", made.values(), ids=lambda m: m.name)
def test_the_docstring_gives_parameters_source_and_deviations(method):
    doc = inspect.getdoc(type(method))
    assert doc is not None
    assert doc.split("\n\n")[0].endswith(".")
    assert re.search(r"^Source: \S", doc, re.MULTILINE)
    assert re.search(r"^Deviations: \S", doc, re.MULTILINE)
    for name in parameters(type(method)):
        assert re.search(rf":param [\w, ]*\b{name}\b[\w, ]*:", doc), name


def test_compare_offers_every_general_measure():
    assert set(get_args(hints(Compare)["by"])) == {*MEASURES, *GROUNDED} - OWN


@every_descriptor
def test_the_declared_dimension_and_measure_hold(descriptor):
    vectors = descriptor.describe([noise(64, 64)]).vectors
    assert descriptor.dimension == vectors.shape[1]
    measure = measure_of(descriptor.measure, descriptor.ground)
    embedded = measure.embed(vectors)
    assert_allclose(measure.similarities(embedded, embedded), 1, atol=1e-5)


@every_descriptor
def test_a_group_is_described_as_its_members_are(descriptor):
    twin = type(descriptor)(*[descriptor.network] if descriptor.name == "cnn" else [])
    together = descriptor.describe_together([descriptor, twin], [AWKWARD["grey"]])
    for features in together:
        assert_allclose(features.vectors, descriptor.describe([AWKWARD["grey"]]).vectors, atol=1e-5)


def sample(rows: int = 40, columns: int = 16) -> Features:
    vectors = np.random.default_rng(1).standard_normal((rows, columns)).astype(np.float32)
    return Features.one_each(vectors)


@every_encoder
def test_encoding_keeps_rows_and_ordinals(encoder):
    encoded = encoder.fit(sample()).encode(sample(7))
    assert encoded.vectors.dtype == np.float32
    assert np.isfinite(encoded.vectors).all()
    assert_array_equal(encoded.ordinals, np.arange(7))


@every_encoder
def test_what_was_learnt_survives_being_stored(encoder):
    fitted = encoder.fit(sample())
    restored = encoder.restored(fitted.learnt())
    assert_array_equal(restored.encode(sample(5)).vectors, fitted.encode(sample(5)).vectors)


@every_encoder
def test_fitting_leaves_the_encoder_and_the_global_generator_alone(encoder):
    before = np.random.get_state()[1].copy()
    fitted = encoder.fit(sample())
    assert_array_equal(np.random.get_state()[1], before)
    assert encoder.learnt() == {}
    assert bool(fitted.learnt()) == encoder.learns
    assert fitted == encoder
    assert str(fitted) == str(encoder)


@every_encoder
def test_fitting_is_deterministic(encoder):
    first, second = (encoder.fit(sample()).encode(sample(5)).vectors for _ in range(2))
    assert_array_equal(first, second)


@every_encoder
def test_a_row_of_zeros_stays_finite(encoder):
    zeros = Features.one_each(np.zeros((2, 16), np.float32))
    assert np.isfinite(encoder.fit(sample()).encode(zeros).vectors).all()
