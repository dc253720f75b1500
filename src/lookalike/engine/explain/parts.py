"""Why pictures count as alike: what every part of a representation sees in them, and what it adds to the score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lookalike.abilities import Comparer, DrawingEncoder
from lookalike.describe.deep.shading import shaded
from lookalike.engine.online.geometry import matched
from lookalike.engine.represent.describing import Describer, HasPixels, Pointer
from lookalike.engine.represent.drawings import Drawings
from lookalike.engine.represent.learning import learnt
from lookalike.index.inverted import Snapshot
from lookalike.seen import Heat, Panel
from lookalike.spec import Representation
from lookalike.types import LookalikeError, Match


@dataclass(frozen=True)
class Explained:
    """One part of a representation, and what it says of some pictures.

    :param chain: the part's text, and ``measure`` what its vectors compare by.
    :param dimension: how many numbers are stored of a picture; None: visual words, in an inverted file.
    :param share: its weight, where all sum to 1.
    :param panels: what it sees in each picture.
    :param similarity: of the second picture to the first, where there are two;
        ``share`` times it is what the part adds to the score.
    """

    chain: str
    measure: str
    dimension: int | None
    share: float
    panels: tuple[tuple[Panel, ...], ...]
    similarity: float | None

    @property
    def contribution(self) -> float | None:
        """What the part adds to the score."""
        return None if self.similarity is None else self.share * self.similarity


@dataclass(frozen=True)
class Explanation:
    """What a representation says of one picture or two.

    :param parts: one for each of its parts.
    :param match: where the first picture is in the second, by the local features of the
        representation, if it has some and they agree.
    :param heats: what each place of two pictures adds to their similarity, by the text of each part that sees places.
    """

    parts: list[Explained]
    match: Match | None
    heats: Mapping[str, Heat]


def explain(representation: Representation, pictures: Sequence[HasPixels]) -> Explanation:
    """What a representation sees in one picture or two, part by part.

    Visual words count alike here, however common they are, as there is no collection to say so.

    :raises LookalikeError: the representation has something to learn first.
    """
    if not learnt(representation):
        raise LookalikeError(f"{representation} must learn before it can say anything: name a collection that uses it.")
    describer = Describer(representation)
    space = describer.space()
    asked = describer.described(pictures[0], asked=True)
    kept = describer.described(pictures[1]) if len(pictures) > 1 else asked
    shares = [float(share) for share in space.shares]
    votings = [part.voting for part in representation.parts if part.voting is not None]
    votes = [
        Snapshot.of(["0" * 32], theirs, voting).scores(ours)[None]
        for ours, theirs, voting in zip(asked.words, kept.words, votings, strict=True)
    ]
    added = space.contributions(space.rows(asked.vectors), space.rows(kept.vectors), votes)[:, 0, 0]
    parts = [
        Explained(
            part.chain,
            part.voting.rule if part.voting else part.measure,
            None if part.voting else dimension,
            share,
            tuple(tuple(part.descriptor.seen(p.image(part.descriptor.side))) for p in pictures),
            float(contribution) / share if len(pictures) > 1 else None,
        )
        for part, dimension, share, contribution in zip(
            representation.parts, space.dimensions, shares, added, strict=True
        )
    ]
    if len(pictures) < 2:
        return Explanation(parts, None, {})
    shared = heats(representation, *pictures, drawn=describer.asks_otherwise)
    points = [asked.points, kept.points]
    if representation.proof is not None:
        pointer = Pointer.of(representation)
        points = [pointer.points(pictures[0], asked=True), pointer.points(pictures[1])]
    ours, theirs = points
    found = None if ours is None or theirs is None else matched(ours, theirs, pictures[0].size)
    return Explanation(parts, found, shared)


def heats(representation: Representation, asked: HasPixels, kept: HasPixels, *, drawn: bool) -> dict[str, Heat]:
    """What each place of what was asked for and of a picture adds to their similarity.

    :param drawn: a drawing was asked for, which a network sees shaded where no part is made for drawings.
    :return: by the text of each part of the representation that sees places.
    """
    drawings = Drawings(representation)
    found: dict[str, Heat] = {}
    for part in representation.parts:
        seer = part.descriptor
        asks = drawings.asks(part) if drawn else not isinstance(seer, DrawingEncoder)
        if isinstance(seer, Comparer) and asks:
            looked = asked.image(seer.side)
            heat = seer.heat(shaded(looked) if drawn and not drawings.made else looked, kept.image(seer.side))
            found |= {} if heat is None else {part.chain: heat}
    return found
