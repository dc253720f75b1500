"""Words in terms of the thousand classes of ImageNet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np

from lookalike.describe.deep.classes import imagenet_classes
from lookalike.describe.deep.vocabulary import Vocabulary, words_of
from lookalike.describe.deep.wording import worded
from lookalike.types import Floats, UnknownWords

CLASSES = 1000

_COMMON = 4
"""Directions that the embeddings of all descriptions share, and which say nothing (Mu & Viswanath, ICLR 2018)."""

_TEMPERATURE = 0.2
"""How readily a text is spread over several classes; the similarities are between -2 and 2."""


class _Texts(NamedTuple):
    """How texts compare with classes.

    :param mean: (D,) of the embeddings of the descriptions.
    :param common: (D, C) orthonormal directions to be left out.
    :param classes: (D, 1000), the sum of each class's unit vectors, by its name and by its description.
    """

    mean: Floats
    common: Floats
    classes: Floats


def mixtures(texts: Sequence[str]) -> Floats:
    """Texts as mixtures of classes: (T, 1000) float32, not negative, each row of sum 1.

    A text is compared with the name and with the description of every class, by the cosine
    of their embeddings, and shared among the classes by a softmax. Words that are not known are left out.

    :raises UnknownWords: no word of a text is known.
    """
    known = [vocabulary().known(text) for text in texts]
    for text, words in zip(texts, known, strict=True):
        if not words_of(words):
            meant = [word for word in map(vocabulary().meant, words_of(text)) if word]
            raise UnknownWords(text, f"did you mean {meant[0]!r}?" if meant else "say it in other words, in English.")
    against = _texts()
    similarities = _distinct(worded(known), against.mean, against.common) @ against.classes
    similarities = (similarities - similarities.max(axis=1, keepdims=True)) / np.float32(_TEMPERATURE)
    shares = np.exp(similarities)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), np.float32)


@cache
def _texts() -> _Texts:
    described = worded(_descriptions())
    mean = described.mean(axis=0)
    common = np.linalg.svd(described - mean, full_matrices=False)[2][:_COMMON].T
    named = worded(imagenet_classes())
    return _Texts(mean, common, (_distinct(described, mean, common) + _distinct(named, mean, common)).T)


@cache
def vocabulary() -> Vocabulary:
    """Which words are known: those by which classes are named and described, and those of a dictionary."""
    return Vocabulary([*imagenet_classes(), *_descriptions()])


def _descriptions() -> list[str]:
    """All the names of each class, and what it looks like where that is told."""
    names, told = _read("imagenet1k_label_to_names.json"), _read("imagenet1k_gpt_names_descriptions.json")
    return [f"{names[place]}. {told.get(place, {}).get('description') or ''}" for place in map(str, range(CLASSES))]


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((files("imagenet_classes") / name).read_text(encoding="utf-8"))
    return content


def _distinct(vectors: Floats, mean: Floats, common: Floats) -> Floats:
    """Unit rows of what sets texts apart."""
    rows = vectors - mean
    rows = rows - rows @ common @ common.T
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)
