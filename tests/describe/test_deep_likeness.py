"""Where pictures are alike, and where in them is what words say."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from PIL import Image as Pillow
from skimage import data

from lookalike.describe.deep.class_maps import where
from lookalike.describe.deep.cnn import Cnn
from lookalike.describe.deep.concept_map import ConceptMap
from lookalike.describe.deep.drawn import Drawn
from lookalike.describe.deep.edge_map import edge_map
from lookalike.describe.layout.grid_colors import GridColors
from lookalike.types import Image

SIDE = 256


def squared(name: str) -> np.ndarray:
    return np.asarray(Pillow.fromarray(getattr(data, name)()).resize((SIDE, SIDE)))


CAT, COFFEE = squared("cat"), squared("coffee")
BESIDE = Image(np.concatenate([CAT, COFFEE], axis=1))


@pytest.mark.parametrize("pool", ["avg", "gem", "max"])
@pytest.mark.parametrize("layer", ["head", "block15"])
def test_places_add_up_to_the_similarity(pool: str, layer: str) -> None:
    cnn = Cnn("efficientnet_lite0", layer=layer, pool=pool)  # type: ignore[arg-type]
    heat = cnn.heat(Image(CAT), BESIDE)
    assert heat is not None
    one, other = (vector / np.linalg.norm(vector) for vector in cnn.describe([Image(CAT), BESIDE]).floats)
    assert heat.asked.sum() == pytest.approx(one @ other, abs=1e-4)
    assert heat.kept.sum() == pytest.approx(one @ other, abs=1e-4)


def test_what_is_alike_is_found_where_it_is() -> None:
    heat = Cnn("efficientnet_lite0", pool="gem").heat(Image(CAT), BESIDE)
    assert heat is not None
    left, right = np.split(heat.kept, 2, axis=1)
    assert left.sum() > 2 * right.sum()


def test_a_place_is_most_like_itself() -> None:
    heat = Cnn("efficientnet_lite0").heat(Image(CAT), Image(CAT))
    assert heat is not None
    places = heat.asked.size
    pairs = heat.pairs.reshape(places, places)
    assert_allclose(np.diag(pairs), 1, atol=1e-4)
    assert (pairs.argmax(axis=1) == np.arange(places)).all()


def test_a_layer_without_places_has_no_heat() -> None:
    assert Cnn("efficientnet_lite0", layer="logits").heat(Image(CAT), BESIDE) is None


def test_strokes_are_found_in_the_edges() -> None:
    drawing = Image(np.ascontiguousarray(edge_map(Image(CAT))))
    heat = Drawn("efficientnet_lite0", layer="block15").heat(drawing, Image(CAT))
    assert heat is not None
    assert heat.kept.sum() == pytest.approx(1, abs=0.02)


def test_words_are_seen_where_they_are() -> None:
    cat, cup = (where("efficientnet_lite0", text, BESIDE, SIDE) for text in ("tabby cat", "espresso"))
    middle = cat.shape[1] // 2
    assert cat[:, :middle].sum() > 2 * cat[:, middle:].sum()
    assert cup[:, middle:].sum() > 2 * cup[:, :middle].sum()


def test_cells_are_named() -> None:
    cells = ConceptMap("efficientnet_lite0", grid=(1, 2)).cells(BESIDE)
    assert cells.grid == (1, 2)
    assert cells.scores.shape == (2, 3)
    assert (np.diff(cells.scores, axis=1) <= 0).all()
    assert {"tabby cat", "tiger cat", "Egyptian Mau"} & set(cells.names[0])
    assert not {"tabby cat", "tiger cat", "Egyptian Mau"} & set(cells.names[1])


def test_colors_are_compared_cell_by_cell() -> None:
    canvas = Image(np.zeros((40, 40, 3), np.uint8))
    canvas.pixels[:20] = (0, 0, 255)
    painted = np.zeros((40, 40), np.bool_)
    painted[:20] = True
    picture = Image(np.full((40, 40, 3), (0, 0, 255), np.uint8))
    picture.pixels[:, 20:] = (255, 255, 0)
    swatches = GridColors(grid=(2, 2)).swatches(canvas, painted, picture)
    assert swatches.known.tolist() == [[True, True], [False, False]]
    assert swatches.asked[0, 0].tolist() == swatches.kept[0, 0].tolist() == [0, 0, 255]
    assert_allclose(swatches.alike, [[1, 0], [0, 0]], atol=1e-5)
