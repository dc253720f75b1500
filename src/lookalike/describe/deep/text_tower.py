"""The network for texts of a pair: words to token ids, and these to one vector."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from lookalike.describe.deep.onnx_file import read_model
from lookalike.describe.deep.runtime import first_line, runnable
from lookalike.describe.deep.weights import digest
from lookalike.types import Floats, LookalikeError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

_LONGEST = 77
"""Tokens of a text, where the network does not say; CLIP's number."""

_IDS, _MASK = "input_ids", "attention_mask"
_VECTOR = "text_embeds"

_lock = threading.Lock()


@dataclass(frozen=True, eq=False)
class TextTower:
    """Gives vectors of texts.

    :param digest: tells it from others.
    """

    path: Path
    digest: str
    session: InferenceSession
    tokenizer: Tokenizer

    def vectors(self, texts: Sequence[str]) -> Floats:
        """(T, D) float32.

        :raises LookalikeError: the network does not take these tokens.
        """
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> Floats:
        said = self.tokenizer.encode(text)
        given = {_IDS: said.ids, _MASK: said.attention_mask}
        inputs = {entry.name: (entry.type, given.get(entry.name, said.ids)) for entry in self.session.get_inputs()}
        feeds = {
            name: np.array([values], np.int32 if "int32" in kind else np.int64)
            for name, (kind, values) in inputs.items()
        }
        try:
            (found,) = self.session.run([self._output], feeds)
        except Exception as error:
            raise LookalikeError(f"{self.path} does not take {text!r}: {first_line(error)}") from error
        return np.asarray(found[0], np.float32)

    @property
    def _output(self) -> str:
        names = [output.name for output in self.session.get_outputs() if len(output.shape) == 2]
        return _VECTOR if _VECTOR in names else names[-1]


def text_tower(path: Path, tokenizer: Path) -> TextTower:
    """The network of a file, with the tokenizer that it was trained with.

    :param tokenizer: a tokenizer.json, as the tokenizers library writes it.
    :raises LookalikeError: a file is broken, or takes no texts.
    """
    with _lock:
        return _tower(path, tokenizer, digest(path), digest(tokenizer))


@lru_cache(maxsize=4)
def _tower(path: Path, vocabulary: Path, *hashes: str) -> TextTower:
    session = runnable(read_model(path).SerializeToString(), str(path), path.parent)
    inputs = {entry.name: entry for entry in session.get_inputs()}
    ids = inputs.get(_IDS) or next(iter(inputs.values()), None)
    if ids is None or "int" not in ids.type or len(ids.shape) != 2 or not inputs.keys() <= {ids.name, _MASK}:
        raise LookalikeError(f"{path} takes {', '.join(inputs) or 'nothing'}, and {_IDS} (N, T) are wanted of texts.")
    if not any(len(output.shape) == 2 for output in session.get_outputs()):
        raise LookalikeError(f"{path} gives no vector (N, D) of a text.")
    length = ids.shape[1] if isinstance(ids.shape[1], int) else None
    return TextTower(path, "-".join(found[:16] for found in hashes), session, _tokenizer(vocabulary, length))


def _tokenizer(path: Path, length: int | None) -> Tokenizer:
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises no kind of its own
        raise LookalikeError(f"{path} is no tokenizer: {first_line(error)}") from error
    tokenizer.enable_truncation(length or _LONGEST)
    if length is not None:
        said = tokenizer.padding or {}
        kept = {name: said[name] for name in ("pad_id", "pad_token", "pad_type_id") if name in said}
        tokenizer.enable_padding(length=length, **kept)
    return tokenizer
