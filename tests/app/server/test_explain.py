"""The API tells why a picture answers."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image as Pillow
from skimage import data

from lookalike import Collection
from lookalike.app.server.application import build
from lookalike.app.server.settings import Settings
from tests.pictures import encoded

SPEC = (
    '3 * cnn("efficientnet_lite0", pool="gem") + concept_map("efficientnet_lite0") + grid_colors()'
    ' + (drawn("efficientnet_lite0", layer="block5") >> domains(edges=10))'
)


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    folder = tmp_path_factory.mktemp("photographs")
    for name in ("cat", "coffee", "rocket", "astronaut"):
        Pillow.fromarray(getattr(data, name)()).save(folder / f"{name}.png")
    made = Collection.create(tmp_path_factory.mktemp("c") / "c", SPEC)
    made.add(folder)
    return made


@pytest.fixture(scope="module")
def client(collection: Collection) -> Iterator[TestClient]:
    with TestClient(build({"c": collection}, Settings()), base_url="http://localhost") as made:
        yield made


@pytest.fixture(scope="module")
def ids(collection: Collection) -> dict[str, str]:
    return {Path(record.path).stem: record.id for record in collection}


def explained(client: TestClient, q: str, id: str, **asked: object) -> dict:  # type: ignore[type-arg]
    answer = client.get("/v1/collections/c/explain", params={"q": q, "id": id, **asked})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_an_example(client: TestClient, ids: dict[str, str]) -> None:
    said = explained(client, f'image("{ids["cat"]}")', ids["cat"])
    assert said["picture"]["name"] == "cat.png"
    assert said["score"] == pytest.approx(1, abs=1e-4)
    assert said["probability"] is None
    [reason] = said["reasons"]
    assert reason["term"]["id"] == ids["cat"]
    assert sum(part["share"] for part in reason["parts"]) == pytest.approx(said["score"], abs=1e-4)
    assert sum(part["weight"] for part in reason["parts"]) == pytest.approx(1)
    [heat] = reason["heats"]
    assert max(heat["asked"]["values"]) == 1
    assert len(base64.b64decode(heat["pairs"])) == len(heat["asked"]["values"]) * len(heat["picture"]["values"])
    assert len(reason["cells"]["cells"]) == 16
    assert reason["match"] is None


def test_points_are_told_where_they_are_asked_for(client: TestClient, ids: dict[str, str]) -> None:
    name = client.post("/v1/uploads", files={"file": encoded(data.coffee()[50:350, 100:500], "PNG")}).json()["upload"]
    [reason] = explained(client, f'image("upload:{name}")', ids["coffee"], points=True)["reasons"]
    assert reason["term"]["upload"] == name
    assert reason["match"]["inliers"] > 20
    left, top = reason["match"]["outline"][0]
    assert (left, top) == pytest.approx((100 / 600, 50 / 400), abs=0.01)
    for x, y, u, v in reason["match"]["pairs"]:
        assert (u * 600, v * 400) == pytest.approx((x * 400 + 100, y * 300 + 50), abs=8)


def test_each_part_of_a_query_has_its_reason(client: TestClient, ids: dict[str, str]) -> None:
    sheet = Pillow.new("RGBA", (80, 60))
    sheet.paste("black", (0, 20, 80, 40))
    name = client.post("/v1/uploads", files={"file": encoded(sheet, "PNG")}).json()["upload"]
    q = '"cat" + concept("cup", at="left") + color(top="black")'
    q += f' - sketch("upload:{name}") + image("{ids["rocket"]}", box=(0, 0, 0.5, 0.5))'
    words, concept, color, sketch, part = explained(client, q, ids["coffee"])["reasons"]
    assert len(words["where"]["values"]) == 64
    assert concept["term"]["at"] == "left"
    assert set(color["colors"]["asked"][:10]) == {"#000000"}
    assert color["colors"]["asked"][-1] is None
    assert sketch["edges"].startswith("data:image/png;base64,")
    assert part["term"]["box"] == [0, 0, 0.5, 0.5]
    assert part["heats"]


def test_what_cannot_be_looked_for_is_told(client: TestClient, ids: dict[str, str]) -> None:
    assert explained(client, '"cat"', ids["cat"])["notes"] == []
    [note] = explained(client, '"cat blarfq"', ids["cat"])["notes"]
    assert "blarfq" in note


@pytest.mark.parametrize(
    ("q", "id", "status", "told"),
    [
        ("where year > 2000", "cat", 422, "nothing to explain"),
        ('image("/etc/passwd")', "cat", 422, "not as files"),
        ('"cat"', "0" * 32, 404, "no such picture"),
    ],
)
def test_what_cannot_be_explained(
    client: TestClient, ids: dict[str, str], q: str, id: str, status: int, told: str
) -> None:
    answer = client.get("/v1/collections/c/explain", params={"q": q, "id": ids.get(id, id)})
    assert answer.status_code == status
    assert told in answer.json()["detail"]
