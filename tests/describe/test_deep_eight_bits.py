"""Networks in whole numbers of eight bits are nearly those in floating point."""

import numpy as np
import pytest
from skimage import data

from lookalike.describe.deep.eight_bits import in_eight_bits
from lookalike.describe.deep.networks import session
from lookalike.reading import parse
from lookalike.types import Image, LookalikeError

PICTURES = [Image(data.astronaut()[:300]), Image(np.ascontiguousarray(data.chelsea()[::-1])), Image(data.coffee())]


@pytest.mark.parametrize("layer", ["head", "block15", "logits"])
def test_vectors_are_nearly_the_same(layer):
    plain, small = (
        parse(f'cnn("efficientnet_lite0", layer="{layer}"{precision})').parts[0].descriptor
        for precision in ("", ', precision="int8"')
    )
    ours, theirs = plain.describe(PICTURES).floats, small.describe(PICTURES).floats
    cosines = (ours * theirs).sum(axis=1) / np.linalg.norm(ours, axis=1) / np.linalg.norm(theirs, axis=1)
    assert (cosines > 0.98).all()
    assert (ours != theirs).any()


def test_layers_of_both_precisions_are_not_taken_together():
    plain, small = (parse(f'cnn("efficientnet_lite0"{p})').parts[0] for p in ("", ', precision="int8"'))
    assert plain.descriptor.group != small.descriptor.group
    assert plain.key != small.key


def test_the_convolutions_are_in_whole_numbers():
    from onnx import load_model_from_string

    from lookalike.describe.deep import networks

    model = networks._small_model(networks.network("efficientnet_lite0"), ("logits",))
    kinds = {node.op_type for node in load_model_from_string(model).graph.node}
    assert {"QuantizeLinear", "DequantizeLinear"} <= kinds
    assert len(model) < 10_000_000  # of 18 MB in floating point; the classifier stays so


def test_pictures_of_other_sizes_are_taken():
    run = session("efficientnet_lite0", ("logits",), "int8").run
    for side in (96, 320):
        [logits] = run(("logits",), {"pixels": np.zeros((1, side, side, 3), np.uint8)})
        assert logits.shape == (1, 1000) and np.isfinite(logits).all()


def test_what_is_no_model_is_one_sentence():
    with pytest.raises(LookalikeError, match=r"^net\.onnx cannot be had in eight bits: .*Leave out precision\.$"):
        in_eight_bits(b"no model", "net.onnx", 64)
