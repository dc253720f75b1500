"""Searches that give only what matches."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from typer.testing import CliRunner

from lookalike import Collection, LookalikeError, parse_query
from lookalike.app.cli import app
from lookalike.engine.online import relevance

SCENES = 12


def scene(seed: int, view: int) -> Pillow.Image:
    """Blobs of the same colours in a slightly other light for each view."""
    random = np.random.default_rng(seed)
    pixels = np.kron(random.integers(0, 256, (4, 4, 3)), np.ones((16, 16, 1)))
    light = np.random.default_rng(1000 * seed + view).normal(0, 3, pixels.shape)
    return Pillow.fromarray((pixels + light).clip(0, 255).astype(np.uint8))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("scenes")
    for seed in range(SCENES):
        for view in range(3):
            scene(seed, view).save(made / f"{seed}-{view}.png")
    scene(SCENES, 0).save(made.parent / "stranger.png")
    return made


@pytest.fixture(scope="module")
def collection(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Collection:
    made = Collection.create(tmp_path_factory.mktemp("made") / "collection", "grid_colors()")
    made.add(folder)
    return made


def test_only_what_matches(collection: Collection, folder: Path) -> None:
    answer = collection.search(folder / "4-0.png", relevant=True)
    names = {Path(record.path).stem for record in collection.records(answer.ids).values()}
    assert names == {"4-0", "4-1", "4-2"}
    assert all(0.5 <= hit.probability <= 1 for hit in answer)


def test_matches_are_counted_wherever_they_are(
    collection: Collection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many hits are judged at first, all that match are found, and pages hold these alone."""
    monkeypatch.setattr(relevance, "RELEVANT", 0.01)
    likely = collection.search(folder / "4-0.png", relevant=True, k=100)
    monkeypatch.setattr(relevance, "FIRST", 2)
    few = collection.search(folder / "4-0.png", relevant=True, k=1)
    assert few.matches == likely.matches == len(likely) > 2
    assert few.ids == likely.ids[:1] and few.total == 36


def test_a_copy_is_a_match_for_certain(collection: Collection, folder: Path) -> None:
    """However many others are nearly as near."""
    own, *others = collection.search(folder / "4-0.png", relevant=True)
    assert own.probability == 1
    assert all(hit.probability < 1 for hit in others)


def test_nothing_matches(collection: Collection, folder: Path) -> None:
    assert not len(collection.search(folder.parent / "stranger.png", relevant=True))
    assert len(collection.search(folder.parent / "stranger.png")) == 20


def test_pages_go_on(collection: Collection, folder: Path) -> None:
    whole = collection.search(folder / "4-0.png", relevant=True).ids
    for rerank in (None, "mmr()"):
        assert collection.search(folder / "4-0.png", relevant=True, k=2, rerank=rerank).matches == 3
        some = [collection.search(folder / "4-0.png", relevant=True, k=2, offset=n, rerank=rerank) for n in (0, 2)]
        assert [len(page) for page in some] == [2, 1]
        assert {id for page in some for id in page.ids} == set(whole)


def test_what_is_learnt_follows_the_collection(folder: Path, tmp_path: Path) -> None:
    small = Collection.create(tmp_path / "small", "grid_colors()")
    small.add(folder / "0-0.png")
    with pytest.raises(LookalikeError, match="index more"):
        small.search(folder / "0-0.png", relevant=True)
    small.add(folder)
    assert len(small.search(folder / "0-0.png", relevant=True)) == 3


def test_other_scales_are_refused(collection: Collection, folder: Path) -> None:
    with pytest.raises(LookalikeError, match="fusion"):
        collection.search(folder / "0-0.png", fusion="rrf", relevant=True)
    query = parse_query(f'image("{folder / "0-0.png"}") - image("{folder / "1-0.png"}")').query
    with pytest.raises(LookalikeError, match="pictures"):
        collection.search(query, relevant=True)


def test_command_says_so(collection: Collection, folder: Path, tmp_path: Path) -> None:
    runner = CliRunner()
    asked = ["search", "-c", collection.uri, "--relevant"]
    nothing = runner.invoke(app, [*asked, str(folder.parent / "stranger.png")])
    assert nothing.exit_code == 0
    assert "Nothing here matches" in nothing.stderr
    found = runner.invoke(app, [*asked, str(folder / "4-0.png"), "--html", str(tmp_path / "page.html")])
    assert "Probability" in found.stdout and "99%" in found.stdout
    assert "3 of 36 images match." in found.stderr
    page = [*asked, str(folder / "4-0.png"), "-n", "2"]
    assert "1 to 2 of what matches, 3 of 36 images match; go on with --page 2." in runner.invoke(app, page).stderr
    assert "3 to 3 of what matches" in runner.invoke(app, [*page, "--page", "2"]).stderr
    assert "Page 3 is past the end: 3 of 36" in runner.invoke(app, [*page, "--page", "3"]).stderr
    assert "99%" in (tmp_path / "page.html").read_text()
    hits = json.loads(runner.invoke(app, [*asked, str(folder / "4-0.png"), "--json"]).stdout)["hits"]
    assert [0.5 <= hit["probability"] <= 1 for hit in hits] == [True] * 3
