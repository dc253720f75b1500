"""PyTorch's zip form is read as PyTorch reads it, and nothing in it is run or trusted."""

import pickle
import zipfile

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from lookalike.describe.deep.checkpoint import CheckpointError, read_checkpoint
from tests.describe.checkpoint_files import archive, entries, outline, outlines, value

rng = np.random.default_rng(0)

NUMBERS = np.arange(12, dtype="<f4")
GOOD = outlines({"a": outline("0", (3, 4), (4, 1))})
KINDS = {
    "Double": "<f8",
    "Float": "<f4",
    "Half": "<f2",
    "Long": "<i8",
    "Int": "<i4",
    "Byte": "u1",
}


class Hostile:
    def __reduce__(self):
        return (open, ("executed", "w"))


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_of_every_type(kind, tmp_path):
    numbers = rng.integers(0, 100, 12).astype(KINDS[kind])
    pickled = outlines({"a": outline("0", (3, 4), (4, 1), kind=f"torch\n{kind}Storage")})
    read = read_checkpoint(archive(tmp_path / "w.pt", entries(pickled, {"0": numbers.tobytes()})))
    assert read["a"].dtype == np.dtype(KINDS[kind])
    assert_array_equal(read["a"], numbers.reshape(3, 4))


def test_tensors_are_cut_from_storages_by_offset_and_strides(tmp_path):
    pickled = outlines(
        {
            "turned": outline("0", (4, 3), (1, 4)),
            "column": outline("0", (3,), (4,), offset=2),
            "scalar": outline("0", (), (), offset=11),
            "empty": outline("1", (0, 3), (3, 1)),
        }
    )
    read = read_checkpoint(archive(tmp_path / "w.pt", entries(pickled, {"0": NUMBERS.tobytes(), "1": b""}, "net")))
    assert list(read) == ["turned", "column", "scalar", "empty"]
    assert_array_equal(read["turned"], NUMBERS.reshape(3, 4).T)
    assert_array_equal(read["column"], [2, 6, 10])
    assert read["scalar"] == 11
    assert read["scalar"].shape == ()
    assert read["empty"].shape == (0, 3)


def test_an_archive_without_an_order_of_bytes_is_little_endian(tmp_path):
    contents = entries(GOOD, {"0": NUMBERS.tobytes()})
    del contents["archive/byteorder"]
    assert_array_equal(read_checkpoint(archive(tmp_path / "w.pt", contents))["a"], NUMBERS.reshape(3, 4))


def test_it_reads_what_pytorch_writes(tmp_path):
    torch = pytest.importorskip("torch")
    layers = torch.nn.Sequential(torch.nn.Conv2d(3, 5, 3), torch.nn.BatchNorm2d(5), torch.nn.Linear(4, 2).double())
    torch.save(layers.state_dict(), tmp_path / "w.pt")
    read = read_checkpoint(tmp_path / "w.pt")
    assert read.keys() == layers.state_dict().keys()
    for name, tensor in layers.state_dict().items():
        assert read[name].dtype == tensor.numpy().dtype
        assert_array_equal(read[name], tensor.numpy())


def one(**changes):
    """The outlines of one tensor (3, 4) that is wrong in something."""
    return outlines({"a": outline(**{"key": "0", "shape": (3, 4), "strides": (4, 1), **changes})})


def among_tensors(thing: bytes) -> bytes:
    return outlines({"a": outline("0", (3, 4), (4, 1)), "b": thing})


PICKLES = {
    "a call": pickle.dumps(Hostile(), 2),
    "a call of protocol 4": pickle.dumps(Hostile(), 4),
    "a call among the tensors": among_tensors(value(Hostile())),
    "a call as a storage": among_tensors(b"ctorch._utils\n_rebuild_tensor_v2\n(" + value(Hostile()) + b"tR"),
    "an object of PyTorch": one(rebuild="torch._utils\n_rebuild_parameter"),
    "an attribute of a known thing": one(rebuild="collections\nOrderedDict.fromkeys"),
    "an unknown storage": one(kind="torch\nQInt8Storage"),
    "a dictionary as a storage's type": one(kind="collections\nOrderedDict"),
    "a storage of no parts": among_tensors(b"ctorch._utils\n_rebuild_tensor_v2\n(NQK\0))\x89NtR"),
    "a text as a tensor": among_tensors(value("text")),
    "a number as a name": b"\x80\x02}K\x01" + outline("0", (3, 4), (4, 1)) + b"s.",
    "a dictionary in the dictionary": among_tensors(b"}"),
    "a list": pickle.dumps([1, 2], 2),
    "a tensor that is changed": among_tensors(outline("0", (3, 4), (4, 1)) + b"}" + value("shape") + value(3) + b"sb"),
    "a type that is changed": among_tensors(b"ctorch\nFloatStorage\n" + value((None, {"itemsize": 1})) + b"b"),
    "a reader that is changed": among_tensors(
        b"ctorch._utils\n_rebuild_tensor_v2\n" + value((None, {"__defaults__": (1, 2)})) + b"b"
    ),
    "a large number for an object": b"\x80\x02Nr\xff\xff\xff\x7f.",
    "a large number for an object, in digits": b"\x80\x02Np2147483647\n.",
    "no end": GOOD[:-20],
    "nothing": b"",
    "more rows than there are": one(shape=(4, 4)),
    "as many again by strides of 0": one(shape=(10**6, 10**6), strides=(0, 0)),
    "an offset beyond the end": one(offset=1),
    "an offset before the start": one(offset=-1),
    "strides that go back": one(strides=(-4, 1)),
    "fewer strides than axes": one(strides=(4,)),
    "a negative length": one(shape=(-3, 4)),
    "two negative lengths": one(shape=(-3, -4)),
    "a fraction as a length": one(shape=(3.5, 2)),
    "a storage that is not there": one(key="1"),
    "a storage elsewhere": one(key="../data.pkl"),
    "numbers that do not fill the storage": one(kind="torch\nDoubleStorage", shape=(1,), strides=(1,), key="odd"),
}


def broken(name, path):
    """An archive that is wrong as a whole."""
    contents = entries(GOOD, {"0": NUMBERS.tobytes()})
    if name == "compressed":
        return archive(path, contents, zipfile.ZIP_DEFLATED)
    if name == "big-endian":
        return archive(path, {**contents, "archive/byteorder": b"big"})
    if name == "two folders":
        return archive(path, {**contents, "other/data.pkl": GOOD})
    if name == "no outlines":
        return archive(path, {"archive/data/0": b"", "data.pkl": GOOD})
    whole = archive(path, contents).read_bytes()
    at = whole.index(NUMBERS.tobytes())
    wrong = {
        "truncated": whole[: len(whole) // 2],
        "cut at the end": whole[:-1],
        "its values changed": whole[:at] + b"\1" + whole[at + 1 :],
        "its list is empty": whole[:4] + bytes(200),
    }
    path.write_bytes(wrong[name])
    return path


def refused(path):
    with pytest.raises(CheckpointError, match=r"weights\.pt") as error:
        read_checkpoint(path)
    assert str(error.value).isprintable()
    assert str(error.value).endswith(".")


@pytest.mark.parametrize("name", PICKLES)
def test_a_wrong_or_hostile_pickle_runs_nothing(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    storages = {"0": NUMBERS.tobytes(), "odd": bytes(9)}
    refused(archive(tmp_path / "weights.pt", entries(PICKLES[name], storages)))
    assert not (tmp_path / "executed").exists()


@pytest.mark.parametrize(
    "name",
    [
        "compressed",
        "big-endian",
        "two folders",
        "no outlines",
        "truncated",
        "cut at the end",
        "its values changed",
        "its list is empty",
    ],
)
def test_a_broken_archive_is_refused(name, tmp_path):
    refused(broken(name, tmp_path / "weights.pt"))


def test_entries_that_share_their_bytes_are_refused(tmp_path):
    path = archive(tmp_path / "weights.pt", entries(GOOD, {"0": NUMBERS.tobytes()}))
    large = archive(tmp_path / "large.pt", entries(GOOD, {"0": bytes(10**6)}))
    whole, claimed = path.read_bytes(), large.read_bytes()
    # The list of the one archive, which says more than the file holds, behind the entries of the other.
    path.write_bytes(whole[: whole.index(b"PK\1\2")] + claimed[claimed.index(b"PK\1\2") :])
    refused(path)


def test_hostile_pickles_leave_no_trace(tmp_path):
    for number, pickled in enumerate(PICKLES.values()):
        path = archive(tmp_path / f"weights{number}.pt", entries(pickled, {"0": NUMBERS.tobytes()}))
        with pytest.raises(CheckpointError):
            read_checkpoint(path)
    path = archive(tmp_path / "weights.pt", entries(GOOD, {"0": NUMBERS.tobytes()}))
    assert_array_equal(read_checkpoint(path)["a"], NUMBERS.reshape(3, 4))
