"""Finds the pictures in folders."""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lookalike.collection.captions import note_beside
from lookalike.collection.formats import HEAD, SUFFIXES, sniff
from lookalike.collection.unreadable import os_reason
from lookalike.types import LookalikeError, Skip


@dataclass(frozen=True)
class Found:
    """A file that looks like a picture.

    :param path: absolute; links in it are not resolved.
    :param root: the folder or file it was found under, absolute likewise.
    :param size: in bytes.
    :param mtime_ns: when it was last written, in nanoseconds since 1970.
    :param note_ns: the same of the text file that speaks of it; 0 where there is none.
    """

    path: Path
    root: Path
    size: int
    mtime_ns: int
    note_ns: int = 0


def scan(roots: Iterable[Path]) -> Iterator[Found | Skip]:
    """The pictures in folders and their subfolders, in an order that does not vary between runs.

    A file counts as a picture by its suffix or, failing that, by its first
    bytes. Hidden files and folders are left out, unless they are roots. Links
    are followed, after everything else, so that a file that can be reached
    several ways is found once and under its real name where there is one.

    :raises LookalikeError: before anything is scanned, for a root that does not exist.
    """
    places = [Path(os.path.abspath(root)) for root in roots]
    for place in places:
        if not os.path.lexists(place):
            raise LookalikeError(f"There is no file or folder {place}: give the path of a picture or a folder.")
    return _Walk().walk(places)


def picture_files(roots: Iterable[Path]) -> list[Path]:
    """The paths of what :func:`scan` finds, without what it skips."""
    return [found.path for found in scan(roots) if isinstance(found, Found)]


def tags_of(path: Path, root: Path) -> tuple[str, ...]:
    """Names of the folders from the root to the file, outermost first; the root's own only if it is a folder."""
    root = Path(os.path.abspath(root))
    if path == root:
        return ()
    return tuple(name for name in (root.name, *path.relative_to(root).parts[:-1]) if name)


class _Walk:
    def __init__(self) -> None:
        self._seen: set[tuple[int, int]] = set()
        self._links: deque[tuple[str, Path]] = deque()

    def walk(self, roots: list[Path]) -> Iterator[Found | Skip]:
        for root in roots:
            yield from self._visit(str(root), root)
        while self._links:
            yield from self._visit(*self._links.popleft())

    def _visit(self, path: str, root: Path) -> Iterator[Found | Skip]:
        """A root or a link, whatever it leads to."""
        try:
            status = os.stat(path)
        except OSError as error:
            yield Skip(Path(path), _link_reason(error) if os.path.islink(path) else os_reason(error))
            return
        if not stat.S_ISDIR(status.st_mode):
            yield from self._file(path, root, status)
        elif os.path.islink(path) and _holds(path):
            yield Skip(Path(path), "looping link: it leads to a folder that holds it")
        else:
            yield from self._tree(path, root)

    def _tree(self, top: str, root: Path) -> Iterator[Found | Skip]:
        folders = [top]
        while folders:
            folder = folders.pop()
            try:
                if not self._is_new(os.stat(folder)):
                    continue
                with os.scandir(folder) as listing:
                    entries = sorted(listing, key=lambda entry: entry.name)
            except OSError as error:
                yield Skip(Path(folder), os_reason(error))
                continue
            visible = [entry for entry in entries if not entry.name.startswith(".")]
            self._links.extend((entry.path, root) for entry in visible if entry.is_symlink())
            folders.extend(entry.path for entry in reversed(visible) if entry.is_dir(follow_symlinks=False))
            for entry in visible:
                if not entry.is_symlink() and not entry.is_dir(follow_symlinks=False):
                    yield from self._entry(entry, root)

    def _entry(self, entry: os.DirEntry[str], root: Path) -> Iterator[Found | Skip]:
        try:
            status = entry.stat(follow_symlinks=False)
        except OSError as error:
            yield Skip(Path(entry.path), os_reason(error))
        else:
            yield from self._file(entry.path, root, status)

    def _file(self, path: str, root: Path, status: os.stat_result) -> Iterator[Found | Skip]:
        is_candidate = path == str(root) or os.path.splitext(path)[1].lower() in SUFFIXES
        if not stat.S_ISREG(status.st_mode):
            if is_candidate:
                yield Skip(Path(path), "not a regular file")
            return
        try:
            is_picture = is_candidate or _is_picture(path)
        except OSError as error:
            yield Skip(Path(path), os_reason(error))
            return
        if is_picture and self._is_new(status):
            note = note_beside(path)
            yield Found(Path(path), root, status.st_size, status.st_mtime_ns, note[1].st_mtime_ns if note else 0)

    def _is_new(self, status: os.stat_result) -> bool:
        key = (status.st_dev, status.st_ino)
        if key in self._seen:
            return False
        self._seen.add(key)
        return True


def _is_picture(path: str) -> bool:
    with open(path, "rb", buffering=0) as file:
        return sniff(file.read(HEAD)) is not None


def _holds(link: str) -> bool:
    return Path(os.path.realpath(os.path.dirname(link))).is_relative_to(os.path.realpath(link))


def _link_reason(error: OSError) -> str:
    return "dangling link" if isinstance(error, FileNotFoundError) else f"broken link: {os_reason(error)}"
