"""Indexing follows the files, and searching finds what it should."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from lookalike import Collection, Image, LookalikeError, Region
from lookalike.describe.color.histogram import ColorHistogram
from lookalike.engine.offline import indexing
from lookalike.engine.represent.scoring import FileScorer
from lookalike.geometry import cut
from lookalike.index import search as index_search
from lookalike.index.measures import MEASURES
from lookalike.reading import parse
from lookalike.types import Skip

SPEC = "color_histogram(bins=(4, 4, 4))"


def draw(path: Path, *, hue: int, seed: int = 0, size: tuple[int, int] = (64, 48)) -> Path:
    """A noisy picture of about one hue (0 to 255)."""
    rng = np.random.default_rng(seed)
    hsv = np.empty((size[1], size[0], 3), np.uint8)
    hsv[..., 0] = (hue + rng.integers(-8, 9, hsv.shape[:2])) % 256
    hsv[..., 1:] = rng.integers(120, 256, (*hsv.shape[:2], 2))
    path.parent.mkdir(parents=True, exist_ok=True)
    Pillow.fromarray(hsv, "HSV").convert("RGB").save(path)
    return path


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    for name, hue in {"red": 0, "green": 85, "blue": 170}.items():
        for i in range(4):
            draw(tmp_path / "photos" / name / f"{i}.png", hue=hue, seed=i)
    return tmp_path / "photos"


@pytest.fixture
def collection(tmp_path: Path, photos: Path) -> Collection:
    made = Collection.create(tmp_path / "collection", SPEC)
    made.add(photos)
    return made


def paths(collection: Collection) -> set[str]:
    return {record.path for record in collection}


def counts(added) -> tuple[int, ...]:
    return added.new, added.changed, added.moved, added.deleted, added.unchanged, len(added.skipped)


def test_look_alikes_come_first_and_the_picture_itself_at_the_top(collection, photos):
    ranking = collection.search(photos / "red" / "1.png", k=4)
    found = [collection[hit.id] for hit in ranking]
    assert found[0].path == str(photos / "red" / "1.png")
    assert all("red" in record.tags for record in found)
    assert ranking[0].score == pytest.approx(1, abs=1e-5)
    assert ranking.total == 12
    assert [hit.score for hit in ranking] == sorted((hit.score for hit in ranking), reverse=True)


def test_a_hit_says_why(tmp_path, photos):
    made = Collection.create(tmp_path / "two", "0.5 * color_histogram(bins=(4, 4, 4)) + color_histogram(space='rgb')")
    made.add(photos)
    for hit in made.search(photos / "red" / "1.png", k=12):
        assert len(hit.why) == 2
        assert sum(hit.why.values()) == pytest.approx(hit.score, abs=1e-5)


def test_examples_can_be_paths_ids_and_images(collection, photos):
    file = photos / "green" / "0.png"
    by_path = collection.search(file, k=5)
    by_id = collection.search(by_path[0].id, k=5)
    by_bytes = collection.search(file.read_bytes(), k=5)
    assert by_bytes.ids == by_path.ids
    assert collection.search(file.as_uri(), k=5).ids == by_path.ids
    by_pixels = collection.search(Image(np.asarray(Pillow.open(file).convert("RGB"))), k=5)
    assert by_path.ids == by_id.ids == by_pixels.ids


def test_several_examples_and_unwanted_ones(collection, photos):
    red, green, blue = (photos / name / "0.png" for name in ("red", "green", "blue"))
    both = collection.search([red, green], k=8)
    assert {collection[hit.id].tags[-1] for hit in both} == {"red", "green"}
    without = collection.search([red, green], unwanted=[green], k=4)
    assert {collection[hit.id].tags[-1] for hit in without} == {"red"}
    assert collection.search([red, green, blue], unwanted=green, k=12)[-1].score < 0.5


def test_pages_are_the_whole_ranking_cut(collection, photos):
    whole = collection.search(photos / "red" / "0.png", k=12)
    pages = [collection.search(photos / "red" / "0.png", k=5, offset=o) for o in (0, 5, 10, 15)]
    assert [hit.id for page in pages for hit in page] == whole.ids
    assert [len(page) for page in pages] == [5, 5, 2, 0]


def test_a_condition_is_kept(collection, photos):
    ranking = collection.search(photos / "red" / "0.png", where="tag = 'blue' and width = 64", k=12)
    assert {collection[hit.id].tags[-1] for hit in ranking} == {"blue"}
    assert ranking.total == 4
    assert len(collection.search(photos / "red" / "0.png", where="width > 64")) == 0


def test_nothing_to_do_the_second_time(collection, photos, monkeypatch):
    monkeypatch.setattr("lookalike.engine.offline.intake.read_picture", lambda _: pytest.fail("read again"))
    assert counts(collection.add(photos)) == (0, 0, 0, 0, 12, 0)


def test_a_second_run_does_what_the_changes_call_for(collection, photos):
    draw(photos / "new.png", hue=40)
    draw(photos / "red" / "0.png", hue=120, seed=9)
    (photos / "moved").mkdir()
    (photos / "red" / "1.png").rename(photos / "moved" / "elsewhere.png")
    (photos / "blue" / "2.png").unlink()
    moved_id = next(r.id for r in collection if r.path.endswith("red/1.png"))
    assert counts(collection.add(photos)) == (1, 1, 1, 1, 9, 0)
    assert paths(collection) == {str(p) for p in photos.rglob("*.png")}
    assert collection[moved_id].tags == ("photos", "moved")
    assert counts(collection.add(photos)) == (0, 0, 0, 0, 12, 0)


def test_a_touched_file_is_unchanged(collection, photos):
    os.utime(photos / "red" / "0.png", (1, 1))
    assert counts(collection.add(photos)) == (0, 0, 0, 0, 12, 0)


def test_copies_are_one_image(collection, photos):
    original = photos / "red" / "0.png"
    copy = str(shutil.copy(original, photos / "blue" / "copy.png"))
    assert counts(collection.add(photos)) == (1, 0, 0, 0, 12, 0)
    assert len(collection) == 12
    (record,) = [r for r in collection if r.copies]
    assert (record.path, record.copies) == (str(original), (copy,))
    assert set(record.tags) == {"photos", "red", "blue"}
    original.unlink()
    collection.add(photos)
    assert collection[record.id].path == copy
    assert collection[record.id].copies == ()


def test_a_folder_moved_out_of_the_indexed_one_is_followed(collection, photos, tmp_path):
    (photos / "red").rename(tmp_path / "elsewhere")
    assert counts(collection.add(tmp_path / "elsewhere")) == (0, 0, 4, 0, 0, 0)
    assert len(collection) == 12
    assert all(Path(path).exists() for path in paths(collection))


def test_what_cannot_be_looked_into_is_not_taken_for_gone(collection, photos, monkeypatch):
    real = indexing.scan

    def shut(roots):
        yield Skip(photos / "red", "permission denied")
        yield from (f for f in real(roots) if "red" not in str(f.path))

    monkeypatch.setattr(indexing, "scan", shut)
    assert counts(collection.add(photos)) == (0, 0, 0, 0, 8, 1)
    assert len(collection) == 12
    assert [skip.path for skip in collection.skipped()] == [photos / "red"]
    monkeypatch.undo()
    assert counts(collection.add(photos)) == (0, 0, 0, 0, 12, 0)
    assert collection.skipped() == []


def test_a_collection_without_images_can_be_made_anew(tmp_path, photos):
    learning = Collection.create(tmp_path / "anew", f"{SPEC} >> pca(d=20)")
    with pytest.raises(LookalikeError, match="pca learns from 2 pictures or more, and got 1"):
        learning.add(photos / "red" / "0.png")
    made = Collection.create(tmp_path / "anew", SPEC)
    assert made.add(photos).new == 12


def test_bad_files_are_listed_with_reasons_and_looked_at_once(collection, photos, monkeypatch):
    (photos / "bad.jpg").write_bytes(b"no picture")
    added = collection.add(photos)
    assert counts(added) == (0, 0, 0, 0, 12, 1)
    assert added.skipped[0].path == photos / "bad.jpg"
    assert added.skipped == tuple(collection.skipped())
    monkeypatch.setattr("lookalike.engine.offline.intake.read_picture", lambda _: pytest.fail("read again"))
    assert collection.add(photos).skipped == added.skipped


def test_a_picture_that_breaks_a_method_does_not_stop_the_run(tmp_path, photos, monkeypatch):
    whole = ColorHistogram.describe

    def breaks(self, images):
        if any((image.height, image.width) == (10, 11) for image in images):
            raise ZeroDivisionError("ten by eleven")
        return whole(self, images)

    draw(photos / "odd.png", hue=9, size=(11, 10))
    monkeypatch.setattr(ColorHistogram, "describe", breaks)
    made = Collection.create(tmp_path / "made", SPEC)
    added = made.add(photos)
    assert counts(added) == (12, 0, 0, 0, 0, 1)
    assert added.skipped[0].reason == "cannot be described (ZeroDivisionError: ten by eleven)"
    monkeypatch.undo()
    assert made.add(photos).new == 1


def test_a_folder_that_lost_everything_is_not_believed(collection, photos):
    shutil.rmtree(photos)
    photos.mkdir()
    with pytest.raises(LookalikeError, match="mount its disk"):
        collection.add(photos)
    assert len(collection) == 12


def test_a_folder_that_is_gone_is_told_of_and_followed_by_its_new_name(collection, photos):
    photos.rename(photos.with_name("pictures"))
    with pytest.raises(LookalikeError, match=r"12 files of it are known: .* new name; .* lookalike remove"):
        collection.add(photos)
    assert counts(collection.add(photos.with_name("pictures"))) == (0, 0, 12, 0, 0, 0)


def test_folders_are_known_by_any_of_their_names(collection, photos, monkeypatch):
    (photos / "red" / "0.png").unlink()
    monkeypatch.chdir(photos / "green")
    assert counts(collection.add("../red")) == (0, 0, 0, 1, 3, 0)
    assert counts(collection.add(".")) == counts(collection.add(Path())) == (0, 0, 0, 0, 4, 0)
    assert collection.remove("../red") == 3


@pytest.mark.parametrize("other", ["grid_colors()", f"{SPEC} >> pca(d=2)", "sift(n=50) >> bow(k=8)"])
def test_a_collection_without_pictures_takes_another_representation(tmp_path, photos, other):
    made = Collection.create(tmp_path / "again", f"{SPEC} >> pca(d=5)")
    made.add(photos)
    reader = Collection.open(made.uri)
    made.remove(photos)
    with pytest.raises(LookalikeError, match="Another process"), reader._store.writing():
        Collection.create(made.uri, other)
    again = Collection.create(made.uri, other)
    assert again.info().learnt_from is None
    again.add(photos)
    found = Collection.open(made.uri)
    assert str(found.representation) == str(parse(other))
    assert found[found.search(photos / "blue" / "3.png").ids[0]].path == str(photos / "blue" / "3.png")
    assert len(reader) == 12


def test_remove_by_file_folder_and_id(collection, photos):
    some = next(r.id for r in collection if "green" in r.tags)
    assert collection.remove([photos / "red", photos / "blue" / "0.png", some]) == 6
    assert len(collection) == 6
    assert (photos / "red" / "0.png").exists()
    with pytest.raises(LookalikeError, match="not in the collection"):
        collection.remove(photos / "red")


def test_a_uri_is_as_good_as_a_path(tmp_path, photos):
    uri = (tmp_path / "by uri").as_uri()
    assert not Collection.exists(uri)
    made = Collection.create(uri, SPEC)
    made.add(photos)
    assert counts(Collection.open(uri).add(photos)) == (0, 0, 0, 0, 12, 0)
    assert len(made.search(photos / "red" / "0.png", where="tag = 'red'")) == 4


def test_a_place_that_cannot_be_reached_is_a_sentence():
    with pytest.raises(LookalikeError, match="Cannot use the collection at nowhere://x"):
        Collection.open("nowhere://x")


def test_a_collection_that_is_taken_away_is_told_in_a_sentence(collection, photos, tmp_path):
    (tmp_path / "collection").rename(tmp_path / "elsewhere")
    with pytest.raises(LookalikeError, match=r"The collection at .*collection is gone: bring it back\."):
        collection.search(photos / "red" / "0.png")
    (tmp_path / "elsewhere").rename(tmp_path / "collection")
    assert len(collection.search(photos / "red" / "0.png")) > 0


def test_a_reader_sees_what_another_process_writes(collection, photos):
    reader = Collection.open(collection.uri)
    assert len(reader.search(photos / "red" / "0.png", k=99)) == 12
    draw(photos / "late.png", hue=1)
    collection.add(photos)
    assert len(reader.search(photos / "red" / "0.png", k=99)) == 13


def test_one_writer_at_a_time(collection, photos):
    with Collection.open(collection.uri)._store.writing(), pytest.raises(LookalikeError, match="Another process"):
        collection.add(photos)


def test_a_representation_that_learns_is_kept_with_the_collection(tmp_path, photos):
    made = Collection.create(tmp_path / "learnt", f"{SPEC} >> pca(d=3)")
    assert len(made.search(photos / "red" / "0.png")) == 0
    made.add(photos)
    first = made.search(photos / "red" / "0.png", k=5)
    again = Collection.open(tmp_path / "learnt")
    assert again.search(photos / "red" / "0.png", k=5) == first
    assert again.info().parts[0].dimension == 3
    draw(photos / "later.png", hue=5)
    assert again.add(photos).new == 1


@pytest.mark.parametrize("by", ["l1", "l2", "canberra", "jensen_shannon", "quadratic"])
def test_the_ann_index_answers_as_the_exhaustive_search_does(tmp_path, photos, monkeypatch, by):
    for i in range(300):
        draw(photos / "many" / f"{i}.png", hue=i * 3 % 256, seed=i, size=(24, 24))
    made = Collection.create(tmp_path / "many", f"color_histogram(bins=(8, 2, 2)) >> compare('{by}')")
    made.add(photos)
    queries = sorted((photos / "many").iterdir())[::30]
    exact = [made.search(q, k=10, where="tag = 'many'") for q in queries]
    assert "exhaustive" in made.info().index
    monkeypatch.setattr(index_search, "EXHAUSTIVE_ROWS", 100)
    draw(photos / "one more.png", hue=3)
    made.add(photos)
    assert "IVF_HNSW_SQ" in made.info().index
    indexed = [index.columns for index in made._store.images().list_indices()]
    assert ["id"] in indexed
    found = [made.search(q, k=10, where="tag = 'many'") for q in queries]
    recall = np.mean([len(set(e.ids) & set(f.ids)) / 10 for e, f in zip(exact, found, strict=True)])
    assert recall >= 0.99
    assert [f[0].score for f in found] == pytest.approx([e[0].score for e in exact], abs=1e-5)
    assert found[0].total == exact[0].total


def test_thumbnails_are_small_jpegs(collection):
    ids = [record.id for record in collection][:3]
    thumbnails = collection.thumbnails(ids)
    assert set(thumbnails) == set(ids)
    assert all(data.startswith(b"\xff\xd8") for data in thumbnails.values())


def test_progress_counts_what_is_stored(tmp_path, photos):
    told = []
    made = Collection.create(tmp_path / "told", SPEC)
    made.add(photos, progress=lambda done, total: told.append((done, total, len(made))))
    assert told[-1] == (12, 12, 12)
    assert all(done == stored for done, _, stored in told)


def test_a_region_of_an_example_is_all_that_is_looked_for(collection, photos, tmp_path):
    red, blue = (np.asarray(Pillow.open(next((photos / n).iterdir())).convert("RGB")) for n in ("red", "blue"))
    both = np.concatenate([red, blue], axis=1)
    left = collection.search(Region(Image(both), 0, 0, 0.5, 1), k=1)
    right = collection.search(Region(Image(both), 0.5, 0, 0.5, 1), k=1)
    assert [collection[answer[0].id].tags[-1] for answer in (left, right)] == ["red", "blue"]
    assert left[0].score == pytest.approx(1, abs=1e-5)
    Pillow.fromarray(both).save(tmp_path / "both.png")
    assert collection.search(Region(tmp_path / "both.png", 0, 0, 0.5, 1), k=1) == left


@pytest.mark.parametrize("fusion", ["sum", "zscore", "rrf"])
def test_pages_follow_each_other_and_the_benchmark_scores_alike(tmp_path, photos, monkeypatch, fusion):
    shortlisted = replace(MEASURES["regions"], shortlist=6)
    monkeypatch.setattr("lookalike.index.measures.MEASURES", {**MEASURES, "regions": shortlisted})
    spec = "regions(n=3) + color_histogram(bins=(4, 2, 2)) + lbp()"
    made = Collection.create(tmp_path / "pages", spec)
    made.add(photos)
    query = photos / "red" / "0.png"
    whole = made.search(query, k=12, fusion=fusion)
    pages = [hit for at in (0, 4, 8) for hit in made.search(query, k=4, offset=at, fusion=fusion)]
    assert pages == list(whole)
    files = sorted(photos.rglob("*.png"))
    [scores] = FileScorer(parse(spec), fusion=fusion).similarities([query], files).scores
    expected = dict(zip(map(str, files), scores, strict=True))
    for hit in whole:
        assert hit.score == pytest.approx(expected[made[hit.id].path], abs=2e-5)
        assert sum(hit.why.values()) == pytest.approx(hit.score, abs=1e-5)


def test_a_picture_without_finite_numbers_is_skipped_and_the_others_are_not(tmp_path, photos, monkeypatch):
    def broken(self, images):
        vectors = ColorHistogram.__wrapped__(self, images)
        return vectors.with_vectors(vectors.vectors * np.where(images[0].width == 7, np.nan, 1))

    monkeypatch.setattr(ColorHistogram, "__wrapped__", ColorHistogram.describe, raising=False)
    monkeypatch.setattr(ColorHistogram, "describe", broken)
    draw(photos / "odd.png", hue=3, size=(7, 9))
    made = Collection.create(tmp_path / "finite", SPEC)
    added = made.add(photos)
    assert (added.new, [skip.path.name for skip in added.skipped]) == (12, ["odd.png"])
    assert "no finite numbers" in added.skipped[0].reason
    with pytest.raises(LookalikeError, match="cannot be described"):
        made.search(photos / "odd.png")


def test_how_many_pictures_taught_a_representation_is_known(tmp_path, photos):
    made = Collection.create(tmp_path / "taught", f"{SPEC} >> pca(d=3)")
    assert made.info().learnt_from is None
    made.add(photos)
    draw(photos / "later.png", hue=7)
    made.add(photos)
    assert made.info().learnt_from == 12


def test_regions_find_a_blob_wherever_it_is(tmp_path):
    folder = tmp_path / "scenes"
    folder.mkdir()
    for i, corner in enumerate([(0, 0), (0, 60), (50, 10), None]):
        pixels = np.full((96, 128, 3), (40, 90, 40), np.uint8)
        if corner:
            pixels[corner[0] : corner[0] + 36, corner[1] : corner[1] + 48] = (220, 40, 30)
        Pillow.fromarray(pixels).save(folder / f"{i}.png")
    made = Collection.create(tmp_path / "regions", "regions(n=4)")
    made.add(folder)
    answer = made.search(Region(folder / "0.png", 0, 0, 0.4, 0.4))
    found = {Path(made[hit.id].path).stem: hit for hit in answer}
    assert [Path(made[hit.id].path).stem for hit in answer][-1] == "3"
    assert found["2"].score > 0.9 > found["3"].score + 0.2
    assert found["2"].box == pytest.approx((34 / 128, 68 / 96, 48 / 128, 36 / 96), abs=0.06)
    assert all(hit.box is None for hit in made.search(folder / "0.png"))


@pytest.mark.parametrize("box", [(0, 0, 0, 1), (0.5, 0, 0.6, 1), (-0.1, 0, 0.5, 0.5), (0, float("nan"), 1, 1)])
def test_a_region_lies_in_the_picture(box):
    with pytest.raises(LookalikeError, match="fractions of the picture"):
        Region("a.png", *box)


def test_the_least_region_is_a_pixel():
    image = Image(np.zeros((3, 5, 3), np.uint8))
    assert cut(image, Region(image, 0.99, 0.99, 0.01, 0.01).box).pixels.shape == (1, 1, 3)


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda c, t: Collection.open(t / "none"), "no collection at"),
        (lambda c, t: Collection.create(c.uri), "a collection already"),
        (lambda c, t: Collection.create(t / "photos"), "not empty"),
        (lambda c, t: Collection.create(t / "photos" / "red" / "0.png" / "x"), "Cannot make a collection"),
        (lambda c, t: Collection.create(t / "new", "nonsense"), "no preset"),
        (lambda c, t: Collection.create(t / "new", "lbp() >> compare('quadratic')"), "straight after"),
        (lambda c, t: Collection.create(t / "new", "regions() >> power()"), "a score of its own"),
        (lambda c, t: c.add(t / "missing"), "missing"),
        (lambda c, t: c.remove(t / "missing"), "not in the collection"),
        (lambda c, t: c.search(t / "missing.jpg"), "missing.jpg"),
        (lambda c, t: c.search([]), "at least one wanted example"),
        (lambda c, t: c.search(3), "not int"),
        (lambda c, t: c.search(np.zeros((4, 4, 3), np.uint8)), "lookalike.Image"),
        (lambda c, t: c.search(t / "photos"), "it is a folder"),
        (lambda c, t: c.search(""), "A name is empty"),
        (lambda c, t: c.remove(""), "A name is empty"),
        (lambda c, t: c.add(""), "A name is empty"),
        (lambda c, t: c.search("0" * 32), "no image 0000"),
        (lambda c, t: c.search(t / "photos" / "red" / "0.png", k=0), "at least 1 hit"),
        (lambda c, t: c.search(t / "photos" / "red" / "0.png", where="colour = 3"), "colour"),
    ],
)
def test_errors_are_one_sentence_and_nothing_is_lost(collection, tmp_path, act, says):
    with pytest.raises(LookalikeError, match=says) as error:
        act(collection, tmp_path)
    assert "\n" not in str(error.value)
    assert len(Collection.open(collection.uri)) == 12
    assert not (tmp_path / "new").exists()
