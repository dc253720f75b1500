import json

import numpy as np
import pytest

from lookalike.bench.keywords import figures, main
from tests.pictures import encoded, scene


def test_figures_are_of_ranks():
    assert figures(np.array([1, 2, 20, np.inf])) == {"MRR": 0.388, "R@1": 0.25, "R@10": 0.5}


def test_the_command_prints_both_halves(tmp_path, capsys):
    said = ["a dog on a beach", "two cats sleep", "red car in the snow", "people with umbrellas"]
    for i in range(4):
        (tmp_path / f"{i}.jpg").write_bytes(encoded(scene(i)))
    (tmp_path / "captions.json").write_text(json.dumps({f"{i}.jpg": [text, text] for i, text in enumerate(said)}))
    main([str(tmp_path)])
    told = json.loads(capsys.readouterr().out)
    assert [half["written"]["MRR"] for half in told.values()] == pytest.approx([1, 1])
    assert [half["words"]["R@1"] for half in told.values()] == pytest.approx([1, 1])
