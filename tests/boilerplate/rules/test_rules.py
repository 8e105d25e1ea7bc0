"""Every rule finds its own examples, exactly, and nothing in its counter-examples; the automaton misses no match."""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.boilerplate.rules.brackets import brackets
from chaffinch.boilerplate.rules.cache import ready
from chaffinch.boilerplate.rules.examples import faults
from chaffinch.boilerplate.rules.packs import Rule, read_all
from chaffinch.boilerplate.rules.prefilter import foreign_blocks
from chaffinch.boilerplate.rules.ruleset import compile_rules, load
from chaffinch.boilerplate.rules.scene import Haystack, Scene
from chaffinch.errors import UsageError
from chaffinch.step import strip
from chaffinch.text.segment import TextBatch, blocks

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


def test_examples() -> None:
    """All rules at once, with the id of each that has a fault: as tests of their own they were a tenth of the suite."""
    lacking = [f"{rule.id} needs examples of both kinds" for rule in RULES if not (rule.yes and rule.no)]
    assert lacking + [f"{rule.id} {fault}" for rule in RULES for fault in faults(rule)] == []


@cache
def scene() -> Scene:
    texts = [parse(example)[0] for rule in RULES for example in (*rule.yes, *rule.no)]
    batch = TextBatch.of([*texts, *map(str.upper, texts), PROSE])
    return Scene.of(batch, blocks(batch))


def plainly(rule: int, texts: Sequence[bytes]) -> set[bytes]:
    """Ask RE2, without anything before it, which texts a rule matches; none of them has a line end.

    It reads all of them in one call, a line each, as a call takes far longer than a text.
    """
    starts = [*accumulate((len(text) + 1 for text in texts), initial=0)]
    pattern, joined, offset, found = load().decided.pattern(rule), b"\n".join(texts), 0, set()
    while offset <= len(joined) and (match := pattern.search(joined, offset)):
        line = bisect_right(starts, match.start()) - 1
        found.add(texts[line])
        offset = starts[line + 1]
    return found


def test_the_automaton_proposes_whatever_matches() -> None:
    rules, here = load(), scene()
    foreign = foreign_blocks(here.haystack)
    found = rules._whole_blocks(here, rules.atoms.find(here.haystack, here.alive, foreign))
    found = rules._matching(here, found, foreign)
    got = set(zip(found.rule.tolist(), found.block.tolist(), strict=True))
    spans = zip(here.haystack.start.tolist(), here.haystack.stop.tolist(), strict=True)
    texts = [here.haystack.narrow[a:b] for a, b in spans]
    short = [*dict.fromkeys(text for text in texts if len(text) < 200)]
    missed = [
        f"{rule.id} matches {texts[block].decode()!r} and is not proposed"
        for place, rule in enumerate(rules.rules)
        if rule.scope == "line"
        for some in [plainly(place, short)]
        for block in range(len(texts))
        if texts[block] in some and (place, block) not in got
    ]
    assert missed == []


def mixtures() -> list[str]:
    """Give texts put together from what the rules' examples say, in other orders, cases and with other signs."""
    chance = random.Random(7)
    words = [word for rule in RULES for example in rule.yes for word in parse(example)[0].split()]
    signs = [" ", " ", " ", " ", " | ", ": ", " — ", ". ", "(", ") ", " © ", " ١٢ ", " 2020-01-03 ", "«", "-", " · "]
    texts = []
    for _ in range(400):
        start = chance.randrange(len(words))
        some = [*words[start : start + chance.randint(1, 6)], *chance.sample(words, chance.randint(0, 3))]
        text = "".join(word + chance.choice(signs) for word in some).strip()
        texts.append(chance.choice((str, str.upper, str.lower))(chance.choice(("", "", "• ", "« ", "[")) + text))
    return [text for text in texts if text]


def test_letters_at_the_ends_lose_no_match() -> None:
    rules = load()
    examples = [parse(example)[0] for rule in RULES for example in rule.yes]
    texts = [" ".join(text.split()) for text in (*examples, *map(str.upper, examples[::5]), *mixtures())]
    batch = TextBatch.of([text for text in texts if text])
    haystack = Haystack.of(batch, blocks(batch))
    spans = zip(haystack.start.tolist(), haystack.stop.tolist(), strict=True)
    blocks_of = np.array([haystack.narrow[start:stop] for start, stop in spans], object)
    foreign = foreign_blocks(haystack)
    for rule in np.flatnonzero(rules.openings.row_of >= 0).tolist():
        whole = np.full(len(blocks_of), rule)
        fits = rules.openings.fits(haystack, whole, haystack.start, haystack.stop) | (rules.digits[rule] & foreign)
        missed = plainly(rule, [*dict.fromkeys(blocks_of[~fits].tolist())])
        assert not missed, f"{rules.rules[rule].id} matches {missed}"


def paired(text: bytes) -> list[tuple[int, int]]:
    """Pair brackets the plain way: a stack of each kind."""
    found = []
    for opener, closer in ("()", "[]", "（）", "【】", "［］"):
        stack = []
        for match in re.finditer(f"{re.escape(opener)}|{re.escape(closer)}".encode(), text):
            if match.group() == opener.encode():
                stack.append(match.start())
            elif stack:
                found.append((stack.pop(), match.end()))
    return sorted(found, key=lambda pair: pair[1])


@given(st.lists(st.text("()[]（）【x ", max_size=14), min_size=1, max_size=4))
def test_brackets_are_paired_as_with_a_stack(texts: list[str]) -> None:
    sizes = np.array([len(text.encode()) for text in texts])
    start = np.cumsum(sizes + 1) - sizes - 1
    data = np.frombuffer("\n".join([*texts, ""]).encode(), np.uint8)
    expected = [
        (i, at + a, at + b)
        for i, (at, text) in enumerate(zip(start.tolist(), texts, strict=True))
        for a, b in paired(text.encode())
    ]
    assert list(zip(*(column.tolist() for column in brackets(data, start, start + sizes)), strict=True)) == expected


def test_what_was_decided_before_changes_nothing() -> None:
    rules, texts = load(), [parse(example)[0] for rule in RULES for example in rule.yes]
    fresh = compile_rules([], ready())
    for _ in range(2):
        assert rules.find(TextBatch.of(texts)).equals(fresh.find(TextBatch.of(texts)))


@pytest.mark.parametrize(
    ("pattern", "message"),
    [("(a", "never closes"), ("[0-9]+", "no literal"), ("a(?=b)", "look-around"), (r"foo\p{Nope}", "foo")],
)
def test_a_message_names_a_wrong_pattern(pattern: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        compile_rules([Rule("x.y.z", "social", "sentence", pattern)])


def test_a_hostile_text_takes_linear_time() -> None:
    text = "share this " * 40_000 + "\n" + "| home " * 40_000 + "\n" + "«" * 100_000
    assert load().find(TextBatch.of([text])).num_rows >= 0


@pytest.mark.parametrize(
    ("brief", "footer"),
    [
        ("The lock is shut.", "All rights reserved."),
        ("Two goats on the line. Trains run again.", "Sign up for our newsletter to get the news every morning."),
        ("Das Tor klemmt.", "Alle Rechte vorbehalten."),
    ],
)
def test_a_brief_loses_a_footer_that_is_as_long_as_it_is(brief: str, footer: str) -> None:
    assert strip(f"{brief}\n\n{footer}") == brief
    assert strip(footer) == footer
