"""How much of a score a fine-tuned network is to have."""

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("torch")

from lookalike.engine.represent.scoring import FileScorer
from lookalike.learn.beside import SHARES, Beside, Choice, in_three_sizes
from lookalike.learn.course import Curve, Judge
from lookalike.learn.examples import Examples
from lookalike.learn.looked import Looked
from lookalike.learn.plan import Plan
from lookalike.reading import parse
from tests.pictures import scene


def table(*shares):
    """Precision by shrinkage and share."""
    return np.array([np.full(len(SHARES), 0.5), shares])


def test_what_is_no_better_than_the_preset_is_not_used():
    choice = Choice.of((1.0, 3.0), table(0.8, 0.805, 0.809, 0.809, 0.807, 0.7, 0.6), Plan())
    assert choice.shrinkage == 3.0
    assert choice.representation == "deep"
    assert choice.figures == {"preset": 0.8, "whitened": 0.6, "together": 0.809, "share": 0.0}


@pytest.mark.parametrize(("place", "share"), [(1, 0.2), (3, 0.5), (5, 0.8), (6, 1.0)])
def test_what_is_better_has_its_share_of_the_score(place, share):
    precisions = np.full(len(SHARES), 0.8)
    precisions[place] = 0.9
    choice = Choice.of((1.0, 3.0), table(*precisions), Plan(size=64))
    assert choice.figures["share"] == share
    # Any network stands for the fine-tuned one, which is read as the last part.
    parts = parse(choice.representation.format("'efficientnet_lite0'")).parts
    assert parts[-1].weight / sum(part.weight for part in parts) == pytest.approx(share, abs=0.01)
    assert (parts[-1].descriptor.size, parts[-1].descriptor.scales) == (91, 3)


@pytest.mark.parametrize(("alone", "share"), [(0.895, 1.0), (0.885, 2 / 3)])
def test_the_network_stands_by_itself_where_the_preset_adds_no_more_than_chance(alone, share):
    choice = Choice.of((1.0, 3.0), table(0.8, 0.8, 0.8, 0.8, 0.9, 0.89, alone), Plan())
    assert choice.figures["share"] == share
    assert choice.representation.startswith("deep" if share < 1 else "cnn")


def test_no_larger_pictures_are_asked_for_than_there_may_be():
    assert parse(in_three_sizes(1024).format("'efficientnet_lite0'")).parts[0].descriptor.size == 1024


def test_the_first_epoch_that_chance_does_not_tell_from_the_best_is_taken():
    curve = Curve([0.0] * 5, [0.5, 0.6, 0.695, 0.7, 0.69])
    assert (curve.best, curve.peak) == (2, 3)
    assert Curve([0.0] * 2, [0.5, 0.509]).best == 0


def test_rows_of_the_preset_compare_as_a_search_does(tmp_path):
    files = [tmp_path / f"{i}.png" for i in range(4)]
    for i, file in enumerate(files):
        Image.fromarray(scene(i // 2, 256, 256)).save(file)
    examples = Examples.labelled(files, ["a", "a", "b", "b"], "labels")
    pictures = np.repeat(np.arange(4), 2)
    looked = Looked((), pictures, examples.groups[pictures])
    rows = Beside(examples, looked).rows(looked.originals)
    scores = FileScorer(parse("deep")).similarities(files, files).scores
    np.testing.assert_allclose(rows @ rows.T, scores, atol=1e-4)
    some = np.ones(4, np.bool_)
    said = Choice.scores(Judge(looked.originals, examples.groups, some, some), rows, np.eye(4, dtype=np.float32)[::-1])
    assert said[0] == 1.0
    assert said[-1] < 1.0, "vectors at right angles tell nothing"
