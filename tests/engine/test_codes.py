"""Collections whose pictures are kept as codes."""

from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from PIL import Image as Pillow

from lookalike import Collection, LookalikeError
from lookalike.engine.represent.scoring import FileScorer
from lookalike.index import search as index_search
from lookalike.index.store import Store, matrices
from lookalike.parameters import SpecError
from lookalike.reading import parse
from tests.pictures import scene

PLAIN = "color_histogram(bins=(8, 2, 2))"
ITQ = f"{PLAIN} >> itq(bits=64)"
PQ = f"{PLAIN} >> pq(m=8)"
OPQ = f"{PLAIN} >> opq(m=8)"
LSH = f"{PLAIN} >> lsh(bits=64)"
MIXED = f"0.5 * ({ITQ}) + 0.25 * {PLAIN} + 0.25 * ({PQ})"


def draw(path: Path, seed: int) -> None:
    path.parent.mkdir(exist_ok=True)
    Pillow.fromarray(scene(seed, 48, 36)).save(path)


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    for i in range(80):
        draw(folder / ("even" if i % 2 == 0 else "odd") / f"{i}.png", i)
    return folder


@pytest.fixture(scope="module", params=[ITQ, PQ, OPQ, LSH, MIXED], ids=["itq", "pq", "opq", "lsh", "mixed"])
def collection(request: pytest.FixtureRequest, photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Collection:
    made = Collection.create(tmp_path_factory.mktemp("c") / "collection", request.param)
    made.add(photos)
    return made


def files(photos: Path) -> list[Path]:
    return sorted(photos.glob("*/*.png"))


def test_codes_take_the_bytes_that_they_have(collection):
    floats, codes = matrices(next(iter(Store(collection.uri).vectors_of([next(iter(collection)).id]))))
    assert codes.dtype == np.uint8
    assert (floats.shape[1], codes.shape[1]) == ((32, 16) if "+" in str(collection.representation) else (0, 8))
    sizes = [part.bytes for part in collection.info().parts]
    assert sum(sizes) == codes.nbytes + floats.nbytes
    assert f"codes of {codes.shape[1]} bytes" in collection.info().index


def test_a_search_scores_as_the_benchmark_does(collection, photos):
    queries, database = files(photos)[::40], files(photos)
    scored = FileScorer(collection.representation).similarities(queries, database)
    assert scored.bytes_per_image == sum(part.bytes for part in collection.info().parts)
    places = {record.id: database.index(Path(record.path)) for record in collection}
    for query, expected in zip(queries, scored.scores, strict=True):
        for hit in collection.search(query, k=len(database)):
            assert hit.score == pytest.approx(expected[places[hit.id]], abs=1e-5)
            assert sum(hit.why.values()) == pytest.approx(hit.score, abs=1e-5)


def test_large_collections_answer_as_small_ones_do(collection, photos, monkeypatch):
    queries = files(photos)[::40]
    for where in (None, "tag = 'odd'"):
        exhaustive = [collection.search(query, k=10, where=where) for query in queries]
        with monkeypatch.context() as patched:
            patched.setattr(index_search, "EXHAUSTIVE_ROWS", 50)
            patched.setattr(index_search, "RESCORED", 40)
            again = Collection.open(collection.uri)
            found = [again.search(query, k=10, where=where) for query in queries]
        for one, other in zip(exhaustive, found, strict=True):
            assert_allclose([h.score for h in one], [h.score for h in other], atol=1e-5)
            assert one.total == other.total


def test_an_image_of_the_collection_is_an_example(collection):
    record = next(iter(collection))
    ranking = collection.search(record.id, k=80)
    assert ranking[0].score == pytest.approx(1, abs=1e-5)
    twins = [hit.id for hit in ranking if hit.score > ranking[0].score - 1e-5]
    assert record.id in twins


def test_hamming_distances_are_what_binary_codes_compare_by(tmp_path, photos):
    made = Collection.create(tmp_path / "c", ITQ)
    made.add(photos)
    [rows] = Store(made.uri).vectors_of([record.id for record in made])
    codes = dict(zip(rows["id"].to_pylist(), matrices(rows)[1], strict=True))
    query = next(iter(codes))
    for hit in made.search(query, k=20):
        distance = int(np.bitwise_count(codes[query] ^ codes[hit.id]).sum())
        assert hit.score == pytest.approx(1 - 2 * distance / 64, abs=1e-5)


def test_codes_follow_the_collection_as_it_changes(tmp_path, photos, monkeypatch):
    monkeypatch.setattr(index_search, "EXHAUSTIVE_ROWS", 50)
    made = Collection.create(tmp_path / "c", PQ)
    made.add(photos)
    query = files(photos)[0]
    first = made.search(query, k=1)[0].id
    made.remove(made[first].path)
    assert made.search(query, k=1)[0].id != first
    draw(tmp_path / "more" / "new.png", 999)
    made.add(tmp_path / "more")
    assert Path(made[made.search(tmp_path / "more" / "new.png", k=1)[0].id].path).name == "new.png"


def test_what_was_learnt_is_restored_with_the_collection(collection, photos):
    again = Collection.open(collection.uri)
    for query in files(photos)[:3]:
        one, other = (c.search(query, k=5) for c in (collection, again))
        assert_array_equal(one.ids, other.ids)


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        (f"{PLAIN} >> itq() >> power()", "Nothing follows itq(), and power() does"),
        ("sift() >> pq()", "bring them together before"),
        (f"{PLAIN} >> itq(bits=12)", "multiple of 8"),
    ],
)
def test_codes_come_last_and_are_of_whole_pictures(spec, reason):
    with pytest.raises((SpecError, LookalikeError)) as error:
        parse(spec)
    assert reason in str(error.value)
