"""The figures of silhouettes, beside photographs."""

import cv2
import numpy as np
from skimage import data

from lookalike import Image
from lookalike.describe.shape.silhouettes import Silhouettes


def figure(draw) -> Image:
    pixels = np.full((200, 200, 3), 255, np.uint8)
    draw(pixels)
    return Image(pixels)


def test_photographs_are_alike_and_unlike_every_silhouette():
    disc = figure(lambda pixels: cv2.circle(pixels, (100, 100), 60, (0, 0, 0), -1))
    vectors = Silhouettes().describe([Image(data.astronaut()), Image(data.coffee()), disc]).floats
    assert np.allclose(vectors @ vectors.T, [[1, 1, 0], [1, 1, 0], [0, 0, 1]], atol=1e-5)


def test_figures_compare_by_their_shape_wherever_they_lie():
    disc, moved, bar = (
        figure(lambda pixels: cv2.circle(pixels, (100, 100), 60, (0, 0, 0), -1)),
        figure(lambda pixels: cv2.circle(pixels, (60, 70), 40, (0, 0, 0), -1)),
        figure(lambda pixels: cv2.rectangle(pixels, (20, 90), (180, 110), (0, 0, 0), -1)),
    )
    vectors = Silhouettes().describe([disc, moved, bar]).floats
    assert vectors[0] @ vectors[1] > 0.95
    assert vectors[0] @ vectors[2] < 0.9
