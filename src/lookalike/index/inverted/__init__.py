"""An inverted file for visual words: for each word, the pictures that have it.

Pictures lie in immutable segments of at most 65,536, which are memory-mapped; a
posting names its picture by 16 bits. Everything in it is derived from the store's
tables and can be made anew at any time.
"""

from __future__ import annotations

from lookalike.index.inverted.file import InvertedFile
from lookalike.index.inverted.snapshot import Snapshot

__all__ = ["InvertedFile", "Snapshot"]
