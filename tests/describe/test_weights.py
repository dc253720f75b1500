"""Weights are read from every form, checked, kept and fetched; and nothing in them is run."""

import hashlib
import pickle
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from safetensors.numpy import save_file

from lookalike.describe.deep.builtin import DECLARED, NETWORKS, Declared
from lookalike.describe.deep.checkpoint import CheckpointError
from lookalike.describe.deep.cnn import Cnn
from lookalike.describe.deep.graph import Graph
from lookalike.describe.deep.layers import conv, relu
from lookalike.describe.deep.sources import Stored
from lookalike.describe.deep.weights import expected, fetch, folder, read_weights, register
from lookalike.reading import parse
from lookalike.types import Image, LookalikeError
from tests.describe.checkpoint_files import archive, entries, outline, outlines
from tests.describe.onnx_files import convolutional

rng = np.random.default_rng(0)
WEIGHTS = {
    "c.weight": rng.standard_normal((4, 3, 3, 3)).astype(np.float32),
    "c.bias": rng.standard_normal(4).astype(np.float32),
}


def build(weights):
    graph = Graph(weights)
    relu(graph, "head", conv(graph, "c", graph.normalised_pixels(0, 255), "c", 4, 3))
    return graph


@pytest.fixture(autouse=True)
def own(tmp_path, monkeypatch):
    monkeypatch.setenv("LOOKALIKE_WEIGHTS", str(tmp_path / "own"))
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda _: str(tmp_path / "cache"))
    declared = Declared("tiny", {"head": 4}, 32, Stored("tiny", "tiny-00000000.pth"), build)
    monkeypatch.setitem(DECLARED, "tiny", declared)
    monkeypatch.setitem(NETWORKS, "tiny", declared.network())
    return tmp_path / "own"


def saved(path, weights=None):
    """Weights in the form that the file's ending says."""
    weights = WEIGHTS if weights is None else weights
    if path.suffix == ".npz":
        np.savez(path, **weights)
    elif path.suffix == ".safetensors":
        save_file(weights, path)
    else:
        shapes = {name: (value.shape, tuple(n // 4 for n in value.strides)) for name, value in weights.items()}
        pickled = outlines({name: outline(name, *shape) for name, shape in shapes.items()})
        archive(path, entries(pickled, {name: value.tobytes() for name, value in weights.items()}))
    return path


@pytest.mark.parametrize("suffix", [".pth", ".pt", ".safetensors", ".npz"])
def test_every_form_holds_the_same(suffix, tmp_path):
    read = read_weights(saved(tmp_path / f"w{suffix}"))
    assert read.keys() == WEIGHTS.keys()
    for name, value in WEIGHTS.items():
        assert_array_equal(read[name], value)


class Hostile:
    def __reduce__(self):
        return (open, ("executed", "w"))


def objects(path):
    np.savez(path, a=np.array([Hostile()], dtype=object))


@pytest.mark.parametrize("suffix", [".pth", ".safetensors", ".npz"])
@pytest.mark.parametrize(
    "content", [b"", b"text", pickle.dumps(Hostile()), bytes(8), b"\xff" * 64, b"PK\3\4" + bytes(99)]
)
def test_broken_and_hostile_files_run_nothing(suffix, content, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / f"w{suffix}"
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match=rf"w\{suffix}") as error:
        read_weights(path)
    assert str(error.value).isprintable()
    assert not (tmp_path / "executed").exists()


def test_objects_in_an_npz_are_not_made(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    objects(tmp_path / "w.npz")
    with pytest.raises(CheckpointError, match=r"w\.npz"):
        read_weights(tmp_path / "w.npz")
    assert not (tmp_path / "executed").exists()


def test_a_missing_file_and_another_form_are_one_sentence(tmp_path):
    with pytest.raises(CheckpointError, match="No such file"):
        read_weights(tmp_path / "w.npz")
    with pytest.raises(CheckpointError, match=r"known are \.pth"):
        read_weights(tmp_path / "w.h5")


def test_a_network_without_weights_says_how_to_get_them():
    method = Cnn("tiny")
    assert method.dimension == 4
    with pytest.raises(LookalikeError, match="'lookalike weights tiny FILE'"):
        method.describe([Image(np.zeros((32, 32, 3), np.uint8))])
    with pytest.raises(LookalikeError, match="'lookalike weights tiny'"):
        str(parse('cnn("tiny")').parts[0].key)


def test_a_registered_file_is_used_and_another_one_changes_the_key(own, tmp_path):
    picture = Image(rng.integers(0, 256, (64, 64, 3), dtype=np.uint8))
    assert register("tiny", saved(tmp_path / "mine.npz"), build) == own / "tiny.npz"
    first, key = Cnn("tiny", size=64).describe([picture]).vectors, parse('cnn("tiny")').parts[0].key
    register("tiny", saved(tmp_path / "other.safetensors", {n: v * 2 for n, v in WEIGHTS.items()}), build)
    assert [file.name for file in own.iterdir()] == ["tiny.safetensors"]
    assert parse('cnn("tiny")').parts[0].key != key
    assert_allclose(Cnn("tiny", size=64).describe([picture]).vectors, first * 2, rtol=1e-5)


def test_a_file_that_does_not_fit_is_not_kept(own, tmp_path):
    for weights, said in (
        ({"c.bias": WEIGHTS["c.bias"]}, "lack c.weight"),
        ({**WEIGHTS, "c.bias": np.zeros(5)}, "is 5"),
    ):
        with pytest.raises(LookalikeError, match=said) as error:
            register("tiny", saved(tmp_path / "mine.npz", weights), build)
        assert "mine.npz" in str(error.value)
    assert not own.exists()


def test_an_onnx_file_in_the_folder_goes_by_its_name(own):
    own.mkdir()
    convolutional(own / "mynet.onnx")
    part = parse('cnn("mynet", layer="second")').parts[0]
    assert part.chain == 'cnn("mynet", layer="second")'
    with pytest.raises(LookalikeError, match="did you mean mynet"):
        Cnn("mynett")


CONTENT = bytes(range(256)) * 9000
HASH = hashlib.sha256(CONTENT).hexdigest()
FILE = f"net-{HASH[:8]}.pth"


class Server(BaseHTTPRequestHandler):
    """Serves one content, by ranges too; ``cut`` sends less than it says, once."""

    content, cut = CONTENT, False

    def do_GET(self):
        start = int((self.headers.get("Range") or "bytes=0-")[6:-1])
        type(self).asked.append(start)
        if start >= len(self.content):
            self.send_error(416)
            return
        rest = self.content[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest[: len(rest) // 2] if type(self).cut else rest)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    Fresh = type("Fresh", (Server,), {"asked": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), Fresh) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield Fresh, f"http://127.0.0.1:{http.server_port}/"
        http.shutdown()


def test_a_download_is_checked_and_kept(own, server):
    _, address = server
    seen = []
    path = fetch(FILE, lambda done, total: seen.append((done, total)), address)
    assert path == own / FILE
    assert path.read_bytes() == CONTENT
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert [file.name for file in own.iterdir()] == [FILE]


def test_a_download_that_was_cut_off_goes_on(own, server):
    handler, address = server
    handler.cut = True
    with pytest.raises(LookalikeError, match="try again to go on"):
        fetch(FILE, lambda *_: None, address)
    handler.cut = False
    assert fetch(FILE, lambda *_: None, address).read_bytes() == CONTENT
    assert handler.asked == [0, len(CONTENT) // 2]


def test_a_whole_download_that_was_not_named_is_taken(own, server):
    _, address = server
    own.mkdir()
    (own / f"{FILE}.part").write_bytes(CONTENT)
    assert fetch(FILE, lambda *_: None, address).read_bytes() == CONTENT


def test_what_has_another_hash_is_thrown_away(own, server):
    handler, address = server
    handler.content = CONTENT[::-1]
    with pytest.raises(LookalikeError, match="another hash"):
        fetch(FILE, lambda *_: None, address)
    assert not list(own.iterdir())


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/", "http://nowhere.invalid/"])
def test_offline_is_one_sentence(address):
    with pytest.raises(LookalikeError, match="Cannot fetch") as error:
        fetch(FILE, lambda *_: None, address)
    assert "\n" not in str(error.value)


def test_every_stored_network_names_the_hash_of_its_file():
    stored = [declared.source for declared in DECLARED.values() if isinstance(declared.source, Stored)]
    assert len(stored) == 7
    assert all(len(expected(source.file)) == 8 for source in stored)


def test_without_a_setting_weights_are_among_the_users_data(monkeypatch):
    monkeypatch.delenv("LOOKALIKE_WEIGHTS")
    assert folder().name == "networks"
