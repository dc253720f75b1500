"""Queries as text: what they mean, that they round-trip, and what is said of mistakes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow

from lookalike.query.base import Either, Every, Query, Sum, Without
from lookalike.query.color import Color
from lookalike.query.colors import Colors
from lookalike.query.concept import Concept
from lookalike.query.example import Region, Whole, alike, sides
from lookalike.query.language import parse_query
from lookalike.query.places import PLACES
from lookalike.query.sketch import Sketch
from lookalike.query.words import Words
from lookalike.types import LookalikeError

FULL = '"red car" + image(a.jpg, box=(0.1, 0.2, 0.5, 0.5)) - 0.5 * image("b c.jpg") + color(top=blue) where year > 2020'


def test_the_query_of_the_design() -> None:
    asked = parse_query(FULL)
    assert asked.where == "year > 2020"
    assert asked.query == Sum(
        (
            (1.0, Words("red car")),
            (1.0, Region("a.jpg", 0.1, 0.2, 0.5, 0.5)),
            (-0.5, Whole("b c.jpg")),
            (1.0, Colors((("top", "blue"),))),
        )
    )
    assert parse_query(str(asked)) == asked


def test_operators_bind_as_in_python() -> None:
    dog, cat, sea = Words("dog"), Words("cat"), Words("sea")
    assert parse_query('"dog" & "cat" | ~"sea"').query == Either((Every((dog, cat)), Without(sea)))
    assert parse_query('("dog" | "cat") & "sea"').query == Every((Either((dog, cat)), sea))
    assert parse_query('"dog" - ("cat" + 2 * "sea")').query == Sum(((1.0, dog), (-1.0, cat), (-2.0, sea)))
    assert ~~dog == dog


@pytest.mark.parametrize("text", ['where tag = "dog"', "where year > 2020"])
def test_a_condition_alone(text: str) -> None:
    asked = parse_query(text)
    assert asked.query is None
    assert str(asked) == text


def test_where_in_quotes_is_a_word() -> None:
    assert parse_query('"the place where i was"').query == Words("the place where i was")
    assert parse_query('"where" + sketch(a.png) where tag = "where"').where == 'tag = "where"'


_words = st.text(min_size=1).filter(lambda text: any(map(str.isalnum, text))).map(Words)
_leaves = st.one_of(
    _words,
    st.builds(Whole, st.text(min_size=1)),
    st.just(Region("a.jpg", 0.25, 0, 0.5, 1)),
    st.just(Region.polygon("a.jpg", [(0, 0), (1, 0), (0.5, 1)])),
    st.builds(Sketch, st.text(min_size=1)),
    st.builds(Concept, st.just("horse"), st.sampled_from([*PLACES, (0.0, 0.5, 1.0, 0.5)])),
    st.just(Colors(((("top"), "sky blue".replace(" ", "")), ((0.0, 0.5, 0.5, 0.5), "#00ff00")))),
    st.just(Colors((("top", "red"), ((0.0, 0.5, 0.5, 0.5), "blue"), ("top", "green")))),
    st.just(Colors(canvas="painted.png")),
    st.just(Color("sky blue")),
)


def _joined(inner: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    weights = st.sampled_from([-2.0, -1.0, -0.25, 0.5, 1.0, 3.0])
    return st.one_of(
        st.tuples(inner, inner).map(lambda pair: pair[0] + pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] - pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] & pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] | pair[1]),
        st.tuples(weights, inner).map(lambda pair: pair[0] * pair[1]),
        inner.map(lambda query: ~query),
    )


def _once(query: Query) -> Query:
    read = parse_query(str(query)).query
    assert read is not None
    return read


@given(st.recursive(_leaves, _joined, max_leaves=8))
def test_every_query_round_trips(query: Query) -> None:
    read = _once(query)
    assert str(read) == str(query)
    assert _once(read) == read
    assert list(map(str, read.leaves())) == list(map(str, query.leaves()))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("red car", "in quotes"),
        ("dog", "in quotes"),
        ('"!!"', "no word"),
        ('pictures("a")', "image"),
        ("image()", "write it as"),
        ('image("a.jpg", box=(1, 2))', "four numbers"),
        ('image("a.jpg", box=(0.5, 0, 0.9, 1))', "fractions"),
        ('color(up="blue")', "top"),
        ('color(top="bluish-ish")', "colour"),
        ("color()", "colour layout"),
        ('concept("horse", at="lift")', "left"),
        ('concept("")', "concept"),
        ('0 * "dog"', "weight"),
        ('"dog" ** 2', "joined by"),
        ("__import__('os').system('true')", "Cannot use"),
        ("(" * 500, "quotes"),
    ],
)
def test_mistakes_get_one_sentence(text: str, said: str) -> None:
    with pytest.raises(LookalikeError, match=said) as error:
        parse_query(text)
    assert "\n" not in str(error.value)


def test_short_forms() -> None:
    assert Concept.read("horse@left") == Concept("horse", "left")
    assert Concept.read("red car @ 0.1,0.2,0.5,0.5") == Concept("red car", (0.1, 0.2, 0.5, 0.5))
    assert Colors.read("top:skyblue, bottom:green") == Colors((("top", "skyblue"), ("bottom", "green")))
    assert Colors.read("sky blue") == Color("sky blue") == parse_query('color("sky blue")').query
    assert Colors.read("top left: sky blue") == Colors((("top_left", "sky blue"),))


def test_where_colours_overlap_the_later_one_stays_the_later_one() -> None:
    over = Colors((("top", "red"), ((0.0, 0.0, 0.5, 0.5), "blue")))
    assert _once(over) == over
    assert tuple(over.pixels()[0][0, 0]) == (0, 0, 255)


def test_leaves_know_whether_they_are_wanted_and_can_be_changed() -> None:
    query = parse_query('"dog" - ("cat" | ~"sea") & ~"sky"').query
    assert query is not None
    wanted = [(leaf.text, wanted) for leaf, wanted in query.signed() if isinstance(leaf, Words)]
    assert wanted == [("dog", True), ("cat", False), ("sea", True), ("sky", False)]
    swapped = query.mapped(lambda leaf: Words("cow") if leaf == Words("cat") else leaf)
    assert str(swapped) == str(query).replace("cat", "cow")


def test_pictures_alone_are_the_examples_of_a_command() -> None:
    a, b, c = (Whole(f"{name}.jpg") for name in "abc")
    for wanted, unwanted in (([a, b], [c]), ([a], [b, c]), ([a, b, c], [])):
        assert sides(_once(alike(wanted, unwanted))) == (wanted, unwanted)
    assert alike([a, b, Words("dog")], [c]) == a + b + Words("dog") - 1.5 * c
    for other in (a, a - b, a + 2 * b, a + Words("dog"), a & b):
        assert sides(other) is None


def test_painted_colours_leave_the_rest_open() -> None:
    pixels, known = Colors((("top", "red"), ("top_left", "blue"))).pixels()
    assert known[:32].all()
    assert not known[32:].any()
    assert tuple(pixels[0, 0]) == (0, 0, 255)
    assert tuple(pixels[0, 63]) == (255, 0, 0)


def test_a_canvas_is_open_where_it_is_transparent(tmp_path: Path) -> None:
    layers = np.zeros((8, 6, 4), np.uint8)
    layers[:2] = (10, 20, 30, 255)
    Pillow.fromarray(layers).save(tmp_path / "painted.png")
    pixels, known = Colors(canvas=str(tmp_path / "painted.png")).pixels()
    assert known.sum() == 12
    assert (pixels[known] == (10, 20, 30)).all()
    Pillow.fromarray(layers * 0).save(tmp_path / "blank.png")
    with pytest.raises(LookalikeError, match="Nothing is painted"):
        Colors(canvas=str(tmp_path / "blank.png")).pixels()
    with pytest.raises(LookalikeError, match="canvas"):
        Colors(canvas=str(tmp_path / "missing.png")).pixels()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('"dog" "cat"', "Nothing joins two texts"),
        ("\"dog\"'cat'", "Nothing joins two texts"),
        ('"dog" and "cat"', "joined by"),
        ('"dog" >> "cat"', "joined by"),
        ('+ "dog"', "joined by"),
        ('"dog" where', "a condition follows"),
    ],
)
def test_how_queries_are_joined_is_told(text: str, told: str) -> None:
    with pytest.raises(LookalikeError, match=told):
        parse_query(text)


def test_quotes_within_quotes_are_words() -> None:
    assert parse_query(r'"a \"b\" c"').query == Words('a "b" c')
    assert parse_query("""'a "b" c'""").query == Words('a "b" c')


def test_colors_of_an_option() -> None:
    green = ((0, 0.5, 0.5, 0.5), "green")
    assert Colors.read("top:sky blue, bottom:green") == Colors((("top", "sky blue"), ("bottom", "green")))
    assert Colors.read("top:rgb(0, 0, 255), 0,0.5,0.5,0.5:green") == Colors((("top", "rgb(0, 0, 255)"), green))
    assert Colors.read("red, top:hsl(120, 100%, 50%)") == Colors((("anywhere", "red"), ("top", "hsl(120, 100%, 50%)")))
    with pytest.raises(LookalikeError, match="no colour ''"):
        Colors.read("top:sky blue, bottom:")


@pytest.mark.parametrize("color", ["rgb(300, 0, 0)", "rgb(0, 0, 256)"])
def test_a_color_out_of_range(color: str) -> None:
    with pytest.raises(LookalikeError, match="no colour"):
        Color(color)


@pytest.mark.parametrize("query", ['sketch("nowhere.svg")', 'color(canvas="nowhere.png")'])
def test_a_file_that_is_not_there(query: str) -> None:
    asked = parse_query(query).query
    with pytest.raises(LookalikeError, match="no such file"):
        _ = asked.drawing() if isinstance(asked, Sketch) else asked.pixels()  # type: ignore[union-attr]
