"""Search by words, alone and with pictures."""

import numpy as np
import pytest
from PIL import Image as Pillow
from skimage import data

from lookalike import Collection, Image, LookalikeError, Words
from lookalike.engine.represent.scoring import FileScorer
from lookalike.query.combined import standardized
from lookalike.query.words import Seen
from lookalike.reading import parse

PICTURES = {"1": data.cat, "2": data.coffee, "3": data.rocket}
"""Under names that say nothing."""

MIXED = 'concepts("efficientnet_lite0") + color_histogram() + (orb(n=50) >> bow(k=16))'


@pytest.fixture(scope="module")
def photographs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("photographs")
    for name, picture in PICTURES.items():
        Pillow.fromarray(picture()).save(folder / f"{name}.png")
    return folder


@pytest.fixture(scope="module", params=["words", MIXED], ids=["words", "mixed"])
def collection(request, photographs, tmp_path_factory):
    made = Collection.create(tmp_path_factory.mktemp("c") / "c", request.param)
    made.add(photographs)
    return made


def first(collection, *examples, **more):
    answer = collection.search(list(examples), **more)
    assert len(answer) == 3
    return collection[answer.ids[0]].path.rpartition("/")[2]


def test_words_find_pictures_of_what_they_say(collection):
    assert first(collection, Words("a cup of coffee")) == "2.png"
    assert first(collection, Words("a cat")) == "1.png"
    assert first(collection, Words("rocket launch")) == "3.png"


def test_parts_that_know_no_words_add_nothing(collection):
    for hit in collection.search(Words("a cat")):
        assert set(hit.why) == {'seen("a cat")'}
        assert hit.score == pytest.approx(sum(hit.why.values()), abs=1e-6)


@pytest.mark.parametrize("fusion", ["zscore", "rrf"])
def test_every_fusion_takes_what_is_seen(collection, fusion):
    assert first(collection, Seen("a cup of coffee"), fusion=fusion) == "2.png"


def test_words_go_together_with_pictures(collection):
    assert first(collection, Words("a cat"), Image(data.cat())) == "1.png"
    answer = collection.search(Image(data.coffee()), unwanted=Words("a cup of coffee"))
    alone = collection.search(Image(data.coffee()))
    assert answer[0].score < alone[0].score


def test_a_representation_without_words_says_so(photographs, tmp_path):
    made = Collection.create(tmp_path / "c", "color_histogram()")
    made.add(photographs)
    with pytest.raises(LookalikeError, match=r"color_histogram\(\) knows no words: .*preset all_round or words"):
        made.search(Words("a cat"))


def test_geometry_takes_no_words(collection):
    with pytest.raises(LookalikeError, match='"a cat": leave out rerank'):
        collection.search(Words("a cat"), rerank="geometric")


@pytest.mark.parametrize("text", ["", "  ", "?!"])
def test_a_text_without_a_word_is_refused(text):
    with pytest.raises(LookalikeError, match="There is no word in"):
        Words(text)


def test_files_are_scored_by_words_as_a_search_does(photographs, collection):
    paths = [photographs / f"{name}.png" for name in PICTURES]
    scored = FileScorer(parse("words")).similarities([Words("a cat"), Words("rocket launch")], paths)
    assert scored.scores.argmax(axis=1).tolist() == [0, 2]
    if str(collection.representation) == str(parse("words")):
        by_path = {collection[hit.id].path: hit.score for hit in collection.search(Words("a cat"))}
        assert np.allclose([by_path[str(path)] for path in paths], standardized(scored.scores[0]), atol=1e-4)
