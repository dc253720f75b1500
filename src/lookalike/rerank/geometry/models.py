"""Compiled: transforms of the plane fitted to correspondences, and how far each correspondence is off.

Correspondences are two arrays (5, N) float64, one a picture: x, y, scale, and the cosine and sine of
the angle. A transform is (3, 3) float64, with 2, 3 or 4 points to determine it: a similarity, an affinity
or a homography.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lookalike.compiled import Array, compiled

TURN = np.cos(np.pi / 4)
"""The cosine of the most by which a feature's turn may differ from the transform's."""

ZOOM = 2.0
"""The most by which a feature's change of scale may differ from the transform's."""

MOST_ZOOM = 16.0
"""A transform magnifies by no more, nor reduces."""

MOST_STRETCH = 6.0
"""It stretches along one axis by no more than so many times as much as along the other."""

MOST_DEPTH = 5.0
"""No corner of the picture is more than so many times as far away as another."""


@compiled
def taken(frames: Array, rows: Array) -> Array:
    """(5, N) of some of the frames (R, 4) of a picture."""
    out = np.empty((5, len(rows)))
    for i in range(len(rows)):
        x, y, scale, angle = frames[rows[i]]
        turn = np.float64(angle)
        out[0, i], out[1, i], out[2, i], out[3, i], out[4, i] = x, y, scale, np.cos(turn), np.sin(turn)
    return out


@compiled
def extent(frames: Array) -> Any:
    """Left, top, right and bottom of the frames (R, 4) of a picture; and whether they have angles, and scales."""
    low, high = frames[0].copy(), frames[0].copy()
    for frame in frames:
        for axis in range(4):
            low[axis], high[axis] = min(low[axis], frame[axis]), max(high[axis], frame[axis])
    return low[0], low[1], high[0], high[1], high[3] > low[3], high[2] > low[2] > 0


@compiled
def gaps(transform: Array, one: Array, other: Array, reach: float, turns: bool, zooms: bool, out: Array) -> None:
    """Squared distances of where the transform puts each point from its match, as shares of the squared reach.

    Infinite where a point is beyond the horizon, the transform mirrors it, or its frame turns or grows otherwise
    than the transform does there.
    """
    h = transform
    for i in range(one.shape[1]):
        x, y = one[0, i], one[1, i]
        w = h[2, 0] * x + h[2, 1] * y + h[2, 2]
        out[i] = np.inf
        if w <= 1e-9:
            continue
        u = (h[0, 0] * x + h[0, 1] * y + h[0, 2]) / w
        v = (h[1, 0] * x + h[1, 1] * y + h[1, 2]) / w
        gap = ((u - other[0, i]) ** 2 + (v - other[1, i]) ** 2) / reach**2
        if gap > 64:
            continue
        a, b = (h[0, 0] - u * h[2, 0]) / w, (h[0, 1] - u * h[2, 1]) / w
        c, d = (h[1, 0] - v * h[2, 0]) / w, (h[1, 1] - v * h[2, 1]) / w
        area = a * d - b * c
        if area <= 0:
            continue
        if zooms:
            zoom = area * (one[2, i] / other[2, i]) ** 2
            if zoom > ZOOM**2 or zoom * ZOOM**2 < 1:
                continue
        if turns:
            p, q = a * one[3, i] + b * one[4, i], c * one[3, i] + d * one[4, i]
            if p * other[3, i] + q * other[4, i] < TURN * np.hypot(p, q):
                continue
        out[i] = gap


@compiled
def fit(points: int, one: Array, other: Array, weights: Array, last: Array, out: Array) -> bool:
    """Least squares over weighted correspondences, in coordinates normalised as by Hartley (PAMI 1997).

    :param points: 2, 3 or 4: what the transform is to be.
    :param last: the transform so far, whose depths turn algebraic errors into distances.
    :return: whether there is a transform.
    """
    total, mx, my, mu, mv = 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(one.shape[1]):
        w = weights[i]
        total += w
        mx += w * one[0, i]
        my += w * one[1, i]
        mu += w * other[0, i]
        mv += w * other[1, i]
    if total <= 0:
        return False
    mx, my, mu, mv = mx / total, my / total, mu / total, mv / total
    xx, xy, yy, uu = 0.0, 0.0, 0.0, 0.0
    ux, uy, vx, vy = 0.0, 0.0, 0.0, 0.0
    for i in range(one.shape[1]):
        w = weights[i]
        if w > 0:
            x, y, u, v = one[0, i] - mx, one[1, i] - my, other[0, i] - mu, other[1, i] - mv
            xx += w * x * x
            xy += w * x * y
            yy += w * y * y
            uu += w * (u * u + v * v)
            ux += w * u * x
            uy += w * u * y
            vx += w * v * x
            vy += w * v * y
    if xx + yy <= 1e-9 * total or uu <= 1e-9 * total:
        return False
    if points == 2:
        c, s = (ux + vy) / (xx + yy), (vx - uy) / (xx + yy)
        _put(out, c, -s, s, c, mx, my, mu, mv)
        return True
    det = xx * yy - xy * xy
    if det < 4e-3 * (xx + yy) ** 2:
        return False
    if points == 3:
        a, b = (ux * yy - uy * xy) / det, (uy * xx - ux * xy) / det
        c, d = (vx * yy - vy * xy) / det, (vy * xx - vx * xy) / det
        _put(out, a, b, c, d, mx, my, mu, mv)
        return True
    near, far = np.sqrt((xx + yy) / (2 * total)), np.sqrt(uu / (2 * total))
    return _homography(one, other, weights, last, mx, my, mu, mv, near, far, out)


@compiled
def _put(out: Array, a: float, b: float, c: float, d: float, mx: float, my: float, mu: float, mv: float) -> None:
    out[0, 0], out[0, 1], out[0, 2] = a, b, mu - a * mx - b * my
    out[1, 0], out[1, 1], out[1, 2] = c, d, mv - c * mx - d * my
    out[2, 0], out[2, 1], out[2, 2] = 0.0, 0.0, 1.0


@compiled
def _homography(
    one: Array,
    other: Array,
    weights: Array,
    last: Array,
    mx: float,
    my: float,
    mu: float,
    mv: float,
    near: float,
    far: float,
    out: Array,
) -> bool:
    """Direct linear transform with the depth at the centre set to 1, by the normal equations."""
    normal = np.zeros((8, 9))
    row = np.zeros(9)
    middle = last[2, 0] * mx + last[2, 1] * my + last[2, 2]
    for i in range(one.shape[1]):
        if weights[i] <= 0:
            continue
        x, y = (one[0, i] - mx) / near, (one[1, i] - my) / near
        depth = (last[2, 0] * one[0, i] + last[2, 1] * one[1, i] + last[2, 2]) / middle
        w = weights[i] / (depth * depth)
        for axis in range(2):
            value = (other[0, i] - mu) / far if axis == 0 else (other[1, i] - mv) / far
            row[:] = 0
            row[3 * axis], row[3 * axis + 1], row[3 * axis + 2] = x, y, 1.0
            row[6], row[7], row[8] = -value * x, -value * y, value
            for r in range(8):
                if row[r] != 0:
                    for c in range(r, 9):
                        normal[r, c] += w * row[r] * row[c]
    p = np.empty(8)
    if not _solve(normal, p):
        return False
    # Out of the normalised coordinates: from the right x -> (x - m) / near, from the left u -> far u + m.
    for r in range(3):
        a, b, d = (p[3 * r], p[3 * r + 1], p[3 * r + 2]) if r < 2 else (p[6], p[7], 1.0)
        out[r, 0], out[r, 1], out[r, 2] = a / near, b / near, d - (a * mx + b * my) / near
    for c in range(3):
        out[0, c] = far * out[0, c] + mu * out[2, c]
        out[1, c] = far * out[1, c] + mv * out[2, c]
    return True


@compiled
def _solve(normal: Array, out: Array) -> bool:
    """Solve the equations of which the upper triangle and the right-hand side are given, by Cholesky's method."""
    n = len(out)
    least = 0.0
    for r in range(n):
        least = max(least, 1e-10 * normal[r, r])
    for r in range(n):
        for k in range(r):
            for c in range(r, n + 1):
                normal[r, c] -= normal[k, r] * normal[k, c]
        if normal[r, r] <= least:
            return False
        root = np.sqrt(normal[r, r])
        for c in range(r, n + 1):
            normal[r, c] /= root
    for r in range(n - 1, -1, -1):
        value = normal[r, n]
        for c in range(r + 1, n):
            value -= normal[r, c] * out[c]
        out[r] = value / normal[r, r]
    return True


@compiled
def zoom_at(transform: Array, x: float, y: float) -> float:
    """By how much the transform magnifies at a point; 0 where it mirrors, squeezes flat or has its horizon."""
    h = transform
    w = h[2, 0] * x + h[2, 1] * y + h[2, 2]
    if w <= 1e-9:
        return 0.0
    u, v = (h[0, 0] * x + h[0, 1] * y + h[0, 2]) / w, (h[1, 0] * x + h[1, 1] * y + h[1, 2]) / w
    a, b = (h[0, 0] - u * h[2, 0]) / w, (h[0, 1] - u * h[2, 1]) / w
    c, d = (h[1, 0] - v * h[2, 0]) / w, (h[1, 1] - v * h[2, 1]) / w
    area = a * d - b * c
    if area <= 0:
        return 0.0
    # The sum of the squared singular values over their product is stretch + 1 / stretch.
    if (a * a + b * b + c * c + d * d) / area > MOST_STRETCH + 1 / MOST_STRETCH:
        return 0.0
    return float(np.sqrt(area))


@compiled
def plausible(transform: Array, corners: Array) -> bool:
    """Whether a camera may have seen so: not mirrored, nor squeezed flat, nor with its horizon in the picture.

    :param corners: (4, 2), of the first picture. The first of them is brought to the depth 1.
    """
    h = transform
    least, most = np.inf, 0.0
    depth = h[2, 0] * corners[0, 0] + h[2, 1] * corners[0, 1] + h[2, 2]
    if not np.isfinite(depth) or abs(depth) < 1e-12:
        return False
    for r in range(3):
        for c in range(3):
            h[r, c] /= depth
            if not np.isfinite(h[r, c]):
                return False
    for corner in corners:
        depth = h[2, 0] * corner[0] + h[2, 1] * corner[1] + h[2, 2]
        least, most = min(least, depth), max(most, depth)
        zoom = zoom_at(h, corner[0], corner[1])
        if zoom < 1 / MOST_ZOOM or zoom > MOST_ZOOM:
            return False
    return most < MOST_DEPTH * least
