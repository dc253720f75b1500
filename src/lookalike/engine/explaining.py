"""Why pictures count as alike: what every part of a representation sees in them, and what it adds to the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lookalike.engine.describing import Describer, HasPixels
from lookalike.engine.learning import learnt
from lookalike.seen import Panel
from lookalike.spec import Representation
from lookalike.types import LookalikeError


@dataclass(frozen=True)
class Explained:
    """One part of a representation, and what it says of some pictures.

    :param chain: the part's text, and ``measure`` what its vectors compare by.
    :param dimension: how many numbers are stored of a picture.
    :param share: its weight, where all sum to 1.
    :param panels: what it sees in each picture.
    :param similarity: of the second picture to the first, where there are two;
        ``share`` times it is what the part adds to the score.
    """

    chain: str
    measure: str
    dimension: int
    share: float
    panels: tuple[tuple[Panel, ...], ...]
    similarity: float | None

    @property
    def contribution(self) -> float | None:
        """What the part adds to the score."""
        return None if self.similarity is None else self.share * self.similarity


def explain(representation: Representation, pictures: Sequence[HasPixels]) -> list[Explained]:
    """What a representation sees in one picture or two, part by part.

    :raises LookalikeError: the representation has something to learn first.
    """
    if not learnt(representation):
        raise LookalikeError(f"{representation} must learn before it can say anything: name a collection that uses it.")
    describer = Describer(representation)
    space = describer.space()
    rows = [space.rows(describer.vectors(picture)) for picture in pictures]
    shares = [float(share) for share in space.shares]
    added = space.contributions(rows[0], rows[-1])[:, 0, 0]
    return [
        Explained(
            part.chain,
            part.measure,
            dimension,
            share,
            tuple(tuple(part.descriptor.seen(p.image(part.descriptor.side))) for p in pictures),
            float(contribution) / share if len(pictures) > 1 else None,
        )
        for part, dimension, share, contribution in zip(
            representation.parts, space.dimensions, shares, added, strict=True
        )
    ]
