"""Some parts of a representation, tried alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image as Pillow

from lookalike import Collection, LookalikeError, Words
from tests.pictures import encoded, scene

SPEC = "color_histogram() + 3 * lbp() + (sift() >> bow(k=32))"


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    folder = tmp_path_factory.mktemp("pictures")
    for seed in range(8):
        (folder / f"{seed}.png").write_bytes(encoded(Pillow.fromarray(scene(seed)).resize((200, 150)), "PNG"))
    made = Collection.create(tmp_path_factory.mktemp("c") / "c", SPEC)
    made.add(folder)
    return made


def test_a_part_alone_adds_what_it_adds_among_others(collection: Collection) -> None:
    [first, *_] = [record.id for record in collection]
    everything = {hit.id: hit.why for hit in collection.search(first)}
    for place, part in enumerate(collection.representation.parts):
        for hit in collection.search(first, parts=[place]):
            assert hit.score == pytest.approx(everything[hit.id][part.chain], abs=1e-5)
            assert sum(hit.why.values()) == pytest.approx(hit.score, abs=1e-5)


def test_parts_choose_in_queries_made_of_others(collection: Collection) -> None:
    from lookalike import parse_query

    [first, second, *_] = [record.id for record in collection]
    query = parse_query(f'image("{first}") & image("{second}")').query
    assert query is not None
    orders = {tuple(collection.search(query, parts=[place]).ids) for place in range(2)}
    assert len(orders) == 2


@pytest.mark.parametrize("parts", [[], [3], [0, -1]])
def test_parts_that_are_not_there(collection: Collection, parts: list[int]) -> None:
    with pytest.raises(LookalikeError, match="are 0 to 2"):
        collection.search(next(iter(collection)).id, parts=parts)


def test_what_is_relevant_needs_all_parts(collection: Collection) -> None:
    with pytest.raises(LookalikeError, match="all parts together"):
        collection.search(next(iter(collection)).id, parts=[0], relevant=True)


def test_parts_that_say_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(encoded(scene(1), "PNG"))
    made = Collection.create(tmp_path / "c", 'concepts("efficientnet_lite0") + color_histogram()')
    made.add(tmp_path / "a.png")
    with pytest.raises(LookalikeError, match="None of the chosen parts"):
        made.search(Words("dog"), parts=[1])
