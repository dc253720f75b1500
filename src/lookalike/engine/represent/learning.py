"""What representations learn: encoders taught, stage by stage, by a sample of pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lookalike.collection.decode import read_picture
from lookalike.collection.labels import labels_of
from lookalike.engine.represent.describing import Describer
from lookalike.engine.represent.parallel import in_parallel
from lookalike.spec import Descriptor, Encoder, Part, Representation
from lookalike.types import Features, LookalikeError, Progress

MOST_LEARNT = 4096
"""Pictures that encoders learn from, unless they need more."""

MOST_ROWS = 2_000_000
"""Rows of local features that encoders learn from."""


def learns(representation: Representation) -> bool:
    """Some encoder must learn before anything can be described."""
    return any(encoder.learns for part in representation.parts for encoder in part.encoders)


def learnt(representation: Representation) -> bool:
    """Nothing is left to learn."""
    return all(e.learnt() for part in representation.parts for e in part.encoders if e.learns)


class Taught(NamedTuple):
    """A representation, and how many pictures it has learnt from."""

    representation: Representation
    pictures: int


def learnt_from(
    representation: Representation,
    paths: Sequence[Path],
    seed: int = 0,
    progress: Progress | None = None,
    labelled: bool = True,
) -> Taught:
    """The representation with all encoders taught by a random sample of pictures, of which some may be unreadable.

    :param labelled: tell the encoders that learn from them the labels of the pictures
        (:func:`lookalike.collection.labels.labels_of`).
    :raises LookalikeError: there are fewer readable pictures than an encoder needs.
    """
    chosen = _sample(representation, paths, seed)
    most = max(1, MOST_ROWS // max(1, len(chosen)))
    describer = Describer(representation)

    def described(path: Path) -> dict[Descriptor, Features] | None:
        try:
            features = describer.features(read_picture(path))
        except LookalikeError:
            return None
        return {descriptor: _thinned(said, most) for descriptor, said in features.items()}

    said, read = [], []
    for done, (path, features) in enumerate(zip(chosen, in_parallel(described, chosen), strict=True), 1):
        if features is not None:
            said.append(features)
            read.append(path)
        if progress:
            progress(done, len(chosen))
    if not said:
        raise LookalikeError("There is no picture to learn from: name some that can be read.")
    labels = labels_of(read) if labelled and _by_labels(representation) else None
    parts = tuple(taught(part, [s[part.descriptor] for s in said], labels) for part in representation.parts)
    return Taught(replace(representation, parts=parts), len(read))


def _by_labels(representation: Representation) -> bool:
    return any(encoder.by_labels for part in representation.parts for encoder in part.encoders)


def _sample(representation: Representation, paths: Sequence[Path], seed: int) -> list[Path]:
    """In the order that they were given in."""
    wholes = (part for part in representation.parts if not part.descriptor.local)
    needs = max((encoder.needs for part in wholes for encoder in part.encoders), default=0)
    order = np.random.default_rng(seed).permutation(len(paths))[: max(MOST_LEARNT, 2 * needs)]
    return [paths[i] for i in sorted(order)]


def _thinned(features: Features, most: int) -> Features:
    """Rows at equal steps, so many at most."""
    if len(features) <= most:
        return features
    return features.at(np.linspace(0, len(features) - 1, most).astype(np.intp))


def taught(part: Part, said: Sequence[Features], labels: npt.NDArray[np.int64] | None = None) -> Part:
    """The part with its encoders taught, one after the other, by what its descriptor says of pictures."""
    sample = Features.joined(said)
    stages: list[Encoder] = []
    for place, encoder in enumerate(part.encoders, 1):
        stages.append(encoder.fit(replace(sample, labels=labels)))
        if place < len(part.encoders):
            sample = stages[-1].encode(sample)
    return Part(part.weight, (part.descriptor, *stages))
