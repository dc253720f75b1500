"""Every scheme of query on the command line, and any mix of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow
from skimage import data

from tests.running import fail, names, run, succeed

SPEC = (
    'concept_map("efficientnet_lite0") + color_histogram() + grid_colors()'
    ' + (drawn("efficientnet_lite0", layer="block5") >> domains(edges=10))'
)
CUP = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 90">
<g fill="none" stroke="black" stroke-width="3"><ellipse cx="55" cy="30" rx="30" ry="10"/>
<path d="M25 30 Q28 75 45 78 H65 Q82 75 85 30"/><path d="M85 38 q20 0 12 18 q-5 8 -16 6"/></g></svg>"""
ALL = (
    *("--words", "coffee", "--sketch", "{place}/cup.svg", "--color", "bottom:saddle brown", "--color", "white"),
    *("--concept", "cup@center", "{place}/photos/coffee.png", "-u", "{place}/photos/rocket.png"),
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("schemes")
    (made / "photos" / "space").mkdir(parents=True)
    for name in ("cat", "coffee", "space/rocket", "space/astronaut"):
        picture = getattr(data, Path(name).name)()
        Pillow.fromarray(picture).resize((256, 200)).save(made / "photos" / f"{name}.png")
    Pillow.fromarray(data.rocket()).save(made / "photos" / "rocket.png")
    (made / "cup.svg").write_text(CUP)
    succeed("index", made / "photos", "-c", made / "c", "-r", SPEC)
    return made


@pytest.fixture(autouse=True)
def _own(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOKALIKE_COLLECTION", str(place / "c"))


@pytest.mark.parametrize(
    ("options", "first"),
    [
        (("--words", "coffee"), "coffee"),
        (("--sketch", "{place}/cup.svg"), "coffee"),
        (("--color", "top:midnightblue"), "rocket"),
        (("--concept", "cat@center"), "cat"),
        (("--concept", "cup@0.25,0.25,0.5,0.5", "--concept", "spoon@right"), "coffee"),
        (("--query", '"cat" & ~"rocket"'), "cat"),
        (("--query", '"cat" | "coffee"', "--color", "saddle brown"), "coffee"),
    ],
)
def test_each_scheme_finds_its_picture(place: Path, options: tuple[str, ...], first: str) -> None:
    found = json.loads(succeed("search", *(option.format(place=place) for option in options), "--json"))
    assert Path(found["hits"][0]["path"]).stem == first
    for hit in found["hits"]:
        assert sum(hit["why"].values()) == pytest.approx(hit["score"], abs=1e-5)


def test_all_at_once_is_one_query_whose_text_gives_the_same_answer(place: Path) -> None:
    options = [option.format(place=place) for option in ALL]
    told = json.loads(succeed("search", *options, "--where", "width < 300", "--json"))
    text = told["query"]["text"]
    assert text.endswith("where width < 300")
    again = json.loads(succeed("search", "--query", text, "--json"))
    assert again == told
    assert Path(told["hits"][0]["path"]).stem == "coffee"
    assert len(told["hits"][0]["why"]) == len(told["hits"][-1]["why"]) == 8
    both = json.loads(succeed("search", "--query", text, "--where", "tag = 'space'", "--json"))
    assert both["total"] == 2


def test_examples_alone_are_given_back_as_they_were(place: Path) -> None:
    photos = place / "photos"
    told = json.loads(
        succeed("search", photos / "cat.png", photos / "coffee.png", "-u", photos / "rocket.png", "--json")
    )
    assert json.loads(succeed("search", "-q", told["query"]["text"], "--json")) == told
    assert len(told["hits"][0]["why"]) == 4


def test_pages_and_reranking_of_a_mixed_query(place: Path) -> None:
    options = [option.format(place=place) for option in ALL]
    whole = names(succeed("search", *options, "--json"))
    pages = [names(succeed("search", *options, "--json", "-n", 3, "--page", page)) for page in (1, 2)]
    assert pages[0] + pages[1] == whole
    assert sorted(names(succeed("search", *options, "--rerank", "mmr", "--json"))) == sorted(whole)
    proven = json.loads(succeed("search", *options, "--rerank", "geometric", "--json"))["hits"][0]
    assert proven["match"]["inliers"] > 20


def test_a_page_shows_the_parts_of_the_query(place: Path) -> None:
    options = [option.format(place=place) for option in ALL]
    succeed("search", *options, "--html", place / "all.html")
    page = (place / "all.html").read_text(encoding="utf-8")
    head = page[: page.index('<ol class="hits">')]
    assert head.count("<figure") == 7
    assert head.count('class="unwanted"') == 1
    assert head.count("data:image/png;base64,") == 1
    assert '<rect class="box' in head
    for said in ("“coffee”", "cup.svg", "saddle brown at the bottom", "cup at the center", "unlike rocket.png"):
        assert said in head
    assert "://" not in page.replace("file://", "")


def blank(file: Path, size: tuple[int, int] = (40, 40), color: object = "white", mode: str = "RGB") -> Path:
    Pillow.new(mode, size, color).save(file)  # type: ignore[arg-type]
    return file


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--query", ""), "The query is empty"),
        (("--query", "  "), "The query is empty"),
        (("--query", "where year > 2000"), "a condition alone"),
        (("--words", "?!"), "no word"),
        (("--words", "xqzzt"), "Nothing is known of 'xqzzt'"),
        (("--concept", "xqzzt@left"), "Nothing is known of 'xqzzt'"),
        (("--concept", "cat@lift"), "did you mean left"),
        (("--concept", "cat@0,0,2,1"), "fractions"),
        (("--color", ""), "colour"),
        (("--color", "up:red"), "no place 'up'"),
        (("-u", "{place}/photos/cat.png", "--query", "where width > 10"), "only what is not wanted"),
        (("{place}/photos/cat.png", "-u", "{place}/photos/cat.png"), "both wanted and unwanted"),
        (("{place}/photos/cat.png", "-u", "{place}/photos/../photos/cat.png"), "both wanted and unwanted"),
        (("--query", '"dog" & ~"dog"'), "both wanted and unwanted"),
        (("~nobody-of-this-name/cat.png",), "no such user"),
        (("--concept", "-cat@left"), "taken away in a query"),
        (("--words", "dog", "--color", "red", "--relevant"), "pictures only"),
        (("--words", "dog", "--color", "red", "--fusion", "rrf"), "leave out the fusion"),
        (("--words", "dog", "--color", "red", "--rerank", "geometric"), "leave out rerank"),
        (("{place}/dot.png",), "a single pixel"),
        (("{place}/dot.png", "--words", "dog"), "a single pixel"),
        (("--sketch", "{place}/white.png"), "Nothing is drawn"),
        (("--query", "color(canvas='{place}/clear.png')"), "Nothing is painted"),
    ],
)
def test_what_cannot_be_looked_for_is_told_in_a_sentence(place: Path, options: tuple[str, ...], told: str) -> None:
    blank(place / "dot.png", (1, 1))
    blank(place / "white.png")
    blank(place / "clear.png", color=(0, 0, 0, 0), mode="RGBA")
    assert told in fail("search", *(option.format(place=place) for option in options))


def test_contradictory_filters_are_told(place: Path) -> None:
    result = run("search", place / "photos/cat.png", "--where", "width > 300 and width < 200")
    assert result.exit_code == 0
    assert "contradict each other" in result.stderr


@pytest.mark.parametrize(
    ("options", "presets"),
    [
        (("--words", "walrus"), "all_round or words"),
        (("--sketch", "{place}/cup.svg"), "sketch or everything"),
        (("--concept", "cat@left"), "everything"),
        (("--color", "top:red"), "layout or everything"),
        (("--color", "red"), "color or deep or everything"),
        (("--color", "red", "{place}/photos/cat.png"), "color or deep or everything"),
    ],
)
def test_what_a_representation_does_not_understand_names_those_that_do(
    place: Path, tmp_path: Path, options: tuple[str, ...], presets: str
) -> None:
    succeed("index", place / "photos", "-c", tmp_path / "c", "-r", "lbp()")
    told = fail("search", "-c", tmp_path / "c", *(option.format(place=place) for option in options))
    assert "index into another collection" in told
    assert presets in told


def test_an_example_of_one_color_is_told_from_a_picture(place: Path) -> None:
    pixels = np.array(Pillow.open(place / "photos/coffee.png").convert("RGB"))
    pixels[:200, :200] = (255, 136, 0)
    Pillow.fromarray(pixels).save(place / "part.png")
    Pillow.new("RGB", (90, 70), "#102030").save(place / "plain.png")
    assert 'color("#102030") looks for that' in run("search", place / "plain.png").stderr
    assert 'color("#ff8800") looks for that' in run("search", place / "part.png", "--region", "0,0,0.2,0.2").stderr
    assert "plain colour" not in run("search", place / "part.png").stderr


def test_why_a_picture_answers_is_told_part_by_part(place: Path) -> None:
    options = [option.format(place=place) for option in ALL]
    text = json.loads(succeed("search", *options, "--json"))["query"]["text"]
    coffee = place / "photos/coffee.png"
    told = json.loads(succeed("explain", coffee, "--query", text, "--json", "--html", place / "why.html"))
    assert told["path"] == str(coffee)
    assert sum(told["why"].values()) == pytest.approx(told["score"], abs=1e-5)
    parts = {part["query"]: part for part in told["parts"]}
    assert len(parts) == 7
    unwanted = f'-image("{place}/photos/rocket.png")'
    assert set(told["why"]) - set(parts) == {'written("coffee")', 'seen("coffee")', unwanted}
    words, sketch, placed, color, concept, example, _ = sorted_parts(parts)
    assert max(max(row) for row in words["where"]) > 0
    assert concept["cells"]["grid"] == [4, 4]
    assert any("cup" in name or "espresso" in name for cell in concept["cells"]["seen"] for name in cell)
    assert len(sketch["heats"]) == 1
    assert placed["colors"]["asked"][0][0] is None
    assert placed["colors"]["asked"][-1][0] == "#8b4513"
    assert None not in color["colors"]["asked"][0]
    assert example["match"]["inliers"] > 20
    page = (place / "why.html").read_text(encoding="utf-8")
    for said in ("local features agree", "the sketch", "the edges", "where “coffee” is", "how alike they are"):
        assert said in page
    assert '<svg class="cells"' in page
    assert "://" not in page


def sorted_parts(parts: dict[str, Any]) -> list[dict[str, Any]]:
    """Those of words, the sketch, the placed colour, the plain colour, the concept, and the examples."""
    starts = ('"coffee"', "sketch(", "color(bottom", 'color("white"', "concept(", "image(")
    return [part for start in starts for text, part in parts.items() if text.startswith(start)]


def test_a_picture_of_the_collection_may_be_named_by_its_id(place: Path) -> None:
    by_file = json.loads(succeed("explain", place / "photos/cat.png", "-q", '"cat"', "--json"))
    assert json.loads(succeed("explain", by_file["id"], "-q", '"cat"', "--json")) == by_file
    assert "Adds" in succeed("explain", by_file["id"], "-q", '"cat" + color("brown")')
    told = run("explain", by_file["id"], "-q", f'image("{place / "photos/cat.png"}")')
    assert "Usual" in told.stdout and "local features agree on where cat.png is" in told.stderr


def test_what_cannot_be_explained_is_told(place: Path) -> None:
    dot = blank(place / "stranger.png", color="teal")
    assert "not in the collection" in fail("explain", dot, "-q", '"cat"')
    assert "a condition alone" in fail("explain", place / "photos/cat.png", "-q", "where year > 2000")
    assert "does not meet" in fail("explain", place / "photos/cat.png", "-q", '"cat" where year > 2000')
    assert run("explain", dot, dot, "-q", '"cat"').exit_code == 2


def test_a_word_that_nothing_knows_is_told_beside_one_that_is_known(place: Path) -> None:
    found = run("search", "--words", "coffee blarfq")
    assert found.exit_code == 0
    assert "'blarfq'" in found.stderr and "left out" in found.stderr and "'coffee'" not in found.stderr
    [note] = json.loads(succeed("search", "--words", "coffee blarfq", "--json"))["notes"]
    assert "'blarfq'" in note
    assert json.loads(succeed("search", "--words", "a coffee", "--json"))["notes"] == []


def test_a_part_of_a_picture_of_the_collection_may_be_named_by_its_id(place: Path) -> None:
    cat = place / "photos/cat.png"
    part = "--region", "0.25,0,0.5,0.5"
    by_file = json.loads(succeed("search", cat, *part, "--json"))["hits"]
    assert json.loads(succeed("search", by_file[0]["id"], *part, "--json"))["hits"] == by_file
    query = f'image("{by_file[0]["id"]}", box=(0.25, 0, 0.5, 0.5)) + "cat"'
    assert json.loads(succeed("search", "-q", query, "--json"))["hits"][0]["id"] == by_file[0]["id"]
    assert "Adds" in succeed("explain", cat, "-q", query)
    assert "no image" in fail("search", "0" * 32, *part)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--color", "red, green"), "several colours"),
        (("--color", "top:red, top:blue"), "Two colours"),
        (("--query", 'color(top="red", top="blue")'), "top twice"),
        (("--color", "red", "--rerank", ""), "No reranker is named"),
        (("--liked", "0" * 32), "no image"),
    ],
)
def test_slips_are_told_in_a_sentence(place: Path, options: tuple[str, ...], told: str) -> None:
    assert told in fail("search", *options)


def test_an_answer_ranked_anew_tells_where_hits_were(place: Path) -> None:
    asked = "search", place / "photos/cat.png"
    plain, anew = (
        json.loads(succeed(*asked, *options, "--json"))["hits"] for options in ((), ("--rerank", "mmr(weight=0)"))
    )
    assert [plain[hit["before"] - 1]["id"] for hit in anew] == [hit["id"] for hit in anew]
    assert [hit["score"] for hit in anew] == [plain[hit["before"] - 1]["score"] for hit in anew]
    assert "Before" in succeed(*asked, "--rerank", "mmr")
    assert "Before" not in succeed(*asked)


def test_the_page_of_an_empty_answer_says_why(place: Path, tmp_path: Path) -> None:
    page = tmp_path / "empty.html"
    run("search", place / "photos/cat.png", "--where", "width < 5", "--html", page)
    assert "No image meets the condition" in " ".join(page.read_text(encoding="utf-8").split())


def test_the_page_of_an_answer_says_what_places_are_not_known(tmp_path: Path) -> None:
    Pillow.fromarray(data.coffee()).resize((256, 200)).save(tmp_path / "coffee.png")
    succeed("index", tmp_path / "coffee.png", "-c", tmp_path / "plain", "-r", "color_histogram()")
    page = tmp_path / "answer.html"
    succeed("search", "-c", tmp_path / "plain", "-q", 'color(top="brown")', "--html", page)
    assert "looked for anywhere" in page.read_text(encoding="utf-8")
    succeed("search", "-c", tmp_path / "plain", "-q", 'color("brown")', "--html", page)
    assert "looked for anywhere" not in page.read_text(encoding="utf-8")


def test_why_a_picture_answers_says_what_places_are_not_known(tmp_path: Path) -> None:
    Pillow.fromarray(data.coffee()).resize((256, 200)).save(tmp_path / "coffee.png")
    succeed("index", tmp_path / "coffee.png", "-c", tmp_path / "plain", "-r", "color_histogram()")
    asked = ("explain", tmp_path / "coffee.png", "-c", tmp_path / "plain", "-q", 'color(top="brown")')
    assert "looked for anywhere" in " ".join(run(*asked, "--html", tmp_path / "why.html").stderr.split())
    assert "looked for anywhere" in (tmp_path / "why.html").read_text(encoding="utf-8")
    assert "looked for anywhere" in json.loads(succeed(*asked, "--json"))["notes"][0]
