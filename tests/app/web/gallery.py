"""The pictures of the guided tour: photographs of scikit-image and scikit-learn, parts of them, and drawings."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image, ImageDraw
from skimage import data
from sklearn.datasets import load_sample_image

from lookalike.app.runs.demo import crop, expose
from tests.pictures import Pixels, encoded, exif

PHOTOGRAPHS: dict[str, Callable[[], Pixels]] = {
    "animals/cat": data.chelsea,
    "animals/horse": lambda: np.uint8(255) * data.horse().astype(np.uint8),
    "garden/flower": lambda: load_sample_image("flower.jpg"),
    "garden/grass": data.grass,
    "garden/gravel": data.gravel,
    "people/astronaut": data.astronaut,
    "people/photographer": data.camera,
    "sky/galaxies": data.hubble_deep_field,
    "sky/moon": data.moon,
    "sky/rocket": data.rocket,
    "things/brick wall": data.brick,
    "things/clock": data.clock,
    "things/coffee": data.coffee,
    "things/coins": data.coins,
    "things/motorcycle": lambda: data.stereo_motorcycle()[0],
    "travel/pagoda": lambda: load_sample_image("china.jpg"),
}
PARTS = 2
"""Crops of each photograph that can be cropped and still be known."""
SIDE = 480
SEED = 11

LANDS = {
    "meadow": (120, 170, 230, 70, 150, 60),
    "beach": (90, 160, 225, 225, 200, 150),
    "sea": (170, 205, 240, 30, 90, 160),
    "dusk": (240, 130, 70, 60, 40, 60),
    "night": (15, 20, 60, 10, 15, 20),
    "desert": (130, 180, 230, 210, 140, 70),
    "snow": (160, 190, 220, 240, 245, 250),
    "forest": (190, 215, 225, 25, 70, 40),
}
"""Red, green and blue of the sky, and of the land."""


def fill(folder: Path) -> None:
    """Write the pictures into a folder."""
    random = Random(SEED)
    pictures: dict[str, Image.Image] = {}
    for name, pixels in PHOTOGRAPHS.items():
        photo = Image.fromarray(pixels()).convert("RGB")
        photo.thumbnail((SIDE, SIDE))
        pictures[name] = photo
        for part in range(PARTS):
            pictures[f"{name} {part + 2}"] = crop(photo, random)
    for name in ("animals/cat", "things/coffee", "travel/pagoda"):
        pictures[f"{name} darker"] = expose(pictures[name], random)
        pictures[f"{name} again"] = pictures[name].resize([side * 3 // 4 for side in pictures[name].size])
    pictures |= {f"paintings/{name}": land(Random(name), *colors) for name, colors in LANDS.items()}
    for place, (name, picture) in enumerate(pictures.items()):
        taken = f"{2021 + place % 4}:05:{place % 28 + 1:02d} 10:00:00"
        camera = ("Alpha", "Beta")[place % 2]
        file = folder / f"{name}.jpg"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(encoded(picture, quality=90, exif=exif(DateTimeOriginal=taken, Model=camera)))


def land(random: Random, *colors: int) -> Image.Image:
    """Land under the sky, with hills between."""
    width, height = 400, 300
    sky, ground = colors[:3], colors[3:]
    picture = Image.new("RGB", (width, height))
    pen = ImageDraw.Draw(picture)
    for y in range(height):
        pen.line((0, y, width, y), tuple(min(255, round(value * (0.8 + 0.5 * y / height))) for value in sky))
    for ridge in range(3):
        base = height * (0.5 + 0.12 * ridge)
        waves = [(random.uniform(0.004, 0.016), random.uniform(0, 6), random.uniform(4, 16)) for _ in range(3)]
        steps = range(0, width + 8, 8)
        line = [(x, base + sum(size * math.sin(pace * x + shift) for pace, shift, size in waves)) for x in steps]
        shade = 0.78 + 0.14 * ridge
        pen.polygon([(0, height), *line, (width + 8, height)], tuple(round(value * shade) for value in ground))
    return picture
