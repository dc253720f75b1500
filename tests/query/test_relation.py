from itertools import permutations

import numpy as np
import pytest

from lookalike.geometry import RELATIONS, Thing, rows
from lookalike.query.relation import MOST_BOXES, Clause, Wanted, match, parse_relations, ranked
from lookalike.types import Box, LookalikeError

LEFT, MIDDLE, RIGHT = (Box(cx, 0.5, 0.2, 0.2) for cx in (0.2, 0.5, 0.8))


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("dog left of person", ["dog left of person"]),
        ("  Potted  Plant INSIDE vase", ["potted plant inside vase"]),
        ("a above b and b larger than c", ["a above b", "b larger than c"]),
        ("person touching person", ["person touching person 2"]),
        ("person 2 touching person", ["person 2 touching person"]),
        ("person 2 contains person 3", ["person 2 contains person 3"]),
    ],
)
def test_queries_are_read(text, clauses):
    assert list(map(str, parse_relations(text))) == clauses


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("dog lft of person", "did you mean left of"),
        ("dog abov person", "did you mean above"),
        ("dog", "known are above, below"),
        ("", "known are above, below"),
        ("dog left of", "left of"),
        ("dog 2 left of dog 2", "relates an object to itself"),
        ("a above b and c above d and e above f", "4 objects at most, and this one of 6"),
    ],
)
def test_what_cannot_be_read_is_said(text, sentence):
    with pytest.raises(LookalikeError, match=sentence):
        parse_relations(text)


def test_the_best_of_several_objects_is_chosen():
    things = [Thing("dog", RIGHT), Thing("person", MIDDLE), Thing("Dog", LEFT), Thing("dog", Box(0.45, 0.5, 0.2, 0.2))]
    found = match(parse_relations("dog left of person"), things)
    assert found.score == 1
    assert found.chosen == {Wanted("dog"): things[2], Wanted("person"): things[1]}


def test_the_score_is_the_mean_of_the_degrees():
    things = [Thing("dog", LEFT), Thing("person", MIDDLE)]
    found = match(parse_relations("dog left of person and dog above person"), things)
    assert found.degrees == (1, 0)
    assert found.score == 0.5


@pytest.mark.parametrize("things", [[], [Thing("dog", LEFT)], [Thing("person", LEFT), Thing("cat", RIGHT)]])
def test_a_missing_object_scores_nothing(things):
    found = match(parse_relations("dog left of person"), things)
    assert (found.score, found.degrees, found.chosen) == (0, (0,), {})


def test_one_object_is_not_two():
    clauses = parse_relations("person touching person")
    assert match(clauses, [Thing("person", MIDDLE)]).score == 0
    assert match(clauses, [Thing("person", MIDDLE), Thing("person", MIDDLE)]).score == 1


def test_the_same_name_is_the_same_object():
    things = [Thing("dog", LEFT), Thing("dog", RIGHT), Thing("cat", MIDDLE)]
    assert match(parse_relations("dog left of cat and dog right of cat"), things).score == 0.5
    assert match(parse_relations("dog left of cat and dog 2 right of cat"), things).score == 1


def test_the_choice_is_the_best_of_all_choices():
    rng = np.random.default_rng(0)
    clauses = parse_relations("a left of b and b above a 2 and c larger than a and c touching b")
    wanted = [Wanted("a"), Wanted("b"), Wanted("a", 2), Wanted("c")]
    for _ in range(20):
        names = [*"aaabbcc"]
        things = [Thing(n, Box(*rng.random(2), *rng.uniform(0.1, 0.5, 2))) for n in names]
        scores = [
            by_hand(clauses, dict(zip(wanted, chosen, strict=True)))
            for chosen in permutations(things, 4)
            if [thing.name for thing in chosen] == [one.name for one in wanted]
        ]
        assert match(clauses, things).score == pytest.approx(max(scores))


def by_hand(clauses: tuple[Clause, ...], chosen: dict[Wanted, Thing]) -> float:
    boxes = {wanted: rows([thing.box]) for wanted, thing in chosen.items()}
    return sum(float(RELATIONS[c.relation](boxes[c.one], boxes[c.other])[0]) for c in clauses) / len(clauses)


def test_of_very_many_objects_the_largest_count():
    crowd = [Thing("person", Box(0.5, 0.5, 0.1, 0.1))] * 200
    giant, dwarf = Thing("person", Box(0.5, 0.5, 0.9, 0.9)), Thing("person", Box(0.1, 0.1, 0.01, 0.01))
    clauses = parse_relations("person 1 larger than person 2 and person 3 left of person 4")
    assert match(clauses, [*crowd, giant, dwarf]).chosen[Wanted("person")] == giant
    assert MOST_BOXES < 200


def test_pictures_are_ranked_and_ties_go_by_name():
    cat = Thing("cat", MIDDLE)
    pictures = {
        "none": [cat],
        "b": [Thing("dog", LEFT), cat],
        "a": [Thing("dog", LEFT), cat],
        "half": [Thing("dog", Box(0.4, 0.5, 0.2, 0.2)), cat],
    }
    found = ranked(parse_relations("dog left of cat"), pictures)
    assert [name for name, _ in found] == ["a", "b", "half", "none"]
    assert [match.score for _, match in found] == pytest.approx([1, 1, 0.5, 0])


def test_unknown_names_bring_the_nearest():
    with pytest.raises(LookalikeError, match="No picture has a box named 'dgo': did you mean dog"):
        ranked(parse_relations("dgo left of dog"), {"a": [Thing("dog", LEFT)]})
    with pytest.raises(LookalikeError, match="no boxes to look for"):
        ranked(parse_relations("dog left of cat"), {"a": []})
