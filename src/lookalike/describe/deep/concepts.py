"""What a classifier sees in a picture, as named concepts that words can be compared with."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Annotated, Literal

import numpy as np
from annotated_types import Interval

from lookalike.describe.deep.class_maps import above_mean, where
from lookalike.describe.deep.classes import imagenet_classes
from lookalike.describe.deep.cnn import Cnn
from lookalike.describe.deep.imagenet import CLASSES, mixtures
from lookalike.describe.deep.of_network import OfNetwork
from lookalike.registry import register
from lookalike.seen import Chart, Panel
from lookalike.types import Features, Floats, Image

_SHOWN = 10


@register
@dataclass(frozen=True)
class Concepts(OfNetwork):
    """How much a picture looks like each of the classes that a network knows; it can be asked for by words.

    :param network: its name.
    :param size: pictures are squashed to size x size px, 64 to 1024.

    Vectors are (1000,) float32, not negative, compared by their cosine: by how much the
    classifier's score of each class is above the mean of all.

    Words are compared with the names and descriptions of the classes by static embeddings, and become a
    mixture of classes. What the classifier has no class for is found by what goes with it: people by clothes.

    Source: Norouzi et al., Zero-shot learning by convex combination of semantic embeddings (ConSE), ICLR 2014;
    the embeddings' common directions are left out: Mu & Viswanath, All-but-the-top, ICLR 2018.

    Deviations: texts are brought to the classes instead of pictures to the texts' embeddings, so that a text need not
    be the mean of its words, and pictures keep scores instead of the few posteriors that are not near 0.
    """

    name = "concepts"
    measure = "cosine"
    reads = True

    network: Literal["efficientnet_lite0"]
    _: KW_ONLY
    size: Annotated[int, Interval(ge=64, le=1024)] = 256

    @property
    def dimension(self) -> int:
        return CLASSES

    @property
    def side(self) -> int:
        return self.size

    @property
    def group(self) -> Hashable:
        return self.network, self.size

    def describe(self, images: Sequence[Image]) -> Features:
        return Features.one_each(above_mean(self._scores(images)))

    def text_vectors(self, texts: Sequence[str]) -> Floats:
        """Texts as mixtures of classes: (T, 1000) float32."""
        return mixtures(texts)

    def where(self, text: str, image: Image) -> Floats:
        return where(self.network, text, image, self.size)

    def seen(self, image: Image) -> list[Panel]:
        """The most probable classes."""
        scores = self._scores([image])[0].astype(np.float64)
        odds = np.exp(scores - scores.max())
        best = np.argsort(-scores, kind="stable")[:_SHOWN]
        labels = [imagenet_classes()[place] for place in best]
        note = "The network's confidence in each class, in parts of 1."
        return [Chart("concepts", (odds / odds.sum())[best].astype(np.float32), labels, note=note)]

    def _scores(self, images: Sequence[Image]) -> Floats:
        return Cnn(self.network, layer="logits", size=self.size).describe(images).floats
