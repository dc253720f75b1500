from __future__ import annotations

import json
import time

import pytest
from starlette.testclient import TestClient

from lookalike import Collection
from lookalike.app.server.application import build
from lookalike.app.server.incoming import file_name
from lookalike.app.server.jobs import Jobs
from lookalike.app.server.settings import Settings
from lookalike.types import LookalikeError
from tests.pictures import encoded, scene


@pytest.fixture
def writing(tmp_path):
    """A collection that may be changed, and who asks it."""
    (tmp_path / "photos").mkdir()
    for seed in range(3):
        (tmp_path / "photos" / f"{seed}.jpg").write_bytes(encoded(scene(seed, 160, 120)))
    (tmp_path / "photos" / "smaller.jpg").write_bytes(encoded(scene(0, 80, 60)))
    made = Collection.create(tmp_path / "photos.lance", "color_histogram()")
    made.add(tmp_path / "photos")
    app = build({"photos": made}, Settings(writable=True))
    with TestClient(app, base_url="http://localhost") as client:
        yield client, made


def finished(client, job):
    """The events of a job, to its end."""
    with client.stream("GET", f"/v1/jobs/{job['id']}/events") as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        blocks = [block for block in "".join(response.iter_text()).split("\n\n") if block.startswith("event")]
    return [(lines[0][7:], json.loads(lines[1][6:])) for lines in (block.split("\n") for block in blocks)]


def test_pictures_are_added_found_and_forgotten(writing):
    client, made = writing
    content = encoded(scene(9, 160, 120))
    given = client.post("/v1/collections/photos/images", files={"file": ("../../my cat.png", content)})
    assert given.status_code == 202
    events = finished(client, given.json()["job"])
    assert events[-1][0] == "end"
    assert events[-1][1]["state"] == "done"
    assert (events[-1][1]["done"], events[-1][1]["total"]) == (1, 1)
    added = client.get(f"/v1/collections/photos/images/{given.json()['id']}").json()
    assert added["name"] == f"my cat {added['id'][:8]}.jpg"
    assert len(made) == 5
    again = client.post("/v1/collections/photos/images", files={"file": ("x.jpg", content)})
    assert again.json() == {"id": added["id"], "job": None}
    assert client.delete(f"/v1/collections/photos/images/{added['id']}").status_code == 204
    assert client.get(f"/v1/collections/photos/images/{added['id']}").status_code == 404
    assert len(made) == 4


def test_what_was_forgotten_does_not_come_back_with_the_next_picture(writing):
    client, made = writing
    for seed in (8, 9):
        given = client.post("/v1/collections/photos/images", files={"file": ("x", encoded(scene(seed)))}).json()
        finished(client, given["job"])
        assert len(made) == 5
        assert client.delete(f"/v1/collections/photos/images/{given['id']}").status_code == 204


def test_nothing_is_changed_unless_that_is_allowed(client, ids):
    picture = {"file": ("x.jpg", encoded(scene(50)))}
    for response in (
        client.post("/v1/collections/photos/images", files=picture),
        client.delete(f"/v1/collections/photos/images/{ids[0]}"),
    ):
        assert response.status_code == 403
        assert "--writable" in response.json()["detail"]


def test_duplicates_are_grouped(writing):
    client, made = writing
    assert client.get("/v1/collections/photos/groups").json() == {
        "job": None,
        "current": False,
        "groups": [],
        "evidence": [],
    }
    events = finished(client, client.get("/v1/collections/photos/duplicates").json())
    assert events[-1][1]["state"] == "done"
    ids = {record.path.rpartition("/")[2]: record.id for record in made}
    found = client.get("/v1/collections/photos/groups").json()
    assert found["groups"] == [[ids["0.jpg"], ids["smaller.jpg"]]]
    assert found["evidence"][0]["keep"] == ids["0.jpg"]
    assert found["evidence"][0]["pairs"][0]["kinds"] == ["near"]
    assert "path" not in json.dumps(found)
    # Another server knows them too, and tells when pictures have come or gone.
    again = made.known_duplicates()
    assert found["current"] and again is not None and again.current
    assert [[file.record.id for file in group.files] for group in again.groups] == found["groups"]


def count(progress, to):
    for done in range(to + 1):
        progress(done, to)
        time.sleep(0.01)
    return to


def fail(progress):
    raise LookalikeError("The disk at /secret/place is full.")


def crash(progress):
    raise ValueError("x")


@pytest.fixture
def jobs():
    made = Jobs()
    yield made
    made.close()


def wait(job):
    until = time.monotonic() + 60
    while not job.over:
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_job_tells_its_progress_and_result(jobs):
    job = jobs.start("count", "c", count, 20)
    wait(job)
    assert (job.state, job.result, job.done, job.total) == ("done", 20, 20, 20)
    assert job.rate


def test_one_job_of_a_kind_at_a_time(jobs):
    job = jobs.start("count", "c", count, 100_000)
    assert jobs.start("count", "c", count, 100_000) is job
    assert jobs.start("count", "other", count, 3) is not job
    while job.state == "waiting":
        time.sleep(0.01)
    further = jobs.start("count", "c", count, 1, again=True)
    assert further is not job
    assert jobs.start("count", "c", count, 1, again=True) is further
    jobs.cancel(job)
    wait(further)
    assert (job.state, further.state) == ("cancelled", "done")


def test_failures_are_told_in_a_sentence(jobs, capfd):
    failed, crashed = jobs.start("fail", "c", fail), jobs.start("crash", "c", crash)
    wait(failed)
    wait(crashed)
    assert (failed.state, failed.detail) == ("failed", "The disk at /secret/place is full.")
    assert (crashed.state, crashed.detail) == ("failed", "The work ended unexpectedly: try again.")


def test_jobs_are_listed_and_unknown_ones_said(client):
    assert client.get("/v1/jobs").json() == []
    assert client.get("/v1/jobs/none").status_code == 404
    assert client.delete("/v1/jobs/none").status_code == 404


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("a.jpg", "a"),
        ("../../etc/x.jpg", "x"),
        ("C:\\x\\y.png", "y"),
        ("", "picture"),
        ("..", "picture"),
        ("a\0b.jpg", "a_b"),
    ],
)
def test_names_of_files_are_harmless(name, kept):
    content = encoded(scene(1))
    assert file_name(content, name).startswith(f"{kept} ")
    assert file_name(content, name).endswith(".jpg")
