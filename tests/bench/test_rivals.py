import csv

import cv2
import numpy as np
import pytest
from PIL import Image

from lookalike.bench.harness.datasets import DatasetError
from lookalike.bench.rivals import __main__ as rivals
from lookalike.bench.rivals.engine import Ours
from lookalike.types import Features, LookalikeError

ROWS = "sift(contrast=0.01) >> root()"
CHAINS = [f"{ROWS} >> bow(k=512)", f"{ROWS} >> hamming(k=512)", f"{ROWS} >> vlad(k=8)"]


def drawn(seed, turn=0.0):
    """Blobs at random, seen turned by some degrees."""
    coarse = np.random.default_rng(seed).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    pixels = cv2.resize(coarse, (160, 160), interpolation=cv2.INTER_CUBIC)
    return cv2.warpAffine(pixels, cv2.getRotationMatrix2D((80, 80), turn, 1.0), (160, 160), borderMode=cv2.BORDER_WRAP)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Four views of each of three things, and other pictures to learn from."""
    things, others = tmp_path_factory.mktemp("things"), tmp_path_factory.mktemp("others")
    with (things / "groundtruth.csv").open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["path", "label", "role"])
        for thing in range(3):
            for view in range(4):
                Image.fromarray(drawn(thing, 2.0 * view)).save(things / f"{thing}{view}.png")
                lines.writerow([f"{thing}{view}.png", thing, "both"])
    for seed in range(10, 16):
        Image.fromarray(drawn(seed)).save(others / f"{seed}.png")
    return things, others


@pytest.fixture
def alone(monkeypatch):
    """Without any other library."""

    def missing():
        raise ModuleNotFoundError("No module named 'asmk'")

    monkeypatch.setattr(rivals, "LIBRARIES", {"asmk": missing})


def test_ours_find_the_views_of_a_thing_and_others_are_named(folders, alone, capsys):
    things, others = folders
    rivals.main([str(things), "--learn-on", str(others), "--rows", "2000", "-r", *CHAINS])
    printed = capsys.readouterr()
    assert printed.err == "asmk is left out: No module named 'asmk'\n"
    first, _, *lines = printed.out.splitlines()
    assert "rows to learn from; 12 pictures" in first
    # Only signatures are verified, as pycolmap's are.
    names = [CHAINS[0], CHAINS[1], f"{CHAINS[1]}, 100 verified", CHAINS[2]]
    for name, line in zip(names, lines, strict=True):
        score, precision, processor, clock, learning, size = map(float, line.removeprefix(name).split())
        assert score >= 3, line
        assert precision >= 0.7
        assert processor > 0 < clock
        assert learning >= 0
        assert size >= 0


def test_a_view_of_a_thing_scores_itself_highest(folders, tmp_path):
    things, others = folders
    engine = Ours(CHAINS[0])
    engine.learn(Features.joined(rivals.described(sorted(others.glob("*.png")))))
    pictures = rivals.described(sorted(things.glob("*.png")))
    indexed = engine.index(pictures, tmp_path / "index")
    scores = indexed.searches[""](5)
    assert scores.shape == (12,)
    assert scores.argmax() == 5
    assert indexed.size == sum(path.stat().st_size for path in (tmp_path / "index").rglob("*") if path.is_file())


def test_rows_are_thinned_evenly_over_all_pictures():
    pictures = [Features(np.full((n, 2), n, np.float32), np.zeros(n, np.int64), 1) for n in (40, 10, 50)]
    thin = rivals.thinned(pictures, 20)
    assert (thin.images, len(thin)) == (3, 20)
    assert np.diff(thin.starts).tolist() == pytest.approx([8, 2, 10], abs=1)
    assert len(rivals.thinned(pictures, 1000)) == 100


def test_a_search_is_asked_for_every_picture():
    answers = rivals.asked({"identity": lambda place: np.eye(4, dtype=np.float32)[place]}, 4)
    assert (answers["identity"].scores == np.eye(4)).all()
    assert answers["identity"].times.shape == (4, 2)


def test_a_set_without_classes_is_refused(folders, tmp_path):
    Image.fromarray(drawn(0)).save(tmp_path / "a.png")
    Image.fromarray(drawn(1)).save(tmp_path / "b.png")
    (tmp_path / "groundtruth.csv").write_text("path,label,role\na.png,x,query\nb.png,x,db\n")
    with pytest.raises(DatasetError, match=r"groundtruth\.csv must give every picture one label"):
        rivals.main([str(tmp_path), "--learn-on", str(folders[1])])


def test_too_few_rows_to_learn_from_are_told(folders, alone):
    with pytest.raises(LookalikeError, match="learns 512 words"):
        rivals.main([str(folders[0]), "--learn-on", str(folders[1]), "--rows", "20", "-r", CHAINS[0]])
