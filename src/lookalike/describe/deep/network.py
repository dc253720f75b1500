"""A network: its layers, and the graph that computes them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lookalike.describe.deep.graph import Graph
from lookalike.parameters import SpecError, nearest

BUILD = 4
"""Raised whenever the same weights come to give another graph."""

EMBEDDING = "embedding"
"""The layer that a network fine-tuned for retrieval ends in: one vector of length 1 a picture."""


@dataclass(frozen=True, eq=False)
class Network:
    """A network that can be run.

    :param name: of a built-in network, or the path of a file.
    :param layers: the number of channels of each layer, in order of depth.
    :param flat: the layers that have no places.
    :param side: pixels of a side of the pictures that it was trained on.
    :param digest: tells its weights from others.
    :param graph: declares the graph over its weights.
    :param shapes: those of its layers, (1, channels, height, width) or (1, channels), of a picture of that side.
    :param fixed: it takes pictures of that side and no others.
    :param classes: what the numbers of "logits" and "posterior" stand for, where that is known.
    :param folder: where values lie that the graph keeps in files of their own.
    """

    name: str
    layers: Mapping[str, int]
    flat: frozenset[str]
    side: int
    digest: Callable[[], str]
    graph: Callable[[], Graph]
    shapes: Callable[[], Mapping[str, tuple[int, ...]]]
    fixed: bool = False
    classes: tuple[str, ...] = ()
    folder: Path | None = None

    @cached_property
    def head(self) -> str:
        """The last layer that has places, or the last of all."""
        names = list(self.layers)
        return next((name for name in reversed(names) if name not in self.flat), names[-1])

    def named(self, layer: str) -> str:
        """A layer by its name; "head" is the last feature map, or the embedding of a network made for retrieval.

        :raises SpecError: with the nearest names where it has no such layer.
        """
        if layer == "head" and EMBEDDING in self.layers:
            return EMBEDDING
        if layer in self.layers:
            return layer
        if layer == "head":
            return self.head
        raise SpecError(f"{self.name} has no layer {layer!r}: {nearest(layer, self.layers)}")

    def fingerprint(self, outputs: tuple[str, ...]) -> str:
        """Tells apart graphs of other weights, other outputs or another program."""
        facts = (self.name, self.digest(), str(BUILD), *outputs)
        return hashlib.blake2b("|".join(facts).encode(), digest_size=8).hexdigest()
