"""Colours can be asked for by their names."""

import numpy as np
import pytest

from lookalike.describe.color.naming import NAMES, ColorNames
from lookalike.describe.layout.grid_colors import GridColors
from lookalike.describe.texture.lbp import Lbp
from lookalike.query.color import Color, flat
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


def test_a_colour_is_a_question_to_what_sees_colours_alone():
    red = Color("dark red")
    names = red.asked_of(ColorNames())
    assert names is not None
    assert NAMES[names[0].argmax()] == "red"
    canvas = red.asked_of(GridColors())
    assert canvas is not None
    assert not np.isnan(canvas).any()
    assert red.asked_of(Lbp()) is None
    with pytest.raises(LookalikeError, match="no colour"):
        Color("no colour at all")
