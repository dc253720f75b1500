from __future__ import annotations

import pytest

from tests.pictures import encoded, scene


@pytest.fixture(scope="session")
def upload(client):
    """What an unseen picture, and a painted one, are called."""

    def give(pixels, kind="JPEG", media_type="image/jpeg"):
        response = client.post("/v1/uploads", files={"file": ("x", encoded(pixels, kind), media_type)})
        assert response.status_code == 201, response.text
        return "upload:" + response.json()["upload"]

    return give


def first(answer):
    return answer["hits"][0]["picture"]["id"]


def test_bare_text_is_words_and_a_bare_id_is_an_image(asked, ids):
    assert asked("search", q="red car where year > 2011")["query"] == '"red car" where year > 2011'
    found = asked("search", q=ids[3], k=2)
    assert found["query"] == f'image("{ids[3]}")'
    assert (first(found), len(found["hits"]), found["total"]) == (ids[3], 2, 8)
    assert found["hits"][0]["score"] == pytest.approx(1, abs=1e-3)
    assert sum(part["share"] for part in found["hits"][0]["why"]) == pytest.approx(found["hits"][0]["score"])


def test_pages_follow_each_other(asked, ids):
    whole = [hit["picture"]["id"] for hit in asked("search", q=ids[0])["hits"]]
    pages = [hit["picture"]["id"] for at in (0, 3, 6) for hit in asked("search", q=ids[0], k=3, offset=at)["hits"]]
    assert pages == whole
    assert len(whole) == 8


def test_uploads_are_looked_for(asked, ids, upload):
    name = upload(scene(5, 640, 480))
    found = asked("search", q=f'image("{name}")')
    assert first(found) == ids[5]
    assert found["query"] == f'image("{name}")'


def test_a_part_of_an_image_and_of_an_upload_is_looked_for(asked, ids, upload):
    for name in (ids[2], upload(scene(2, 640, 480))):
        assert first(asked("search", q=f'image("{name}", box=(0, 0, 1, 0.9))')) == ids[2]


def test_all_schemes_combine_and_each_tells_its_share(asked, ids, upload):
    picture, canvas = upload(scene(4)), upload(scene(6), "PNG", "image/png")
    parts = [f'image("{picture}")', f'sketch("{canvas}")', f'color(canvas="{canvas}")', 'concept("horse", at="left")']
    found = asked("search", q=" + ".join(parts) + ' - 0.5 * "dog"')
    assert [share["part"] for share in found["hits"][0]["why"]] == [*parts, '-seen("dog")']
    assert len({hit["score"] for hit in found["hits"]}) == 8
    assert found["notes"] == []
    [note] = asked("search", q="dog blarfq")["notes"]
    assert "blarfq" in note


def test_two_uploads_keep_their_own_shares(asked, upload):
    one, other = upload(scene(4)), upload(scene(6))
    found = asked("search", q=f'image("{one}") + 0.5 * image("{other}") + "dog"')
    assert [share["part"] for share in found["hits"][0]["why"]] == [
        f'image("{one}")',
        f'image("{other}")',
        'seen("dog")',
    ]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ('image("/etc/passwd")', "not as files"),
        ('image("upload:../x")', "not as files"),
        ('sketch("a.png")', "not as files"),
        ('color(canvas="~/a.png")', "not as files"),
        ("image(a.jpg, box=(0, 0, 1, 1))", "not as files"),
        ('feedback(liked=("a.jpg",))', "not as files"),
        (f'feedback(liked=("upload:{"0" * 32}",))', "not as files"),
        ('~("a" & (image("x.jpg") | "b"))', "not as files"),
        ('"dog" where path like "/home%"', "Where files lie"),
        ("", "query is empty"),
        ("where year > 2000", "Nothing is looked for"),
        ('"dog" + ', "Cannot read the query"),
        ('imag("x")', "did you mean image"),
        (" + ".join(['"dog"'] * 33), "at most 32"),
        ("x" * 20_001, "too long"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_sentence(asked, query, sentence):
    assert sentence in asked("search", 422, q=query)["detail"]


def test_what_is_not_there_is_said(asked):
    unknown = "f" * 32
    assert "not kept any more" in asked("search", 404, q=f'image("upload:{unknown}")')["detail"]
    assert "no such picture" in asked("search", 404, q=f'image("{unknown}")')["detail"]


@pytest.mark.parametrize("parameters", [{"k": 0}, {"k": 501}, {"offset": -1}, {"fusion": "best"}, {"k": "x"}])
def test_wrong_parameters_are_problems(asked, parameters):
    name = next(iter(parameters))
    assert asked("search", 422, q="dog", **parameters)["detail"].startswith(name)


def test_what_is_relevant_cannot_be_told_of_words(asked):
    assert "pictures only" in asked("search", 422, q="dog", relevant=True)["detail"]


def test_ranked_anew(asked, ids):
    assert first(asked("search", q=ids[1], rerank="aqe()")) == ids[1]
    assert "no reranker" in asked("search", 422, q=ids[1], rerank="best()")["detail"]


def test_terms_of_a_query(asked, ids):
    [term] = asked("query", q="dog where year > 2012")["terms"]
    assert (term["weight"], term["kind"], term["text"]) == (1, "words", "dog")
    told = asked(
        "query",
        q=f'0.5 * image("{ids[0]}", box=(0, 0.25, 1, 0.5)) - color(top="blue") + concept("horse", at=(0, 0, 0.5, 1)) '
        f'+ ("a" & "b") + sketch("upload:{ids[1]}") + feedback(liked=("{ids[2]}",)) where width > 3',
    )
    assert told["where"] == "width > 3"
    kinds = [(term["kind"], term["weight"]) for term in told["terms"]]
    assert kinds == [("image", 0.5), ("color", -1), ("concept", 1), ("group", 1), ("sketch", 1), ("feedback", 1)]
    image, color, concept, group, sketch, feedback = told["terms"]
    assert (image["id"], image["box"]) == (ids[0], [0, 0.25, 1, 0.5])
    assert color["places"] == [{"at": "top", "color": "blue"}]
    assert (concept["name"], concept["at"]) == ("horse", [0, 0, 0.5, 1])
    assert group["text"] == '"a" & "b"'
    assert sketch["upload"] == ids[1]
    assert feedback["liked"] == [ids[2]]


def test_feedback_shows_what_is_not_judged_yet(client, ids):
    def told(status=200, **body):
        response = client.post("/v1/collections/photos/feedback", json=body)
        assert response.status_code == status, response.text
        return response.json()

    rounds = [{"liked": [ids[1]], "disliked": [ids[2]]}, {"liked": [ids[3]]}]
    found = told(q=f'image("{ids[0]}")', rounds=rounds, k=3)
    rest = told(q=f'image("{ids[0]}")', rounds=rounds, k=3, offset=3)
    shown = [hit["picture"]["id"] for hit in found["hits"] + rest["hits"]]
    assert set(shown) == set(ids) - set(ids[1:4])
    assert len(shown) == 5
    assert told(q="", rounds=[{"liked": [ids[1]]}], teach=True)["hits"]
    assert "nothing is liked" in told(422, q="", rounds=[])["detail"]
    assert told(422, q="dog", rounds=[{"liked": ["/etc/passwd"]}])["detail"].startswith("rounds.0.liked.0")
    assert "There is no image" in told(422, q="dog", rounds=[{"liked": ["f" * 32]}])["detail"]
