"""Fine-tuning from pictures to a network that is used by its name."""

import json
from dataclasses import replace

import numpy as np
import pytest
import typer
from PIL import Image
from typer.testing import CliRunner

pytest.importorskip("torch")
pytest.importorskip("pytorch_metric_learning")

import torch

from lookalike.app.commands.finetune import finetune as command
from lookalike.describe.deep.networks import network
from lookalike.learn import finetune as finetuning
from lookalike.learn.card import card_of
from lookalike.learn.course import Course, Pace
from lookalike.learn.examples import Examples
from lookalike.learn.finetune import finetune, joined
from lookalike.learn.head import BIAS, MATRIX
from lookalike.learn.looked import looked_at
from lookalike.learn.losses import NAMES
from lookalike.learn.plan import Plan
from lookalike.reading import parse
from lookalike.types import Image as Picture
from lookalike.types import LookalikeError
from tests.pictures import scene

torch.set_num_threads(1)  # two that wait for each other are slow where machines are shared

PLAN = Plan(layers=("block2", "block4"), size=64, views=1, pace=Pace(epochs=2, p=3, k=2))


class Silent:
    def looking(self, done, total):
        pass

    def epoch(self, curve, total):
        pass

    def again(self, done, total):
        pass


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    root = tmp_path_factory.mktemp("photos")
    for group in range(5):
        (root / f"g{group}").mkdir()
        for i in range(3):
            noise = np.random.default_rng(10 * group + i).integers(-40, 40, (72, 96, 3))
            pixels = np.clip(scene(group) + noise, 0, 255).astype(np.uint8)
            Image.fromarray(pixels).save(root / f"g{group}" / f"{i}.png")
    return root


@pytest.fixture(scope="module")
def seen(photos):
    """What is to be trained behind block3, and what is known of the pictures."""
    trainee = replace(PLAN, frozen="block3").trainee()
    return trainee, looked_at(trainee, Examples.folders([photos]), 64, 1, 0, False, Silent().looking)


def course(seen, loss="multi_similarity"):
    trainee, looked = seen
    width = joined(trainee, looked).shape[1]
    start = np.eye(width, dtype=np.float32), np.zeros(width, np.float32)
    pace = replace(PLAN.pace, loss=loss, rate=1e-3)
    return Course(trainee, looked, np.arange(len(looked.pictures)), start, pace, 0)


@pytest.mark.parametrize("loss", NAMES)
def test_every_loss_falls(seen, loss):
    made = course(seen, loss)
    losses = [made.epoch(1) for _ in range(4)]
    assert 0 < losses[-1] < losses[0], "on the same batches"


def test_what_is_frozen_stays_and_what_is_not_learns(seen):
    made = course(seen)
    learning = [name for name in made.weights if name not in (MATRIX, BIAS)]
    assert learning
    assert all(name.startswith("block4.") for name in learning)
    before = {name: made.weights[name].detach().numpy().copy() for name in learning}
    made.epoch(1)
    assert all(not np.array_equal(before[name], made.weights[name].detach().numpy()) for name in learning)


@pytest.mark.parametrize(
    ("frozen", "layers"), [("", PLAN.layers), ("block3", PLAN.layers), ("pixels", ("stem", "block0"))]
)
def test_the_file_gives_what_training_gave(photos, tmp_path, frozen, layers, monkeypatch):
    """The network of the file says of pictures what PyTorch said of them at the end."""
    kept = []
    second = finetuning._Training._second
    monkeypatch.setattr(finetuning._Training, "_second", lambda *given: kept.append(second(*given)) or kept[-1])
    file = tmp_path / "tuned.onnx"
    card = finetune(Examples.folders([photos]), replace(PLAN, frozen=frozen, layers=layers), file, Silent())
    assert not file.with_suffix(".checkpoint").exists()
    descriptor = parse(f"cnn({str(file)!r}, size=64)").parts[0].descriptor
    picture = np.asarray(Image.open(photos / "g0" / "0.png"))
    said = descriptor.describe([Picture(picture)]).vectors[0]
    assert len(said) == sum(network("efficientnet_lite0").layers[layer] for layer in layers)
    assert np.linalg.norm(said) == pytest.approx(1, abs=1e-4)
    # What is frozen is kept in half precision.
    np.testing.assert_allclose(said, kept[0].embedded(np.array([0]))[0], atol=5e-3)
    assert card_of(file)["classes"] == list(card.classes)
    assert card.figures["best"] >= card.figures["start"]
    larger = parse(f"cnn({str(file)!r}, size=64, scales=2)").parts[0].descriptor
    assert larger.describe([Picture(picture)]).vectors[0].shape == said.shape


def test_a_run_that_was_stopped_ends_as_one_that_was_not(photos, tmp_path):
    class Stopping(Silent):
        def epoch(self, curve, total):
            if len(curve.loss) == 2:
                raise KeyboardInterrupt

    plan = replace(PLAN, pace=replace(PLAN.pace, patience=9, rate=1e-2))
    examples = Examples.folders([photos])
    whole, broken = tmp_path / "whole.onnx", tmp_path / "broken.onnx"
    card = finetune(examples, plan, whole, Silent())
    for _ in range(2):
        # Told before it is written down, the first epoch is trained again, to the same end.
        with pytest.raises(KeyboardInterrupt):
            finetune(examples, plan, broken, Stopping())
    assert finetune(examples, plan, broken, Silent()) == card
    assert broken.read_bytes() == whole.read_bytes()


def run(*arguments):
    app = typer.Typer()
    app.command()(command)
    result = CliRunner().invoke(app, [*map(str, arguments)])
    if isinstance(result.exception, LookalikeError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result


def test_the_command_writes_network_card_and_curve(photos, tmp_path):
    file, curve = tmp_path / "my.onnx", tmp_path / "curve.svg"
    options = ("-o", file, "--layers", "block2,block4", "--size", 64, "--views", 1, "--epochs", 1)
    result = run(photos, *options, "--curve", curve, "--json")
    assert json.loads(result.stdout)["groups"] == 5
    assert curve.read_text().startswith("<svg")
    assert "use it as" not in result.stdout
    told = run(photos, *options).stderr
    assert "adds nothing to the preset deep" in told or f"cnn({str(file)!r}" in told
    run(photos, *options, "--from", "views", "--sketch")
    assert card_of(file)["source"] == "views"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "nothing to learn from"),
        (("-o", "model.pt"), "ends in .onnx"),
        (("--layers", "block99"), "no layer 'block99'"),
        (("--frozen", "block99"), "no layer 'block99'"),
        (("--network", "nothing"), "no network 'nothing'"),
    ],
)
def test_what_cannot_be_done_is_told_first(arguments, told):
    with pytest.raises(LookalikeError, match=told):
        run(*arguments)
