"""What a representation sees in pictures, as one HTML page that holds its drawings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lookalike.app.pages.charts import svg
from lookalike.app.pages.overlays import png
from lookalike.app.pages.page import COLORS, Encoded, Figure, encoded, template
from lookalike.engine.explain.parts import Explained
from lookalike.seen import Drawing


@dataclass(frozen=True)
class Explanation:
    """One picture or two and what every part of a representation says of them.

    :param captions, thumbnails: a name and a JPEG file's bytes for each picture.
    :param proof: a JPEG file's bytes that show which of their local features belong together, and how many do.
    :param heats: figures of what makes two pictures alike, and where.
    """

    representation: str
    captions: Sequence[str]
    thumbnails: Sequence[bytes]
    parts: Sequence[Explained]
    proof: bytes | None = None
    inliers: int = 0
    heats: Sequence[Figure] = ()

    @property
    def title(self) -> str:
        if len(self.captions) == 1:
            return f"What is seen in {self.captions[0]}"
        return f"How alike {' and '.join(self.captions)} are, and why"

    @property
    def score(self) -> float | None:
        """How alike two pictures are."""
        added = [part.contribution for part in self.parts if part.contribution is not None]
        return sum(added) if added else None


def explanation_page(explanation: Explanation) -> str:
    """An HTML document that needs no other file, host or script; any text in it is escaped."""
    return template("explain.html").render(
        title=explanation.title,
        representation=explanation.representation,
        score=explanation.score,
        pictures=[
            {**encoded(thumbnail)._asdict(), "caption": caption}
            for thumbnail, caption in zip(explanation.thumbnails, explanation.captions, strict=True)
        ],
        parts=explanation.parts,
        stored=stored,
        heats=explanation.heats,
        proof=None if explanation.proof is None else encoded(explanation.proof),
        inliers=explanation.inliers,
        colors=COLORS,
        drawing=_drawing,
        chart=svg,
    )


def stored(part: Explained) -> str:
    """What is stored of a picture, for people."""
    return "visual words" if part.dimension is None else str(part.dimension)


def _drawing(drawing: Drawing) -> Encoded:
    return png(drawing.pixels)
