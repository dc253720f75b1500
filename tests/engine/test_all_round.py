"""What geometry proves comes first, though nobody asks for geometry."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from skimage import data

from lookalike import Collection, Image, Region, parse_query
from lookalike.engine.represent.scoring import FileScorer
from lookalike.reading import parse, parse_reranking

SPEC = "color_histogram() + 0 * (sift(contrast=0.01) >> root() >> leaves())"
PICTURES = {name: getattr(data, name)() for name in ("astronaut", "coffee", "cat", "rocket")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("photographs")
    for name, pixels in PICTURES.items():
        Pillow.fromarray(pixels).save(made / f"{name}.png")
    Pillow.fromarray(crop()).save(made.parent / "crop.png")
    return made


def crop() -> np.ndarray:
    """A part of a photograph, turned, in the colours of another."""
    part = np.rot90(PICTURES["astronaut"][40:240, 150:350]).astype(np.float32)
    other = PICTURES["rocket"].reshape(-1, 3)
    return (part.mean(axis=2, keepdims=True) * 0.15 + other.mean(axis=0) * 0.8).clip(0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def collection(folder, tmp_path_factory):
    made = Collection.create(tmp_path_factory.mktemp("c") / "collection", SPEC)
    made.add(folder)
    made.prove()
    return made


def named(collection, hit):
    return collection[hit.id].path.rsplit("/", 1)[-1]


def test_a_part_is_found_where_its_colors_mislead(collection):
    plain, anew = (collection.search(Image(crop()), rerank=how) for how in (None, "auto"))
    assert named(collection, plain[0]) != "astronaut.png"
    assert named(collection, anew[0]) == "astronaut.png"
    assert anew[0].match is not None and anew[0].match.inliers > 10
    assert all(hit.match is None for hit in anew[1:])
    assert sorted(anew.ids) == sorted(plain.ids)


def test_an_example_itself_comes_before_what_is_proven(folder, tmp_path):
    """Of a plain picture nothing can be proven; one that looks alike and shows more is."""
    plain = np.full((300, 300, 3), (90, 130, 60), np.uint8)
    Pillow.fromarray(plain).save(tmp_path / "plain.png")
    Pillow.fromarray(plain[:40, :40]).save(tmp_path / "small.bmp")
    made = Collection.create(tmp_path / "collection", SPEC)
    made.add([folder, tmp_path / "plain.png", tmp_path / "small.bmp"])
    made.prove()
    for rerank in ("auto", "geometric", "auto >> geometric"):
        found = made.search([folder / "coffee.png", tmp_path / "plain.png"], rerank=rerank)
        assert {named(made, hit) for hit in found[:2]} == {"coffee.png", "plain.png"}
        found = made.search(tmp_path / "plain.png", rerank=rerank)
        assert {named(made, hit) for hit in found[:2]} == {"plain.png", "small.bmp"}


@pytest.mark.parametrize("rerank", ["auto", "geometric(mirrored=True)"])
def test_an_example_is_read_once(collection, folder, monkeypatch, rerank):
    asked, read = folder / "cat.png", []
    whole = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read.append(path) or whole(path))
    for query in (asked, parse_query(f'image("{asked}") + color("red")').query, Region(asked, 0, 0, 0.5, 0.5)):
        read.clear()
        collection.search(query, rerank=rerank)
        assert read.count(asked) == 1


def test_it_is_so_in_a_measurement(folder):
    files = sorted(folder.iterdir())
    scorer = FileScorer(parse(SPEC), rerank=parse_reranking("auto"))
    [scores] = scorer.similarities([folder.parent / "crop.png"], files).scores
    assert files[int(scores.argmax())].name == "astronaut.png"


def test_features_are_kept_as_words_alone(collection):
    assert collection._store.table("points") is None
    id = next(iter(collection)).id
    answer = collection.search(id, rerank="geometric")
    assert answer[0].id == id and answer[0].match is not None


def test_words_and_silhouettes_without_corners_ask_for_no_proof(collection):
    flat = Image(np.full((64, 64, 3), 200, np.uint8))
    assert len(collection.search(flat, rerank="auto")) == len(PICTURES)
