"""The layers of a network measured in one pass have the figures that each has alone."""

import json

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lookalike.bench.harness.datasets import Dataset
from lookalike.bench.harness.layers import depths
from lookalike.bench.harness.run import evaluate
from lookalike.describe.deep.networks import network
from lookalike.engine.represent.scoring import FileScorer
from lookalike.reading import parse

ROWS = [(f"{label}{i}.png", label, "both") for label in ("red", "sky", "oak") for i in range(3)]
NET = "efficientnet_lite0"


@pytest.fixture
def dataset(dataset_folder):
    return Dataset.read(dataset_folder([*ROWS, ("alone.png", "alone", "both")]))


def test_every_layer_has_its_own_figures(dataset):
    told = []
    found = depths(dataset, NET, "lookalike bench drawn", seed=3, progress=lambda *at: told.append(at))
    assert told[-1] == (10, 10)
    assert [row[0].layer for row in found.layers] == list(network(NET).layers)
    assert [row[0].channels for row in found.layers] == list(network(NET).layers.values())
    assert [row[0].depth for row in found.layers] == list(range(1, 1 + len(network(NET).layers)))
    assert found.pools == ["avg", "max", "gem"]
    assert (found.queries, found.left_out, found.images) == (9, 1, 10)
    for each in (found.figures[4], found.figures[-4], found.figures[-1]):
        spec = each.representation
        alone = evaluate(dataset, FileScorer(parse(spec)), representation=spec, learnt_on="", command="", seed=3)
        assert each.measures == pytest.approx(alone.measures)
        assert_allclose(list(each.intervals.values()), list(alone.intervals.values()))


def test_figures_are_json_and_the_best_is_found(dataset):
    found = depths(dataset, NET, "lookalike bench drawn")
    again = json.loads(json.dumps(found.to_json()))
    highest = max(each["measures"]["mAP"] for each in again["figures"])
    assert found.best.measures["mAP"] == highest
    assert np.isfinite(found.ms_per_image)
