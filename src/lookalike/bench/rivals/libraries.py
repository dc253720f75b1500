"""Other libraries that find pictures by local features, each by its own interface."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lookalike.bench.rivals.engine import SHORTLIST, Engine, Indexed, Search
from lookalike.encode.root import Root
from lookalike.types import Features, Floats


class Pycolmap:
    """COLMAP's: Hamming embedding, and verification by votes for transforms.

    ``VisualIndex.query`` does not hand its answer over to Python: it is what is timed, and the same index is asked once
    more for its rankings, by a ``VocabTreePairGenerator``.
    """

    words = 4096

    def __init__(self) -> None:
        self._colmap: Any = import_module("pycolmap")
        self._colmap.logging.minloglevel = self._colmap.logging.WARNING.value
        self.name = f"pycolmap {version('pycolmap')}"

    def learn(self, sample: Features) -> None:
        index = self._colmap.VisualIndex
        self._index = index.create(sample.vectors.shape[1], sample.vectors.shape[1] // 2)
        # Its hundred iterations, three times over, would take hours; asmk makes do with ten as well.
        brief = {"num_iterations": 10, "num_rounds": 1, "num_threads": 1}
        self._index.build(index.BuildOptions(num_visual_words=self.words, **brief), self._floats(_bytes_of(sample)))

    def index(self, pictures: Sequence[Features], folder: Path) -> Indexed:
        folder.mkdir()
        self._index.write(folder / "words")
        said = [(self._points(picture), self._floats(_bytes_of(picture))) for picture in pictures]
        for number, (points, rows) in enumerate(said, 1):
            self._index.add(self._colmap.VisualIndex.IndexOptions(num_threads=1), number, points, rows)
        self._index.prepare()
        self._index.write(folder / "index")
        size = (folder / "index").stat().st_size - (folder / "words").stat().st_size
        with self._database(pictures, folder) as database:
            plain = self._search(said, database, folder, len(pictures), 0)
            verified = self._search(said, database, folder, SHORTLIST, SHORTLIST)
        return Indexed(size, {"": plain, f", {SHORTLIST} verified": verified})

    def _search(self, said: Sequence[tuple[Any, Any]], database: Any, folder: Path, best: int, checked: int) -> Search:
        alike = {"num_images_after_verification": checked, "num_threads": 1}
        pairing = self._colmap.VocabTreePairingOptions(num_images=best, vocab_tree_path=folder / "index", **alike)
        generator = self._colmap.VocabTreePairGenerator(pairing, database)
        scores = np.zeros((len(said), len(said)), np.float32)
        while not generator.has_finished():
            for place, (query, other) in enumerate(generator.next()):
                scores[query - 1, other - 1] = len(said) - place
        options = self._colmap.VisualIndex.QueryOptions(max_num_images=best, **alike)

        def search(place: int) -> Floats:
            self._index.query(options, *said[place], [])
            return np.asarray(scores[place], np.float32)

        return search

    def _database(self, pictures: Sequence[Features], folder: Path) -> Any:
        colmap = self._colmap
        database = colmap.Database.open(folder / "database.db")
        camera = colmap.Camera.create_from_model_id(1, colmap.CameraModelId.SIMPLE_PINHOLE, 500, 640, 480)
        database.write_camera(camera, use_camera_id=True)
        for number, picture in enumerate(pictures, 1):
            database.write_image(colmap.Image(name=str(number), camera_id=1, image_id=number), use_image_id=True)
            points = [(p.x, p.y, p.a11, p.a12, p.a21, p.a22) for p in self._points(picture)]
            database.write_keypoints(number, np.array(points, np.float32).reshape(-1, 6))
            rows = colmap.FeatureDescriptors(colmap.FeatureExtractorType.SIFT, _bytes_of(picture))
            database.write_descriptors(number, rows)
        return database

    def _points(self, picture: Features) -> Any:
        """COLMAP's centres of pixels are at .5."""
        assert picture.frames is not None
        made = self._colmap.FeatureKeypoint.from_shape_parameters
        return self._colmap.FeatureKeypoints([made(x + 0.5, y + 0.5, s, s, a, 0) for x, y, s, a in picture.frames])

    def _floats(self, rows: npt.NDArray[np.uint8]) -> Any:
        return self._colmap.FeatureDescriptorsFloat(self._colmap.FeatureExtractorType.SIFT, rows.astype(np.float32))


class AsmkPackage:
    """The authors' later code, with the parameters that they publish for it."""

    words = 16_384

    def __init__(self) -> None:
        self._asmk: Any = import_module("asmk")
        self.name = f"asmk {version('asmk')}"

    def learn(self, sample: Features) -> None:
        parameters = {
            "index": {"gpu_id": None},
            "train_codebook": {"codebook": {"size": self.words}},
            "build_ivf": {
                "kernel": {"binary": True},
                "ivf": {"use_idf": False},
                "quantize": {"multiple_assignment": 1},
                "aggregate": {},
            },
            "query_ivf": {
                "quantize": {"multiple_assignment": 5},
                "aggregate": {},
                "search": {"topk": None},
                "similarity": {"similarity_threshold": 0.0, "alpha": 3.0},
            },
        }
        untrained = self._asmk.asmk_method.ASMKMethod.initialize_untrained(parameters)
        self._method = untrained.train_codebook(_rooted(sample))

    def index(self, pictures: Sequence[Features], folder: Path) -> Indexed:
        rows, joined = [_rooted(picture) for picture in pictures], Features.joined(pictures)
        method = self._method.build_ivf(np.concatenate(rows), joined.ordinals.copy())

        def search(place: int) -> Floats:
            _, _, ranks, found = method.query_ivf(rows[place], np.zeros(len(rows[place]), np.int64))
            scores = np.zeros(len(pictures), np.float32)
            scores[ranks[0]] = found[0]
            return scores

        return Indexed(len(pickle.dumps(method.inverted_file.state_dict())), {"": search})


class Pyvisim:
    """Its VLAD, which takes SIFT rows for the pixels of a grey picture here."""

    words = 64

    def __init__(self) -> None:
        self._classic: Any = import_module("pyvisim.classic")
        self._features: Any = import_module("pyvisim.features")
        self.name = f"pyvisim {version('pyvisim')}"

    def learn(self, sample: Features) -> None:
        rooted = self._features.Lambda(
            lambda rows: _root(np.asarray(rows, np.float32).reshape(-1, sample.vectors.shape[1])),
            sample.vectors.shape[1],
        )
        self._vlad = self._classic.VLADEmbedder(rooted, n_clusters=self.words, kmeans_params={"rng": 0})
        starts = sample.starts
        rows = np.split(sample.vectors.astype(np.uint8), starts[1:-1])
        self._vlad.learn([own for own in rows if len(own)], dims="HW")

    def index(self, pictures: Sequence[Features], folder: Path) -> Indexed:
        said = [picture.vectors.astype(np.uint8) for picture in pictures]
        rows = np.asarray(self._vlad.embed(said, dims="HW"), np.float32)

        def search(place: int) -> Floats:
            return np.asarray(rows @ np.asarray(self._vlad.embed([said[place]], dims="HW"))[0], np.float32)

        return Indexed(rows.nbytes, {"": search})


LIBRARIES: Mapping[str, Callable[[], Engine]] = {"pycolmap": Pycolmap, "asmk": AsmkPackage, "pyvisim": Pyvisim}


def _root(rows: Floats) -> Floats:
    return Root().encode(Features(rows, np.zeros(len(rows), np.int64), 1)).floats


def _rooted(features: Features) -> Floats:
    return _root(features.floats)


def _bytes_of(features: Features) -> npt.NDArray[np.uint8]:
    """RootSIFT as COLMAP's own features have it."""
    return np.rint(512 * _rooted(features)).clip(0, 255).astype(np.uint8)
