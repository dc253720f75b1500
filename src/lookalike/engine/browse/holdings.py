"""What a collection holds, as it is without a search: its pictures, what is known of them, and what was passed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lookalike.collection.decode import read_picture
from lookalike.collection.paths import named_path, text_path
from lookalike.engine.browse.catalog import Catalog
from lookalike.engine.condition import predicate
from lookalike.engine.online.naming import is_id, refuse_no_file, unknown
from lookalike.index.store import Store, one_of
from lookalike.types import Record, Skip


class Holdings:
    """The pictures of a store, by their ids."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._catalog: Catalog | None = None

    @property
    def uri(self) -> str:
        return self._store.uri

    def __repr__(self) -> str:
        return f"<Collection of {len(self):,} images at {self.uri}>"

    def __len__(self) -> int:
        return len(self._store)

    def __iter__(self) -> Iterator[Record]:
        return self._store.records()

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and self._store.count(one_of("id", [id])) > 0

    def __getitem__(self, id: str) -> Record:
        for record in self._store.records([id]):
            return record
        raise KeyError(id)

    def records(self, ids: Iterable[str]) -> dict[str, Record]:
        """Some images' records by id; unknown ids are left out."""
        return {record.id: record for record in self._store.records(ids)}

    def id_of(self, name: str) -> str:
        """The id that is meant by itself, or by a picture file of that content, which need not be in the collection.

        :raises LookalikeError: no image here has this id, or the file cannot be read.
        """
        if is_id(name):
            if name not in self:
                raise unknown(name)
            return name
        refuse_no_file(name, self._store)
        return read_picture(named_path(name)).id

    def thumbnails(self, ids: Iterable[str]) -> dict[str, bytes]:
        """Small JPEG files by id, the longer side at most 256 px."""
        return self._store.thumbnails(ids)

    @property
    def version(self) -> int:
        """A number that grows whenever an image is added, changed or removed."""
        return self._store.version

    def catalog(self) -> Catalog:
        """The images in the order of browsing, and what they have in common; kept until the collection changes."""
        version = self.version
        if self._catalog is None or self._catalog.version != version:
            self._catalog = Catalog.of(self._store, version)
        return self._catalog

    def matching(self, where: str) -> list[str]:
        """The ids, in the order of browsing, of the images that meet a condition on metadata.

        :raises LookalikeError: a wrong condition.
        """
        return self.catalog().among(self._store.ids(predicate(where)))

    def skipped(self) -> list[Skip]:
        """The files that were passed over, by path."""
        rows = self._store.files().to_pylist()
        skips = (Skip(text_path(row["path"]), row["reason"]) for row in rows if row["reason"])
        return sorted(skips, key=lambda skip: str(skip.path))
