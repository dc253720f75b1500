"""The network is the one that its weights were trained for, and pooling is what it says."""

import os
import pickle
import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lookalike.describe.deep import networks, sources
from lookalike.describe.deep.builtin import DECLARED
from lookalike.describe.deep.checkpoint import CheckpointError, read_checkpoint
from lookalike.describe.deep.cnn import Cnn
from lookalike.describe.deep.networks import NETWORKS, session
from lookalike.types import Image

LITE0 = NETWORKS["efficientnet_lite0"]
rng = np.random.default_rng(0)


def photograph(name: str) -> Image:
    data = pytest.importorskip("skimage.data")
    return Image(np.ascontiguousarray(getattr(data, name)()[..., :3]))


@pytest.mark.parametrize("layer", LITE0.layers)
def test_every_layer_has_its_declared_channels(layer):
    vectors = Cnn("efficientnet_lite0", layer=layer, size=64).describe([Image(np.zeros((9, 9, 3), np.uint8))]).vectors
    assert vectors.shape == (1, LITE0.layers[layer])


@pytest.mark.parametrize(("name", "classes"), [("chelsea", {281, 282, 285}), ("coffee", {504, 967}), ("rocket", {657})])
def test_it_recognises_what_is_in_a_photograph(name, classes):
    logits = Cnn("efficientnet_lite0", layer="logits", size=224).describe([photograph(name)]).vectors[0]
    assert set(np.argsort(-logits)[:3]) & classes


def test_pooling_of_a_layer():
    picture = Image(rng.integers(0, 256, (96, 96, 3), dtype=np.uint8))
    (maps,) = session("efficientnet_lite0", ("block10",)).run(["block10"], {"pixels": picture.pixels[None]})
    places = np.maximum(maps[0].reshape(len(maps[0]), -1), 1e-6)
    expected = {
        "avg": maps[0].mean(axis=(1, 2)),
        "max": maps[0].max(axis=(1, 2)),
        "gem": (places.astype(float) ** 3).mean(axis=1) ** (1 / 3),
    }
    for pool, vector in expected.items():
        found = Cnn("efficientnet_lite0", layer="block10", pool=pool, size=96).describe([picture]).vectors[0]
        assert_allclose(found, vector, rtol=1e-4, atol=1e-5)


def test_layers_of_one_network_share_one_run(monkeypatch):
    runs = []

    class Counting:
        def get_providers(self):
            return ["CPUExecutionProvider"]

        def run(self, names, feeds):
            runs.append(names)
            return [np.ones((1, 4), np.float32)] * len(names)

    monkeypatch.setattr("lookalike.describe.deep.networks.session", lambda *_: Counting())
    layers = [Cnn("efficientnet_lite0", layer=layer) for layer in ("head", "block3")]
    Cnn.describe_together(layers, [Image(np.zeros((8, 8, 3), np.uint8))] * 2)
    assert runs == [("head.avg", "block3.avg")] * 2


def test_a_graph_is_built_once_and_a_cache_that_cannot_be_written_is_no_harm(tmp_path, monkeypatch):
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda _: str(tmp_path / "cache"))
    first = networks._model(LITE0, ("stem",))
    monkeypatch.setattr(sources, "read_weights", lambda _: pytest.fail("built twice"))
    assert networks._model(LITE0, ("stem",)) == first
    monkeypatch.undo()
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda _: str(tmp_path / "file"))
    assert networks._model(LITE0, ("stem",)) == first


def test_nothing_is_collected_about_the_user(tmp_path):
    code = (
        "import numpy as np; from lookalike.reading import parse; from lookalike.types import Image;"
        "parse('deep').parts[0].descriptor.describe([Image(np.zeros((64, 64, 3), np.uint8))])"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "ORT_"))}
    subprocess.run([sys.executable, "-c", code], check=True, env={**kept, "HOME": str(tmp_path)})
    written = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert {file.suffix for file in written} == {".onnx"}


def test_inference_does_not_import_pytorch():
    code = (
        "import sys, numpy as np; from lookalike.reading import parse; from lookalike.types import Image;"
        "parse('deep').parts[0].descriptor.describe([Image(np.zeros((64, 64, 3), np.uint8))]);"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_checkpoint_reader_agrees_with_pytorch():
    torch = pytest.importorskip("torch")
    ours = read_checkpoint(DECLARED["efficientnet_lite0"].source.path())
    theirs = torch.load(DECLARED["efficientnet_lite0"].source.path(), weights_only=True)
    assert ours.keys() == theirs.keys()
    for name, tensor in theirs.items():
        assert ours[name].dtype == tensor.numpy().dtype
        np.testing.assert_array_equal(ours[name], tensor.numpy())


@pytest.mark.parametrize("size", [64, 97, 224])
def test_every_layer_agrees_with_pytorch(size):
    torch = pytest.importorskip("torch")
    from tests.describe.torch_lite0 import Lite0

    model = Lite0()
    model.load_state_dict(torch.load(DECLARED["efficientnet_lite0"].source.path(), weights_only=True))
    pixels = rng.integers(0, 256, (2, size, size, 3), dtype=np.uint8)
    expected = model.eval().layers(torch.from_numpy(pixels))
    names = tuple(LITE0.layers)
    for name, found in zip(names, session("efficientnet_lite0", names).run(names, {"pixels": pixels}), strict=True):
        assert_allclose(found, expected[name].detach().numpy(), atol=1e-4, rtol=1e-4, err_msg=name)


class Hostile:
    def __reduce__(self):
        return (open, ("executed", "w"))


def broken() -> dict[str, bytes]:
    whole = DECLARED["efficientnet_lite0"].source.path().read_bytes()
    magic = b"".join(pickle.dumps(part, 2) for part in (0x1950A86A20F9469CFC6C, 1001, {}))
    return {
        "empty": b"",
        "text": b"not a checkpoint",
        "zip": b"PK\x03\x04" + bytes(100),
        "truncated": whole[: len(whole) // 2],
        "hostile": magic + pickle.dumps(Hostile(), 2),
        "hostile from the first byte": pickle.dumps(Hostile(), 2),
        "not tensors": magic + pickle.dumps({"a": 3}, 2) + pickle.dumps(["1"], 2),
    }


@pytest.mark.parametrize("name", broken())
def test_broken_and_hostile_checkpoints_run_nothing(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "weights.pth"
    file.write_bytes(broken()[name])
    with pytest.raises(CheckpointError, match=r"weights\.pth") as error:
        read_checkpoint(file)
    assert "\n" not in str(error.value)
    assert not (tmp_path / "executed").exists()


def test_a_missing_checkpoint_is_named(tmp_path):
    with pytest.raises(CheckpointError, match=r"none\.pth: No such file"):
        read_checkpoint(tmp_path / "none.pth")
