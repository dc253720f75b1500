"""A pair of networks puts pictures and texts in one space."""

import numpy as np
import onnx
import pytest
from numpy.testing import assert_allclose
from onnx import numpy_helper

from lookalike.describe.deep.towers import Towers
from lookalike.reading import parse
from lookalike.types import Image, LookalikeError
from tests.describe.onnx_files import convolutional
from tests.describe.tower_files import WIDTH, WORDS, towers

rng = np.random.default_rng(0)
PICTURE = Image(rng.integers(0, 256, (32, 32, 3), dtype=np.uint8))


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda _: str(tmp_path / "cache"))


def table(folder, name, of):
    tensors = onnx.load(str(folder / of)).graph.initializer
    return next(numpy_helper.to_array(tensor) for tensor in tensors if tensor.name == name)


@pytest.mark.parametrize("length", ["T", 5])
def test_texts_and_pictures_become_vectors_of_one_space(length, tmp_path):
    folder = towers(tmp_path / "pair", length=length)
    method = Towers(str(folder))
    rows = table(folder, "table", "text.onnx")
    words = method.text_vectors(["a red chair", "red zebra"])
    expected = [rows[[WORDS[word] for word in text]].mean(axis=0) for text in (("a", "red", "chair"), ("red", "[UNK]"))]
    assert_allclose(words, expected, atol=1e-6)
    mean = ((PICTURE.pixels / 255 - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]).mean(axis=(0, 1))
    vectors = method.describe([PICTURE, PICTURE]).vectors
    assert vectors.shape == (2, method.dimension) == (2, WIDTH)
    assert_allclose(vectors[0], mean @ table(folder, "w", "image.onnx"), atol=1e-5)


def test_long_texts_are_cut(tmp_path):
    method = Towers(str(towers(tmp_path / "pair", length=4)))
    assert_allclose(method.text_vectors(["red red a a chair chair"]), method.text_vectors(["red red a a"]), atol=1e-6)


def test_a_pair_goes_by_its_name_and_its_key_by_its_content(tmp_path, monkeypatch):
    monkeypatch.setenv("LOOKALIKE_WEIGHTS", str(tmp_path))
    towers(tmp_path / "pair")
    part = parse('towers("pair")').parts[0]
    assert part.chain == 'towers("pair")'
    key = part.key
    towers(tmp_path / "pair")  # of other weights
    assert parse('towers("pair")').parts[0].key != key


def broken(name, folder):
    towers(folder, width=WIDTH + 1 if name == "apart" else WIDTH)
    if name == "no folder":
        return "There is no folder"
    if name == "no tokenizer":
        (folder / "tokenizer.json").unlink()
        return "lacks tokenizer.json"
    if name == "broken tokenizer":
        (folder / "tokenizer.json").write_text("{}")
        return "is no tokenizer"
    if name == "broken network":
        (folder / "text.onnx").write_bytes(b"text")
        return "is no ONNX file"
    if name == "pictures alone":
        convolutional(folder / "text.onnx")
        return "takes image"
    return "do not belong together"


@pytest.mark.parametrize(
    "name", ["no folder", "no tokenizer", "broken tokenizer", "broken network", "pictures alone", "apart"]
)
def test_a_pair_that_is_broken_is_one_sentence(name, tmp_path):
    folder = tmp_path / "pair"
    said = broken(name, folder)
    with pytest.raises(LookalikeError, match=said) as error:
        Towers(str(tmp_path / "none" if name == "no folder" else folder)).text_vectors(["a"])
    assert "\n" not in str(error.value)
    assert str(error.value).endswith(".")
