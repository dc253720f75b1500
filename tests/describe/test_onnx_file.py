"""Any ONNX file is a network, and a broken or hostile one is one sentence."""

import json

import numpy as np
import onnx
import onnx.reference
import pytest
from numpy.testing import assert_allclose

from lookalike.describe.deep.cnn import Cnn
from lookalike.describe.deep.networks import activations, network
from lookalike.parameters import SpecError
from lookalike.reading import parse
from lookalike.types import Image, LookalikeError
from tests.describe.onnx_files import CHANNELS, constant, convolutional, floats, model, transformer

rng = np.random.default_rng(0)
PIXELS = rng.integers(0, 256, (40, 40, 3), dtype=np.uint8)
MEAN, STD = np.array([0.485, 0.456, 0.406], np.float32), np.array([0.229, 0.224, 0.225], np.float32)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda _: str(tmp_path / "cache"))


def reference(path, inputs, *names):
    """Values by ONNX's own evaluator."""
    wanted = onnx.load(str(path))
    wanted.graph.output.extend(onnx.ValueInfoProto(name=name) for name in names)
    said = onnx.reference.ReferenceEvaluator(wanted).run(None, inputs)
    return dict(zip([value.name for value in wanted.graph.output], said, strict=True))


@pytest.mark.parametrize("name", ["image", "pixels", "input"])
@pytest.mark.parametrize("shape", [("N", 3, "H", "W"), ("N", "H", "W", 3), (1, 3, 40, 40)])
def test_named_values_are_layers_of_normalised_pixels(name, shape, tmp_path):
    path = convolutional(tmp_path / "net.onnx", shape=shape, name=name)
    net = network(str(path))
    assert {"first": 4, "second": CHANNELS, "flat": CHANNELS, "scores": 5}.items() <= net.layers.items()
    assert net.flat == {"flat", "scores"}
    assert net.head == "second"
    assert (net.side, net.fixed) == ((40, True) if shape[2] == 40 else (224, False))
    x = (PIXELS[None] / np.float32(255) - MEAN) / STD
    expected = reference(path, {name: x if shape[-1] == 3 else x.transpose(0, 3, 1, 2)}, "second")
    (maps,), (pooled,), (scores,) = activations(net, ("second", "second.max", "scores"), [PIXELS])
    assert_allclose(maps, expected["second"][0], atol=1e-5)
    assert_allclose(pooled, expected["second"][0].max(axis=(1, 2)), atol=1e-5)
    assert_allclose(scores, expected["scores"][0], atol=1e-5)


def test_the_card_says_how_pictures_come_in(tmp_path):
    path = convolutional(tmp_path / "net.onnx")
    plain = network(str(path)).digest()
    card = {"side": 32, "mean": [0, 0, 0.5], "std": [1, 0.5, 1], "classes": ["a", "b"], "loss": "triplet"}
    (tmp_path / "net.json").write_text(json.dumps(card))
    net = network(str(path))
    assert (net.side, net.classes) == (32, ("a", "b"))
    assert net.digest() != plain
    x = ((PIXELS[None] / np.float32(255) - [0, 0, 0.5]) / [1, 0.5, 1]).astype(np.float32).transpose(0, 3, 1, 2)
    ((scores,),) = activations(net, ("scores",), [PIXELS])
    assert_allclose(scores, reference(path, {"image": x})["scores"][0], atol=1e-5)


@pytest.mark.parametrize("prefix", [0, 1, 5])
def test_tokens_are_a_class_and_a_map_of_patches(prefix, tmp_path):
    path = transformer(tmp_path / "vit.onnx", prefix=prefix)
    net = network(str(path))
    assert net.head == "tokens.patches"
    assert ("tokens.class" in net.layers) == ("tokens.class" in net.flat) == (prefix > 0)
    pixels = rng.integers(0, 256, (24, 40, 3), dtype=np.uint8)
    x = ((pixels[None] / np.float32(255) - MEAN) / STD).transpose(0, 3, 1, 2)
    tokens = reference(path, {"image": x})["tokens"][0]
    ((maps,),) = activations(net, ("tokens.patches",), [pixels])
    assert_allclose(maps, tokens[prefix:].T.reshape(5, 3, 5), atol=1e-5)
    if prefix:
        ((first,),) = activations(net, ("tokens.class",), [pixels])
        assert_allclose(first, tokens[0], atol=1e-5)


def test_an_expression_names_a_file(tmp_path, monkeypatch):
    path = convolutional(tmp_path / "net.onnx", shape=("N", 3, 40, 40))
    monkeypatch.chdir(tmp_path)
    part = parse('cnn("net.onnx", layer="second")').parts[0]
    assert str(path) in str(part.descriptor)
    assert part.descriptor.describe([Image(PIXELS), Image(PIXELS[:9])]).vectors.shape == (2, CHANNELS)
    key = part.key
    convolutional(path, shape=("N", 3, 40, 40))  # of other weights
    assert parse('cnn("net.onnx", layer="second")').parts[0].key != key
    with pytest.raises(SpecError, match=r"has no layer 'secnd': did you mean second"):
        Cnn(str(path), layer="secnd")


NO_MODELS = {"empty": b"", "no model": b"not a model\n", "archive": b"PK\x03\x04" + bytes(26), "zeros": bytes(4000)}


def broken(name, path):
    """A file that is wrong in something, and a part of what is said of it."""
    weight = constant("w", 3, 3)
    node = onnx.helper.make_node("MatMul", ["image", "w"], ["out"])
    if name == "missing":
        return "No such file"
    if name in NO_MODELS:
        path.write_bytes(NO_MODELS[name])
        return "is no ONNX file, or not all of one.*download or export it anew"
    if name == "truncated":
        whole = convolutional(path).read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
        return "is no ONNX file, or not all of one.*download or export it anew"
    if name == "old":
        convolutional(path, opset=11)
        return "opset 11"
    if name == "grey":
        convolutional(path, shape=("N", 1, "H", "W"))
        return "in colour"
    if name == "text":
        ids = onnx.helper.make_tensor_value_info("ids", onnx.TensorProto.INT64, ["N", 7])
        onnx.save(
            model([onnx.helper.make_node("Cast", ["ids"], ["out"], to=1)], [ids], [floats("out", "N", 7)], []),
            str(path),
        )
        return "takes ids"
    if name == "unknown operator":
        node = onnx.helper.make_node("Execute", ["image"], ["out"], domain="evil")
        made = model([node], [floats("image", "N", 3, "H", "W")], [floats("out", "N", 3)], [])
        made.opset_import.append(onnx.helper.make_opsetid("evil", 1))
        path.write_bytes(made.SerializeToString())
        return "cannot be run"
    if name == "wrong shape":
        made = model([node], [floats("image", "N", 3, 40, 40)], [floats("out", "N", 3, 40, 3)], [weight])
        path.write_bytes(made.SerializeToString())
        return "cannot be run|does not take"
    external = {"elsewhere": "../secret", "absolute": "/etc/hostname", "lost": "lost.bin"}[name]
    weight.ClearField("raw_data")
    weight.data_location = onnx.TensorProto.EXTERNAL
    weight.external_data.add(key="location", value=external)
    made = model([node], [floats("image", "N", 3, 4, 3)], [floats("out", "N", 3, 4, 3)], [weight])
    path.write_bytes(made.SerializeToString())
    return "missing" if name == "lost" else "outside its folder"


@pytest.mark.parametrize(
    "name",
    [
        "missing",
        *NO_MODELS,
        "truncated",
        "old",
        "grey",
        "text",
        "unknown operator",
        "wrong shape",
        "elsewhere",
        "absolute",
        "lost",
    ],
)
def test_a_broken_or_hostile_file_is_one_sentence(name, tmp_path):
    (tmp_path / "secret").write_bytes(bytes(36))
    (tmp_path / "nets").mkdir()
    path = tmp_path / "nets" / "net.onnx"
    said = broken(name, path)
    with pytest.raises(LookalikeError, match=said) as error:
        Cnn(str(path))
    assert "net.onnx" in str(error.value)
    assert "\n" not in str(error.value)
    assert str(error.value).endswith(".")


@pytest.mark.parametrize(
    ("card", "said"),
    [("{", "Cannot read the card"), ("[]", "one JSON object"), ('{"side": -1}', "side"), ('{"std": [1, 0, 1]}', "std")],
)
def test_a_broken_card_is_one_sentence(card, said, tmp_path):
    path = convolutional(tmp_path / "net.onnx")
    (tmp_path / "net.json").write_text(card)
    with pytest.raises(LookalikeError, match=said) as error:
        network(str(path))
    assert "net.json" in str(error.value)


def test_an_unknown_name_is_told_the_nearest():
    with pytest.raises(SpecError, match=r"efficientnet_lite0"):
        Cnn("efficientnet_lite")
