"""Read PyTorch checkpoints without PyTorch and without executing anything in them.

A checkpoint of PyTorch before 1.6 is a row of pickles (a magic number, a
protocol version, facts of the writing machine, the tensors' outlines, the keys
of their storages) and then, storage after storage, an element count of 8 bytes
and the raw little-endian values.
"""

import io
import pickle
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np

from lookalike.types import LookalikeError

_MAGIC = 0x1950A86A20F9469CFC6C

_STORAGES = {
    "DoubleStorage": np.dtype("<f8"),
    "FloatStorage": np.dtype("<f4"),
    "HalfStorage": np.dtype("<f2"),
    "LongStorage": np.dtype("<i8"),
    "IntStorage": np.dtype("<i4"),
    "ByteStorage": np.dtype("u1"),
}


class CheckpointError(LookalikeError):
    """A file is not a PyTorch checkpoint that can be read safely."""


@dataclass(frozen=True)
class _Outline:
    """Where a tensor lies in its storage; offset and strides count elements."""

    key: str
    dtype: np.dtype[Any]
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    def cut(self, storage: np.ndarray) -> np.ndarray:
        last = self.offset + sum((n - 1) * s for n, s in zip(self.shape, self.strides, strict=True))
        empty = 0 in self.shape
        if self.offset < 0 or min(self.strides, default=0) < 0 or (not empty and last >= storage.size):
            raise ValueError("a tensor lies outside its storage")
        strides = [s * storage.itemsize for s in self.strides]
        view = np.lib.stride_tricks.as_strided(storage[self.offset :], self.shape, strides)
        return np.ascontiguousarray(view)


def _outline(storage: tuple[Any, ...], offset: int, shape: Any, strides: Any, *_: Any) -> _Outline:
    _, dtype, key, _, _ = storage[:5]
    if not isinstance(dtype, np.dtype):
        raise pickle.UnpicklingError("a storage has no known type")
    return _Outline(str(key), dtype, int(offset), tuple(shape), tuple(strides))


class _Outlines(pickle.Unpickler):
    """An unpickler to which only dictionaries and tensor outlines are known."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "torch" and name in _STORAGES:
            return _STORAGES[name]
        known: dict[tuple[str, str], Callable[..., Any]] = {
            ("collections", "OrderedDict"): OrderedDict,
            ("torch._utils", "_rebuild_tensor_v2"): _outline,
        }
        if (module, name) not in known:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}, which weights do not need")
        return known[module, name]

    def persistent_load(self, pid: Any) -> Any:
        return pid


def read_checkpoint(path: Path) -> dict[str, np.ndarray]:
    """Read the tensors of a checkpoint in the form that PyTorch wrote before 1.6.

    :param path: a ``.pth`` file that holds one flat dictionary of tensors.
    :return: arrays of the stored shapes and types by the stored names.
    :raises CheckpointError: the file is missing, corrupt, or asks for any
        Python object other than tensors and dictionaries.
    """
    try:
        with path.open("rb") as file:
            return _read(file)
    except OSError as error:
        raise CheckpointError(f"Cannot read the weights {path}: {error.strerror}.") from error
    except Exception as error:  # a hostile pickle can raise anything
        raise CheckpointError(f"{path} is not a readable checkpoint: {error or type(error).__name__}.") from error


def _read(file: IO[bytes]) -> dict[str, np.ndarray]:
    buffered = io.BufferedReader(file) if isinstance(file, io.RawIOBase) else file
    if _Outlines(buffered).load() != _MAGIC:
        raise ValueError("it does not begin as one")
    for _ in range(2):
        _Outlines(buffered).load()
    outlines: dict[str, _Outline] = _Outlines(buffered).load()
    dtypes = {o.key: o.dtype for o in outlines.values()}
    storages = {str(key): _storage(buffered, dtypes[str(key)]) for key in _Outlines(buffered).load()}
    return {name: outline.cut(storages[outline.key]) for name, outline in outlines.items()}


def _storage(file: IO[bytes], dtype: np.dtype[Any]) -> np.ndarray:
    count = int.from_bytes(file.read(8), "little")
    raw = file.read(count * dtype.itemsize) if count < 2**31 else b""
    if len(raw) != count * dtype.itemsize:
        raise ValueError("it is truncated")
    return np.frombuffer(raw, dtype)
