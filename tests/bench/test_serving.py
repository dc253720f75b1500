from __future__ import annotations

import sys

import numpy as np
import pytest

from lookalike import Collection
from lookalike.bench.serving import Figures, measure
from lookalike.bench.speed import repeated
from tests.pictures import encoded, scene


def test_figures_of_times():
    figures = Figures.of([0.1] * 99 + [1.0], 2, 20)
    assert figures == Figures(100, 2, 5, pytest.approx(100), pytest.approx(100))
    assert np.isnan(Figures.of([], 3, 1).p95_ms)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone tells the memory of a process")
def test_clients_are_answered_while_a_writer_writes_and_nothing_stays(tmp_path):
    photos, new = tmp_path / "photos", tmp_path / "new"
    for folder in (photos, new):
        folder.mkdir()
    for seed in range(5):
        (photos / f"{seed}.jpg").write_bytes(encoded(scene(seed)))
    Collection.create(tmp_path / "mine.lance", "deep").add(photos)
    repeated(photos, new, 9000)
    found = measure(tmp_path / "mine.lance", new, 4, 3)  # the library is slow in its first tenths of a second
    assert (found["images"], found["clients"]) == (5, 4)
    for state in ("quiet", "writing"):
        assert found[state]["server"]["errors"] == 0
        assert found[state]["server"]["answers"] > 0
        assert found[state]["server_most_bytes"] > 1e7
        assert 0 < found[state]["throughput_to_library"] < 2
        assert all(figures["answers"] > 0 for figures in found[state]["library"])
    assert len(Collection.open(tmp_path / "mine.lance")) == 5
