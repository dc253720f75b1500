"""A declared network trained from nothing, as a classifier: ``python -m lookalike.learn.scratch DATASET``.

Half of the pictures of every class are learnt from, and the other half are ranked for each other by the network's
scores, beside a colour histogram. It is there to show that the path from a declaration to a trained file works; with
few pictures, a network that was trained on millions finds far more.

Weights begin at random, of unit variance layer by layer on a batch of the pictures (Mishkin & Matas, All you need is a
good init, ICLR 2016), which takes the place of the batch normalisations that declared graphs have folded away.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from lookalike.bench.harness.datasets import Dataset
from lookalike.bench.harness.run import evaluate
from lookalike.collection.decode import read_picture
from lookalike.describe.deep.builtin import DECLARED
from lookalike.describe.deep.graph import Graph
from lookalike.engine.represent.scoring import FileScorer
from lookalike.learn.views import views
from lookalike.reading import parse
from lookalike.types import Bytes

if TYPE_CHECKING:
    from torch import Tensor

SIDE = 128
BATCH = 50
RATE = 5e-4
DECAY = 1e-3
_LOGITS = "logits"


def halves(dataset: Dataset, seed: int) -> npt.NDArray[np.bool_]:
    """Which entries are learnt from: half of those of every class, drawn at random."""
    rng, names = np.random.default_rng(seed), np.array([entry.labels[0] for entry in dataset.entries])
    chosen = np.zeros(len(names), np.bool_)
    for name in np.unique(names):
        places = rng.permutation(np.flatnonzero(names == name))
        chosen[places[: len(places) // 2]] = True
    return chosen


def seen(paths: Sequence[Path], count: int, seed: int) -> Bytes:
    """(N, 1 + count, side, side, 3) uint8: every picture and changed views of it."""
    rng = np.random.default_rng(seed)
    return np.stack([np.stack(list(views(read_picture(path).image(SIDE), SIDE, count, rng))) for path in paths])


class Scratch:
    """A network whose weights are all learnt.

    :param network: the name of a declared one.
    :param classes: how many it tells apart.
    """

    def __init__(self, network: str, classes: int, seed: int) -> None:
        import torch
        from onnx import numpy_helper

        self._network, self._rng = network, np.random.default_rng(seed)
        model = self._graph().model((_LOGITS,))
        self._nodes = list(model.graph.node)
        fixed = {tensor.name: np.array(numpy_helper.to_array(tensor)) for tensor in model.graph.initializer}
        self.weights: dict[str, Tensor] = {}
        for node in self._nodes:
            if node.op_type in ("Conv", "Gemm"):
                kernel, bias = node.input[1], node.input[2]
                shape = list(fixed.pop(kernel).shape)
                fixed.pop(bias)
                shape[0] = classes if _LOGITS in node.output else shape[0]
                drawn = self._rng.normal(0, np.sqrt(2 / np.prod(shape[1:])), shape)
                self.weights[kernel] = torch.from_numpy(drawn.astype(np.float32))
                self.weights[bias] = torch.zeros(shape[0])
        self._fixed = {name: torch.from_numpy(value) for name, value in fixed.items()}

    def _graph(self) -> Graph:
        return DECLARED[self._network].build(None)

    def logits(self, pixels: Tensor) -> Tensor:
        """(B, classes) of pictures (B, H, W, 3) uint8."""
        from lookalike.learn.operators import run

        return run(self._nodes, {**self._fixed, **self.weights, "pixels": pixels})[_LOGITS]

    def even_out(self, pixels: Tensor) -> None:
        """Scale the weights so that what every layer gives varies by 1 over these pictures."""
        import torch

        from lookalike.learn.operators import run

        values = {**self._fixed, **self.weights, "pixels": pixels}
        with torch.no_grad():
            for node in self._nodes:
                made = run([node], values)
                if node.op_type in ("Conv", "Gemm"):
                    scale = made[node.output[0]].std().clamp_min(1e-6)
                    self.weights[node.input[1]] /= scale
                    made[node.output[0]] = made[node.output[0]] / scale
                values = made

    def learn(self, pictures: Bytes, classes: npt.NDArray[np.int64], epochs: int) -> Iterator[float]:
        """Learn (N, V, H, W, 3) pictures in their views; gives the mean cross-entropy of every epoch."""
        import torch

        chosen = self._rng.permutation(len(pictures))[:BATCH]
        self.even_out(torch.from_numpy(pictures[chosen, 0]))
        learnt = [weight.requires_grad_() for weight in self.weights.values()]
        optimizer = torch.optim.AdamW(learnt, lr=RATE, weight_decay=DECAY)
        steps = epochs * -(-len(pictures) // BATCH)
        pace = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps, pct_start=0.15)
        for _ in range(epochs):
            order, losses = self._rng.permutation(len(pictures)), []
            for start in range(0, len(order), BATCH):
                some = order[start : start + BATCH]
                view = self._rng.integers(0, pictures.shape[1], len(some))
                said = self.logits(torch.from_numpy(pictures[some, view]))
                loss = torch.nn.functional.cross_entropy(said, torch.from_numpy(classes[some]), label_smoothing=0.1)
                optimizer.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(learnt, 5.0)
                optimizer.step()
                pace.step()
                losses.append(loss.item())
            yield float(np.mean(losses))

    def save(self, file: Path) -> None:
        """The whole graph with what was learnt, as an ONNX file."""
        graph = self._graph()
        for name, weight in self.weights.items():
            graph.constant(name, weight.detach().numpy())
        model = graph.model((_LOGITS,))
        for axis in (1, 2):
            model.graph.input[0].type.tensor_type.shape.dim[axis].dim_value = SIDE
        file.write_bytes(model.SerializeToString())


def precision(dataset: Dataset, spec: str) -> float:
    """Mean average precision of a representation."""
    return evaluate(dataset, FileScorer(parse(spec)), representation=spec, learnt_on="", command="").measures["mAP"]


def measured(dataset: Dataset, network: str, epochs: int, count: int, seed: int) -> Mapping[str, Any]:
    """Mean average precision on the half that was not learnt from, and the seconds that learning took."""
    train = halves(dataset, seed)
    names = np.array([entry.labels[0] for entry in dataset.entries])
    classes = np.unique(names, return_inverse=True)[1].astype(np.int64)
    test = replace(dataset, entries=tuple(e for e, learnt in zip(dataset.entries, train, strict=True) if not learnt))
    began = time.monotonic()
    pictures = seen(dataset.paths(np.flatnonzero(train)), count, seed)
    scratch = Scratch(network, int(classes.max()) + 1, seed)
    for epoch, loss in enumerate(scratch.learn(pictures, classes[train], epochs), 1):
        print(f"epoch {epoch} of {epochs}: {loss:.3f}, {time.monotonic() - began:.0f} s", file=sys.stderr)
    seconds = time.monotonic() - began
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{network}.onnx"
        scratch.save(file)
        found = precision(test, f"cnn({json.dumps(str(file))}, layer={json.dumps(_LOGITS)})")
    rival = precision(test, "color_histogram()")
    return {"network": network, "mAP": found, "color_histogram": rival, "seconds": seconds, "epochs": epochs}


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, measure, and print the figures as one JSON object."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("dataset", help="the folder of one with a label for every picture")
    parser.add_argument("--network", choices=sorted(DECLARED), default="alexnet")
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--views", type=int, default=12, help="changed views of every picture")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    dataset = Dataset.read(given.dataset)
    print(json.dumps(measured(dataset, given.network, given.epochs, given.views, given.seed), indent=2))


if __name__ == "__main__":
    main()
