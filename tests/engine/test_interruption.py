"""Killed at any moment, a collection opens, holds what was acknowledged, and is completed."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from lookalike import Collection

ROUNDS = 20
PICTURES = 120
INDEX = """
import signal
import sys
from lookalike.engine.offline import batches
from lookalike import Collection

# What runs in the background of a shell has inherited that it ignores interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)
batches.BATCH, batches.SECONDS = 7, 0.05
def say(done, total):
    print(done, flush=True)
Collection.open(sys.argv[1]).add(sys.argv[2], progress=say)
"""


@pytest.fixture(scope="module")
def photos(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    rng = np.random.default_rng(0)
    for i in range(PICTURES):
        Pillow.fromarray(rng.integers(0, 256, (40, 40, 3), dtype=np.uint8)).save(folder / f"{i}.png")
    return folder


def begin(collection: Collection, photos: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", INDEX, collection.uri, str(photos)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_kill_9_loses_nothing_that_was_acknowledged(tmp_path, photos, seed):
    collection = Collection.create(tmp_path / "collection", "color_histogram(bins=(2, 2, 2))")
    with begin(collection, photos) as process:
        first = process.stdout.readline()
        time.sleep(np.random.default_rng(seed).uniform(0, 0.3))
        process.send_signal(signal.SIGKILL)
        acknowledged = [int(line) for line in [first, *process.stdout] if line.strip()]

    again = Collection.open(collection.uri)
    assert len(again) >= max(acknowledged)
    assert len({record.id for record in again}) == len(again)
    again.add(photos)
    assert {Path(record.path).name for record in again} == {f"{i}.png" for i in range(PICTURES)}
    assert len(again.search(photos / "0.png", k=PICTURES)) == PICTURES


@pytest.mark.parametrize("table", ["images", "files"])
def test_a_table_that_its_writer_did_not_live_to_commit_counts_as_not_made(tmp_path, photos, table):
    collection = Collection.create(tmp_path / "collection", "color_histogram(bins=(2, 2, 2))")
    unfinished = tmp_path / "collection" / f"{table}.lance" / "data"
    unfinished.mkdir(parents=True)
    (unfinished / "0.lance").write_bytes(b"cut off")
    assert len(Collection.open(collection.uri)) == 0
    collection.add(photos)
    assert len(collection) == PICTURES


def test_an_interrupted_run_keeps_what_it_has(tmp_path, photos):
    collection = Collection.create(tmp_path / "collection", "color_histogram(bins=(2, 2, 2))")
    with begin(collection, photos) as process:
        done = int(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        process.communicate()
    assert process.returncode != 0 or done == PICTURES
    assert len(collection) >= done
    collection.add(photos)
    assert len(collection) == PICTURES
