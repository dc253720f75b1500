"""How well words are told from what is none: ``python -m lookalike.bench.unknown CAPTIONED``.

Words are those that people wrote in captions, misspelt ones among them. What is none is made up: of letters as they
follow each other in these words, two or three before each one, and of random letters. Some of what is made up turns
out to be a word all the same.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from lookalike.bench.harness.datasets import located
from lookalike.bench.harness.intentions import read_captions
from lookalike.describe.deep.imagenet import vocabulary
from lookalike.describe.deep.vocabulary import words_of
from lookalike.types import LookalikeError

MADE_UP = 400
LENGTHS = (4, 10)
"""Letters of what is made up, at the least and at the most."""

_TRIES = 100
"""For each word to be made up: of few words, few others can be made."""

_START, _END = "^", "$"


def made_up(words: Sequence[str], order: int, count: int = MADE_UP, seed: int = 0) -> list[str]:
    """About so many different strings that are no given word, each letter drawn by the ``order`` letters before it."""
    following: dict[str, Counter[str]] = defaultdict(Counter)
    for word in words:
        padded = _START * order + word + _END
        for place in range(order, len(padded)):
            following[padded[place - order : place]][padded[place]] += 1
    rng, made = np.random.default_rng(seed), dict[str, None]()
    for _ in range(_TRIES * count):
        letters = ""
        while not letters.endswith(_END):
            after = following[(_START * order + letters)[-order:]]
            letters += str(rng.choice(list(after), p=np.array(list(after.values())) / after.total()))
        word = letters.removesuffix(_END)
        if LENGTHS[0] <= len(word) <= LENGTHS[1] and word not in words:
            made[word] = None
        if len(made) == count:
            break
    return list(made)


def random_letters(count: int = MADE_UP, seed: int = 0) -> list[str]:
    """Strings of random letters of the Latin alphabet."""
    rng = np.random.default_rng(seed)
    alphabet = list("abcdefghijklmnopqrstuvwxyz")
    return ["".join(rng.choice(alphabet, rng.integers(LENGTHS[0], LENGTHS[1] + 1))) for _ in range(count)]


def known(words: Sequence[str]) -> dict[str, float]:
    """How many there are, and the share that is taken for words."""
    return {"count": len(words), "known": sum(map(vocabulary().knows, words)) / max(len(words), 1)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the shares as JSON."""
    parser = argparse.ArgumentParser(prog="python -m lookalike.bench.unknown", description=__doc__)
    parser.add_argument("folder", type=Path, help="pictures with a captions.json, there or under $LOOKALIKE_DATA")
    captions = read_captions(located(parser.parse_args(arguments).folder))
    said = {word for texts in captions.values() for text in texts for word in words_of(text) if len(word) > 2}
    words = sorted(said)
    sets = {
        "words of captions": words,
        "made up, three letters before each": made_up(words, 3),
        "made up, two letters before each": made_up(words, 2),
        "random letters": random_letters(),
    }
    print(json.dumps({name: known(each) for name, each in sets.items()}, indent=2))


if __name__ == "__main__":
    try:
        main()
    except LookalikeError as error:
        sys.exit(f"Error: {error}")
