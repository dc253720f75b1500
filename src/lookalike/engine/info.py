"""Figures about a collection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from lookalike.engine.location import bytes_at
from lookalike.engine.offline.keeping import Archive
from lookalike.index.store import Store
from lookalike.reading import named
from lookalike.spec import Representation


@dataclass(frozen=True)
class PartInfo:
    """One part of a representation: its text, its share of the score, and its vectors.

    :param bytes: what is stored of each image, but for visual words.
    """

    chain: str
    weight: float
    dimension: int
    measure: str
    bytes: int


@dataclass(frozen=True)
class Info:
    """What a collection holds.

    :param name: of the preset that the representation is, or its text.
    :param index: how it is searched, as a phrase.
    :param bytes: the size of a local store on disk, else None.
    :param learnt_from: how many pictures the representation learnt from, if it learns.
    :param proven: how many images have what geometry proves by, where the representation has a chain for that.
    """

    uri: str
    images: int
    skipped: int
    representation: str
    name: str
    index: str
    bytes: int | None
    parts: tuple[PartInfo, ...]
    learnt_from: int | None
    proven: int | None

    @classmethod
    def of(cls, store: Store, representation: Representation, archive: Archive | None) -> Self:
        """Figures about a store.

        :param archive: what searches it; None: there is nothing to search yet.
        """
        text = str(representation)
        return cls(
            store.uri,
            len(store),
            store.count_skipped(),
            text,
            named(text),
            "nothing to search yet" if archive is None else archive.searcher.describe(),
            bytes_at(store.uri),
            () if archive is None else _parts(representation, archive),
            int(store.settings().get("learnt_from", 0)) or None,
            None if archive is None or archive.proof is None else len(store) - len(archive.unproven()),
        )


def _parts(representation: Representation, archive: Archive) -> tuple[PartInfo, ...]:
    space = archive.space
    shares = map(float, space.shares)
    return tuple(
        PartInfo(part.chain, share, dimension, part.voting.rule if part.voting else part.measure, size)
        for part, share, dimension, size in zip(
            representation.parts, shares, space.dimensions, space.stored_bytes, strict=True
        )
    )
