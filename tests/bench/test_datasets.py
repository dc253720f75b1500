"""Reading ground truth."""

import numpy as np
import pytest
from PIL import Image

from lookalike.app.runs import measuring
from lookalike.bench.harness.datasets import Dataset, DatasetError

MIXED = [
    ("a.png", "cat|dog", "both"),
    ("b.png", "dog", "db"),
    ("c.png", "cat", "query"),
    ("sub/d.png", "bird", "both"),
    ("e.png", "", "db"),
    ("f.png", "cat | bird", "db"),
]


def test_roles_and_labels_make_queries_database_and_relevance(dataset_folder):
    folder = dataset_folder(MIXED)
    dataset = Dataset.read(folder)
    assert dataset.name == "drawn"
    assert dataset.queries.tolist() == [0, 2, 3]
    assert dataset.database.tolist() == [0, 1, 3, 4, 5]
    assert dataset.own.tolist() == [0, -1, 2]
    assert dataset.relevance().tolist() == [
        [False, True, False, False, True],
        [True, False, False, False, True],
        [False, False, False, False, True],
    ]
    assert dataset.paths(dataset.queries)[2] == folder / "sub/d.png"
    assert not dataset.has_classes


def test_relevance_is_sharing_a_label(dataset_folder):
    rng = np.random.default_rng(0)
    labels = [[str(n) for n in np.flatnonzero(rng.random(6) < 0.3)] for _ in range(30)]
    roles = rng.choice(["both", "query", "db"], 30)
    rows = [(f"{i}.png", "|".join(some), str(role)) for i, (some, role) in enumerate(zip(labels, roles, strict=True))]
    dataset = Dataset.read(dataset_folder(rows))
    expected = [[q != n and bool({*labels[q]} & {*labels[n]}) for n in dataset.database] for q in dataset.queries]
    assert dataset.relevance().tolist() == expected


def test_classes_are_single_labels_of_role_both(dataset_folder):
    rows = [(f"{i}.png", str(i // 2), "both") for i in range(4)]
    assert Dataset.read(dataset_folder(rows)).has_classes
    assert not Dataset.read(dataset_folder([*rows, ("x.png", "0", "db")], name="with_db")).has_classes
    assert not Dataset.read(dataset_folder([*rows, ("x.png", "0|1", "both")], name="with_two")).has_classes


def test_further_columns_blank_lines_and_a_byte_order_mark_are_taken(dataset_folder):
    folder = dataset_folder(
        [("a.png", "x", "query", "sketch"), ("b.png", "x", "db", "photo")], ("path", "label", "role", "domain")
    )
    file = folder / "groundtruth.csv"
    file.write_text(file.read_text().replace("a.png", "\na.png"), encoding="utf-8-sig")
    assert [entry.path for entry in Dataset.read(folder).entries] == ["a.png", "b.png"]


def test_a_bare_name_is_found_under_the_variable(dataset_folder, monkeypatch, tmp_path):
    folder = dataset_folder([("a.png", "x", "both")])
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    monkeypatch.delenv("LOOKALIKE_DATA", raising=False)
    with pytest.raises(DatasetError, match=r"no dataset folder drawn: .* set LOOKALIKE_DATA"):
        Dataset.read("drawn")
    monkeypatch.setenv("LOOKALIKE_DATA", str(tmp_path))
    assert Dataset.read("drawn").folder == folder
    (elsewhere / "drawn").mkdir()
    with pytest.raises(DatasetError, match=r"Cannot read drawn/groundtruth\.csv"):
        Dataset.read("drawn")


@pytest.mark.parametrize(
    ("rows", "header", "message"),
    [
        ([("a.png", "x", "reference")], None, r"line 2: the role 'reference' .* both, query, db\."),
        ([("a.png", "both")], ("path", "role"), r"lacks the column label"),
        ([("a.png",)] * 1, ("path",), r"lacks the columns label, role"),
        ([("a.png", "x", "both"), ("a.png", "y", "both")], None, r"line 3: a\.png is listed twice"),
        ([("a.png", "x", "db")], None, r"no picture of the role 'query' or 'both'"),
        ([("a.png", "x", "query")], None, r"no picture of the role 'db' or 'both'"),
        ([], None, r"no picture of the role 'query'"),
        ([("a.png", "x")], None, r"line 2: the role ''"),
    ],
)
def test_errors_are_one_sentence(dataset_folder, rows, header, message):
    folder = dataset_folder([row if len(row) > 1 else (*row, "x") for row in rows], header or ("path", "label", "role"))
    with pytest.raises(DatasetError, match=message) as caught:
        Dataset.read(folder)
    assert "\n" not in str(caught.value)


def test_a_missing_picture_is_named_with_its_line(dataset_folder):
    folder = dataset_folder([("a.png", "x", "both"), ("b.png", "x", "both")])
    (folder / "b.png").unlink()
    with pytest.raises(DatasetError, match=r"groundtruth\.csv, line 3: there is no picture 'b\.png'"):
        Dataset.read(folder)


def test_a_missing_or_binary_ground_truth_is_named(tmp_path):
    with pytest.raises(DatasetError, match=r"Cannot read .*groundtruth\.csv"):
        Dataset.read(tmp_path)
    (tmp_path / "groundtruth.csv").write_bytes(b"path,label,role\n\xff\xfe,x,both\n")
    with pytest.raises(DatasetError, match=r"not a CSV file in UTF-8"):
        Dataset.read(tmp_path)


def test_queries_of_the_domain_sketch_are_drawings(tmp_path):
    for name in ("a.png", "b.png", "c.png"):
        Image.new("RGB", (8, 8)).save(tmp_path / name)
    lines = "path,label,role,domain\na.png,x,query,sketch\nb.png,x,db,photo\nc.png,y,{},{}\n"
    file = tmp_path / "groundtruth.csv"
    file.write_text(lines.format("db", "photo"))
    assert Dataset.read(tmp_path).drawn
    assert measuring._called_for(Dataset.read(tmp_path), "pictures") == "sketch"
    file.write_text(lines.format("both", "photo"))
    assert not Dataset.read(tmp_path).drawn
    assert measuring._called_for(Dataset.read(tmp_path), "pictures") == "all_round"
    assert measuring._called_for(Dataset.read(tmp_path), "captions") == "words"
