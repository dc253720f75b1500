"""Words of a query that nothing can be found by, while others are looked for."""

from __future__ import annotations

from collections.abc import Iterator

from lookalike.abilities import TextEncoder, reader
from lookalike.engine.online.voices import looked_up
from lookalike.engine.represent.describing import Describer
from lookalike.index.text.texts import Texts
from lookalike.query.base import Query
from lookalike.query.concept import Concept
from lookalike.query.words import Seen, Words, Written
from lookalike.types import UnknownWords


def unheard(query: Query, texts: Texts, describer: Describer) -> list[str]:
    """A sentence for each wanted word that nothing is known of, in the order of the query."""
    said = (sentence for leaf in query.leaves() for sentence in _unheard(leaf, texts, describer))
    return list(dict.fromkeys(said))


def _unheard(leaf: Query, texts: Texts, describer: Describer) -> Iterator[str]:
    if isinstance(leaf, Concept):
        leaf = Seen(leaf.name)
    if not isinstance(leaf, Seen | Written):
        return
    reads = isinstance(leaf, Written | Words)
    seers = [seer for part in describer.representation.parts if (seer := reader(part.descriptor)) is not None]
    for word in leaf.telling:
        if reads and looked_up(Written(word), texts).answers:
            continue
        if isinstance(leaf, Written) or not seers:
            yield f"{word!r} is written nowhere in the collection, and was left out."
            continue
        unknown = [error for error in (_unknown(seer, word) for seer in seers) if error is not None]
        if len(unknown) == len(seers):
            nowhere = ", nor is it written anywhere in the collection" if reads else ""
            yield f"Nothing is known of {word!r}{nowhere}, and it was left out: {unknown[0].hint}"


def _unknown(seer: TextEncoder, word: str) -> UnknownWords | None:
    try:
        seer.text_vectors([word])
    except UnknownWords as error:
        return error
    return None
