"""Visual words that come with the package."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from skimage import data

from lookalike import Image, LookalikeError
from lookalike.encode.leaves import BITS, WORDS, Leaves
from lookalike.engine.represent.describing import Pixels, Pointer
from lookalike.learn.leaves import fallen, learnt
from lookalike.reading import parse_rows
from lookalike.types import Features

ROOTSIFT = Pointer.of(parse_rows("sift(contrast=0.01) >> root()"))


def test_photographs_use_many_words_and_their_features_one_each():
    features = ROOTSIFT.points(Pixels(Image(data.astronaut())))
    encoded, asked = Leaves().encode(features), Leaves(assign=2).encode_query(features)
    assert len(np.unique(encoded.words)) > 0.6 * len(features)
    assert encoded.words.max() < WORDS and encoded.vectors.shape == (len(features), BITS // 8)
    assert_array_equal(encoded.frames, features.frames)
    assert_array_equal(asked.words[::2], encoded.words)
    assert 0.4 < encoded.floats.mean() / 2 + 0.5 < 0.6


def test_a_darker_picture_has_the_same_words():
    bright, dark = (
        Leaves().encode(ROOTSIFT.points(Pixels(Image(pixels)))) for pixels in (data.coffee(), data.coffee() // 2)
    )
    assert len(np.intersect1d(bright.words, dark.words)) > 0.5 * len(np.unique(dark.words))


def test_other_features_are_refused():
    with pytest.raises(LookalikeError, match="SIFT's features alone"):
        Leaves().encode(Features.one_each(np.ones((3, 64), np.float32)))


def test_a_vocabulary_is_learnt_from_drawn_leaves():
    picture = fallen(np.random.default_rng(3))
    assert_array_equal(picture.pixels, fallen(np.random.default_rng(3)).pixels)
    assert picture.pixels.std() > 40
    made = learnt(pictures=2, words=64)
    assert made["words"].shape == (64, 128) and made["words"].max() == 255
    assert made["starts"][-1] == 64 and len(made["cells"]) == len(made["starts"]) - 1
