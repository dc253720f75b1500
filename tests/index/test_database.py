"""The slow half of LanceDB's import is put off, and comes when it is asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROBE = """
import sys
from lookalike.index.database import connect

connect(sys.argv[1])
client = sys.modules["lance_namespace_urllib3_client"]
assert "lance_namespace_urllib3_client.api.table_api" not in sys.modules
assert client.TableApi.__name__ == "TableApi"
assert "lance_namespace_urllib3_client.api.table_api" in sys.modules
assert not hasattr(client, "no_such_name")
"""


def test_the_rest_client_is_whole_once_it_is_asked_for(tmp_path: Path) -> None:
    run = subprocess.run([sys.executable, "-c", PROBE, str(tmp_path)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
