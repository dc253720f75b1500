"""Why an image answers, for every scheme of query."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from skimage import data

from lookalike import Collection, LookalikeError, Region, parse_query
from lookalike.describe.deep.edge_map import edge_map
from lookalike.query.base import Query
from lookalike.query.sketch import Sketch
from lookalike.types import Image

PICTURES = {"cat": data.cat, "coffee": data.coffee, "rocket": data.rocket, "astronaut": data.astronaut}
SPEC = (
    'cnn("efficientnet_lite0", pool="gem") + color_histogram() + concept_map("efficientnet_lite0") + grid_colors()'
    ' + (drawn("efficientnet_lite0", layer="block5") >> domains(edges=10))'
)


def squared(name: str) -> Pillow.Image:
    return Pillow.fromarray(PICTURES[name]()).resize((256, 256))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("photographs")
    for name, picture in PICTURES.items():
        Pillow.fromarray(picture()).save(made / f"{name}.png")
    both = Pillow.new("RGB", (512, 256))
    both.paste(squared("cat"), (0, 0))
    both.paste(squared("coffee"), (256, 0))
    both.save(made / "both.png")
    return made


@pytest.fixture(scope="module")
def collection(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Collection:
    made = Collection.create(tmp_path_factory.mktemp("c") / "c", SPEC)
    made.add(folder)
    return made


@pytest.fixture(scope="module")
def ids(collection: Collection) -> dict[str, str]:
    return {Path(record.path).stem: record.id for record in collection}


def asked(text: str) -> Query:
    query = parse_query(text).query
    assert query is not None
    return query


def test_an_example_is_explained_as_it_is_scored(collection: Collection, folder: Path, ids: dict[str, str]) -> None:
    said = collection.explain(folder / "cat.png", ids["both"])
    hits = {hit.id: hit for hit in collection.search(folder / "cat.png")}
    assert said.hit.score == pytest.approx(hits[ids["both"]].score, abs=1e-5)
    assert dict(said.hit.why) == pytest.approx(dict(hits[ids["both"]].why), abs=1e-5)
    [reason] = said.reasons
    assert reason.hit is said.hit
    [(chain, heat)] = reason.heats.items()
    assert chain.startswith("cnn(")
    assert heat.kept[:, :4].sum() > heat.kept[:, 4:].sum()
    assert reason.cells is not None
    assert len(reason.cells.names) == 16


def test_what_a_part_adds_is_told_beside_what_it_adds_to_any_picture(
    collection: Collection, folder: Path, ids: dict[str, str]
) -> None:
    for example in (folder / "cat.png", Region(str(folder / "both.png"), 0, 0, 0.5, 1)):
        [reason] = collection.explain(example, ids["both"], points=False).reasons
        answer = collection.search(example, k=100)
        means = {part: np.mean([hit.why[part] for hit in answer]) for part in reason.hit.why}
        assert dict(reason.usual) == pytest.approx(means, abs=1e-5)
    assert not collection.explain(asked('"tabby cat"'), ids["both"]).reasons[0].usual


def test_points_agree_on_where_an_example_is(collection: Collection, folder: Path, ids: dict[str, str]) -> None:
    [reason] = collection.explain(folder / "coffee.png", ids["both"]).reasons
    assert reason.match is not None
    assert reason.match.points[:, 1, 0].min() > 200
    assert collection.explain(folder / "coffee.png", ids["both"], points=False).reasons[0].match is None


def test_a_part_of_an_example_is_compared_alone(collection: Collection, folder: Path, ids: dict[str, str]) -> None:
    [reason] = collection.explain(Region(str(folder / "both.png"), 0.5, 0, 0.5, 1), ids["both"], points=False).reasons
    [heat] = reason.heats.values()
    assert heat.kept[:, 4:].sum() > heat.kept[:, :4].sum()


@pytest.mark.parametrize("text", ['"tabby cat"', 'concept("tabby cat", at="left")'])
def test_words_are_shown_where_they_are(collection: Collection, ids: dict[str, str], text: str) -> None:
    [reason] = collection.explain(asked(text), ids["both"]).reasons
    assert reason.where is not None
    assert reason.where[:, :4].sum() > 2 * reason.where[:, 4:].sum()


def test_a_classifier_that_words_are_compared_with_shows_where_they_are(folder: Path, tmp_path: Path) -> None:
    """As in the default preset, which keeps no places."""
    kept = Collection.create(tmp_path / "c", 'cnn("efficientnet_lite0") + cnn("efficientnet_lite0", layer="logits")')
    kept.add(folder / "both.png")
    [reason] = kept.explain(asked('"tabby cat"'), next(iter(kept)).id).reasons
    assert reason.where is not None
    assert reason.where[:, :4].sum() > 2 * reason.where[:, 4:].sum()


def test_colors_are_shown_beside_those_that_are_there(collection: Collection, ids: dict[str, str]) -> None:
    [reason] = collection.explain(asked('color(top="black", bottom="white")'), ids["rocket"]).reasons
    assert reason.swatches is not None
    assert reason.swatches.asked[0, 0].tolist() == [0, 0, 0]
    assert reason.swatches.asked[4, 0].tolist() == [255, 255, 255]


def test_a_sketch_is_shown_beside_the_edges(collection: Collection, ids: dict[str, str], tmp_path: Path) -> None:
    Pillow.fromarray(edge_map(Image(data.coffee()))).save(tmp_path / "cup.png")
    [reason] = collection.explain(Sketch(str(tmp_path / "cup.png")), ids["coffee"]).reasons
    assert reason.strokes is not None
    assert np.array_equal(reason.strokes[1].pixels, edge_map(Image(data.coffee())))
    [chain] = reason.heats
    assert chain.startswith("drawn(")


def test_where_no_part_is_made_for_drawings_a_sketch_is_seen_by_the_network(folder: Path, tmp_path: Path) -> None:
    made = Collection.create(tmp_path / "c", 'cnn("efficientnet_lite0", pool="gem") + color_histogram()')
    made.add(folder / "coffee.png")
    Pillow.fromarray(edge_map(Image(data.coffee()))).save(tmp_path / "cup.png")
    [record] = made
    [reason] = made.explain(Sketch(str(tmp_path / "cup.png")), record.id).reasons
    [heat] = reason.heats.values()
    assert heat.asked.max() > 0 and heat.kept.max() > 0


def test_every_part_of_a_query_has_its_reason(collection: Collection, ids: dict[str, str]) -> None:
    query = asked(f'image("{ids["cat"]}") - 0.5 * image("{ids["rocket"]}") + concept("cat")')
    said = collection.explain(query, ids["both"], points=False)
    signs = ["", "-", ""]
    assert [sign + str(reason.query) for sign, reason in zip(signs, said.reasons, strict=True)] == list(said.hit.why)
    assert sum(said.hit.why.values()) == pytest.approx(said.hit.score, abs=1e-5)


def test_a_file_that_is_gone_is_explained_by_its_small_picture(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "cat.png"
    copy.write_bytes((folder / "cat.png").read_bytes())
    made = Collection.create(tmp_path / "c", SPEC)
    made.add([copy, folder / "coffee.png"])
    [id] = [record.id for record in made if record.path == str(copy)]
    copy.unlink()
    [reason] = made.explain(folder / "cat.png", id, points=False).reasons
    assert reason.heats


def test_how_likely_a_match_is_is_told_where_it_can_be(collection: Collection, ids: dict[str, str]) -> None:
    said = collection.explain(ids["cat"], ids["both"], points=False, relevant=True)
    assert said.hit.probability is None  # five pictures do not tell what is usual


def test_an_unknown_image_is_refused(collection: Collection, ids: dict[str, str]) -> None:
    with pytest.raises(LookalikeError, match="There is no image 0000"):
        collection.explain(ids["cat"], "0" * 32)
