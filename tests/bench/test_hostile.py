from __future__ import annotations

import sys

import numpy as np
import pytest

from lookalike import Collection
from lookalike.bench.harness.served import Reply
from lookalike.bench.hostile.__main__ import measure
from lookalike.bench.hostile.attacks import Attack, Target, attacks
from lookalike.bench.hostile.verdict import Verdict
from tests.pictures import encoded, scene

TARGET = Target("localhost:1", "mine", "0" * 32, "/home/secret.jpg")


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone tells the memory of a process")
def test_a_server_stands_hostile_requests(tmp_path):
    pytest.importorskip("schemathesis")
    (tmp_path / "photos").mkdir()
    for seed in range(5):
        (tmp_path / "photos" / f"{seed}.jpg").write_bytes(encoded(scene(seed)))
    Collection.create(tmp_path / "mine.lance", "color").add(tmp_path / "photos")
    found = measure(tmp_path / "mine.lance", 160, 2)
    assert found["first_faults"] == {}
    assert found["errors_logged"] == []
    assert found["alive"]
    assert found["requests"] >= 160
    assert found["answers"]["slow"] == {"closed": 2}
    assert {"200", "404", "422"} <= found["answers"]["schemathesis"].keys()
    assert found["resident_after"] < 1.25 * found["resident_before"]


def test_attacks_are_of_all_kinds_and_the_same_each_time():
    first, again = (list(attacks(TARGET, 200, np.random.default_rng(0))) for _ in range(2))
    assert first == again
    assert {attack.kind for attack in first} == {"traversal", "stranger", "query", "nonsense", "upload"}
    assert len(set(first)) > 150


@pytest.mark.parametrize(
    ("attack", "reply", "faults"),
    [
        (Attack("query", b"GET /"), Reply(200, {}, b"all is well"), 0),
        (Attack("query", b"GET /"), Reply(404, {}, b"nothing"), 0),
        (Attack("query", b"GET /"), None, 0),
        (Attack("query", b"GET /"), Reply(503, {}, b""), 1),
        (Attack("query", b"GET /", refused=True), Reply(200, {}, b""), 1),
        (Attack("query", b"GET /"), Reply(404, {}, b"no /home/photos/a.jpg"), 1),
        (Attack("query", b"GET /%2fhome/photos"), Reply(404, {}, b"no /home/photos"), 0),
        (Attack("query", b"GET /"), Reply(404, {"location": "/home/photos"}, b""), 1),
        (Attack("query", b"GET /"), Reply(400, {}, b"Traceback (most recent call last)"), 1),
    ],
)
def test_faults_are_found(attack, reply, faults):
    verdict = Verdict(["/home/photos"])
    verdict.judge(attack, reply)
    told = verdict.told()
    assert (sum(told["faults"].values()), told["requests"]) == (faults, 1)
