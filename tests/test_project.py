"""What the project's own pages promise."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest
from typer.main import get_command

from lookalike import registry
from lookalike.app.cli import app
from lookalike.app.pages.methods import methods_page
from lookalike.parameters import SpecError
from lookalike.presets import PRESETS
from lookalike.reading import parse
from lookalike.types import Image

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.mark.parametrize("page", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_make_targets_exist(page):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", page, re.MULTILINE))
    assert named
    assert named <= targets


def test_readme_commands_exist():
    shown = set(re.findall(r"^lookalike ([a-z]+)", README, re.MULTILINE))
    assert shown
    assert shown <= set(get_command(app).commands)


def test_readme_options_exist():
    commands = get_command(app).commands
    for line in re.findall(r"^lookalike .*", README, re.MULTILINE):
        options = {option for parameter in commands[line.split()[1]].params for option in parameter.opts}
        assert set(re.findall(r"(?<=\s)--?[a-z][a-z-]*", line.partition("  #")[0])) <= options, line


def test_readme_representations_can_be_read():
    block = re.search(r"```text\n(.*?)```", README, re.DOTALL)
    assert block is not None
    for line in block[1].splitlines():
        assert parse(line).parts


def test_readme_names_every_preset():
    assert set(PRESETS) <= set(re.findall(r"\w+", README))


def test_the_methods_page_is_as_the_code_says():
    page = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    assert page == methods_page(), "make it anew: lookalike methods --markdown docs/methods.md"


def test_contributing_shows_a_descriptor_that_works(monkeypatch):
    monkeypatch.setattr(registry, "_REGISTRY", {})
    block = re.search(r"```python\n(.*?)```", CONTRIBUTING, re.DOTALL)
    assert block is not None
    exec(compile(block[1], "CONTRIBUTING.md", "exec", dont_inherit=True), {"__name__": __name__})
    described = parse("mean_color(gamma=2)").parts[0].descriptor.describe([Image(np.full((4, 5, 3), 51, np.uint8))])
    assert described.vectors == pytest.approx(np.full((1, 3), 0.04))
    with pytest.raises(SpecError, match="gamma"):
        parse("mean_color(gamma=0)")


def test_changelog_begins_with_this_version():
    newest = re.search(r"^## \[([^\]]+)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == PROJECT["version"] == version("lookalike")
