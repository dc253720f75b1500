"""A folder of hostile files: the run ends well, in bounded memory, and says what it left out."""

import json
import subprocess
import sys
from pathlib import Path

from lookalike import Collection
from lookalike.collection.paths import text_path
from tests.pictures import hostile_folder

MOST_MEMORY = 1_500_000_000
INDEX = """
import json, re, sys
from pathlib import Path
from lookalike import Collection

collection = Collection.create(sys.argv[2])
collection.add(sys.argv[1])
status = Path("/proc/self/status").read_text()
print(json.dumps(1024 * int(re.search(r"VmHWM:\\s*(\\d+)", status)[1])))
"""
"""Prints the peak of its own memory; getrusage would count that of the process that started it."""


def test_pictures_are_indexed_and_the_rest_is_listed_with_reasons(tmp_path):
    folder = tmp_path / "hostile"
    folder.mkdir()
    expected = hostile_folder(folder)
    place = tmp_path / "collection"
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", INDEX, str(folder), str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) < MOST_MEMORY

    collection = Collection.open(place)
    indexed = {text_path(path) for record in collection for path in (record.path, *record.copies)}
    pictures = {name for name, kind in expected.items() if kind == "picture"}
    assert {str(path.relative_to(folder)) for path in indexed} == pictures
    again = collection.add(folder)
    skipped = {str(skip.path.relative_to(folder)) for skip in again.skipped}
    assert skipped == set(expected) - pictures
    assert all(skip.reason for skip in again.skipped)
    assert again.new == 0


def test_a_file_that_may_be_read_another_time_is_tried_again(tmp_path, monkeypatch):
    from lookalike.collection.unreadable import Unopenable
    from tests.pictures import encoded, scene

    (tmp_path / "photos").mkdir()
    file = tmp_path / "photos" / "a.png"
    file.write_bytes(encoded(scene(0), "PNG"))

    def refused(path: Path):
        raise Unopenable("permission denied", path)

    collection = Collection.create(tmp_path / "collection", "color")
    with monkeypatch.context() as patch:
        patch.setattr("lookalike.engine.offline.intake.read_picture", refused)
        assert [skip.reason for skip in collection.add(tmp_path / "photos").skipped] == ["permission denied"]
    assert collection.add(tmp_path / "photos").new == 1
