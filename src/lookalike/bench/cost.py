"""What describing a picture costs on one core: ``python -m lookalike.bench.cost``.

Every descriptor with its default parameters, and every preset, on one photograph.
The time is that of the processor, with one thread to each library.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from lookalike.collection.decode import read_picture
from lookalike.engine.represent.describing import Describer, Pixels
from lookalike.parameters import parameters
from lookalike.presets import PRESETS
from lookalike.reading import parse, parse_rows
from lookalike.registry import methods
from lookalike.spec import Descriptor, Method, Part, Representation
from lookalike.types import Features, Image

SIZE = (640, 480)
ROUNDS = 9


def photograph(path: Path | None) -> Image:
    """A photograph of 640 x 480 px: a given one, or one that scikit-image carries."""
    from PIL import Image as Pillow
    from skimage import data

    pixels = read_picture(path).image(None).pixels if path else data.coffee()
    return Image(np.asarray(Pillow.fromarray(pixels).resize(SIZE, Pillow.Resampling.BICUBIC)))


def milliseconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median processor time of a call, after one that is not counted."""
    taken = []
    with threadpool_limits(1):
        work()
        for _ in range(rounds):
            began = time.process_time()
            work()
            taken.append(1000 * (time.process_time() - began))
    return statistics.median(taken)


def described(representation: Representation, image: Image) -> Callable[[], object]:
    """Describe a picture that was never seen before."""
    describer = Describer(representation)
    return lambda: describer.vectors(Pixels(Image(image.pixels)))


def taught(representation: Representation) -> Representation:
    """A representation whose encoders have learnt from noise, which takes no less time to apply."""
    drawn = np.random.default_rng(0)
    parts = []
    for part in representation.parts:
        sample = Features.one_each(drawn.random((300, part.descriptor.dimension), np.float32))
        stages: list[Method] = [part.descriptor]
        for encoder in part.encoders:
            fitted = encoder.fit(sample)
            sample = fitted.encode(sample)
            stages.append(fitted)
        parts.append(Part(part.weight, tuple(stages)))
    return Representation(tuple(parts))


def costs(image: Image) -> Iterator[tuple[str, float]]:
    """Name and milliseconds of every descriptor and preset."""
    for name, method in methods().items():
        if issubclass(method, Descriptor):
            made = parse_rows(f'{name}("efficientnet_lite0")' if "network" in parameters(method) else f"{name}()")
            yield name, milliseconds(described(made, image))
    for preset in PRESETS:
        wanted = parse(preset)
        # What local features learn, such as a vocabulary, takes far longer than what is timed here.
        if not any(part.descriptor.local for part in wanted.parts):
            yield f"preset {preset}", milliseconds(described(taught(wanted), image))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for each."""
    parser = argparse.ArgumentParser(prog="python -m lookalike.bench.cost", description=__doc__)
    parser.add_argument("photograph", type=Path, nargs="?", help="another picture")
    for name, cost in costs(photograph(parser.parse_args(arguments).photograph)):
        print(f"{name:28} {cost:7.1f} ms")


if __name__ == "__main__":
    main()
