"""``lookalike index``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lookalike.app.options import Json, Uri, location
from lookalike.app.output import say, show_json, show_table
from lookalike.app.progress import progress

if TYPE_CHECKING:
    from lookalike.engine.collection import Collection
    from lookalike.engine.offline.indexing import Added

REASONS_SHOWN = 10
FEW = 300
"""From fewer pictures nothing much can be learnt."""


def index(
    paths: Annotated[list[str], typer.Argument(metavar="PATH", help="Folders and image files.")],
    collection: Uri = None,
    representation: Annotated[
        str | None,
        typer.Option(
            "--representation",
            "-r",
            metavar="SPEC",
            show_default="all_round",
            help="How images are described: a preset or an expression, see lookalike methods; or a file of "
            "lookalike train.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Put pictures into a collection.

    A second run does only the work that new, changed, moved and deleted files call for. When all is described it can be
    searched, and local features are looked for, by which --rerank auto proves what is the same thing; this takes longer
    than all before, may be stopped at any time, and goes on in the next run.

    \b
    Examples:
      lookalike index photos
      lookalike index photos/2024 photos/beach.jpg
      lookalike index photos -c colors -r color
      lookalike index photos -c fine -r 'color_histogram(bins=(32, 8, 8))'
      lookalike index photos --json
    """
    target = _target(location(collection), representation, paths)
    with progress("Indexing") as update:
        added = target.add(paths, progress=update)
    if not json:
        _summarize(target, added)
    with progress("Looking for what geometry can prove by") as update:
        proven = target.prove(progress=update)
    if json:
        show_json({"collection": target.uri, **asdict(added), "proven": proven})
    elif proven:
        say(f"Local features of {proven:,} images, by which --rerank auto proves what is the same thing.")


def _target(uri: str, representation: str | None, paths: Sequence[str]) -> Collection:
    from lookalike.collection.paths import named_root
    from lookalike.collection.scan import scan
    from lookalike.engine.collection import Collection
    from lookalike.engine.represent.trained import represented
    from lookalike.presets import DEFAULT_PRESET
    from lookalike.types import LookalikeError

    wanted = represented(representation) if representation is not None else None
    found = Collection.open(uri) if Collection.exists(uri) else None
    for path in paths:
        if Path(path).is_dir() and Collection.exists(path):
            raise LookalikeError(f"Name the pictures: {path} holds none of them itself.")
    if found is None:
        scan(map(named_root, paths))  # refuses what does not exist, before anything is made
    if found is None or (wanted is not None and not len(found)):
        return Collection.create(uri, wanted or represented(DEFAULT_PRESET))
    if wanted is not None and str(wanted) != str(found.representation):
        raise LookalikeError(
            f"The collection {uri} describes images by {found.representation}, not {wanted}: "
            "leave out --representation, or name a new collection with --collection."
        )
    return found


def _summarize(target: Collection, added: Added) -> None:
    kinds = ("new", "changed", "moved", "deleted", "unchanged")
    counts = ", ".join(f"{getattr(added, kind):,} {kind}" for kind in kinds)
    say(f"{target.uri}: {counts}, {len(added.skipped):,} skipped.")
    described = added.new + added.changed
    if described:
        say(f"{described:,} images in {added.seconds:,.1f} s, {described / max(added.seconds, 1e-9):,.1f} images/s.")
    learnt = target.info().learnt_from
    if learnt is not None and learnt < FEW:
        say(
            f"The representation learnt from {learnt:,} pictures only: "
            f"a collection begun with {FEW:,} or more finds better."
        )
    if added.skipped:
        say("")
        show_table(("Skipped", "Reason"), [(skip.path, skip.reason) for skip in added.skipped[:REASONS_SHOWN]])
    if len(added.skipped) > REASONS_SHOWN:
        say(f"and {len(added.skipped) - REASONS_SHOWN:,} more, see: lookalike info --skipped")
