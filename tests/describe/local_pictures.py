"""Photographs, blobs at known places, and how features of a picture and its copy agree."""

import cv2
import numpy as np

from lookalike.registry import methods
from lookalike.types import Features, Image


def local(name: str, **parameters):
    """A local descriptor by its name."""
    return methods()[name](**parameters)


def photograph(name: str = "astronaut", width: int = 400, height: int = 360) -> Image:
    from skimage import data

    pixels = np.ascontiguousarray(getattr(data, name)()[..., :3])
    return Image(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA))


def gray(image: Image) -> np.ndarray:
    return cv2.cvtColor(image.pixels, cv2.COLOR_RGB2GRAY)


def blob(x: float, y: float, sigma: float, width: int = 160, height: int = 128) -> Image:
    """A bright Gaussian on grey."""
    down, across = np.mgrid[:height, :width]
    plane = 60 + 150 * np.exp(-((across - x) ** 2 + (down - y) ** 2) / (2 * sigma**2))
    return Image(np.repeat(plane.round().astype(np.uint8)[..., None], 3, axis=2))


def moved(image: Image, degrees: float = 0, scale: float = 1) -> tuple[Image, np.ndarray]:
    """The picture turned about its centre, clockwise on the screen, and resized; and (2, 3) where pixels go."""
    blurred = image.pixels if scale >= 1 else cv2.GaussianBlur(image.pixels, (0, 0), 0.5 / scale)
    middle = np.array([(image.width - 1) / 2, (image.height - 1) / 2])
    matrix = cv2.getRotationMatrix2D(tuple(middle), -degrees, scale)
    size = np.ceil(np.abs(matrix[:, :2]) @ [image.width, image.height]).astype(int)
    matrix[:, 2] += (size - 1) / 2 - middle
    pixels = cv2.warpAffine(blurred, matrix, size.tolist(), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return Image(pixels), matrix


def pairs(one: Features, other: Features, ratio: float = 0.8) -> tuple[np.ndarray, np.ndarray]:
    """The rows that match by Lowe's ratio test."""
    norm = cv2.NORM_HAMMING if one.vectors.dtype == np.uint8 else cv2.NORM_L2
    found = cv2.BFMatcher(norm).knnMatch(one.vectors, other.vectors, k=2)
    good = [first for first, second in found if first.distance < ratio * second.distance]
    return np.array([m.queryIdx for m in good], int), np.array([m.trainIdx for m in good], int)


def errors(one: np.ndarray, other: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """(R,) pixels from where frames should be."""
    return np.linalg.norm(one[:, :2] @ matrix[:, :2].T + matrix[:, 2] - other[:, :2], axis=1)
