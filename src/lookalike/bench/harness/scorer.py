"""What measuring asks of a retrieval engine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from lookalike.query.words import Words
from lookalike.types import Floats


class Scored(Protocol):
    """Scores of queries against a database, and what they cost."""

    @property
    def scores(self) -> Floats:
        """(Q, N) float32, finite, higher is better."""

    @property
    def seconds_describing(self) -> float:
        """Wall time from files to vectors, all images together."""

    @property
    def images(self) -> int:
        """How many images were described in that time."""

    @property
    def seconds_scoring(self) -> float:
        """Wall time from vectors to scores, all queries together."""

    @property
    def bytes_per_image(self) -> float:
        """Size of what is stored of an image to score it."""


class Scorer(Protocol):
    """Something that scores files against files."""

    def similarities(self, queries: Sequence[Path | Words], database: Sequence[Path]) -> Scored:
        """Score every query (Q) against every database picture (N)."""
