"""Layers and weights on the command line."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from lookalike.app.cli import app


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_layers_are_listed_with_what_they_give():
    result = run("layers", "alexnet")
    assert result.exit_code == 0
    assert [line.split() for line in result.stdout.splitlines()][1:3] == [
        ["conv1", "64", "55", "x", "55"],
        ["pool1", "64", "27", "x", "27"],
    ]
    assert "head is pool5" in result.stderr
    listed = json.loads(run("layers", "efficientnet_lite0", "--json").stdout)
    assert listed["side"] == 224
    assert {"name": "head", "shape": [1280, 7, 7]} in listed["layers"]


def test_an_unknown_network_is_one_sentence():
    result = run("layers", "alexnet2")
    assert result.exit_code == 1
    assert "did you mean alexnet" in result.stderr


def test_weights_are_listed_and_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("LOOKALIKE_WEIGHTS", str(tmp_path / "own"))
    listed = {row["name"]: row for row in json.loads(run("weights", "--json").stdout)["networks"]}
    assert listed["alexnet"]["weights"] == "none"
    assert len(listed["efficientnet_lite0"]["sha256"]) == 64
    np.savez(tmp_path / "w.npz", a=np.zeros(3))
    result = run("weights", "alexnet", tmp_path / "w.npz")
    assert result.exit_code == 1
    assert "lack features.0.weight" in result.stderr
    assert "\n" not in result.stderr.strip()
    assert "package" in run("weights", "efficientnet_lite0").stderr


def test_weights_are_fetched_with_progress(tmp_path, monkeypatch):
    monkeypatch.setenv("LOOKALIKE_WEIGHTS", str(tmp_path / "own"))
    monkeypatch.setattr("lookalike.describe.deep.weights.ADDRESS", "http://127.0.0.1:9/")
    result = run("weights", "alexnet")
    assert result.exit_code == 1
    assert "Cannot fetch" in result.stderr


@pytest.mark.parametrize("command", ["layers", "weights"])
def test_help_has_examples(command):
    assert "Examples:" in run(command, "--help").stdout


def test_layers_tell_how_a_fine_tuned_network_was_made(tmp_path):
    from onnx import load_model_from_string, save_model

    from lookalike.describe.deep import networks
    from lookalike.learn.card import Card

    model = load_model_from_string(networks._model(networks.network("efficientnet_lite0"), ("logits",)))
    Card(
        network="efficientnet_lite0",
        layers=("block15",),
        frozen="",
        side=256,
        source="folders",
        pictures=1200,
        groups=12,
        settings={"loss": "multi_similarity"},
        figures={"untrained": 0.5, "start": 0.6, "best": 0.725, "epochs": 7},
    ).put_into(model)
    save_model(model, tmp_path / "mine.onnx")
    told = run("layers", tmp_path / "mine.onnx").stdout
    assert "1,200 pictures of 12 groups, by folders" in told
    assert "multi_similarity, 7 epochs" in told and "best 0.725" in told
    assert json.loads(run("layers", tmp_path / "mine.onnx", "--json").stdout)["card"]["pictures"] == 1200
    assert json.loads(run("layers", "alexnet", "--json").stdout)["card"] is None
