"""Representations as short expressions, and the registry of the methods in them.

``sift() >> vlad(k=64)`` chains, ``a + b`` fuses, ``0.4 * a`` weighs. The text
is read with :mod:`ast` and never evaluated; only registered names and literals
are taken. The same operators work on the objects in Python code, and the text
of an object reads back as an equal object.
"""

from __future__ import annotations

import ast
import hashlib
import importlib
import pkgutil
from collections.abc import Callable, Hashable, Sequence
from dataclasses import MISSING, Field, dataclass, replace
from functools import cache
from typing import Any, ClassVar, Literal, Self, TypeVar

from lookalike.geometry import cut
from lookalike.parameters import SpecError, checked, hints, literal, nearest, parameters
from lookalike.presets import PRESETS
from lookalike.seen import Chart, Panel
from lookalike.types import Arrays, Box, Features, Floats, Image, Voting

STAGES = ("lookalike.describe", "lookalike.encode", "lookalike.rerank")


class _Expression:
    """What the operators work on."""

    def representation(self) -> Representation:
        raise NotImplementedError

    def __rshift__(self, other: object) -> Representation:
        if not isinstance(other, _Expression):
            return NotImplemented
        return self.representation()._then(other.representation())

    def __add__(self, other: object) -> Representation:
        if not isinstance(other, _Expression):
            return NotImplemented
        return Representation((*self.representation().parts, *other.representation().parts))

    def __mul__(self, weight: object) -> Representation:
        if isinstance(weight, bool) or not isinstance(weight, (int, float)):
            return NotImplemented
        return self.representation()._weighed(float(weight))

    __rmul__ = __mul__


class Method(_Expression):
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

    def describe_part(self, image: Image, box: Box) -> Features:
        """Describe what a box holds, for a query by a part of a picture: as if it were a picture by itself."""
        return self.describe([cut(image, box)])

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
    gives: ClassVar[Literal["rows", "one", "words"]] = "rows"
    """A row for each row that comes in, one row a picture, or visual words with signatures for an inverted file."""
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
    def needs(self) -> int:
        """The least number of rows that ``fit`` can learn from."""
        return 0

    def fit(self, sample: Features) -> Self:
        """The encoder with what it learnt from (R, D) float32 rows."""
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
class Representation(_Expression):
    """A weighted sum of parts; a single chain is a sum of one.

    The similarity of two images is the sum over the parts of weight x
    similarity under the part's measure, divided by the sum of the weights.
    Every measure gives at most 1, for identical vectors, so the whole does too.
    """

    parts: tuple[Part, ...]

    def representation(self) -> Representation:
        return self

    def validated(self) -> Representation:
        """This representation.

        :raises SpecError: a chain does not begin with its only descriptor, or its stages do not fit each other.
        """
        for part in self.parts:
            first, *rest = part.stages
            for stage in part.stages:
                if isinstance(stage, Reranker):
                    raise SpecError(
                        f"{stage} ranks answers anew and is no part of a representation: give it as rerank."
                    )
            if not isinstance(first, Descriptor):
                raise SpecError(f"A chain begins with a descriptor, and {first} is an encoder.")
            many, last = first.local, part.stages[0]
            for stage in rest:
                if not isinstance(stage, Encoder):
                    raise SpecError(f"Only encoders follow >>, and {stage} is a descriptor; fuse descriptors with +.")
                if isinstance(last, Encoder) and last.gives == "words":
                    raise SpecError(
                        f"Nothing follows {last}, and {stage} does: an inverted file takes its words as they are."
                    )
                if stage.gives != "rows" and not many:
                    raise SpecError(
                        f"{stage} brings many vectors a picture together, and {last} gives one: leave it out."
                    )
                many, last = many and stage.gives == "rows", stage
            if many:
                raise SpecError(
                    f"{first} gives many vectors a picture: bring them together, as in {first} >> vlad() or >> bow()."
                )
        return self

    def _then(self, other: Representation) -> Representation:
        if len(self.parts) != 1 or len(other.parts) != 1 or other.parts[0].weight != 1.0:
            raise SpecError(
                "Only one chain takes an encoder, and a preset may be several: with +, which binds tighter than >>, "
                "put each chain in parentheses, as in 0.6 * (a() >> b()) + c()."
            )
        part = self.parts[0]
        return Representation((Part(part.weight, part.stages + other.parts[0].stages),))

    def _weighed(self, weight: float) -> Representation:
        if not 1e-6 <= weight <= 1e6:
            raise SpecError(f"A weight is a positive number, 0.000001 to 1000000, not {weight:g}.")
        return Representation(tuple(replace(p, weight=p.weight * weight) for p in self.parts))

    def __str__(self) -> str:
        if len(self.parts) == 1 and self.parts[0].weight == 1.0:
            return self.parts[0].chain
        return " + ".join(_term(part) for part in self.parts)


def _term(part: Part) -> str:
    chain = f"({part.chain})" if len(part.stages) > 1 else part.chain
    return chain if part.weight == 1.0 else f"{literal(part.weight)} * {chain}"


M = TypeVar("M", bound="Method")

_REGISTRY: dict[str, type[Method]] = {}


def register(method: type[M]) -> type[M]:
    """Class decorator: make a method known by its class's ``name``."""
    if method.name in _REGISTRY:
        raise ValueError(f"{method.name} is registered twice")
    _REGISTRY[method.name] = method
    return method


@cache
def _discover() -> None:
    for stage in STAGES:
        package = importlib.import_module(stage)
        for module in pkgutil.walk_packages(package.__path__, f"{stage}."):
            importlib.import_module(module.name)


def methods() -> dict[str, type[Method]]:
    """Every registered method by name, in alphabetical order."""
    _discover()
    return dict(sorted(_REGISTRY.items()))


def parse(text: str) -> Representation:
    """Read a representation from its text or from the name of a preset.

    :raises SpecError: with the nearest known names where a name is wrong.
    """
    tree = _tree(text)
    try:
        return _read(tree).representation().validated()
    except RecursionError as error:
        raise SpecError(f"Cannot read the representation {text[:60]!r}…: it is nested too deeply.") from error


def parse_reranker(text: str) -> Reranker:
    """Read a reranker from its text; one without parameters may be named alone.

    :raises SpecError: with the known names where a name is wrong.
    """
    known = [name for name, method in methods().items() if issubclass(method, Reranker)]
    name, parenthesis, _ = text.strip().partition("(")
    if name not in known:
        raise SpecError(f"There is no reranker {name!r}: {nearest(name, known)}")
    tree = _tree(text if parenthesis else f"{name}()")
    if not isinstance(tree, ast.Call):
        raise SpecError(f"Cannot use {text!r} as a reranker: write {name}, or {name}(...) with parameters.")
    method = _read(tree)
    assert isinstance(method, Reranker)
    return method


def _tree(text: str) -> ast.expr:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = getattr(error, "msg", None) or "it is nested too deeply"
        raise SpecError(f"Cannot read the expression {text!r}: {reason}.") from error


def _read(node: ast.expr) -> _Expression:
    match node:
        case ast.BinOp(left, ast.RShift(), right):
            return _read(left) >> _read(right)
        case ast.BinOp(left, ast.Add(), right):
            return _read(left) + _read(right)
        case ast.BinOp(left, ast.Mult(), right):
            weight, term = (left, right) if _is_number(left) else (right, left)
            return _read(term) * _number(weight)
        case ast.Call(ast.Name(name), args, keywords):
            return _method(name, args, keywords)
        case ast.Name(name) if name in PRESETS:
            return parse(PRESETS[name])
        case ast.Name(name) if name in methods():
            raise SpecError(f"{name} is a method: write {name}().")
        case ast.Name(name):
            raise SpecError(f"There is no preset {name!r}: {nearest(name, {*PRESETS, *methods()})}")
    raise SpecError(f"Cannot use {ast.unparse(node)!r} here: a representation has only methods, >>, + and weights.")


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant | ast.UnaryOp)


def _number(node: ast.expr) -> float:
    match node:
        case ast.Constant(int() | float() as value) if not isinstance(value, bool):
            return float(value)
    raise SpecError(f"A weight is a positive number, not {ast.unparse(node)}.")


def _method(name: str, args: list[ast.expr], keywords: list[ast.keyword]) -> Method:
    known = methods()
    if name in PRESETS:
        raise SpecError(f"{name} is a preset and takes no parameters: write {name}, or {PRESETS[name]}.")
    if name not in known:
        raise SpecError(f"There is no method {name!r}: {nearest(name, known)}")
    method = known[name]
    taken = parameters(method)
    positional = [n for n, field in taken.items() if not field.kw_only]
    if len(args) > len(positional):
        raise SpecError(f"{name} takes its parameters by name: {', '.join(taken) or 'it has none'}.")
    given = {n: _value(n, node) for n, node in zip(positional, args, strict=False)}
    for keyword in keywords:
        if keyword.arg not in taken:
            raise SpecError(f"{name} has no parameter {keyword.arg!r}: {nearest(keyword.arg or '**', taken)}")
        if keyword.arg in given:
            raise SpecError(f"{name} is given {keyword.arg} twice.")
        given[keyword.arg] = _value(keyword.arg, keyword.value)
    missing = [n for n, field in taken.items() if field.default is MISSING and n not in given]
    if missing:
        raise SpecError(f"{name} needs {', '.join(missing)}.")
    return method(**given)


def _value(name: str, node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError) as error:
        raise SpecError(f"{name} must be a literal, not {ast.unparse(node)}.") from error
