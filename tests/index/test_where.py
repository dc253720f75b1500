from __future__ import annotations

from datetime import datetime

import lancedb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lookalike.index.where import FIELDS, FilterError, to_sql

HOSTILE = "x' OR 1=1 --"
ROWS = [
    # name, path, taken, camera, latitude, width, tags
    ("may", "a/it's.jpg", datetime(2020, 5, 17, 12, 30), "Canon EOS", 48.2, 4000, ["dog", "outdoors"]),
    ("eve", "b\\c.jpg", datetime(2020, 12, 31, 23, 59, 59, 500_000), "Nikon", -33.9, 3000, ["cat", "do it"]),
    ("new", "100%.png", datetime(2021, 1, 1), "Canon", None, 640, ["hot\ndog", "a%b_c"]),
    ("bare", HOSTILE, None, None, None, 10, []),
]


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    names, paths, taken, cameras, latitudes, widths, tags = zip(*ROWS, strict=True)
    columns = {
        "id": pa.array(names, pa.string()),
        "path": pa.array(paths, pa.string()),
        "bytes": pa.array([5_000_000_000, 2, 3, 4], pa.int64()),
        "width": pa.array(widths, pa.int32()),
        "height": pa.array([1000] * 4, pa.int32()),
        "format": pa.array(["JPEG", "JPEG", "PNG", "GIF"], pa.string()),
        "taken": pa.array(taken, pa.timestamp("us")),
        "camera": pa.array(cameras, pa.string()),
        "latitude": pa.array(latitudes, pa.float64()),
        "longitude": pa.array(latitudes, pa.float64()),
        "tags": pa.array(tags, pa.list_(pa.string())),
    }
    return lancedb.connect(tmp_path_factory.mktemp("where")).create_table("images", pa.table(columns))


def found(table, expression: str) -> set[str]:
    return set(table.search().where(to_sql(expression)).to_arrow()["id"].to_pylist())


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("taken > 2020", "new"),
        ("taken >= 2020", "may eve new"),
        ("taken <= 2020", "may eve"),
        ("taken < 2021", "may eve"),
        ("2020 < taken", "new"),
        ("taken = 2020", "may eve"),
        ("taken != 2020", "new"),
        ("taken = '2020-05'", "may"),
        ("taken = '2020-05-17'", "may"),
        ("taken = '2020-05-17 12:30'", "may"),
        ("taken = '2020-05-17T12:30:01'", ""),
        ("taken between '2020-05' and '2020-12-31'", "may eve"),
        ("taken not between '2020-05' and '2020-12'", "new"),
        ("taken in ('2020-05', 2021)", "may new"),
        ("taken is null", "bare"),
        ("year = 2020 and month = 12", "eve"),
        ("year between 2020 and 2021", "may eve new"),
        ("month is not null", "may eve new"),
        ("tag = 'dog'", "may"),
        ('tag = "dog"', "may"),
        ("tag != 'dog'", "eve new bare"),
        ("tag in ('dog', 'cat')", "may eve"),
        ("tag not in ('dog', 'cat')", "new bare"),
        ("tag like 'do%'", "may eve"),
        ("tag like 'do_'", "may"),
        ("tag like '%dog'", "may new"),
        ("tag not like 'do%'", "new bare"),
        ("tag like 'DOG'", ""),
        ("tag ilike 'DO%'", "may eve"),
        (r"tag like 'a\%b\_c'", "new"),
        ("tag like 'dog%doors'", ""),
        ("tag is null", "bare"),
        ("tag is not null", "may eve new"),
        ("path = 'a/it''s.jpg'", "may"),
        (r"path = 'b\c.jpg'", "eve"),
        (r"path like '%\%%'", "new"),
        ("path = 'x'' OR 1=1 --'", "bare"),
        ("camera like 'canon%'", ""),
        ("camera ilike 'canon%'", "may new"),
        ("camera not like 'Canon%'", "eve"),
        ("camera is null", "bare"),
        ("camera between 'Canon' and 'Canon EOS'", "may new"),
        ("latitude < -1.5e1", "eve"),
        ("latitude between -40 and 50", "may eve"),
        ("width > height", "may eve"),
        ("WIDTH in (10, 640)", "new bare"),
        ("bytes > 3000000000", "may"),
        ("longitude = 48.2", "may"),
        ("id in ('may', 'bare') and width > 100", "may"),
        ("format = 'GIF' or format = 'PNG' and not width > 700", "new bare"),
        ("(format = 'GIF' or format = 'PNG') and not width < 100", "new"),
        ("taken > 2019 and tag = 'dog'", "may"),
    ],
)
def test_finds_the_images_meant(table, expression, names):
    assert found(table, expression) == set(names.split())


def test_covers_every_field(table):
    for name, field in FIELDS.items():
        present, absent = found(table, f"{name} is not null"), found(table, f"{name} is null")
        assert present | absent == {"may", "eve", "new", "bare"}, field
        assert not present & absent


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("widht > 3", "There is no field 'widht': did you mean width"),
        ("tag = dog", "tag compares with a text in quotes"),
        ("tag > 'a'", "tag compares with"),
        ("width = '3'", "whole number, as in width >= 1920"),
        ("width > 2.5", "whole number"),
        ("width > 3000000000", "too large for width"),
        ("latitude > 1e999", "too large for latitude"),
        ("latitude > 'north'", "latitude compares with a number"),
        ("taken > 2020-05-17", "Cannot use"),
        ("taken > '2020-13'", "a date in quotes"),
        ("taken = 9999", "a date in quotes"),
        ("taken > -2020", "a date in quotes"),
        ("taken like '2020%'", "a date in quotes"),
        ("camera = null", "camera compares with a text"),
        ("camera", "is not a condition"),
        ("'camera' = 'Canon'", "is not a field"),
        ("tag in ()", "is not a condition"),
        ("", "Cannot read the filter"),
        ("path = 'open", "Cannot read the filter"),
        ("true", "Cannot use 'TRUE'"),
        ("other.path = 'x'", "Cannot use 'other.path'"),
        ("path = 'x'; drop table images", "Cannot read"),
        ("path = 'x'; width = 3", "Cannot use"),
        ("path in (select path from images)", "Cannot use"),
        ("upper(path) = 'X'", "Cannot use"),
        ("width + 1 = 3", "Cannot use"),
        ("path like 'a!%' escape '!'", "Cannot use"),
        ("not " * 40 + "width = 1", "nested too deeply"),
        ("(" * 5000 + "width = 1" + ")" * 5000, "nested too deeply"),
        ("width = 1 or " * 5000 + "width = 1", "too long"),
    ],
)
def test_says_what_is_wrong(expression, says):
    with pytest.raises(FilterError) as caught:
        to_sql(expression)
    message = str(caught.value)
    assert says in message
    assert message.endswith((".", "?"))
    assert "\n" not in message


@pytest.mark.parametrize("joined", [" or ", " and "])
def test_long_chains_run(table, joined):
    assert found(table, joined.join(["width != 640"] * 1000)) == {"may", "eve", "bare"}


def test_the_longest_list_runs(table):
    assert found(table, f"width in (10{',3' * 9900})") == {"bare"}


def test_the_deepest_nesting_runs(table):
    expression = "width = 640"
    for _ in range(3):
        expression = f"not (width = 3 or (width != 10 and not ({expression})))"
    assert found(table, expression) == {"new", "bare"}


TEXTS = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=12)
FORMS = ["path = {}", "tag = {}", "tag like {}", "tag ilike {}", "path like {}", "camera in ({})"]
FIXTURE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FIXTURE
@given(TEXTS, st.sampled_from(FORMS))
def test_no_text_breaks_out_of_its_quotes(table, text, form):
    quoted = "'" + text.replace("'", "''") + "'"
    hits = found(table, form.format(quoted))
    expected = {name for name, path, *_ in ROWS if path == text}
    assert hits == expected if form == "path = {}" else hits <= {"may", "eve", "new", "bare"}


SYMBOLS = ["=", "!=", "<", ">=", "(", ")", ",", ";", "--", "/*", "-", ".", "$", "?", ":", "'", '"']
WORDS = [*FIELDS, *SYMBOLS, "and", "or", "not", "like", "in", "between", "is", "null", "select", "2020", "'dog'", '"a"']


@FIXTURE
@given(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join) | st.text(max_size=20))
def test_any_text_runs_or_is_refused_in_a_sentence(table, expression):
    try:
        sql = to_sql(expression)
    except FilterError:
        return
    table.count_rows(sql)
