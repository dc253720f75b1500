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
from lookalike.index.fusion import Fusion
from lookalike.index.scoring import Places, terms
from lookalike.index.search import Searcher, best
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
    plain = fusion == "sum" and space.shortlist is None and not (likes.parts or dislikes.parts)
    found = searcher.candidates(likes.rows, offset + k, where, exact=plain and space.exact)
    if not len(found.ids):
        return Ranking((), found.total)

    def added(places: Places, rough: bool = False) -> Floats:
        return _added(space, likes, dislikes, found.rows[places], rough)

    if plain:
        scores = combine(space.similarities(likes.rows, found.rows), space.similarities(dislikes.rows, found.rows))
        places = best(scores, found.ids, offset + k)[offset:]
        shares = added(places)
    else:
        everything = terms(space, added(np.arange(len(found.ids)), rough=True), added, fusion)
        scores = everything.sum(axis=0)
        places = best(scores, found.ids, offset + k)[offset:]
        shares = everything[:, places]
    chains = [part.chain for part in describer.representation.parts]
    boxes = _boxes(space, likes, found.rows[places])
    hits = tuple(
        Hit(found.ids[int(place)].as_py(), float(scores[place]), dict(zip(chains, map(float, share), strict=True)), box)
        for place, share, box in zip(places, shares.T, boxes, strict=True)
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


def _added(space: Space, likes: _Asked, dislikes: _Asked, rows: Floats, rough: bool) -> Floats:
    """(parts, N) float32: what each part of the representation adds to each score, estimated where it is costly."""
    wanted, unwanted = (_contributions(space, asked, rows, rough) for asked in (likes, dislikes))
    added: Floats = np.stack([combine(w, u) for w, u in zip(wanted, unwanted, strict=True)])
    return added


def _contributions(space: Space, asked: _Asked, rows: Floats, rough: bool) -> Floats:
    """(parts, Q, N) float32: what each part of the representation adds to the similarities to each example."""
    added = np.empty((len(space.measures), len(asked.rows), len(rows)), np.float32)
    whole = [i for i in range(len(asked.rows)) if i not in asked.parts]
    added[:, whole] = space.contributions(asked.rows[whole], rows, rough)
    for i in asked.parts:
        added[:, i] = space.found(asked.rows[i], rows, rough)[0]
    return added


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
    try:
        row: Floats = space.rows(describer.vectors(picture))[0]
    except ArithmeticError as error:
        raise LookalikeError(f"The example cannot be described: {error}; take another one.") from error
    return row
