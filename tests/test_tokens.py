import pytest

from lookalike.tokens import tokens, written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IMG_2020BeachDay2", ["img", "2020", "beach", "day", "2"]),
        ("DSC00123", ["dsc", "123"]),
        ("NASAImage", ["nasa", "imag"]),
        ("Dog's running dogs", ["dog", "run", "dog"]),
        ("CAFÉ café Ελλάδα", ["cafe", "cafe", "ελλαδα"]),
        ("Йод", ["йод"]),
        ("\uff26\uff55\uff4c\uff4c \ufb01le", ["full", "file"]),
        ("黑猫咪 2020年", ["黑猫", "猫咪", "2020", "年"]),
        ("さくら", ["さく", "くら"]),
        ("हिन्दी", ["हिन्दी"]),
        ("한국어 사진", ["한국어", "사진"]),
        ("٢٠٢٠", ["2020"]),
        ("?!🐱", []),
    ],
)
def test_texts_become_tokens(text, expected):
    assert tokens(text) == expected


def test_joined_words_and_single_characters_are_found_too():
    assert written(["iPhone 12", "黑猫"]) == "i phone 12 | 黑猫 | iphon 黑 猫"
    assert tokens("iphone") == ["iphon"]
    assert tokens("猫") == ["猫"]


def test_texts_are_kept_apart_and_nothing_is_nothing():
    assert written(["a b", "", "c"]) == "a b | c"
    assert written(["", "?"]) == ""


def test_many_threads_stem_alike():
    from concurrent.futures import ThreadPoolExecutor

    words = [f"{start}{middle}ings" for start in "bcdfghklmnprst" for middle in ("and", "ell", "imm", "ock", "unn")]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(tokens, words * 20))
    assert found == [[word.removesuffix("ings").replace("mm", "m").replace("nn", "n")] for word in words] * 20
