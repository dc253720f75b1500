"""Batches of P groups and K rows of each (Hermans, Beyer & Leibe, 2017)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from lookalike.learn.examples import Ints, Pair


def batches(groups: Ints, p: int, k: int, rng: np.random.Generator, against: Sequence[Pair] = ()) -> Iterator[Ints]:
    """Rows (P x K,) of an epoch, in which every group is drawn about once, or each row where groups are large.

    A group with fewer than K rows gives some of them twice. A group that was told apart from another brings it along.

    :param groups: (N,) the group of each row.
    """
    members = [np.flatnonzero(groups == group) for group in np.unique(groups)]
    rivals: dict[int, list[int]] = {}
    for a, b in against:
        rivals.setdefault(a, []).append(b)
        rivals.setdefault(b, []).append(a)
    p = min(p, len(members))
    for _ in range(max(1, round(len(groups) / (p * k)))):
        chosen = list(rng.permutation(len(members))[:p])
        for place in range(0, p - 1, 2):
            if others := rivals.get(int(chosen[place])):
                rival = int(rng.choice(others))
                if rival not in chosen:
                    chosen[place + 1] = rival
        yield np.concatenate([rng.choice(members[g], k, replace=len(members[g]) < k) for g in chosen])
