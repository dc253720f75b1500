"""The contract that every registered method keeps."""

import atexit
import inspect
import io
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from PIL import Image as Pillow

from lookalike.collection.decode import Picture
from lookalike.describe.deep.cnn import Cnn
from lookalike.describe.deep.cnn_local import CnnLocal
from lookalike.describe.deep.concept_map import ConceptMap
from lookalike.describe.deep.concepts import Concepts
from lookalike.describe.deep.drawn import Drawn
from lookalike.describe.deep.drawn_concepts import DrawnConcepts
from lookalike.describe.deep.towers import Towers
from lookalike.encode.compare import Compare
from lookalike.encode.itq import Itq
from lookalike.encode.learned_whitening import LearnedWhitening
from lookalike.encode.lsh import Lsh
from lookalike.encode.opq import Opq
from lookalike.encode.pca import Pca
from lookalike.encode.pq import Pq
from lookalike.index.measures import GROUNDED, MEASURES, OWN, measure_of
from lookalike.parameters import hints, parameters
from lookalike.registry import methods
from lookalike.seen import Drawing
from lookalike.spec import Descriptor, Encoder, Method
from lookalike.types import Box, Features, Image
from tests.describe.teller_files import teller
from tests.describe.tower_files import towers

PAIR = Path(tempfile.mkdtemp())
atexit.register(shutil.rmtree, PAIR)

NEEDED = {
    "cnn": lambda: Cnn("efficientnet_lite0"),
    "concepts": lambda: Concepts("efficientnet_lite0"),
    "concept_map": lambda: ConceptMap("efficientnet_lite0", grid=(2, 2)),
    "drawn": lambda: Drawn("efficientnet_lite0"),
    "drawn_concepts": lambda: DrawnConcepts(str(teller(PAIR / "teller.onnx"))),
    "cnn_local": lambda: CnnLocal("efficientnet_lite0"),
    "pca": lambda: Pca(d=8),
    "learned_whitening": lambda: LearnedWhitening(d=8),
    "itq": lambda: Itq(bits=64),
    "lsh": lambda: Lsh(bits=64),
    "pq": lambda: Pq(m=8),
    "opq": lambda: Opq(m=8),
    "towers": lambda: Towers(str(towers(PAIR))),
}
"""How to make the methods that have no defaults, or need small ones here."""

WHOLE = Box(0.5, 0.5, 1, 1)

SMALL = 16
"""Words, or the like, that encoders which learn many by default learn here."""


def example(name: str, method: type[Method]) -> Method:
    """A method with its defaults, but for a small vocabulary."""
    if name in NEEDED:
        return NEEDED[name]()
    return method(k=SMALL) if issubclass(method, Encoder) and "k" in parameters(method) else method()


made = {name: example(name, method) for name, method in methods().items()}
descriptors = [m for m in made.values() if isinstance(m, Descriptor)]
encoders = [m for m in made.values() if isinstance(m, Encoder)]
every_descriptor = pytest.mark.parametrize("descriptor", descriptors, ids=lambda m: m.name)
every_global = pytest.mark.parametrize("descriptor", [d for d in descriptors if not d.local], ids=lambda m: m.name)
every_local = pytest.mark.parametrize("descriptor", [d for d in descriptors if d.local], ids=lambda m: m.name)
every_encoder = pytest.mark.parametrize("encoder", encoders, ids=lambda m: m.name)

rng = np.random.default_rng(0)


def noise(height: int, width: int) -> Image:
    return Image(rng.integers(0, 256, (height, width, 3), dtype=np.uint8))


def textured(seed: int, side: int = 192) -> Image:
    """Blobs and corners of several sizes."""
    random = np.random.default_rng(seed)
    planes = [random.integers(0, 256, (side // size,) * 2).repeat(size, 0).repeat(size, 1) for size in (4, 8, 16)]
    return Image(np.repeat(np.mean(planes, axis=0).astype(np.uint8)[..., None], 3, axis=2))


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
    assert features.images == 1
    assert features.vectors.dtype == np.uint8 if descriptor.local and descriptor.binary else np.float32
    assert features.vectors.shape[1] == descriptor.dimension
    assert np.isfinite(features.vectors).all()
    assert_array_equal(features.ordinals, np.zeros(len(features.vectors)))
    if descriptor.local:
        framed(features, picture)
        assert len(features) <= descriptor.n
    else:
        assert len(features) == 1


def framed(features: Features, picture: Image, box: Box = WHOLE) -> None:
    """Each row has a frame, whose centre lies in a box."""
    frames = features.frames
    assert frames.dtype == np.float32
    assert frames.shape == (len(features), 4)
    assert np.isfinite(frames).all()
    x, y, scales, angles = frames.T
    assert (np.abs((x + 0.5) / picture.width - box.cx) <= box.w / 2 + 1e-6).all()
    assert (np.abs((y + 0.5) / picture.height - box.cy) <= box.h / 2 + 1e-6).all()
    assert (scales > 0).all()
    assert ((angles >= 0) & (angles < 2 * np.pi)).all()


@every_local
def test_flat_and_tiny_pictures_have_no_features(descriptor):
    pictures = [flat(127, 127, 127), Image(np.zeros((1, 1, 3), np.uint8)), AWKWARD["flat and wide"]]
    features = descriptor.describe(pictures)
    assert features.images == 3
    assert features.vectors.shape == (0, descriptor.dimension)
    assert features.frames.shape == (0, 4)


@every_local
def test_a_part_has_its_features_in_pixels_of_the_whole(descriptor):
    picture, box = textured(1), Box(0.6, 0.55, 0.5, 0.4)
    part = descriptor.describe_part(picture, box)
    assert len(part) > 5
    framed(part, picture, box)
    assert part.images == 1


@every_local
def test_the_budget_bounds_the_features_of_each_picture(descriptor):
    few = replace(descriptor, n=10)
    features = few.describe([textured(1), textured(2)])
    assert_array_equal(np.bincount(features.ordinals), [10, 10])


@every_local
def test_threads_do_not_touch_each_other(descriptor):
    pictures = [textured(seed, 128) for seed in range(6)]
    alone = [descriptor.describe([picture]) for picture in pictures]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(lambda pixels: descriptor.describe([Image(pixels)]), [p.pixels for p in pictures]))
    for one, other in zip(alone, together, strict=True):
        assert_array_equal(one.vectors, other.vectors)
        assert_array_equal(one.frames, other.frames)


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
    pictures = [noise(40, 60), noise(80, 30), AWKWARD["grey"], textured(3, 96)]
    together = descriptor.describe(pictures)
    for i, picture in enumerate(pictures):
        rows, alone = together.at(together.ordinals == i), descriptor.describe([picture])
        assert_allclose(rows.vectors, alone.vectors, atol=1e-5)
        if descriptor.local:
            assert_array_equal(rows.frames, alone.frames)


@every_descriptor
def test_description_is_repeatable_and_leaves_the_picture_alone(descriptor):
    picture = textured(4)
    before = picture.pixels.copy()
    again = Image(before.copy())
    assert_array_equal(descriptor.describe([picture]).vectors, descriptor.describe([again]).vectors)
    assert_array_equal(picture.pixels, before)


def flat(*color: int) -> Image:
    return Image(np.full((64, 64, 3), color, np.uint8))


def black_on_white(black: np.ndarray) -> Image:
    return Image(np.repeat(np.where(black, 0, 255).astype(np.uint8)[..., None], 3, axis=2))


Y, X = np.mgrid[:96, :96]
STRIPES, DISC = black_on_white(X // 8 % 2 == 0), black_on_white((Y - 48) ** 2 + (X - 48) ** 2 < 900)


@every_global
def test_different_pictures_get_different_features(descriptor):
    shades_only = type(descriptor).__module__.startswith(("lookalike.describe.texture", "lookalike.describe.shape"))
    pictures = [STRIPES, DISC] if shades_only else [flat(255, 0, 0), flat(0, 0, 255)]
    vectors = descriptor.describe(pictures).vectors
    assert np.abs(vectors[0] - vectors[1]).max() > 1e-3
    embedded = measure_of(descriptor.measure, lambda: descriptor.ground).embed(vectors)
    assert measure_of(descriptor.measure, lambda: descriptor.ground).kernel(embedded[0], embedded[1:]) < 1 - 1e-4


@every_descriptor
def test_what_is_seen_can_be_shown(descriptor):
    for picture in (DISC, textured(5), flat(127, 127, 127), AWKWARD["one row"]):
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


def test_methods_are_listed_without_what_takes_long_to_import():
    program = "import sys; from lookalike.registry import methods; methods(); sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_compare_offers_every_general_measure():
    assert set(get_args(hints(Compare)["by"])) == {*MEASURES, *GROUNDED} - OWN


@every_descriptor
def test_the_declared_dimension_and_measure_hold(descriptor):
    features = descriptor.describe([textured(6)])
    assert len(features)
    vectors = features.floats[:1]
    assert descriptor.dimension == features.vectors.shape[1]
    measure = measure_of(descriptor.measure, lambda: descriptor.ground)
    embedded = measure.embed(vectors)
    assert_allclose(measure.similarities(embedded, embedded), 1, atol=1e-5)


@every_descriptor
def test_a_group_is_described_as_its_members_are(descriptor):
    twin = example(descriptor.name, type(descriptor))
    for picture in (AWKWARD["grey"], textured(7)):
        for features in descriptor.describe_together([descriptor, twin], [picture]):
            assert_allclose(features.vectors, descriptor.describe([picture]).vectors, atol=1e-5)


def sample(rows: int = 40, columns: int = 128, seed: int = 1) -> Features:
    """A row a picture, of two kinds of pictures."""
    vectors = np.random.default_rng(seed).standard_normal((rows, columns)).astype(np.float32)
    return replace(Features.one_each(vectors), labels=np.arange(rows) % 2)


def scattered(rows: int, seed: int = 1) -> Features:
    """Many rows a picture, with frames, of pictures of which the second and the last have none."""
    random = np.random.default_rng(seed)
    ordinals = np.sort(random.choice([0, 2, 3], rows))
    frames = random.uniform((0, 0, 1, 0), (640, 480, 9, 6), (rows, 4)).astype(np.float32)
    return replace(sample(rows, seed=seed), ordinals=ordinals, images=5, frames=frames, labels=None)


def taught(encoder: Encoder) -> Encoder:
    """Learnt from as little as it needs, but not from what it is to encode."""
    make = sample if encoder.gives in ("rows", "code") else scattered
    return encoder.fit(make(max(200, encoder.needs), seed=2))


def encodable(encoder: Encoder, rows: int = 60) -> Features:
    return sample(rows) if encoder.gives in ("rows", "code") else scattered(rows)


def assert_same(one: Features, other: Features) -> None:
    for name in ("vectors", "ordinals", "frames", "words", "weights"):
        first, second = getattr(one, name), getattr(other, name)
        assert (first is None) == (second is None)
        if first is not None:
            assert_array_equal(first, second)


def assert_sound(encoded: Features, encoder: Encoder, given: Features) -> None:
    """What comes out is finite and belongs to the pictures that went in, in the form that the encoder promises."""
    assert encoded.images == given.images
    assert encoded.vectors.ndim == 2
    assert encoded.vectors.dtype in (np.float32, np.uint8)
    assert np.isfinite(encoded.vectors).all()
    if encoder.gives == "one":
        assert_array_equal(encoded.ordinals, np.arange(given.images))
        return
    assert (np.diff(encoded.ordinals) >= 0).all()
    assert set(encoded.ordinals) <= set(given.ordinals)
    if encoder.gives in ("rows", "code"):
        assert_array_equal(encoded.ordinals, given.ordinals)
        if given.frames is not None:
            assert_array_equal(encoded.frames, given.frames)
        return
    voting = encoder.voting
    assert voting is not None
    assert encoded.words.dtype == np.int32
    assert encoded.words.shape == (len(encoded),)
    assert ((encoded.words >= 0) & (encoded.words < voting.words)).all()
    assert encoded.vectors.shape == (len(encoded), voting.bits // 8)
    if voting.consistent:
        assert encoded.frames.shape == (len(encoded), 4)


@every_encoder
@pytest.mark.parametrize("make", [sample, scattered])
def test_encoding_keeps_pictures_and_ordinals(encoder, make):
    given = make(60)
    fitted = taught(encoder)
    assert_sound(fitted.encode(given), encoder, given)
    assert_sound(fitted.encode_query(given), encoder, given)


@every_encoder
def test_pictures_without_rows_are_encoded(encoder):
    given = replace(sample(0), images=3, frames=np.empty((0, 4), np.float32))
    assert_sound(taught(encoder).encode(given), encoder, given)


@every_encoder
def test_pictures_are_encoded_one_by_one_as_together(encoder):
    fitted, given = taught(encoder), scattered(60)
    starts = given.starts
    alone = []
    for i, (first, last) in enumerate(pairwise(starts)):
        rows = given.at(np.arange(first, last))
        alone.append(fitted.encode(replace(rows, ordinals=rows.ordinals - i, images=1)))
    together, joined = fitted.encode(given), Features.joined(alone)
    assert_array_equal(together.ordinals, joined.ordinals)
    assert_allclose(together.vectors, joined.vectors, atol=1e-5)
    if together.words is not None:
        assert_array_equal(together.words, joined.words)


@every_encoder
def test_what_was_learnt_survives_being_stored(encoder):
    fitted = taught(encoder)
    restored = encoder.restored(fitted.learnt())
    assert_same(restored.encode(encodable(encoder)), fitted.encode(encodable(encoder)))
    assert restored == fitted


@every_encoder
def test_fitting_leaves_the_encoder_and_the_global_generator_alone(encoder):
    before = np.random.get_state()[1].copy()
    fitted = taught(encoder)
    assert_array_equal(np.random.get_state()[1], before)
    assert encoder.learnt() == {}
    assert bool(fitted.learnt()) == encoder.learns
    assert fitted == encoder
    assert str(fitted) == str(encoder)


@pytest.mark.parametrize("encoder", [e for e in encoders if e.gives == "code"], ids=lambda m: m.name)
def test_codes_stand_for_numbers_that_compare_with_queries(encoder):
    fitted, given = taught(encoder), sample()
    codes = fitted.encode(given).vectors
    assert codes.dtype == np.uint8
    assert codes.shape == (len(given), fitted.codewords.length)
    asked = fitted.encode_query(given)
    stood, looked = fitted.codewords.decoded(codes), fitted.codewords.decoded(asked.vectors)
    assert stood.shape == looked.shape
    rows = [vectors / np.linalg.norm(vectors, axis=1, keepdims=True) for vectors in (looked, stood)]
    assert ((rows[0] @ rows[1].T).argmax(axis=1) == np.arange(len(given))).all()


@every_encoder
def test_fitting_is_deterministic(encoder):
    first, second = (taught(encoder).encode(encodable(encoder)) for _ in range(2))
    assert_same(first, second)


@every_encoder
def test_encoding_leaves_the_features_alone(encoder):
    given = encodable(encoder)
    taught(encoder).encode(given)
    assert_same(given, encodable(encoder))


@every_encoder
def test_rows_of_zeros_and_rows_all_alike_stay_finite(encoder):
    fitted = taught(encoder)
    for value in (0, 1):
        given = scattered(30).with_vectors(np.full((30, 128), value, np.float32))
        assert_sound(fitted.encode(given), encoder, given)
