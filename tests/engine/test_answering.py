"""Queries made of others, answered by a collection."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from lookalike import Collection, LookalikeError, Ranking, parse_query
from lookalike.index import search as searching

SIDE = 40
COLORS = {"red": (220, 30, 30), "green": (30, 180, 40), "blue": (30, 40, 200), "grey": (128, 128, 128)}


def painted(left: str, right: str) -> Pillow.Image:
    """A picture of two colours, side by side, with some noise."""
    pixels = np.empty((SIDE, SIDE, 3), np.float64)
    pixels[:, : SIDE // 2], pixels[:, SIDE // 2 :] = COLORS[left], COLORS[right]
    noise = np.random.default_rng(len(left) * 10 + len(right)).normal(0, 6, pixels.shape)
    return Pillow.fromarray((pixels + noise).clip(0, 255).astype(np.uint8))


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    for one in COLORS:
        for other in COLORS:
            painted(one, other).save(folder / f"{one}-{other}.png")
    return folder


@pytest.fixture(scope="module")
def collection(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Collection:
    made = Collection.create(tmp_path_factory.mktemp("made") / "collection", "color_histogram() + grid_colors()")
    made.add(photos)
    return made


def names(collection: Collection, answer: Ranking) -> list[str]:
    records = collection.records(answer.ids)
    return [Path(records[id].path).stem for id in answer.ids]


def ask(collection: Collection, photos: Path, text: str, **options: object) -> list[str]:
    for color in COLORS:
        text = text.replace(f"<{color}>", f'image("{photos / color}-{color}.png")')
    return names(collection, collection.search(parse_query(text).query, **options))  # type: ignore[arg-type]


def test_all_of_several(collection: Collection, photos: Path) -> None:
    assert set(ask(collection, photos, "<red> & <blue>", k=2)) == {"red-blue", "blue-red"}


def test_one_of_several(collection: Collection, photos: Path) -> None:
    assert set(ask(collection, photos, "<red> | <blue>", k=2)) == {"red-red", "blue-blue"}


def test_what_is_unwanted_goes_back(collection: Collection, photos: Path) -> None:
    both = ask(collection, photos, "<red> - <blue>", k=16)
    assert both[0] in {"red-red", "red-green", "green-red", "red-grey", "grey-red"}
    assert both.index("blue-blue") >= 14
    assert ask(collection, photos, "<red> & ~<blue>", k=16).index("red-blue") > 3


def test_a_query_that_is_one_example_is_that_example(collection: Collection, photos: Path) -> None:
    query = parse_query(f'image("{photos / "red-blue.png"}")').query
    assert query is not None
    assert collection.search(query) == collection.search(photos / "red-blue.png")


def test_each_hit_says_what_each_part_added(collection: Collection, photos: Path) -> None:
    query = parse_query(f'3 * image("{photos / "red-red.png"}") - image("{photos / "blue-blue.png"}")').query
    assert query is not None
    answer = collection.search(query, k=16)
    assert list(answer[0].why) == [str(leaf) if wanted else f"-{leaf}" for leaf, wanted in query.signed()]
    for hit in answer:
        assert hit.score == pytest.approx(sum(hit.why.values()), abs=1e-6)


def test_pages_conditions_and_reranking(collection: Collection, photos: Path) -> None:
    whole = ask(collection, photos, "<red> + <green>", k=16)
    assert ask(collection, photos, "<red> + <green>", k=5, offset=5) == whole[5:10]
    assert sorted(ask(collection, photos, "<red> + <green>", k=16, rerank="mmr")) == sorted(whole)
    named = ask(collection, photos, "<red> + <green>", k=16, where="path like '%blue-%'")
    assert named == [name for name in whole if name.startswith("blue-")]


def test_unwanted_examples_may_be_given_beside(collection: Collection, photos: Path) -> None:
    query = parse_query(f'image("{photos / "red-red.png"}") + image("{photos / "green-green.png"}")').query
    assert query is not None
    less = collection.search(query, unwanted=photos / "green-blue.png", k=16)
    before = names(collection, collection.search(query, k=16))
    assert names(collection, less).index("green-blue") > before.index("green-blue")


def test_what_is_usual_is_told_by_a_sample(
    collection: Collection, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    near = ask(collection, photos, "<red> & <blue>", k=2)
    monkeypatch.setattr(searching, "SAMPLED", 5)
    assert ask(collection, photos, "<red> & <blue>", k=2) == near


@pytest.mark.parametrize("text", ['"dog" + image("nowhere.png")', '"dog" & "cat"', 'image("nowhere.png") & "cat"'])
def test_what_cannot_be_asked_is_said(collection: Collection, text: str) -> None:
    query = parse_query(text).query
    assert query is not None
    with pytest.raises(LookalikeError) as error:
        collection.search(query)
    assert "\n" not in str(error.value)
