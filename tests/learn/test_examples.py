"""What is learnt from."""

import numpy as np
import pytest
from PIL import Image

from lookalike.learn.drawn import drawn
from lookalike.learn.examples import Examples, held_out
from lookalike.learn.sampling import batches
from lookalike.learn.views import chance, views
from lookalike.learn.whitening import whitenings
from lookalike.types import Image as Picture
from lookalike.types import LookalikeError
from tests.pictures import quarters, scene


def folder(root, groups=3, each=2):
    for group in range(groups):
        (root / str(group)).mkdir(parents=True)
        for i in range(each):
            Image.fromarray(scene(10 * group + i)).save(root / str(group) / f"{i}.png")
    return root


def test_pictures_of_a_folder_belong_together(tmp_path):
    examples = Examples.folders([folder(tmp_path / "photos")])
    assert examples.groups.tolist() == [0, 0, 1, 1, 2, 2]
    assert examples.names == ("photos/0", "photos/1", "photos/2")
    assert not examples.alone


def test_pairs_join_by_way_of_others(tmp_path):
    paths = [tmp_path / str(i) for i in range(5)]
    examples = Examples.joined(paths, [(0, 1), (3, 1)], "pairs", [(0, 2), (0, 3)])
    assert examples.groups.tolist() == [0, 0, 1, 0, 2]
    assert examples.against == ((0, 1),), "those that are liked together are not against each other"
    assert examples.alone


def test_feedback_is_read(tmp_path):
    folder(tmp_path, 2)
    file = tmp_path / "liked.csv"
    file.write_text("query,picture,liked\n0/0.png,0/1.png,1\n0/0.png,1/0.png,0\n", encoding="utf-8")
    examples = Examples.feedback(file)
    assert examples.groups.tolist() == [0, 0, 1]
    assert examples.against == ((0, 1),)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("0/0.png,0/9.png,1", "no picture '0/9.png'"),
        ("0/0.png,0/1.png,perhaps", "says 'perhaps' under liked"),
        ("0/0.png,0/1.png,0", "no pair that was liked"),
    ],
)
def test_feedback_that_is_wrong(tmp_path, line, told):
    folder(tmp_path, 1)
    file = tmp_path / "liked.csv"
    file.write_text(f"query,picture,liked\n{line}\n", encoding="utf-8")
    with pytest.raises(LookalikeError, match=told):
        Examples.feedback(file)


def test_whole_groups_are_held_out(tmp_path):
    examples = Examples.labelled([tmp_path] * 40, [str(i // 5) for i in range(40)], "labels")
    mask = held_out(examples, 0.25, 0)
    assert mask.sum() == 10
    assert set(examples.groups[mask]).isdisjoint(examples.groups[~mask])
    few = Examples.labelled([tmp_path] * 40, [str(i // 20) for i in range(40)], "labels")
    assert np.bincount(few.groups[held_out(few, 0.25, 0)]).tolist() == [5, 5]


def test_batches_have_some_of_each_group_and_rivals_meet():
    groups = np.repeat(np.arange(10), 3)
    for rows in batches(groups, 4, 2, np.random.default_rng(0)):
        assert sorted(np.bincount(groups[rows])[np.unique(groups[rows])].tolist()) == [2, 2, 2, 2]
    rivals = [(0, i) for i in range(1, 10)]
    met = [set(groups[rows]) for rows in batches(groups, 2, 2, np.random.default_rng(0), rivals)]
    assert met
    assert all(0 in both for both in met), "every group has but one rival"


def test_whitening_makes_what_differs_within_groups_count_less():
    rng = np.random.default_rng(0)
    groups = np.repeat(np.arange(50), 10)
    rows = rng.normal(size=(50, 6))[groups] + rng.normal(size=(500, 6)) * (5, 1, 1, 1, 1, 1)
    ((matrix, bias),) = whitenings(rows.astype(np.float32), groups, [1e-6], 6, 1.0)
    said = rows @ matrix + bias
    within = said - np.stack([said[groups == g].mean(axis=0) for g in groups])
    spread = within.T @ within / len(within)
    np.testing.assert_allclose(spread, np.eye(6) * spread[0, 0], atol=1e-3 * spread[0, 0])
    np.testing.assert_allclose(said.mean(axis=0), 0, atol=1e-4)
    ((fewer, _),) = whitenings(rows.astype(np.float32), groups, [1e-6], 2, 1.0)
    assert fewer.shape == (6, 2)


def test_a_part_of_the_mean_stays_and_so_does_its_direction():
    """With groups apart from zero, what is centred in part still tells them from their opposite."""
    rng = np.random.default_rng(0)
    groups = np.repeat(np.arange(20), 10)
    rows = rng.normal((9, 0, 0, 0, 0, 0), size=(200, 6)).astype(np.float32)
    for share in (0.0, 0.3, 1.0):
        ((matrix, bias),) = whitenings(rows, groups, [100.0], 1, share)
        mean = rows.mean(axis=0)
        np.testing.assert_allclose((rows @ matrix + bias).mean(axis=0), (1 - share) * mean @ matrix, atol=1e-4)
        assert (abs(matrix[0, 0]) > 0.9 * np.linalg.norm(matrix)) == (share < 1), "the mean is the strongest direction"


def test_views_begin_with_the_picture_itself_and_come_again():
    image = Picture(scene(1, 90, 70))
    some, again = (list(views(image, 64, 3, np.random.default_rng(5))) for _ in range(2))
    assert [view.shape for view in some] == [(64, 64, 3)] * 4
    np.testing.assert_array_equal(some, again)
    assert len({view.tobytes() for view in some}) == 4


def test_views_of_a_picture_are_the_same_among_others(tmp_path):
    drawn = [chance(0, tmp_path / name).random() for name in ("a.png", "b.png", "folder/a.png")]
    assert drawn[0] == drawn[2] != drawn[1]


def test_drawings_are_dark_lines_where_edges_are():
    made = drawn(np.asarray(quarters(128, 128)), np.random.default_rng(0))
    assert made.shape == (128, 128, 3)
    dark = made[:, :, 0] < 128
    assert 0.005 < dark.mean() < 0.15
    y, x = np.nonzero(dark)
    assert np.percentile(np.minimum(abs(y - 64), abs(x - 64)), 90) < 12
