"""What the texture descriptors claim to stay the same under."""

import pytest

from lookalike.describe.texture.gabor import Gabor
from lookalike.describe.texture.haralick import Haralick
from lookalike.describe.texture.hog import Hog
from lookalike.describe.texture.laws import Laws
from lookalike.describe.texture.lbp import Lbp
from lookalike.describe.texture.polarity import Polarity
from tests.describe.texture_pictures import KINDS, PHOTOGRAPHS, change, photograph, picture, turned

QUARTER_TURNS = (
    *(Gabor(rotation="dft"), Lbp(form="riu2"), Lbp(form="fourier"), Polarity()),
    *(Laws(), Haralick(), Haralick(equalized=True)),
)
ANY_TURN = {
    Gabor(rotation="dft"): KINDS,
    Lbp(form="riu2"): ("blobs", "grain"),  # in drawn stripes equal neighbours abound, and ties break with the angle
    Lbp(form="fourier"): ("blobs", "grain"),
    Polarity(): ("stripes", "blobs", "grain"),  # checks have crossings, where the main direction is anyone's guess
}
BRIGHTNESS = (
    *(Gabor(), Gabor(rotation="dft"), Lbp(), Lbp(form="riu2"), Lbp(form="u2"), Polarity()),
    *(Laws(), Haralick(equalized=True), Hog()),
)

# In photographs what is all but flat, such as the sky, has its patterns from rounding to 8 bits, which a gain changes.
BRIGHTNESS_IN_PHOTOGRAPHS = dict.fromkeys(BRIGHTNESS, 0.05) | {
    Lbp(): 0.3,
    Lbp(form="riu2"): 0.25,
    Lbp(form="u2"): 0.25,
    Polarity(): 0.3,
    Hog(): 0.1,
}
# Interpolation smooths what is as fine as a pixel in a photograph that is turned, but not in the one that is not.
ANY_TURN_IN_PHOTOGRAPHS = dict.fromkeys(ANY_TURN, 0.1) | {
    Lbp(form="riu2"): 0.15,
    Lbp(form="fourier"): 0.35,
    Polarity(): 0.15,
}


def vectors(descriptor, *images):
    return descriptor.describe(images).vectors


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("descriptor", QUARTER_TURNS, ids=str)
def test_quarter_turns_change_nothing(descriptor, kind):
    plain = picture(kind, 10)
    first, *others = vectors(descriptor, plain, turned(plain, 1), turned(plain, 2))
    assert max(change(first, other) for other in others) < 0.02


@pytest.mark.parametrize("kind", PHOTOGRAPHS)
@pytest.mark.parametrize("descriptor", QUARTER_TURNS, ids=str)
def test_quarter_turns_change_nothing_in_photographs(descriptor, kind):
    plain = photograph(kind)
    first, *others = vectors(descriptor, plain, turned(plain, 1), turned(plain, 2))
    assert max(change(first, other) for other in others) < 0.02


@pytest.mark.parametrize(("descriptor", "kind"), [(d, k) for d, kinds in ANY_TURN.items() for k in kinds], ids=str)
def test_any_turn_changes_little(descriptor, kind):
    first, *others = vectors(descriptor, *[picture(kind, degrees) for degrees in (0, 11, 30, 45, 77)])
    assert max(change(first, other) for other in others) < 0.1


@pytest.mark.parametrize("kind", PHOTOGRAPHS)
@pytest.mark.parametrize(("descriptor", "most"), ANY_TURN_IN_PHOTOGRAPHS.items(), ids=str)
def test_turns_change_photographs_within_bounds(descriptor, most, kind):
    first, *others = vectors(descriptor, *[picture(kind, degrees) for degrees in (0, 11, 30, 45, 77)])
    assert max(change(first, other) for other in others) < most


@pytest.mark.parametrize("descriptor", [Gabor(), Lbp(form="u2"), Hog()], ids=str)
def test_other_forms_see_the_turn(descriptor):
    first, second = vectors(descriptor, picture("stripes"), picture("stripes", 45))
    assert change(first, second) > 0.3


@pytest.mark.parametrize("descriptor", BRIGHTNESS, ids=str)
def test_gain_and_offset_of_brightness_change_little(descriptor):
    first, second = vectors(descriptor, picture("grain"), picture("grain", gain=0.6, offset=40))
    assert change(first, second) < 0.05


@pytest.mark.parametrize("kind", PHOTOGRAPHS)
@pytest.mark.parametrize(("descriptor", "most"), BRIGHTNESS_IN_PHOTOGRAPHS.items(), ids=str)
def test_gain_and_offset_change_photographs_within_bounds(descriptor, most, kind):
    first, second = vectors(descriptor, photograph(kind), photograph(kind, gain=0.6, offset=40))
    assert change(first, second) < most


@pytest.mark.parametrize("descriptor", QUARTER_TURNS, ids=str)
def test_textures_differ(descriptor):
    kinds = vectors(descriptor, *map(picture, KINDS))
    for i, first in enumerate(kinds):
        assert all(change(first, second) > 0.1 for second in kinds[:i])
