"""What a classifier sees where in a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Annotated, Literal

import numpy as np
from annotated_types import Interval

from lookalike.describe.deep.class_maps import classifier, last_map, where
from lookalike.describe.deep.classes import imagenet_classes
from lookalike.describe.deep.imagenet import mixtures
from lookalike.describe.deep.of_network import OfNetwork
from lookalike.describe.layout.drawing import ruled
from lookalike.describe.pixels import cell_means, overlaps
from lookalike.registry import register
from lookalike.seen import Cells, Chart, Drawing, Panel
from lookalike.types import Box, Features, Floats, Image

_SIDE = 256
_KEPT = 128
"""Numbers a cell."""

_NAMED = 3
"""Classes that are told of a cell."""


@register
@dataclass(frozen=True)
class ConceptMap(OfNetwork):
    """How much each cell of a grid looks like the classes of a network; it can be asked for by words and a place.

    :param network: its name.
    :param grid: rows and columns, 1 to 8 each.

    Vectors are (rows x columns x 128,) float32, cells from the top left, row by row, compared by their cosine: the
    scores that the classifier gives to each cell of its last map, above their mean, in the 128 directions in which
    the classes differ most. Words are mixtures of classes, as those of concepts(), looked for in the cells of a box.

    Source: Zhou, Khosla, Lapedriza, Oliva & Torralba, Learning deep features for discriminative localization,
    CVPR 2016, and, for the words, Norouzi et al., ICLR 2014; layouts of concepts: Xu, Wang & Hua, Image
    search by concept map, SIGIR 2010; the directions: Halko, Martinsson & Tropp, SIAM Review 53, 2011.

    Deviations: of the maps, the means of cells are kept, and of 1,000 classes their directions.
    """

    name = "concept_map"
    measure = "cosine"
    reads = True

    network: Literal["efficientnet_lite0"]
    _: KW_ONLY
    grid: Annotated[tuple[int, int], Interval(ge=1, le=8)] = (4, 4)

    @property
    def dimension(self) -> int:
        return self.grid[0] * self.grid[1] * _KEPT

    @property
    def side(self) -> int:
        return _SIDE

    def describe(self, images: Sequence[Image]) -> Features:
        directions = classifier(self.network).directions
        return Features.one_each(np.stack([(self._cells(image) @ directions).ravel() for image in images]))

    def text_vectors(self, texts: Sequence[str]) -> Floats:
        """Texts as mixtures of classes, anywhere: (T, D) float32."""
        wanted = mixtures(texts) @ classifier(self.network).directions
        return np.tile(wanted, self.grid[0] * self.grid[1])

    def placed_vector(self, text: str, box: Box) -> Floats:
        """A text as a mixture of classes in the cells of a box, by how much it covers of them: (1, D) float32."""
        rows, columns = self.grid
        down, across = (
            overlaps(np.array([middle - length / 2]), np.array([middle + length / 2]), cells)
            for middle, length, cells in ((box.cy, box.h, rows), (box.cx, box.w, columns))
        )
        [wanted] = mixtures([text]) @ classifier(self.network).directions
        return np.asarray(np.outer((down.T @ across).ravel(), wanted).reshape(1, -1), np.float32)

    def seen(self, image: Image) -> list[Panel]:
        """The grid, and the strongest class of each cell."""
        cells = self._cells(image)
        best = cells.argmax(axis=1)
        labels = [f"{place}: {imagenet_classes()[label]}" for place, label in enumerate(best, 1)]
        note = "The strongest class of each cell, from the top left, and by how much it is above the mean."
        return [
            Drawing("the cells", ruled(image, *self.grid)),
            Chart("concepts", np.asarray(cells.max(axis=1), np.float32), labels, note=note),
        ]

    def cells(self, image: Image) -> Cells:
        """The strongest classes of each cell, and by how much they are above the mean of all."""
        scores = self._cells(image)
        best = np.argsort(-scores, axis=1, kind="stable")[:, :_NAMED]
        names = [[imagenet_classes()[label] for label in labels] for labels in best]
        return Cells(self.grid, names, np.take_along_axis(scores, best, 1))

    def where(self, text: str, image: Image) -> Floats:
        return where(self.network, text, image, _SIDE)

    def _cells(self, image: Image) -> Floats:
        """(rows x columns, 1000) float32: how far the score of each class is above the mean."""
        maps = last_map(self.network, image, _SIDE)
        down, across = cell_means(*self.grid, *maps.shape[1:])
        means = np.einsum("rh,dhw,kw->rkd", down, maps, across, optimize=True).reshape(-1, len(maps))
        return classifier(self.network).scores(means)
