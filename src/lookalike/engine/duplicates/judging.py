"""Whether two pictures were made of each other, by what is seen where one is laid over the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from lookalike.engine.duplicates.values import Kind
from lookalike.rerank.geometry.agreement import Agreement, agreement, content
from lookalike.rerank.geometry.laying import Plane, boxes, corners, mirror, moved, whole
from lookalike.rerank.geometry.recoloring import unlike
from lookalike.rerank.geometry.registration import Registration, registration
from lookalike.rerank.geometry.repetition import repeated
from lookalike.types import Bytes, Floats

LIKE = 0.5
"""The share of what is to be seen that must be the same: text may lie over the rest."""

SAME = 0.8
"""The share of it where too little is to be seen to be laid over each other exactly."""

UNLIKE = 0.0004
"""There, no more of it may be brighter or darker: a bar with a word below it is not one with another word."""

EXACT = 0.53
"""The share of it that must lie exactly over the same: that of a second photograph does not."""

EXACT_PART = 0.8
"""The same where their frames do not lie over each other, or little is to be seen, as on slides."""

LITTLE = 100
"""So many windows that show something are little."""

OTHER = 0.06
"""Where a larger share of it is something else, something was laid over a picture, or moved between two photographs."""

OFF = 0.07
"""The rest must then lie where it should to this much of a pixel: of photographs from a tripod it does not."""

WITHIN = 0.6
"""And what is something else must lie within this share of the picture: in a frame there may be another one."""

COVERED = 0.6
"""The share of one of the pictures that the other must lie over."""

BARE = 0.02
"""Where less than this share of a picture shows something, its colours must be the same."""

PATTERN = 15.0
"""The difference of colours, of 255, up to which two regular patterns may be one: more tell what they are, alone."""

FRAMED = 0.01
"""Corners lie over each other to this share of a picture's longer side."""

_WHOLE = 0.95
_UNTOUCHED = 0.97
_SHADE = 3.0
_TINTED = 6.0
_GLANCE = 0.6
"""The correlation of the looks of two pictures from which they are compared."""
_TURNED = np.cos(np.pi / 4)


@dataclass(frozen=True, eq=False)
class Verdict:
    """Two pictures show the same.

    :param kinds: as in a ``Pair``.
    :param made: whether the second was made of the first, or the first of the second: 1 or -1; 0 where that cannot
        be told.
    :param structure: the share of what is to be seen that is the same.
    :param exact: the share of it that lies exactly where it should; None where that cannot be told.
    :param transform: (3, 3) from fractions of the first picture to fractions of the second.
    """

    kinds: tuple[Kind, ...]
    made: int
    structure: float
    exact: float | None
    transform: Plane

    @property
    def better(self) -> tuple[float, float]:
        """Of two verdicts the one of which this is greater is the better founded."""
        return self.structure if self.exact is None else self.exact, self.structure

    def outline(self, reverse: bool) -> Floats:
        """(4, 2) float32: where the first lies in the second, or the other way round, in fractions."""
        transform = np.linalg.inv(self.transform) if reverse else self.transform
        unit = np.array([(0, 0), (1, 0), (1, 1), (0, 1)])
        return np.asarray(unit @ transform[:2, :2].T + transform[:2, 2], np.float32)


class Small(NamedTuple):
    """A small picture, (H, W, 3) uint8, as it is laid over others.

    :param inner: what an even border leaves of it: left, top, right and bottom.
    :param looks: (2, 24, 24) float32, the brightness of the whole and of what is within, as unit vectors; 0 where a
        picture is even.
    """

    pixels: Bytes
    inner: tuple[int, int, int, int]
    looks: Floats

    @property
    def ends(self) -> tuple[Plane, Plane]:
        """(4, 2) each, the corners of the whole and of what is within."""
        left, top, right, bottom = self.inner
        inner = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float64) - 0.5
        return corners(self.pixels).astype(np.float64), inner

    @classmethod
    def of(cls, pixels: Bytes) -> Small:
        inner = left, top, right, bottom = content(pixels)
        within = pixels[top:bottom, left:right]
        return cls(pixels, inner, np.stack([_look(each) for each in (pixels, within)]))


def simply(one: Small, other: Small) -> Verdict | None:
    """Lay a picture over another as a whole, and what even borders leave of them; plain and mirrored."""
    laid = whole(one.pixels, other.pixels), boxes(one.inner, other.inner)
    ways = 1 if np.array_equal(*laid) else 2
    best: Verdict | None = None
    for ours, theirs, transform in list(zip(one.looks, other.looks, laid, strict=True))[:ways]:
        for mirrored in (False, True):
            glance = float((ours[:, ::-1] * theirs).sum() if mirrored else (ours * theirs).sum())
            if glance < _GLANCE and (ours.any() or theirs.any()):
                continue
            back = mirror(other.pixels) if mirrored else np.eye(3)
            found = judged(one, other, back @ transform)
            if found is not None and (best is None or found.better > best.better):
                best = found
    return best


def _look(pixels: Bytes) -> Floats:
    import cv2

    gray = cv2.resize(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), (24, 24), interpolation=cv2.INTER_AREA)
    look = gray - gray.astype(np.float32).mean()
    length = float(np.linalg.norm(look))
    return np.asarray(look / length if length > 24 else look * 0, np.float32)


def judged(one: Small, other: Small, transform: Plane) -> Verdict | None:
    """Lay a picture over another by a transform (3, 3) from pixels of the first to pixels of the second."""
    found = agreement(one.pixels, other.pixels, transform)
    if found is None or max(found.covers) < COVERED or found.structure < LIKE:
        return None
    framed = _framed(one, other, transform)
    if not _telling(found, framed, one, other):
        return None
    laid = registration(one.pixels, other.pixels, transform)
    if laid is None:
        same = found.structure >= SAME and unlike(one.pixels, other.pixels, transform) <= UNLIKE
        return _verdict(found, one, other, transform, None) if same else None
    if not _edited(laid, framed):
        return None
    # The edge of a border is blurred; what was laid by the border itself covers that.
    exactly = replace(agreement(one.pixels, other.pixels, laid.transform) or found, plain=found.plain)
    return _verdict(exactly, one, other, laid.transform, laid.exact)


def _framed(one: Small, other: Small, transform: Plane) -> bool:
    """Whether the pictures, or what borders leave of them, end at the same places."""
    near = FRAMED * max(other.pixels.shape[:2])
    return any(
        bool((np.linalg.norm(ours[:, None] - theirs, axis=2).min(axis=1) < near).all())
        for ours, theirs in zip((moved(ends, transform) for ends in one.ends), other.ends, strict=True)
    )


def _telling(found: Agreement, framed: bool, one: Small, other: Small) -> bool:
    """Whether it says something that two pictures agree.

    An even one or a pattern agrees with any other of its kind unless its colours are the same too, and a part of a
    pattern with many.
    """
    if found.seen < BARE:
        return found.color <= _SHADE
    return (framed and found.color <= PATTERN) or not (repeated(one.pixels) and repeated(other.pixels))


def _edited(laid: Registration, framed: bool) -> bool:
    """Whether one picture lies over another as exactly as only an edit of it does."""
    if laid.other > OTHER:
        return laid.off <= OFF and laid.within <= WITHIN
    return laid.exact >= (EXACT if framed and laid.windows >= LITTLE else EXACT_PART)


def _verdict(found: Agreement, one: Small, other: Small, transform: Plane, exact: float | None) -> Verdict:
    kinds, made = _kinds(found, transform)
    scale_one, scale_other = (_fractions(picture.pixels) for picture in (one, other))
    return Verdict(kinds, made, found.structure, exact, scale_other @ transform @ np.linalg.inv(scale_one))


def _fractions(picture: Bytes) -> Plane:
    """From pixels, centres at .0, to fractions of a picture."""
    height, width = picture.shape[:2]
    return np.array([[1 / width, 0, 0.5 / width], [0, 1 / height, 0.5 / height], [0, 0, 1]])


def _kinds(found: Agreement, transform: Plane) -> tuple[tuple[Kind, ...], int]:
    kinds: list[Kind] = []
    made = 0
    parts = [share < _WHOLE for share in found.covers]
    for place, part in enumerate(parts):
        # Of the picture that reaches beyond the other, the other is a part, or it has a border.
        if part and found.plain[place] and found.seen >= BARE:
            kinds.append("bordered")
            made = 2 * place - 1
        elif part:
            kinds.append("cropped")
            made = 1 - 2 * place
    if all(parts):
        made = 0
    linear = transform[:2, :2]
    if np.linalg.det(linear) < 0:
        kinds.append("flipped")
        linear = np.diag([-1.0, 1.0]) @ linear
    if linear[0, 0] < _TURNED * np.hypot(linear[0, 0], linear[1, 0]):
        kinds.append("turned")
    if found.structure < _UNTOUCHED or found.color > _TINTED:
        kinds.append("edited")
    return tuple(dict.fromkeys(kinds)) or ("near",), made
