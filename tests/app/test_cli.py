"""The command line, run as a user runs it."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from typer.testing import CliRunner, Result

from lookalike.app.cli import app
from lookalike.engine.collection import Collection
from lookalike.index.where import FIELDS
from lookalike.reading import parse

COMMANDS = (
    "index",
    "search",
    "classify",
    "explain",
    "relations",
    "duplicates",
    "info",
    "remove",
    "methods",
    "bench",
    "weigh",
    "demo",
)
HUES = {"beach": 200, "forest": 100, "desert": 40, "2024/coast": 210, "2024/meadow": 90, "2024/dune": 30}


def draw(file: Path, hue: int, number: int = 0) -> Path:
    """A picture of one hue with a few stripes."""
    picture = Image.new("HSV", (96, 72), (hue * 255 // 360, 160, 200))
    for i in range(number + 2):
        ImageDraw.Draw(picture).rectangle((12 * i, 10, 12 * i + 5, 60), fill=(hue * 255 // 360, 90, 120 + 10 * i))
    file.parent.mkdir(parents=True, exist_ok=True)
    picture.convert("RGB").save(file)
    return file


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def succeed(*arguments: str | Path) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def fail(*arguments: str | Path) -> str:
    """The sentence of a command that must fail for the user's sake."""
    result = run(*arguments)
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit), "a traceback would be shown"
    assert result.stdout == ""
    [line] = result.stderr.splitlines()
    assert line.startswith("Error: ")
    return line


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, with the user's own collection in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOOKALIKE_COLLECTION", str(tmp_path / "mine"))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


@pytest.fixture
def photos(place: Path) -> Path:
    for number, (name, hue) in enumerate(HUES.items()):
        draw(place / "photos" / f"{name}.jpg", hue, number)
    return place / "photos"


@pytest.fixture
def indexed(photos: Path) -> Path:
    succeed("index", photos, "-r", "color")
    return photos


@pytest.fixture
def dataset(place: Path) -> Path:
    folder = place / "dataset"
    rows = [(f"{hue}-{i}.png", hue) for hue in (10, 120, 240) for i in range(3)]
    for i, (name, hue) in enumerate(rows):
        draw(folder / name, hue, i)
    lines = [f"{name},{hue},both" for name, hue in rows]
    (folder / "groundtruth.csv").write_text("\n".join(["path,label,role", *lines]))
    return folder


def names(output: str) -> list[str]:
    return [Path(hit["path"]).name for hit in json.loads(output)["hits"]]


def test_index_tells_what_it_did(photos: Path) -> None:
    (photos / "broken.jpg").write_bytes(b"no picture")
    first = succeed("index", photos, "-r", "color")
    assert "6 new, 0 changed, 0 moved, 0 deleted, 0 unchanged, 1 skipped" in first
    assert "images/s" in first
    assert "broken.jpg" in first
    draw(photos / "beach.jpg", 300)
    (photos / "forest.jpg").rename(photos / "wood.jpg")
    (photos / "desert.jpg").unlink()
    second = succeed("index", photos)
    assert "0 new, 1 changed, 1 moved, 1 deleted, 3 unchanged, 1 skipped" in second


def test_index_names_ten_skipped_files_and_how_to_see_all(photos: Path) -> None:
    for i in range(12):
        (photos / f"broken{i:02}.jpg").write_bytes(b"no picture")
    output = succeed("index", photos, "-r", "color")
    assert len(set(re.findall(r"broken\d\d\.jpg", output))) == 10
    assert "and 2 more, see: lookalike info --skipped" in output
    assert len(set(re.findall(r"broken\d\d\.jpg", succeed("info", "--skipped")))) == 12


def test_index_json(photos: Path) -> None:
    (photos / "broken.jpg").write_bytes(b"no picture")
    added = json.loads(succeed("index", photos, "-r", "color", "--json"))
    assert (added["new"], added["unchanged"], added["seconds"] > 0) == (6, 0, True)
    [skip] = added["skipped"]
    assert skip["path"] == str(photos / "broken.jpg")
    assert skip["reason"]


def test_index_refuses_another_representation(indexed: Path) -> None:
    sentence = fail("index", indexed, "-r", 'color_histogram(space="lab")')
    assert 'color_histogram(space="lab")' in sentence
    assert "--collection" in sentence
    succeed("index", indexed, "-r", "color")


def test_index_refuses_what_is_no_representation(photos: Path, place: Path) -> None:
    assert "did you mean color_histogram" in fail("index", photos, "-r", "color_histogramm()")
    assert not (place / "mine").exists()


def test_search_shows_the_most_similar_first(indexed: Path) -> None:
    output = succeed("search", indexed / "beach.jpg")
    paths = [line.split(maxsplit=2)[2] for line in output.splitlines()[1:]]
    assert paths[0] == str(indexed / "beach.jpg")
    assert sorted(paths) == sorted(str(indexed / f"{name}.jpg") for name in HUES)


def test_search_json_explains_every_hit(indexed: Path) -> None:
    answer = json.loads(succeed("search", indexed / "beach.jpg", "--json"))
    assert answer["query"]["wanted"] == [str(indexed / "beach.jpg")]
    assert answer["total"] == len(answer["hits"]) == 6
    for hit in answer["hits"]:
        assert set(hit) == {"id", "path", "copies", "score", "why", "box", "match", "probability"}
        assert sum(hit["why"].values()) == pytest.approx(hit["score"], abs=1e-5)
    assert [hit["score"] for hit in answer["hits"]] == sorted((hit["score"] for hit in answer["hits"]), reverse=True)


def test_search_takes_ids(indexed: Path) -> None:
    by_file = json.loads(succeed("search", indexed / "2024/dune.jpg", "--json"))
    by_id = json.loads(succeed("search", by_file["hits"][0]["id"], "--json"))
    assert names(json.dumps(by_id))[0] == "dune.jpg"


def test_search_pages_continue_each_other(indexed: Path) -> None:
    whole = names(succeed("search", indexed / "beach.jpg", "--json"))
    pages = [names(succeed("search", indexed / "beach.jpg", "--json", "-n", "4", "--page", page)) for page in "12"]
    assert pages == [whole[:4], whole[4:]]
    remark = run("search", indexed / "beach.jpg", "-n", "4").stderr
    assert "1 to 4 of 6 images; go on with --page 2." in remark
    assert "past the end" in run("search", indexed / "beach.jpg", "--page", "9").stderr


def test_search_away_from_the_unwanted(indexed: Path) -> None:
    def score(name: str, *options: str | Path) -> float:
        hits = json.loads(succeed("search", indexed / "desert.jpg", "--json", *options))["hits"]
        return next(float(hit["score"]) for hit in hits if Path(hit["path"]).name == name)

    away = ("-u", indexed / "2024/dune.jpg")
    assert score("dune.jpg", *away) < score("dune.jpg") - 0.1
    assert score("beach.jpg", *away) == pytest.approx(score("beach.jpg"), abs=0.05)


def test_search_where(indexed: Path) -> None:
    found = names(succeed("search", indexed / "beach.jpg", "--where", "tag = '2024'", "--json"))
    assert sorted(found) == ["coast.jpg", "dune.jpg", "meadow.jpg"]
    nothing = run("search", indexed / "beach.jpg", "--where", "tag = 'nowhere'")
    assert nothing.exit_code == 0
    assert nothing.stderr.strip() == "No image meets the condition."


def test_search_refuses_a_bad_condition(indexed: Path) -> None:
    assert "tagg" in fail("search", indexed / "beach.jpg", "--where", "tagg = '2024'")


def test_search_help_names_every_field() -> None:
    described = succeed("search", "--help").split("Examples:")[0]
    assert set(FIELDS) <= set(re.findall(r"\w+", described))


def test_search_refuses_an_image_that_is_not_there(indexed: Path) -> None:
    assert "nowhere.jpg" in fail("search", "nowhere.jpg")


def test_search_page_holds_the_pictures(indexed: Path, place: Path) -> None:
    succeed("search", indexed / "beach.jpg", "--html", place / "answer.html")
    page = (place / "answer.html").read_text()
    assert page.count("data:image/jpeg;base64,") >= 7
    assert (indexed / "2024/coast.jpg").as_uri() in page


def test_search_in_an_empty_collection(place: Path) -> None:
    Collection.create(place / "mine", "color")
    picture = draw(place / "picture.png", 10)
    assert "holds no images yet: add some with lookalike index" in fail("search", picture)


@pytest.mark.parametrize("arguments", [("search", "a.jpg"), ("info",), ("remove", "a.jpg")])
def test_no_collection(place: Path, arguments: tuple[str, ...]) -> None:
    assert str(place / "mine") in fail(*arguments)


def test_info(indexed: Path, place: Path) -> None:
    output = succeed("info")
    assert str(place / "mine") in output
    assert "auto_correlogram()" in output
    facts = json.loads(succeed("info", "--json"))
    assert (facts["images"], facts["skipped"]) == (6, 0)
    assert facts["bytes"] > 0
    assert json.loads(succeed("info", "--skipped", "--json"))["skipped_files"] == []
    assert succeed("info", "--skipped") == "No file was skipped.\n"


def test_remove(indexed: Path) -> None:
    assert "1 removed, 5 left" in succeed("remove", indexed / "beach.jpg")
    assert json.loads(succeed("remove", indexed / "2024", "--json"))["removed"] == 3
    assert "beach.jpg" in fail("remove", indexed / "beach.jpg")


def test_methods_lists_every_method_and_preset() -> None:
    listed = json.loads(succeed("methods", "--json"))
    by_name = {method["name"]: method for method in listed["methods"]}
    assert {"color_histogram", "cnn", "pca"} <= by_name.keys()
    assert {"color", "deep"} <= listed["presets"].keys()
    for method in listed["methods"]:
        assert method["summary"].endswith(".")
        assert all(parameter["description"] and parameter["allowed"] for parameter in method["parameters"])
    [d] = [p for p in by_name["pca"]["parameters"] if p["name"] == "d"]
    assert (d["default"], d["allowed"]) == ("256", "a whole number, 1 to 4096")
    text = succeed("methods")
    assert all(name in text for name in [*by_name, *listed["presets"]])


def test_methods_of_one_name() -> None:
    output = succeed("methods", "pca")
    assert "whiten" in output
    assert "color_histogram" not in output
    assert "did you mean color" in fail("methods", "colour")


def test_bench_prints_one_object(dataset: Path) -> None:
    result = run("bench", dataset, "-r", "color", "--json", "-")
    figures = json.loads(result.stdout)
    assert (figures["dataset"], figures["representation"]) == ("dataset", str(parse("color")))
    assert figures["measures"]["mAP"] == 1.0
    assert figures["learnt_on"] == "Nothing is learnt."
    again = json.loads(succeed(*shlex.split(figures["command"])[1:], "--json", "-"))
    assert (again["measures"], again["intervals"]) == (figures["measures"], figures["intervals"])


def test_bench_saves_and_shows_a_comparison(dataset: Path, place: Path) -> None:
    specs = ("-r", "color", "-r", 'color_histogram(space="lab")')
    files = ("--json", place / "a.json", "--markdown", place / "a.md", "--html", place / "a.html")
    output = succeed("bench", dataset, *specs, *files)
    assert "mAP" in output
    assert len(json.loads((place / "a.json").read_text())) == 2
    assert "mAP" in (place / "a.md").read_text()
    assert "data:image/jpeg" in (place / "a.html").read_text()


def test_bench_learns_where_it_is_told(dataset: Path, photos: Path) -> None:
    spec = "color_histogram() >> pca(d=3)"
    told = json.loads(succeed("bench", dataset, "-r", spec, "--learn-on", photos, "--json", "-"))
    assert told["learnt_on"] == [str(photos)]
    untold = json.loads(succeed("bench", dataset, "-r", spec, "--json", "-"))
    assert "database" in untold["learnt_on"]


def test_bench_refuses_a_folder_without_ground_truth(photos: Path) -> None:
    assert "groundtruth.csv" in fail("bench", photos)


@pytest.mark.parametrize(
    "arguments",
    [
        ("index",),
        ("index", "no-such-folder"),
        ("search",),
        ("search", "a.jpg", "-n", "0"),
        ("search", "a.jpg", "--page", "none"),
        ("bench",),
        ("remove",),
        ("demo", "--photos", "no-such-folder"),
        ("indexx",),
        ("info", "--no-such-option"),
    ],
)
def test_usage_errors(place: Path, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Usage" in result.stderr


def test_names_that_no_terminal_can_show(photos: Path) -> None:
    name = os.fsdecode(b"na\xffme\nof two lines\x1b[31m.jpg")
    try:
        draw(photos / "x.jpg", 5).rename(photos / name)
    except OSError:
        pytest.skip("this file system takes no such name")
    (photos / os.fsdecode(b"bad\xfe\n.jpg")).write_bytes(b"no picture")
    output = succeed("index", photos, "-r", "color")
    assert r"bad\udcfe\n.jpg" in output
    output = succeed("search", photos / name)
    assert r"na\udcffme\nof two lines\x1b[31m.jpg" in output.splitlines()[1]
    assert len(output.splitlines()) == 1 + 7
    assert len(names(succeed("search", photos / name, "--json"))) == 7
    succeed("search", photos / name, "--html", photos / "answer.html")
    assert "1 removed" in succeed("remove", photos / name)


def test_version() -> None:
    assert re.fullmatch(r"lookalike \d+\.\d+\S*\n", succeed("--version"))


def examples() -> Iterator[str]:
    for command in ((), *((name,) for name in COMMANDS)):
        help_text = CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "200"}).stdout
        found = re.findall(r"^ +(lookalike .*?) *$", help_text.split("Examples:")[1].split("╭")[0], re.MULTILINE)
        assert found, f"lookalike {' '.join(command)} --help has no examples"
        yield from found


@pytest.mark.parametrize("example", [e for e in examples() if not e.startswith("lookalike demo")])
def test_examples_of_the_help_work(indexed: Path, dataset: Path, example: str) -> None:
    things = {"dog": 0.2, "person": 0.7, "horse": 0.5, "cup": 0.6}
    boxes = [{"name": name, "cx": cx, "cy": 0.5, "w": 0.2, "h": 0.2} for name, cx in things.items()]
    (indexed / "boxes.json").write_text(json.dumps({"beach.jpg": boxes}))
    (dataset / "captions.json").write_text(json.dumps({"10-0.png": ["something red"], "240-0.png": ["a blue wall"]}))
    if "--words" in example:
        shutil.rmtree("mine")
        succeed("index", indexed, "-r", "words")
    if example.startswith("lookalike search --session"):
        succeed("search", indexed / "beach.jpg", "--session", "beach.json")
    succeed(*shlex.split(example)[1:])


def test_interrupt_says_how_to_go_on(photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Collection, "add", interrupted)
    result = run("index", photos, "-r", "color")
    assert result.exit_code == 130
    assert result.stderr == "Interrupted. What is stored stays; the same command goes on from there.\n"


def test_a_file_that_cannot_be_written_is_told_before_there_is_an_answer(indexed: Path) -> None:
    file = indexed / "no-folder" / "answer.html"
    assert "there is no folder" in fail("search", indexed / "beach.jpg", "--html", file)
    assert "there is no folder" in fail("bench", "nowhere", "--json", indexed / "no-folder" / "figures.json")


def program(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from lookalike.app.cli import main; main()", *arguments]


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from typer.testing import CliRunner\n"
        "from lookalike.app.cli import app\n"
        "CliRunner().invoke(app, ['--help'])\n"
        "print(sorted({'numpy', 'lancedb', 'pyarrow', 'onnxruntime', 'PIL', 'cv2'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_reader_that_goes_away_is_no_error() -> None:
    with subprocess.Popen(program("methods", "--json"), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_output_without_a_terminal_is_plain(indexed: Path) -> None:
    environment = {**os.environ, "FORCE_COLOR": "1", "TERM": "xterm-256color", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        program("search", str(indexed / "beach.jpg")), check=False, capture_output=True, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert b"\x1b" not in done.stdout
    assert b"\r" not in done.stderr


def test_search_by_a_part_of_a_picture(indexed: Path, place: Path) -> None:
    whole, part = (succeed("search", indexed / "beach.jpg", "--json", *r) for r in ([], ["--region", "0,0,0.5,1"]))
    assert json.loads(part)["query"]["region"] == "0,0,0.5,1"
    assert names(part)[0] == names(whole)[0] == "beach.jpg"
    succeed("search", indexed / "beach.jpg", "--region", "0,0,0.5,1", "--html", place / "part.html")
    assert "a part of beach.jpg" in (place / "part.html").read_text()


@pytest.mark.parametrize(
    ("region", "says"), [("1,2", "four numbers"), ("0,0,2,1", "fractions"), ("a,b,c,d", "four numbers")]
)
def test_a_wrong_region_is_refused(indexed: Path, region: str, says: str) -> None:
    told = fail("search", indexed / "beach.jpg", "--region", region)
    assert says in told
    assert "--region" in told
    assert "one file" in fail("search", indexed / "beach.jpg", indexed / "forest.jpg", "--region", "0,0,1,1")


@pytest.mark.parametrize("fusion", ["sum", "zscore", "rrf"])
def test_search_fuses_in_three_ways(photos: Path, fusion: str) -> None:
    succeed("index", photos, "-r", "color + color_histogram(space='lab')")
    hits = json.loads(succeed("search", photos / "beach.jpg", "--fusion", fusion, "--json"))["hits"]
    assert Path(hits[0]["path"]).name == "beach.jpg"
    for hit in hits:
        assert sum(hit["why"].values()) == pytest.approx(hit["score"], abs=1e-5)


def test_search_by_colour_alone(photos: Path, place: Path) -> None:
    succeed("index", photos, "-r", "color_names()")
    answer = json.loads(succeed("search", "--color", "green", "--json", "--html", place / "green.html"))
    assert answer["query"]["wanted"] == ["green"]
    assert Path(answer["hits"][0]["path"]).stem in ("forest", "meadow")
    assert "did you mean green" in fail("search", "--color", "gren")


def test_pictures_to_learn_from_may_lie_where_the_datasets_are(
    dataset: Path, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOOKALIKE_DATA", str(photos.parent))
    spec = "color_histogram() >> pca(d=3)"
    told = json.loads(succeed("bench", dataset, "-r", spec, "--learn-on", photos.name, "--json", "-"))
    assert told["learnt_on"] == [photos.name]
    assert "LOOKALIKE_DATA" in fail("bench", dataset, "-r", spec, "--learn-on", "nowhere")


def test_learning_from_few_pictures_is_said(photos: Path) -> None:
    assert "learnt from 6 pictures only" in succeed("index", photos, "-r", "color_histogram() >> pca(d=3)")
    assert "Learnt from" in succeed("info")


def test_a_folder_without_pictures_teaches_nothing(dataset: Path, place: Path) -> None:
    (place / "empty").mkdir()
    spec = "color_histogram() >> pca(d=2)"
    assert "no picture to learn from" in fail("bench", dataset, "-r", spec, "--learn-on", place / "empty")
    assert "no picture" in fail("weigh", dataset, "-r", f"({spec}) + color_names()", "--learn-on", place / "empty")


def test_relations_go_on_without_a_picture_that_is_gone(place: Path) -> None:
    boxes = [{"name": name, "cx": cx, "cy": 0.5, "w": 0.2, "h": 0.2} for name, cx in (("dog", 0.2), ("person", 0.7))]
    (place / "boxes.json").write_text(json.dumps({"gone.jpg": boxes}))
    output = succeed("relations", "dog left of person", "--boxes", "boxes.json", "--html", "answer.html")
    assert "gone.jpg" in output
    assert "gone.jpg" in (place / "answer.html").read_text()


def test_bench_of_layers_draws_quality_against_depth(dataset: Path, place: Path) -> None:
    files = ("--json", place / "l.json", "--markdown", place / "l.md", "--html", place / "l.html")
    output = succeed("bench", dataset, "--layers", "efficientnet_lite0", *files)
    assert "block15" in output
    assert "mAP, gem" in output
    found = json.loads((place / "l.json").read_text())
    assert found["figures"][0]["layer"] == "stem"
    assert found["command"].endswith("--layers efficientnet_lite0 --seed 0")
    assert "| `block15` | 17 | 320 |" in (place / "l.md").read_text()
    page = (place / "l.html").read_text()
    assert "<svg" in page
    assert "depth of the layer" in page
    assert "://" not in page


def test_bench_of_layers_refuses_what_does_not_go_with_it(dataset: Path) -> None:
    assert "no network" in fail("bench", dataset, "--layers", "efficientnet_lite")
    assert "leave out -r" in run("bench", dataset, "--layers", "efficientnet_lite0", "-r", "color").stderr


def test_learned_whitening_takes_labels_from_other_folders_alone(dataset: Path, photos: Path) -> None:
    spec = "color_histogram() >> learned_whitening(d=3)"
    assert "learns from labels" in fail("bench", dataset, "-r", spec)
    told = json.loads(succeed("bench", dataset, "-r", spec, "--learn-on", photos, "--json", "-"))
    assert told["learnt_on"] == [str(photos)]
