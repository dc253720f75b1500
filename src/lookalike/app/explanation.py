"""What a representation sees in pictures, as one HTML page that holds its drawings."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image as Pillow

from lookalike.app.charts import svg
from lookalike.app.page import COLORS, Encoded, encoded, template
from lookalike.engine.explaining import Explained
from lookalike.seen import Drawing


@dataclass(frozen=True)
class Explanation:
    """One picture or two and what every part of a representation says of them.

    :param captions, thumbnails: a name and a JPEG file's bytes for each picture.
    :param proof: a JPEG file's bytes that show which of their local features belong together, and how many do.
    """

    representation: str
    captions: Sequence[str]
    thumbnails: Sequence[bytes]
    parts: Sequence[Explained]
    proof: bytes | None = None
    inliers: int = 0

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
        proof=None if explanation.proof is None else encoded(explanation.proof),
        inliers=explanation.inliers,
        colors=COLORS,
        drawing=_drawing,
        chart=svg,
    )


def _drawing(drawing: Drawing) -> Encoded:
    buffer = io.BytesIO()
    Pillow.fromarray(drawing.pixels).save(buffer, "PNG")
    return encoded(buffer.getvalue())
