"""The application behind its guards."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from lookalike import Collection
from lookalike.app.server.application import build
from lookalike.app.server.guard.headers import SECURITY
from lookalike.app.server.settings import Settings
from tests.pictures import encoded, scene

SECRET = "correct horse battery"
HERE = "http://localhost:8000"


@pytest.fixture(scope="module")
def collection(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    (folder / "photos").mkdir()
    for seed in range(5):
        (folder / "photos" / f"{seed}.jpg").write_bytes(encoded(scene(seed)))
    made = Collection.create(folder / "mine.lance", "color")
    made.add(folder / "photos")
    return made


def client(collection, **settings):
    return TestClient(build({"mine": collection}, Settings(**settings)), base_url=HERE)


def test_answers_have_the_security_headers(collection):
    with client(collection) as ask:
        for path in ("/", "/v1/collections", "/v1/collections/none", "/v1/health", "/docs", "/nothing"):
            assert ask.get(path).headers.items() >= SECURITY.items(), path


def test_only_own_names_and_pages_are_answered(collection):
    with client(collection, hosts=("photos.example",)) as ask:
        assert ask.get("/v1/collections").status_code == 200
        assert ask.get("http://photos.example/v1/collections").status_code == 200
        assert ask.get("http://evil.example/v1/collections").status_code == 421
        assert ask.get("/v1/collections", headers={"origin": "http://evil.example"}).status_code == 403
        assert ask.post("/v1/uploads", headers={"origin": HERE}, content=b"").status_code == 415


def test_the_token_opens_the_app_and_the_api(collection):
    with client(collection, token=SECRET) as ask:
        assert ask.get("/v1/collections").status_code == 401
        assert ask.get("/js/app.js").status_code == 401
        assert ask.get("/metrics").status_code == 401
        assert ask.get("/v1/health").json()["status"] == "ok"
        assert ask.get("/v1/collections", headers={"authorization": f"Bearer {SECRET}"}).status_code == 200
        came = ask.get("/", params={"token": SECRET, "q": "red"})
        assert (came.history[0].status_code, came.url.query) == (303, b"q=red")
        assert ask.get("/v1/collections").status_code == 200


def test_large_bodies_are_refused_before_they_are_read(collection):
    with client(collection, upload_bytes=100_000) as ask:
        picture = encoded(scene(1))
        assert ask.post("/v1/uploads", files={"file": picture}).status_code == 201
        said = ask.post("/v1/uploads", content=bytes(200_000), headers={"content-type": "image/jpeg"})
        assert (said.status_code, said.headers["content-type"]) == (413, "application/problem+json")


def test_a_client_that_asks_too_fast_is_told(collection):
    with client(collection, rate=0.001, burst=3) as ask:
        assert [ask.get("/v1/collections").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_prometheus_is_told(collection):
    with client(collection) as ask:
        ask.get("/v1/collections/mine")
        ask.get("/v1/collections/none")
        ask.get("/anything/at/all")
        ask.request("BREW", "/")
        text = ask.get("/metrics").text
    for line in (
        'lookalike_requests_total{method="GET",route="/v1/collections/{collection}",status="200"} 1.0',
        'lookalike_requests_total{method="GET",route="/v1/collections/{collection}",status="404"} 1.0',
        'lookalike_requests_total{method="GET",route="other",status="404"} 1.0',
        'lookalike_requests_total{method="other",route="other",status="405"} 1.0',
        'lookalike_request_seconds_count{route="/v1/collections/{collection}"} 2.0',
        'lookalike_images{collection="mine"} 5.0',
        "lookalike_requests_running 1.0",
    ):
        assert line in text.splitlines(), text
    assert "process_resident_memory_bytes" in text
