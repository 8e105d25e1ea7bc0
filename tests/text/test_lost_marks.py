"""Question marks that were quotation marks, and those that are none."""

from __future__ import annotations

import pytest

from chaffinch.text import with_quotation_marks

LOST = [
    ("one quotation", "?{The gate held},? said Ida Brenner. She left."),
    ("a question", "?{It held},? said Brenner. ?{Why?}? asked Toft. She left."),
    ("a question amid a quotation", "?{Did it hold? It did, all night},? said Brenner."),
    ("a stop at the end", "?{It held},? said Brenner. ?{So it was.}? She left. ?{All night},? she added."),
    ("a dash", "?{It held ? all night},? said Brenner ? and left."),
]
KEPT = [
    "Did it hold? It did, she said. Why? Nobody knows.",
    "Que la compuerta aguant?, dijo. ?Por qu?? No lo sabe nadie, dijo. ?Y ahora?",
    "See https://harnby.example/list?page=2,?more and ask, or not?",
    'M@8P!AE=&FQ ?C8J:%D \\Y"<* #[7J4/SY7UH5,? @58YB',
]


@pytest.mark.parametrize(("kind", "marked"), LOST)
def test_quotation_marks_come_back(kind: str, marked: str) -> None:
    text = marked.replace("{", "").replace("}", "")
    found = with_quotation_marks(text)
    assert found == marked.replace("?{", "“").replace("}?", "”").replace("},?", ",”"), kind
    assert len(found) == len(text)


@pytest.mark.parametrize("text", KEPT)
def test_other_question_marks_stay(text: str) -> None:
    assert with_quotation_marks(text) == text
