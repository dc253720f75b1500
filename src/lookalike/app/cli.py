"""The command line: ``lookalike COMMAND``."""

from __future__ import annotations

import io
import sys
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from lookalike.app.commands import (
    bench,
    classify,
    demo,
    duplicates,
    explain,
    finetune,
    index,
    info,
    layers,
    methods,
    relations,
    remove,
    search,
    serve,
    train,
    weigh,
    weights,
)
from lookalike.app.output import complain, note, say

_GIVEN = "lookalike.given"
"""The words of the command line, among what is known of its command."""

_UsageError: Any = typer.BadParameter.__base__


class _Commands(TyperGroup):
    """Turns what goes wrong into one sentence and an exit code."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        ctx.meta[_GIVEN] = list(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        try:
            result = super().invoke(ctx)
            # A reader that has gone away shows here, where it is dealt with, and not at exit.
            sys.stdout.flush()
        except KeyboardInterrupt:
            stays = (
                " What is stored stays; the same command goes on from there."
                if ctx.invoked_subcommand == "index"
                else ""
            )
            note(f"Interrupted.{stays}")
            raise typer.Exit(130) from None
        except BrokenPipeError:
            raise
        except Exception as error:
            hint = _misplaced(ctx.invoked_subcommand, ctx.meta[_GIVEN])
            if isinstance(error, _UsageError):
                error.message += hint
                raise
            sentence = _sentence(error)
            if sentence is None:
                raise
            complain(sentence + hint)
            raise typer.Exit(1) from None
        return result


def _misplaced(command: str | None, given: list[str]) -> str:
    """A hint where a collection is named as a picture would be, as serve alone takes it."""
    from lookalike.engine.collection import Collection

    for before, named in pairwise(given):
        if before not in ("-c", "--collection") and Path(named).is_dir() and Collection.exists(named):
            return "" if command == "serve" else f" {named} is a collection: give it as -c {named}."
    return ""


def _sentence(error: Exception) -> str | None:
    """What to tell the user; None for a fault of the program."""
    from lookalike.types import LookalikeError

    if isinstance(error, LookalikeError):
        return str(error)
    if isinstance(error, OSError):
        reason = error.strerror or str(error)
        return f"{error.filename}: {reason}." if error.filename else f"{reason}."
    return None


app = typer.Typer(cls=_Commands, no_args_is_help=True, pretty_exceptions_enable=False)
app.command()(index.index)
app.command()(search.search)
app.command()(serve.serve)
app.command()(classify.classify)
app.command()(explain.explain)
app.command()(relations.relations)
app.command()(duplicates.duplicates)
app.command()(info.info)
app.command()(remove.remove)
app.command()(methods.methods)
app.command()(layers.layers)
app.command()(weights.weights)
app.command()(bench.bench)
app.command()(train.train)
app.command()(finetune.finetune)
app.command()(weigh.weigh)
app.command()(demo.demo)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        say(f"lookalike {version('lookalike')}")
        raise typer.Exit


@app.callback()
def lookalike(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Find pictures by what is in them.

    \b
    Examples:
      lookalike index photos
      lookalike search photos/beach.jpg
      lookalike demo
    """


def main() -> None:
    """Run the command line with the arguments of this process."""
    app(prog_name="lookalike")
