"""Pictures and texts in one space: two networks that were trained together, CLIP, SigLIP and the like."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lookalike.describe.deep.network import Network
from lookalike.describe.deep.networks import activations
from lookalike.describe.deep.onnx_file import onnx_network
from lookalike.describe.deep.text_tower import TextTower, text_tower
from lookalike.describe.deep.views import squashed
from lookalike.describe.deep.weights import folder
from lookalike.registry import register
from lookalike.spec import Descriptor
from lookalike.types import Features, Floats, Image, LookalikeError

_IMAGE, _TEXT = ("image.onnx", "vision_model.onnx"), ("text.onnx", "text_model.onnx")
_VECTOR = "image_embeds"
"""What exported models call the vector that goes with a text's; else it is the last of all."""


@register
@dataclass(frozen=True)
class Towers(Descriptor):
    """What a picture shows, as a vector that texts can be compared with; from a pair of ONNX files.

    :param model: a folder with the files image.onnx (or vision_model.onnx), text.onnx (or text_model.onnx) and
        tokenizer.json, or the name of one in the folder of your own networks; image.json may say how pictures come in.

    Vectors are (D,) float32, compared by their cosine; pictures are squashed to the side that the network takes.

    Source: Radford et al., Learning transferable visual models from natural language supervision (CLIP), ICML 2021;
    Zhai et al., Sigmoid loss for language image pre-training (SigLIP), ICCV 2023.

    Deviations: pictures are squashed to a square instead of cut to one.
    """

    name = "towers"
    measure = "cosine"
    reads = True

    model: str

    def __post_init__(self) -> None:
        super().__post_init__()
        if Path(self.model).is_dir():
            object.__setattr__(self, "model", str(Path(self.model).resolve()))
        self._towers()

    @property
    def full(self) -> str:
        image, text = self._towers()
        return f"{super().full}#{image.digest()}#{text.digest}"

    @property
    def dimension(self) -> int:
        return self._towers()[0].layers[self._layer]

    @property
    def side(self) -> int:
        return self._towers()[0].side

    @property
    def group(self) -> Hashable:
        return self.model

    @property
    def _layer(self) -> str:
        image, _ = self._towers()
        return _VECTOR if _VECTOR in image.layers else [layer for layer in image.layers if layer in image.flat][-1]

    def _towers(self) -> tuple[Network, TextTower]:
        """The image's and the text's."""
        path = Path(self.model) if Path(self.model).is_dir() else folder() / self.model
        if not path.is_dir():
            raise LookalikeError(f"There is no folder {self.model!r} with a pair of networks, nor one in {folder()}.")
        image, text = (_first(path, names) for names in (_IMAGE, _TEXT))
        return onnx_network(image), text_tower(text, _first(path, ("tokenizer.json",)))

    def describe(self, images: Sequence[Image]) -> Features:
        pictures = [squashed(image, self.side) for image in images]
        (rows,) = activations(self._towers()[0], (self._layer,), pictures)
        return Features.one_each(np.stack(rows))

    def text_vectors(self, texts: Sequence[str]) -> Floats:
        """Texts in the space of the pictures' vectors: (T, D) float32.

        :raises LookalikeError: the files do not belong together.
        """
        found = self._towers()[1].vectors(texts)
        if found.shape[1] != self.dimension:
            raise LookalikeError(
                f"The towers of {self.model} do not belong together: pictures have {self.dimension} numbers "
                f"and texts {found.shape[1]}."
            )
        return found


def _first(path: Path, names: Sequence[str]) -> Path:
    """The file of one of these names in a folder, or in its folder "onnx", as models are often published."""
    found = next((file for name in names for file in (path / name, path / "onnx" / name) if file.is_file()), None)
    if found is None:
        raise LookalikeError(
            f"{path} lacks {' or '.join(names)}, which a pair of networks for pictures and texts needs."
        )
    return found
