"""Make the typed Python client anew from the API: ``make client``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def generate(folder: Path) -> None:
    """Write the client for the API as it is now into a folder, over what is there.

    :raises CalledProcessError: the generator is not content with the API's document.
    """
    from lookalike.app.server.application import build
    from lookalike.app.server.settings import Settings

    with tempfile.TemporaryDirectory() as work:
        document = Path(work) / "openapi.json"
        document.write_text(json.dumps(_with_forms_alone(build({}, Settings()).openapi())), encoding="utf-8")
        options = ["--path", document, "--config", HERE / "generate.json", "--output-path", folder]
        options += ["--custom-template-path", HERE / "templates"]
        command = [sys.executable, "-m", "openapi_python_client", "generate", "--overwrite", "--meta", "uv"]
        tools = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
        subprocess.run([*command, "--fail-on-warning", *options], env=tools, check=True, stdout=subprocess.DEVNULL)


def _with_forms_alone(document: dict[str, Any]) -> dict[str, Any]:
    """The document, in which a picture is sent in one way: of two, the generator makes code that does not run."""
    for operations in document["paths"].values():
        for operation in operations.values():
            content = operation.get("requestBody", {}).get("content", {})
            if "multipart/form-data" in content:
                content.pop("image/*", None)
    return document


if __name__ == "__main__":
    generate(HERE / "python")
