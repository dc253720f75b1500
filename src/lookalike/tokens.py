"""Texts as tokens, so that what is written and what is asked for meet whatever their form.

Texts are normalised (Unicode NFKC) and lose case and the accents of Latin and Greek letters. A word ends where letters
give way to digits and where a small letter is followed by a capital: ``IMG_2020BeachDay`` is img, 2020, beach and day.
English words lose their endings (Porter's second stemmer, Snowball, 2001) and numbers their leading zeros. Scripts that
put no spaces between words, as Chinese, Japanese and Thai, become pairs of characters that overlap (Nie, Gao, Zhang &
Zhou, On the use of words and n-grams for Chinese information retrieval, IRAL 2000).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import groupby, pairwise
from threading import Lock
from typing import Any

BREAK = "|"
"""No token; it stands between texts that do not go on in each other."""

_LONGEST = 40
"""Characters of a token; what is longer is cut."""

_ACCENTS = re.compile("(?<=[a-z\u03b1-\u03c9])[\u0300-\u036f]+")
_POSSESSIVE = re.compile(r"(?<=\w)['\u2019]s\b", re.IGNORECASE)
_HUMP = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ENGLISH = re.compile("[a-z]{3,}")
_one_at_a_time = Lock()
_UNSPACED = (
    range(0x0E00, 0x0F00),  # Thai and Lao
    range(0x1000, 0x10A0),  # Burmese
    range(0x1780, 0x1800),  # Khmer
    range(0x3040, 0x3100),  # Hiragana and Katakana
    range(0x3400, 0x4DC0),  # Chinese characters, and those further on
    range(0x4E00, 0xA000),
    range(0xF900, 0xFB00),
    range(0x20000, 0x40000),
)


def tokens(text: str) -> list[str]:
    """The tokens of a text, in their order."""
    return [token for kind, run in _runs(text) for token in _pieces(kind, run)]


def written(texts: Iterable[str]) -> str:
    """Several texts as one, of tokens with a space between each two; "" where there are none.

    What is also asked for in another way comes last: words of several parts as one (``iphone`` beside i and phone),
    and characters that are pairs otherwise.
    """
    parts = list(texts)
    also = dict.fromkeys(token for text in parts for kind, run in _runs(text) for token in _other_forms(kind, run))
    kept = [" ".join(found) for found in (*map(tokens, parts), also) if found]
    return f" {BREAK} ".join(kept)


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """The runs of letters, of digits and of characters without spaces, with their kinds."""
    normal = _POSSESSIVE.sub("", unicodedata.normalize("NFKC", text))
    for kind, run in groupby(normal, _kind):
        if kind:
            yield kind, "".join(run)


@lru_cache(4096)
def _kind(character: str) -> str:
    if any(ord(character) in block for block in _UNSPACED):
        return "pairs"
    if character.isdecimal():
        return "digits"
    return "letters" if unicodedata.category(character)[0] in "LM" else ""


def _pieces(kind: str, run: str) -> list[str]:
    if kind == "pairs":
        return [one + other for one, other in pairwise(run)] or [run]
    if kind == "digits":
        return [str(int(run[:_LONGEST]))]
    return [_word(part) for part in _HUMP.split(run)]


def _other_forms(kind: str, run: str) -> list[str]:
    if kind == "pairs" and len(run) > 1:
        return list(run)
    return [_word(run)] if kind == "letters" and _HUMP.search(run) else []


@lru_cache(65536)
def _word(part: str) -> str:
    bare = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", part.casefold())))[:_LONGEST]
    if not _ENGLISH.fullmatch(bare):
        return bare
    with _one_at_a_time:  # the stemmer keeps the word that it works on
        return str(_stemmer().stemWord(bare))


@cache
def _stemmer() -> Any:
    from snowballstemmer import stemmer

    return stemmer("english")
