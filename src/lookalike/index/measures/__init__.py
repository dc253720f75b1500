"""Similarity measures between the vectors of two pictures, higher is better.

Every measure works on embedded rows: unit vectors under L2, which is what the
store can search. Where the similarity is not their inner product, the search
goes by the inner product and what it finds is re-scored from the same rows.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from lookalike.index.measures.alignment import ALIGNMENT
from lookalike.index.measures.base import Measure
from lookalike.index.measures.emd import EMD
from lookalike.index.measures.histograms import CHI2, HELLINGER, INTERSECTION, JENSEN_SHANNON
from lookalike.index.measures.quadratic import quadratic
from lookalike.index.measures.regions import REGIONS
from lookalike.index.measures.vectors import CANBERRA, COSINE, L1, L2
from lookalike.index.measures.wavelet import WAVELET_PAINTED, WAVELET_SCANNED
from lookalike.types import Floats, LookalikeError

__all__ = ["GROUNDED", "MEASURES", "OWN", "Measure", "measure_of"]

_ANY = (COSINE, L2, L1, CANBERRA, HELLINGER, INTERSECTION, CHI2, JENSEN_SHANNON)
_ONE = (EMD, WAVELET_SCANNED, WAVELET_PAINTED, REGIONS, ALIGNMENT)

MEASURES = MappingProxyType({m.name: m for m in (*_ANY, *_ONE)})
"""Those for the vectors of any method, and those of one method alone."""

OWN = frozenset(m.name for m in _ONE)
"""Those of one method alone."""

GROUNDED = MappingProxyType({"quadratic": quadratic})
"""Measures that know how far the bins of a histogram are apart: they are made from where these lie."""


def measure_of(name: str, ground: Callable[[], Floats | None]) -> Measure:
    """A measure by its name.

    :param ground: says where the bins lie, (D, P) float32, to the measures that ask for it.
    :raises LookalikeError: a measure asks for it and there is none.
    """
    if name in MEASURES:
        return MEASURES[name]
    places = ground()
    if places is None:
        raise LookalikeError(
            f"compare({name!r}) must know how far bins are apart: put it straight after color_histogram()."
        )
    return GROUNDED[name](places)
