from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lookalike import Collection, LookalikeError
from lookalike.bench.simulated import between, main, simulate
from lookalike.engine.represent.describing import Describer
from lookalike.reading import parse
from tests.pictures import encoded, scene


@pytest.fixture
def photos(tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    for seed in range(7):
        (folder / f"{seed}.jpg").write_bytes(encoded(scene(seed)))
    return folder


def test_copies_are_images_of_their_own_that_show_the_same(photos, tmp_path):
    made = simulate([photos], tmp_path / "many", 40, "color")
    records = list(made)
    assert len(records) == len({record.id for record in records}) == len({str(record.path) for record in records}) == 40
    assert len({Path(record.path).resolve(strict=True) for record in records}) == 7
    assert sum(record.facts.taken is not None for record in records) == 33
    thumbnails = made.thumbnails(record.id for record in records)
    assert len(thumbnails) == 40
    assert len(set(thumbnails.values())) == 7


def test_an_example_finds_itself_and_copies_are_like_it(photos, tmp_path):
    made = simulate([photos], tmp_path / "many", 70, "color")
    hits = made.search(photos / "3.jpg", k=70).hits
    assert hits[0].score == pytest.approx(1)
    ranks = [rank for rank, hit in enumerate(hits) if Path(made[hit.id].path).name == "3.jpg"]
    assert len(ranks) == 10
    assert np.mean(ranks) < 20
    assert len({hit.score for hit in hits}) > 60


def test_what_is_made_can_be_added_to(photos, tmp_path):
    made = simulate([photos], tmp_path / "many", 30, "color")
    more = tmp_path / "more"
    more.mkdir()
    (more / "new.jpg").write_bytes(encoded(scene(50)))
    assert made.add(more).new == 1
    assert len(made) == 31


def test_parts_stay_as_long_as_they_were_and_nearer_to_their_own_than_to_others():
    space = Describer(parse("color + layout")).space()
    rows, others = np.random.default_rng(1).random((2, 5, space.dimension), np.float32)
    made = between(rows, others, space, np.random.default_rng(2))
    for columns in space.columns:
        assert np.linalg.norm(made[:, columns], axis=1) == pytest.approx(np.linalg.norm(rows[:, columns], axis=1))
    assert np.all(np.linalg.norm(made - rows, axis=1) < np.linalg.norm(made - others, axis=1))
    assert np.all(np.linalg.norm(made - rows, axis=1) > 0)
    assert made.min() >= 0


def test_codes_are_repeated(photos, tmp_path):
    made = simulate([photos], tmp_path / "many", 20, "color_histogram() >> lsh(bits=64)")
    assert len(made.search(photos / "3.jpg", k=20).hits) == 20


@pytest.mark.parametrize(
    ("images", "representation", "said"), [(3, "color", "7 pictures"), (20, "orb() >> bow(k=16)", "visual words")]
)
def test_what_cannot_be_made_is_said(photos, tmp_path, images, representation, said):
    with pytest.raises(LookalikeError, match=said):
        simulate([photos], tmp_path / "many", images, representation)


def test_the_command_says_how_it_is_searched(photos, tmp_path, capsys):
    main([str(photos), str(tmp_path / "many"), "--images", "10", "-r", "color"])
    assert capsys.readouterr().out == "exhaustive search over 10 images\n"
    assert len(Collection.open(tmp_path / "many")) == 10
