"""Read PyTorch checkpoints without PyTorch and without executing anything in them.

Since PyTorch 1.6 a checkpoint is a zip archive of one folder: ``data.pkl`` is a
pickle of the tensors' outlines, and ``data/KEY`` has the raw values of a
storage, uncompressed, in the order of bytes that ``byteorder`` names.

Before, it was a row of pickles (a magic number, a protocol version, facts of
the writing machine, the tensors' outlines, the keys of their storages) and
then, storage after storage, an element count of 8 bytes and the raw
little-endian values.
"""

import io
import math
import pickle
import pickletools
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import IO, Any, NamedTuple, Self

import numpy as np

from lookalike.types import LookalikeError

_MAGIC = 0x1950A86A20F9469CFC6C

_ZIP = b"PK\x03\x04"

_MEMO = 1_000_000
"""Objects that a pickle may keep for later: many times what the outlines of the largest networks need."""

_STORAGES: dict[str, np.dtype[Any]] = {
    "DoubleStorage": np.dtype("<f8"),
    "FloatStorage": np.dtype("<f4"),
    "HalfStorage": np.dtype("<f2"),
    "LongStorage": np.dtype("<i8"),
    "IntStorage": np.dtype("<i4"),
    "ByteStorage": np.dtype("u1"),
}


class CheckpointError(LookalikeError):
    """A file is not a PyTorch checkpoint that can be read safely."""


class _Outline(NamedTuple):
    """Where a tensor lies in its storage; offset and strides count elements."""

    key: str
    dtype: np.dtype[Any]
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    @classmethod
    def rebuilt(cls, storage: tuple[Any, ...], offset: int, shape: Any, strides: Any, *_: Any) -> Self:
        _, kind, key, _, _ = storage[:5]
        if kind not in _STORAGES:
            raise pickle.UnpicklingError("a storage has no known type")
        return cls(str(key), _STORAGES[kind], int(offset), tuple(shape), tuple(strides))

    def cut(self, storage: np.ndarray) -> np.ndarray:
        last = self.offset + sum((n - 1) * s for n, s in zip(self.shape, self.strides, strict=True))
        empty = 0 in self.shape
        if self.offset < 0 or min(self.strides, default=0) < 0 or (not empty and last >= storage.size):
            raise ValueError("a tensor lies outside its storage")
        # With strides of 0 a few bytes could ask for any amount of memory.
        if math.prod(self.shape) > storage.size:
            raise ValueError("a tensor is larger than its storage")
        strides = [s * storage.itemsize for s in self.strides]
        return np.lib.stride_tricks.as_strided(storage[self.offset :], self.shape, strides).copy()


class _Outlines(pickle.Unpickler):
    """An unpickler to which only dictionaries and tensor outlines are known.

    What it finds by name is a text, a bound method or a class of C: a pickle has
    no way to change them.
    """

    def find_class(self, module: str, name: str) -> Any:
        if module == "torch" and name in _STORAGES:
            return name
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _Outline.rebuilt
        raise pickle.UnpicklingError(f"it asks for {f'{module}.{name}'!r}, which weights do not need")

    def persistent_load(self, pid: Any) -> Any:
        return pid


def read_checkpoint(path: Path) -> dict[str, np.ndarray]:
    """Read the tensors of a checkpoint, in PyTorch's zip form or in the one that it wrote before 1.6.

    :param path: a ``.pt`` or ``.pth`` file that holds one flat dictionary of tensors.
    :return: arrays of the stored shapes and types by the stored names.
    :raises CheckpointError: the file is missing, corrupt, or asks for any
        Python object other than tensors and dictionaries.
    """
    try:
        with path.open("rb") as file:
            return _read_zip(file) if file.peek(len(_ZIP)).startswith(_ZIP) else _read_row(file)
    except OSError as error:
        raise CheckpointError(f"Cannot read the weights {path}: {error.strerror}.") from error
    except Exception as error:  # a hostile pickle can raise anything
        raise CheckpointError(f"{path} is not a readable checkpoint: {error or type(error).__name__}.") from error


def _read_zip(file: io.BufferedReader) -> dict[str, np.ndarray]:
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        # Neither compression nor entries that share their bytes can make more of the file than it is.
        if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
            raise ValueError("its entries are compressed")
        if sum(entry.file_size for entry in entries) > file.seek(0, io.SEEK_END):
            raise ValueError("its entries are larger than the file")
        names = {entry.filename for entry in entries}
        folders = [name.removesuffix("data.pkl") for name in names if name.endswith("/data.pkl")]
        if len(folders) != 1:
            raise ValueError("it has no outlines of tensors")
        if f"{folders[0]}byteorder" in names and archive.read(f"{folders[0]}byteorder") != b"little":
            raise ValueError("its numbers are not little-endian")
        outlines = _outlines(io.BytesIO(archive.read(f"{folders[0]}data.pkl")))
        dtypes = {outline.key: outline.dtype for outline in outlines.values()}
        storages = {key: np.frombuffer(archive.read(f"{folders[0]}data/{key}"), dtype) for key, dtype in dtypes.items()}
    return {name: outline.cut(storages[outline.key]) for name, outline in outlines.items()}


def _read_row(file: io.BufferedReader) -> dict[str, np.ndarray]:
    if _load(file) != _MAGIC:
        raise ValueError("it does not begin as one")
    for _ in range(2):
        _load(file)
    outlines = _outlines(file)
    dtypes = {outline.key: outline.dtype for outline in outlines.values()}
    storages = {str(key): _storage(file, dtypes[str(key)]) for key in _load(file)}
    return {name: outline.cut(storages[outline.key]) for name, outline in outlines.items()}


def _load(file: IO[bytes]) -> Any:
    """The object of the next pickle, read twice: no number in it may ask for much memory."""
    start = file.tell()
    numbers = (number for code, number, _ in pickletools.genops(file) if code.name.endswith("PUT"))
    if any(isinstance(number, int) and number > _MEMO for number in numbers):
        raise pickle.UnpicklingError("it numbers more objects than weights need")
    file.seek(start)
    return _Outlines(file).load()


def _outlines(file: IO[bytes]) -> dict[str, _Outline]:
    said = _load(file)
    if not isinstance(said, dict):
        raise TypeError("it is no dictionary of tensors")
    # Of the dictionary type itself, as a pickle can give an instance attributes of any name.
    items = dict.items(said)
    if not all(isinstance(name, str) and isinstance(outline, _Outline) for name, outline in items):
        raise TypeError("it holds other things than tensors by their names")
    return dict(items)


def _storage(file: IO[bytes], dtype: np.dtype[Any]) -> np.ndarray:
    count = int.from_bytes(file.read(8), "little")
    raw = file.read(count * dtype.itemsize) if count < 2**31 else b""
    if len(raw) != count * dtype.itemsize:
        raise ValueError("it is truncated")
    return np.frombuffer(raw, dtype)
