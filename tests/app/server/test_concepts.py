"""The API tells the names that the board offers."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from lookalike import Collection, parse_query
from lookalike.app.server.application import build
from lookalike.app.server.settings import Settings
from lookalike.describe.deep.imagenet import mixtures


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    folder = tmp_path_factory.mktemp("c")
    specs = {"places": 'concept_map("efficientnet_lite0")', "colors": "color_histogram()"}
    made = {name: Collection.create(folder / name, spec) for name, spec in specs.items()}
    return TestClient(build(made, Settings()), base_url="http://localhost")


def test_everyday_names_come_first_and_all_are_understood(client: TestClient) -> None:
    names = client.get("/v1/collections/places/concepts").json()["names"]
    assert names[:3] == ["person", "sky", "horse"]
    assert {"zebra", "sea", "tabby cat"} <= set(names)
    assert len(names) == len(set(names)) > 900
    assert mixtures(names).shape == (len(names), 1000)
    assert all(parse_query(f'concept("{name}")').query for name in names)


def test_there_are_none_where_places_are_not_known(client: TestClient) -> None:
    assert client.get("/v1/collections/colors/concepts").json() == {"names": []}
    assert client.get("/v1/collections/none/concepts").status_code == 404
