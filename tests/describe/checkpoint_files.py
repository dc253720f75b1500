"""Checkpoints in PyTorch's zip form, written opcode by opcode, so that they can be wrong in every way."""

from __future__ import annotations

import pickle
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

DICTIONARY = b"ccollections\nOrderedDict\n)R"


def value(thing: Any) -> bytes:
    """What puts a thing on the stack of a pickle's machine."""
    return pickle.dumps(thing, 2)[2:-1]


def outline(
    key: str,
    shape: tuple[int, ...],
    strides: tuple[int, ...],
    *,
    kind: str = "torch\nFloatStorage",
    offset: int = 0,
    rebuild: str = "torch._utils\n_rebuild_tensor_v2",
) -> bytes:
    """A tensor, as PyTorch pickles it, with what makes it pickled as well."""
    storage = b"(" + value("storage") + f"c{kind}\n".encode() + value(key) + value("cpu") + value(0) + b"tQ"
    where = value(offset) + value(shape) + value(strides)
    return f"c{rebuild}\n(".encode() + storage + where + b"\x89" + DICTIONARY + b"tR"


def outlines(tensors: Mapping[str, bytes]) -> bytes:
    """The pickle of a dictionary of tensors with the attribute that PyTorch gives it."""
    items = b"".join(value(name) + tensor for name, tensor in tensors.items())
    metadata = b"}" + value("_metadata") + DICTIONARY + b"s"
    return b"\x80\x02" + DICTIONARY + b"(" + items + b"u" + metadata + b"b."


def entries(pickled: bytes, storages: Mapping[str, bytes], folder: str = "archive") -> dict[str, bytes]:
    """What is in the archive, by name."""
    data = {f"{folder}/data/{key}": content for key, content in storages.items()}
    return {f"{folder}/data.pkl": pickled, f"{folder}/byteorder": b"little", **data, f"{folder}/version": b"3\n"}


def archive(path: Path, contents: Mapping[str, bytes], compression: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as file:
        for name, content in contents.items():
            file.writestr(name, content)
    return path
