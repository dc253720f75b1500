"""What representations have learnt, as it is stored: with a collection, or in a file of its own."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from lookalike.index.store import pack, unpack
from lookalike.reading import parse
from lookalike.spec import Part, Representation
from lookalike.types import LookalikeError

ENDING = ".lookalike"
"""Of the names of files that hold a representation with what it has learnt."""

_FORMAT = 1


def settings_of(representation: Representation) -> dict[str, bytes]:
    """What every encoder has learnt, by names that hold all parameters."""
    return {
        f"learnt:{part.key}:{place}": pack(encoder.learnt())
        for part in representation.parts
        for place, encoder in enumerate(part.encoders)
        if encoder.learns and encoder.learnt()
    }


def restored(representation: Representation, settings: Mapping[str, bytes]) -> Representation:
    """The representation with what of its learning is in the settings."""
    parts = []
    for part in representation.parts:
        stages = [
            encoder.restored(unpack(stored)) if (stored := settings.get(f"learnt:{part.key}:{place}")) else encoder
            for place, encoder in enumerate(part.encoders)
        ]
        parts.append(Part(part.weight, (part.descriptor, *stages)))
    return replace(representation, parts=tuple(parts))


def save(representation: Representation, file: Path) -> None:
    """Write a representation with what it has learnt; a file that is there is replaced as a whole.

    :raises LookalikeError: the name has another ending, or the file cannot be written.
    """
    if file.suffix != ENDING:
        raise LookalikeError(f"A file for what is learnt ends in {ENDING}, and {file} does not: give it that ending.")
    texts = {"format": str(_FORMAT), "representation": str(representation)}
    arrays = {name: np.frombuffer(content, np.uint8) for name, content in settings_of(representation).items()}
    begun = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        begun.write_bytes(pack({name: np.array(text) for name, text in texts.items()} | arrays))
        begun.replace(file)
    except OSError as error:
        begun.unlink(missing_ok=True)
        raise LookalikeError(f"Cannot write {file}: {error.strerror}.") from error


def load(file: Path) -> Representation:
    """Read what :func:`save` wrote; nothing in the file is executed.

    :raises LookalikeError: it cannot be read, or holds something else.
    """
    try:
        arrays = unpack(file.read_bytes())
    except OSError as error:
        raise LookalikeError(f"Cannot read {file}: {error.strerror}.") from error
    except (ValueError, EOFError, zipfile.BadZipFile) as error:
        raise LookalikeError(f"{file} is no file of lookalike train, or is damaged: make it again.") from error
    try:
        if str(arrays["format"]) != str(_FORMAT):
            raise KeyError(_FORMAT)
        return restored(parse(str(arrays["representation"])), {n: a.tobytes() for n, a in arrays.items()})
    except KeyError as error:
        raise LookalikeError(
            f"{file} was made by another version of Lookalike: make it again with lookalike train."
        ) from error


def represented(text: str) -> Representation:
    """A representation by its expression, by the name of a preset, or by a file of ``lookalike train``.

    :raises LookalikeError: none of these is meant.
    """
    return load(Path(text).expanduser()) if text.endswith(ENDING) else parse(text)
