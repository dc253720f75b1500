"""``lookalike remove``."""

from __future__ import annotations

from typing import Annotated

import typer

from lookalike.app.options import Json, Uri, opened
from lookalike.app.output import say, show_json


def remove(
    targets: Annotated[list[str], typer.Argument(metavar="TARGET", help="Image files, folders of them, or ids.")],
    collection: Uri = None,
    json: Json = False,
) -> None:
    """Take pictures out of a collection; the files themselves stay.

    \b
    Examples:
      lookalike remove photos/beach.jpg
      lookalike remove photos/2024 --json
    """
    found = opened(collection)
    removed = found.remove(targets)
    if json:
        show_json({"collection": found.uri, "removed": removed})
        return
    say(f"{found.uri}: {removed:,} removed, {len(found):,} left.")
