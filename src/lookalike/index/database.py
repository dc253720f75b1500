"""The way to LanceDB, without the slow half of its import."""

from __future__ import annotations

import sys
from functools import cache
from importlib.util import find_spec, module_from_spec
from typing import Any

METADATA = 64_000_000
"""Bytes of what is remembered of files. Sixty small pictures of 100,000 took 300 MB of the database's own default, and
no less time."""

_REST_CLIENT = "lance_namespace_urllib3_client"


def connect(uri: str) -> Any:
    """The database at a URI that Lance takes."""
    _put_off(_REST_CLIENT)
    import lancedb

    return lancedb.connect(uri, session=_session())


@cache
def _session() -> Any:
    """What all databases of this process keep in memory, but for search indexes, which stay whole."""
    import lancedb

    return lancedb.Session(metadata_cache_size_bytes=METADATA)


def _put_off(package: str) -> None:
    """Let the modules of a package be imported without all that its ``__init__`` would bring, until that is asked for.

    LanceDB takes a few classes from the client of a REST service, whose
    ``__init__`` makes a validator of every call of that service: half of the
    time that importing LanceDB takes, for calls that are never made.
    """
    spec = None if package in sys.modules else find_spec(package)
    if spec is None or spec.loader is None:
        return
    module, loader = module_from_spec(spec), spec.loader

    def whole(name: str) -> Any:
        if vars(module).pop("__getattr__", None) is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        loader.exec_module(module)
        return getattr(module, name)

    vars(module)["__getattr__"] = whole
    sys.modules[package] = module
