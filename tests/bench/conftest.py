"""Small drawn datasets, and an engine that scores by mean colour."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

Row = tuple[str, ...]
HEADER = ("path", "label", "role")


@pytest.fixture
def dataset_folder(tmp_path: Path) -> Callable[..., Path]:
    """Makes a folder of plain pictures, one a row of the ground truth; equal labels have like colours."""

    def make(rows: Sequence[Row], header: Row = HEADER, name: str = "drawn") -> Path:
        folder = tmp_path / name
        folder.mkdir()
        lines = [",".join(header), *(",".join(row) for row in rows)]
        (folder / "groundtruth.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        rng = np.random.default_rng(0)
        for row in rows:
            picture = folder / row[0]
            picture.parent.mkdir(parents=True, exist_ok=True)
            base = np.random.default_rng(list(row[1].encode())).integers(0, 200, 3)
            pixels = base + rng.integers(0, 40, (12, 16, 3))
            Image.fromarray(pixels.astype(np.uint8)).save(picture)
        return folder

    return make


@dataclass(frozen=True)
class FakeScored:
    scores: np.ndarray
    images: int = 8
    seconds_describing: float = 0.4
    seconds_scoring: float = 0.02
    bytes_per_image: float = 12.0


class MeanColor:
    """Scores by the distance of mean colours, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: tuple[list[Path], list[Path]] | None = None

    def similarities(self, queries: Sequence[Path], database: Sequence[Path]) -> FakeScored:
        self.asked = list(queries), list(database)
        means = [np.stack([np.asarray(Image.open(p)).mean((0, 1)) for p in paths]) for paths in self.asked]
        distances = np.linalg.norm(means[0][:, None] - means[1], axis=2)
        return FakeScored((-distances).astype(np.float32))


@dataclass(frozen=True)
class Fixed:
    """Scores that are given."""

    scores: np.ndarray
    images: int = 8

    def similarities(self, queries: Sequence[Path], database: Sequence[Path]) -> FakeScored:
        return FakeScored(self.scores, self.images)


@pytest.fixture
def mean_color() -> MeanColor:
    return MeanColor()


@pytest.fixture
def fixed() -> type[Fixed]:
    return Fixed
