"""A sentence of furniture goes from a paragraph of its own, and stays amid one of the author's."""

from __future__ import annotations

from pathlib import Path

import pytest

import chaffinch as cf

STORY = "The lock of Harnby is old, and its gates are green.\n\nThe keeper paints them in May."
SENTENCES = [
    "Thank you for reading!",
    "Contact us if you have any questions.",
    "Read the full story.",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_of_its_own_goes(sentence: str) -> None:
    assert cf.strip(f"{STORY}\n\nThe boats wait.\n\n{sentence}\n") == f"{STORY}\n\nThe boats wait.\n"


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_amid_a_paragraph_stays(sentence: str) -> None:
    text = f"{STORY}\n\nThe trial of the new gates begins on Friday. {sentence} Boats come first.\n\nThey wait.\n"
    assert cf.strip(text) == text


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_goes_beside_others_that_go(sentence: str) -> None:
    text = f"{STORY}\n\nSubscribe to our newsletter. {sentence} Follow us on Facebook.\n\nThe boats wait.\n"
    assert sentence not in cf.strip(text)


@pytest.mark.parametrize(("amid", "left"), [("true", 0), ("false", 1)])
def test_a_rule_of_a_pack_may_ask_for_it(tmp_path: Path, amid: str, left: int) -> None:
    text = f"{STORY}\n\nIt opens again on Friday. Ring the bell twice.\n\nRing the bell twice.\n"
    rule = 'id = "en.contact.bell"\nscope = "sentence"\ncategory = "contact"\npattern = "ring the bell twice"\n'
    pack = tmp_path / "pack.toml"
    pack.write_text(f'language = "en"\n[[rule]]\n{rule}amid = {amid}\n', encoding="utf-8")
    assert cf.strip(text, packs=[pack]).count("Ring the bell") == left
