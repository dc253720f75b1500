"""Where files lie that are derived from a store."""

from __future__ import annotations

import hashlib
from pathlib import Path

from lookalike.index.store import Store


def folder_beside(store: Store, name: str) -> Path:
    """A folder in that of a store; of a store elsewhere, one of this machine's cache. It need not be there."""
    if store.is_local(store.uri):
        return Path(store.uri) / name
    from platformdirs import user_cache_path

    place = hashlib.blake2b(store.uri.encode(), digest_size=8).hexdigest()
    return user_cache_path("lookalike", appauthor=False) / name / place
