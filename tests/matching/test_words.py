"""Words are counted alike in short texts, where each is searched, and in long ones, which are counted at once."""

from __future__ import annotations

import pytest

from chaffinch.matching.relations import words
from chaffinch.matching.relations.words import Words

TEXTS = [
    ("The sea, overseas; SEA. l'île d'Ávila", ["sea", "overseas", "ile", "avila", "the", "l", "over"]),
    ("Über die Brücke fuhr er; die Brücke2 blieb", ["uber", "brucke", "die", "bruck"]),
    ("Он сказал, что он дома", ["он", "сказал", "каза"]),
    ("قال الوزير إن الوزير", ["الوزير", "وزير", "قال"]),
    ("c++ and C# and_so", ["c++", "and", "so", "c"]),
    ("x² x2 x", ["x"]),
]


@pytest.mark.parametrize(("text", "keys"), TEXTS)
def test_a_word_is_found_in_a_short_text_as_in_a_long_one(
    text: str, keys: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    short, long = Words(text), Words(text)
    found = [short.count(key) for key in keys]
    monkeypatch.setattr(words, "SEARCHED", 0)
    assert found == [long.count(key) for key in keys]


def test_a_number_is_found_however_it_is_written() -> None:
    assert Words("It cost 1,500.50.").count("1500.5", is_number=True) == 1
    assert Words("It cost 1500.").count("150", is_number=True) == 0
