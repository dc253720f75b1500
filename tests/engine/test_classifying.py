"""What pictures are, by a network and by the folders of a collection."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from skimage import data

from lookalike import Collection, Image, LookalikeError
from lookalike.describe.deep.classes import imagenet_classes
from lookalike.engine.classify.classifiers import NetworkClassifier
from lookalike.reading import parse
from tests.describe.onnx_files import convolutional
from tests.pictures import scene

HUES = {"red": 0, "green": 85, "blue": 170}


def pixels(hue: int, seed: int) -> np.ndarray:
    """A noisy picture of about one hue (0 to 255)."""
    rng = np.random.default_rng(seed)
    hsv = rng.integers(120, 256, (48, 64, 3)).astype(np.uint8)
    hsv[..., 0] = (hue + rng.integers(-8, 9, (48, 64))) % 256
    return np.asarray(Pillow.fromarray(hsv, "HSV").convert("RGB"))


def write(file: Path, picture: np.ndarray) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    Pillow.fromarray(picture).save(file)
    return file


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("classify") / "photos"
    for name, hue in HUES.items():
        for i in range(8):
            write(folder / "by color" / name / f"{i}.png", pixels(hue, i))
    return folder


@pytest.fixture(scope="module")
def collection(photos: Path) -> Collection:
    made = Collection.create(photos.parent / "collection", "color_histogram(bins=(8, 2, 2))")
    made.add(photos)
    return made


@pytest.mark.parametrize("by", ["neighbors", "probe"])
def test_new_pictures_get_their_folders_name(collection, by):
    classifier = collection.classifier(by)
    assert classifier.labels == ("blue", "green", "red")
    for name, hue in HUES.items():
        verdict = classifier.classify(Image(pixels(hue, 99)))
        assert verdict.label == name
        assert verdict.shares[0].probability > 0.8
        assert sum(share.probability for share in verdict.shares) == pytest.approx(1)
        assert {share.label for share in verdict.shares} == set(HUES)


@pytest.mark.parametrize("by", ["neighbors", "probe"])
def test_what_is_near_nothing_is_unknown(collection, by):
    verdict = collection.classify(Image(np.full((40, 40, 3), (230, 220, 40), np.uint8)), by=by)
    assert verdict.unknown
    assert verdict.label is None
    assert verdict.evidence < verdict.least


@pytest.mark.parametrize("by", ["neighbors", "probe"])
def test_labels_that_can_be_told_check_well(collection, by):
    check = collection.classifier(by).check()
    assert (check.pictures, check.accuracy) == (24, 1)
    assert check.chance == pytest.approx(1 / 3)
    assert check.confidence > 0.8


@pytest.mark.parametrize("by", ["neighbors", "probe"])
def test_labels_that_are_noise_check_no_better_than_chance(tmp_path, by):
    for i in range(40):
        write(tmp_path / "photos" / "ab"[i % 2] / f"{i}.png", pixels(0, i))
    made = Collection.create(tmp_path / "collection", "color_histogram(bins=(8, 2, 2))")
    made.add(tmp_path / "photos")
    check = made.classifier(by).check()
    low, high = check.interval
    assert low <= check.chance <= high
    assert check.confidence < 0.8


def test_chosen_labels_are_the_only_ones(collection):
    classifier = collection.classifier(labels=["red", "blue"])
    assert classifier.labels == ("blue", "red")
    assert classifier.check().pictures == 16
    assert classifier.classify(Image(pixels(HUES["green"], 99))).unknown


def test_the_innermost_of_the_chosen_folders_counts(tmp_path):
    for seed, name in enumerate(("trip/sea/a.png", "trip/b.png", "home/sea/c.png", "home/d.png")):
        write(tmp_path / name, pixels(0, seed))
    made = Collection.create(tmp_path / "collection", "color_histogram(bins=(8, 2, 2))")
    made.add([tmp_path / "trip", tmp_path / "home"])
    assert made.classifier().labels == ("home", "sea", "trip")
    assert made.classifier(labels=["home", "trip"]).labels == ("home", "trip")


def test_pictures_without_a_folder_are_left_out(tmp_path, photos):
    made = Collection.create(tmp_path / "collection", "color_histogram(bins=(8, 2, 2))")
    stray = write(tmp_path / "stray.png", pixels(HUES["red"], 50))
    made.add([photos, stray])
    classifier = made.classifier()
    assert classifier.check().pictures == 24
    assert made.search(stray)[0].score == pytest.approx(1, abs=1e-7)
    assert classifier.classify(stray).evidence < 0.99999


def test_visual_words_vote_and_have_no_probe(tmp_path):
    for i, name in enumerate(("astronaut", "coffee")):
        picture = getattr(data, name)()[:400, :400]
        for side in (220, 260, 300):
            write(
                tmp_path / "photos" / name / f"{side}.png", np.asarray(Pillow.fromarray(picture).resize((side, side)))
            )
        write(tmp_path / f"{i}.png", np.asarray(Pillow.fromarray(picture).resize((240, 240))))
    made = Collection.create(tmp_path / "collection", "sift(n=200) >> bow(k=64)")
    made.add(tmp_path / "photos")
    assert made.classify(tmp_path / "0.png").shares[0].label == "astronaut"
    assert made.classify(tmp_path / "1.png").shares[0].label == "coffee"
    with pytest.raises(LookalikeError, match="visual words: use neighbors"):
        made.classifier("probe")


def test_costly_measures_are_estimated(tmp_path, photos):
    made = Collection.create(tmp_path / "collection", "dominant_colors()")
    made.add(photos)
    assert made.classify(Image(pixels(HUES["green"], 99))).shares[0].label == "green"


def refusal(tmp_path: Path, files: dict[str, int], add: str, **options) -> str:
    for name, hue in files.items():
        write(tmp_path / name, pixels(hue, 1))
    made = Collection.create(tmp_path / "collection", "color_histogram(bins=(8, 2, 2))")
    made.add(tmp_path / add)
    with pytest.raises(LookalikeError) as caught:
        made.classifier(**options)
    return str(caught.value)


def test_a_collection_without_labels_is_refused(tmp_path):
    assert "holds no images yet" in refusal(tmp_path, {"x/a.txt.png": 0}, "collection/settings.lance")
    (tmp_path / "second").mkdir()
    assert "has a label: index folders" in refusal(tmp_path / "second", {"x/a.png": 0}, "x/a.png")


def test_one_label_alone_is_refused(tmp_path):
    assert "have the label 'x': sort them" in refusal(tmp_path, {"x/a.png": 0, "x/b.png": 90}, "x")


def test_unknown_and_single_chosen_labels_are_refused(tmp_path, collection):
    with pytest.raises(LookalikeError, match="No picture has the label 'rad': did you mean red"):
        collection.classifier(labels=["rad", "blue"])
    with pytest.raises(LookalikeError, match="'red' alone"):
        collection.classifier(labels=["red"])
    files = {"x/a.png": 0}
    assert refusal(tmp_path, files, "x/a.png", labels=["x"]).endswith("no picture lies in a folder that was indexed.")


def test_the_network_names_what_it_sees():
    network = NetworkClassifier()
    cat = network.classify(Image(data.chelsea()))
    assert {share.label for share in cat.shares[:3]} & {"Egyptian Mau", "tabby cat", "tiger cat"}
    coffee = network.classify(Image(data.coffee()))
    assert coffee.label in ("espresso", "cup", "coffee mug")
    assert sum(share.probability for share in coffee.shares) == pytest.approx(1)
    assert len(coffee.shares) == len(network.labels) == 998


def test_a_file_of_a_network_classifies_by_its_card(tmp_path):
    file = convolutional(tmp_path / "net.onnx")
    picture = Image(data.chelsea())
    with pytest.raises(LookalikeError, match="no layer named logits, and no card"):
        NetworkClassifier(str(file))
    (tmp_path / "net.json").write_text(json.dumps({"classes": ["a", "b", "c", "d", "b"]}))
    verdict = NetworkClassifier(str(file)).classify(picture)
    [scores] = parse(f'cnn("{file}", layer="scores")').parts[0].descriptor.describe([picture]).vectors.astype(float)
    powers = np.exp(scores - scores.max())
    a, b, c, d, other = powers / powers.sum()
    expected = {"a": a, "b": b + other, "c": c, "d": d}
    assert dict(verdict.shares) == pytest.approx(expected, abs=1e-5)
    assert verdict.evidence == pytest.approx(max(expected.values()), abs=1e-5)


def test_the_network_knows_when_it_sees_nothing():
    assert NetworkClassifier().classify(Image(np.full((64, 64, 3), 127, np.uint8))).unknown


def test_classes_are_those_of_imagenet():
    names = imagenet_classes()
    assert (len(names), names[0], names[281], names[999]) == (1000, "tench", "tabby cat", "toilet paper")


def test_pictures_that_cannot_be_read_are_refused(tmp_path, collection):
    (tmp_path / "no.jpg").write_bytes(b"no picture")
    for classifier in (NetworkClassifier(), collection.classifier()):
        with pytest.raises(LookalikeError, match=r"no\.jpg"):
            classifier.classify(tmp_path / "no.jpg")


def test_the_order_of_indexing_does_not_matter(tmp_path, photos, collection):
    made = Collection.create(tmp_path / "collection", "color_histogram(bins=(8, 2, 2))")
    for name in reversed(HUES):
        made.add(photos / "by color" / name)
    picture = Image(scene(3))
    assert made.classify(picture) == collection.classify(picture)
