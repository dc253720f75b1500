"""A small network that takes drawings for concepts."""

from pathlib import Path

import numpy as np

from lookalike.learn.head import BIAS, MATRIX
from lookalike.learn.trainee import Trainee
from lookalike.learn.written import write_model


def teller(path: Path, width: int = 1000) -> Path:
    """Write a network whose embedding is made by chance."""
    trainee = Trainee.of("efficientnet_lite0", ("block0", "block1"))
    rng = np.random.default_rng(0)
    inputs = sum(trainee.network.layers[layer] for layer in trainee.layers)
    matrix = rng.normal(size=(inputs, width)).astype(np.float32)
    write_model(trainee.finished({MATRIX: matrix, BIAS: np.zeros(width, np.float32)}, 64), path)
    return path
