"""``lookalike serve``."""

from __future__ import annotations

from typing import Annotated

import typer

from lookalike.app.options import NAMED, location
from lookalike.app.output import note


def serve(
    collections: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="COLLECTION",
            show_default=f"${NAMED}, or your own",
            help="The collections: folders that hold them, or any Lance URIs.",
        ),
    ] = None,
    collection: Annotated[
        list[str] | None,
        typer.Option("--collection", "-c", metavar="URI", show_default="none", help="Another one; may be repeated."),
    ] = None,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Where to listen; other than this machine, with --token.")
    ] = ("127.0.0.1"),
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 for any that is free.")] = 8765,
    writable: Annotated[bool, typer.Option("--writable", help="Let pictures be added and removed.")] = False,
    token: Annotated[
        str | None,
        typer.Option(
            metavar="SECRET", envvar="LOOKALIKE_TOKEN", show_default="none", help="What every request must carry."
        ),
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option(metavar="HOST", help="A name of this server in addresses; any number, as its numbers need none."),
    ] = None,
    rate: Annotated[
        float, typer.Option(metavar="NUMBER", min=1, help="Requests a second that one client may make.")
    ] = 100.0,
    open: Annotated[bool, typer.Option("--open", help="Open the app in a browser.")] = False,
) -> None:
    """Look at collections in a browser, and let programs search them by HTTP.

    The app is at / and needs no internet, the documentation of the API is at /docs. What is
    added to a collection meanwhile is found. Only this machine is listened to, unless --host
    names an address; then a token is needed.

    \b
    Examples:
      lookalike serve --open
      lookalike serve photos.lance holidays.lance --port 9000
      lookalike serve -c photos.lance --writable
      lookalike serve photos.lance --host 0.0.0.0 --token "$SECRET" --name photos.example
    """
    from lookalike.app.server.guard.token import check_exposure
    from lookalike.app.server.running import run
    from lookalike.app.server.settings import Settings
    from lookalike.app.server.shelf import named
    from lookalike.engine.collection import Collection

    check_exposure(host, token)
    uris = named([*(collections or []), *(collection or [])] or [location(None)])
    served = {name: Collection.open(uri) for name, uri in uris.items()}
    settings = Settings(writable=writable, token=token, hosts=(host, *(name or ())), rate=rate, burst=10 * rate)
    run(served, settings, host, port, lambda url: _ready(url, open))


def _ready(url: str, open: bool) -> None:
    note(f"Serving at {url}; Ctrl+C ends it.")
    if open:
        typer.launch(url)
