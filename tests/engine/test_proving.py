"""The second look: what geometry proves by comes after all else, and may be cut off."""

from pathlib import Path

import pytest
from PIL import Image as Pillow
from skimage import data

from lookalike import Collection
from lookalike.engine.offline import batches
from lookalike.reading import parse
from lookalike.types import LookalikeError

SPEC = "color_histogram() + 0 * (sift(contrast=0.01) >> root() >> leaves())"
NAMES = ("astronaut", "coffee", "cat", "rocket")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("photographs")
    for name in NAMES:
        Pillow.fromarray(getattr(data, name)()).save(made / f"{name}.png")
    return made


@pytest.fixture
def collection(folder, tmp_path) -> Collection:
    made = Collection.create(tmp_path / "collection", SPEC)
    made.add(folder)
    return made


def proven(collection: Collection) -> int:
    return len(collection) - len(collection._tools[1].unproven())


def test_all_can_be_searched_before_anything_is_proven(collection, folder):
    assert proven(collection) == 0
    for how in (None, "auto", "geometric"):
        assert len(collection.search(folder / "cat.png", rerank=how)) == len(NAMES)


def test_proofs_are_looked_for_once(collection):
    told: list[tuple[int, int]] = []
    assert collection.prove(progress=lambda *how_far: told.append(how_far)) == len(NAMES)
    assert told[-1] == (len(NAMES), len(NAMES))
    assert collection.prove() == 0
    assert Collection.open(collection.uri).prove() == 0


def test_what_was_told_of_is_kept_when_cut_off(collection, monkeypatch):
    monkeypatch.setattr(batches, "BATCH", 2)

    def stop(done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        collection.prove(progress=stop)
    assert proven(collection) == 2
    assert collection.prove() == len(NAMES) - 2


def test_a_file_that_is_gone_for_a_while_waits_for_the_next_run(collection, folder, tmp_path):
    away = (folder / "cat.png").rename(tmp_path / "cat.png")
    try:
        assert collection.prove() == len(NAMES) - 1
    finally:
        away.rename(folder / "cat.png")
    assert collection.prove() == 1


def test_images_that_are_removed_have_no_proofs_left(collection, folder):
    collection.prove()
    collection.remove(folder / "cat.png")
    assert proven(collection) == len(NAMES) - 1
    assert len(collection._tools[1].proof.ids()) == len(NAMES) - 1


def test_what_proves_adds_nothing_to_a_score(folder, collection, tmp_path):
    collection.prove()
    plain = Collection.create(tmp_path / "plain", "color_histogram()")
    plain.add(folder)
    ours, theirs = (each.search(folder / "cat.png") for each in (collection, plain))
    assert [(hit.id, hit.score, hit.why) for hit in ours] == [(hit.id, hit.score, hit.why) for hit in theirs]


def test_geometry_goes_by_proofs_beside_words_that_are_signed(folder, tmp_path):
    words = "sift(contrast=0.01) >> root() >> hamming(k=64)"
    made = Collection.create(tmp_path / "both", f"({words}) + 0 * (sift(contrast=0.01) >> root() >> leaves())")
    made.add(folder)
    made.prove()
    answer = made.search(folder / "cat.png", rerank="geometric")
    assert made[answer[0].id].path.endswith("cat.png")
    assert answer[0].match is not None


def test_the_chain_is_part_of_the_text_and_of_no_similarity():
    representation = parse(SPEC)
    assert parse(str(representation)) == representation
    assert len(representation.parts) == 1
    assert representation.proof is not None
    assert representation.key == parse("color_histogram()").key
    assert (2 * representation).proof == representation.proof
    assert (representation + parse("sketch")).proof == representation.proof


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("color_histogram() + 0 * lbp()", "Only what ends in leaves"),
        ("0 * (sift() >> root() >> leaves())", "Something must compare"),
        ("0 * color", "A weight is a positive number"),
        (f"{SPEC} + 0 * (sift(n=9) >> root() >> leaves())", "One chain may weigh 0"),
        (f"({SPEC}) >> pca(d=2)", "Only one chain takes an encoder"),
        ("color_histogram() + 0 * (sift() >> vlad())", "Only what ends in leaves"),
    ],
)
def test_other_chains_of_no_weight_are_refused(spec, said):
    with pytest.raises(LookalikeError, match=said):
        parse(spec)
