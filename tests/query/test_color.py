"""Colours can be asked for by their names."""

import pytest

from lookalike.describe.color.naming import NAMES, ColorNames
from lookalike.query.color import flat
from lookalike.types import LookalikeError


@pytest.mark.parametrize("name", NAMES)
def test_each_basic_term_is_the_colour_that_it_names(name):
    (shares,) = ColorNames().describe([flat(name)]).vectors
    assert NAMES[shares.argmax()] == name


def test_colours_may_be_given_by_numbers():
    assert (flat("#ff8800").pixels == (255, 136, 0)).all()


@pytest.mark.parametrize("name", ["skyblue", "sky blue", "Sky Blue", "sky-blue"])
def test_names_of_two_words_may_be_written_as_such(name):
    assert (flat(name).pixels == (135, 206, 235)).all()


def test_what_is_no_colour_is_refused_with_the_nearest_names():
    with pytest.raises(LookalikeError, match=r"no colour 'redd': did you mean red"):
        flat("redd")
