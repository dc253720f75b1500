"""``lookalike weights``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lookalike.app.options import Json
from lookalike.app.output import note, show_json, show_table

if TYPE_CHECKING:
    from lookalike.describe.deep.builtin import Declared


def weights(
    network: Annotated[
        str | None, typer.Argument(metavar="NET", show_default="list all", help="The built-in network to give weights.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            show_default="download torchvision's",
            help="A .pth, .pt, .safetensors or .npz with torchvision's names.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Tell which networks have their weights here; fetch them, or take them from a file that you have.

    lookalike weights resnet50 downloads those of torchvision, which must have the hash that their name ends in; one
    that was cut off goes on from there. lookalike weights resnet50 FILE takes a file: it is read without executing
    anything in it, and kept only where it fits the network. Weights lie in the folder that LOOKALIKE_WEIGHTS names,
    or in one of your own data.

    \b
    Examples:
      lookalike weights
      lookalike weights --json
    """
    if network is not None:
        _give(_declared(network), file)
    rows = _rows(network)
    if json:
        show_json({"networks": [dict(zip(("name", "weights", "sha256"), row, strict=True)) for row in rows]})
        return
    show_table(("Network", "Weights", "SHA-256"), rows)


def _declared(name: str) -> Declared:
    from lookalike.describe.deep.builtin import DECLARED
    from lookalike.parameters import SpecError, nearest

    if name not in DECLARED:
        raise SpecError(f"There is no built-in network {name!r}: {nearest(name, DECLARED)}")
    return DECLARED[name]


def _give(declared: Declared, file: Path | None) -> None:
    from lookalike.app.progress import progress
    from lookalike.describe.deep.sources import Packaged
    from lookalike.describe.deep.weights import fetch, register

    if isinstance(declared.source, Packaged):
        declared.source.path()
        note(f"{declared.name} has its weights from the package {declared.source.package}.")
        return
    if file is None:
        with progress(f"Fetching {declared.source.file}", "bytes") as update:
            file = fetch(declared.source.file, update)
    note(f"{declared.name} takes its weights from {register(declared.name, file, declared.build)}.")


def _rows(only: str | None) -> list[tuple[str, str, str]]:
    from lookalike.describe.deep.builtin import DECLARED
    from lookalike.describe.deep.weights import digest
    from lookalike.types import LookalikeError

    rows = []
    for declared in DECLARED.values():
        if only not in (None, declared.name):
            continue
        try:
            path = declared.source.path()
        except LookalikeError:
            rows.append((declared.name, "none", ""))
        else:
            rows.append((declared.name, str(path), digest(path)))
    return rows
