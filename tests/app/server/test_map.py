"""The map over HTTP: made as a job, given as bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image as Pillow

from lookalike import Collection
from lookalike.app.server.application import build
from lookalike.app.server.settings import Settings

MAP = "/v1/collections/c/map"


def paint(folder: Path, *levels: int) -> None:
    folder.mkdir(exist_ok=True)
    for level in levels:
        Pillow.new("RGB", (16, 16), (level, 255 - level, 0)).save(folder / f"{level}.png")


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    folder = tmp_path_factory.mktemp("c")
    paint(folder / "p", *range(0, 250, 25))
    made = Collection.create(folder / "c", "color_histogram()")
    made.add(folder / "p")
    return made


@pytest.fixture(scope="module")
def client(collection: Collection) -> Iterator[TestClient]:
    with TestClient(build({"c": collection}, Settings()), base_url="http://localhost") as made:
        yield made


def make(client: TestClient) -> dict[str, object]:
    job = client.post(MAP)
    assert job.status_code == 202
    events = client.get(f"/v1/jobs/{job.json()['id']}/events").text
    last: dict[str, object] = json.loads(events.rpartition("data: ")[2])
    return last


def test_the_map_is_made_as_a_job_and_kept_until_pictures_come(
    client: TestClient, collection: Collection, tmp_path: Path
) -> None:
    missing = client.get(MAP)
    assert missing.status_code == 404
    assert "no map of the collection yet" in missing.json()["detail"]
    assert make(client)["state"] == "done"
    made = client.get(MAP)
    assert made.headers["lookalike-current"] == "true"
    count = len(collection)
    points = np.frombuffer(made.content[: 8 * count], "<f4").reshape(count, 2)
    assert points.min() >= 0
    assert points.max() <= 1
    ids = {made.content[start : start + 16].hex() for start in range(8 * count, 24 * count, 16)}
    assert ids == {record.id for record in collection}
    again = client.get(MAP, headers={"If-None-Match": made.headers["etag"]})
    assert again.status_code == 304
    paint(tmp_path / "more", 255)
    collection.add(tmp_path / "more")
    stale = client.get(MAP)
    assert stale.headers["lookalike-current"] == "false"
    assert stale.content == made.content
    assert make(client)["state"] == "done"
    newer = client.get(MAP)
    assert newer.headers["lookalike-current"] == "true"
    assert len(newer.content) == 24 * (count + 1)


def test_what_cannot_be_mapped_is_told(tmp_path: Path) -> None:
    made = {"c": Collection.create(tmp_path / "c", "color_histogram()")}
    with TestClient(build(made, Settings()), base_url="http://localhost") as client:
        last = make(client)
    assert last["state"] == "failed"
    assert "index some pictures first" in str(last["detail"])
