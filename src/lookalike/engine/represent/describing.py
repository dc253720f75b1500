"""Pictures to rows of vectors, by a representation's descriptors and encoders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import NamedTuple, Protocol

import numpy as np

from lookalike.describe.kinds import is_line_drawing
from lookalike.describe.pixels import SIDE
from lookalike.engine.represent.chain import groups_of, through
from lookalike.engine.represent.drawings import Drawings
from lookalike.geometry import cut, inside_polygon
from lookalike.index.measures import OWN, Measure, measure_of
from lookalike.index.space import Space
from lookalike.query.base import Spoken
from lookalike.reading import named, parse_rows
from lookalike.spec import Descriptor, Encoder, Part, Representation
from lookalike.types import Box, Bytes, Features, Floats, Image, LookalikeError


class HasPixels(Protocol):
    """A picture that gives its pixels with a shorter side of ``side`` or more."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, at full resolution."""

    def image(self, side: int | None) -> Image: ...


class Pixels:
    """A picture that is in memory already."""

    def __init__(self, image: Image) -> None:
        self._image = image

    @property
    def size(self) -> tuple[int, int]:
        return self._image.width, self._image.height

    def image(self, side: int | None) -> Image:
        return self._image


@dataclass(frozen=True, eq=False)
class Described:
    """What a representation says of one picture, or of a part of one.

    :param vectors: the (1, D_i) float32 vector of each part, (1, 0) of one that gives words or says nothing; (1, B_i)
        uint8 of one that gives codes, but of a query that is not quantised the vector.
    :param words: what the parts that give words say, in their order.
    :param points: the local features of the first part that has some, with frames in
        pixels of the picture at full resolution, for geometry; None where no part has, or geometry goes by a proof.
    :param share: how much of the representation, by weight, can say anything of it: 1 of a picture, less of what only
        some parts understand.
    """

    vectors: list[Floats | Bytes]
    words: list[Features]
    points: Features | None
    share: float = 1


class Describer:
    """Describes pictures by a representation whose encoders have learnt what they need."""

    def __init__(self, representation: Representation) -> None:
        self.representation = representation
        self._drawings = Drawings(representation)
        self._groups = groups_of(representation.parts)

    @property
    def asks_otherwise(self) -> bool:
        """Examples are another kind of picture than what is searched, as all descriptors say."""
        return all(part.descriptor.asks_otherwise for part in self.representation.parts)

    def features(self, picture: HasPixels, *, asked: bool = False) -> dict[Descriptor, Features]:
        """What each different descriptor says of one picture, which may be a query."""
        return self._features([picture], asked)[0]

    def _features(self, pictures: Sequence[HasPixels], asked: bool) -> list[dict[Descriptor, Features]]:
        images: dict[int | None, list[Image]] = {}
        said: list[dict[Descriptor, Features]] = [{} for _ in pictures]
        for group in self._groups:
            side = group[0].side
            if side not in images:
                images[side] = [picture.image(side) for picture in pictures]
            if asked and self.asks_otherwise:
                each = [descriptor.describe_query(images[side]) for descriptor in group]
            else:
                each = group[0].describe_together(group, images[side])
            for descriptor, features in zip(group, each, strict=True):
                for mine, rows, image, picture in zip(said, features.each(), images[side], pictures, strict=True):
                    mine[descriptor] = _at_full_size(rows, image, picture)
        return said

    def described(self, picture: HasPixels, *, asked: bool = False) -> Described:
        """What all parts say of a picture.

        :param asked: it is a query.
        :raises ArithmeticError: a number is not finite.
        """
        said = self.encoded(self.features(picture, asked=asked), asked)
        return self.as_drawn(picture, said) if asked else said

    def as_drawn(self, picture: HasPixels, said: Described) -> Described:
        """What a picture asks for by what it shows, where it is a line drawing and pictures are photographs.

        :param said: what all parts say of it as a query.
        """
        if self.asks_otherwise or not self._drawings.possible or not is_line_drawing(picture.image(SIDE)):
            return said
        return self._shared(replace(said, vectors=list(self._drawings.vectors(picture.image(SIDE)))))

    def _shared(self, said: Described) -> Described:
        """The same with the share of the parts that say something."""
        weights = [part.weight for part in self.representation.parts]
        says = [bool(np.size(vector)) for vector in said.vectors]
        return replace(said, share=float(np.dot(weights, says) / sum(weights)))

    def described_together(self, pictures: Sequence[HasPixels]) -> list[Described]:
        """The same of several pictures, the pixels of all of which are in memory at once.

        :raises Exception: as soon as one of them cannot be decoded or described.
        """
        return [self.encoded(said) for said in self._features(pictures, asked=False)]

    def encoded(self, said: Mapping[Descriptor, Features], asked: bool = False) -> Described:
        """The same of a picture that has been looked at."""
        return self._encoded([said[part.descriptor] for part in self.representation.parts], asked)

    def described_part(self, picture: HasPixels, box: Box, outline: Floats | None = None) -> Described:
        """What all parts say of what a box holds, as a query.

        :param outline: (P, 2) float32, corners of a polygon that local features must lie in, as fractions.
        :raises ArithmeticError: a number is not finite.
        """
        image = picture.image(None)
        said = [
            part.descriptor.describe_part(image, box)
            if self._asks_usually(part)
            else part.descriptor.describe([cut(image, box)])
            for part in self.representation.parts
        ]
        if outline is not None:
            said = [_within(features, outline, picture) for features in said]
        return self._encoded(said, True)

    def spoken(self, query: Spoken) -> Described:
        """What the parts that understand a query ask for by it; the others say nothing.

        :raises LookalikeError: no part understands it.
        """
        parts, drawing = self.representation.parts, query.drawn() if self._drawings.possible else None
        vectors: list[Floats | Bytes] = [*(self._asked(query) if drawing is None else self._drawings.vectors(drawing))]
        if not any(map(np.size, vectors)):
            raise LookalikeError(
                f"{named(str(self.representation))} knows no {query.kind}: index into another collection with what "
                f"does, such as the preset {' or '.join(query.presets)}."
            )
        words = [Features.without_words(part.voting.bits) for part in parts if part.voting is not None]
        return self._shared(Described(vectors, words, None))

    def _asked(self, query: Spoken) -> list[Floats]:
        parts = self.representation.parts
        asked = query.asked_of_each([part.descriptor for part in parts])
        return [_understood(*each) for each in zip(parts, asked, strict=True)]

    def vectors(self, picture: HasPixels) -> list[Floats | Bytes]:
        """The (1, D_i) float32 vector of each part, or its (1, B_i) uint8 code.

        :raises ArithmeticError: a number is not finite.
        """
        return self.described(picture).vectors

    def _asks_usually(self, part: Part) -> bool:
        """Examples are what the part's descriptor takes them for: drawings where all parts do, or else photographs."""
        return part.descriptor.asks_otherwise == self.asks_otherwise

    def _encoded(self, said: Sequence[Features], asked: bool) -> Described:
        vectors, words, points = [], [], None
        for part, features in zip(self.representation.parts, said, strict=True):
            rows, encoded = through(part, features, asked and self._asks_usually(part))
            if part.descriptor.local and points is None and self.representation.proof is None:
                points = encoded if part.proving else rows
            if part.voting is not None:
                words.append(encoded)
                encoded = Features.one_each(np.empty((1, 0), np.float32))
            if not np.isfinite(encoded.vectors).all():
                raise ArithmeticError(f"{part.chain} gives no finite numbers")
            vectors.append(encoded.vectors if part.coded else encoded.floats)
        return Described(vectors, words, points)

    def space(self) -> Space:
        """Where the vectors live; describes a grey picture to learn their lengths."""
        grey = Image(np.full((64, 64, 3), 127, np.uint8))
        parts = self.representation.parts
        measures = measures_of(self.representation)
        codewords = {place: part.codewords for place, part in enumerate(parts) if part.codewords is not None}
        said = self.vectors(Pixels(grey))
        vectors = [codewords[i].decoded(v) if i in codewords else np.asarray(v, np.float32) for i, v in enumerate(said)]
        return Space(
            measures,
            tuple(part.weight for part in parts),
            tuple(0 if m is None else m.embed(v).shape[1] for m, v in zip(measures, vectors, strict=True)),
            codewords,
        )


class Signer(NamedTuple):
    """What gives words with signatures of the local features that geometry goes by.

    :param place: of its words among those of the parts that vote.
    """

    place: int
    encoder: Encoder

    @classmethod
    def of(cls, representation: Representation) -> Signer | None:
        """None where the first part that has local features gives none, or geometry goes by words alone."""
        first = next((part for part in representation.parts if part.descriptor.local), None)
        if representation.proof is not None or first is None or first.proving:
            return None
        if first.voting is None or first.voting.rule != "hamming":
            return None
        return cls([part for part in representation.parts if part.voting is not None].index(first), first.encoders[-1])


class Pointer:
    """Gives the local features of pictures, which geometry goes by.

    :param descriptor: a local one.
    :param encoders: what keeps its rows, or makes words of them that geometry goes by.
    """

    def __init__(self, descriptor: Descriptor, encoders: Sequence[Encoder]) -> None:
        self._descriptor, self._encoders = descriptor, encoders

    @classmethod
    def of(cls, representation: Representation) -> Pointer:
        """As the chain that proves gives them, or the first part that has some; by RootSIFT where none has."""
        local = [part for part in representation.parts if part.descriptor.local]
        part = representation.proof or (local or parse_rows("sift() >> root()").parts)[0]
        kept = takewhile(lambda encoder: encoder.gives == "rows" or encoder.proves, part.encoders)
        return cls(part.descriptor, list(kept))

    def points(self, picture: HasPixels, *, asked: bool = False) -> Features:
        """Of the whole picture, with frames in its pixels at full resolution.

        :param asked: it is a query.
        """
        image = picture.image(self._descriptor.side)
        return self._encoded(_at_full_size(self._descriptor.describe([image]), image, picture), asked)

    def points_of_part(self, picture: HasPixels, box: Box, outline: Floats) -> Features:
        """Of what lies in a polygon of corners (P, 2), as fractions of the picture, which a box holds, as a query."""
        said = self._descriptor.describe_part(picture.image(None), box)
        return self._encoded(_within(said, outline, picture), True)

    def _encoded(self, features: Features, asked: bool) -> Features:
        for encoder in self._encoders:
            features = encoder.encode_query(features) if asked else encoder.encode(features)
        return features


def _within(features: Features, outline: Floats, picture: HasPixels) -> Features:
    """The rows whose frames lie in a polygon of corners (P, 2), as fractions; all where there are no frames."""
    if features.frames is None:
        return features
    corners = np.asarray(outline * np.array(picture.size, np.float32) - np.float32(0.5), np.float32)
    return features.at(inside_polygon(features.frames[:, :2], corners))


def _at_full_size(features: Features, image: Image, picture: HasPixels) -> Features:
    if features.frames is None:
        return features
    width, height = picture.size
    return features.resized(width / image.width, height / image.height)


def _understood(part: Part, asked: Floats | None) -> Floats:
    """The (1, D) float32 vector of what is asked of a part, (1, 0) of one that does not understand it."""
    # What has gaps goes through no encoder.
    if asked is None or (part.encoders and np.isnan(asked).any()):
        return np.empty((1, 0), np.float32)
    return through(part, Features.one_each(asked), True)[1].floats


def measures_of(representation: Representation) -> tuple[Measure | None, ...]:
    """The measure of every part; None for one that votes by visual words.

    :raises LookalikeError: one cannot compare what its part gives.
    """
    return tuple(_measure(part) for part in representation.parts)


def _measure(part: Part) -> Measure | None:
    if part.encoders and part.descriptor.measure in OWN:
        raise LookalikeError(f"{part.descriptor} has a score of its own and takes no {part.encoders[0]} after it.")
    return None if part.voting is not None else measure_of(part.measure, lambda: part.ground)
