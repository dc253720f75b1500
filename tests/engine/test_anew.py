"""Answers ranked anew by how their hits compare with each other."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from lookalike import Collection
from lookalike.collection.decode import content_id
from lookalike.engine.represent.scoring import FileScorer
from lookalike.reading import parse, parse_reranking
from tests.pictures import scene

GROUPS, SIZE = 8, 4


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Scenes, each with a little of the next one's picture laid over it, more and more."""
    made = tmp_path_factory.mktemp("photos")
    for group in range(GROUPS):
        for i in range(SIZE):
            mixed = (1 - 0.12 * i) * scene(group) + 0.12 * i * scene(100 + group * SIZE + i)
            Pillow.fromarray(mixed.astype(np.uint8)).save(made / f"{group}-{i}.png")
    return made


@pytest.fixture(scope="module", params=["grid_colors()", "color_histogram() + grid_colors()", "curvature()"])
def collection(request: pytest.FixtureRequest, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Collection:
    made = Collection.create(tmp_path_factory.mktemp("c") / "collection", request.param)
    made.add(folder)
    return made


@pytest.mark.parametrize(
    "how", ["aqe", "alpha_qe", "dqe", "dba(n=2)", "kreciprocal(k=3)", "diffusion(k=3)", "mmr", "distinct", "auto"]
)
def test_an_answer_is_the_same_images_in_another_order(collection, folder, how):
    asked = folder / "3-0.png"
    plain, anew = collection.search(asked, k=100), collection.search(asked, k=100, rerank=how)
    assert sorted(anew.ids) == sorted(plain.ids) and anew.total == plain.total
    assert {hit.id: hit.score for hit in anew} == {hit.id: hit.score for hit in plain}
    assert [plain.ids[hit.before - 1] for hit in anew] == anew.ids
    assert anew.ids[0] == plain.ids[0]
    for hit in anew:
        assert sum(hit.why.values()) == pytest.approx(hit.score, abs=1e-5)
    pages = [collection.search(asked, k=10, offset=offset, rerank=how).ids for offset in (0, 10, 20, 30)]
    assert [id for page in pages for id in page] == anew.ids


def test_what_lies_deeper_stays_where_it_is(collection, folder):
    plain = collection.search(folder / "2-1.png", k=100)
    anew = collection.search(folder / "2-1.png", k=100, rerank="mmr(weight=0, depth=6)")
    assert anew.ids[6:] == plain.ids[6:] and sorted(anew.ids[:6]) == sorted(plain.ids[:6])
    assert anew.ids[1:6] != plain.ids[1:6]


def test_rerankers_follow_each_other(collection, folder):
    asked = folder / "5-0.png"
    both = collection.search(asked, k=100, rerank="aqe(n=3) >> distinct(threshold=0.99)")
    alone = collection.search(asked, k=100, rerank="aqe(n=3)")
    assert sorted(both.ids) == sorted(alone.ids)
    geometry = collection.search(asked, k=5, rerank="aqe >> geometric(depth=5)")
    assert len(geometry) == 5


def test_one_image_needs_no_order(tmp_path, folder):
    made = Collection.create(tmp_path / "c", "grid_colors()")
    made.add(folder / "0-0.png")
    assert len(made.search(folder / "0-1.png", rerank="auto >> dqe >> mmr")) == 1


@pytest.mark.parametrize("how", ["aqe(n=3)", "diffusion(k=3)", "kreciprocal(k=3) >> mmr"])
def test_a_search_ranks_anew_as_a_measurement_does(tmp_path, folder, how):
    spec = "grid_colors()"
    made = Collection.create(tmp_path / "c", spec)
    made.add(folder)
    files = sorted(folder.iterdir())
    [scores] = FileScorer(parse(spec), rerank=parse_reranking(how)).similarities([files[5]], files).scores
    expected = {content_id(file.read_bytes()): score for file, score in zip(files, scores, strict=True)}
    ranking = made.search(files[5], k=100, rerank=how)
    in_order = np.array([expected[hit.id] for hit in ranking])
    assert (np.diff(in_order) < 1e-5).all()


def test_visual_words_compare_too(tmp_path, folder):
    made = Collection.create(tmp_path / "c", "sift(n=100) >> root() >> bow(k=16)")
    made.add(folder)
    assert len(made.search(folder / "1-0.png", k=100, rerank="auto >> aqe")) == GROUPS * SIZE


def test_a_chain_round_trips():
    chain = parse_reranking("aqe >> geometric(depth=50) >> mmr()")
    assert str(chain) == "aqe() >> geometric(depth=50) >> mmr()"
    assert parse_reranking(str(chain)) == chain
    assert chain.reach == 1000
