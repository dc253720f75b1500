import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from skimage import data, draw
from skimage.color import rgb2lab

from lookalike.describe.region.graph import graph, graph_of
from lookalike.describe.region.measuring import WIDTH, measured
from lookalike.describe.region.regions import Regions
from lookalike.geometry import Thing
from lookalike.types import Box, Image
from tests.pictures import quarters

GRASS, RED = (60, 120, 60), (220, 40, 40)


def scene(height=120, width=160):
    """A red rectangle on green, left of the middle."""
    pixels = np.full((height, width, 3), GRASS, np.uint8)
    pixels[height // 3 : height * 2 // 3, width // 8 : width * 3 // 8] = RED
    return Image(pixels)


def described(image, **parameters):
    return Regions(**parameters).describe([image]).vectors.reshape(-1, WIDTH)


def test_a_rectangle_is_measured_as_it_was_drawn():
    ground, rectangle, *none = described(scene())
    assert_array_equal(none, np.zeros((6, WIDTH)))
    assert rectangle[0] == pytest.approx(1 / 12)
    assert_allclose(rectangle[1:7], [0.25, 0.5, 0.25, 1 / 3, 0, 1], atol=1e-4)  # x, y, w, h, tilt, fill
    assert_allclose(rectangle[7:10], rgb2lab(np.array(RED) / 255) / 100, atol=0.005)
    assert_allclose(rectangle[10:13], 0, atol=1e-3)
    assert ground[0] + rectangle[0] == pytest.approx(1)


def test_shape_by_moments():
    labels = np.zeros((160, 160), np.intp)
    labels[draw.ellipse(80, 80, 30, 60, rotation=np.pi / 4)] = 1
    numbers = measured(Image(np.full((160, 160, 3), 90, np.uint8)), labels)
    x, y, w, h, tilt, fill = numbers[1][1:7]
    assert (x, y) == pytest.approx((0.5, 0.5), abs=0.01)
    assert w == pytest.approx(h, rel=0.01)
    assert abs(tilt) == pytest.approx((60**2 - 30**2) / (60**2 + 30**2), abs=0.02)
    assert fill == pytest.approx(np.pi * 30 * 60 / (160 * 160 * w * h), rel=0.01)


@pytest.mark.parametrize(("axis", "cosine"), [(1, 1), (0, -1)])
def test_stripes_have_a_direction(axis, cosine):
    place = np.arange(128)
    stripes = np.where(np.sin(place / 2) > 0, 200, 60).astype(np.uint8)
    plane = np.broadcast_to(np.expand_dims(stripes, 1 - axis), (128, 128))
    [numbers] = described(Image(np.stack([plane] * 3, axis=2)), n=1)
    assert numbers[13] > 0.05
    assert_allclose(numbers[14:], [cosine, 0], atol=0.02)


def test_a_mirrored_picture_has_the_mirrored_regions():
    picture = Image(quarters(128, 96))
    plain, mirrored = described(picture), described(Image(picture.pixels[:, ::-1]))
    places = [tuple(row[1:3].round(3)) for row in plain[:4]]
    for row, (x, y) in zip(plain[:4], places, strict=True):
        [twin] = [other for other in mirrored[:4] if np.allclose(other[1:3], (1 - x, y), atol=0.01)]
        assert_allclose(row[7:10], twin[7:10], atol=1e-3)


def test_size_does_not_matter():
    small, large = described(scene()), described(scene(480, 640))
    assert_allclose(small, large, atol=0.03)


def part(box):
    return Regions().describe_part(scene(), box).vectors[0]


def test_a_part_is_the_region_in_a_box_or_the_box_itself():
    picture = scene()
    rectangle = described(picture)[1]
    assert_allclose(part(Box(0.25, 0.5, 0.35, 0.45))[:16], rectangle, atol=1e-4)
    ground = part(Box(0.8, 0.5, 0.2, 0.2))
    assert ground[0] == pytest.approx(0.04, rel=0.1)
    assert_allclose(ground[1:3], [0.8, 0.5], atol=0.01)
    assert_allclose(ground[7:10], described(picture)[0][7:10], atol=0.01)


@pytest.mark.parametrize("box", [Box(0.5, 0.5, 1, 1), Box(0.001, 0.999, 0.001, 0.001), Box(1, 0, 0.5, 0.5)])
def test_any_box_is_one_finite_region(box):
    assert np.isfinite(part(box)).all()
    assert not part(box)[16:].any()


def test_the_graph_says_how_regions_lie():
    found = graph(Image(quarters(128, 96)))
    at = {(region.box.cx > 0.5, region.box.cy > 0.5): i for i, region in enumerate(found.regions)}
    top_left, top_right, bottom_right = at[False, False], at[True, False], at[True, True]
    edges = {(edge.one, edge.relation, edge.other) for edge in found.edges()}
    assert (top_left, "left of", top_right) in edges
    assert (bottom_right, "below", top_right) in edges
    assert (top_left, "touching", top_right) in edges
    assert (top_left, "touching", bottom_right) not in edges  # their boxes meet, but no border does
    assert not any(edge.one == edge.other for edge in found.edges(least=0.001))
    assert found.regions[top_left].color == pytest.approx((45, 63, 41), abs=3)


def test_the_graph_of_named_objects_keeps_their_names():
    found = graph_of([Thing("dog", Box(0.2, 0.5, 0.2, 0.2)), Thing("person", Box(0.8, 0.5, 0.3, 0.9))])
    assert [region.name for region in found.regions] == ["dog", "person"]
    assert (0, "left of", 1, 1.0) in list(found.edges())
    assert list(graph_of([]).edges()) == []


def test_what_is_seen():
    painted, graphed, shares = Regions().seen(Image(data.coffee()))
    assert painted.pixels.shape == graphed.pixels.shape == (321, 480, 3)
    assert (painted.pixels != graphed.pixels).any()
    assert shares.values.sum() == pytest.approx(1)
    assert len(shares.values) == len(shares.labels) == len(shares.colors) <= 8
