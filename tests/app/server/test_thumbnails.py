"""Small pictures come quickly, those of a page together."""

import socket
from base64 import b64decode

import pytest

from lookalike.app.server import thumbnails
from lookalike.app.server.problems import Refused
from lookalike.app.server.running import _listening
from lookalike.app.server.thumbnails import Thumbnails


class Counted:
    """A collection that tells how often it was read."""

    uri = "somewhere"

    def __init__(self, pictures):
        self.pictures, self.reads = pictures, []

    def thumbnails(self, ids):
        self.reads.append(list(ids))
        return {id: self.pictures[id] for id in ids if id in self.pictures}


@pytest.fixture
def counted(collection, ids):
    return Counted(collection.thumbnails(ids))


def test_the_first_of_a_page_brings_the_others(counted, ids):
    small = Thumbnails()
    small.expect(counted, ids)
    assert small.kept(counted, ids[0]) is None
    assert [small.small(counted, id, 256) for id in ids] == [counted.pictures[id] for id in ids]
    assert counted.reads == [ids]
    assert small.kept(counted, ids[0]) == counted.pictures[ids[0]]


def test_without_a_page_each_is_read_once(counted, ids):
    small = Thumbnails()
    assert small.small(counted, ids[1], 256) == small.small(counted, ids[1], 256)
    assert counted.reads == [[ids[1]]]
    with pytest.raises(Refused, match="no such picture"):
        small.small(counted, "0" * 32, 256)


def test_an_answer_brings_as_many_small_pictures_as_are_asked_for(client, collection, ids):
    def asked(**more):
        query = {"q": f'image("{ids[0]}")', "k": 4, **more}
        return [each["picture"] for each in client.get("/v1/collections/photos/search", params=query).json()["hits"]]

    told = asked(thumbnails=3)
    assert [picture["thumbnail"] is not None for picture in told] == [True, True, True, False]
    content = b64decode(told[1]["thumbnail"].removeprefix("data:image/jpeg;base64,"))
    assert content == collection.thumbnails([told[1]["id"]])[told[1]["id"]]
    assert not any(picture["thumbnail"] for picture in asked())


def test_no_more_is_kept_than_there_is_room_for(counted, ids, monkeypatch):
    monkeypatch.setattr(thumbnails, "_KEPT_BYTES", 2 * max(map(len, counted.pictures.values())))
    small = Thumbnails()
    for id in ids:
        small.small(counted, id, 256)
    assert 1 <= sum(small.kept(counted, id) is not None for id in ids) <= 4
    assert small.small(counted, ids[0], 256) == counted.pictures[ids[0]]


def test_answers_do_not_wait_for_the_network_to_be_filled():
    with _listening("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
