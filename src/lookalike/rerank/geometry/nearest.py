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

    :param words: (Q,) int32, not negative; ``bits`` (Q, n) uint64, n = 0 for none.
    :param others: (Y,) int32; ``other_bits`` (Y, n) uint64.
    :param most: pairs of a feature at the most.
    :param reach: the largest distance that counts, in bits.
    :param crowd: a word that more of the others have says nothing.
    :return: (N,) int64 places of either, ascending in the first, and what each pair costs, (N,) float64: the distance
        in bits and, as a share of one, how many features have the word; where signatures are as near, a rarer one
        tells more.
    """
    heads, later, theirs = _listed(others)
    slots = np.empty(len(words), np.int64)
    ours = np.zeros(len(heads), np.int64)
    room = 0
    for i in range(len(words)):
        slots[i] = _slot(words[i], heads, others)
        ours[slots[i]] += 1
        if theirs[slots[i]] <= crowd:
            room += min(most, theirs[slots[i]])
    one, other, cost = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room)
    count = 0
    for i in range(len(words)):
        slot, start = slots[i], count
        j = heads[slot] if theirs[slot] <= crowd else -1
        rarity = ours[slot] / (len(words) + 1)
        while j >= 0:
            distance = np.int64(0)
            for word in range(bits.shape[1]):
                distance += np.int64(bits_set(bits[i, word] ^ other_bits[j, word]))
            if distance <= reach:
                count = _kept(j, distance + rarity, other, cost, start, count, most)
            j = later[j]
        one[start:count] = i
    return one[:count], other[:count], cost[:count]


@compiled
def _kept(j: int, price: float, other: Array, cost: Array, start: int, count: int, most: int) -> int:
    """Put a pair among those of its feature, which lie from a start on, the cheapest first; and count them all."""
    if count - start == most:
        if price >= cost[count - 1]:
            return count
        count -= 1
    place = count
    while place > start and price < cost[place - 1]:
        other[place], cost[place] = other[place - 1], cost[place - 1]
        place -= 1
    other[place], cost[place] = j, price
    return count + 1


@compiled
def _listed(words: Array) -> Any:
    """Features by their words: the first of each word's slot, -1 for none, the next of the same word, and how many."""
    size = 2
    while size < 2 * len(words):
        size *= 2
    heads, later, count = np.full(size, -1, np.int64), np.empty(len(words), np.int64), np.zeros(size, np.int64)
    for j in range(len(words) - 1, -1, -1):
        slot = _slot(words[j], heads, words)
        later[j], heads[slot] = heads[slot], j
        count[slot] += 1
    return heads, later, count


@compiled
def _slot(word: int, heads: Array, words: Array) -> int:
    """Where in the table a word is, or would be: it is hashed by the golden ratio, and takes the next free slot."""
    slot = ((word * 2654435769) >> 7) & (len(heads) - 1)
    while heads[slot] >= 0 and words[heads[slot]] != word:
        slot = (slot + 1) & (len(heads) - 1)
    return slot
