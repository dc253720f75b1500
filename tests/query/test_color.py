"""Colours can be asked for by their names."""

import numpy as np
import pytest
from PIL import Image as Pillow

from lookalike import Collection
from lookalike.describe.color.histogram import ColorHistogram
from lookalike.describe.color.naming import NAMES, ColorNames
from lookalike.describe.layout.grid_colors import GridColors
from lookalike.describe.texture.lbp import Lbp
from lookalike.query.color import Color, flat
from lookalike.query.shades import shaded
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


def test_a_colour_is_asked_for_in_its_shades_where_colours_are_counted():
    counted, placed = Color("red").asked_of_each([ColorHistogram(), GridColors()])
    assert placed is None
    assert counted is not None
    assert (counted > 0.001).sum() > 10
    [alone] = Color("red").asked_of_each([GridColors()])
    assert alone is not None


@pytest.mark.parametrize("name", NAMES)
def test_shades_are_of_the_colour_that_they_are_made_of(name):
    (shares,) = ColorNames().describe([shaded(flat(name))]).vectors
    assert NAMES[shares.argmax()] == name
    assert 0.5 < shares.max() < 1


def test_much_of_a_colour_comes_before_a_picture_that_is_dyed_in_it(tmp_path):
    """Half of one picture is red in several shades; another is a dull red all over."""
    random = np.random.default_rng(0)
    half = random.integers(0, 256, (128, 128, 3)).astype(np.uint8)
    half[:, :64] = np.array([200, 20, 25]) + random.integers(-20, 20, (128, 64, 1))
    for file, pixels in {
        "half.png": half,
        "dyed.png": np.full((128, 128, 3), (150, 90, 90), np.uint8),
        "noise.png": random.integers(0, 256, (128, 128, 3)).astype(np.uint8),
    }.items():
        Pillow.fromarray(pixels).save(tmp_path / file)
    collection = Collection.create(tmp_path / "made", "color_histogram() + grid_colors()")
    collection.add(tmp_path)
    [first, *_] = collection.search(Color("red"))
    assert collection[first.id].path.endswith("half.png")
