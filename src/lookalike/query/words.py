"""Query by words: pictures of which a text is written, or which show what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from lookalike.abilities import reader
from lookalike.parameters import literal
from lookalike.query.base import Query, Spoken
from lookalike.query.color import Color
from lookalike.query.example import UNWANTED_WEIGHT
from lookalike.spec import Descriptor
from lookalike.tokens import tokens
from lookalike.types import Floats, LookalikeError, UnknownWords

_TERM = re.compile(r'(?<!\S)(-?)(?:"([^"]*)"|(\S+))')

_FUNCTION_WORDS = re.compile(
    "an?|and|are|as|at|be|but|by|for|if|in|into|is|it|no|not|of|on|or|such|that|the|their|then|there|these|they|this|to|was"
    "|will|with",
    re.IGNORECASE,
)
"""Words that say nothing by themselves: those that Lucene leaves out of English."""

_COLORS = ("black", "blue", "brown", "gray", "green", "grey", "orange", "pink", "purple", "red", "white", "yellow")
SEEN_WEIGHT = 0.5
"""What is seen against what is written: chosen by every second picture of ``lookalike.bench.keywords flickr8k500``."""

_COLOR_WEIGHT = 0.25
"""What a colour counts that words name: half of what is seen, as it may be that of a part of the picture only."""


class _Part(NamedTuple):
    """A word, or several in double quotes."""

    text: str
    unwanted: bool
    phrase: bool

    def terms(self) -> Iterator[tuple[str, ...]]:
        """What to look for in texts: a phrase as such, words one by one."""
        found = tuple(tokens(self.text))
        if self.phrase and found:
            yield found
        elif not self.phrase:
            yield from ((token,) for token in found)


@dataclass(frozen=True)
class _Said:
    """A text of words, of phrases in double quotes, and of what is not wanted after a hyphen.

    :raises LookalikeError: there is no letter and no digit in what is wanted.
    """

    text: str

    def __post_init__(self) -> None:
        if not any(character.isalnum() for character in self.text):
            raise LookalikeError(
                f"There is no word in {self.text!r}: write what the pictures show, as 'dog on a beach'."
            )
        if not any(character.isalnum() for character in self.wanted):
            raise LookalikeError(f"{self.text!r} tells only what is not wanted: say what is, as in 'beach -people'.")

    @cached_property
    def _parts(self) -> tuple[_Part, ...]:
        return tuple(
            _Part(phrase or word, bool(minus), bool(phrase)) for minus, phrase, word in _TERM.findall(self.text)
        )

    @property
    def wanted(self) -> str:
        """The words and phrases that are wanted."""
        return " ".join(part.text for part in self._parts if not part.unwanted)

    @property
    def unwanted(self) -> str:
        """Those that are not."""
        return " ".join(part.text for part in self._parts if part.unwanted)

    @property
    def telling(self) -> list[str]:
        """The words that are wanted, one by one, without function words where there are others."""
        words = [word for word in self.wanted.split() if any(map(str.isalnum, word))]
        return [word for word in words if not _FUNCTION_WORDS.fullmatch(word)] or words

    @property
    def terms(self) -> list[tuple[str, ...]]:
        """What is looked for in texts: tokens, and phrases of several; function words only where there is no other."""
        wanted = [part for part in self._parts if not part.unwanted]
        telling = [part for part in wanted if part.phrase or not _FUNCTION_WORDS.fullmatch(part.text)]
        return [term for part in telling or wanted for term in part.terms()]

    @property
    def excluded(self) -> list[tuple[str, ...]]:
        """What must not be in a text: what is not wanted, each as a phrase."""
        found = (tuple(tokens(part.text)) for part in self._parts if part.unwanted)
        return [term for term in found if term]


@dataclass(frozen=True)
class Written(_Said, Query):
    """What is written of pictures: names of files and folders, tags, captions, dates and cameras.

    :param text: as that of :class:`Words`.
    """

    def __str__(self) -> str:
        return f"written({literal(self.text)})"


@dataclass(frozen=True)
class Seen(_Said, Spoken):
    """What pictures show; parts of a representation that do not know words say nothing to it.

    :param text: as that of :class:`Words`; what is not wanted counts half, as an unwanted example does.
    """

    kind = "words"
    presets = ("all_round", "words")

    def asked_of(self, descriptor: Descriptor) -> Floats | None:
        seer = reader(descriptor)
        if seer is None:
            return None
        row = _unit(seer.text_vectors([self.wanted]))
        if self.unwanted:
            try:
                row = row - np.float32(UNWANTED_WEIGHT) * _unit(seer.text_vectors([self.unwanted]))
            except UnknownWords:  # what nobody can see is easily avoided
                return row
        return row

    def __str__(self) -> str:
        return f"seen({literal(self.text)})"


@dataclass(frozen=True)
class Words(Seen):
    """Words: pictures of which they are written, and pictures that show what they say.

    :param text: such as 'dog on a beach', '"golden gate" 2020' or 'beach -people': words, phrases in double quotes,
        and, after a hyphen, what is not wanted.
    :raises LookalikeError: there is no letter and no digit in what is wanted.
    """

    def voices(self) -> list[tuple[float, Query]]:
        """The queries that it stands for, with their weights."""
        named = [color for color in _COLORS if color in self.wanted.casefold().split()]
        colors = [(_COLOR_WEIGHT / len(named), Color(color)) for color in named]
        return [(1.0, Written(self.text)), (SEEN_WEIGHT, Seen(self.text)), *colors]

    def __str__(self) -> str:
        return literal(self.text)


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12), np.float32)
