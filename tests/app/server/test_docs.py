from __future__ import annotations

import re


def test_the_documentation_names_every_endpoint_and_needs_no_other_host(client):
    page = client.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    paths = client.get("/v1/openapi.json").json()["paths"]
    assert len(paths) > 10
    assert all(path in page.text for path in paths)
    assert not re.findall(r"https?://|<script|style=", page.text)


def test_files_of_the_app_are_served_and_nothing_beside_them(client):
    page = client.get("/")
    assert page.status_code == 200
    for file in re.findall(r'(?:href|src)="([\w/.-]+\.(?:css|js|svg))', page.text):
        served = client.get(f"/{file}")
        assert served.status_code == 200
        assert client.get(f"/{file}", headers={"If-None-Match": served.headers["etag"]}).status_code == 304
    for path in ("/../pyproject.toml", "/%2e%2e/server/asked.py", "/js/%2e%2e/%2e%2e/cli.py", "//etc/passwd", "/css"):
        assert client.get(path).status_code == 404


def test_other_methods_and_addresses_are_problems(client):
    for response, status in (
        (client.put("/v1/collections"), 405),
        (client.get("/v1/nothing"), 404),
        (client.post("/"), 405),
        (client.get("/v1/collections/photos/search"), 422),
    ):
        assert response.status_code == status
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json().keys() == {"type", "title", "status", "detail"}
