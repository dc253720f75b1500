"""Pictures made of others as people make them: crops, sizes, compressions, colours, reflections, borders, texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Change = Callable[[np.random.Generator, Pixels], Pixels]

_TEXTS = ("Happy Birthday!", "SALE 50 %", "(c) 2026 Anna", "Summer at the lake", "DRAFT", "www.example.org")


def cropped(rng: np.random.Generator, pixels: Pixels) -> Pixels:
    """30 to 80 % of the area, anywhere, of nearly the same shape."""
    share = np.sqrt(rng.uniform(0.3, 0.8)) * np.exp(rng.uniform(-0.1, 0.1) * np.array([1, -1]))
    height, width = (max(16, min(n, round(n * s))) for n, s in zip(pixels.shape[:2], share.tolist(), strict=True))
    top, left = (int(rng.integers(n - m + 1)) for n, m in zip(pixels.shape[:2], (height, width), strict=True))
    return pixels[top : top + height, left : left + width]


def rescaled(rng: np.random.Generator, pixels: Pixels) -> Pixels:
    """0.4 to 2 times as large; in one of four cases up to 15 % wider or narrower as well."""
    scale = float(np.exp(rng.uniform(np.log(0.4), np.log(2))))
    wider = rng.uniform(0.87, 1.15) if rng.random() < 0.25 else 1.0
    height, width = pixels.shape[:2]
    size = max(16, round(width * scale * wider)), max(16, round(height * scale))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, size, interpolation=way), np.uint8)


def recompressed(rng: np.random.Generator, pixels: Pixels) -> Pixels:
    """A JPEG file of quality 10 to 40."""
    _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(10, 41))])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def recolored(rng: np.random.Generator, pixels: Pixels) -> Pixels:
    """Another exposure and contrast, and another hue and saturation or none at all."""
    hsv = cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV).astype(np.float32)
    hsv[..., 0] = (hsv[..., 0] + rng.uniform(-20, 20)) % 180
    hsv[..., 1] *= 0 if rng.random() < 0.25 else rng.uniform(0.4, 1.6)
    colors = cv2.cvtColor(hsv.clip(0, 255).astype(np.uint8), cv2.COLOR_HSV2RGB).astype(np.float32)
    changed = (colors / 255) ** rng.uniform(0.6, 1.6) * 255 * rng.uniform(0.75, 1.25) + rng.uniform(-25, 25)
    return np.asarray(changed.round().clip(0, 255), np.uint8)


def flipped(rng: np.random.Generator, pixels: Pixels) -> Pixels:
    """Left to right, or in one of five cases upside down."""
    return pixels[::-1] if rng.random() < 0.2 else pixels[:, ::-1]


def bordered(rng: np.random.Generator, pixels: Pixels) -> Pixels:
    """An even border of 2 to 15 % of the shorter side, twice as broad below in one of four cases."""
    broad = max(1, round(min(pixels.shape[:2]) * rng.uniform(0.02, 0.15)))
    below = 2 * broad if rng.random() < 0.25 else broad
    color = [(255, 255, 255), (0, 0, 0), rng.integers(0, 256, 3).tolist()][int(rng.integers(3))]
    framed = cv2.copyMakeBorder(pixels, broad, below, broad, broad, cv2.BORDER_CONSTANT, value=color)
    return np.asarray(framed, np.uint8)


def overlaid(rng: np.random.Generator, pixels: Pixels) -> Pixels:
    """A line of text, half to nine tenths of the width, anywhere, on a band of its own in one of three cases."""
    text, made = str(rng.choice(_TEXTS)), np.ascontiguousarray(pixels).copy()
    height, width = made.shape[:2]
    (across, _), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, 1.0, 2)
    scale = width * rng.uniform(0.5, 0.9) / across
    thick = max(1, round(2 * scale))
    (across, up), down = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, scale, thick)
    left = int(rng.integers(max(1, width - across)))
    base = int(rng.integers(up, max(up + 1, height - down)))
    ink, paper = (255, 255, 255), (0, 0, 0)
    if rng.random() < 0.5:
        ink, paper = paper, ink
    if rng.random() < 1 / 3:
        cv2.rectangle(made, (0, base - up - down), (width, base + down), paper, -1)
    cv2.putText(made, text, (left, base), cv2.FONT_HERSHEY_DUPLEX, scale, ink, thick, cv2.LINE_AA)
    return made


CHANGES: Mapping[str, Change] = {
    "crop": cropped,
    "rescale": rescaled,
    "recompress": recompressed,
    "color": recolored,
    "flip": flipped,
    "border": bordered,
    "text": overlaid,
}
