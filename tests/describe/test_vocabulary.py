import numpy as np
import pytest

from lookalike.describe.deep.imagenet import mixtures, vocabulary
from lookalike.describe.deep.vocabulary import Vocabulary, words_of
from lookalike.types import UnknownWords


@pytest.mark.parametrize(
    "word", ["dog", "skateboarding", "wakeboard", "bathingsuit", "tench", "running", "tv", "capuccino"]
)
def test_words_are_known(word):
    assert vocabulary().knows(word) == (word != "capuccino")


@pytest.mark.parametrize("word", ["xqzzt", "blorft", "qnhibbaev", "shuzzle", "海边"])
def test_what_is_no_word_is_not_known(word):
    assert not vocabulary().knows(word)


def test_words_of_descriptions_are_known_in_all_forms():
    found = Vocabulary(["A blorft with shuzzles."])
    assert all(map(found.knows, ("blorft", "blorfts", "shuzzle", "shuzzling")))
    assert not found.knows("qnhib")


def test_the_word_that_was_meant_is_told():
    assert vocabulary().meant("zebbra") == "zebra"
    assert vocabulary().meant("zebra") is None
    assert vocabulary().meant("xqzzt") is None
    with pytest.raises(UnknownWords, match="Nothing is known of 'zebbra': did you mean 'zebra'"):
        mixtures(["zebbra"])
    with pytest.raises(UnknownWords, match="say it in other words, in English"):
        mixtures(["dog", "xqzzt blorft"])


def test_one_known_word_is_enough():
    assert np.array_equal(mixtures(["xqzzt dog"]), mixtures(["dog"]))


def test_words_are_runs_of_letters():
    assert words_of("A dog's T-shirt, 2020 Été") == ["a", "dog", "s", "t", "shirt", "été"]


def test_letters_in_another_order_are_meant_before_what_is_more_frequent():
    assert vocabulary().meant("dgo") == "dog"
    assert vocabulary().meant("hosre") == "horse"


@pytest.mark.parametrize("word", ["狗", "д", "é"])
def test_a_letter_of_another_script_means_no_other(word):
    assert vocabulary().meant(word) is None
