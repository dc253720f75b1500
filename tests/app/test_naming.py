"""What is named as it is not to be: ids by their beginnings, collections as pictures, words as files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.running import fail, run, succeed


@pytest.fixture
def id(indexed: Path) -> str:
    return str(json.loads(succeed("search", indexed / "beach.jpg", "--json"))["hits"][0]["id"])


@pytest.mark.parametrize("way", [("search",), ("explain", "--query", "written('a')"), ("search", "a", "--liked")])
def test_the_beginning_of_an_id_brings_the_whole(id: str, indexed: Path, way: tuple[str, ...]) -> None:
    way = tuple(str(indexed / "beach.jpg") if word == "a" else word for word in way)
    for begun in (id[:4], id[:31], id.upper()):
        assert f"what begins so is {id} (beach.jpg)" in fail(*way, begun)


def test_a_word_is_no_file(indexed: Path) -> None:
    for name in ("dog", "feed", "a dog on a beach", "0" * 31):
        sentence = fail("search", name)
        assert f"There is no file {name}: " in sentence
        assert "--words" in sentence
    assert "no such file" in fail("search", "feed.jpg")


@pytest.mark.parametrize(
    "command", [("info",), ("duplicates",), ("search", "P"), ("remove", "P"), ("explain", "P", "P"), ("index", "P")]
)
def test_a_collection_in_the_place_of_a_picture_is_told_from_it(
    indexed: Path, place: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOOKALIKE_COLLECTION", str(place / "other"))
    mine, picture = str(place / "mine"), str(indexed / "beach.jpg")
    result = run(*(picture if word == "P" else word for word in command), mine)
    assert result.exit_code != 0
    told = "".join(result.stderr.replace("│", " ").split())
    assert f"{mine}isacollection:giveitas-c{mine}" in told
    assert not (place / "other").exists()


def test_what_is_named_by_its_option_is_no_mistake(indexed: Path, place: Path) -> None:
    assert "is a collection" not in fail("search", "nothing.jpg", "-c", place / "mine")


def test_serve_takes_the_option_of_all_others(indexed: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[list[str]] = []
    monkeypatch.setattr("lookalike.app.server.running.run", lambda found, *_: served.append(sorted(found)))
    succeed("index", indexed, "-c", place / "more", "-r", "color")
    succeed("serve")
    succeed("serve", "-c", place / "more")
    succeed("serve", place / "more", "--collection", place / "mine")
    assert served == [["mine"], ["more"], ["mine", "more"]]
