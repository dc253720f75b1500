"""What a drawing shows, as the concepts that photographs are known by."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from lookalike.describe.deep.cnn import Cnn
from lookalike.describe.deep.concepts import Concepts
from lookalike.describe.deep.imagenet import CLASSES
from lookalike.describe.deep.network import EMBEDDING
from lookalike.describe.deep.of_network import OfNetwork
from lookalike.parameters import SpecError
from lookalike.registry import register
from lookalike.seen import Panel
from lookalike.types import Features, Floats, Image


@register
@dataclass(frozen=True)
class DrawnConcepts(OfNetwork):
    """Photographs as concepts() sees them, asked for by drawings, which a network of your own sees so.

    :param network: one that `lookalike finetune --sketch --from names` has made of drawings and their names.

    Vectors are (1000,) float32, compared by their cosine. Of a drawing and its mirror image the mean is taken.

    Source: Norouzi et al., Zero-shot learning by convex combination of semantic embeddings (ConSE), ICLR 2014.

    Deviations: a drawing takes the place of the words, by what drawings of such names were like.
    """

    name = "drawn_concepts"
    measure = "cosine"
    asks_otherwise = True

    network: str

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "network", self._net.name)
        if self._net.layers.get(EMBEDDING) != CLASSES:
            raise SpecError(
                f"{self.network} tells no concepts of drawings: make it by lookalike finetune --sketch --from names."
            )

    @property
    def _photographs(self) -> Concepts:
        return Concepts("efficientnet_lite0")

    @property
    def full(self) -> str:
        return f"{super().full}#{self._photographs.full}"

    @property
    def dimension(self) -> int:
        return CLASSES

    @property
    def side(self) -> int:
        return self._photographs.side

    @property
    def group(self) -> Hashable:
        return self.network

    def describe(self, images: Sequence[Image]) -> Features:
        return self._photographs.describe(images)

    def describe_query(self, images: Sequence[Image]) -> Features:
        return Cnn(self.network, layer=EMBEDDING, crops="mirrored").describe(images)

    def drawing_vector(self, drawing: Image) -> Floats:
        return self.describe_query([drawing]).floats

    def seen(self, image: Image) -> list[Panel]:
        return self._photographs.seen(image)
