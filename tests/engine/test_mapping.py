"""The map of a collection."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from skimage import data

from lookalike import Collection, LookalikeError
from lookalike.bench.mapping import truth
from lookalike.engine.browse.mapping import _axes

HUES = ("red", "green", "blue")
EACH = 8


def paint(folder: Path, hue: str, number: int) -> None:
    """A noisy picture of one colour."""
    noise = np.random.default_rng(number).integers(0, 60, (32, 32, 3), np.uint8)
    base = np.array(Pillow.new("RGB", (32, 32), hue))
    (folder / hue).mkdir(parents=True, exist_ok=True)
    Pillow.fromarray(np.clip(base * 0.7 + noise, 0, 255).astype(np.uint8)).save(folder / hue / f"{number}.png")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("painted")
    for place, hue in enumerate(HUES):
        for number in range(EACH):
            paint(made, hue, place * EACH + number)
    return made


@pytest.fixture(scope="module")
def collection(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Collection:
    made = Collection.create(tmp_path_factory.mktemp("c") / "c", "color_histogram()")
    made.add(folder)
    return made


def labels(collection: Collection, ids: np.ndarray) -> np.ndarray:
    records = collection.records(id.decode() for id in ids)
    return np.array([records[id.decode()].tags[-1] for id in ids])


def test_pictures_of_a_kind_lie_together(collection: Collection) -> None:
    told: list[tuple[int, int]] = []
    made = collection.map(progress=lambda done, total: told.append((done, total)))
    assert len(made) == len(set(made.ids.tolist())) == len(HUES) * EACH
    assert made.points.min() >= 0
    assert made.points.max() <= 1
    assert np.ptp(made.points, axis=0).max() == pytest.approx(1, abs=1e-5)
    apart = np.linalg.norm(made.points[:, None] - made.points[None], axis=2)
    nearest = np.argsort(apart, axis=1)[:, 1:4]
    kinds = labels(collection, made.ids)
    assert (kinds[nearest] == kinds[:, None]).mean() > 0.9
    assert told == [(0, 48), (24, 48), (48, 48)]


def test_a_map_is_kept_until_pictures_come_or_go(folder: Path, tmp_path: Path) -> None:
    made = Collection.create(tmp_path / "c", "color_histogram()")
    made.add(folder)
    first = made.map()
    again = Collection.open(tmp_path / "c")
    assert again.atlas.is_new()
    assert (again.map().points == first.points).all()
    paint(tmp_path / "more", "red", 99)
    made.add(tmp_path / "more")
    assert not again.atlas.is_new()
    kept = again.atlas.kept()
    assert kept is not None
    assert len(kept) == len(first)
    second = again.map()
    assert len(second) == len(first) + 1
    kinds = labels(again, second.ids)
    new = np.flatnonzero(~np.isin(second.ids, first.ids))[0]
    nearest = np.argsort(np.linalg.norm(second.points - second.points[new], axis=1))[1:4]
    assert (kinds[nearest] == "red").all()


@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_few_pictures_have_a_map(tmp_path: Path, count: int) -> None:
    for number in range(count):
        paint(tmp_path / "p", HUES[number % 3], number)
    made = Collection.create(tmp_path / "c", "color_histogram()")
    made.add(tmp_path / "p")
    points = made.map().points
    assert points.shape == (count, 2)
    assert len(np.unique(points, axis=0)) == count


@pytest.mark.parametrize("spec", ["color_histogram()", "sift(n=20) >> bow(k=8)"])
def test_nothing_has_no_map(tmp_path: Path, spec: str) -> None:
    with pytest.raises(LookalikeError, match="nothing to map yet"):
        Collection.create(tmp_path / "c", spec).map()


def test_pictures_that_vote_have_no_map(tmp_path: Path) -> None:
    for name, picture in {"cat": data.cat, "coffee": data.coffee}.items():
        Pillow.fromarray(picture()).save(tmp_path / f"{name}.png")
    made = Collection.create(tmp_path / "c", "sift(n=100) >> bow(k=8)")
    made.add(tmp_path)
    with pytest.raises(LookalikeError, match="compare by visual words have no map"):
        made.map()


def test_the_measures_tell_a_true_map_from_a_false_one() -> None:
    rng = np.random.default_rng(0)
    kinds = np.repeat(np.array(["a", "b"]), 30)
    points = np.where(kinds == "a", 0.2, 0.8)[:, None] + rng.normal(0, 0.05, (60, 2))
    similarities = (1 - np.linalg.norm(points[:, None] - points[None], axis=2)).astype(np.float32)
    true = truth(points.astype(np.float32), similarities, kinds)
    false = truth(rng.permutation(points).astype(np.float32), similarities, kinds)
    assert true["trustworthiness"] == pytest.approx(1, abs=1e-3)
    assert true["purity"] == true["purity_of_neighbors"] == 1
    assert false["trustworthiness"] < 0.7
    assert false["purity"] < 0.7


@pytest.mark.parametrize("shape", [(300, 40), (20, 500), (1, 5), (2, 3), (50, 1)])
def test_axes_are_those_of_all_components(shape):
    rng = np.random.default_rng(2)
    rows = (rng.normal(size=shape) * 0.7 ** np.arange(shape[1])).astype(np.float32)
    rows -= rows.mean(axis=0)
    axes, known = _axes(rows), np.linalg.svd(rows, full_matrices=False)[2][:2].T
    assert axes.shape == known.shape
    if len(rows) > 2:
        assert np.abs((axes * known).sum(axis=0)) == pytest.approx(1, abs=1e-3)
