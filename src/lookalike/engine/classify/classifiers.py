"""Classifiers: of a network's own classes, and of the labels that the user's folders are."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np

from lookalike.classify.check import Check
from lookalike.classify.folds import Judge, cross_validated
from lookalike.classify.probe import Probe
from lookalike.classify.verdict import Labels, Probabilities, Verdict
from lookalike.classify.votes import Near, Votes
from lookalike.describe.deep.classes import imagenet_classes
from lookalike.describe.deep.networks import NETWORKS, Network, network
from lookalike.encode.pca import Pca
from lookalike.encode.softmax import Softmax
from lookalike.engine.classify.neighborhood import Neighborhood
from lookalike.engine.online.pictures import Pictures
from lookalike.engine.online.ranking import Example
from lookalike.engine.represent.describing import Describer
from lookalike.parameters import literal
from lookalike.query.base import Spoken
from lookalike.query.example import Region
from lookalike.reading import parse
from lookalike.types import Features, Floats, LookalikeError

By: TypeAlias = Literal["neighbors", "probe"]

LEARNT_FROM = 4096
"""A probe learns from so many pictures at most."""
JUDGED = 1000
"""A vote is made honest by so many pictures at most, and as many are looked at to check a classifier."""
FARTHEST = 0.02
"""The share of the collection's own pictures that lie farther from their nearest than what counts as known."""
TENTH = 0.1
"""A picture is unknown to a network where no class has this probability."""
_AXES = 256
_FOLDS = 5


class Classifier(ABC):
    """Says what a picture is."""

    @property
    @abstractmethod
    def labels(self) -> tuple[str, ...]:
        """All that it can say."""

    @abstractmethod
    def classify(self, picture: Example) -> Verdict:
        """What a picture is: a file's path, an :class:`Image` or a picture file's bytes.

        :raises LookalikeError: it cannot be read.
        """


class NetworkClassifier(Classifier):
    """The classes of a network, by its own posterior; the evidence is the highest probability.

    The probabilities are the network's softmax as it is: there is no picture here of a known class
    to correct it by. Classes of the same name count as one.

    :param name: of a built-in network, or the path of an ONNX file, whose card may name its classes.
    :raises LookalikeError: there is no such network, or it has no layer of classes.
    """

    def __init__(self, name: str = "efficientnet_lite0") -> None:
        net = network(name)
        self._describer = Describer(parse(f"cnn({literal(name)}, layer={literal(_classifying(net))})"))
        self._names, self._places = np.unique(_classes(net), return_inverse=True)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(self._names.tolist())

    def classify(self, picture: Example) -> Verdict:
        if isinstance(picture, Region | Spoken):
            raise LookalikeError("A network classifies whole pictures: give one, or a region cut out, as an Image.")
        scores = np.asarray(self._describer.vectors(Pictures().of(picture))[0], np.float32)
        if scores.min() < 0 or abs(scores.sum() - 1) > 1e-3:
            scores = Softmax().encode(Features.one_each(scores)).floats
        posterior = scores[0].astype(np.float64)
        probabilities = np.asarray(np.bincount(self._places, posterior / posterior.sum()), np.float64)
        return Verdict.of(self.labels, probabilities, float(probabilities.max()), TENTH)


def _classifying(net: Network) -> str:
    """The layer that says of what class a picture is."""
    last = list(net.layers)[-1]
    for layer in ("posterior", "logits"):
        if layer in net.layers:
            return layer
    if len(net.classes) == net.layers[last]:
        return last
    raise LookalikeError(
        f"{net.name} tells no classes: it has no layer named logits, and no card that names one class for each of "
        f"the {net.layers[last]:,} numbers of its last layer."
    )


def _classes(net: Network) -> tuple[str, ...]:
    """A name for each class, or its number where the names are not known."""
    count = net.layers[_classifying(net)]
    known = imagenet_classes() if net.name in NETWORKS else net.classes
    return known if len(known) == count else tuple(f"class {number:,}" for number in range(count))


class LabelClassifier(Classifier):
    """The labels of a collection's pictures; the evidence is the similarity of the nearest of them.

    A picture is unknown that lies farther from its nearest than all but :data:`FARTHEST` of the collection's
    own pictures do from theirs.
    """

    def __init__(self, neighborhood: Neighborhood) -> None:
        self._neighborhood = neighborhood
        self._judged = neighborhood.sample(JUDGED)
        self._truth = neighborhood.labelled.of_ids(self._judged)
        self._prior = neighborhood.labelled.frequencies

    @property
    def labels(self) -> tuple[str, ...]:
        return self._neighborhood.labelled.names

    def classify(self, picture: Example) -> Verdict:
        asked = self._neighborhood.asked(picture)
        near = self._neighborhood.around(asked)
        [probabilities] = self._probabilities(asked.rows, near)
        return Verdict.of(self.labels, probabilities, float(near.similarities[0, 0]), self._least)

    def check(self) -> Check:
        """How well the labels can be told, by pictures of the collection that were left out of the learning."""
        said = cross_validated(self._judge(), self._truth, len(self.labels), _FOLDS)
        return Check.of(self.labels, said, self._truth)

    @cached_property
    def _near(self) -> Near:
        """The neighbours of the judged pictures."""
        return self._neighborhood.among(self._judged)

    @cached_property
    def _least(self) -> float:
        return float(np.quantile(self._near.similarities[:, 0], FARTHEST))

    @abstractmethod
    def _probabilities(self, rows: Floats, near: Near) -> Probabilities:
        """(Q, K) of pictures by their rows and neighbours."""

    @abstractmethod
    def _judge(self) -> Judge:
        """Learns from some of the judged pictures."""


class NeighborClassifier(LabelClassifier):
    """By the weighted vote of the nearest pictures (:class:`Votes`)."""

    @cached_property
    def _votes(self) -> Votes:
        return Votes.fit(self._near, self._truth, self._prior)

    def _probabilities(self, rows: Floats, near: Near) -> Probabilities:
        return self._votes.probabilities(near)

    def _judge(self) -> Judge:
        def judge(known: Labels, asked: Labels) -> Probabilities:
            return Votes.fit(self._near.at(known), self._truth[known], self._prior).probabilities(self._near.at(asked))

        return judge


class ProbeClassifier(LabelClassifier):
    """By a linear probe (:class:`Probe`) on the first principal axes of the stored vectors.

    :raises LookalikeError: the collection stores visual words and no vectors.
    """

    def __init__(self, neighborhood: Neighborhood) -> None:
        if not neighborhood.dimension:
            raise LookalikeError("A probe learns from vectors, and this collection has visual words: use neighbors.")
        super().__init__(neighborhood)

    @cached_property
    def _axes(self) -> Pca:
        return Pca(d=_AXES).fit(Features.one_each(self._neighborhood.rows(self._judged)))

    @cached_property
    def _probe(self) -> Probe:
        ids = self._neighborhood.sample(LEARNT_FROM)
        rows = self._projected(self._neighborhood.rows(ids))
        return Probe.fit(rows, self._neighborhood.labelled.of_ids(ids), self._prior)

    def _projected(self, rows: Floats) -> Floats:
        return self._axes.encode(Features.one_each(rows)).floats

    def _probabilities(self, rows: Floats, near: Near) -> Probabilities:
        return self._probe.probabilities(self._projected(rows))

    def _judge(self) -> Judge:
        rows = self._projected(self._neighborhood.rows(self._judged))

        def judge(known: Labels, asked: Labels) -> Probabilities:
            return Probe.fit(rows[known], self._truth[known], self._prior).probabilities(rows[asked])

        return judge


CLASSIFIERS: Mapping[By, type[LabelClassifier]] = {"neighbors": NeighborClassifier, "probe": ProbeClassifier}
