"""The command that searches, run as a user runs it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from lookalike.engine.collection import Collection
from lookalike.index.where import FIELDS
from tests.running import HUES, draw, fail, names, run, succeed


def test_search_shows_the_most_similar_first(indexed: Path) -> None:
    output = succeed("search", indexed / "beach.jpg")
    paths = [line.split(maxsplit=2)[2] for line in output.splitlines()[1:]]
    assert paths[0] == str(indexed / "beach.jpg")
    assert sorted(paths) == sorted(str(indexed / f"{name}.jpg") for name in HUES)


def test_search_json_explains_every_hit(indexed: Path) -> None:
    answer = json.loads(succeed("search", indexed / "beach.jpg", "--json"))
    assert answer["query"]["text"] == f'image("{indexed / "beach.jpg"}")'
    assert answer["total"] == len(answer["hits"]) == 6
    for hit in answer["hits"]:
        assert set(hit) == {"id", "path", "copies", "score", "why", "box", "match", "probability", "before"}
        assert sum(hit["why"].values()) == pytest.approx(hit["score"], abs=1e-5)
    assert [hit["score"] for hit in answer["hits"]] == sorted((hit["score"] for hit in answer["hits"]), reverse=True)


def test_search_takes_ids(indexed: Path) -> None:
    by_file = json.loads(succeed("search", indexed / "2024/dune.jpg", "--json"))
    by_id = json.loads(succeed("search", by_file["hits"][0]["id"], "--json"))
    assert names(json.dumps(by_id))[0] == "dune.jpg"


def test_search_pages_continue_each_other(indexed: Path) -> None:
    whole = names(succeed("search", indexed / "beach.jpg", "--json"))
    pages = [names(succeed("search", indexed / "beach.jpg", "--json", "-n", "4", "--page", page)) for page in "12"]
    assert pages == [whole[:4], whole[4:]]
    remark = run("search", indexed / "beach.jpg", "-n", "4").stderr
    assert "1 to 4 of 6 images; go on with --page 2." in remark
    assert "past the end" in run("search", indexed / "beach.jpg", "--page", "9").stderr


def test_search_away_from_the_unwanted(indexed: Path) -> None:
    def score(name: str, *options: str | Path) -> float:
        hits = json.loads(succeed("search", indexed / "desert.jpg", "--json", *options))["hits"]
        return next(float(hit["score"]) for hit in hits if Path(hit["path"]).name == name)

    away = ("-u", indexed / "2024/dune.jpg")
    assert score("dune.jpg", *away) < score("dune.jpg") - 0.1
    assert score("beach.jpg", *away) == pytest.approx(score("beach.jpg"), abs=0.05)


def test_search_where(indexed: Path) -> None:
    found = names(succeed("search", indexed / "beach.jpg", "--where", "tag = '2024'", "--json"))
    assert sorted(found) == ["coast.jpg", "dune.jpg", "meadow.jpg"]
    nothing = run("search", indexed / "beach.jpg", "--where", "tag = 'nowhere'")
    assert nothing.exit_code == 0
    assert nothing.stderr.startswith("No image meets the condition: ")


def test_search_refuses_a_bad_condition(indexed: Path) -> None:
    assert "tagg" in fail("search", indexed / "beach.jpg", "--where", "tagg = '2024'")


def test_search_help_names_every_field() -> None:
    described = succeed("search", "--help").split("Examples:")[0]
    assert set(FIELDS) <= set(re.findall(r"\w+", described))


def test_search_refuses_an_image_that_is_not_there(indexed: Path) -> None:
    assert "nowhere.jpg" in fail("search", "nowhere.jpg")


def test_search_page_holds_the_pictures(indexed: Path, place: Path) -> None:
    succeed("search", indexed / "beach.jpg", "--html", place / "answer.html")
    page = (place / "answer.html").read_text()
    assert page.count("data:image/jpeg;base64,") >= 7
    assert (indexed / "2024/coast.jpg").as_uri() in page


def test_search_in_an_empty_collection(place: Path) -> None:
    Collection.create(place / "mine", "color")
    picture = draw(place / "picture.png", 10)
    assert "holds no images yet: add some with lookalike index" in fail("search", picture)


def test_search_by_a_part_of_a_picture(indexed: Path, place: Path) -> None:
    whole, part = (succeed("search", indexed / "beach.jpg", "--json", *r) for r in ([], ["--region", "0,0,0.5,1"]))
    assert json.loads(part)["query"]["text"].endswith(", box=(0, 0, 0.5, 1))")
    assert names(part)[0] == names(whole)[0] == "beach.jpg"
    succeed("search", indexed / "beach.jpg", "--region", "0,0,0.5,1", "--html", place / "part.html")
    assert "a part of beach.jpg" in (place / "part.html").read_text()


@pytest.mark.parametrize(
    ("region", "says"), [("1,2", "four numbers"), ("0,0,2,1", "fractions"), ("a,b,c,d", "four numbers")]
)
def test_a_wrong_region_is_refused(indexed: Path, region: str, says: str) -> None:
    told = fail("search", indexed / "beach.jpg", "--region", region)
    assert says in told
    assert "--region" in told
    assert "one file" in fail("search", indexed / "beach.jpg", indexed / "forest.jpg", "--region", "0,0,1,1")


@pytest.mark.parametrize("fusion", ["sum", "zscore", "rrf"])
def test_search_fuses_in_three_ways(photos: Path, fusion: str) -> None:
    succeed("index", photos, "-r", "color + color_histogram(space='lab')")
    hits = json.loads(succeed("search", photos / "beach.jpg", "--fusion", fusion, "--json"))["hits"]
    assert Path(hits[0]["path"]).name == "beach.jpg"
    for hit in hits:
        assert sum(hit["why"].values()) == pytest.approx(hit["score"], abs=1e-5)


def test_search_by_colour_alone(photos: Path, place: Path) -> None:
    succeed("index", photos, "-r", "color_names()")
    answer = json.loads(succeed("search", "--color", "green", "--json", "--html", place / "green.html"))
    assert answer["query"]["text"] == 'color("green")'
    assert Path(answer["hits"][0]["path"]).stem in ("forest", "meadow")
    assert "did you mean green" in fail("search", "--color", "gren")
