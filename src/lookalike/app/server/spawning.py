"""How the server starts processes."""

from __future__ import annotations

from importlib import import_module
from multiprocessing import get_context
from multiprocessing.context import SpawnContext


def spawning() -> SpawnContext:
    """What processes are started by: spawned, as the store stands no fork.

    A spawned process takes over `sys.path` as it is just then, and while another thread imports OpenCV a folder with a
    `typing` of its own stands in it: OpenCV is imported first.
    """
    import_module("cv2")
    return get_context("spawn")
