"""Representations as short expressions, and what methods are in them.

``sift() >> vlad(k=64)`` chains, ``a + b`` fuses, ``0.4 * a`` weighs: these operators work on
the objects, and the text of an object reads back as an equal one (:mod:`lookalike.reading`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Sequence
from dataclasses import Field, dataclass, replace
from typing import Any, ClassVar, Literal, Self

from lookalike.codes import Codewords
from lookalike.geometry import cut
from lookalike.parameters import SpecError, checked, hints, literal, parameters
from lookalike.seen import Chart, Panel
from lookalike.types import Arrays, Box, Features, Floats, Image, Voting


class Expression:
    """What the operators work on."""

    def representation(self) -> Representation:
        raise NotImplementedError

    def __rshift__(self, other: object) -> Representation:
        if not isinstance(other, Expression):
            return NotImplemented
        return self.representation()._then(other.representation())

    def __add__(self, other: object) -> Representation:
        if not isinstance(other, Expression):
            return NotImplemented
        return self.representation()._and(other.representation())

    def __mul__(self, weight: object) -> Representation:
        if isinstance(weight, bool) or not isinstance(weight, (int, float)):
            return NotImplemented
        return self.representation()._weighed(float(weight))

    __rmul__ = __mul__


class Method(Expression):
    """Base of every method: a frozen dataclass whose fields are its parameters.

    :raises SpecError: a parameter is of the wrong type or out of range.
    """

    name: ClassVar[str]
    version: ClassVar[int] = 1
    """Raised whenever the same parameters come to give other vectors."""

    def __post_init__(self) -> None:
        annotations = hints(type(self))
        for name in parameters(type(self)):
            object.__setattr__(self, name, checked(self.name, name, getattr(self, name), annotations[name]))

    def representation(self) -> Representation:
        return Representation((Part(1.0, (self,)),))

    def __str__(self) -> str:
        return self._format(lambda field, value: value != field.default)

    @property
    def full(self) -> str:
        """The text with every parameter, defaults and version included."""
        return f"{self._format(lambda *_: True)}@{self.version}"

    def _format(self, wanted: Callable[[Field[Any], Any], bool]) -> str:
        shown = []
        for name, field in parameters(type(self)).items():
            value = getattr(self, name)
            if not field.kw_only:
                shown.append(literal(value))
            elif wanted(field, value):
                shown.append(f"{name}={literal(value)}")
        return f"{self.name}({', '.join(shown)})"


class Descriptor(Method):
    """Describes images as vectors."""

    asks_otherwise: ClassVar[bool] = False
    """Examples are another kind of picture than what is searched, where all parts of a representation say so."""

    likens_drawings: ClassVar[bool] = False
    """Made for photographs: drawings are like each other to it, and what one shows is what tells it from others."""

    @property
    def measure(self) -> str:
        """The name of the similarity under which the vectors compare."""
        raise NotImplementedError

    @property
    def ground(self) -> Floats | None:
        """Where each number of the vectors lies, (D, P) float32, for measures across bins; None: nowhere."""
        return None

    @property
    def dimension(self) -> int:
        """Length of the vectors: columns of floats, or of bytes."""
        raise NotImplementedError

    @property
    def local(self) -> bool:
        """It gives many rows a picture, with frames, which an encoder must bring together."""
        return False

    @property
    def side(self) -> int | None:
        """Pixels that the shorter side needs; None asks for full resolution."""
        return None

    @property
    def group(self) -> Hashable:
        """Descriptors of the same class and group are described in one go."""
        return self

    def describe(self, images: Sequence[Image]) -> Features:
        """Describe a batch: (R, D) float32 vectors, finite for any picture, or (R, B) uint8 of packed bits."""
        raise NotImplementedError

    def describe_query(self, images: Sequence[Image]) -> Features:
        """The same of what is looked for, where that is another kind of picture than what is searched."""
        return self.describe(images)

    def describe_part(self, image: Image, box: Box) -> Features:
        """Describe what a box holds, for a query by a part of a picture: as if it were a picture by itself."""
        return self.describe_query([cut(image, box)])

    def seen(self, image: Image) -> Sequence[Panel]:
        """What the descriptor sees in a picture, to be shown to people."""
        return [Chart("the vector", self.describe([image]).vectors[0])]

    @classmethod
    def describe_together(cls, descriptors: Sequence[Self], images: Sequence[Image]) -> list[Features]:
        """Describe a batch by several descriptors of one group, sharing work."""
        return [descriptor.describe(images) for descriptor in descriptors]


class Encoder(Method):
    """Turns features into other features, some after learning from a sample.

    An encoder that learns is immutable all the same: ``fit`` returns a new one.
    """

    learns: ClassVar[bool] = False
    gives: ClassVar[Literal["rows", "one", "words", "code"]] = "rows"
    """A row for each row that comes in, one row a picture, visual words with signatures for an inverted file, or
    for each row a code of a few bytes."""
    proves: ClassVar[bool] = False
    """The words that come out, with their frames, are what geometry goes by: no rows need be kept beside them."""
    by_labels: ClassVar[bool] = False
    """It learns from the labels of the sample's pictures."""
    keeps_bins: ClassVar[bool] = False
    """Each number that comes out belongs to the same bin as the number that went in."""

    @property
    def measure(self) -> str | None:
        """The name of the similarity under which what comes out compares; None: as before."""
        return None

    @property
    def voting(self) -> Voting | None:
        """How pictures compare by the words that come out, if words do."""
        return None

    @property
    def codewords(self) -> Codewords:
        """What codes stand for, if they come out; ``encode_query`` gives codes, or numbers to compare with these."""
        raise NotImplementedError

    @property
    def needs(self) -> int:
        """The least number of rows that ``fit`` can learn from."""
        return 0

    def fit(self, sample: Features) -> Self:
        """The encoder with what it learnt from (R, D) float32 rows, and their pictures' labels if it goes by these."""
        return self

    def encode(self, features: Features) -> Features:
        raise NotImplementedError

    def encode_query(self, features: Features) -> Features:
        """The same for what is looked for, which may take more trouble than what is searched."""
        return self.encode(features)

    def learnt(self) -> Arrays:
        """What was learnt, to be stored; empty for an encoder that learns nothing."""
        return {}

    def restored(self, arrays: Arrays) -> Self:
        """The encoder with what ``learnt`` gave in an earlier process."""
        return self


class Reranker(Method):
    """Ranks the first hits of an answer anew; what comes behind them keeps its place."""

    @property
    def reach(self) -> int:
        """How many hits it looks at."""
        raise NotImplementedError


@dataclass(frozen=True)
class Reranking:
    """Rerankers, at least one, each of which takes what the one before gives."""

    stages: tuple[Reranker, ...]

    @property
    def reach(self) -> int:
        """How many hits they look at."""
        return max(stage.reach for stage in self.stages)

    def __str__(self) -> str:
        return " >> ".join(map(str, self.stages))


@dataclass(frozen=True)
class Part:
    """A chain of one descriptor and any encoders, and its weight in the whole."""

    weight: float
    stages: tuple[Method, ...]

    @property
    def descriptor(self) -> Descriptor:
        first = self.stages[0]
        assert isinstance(first, Descriptor)
        return first

    @property
    def encoders(self) -> tuple[Encoder, ...]:
        return tuple(stage for stage in self.stages[1:] if isinstance(stage, Encoder))

    @property
    def measure(self) -> str:
        """The similarity under which the part's vectors compare."""
        named = [encoder.measure for encoder in self.encoders if encoder.measure is not None]
        return named[-1] if named else self.descriptor.measure

    @property
    def voting(self) -> Voting | None:
        """How pictures compare by visual words, where the chain ends in them; they have no vectors then."""
        return self.encoders[-1].voting if self.encoders else None

    @property
    def codewords(self) -> Codewords | None:
        """What the codes stand for that the chain ends in; None where it ends in vectors or words."""
        return self.encoders[-1].codewords if self.coded else None

    @property
    def coded(self) -> bool:
        """The chain ends in codes."""
        return bool(self.encoders) and self.encoders[-1].gives == "code"

    @property
    def proving(self) -> bool:
        """Geometry goes by the words that the chain ends in."""
        return bool(self.encoders) and self.encoders[-1].proves

    @property
    def ground(self) -> Floats | None:
        """Where each number of the vectors lies, if the encoders have left them as the descriptor gave them."""
        kept = all(encoder.keeps_bins for encoder in self.encoders)
        return self.descriptor.ground if kept else None

    @property
    def key(self) -> str:
        """A name for the vectors that holds every parameter but the weight."""
        full = " >> ".join(stage.full for stage in self.stages)
        return f"{self.descriptor.name}_{hashlib.blake2b(full.encode(), digest_size=5).hexdigest()}"

    @property
    def chain(self) -> str:
        """The part's text without its weight."""
        return " >> ".join(str(stage) for stage in self.stages)


@dataclass(frozen=True)
class Representation(Expression):
    """A weighted sum of parts; a single chain is a sum of one.

    The similarity of two images is the sum over the parts of weight x
    similarity under the part's measure, divided by the sum of the weights.
    Every measure gives at most 1, for identical vectors, so the whole does too.

    :param proof: a chain of weight 0, which adds nothing to a similarity: geometry goes by what it gives, wherever
        rerankers ask for proofs.
    """

    parts: tuple[Part, ...]
    proof: Part | None = None

    def representation(self) -> Representation:
        return self

    @property
    def key(self) -> str:
        """A name for it that holds every parameter and weight."""
        weighed = " + ".join(f"{part.weight!r} * {part.key}" for part in self.parts)
        return hashlib.blake2b(weighed.encode(), digest_size=8).hexdigest()

    def validated(self) -> Representation:
        """This representation.

        :raises SpecError: a chain does not begin with its only descriptor, or its stages do not fit each other; or
            one of weight 0 proves nothing, or there is no other.
        """
        if self.proof is not None and not self.proof.proving:
            raise SpecError(f"Only what ends in leaves() may weigh 0, to prove alone, and {self.proof.chain} does not.")
        if not self.parts:
            raise SpecError("Something must compare pictures beside what weighs 0: add it, as in deep + 0 * (...).")
        for part in self.parts if self.proof is None else (*self.parts, self.proof):
            _check(part)
        return self

    def _and(self, other: Representation) -> Representation:
        proofs = [each.proof for each in (self, other) if each.proof is not None]
        if len(set(proofs)) > 1:
            raise SpecError(f"One chain may weigh 0, to prove alone, not both {proofs[0].chain} and {proofs[1].chain}.")
        return Representation(self.parts + other.parts, next(iter(proofs), None))

    def _then(self, other: Representation) -> Representation:
        if self.proof or other.proof or len(self.parts) != 1 or len(other.parts) != 1 or other.parts[0].weight != 1.0:
            raise SpecError(
                "Only one chain takes an encoder, and a preset may be several: with +, which binds tighter than >>, "
                "put each chain in parentheses, as in 0.6 * (a() >> b()) + c()."
            )
        part = self.parts[0]
        return Representation((Part(part.weight, part.stages + other.parts[0].stages),))

    def _weighed(self, weight: float) -> Representation:
        if weight == 0 and len(self.parts) == 1 and self.proof is None:
            return Representation((), replace(self.parts[0], weight=0.0))
        if not 1e-6 <= weight <= 1e6:
            raise SpecError(f"A weight is a positive number, 0.000001 to 1000000, not {weight:g}.")
        return replace(self, parts=tuple(replace(p, weight=p.weight * weight) for p in self.parts))

    def __str__(self) -> str:
        if len(self.parts) == 1 and self.parts[0].weight == 1.0 and self.proof is None:
            return self.parts[0].chain
        return " + ".join(map(_term, self.parts if self.proof is None else (*self.parts, self.proof)))


def _check(part: Part) -> None:
    """That its stages fit each other."""
    first, *rest = part.stages
    for stage in part.stages:
        if isinstance(stage, Reranker):
            raise SpecError(f"{stage} ranks answers anew and is no part of a representation: give it as rerank.")
    if not isinstance(first, Descriptor):
        raise SpecError(f"A chain begins with a descriptor, and {first} is an encoder.")
    many, last = first.local, part.stages[0]
    for stage in rest:
        if not isinstance(stage, Encoder):
            raise SpecError(f"Only encoders follow >>, and {stage} is a descriptor; fuse descriptors with +.")
        if isinstance(last, Encoder) and last.gives == "words":
            raise SpecError(f"Nothing follows {last}, and {stage} does: an inverted file takes its words as they are.")
        if isinstance(last, Encoder) and last.gives == "code":
            raise SpecError(f"Nothing follows {last}, and {stage} does: its codes are compared as they are.")
        if stage.gives == "code" and many:
            raise SpecError(
                f"{stage} makes a code of one vector a picture, and {last} gives many: "
                f"bring them together before, as in {last} >> vlad() >> {stage}."
            )
        if stage.gives in ("one", "words") and not many:
            raise SpecError(f"{stage} brings many vectors a picture together, and {last} gives one: leave it out.")
        many, last = many and stage.gives == "rows", stage
    if many:
        raise SpecError(
            f"{first} gives many vectors a picture: bring them together, as in {first} >> vlad() or >> bow()."
        )


def _term(part: Part) -> str:
    chain = f"({part.chain})" if len(part.stages) > 1 else part.chain
    return chain if part.weight == 1.0 else f"{literal(part.weight)} * {chain}"
