"""``lookalike duplicates``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lookalike.app.options import Html, Json, Uri, opened
from lookalike.app.output import note, printable, show_json, show_table, write
from lookalike.collection.paths import text_path

if TYPE_CHECKING:
    from lookalike.app.pages.page import Shown
    from lookalike.engine.collection import Collection
    from lookalike.engine.duplicates.values import File, Group, Pair


def duplicates(
    collection: Uri = None,
    where: Annotated[
        str | None, typer.Option(metavar="CONDITION", help="Only images whose metadata meet this condition.")
    ] = None,
    json: Json = False,
    html: Html = None,
) -> None:
    """Find pictures that were made of each other, and propose which to keep.

    Found are copies, other sizes and compressions, changed colours, crops, borders, mirror
    images and overlaid texts, each with the evidence for it. Of each group the whole picture
    without a border, of the most pixels, with what the camera wrote, comes first. Nothing is
    deleted.

    \b
    Examples:
      lookalike duplicates
      lookalike duplicates --where "year = 2020"
      lookalike duplicates --html duplicates.html
      lookalike duplicates --json
    """
    from lookalike.app.progress import progress

    found = opened(collection)
    with progress("Comparing", "pairs") as update:
        groups = found.duplicates(where=where, progress=update)
    if html is not None:
        write(html, _page(found, groups))
    if json:
        show_json({"groups": [_told(group) for group in groups]})
        return
    if groups:
        columns = ("Group", "Keep", "Width", "Height", "Bytes", "What it is", "Image")
        rows = [row for number, group in enumerate(groups, 1) for row in _rows(number, group)]
        show_table(columns, rows, numeric=("Group", "Width", "Height", "Bytes"))
    extra = sum(len(group.files) - 1 for group in groups)
    note(f"{len(groups):,} groups; {extra:,} files could go." if groups else "No picture is there twice.")


def _rows(number: int, group: Group) -> list[tuple[object, ...]]:
    return [
        (
            number,
            "" if place else "keep",
            file.record.facts.width,
            file.record.facts.height,
            f"{file.record.bytes:,}",
            _evidence(group, file) if place else group.reason,
            text_path(file.path),
        )
        for place, file in enumerate(group.files)
    ]


def _shown_by(group: Group, file: File) -> Pair:
    """The evidence for a file: that which compares it with the file to keep, or else tells what it was made of."""
    pairs = [pair for pair in group.pairs if file.path in (pair.one, pair.other)]
    return min(pairs, key=lambda pair: (group.keep.path not in (pair.one, pair.other), pair.other != file.path))


def _evidence(group: Group, file: File) -> str:
    pair = _shown_by(group, file)
    beside = pair.one if file.path == pair.other else pair.other
    # What is flipped beside a flipped one is not so beside the one to keep.
    name = "" if beside == group.keep.path else printable(text_path(beside).name)
    if pair.kinds == ("copy",):
        return f"copy of {name}" if name else "copy"
    same = f"{pair.agreement:.0%} the same" + (f" as {name}" if name else "")
    points = f", {pair.inliers} points" if pair.inliers is not None else ""
    exact = f", {pair.exact:.0%} exactly in place" if pair.exact is not None else ""
    return f"{' and '.join(pair.kinds)} ({same}{exact}{points})"


def _told(group: Group) -> dict[str, Any]:
    return {
        "keep": group.keep.path,
        "reason": group.reason,
        "files": [
            {
                "path": file.path,
                "id": file.record.id,
                "width": file.record.facts.width,
                "height": file.record.facts.height,
                "bytes": file.record.bytes,
            }
            for file in group.files
        ],
        "pairs": [
            {
                "one": pair.one,
                "other": pair.other,
                "kinds": pair.kinds,
                "similarity": pair.similarity,
                "agreement": pair.agreement,
                "exact": pair.exact,
                "inliers": pair.inliers,
                "outline": pair.outline.round(4).tolist(),
            }
            for pair in group.pairs
        ],
    }


def _page(collection: Collection, groups: Sequence[Group]) -> str:
    from lookalike.app.pages.page import Answer, Part, results_page

    pictures = collection.thumbnails({file.record.id for group in groups for file in group.files})
    answers = [
        Answer(
            f"Keep {(name := printable(text_path(group.keep.path).name))}: {group.reason}",
            [Part(name, pictures[group.keep.record.id])],
            [_shown(group, file, pictures) for file in group.files[1:]],
        )
        for group in groups
    ]
    return results_page(f"{len(groups):,} groups of duplicates", answers)


def _shown(group: Group, file: File, pictures: Mapping[str, bytes]) -> Shown:
    from lookalike.app.pages.page import Shown

    pair = _shown_by(group, file)
    return Shown(
        thumbnail=pictures[file.record.id],
        caption=printable(text_path(file.path).name),
        note=_evidence(group, file),
        score=pair.similarity,
        why={},
        href=text_path(file.path).as_uri(),
        # What the others have of a picture is outlined in it.
        outline=pair.outline.tolist() if file.path == pair.one else (),
    )
