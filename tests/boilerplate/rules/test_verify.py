"""Texts asked about together get the answers that each gets by itself."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaffinch.boilerplate.rules.decider import Decider
from chaffinch.boilerplate.rules.packs import Rule, read_all
from chaffinch.boilerplate.rules.ruleset import RuleSet, compile_rules, load

PATTERNS = ["^ab", "ab$", "^a.*b$", "a[^b]*a", r"\bb\b", "a?", "(a|ba)+ .*", "^$"]


def decider() -> Decider:
    return Decider(lambda rule, _: PATTERNS[rule])


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(st.integers(0, len(PATTERNS) - 1), st.text("ab ", max_size=6)), max_size=40))
def test_a_text_among_others_is_judged_as_alone(asked: list[tuple[int, str]]) -> None:
    data = " ".join(text for _, text in asked).encode()
    stop = np.cumsum([len(text) + 1 for _, text in asked], dtype=np.int64) - 1
    start = stop - np.array([len(text) for _, text in asked], np.int64)
    found = decider()(data, np.array([rule for rule, _ in asked], np.int64), start, stop)
    assert found.tolist() == [re.search(PATTERNS[rule], text) is not None for rule, text in asked]


def test_ends_of_a_text_are_those_of_each_line() -> None:
    rules = compile_rules([Rule("x.any", "social", "sentence", r"\Ashare this\b.*page\z")])
    data = b"share this page\nso share this page\nshare this page now"
    stop = np.array([15, 34, 55])
    found = rules.decided(data, np.zeros(3, np.int64), np.array([0, 16, 35]), stop)
    assert found.tolist() == [True, False, False]


def test_patterns_of_rules_never_match_a_line_end() -> None:
    rules = compile_rules(
        [Rule("x.any", "social", "line", "follow us.*"), Rule("x.not", "social", "line", "share[^x]*")]
    )
    for place in range(len(rules.rules)):
        pattern = rules.decided.pattern(place)
        for head in (b"follow us", b"share"):
            match = pattern.search(head + b" now\nand again")
            assert match is None or match.end() == len(head) + 4


@pytest.fixture(scope="module")
def examples() -> list[bytes]:
    """Give all lines of examples of the packs, as they are and in capitals."""
    texts = {line for rule in read_all() for text in (*rule.yes, *rule.no) for line in text.splitlines()}
    return [text.encode() for line in sorted(texts) for text in {line, line.upper()} if "\u017f" not in text]


def test_the_forms_of_a_pattern_agree(examples: list[bytes]) -> None:
    rules, disagreements = load(), []
    for rule in range(0, len(rules.rules), 9):
        loose, ascii_, western, central, exact = (
            rules.decided.pattern(rule, form) for form in ("loose", "ascii", "cp1252", "cp1250", "exact")
        )
        for line in (line for line in examples if loose.search(line) or _shares_words(rules, rule, line)):
            matches = exact.search(line) is not None
            if matches and not loose.search(line):
                disagreements.append(("loose", rules.rules[rule].id, line))
            if line.isascii() and matches != (ascii_.search(line) is not None):
                disagreements.append(("ascii", rules.rules[rule].id, line))
            for page, narrow in (("cp1252", western), ("cp1250", central)):
                written = line.decode().encode(page, "replace")
                if written.decode(page) == line.decode() and matches != (narrow.search(written) is not None):
                    disagreements.append((page, rules.rules[rule].id, line))
            if matches != rules.decided.matches(rule, line):
                disagreements.append(("chosen", rules.rules[rule].id, line))
    assert disagreements == []


def _shares_words(rules: RuleSet, rule: int, line: bytes) -> bool:
    folded = line.lower()
    return all(any(atom.data in folded for atom in some) for some in rules.rules[rule].atoms)
