"""Pairs without labels: pictures in which geometry finds the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from lookalike.collection.decode import read_picture
from lookalike.engine.represent.describing import Describer, Pointer
from lookalike.engine.represent.parallel import in_parallel
from lookalike.learn.examples import Pair
from lookalike.reading import parse
from lookalike.rerank.geometric import Geometric
from lookalike.types import Features, Floats, Progress

_LOOKED = 'cnn("efficientnet_lite0")'
_NEAREST = 10
"""Pictures that each picture is compared with: the most like it as a whole."""


def mined(paths: Sequence[Path], update: Progress) -> Iterator[Pair]:
    """Places of pictures that show the same, as far as local features can tell.

    :raises LookalikeError: a picture cannot be read.
    """
    representation = parse(_LOOKED)
    describer, pointer = Describer(representation), Pointer.of(representation)

    def look(path: Path) -> tuple[Floats, Features]:
        picture = read_picture(path)
        return describer.features(picture)[representation.parts[0].descriptor].floats[0], pointer.points(picture)

    vectors, points = zip(*in_parallel(look, paths), strict=True)
    rows = np.stack(vectors)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    reranker = Geometric()
    for place, row in enumerate(rows):
        scores = rows @ row
        near = [int(i) for i in np.argsort(-scores, kind="stable")[: _NEAREST + 1] if i > place]
        found = reranker.verified(points[place], [points[i] for i in near])
        yield from ((place, i) for i, one in zip(near, found, strict=True) if one is not None and one.significant)
        update(place + 1, len(rows))
