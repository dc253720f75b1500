"""Online: examples → vectors → candidates → scores → ranking."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from lookalike.collection.decode import Picture, read_picture
from lookalike.collection.paths import named_path
from lookalike.engine.describing import Describer, HasPixels, Pixels
from lookalike.index.fusion import Fusion, fused
from lookalike.index.search import Candidates, Searcher, best, rescored
from lookalike.index.space import Space
from lookalike.index.store import Store
from lookalike.query.example import Region, combine
from lookalike.types import Floats, Hit, Image, LookalikeError, Ranking

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
    likes = _rows(store, describer, space, wanted)
    dislikes = _rows(store, describer, space, unwanted)
    found = searcher.candidates(likes, offset + k, where)
    if not len(found.ids):
        return Ranking((), found.total)
    if space.costly:
        found = _likeliest(space, likes, dislikes, found, rescored(offset + k))
    if fusion == "sum":
        scores = combine(space.similarities(likes, found.rows), space.similarities(dislikes, found.rows))
        places = best(scores, found.ids, offset + k)[offset:]
        shares = _shares(space, likes, dislikes, found.rows[places])
    else:
        terms = fused(_shares(space, likes, dislikes, found.rows), space.shares, fusion)
        scores = terms.sum(axis=0)
        places = best(scores, found.ids, offset + k)[offset:]
        shares = terms[:, places]
    chains = [part.chain for part in describer.representation.parts]
    hits = tuple(
        Hit(found.ids[int(place)].as_py(), float(scores[place]), dict(zip(chains, map(float, share), strict=True)))
        for place, share in zip(places, shares.T, strict=True)
    )
    return Ranking(hits, found.total)


def _likeliest(space: Space, likes: Floats, dislikes: Floats, found: Candidates, wanted: int) -> Candidates:
    """The candidates that are worth the costly measures."""
    rough = combine(
        space.similarities(likes, found.rows, rough=True), space.similarities(dislikes, found.rows, rough=True)
    )
    return found.at(best(rough, found.ids, wanted))


def _shares(space: Space, likes: Floats, dislikes: Floats, rows: Floats) -> Floats:
    """(parts, N) float32: what each part adds to each score."""
    wanted, unwanted = space.contributions(likes, rows), space.contributions(dislikes, rows)
    shares: Floats = np.stack([combine(w, u) for w, u in zip(wanted, unwanted, strict=True)])
    return shares


def _rows(store: Store, describer: Describer, space: Space, given: Sequence[Example]) -> Floats:
    rows = [_row(store, describer, space, example) for example in given]
    return np.stack(rows) if rows else np.empty((0, space.dimension), np.float32)


def _row(store: Store, describer: Describer, space: Space, example: Example) -> Floats:
    if isinstance(example, Region):
        return _described(describer, space, Pixels(example.cut(_picture(example.picture).image(None))))
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
