"""Why an image answers a query: what each part of the query finds in it, and where."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import numpy as np

from lookalike.abilities import CanvasEncoder, PlaceEncoder, WordsFinder
from lookalike.collection.decode import Picture, read_picture
from lookalike.collection.paths import text_path
from lookalike.describe.deep.edge_map import edge_map
from lookalike.engine.explain.parts import heats
from lookalike.engine.offline.keeping import Archive
from lookalike.engine.online.answering import Sought, answer, example_of, refuse_other_scales
from lookalike.engine.online.geometry import Geometry
from lookalike.engine.online.located import located
from lookalike.engine.online.naming import is_id, unknown
from lookalike.engine.online.pictures import Pictures
from lookalike.engine.online.ranking import Examiner, Page, Side
from lookalike.engine.online.relevance import Judge
from lookalike.engine.represent.describing import Describer, HasPixels, Pixels
from lookalike.geometry import cut
from lookalike.query.base import Query
from lookalike.query.color import Color
from lookalike.query.colors import Colors
from lookalike.query.concept import Concept
from lookalike.query.example import Region, Whole
from lookalike.query.sketch import Sketch
from lookalike.query.words import Seen
from lookalike.rerank.geometric import Geometric
from lookalike.seen import Cells, Drawing, Heat, Swatches
from lookalike.spec import Descriptor
from lookalike.types import Floats, Hit, Image, LookalikeError, Match, Ranking, UnknownWords

Read: TypeAlias = Callable[[str], bytes]


@dataclass(frozen=True, eq=False)
class Reason:
    """Why an image answers a part of a query that is not made of others.

    :param query: the part.
    :param hit: the image as it answers this part alone: its similarity, and what the parts of the representation add.
    :param usual: of an example, what the parts of the representation add to the pictures of the collection in the mean:
        what they add to all alike explains nothing.
    :param heats: where in the example, or the part of it, and in the image is what they have in common: a map for each
        part of the representation that sees places, by its text.
    :param where: (h, w) float32, not negative: where in the image is what words say.
    :param cells: what is seen in the cells of the image, by name.
    :param swatches: the colours that were asked for, and those that are there.
    :param strokes: a sketch, and the edges of the image.
    :param match: where geometry finds the example in the image.
    :param size: width and height of the whole example, in the pixels of ``match``.
    """

    query: Query
    hit: Hit
    usual: Mapping[str, float] = field(default_factory=dict)
    heats: Mapping[str, Heat] = field(default_factory=dict)
    where: Floats | None = None
    cells: Cells | None = None
    swatches: Swatches | None = None
    strokes: tuple[Drawing, Drawing] | None = None
    match: Match | None = None
    size: tuple[int, int] | None = None


@dataclass(frozen=True, eq=False)
class Why:
    """Why an image answers a query.

    :param hit: the image as it answers the query; ``hit.why`` says what each of its parts adds.
    :param reasons: one for each part of the query that is not made of others.
    """

    hit: Hit
    reasons: Sequence[Reason]


def why(
    archive: Archive,
    describer: Describer,
    query: Query,
    id: str,
    *,
    points: bool = True,
    judge: Judge | None = None,
    read: Read | None = None,
) -> Why:
    """Why an image of a store answers a query.

    :param points: look for local features that agree on where an example is, which takes longest.
    :param judge: tells how likely the image is a true match, where that can be told.
    :param read: gives the picture file of an image by its id; None: from where it lies.
    :raises LookalikeError: there is no such image, or an example cannot be read, described or looked for.
    """
    if not list(archive.store.records([id])):
        raise LookalikeError(f"There is no image {id} in the collection: name one that it holds.")
    query = query.mapped(lambda leaf: located(leaf, archive.store))
    witness = _Witness(archive, describer, id, read)
    hit = witness.hit(query)
    reasons = [
        witness.reason(leaf, hit if leaf == query else witness.hit(leaf), points)
        for leaf in dict.fromkeys(query.leaves())
    ]
    return Why(hit if judge is None else _judged(query, hit, judge), reasons)


class _Witness:
    """Looks at one image of a store."""

    def __init__(self, archive: Archive, describer: Describer, id: str, read: Read | None) -> None:
        self._archive, self._describer, self._id, self._read = archive, describer, id, read
        self._kept, self._pictures = self._stored(id), Pictures()

    def hit(self, query: Query) -> Hit:
        """The image as it answers a query."""
        only = Page(1, 0, f"id = '{self._id}'", lenient=True)
        [hit] = answer(self._archive, self._describer, Sought.of(query, ()), only, "sum", None)
        return hit

    def reason(self, leaf: Query, hit: Hit, points: bool) -> Reason:
        match leaf:
            case Whole(picture) | Region(picture):
                return self._example(leaf, hit, self._picture(picture), points)
            case Seen(wanted=text) | Concept(name=text):
                return Reason(leaf, hit, where=self._where(text), cells=self._cells())
            case Sketch():
                drawing, edges = leaf.drawing(), edge_map(self._kept.image(None))
                strokes = Drawing("the sketch", drawing.pixels), Drawing("the edges", edges)
                return Reason(leaf, hit, heats=self._heats(Pixels(drawing), drawn=True), strokes=strokes)
            case Colors():
                return Reason(leaf, hit, swatches=self._swatches(leaf))
            case Color(name):
                return Reason(leaf, hit, swatches=self._swatches(Colors((("anywhere", name),))))
        return Reason(leaf, hit)

    def _example(self, leaf: Whole | Region, hit: Hit, example: HasPixels, points: bool) -> Reason:
        match = None
        if points:
            geometry = Geometry(self._archive, self._describer, Geometric(), self._pictures)
            match = geometry.found([self._id], [example_of(leaf)], [None]).get(self._id, (None, None))[1]
        asked = Pixels(cut(example.image(None), leaf.box)) if isinstance(leaf, Region) else example
        heats = self._heats(asked, self._describer.asks_otherwise)
        return Reason(leaf, hit, self._usual(leaf), heats, cells=self._cells(), match=match, size=example.size)

    def _usual(self, leaf: Whole | Region) -> dict[str, float]:
        archive, sample = self._archive, self._archive.searcher.sample()
        asked = Examiner(archive, self._describer, self._pictures).asked([example_of(leaf)])
        ballots = asked.ballots(poll.snapshot() for poll in archive.polls)
        side = Side(archive.space, sample, asked, ballots)
        added = side.contributions(np.arange(len(sample.ids)), rough=True).mean(axis=(1, 2))
        parts = self._describer.representation.parts
        return {part.chain: float(share) for part, share in zip(parts, added, strict=True)}

    def _heats(self, asked: HasPixels, drawn: bool) -> dict[str, Heat]:
        return heats(self._describer.representation, asked, self._kept, drawn=drawn)

    def _where(self, text: str) -> Floats | None:
        for seer in self._descriptors():
            if isinstance(seer, WordsFinder):
                try:
                    where = seer.where(text, self._kept.image(seer.side))
                except UnknownWords:  # they are written of the image
                    return None
                if where is not None:
                    return where
        return None

    def _cells(self) -> Cells | None:
        for seer in self._descriptors():
            if isinstance(seer, PlaceEncoder):
                return seer.cells(self._kept.image(seer.side))
        return None

    def _swatches(self, colors: Colors) -> Swatches | None:
        for seer in self._descriptors():
            if isinstance(seer, CanvasEncoder):
                pixels, painted = colors.pixels()
                return seer.swatches(Image(pixels), painted, self._kept.image(seer.side))
        return None

    def _descriptors(self) -> list[Descriptor]:
        return [part.descriptor for part in self._describer.representation.parts]

    def _picture(self, picture: str | Path | bytes | Image) -> HasPixels:
        return self._stored(picture) if isinstance(picture, str) and is_id(picture) else self._pictures.of(picture)

    def _stored(self, id: str) -> HasPixels:
        """An image of the store: its file, or the small picture that is kept where that is gone."""
        if self._read is not None:
            return Picture.open(self._read(id))
        for record in self._archive.store.records([id]):
            try:
                return read_picture(text_path(record.path))
            except LookalikeError:
                return Picture.open(self._archive.store.thumbnails([id])[id])
        raise unknown(id)


def _judged(query: Query, hit: Hit, judge: Judge) -> Hit:
    try:
        refuse_other_scales(Sought.of(query, ()), "sum")
        [judged] = judge.judged(Ranking((hit,)))
    except LookalikeError:  # it cannot be told of this query, or in so small a collection
        return hit
    return judged
