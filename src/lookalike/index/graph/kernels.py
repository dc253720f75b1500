"""The compiled loop of :mod:`lookalike.index.graph.lists`."""

from __future__ import annotations

from lookalike.compiled import Array, compiled


@compiled
def offer(products: Array, takers: Array, offered: Array, places: Array, best: Array) -> None:
    """Put offered rows into the lists of takers where they are nearer than the last one.

    :param products: (T, O) float32, inner products.
    :param takers: (T,) int32, and ``offered`` (O,) int32: which rows they are.
    :param places: (N, K) int32, and ``best`` (N, K) float32: the lists, best first; changed.
    """
    last = places.shape[1] - 1
    for t in range(len(takers)):
        taker = takers[t]
        least = best[taker, last]
        for o in range(len(offered)):
            product = products[t, o]
            if product > least and offered[o] != taker:
                spot = last
                while spot > 0 and best[taker, spot - 1] < product:
                    best[taker, spot] = best[taker, spot - 1]
                    places[taker, spot] = places[taker, spot - 1]
                    spot -= 1
                best[taker, spot] = product
                places[taker, spot] = offered[o]
                least = best[taker, last]
