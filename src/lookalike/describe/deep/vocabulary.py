"""Which words are words, of those that can be compared with what a picture shows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from lookalike.tokens import tokens

_HALF = 4
"""Letters of either part of a compound, at the least."""

_SHORT = frozenset({"atm", "bbq", "cd", "dj", "dvd", "pc", "suv", "tv"})
"""Things that people call by their initials, which the dictionary leaves out."""

_LETTERS = re.compile(r"[^\W\d_]+")


def words_of(text: str) -> list[str]:
    """The words of a text, in small letters."""
    return _LETTERS.findall(text.lower())


class Vocabulary:
    """Words that describe things, and those of an English dictionary.

    Embeddings of pieces of words do not tell: as many made-up words lie near a description as real ones do.

    :param descriptions: texts all of whose words are known, however rare.
    """

    def __init__(self, descriptions: Iterable[str]) -> None:
        words = {word for text in descriptions for word in words_of(text)}
        self._stems = {stem for word in words for stem in tokens(word)}

    def knows(self, word: str) -> bool:
        """Whether it is a word, or one of two together, in small letters."""
        if set(tokens(word)) <= self._stems or word in _SHORT or _is_english(word):
            return True
        places = range(_HALF, len(word) - _HALF + 1)
        return any(_is_english(word[:place]) and _is_english(word[place:]) for place in places)

    def known(self, text: str) -> str:
        """A text in small letters, without the words that are not known."""
        kept = _LETTERS.sub(lambda found: found[0] if self.knows(found[0]) else "", text.lower())
        return " ".join(kept.split())

    def meant(self, word: str) -> str | None:
        """A word that differs in one letter, if there is any: of the same letters, or else the most frequent one."""
        speller = _speller()
        near = sorted(other for other in speller.candidates(word) or () if other != word and set(other) & set(word))
        usual = {other: (sorted(other) == sorted(word), speller.word_usage_frequency(other)) for other in near}
        return max(near, key=usual.__getitem__, default=None)


@lru_cache(4096)
def _is_english(word: str) -> bool:
    return bool(_speller().known([word]))


@cache
def _speller() -> Any:
    from spellchecker import SpellChecker

    return SpellChecker(language="en", distance=1)
