from __future__ import annotations

from lookalike.app.server import answers as module
from lookalike.app.server.answers import DEEPEST, Answers
from lookalike.types import Hit, Ranking


class Ranked:
    """Ranks 20,000 pictures, and tells how many were asked for."""

    def __init__(self) -> None:
        self.asked = []

    def __call__(self, reach):
        self.asked.append(reach)
        return Ranking(tuple(Hit(f"{place:032x}", -place, {}) for place in range(reach)), 20_000)


def places(ranking):
    return [int(id, 16) for id in ranking.ids]


def test_pages_of_an_answer_are_ranked_a_few_times_only():
    answers, ranked = Answers(), Ranked()
    for offset in range(0, DEEPEST, 50):
        page = answers.page("q", offset, 50, ranked)
        assert places(page) == list(range(offset, offset + 50))
        assert page.total == 20_000
    assert ranked.asked == [50, 200, 1000, 5000]
    answers.page("q", 0, 50, ranked)
    answers.page("other", 0, 50, ranked)
    assert ranked.asked == [50, 200, 1000, 5000, 50]


def test_nothing_is_ranked_beyond_the_deepest():
    answers, ranked = Answers(), Ranked()
    assert places(answers.page("q", DEEPEST - 2, 50, ranked)) == [DEEPEST - 2, DEEPEST - 1]
    assert places(answers.page("q", 10 * DEEPEST, 50, ranked)) == []
    assert max(ranked.asked) == DEEPEST


def test_what_was_asked_for_last_is_kept(monkeypatch):
    monkeypatch.setattr(module, "_KEPT", 250)
    answers, ranked = Answers(), Ranked()
    for key in "abaca":
        answers.page(key, 0, 100, ranked)
    assert ranked.asked == [100] * 3
    answers.page("b", 0, 100, ranked)
    assert len(ranked.asked) == 4
