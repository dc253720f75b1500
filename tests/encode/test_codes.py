"""Codes agree with what their definitions say, worked out in full."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lookalike.codes import Codewords
from lookalike.encode.itq import Itq
from lookalike.encode.lsh import Lsh
from lookalike.encode.opq import Opq
from lookalike.encode.pca import Pca
from lookalike.encode.pq import Pq
from lookalike.index.coded import Codes
from lookalike.index.measures import MEASURES
from lookalike.index.space import Space
from lookalike.types import Features

rng = np.random.default_rng(3)
MIXING = rng.standard_normal((24, 24)) * np.linspace(2, 0.1, 24)[:, None]
SAMPLE = Features.one_each((rng.standard_normal((600, 24)) @ MIXING).astype(np.float32))
UNIT = SAMPLE.floats / np.linalg.norm(SAMPLE.floats, axis=1, keepdims=True)


def lost(encoder: Pq | Opq) -> float:
    """The mean squared error of what codes stand for, as a share of the vectors' own size."""
    asked, kept = encoder.encode_query(SAMPLE).floats, encoder.encode(SAMPLE).vectors
    return float(((asked - encoder.codewords.decoded(kept)) ** 2).sum(axis=1).mean())


def test_bits_compare_by_their_hamming_distance():
    codes = rng.integers(0, 256, (40, 8), dtype=np.uint8)
    signs = Codewords.of_bits(64).decoded(codes)
    distances = np.bitwise_count(codes[:, None] ^ codes[None]).sum(axis=2)
    assert_array_equal(signs @ signs.T, 64 - 2 * distances.astype(np.float32))


def test_shares_of_bits_that_differ_estimate_angles():
    codes = Lsh(bits=8192).encode(SAMPLE).vectors[:60]
    distances = np.bitwise_count(codes[:, None] ^ codes[None]).sum(axis=2) / 8192
    angles = np.arccos(np.clip(UNIT[:60] @ UNIT[:60].T, -1, 1)) / np.pi
    assert_allclose(distances, angles, atol=0.03)


def test_turned_components_are_nearer_to_their_signs_than_the_components():
    def error(projected: np.ndarray) -> float:
        scale = np.linalg.norm(projected) / projected.size**0.5
        return float(((projected / scale - np.sign(projected)) ** 2).mean())

    encoder = Itq(bits=16).fit(SAMPLE)
    turned, plain = encoder.projected(SAMPLE), Pca(d=16).fit(SAMPLE).encode(SAMPLE).floats
    assert error(turned) < 0.8 * error(plain)
    assert_allclose(np.linalg.norm(turned, axis=1), np.linalg.norm(plain, axis=1), rtol=1e-3)
    assert_array_equal(np.unpackbits(encoder.encode(SAMPLE).vectors, axis=1), turned > 0)


def test_there_may_be_more_bits_than_components():
    codes = Itq(bits=64).fit(SAMPLE).encode(SAMPLE).vectors
    assert codes.shape == (600, 8)
    assert len(np.unique(np.unpackbits(codes, axis=1), axis=1).T) == 64


def test_each_byte_names_the_nearest_word():
    encoder = Pq(m=5).fit(SAMPLE)
    words, codes = encoder.codewords.words, encoder.encode(SAMPLE).vectors
    parts = np.pad(UNIT, ((0, 0), (0, 1))).reshape(600, 5, 5)
    distances = ((parts[:, :, None] - words[None]) ** 2).sum(axis=3)
    assert_allclose(
        np.take_along_axis(distances, codes[..., None].astype(int), 2)[..., 0], distances.min(axis=2), atol=1e-5
    )


def test_turning_loses_less_and_keeps_angles():
    plain, turned = Pq(m=4).fit(SAMPLE), Opq(m=4).fit(SAMPLE)
    assert lost(turned) < lost(plain)
    rows = turned.encode_query(SAMPLE).floats
    assert_allclose(rows @ rows.T, UNIT @ UNIT.T, atol=1e-4)


@pytest.mark.parametrize("among", [None, np.arange(0, 600, 3, dtype=np.uint64)])
def test_tables_of_bytes_give_the_inner_products_of_rows(among):
    first, second = Pq(m=4).fit(SAMPLE), Itq(bits=16).fit(SAMPLE)
    cosine = MEASURES["cosine"]
    space = Space((cosine, cosine, cosine), (1.0, 2.0, 0.5), (24, 24, 16), {0: first.codewords, 2: second.codewords})
    kept = [first.encode(SAMPLE).vectors, SAMPLE.floats, second.encode(SAMPLE).vectors]
    numbers, codes = space.stored(kept)
    assert numbers.shape == (600, 24)
    assert codes.shape == (600, 6)
    rows = space.rows(kept)
    assert_allclose(space.restored(numbers, codes), rows, atol=1e-6)
    queries = space.rows([first.encode_query(SAMPLE).floats, SAMPLE.floats, kept[2]])[:5]
    expected = space.contributions(queries, rows)[[0, 2]].sum(axis=0)
    held = Codes(space, np.arange(600, dtype=np.uint64), codes)
    assert_allclose([held.scores(query) for query in queries], expected, atol=1e-5)
    allowed = np.arange(600) if among is None else among.astype(int)
    best = allowed[np.argsort(-expected[0][allowed], kind="stable")[:10]]
    found = held.best(queries[:1], 10, among)
    assert_allclose(np.sort(expected[0][found]), np.sort(expected[0][best]), atol=1e-5)
