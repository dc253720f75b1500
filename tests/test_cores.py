from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import cv2
import numpy as np  # noqa: F401 - brings the BLAS that is limited
import pytest
from threadpoolctl import threadpool_info

from lookalike.cores import cores, one_thread_each

LIMITED = 1


def threads() -> set[int]:
    """How many threads BLAS and OpenCV have."""
    blas = {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}
    return {*blas, cv2.getNumThreads()}


@pytest.fixture(autouse=True)
def several():
    """More than one thread each, however few cores there are."""
    before = cv2.getNumThreads()
    cv2.setNumThreads(3)
    yield
    cv2.setNumThreads(before)


def test_this_process_has_cores():
    assert cores() >= 1


def test_the_limit_ends_with_those_who_asked_for_it():
    before = threads()
    with one_thread_each(), one_thread_each():
        assert threads() == {LIMITED}
    assert threads() == before


def test_whoever_came_first_leaves_the_limit_to_the_others():
    """The first would have brought back what was before, and the last what was limited."""
    before, inside, leave_first = threads(), Barrier(2), Event()

    def first() -> None:
        with one_thread_each():
            inside.wait(10)

    def last() -> set[int]:
        with one_thread_each():
            inside.wait(10)
            assert leave_first.wait(10)
            return threads()

    with ThreadPoolExecutor(2) as pool:
        later = pool.submit(last)
        pool.submit(first).result(10)
        leave_first.set()
        assert later.result(10) == {LIMITED}
    assert threads() == before


def test_a_failure_takes_the_limit_back():
    before = threads()
    with pytest.raises(ZeroDivisionError), one_thread_each():
        1 / 0  # noqa: B018
    assert threads() == before


def test_threads_that_come_and_go_leave_all_as_it_was():
    """A limit that is taken back by another thread than set it would stay."""
    before = threads()

    def work(_: int) -> None:
        with one_thread_each():
            pass

    for _ in range(20):
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(40)))
    assert threads() == before


def test_work_that_is_left_when_the_interpreter_ends_says_nothing():
    program = (
        "from lookalike.engine.represent.parallel import in_parallel\n"
        "begun = in_parallel(str, iter(range(1000)))\n"
        "print(next(begun))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("0\n", "")
