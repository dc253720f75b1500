"""Small parts of pictures, changed, and found again: ``python -m lookalike.bench.crops SET… --among FOLDER…``.

Each query shows a tenth of a picture's area, taken by a rectangle that lies at any angle in it, at
another scale and with another exposure. What is measured: how often the picture comes first, before and
after geometric verification, and how well the outline that is found fits the rectangle.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lookalike import Collection
from lookalike.bench.harness.datasets import located
from lookalike.collection.decode import content_id, read_picture
from lookalike.collection.scan import picture_files
from lookalike.engine.represent.describing import Pixels, Pointer
from lookalike.engine.represent.learning import learnt_from
from lookalike.engine.represent.trained import represented
from lookalike.geometry import inside_polygon
from lookalike.reading import parse_rows
from lookalike.types import Image, LookalikeError, Match

AREA = 0.1
SCALES = (0.6, 1.8)
ASPECTS = (0.5, 2.0)
GAINS, OFFSETS = (0.6, 1.4), (-40.0, 40.0)
LEAST = 30
"""Local features (RootSIFT's) that the part must have in its picture."""
_TRIES = 40


@dataclass(frozen=True, eq=False)
class Crop:
    """A part of a picture, as a query.

    :param source: the picture's file, and ``outline`` (4, 2) float64 the part's corners in its pixels.
    """

    source: Path
    outline: npt.NDArray[np.float64]
    image: Image


def crops(sources: Sequence[Path], count: int, seed: int = 0) -> Iterator[Crop]:
    """So many crops, of pictures drawn anew for each."""
    rng, pointer = np.random.default_rng(seed), Pointer.of(parse_rows("sift() >> root()"))
    made = 0
    while made < count:
        path = sources[int(rng.integers(len(sources)))]
        image = read_picture(path).image(None)
        frames = pointer.points(Pixels(image)).frames
        assert frames is not None
        for _ in range(_TRIES):
            outline = _rectangle(rng, image)
            if outline is not None and inside_polygon(frames[:, :2], outline.astype(np.float32)).sum() >= LEAST:
                yield Crop(path, outline, _changed(rng, image, outline))
                made += 1
                break


def _rectangle(rng: np.random.Generator, image: Image) -> npt.NDArray[np.float64] | None:
    """(4, 2): a rectangle of a tenth of the area at any place and angle; None where it reaches beyond."""
    aspect = np.exp(rng.uniform(*np.log(ASPECTS)))
    width = np.sqrt(AREA * image.width * image.height * aspect)
    half = np.array([width, width / aspect]) / 2
    angle, center = rng.uniform(0, 2 * np.pi), rng.uniform((0, 0), (image.width - 1, image.height - 1))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    corners = center + (half * [(-1, -1), (1, -1), (1, 1), (-1, 1)]) @ turn
    fits = (corners >= 0).all() and (corners <= (image.width - 1, image.height - 1)).all()
    return corners if fits else None


def _changed(rng: np.random.Generator, image: Image, outline: npt.NDArray[np.float64]) -> Image:
    """What the rectangle shows, upright, at another scale and exposure."""
    import cv2

    scale = np.exp(rng.uniform(*np.log(SCALES)))
    sides = np.linalg.norm(outline[[1, 3]] - outline[0], axis=1) * scale
    width, height = (max(8, round(float(side))) for side in sides)
    target = np.array([(0, 0), (width - 1, 0), (0, height - 1)], np.float32)
    transform = cv2.getAffineTransform(outline[[0, 1, 3]].astype(np.float32), target)
    pixels = image.pixels
    if scale < 1:  # blur before sampling more coarsely, as any reduction of a picture does
        sigma = 0.5 * np.sqrt(1 / scale**2 - 1)
        pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigma), np.uint8)
    cut = cv2.warpAffine(pixels, transform, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
    exposed = cut.astype(np.float64) * rng.uniform(*GAINS) + rng.uniform(*OFFSETS)
    return Image(exposed.round().clip(0, 255).astype(np.uint8))


def overlap(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> float:
    """Intersection over union of two convex polygons (P, 2), 0 to 1."""
    import cv2

    one, other = one.astype(np.float32), other.astype(np.float32)
    if len(one) < 3 or len(other) < 3:
        return 0.0
    common = cv2.intersectConvexConvex(one, other)[0]
    return float(common / max(cv2.contourArea(one) + cv2.contourArea(other) - common, 1e-9))


def measured(collection: Collection, queries: Sequence[Crop], rerank: str) -> dict[str, float]:
    """The shares of queries whose picture comes first, and of outlines that fit; and the median time of a query."""
    first, proven, fitting, seconds = [], [], [], []
    for crop in queries:
        right = content_id(crop.source.read_bytes())
        first.append(collection.search(crop.image, k=1)[0].id == right)
        began = time.perf_counter()
        [hit] = collection.search(crop.image, k=1, rerank=rerank)
        seconds.append(time.perf_counter() - began)
        proven.append(hit.id == right)
        fitting.append(hit.id == right and _fit(hit.match, crop) >= 0.8)
    return {
        "queries": len(queries),
        "first": float(np.mean(first)),
        "first_verified": float(np.mean(proven)),
        "outline_iou_0.8": float(np.mean(fitting)),
        "ms_per_query": 1000 * float(np.median(seconds)),
    }


def _fit(match: Match | None, crop: Crop) -> float:
    return 0.0 if match is None else overlap(match.outline.astype(np.float64), crop.outline)


def main() -> None:
    """Build a collection of the folders in a temporary place, and print what is measured as JSON."""
    parser = argparse.ArgumentParser(description="Find small, changed parts of pictures again.")
    parser.add_argument(
        "sources",
        nargs="+",
        type=Path,
        help="folders of pictures that parts are taken of, there or under $LOOKALIKE_DATA",
    )
    parser.add_argument(
        "--among", nargs="*", type=Path, default=[], help="folders of further pictures to tell them from"
    )
    parser.add_argument("-r", "--representation", default="bow_he", help="a spec, or a file of lookalike train")
    parser.add_argument("--learn-on", nargs="*", type=Path, default=[], help="folders of pictures to learn from")
    parser.add_argument("--rerank", default="geometric")
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    sources, others, known = (
        [located(each) for each in folders] for folders in (options.sources, options.among, options.learn_on)
    )
    with tempfile.TemporaryDirectory() as folder:
        representation = represented(options.representation)
        if known:
            representation = learnt_from(representation, picture_files(known), options.seed).representation
        collection = Collection.create(Path(folder) / "crops", representation)
        collection.add([*sources, *others])
        collection.prove()
        queries = list(crops(picture_files(sources), options.queries, options.seed))
        print(json.dumps({"images": len(collection)} | measured(collection, queries, options.rerank), indent=2))


if __name__ == "__main__":
    try:
        main()
    except LookalikeError as error:
        sys.exit(f"Error: {error}")
