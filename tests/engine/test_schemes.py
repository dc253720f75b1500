"""Sketches, colours at places and concepts at places, answered by a collection."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from skimage import data

from lookalike import Collection, Image, LookalikeError, Ranking, Representation, Words, parse, parse_query
from lookalike.describe.deep.concept_map import ConceptMap
from lookalike.describe.deep.edge_map import edge_map
from lookalike.describe.layout.grid_colors import GridColors
from lookalike.index import search as searching
from lookalike.index.measures import MEASURES
from lookalike.presets import DEFAULT_PRESET
from lookalike.query.concept import Concept
from lookalike.query.sketch import Sketch

PICTURES = {"cat": data.cat, "coffee": data.coffee, "rocket": data.rocket, "astronaut": data.astronaut}
SPEC = (
    'concept_map("efficientnet_lite0") + color_histogram() + grid_colors()'
    ' + (drawn("efficientnet_lite0", layer="block5") >> domains(edges=10))'
)
MAP = ConceptMap("efficientnet_lite0")


def beside(left: str, right: str) -> np.ndarray:
    """Two pictures in one, 256 x 512 px."""
    return np.concatenate(
        [np.asarray(Pillow.fromarray(PICTURES[name]()).resize((256, 256))) for name in (left, right)], axis=1
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("photographs")
    for name, picture in PICTURES.items():
        Pillow.fromarray(picture()).save(made / f"{name}.png")
    for pair in (("cat", "coffee"), ("coffee", "cat")):
        Pillow.fromarray(beside(*pair)).save(made / f"{'-'.join(pair)}.png")
    return made


@pytest.fixture(scope="module")
def collection(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Collection:
    made = Collection.create(tmp_path_factory.mktemp("c") / "c", SPEC)
    made.add(folder)
    return made


def names(collection: Collection, answer: Ranking) -> list[str]:
    records = collection.records(answer.ids)
    return [Path(records[id].path).stem for id in answer.ids]


def ask(collection: Collection, text: str, **options: object) -> list[str]:
    query = parse_query(text).query
    assert query is not None
    return names(collection, collection.search(query, **options))  # type: ignore[arg-type]


def test_concepts_are_found_where_they_are(collection: Collection) -> None:
    found = ask(collection, 'concept("cat", at="left") + concept("coffee cup", at="right")')
    assert found[0] == "cat-coffee"
    assert found.index("cat-coffee") < found.index("coffee-cat")
    assert ask(collection, 'concept("cat", at="right") + concept("coffee cup", at="left")')[0] == "coffee-cat"


def test_a_place_asks_for_its_cells_alone() -> None:
    row = MAP.placed_vector("cat", Concept("cat", (0, 0, 0.375, 0.25)).box).reshape(4, 4, -1)
    [whole] = MAP.text_vectors(["cat"]).reshape(1, 4, 4, -1)
    assert np.allclose(row[0, 0], whole[0, 0], atol=1e-6)
    assert np.allclose(row[0, 1], whole[0, 1] / 2, atol=1e-6)
    assert not row[1:].any()
    assert not row[:, 2:].any()


def test_the_mean_of_the_cells_is_what_the_classifier_says_of_the_whole() -> None:
    from lookalike.describe.deep.cnn import Cnn

    one = ConceptMap("efficientnet_lite0", grid=(1, 1))
    picture = Image(data.cat())
    logits = Cnn("efficientnet_lite0", layer="logits").describe([picture]).floats
    assert np.allclose(one._cells(picture), np.maximum(logits - logits.mean(), 0), atol=1e-3)


def test_colors_are_found_where_they_are(tmp_path: Path) -> None:
    for name, (top, bottom) in {
        "day": ("skyblue", "green"),
        "dusk": ("green", "skyblue"),
        "fog": ("gray",) * 2,
    }.items():
        picture = Pillow.new("RGB", (60, 40), bottom)
        picture.paste(Pillow.new("RGB", (60, 20), top))
        picture.save(tmp_path / f"{name}.png")
    made = Collection.create(tmp_path / "c", "grid_colors(grid=(4, 4))")
    made.add(tmp_path)
    assert ask(made, 'color(top="skyblue")')[0] == "day"
    assert ask(made, 'color(bottom="skyblue")')[0] == "dusk"
    query = parse_query('color(top="skyblue")').query
    assert query is not None
    assert made.search(query)[0].score == pytest.approx(1, abs=1e-5)


def test_what_is_not_painted_does_not_matter() -> None:
    rng = np.random.default_rng(0)
    x, y = (rng.normal(size=(1, 12)).astype(np.float32) for _ in range(2))
    gaps = x.copy()
    gaps[0, 4:] = np.nan
    measure = MEASURES["l1"]
    [[score]] = measure.similarities(measure.embed(gaps), measure.embed(y))
    assert score == pytest.approx(1 - np.abs(x - y)[0, :4].sum() * 12 / 4 / 2, abs=1e-5)


def test_a_canvas_is_compared_by_the_cells_that_are_painted() -> None:
    picture = Image(data.coffee())
    whole = GridColors().describe([picture]).floats
    painted = np.zeros((picture.height, picture.width), np.bool_)
    painted[: picture.height * 2 // 5] = True
    vector = GridColors().canvas_vector(picture, painted)
    assert np.allclose(vector[0, :30], whole[0, :30], atol=0.01)
    assert np.isnan(vector[0, 30:]).all()


def test_sketches_are_found_by_the_parts_that_take_drawings(collection: Collection, tmp_path: Path) -> None:
    lines = Pillow.fromarray(edge_map(Image(data.coffee()))).convert("L")
    ink = Pillow.merge("LA", (lines, lines.point(lambda level: 255 - level)))
    ink.save(tmp_path / "transparent.png")
    query = Sketch(str(tmp_path / "transparent.png"))
    answer = collection.search(query)
    assert names(collection, answer)[0] == "coffee"
    assert [part[:6] for part, share in answer[0].why.items() if share] == ["drawn("]


def test_examples_are_photographs_where_other_parts_take_them_so(collection: Collection, folder: Path) -> None:
    assert collection.search(folder / "cat.png")[0].score == pytest.approx(1, abs=1e-4)


def test_a_preset_is_told_by_its_name(folder: Path, tmp_path: Path) -> None:
    made = Collection.create(tmp_path / "c", "color")
    made.add(folder / "cat.png")
    for text in ('concept("cat")', '"dog"', 'sketch("a.svg")'):
        with pytest.raises(LookalikeError, match=r"(^|, and )color knows no "):
            ask(made, text)


def test_all_schemes_at_once_by_an_approximate_index(collection: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    text = '"rocket" + concept("rocket", at="center") + color(top="navy")'
    assert ask(collection, text)[0] == "rocket"
    monkeypatch.setattr(searching.Searcher, "has_index", lambda self: True)
    assert ask(collection, text)[0] == "rocket"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('color(top="red")', "knows no places of colours: .* layout or everything"),
        ('concept("cat", at="left")', "knows no places of concepts: .* everything"),
        ('"dog"', "knows no words: .* all_round or words"),
    ],
)
def test_what_no_part_understands_is_said(folder: Path, tmp_path: Path, text: str, told: str) -> None:
    made = Collection.create(tmp_path / "c", "lbp()")
    made.add(folder / "cat.png")
    with pytest.raises(LookalikeError, match=told):
        ask(made, text)


def test_where_places_are_not_kept_colours_and_things_are_looked_for_anywhere(folder: Path, tmp_path: Path) -> None:
    made = Collection.create(tmp_path / "c", 'cnn("efficientnet_lite0", layer="logits") + color_histogram()')
    made.add(folder)
    assert made.schemes._replace(sketch=False) == (True, True, False, True)
    assert ask(made, 'concept("rocket", at="left")') == ask(made, 'seen("rocket")')
    orange, navy = (ask(made, f'color(top="{color}")') for color in ("sandybrown", "midnightblue"))
    assert orange[-1] == navy[0] == "rocket"
    both = parse_query('concept("rocket", at="left") + color(top="red") + concept("cat")').query
    assert [remark.split(" is not")[0] for remark in made.remarks(both)] == [
        "Where colours are",
        "Where things are",
    ]
    assert made.remarks(parse_query('concept("cat") + color("red")').query) == []


def test_where_they_are_kept_nothing_is_said_of_it(collection: Collection) -> None:
    assert collection.remarks(parse_query('concept("rocket", at="left") + color(top="red")').query) == []


@pytest.mark.parametrize(
    ("mode", "color", "told"), [("RGB", "white", "Nothing is drawn on"), ("RGBA", (0, 0, 0, 0), "Nothing is drawn on")]
)
def test_an_empty_sketch_is_refused(tmp_path: Path, mode: str, color: str, told: str) -> None:
    file = tmp_path / "empty.png"
    Pillow.new(mode, (50, 50), color).save(file)
    with pytest.raises(LookalikeError, match=told):
        Sketch(str(file)).drawing()


@pytest.mark.parametrize(("name", "told"), [("none.svg", "no such file"), ("none.png", "Cannot read")])
def test_sketches_that_cannot_be_read(tmp_path: Path, name: str, told: str) -> None:
    with pytest.raises(LookalikeError, match=told):
        Sketch(str(tmp_path / name)).drawing()


def test_a_canvas_with_too_little_on_it_is_refused() -> None:
    painted = np.zeros((50, 50), np.bool_)
    painted[0, 0] = True
    with pytest.raises(LookalikeError, match="Too little is painted"):
        GridColors().canvas_vector(Image(np.zeros((50, 50, 3), np.uint8)), painted)


@pytest.mark.parametrize("text", ["xqzzt", "桜", "qwrtzp"])
def test_a_word_that_nothing_knows_is_refused(collection: Collection, text: str) -> None:
    with pytest.raises(LookalikeError, match=f"Nothing is known of '{text}'"):
        collection.search(Words(text))


@pytest.mark.parametrize("text", ["lynx", "Zebra", "yawl"])
def test_a_rare_word_is_known(collection: Collection, text: str) -> None:
    assert len(collection.search(Words(text))) == 6


def test_everything_is_like_the_default() -> None:
    everything, usual = parse("everything"), parse(DEFAULT_PRESET)
    assert isinstance(everything, Representation)
    assert everything.parts[: len(usual.parts)] == usual.parts
    more = sum(part.weight for part in everything.parts[len(usual.parts) :])
    assert more <= 0.26 * sum(part.weight for part in usual.parts)


@pytest.mark.parametrize(
    ("text", "spec"),
    [
        ('color("red")', "color_histogram() + grid_colors()"),
        ('color(top="red")', "grid_colors()"),
        ('concept("coffee", at="left")', 'concept_map("efficientnet_lite0")'),
    ],
)
def test_a_score_is_of_the_parts_that_understand(
    collection: Collection, folder: Path, tmp_path: Path, text: str, spec: str
) -> None:
    """What else the representation compares takes nothing from it."""
    alone = Collection.create(tmp_path / "c", spec)
    alone.add(folder)
    query = parse_query(text).query
    assert query is not None
    scores = {hit.id: hit.score for hit in alone.search(query)}
    for hit in collection.search(query):
        assert hit.score == pytest.approx(scores[hit.id], abs=1e-5)
        assert sum(hit.why.values()) == pytest.approx(hit.score, abs=1e-5)
