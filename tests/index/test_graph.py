"""The graph of nearest neighbours: as a full sort gives it, and followed as rows come and go."""

from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from PIL import Image as Pillow

from lookalike import Collection
from lookalike.index.graph import lists as lists_module
from lookalike.index.graph.kept import Graph
from lookalike.index.graph.lists import Lists
from tests.pictures import scene


def rows(count: int, seed: int = 0) -> np.ndarray:
    made = np.random.default_rng(seed).normal(size=(count, 16)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def exact(vectors: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    products = vectors @ vectors.T
    np.fill_diagonal(products, -np.inf)
    places = np.argsort(-products, axis=1, kind="stable")[:, :k]
    return places, np.take_along_axis(products, places, axis=1)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists_module, "_ROWS", 32)
    monkeypatch.setattr(lists_module, "_COLUMNS", 50)


def test_lists_are_those_of_a_full_sort():
    vectors = rows(300)
    made = Lists.of(vectors, 9)
    places, products = exact(vectors, 9)
    assert_array_equal(made.places, places)
    assert_allclose(made.products, products, atol=1e-6)


def test_few_rows_have_few_neighbours():
    made = Lists.of(rows(3), 5)
    assert (made.places >= 0).sum(axis=1).tolist() == [2, 2, 2]
    assert np.isneginf(made.products[:, 2:]).all()


def test_lists_follow_what_is_added():
    vectors = rows(300)
    made = Lists.of(vectors[:250], 9).followed(vectors, np.ones(250, bool))
    places, products = exact(vectors, 9)
    assert_array_equal(made.places, places)
    assert_allclose(made.products, products, atol=1e-6)


def test_lists_follow_what_is_removed():
    vectors, kept = rows(300), np.random.default_rng(1).random(300) > 0.1
    made = Lists.of(vectors, 8).followed(vectors[kept], kept)
    places, _ = exact(vectors[kept], 8)
    there = made.places >= 0
    assert there.sum(axis=1).min() >= 6
    for mine, true, some in zip(made.places, places, there, strict=True):
        assert_array_equal(mine[some], true[: some.sum()])


@pytest.fixture(scope="module", params=["grid_colors()", "color_histogram()", "curvature()"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Collection, Path]:
    folder = tmp_path_factory.mktemp("photos")
    for i in range(24):
        Pillow.fromarray(scene(i)).save(folder / f"{i}.png")
    collection = Collection.create(tmp_path_factory.mktemp("c") / "collection", request.param)
    collection.add(folder)
    return collection, folder


def graph_of(collection: Collection) -> Graph:
    return collection._tools[1].graph


def check(collection: Collection) -> None:
    """Lists hold the nearest by the similarity of a search."""
    ids = sorted(record.id for record in collection)
    places, similarities = graph_of(collection).among(ids)
    assert places.shape == (len(ids), len(ids) - 1) or (places == -1).any()
    for id, mine, values in zip(ids, places, similarities, strict=True):
        found = {hit.id: hit.score for hit in collection.search(id, k=100)}
        there = mine >= 0
        assert (np.diff(values[there]) <= 0).all()
        assert_allclose(values[there], [found[ids[place]] for place in mine[there]], atol=1e-4)


def test_a_collection_keeps_its_graph_and_brings_it_up_to_date(made):
    collection, folder = made
    graph = graph_of(collection)
    assert graph.possible() and graph.affordable() and not graph.exists()
    collection.search(folder / "3.png", rerank="auto")
    assert graph.exists()
    check(collection)
    for i in range(24, 30):
        Pillow.fromarray(scene(i)).save(folder / f"{i}.png")
    collection.add(folder)
    collection.remove(folder / "3.png")
    check(collection)
    again = Collection.open(collection.uri)
    assert graph_of(again).exists()
    check(again)


def test_a_spoilt_file_is_made_anew(made):
    collection, _ = made
    graph_of(collection).refresh()
    [file] = (Path(collection.uri) / "neighbors").iterdir()
    file.write_bytes(file.read_bytes()[:100])
    check(Collection.open(collection.uri))


def test_words_have_no_graph(tmp_path):
    collection = Collection.create(tmp_path / "c", "sift(n=100) >> root() >> bow(k=16)")
    for i in range(3):
        Pillow.fromarray(scene(i)).save(tmp_path / f"{i}.png")
    collection.add([tmp_path / f"{i}.png" for i in range(3)])
    assert not graph_of(collection).possible()
