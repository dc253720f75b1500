"""A declared network learns from nothing, and what it learnt is the file's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

import torch

from lookalike.describe.deep.graph import Graph
from lookalike.describe.deep.layers import adaptive_mean
from lookalike.learn.operators import run
from lookalike.learn.scratch import Scratch

RNG = np.random.default_rng(0)
PICTURES = RNG.integers(0, 256, (6, 1, 64, 64, 3), dtype=np.uint8) // 4
PICTURES[::2, ..., 0] += 180
CLASSES = np.array([0, 1] * 3, np.int64)


@pytest.fixture(scope="module")
def scratch() -> tuple[Scratch, list[float]]:
    made = Scratch("googlenet", 2, seed=0)
    return made, list(made.learn(PICTURES, CLASSES, epochs=8))


def test_it_learns(scratch: tuple[Scratch, list[float]]) -> None:
    made, losses = scratch
    assert losses[-1] < 0.6 * losses[0]
    with torch.no_grad():
        said = made.logits(torch.from_numpy(PICTURES[:, 0]))
    assert said.argmax(dim=1).tolist() == CLASSES.tolist()


def test_the_file_says_the_same(scratch: tuple[Scratch, list[float]], tmp_path: Path) -> None:
    import onnxruntime

    made, _ = scratch
    made.save(tmp_path / "learnt.onnx")
    pixels = RNG.integers(0, 256, (2, 128, 128, 3), dtype=np.uint8)
    [found] = onnxruntime.InferenceSession(tmp_path / "learnt.onnx").run(["logits"], {"pixels": pixels})
    with torch.no_grad():
        assert found == pytest.approx(made.logits(torch.from_numpy(pixels)).numpy(), abs=1e-3)


def test_layers_vary_alike_before_anything_is_learnt() -> None:
    made = Scratch("googlenet", 2, seed=1)
    pixels = torch.from_numpy(PICTURES[:, 0])
    with torch.no_grad():
        for weight in made.weights.values():
            weight.mul_(3)
        assert float(made.logits(pixels).std()) > 100
        made.even_out(pixels)
        assert float(made.logits(pixels).std()) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("size", [(3, 3), (7, 5), (13, 13)])
def test_maps_of_any_size_come_to_six_places(size: tuple[int, int]) -> None:
    graph = Graph(None)
    graph.channels["map"] = 4
    name = adaptive_mean(graph, "six", "map", 6)
    x = torch.from_numpy(RNG.normal(size=(2, 4, *size)).astype(np.float32))
    known = {name: torch.from_numpy(np.array(value)) for name, value in graph._constants.items()}
    expected = torch.nn.functional.adaptive_avg_pool2d(x, 6)
    assert run(graph._nodes, {**known, "map": x})[name].numpy() == pytest.approx(expected.numpy(), abs=1e-5)
