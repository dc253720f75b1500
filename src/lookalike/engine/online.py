"""Online: examples → vectors → candidates → scores → ranking."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from lookalike.collection.decode import Picture, read_picture
from lookalike.collection.paths import named_path
from lookalike.engine.describing import Describer, HasPixels, Pixels
from lookalike.index.fusion import Fusion, fused
from lookalike.index.search import Searcher, best, rescored
from lookalike.index.space import Space
from lookalike.index.store import Store
from lookalike.query.example import Region, combine
from lookalike.types import Box, Floats, Hit, Image, LookalikeError, Ranking

Example: TypeAlias = str | Path | Image | bytes | Region
"""A file's path, the id of an image of the collection, a picture in memory, a picture file's content, or a part."""

_ID = re.compile(r"[0-9a-f]{32}")


def examples(given: Example | Iterable[Example]) -> list[Example]:
    """One or several examples as a list.

    :raises LookalikeError: something else is among them.
    """
    several = given if isinstance(given, Iterable) and not isinstance(given, str | bytes | np.ndarray) else [given]
    chosen: list[Any] = list(several)
    for example in chosen:
        if not isinstance(example, str | Path | Image | bytes | Region):
            raise LookalikeError(
                "An example is a path, an id, a picture file's bytes, a lookalike.Image or a lookalike.Region, "
                f"not {type(example).__name__}: lookalike.Image(array) takes (H, W, 3) uint8."
            )
    return chosen


def search(
    store: Store,
    describer: Describer,
    space: Space,
    searcher: Searcher,
    wanted: Sequence[Example],
    unwanted: Sequence[Example],
    k: int,
    offset: int,
    where: str | None,
    fusion: Fusion,
) -> Ranking:
    """Rank the images of a store; ``where`` is an SQL predicate."""
    likes = _asked(store, describer, space, wanted)
    dislikes = _asked(store, describer, space, unwanted)
    found = searcher.candidates(likes.rows, offset + k, where)
    if not len(found.ids):
        return Ranking((), found.total)
    if space.costly and not likes.parts:
        rough = combine(_similarities(space, likes, found.rows, True), _similarities(space, dislikes, found.rows, True))
        found = found.at(best(rough, found.ids, rescored(offset + k)))
    if fusion == "sum":
        scores = combine(_similarities(space, likes, found.rows), _similarities(space, dislikes, found.rows))
        places = best(scores, found.ids, offset + k)[offset:]
        terms = _terms(space, likes, dislikes, found.rows[places])
    else:
        terms = fused(_terms(space, likes, dislikes, found.rows), space.shares, fusion)
        scores = terms.sum(axis=0)
        places = best(scores, found.ids, offset + k)[offset:]
        terms = terms[:, places]
    chains = [part.chain for part in describer.representation.parts]
    boxes = _boxes(space, likes, found.rows[places])
    hits = tuple(
        Hit(found.ids[int(place)].as_py(), float(scores[place]), dict(zip(chains, map(float, term), strict=True)), box)
        for place, term, box in zip(places, terms.T, boxes, strict=True)
    )
    return Ranking(hits, found.total)


@dataclass(frozen=True, eq=False)
class _Asked:
    """Examples as query rows (Q, E), and the places of those that are parts of pictures, looked for as such."""

    rows: Floats
    parts: Sequence[int]


def _asked(store: Store, describer: Describer, space: Space, given: Sequence[Example]) -> _Asked:
    rows = [_row(store, describer, space, example) for example in given]
    parts = [i for i, example in enumerate(given) if isinstance(example, Region) and space.finds_parts]
    return _Asked(np.stack(rows) if rows else np.empty((0, space.dimension), np.float32), parts)


def _contributions(space: Space, asked: _Asked, rows: Floats, rough: bool = False) -> Floats:
    """(parts, Q, N) float32: what each part of the representation adds to the similarities."""
    added = space.contributions(asked.rows, rows, rough)
    for i in asked.parts:
        added[:, i] = space.found(asked.rows[i], rows)[0]
    return added


def _similarities(space: Space, asked: _Asked, rows: Floats, rough: bool = False) -> Floats:
    if asked.parts:
        return np.asarray(_contributions(space, asked, rows, rough).sum(axis=0), np.float32)
    return space.similarities(asked.rows, rows, rough)


def _terms(space: Space, likes: _Asked, dislikes: _Asked, rows: Floats) -> Floats:
    """(parts, N) float32: what each part adds to each score."""
    wanted, unwanted = _contributions(space, likes, rows), _contributions(space, dislikes, rows)
    terms: Floats = np.stack([combine(w, u) for w, u in zip(wanted, unwanted, strict=True)])
    return terms


def _boxes(space: Space, likes: _Asked, rows: Floats) -> Sequence[Box | None]:
    """Where the part that is looked for lies in each image, if one part is and a measure finds parts."""
    if len(likes.parts) != 1:
        return [None] * len(rows)
    return [Box(*map(float, box)) for box in space.found(likes.rows[likes.parts[0]], rows)[1]]


def _row(store: Store, describer: Describer, space: Space, example: Example) -> Floats:
    if isinstance(example, Region):
        part: Floats = space.rows(describer.part_vectors(_picture(example.picture), example.box))[0]
        return part
    if isinstance(example, str) and _ID.fullmatch(example) and not Path(example).exists():
        known = store.vectors_of([example])
        if example not in known:
            raise LookalikeError(f"There is no image {example} in the collection: name a file, or an id that it holds.")
        return known[example]
    return _described(describer, space, _picture(example))


def _picture(example: str | Path | Image | bytes) -> HasPixels:
    if isinstance(example, Image):
        return Pixels(example)
    return Picture.open(example) if isinstance(example, bytes) else read_picture(named_path(example))


def _described(describer: Describer, space: Space, picture: HasPixels) -> Floats:
    row: Floats = space.rows(describer.vectors(picture))[0]
    return row
