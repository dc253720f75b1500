"""Segments made from features or from other segments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lookalike.index.inverted.segment import COUNTED, CROWD, POSTINGS, SLOTS, Segment, placed, words_of_bits
from lookalike.types import Bytes, Features, Floats, Voting, Words

_STEPS = 8
_ZERO = 64
"""A scale of 1 pixel has this number, and each doubling adds eight."""


class Alive(NamedTuple):
    """A segment and those of its pictures that were not removed, (n,) bool."""

    segment: Segment
    mask: npt.NDArray[np.bool_]


class _Rows(NamedTuple):
    """Postings in ascending order of their pictures, in the columns of a segment."""

    words: Words
    images: npt.NDArray[np.uint16]
    counts: npt.NDArray[Any]
    signatures: npt.NDArray[np.uint64]
    angles: Bytes
    scales: Bytes

    def at(self, places: npt.NDArray[Any]) -> _Rows:
        columns: Sequence[Any] = [column[places] if len(column) else column for column in self]
        return _Rows(*columns)


def id_array(ids: Sequence[str] | npt.NDArray[np.bytes_]) -> npt.NDArray[np.bytes_]:
    """Ids as (n,) S32."""
    return np.asarray(ids, "S32").reshape(-1)


def segments_of(ids: Sequence[str] | npt.NDArray[np.bytes_], features: Features, voting: Voting) -> Iterator[Segment]:
    """As few segments as hold the pictures of a batch, in their order.

    :raises ValueError: the features are not what the voting asks for.
    """
    names, starts, begin = id_array(ids), features.starts, 0
    if len(names) != features.images:
        raise ValueError(f"{len(names)} ids do not name {features.images} pictures.")
    while begin < len(names):
        full = int(np.searchsorted(starts, starts[begin] + POSTINGS, "right")) - 1
        end = min(begin + SLOTS, max(full, begin + 1), len(names))
        rows: Any = slice(starts[begin], starts[end])
        lengths = np.diff(starts[begin : end + 1]).astype(np.uint32)
        yield _sealed(names[begin:end], lengths, _rows(features.at(rows), begin, voting), voting)
        begin = end


def merged(sources: Sequence[Alive], voting: Voting) -> Segment:
    """One segment of the living pictures of several, in their order."""
    rows, start = [], 0
    for segment, mask in sources:
        rows.append(_living(segment, mask, start))
        start += int(mask.sum())
    columns = [np.concatenate(column) for column in zip(*rows, strict=True)]
    ids = np.concatenate([segment.ids[mask] for segment, mask in sources])
    lengths = np.concatenate([segment.lengths[mask] for segment, mask in sources])
    return _sealed(ids, lengths, _Rows(*columns), voting)


def _living(segment: Segment, mask: npt.NDArray[np.bool_], start: int) -> _Rows:
    """Postings of living pictures, which are numbered anew from ``start``."""
    numbers = (np.cumsum(mask) - 1 + start).astype(np.uint16)
    rows = _Rows(np.repeat(segment.words, np.diff(segment.starts)), *segment.layout)
    if not mask.all():
        rows = rows.at(np.flatnonzero(mask[segment.images]))
    return rows._replace(images=numbers[rows.images])


def checked_words(features: Features, voting: Voting) -> Words:
    """The words of features that suit a voting.

    :raises ValueError: otherwise.
    """
    words, counted = features.words, voting.rule in COUNTED
    if words is None or (len(words) and not 0 <= words.min() <= words.max() < voting.words):
        raise ValueError(f"An inverted file takes words from 0 to {voting.words - 1}.")
    if not counted and (features.vectors.dtype != np.uint8 or 8 * features.vectors.shape[1] != voting.bits):
        raise ValueError(f"Signatures of {voting.bits} bits are packed in bytes.")
    if placed(voting) and features.frames is None:
        raise ValueError("Weak geometric consistency needs frames.")
    return np.asarray(words, np.int32)


def signatures_of(features: Features, voting: Voting) -> npt.NDArray[np.uint64]:
    """(R, B) uint64: packed bits, filled up with zeros."""
    packed = np.zeros((len(features), 8 * words_of_bits(voting)), np.uint8)
    packed[:, : features.vectors.shape[1]] = features.vectors
    return packed.view("<u8").reshape(len(features), words_of_bits(voting))


def quantized(frames: Floats) -> Bytes:
    """(R, 2) uint8: angles in steps of 1/256 turn, scales in steps of 1/8 octave about 1 pixel."""
    angles = np.rint(frames[:, 3] * (256 / (2 * np.pi))).astype(np.int64) & 255
    scales = np.rint(_STEPS * np.log2(np.maximum(frames[:, 2], 1e-3))) + _ZERO
    return np.stack([angles, np.clip(scales, 0, 255)], axis=1).astype(np.uint8)


def _rows(features: Features, begin: int, voting: Voting) -> _Rows:
    words = checked_words(features, voting)
    images = (features.ordinals - begin).astype(np.uint16)
    none, places = np.empty(0, np.uint8), np.empty((0, 2), np.uint8)
    if voting.rule in COUNTED:
        return _Rows(words, images, none, np.empty((0, 0), np.uint64), none, none)
    if placed(voting) and features.frames is not None:
        places = quantized(features.frames)
    return _Rows(words, images, none, signatures_of(features, voting), places[:, 0], places[:, 1])


def _sealed(ids: npt.NDArray[np.bytes_], lengths: npt.NDArray[np.uint32], rows: _Rows, voting: Voting) -> Segment:
    """The segment of some pictures' postings, sorted by word."""
    from lookalike.index.inverted.kernels import order_by_word

    rows = rows.at(order_by_word(rows.words, voting.words))
    if voting.rule not in COUNTED:
        rows = _without_crowds(rows)
    elif len(rows.counts) == 0:
        rows = _counted(rows)
    bounds = _changes(rows.words)
    starts = np.append(bounds, len(rows.words)).astype(np.int64)
    frequencies = np.diff(np.searchsorted(_changes(rows.words, rows.images), starts)).astype(np.int64)
    columns = (ids, lengths, rows.words[bounds], starts, frequencies, *rows[1:])
    return Segment(*(frozen(column) for column in columns))


def frozen(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Read-only and in one piece, as memory-mapped arrays are, so that the loops are compiled once."""
    array = np.ascontiguousarray(array).view()
    array.flags.writeable = False
    return array


def _changes(*columns: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """Where runs of equal rows begin."""
    changed = np.zeros(len(columns[0]), np.bool_)
    changed[:1] = True
    for column in columns:
        changed[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(changed)


def _counted(rows: _Rows) -> _Rows:
    """One posting for each word and picture."""
    first = _changes(rows.words, rows.images)
    counts = np.diff(np.append(first, len(rows.words)))
    small = counts.max(initial=0) < 256
    return rows._replace(
        words=rows.words[first], images=rows.images[first], counts=counts.astype(np.uint8 if small else np.uint32)
    )


def _without_crowds(rows: _Rows) -> _Rows:
    """At most ``CROWD`` postings, the first, for each word and picture."""
    first = _changes(rows.words, rows.images)
    sizes = np.diff(np.append(first, len(rows.words)))
    if sizes.max(initial=0) <= CROWD:
        return rows
    return rows.at(np.arange(len(rows.words)) - np.repeat(first, sizes) < CROWD)
