"""Changed copies of photographs, and how well a search with the original finds them."""

from __future__ import annotations

import math
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from random import Random
from statistics import fmean, median
from typing import NamedTuple

from PIL import Image as Pillow
from PIL import ImageFilter

from lookalike.app.output import printable
from lookalike.app.pages.page import Answer, Part, Shown, results_page
from lookalike.collection.decode import Unreadable, read_picture
from lookalike.collection.paths import text_path
from lookalike.collection.scan import picture_files
from lookalike.engine.collection import Collection
from lookalike.types import LookalikeError, Progress, Ranking

Picture = Pillow.Image
Change = Callable[[Picture, Random], Picture]

PACKAGED = {
    "skimage": (
        "data/astronaut.png",
        "data/brick.png",
        "data/camera.png",
        "data/chelsea.png",
        "data/coffee.png",
        "data/coins.png",
        "data/grass.png",
        "data/gravel.png",
        "data/hubble_deep_field.jpg",
        "data/ihc.png",
        "data/moon.png",
        "data/motorcycle_left.png",
        "data/retina.jpg",
        "data/rocket.jpg",
    ),
    "sklearn": ("datasets/images/china.jpg", "datasets/images/flower.jpg"),
}
CREDITS = {
    "sklearn/datasets/images/china.jpg": "danielbuechele, CC BY 2.0",
    "sklearn/datasets/images/flower.jpg": "vultilion, CC BY 2.0",
}

COPIES = 4
"""Copies of a photograph by each kind of change."""

MOST_PHOTOGRAPHS = 60
QUERIES_SHOWN = 16
LONGEST_SIDE = 640
SMALLEST_SIDE = 64
SEED = 0
TITLE = "Photographs, and their changed copies found by Lookalike"
MARKER = ".lookalike-demo"


def crop(photo: Picture, random: Random) -> Picture:
    """A part with 40 to 70 % of the sides, anywhere in the photograph."""
    part = random.uniform(0.4, 0.7)
    width, height = round(photo.width * part), round(photo.height * part)
    left, top = random.randint(0, photo.width - width), random.randint(0, photo.height - height)
    return photo.crop((left, top, left + width, top + height))


def rotate(photo: Picture, random: Random) -> Picture:
    """Turned by 10 to 40 degrees, and the largest part of the same shape that holds no corner from outside."""
    angle = random.choice((-1, 1)) * random.uniform(10, 40)
    turn, aspect = math.radians(abs(angle)), photo.width / photo.height
    part = 1 / (math.cos(turn) + max(aspect, 1 / aspect) * math.sin(turn))
    x, y = photo.width * (1 - part) / 2, photo.height * (1 - part) / 2
    box = (math.ceil(x), math.ceil(y), math.floor(photo.width - x), math.floor(photo.height - y))
    return photo.rotate(angle, Pillow.Resampling.BICUBIC).crop(box)


def scale(photo: Picture, random: Random) -> Picture:
    """A tenth to a third of the size, and a little wider or narrower as well."""
    factor, stretch = random.uniform(0.1, 0.33), random.uniform(0.8, 1.25)
    return photo.resize((max(1, round(photo.width * factor * stretch)), max(1, round(photo.height * factor))))


def expose(photo: Picture, random: Random) -> Picture:
    """Under- or overexposed by 1 to 2.5 stops, under a gamma of 2.2."""
    gain = 2 ** (random.choice((-1, 1)) * random.uniform(1, 2.5) / 2.2)
    return photo.point([min(255, round(value * gain)) for value in range(256)] * 3)


def blur(photo: Picture, random: Random) -> Picture:
    """Gaussian, with a deviation of 0.5 to 2 % of the shorter side."""
    return photo.filter(ImageFilter.GaussianBlur(random.uniform(0.005, 0.02) * min(photo.size)))


CHANGES: dict[str, Change] = {"crop": crop, "rotation": rotate, "scaling": scale, "exposure": expose, "blur": blur}


class Photo(NamedTuple):
    """A photograph that is searched with, and its copies' kinds of change by their path."""

    file: Path
    copies: dict[Path, str]


@dataclass(frozen=True)
class Outcome:
    """What came of a demo.

    :param k: as many answers are looked at as a photograph has copies.
    :param recall: by kind of change, the mean share of its copies among the first k.
    :param milliseconds: the median time of a search.
    :param page: the page that shows it.
    """

    photographs: int
    copies: int
    k: int
    recall: dict[str, float]
    images_per_second: float
    milliseconds: float
    collection: str
    page: Path


def run(photos: Path | None, out: Path, *, progress: Progress | None = None) -> Outcome:
    """Make the copies, index them, search with every photograph and write the page.

    The same photographs give the same copies. What an earlier run left in ``out`` is replaced.

    :raises LookalikeError: there are no photographs, or ``out`` holds anything else.
    """
    out = out.absolute()
    readable = _readable(packaged() if photos is None else own(photos, out))
    if not readable:
        raise LookalikeError(f"{photos} holds no photograph of {SMALLEST_SIDE} px or more: name another folder.")
    _clear(out)
    copied = [
        Photo(file, _copies(photo, out / "pictures", f"{number:02}-{_slug(file)}"))
        for number, (file, photo) in enumerate(readable, 1)
    ]
    collection = Collection.create(out / "collection")
    added = collection.add([out / "pictures"], progress=progress)
    k = COPIES * len(CHANGES)
    answers, milliseconds = _ask(collection, copied, k)
    found = [_paths(collection, answer) for answer in answers]
    page = out / "index.html"
    shown = zip(copied[:QUERIES_SHOWN], answers, found, strict=False)
    page.write_text(results_page(TITLE, [_answer(collection, *each) for each in shown]), encoding="utf-8")
    return Outcome(
        photographs=len(copied),
        copies=len(copied) * k,
        k=k,
        recall=_recall(copied, found),
        images_per_second=added.new / max(added.seconds, 1e-9),
        milliseconds=milliseconds,
        collection=collection.uri,
        page=page,
    )


def _ask(collection: Collection, photos: list[Photo], k: int) -> tuple[list[Ranking], float]:
    """The answers, and the median time of a search in milliseconds."""
    answers, times = [], []
    for photo in photos:
        start = time.perf_counter()
        answers.append(collection.search(photo.file, k=k))
        times.append(1000 * (time.perf_counter() - start))
    return answers, median(times)


def packaged() -> list[Path]:
    """The photographs that come with scikit-image and scikit-learn.

    :raises LookalikeError: one of the two is not installed.
    """
    return [file for package, names in PACKAGED.items() for file in _of_package(package, names)]


def _of_package(package: str, names: tuple[str, ...]) -> Iterator[Path]:
    spec = find_spec(package)
    folder = Path(spec.origin).parent if spec and spec.origin else None
    for name in names:
        if folder is None or not (folder / name).is_file():
            raise LookalikeError(
                f"The demo's photograph {package}/{name} is not installed: "
                "install lookalike[demo], or name a folder of your own photographs with --photos."
            )
        yield folder / name


def own(folder: Path, out: Path) -> list[Path]:
    """The picture files of a folder but for those below ``out``, in an order that mixes its subfolders."""
    files = [file for file in picture_files([folder]) if not file.is_relative_to(out)]
    Random(SEED).shuffle(files)
    return files


def _readable(files: list[Path]) -> list[tuple[Path, Picture]]:
    """The first files that are photographs large enough to be changed, by name."""
    found: list[tuple[Path, Picture]] = []
    for file in files:
        if len(found) == MOST_PHOTOGRAPHS:
            break
        try:
            photo = Pillow.fromarray(read_picture(file).image(LONGEST_SIDE).pixels)
        except Unreadable:
            continue
        if min(photo.size) >= SMALLEST_SIDE:
            photo.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            found.append((file, photo))
    return sorted(found, key=lambda pair: pair[0].name)


def _clear(out: Path) -> None:
    if out.exists() and not (out / MARKER).exists() and any(out.iterdir()):
        raise LookalikeError(f"{out} holds other things already: name a new folder with --out.")
    out.mkdir(parents=True, exist_ok=True)
    (out / MARKER).touch()
    for folder in ("pictures", "collection"):
        shutil.rmtree(out / folder, ignore_errors=True)


def _slug(file: Path) -> str:
    return re.sub(r"\W+", "-", file.stem, flags=re.ASCII)[:40]


def _copies(photo: Picture, pictures: Path, name: str) -> dict[Path, str]:
    """Write the changed copies of a photograph, and give their kinds of change."""
    random, kinds = Random(f"{SEED} {name}"), {}
    for kind, change in CHANGES.items():
        (pictures / kind).mkdir(parents=True, exist_ok=True)
        for number in range(1, COPIES + 1):
            copy = pictures / kind / f"{name}-{number}.jpg"
            change(photo, random).save(copy, quality=90)
            kinds[copy] = kind
    return kinds


def _recall(photos: list[Photo], found: list[list[Path]]) -> dict[str, float]:
    kinds = [[photo.copies.get(path) for path in paths] for photo, paths in zip(photos, found, strict=True)]
    return {kind: fmean(of_one.count(kind) / COPIES for of_one in kinds) for kind in CHANGES}


def _paths(collection: Collection, answer: Ranking) -> list[Path]:
    records = collection.records(answer.ids)
    return [text_path(records[id].path) for id in answer.ids]


def _answer(collection: Collection, photo: Photo, answer: Ranking, paths: list[Path]) -> Answer:
    thumbnails = collection.thumbnails(answer.ids)
    hits = [
        Shown(
            thumbnail=thumbnails[hit.id],
            caption=path.parent.name,
            score=hit.score,
            why=hit.why,
            href=path.as_uri(),
            correct=path in photo.copies,
        )
        for hit, path in zip(answer, paths, strict=True)
    ]
    credit = CREDITS.get("/".join(photo.file.parts[-4:]))
    caption = f"{photo.file.stem} (photograph: {credit})" if credit else photo.file.stem
    caption = printable(caption)
    return Answer(caption, [Part(caption, read_picture(photo.file).thumbnail())], hits)
