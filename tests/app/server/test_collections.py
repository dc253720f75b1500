from __future__ import annotations

import io

import pytest
from PIL import Image

from lookalike.app.server.shelf import named
from lookalike.types import LookalikeError


def test_health(client):
    assert client.get("/v1/health").json()["status"] == "ok"


def test_collections_tell_what_they_hold_and_understand(client):
    [told] = client.get("/v1/collections").json()
    assert told == client.get("/v1/collections/photos").json()
    assert (told["name"], told["images"], told["writable"]) == ("photos", 8, False)
    assert told["schemes"] == dict.fromkeys(("words", "seen", "image", "color", "sketch", "concept"), True)
    tags = {tag["name"]: tag["count"] for tag in told["tags"]}
    assert (tags["beach"], tags["forest"]) == (4, 4)
    assert told["cameras"] == [{"name": "Canon One", "count": 3}]
    assert told["taken"] == {"first": "2010-05-06T07:08:09", "last": "2017-05-06T07:08:09"}
    assert sum(part["weight"] for part in told["parts"]) == pytest.approx(1)


def test_unknown_collections_are_a_problem(client):
    response = client.get("/v1/collections/other")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"].startswith("There is no such collection")


def test_images_are_listed_newest_first_and_paged(asked, ids):
    whole = asked("images")
    assert whole["total"] == 8
    assert [image["id"] for image in whole["images"]] == ids[::-1]
    assert [image["id"] for image in asked("images", offset=2, limit=3)["images"]] == ids[5:2:-1]
    assert asked("images", offset=100)["images"] == []


def test_images_are_listed_by_a_condition(asked, ids):
    found = asked("images", where="tag = 'beach' and year > 2012")
    assert [image["id"] for image in found["images"]] == [ids[7], ids[5], ids[3]]
    assert found["total"] == 3
    assert "There is no field" in asked("images", 422, where="depth > 2")["detail"]


def test_a_condition_on_paths_is_refused(asked):
    for where in ("path like '/%'", "year > 2000 and Path = 'x'", "not (path is null)"):
        assert "Where files lie is not told" in asked("images", 422, where=where)["detail"]


def test_places_are_told_only_when_asked_for(asked, ids):
    assert asked(f"images/{ids[0]}")["latitude"] is None
    assert asked("images")["images"][0]["longitude"] is None
    assert asked(f"images/{ids[0]}", places=True)["latitude"] == 48
    assert asked("images", places=True)["images"][0]["longitude"] == 16


def test_no_answer_tells_where_files_lie(client, ids, folder):
    paths = ["collections", "collections/photos", "collections/photos/images", f"collections/photos/images/{ids[0]}"]
    paths += [f"collections/photos/search?q=image(%22{ids[0]}%22)", "openapi.json"]
    for path in paths:
        assert "secret" not in client.get(f"/v1/{path}").text


def test_thumbnails_have_the_size_that_is_asked_for_and_are_kept_by_browsers(client, ids):
    for side in (64, 128, 256):
        response = client.get(f"/v1/collections/photos/images/{ids[0]}/thumbnail", params={"side": side})
        assert response.headers["content-type"] == "image/jpeg"
        assert "immutable" in response.headers["cache-control"]
        with Image.open(io.BytesIO(response.content)) as opened:
            assert max(opened.size) == side
        again = client.get(response.url, headers={"If-None-Match": response.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"/v1/collections/photos/images/{ids[0]}/thumbnail?side=65").status_code == 422
    assert client.get(f"/v1/collections/photos/images/{'0' * 32}/thumbnail").status_code == 404


def test_pictures_are_encoded_anew_without_what_the_camera_wrote(client, ids):
    response = client.get(f"/v1/collections/photos/images/{ids[0]}/picture", params={"side": 100})
    with Image.open(io.BytesIO(response.content)) as opened:
        assert opened.size == (100, 75)
        assert not opened.getexif()
    assert client.get(response.url, headers={"If-None-Match": response.headers["etag"]}).status_code == 304


def test_collections_have_names_that_tell_them_apart():
    assert named(["/a/My photos.lance", "/b/My photos.lance", "s3://bucket/x"]) == {
        "My-photos": "/a/My photos.lance",
        "My-photos-2": "/b/My photos.lance",
        "x": "s3://bucket/x",
    }
    with pytest.raises(LookalikeError, match="named twice"):
        named(["/a", "/a"])
