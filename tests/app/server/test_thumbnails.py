"""Small pictures come quickly, those of a page together."""

import socket

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
