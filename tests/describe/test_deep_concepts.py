"""Concepts, and words that ask for them."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from skimage import data

from lookalike.abilities import TextEncoder
from lookalike.describe.deep.class_maps import above_mean
from lookalike.describe.deep.classes import imagenet_classes
from lookalike.describe.deep.concepts import Concepts
from lookalike.describe.deep.imagenet import mixtures
from lookalike.describe.deep.networks import session
from lookalike.describe.deep.wording import worded
from lookalike.types import Image

CONCEPTS = Concepts("efficientnet_lite0")
PICTURES = {
    "cat": data.cat(),
    "cup of coffee": data.coffee(),
    "rocket launch": data.rocket(),
}


def best(text: str) -> set[str]:
    return {imagenet_classes()[place] for place in np.argsort(-mixtures([text])[0])[:3]}


def test_vectors_are_what_the_scores_have_above_their_mean():
    picture = Image(np.ascontiguousarray(data.cat()[:256, :256]))
    scores = session("efficientnet_lite0", ("logits",)).run(["logits"], {"pixels": picture.pixels[None]})[0]
    expected = np.maximum(scores - scores.mean(), 0)
    assert_allclose(CONCEPTS.describe([picture]).vectors, expected, atol=1e-4)
    assert_allclose(above_mean(np.array([[0, 2, 4]], np.float32)), [[0, 0, 2]])


def test_the_names_of_the_classes_are_in_the_order_of_the_scores():
    assert len(imagenet_classes()) == CONCEPTS.dimension == 1000
    assert (imagenet_classes()[0], imagenet_classes()[1]) == ("tench", "goldfish")
    scores = CONCEPTS.describe([Image(data.cat())]).vectors[0]
    assert {"tabby cat", "tiger cat", "Egyptian Mau"} & {imagenet_classes()[i] for i in np.argsort(-scores)[:5]}


def test_a_text_is_shared_among_the_classes_that_it_names():
    shares = mixtures(["goldfish", "a goldfish and a tench", "Zebra"])
    assert_allclose(shares.sum(axis=1), 1, rtol=1e-5)
    assert shares.min() >= 0
    assert imagenet_classes()[shares[0].argmax()] == "goldfish"
    assert {"goldfish", "tench"} <= best("a goldfish and a tench")
    assert_allclose(mixtures(["ZEBRA"]), shares[2:], atol=1e-6)


def test_words_without_a_class_go_to_what_is_near():
    assert "sports car" in best("a red convertible automobile") or "convertible" in best("a red convertible automobile")


def test_a_text_is_the_mean_of_its_tokens():
    one, other, both, nothing = worded(["dog", "beach", "dog beach", ""])
    assert_allclose(both, (one + other) / 2, atol=1e-6)
    assert not nothing.any()


def test_texts_find_their_pictures():
    pictures = CONCEPTS.describe([Image(pixels) for pixels in PICTURES.values()]).vectors
    pictures = pictures / np.linalg.norm(pictures, axis=1, keepdims=True)
    scores = CONCEPTS.text_vectors(list(PICTURES)) @ pictures.T
    assert scores.argmax(axis=1).tolist() == [0, 1, 2]


def test_the_most_probable_concepts_are_shown():
    [chart] = CONCEPTS.seen(Image(data.cat()))
    assert len(chart.labels) == len(chart.values) == 10
    assert (np.diff(chart.values) <= 0).all()
    assert 0 < chart.values.sum() <= 1
    assert "cat" in " ".join(chart.labels[:3])


def test_it_is_a_text_encoder():
    assert isinstance(CONCEPTS, TextEncoder)


@pytest.mark.parametrize("texts", [[], ["dog"], ["dog", "cat"]])
def test_there_is_a_row_a_text(texts):
    assert CONCEPTS.text_vectors(texts).shape == (len(texts), 1000)
