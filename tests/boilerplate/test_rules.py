"""Every rule finds its own examples, exactly, and nothing in its counter-examples; the automaton misses no match."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from importlib import resources

import numpy as np
import pytest

from chaffinch.boilerplate.compiled import FILE, encoded, ready
from chaffinch.boilerplate.packs import Rule, read_all
from chaffinch.boilerplate.rules import compile_rules, load
from chaffinch.boilerplate.scene import Scene
from chaffinch.errors import UsageError
from chaffinch.segment import TextBatch, units

PROSE = (
    "The river rose four metres in a single night and carried away the old wooden bridge, which had stood there since "
    "the miller's grandfather was a boy. Nobody in the village had seen anything like it, and those who had sat up "
    "with lamps on the hill counted the trees as they went by in the dark, roots and all, until the counting was too "
    "much for them and they went to bed. In the morning the church stood in a lake, and hens were on its roof."
)
RULES = read_all()


def parse(example: str) -> tuple[str, list[tuple[int, int]]]:
    """Give the text of an example and the ranges that its brackets enclose: all of it where it has none."""
    parts = re.split("[⟦⟧]", example)
    edges = np.cumsum([0, *map(len, parts)]).tolist()
    spans = [(edges[i], edges[i + 1]) for i in range(1, len(parts), 2)]
    return "".join(parts), spans or [(0, edges[-1])]


def joined(spans: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Join ranges with nothing but white space between them."""
    found: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if found and not text[found[-1][1] : start].strip():
            found[-1] = (found[-1][0], max(stop, found[-1][1]))
        else:
            found.append((start, stop))
    return found


def within(example: str, rule: Rule) -> tuple[str, int]:
    """Put an example between paragraphs of prose, or at the end what is found only there."""
    before = f"{PROSE}\n\n{PROSE}\n\n{PROSE}\n\n"
    return before + example + (
        "" if rule.scope == "tail" or rule.category == "references" else f"\n\n{PROSE}\n\n{PROSE}\n"
    ), len(before)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_examples(rule: Rule) -> None:
    assert rule.yes and rule.no, "a rule needs examples of both kinds"
    cases = [(*parse(yes), True) for yes in rule.yes] + [(no, [], False) for no in rule.no]
    texts = [within(text, rule) for text, _, _ in cases]
    found = compile_rules([replace(rule, alone=True)], checked=True).find(TextBatch.of([text for text, _ in texts]))
    rows = list(zip(*(found[name].to_pylist() for name in ("row", "start", "stop")), strict=True))
    for i, ((text, at), (example, wanted, _)) in enumerate(zip(texts, cases, strict=True)):
        got = [(a - at, b - at) for row, a, b in rows if row == i]
        assert joined(got, example) == joined(wanted, example), (example, [text[a + at : b + at] for a, b in got])


@cache
def scene() -> Scene:
    texts = [parse(example)[0] for rule in RULES for example in (*rule.yes, *rule.no)]
    batch = TextBatch.of([*texts, *map(str.upper, texts), PROSE])
    return Scene.of(batch, units(batch))


def test_the_automaton_proposes_whatever_matches() -> None:
    rules, here = load(), scene()
    found = rules._whole_units(here, rules._proposed(here))
    got = set(zip(found.rule.tolist(), found.unit.tolist(), strict=True))
    spans = zip(here.haystack.start.tolist(), here.haystack.stop.tolist(), strict=True)
    texts = [here.haystack.narrow[a:b] for a, b in spans]
    for place, rule in enumerate(rules.rules):
        if rule.scope == "line":
            matches = rules._regex(place)
            for unit, text in enumerate(texts):
                if len(text) < 200 and matches.search(text) and (place, unit) not in got:
                    pytest.fail(f"{rule.id} matches {text.decode()!r} and is not proposed")


@pytest.mark.parametrize(
    ("pattern", "message"),
    [("(a", "never closes"), ("[0-9]+", "no literal"), ("a(?=b)", "look-around"), (r"foo\p{Nope}", "foo")],
)
def test_wrong_patterns_are_told(pattern: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        compile_rules([Rule("x.y.z", "social", "sentence", pattern)])


def test_a_hostile_text_takes_linear_time() -> None:
    text = "share this " * 40_000 + "\n" + "| home " * 40_000 + "\n" + "«" * 100_000
    assert load().find(TextBatch.of([text])).num_rows >= 0


def test_what_is_kept_beside_the_packs_is_theirs() -> None:
    path = resources.files("chaffinch.boilerplate") / "rules" / FILE
    hint = "run python -m chaffinch.boilerplate.compiled"
    assert path.read_bytes() == encoded(), hint
    ready.cache_clear()
    assert ready() is not None, hint
