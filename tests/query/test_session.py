"""Sessions of feedback as values."""

from __future__ import annotations

from pathlib import Path

import pytest

from lookalike import Feedback, LookalikeError, Session, Words, parse_query
from lookalike.query.example import Region, Whole


def test_a_session_of_an_example_learns_from_it_too() -> None:
    session = Session(Whole("a.jpg")).told(["x", "y"], ["z"])
    assert session.refined() == Feedback(("a.jpg", "x", "y"), ("z",))


def test_what_was_unwanted_is_disliked() -> None:
    session = Session(Whole("a.jpg") - Whole("b.jpg")).told(["x"])
    assert session.refined() == Feedback(("a.jpg", "x"), ("b.jpg",))


def test_words_and_parts_of_pictures_are_added_to_what_is_learnt() -> None:
    for query in (Words("red car"), Region("a.jpg", 0, 0, 0.5, 0.5)):
        assert Session(query).told(["x"], ["z"]).refined() == query + Feedback(("x",), ("z",))


def test_words_less_what_is_disliked_while_nothing_is_liked() -> None:
    assert Session(Words("car")).told([], ["z"]).refined() == Words("car") - Whole("z")


def test_the_last_judgement_counts() -> None:
    session = Session().told(["x"], ["y"]).told(["y"], ["x"])
    assert session.refined() == Feedback(("y",), ("x",))


def test_without_rounds_it_is_the_query_itself() -> None:
    assert Session(Words("car")).refined() == Words("car")
    with pytest.raises(LookalikeError, match="Nothing is liked"):
        Session().refined()


def test_a_session_comes_back_from_its_file(tmp_path: Path) -> None:
    query = parse_query('"red car" + 2 * image("a.jpg")').query
    session = Session(query, by="rocchio").told(["x", "y"], ["z"]).told([], ["w"])
    session.save(tmp_path / "session.json")
    assert Session.load(tmp_path / "session.json") == session


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"query": 3, "by": "rocchio", "rounds": []}', '{"rounds": 1}'])
def test_another_file_is_no_session(tmp_path: Path, text: str) -> None:
    (tmp_path / "session.json").write_text(text)
    with pytest.raises(LookalikeError, match="session"):
        Session.load(tmp_path / "session.json")
    with pytest.raises(LookalikeError, match="Cannot read the session"):
        Session.load(tmp_path / "nowhere.json")


def test_feedback_is_written_and_read() -> None:
    for query in (Feedback(("a.jpg",)), Feedback(("a.jpg", "b"), ("c",), "rocchio")):
        assert parse_query(str(query)).query == query


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("feedback(liked=())", "Nothing is liked"),
        ('feedback(liked=("a",), disliked=("a",))', "both liked and disliked"),
        ('feedback(liked=("a",), by="rochio")', "rocchio"),
        ("feedback(liked=3)", "in quotes"),
        ("feedback()", "write it as"),
    ],
)
def test_wrong_feedback_is_told(text: str, wrong: str) -> None:
    with pytest.raises(LookalikeError, match=wrong):
        parse_query(text)


def test_pairs_join_the_judged_with_what_was_looked_for() -> None:
    session = Session(Whole("a.jpg")).told(["x"], ["z"])
    assert list(session.pairs()) == [("a.jpg", "x", True), ("a.jpg", "z", False)]


def test_pairs_of_words_join_the_judged_with_the_first_liked() -> None:
    session = Session(Words("car")).told(["x", "y"], ["z"])
    assert list(session.pairs()) == [("x", "y", True), ("x", "z", False)]
    assert not list(Session(Words("car")).told([], ["z"]).pairs())
