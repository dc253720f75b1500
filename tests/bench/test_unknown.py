import json

from lookalike.bench import unknown
from lookalike.bench.unknown import known, made_up, main, random_letters


def test_what_is_made_up_is_no_given_word():
    words = ["banana", "bandana", "cabana", "canal", "manatee"]
    made = made_up(words, 2, count=10)
    assert 3 <= len(set(made)) == len(made) <= 10
    assert not set(made) & set(words)
    assert all(4 <= len(word) <= 10 and set(word) <= set("".join(words)) for word in made)


def test_words_are_told_from_random_letters():
    assert known(["dog", "beach"]) == {"count": 2, "known": 1.0}
    assert known(random_letters(50))["known"] < 0.1


def test_the_command_prints_shares(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(unknown, "_TRIES", 1)
    (tmp_path / "captions.json").write_text(
        json.dumps({"a.jpg": ["people walking with colorful umbrellas along beautiful mountains and fountains"] * 5})
    )
    main([str(tmp_path)])
    assert json.loads(capsys.readouterr().out)["words of captions"]["known"] == 1
