"""An inverted file in its folder: durable, rebuilt when damaged, merged while others read."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lookalike.index.inverted import InvertedFile, Snapshot
from lookalike.index.inverted import file as module
from lookalike.types import Features, LookalikeError, Voting
from tests.index.inverted_reference import VOTINGS, WORDS, drawn, ids_of

TFIDF = Voting("tfidf", WORDS)
ROUNDS = 6
WRITE = """
import sys
from pathlib import Path
import numpy as np
from lookalike.index.inverted import InvertedFile, Snapshot
from tests.index.inverted_reference import VOTINGS, drawn, ids_of

file = InvertedFile.open(Path(sys.argv[1]), VOTINGS[int(sys.argv[2])])
rng = np.random.default_rng(0)
for batch in range(500):
    file.add(ids_of(range(3 * batch, 3 * batch + 3)), drawn(rng, VOTINGS[int(sys.argv[2])], [5, 0, 7]), str(batch))
    print("added", batch, flush=True)
    if batch % 10 == 9:
        file.remove(ids_of([3 * batch]))
        print("removed", batch, flush=True)
    file.merge()
"""


def batch(voting: Voting, seed: int, count: int = 4):
    return drawn(np.random.default_rng(seed), voting, [8] * count)


def filled(folder: Path, voting: Voting = TFIDF, batches: int = 3) -> InvertedFile:
    file = InvertedFile.open(folder, voting)
    for number in range(batches):
        file.add(ids_of(range(4 * number, 4 * number + 4)), batch(voting, number), f"v{number}")
    return file


def answer(file: InvertedFile, voting: Voting = TFIDF) -> dict[bytes, float]:
    seen = file.snapshot
    return dict(zip(seen.ids.tolist(), seen.scores(batch(voting, 99, 1)).tolist(), strict=True))


def segments(folder: Path) -> list[Path]:
    return sorted(folder.glob("segment-*"))


@pytest.mark.parametrize("voting", VOTINGS, ids=str)
def test_what_was_written_is_there_again(tmp_path, voting):
    file = filled(tmp_path, voting)
    again = InvertedFile.open(tmp_path, voting)
    assert again.version == file.version == "v2"
    assert len(again) == 12
    assert answer(again, voting) == answer(file, voting)


def test_nothing_is_written_before_the_first_change(tmp_path):
    assert len(InvertedFile.open(tmp_path / "none", TFIDF)) == 0
    assert InvertedFile.open(tmp_path / "none", TFIDF).version == ""
    assert not (tmp_path / "none").exists()


def test_the_version_stays_until_another_is_given(tmp_path):
    file = filled(tmp_path)
    file.remove(ids_of([1]))
    file.merge()
    assert InvertedFile.open(tmp_path, TFIDF).version == "v2"
    file.stamp("new")
    assert InvertedFile.open(tmp_path, TFIDF).version == file.version == "new"


def test_another_weighing_of_the_same_postings_needs_no_new_ones(tmp_path):
    filled(tmp_path)
    assert len(InvertedFile.open(tmp_path, replace(TFIDF, burst=True))) == 12
    assert len(InvertedFile.open(tmp_path, Voting("bm25", WORDS))) == 12


@pytest.mark.parametrize(
    "other", [Voting("tfidf", WORDS + 1), Voting("hamming", WORDS), Voting("asmk", WORDS, bits=64)], ids=str
)
def test_other_postings_start_from_nothing(tmp_path, other):
    filled(tmp_path)
    file = InvertedFile.open(tmp_path, other)
    assert (len(file), file.version) == (0, "")
    file.add(ids_of(range(4)), batch(other, 0))
    assert len(InvertedFile.open(tmp_path, other)) == 4
    assert len(segments(tmp_path)) == 1


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-3])


def with_array(name: str, change):
    def damage(folder: Path) -> None:
        path = segments(folder)[0] / f"{name}.npy"
        np.save(path, change(np.load(path)))

    return damage


def with_manifest(**changes):
    def damage(folder: Path) -> None:
        path = folder / "manifest.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))

    return damage


DAMAGES = {
    "no manifest": lambda folder: (folder / "manifest.json").unlink(),
    "an empty manifest": lambda folder: (folder / "manifest.json").write_bytes(b""),
    "a manifest cut off": lambda folder: cut(folder / "manifest.json"),
    "a manifest of bytes": lambda folder: (folder / "manifest.json").write_bytes(bytes(range(256))),
    "a list as manifest": lambda folder: (folder / "manifest.json").write_text("[]"),
    "another format": with_manifest(format=99),
    "a removed picture that never was": with_manifest(segments=[{"name": "segment-0", "removed": [99]}]),
    "no segment": lambda folder: shutil.rmtree(segments(folder)[0]),
    "an array missing": lambda folder: (segments(folder)[0] / "starts.npy").unlink(),
    "an array cut off": lambda folder: cut(segments(folder)[0] / "images.npy"),
    "an empty array file": lambda folder: (segments(folder)[0] / "counts.npy").write_bytes(b""),
    "noise for an array": lambda folder: (segments(folder)[0] / "words.npy").write_bytes(bytes(range(256))),
    "objects": with_array("ids", lambda ids: ids.astype(object)),
    "fewer counts": with_array("counts", lambda counts: counts[:-1]),
    "wider images": with_array("images", lambda images: images.astype(np.int64)),
    "starts beyond the end": with_array("starts", lambda starts: starts * 2),
    "starts that fall": with_array("starts", lambda starts: np.r_[0, starts[-2:0:-1], starts[-1]]),
    "words out of range": with_array("words", lambda words: words + np.int32(WORDS)),
    "words in no order": with_array("words", lambda words: words[::-1]),
    "a column in two dimensions": with_array("lengths", lambda lengths: lengths[:, None]),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_what_is_damaged_starts_from_nothing(tmp_path, damage):
    filled(tmp_path)
    damage(tmp_path)
    file = InvertedFile.open(tmp_path, TFIDF)
    assert (len(file), file.version) == (0, "")
    assert answer(file) == {}
    filled(tmp_path)
    assert len(InvertedFile.open(tmp_path, TFIDF)) == 12


def test_a_posting_that_points_nowhere_does_no_harm(tmp_path):
    filled(tmp_path)
    with_array("images", lambda images: images | np.uint16(0xFFF0))(tmp_path)
    assert np.all(np.isfinite(list(answer(InvertedFile.open(tmp_path, TFIDF)).values())))


def test_merging_leaves_few_segments_and_nothing_else(tmp_path):
    file = InvertedFile.open(tmp_path, TFIDF)
    (tmp_path / "segment-orphan").mkdir()
    for number in range(60):
        file.add(ids_of([number]), batch(TFIDF, number, 1))
        file.merge()
        sizes = sorted(len(np.load(folder / "ids.npy")) for folder in segments(tmp_path))
        assert sum(sizes) == number + 1
        assert all(size > 2 * sum(sizes[:i]) for i, size in enumerate(sizes))
    assert {path.name for path in tmp_path.iterdir()} == {"manifest.json", *(p.name for p in segments(tmp_path))}


def test_merging_keeps_to_the_most_that_a_segment_holds(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "SLOTS", 10)
    file = filled(tmp_path, batches=5)
    before = answer(file)
    file.merge()
    assert answer(file) == pytest.approx(before, abs=1e-6)
    assert sorted(len(np.load(folder / "ids.npy")) for folder in segments(tmp_path)) == [4, 8, 8]


def test_removed_pictures_leave_the_disk(tmp_path):
    file = InvertedFile.open(tmp_path, TFIDF)
    file.add(ids_of(range(100)), batch(TFIDF, 0, 100))
    file.remove(ids_of(range(20)))
    file.merge()
    assert len(np.load(segments(tmp_path)[0] / "ids.npy")) == 100
    file.remove(ids_of(range(10, 30)))
    file.merge()
    assert len(np.load(segments(tmp_path)[0] / "ids.npy")) == len(file) == 70
    file.remove(file.snapshot.ids)
    file.merge()
    assert (len(file), segments(tmp_path), answer(file)) == (0, [], {})
    file.add(ids_of([0]), batch(TFIDF, 0, 1))
    assert len(file) == 1


def test_readers_see_changes_when_they_refresh_and_keep_what_they_have_until_then(tmp_path):
    writer = filled(tmp_path)
    reader = InvertedFile.open(tmp_path, TFIDF)
    before = answer(reader)
    writer.remove(ids_of([2]))
    writer.merge()
    assert answer(reader) == before
    reader.refresh()
    assert answer(reader) == answer(writer)
    assert len(reader) == 11
    shutil.rmtree(tmp_path)
    assert answer(reader) == answer(writer)
    reader.refresh()
    assert len(reader) == 0


def test_two_objects_may_write_in_turn(tmp_path):
    one, other = filled(tmp_path), InvertedFile.open(tmp_path, TFIDF)
    one.add(ids_of([100]), batch(TFIDF, 5, 1))
    other.add(ids_of([101]), batch(TFIDF, 6, 1))
    one.remove(ids_of([101]))
    other.refresh()
    assert answer(one) == answer(other)
    assert len(one) == 13


def test_searches_are_right_while_segments_are_added_and_merged(tmp_path):
    voting, batches = VOTINGS[7], 60
    writer, reader = filled(tmp_path, voting, 1), InvertedFile.open(tmp_path, voting)
    features = [batch(voting, number) for number in range(batches)]
    query, failures, compared = batch(voting, 99, 1), [], []
    wanted = [
        Snapshot.of(ids_of(range(4 * k + 4)), Features.joined(features[: k + 1]), voting).scores(query)
        for k in range(batches)
    ]
    writer.stamp("0")

    def search(file: InvertedFile, refresh: bool) -> None:
        seen = -1
        while seen < batches - 1 and not failures:
            try:
                if refresh:
                    file.refresh()
                now = file.snapshot
                seen = int(now.version) if now.version != "v0" else 0
                found = dict(zip(now.ids.astype(str), now.scores(query), strict=True))
                assert found == pytest.approx(dict(zip(ids_of(range(4 * seen + 4)), wanted[seen], strict=True)))
                compared.append(seen)
            except BaseException as error:
                failures.append(error)

    threads = [threading.Thread(target=search, args=args) for args in ((writer, False), (reader, True))]
    for thread in threads:
        thread.start()
    for number in range(1, batches):
        writer.add(ids_of(range(4 * number, 4 * number + 4)), features[number], str(number))
        writer.merge()
    for thread in threads:
        thread.join(60)
    assert not failures
    assert len(set(compared)) > 5
    assert len(segments(tmp_path)) < 6


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    file = InvertedFile.open(tmp_path / "file", TFIDF)
    with pytest.raises(LookalikeError, match=r"Cannot write the inverted file in .*file"):
        file.add(ids_of(range(4)), batch(TFIDF, 0))


def test_a_failed_write_changes_nothing(tmp_path, monkeypatch):
    file = filled(tmp_path)
    before = answer(file)

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(LookalikeError, match="No space left"):
            file.add(ids_of([50]), batch(TFIDF, 7, 1))
    assert answer(file) == before == answer(InvertedFile.open(tmp_path, TFIDF))
    file.add(ids_of([50]), batch(TFIDF, 7, 1))
    assert len(file) == len(InvertedFile.open(tmp_path, TFIDF)) == 13


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_kill_9_loses_nothing_that_was_acknowledged(tmp_path, seed):
    which = 1 if seed % 2 else 7
    voting = VOTINGS[which]
    command = [sys.executable, "-c", WRITE, str(tmp_path), str(which)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        first = process.stdout.readline()
        time.sleep(np.random.default_rng(seed).uniform(0.05, 1.2))
        process.send_signal(signal.SIGKILL)
        said = [line.split() for line in [first, *process.stdout] if line.endswith("\n")]
    added = [int(number) for what, number in said if what == "added"]
    removed = {ids_of([3 * int(number)])[0] for what, number in said if what == "removed"}
    file = InvertedFile.open(tmp_path, voting)
    there = set(file.snapshot.ids.astype(str))
    assert len(there) == len(file)
    assert set(ids_of(range(3 * len(added)))) - removed - there <= set(ids_of([3 * len(added) - 3]))
    assert not removed & there
    assert int(file.version) in (added[-1], added[-1] + 1)
    assert np.all(np.isfinite(list(answer(file, voting).values())))
    file.add(ids_of([9999]), batch(voting, 1, 1))
    file.merge()
    listed = json.loads((tmp_path / "manifest.json").read_text())["segments"]
    assert [path.name for path in segments(tmp_path)] == sorted(member["name"] for member in listed)
