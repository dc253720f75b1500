"""What the laboratory examines: local descriptors, and encoders that keep their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import MISSING, dataclass

from lookalike.bench.invariance.figures import View
from lookalike.parameters import SpecError, parameters
from lookalike.reading import parse_rows
from lookalike.registry import methods
from lookalike.spec import Descriptor, Encoder, Part
from lookalike.types import Image


@dataclass(frozen=True)
class Detector:
    """A local descriptor with the encoders that follow it."""

    part: Part

    @property
    def name(self) -> str:
        """Its text."""
        return self.part.chain

    def view(self, image: Image) -> View:
        """The features of a picture."""
        features = self.part.descriptor.describe([image])
        for encoder in self.part.encoders:
            features = encoder.encode(features)
        return View(features, (image.height, image.width))


def chosen(specs: Sequence[str]) -> list[Detector]:
    """The detectors that expressions name, such as ``sift(n=500)`` or ``sift() >> root()``.

    :raises SpecError: an expression is wrong, or is none of a local descriptor and encoders that keep its rows.
    """
    return list(dict.fromkeys(Detector(_rows(spec)) for spec in specs))


def every() -> list[Detector]:
    """Each registered local descriptor, with its defaults."""
    known = [method for method in methods().values() if issubclass(method, Descriptor)]
    made = [method() for method in known if all(f.default is not MISSING for f in parameters(method).values())]
    return [Detector(Part(1.0, (each,))) for each in made if each.local]


def _rows(spec: str) -> Part:
    """A chain as far as its rows.

    :raises SpecError: it is something else.
    """
    parts = parse_rows(spec).parts
    first, *rest = parts[0].stages
    if len(parts) > 1 or not isinstance(first, Descriptor) or not first.local:
        raise SpecError(f"{spec} gives no local features, which are what is measured here: name one such as sift().")
    for stage in rest:
        if not isinstance(stage, Encoder) or stage.gives != "rows" or stage.learns:
            raise SpecError(
                f"{stage} cannot be measured here, in {spec}: only encoders that learn nothing and keep the rows,"
                " such as root(), follow a local descriptor."
            )
    return parts[0]
