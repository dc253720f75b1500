"""A pair of small networks for pictures and texts, of random weights, and their tokenizer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper, save
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from tests.describe.onnx_files import constant, floats, model

WORDS = {"[PAD]": 0, "[UNK]": 1, "a": 2, "red": 3, "chair": 4}
WIDTH = 6


def tokens(name: str, length: Any) -> Any:
    return helper.make_tensor_value_info(name, TensorProto.INT64, ["N", length])


def towers(folder: Path, *, length: Any = "T", width: int = WIDTH) -> Path:
    """A folder with the three files; a text is the mean of its tokens' rows of "table"."""
    folder.mkdir(parents=True, exist_ok=True)
    shown = [
        helper.make_node("GlobalAveragePool", ["pixel_values"], ["mean"]),
        helper.make_node("Flatten", ["mean"], ["flat"]),
        helper.make_node("Gemm", ["flat", "w"], ["image_embeds"]),
        helper.make_node("Relu", ["image_embeds"], ["other"]),
    ]
    outputs = [floats(name, "N", WIDTH) for name in ("image_embeds", "other")]
    pictures = model(shown, [floats("pixel_values", "N", 3, 32, 32)], outputs, [constant("w", 3, WIDTH)])
    save(pictures, str(folder / "image.onnx"))
    said = [
        helper.make_node("Gather", ["table", "input_ids"], ["rows"]),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["mask", "last"], ["column"]),
        helper.make_node("Mul", ["rows", "column"], ["there"]),
        helper.make_node("ReduceSum", ["there", "first"], ["sums"], keepdims=0),
        helper.make_node("ReduceSum", ["mask", "first"], ["counts"], keepdims=1),
        helper.make_node("Div", ["sums", "counts"], ["text_embeds"]),
    ]
    axes = [numpy_helper.from_array(np.array([n]), name) for n, name in ((2, "last"), (1, "first"))]
    inputs = [tokens("input_ids", length), tokens("attention_mask", length)]
    constants = [constant("table", len(WORDS), width), *axes]
    save(model(said, inputs, [floats("text_embeds", "N", width)], constants), str(folder / "text.onnx"))
    tokenizer = Tokenizer(WordLevel(WORDS, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder
