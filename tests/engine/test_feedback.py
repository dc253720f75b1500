"""Feedback on the hits of a collection."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from lookalike import Collection, Feedback, LookalikeError, Session, parse_query
from lookalike.query.example import Whole

COLORS = {"red": (220, 30, 30), "green": (30, 180, 40), "blue": (30, 40, 200), "grey": (128, 128, 128)}
MANY = 8


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each colour in stripes and in plain, several times; a label is a colour, whatever the pattern."""
    folder, rng = tmp_path_factory.mktemp("photos"), np.random.default_rng(0)
    for name, color in COLORS.items():
        for i in range(MANY):
            pixels = np.empty((40, 40, 3), np.float64)
            pixels[:] = color
            if i % 2:
                pixels[::8] = pixels[1::8] = pixels[2::8] = 255
            pixels += rng.normal(0, 20, pixels.shape)
            Pillow.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(folder / f"{name}-{i}.png")
    return folder


@pytest.fixture(scope="module", params=["color_histogram() + lbp()", "color_histogram(space='rgb') >> compare('l1')"])
def collection(request: pytest.FixtureRequest, photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Collection:
    made = Collection.create(tmp_path_factory.mktemp("made") / "collection", request.param)
    made.add(photos)
    return made


@pytest.fixture(scope="module")
def ids(collection: Collection) -> dict[str, str]:
    return {Path(record.path).stem: record.id for record in collection}


def judged(ids: dict[str, str], session: Session, liked: str, disliked: str) -> Session:
    return session.told([ids[name] for name in liked.split()], [ids[name] for name in disliked.split()])


@pytest.mark.parametrize("by", ["classifier", "reweighting", "rocchio"])
def test_feedback_finds_what_is_liked(collection: Collection, photos: Path, ids: dict[str, str], by: str) -> None:
    session = Session(Whole(photos / "red-1.png"), by=by)  # type: ignore[arg-type]
    session = judged(ids, session, "red-0 red-2 red-3", "blue-1 green-1 grey-1")
    names = {id: name for name, id in ids.items()}
    found = [names[hit.id] for hit in collection.search(session, k=MANY)]
    assert {name.split("-")[0] for name in found} == {"red"}


def test_next_comes_what_is_not_judged(collection: Collection, photos: Path, ids: dict[str, str]) -> None:
    session = judged(ids, Session(Whole(photos / "red-1.png")), "red-0", "blue-1")
    told = session.judged
    for choose in ("relevant", "informative"):
        answer = collection.unseen(session, k=30, choose=choose)  # type: ignore[arg-type]
        assert len(answer) == 30
        assert not set(answer.ids) & set(told)


def test_what_is_informative_lies_between(collection: Collection, photos: Path, ids: dict[str, str]) -> None:
    session = judged(ids, Session(Whole(photos / "red-1.png")), "red-0 red-2", "blue-1 blue-2")
    best = collection.unseen(session, k=5).ids
    doubtful = collection.unseen(session, k=5, choose="informative").ids
    assert best != doubtful
    everything = collection.search(session, k=4 * MANY).ids
    assert np.mean([everything.index(id) for id in doubtful]) > np.mean([everything.index(id) for id in best])


def test_without_feedback_a_session_is_its_query(collection: Collection, photos: Path) -> None:
    picture = photos / "red-1.png"
    assert collection.search(Session(Whole(picture))) == collection.search(picture)


def test_feedback_adds_to_another_query(collection: Collection, photos: Path, ids: dict[str, str]) -> None:
    text = f'image("{photos / "green-0.png"}") + feedback(liked=("{ids["green-1"]}",), disliked=("{ids["red-0"]}",))'
    query = parse_query(text).query
    assert query is not None
    answer = collection.search(query, k=4)
    assert list(answer[0].why) == [str(leaf) for leaf in query.leaves()]
    names = {id: name for name, id in ids.items()}
    assert all(names[hit.id].startswith("green") for hit in answer)


def test_pairs_name_files(collection: Collection, photos: Path, ids: dict[str, str]) -> None:
    session = judged(ids, Session(Whole(ids["red-1"])), "red-0", "blue-1")
    assert [(Path(q).stem, Path(p).stem, liked) for q, p, liked in collection.pairs(session)] == [
        ("red-1", "red-0", True),
        ("red-1", "blue-1", False),
    ]


def test_an_unknown_id_is_told(collection: Collection) -> None:
    with pytest.raises(LookalikeError, match="There is no image 000"):
        collection.search(Feedback(("0" * 32,)))
