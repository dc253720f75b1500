"""What words stand for in a collection: what is written there, and what its representation sees."""

from __future__ import annotations

from lookalike.engine.represent.describing import Describer
from lookalike.index.text.texts import Lookup, Texts
from lookalike.query.base import Every, Query, Spoken, Sum
from lookalike.query.words import Words, Written
from lookalike.reading import named
from lookalike.types import LookalikeError, UnknownWords


def voiced(query: Query, texts: Texts, describer: Describer) -> Query:
    """A query in which words are what can be answered of them.

    :raises LookalikeError: nothing can, of some.
    """

    def leaf(asked: Query) -> Query:
        if isinstance(asked, Words):
            return _spoken_out(asked, texts, describer)
        if isinstance(asked, Written) and not looked_up(asked, texts).answers:
            raise LookalikeError(f"{asked.text!r} is written nowhere in the collection: look for what is seen as well.")
        return asked

    return query.mapped(leaf)


def looked_up(written: Written, texts: Texts) -> Lookup:
    """What is looked for in texts."""
    return texts.looked_up(written.terms, written.excluded)


def _spoken_out(words: Words, texts: Texts, describer: Describer) -> Query:
    telling, excluding = list[tuple[float, Query]](), list[tuple[float, Query]]()
    unknown: UnknownWords | None = None
    for weight, voice in words.voices():
        if isinstance(voice, Written):
            lookup = looked_up(voice, texts)
            (telling if lookup.answers else excluding if lookup.excludes else []).append((weight, voice))
            continue
        assert isinstance(voice, Spoken)
        try:
            if any(voice.asked_of(part.descriptor) is not None for part in describer.representation.parts):
                telling.append((weight, voice))
        except UnknownWords as error:
            unknown = error
    if not telling:
        raise _unanswerable(words, describer, unknown)
    terms = (*telling, *excluding)
    return terms[0][1] if len(terms) == 1 else Sum(terms)


def _unanswerable(words: Words, describer: Describer, unknown: UnknownWords | None) -> LookalikeError:
    if unknown is not None:
        return LookalikeError(
            f"Nothing is known of {words.text!r}, nor is it written anywhere in the collection: {unknown.hint}"
        )
    return LookalikeError(
        f"{words.text!r} is written nowhere in the collection, and {named(str(describer.representation))} knows no "
        f"{words.kind}: "
        f"index into another collection with what does, such as the preset {' or '.join(words.presets)}."
    )


def demanded(query: Query) -> list[Written]:
    """The texts that every answer of a query should meet: those of no alternative, and of nothing unwanted."""
    match query:
        case Sum(terms):
            return [text for weight, inner in terms if weight > 0 for text in demanded(inner)]
        case Every(queries):
            return [text for inner in queries for text in demanded(inner)]
        case Written():
            return [query]
    return []
