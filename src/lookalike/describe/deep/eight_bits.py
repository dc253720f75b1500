"""Networks in whole numbers of eight bits: about twice as fast on a processor, and nearly as good.

Source: B. Jacob et al., Quantization and training of neural networks for efficient integer-arithmetic-only inference,
CVPR 2018: weights by channel, activations by tensor, their ranges measured on pictures.

Deviations: nothing is trained; pooling and what follows it stay in float32.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from lookalike.describe.deep.views import squashed
from lookalike.types import Bytes, Image, LookalikeError

BUILD = 1
"""Raised whenever the same model comes to give another one."""

_MEASURED_ON = ("astronaut", "brick", "camera", "chelsea", "coffee", "coins", "grass", "gravel", "rocket")
"""Photographs that come with scikit-image, none of any benchmark."""

_PARTS = 6
_OPERATORS = ["Conv", "Clip", "Relu", "Add", "MaxPool", "Concat"]


def in_eight_bits(model: bytes, name: str, side: int) -> bytes:
    """A serialised model that takes ``pixels`` (N, H, W, 3) uint8, its convolutions in int8.

    :param name: for errors.
    :param side: pixels of a side of the pictures on which ranges are measured.
    :raises LookalikeError: the model cannot be quantised.
    """
    from onnxruntime.quantization import QuantFormat, QuantType, quantize_static
    from onnxruntime.quantization.shape_inference import quant_pre_process

    with tempfile.TemporaryDirectory() as folder:
        plain, ready, small = (Path(folder) / f"{step}.onnx" for step in ("plain", "ready", "small"))
        plain.write_bytes(model)
        try:
            quant_pre_process(plain, ready, skip_symbolic_shape=True)
            quantize_static(
                ready,
                small,
                _Reader(side),
                quant_format=QuantFormat.QDQ,
                op_types_to_quantize=_OPERATORS,
                per_channel=True,
                activation_type=QuantType.QUInt8,
                weight_type=QuantType.QInt8,
            )
        except Exception as error:  # of any kind, as the library checks little of what it is given
            reason = " ".join(str(error).split())[:120] or type(error).__name__
            raise LookalikeError(f"{name} cannot be had in eight bits: {reason}. Leave out precision.") from error
        return small.read_bytes()


class _Reader:
    """Gives the library one picture after the other."""

    def __init__(self, side: int) -> None:
        self._pictures = _pictures(side)

    def get_next(self) -> Mapping[str, Bytes] | None:
        pixels = next(self._pictures, None)
        return None if pixels is None else {"pixels": pixels[None]}


def _pictures(side: int) -> Iterator[Bytes]:
    """(side, side, 3) uint8: whole photographs, and parts of them."""
    from skimage import data

    rng = np.random.default_rng(0)
    for name in _MEASURED_ON:
        pixels = np.atleast_3d(getattr(data, name)())
        height, width = pixels.shape[:2]
        for part in range(_PARTS):
            share = rng.uniform(0.3, 0.8) if part else 1.0
            high, wide = int(share * height), int(share * width)
            top, left = rng.integers(0, height - high + 1), rng.integers(0, width - wide + 1)
            seen = np.broadcast_to(pixels[top : top + high, left : left + wide], (high, wide, 3))
            yield squashed(Image(np.ascontiguousarray(seen)), side)
