"""Pools outside the graph, several sizes and crops, and columns as local features are what they say."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lookalike.describe.deep.cnn import Cnn
from lookalike.describe.deep.cnn_local import CnnLocal
from lookalike.describe.deep.networks import session
from lookalike.describe.deep.pooling import cross_dimensional, flattened, regional
from lookalike.describe.deep.views import cropped, squashed
from lookalike.engine.represent.describing import Describer, Pixels
from lookalike.parameters import SpecError
from lookalike.reading import parse
from lookalike.spec import Part, Representation
from lookalike.types import Features, Image

LITE0 = "efficientnet_lite0"
rng = np.random.default_rng(3)
MAPS = rng.standard_normal((6, 8, 8)).astype(np.float32)
PICTURE = Image(rng.integers(0, 256, (128, 96, 3), dtype=np.uint8))


def vector(**parameters) -> np.ndarray:
    return Cnn(LITE0, **{"size": 64} | parameters).describe([PICTURE]).vectors[0]


def norm(x: np.ndarray) -> np.ndarray:
    return x / np.linalg.norm(x)


def test_regions_are_those_of_the_paper():
    # One of 8 x 8, four of 5 x 5 and nine of 4 x 4, in rows and columns at equal steps.
    squares = {8: [0], 5: [0, 3], 4: [0, 2, 4]}
    sums = [
        norm(MAPS[:, top : top + side, left : left + side].reshape(6, -1).max(axis=1))
        for side, starts in squares.items()
        for top in starts
        for left in starts
    ]
    assert_allclose(regional(MAPS), norm(np.sum(sums, axis=0)), rtol=1e-5)


@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (7, 5)])
def test_regions_of_small_and_oblong_maps(shape):
    assert_allclose(np.linalg.norm(regional(rng.random((4, *shape), np.float32))), 1, rtol=1e-5)
    assert_array_equal(regional(np.zeros((4, *shape), np.float32)), np.zeros(4))


def test_cross_dimensional_weights_by_hand():
    maps = np.array([[[3.0, 0.0]], [[1.0, 0.0]], [[0.0, 5.0]], [[0.0, 0.0]]], np.float32)
    places = np.sqrt(np.array([4, 5]) / np.sqrt(41))
    # Three channels answer at half of the places each, and the last nowhere.
    rarity = np.log(1.5 / 0.5)
    expected = np.array([3 * places[0], places[0], 5 * places[1], 0]) * rarity
    assert_allclose(cross_dimensional(maps), expected, rtol=1e-5)


def test_channels_that_answer_everywhere_count_less_than_rare_ones():
    maps = np.zeros((2, 4, 4), np.float32)
    maps[0], maps[1, 1, 2] = 1, 16
    plain, weighed = maps.mean(axis=(1, 2)), cross_dimensional(maps)
    assert plain[0] == plain[1]
    assert weighed[0] < weighed[1] / 5


@pytest.mark.parametrize(("pool", "function"), [("rmac", regional), ("crow", cross_dimensional), ("flat", flattened)])
def test_pools_outside_the_graph_get_its_map(pool, function):
    (maps,) = session(LITE0, ("block15",)).run(["block15"], {"pixels": squashed(PICTURE, 96)[None]})
    found = vector(layer="block15", pool=pool, size=96)
    assert_allclose(found, function(maps[0]), rtol=1e-5)
    assert Cnn(LITE0, layer="block15", pool=pool, size=96).dimension == len(found)


def test_one_view_is_taken_as_it_is_and_several_by_their_directions():
    sizes = (64, 91, 45)
    alone = [Cnn(LITE0, pool="max", size=64).describe([Image(squashed(PICTURE, 64))]).vectors[0]]
    for side in sizes[1:]:
        (maps,) = session(LITE0, ("head.max",)).run(["head.max"], {"pixels": squashed(PICTURE, side)[None]})
        alone.append(maps[0])
    assert_allclose(vector(pool="max"), alone[0], rtol=1e-6)
    assert_allclose(vector(pool="max", scales=2), np.mean([norm(v) for v in alone[:2]], axis=0), rtol=1e-4, atol=1e-6)
    assert_allclose(vector(pool="max", scales=3), np.mean([norm(v) for v in alone], axis=0), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("layer", ["head", "logits"])
@pytest.mark.parametrize("crops", ["mirrored", "ten"])
def test_mirroring_a_picture_does_not_matter_to_mirrored_crops(layer, crops):
    descriptor = Cnn(LITE0, layer=layer, size=70, crops=crops)
    square = Image(rng.integers(0, 256, (descriptor.side,) * 2 + (3,), dtype=np.uint8))
    mirrored = Image(np.ascontiguousarray(square.pixels[:, ::-1]))
    one, other = descriptor.describe([square, mirrored]).vectors
    assert_allclose(one, other, atol=1e-5 * np.abs(one).max())


def test_crops_are_the_corners_and_the_centre():
    side = Cnn(LITE0, size=70, crops="five").side
    assert side == 80
    pixels = rng.integers(0, 256, (80, 80, 3), dtype=np.uint8)
    found = cropped(Image(pixels), 70, "five")
    expected = [pixels[:70, :70], pixels[:70, 10:], pixels[10:, :70], pixels[10:, 10:], pixels[5:75, 5:75]]
    assert len(found) == 5
    for one, other in zip(found, expected, strict=True):
        assert_array_equal(one, other)
    ten = cropped(Image(pixels), 70, "ten")
    assert len(ten) == 10
    assert_array_equal(ten[1], pixels[:70, :70][:, ::-1])


def test_pools_and_views_of_one_network_agree_together_and_alone():
    chains = ("rmac", "crow", "avg")
    parts = tuple(Part(1.0, (Cnn(LITE0, layer="block10", pool=pool, size=64),)) for pool in chains)
    together = Describer(Representation(parts)).vectors(Pixels(PICTURE))
    for pool, found in zip(chains, together, strict=True):
        assert_allclose(found[0], vector(layer="block10", pool=pool), rtol=1e-5)


def test_whole_maps_of_several_sizes_are_refused():
    with pytest.raises(SpecError, match="leave out scales"):
        Cnn(LITE0, pool="flat", scales=2)


def test_an_unknown_network_is_told_with_the_known_ones():
    with pytest.raises(SpecError, match=r"no network 'lite0'.*efficientnet_lite0"):
        Cnn("lite0")
    with pytest.raises(SpecError, match="no network"):
        CnnLocal("lite0")


def test_local_features_are_the_columns_at_their_frames():
    picture = Image(rng.integers(0, 256, (96, 160, 3), dtype=np.uint8))
    (maps,) = session(LITE0, ("block10",)).run(["block10"], {"pixels": picture.pixels[None]})
    features = CnnLocal(LITE0, layer="block10").describe([picture])
    assert features.vectors.shape == (6 * 10, 112)
    column, row = ((features.frames[:, axis] + 0.5) / 16 - 0.5 for axis in (0, 1))
    assert_array_equal(features.frames[:, 2:], np.tile([8, 0], (60, 1)))
    for vector_, i, j in zip(features.vectors, row.round().astype(int), column.round().astype(int), strict=True):
        assert_allclose(vector_, maps[0, :, i, j], rtol=1e-5)
    assert (np.diff(np.linalg.norm(features.vectors, axis=1)) <= 1e-4).all()


def test_a_larger_picture_is_looked_at_in_its_size_with_frames_in_its_own_pixels():
    picture = Image(rng.integers(0, 256, (200, 400, 3), dtype=np.uint8))
    frames = CnnLocal(LITE0, layer="block10", size=200).describe([picture]).frames
    assert set(np.round(frames[:, 2])) <= {14, 15, 16, 17}
    assert 370 < frames[:, 0].max() < 400


def test_flat_cells_have_no_features():
    pixels = rng.integers(0, 256, (64, 128, 3), dtype=np.uint8)
    pixels[:, 64:] = 90
    frames = CnnLocal(LITE0, layer="block10").describe([Image(pixels)]).frames
    assert len(frames) == 16
    assert frames[:, 0].max() < 64


def test_a_layer_without_places_has_no_local_features():
    with pytest.raises(SpecError, match="logits of efficientnet_lite0 has no places"):
        CnnLocal(LITE0, layer="logits")
    with pytest.raises(SpecError, match="has no layer 'block99'"):
        CnnLocal(LITE0, layer="block99")


@pytest.mark.parametrize("end", ["vlad(k=4)", "fisher(k=4)", "bow(k=16)"])
def test_columns_are_brought_together_as_local_features_are(end):
    (part,) = parse(f'cnn_local("{LITE0}", layer="block10") >> pca(d=8) >> {end}').parts
    pictures = [Image(rng.integers(0, 256, (64, 96, 3), dtype=np.uint8)) for _ in range(3)]
    features: Features = part.descriptor.describe(pictures)
    for encoder in part.encoders:
        features = encoder.fit(features).encode(features)
    assert features.images == 3
    assert set(features.ordinals) == {0, 1, 2}
