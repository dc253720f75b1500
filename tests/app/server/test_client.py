"""The generated client: as the API is, and of use."""

from __future__ import annotations

import importlib.util
import socket
import sys
import threading
import time
from importlib import import_module
from pathlib import Path

import pytest
import uvicorn

from lookalike import Collection
from lookalike.app.server.application import build
from lookalike.app.server.settings import Settings
from tests.pictures import encoded, scene

CLIENTS = Path(__file__).parents[3] / "clients"
SECRET = "correct horse battery"


def files(folder):
    found = (path for path in folder.rglob("*") if path.is_file() and "cache" not in str(path.relative_to(folder)))
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in found}


def test_the_client_is_as_the_api_is(tmp_path):
    pytest.importorskip("openapi_python_client", reason="make client installs the generator")
    spec = importlib.util.spec_from_file_location("generate", CLIENTS / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.generate(tmp_path / "python")
    made, kept = files(tmp_path / "python"), files(CLIENTS / "python")
    stale = sorted(name for name in made.keys() | kept.keys() if made.get(name) != kept.get(name))
    assert not stale, f"make it anew: make client ({stale})"


@pytest.fixture
def address(tmp_path):
    (tmp_path / "photos").mkdir()
    for seed in range(5):
        (tmp_path / "photos" / f"{seed}.jpg").write_bytes(encoded(scene(seed)))
    collection = Collection.create(tmp_path / "mine.lance", "color")
    collection.add(tmp_path / "photos")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        app = build({"mine": collection}, Settings(token=SECRET))
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def test_the_client_uploads_searches_and_is_told_what_is_wrong(address, monkeypatch):
    pytest.importorskip("httpx")
    monkeypatch.syspath_prepend(CLIENTS / "python")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    client, types, models, collections, images, search, uploads = (
        import_module(f"lookalike_client{name}")
        for name in (
            "",
            ".types",
            ".models",
            ".api.collections.list_collections",
            ".api.images.get_thumbnail",
            ".api.search.search",
            ".api.uploads.add_upload",
        )
    )
    with client.AuthenticatedClient(address, token=SECRET) as known:
        [mine] = collections.sync(client=known)
        assert (mine.name, mine.images, mine.schemes.image) == ("mine", 5, True)
        body = models.AddUploadBody(file=types.File(payload=encoded(scene(3)), file_name="a.jpg"))
        upload = uploads.sync(client=known, body=body)
        answer = search.sync("mine", client=known, q=f'image("upload:{upload.upload}")', k=2)
        assert [hit.picture.name for hit in answer.hits][:1] == ["3.jpg"]
        thumbnail = images.sync("mine", answer.hits[0].picture.id, client=known)
        assert thumbnail.payload.read(3) == b"\xff\xd8\xff"
        problem = search.sync("none", client=known, q="red")
        assert (problem.status, "no such collection" in problem.detail) == (404, True)
    with client.Client(address) as stranger:
        assert collections.sync(client=stranger).status == 401
