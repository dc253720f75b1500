"""A large collection made of a few real pictures: ``python -m lookalike.bench.simulated FOLDER COLLECTION``.

The pictures of a folder are indexed; then their rows are repeated under ids of their own, with their thumbnails
as they are and their vectors on the way to those of other pictures. What is made is a collection like any other.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from lookalike import Collection
from lookalike.engine.offline.keeping import Archive
from lookalike.engine.offline.wording import text_of
from lookalike.engine.represent.describing import Describer
from lookalike.index.space import Space
from lookalike.index.store import FILES, IMAGES, Store, matrices
from lookalike.presets import DEFAULT_PRESET
from lookalike.reading import parse
from lookalike.types import Floats, LookalikeError, Progress

WAY = 0.5
"""The most that a copy's vectors go towards another picture's; were all near the original, they would be islands in
which an approximate index gets lost."""

FIRST, YEARS = datetime(2005, 1, 1), 20
"""When the copies were taken: at equal steps through these years, where the original does not say."""

CAMERAS = ("Simulated One", "Simulated Two", "Simulated Three")

_BATCH = 5000


def simulate(
    folders: Sequence[str | Path],
    target: str | Path,
    images: int,
    representation: str = DEFAULT_PRESET,
    progress: Progress | None = None,
) -> Collection:
    """Make a collection of so many images, and all indexes that it is searched by.

    A copy's path is another spelling of the original's, with more slashes before the name, so that its file is there
    too. It is forgotten when the folder of the original is indexed again; other folders may be added.

    :param progress: is told of the rows that are stored.
    :raises LookalikeError: the folders hold no picture, or more than ``images``; the representation has local features.
    """
    # Proofs are not simulated; whoever indexes into the collection would wait for all of them.
    collection = Collection.create(target, replace(parse(representation), proof=None))
    if any(part.voting for part in collection.representation.parts):
        raise LookalikeError(f"{representation} compares visual words, which are not simulated: take another one.")
    collection.add(folders)
    if not 0 < len(collection) <= images:
        raise LookalikeError(f"The folders hold {len(collection):,} pictures, from which {images:,} cannot be made.")
    space = Describer(collection.representation).space()
    archive = Archive(Store(collection.uri), collection.representation, space)
    _repeat(archive.store, space, images, progress or (lambda done, total: None))
    archive.refresh()
    return Collection.open(target)


def _repeat(store: Store, space: Space, images: int, progress: Progress) -> None:
    table = store.images().search().select([*IMAGES.names, *store.vector_columns[1:]]).to_arrow()
    originals = table.select(IMAGES.names).to_pylist()
    numbers, codes = matrices(table)
    rng = np.random.default_rng(0)
    for start in range(len(originals), images, _BATCH):
        ordinals = np.arange(start, min(start + _BATCH, images))
        sources = ordinals % len(originals)
        rows = [_copy(originals, ordinal, images) for ordinal in ordinals.tolist()]
        others = rng.integers(len(originals), size=len(rows))
        store.add_images(rows, between(numbers[sources], numbers[others], space, rng), codes[sources])
        store.append("files", _files(rows))
        progress(int(ordinals[-1]) + 1, images)


def _copy(originals: Sequence[dict[str, Any]], ordinal: int, images: int) -> dict[str, Any]:
    """The columns of the image of a number, which repeats an original."""
    rounds, source = divmod(ordinal, len(originals))
    original = originals[source]
    parent, slash, name = original["path"].rpartition("/")
    made = original | {
        "id": hashlib.blake2b(f"{original['id']} {rounds}".encode(), digest_size=16).hexdigest(),
        "path": parent + slash * (1 + rounds) + name,
        "copies": [],
        "taken": original["taken"] or FIRST + ordinal / images * timedelta(days=365.25 * YEARS),
        "camera": original["camera"] or CAMERAS[ordinal % len(CAMERAS)],
    }
    return made | {"text": text_of(made)}


def _files(rows: Sequence[dict[str, Any]]) -> Any:
    import pyarrow as pa

    known = [{name: row.get(name) for name in FILES.names} | {"mtime_ns": 0} for row in rows]
    return pa.Table.from_pylist(known, FILES)


def between(numbers: Floats, others: Floats, space: Space, rng: np.random.Generator) -> Floats:
    """(R, N) float32 rows as stored, each on its way to another (R, N), and each part as long as it was.

    What is not negative stays so: histograms are still histograms.
    """
    way = WAY * rng.random((len(numbers), 1), np.float32)
    made = (1 - way) * numbers + way * others
    start = 0
    for place, length in enumerate(space.dimensions):
        if place in space.codewords:
            continue
        part = slice(start, start := start + length)
        lengths = np.linalg.norm(made[:, part], axis=1, keepdims=True)
        made[:, part] *= np.linalg.norm(numbers[:, part], axis=1, keepdims=True) / np.maximum(lengths, 1e-12)
    return np.asarray(made, np.float32)


def main(arguments: Sequence[str] | None = None) -> None:
    """Make one, and say of what kind it is."""
    parser = argparse.ArgumentParser(prog="python -m lookalike.bench.simulated", description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", help="real pictures to repeat")
    parser.add_argument("collection", type=Path, help="a new folder")
    parser.add_argument("--images", type=int, default=100_000)
    parser.add_argument("--representation", "-r", default=DEFAULT_PRESET)
    options = parser.parse_args(arguments)

    def told(done: int, total: int) -> None:
        print(f"\r{done:,} of {total:,} images", end="", file=sys.stderr, flush=True)

    try:
        made = simulate(options.folders, options.collection, options.images, options.representation, told)
    except LookalikeError as error:
        raise SystemExit(str(error)) from None
    print(file=sys.stderr)
    print(made.info().index)


if __name__ == "__main__":
    main()
