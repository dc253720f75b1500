"""Texts as vectors, without a network: the mean of the static embeddings of their tokens (WordLlama, 2024)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from lookalike.types import Floats, LookalikeError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

WIDTH = 256


def worded(texts: Sequence[str]) -> Floats:
    """(T, 256) float32: one row a text, zeros for one without tokens.

    :raises LookalikeError: the package of the embeddings is damaged.
    """
    tokenizer, table = _model()
    rows = np.zeros((len(texts), WIDTH), np.float32)
    for row, said in zip(rows, tokenizer.encode_batch(list(texts), add_special_tokens=False), strict=True):
        if said.ids:
            row[:] = table[np.minimum(said.ids, len(table) - 1)].mean(axis=0)
    return rows


@cache
def _model() -> tuple[Tokenizer, Floats]:
    """Read from the files of the package, whose own module asks for much more than these."""
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    spec = find_spec("wordllama")
    folder = Path(spec.origin or "").parent if spec else Path()
    try:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizers" / "l2_supercat_tokenizer_config.json"))
        table = load_file(folder / "weights" / "l2_supercat_256.safetensors")["embedding.weight"]
    except Exception as error:  # the tokenizers' own errors are plain Exceptions
        raise LookalikeError(
            f"The embeddings of words in {folder} cannot be read: pip install --force-reinstall wordllama."
        ) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer, np.asarray(table, np.float32)
