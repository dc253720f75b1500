"""Measuring what local features survive, for ``lookalike bench invariance``."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from lookalike.app.output import as_json, note, show_json, show_table, write
from lookalike.app.pages.laboratory import page
from lookalike.app.progress import progress
from lookalike.bench.invariance import report, run
from lookalike.bench.invariance.detectors import Detector, chosen, every
from lookalike.bench.invariance.photographs import photographs
from lookalike.bench.invariance.results import Findings
from lookalike.bench.invariance.sequences import sequences
from lookalike.bench.reports.report import versions
from lookalike.types import Image, LookalikeError

_THRESHOLDS = (1, 3, 5, 10)
"""Of the ten, those for which a terminal has room."""


def laboratory(
    folder: Path | None,
    specs: Sequence[str],
    json: str | None,
    markdown: Path | None,
    html: Path | None,
    photographed: Path | None = None,
) -> None:
    """Measure detectors on the sequences of a folder and under changes, print the tables and save what is asked for.

    :param folder: holds sequences; None: changes alone are measured.
    :param specs: local descriptors, with encoders that keep their rows; none: all of them, with their defaults.
    :param json, markdown, html: files to write; ``-`` instead of a JSON file prints it, and no table.
    :param photographed: a folder of photographs to change; None: those that scikit-image carries.
    :raises LookalikeError: before anything is measured, for a wrong folder or spec.
    """
    findings = measured(folder, specs, photographed)
    if json == "-":
        show_json(findings.to_json())
    elif json is not None:
        write(Path(json), as_json(findings.to_json()))
    if markdown is not None:
        write(markdown, report.markdown(findings))
    if html is not None:
        write(html, page(findings))
    if json != "-":
        show(findings)


def measured(folder: Path | None, specs: Sequence[str], photographed: Path | None) -> Findings:
    """What was found of each detector.

    :raises LookalikeError: before anything is measured, for a wrong folder or spec.
    """
    detectors = chosen(specs) if specs else list(_able(every()))
    for detector in detectors:
        detector.view(_PROBE)
    wanted = sequences(folder) if folder is not None else []
    pictures, skipped = photographs(photographed)
    for skip in skipped:
        note(f"{skip.path} is left out: {skip.reason}.")
    with progress("Following through sequences") as update:
        followed = run.followed(wanted, detectors, update)
    with progress("Changing photographs") as update:
        curves = run.curves(pictures, detectors, update)
    return Findings(
        followed,
        curves,
        command=_command(folder, specs, photographed),
        commands={each.name: _command(folder, [each.name], photographed) for each in detectors},
        photographs=list(pictures),
        versions=versions(),
    )


_PROBE = Image(np.repeat(np.random.default_rng(0).integers(0, 256, (96, 96, 1), np.uint8), 3, axis=2))
"""Where every detector finds something, so that what cannot work is known at once."""


def _able(detectors: Sequence[Detector]) -> Iterator[Detector]:
    """Those whose weights and packages are there; the others are told of."""
    for detector in detectors:
        try:
            detector.view(_PROBE)
        except LookalikeError as error:
            note(f"{detector.name} is left out: {error}")
        else:
            yield detector


def _command(folder: Path | None, specs: Sequence[str], photographed: Path | None) -> str:
    named = [] if folder is None else [str(folder)]
    changing = [] if photographed is None else ["--photographs", str(photographed)]
    chosen_ones = [word for spec in specs for word in ("-r", spec)]
    return shlex.join(["lookalike", "bench", "invariance", *named, *chosen_ones, *changing])


def show(findings: Findings) -> None:
    """Tables for people: detectors down, figures across."""
    for table in report.tables(findings, _THRESHOLDS):
        show_table((table.title, *table.columns[1:]), table.rows, numeric=table.columns[1:])
    for said in report.notes(findings):
        note(said)
