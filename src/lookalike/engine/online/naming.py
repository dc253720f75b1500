"""How pictures are named: by their files, or by their ids in the collection."""

from __future__ import annotations

import os
import re

from lookalike.collection.formats import SUFFIXES
from lookalike.collection.paths import named_path, text_path
from lookalike.index.store import Store
from lookalike.types import LookalikeError

_ID = re.compile(r"[0-9a-f]{32}")
_BEGUN = re.compile(r"[0-9a-f]{4,32}")
_OFFERED = 3


def is_id(text: str) -> bool:
    """Whether an image of the collection is meant, and no file."""
    return bool(_ID.fullmatch(text)) and not os.path.exists(text)


def unknown(id: str) -> LookalikeError:
    """What is wrong with an id that the collection does not hold."""
    return LookalikeError(f"There is no image {id} in the collection: name a file, or an id that it holds.")


def refuse_no_file(name: str, store: Store) -> None:
    """Tell what was meant by a name that is neither that of a file nor an id.

    :raises LookalikeError: it is neither, and does not end as pictures' names do.
    """
    if is_id(name) or not name or named_path(name).exists() or os.path.splitext(name)[1].lower() in SUFFIXES:
        return
    meant = sorted(store.ids(f"starts_with(id, '{name.lower()}')")) if _BEGUN.fullmatch(name.lower()) else []
    if meant:
        offered = (f"{record.id} ({text_path(record.path).name})" for record in store.records(meant[:_OFFERED]))
        more = f" and {len(meant) - _OFFERED:,} more" if len(meant) > _OFFERED else ""
        raise LookalikeError(
            f"There is no file {name}, and an id is given whole; what begins so is {', '.join(sorted(offered))}{more}."
        )
    raise LookalikeError(
        f"There is no file {name}: name a picture file, or an id of the collection, which has 32 of the digits 0 to 9 "
        "and a to f; words are looked for with --words."
    )
