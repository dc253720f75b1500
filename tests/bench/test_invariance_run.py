"""Detectors are followed through sequences and changes, and the tables tell what came of it."""

import json
import math

import cv2
import numpy as np
import pytest
from skimage import data

from lookalike.bench.invariance import report, run
from lookalike.bench.invariance.changes import CHANGES
from lookalike.bench.invariance.detectors import Detector, chosen, every
from lookalike.bench.invariance.figures import Figures
from lookalike.bench.invariance.results import Curve, Findings, Followed, Limit
from lookalike.bench.invariance.sequences import sequences
from lookalike.types import LookalikeError
from tests.pictures import encoded


def figures(close=50, first=100, second=100, **others):
    zeros = dict.fromkeys(Figures.__dataclass_fields__, 0)
    known = {"first": first, "second": second, "common_first": first, "common_second": second, "close": close}
    return Figures(**(zeros | known | {"mma": (0.5,) * 10} | others))


def curve(change, closes, **counts):
    levels = {level: figures(close, **counts) for level, close in zip(CHANGES[change].levels, closes, strict=True)}
    return Curve(change, "sift()", levels)


def test_a_limit_is_the_last_level_before_half_is_lost():
    assert curve("noise", [80, 70, 40, 39, 60, 60]).limits == [Limit(10, False)]
    assert curve("noise", [80, 70, 60, 50, 45, 40]).limits == [Limit(40, True)]
    assert curve("noise", [80, 1, 60, 50, 45, 40]).limits == [Limit(2, False)]
    assert curve("noise", [0, 70, 60, 50, 45, 40]).limits == [None]


def test_each_side_of_a_change_has_its_limit():
    assert curve("exposure", [9, 30, 45, 60, 80, 50, 10, 0]).limits == [Limit(-3, False), Limit(2, False)]
    assert curve("JPEG", [1, 30, 41, 45, 50, 60, 80]).limits == [Limit(20, False)]


def test_features_that_are_lost_count_except_where_there_must_be_fewer():
    few = {"close": 20, "first": 100, "second": 25}
    assert Curve("noise", "sift()", {2: figures(**few)}).matched(2) == 0.2
    assert Curve("scale", "sift()", {0.5: figures(**few)}).matched(0.5) == 0.8
    assert Curve("scale", "sift()", {0.5: figures(0, 0, 0)}).matched(0.5) == 0


def test_limits_in_words():
    assert report.said(CHANGES["exposure"], [Limit(-3, False), Limit(4, True)]) == "-3 to +4*"
    assert report.said(CHANGES["scale"], [Limit(0.25, True), None]) == "0.25* to -"
    assert report.said(CHANGES["rotation"], [Limit(180, True)]) == "180*"
    assert report.said(CHANGES["JPEG"], [Limit(20, False)]) == "20"


@pytest.fixture(scope="module")
def photograph():
    return np.ascontiguousarray(data.astronaut()[:200, 130:350])


@pytest.fixture(scope="module")
def followed(photograph, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sequences") / "face"
    folder.mkdir()
    (folder / "img1.png").write_bytes(encoded(photograph, "PNG"))
    for number, degrees in ((2, 15), (3, 50)):
        turn = np.vstack([cv2.getRotationMatrix2D((110, 100), degrees, 0.9), [0, 0, 1]])
        turned = cv2.warpPerspective(photograph, turn, (220, 200))
        (folder / f"img{number}.png").write_bytes(encoded(turned, "PNG"))
        (folder / f"H1to{number}p").write_text("\n".join(" ".join(map(repr, map(float, row))) for row in turn))
    told = []
    detectors = chosen(["sift()", "sift(upright=True)"])
    found = run.followed(sequences(folder.parent), detectors, lambda *counts: told.append(counts))
    return found, told


def test_sequences_are_followed(followed):
    found, told = followed
    assert told == [(done, 6) for done in range(1, 7)]
    turned, upright = found
    assert (turned.sequence, turned.detector, list(turned.pairs)) == ("face", "sift()", ["img2", "img3"])
    assert turned.mean.repeatability > 0.5
    assert turned.pairs["img3"].mma[2] > 0.7
    assert upright.pairs["img3"].mma[2] < 0.2
    assert turned.mean.mma[2] == pytest.approx(sum(pair.mma[2] for pair in turned.pairs.values()) / 2)


def test_upright_features_end_where_turns_begin(photograph):
    changes = [CHANGES["rotation"], CHANGES["brightness"]]
    told = []
    detectors = chosen(["sift()", "sift(upright=True)"])
    found = run.curves({"one": photograph}, detectors, lambda *counts: told.append(counts), changes)
    assert told[-1] == (40, 40)
    assert [(each.change, each.detector) for each in found] == [
        ("rotation", "sift()"),
        ("rotation", "sift(upright=True)"),
        ("brightness", "sift()"),
        ("brightness", "sift(upright=True)"),
    ]
    limits = [each.limits for each in found]
    assert limits[0] == [Limit(180, True)]
    assert limits[1][0].level <= 30
    assert all(limit.level != 0 for limit in limits[2])


def test_means_are_over_photographs(photograph):
    def measured(**photographs):
        (found,) = run.curves(photographs, chosen(["orb()"]), lambda *_: None, [CHANGES["blur"]])
        return found.levels[1.5].mma[2]

    other = np.ascontiguousarray(data.coffee()[100:300, 200:420])
    one, two = measured(one=photograph), measured(two=other)
    assert one != two
    assert measured(one=photograph, two=other) == pytest.approx((one + two) / 2)


def findings(followed=(), curves=(), name="sift()"):
    return Findings(followed, curves, "lookalike x", {name: "lookalike y"}, ["one"] if curves else [], {"numpy": "2"})


def test_all_pairs_weigh_alike():
    one = Followed("a", "sift()", {"img2": figures(repeatability=0.2), "img3": figures(repeatability=0.4)})
    other = Followed("b", "sift()", {"img2": figures(repeatability=0.9)})
    table = findings([one, other]).table
    assert list(table) == ["a", "b", "all pairs"]
    assert table["a"]["sift()"].repeatability == pytest.approx(0.3)
    assert table["all pairs"]["sift()"].repeatability == pytest.approx(0.5)
    assert list(findings([one]).table) == ["a"]


def test_json_is_one_object():
    followed = [Followed("a", "sift()", {"img2": figures(repeatability=0.2)})]
    read = json.loads(json.dumps(findings(followed, [curve("noise", [80, 70, 40, 39, 60, 60])]).to_json()))
    assert {"sequences", "synthetic", "versions", "command"} <= set(read)
    assert read["sequences"][0]["pairs"]["img2"]["repeatability"] == 0.2
    assert read["synthetic"][0]["holds_to"] == [{"level": 10, "last": False}]
    assert [level["matched"] for level in read["synthetic"][0]["levels"]] == [0.8, 0.7, 0.4, 0.39, 0.6, 0.6]
    assert math.isclose(read["synthetic"][0]["levels"][0]["mma"][9], 0.5)


def test_markdown_has_tables_and_commands():
    followed = [Followed("a", "sift()", {"img2": figures(repeatability=0.25, correct=1234)})]
    text = report.markdown(findings(followed, [curve("noise", [80, 70, 60, 50, 45, 40])]))
    rows = {line.split(" | ")[0]: line for line in text.splitlines() if line.startswith("|")}
    assert "| `sift()` | 100 | 0.250 | 0.000 | 1,234 | 0.500 |" in text
    assert rows["| `sift()`"] == r"| `sift()` | 40\* |"
    assert "```sh\nlookalike y\n```" in text
    widths = [line.count("|") for line in text.split("## Sequence a")[1].splitlines() if line.startswith("|")]
    assert widths[0] == widths[1] == widths[2] == 16


def test_every_local_descriptor_is_examined():
    assert {"sift()", "orb()", "brisk()", "local_lbp()", "cs_lbp()"} <= {each.name for each in every()}
    assert all(isinstance(each, Detector) and each.part.descriptor.local for each in every())


def test_encoders_that_keep_rows_may_follow(photograph):
    from lookalike.types import Image

    rooted, plain = chosen(["sift() >> root()", "sift()"])
    assert rooted.name == "sift() >> root()"
    image = Image(photograph)
    vectors = plain.view(image).features.floats
    assert rooted.view(image).features.vectors == pytest.approx(
        np.sqrt(vectors / vectors.sum(axis=1, keepdims=True)), abs=1e-6
    )
    assert len(chosen(["sift()", "sift(n=1000)"])) == 1


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("color", "local features"),
        ("color_moments()", "local features"),
        ("sift() + orb()", "local features"),
        ("sift() >> pca(d=8)", "root"),
        ("shift()", "sift"),
        ("sift() >>", "Cannot read"),
        ("sift() >> orb()", "root"),
    ],
)
def test_what_cannot_be_examined_is_told_so(spec, said):
    with pytest.raises(LookalikeError, match=said):
        chosen([spec])
