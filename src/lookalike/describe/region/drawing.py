"""Regions and their graph, drawn for people."""

from __future__ import annotations

import numpy as np

from lookalike.describe.drawing import enlarged
from lookalike.describe.region.graph import Graph
from lookalike.describe.region.merging import Labels
from lookalike.seen import Pixels

_LONG = 480
_INK, _PAPER = (20, 20, 20), (255, 255, 255)
_LARGEST = 0.16
"""The radius of a circle for all of the picture, as a share of its longer side."""


def painted(labels: Labels, graph: Graph) -> Pixels:
    """The regions in their mean colours, with white outlines."""
    import cv2

    share = _LONG / max(labels.shape)
    height, width = (max(1, round(share * length)) for length in labels.shape)
    large = enlarged(labels.astype(np.uint8), height, width)
    outlined = cv2.morphologyEx(large, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8)) > 0
    pixels = colors(graph)[large]
    pixels[outlined] = _PAPER
    return pixels


def graphed(labels: Labels, graph: Graph) -> Pixels:
    """The same, paler, with a circle at each region's centre and lines between those that touch."""
    import cv2

    pixels = np.ascontiguousarray(painted(labels, graph) // 2 + 127)
    height, width = pixels.shape[:2]
    centers = [(round(region.box.cx * width), round(region.box.cy * height)) for region in graph.regions]
    for one, other in np.argwhere(np.triu(graph.degrees["touching"])):
        cv2.line(pixels, centers[one], centers[other], _INK, 2, cv2.LINE_AA)
    for number, (region, center, color) in enumerate(
        zip(graph.regions, centers, colors(graph).tolist(), strict=True), 1
    ):
        radius = max(6, round(_LARGEST * max(height, width) * float(np.sqrt(region.share))))
        cv2.circle(pixels, center, radius, color, cv2.FILLED, cv2.LINE_AA)
        cv2.circle(pixels, center, radius, _INK, 2, cv2.LINE_AA)
        for ink, weight in ((_PAPER, 4), (_INK, 1)):
            corner = (center[0] - 5 * len(str(number)), center[1] + 5)
            cv2.putText(pixels, str(number), corner, cv2.FONT_HERSHEY_SIMPLEX, 0.5, ink, weight, cv2.LINE_AA)
    return pixels


def colors(graph: Graph) -> Pixels:
    """(n, 3) uint8 sRGB of the regions' mean colours."""
    import cv2

    lab = np.array([[region.color or (50, 0, 0) for region in graph.regions]], np.float32)
    return np.asarray((cv2.cvtColor(lab, cv2.COLOR_LAB2RGB)[0] * 255).round(), np.uint8)
