"""Which files a scan finds, in which order, and what it says of the others."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from lookalike.collection.formats import HEAD, SUFFIXES, sniff
from lookalike.collection.scan import Found, scan, tags_of
from lookalike.types import LookalikeError, Skip
from tests.pictures import encoded, hostile_folder, scene


def found(*roots: Path) -> list[str]:
    return [str(f.path.relative_to(roots[0])) for f in scan(roots) if isinstance(f, Found)]


def skipped(*roots: Path) -> dict[str, str]:
    return {s.path.name: s.reason for s in scan(roots) if isinstance(s, Skip)}


def write(folder: Path, *names: str, content: bytes = b"") -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def test_order_is_by_name_files_before_subfolders(tmp_path: Path) -> None:
    write(tmp_path, "b/2.jpg", "b/1.png", "a/c/3.gif", "a/0.webp", "z.tif", "B.JPG")
    assert found(tmp_path) == ["B.JPG", "z.tif", "a/0.webp", "a/c/3.gif", "b/1.png", "b/2.jpg"]


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_suffixes_are_believed_unopened(tmp_path: Path, suffix: str) -> None:
    write(tmp_path, f"a{suffix}", f"b{suffix.upper()}")
    assert len(found(tmp_path)) == 2


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP", "AVIF", "HEIF"])
def test_other_suffixes_are_sniffed(tmp_path: Path, kind: str) -> None:
    content = encoded(scene(0), kind)
    assert sniff(content[:HEAD]) == kind
    write(tmp_path, "picture", "picture.dat", content=content)
    write(tmp_path, "BMW.txt", content=b"BMW, RIFF and GIF8 are no pictures, whatever they begin with.")
    assert found(tmp_path) == ["picture", "picture.dat"]
    assert skipped(tmp_path) == {}


def test_size_and_time_are_the_files(tmp_path: Path) -> None:
    write(tmp_path, "a.jpg", content=b"12345")
    os.utime(tmp_path / "a.jpg", ns=(1, 1_234_567_890_123_456_789))
    assert list(scan([tmp_path])) == [Found(tmp_path / "a.jpg", tmp_path, 5, 1_234_567_890_123_456_789)]


def test_a_root_may_be_a_file_hidden_or_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, ".cache/a.jpg", ".cache/.hidden/b.jpg", ".cache/.c.jpg", "notes.txt")
    monkeypatch.chdir(tmp_path)
    root = tmp_path / ".cache"
    assert list(scan([Path(".cache")])) == [Found(root / "a.jpg", root, 0, (root / "a.jpg").stat().st_mtime_ns)]
    named = [f for f in scan([Path("notes.txt")]) if isinstance(f, Found)]
    assert [f.path for f in named] == [f.root for f in named] == [tmp_path / "notes.txt"]


def test_a_missing_root_is_named_before_anything_is_scanned(tmp_path: Path) -> None:
    with pytest.raises(LookalikeError, match=r"no file or folder .*nowhere"):
        scan([tmp_path, tmp_path / "nowhere"])


def test_overlapping_roots_give_each_file_once(tmp_path: Path) -> None:
    write(tmp_path, "a/1.jpg", "2.jpg")
    assert found(tmp_path, tmp_path / "a", tmp_path / "2.jpg", tmp_path) == ["2.jpg", "a/1.jpg"]


def test_links_come_last_and_only_for_what_has_not_been_found(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    write(root, "z/real.jpg")
    write(outside, "deep/far.jpg", "single.jpg")
    (root / "a link.jpg").symlink_to("z/real.jpg")
    (root / "all").symlink_to(outside)
    (root / "one.jpg").symlink_to(outside / "single.jpg")
    (outside / "back").symlink_to(root)
    assert found(root) == ["z/real.jpg", "all/single.jpg", "all/deep/far.jpg"]
    assert skipped(root) == {}


def test_links_that_lead_nowhere_or_round_are_reported(tmp_path: Path) -> None:
    write(tmp_path, "sub/a.jpg")
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "ring").symlink_to("ring")
    (tmp_path / "sub" / "up").symlink_to("..")
    (tmp_path / "self").symlink_to(".")
    assert found(tmp_path) == ["sub/a.jpg"]
    reasons = skipped(tmp_path)
    assert reasons.keys() == {"dangling", "ring", "up", "self"}
    assert reasons["dangling"] == "dangling link"
    assert "looping" in reasons["up"] and "looping" in reasons["self"] and "too many levels" in reasons["ring"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_folders_are_reported(tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0)
    assert skipped(tmp_path) == {"locked": "permission denied"}


def test_a_pipe_is_reported_only_under_a_pictures_name(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    os.mkfifo(tmp_path / "pipe")
    assert skipped(tmp_path) == {"pipe.jpg": "not a regular file"}


def test_hostile_folder(tmp_path: Path) -> None:
    expected = hostile_folder(tmp_path / "in")
    results = list(scan([tmp_path / "in"]))
    names = {r.path.name for r in results}
    assert names <= expected.keys()
    assert {n for n, e in expected.items() if e == "picture"} <= {r.path.name for r in results if isinstance(r, Found)}
    assert expected.keys() - names == set()


def test_scanning_is_fast(tmp_path: Path) -> None:
    for folder in range(10):
        write(tmp_path, *(f"{folder}/{n}.jpg" for n in range(200)))
    start = time.process_time()
    assert len(found(tmp_path)) == 2000
    assert time.process_time() - start < 0.3


@pytest.mark.parametrize(
    ("path", "root", "tags"),
    [
        ("/photos/2020/dogs/a.jpg", "/photos", ("photos", "2020", "dogs")),
        ("/photos/a.jpg", "/photos", ("photos",)),
        ("/photos/a.jpg", "/photos/a.jpg", ()),
        ("/x/a.jpg", "/", ("x",)),
        ("/photos/new\nline/a.jpg", "/photos/sub/..", ("photos", "new\nline")),
    ],
)
def test_tags(path: str, root: str, tags: tuple[str, ...]) -> None:
    assert tags_of(Path(path), Path(root)) == tags
