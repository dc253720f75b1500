"""What encoders of local features share."""

from __future__ import annotations

import numpy as np

from lookalike.spec import Encoder
from lookalike.types import Floats, LookalikeError


def unit(rows: Floats) -> Floats:
    """Rows of L2 norm 1; a row of zeros stays so."""
    norms = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    return np.asarray(rows / np.maximum(norms, np.float32(1e-12)), np.float32)


def unlearnt(encoder: Encoder) -> LookalikeError:
    """What is wrong with an encoder that was not taught."""
    return LookalikeError(f"{encoder} has learnt nothing yet: call fit first.")


def enough(rows: Floats, k: int, name: str) -> Floats:
    """The rows that a vocabulary of k words is learnt from.

    :raises LookalikeError: there are fewer than k.
    """
    if len(rows) < k:
        raise LookalikeError(
            f"{name} learns {k} words from as many local features or more, and got {len(rows)}: "
            "name more pictures, or choose another representation, such as one with a smaller k."
        )
    return rows


def drawn(rows: Floats, most: int, seed: int = 0) -> Floats:
    """At most so many of the rows, in their order, drawn by the seed."""
    if len(rows) <= most:
        return rows
    return rows[np.sort(np.random.default_rng(seed).choice(len(rows), most, replace=False))]


def shared(distances: Floats, variance: Floats | np.float32) -> Floats:
    """How much of each row goes to each of its words, 1 in all, by a Gaussian of its distances.

    :param distances: (R, count) float32, squared, the least first.
    :param variance: of the Gaussian, for all rows or (R, 1).
    """
    shares = np.exp((distances[:, :1] - distances) / np.maximum(2 * variance, np.float32(1e-12)))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), np.float32)
