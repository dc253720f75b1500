"""``lookalike info``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from lookalike.app.options import Json, Uri, opened
from lookalike.app.output import say, show_facts, show_json, show_table

if TYPE_CHECKING:
    from lookalike.engine.info import Info


def info(
    collection: Uri = None,
    skipped: Annotated[bool, typer.Option("--skipped", help="List every skipped file with its reason.")] = False,
    json: Json = False,
) -> None:
    """Tell what a collection holds and how it is searched.

    \b
    Examples:
      lookalike info
      lookalike info --skipped
      lookalike info --json
    """
    found = opened(collection)
    facts = found.info()
    skips = found.skipped() if skipped else []
    if json:
        listed = {"skipped_files": [asdict(skip) for skip in skips]} if skipped else {}
        show_json(asdict(facts) | listed)
    elif not skipped:
        _show(facts)
    elif skips:
        show_table(("Skipped", "Reason"), [(skip.path, skip.reason) for skip in skips])
    else:
        say("No file was skipped.")


def _show(facts: Info) -> None:
    from rich.filesize import decimal

    size = [] if facts.bytes is None else [("Size on disk", decimal(facts.bytes))]
    parts = [
        (
            "",
            f"{part.chain}: {part.weight:.0%} of the score, {part.dimension:,} numbers in {part.bytes:,} bytes, "
            f"{part.measure}",
        )
        for part in facts.parts
    ]
    show_facts(
        [
            ("Collection", facts.uri),
            ("Images", f"{facts.images:,}"),
            ("Skipped files", f"{facts.skipped:,}"),
            *size,
            ("Representation", facts.name),
            *parts,
            *([("Learnt from", f"{facts.learnt_from:,} pictures")] if facts.learnt_from else []),
            *([] if facts.proven is None else [("Proofs", _proofs(facts.proven, facts.images))]),
            ("Search", facts.index),
        ]
    )


def _proofs(proven: int, images: int) -> str:
    """For people."""
    left = "" if proven == images else ": index again for the others"
    return f"local features of {proven:,} images{left}"
