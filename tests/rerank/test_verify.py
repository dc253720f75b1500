"""What is found of one picture in another."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from skimage import data

from lookalike.rerank.geometry.verify import polygon, verify, verify_many
from lookalike.types import Features, LookalikeError
from tests.rerank.scattered import features, frames, mapped, pair, seen, similarity, unit

CORNERS = np.array([[0, 0], [640, 0], [640, 480], [0, 480]], float)
TRANSFORMS = {
    "similarity": similarity(0.6, 2.5, 500, 300),
    "affinity": np.array([[1.3, 0.4, -20], [-0.2, 0.8, 45], [0, 0, 1.0]]),
    "homography": np.array([[0.9, 0.2, 30], [-0.3, 1.1, 60], [6e-4, -3e-4, 1.0]]),
}


def plain(rows: Features) -> Features:
    """Without scales and angles."""
    assert rows.frames is not None
    bare = rows.frames.copy()
    bare[:, 2:] = 1, 0
    return replace(rows, frames=bare)


@pytest.mark.parametrize("model", TRANSFORMS)
@pytest.mark.parametrize("bare", [False, True])
def test_the_plainest_transform_is_found_exactly(model, bare):
    transform = TRANSFORMS[model]
    one, other = map(plain, pair(transform)) if bare else pair(transform)
    [found] = verify(one, other)
    assert found.significant
    assert found.model == model
    assert np.abs(polygon(found.transform, CORNERS) - mapped(transform, CORNERS)).max() < 2
    assert (found.inliers[:, 0] == found.inliers[:, 1]).all()
    assert 55 <= len(found.inliers) <= 60
    assert 40 <= found.score <= len(found.inliers)


def test_no_transform_is_more_general_than_asked():
    one, other = pair(TRANSFORMS["homography"], noise=0.1)
    assert verify(one, other, model="similarity")[0].model == "similarity"
    assert verify(one, other, model="affinity")[0].model == "affinity"


@pytest.mark.parametrize("seed", range(4))
def test_what_has_nothing_in_common_is_not_significant(seed):
    one, other = pair(np.eye(3), inliers=3, others=500, seed=seed)
    noise = features(frames(np.random.default_rng(9), len(other)), other.vectors)
    for rows in (noise, plain(noise)):
        assert not any(found.significant for found in verify(one, rows))


def test_points_in_one_place_are_no_evidence():
    rng = np.random.default_rng(2)
    here = frames(rng, 40)
    here[:, :2] = rng.uniform(100, 103, (40, 2))
    shared, transform = unit(rng, 40), similarity(1, 0.5, 100, 50)
    filler = [features(frames(rng, 100), unit(rng, 100)) for _ in range(2)]
    one, other = (
        Features.joined([features(rows, shared), fill])
        for rows, fill in zip((here, seen(transform, here)), filler, strict=True)
    )
    assert all(found.score <= 3 and not found.significant for found in verify(one, other))


def test_reflections_are_not_taken_for_views():
    one, other = pair(np.array([[-1.0, 0, 640], [0, 1, 0], [0, 0, 1]]))
    for rows in ((one, other), (plain(one), plain(other))):
        assert not any(found.significant for found in verify(*rows))


def test_several_instances_are_found_one_by_one():
    rng = np.random.default_rng(3)
    here, shared = frames(rng, 80), unit(rng, 80)
    places = [similarity(0.5, 0.3, 50, 40), similarity(0.7, 3, 1200, 900), similarity(0.4, 5, 500, 1200)]
    candidate = features(
        np.vstack([*(seen(place, here) for place in places), frames(rng, 200, 1400, 1400)]),
        np.vstack([*(shared + rng.normal(scale=0.02, size=(3, *shared.shape))).astype(np.float32), unit(rng, 200)]),
    )
    found = verify(features(here, shared), candidate, instances=5)
    assert len(found) == 3
    assert all(one.significant for one in found)
    corners = [polygon(one.transform, CORNERS) for one in found]
    for place in places:
        assert min(np.abs(mapped(place, CORNERS) - each).max() for each in corners) < 1
    rows = np.concatenate([one.inliers[:, 1] for one in found])
    assert len(np.unique(rows)) == len(rows)


def test_words_and_signatures_are_enough():
    rng = np.random.default_rng(4)
    transform = TRANSFORMS["homography"]
    one, other = pair(transform)
    bits = rng.integers(0, 256, (260, 8), dtype=np.uint8)
    near = np.vstack([bits[:60] ^ np.packbits(rng.random((60, 64)) < 0.1, axis=1), bits[60:][::-1]])
    words = np.concatenate([np.arange(60) % 25, rng.integers(0, 25, 200)]).astype(np.int32)
    kinds = [
        (replace(one, vectors=bits, words=words), replace(other, vectors=near, words=words)),
        (
            replace(one, vectors=bits[:, :0], words=np.arange(260, dtype=np.int32) // 2),
            replace(other, vectors=near[:, :0], words=np.arange(260, dtype=np.int32) // 2),
        ),
    ]
    for query, candidate in kinds:
        [found] = verify(query, candidate)
        assert found.significant
        assert np.abs(polygon(found.transform, CORNERS) - mapped(transform, CORNERS)).max() < 4


def sift(gray) -> Features:
    points, rows = cv2.SIFT_create(1000).detectAndCompute(gray, None)
    places = [(*p.pt, p.size / 2, np.deg2rad(p.angle)) for p in points]
    return features(places, np.sqrt(rows / rows.sum(axis=1, keepdims=True)).astype(np.float32))


def orb(gray) -> Features:
    points, rows = cv2.ORB_create(1000).detectAndCompute(gray, None)
    return features([(*p.pt, p.size / 2, np.deg2rad(p.angle)) for p in points], rows)


@pytest.mark.parametrize("describe", [sift, orb])
def test_a_turned_part_of_a_photograph_is_found(describe):
    whole = cv2.cvtColor(data.astronaut(), cv2.COLOR_RGB2GRAY)
    transform = similarity(0.8, 0.7, 180, 60)
    part = cv2.warpAffine(whole, transform[:2], (220, 200), flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP)
    outline = [[0, 0], [219, 0], [219, 199], [0, 199]]
    others = [cv2.cvtColor(other, cv2.COLOR_RGB2GRAY) for other in (data.coffee(), data.chelsea())]
    found, *rest = verify_many(describe(part), [describe(gray) for gray in (whole, *others)])
    assert found is not None
    assert found.significant
    assert np.abs(polygon(found.transform, outline) - mapped(transform, outline)).max() < 3
    assert not any(one is not None and one.significant for one in rest)


def test_many_give_what_each_gives_and_again():
    one, first = pair(TRANSFORMS["affinity"])
    candidates = [first, pair(np.eye(3), seed=5)[1], first.at(np.arange(0)), one]
    found = verify_many(one, candidates)
    assert found[2] is None
    for many in (found, verify_many(one, candidates)):
        for candidate, result in zip(candidates, many, strict=True):
            alone = next(iter(verify(one, candidate)), None)
            assert (alone is None) == (result is None)
            if alone is not None and result is not None:
                np.testing.assert_array_equal(alone.inliers, result.inliers)
                np.testing.assert_allclose(alone.transform, result.transform, rtol=1e-9)


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_few_features_prove_nothing(count):
    rng = np.random.default_rng(6)
    few = features(frames(rng, count), unit(rng, count))
    one, _ = pair(np.eye(3))
    for query, candidate in ((few, few), (few, one), (one, few)):
        assert not any(found.significant for found in verify(query, candidate))


@pytest.mark.parametrize("dtype", [np.float32, np.uint8])
def test_features_all_alike_give_a_finite_answer(dtype):
    rng = np.random.default_rng(7)
    alike = features(frames(rng, 2000), np.ones((2000, 32), dtype))
    same = features(np.tile([5.0, 5, 2, 1], (300, 1)), unit(rng, 300))
    for rows in (alike, same, plain(same)):
        for found in verify(rows, rows):
            assert np.isfinite(found.transform).all()
            assert not found.significant


def test_what_cannot_be_verified_is_said():
    one, other = pair(np.eye(3))
    with pytest.raises(LookalikeError, match="candidate's features have no frames"):
        verify(one, replace(other, frames=None))
    with pytest.raises(LookalikeError, match="different kinds"):
        verify(one, replace(other, vectors=np.zeros((len(other), 8), np.uint8)))
    with pytest.raises(LookalikeError, match="model"):
        verify(one, other, model="affine")  # type: ignore[arg-type]
    with pytest.raises(LookalikeError, match="instances"):
        verify(one, other, instances=0)


def test_an_outline_beyond_the_horizon_is_refused():
    transform = np.array([[1, 0, 0], [0, 1, 0], [-0.01, 0, 1.0]])
    np.testing.assert_allclose(polygon(transform, [[50, 10]]), [[100, 20]])
    with pytest.raises(LookalikeError, match="horizon"):
        polygon(transform, [[0, 0], [200, 0], [200, 10]])
