"""What the commands print: results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.console import RenderableType

_UNBOUNDED = 100_000


def printable(text: object) -> str:
    """``text`` on one line: control characters, line ends and bytes outside UTF-8 as escapes."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(text))


def say(text: str) -> None:
    """A line of the result."""
    typer.echo(printable(text))


def note(text: str) -> None:
    """A remark that is no part of the result."""
    typer.echo(printable(text), err=True)


def complain(sentence: object) -> None:
    """Tell what stopped the command."""
    typer.secho("Error: ", fg="red", err=True, nl=False)
    note(str(sentence))


def as_json(value: object) -> str:
    """JSON in ASCII: any terminal, pipe and file name is good for it."""
    return json.dumps(value, indent=2, default=str)


def show_json(value: object) -> None:
    """One JSON object as the whole result."""
    typer.echo(as_json(value))


def write(file: Path, text: str) -> None:
    """Save a result, and tell so; ``-`` is stdout."""
    if file == Path("-"):
        typer.echo(text)
        return
    file.write_text(text, encoding="utf-8", errors="backslashreplace")
    note(f"Wrote {file}.")


def show_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, numeric: Sequence[str] = ()) -> None:
    """A table for people: long cells go on in the next line, and none is cut.

    Where stdout is no terminal there is one plain line a row, however long.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD if sys.stdout.isatty() else None, pad_edge=False)
    for column in columns:
        right = column in numeric
        table.add_column(column, justify="right" if right else "left", no_wrap=right, overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    _show(table)


def show_facts(facts: Iterable[tuple[str, object]]) -> None:
    """Names and values, a pair a line."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, style="bold")
    grid.add_column(overflow="fold")
    for name, value in facts:
        grid.add_row(name, Text(printable(value)))
    _show(grid)


def _show(table: RenderableType) -> None:
    from rich.console import Console

    options: dict[str, Any] = {"markup": False, "highlight": False, "emoji": False}
    if sys.stdout.isatty():
        Console(**options).print(table)
        return
    console = Console(**options, no_color=True, force_terminal=False, width=_UNBOUNDED)
    with console.capture() as captured:
        console.print(table)
    typer.echo("\n".join(line.rstrip() for line in captured.get().splitlines()))
