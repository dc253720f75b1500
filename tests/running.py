"""Commands run as a user runs them, and pictures for them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PIL import Image, ImageDraw
from typer.testing import CliRunner, Result

from lookalike.app.cli import app

HUES = {"beach": 200, "forest": 100, "desert": 40, "2024/coast": 210, "2024/meadow": 90, "2024/dune": 30}


def draw(file: Path, hue: int, number: int = 0) -> Path:
    """A picture of one hue with a few stripes."""
    picture = Image.new("HSV", (96, 72), (hue * 255 // 360, 160, 200))
    for i in range(number + 2):
        ImageDraw.Draw(picture).rectangle((12 * i, 10, 12 * i + 5, 60), fill=(hue * 255 // 360, 90, 120 + 10 * i))
    file.parent.mkdir(parents=True, exist_ok=True)
    picture.convert("RGB").save(file)
    return file


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def succeed(*arguments: str | Path) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def fail(*arguments: str | Path) -> str:
    """The sentence of a command that must fail for the user's sake."""
    result = run(*arguments)
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit), "a traceback would be shown"
    assert result.stdout == ""
    [line] = result.stderr.splitlines()
    assert line.startswith("Error: ")
    return line


def names(output: str) -> list[str]:
    return [Path(hit["path"]).name for hit in json.loads(output)["hits"]]


def program(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from lookalike.app.cli import main; main()", *arguments]
