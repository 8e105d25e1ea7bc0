"""Ordinary lines in the languages of the packs: no rule takes one, though its words also stand on buttons."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from chaffinch.boilerplate.rules.packs import packaged
from chaffinch.boilerplate.rules.ruleset import load
from chaffinch.model import HOLE_SCORE, KEPT_CATEGORIES
from chaffinch.text import TextBatch

LINES: dict[str, list[str]] = tomllib.loads(
    (Path(__file__).parents[1] / "cases/ordinary_lines.toml").read_text(encoding="utf-8")
)
FEWEST = 30  # lines of a language

ABOVE = (
    "The board met on Monday in the old school and talked for three hours about the bridge and the lamp on the quay."
)
BELOW = (
    "Until then everything stays as it is, and the boats go out as they always did, at six and at ten in the morning."
)


def taken(language: str) -> list[tuple[str, str, str]]:
    """Give the lines of which a rule takes something, the rule, and what it takes."""
    texts = [f"{ABOVE}\n\n{BELOW}\n\n{line}\n\n{ABOVE}\n\n{BELOW}" for line in LINES[language]]
    rows = load(languages=(language, "en")).find(TextBatch.of(texts)).to_pylist()
    return [
        (LINES[language][row["row"]], row["rule"], texts[row["row"]][row["start"] : row["stop"]])
        for row in rows
        if row["category"] not in KEPT_CATEGORIES and row["score"] >= HOLE_SCORE
    ]


def test_every_pack_has_its_lines() -> None:
    languages = {name.removesuffix(".toml").partition("-")[0] for name, _ in packaged()} - {"xx"}
    assert {language for language, lines in LINES.items() if len(set(lines)) >= FEWEST} == languages


@pytest.mark.parametrize("language", LINES)
def test_no_rule_takes_an_ordinary_line(language: str) -> None:
    assert taken(language) == []
