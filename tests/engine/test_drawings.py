"""Line drawings asked of photographs, as sketches or as plain pictures, by networks that know photographs alone."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from skimage import data

from lookalike import Collection, Image
from lookalike.describe.deep.edge_map import edge_map
from lookalike.describe.deep.scribbles import scribbles
from lookalike.engine.represent.scoring import FileScorer
from lookalike.query.sketch import Sketch
from lookalike.reading import parse

NAMES = ("astronaut", "cat", "coffee", "rocket", "retina")
SPEC = 'cnn("efficientnet_lite0", pool="gem") + color_histogram(soft=False) + 0.01 * (sift() >> root() >> leaves())'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("photographs")
    for name in NAMES:
        Pillow.fromarray(getattr(data, name)()).resize((256, 256)).save(made / f"{name}.png")
    Pillow.fromarray(drawing()).save(made.parent / "drawing.png")
    return made


@pytest.fixture(scope="module")
def collection(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    made = Collection.create(tmp_path_factory.mktemp("c") / "collection", SPEC)
    made.add(folder)
    yield made


def drawing() -> np.ndarray:
    """A drawing of a rocket, within white paper."""
    paper = np.full((300, 300, 3), 255, np.uint8)
    paper[22:278, 22:278] = edge_map(Image(data.rocket()))
    return paper


def names(collection: Collection, answer) -> list[str]:
    return [Path(collection[hit.id].path).stem for hit in answer]


def test_a_drawing_given_as_a_picture_finds_what_it_shows(collection: Collection) -> None:
    answer = collection.search(Image(drawing()))
    assert names(collection, answer)[0] == "rocket"
    assert not any(added for part, added in answer[0].why.items() if part.startswith("color"))


def test_it_is_the_same_as_a_sketch(collection: Collection, folder: Path) -> None:
    file = str(folder.parent / "drawing.png")
    plain, sketched = collection.search(file), collection.search(Sketch(file))
    assert plain.ids == sketched.ids
    assert [hit.score for hit in plain] == pytest.approx([hit.score for hit in sketched], abs=0.02)
    assert collection.schemes.sketch


def test_where_parts_are_made_for_drawings_the_others_say_nothing(folder: Path, tmp_path: Path) -> None:
    made = Collection.create(tmp_path / "c", f'{SPEC} + (drawn("efficientnet_lite0", layer="block5") >> domains())')
    made.add(folder)
    answer = made.search(Sketch(str(folder.parent / "drawing.png")))
    assert names(made, answer)[0] == "rocket"
    assert {part.split("(")[0] for part, added in answer[0].why.items() if added} == {"drawn"}


def test_it_is_so_in_a_measurement(folder: Path) -> None:
    files = sorted(folder.iterdir())
    [scores] = FileScorer(parse(SPEC)).similarities([folder.parent / "drawing.png"], files).scores
    assert files[int(scores.argmax())].stem == "rocket"


def test_a_drawing_that_is_in_the_collection_comes_first(folder: Path, tmp_path: Path) -> None:
    made = Collection.create(tmp_path / "c", SPEC)
    made.add([folder, folder.parent / "drawing.png"])
    assert names(made, made.search(folder.parent / "drawing.png"))[:2] == ["drawing", "rocket"]


def test_photographs_are_asked_as_ever(collection: Collection, folder: Path) -> None:
    assert collection.search(folder / "cat.png")[0].score == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("chain", [">> pca(d=4)", ">> pca(d=4) >> lsh(bits=64)"])
def test_what_a_network_says_may_be_encoded(folder: Path, tmp_path: Path, chain: str) -> None:
    made = Collection.create(tmp_path / "c", f'cnn("efficientnet_lite0", pool="gem") {chain}')
    made.add(folder)
    assert names(made, made.search(Sketch(str(folder.parent / "drawing.png"))))[0] == "rocket"


def test_scribbles_are_different_drawings() -> None:
    drawn = {image.pixels.tobytes() for image in scribbles()}
    assert len(drawn) == len(scribbles()) == 16
    assert all(2 < (image.pixels < 128).mean() * 1000 < 300 for image in scribbles())
