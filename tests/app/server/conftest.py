"""A server in this process, over a small collection of drawn pictures."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from lookalike import Collection
from lookalike.app.server.application import build
from lookalike.app.server.settings import Settings
from tests.pictures import encoded, exif, scene

REPRESENTATION = (
    'grid_colors() + concepts("efficientnet_lite0") + concept_map("efficientnet_lite0") '
    '+ drawn("efficientnet_lite0", layer="block15")'
)
COUNT = 8


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("secret-place") / "photos"
    for seed in range(COUNT):
        file = place / ("beach" if seed % 2 else "forest") / f"{seed}.jpg"
        file.parent.mkdir(parents=True, exist_ok=True)
        taken = f"20{10 + seed}:05:06 07:08:09"
        place_of = {"GPSLatitude": (48.0, 0.0, 0.0), "GPSLatitudeRef": "N"}
        place_of |= {"GPSLongitude": (16.0, 0.0, 0.0), "GPSLongitudeRef": "E"}
        camera = {"Make": "Canon", "Model": "Canon One"} if seed < 3 else {}
        data = exif(DateTimeOriginal=taken, **place_of, **camera)
        file.write_bytes(encoded(scene(seed, 320, 240), exif=data))
    return place


@pytest.fixture(scope="session")
def collection(folder, tmp_path_factory):
    made = Collection.create(tmp_path_factory.mktemp("secret-store") / "photos.lance", REPRESENTATION)
    made.add(folder)
    return made


@pytest.fixture(scope="session")
def client(collection):
    app = build({"photos": collection}, Settings(upload_bytes=2_000_000, upload_pixels=4_000_000))
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as asking:
        yield asking


@pytest.fixture
def ids(collection):
    """Of the pictures 0 to 7."""
    names = {record.path.rpartition("/")[2]: record.id for record in collection}
    return [names[f"{seed}.jpg"] for seed in range(COUNT)]


@pytest.fixture
def asked(client):
    """Asks for something of the collection, and gives what is answered."""

    def ask(path, status=200, **parameters):
        response = client.get(f"/v1/collections/photos/{path}", params=parameters)
        assert response.status_code == status, response.text
        return response.json()

    return ask
