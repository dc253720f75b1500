"""Photographs that are asked for by drawings."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from PIL import Image as Pillow
from skimage import data

from lookalike import Collection, Image, LookalikeError
from lookalike.describe.deep import networks
from lookalike.describe.deep.drawn import Drawn
from lookalike.describe.deep.edge_map import edge_map
from lookalike.encode.domains import Domains
from lookalike.engine.represent.scoring import FileScorer
from lookalike.reading import parse
from lookalike.types import Features

DRAWN = Drawn("efficientnet_lite0", layer="block5")
SPEC = f"{DRAWN} >> domains(edges=10)"
PHOTOGRAPHS = {"cat": data.cat, "coffee": data.coffee, "rocket": data.rocket, "astronaut": data.astronaut}


def disc(inside: tuple[int, ...], outside: tuple[int, ...]) -> Image:
    pixels = np.full((256, 256, 3), outside, np.uint8)
    return Image(cv2.circle(pixels, (128, 128), 60, inside, -1))


def test_edges_are_dark_lines_where_colors_change():
    lines = edge_map(disc((200, 40, 40), (40, 40, 200)))
    assert lines.shape == (256, 256, 3)
    y, x = np.nonzero(lines[..., 0] < 100)
    assert len(y) > 300
    assert np.abs(np.hypot(y - 128, x - 128) - 60).max() < 4


def test_a_color_change_of_equal_brightness_is_an_edge_and_a_flat_picture_has_none():
    assert edge_map(disc((255, 0, 0), (0, 130, 0))).min() < 100
    assert edge_map(Image(np.full((40, 30, 3), 90, np.uint8))).min() == 255


def test_a_query_is_described_as_a_drawing():
    drawing = Image(edge_map(disc((0, 0, 0), (255, 255, 255))))
    asked, kept = DRAWN.describe_query([drawing]).floats[0], DRAWN.describe([disc((0,) * 3, (255,) * 3)]).floats[0]
    half = len(asked) // 2
    assert_array_equal(asked[:half], asked[half:])
    assert np.corrcoef(asked[half:], kept[half:])[0, 1] > 0.98


def test_layers_are_described_in_the_same_runs(monkeypatch):
    picture, layers = Image(data.coffee()), [DRAWN, Drawn("efficientnet_lite0", layer="logits")]
    alone = [layer.describe([picture]).floats for layer in layers]
    runs = []
    run = networks._run
    monkeypatch.setattr(networks, "_run", lambda *given: runs.append(given) or run(*given))
    together = Drawn.describe_together(layers, [picture])
    assert len(runs) == 4
    for one, other in zip(alone, together, strict=True):
        assert_allclose(one, other.floats, atol=1e-4)


def test_a_mirrored_picture_is_the_same():
    picture = data.coffee()[:300, :300]
    mirrored = Image(np.ascontiguousarray(picture[:, ::-1]))
    half = DRAWN.dimension // 2
    assert_allclose(
        DRAWN.describe([Image(picture)]).floats[0, :half], DRAWN.describe([mirrored]).floats[0, :half], atol=1e-3
    )


def test_each_kind_is_less_its_mean():
    rows = np.random.default_rng(0).normal(size=(20, 8)).astype(np.float32)
    sample = Features.one_each(rows)
    domains = Domains(edges=4).fit(sample)
    kept, asked = domains.encode(sample).floats, domains.encode_query(Features.one_each(np.tile(rows[:, 4:], 2))).floats
    photographs, drawings = rows[:, :4] - rows[:, :4].mean(0), rows[:, 4:] - rows[:, 4:].mean(0)
    assert_allclose(kept[:, :4], photographs / np.linalg.norm(photographs, axis=1, keepdims=True), atol=1e-5)
    assert_allclose(asked[:, :4], drawings / np.linalg.norm(drawings, axis=1, keepdims=True), atol=1e-5)
    assert_allclose(np.linalg.norm(kept[:, 4:], axis=1), 2, rtol=1e-5)
    assert_allclose(kept[:, 4:], asked[:, 4:], atol=1e-5)


def test_domains_need_pictures_to_learn_from():
    with pytest.raises(LookalikeError, match="learns from 2 pictures or more, and got 1"):
        Domains().fit(Features.one_each(np.ones((1, 4), np.float32)))


def test_drawings_find_their_photographs(tmp_path):
    folder, drawings = tmp_path / "photographs", tmp_path / "drawings"
    folder.mkdir()
    drawings.mkdir()
    for name, photograph in PHOTOGRAPHS.items():
        Pillow.fromarray(photograph()).save(folder / f"{name}.png")
        Pillow.fromarray(edge_map(Image(photograph()))).save(drawings / f"{name}.png")
    collection = Collection.create(tmp_path / "c", SPEC)
    collection.add(folder)
    for name in PHOTOGRAPHS:
        best = collection.search(drawings / f"{name}.png")[0]
        assert collection[best.id].path.endswith(f"{name}.png")
    paths = [[each / f"{name}.png" for name in PHOTOGRAPHS] for each in (drawings, folder)]
    scores = FileScorer(parse(SPEC)).similarities(*paths).scores
    assert scores.argmax(axis=1).tolist() == [0, 1, 2, 3]
    assert scores[0, 0] == pytest.approx(collection.search(paths[0][0])[0].score, abs=1e-3)
