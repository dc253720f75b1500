"""Pictures to rows of vectors, by a representation's descriptors and encoders."""

from __future__ import annotations

import os
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np
from threadpoolctl import threadpool_limits

from lookalike.collection.decode import read_picture
from lookalike.index.measures import OWN, Measure, measure_of
from lookalike.index.space import Space
from lookalike.spec import Descriptor, Encoder, Part, Representation
from lookalike.types import Box, Features, Floats, Image, LookalikeError

MOST_LEARNT = 4096
"""Pictures that encoders learn from, unless they need more."""

_HANDFUL = 8
_AHEAD = 4
"""Handfuls of items that wait or are worked on for every core, so that a slow one holds up none."""

_T = TypeVar("_T")
_R = TypeVar("_R")


class HasPixels(Protocol):
    """A picture that gives its pixels with a shorter side of ``side`` or more."""

    def image(self, side: int | None) -> Image: ...


class Pixels:
    """A picture that is in memory already."""

    def __init__(self, image: Image) -> None:
        self._image = image

    def image(self, side: int | None) -> Image:
        return self._image


class Describer:
    """Describes pictures by a representation whose encoders have learnt what they need."""

    def __init__(self, representation: Representation) -> None:
        self.representation = representation
        self._groups: dict[object, list[Descriptor]] = defaultdict(list)
        for descriptor in dict.fromkeys(part.descriptor for part in representation.parts):
            self._groups[type(descriptor), descriptor.group].append(descriptor)

    def features(self, picture: HasPixels) -> dict[Descriptor, Features]:
        """What each different descriptor says of one picture."""
        images: dict[int | None, Image] = {}
        said: dict[Descriptor, Features] = {}
        for group in self._groups.values():
            side = group[0].side
            if side not in images:
                images[side] = picture.image(side)
            said.update(zip(group, group[0].describe_together(group, [images[side]]), strict=True))
        return said

    def vectors(self, picture: HasPixels) -> list[Floats]:
        """The (1, D_i) float32 vector of each part.

        :raises ArithmeticError: a number is not finite.
        """
        said = self.features(picture)
        vectors = [_encoded(part.encoders, said[part.descriptor]).floats for part in self.representation.parts]
        for part, vector in zip(self.representation.parts, vectors, strict=True):
            if not np.isfinite(vector).all():
                raise ArithmeticError(f"{part.chain} gives no finite numbers")
        return vectors

    def part_vectors(self, picture: HasPixels, box: Box) -> list[Floats]:
        """The (1, D_i) float32 vector of each part of the representation, of what a box holds."""
        image = picture.image(None)
        return [
            _encoded(part.encoders, part.descriptor.describe_part(image, box)).floats
            for part in self.representation.parts
        ]

    def space(self) -> Space:
        """Where the vectors live; describes a grey picture to learn their lengths."""
        grey = Image(np.full((64, 64, 3), 127, np.uint8))
        parts = self.representation.parts
        measures = measures_of(self.representation)
        return Space(
            measures,
            tuple(part.weight for part in parts),
            tuple(m.embed(v).shape[1] for m, v in zip(measures, self.vectors(Pixels(grey)), strict=True)),
        )


def measures_of(representation: Representation) -> tuple[Measure, ...]:
    """The measure of every part.

    :raises LookalikeError: one cannot compare what its part gives.
    """
    for part in representation.parts:
        if part.encoders and part.descriptor.measure in OWN:
            raise LookalikeError(f"{part.descriptor} has a score of its own and takes no {part.encoders[0]} after it.")
    return tuple(measure_of(part.measure, part.ground) for part in representation.parts)


def _encoded(encoders: Iterable[Encoder], features: Features) -> Features:
    for encoder in encoders:
        features = encoder.encode(features)
    return features


def learns(representation: Representation) -> bool:
    """Some encoder must learn before anything can be described."""
    return any(encoder.learns for part in representation.parts for encoder in part.encoders)


def learnt_from(representation: Representation, paths: Sequence[Path], seed: int = 0) -> Representation:
    """The representation with all encoders taught by a random sample of pictures.

    :raises LookalikeError: there are fewer readable pictures than an encoder needs.
    """
    needs = max(encoder.needs for part in representation.parts for encoder in part.encoders)
    order = np.random.default_rng(seed).permutation(len(paths))[: max(MOST_LEARNT, 2 * needs)]
    describer = Describer(representation)

    def described(path: Path) -> dict[Descriptor, Features] | None:
        try:
            return describer.features(read_picture(path))
        except LookalikeError:
            return None

    said = [s for s in in_parallel(described, [paths[i] for i in sorted(order)]) if s is not None]
    if not said:
        raise LookalikeError("There is no picture to learn from: name some that can be read.")
    return Representation(tuple(_taught(part, [s[part.descriptor] for s in said]) for part in representation.parts))


def _taught(part: Part, said: Sequence[Features]) -> Part:
    sample = Features.joined(said)
    stages: list[Encoder] = []
    for encoder in part.encoders:
        stages.append(encoder.fit(sample))
        sample = stages[-1].encode(sample)
    return Part(part.weight, (part.descriptor, *stages))


def workers() -> int:
    """One thread a core that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_parallel(work: Callable[[_T], _R], items: Iterable[_T]) -> Iterator[_R]:
    """Results in the order of the items, worked out on all cores, a bounded number ahead.

    What has not begun when the consumer stops is never begun.
    """
    stopped = threading.Event()

    def work_off(some: Sequence[_T]) -> list[_R]:
        return [work(item) for item in some if not stopped.is_set()]

    queue = _handfuls(items)
    # A thread a core is busy already: those of BLAS would only take turns with them.
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(workers(), thread_name_prefix="lookalike") as pool:
        pending = deque(pool.submit(work_off, some) for some in islice(queue, _AHEAD * workers()))
        try:
            while pending:
                results = pending.popleft().result()
                pending.extend(pool.submit(work_off, some) for some in islice(queue, 1))
                yield from results
        finally:
            stopped.set()


def _handfuls(items: Iterable[_T]) -> Iterator[list[_T]]:
    """Some items at a time, as handing over each of them alone costs more."""
    queue = iter(items)
    while some := list(islice(queue, _HANDFUL)):
        yield some
