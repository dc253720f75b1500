"""``lookalike classify``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from lookalike.app.options import Json, Uri, opened
from lookalike.app.output import note, printable, say, show_json, show_table

if TYPE_CHECKING:
    from lookalike.classify.check import Check
    from lookalike.classify.verdict import Verdict
    from lookalike.engine.classify.classifiers import Classifier


def classify(
    pictures: Annotated[
        list[str] | None, typer.Argument(metavar="PICTURE", show_default=False, help="Image files to classify.")
    ] = None,
    by: Annotated[
        Literal["network", "neighbors", "probe"] | None,
        typer.Option(
            show_default="network; with --label or --check neighbors",
            help="network: the classes that a network was trained on. Or the folders of the collection: "
            "neighbors lets the nearest pictures vote, probe learns a line between the labels.",
        ),
    ] = None,
    network: Annotated[
        str | None,
        typer.Option(metavar="NET", show_default="efficientnet_lite0", help="A network by its name, or an ONNX file."),
    ] = None,
    collection: Uri = None,
    label: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FOLDER",
            show_default="every innermost folder",
            help="Only this folder is a label; may be repeated.",
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Tell how well the labels of the collection can be told at all.")
    ] = False,
    number: Annotated[int, typer.Option("--number", "-n", min=1, help="How many labels to a picture.")] = 5,
    json: Json = False,
) -> None:
    """Tell what pictures are, with probabilities: search finds this chair, and classify says that it is a chair.

    A label of your own is the innermost folder that a picture of the collection lies in. What is like nothing that
    is known is called unknown; its probabilities are what they would be if it were known all the same.

    \b
    Examples:
      lookalike classify photos/beach.jpg
      lookalike classify photos/beach.jpg photos/forest.jpg --by neighbors
      lookalike classify photos/beach.jpg --by probe --label photos --label 2024
      lookalike classify --check
      lookalike classify photos/beach.jpg --json
    """
    chosen = by or ("neighbors" if label or check else "network")
    if check == bool(pictures):
        raise typer.BadParameter("Name a PICTURE, or --check without one.")
    if chosen == "network":
        if label or check:
            raise typer.BadParameter("--label and --check are about folders: give --by neighbors or --by probe.")
        _classify(chosen, _network(network), pictures or [], number, json)
        return
    if network is not None:
        raise typer.BadParameter("--network has classes of its own: leave out --by, --label and --check.")
    classifier = opened(collection).classifier(chosen, label or [])
    if check:
        _check(chosen, classifier.check(), json)
    else:
        _classify(chosen, classifier, pictures or [], number, json)


def _network(name: str | None) -> Classifier:
    from lookalike.engine.classify.classifiers import NetworkClassifier

    return NetworkClassifier() if name is None else NetworkClassifier(name)


def _classify(by: str, classifier: Classifier, pictures: list[str], number: int, json: bool) -> None:
    verdicts, skipped = _judged(classifier, pictures)
    if json:
        show_json({"by": by, "pictures": [_object(*each, number) for each in verdicts], "skipped": skipped})
        return
    rows = [row for picture, verdict in verdicts for row in _rows(picture, verdict, number)]
    show_table(("Picture", "Label", "Probability"), rows, numeric=("Probability",))
    if any(verdict.unknown for _, verdict in verdicts):
        note("Unknown: " + _unknown(by, verdicts[0][1].least))


def _judged(classifier: Classifier, pictures: list[str]) -> tuple[list[tuple[str, Verdict]], list[dict[str, str]]]:
    """The verdicts, and what could not be read and why: one bad picture of several does not stop the others."""
    from lookalike.types import LookalikeError

    verdicts, skipped = [], []
    for picture in pictures:
        try:
            verdicts.append((picture, classifier.classify(picture)))
        except LookalikeError as error:
            if not verdicts and picture == pictures[-1]:
                raise
            note(str(error))
            skipped.append({"picture": printable(picture), "reason": str(error)})
    return verdicts, skipped


def _unknown(by: str, least: float) -> str:
    if by == "network":
        return f"no class has a probability of {least:g}; those that follow are guesses."
    return f"no picture of the collection is alike by {least:.3f}; the labels that follow are guesses."


def _rows(picture: str, verdict: Verdict, number: int) -> list[tuple[str, str, str]]:
    rows = [(share.label, f"{share.probability:.3f}") for share in verdict.shares[:number]]
    if verdict.unknown:
        rows.insert(0, ("unknown", "-"))
    return [(picture if i == 0 else "", *row) for i, row in enumerate(rows)]


def _object(picture: str, verdict: Verdict, number: int) -> dict[str, Any]:
    return {
        "picture": printable(picture),
        "label": verdict.label,
        "unknown": verdict.unknown,
        "evidence": verdict.evidence,
        "least": verdict.least,
        "labels": [share._asdict() for share in verdict.shares[:number]],
    }


def _check(by: str, check: Check, json: bool) -> None:
    low, high = check.interval
    if json:
        figures = {"accuracy": check.accuracy, "interval": [low, high]}
        figures |= {"confidence": check.confidence, "chance": check.chance}
        labels = [each._asdict() for each in check.labels]
        show_json({"by": by, "pictures": check.pictures, **figures, "labels": labels})
        return
    rows = [(each.label, each.pictures, each.right, each.taken_for or "") for each in check.labels if each.pictures]
    show_table(("Label", "Pictures", "Right", "Else taken for"), rows, numeric=("Pictures", "Right"))
    say(f"Accuracy {check.accuracy:.3f} [{low:.3f}, {high:.3f}], chance {check.chance:.3f}.")
    note(
        f"Of {check.pictures:,} pictures, each judged by what was learnt from others; the mean probability of what "
        f"was said is {check.confidence:.3f}. In brackets the 95 % interval."
    )
