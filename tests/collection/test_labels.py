"""Labels come from the nearest list, or from folders."""

from pathlib import Path

import pytest

from lookalike.collection.labels import labels_of
from lookalike.types import LookalikeError


def test_pictures_of_one_folder_match(tmp_path: Path):
    paths = [tmp_path / name for name in ("a/1.jpg", "b/2.jpg", "a/3.jpg", "a/deeper/4.jpg")]
    assert labels_of(paths).tolist() == [0, 1, 0, 2]


def test_a_list_tells_more_than_the_folders(tmp_path: Path):
    rows = (
        "path,label,role\na/1.jpg,cat,both\nb/2.jpg,dog|cat,both\na/3.jpg,dog,db\nb/4.jpg,cat | dog,db\nb/5.jpg,,db\n"
    )
    (tmp_path / "groundtruth.csv").write_text(rows)
    paths = [tmp_path / name for name in ("a/1.jpg", "b/2.jpg", "a/3.jpg", "b/4.jpg", "b/5.jpg", "b/unlisted.jpg")]
    assert labels_of(paths).tolist() == [0, 1, 2, 1, -1, -1]


def test_equal_labels_of_two_lists_do_not_match(tmp_path: Path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "groundtruth.csv").write_text("path,label\n1.jpg,cat\n2.jpg,cat\n")
    paths = [tmp_path / folder / f"{i}.jpg" for folder in ("one", "two") for i in (1, 2)]
    assert labels_of(paths).tolist() == [0, 0, 1, 1]


@pytest.mark.parametrize(
    ("content", "said"), [(b"\xff\xfe\x00", "CSV file in UTF-8"), (b"a,b\n1,2\n", "path or label")]
)
def test_a_list_that_cannot_be_read_is_named(tmp_path: Path, content: bytes, said: str):
    (tmp_path / "groundtruth.csv").write_bytes(content)
    with pytest.raises(LookalikeError, match=f"groundtruth.csv.*{said}"):
        labels_of([tmp_path / "1.jpg"])
