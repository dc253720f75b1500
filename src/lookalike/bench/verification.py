"""Geometric verification measured: ``python -m lookalike.bench.verification [FOLDER]``.

How long the verification of 100 candidates of 1,000 features takes, and of a shortlist of 100 for every
picture of a folder. How often pictures of one label and of different ones are taken for the same, where the
folder has a ``groundtruth.csv``; how well the transforms of sequences fit, beside those of OpenCV's MAGSAC from
the same matches; how often small, changed parts of pictures are found, and how well their outlines fit.
The features are RootSIFT's; without a folder, they are drawn at random.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lookalike.bench.crops import crops, overlap
from lookalike.bench.harness.datasets import Dataset
from lookalike.bench.invariance.sequences import read, sequences
from lookalike.collection.decode import read_picture
from lookalike.collection.scan import picture_files
from lookalike.cores import cores
from lookalike.engine.represent.describing import HasPixels, Pixels, Pointer
from lookalike.engine.represent.parallel import in_parallel
from lookalike.reading import parse_rows
from lookalike.rerank.geometry.matching import tentative
from lookalike.rerank.geometry.verify import LEAST_REACH, Verified, polygon, verify, verify_many
from lookalike.types import Features, LookalikeError

SHORTLIST = 100
FEATURES = 1000
ROUNDS = 9
FITS = 0.8
"""An outline fits with this intersection over union or more."""

Plane = npt.NDArray[np.float64]


def pointer() -> Pointer:
    """RootSIFT, ``FEATURES`` a picture at the most."""
    return Pointer.of(parse_rows("sift() >> root()"))


def drawn(pictures: int, seed: int = 0) -> list[Features]:
    """Pictures with descriptors at random, of which every fourth has a part of the first, seen from elsewhere."""
    rng = np.random.default_rng(seed)
    made: list[Features] = []
    for i in range(pictures):
        frames = np.column_stack(
            [rng.uniform(0, (640, 480), (FEATURES, 2)), rng.uniform((1, 0), (8, 2 * np.pi), (FEATURES, 2))]
        ).astype(np.float32)
        rows = np.abs(rng.normal(size=(FEATURES, 128))).astype(np.float32)
        if made and i % 4 == 0:
            assert made[0].frames is not None
            frames[:300] = made[0].frames[:300] * np.array([0.8, 0.8, 0.8, 1], np.float32)
            frames[:300, :2] += 20
            rows[:300] = made[0].vectors[:300] + 0.01 * rows[:300]
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        made.append(Features(rows, np.zeros(FEATURES, np.int64), 1, frames))
    return made


def described(paths: Sequence[Path]) -> list[Features]:
    """The features of pictures."""
    points = pointer().points
    return list(in_parallel(lambda path: points(read_picture(path)), paths))


def speed(pictures: Sequence[Features]) -> dict[str, float]:
    """Of a query against ``SHORTLIST`` pictures, the ones with the most features, each of which is asked in turn."""
    most = sorted(pictures, key=len, reverse=True)[:SHORTLIST]
    candidates = [most[i % len(most)] for i in range(SHORTLIST)]
    verify_many(most[0], candidates)
    seconds, processor = [], time.process_time()
    for query in most[:ROUNDS]:
        began = time.perf_counter()
        verify_many(query, candidates)
        seconds.append(time.perf_counter() - began)
    return {
        "features": statistics.mean(map(len, most)),
        "candidates": SHORTLIST,
        "threads": cores(),
        "load_of_machine": os.getloadavg()[0],
        "ms_median": 1000 * statistics.median(seconds),
        "ms_least": 1000 * min(seconds),
        "ms_processor": 1000 * (time.process_time() - processor) / len(seconds),
    }


def shortlists(count: int) -> Iterator[tuple[int, list[int]]]:
    """Every picture, and the hundred around it in their order, among which are those of its label."""
    for i in range(count):
        first = min(max(0, i - SHORTLIST // 2), max(0, count - SHORTLIST))
        yield i, list(range(first, min(first + SHORTLIST, count)))


def labelled(pictures: Sequence[Features], labels: Sequence[object]) -> dict[str, float]:
    """Every picture against its shortlist: the time, and what is taken for the same."""
    taken: dict[bool, list[bool]] = {True: [], False: []}
    seconds, processor = [], time.process_time()
    for i, places in shortlists(len(pictures)):
        began = time.perf_counter()
        found = verify_many(pictures[i], [pictures[j] for j in places])
        seconds.append(time.perf_counter() - began)
        for j, one in zip(places, found, strict=True):
            if i != j:
                taken[labels[i] == labels[j]].append(one is not None and one.significant)
    return {
        "queries": len(pictures),
        "candidates": min(SHORTLIST, len(pictures)),
        "features": statistics.mean(map(len, pictures)),
        "ms_median": 1000 * statistics.median(seconds),
        "ms_processor": 1000 * (time.process_time() - processor) / len(pictures),
        "pairs_of_one_label": len(taken[True]),
        "taken_for_the_same": _share(taken[True]),
        "pairs_of_different_labels": len(taken[False]),
        "wrongly_taken_for_the_same": _share(taken[False]),
    }


def parts(paths: Sequence[Path], count: int) -> dict[str, float]:
    """Small parts of pictures, turned, rescaled and re-exposed, sought in their pictures."""
    points = pointer().points

    def fit(crop_and_source: tuple[HasPixels, Path, Plane]) -> tuple[bool, float]:
        crop, source, outline = crop_and_source
        found = next(iter(verify(points(crop), points(read_picture(source)))), None)
        width, height = crop.size
        corners = [(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)]
        return found is not None and found.significant, 0.0 if found is None else _overlap(found, corners, outline)

    made = ((Pixels(crop.image), crop.source, crop.outline) for crop in crops(paths, count))
    results = list(in_parallel(fit, made))
    return {
        "parts": len(results),
        "significant": _share([significant for significant, _ in results]),
        "outline_fits": _share([fits >= FITS for _, fits in results]),
        "significant_and_fits": _share([significant and fits >= FITS for significant, fits in results]),
    }


def transforms(folder: Path) -> list[dict[str, object]]:
    """Of the first picture of each sequence to the others: the mean error at the corners, in pixels."""
    points = pointer().points
    rows: list[dict[str, object]] = []
    for sequence in sequences(folder):
        first = Pixels(read(sequence.reference))
        width, height = first.size
        corners = np.array([(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)], np.float64)
        query = points(first)
        for path, truth in sequence.others.items():
            candidate = points(Pixels(read(path)))
            ours = next(iter(verify(query, candidate)), None)
            theirs = magsac(query, candidate)
            rows.append(
                {
                    "sequence": f"{sequence.name}/{path.stem}",
                    "model": None if ours is None else ours.model,
                    "inliers": 0 if ours is None else len(ours.inliers),
                    "corner_error": None if ours is None else _off(ours.transform, truth, corners),
                    "corner_error_magsac": None if theirs is None else _off(theirs, truth, corners),
                }
            )
    return rows


def magsac(query: Features, candidate: Features) -> Plane | None:
    """OpenCV's homography from the same matches."""
    import cv2

    matches = tentative(query, candidate)
    if len(matches) < 4 or query.frames is None or candidate.frames is None:
        return None
    here, there = query.frames[matches.query, :2], candidate.frames[matches.candidate, :2]
    found = cv2.findHomography(here, there, cv2.USAC_MAGSAC, LEAST_REACH, maxIters=10_000, confidence=0.9999)[0]
    return None if found is None else np.asarray(found, np.float64)


def _off(transform: Plane, truth: Plane, corners: Plane) -> float | None:
    try:
        return round(float(np.linalg.norm(polygon(transform, corners) - polygon(truth, corners), axis=1).mean()), 2)
    except LookalikeError:
        return None


def _overlap(found: Verified, corners: npt.ArrayLike, outline: Plane) -> float:
    try:
        return overlap(polygon(found.transform, corners), outline)
    except LookalikeError:
        return 0.0


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / max(len(flags), 1)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures as one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m lookalike.bench.verification", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="pictures, with a groundtruth.csv or without")
    parser.add_argument("--parts", type=int, default=0, help="so many parts of the folder's pictures are sought")
    parser.add_argument("--sequences", type=Path, help="sequences with homographies, as of Oxford")
    options = parser.parse_args(arguments)
    figures: dict[str, object] = {"drawn": speed(drawn(SHORTLIST))}
    if options.folder is not None:
        figures |= _of_folder(options.folder, options.parts)
    if options.sequences is not None:
        figures["transforms"] = transforms(options.sequences)
    print(json.dumps(figures, indent=2, default=float))


def _of_folder(folder: Path, count: int) -> dict[str, object]:
    if (folder / "groundtruth.csv").is_file():
        entries = Dataset.read(folder).entries
        paths, labels = [folder / entry.path for entry in entries], [entry.labels for entry in entries]
    else:
        paths = picture_files([folder])
        labels = [(str(path),) for path in paths]
    pictures = described(paths)
    figures: dict[str, object] = {"most_features": speed(pictures), "shortlists": labelled(pictures, labels)}
    return figures | ({"parts": parts(paths, count)} if count else {})


if __name__ == "__main__":
    main()
