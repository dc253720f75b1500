"""Compiled loops over the similarities and distances of many features to many."""

from __future__ import annotations

from typing import Any

import numpy as np

from lookalike.compiled import Array, bits_set, compiled


@compiled
def take_dots(dots: Array, halves: Array, start: int, first: Array, second: Array, place: Array) -> None:
    """Update the two highest of x . y - |y|² / 2 over a block of y, for every x at a time.

    :param dots: (block, Q) float32.
    :param halves: (block,) float32, half the squared lengths of y.
    :param start: the place of the block's first y.
    :param first, second: (Q,) float32, the highest so far; ``place`` (Q,) int32 of the first.
    """
    for j in range(len(dots)):
        row = dots[j]
        half = halves[j]
        y = np.int32(start + j)
        for i in range(len(first)):
            value = row[i] - half
            best = first[i]
            second[i] = max(second[i], min(best, value))
            place[i] = y if value > best else place[i]
            first[i] = max(best, value)


@compiled
def take_bits(xs: Array, ys: Array, first: Array, second: Array, place: Array) -> None:
    """The two lowest Hamming distances to any y, for every x at a time.

    :param xs: (words, Q) uint64, a feature a column, so that neighbours are handled together.
    :param ys: (Y, words) uint64.
    :param first, second: (Q,) int32, the lowest so far; ``place`` (Q,) int32 of the first.
    """
    distances = np.empty(len(first), np.int32)
    for j in range(len(ys)):
        distances[:] = 0
        for word in range(len(xs)):
            bits = ys[j, word]
            for i in range(len(first)):
                distances[i] += np.int32(bits_set(xs[word, i] ^ bits))
        for i in range(len(first)):
            value = distances[i]
            best = first[i]
            second[i] = min(second[i], max(best, value))
            place[i] = j if value < best else place[i]
            first[i] = min(best, value)


@compiled
def same_word(words: Array, bits: Array, others: Array, other_bits: Array, most: int, reach: int, crowd: int) -> Any:
    """Pairs of one word whose signatures are near, the nearest few of each feature.

    :param words: (Q,) int32; ``bits`` (Q, n) uint64, n = 0 for none.
    :param others: (Y,) int32, ascending; ``other_bits`` (Y, n) uint64.
    :param most: pairs of a feature at the most.
    :param reach: the largest distance that counts, in bits.
    :param crowd: a word that more of the others have says nothing.
    :return: (Q, most) int32 places, -1 for none, and their distances in bits, (Q, most) int32.
    """
    places = np.full((len(words), most), -1, np.int32)
    distances = np.full((len(words), most), reach + 1, np.int32)
    starts = np.searchsorted(others, words)
    for i in range(len(words)):
        stop = starts[i]
        while stop < len(others) and others[stop] == words[i] and stop - starts[i] <= crowd:
            stop += 1
        if stop - starts[i] > crowd:
            continue
        for j in range(starts[i], stop):
            distance = np.int32(0)
            for word in range(bits.shape[1]):
                distance += np.int32(bits_set(bits[i, word] ^ other_bits[j, word]))
            slot = most
            while slot > 0 and distance < distances[i, slot - 1]:
                slot -= 1
            if slot == most:
                continue
            for later in range(most - 1, slot, -1):
                distances[i, later] = distances[i, later - 1]
                places[i, later] = places[i, later - 1]
            distances[i, slot] = distance
            places[i, slot] = j
    return places, distances
