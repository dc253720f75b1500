"""Files are taken in by handfuls, and nothing of that shows in what is said of each."""

from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from PIL import Image as Pillow

from lookalike.collection.decode import read_picture
from lookalike.collection.scan import scan
from lookalike.engine.offline import intake
from lookalike.engine.offline.intake import take_in
from lookalike.engine.represent.describing import Describer
from lookalike.engine.represent.learning import learnt_from
from lookalike.reading import parse
from tests.pictures import scene


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pictures")
    for seed in range(5):
        Pillow.fromarray(scene(seed, 190 + 7 * seed, 160)).save(made / f"{seed}.png")
    Pillow.fromarray(np.full((40, 50, 3), 99, np.uint8)).save(made / "plain.png")
    (made / "torn.png").write_bytes((made / "0.png").read_bytes()[:900])
    return made


@pytest.fixture(scope="module")
def describer(folder: Path) -> Describer:
    spec = parse("color_histogram() + cnn('efficientnet_lite0') + (sift(n=50) >> root() >> hamming(k=8, bits=32))")
    return Describer(learnt_from(spec, [folder / f"{seed}.png" for seed in range(5)]).representation)


def test_pictures_described_together_are_described_as_each_alone(folder, describer):
    pictures = [read_picture(path) for path in sorted(folder.glob("[0-9p]*.png"))]
    for together, picture in zip(describer.described_together(pictures), pictures, strict=True):
        alone = describer.described(picture)
        for ours, theirs in zip(together.vectors, alone.vectors, strict=True):
            assert_allclose(ours, theirs, atol=1e-5)
        assert_array_equal(together.words[0].words, alone.words[0].words)
        assert_array_equal(together.points.frames, alone.points.frames)
        assert together.points.images == 1 and not together.points.ordinals.any()


@pytest.mark.parametrize("small", [0, 10**9])
def test_what_is_taken_in_does_not_depend_on_its_company(folder, describer, small, monkeypatch):
    monkeypatch.setattr(intake, "_SMALL_PICTURE", small)
    found = list(scan([folder]))
    taken = {Path(each.file["path"]).name: each for each in take_in(found, describer.described_together, set())}
    assert len(taken) == len(found) == 7
    assert taken["torn.png"].file["reason"] == "truncated" and taken["torn.png"].said is None
    for name in ("0.png", "plain.png"):
        alone = describer.described(read_picture(folder / name))
        assert_allclose(taken[name].said.vectors[1], alone.vectors[1], atol=1e-5)
        assert taken[name].image["thumbnail"]


def test_known_images_are_not_described_anew(folder, describer):
    known = {read_picture(folder / f"{seed}.png").id for seed in range(5)}
    said = [each.said is not None for each in take_in(list(scan([folder])), describer.described_together, known)]
    assert sum(said) == 1
