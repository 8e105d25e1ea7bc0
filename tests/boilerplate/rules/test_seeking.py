"""Literals in haystacks: whatever the way they are sought, all are found, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chaffinch.boilerplate.rules.literals import FOLD
from chaffinch.boilerplate.rules.needles import ALL_SHAPES, Matrix, Needles, Text
from chaffinch.boilerplate.rules.prefilter import Seeker, foreign_blocks
from chaffinch.boilerplate.rules.scene import Found, Haystack, Scene, alike, innermost, spread
from chaffinch.text.segment import TextBatch, blocks

WORDS = [
    "a",
    "ab",
    "of",
    "the",
    "share",
    "shares",
    "informat",
    "information",
    "_x",
    "é",
    "да",
    "|",
    "©",
    "the share of",
]
TEXTS = st.lists(st.sampled_from([*WORDS, " ", " ", "\n", "-", "_"]), max_size=60).map("".join)
LITERALS = st.lists(
    st.lists(st.sampled_from([*WORDS, " ", " "]), min_size=1, max_size=5)
    .map("".join)
    .map(lambda text: text.encode().translate(FOLD)),
    min_size=1,
    max_size=12,
    unique=True,
)


def places(literal: bytes, data: bytes) -> list[int]:
    """Find a literal the plain way."""
    return [i for i in range(len(data)) if data.startswith(literal, i)]


@given(LITERALS, TEXTS)
def test_needles_find_what_is_at_their_places(literals: list[bytes], text: str) -> None:
    data = text.encode().translate(FOLD)
    matrix = Matrix.of(literals)
    needles = Needles.of(matrix, np.arange(matrix.data.shape[1]) == np.zeros((len(literals), 1)), ALL_SHAPES)
    text_ = Text.of(np.frombuffer(data, np.uint8), matrix.data.shape[1])
    literal, start = needles.find(text_, np.arange(len(data)))
    found = sorted(zip(literal.tolist(), start.tolist(), strict=True))
    known = [i for i, is_known in enumerate(needles.known.tolist()) if is_known]
    assert found == [(i, place) for i in known for place in places(literals[i], data)]


@given(LITERALS, TEXTS, st.data(), st.booleans())
@pytest.mark.parametrize("small", [0, 1 << 20])
def test_all_are_found_that_stand_where_they_matter(
    small: int, literals: list[bytes], text: str, data: st.DataObject, whole: bool
) -> None:
    batch = TextBatch.of([text])
    haystack = Haystack.of(batch, blocks(batch))
    assume(len(haystack.start))
    flags = st.lists(st.integers(0, 2), min_size=len(literals), max_size=len(literals))
    ends = np.array(data.draw(flags))
    some = st.lists(st.booleans(), min_size=len(haystack.start), max_size=len(haystack.start))
    alive = np.ones(len(haystack.start), np.bool_) if whole else np.array(data.draw(some), np.bool_)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("chaffinch.boilerplate.rules.prefilter._SMALL", small)
        literal, start = Seeker.of(literals, ends >= 1, ends >= 2).find(haystack, alive, foreign_blocks(haystack))
    expected = set()
    for i, one in enumerate(literals):
        for place in places(one, haystack.data):
            block = int(np.searchsorted(haystack.start, place, side="right")) - 1
            left = int(haystack.edge(np.array([place]), haystack.first[[block]])[0])
            if alive[block] and left >= ends[i]:
                expected.add((i, place))
    pairs = [*zip(literal.tolist(), start.tolist(), strict=True)]
    assert expected <= set(pairs)
    assert len(pairs) == len(set(pairs))
    for i, place in pairs:
        assert haystack.data.startswith(literals[i], place)


def test_the_first_letter_of_a_block_begins_a_word_whatever_is_before_it() -> None:
    batch = TextBatch.of(["_shares_\n" + "text " * 10_000])
    haystack = Haystack.of(batch, blocks(batch))
    seeker = Seeker.of([b"shares"], np.array([True]), np.array([False]))
    assert [x.tolist() for x in seeker.find(haystack, np.ones(2, bool), np.zeros(2, bool))] == [[0], [2]]


@given(st.lists(st.sampled_from(["Share", "Share this", "x", "y" * 300, "é"]), max_size=12))
def test_what_is_found_in_one_block_is_found_in_all_alike(lines: list[str]) -> None:
    batch = TextBatch.of(["\n\n".join(lines)])
    scene = Scene.of(batch, blocks(batch))
    first = alike(scene)
    texts = [bytes(batch.data[a:b]) for a, b in zip(scene.blocks.start, scene.blocks.stop, strict=True)]
    assert [texts[i] for i in first.tolist()] == texts
    assert [texts.index(text) if len(text) < 200 else i for i, text in enumerate(texts)] == first.tolist()
    block = np.unique(first)
    found = spread(
        Found(block * 0, scene.blocks.start[block] + 1, scene.blocks.stop[block], block), scene.blocks, first
    )
    rows = sorted(zip(found.start.tolist(), found.stop.tolist(), found.block.tolist(), strict=True))
    edges = zip((scene.blocks.start + 1).tolist(), scene.blocks.stop.tolist(), range(len(first)), strict=True)
    assert rows == [*edges]


def test_claimed_blocks_are_alike_to_none() -> None:
    batch = TextBatch.of(["Share\n\nShare\n\nShare"])
    found = blocks(batch)
    blank = np.zeros(len(batch.data), np.bool_)
    blank[found.start[1]] = True
    assert alike(Scene.of(batch, found, blank)).tolist() == [0, 1, 0]


def test_the_innermost_of_each_rule_and_block_are_found() -> None:
    rule, block = np.array([0, 1, 0, 0, 0]), np.array([0, 0, 0, 0, 1])
    start, stop = np.array([0, 2, 1, 9, 20]), np.array([8, 5, 7, 12, 30])
    assert innermost(Found(rule, start, stop, block)).tolist() == [False, True, True, True, True]
