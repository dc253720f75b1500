"""The command line as a whole, and its small commands, run as a user runs them."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lookalike.app.cli import app
from lookalike.engine.collection import Collection
from tests.running import draw, fail, names, program, run, succeed

COMMANDS = (
    "index",
    "search",
    "classify",
    "explain",
    "relations",
    "duplicates",
    "info",
    "remove",
    "methods",
    "bench",
    "weigh",
    "demo",
)


@pytest.mark.parametrize("arguments", [("search", "a.jpg"), ("info",), ("remove", "a.jpg")])
def test_no_collection(place: Path, arguments: tuple[str, ...]) -> None:
    assert str(place / "mine") in fail(*arguments)


def test_info(indexed: Path, place: Path) -> None:
    output = succeed("info")
    assert str(place / "mine") in output
    assert "auto_correlogram()" in output
    facts = json.loads(succeed("info", "--json"))
    assert (facts["images"], facts["skipped"]) == (6, 0)
    assert facts["bytes"] > 0
    assert json.loads(succeed("info", "--skipped", "--json"))["skipped_files"] == []
    assert succeed("info", "--skipped") == "No file was skipped.\n"


def test_remove(indexed: Path) -> None:
    assert "1 removed, 5 left" in succeed("remove", indexed / "beach.jpg")
    assert json.loads(succeed("remove", indexed / "2024", "--json"))["removed"] == 3
    assert "beach.jpg" in fail("remove", indexed / "beach.jpg")


def test_methods_lists_every_method_and_preset() -> None:
    listed = json.loads(succeed("methods", "--json"))
    by_name = {method["name"]: method for method in listed["methods"]}
    assert {"color_histogram", "cnn", "pca"} <= by_name.keys()
    assert {"color", "deep"} <= listed["presets"].keys()
    for method in listed["methods"]:
        assert method["summary"].endswith(".")
        assert all(parameter["description"] and parameter["allowed"] for parameter in method["parameters"])
    [d] = [p for p in by_name["pca"]["parameters"] if p["name"] == "d"]
    assert (d["default"], d["allowed"]) == ("256", "a whole number, 1 to 4096")
    text = succeed("methods")
    assert all(name in text for name in [*by_name, *listed["presets"]])


def test_methods_of_one_name() -> None:
    output = succeed("methods", "pca")
    assert "whiten" in output
    assert "color_histogram" not in output
    assert "did you mean color" in fail("methods", "colour")


@pytest.mark.parametrize(
    "arguments",
    [
        ("index",),
        ("search",),
        ("search", "a.jpg", "-n", "0"),
        ("search", "a.jpg", "--page", "none"),
        ("bench",),
        ("remove",),
        ("demo", "--photos", "no-such-folder"),
        ("indexx",),
        ("info", "--no-such-option"),
    ],
)
def test_usage_errors(place: Path, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Usage" in result.stderr


def test_names_that_no_terminal_can_show(photos: Path) -> None:
    name = os.fsdecode(b"na\xffme\nof two lines\x1b[31m.jpg")
    try:
        draw(photos / "x.jpg", 5).rename(photos / name)
    except OSError:
        pytest.skip("this file system takes no such name")
    (photos / os.fsdecode(b"bad\xfe\n.jpg")).write_bytes(b"no picture")
    output = succeed("index", photos, "-r", "color")
    assert r"bad\udcfe\n.jpg" in output
    output = succeed("search", photos / name)
    assert r"na\udcffme\nof two lines\x1b[31m.jpg" in output.splitlines()[1]
    assert len(output.splitlines()) == 1 + 7
    assert len(names(succeed("search", photos / name, "--json"))) == 7
    succeed("search", photos / name, "--html", photos / "answer.html")
    assert "1 removed" in succeed("remove", photos / name)


def test_version() -> None:
    assert re.fullmatch(r"lookalike \d+\.\d+\S*\n", succeed("--version"))


def examples() -> Iterator[str]:
    for command in ((), *((name,) for name in COMMANDS)):
        help_text = CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "200"}).stdout
        found = re.findall(r"^ +(lookalike .*?) *$", help_text.split("Examples:")[1].split("╭")[0], re.MULTILINE)
        assert found, f"lookalike {' '.join(command)} --help has no examples"
        yield from found


@pytest.mark.parametrize("example", [e for e in examples() if not e.startswith("lookalike demo")])
def test_examples_of_the_help_work(indexed: Path, dataset: Path, example: str) -> None:
    things = {"dog": 0.2, "person": 0.7, "horse": 0.5, "cup": 0.6}
    boxes = [{"name": name, "cx": cx, "cy": 0.5, "w": 0.2, "h": 0.2} for name, cx in things.items()]
    (indexed / "boxes.json").write_text(json.dumps({"beach.jpg": boxes}))
    (dataset / "captions.json").write_text(json.dumps({"10-0.png": ["something red"], "240-0.png": ["a blue wall"]}))
    if "--words" in example:
        shutil.rmtree("mine")
        succeed("index", indexed, "-r", "everything" if "--concept" in example else "words")
    if example.startswith("lookalike search --session"):
        succeed("search", indexed / "beach.jpg", "--session", "beach.json")
    succeed(*shlex.split(example)[1:])


def test_interrupt_says_how_to_go_on(photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Collection, "add", interrupted)
    result = run("index", photos, "-r", "color")
    assert result.exit_code == 130
    assert result.stderr == "Interrupted. What is stored stays; the same command goes on from there.\n"


def test_a_file_that_cannot_be_written_is_told_before_there_is_an_answer(indexed: Path) -> None:
    file = indexed / "no-folder" / "answer.html"
    assert "there is no folder" in fail("search", indexed / "beach.jpg", "--html", file)
    assert "there is no folder" in fail("bench", "nowhere", "--json", indexed / "no-folder" / "figures.json")


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from typer.testing import CliRunner\n"
        "from lookalike.app.cli import app\n"
        "CliRunner().invoke(app, ['--help'])\n"
        "print(sorted({'numpy', 'lancedb', 'pyarrow', 'onnxruntime', 'PIL', 'cv2'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_reader_that_goes_away_is_no_error() -> None:
    with subprocess.Popen(program("methods", "--json"), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_output_without_a_terminal_is_plain(indexed: Path) -> None:
    environment = {**os.environ, "FORCE_COLOR": "1", "TERM": "xterm-256color", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        program("search", str(indexed / "beach.jpg")), check=False, capture_output=True, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert b"\x1b" not in done.stdout
    assert b"\r" not in done.stderr
