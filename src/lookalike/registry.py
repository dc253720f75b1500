"""The registry: which methods there are, found in the folders of descriptors, encoders and rerankers."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TypeVar

from lookalike.spec import Method

FAMILIES = "lookalike.describe"
"""A folder of folders of methods."""
STAGES = ("lookalike.encode", "lookalike.rerank")
"""Folders of methods; what lies in folders below is what these compute with."""

M = TypeVar("M", bound=Method)

_REGISTRY: dict[str, type[Method]] = {}


def register(method: type[M]) -> type[M]:
    """Class decorator: make a method known by its class's ``name``."""
    if method.name in _REGISTRY:
        raise ValueError(f"{method.name} is registered twice")
    _REGISTRY[method.name] = method
    return method


@cache
def _discover() -> None:
    families = [module.name for module in _below(FAMILIES) if module.ispkg]
    for folder in (*families, *STAGES):
        for module in _below(folder):
            if not module.ispkg:
                importlib.import_module(module.name)


def _below(package: str) -> list[pkgutil.ModuleInfo]:
    return list(pkgutil.iter_modules(importlib.import_module(package).__path__, f"{package}."))


def methods() -> dict[str, type[Method]]:
    """Every registered method by name, in alphabetical order."""
    _discover()
    return dict(sorted(_REGISTRY.items()))
