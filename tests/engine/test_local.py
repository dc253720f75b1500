"""Collections by local features: visual words, inverted files, and geometry that proves a hit."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from PIL import Image as Pillow
from skimage import data

from lookalike import Collection, Image, LookalikeError, Region
from lookalike.collection.decode import content_id, read_picture
from lookalike.engine.represent import trained
from lookalike.engine.represent.learning import learnt_from
from lookalike.engine.represent.scoring import FileScorer
from lookalike.index import search as index_search
from lookalike.index.local import LocalTables
from lookalike.index.store import Store
from lookalike.reading import parse, parse_reranking
from lookalike.rerank.geometry import narrowed

WORDS = "sift(n=300) >> root() >> bow(k=64)"
SIGNED = "sift(n=300) >> root() >> hamming(k=32, bits=64)"
FUSED = "sift(n=300) >> root() >> vlad(k=4)"
MIXED = f"0.5 * color_histogram() + 0.5 * ({WORDS})"


def photographs() -> dict[str, np.ndarray]:
    named = {"astronaut": data.astronaut(), "coffee": data.coffee(), "chelsea": data.chelsea(), "rocket": data.rocket()}
    return {name: np.asarray(Pillow.fromarray(pixels).resize((320, 256))) for name, pixels in named.items()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Photographs, their halves, and pictures without any feature."""
    made = tmp_path_factory.mktemp("photos")
    for name, pixels in photographs().items():
        Pillow.fromarray(pixels).save(made / f"{name}.png")
        Pillow.fromarray(pixels[:, 160:]).save(made / f"{name}-half.png")
    for shade in (0, 200):
        Pillow.new("RGB", (64, 48), (shade,) * 3).save(made / f"flat{shade}.png")
    return made


@pytest.fixture(scope="module", params=[WORDS, SIGNED, FUSED, MIXED])
def collection(request: pytest.FixtureRequest, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Collection:
    made = Collection.create(tmp_path_factory.mktemp("c") / "collection", request.param)
    made.add(folder)
    return made


def names(collection: Collection, ranking) -> list[str]:
    return [Path(collection[hit.id].path).stem for hit in ranking]


def test_a_picture_finds_itself_and_then_its_half(collection, folder):
    ranking = collection.search(folder / "astronaut.png", k=3)
    assert names(collection, ranking)[0] == "astronaut"
    assert 0.5 < ranking[0].score < 1 + 1e-6  # below 1 where a query's features stand for several words
    assert "astronaut-half" in names(collection, ranking)
    for hit in ranking:
        assert sum(hit.why.values()) == pytest.approx(hit.score, abs=1e-5)


def test_an_id_asks_for_what_its_file_does(collection, folder):
    by_path = collection.search(folder / "coffee.png", k=10)
    by_id = collection.search(content_id((folder / "coffee.png").read_bytes()), k=10)
    # A query's features may stand for several words, those of an image of the collection for one.
    assert by_path.ids[:2] == by_id.ids[:2]


def test_a_picture_without_features_is_an_answer_but_no_question(collection, folder):
    ranking = collection.search(folder / "coffee.png", k=20)
    assert content_id((folder / "flat0.png").read_bytes()) in ranking.ids
    assert len(ranking) == len(collection)
    assert np.isfinite([hit.score for hit in ranking]).all()
    if "color" in str(collection.representation):
        assert len(collection.search(folder / "flat0.png", k=20)) == len(collection)
    else:
        with pytest.raises(LookalikeError, match="nothing to go by"):
            collection.search(folder / "flat0.png", k=20)


def test_a_search_scores_as_a_measurement_does(collection, folder):
    files = sorted(folder.iterdir())
    [scores] = FileScorer(collection.representation).similarities([files[0]], files).scores
    expected = {content_id(file.read_bytes()): score for file, score in zip(files, scores, strict=True)}
    ranking = collection.search(files[0], k=20)
    assert_allclose([hit.score for hit in ranking], [expected[hit.id] for hit in ranking], atol=1e-4)


def test_unwanted_examples_and_conditions(collection, folder):
    wanted, unwanted = folder / "coffee.png", folder / "coffee-half.png"
    without = {hit.id: hit.score for hit in collection.search(wanted, unwanted=unwanted, k=20)}
    half = content_id(unwanted.read_bytes())
    assert without[half] < {hit.id: hit.score for hit in collection.search(wanted, k=20)}[half]
    only = collection.search(wanted, where="path like '%half%'", k=20)
    assert len(only) == 4 == only.total


def test_geometry_tells_where_the_picture_is(collection, folder):
    ranking = collection.search(folder / "rocket-half.png", k=3, rerank="geometric(depth=6)")
    assert {*names(collection, ranking)[:2]} == {"rocket", "rocket-half"}
    whole = ranking[names(collection, ranking).index("rocket")]
    assert whole.match.inliers == len(whole.match.points) > 20
    assert_allclose(whole.match.transform[:, :2], [[1, 0], [0, 1], [0, 0]], atol=0.02)
    assert_allclose(whole.match.transform[:2, 2], [160, 0], atol=2)
    assert_allclose(whole.match.outline, [(159.5, -0.5), (319.5, -0.5), (319.5, 255.5), (159.5, 255.5)], atol=2)
    assert sum(whole.why.values()) == pytest.approx(whole.score, abs=1e-5)
    assert all(hit.match is None for hit in ranking[2:])


def test_a_part_is_found_where_it_is(collection, folder):
    region = Region.polygon(folder / "astronaut.png", [(0.05, 0), (0.5, 0), (0.5, 0.9), (0.05, 0.9)])
    [hit] = collection.search(region, k=1, rerank="geometric")
    assert names(collection, [hit]) == ["astronaut"]
    expected = np.array([(0.05, 0), (0.5, 0), (0.5, 0.9), (0.05, 0.9)]) * (320, 256) - 0.5
    assert_allclose(hit.match.outline, expected, atol=1)
    places = hit.match.points[:, 0]
    assert (places >= expected.min(axis=0)).all() and (places <= expected.max(axis=0)).all()


def test_a_reflection_is_found_when_asked(collection, folder):
    flipped = Image(np.ascontiguousarray(photographs()["chelsea"][:, ::-1]))
    [plain, *_] = collection.search(flipped, k=1, rerank="geometric")
    [found] = collection.search(flipped, k=1, rerank="geometric(mirrored=True)")
    assert names(collection, [found]) == ["chelsea"]
    assert found.match.transform[0, 0] == pytest.approx(-1, abs=0.02)
    assert plain.match is None or plain.match.inliers < found.match.inliers


def test_words_say_whose_descriptors_are_read(tmp_path, folder, monkeypatch):
    made = Collection.create(tmp_path / "c", SIGNED)
    made.add(folder)
    read: list[str] = []
    points = LocalTables.points
    monkeypatch.setattr(LocalTables, "points", lambda tables, ids: read.extend(ids) or points(tables, ids))
    monkeypatch.setattr(narrowed, "LEAST", 2)
    ranking = made.search(folder / "rocket-half.png", k=10, rerank="geometric")
    assert {*names(made, ranking)[:2]} == {"rocket", "rocket-half"}
    assert set(ranking.ids[:2]) <= set(read)
    assert len(read) == len(set(read)) < 8


def test_without_local_features_geometry_reads_the_files(tmp_path, folder):
    photos = shutil.copytree(folder, tmp_path / "photos")
    made = Collection.create(tmp_path / "c", "color_histogram()")
    made.add(photos)
    turned = Image(np.ascontiguousarray(photographs()["coffee"][::-1, ::-1]))
    [hit] = made.search(turned, k=1, rerank="geometric")
    assert names(made, [hit]) == ["coffee"]
    assert_allclose(hit.match.transform[:2, :2], -np.eye(2), atol=0.02)
    (photos / "coffee.png").unlink()
    ranking = made.search(turned, k=20, rerank="geometric")
    assert len(ranking) == len(made)


def test_an_answer_is_paged_after_it_is_ranked_anew(collection, folder):
    whole = collection.search(folder / "rocket-half.png", k=10, rerank="geometric(depth=5)")
    asked = folder / "rocket-half.png"
    pages = [collection.search(asked, k=4, offset=o, rerank="geometric(depth=5)") for o in (0, 4, 8)]
    assert [id for page in pages for id in page.ids] == whole.ids
    assert len(set(whole.ids)) == 10


@pytest.mark.parametrize("text", ["geometrical", "geometric(depth=0)", "sift()", "geometric(", "geometric >> x"])
def test_a_wrong_reranker_is_one_sentence(text):
    with pytest.raises(LookalikeError, match=r"^[^\n]+[.?]$"):
        parse_reranking(text)


def test_what_is_added_later_and_removed_follows(tmp_path, folder):
    photos = shutil.copytree(folder, tmp_path / "photos")
    (tmp_path / "late").mkdir()
    shutil.move(photos / "coffee.png", tmp_path / "late")
    made = Collection.create(tmp_path / "c", WORDS)
    made.add(photos)
    reader = Collection.open(tmp_path / "c")
    assert "coffee" not in names(reader, reader.search(folder / "coffee.png", k=20))
    made.add(tmp_path / "late")
    assert names(reader, reader.search(folder / "coffee.png", k=1)) == ["coffee"]
    made.remove(tmp_path / "late")
    assert "coffee" not in names(reader, reader.search(folder / "coffee.png", k=20))
    assert Store(str(tmp_path / "c")).read("words", ["id"]).num_rows == len(made) == 9


@pytest.mark.parametrize("damage", ["gone", "scrambled"])
def test_an_inverted_file_that_is_lost_is_made_anew(tmp_path, folder, damage):
    made = Collection.create(tmp_path / "c", WORDS)
    made.add(folder)
    before = made.search(folder / "coffee.png", k=20)
    for file in (tmp_path / "c" / "inverted").rglob("*"):
        if damage == "scrambled" and file.is_file():
            file.write_bytes(b"x" * 100)
    if damage == "gone":
        shutil.rmtree(tmp_path / "c" / "inverted")
    again = Collection.open(tmp_path / "c").search(folder / "coffee.png", k=20)
    assert again.ids == before.ids
    assert_allclose([h.score for h in again], [h.score for h in before], atol=1e-6)


def test_features_of_images_that_were_not_stored_are_swept(tmp_path, folder):
    made = Collection.create(tmp_path / "c", WORDS)
    made.add(folder)
    stray = made._tools[0].described(read_picture(folder / "coffee.png"))
    made._tools[1].tables.add_words(made.representation.parts[0].key, ["f" * 32], [stray.words[0]])
    made._tools[1].tables.add_points(["f" * 32], [stray.points])
    Pillow.fromarray(photographs()["coffee"][:100]).save(tmp_path / "new.png")
    made.add(tmp_path / "new.png")
    for table in ("words", "points"):
        assert "f" * 32 not in Store(str(tmp_path / "c")).read(table, ["id"])["id"].to_pylist()


def test_a_large_collection_is_searched_by_its_inverted_file(collection, folder, monkeypatch):
    exhaustive = collection.search(folder / "chelsea.png", k=5)
    monkeypatch.setattr(index_search, "EXHAUSTIVE_ROWS", 3)
    monkeypatch.setattr(index_search, "RESCORED", 6)
    if collection._tools[1].space.dimension:
        pytest.skip("an ANN index is built only when pictures are added")
    assert collection.search(folder / "chelsea.png", k=5).ids[:2] == exhaustive.ids[:2]


def test_what_was_learnt_is_kept_in_a_file(tmp_path, folder):
    taught = learnt_from(parse(WORDS), sorted(folder.iterdir())).representation
    trained.save(taught, tmp_path / "words.lookalike")
    again = trained.load(tmp_path / "words.lookalike")
    assert str(again) == str(taught)
    files = sorted(folder.iterdir())
    assert_allclose(*(FileScorer(r).similarities(files[:2], files).scores for r in (taught, again)))
    made = Collection.create(tmp_path / "c", str(tmp_path / "words.lookalike"))
    made.add(files[:3])
    assert Collection.open(tmp_path / "c").search(files[0], k=1)[0].score > 0.9


@pytest.mark.parametrize("content", [b"", b"nonsense", b"PK\x03\x04broken"])
def test_a_file_that_holds_nothing_learnt_is_refused(tmp_path, content):
    (tmp_path / "bad.lookalike").write_bytes(content)
    with pytest.raises(LookalikeError, match=r"bad\.lookalike"):
        trained.load(tmp_path / "bad.lookalike")


def test_too_few_features_to_learn_from_are_told(tmp_path, folder):
    made = Collection.create(tmp_path / "c", "sift() >> root() >> bow(k=50000)")
    with pytest.raises(LookalikeError, match=r"50,?000"):
        made.add(folder)
