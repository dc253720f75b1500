"""Expressions read back as what they were, and errors say what to do."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookalike.describe.color.histogram import ColorHistogram
from lookalike.describe.deep.cnn import Cnn
from lookalike.encode.compare import Compare
from lookalike.encode.pca import Pca
from lookalike.encode.power import Power
from lookalike.parameters import SpecError
from lookalike.presets import PRESETS
from lookalike.reading import parse
from lookalike.registry import methods
from lookalike.spec import Representation

histograms = st.builds(
    ColorHistogram,
    space=st.sampled_from(["rgb", "hsv", "lab", "opponent"]),
    bins=st.tuples(*[st.integers(1, 64)] * 3),
)
networks = st.builds(Cnn, st.just("efficientnet_lite0"), layer=st.sampled_from(["stem", "block3", "head", "logits"]))
encoders = st.one_of(
    st.builds(Pca, d=st.integers(1, 4096), whiten=st.floats(0, 1)),
    st.builds(Power, a=st.floats(0, 1, exclude_min=True)),
    st.builds(Compare, st.sampled_from(["l1", "canberra", "quadratic"])),
)


def chained(first, rest) -> Representation:
    chain = first.representation()
    for encoder in rest:
        chain = chain >> encoder
    return chain


chains = st.builds(chained, st.one_of(histograms, networks), st.lists(encoders, max_size=3))
weights = st.floats(1e-3, 1e3)


@given(st.lists(st.tuples(weights, chains), min_size=1, max_size=4))
def test_a_representation_reads_back_from_its_text(terms):
    (weight, chain), *others = terms
    whole = weight * chain
    for weight, chain in others:
        whole = whole + weight * chain
    again = parse(str(whole))
    assert again == whole
    assert str(again) == str(whole)
    assert [p.key for p in again.parts] == [p.key for p in whole.parts]


@pytest.mark.parametrize("name", PRESETS)
def test_presets_are_valid_and_usable_in_expressions(name):
    assert parse(f"2 * {name}") == 2 * parse(PRESETS[name])


def test_objects_and_texts_are_one_language():
    text = '0.6 * color_histogram(space="lab") + 0.4 * (cnn("efficientnet_lite0") >> pca(d=64))'
    built = 0.6 * ColorHistogram(space="lab") + 0.4 * (Cnn("efficientnet_lite0") >> Pca(d=64))
    assert parse(text) == built


def test_the_key_holds_every_parameter_defaults_included(monkeypatch):
    key = parse("color_histogram()").parts[0].key
    assert key == parse('color_histogram(space="hsv", bins=(16, 8, 4))').parts[0].key
    for changed in ('space="rgb"', "bins=(16, 8, 5)"):
        assert parse(f"color_histogram({changed})").parts[0].key != key
    monkeypatch.setattr(ColorHistogram, "version", 99)
    assert parse("color_histogram()").parts[0].key != key


def test_the_weight_is_no_part_of_the_key():
    assert parse("color").parts[0].key == parse("0.3 * color").parts[0].key


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("color_histogrm()", "did you mean color_histogram"),
        ("deeep", "did you mean deep or"),
        ("color_histogram(spce=1)", "did you mean space?"),
        ('color_histogram(space="hsb")', 'one of "rgb", "hsv", "lab", "opponent", and got \'hsb\''),
        ("color_histogram(bins=(1, 2))", "3 whole numbers, 1 to 64, and got (1, 2)"),
        ("color_histogram(bins=(0, 2, 2))", "3 whole numbers, 1 to 64, and got (0, 2, 2)"),
        ("color_histogram(bins=(True, 2, 2))", "3 whole numbers"),
        ("color_histogram(1, 2)", "by name"),
        ("color_histogram", "write color_histogram()"),
        ('cnn("efficientnet_lite0", layer="haed")', "did you mean head?"),
        ("cnn()", "needs network"),
        ('cnn("efficientnet_lite0", network="efficientnet_lite0")', "twice"),
        ("pca(d=64)", "begins with a descriptor"),
        ("color_histogram() >> color_histogram()", "fuse descriptors with +"),
        ("color >> pca() + color", "parentheses"),
        ("(color_names() + color_names()) >> pca()", "parentheses"),
        ("color >> pca(d=1.5)", "a whole number, 1 to 4096, and got 1.5"),
        ("color >> power(a=0)", "a number, above 0 and at most 1, and got 0"),
        ("-1 * color", "positive number"),
        ("True * color", "positive number"),
        ("'x' * color", "positive number"),
        ("1e999 * color", "positive number"),
        ("color * color", "positive number"),
        ("color - color", "only methods"),
        ("3", "only methods"),
        ("", "Cannot read"),
        ("color_histogram(", "Cannot read"),
        ("color_histogram(space=open)", "literal"),
        ("color_histogram(**x)", "no parameter"),
        ("(" * 300 + "color" + ")" * 300, "Cannot read"),
        ("+".join(["color"] * 5000), "nested too deeply"),
    ],
)
def test_errors_are_one_sentence_with_the_way_out(text, says):
    with pytest.raises(SpecError) as error:
        parse(text)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("text", ['__import__("os")', "open('x')", "().__class__", "[color for x in y]", "lambda: 0"])
def test_nothing_is_evaluated(text):
    with pytest.raises(SpecError):
        parse(text)


@pytest.mark.parametrize("method", methods().values(), ids=methods())
def test_every_method_is_documented_and_frozen(method):
    assert method.__doc__ and not method.__doc__.startswith(f"{method.__name__}("), "write a docstring"
    assert method.__dataclass_params__.frozen
    for field in dataclasses.fields(method):
        if field.init:
            assert f"{field.name}" in method.__doc__, f"say what {field.name} means"
