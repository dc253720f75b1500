from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from lookalike.app.server.decoding import Decoders
from lookalike.app.server.settings import Settings
from lookalike.app.server.uploads import Uploads
from lookalike.types import LookalikeError
from tests.pictures import broken_exif, cut, encoded, exif, png_bomb, scene, swapped_profile


def sent(client, content, kind="image/jpeg"):
    return client.post("/v1/uploads", content=content, headers={"Content-Type": kind})


def test_an_upload_is_given_back_encoded_anew(client):
    content = encoded(scene(1, 2000, 1000), exif=exif(Make="Secret"))
    told = sent(client, content).json()
    assert (told["width"], told["height"]) == (2000, 1000)
    assert told == client.post("/v1/uploads", files={"file": ("../../x.jpg", content)}).json()
    back = client.get(f"/v1/uploads/{told['upload']}")
    assert back.headers["content-type"] == "image/jpeg"
    assert b"Secret" not in back.content
    with Image.open(io.BytesIO(back.content)) as opened:
        assert opened.size == (1600, 800)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF"])
def test_all_formats_are_read_by_a_process_that_can_open_no_file(client, kind):
    assert sent(client, encoded(scene(2), kind), "image/x").status_code == 201


def test_a_picture_with_a_color_profile_is_read_too(client):
    assert sent(client, encoded(scene(3), icc_profile=swapped_profile())).status_code == 201


def test_what_is_not_painted_stays_transparent(client):
    layers = np.zeros((40, 60, 4), np.uint8)
    layers[:20] = (200, 30, 30, 255)
    told = sent(client, encoded(Image.fromarray(layers), "PNG"), "image/png").json()
    back = client.get(f"/v1/uploads/{told['upload']}")
    assert back.headers["content-type"] == "image/png"
    with Image.open(io.BytesIO(back.content)) as opened:
        assert np.array_equal(np.asarray(opened), layers)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"GIF89a nothing", "cannot be read"),
        (b"%PDF-1.7", "not a picture"),
        (cut(encoded(scene(3, 640, 480))), "truncated"),
        (png_bomb(), "too large"),
        (encoded(np.zeros((2001, 2000, 3), np.uint8), "PNG"), "of at most 4,000,000"),
        (b"", "There is no picture"),
    ],
    ids=["damaged", "other", "cut", "bomb", "large", "empty"],
)
def test_what_is_no_good_picture_is_refused(client, content, sentence):
    response = sent(client, content)
    assert response.status_code == 422
    assert sentence in response.json()["detail"]


def test_a_broken_description_stops_nothing(client):
    assert sent(client, broken_exif()).status_code == 201


def test_what_is_too_large_or_no_picture_is_refused(client):
    assert sent(client, bytes(2_000_001)).status_code == 413
    assert sent(client, b"x", "text/plain").status_code == 415
    assert client.post("/v1/uploads", files={"other": ("x.jpg", b"x")}).status_code == 422
    assert client.post("/v1/uploads", content=b"x", headers={"Content-Type": "multipart/form-data"}).status_code < 500
    assert client.get("/v1/uploads/xyz").status_code == 422
    assert client.get(f"/v1/uploads/{'0' * 32}").status_code == 404


@pytest.fixture(scope="module")
def decoders():
    made = Decoders(Settings(upload_seconds=20), 1)
    yield made
    made.close()


def test_the_oldest_uploads_make_room(decoders):
    pictures = [encoded(scene(seed, 400, 300)) for seed in range(3)]
    room = len(decoders.decoded(pictures[0]).content) * 5 // 2
    uploads = Uploads(decoders, room)
    names = [uploads.put(picture)[0] for picture in pictures[:2]]
    assert uploads[names[0]]
    names.append(uploads.put(pictures[2])[0])
    assert uploads[names[0]]
    assert uploads[names[2]]
    with pytest.raises(Exception, match="not kept any more"):
        uploads[names[1]]


def test_a_process_that_takes_too_long_is_ended_and_another_takes_its_place():
    decoders = Decoders(Settings(upload_seconds=0.0), 1)
    with pytest.raises(LookalikeError, match="takes too long"):
        decoders.decoded(encoded(scene(1, 3000, 2000)))
    decoders._settings = Settings()
    assert decoders.decoded(encoded(scene(1))).width == 96
    decoders.close()


def test_a_process_that_dies_is_replaced(decoders):
    assert decoders.decoded(encoded(scene(1))).width == 96
    with decoders._worker() as worker:
        worker._process.kill()
        worker._process.join()
    assert decoders.decoded(encoded(scene(1))).width == 96


def test_a_process_has_no_more_memory_than_it_may():
    decoders = Decoders(Settings(decoder_bytes=900_000_000), 1)
    with pytest.raises(LookalikeError, match=r"memory|too large|cannot be decoded"):
        decoders.decoded(encoded(Image.new("RGB", (9900, 9900)), "PNG"))
    assert decoders.decoded(encoded(scene(1))).width == 96
    decoders.close()
