"""Progress, on a terminal and elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from lookalike.app.progress import progress

CODE = """
import time
from lookalike.app.progress import progress
with progress("Indexing") as update:
    for done in range(0, 101, 10):
        update(done, 100)
        time.sleep(0.03)
"""


def test_lines_tell_rate_and_remaining_time(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter([0.0, 1.0, 10.0, 12.0, 20.0, 30.0])
    monkeypatch.setattr("lookalike.app.progress.time.monotonic", lambda: next(clock))
    with progress("Indexing") as update:
        for done in (0, 500, 600, 1000, 1500):
            update(done, 2000)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "Indexing: 500 of 2,000 images",
        "Indexing: 1,000 of 2,000 images, 50 images/s, 0:00:20 left",
        "Indexing: 1,500 of 2,000 images, 50 images/s, 0:00:10 left",
    ]


def test_nothing_is_promised_by_the_first_of_all(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter([0.0, 20.0, 26.0, 32.0])
    monkeypatch.setattr("lookalike.app.progress.time.monotonic", lambda: next(clock))
    with progress("Indexing") as update:
        for done in (1, 3, 7):
            update(done, 900)
    assert capsys.readouterr().err.splitlines() == [f"Indexing: {done} of 900 images" for done in (1, 3, 7)]


def test_bar_on_a_terminal() -> None:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    subprocess.run([sys.executable, "-c", CODE], stderr=theirs, env=environment, check=True)
    os.close(theirs)
    shown = b""
    while chunk := _read(ours):
        shown += chunk
    os.close(ours)
    assert b"100/100" in shown
    assert b"images/s" in shown


def _read(file: int) -> bytes:
    try:
        return os.read(file, 1 << 16)
    except OSError:
        return b""
