"""``lookalike methods``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lookalike.app.options import Json, writable
from lookalike.app.output import say, show_json, show_table, write

if TYPE_CHECKING:
    from lookalike.app.reference import Entry


def methods(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", show_default="all of them", help="A method or a preset.")
    ] = None,
    json: Json = False,
    markdown: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", dir_okay=False, callback=writable, help="Save the whole list as a page in Markdown."
        ),
    ] = None,
) -> None:
    """List the methods that describe images, their parameters and the presets.

    \b
    Examples:
      lookalike methods
      lookalike methods color_histogram
      lookalike methods deep --json
      lookalike methods --markdown methods.md
    """
    from lookalike.app.reference import entries
    from lookalike.presets import PRESETS

    listed = [entry for entry in entries() if name in (None, entry.name)]
    presets = {preset: spec for preset, spec in PRESETS.items() if name in (None, preset)}
    if name is not None and not listed and not presets:
        _refuse(name)
    if markdown is not None:
        from lookalike.app.pages.methods import methods_page

        write(markdown, methods_page())
        return
    if json:
        show_json({"methods": [asdict(entry) for entry in listed], "presets": presets})
        return
    for entry in listed:
        _show(entry)
    if presets:
        show_table(("Preset", "Stands for"), presets.items())


def _refuse(name: str) -> None:
    from lookalike.app.reference import entries
    from lookalike.parameters import SpecError, nearest
    from lookalike.presets import PRESETS

    known = [*PRESETS, *(entry.name for entry in entries())]
    raise SpecError(f"There is no method or preset {name!r}: {nearest(name, known)}")


def _show(entry: Entry) -> None:
    say(f"{entry.name} ({entry.kind})")
    say(entry.summary)
    if entry.source:
        say(f"Source: {entry.source}")
    if entry.parameters:
        rows = [(p.name, p.default or "must be given", p.allowed, p.description) for p in entry.parameters]
        show_table(("Parameter", "Default", "Allowed", "What it is"), rows)
    say("")
