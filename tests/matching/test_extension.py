"""Which chains are worth aligning: arrays say what the rule says of one anchor."""

import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

import chaffinch as cf
from chaffinch.matching.chaining import Anchors, chain
from chaffinch.matching.extension import FLANK, LONE_RUN, NOISE, PROMISE, RARE, promising, worthy
from chaffinch.matching.letters import LettersInMemory
from chaffinch.matching.winnowing import DENSE_LENGTH, LENGTH
from chaffinch.text.folding import fold


def edited(random, text, share):
    return "".join(random.choice(list("abcdef")) if random.random() < share else c for c in text)


def meetings(length, count=300):
    """Pairs of texts with one seed, and what is around it equal, alike or not at all, up to their very ends."""
    random = np.random.default_rng(length)
    texts, rows = [], []
    for number in range(count):
        before, after = ("".join(random.choice(list("abcdef"), random.integers(0, 60))) for _ in range(2))
        seed = "".join(random.choice(list("abcdef"), length))
        share = random.choice([0, 0.1, 0.4, 0.6, 1], 2)
        others = edited(random, before, share[0]), edited(random, after, share[1])
        drop = random.integers(0, 8)
        texts += [before + seed + after, others[0][drop:] + seed + others[1]]
        place = len(before), len(others[0][drop:])
        rows.append((2 * number, place[0], 2 * number + 1, place[1], length, random.integers(2, 2 * RARE)))
    return texts, Anchors(*np.array(rows, np.int64).T)


def common(one, two):
    return next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))


def alike(one, two):
    width = min(len(one), len(two))
    return max((1 - NOISE) * width - Levenshtein.distance(one[:width], two[:width]), 0) / (1 - NOISE)


def is_worthy(left, at, right, place, length, documents):
    """Say it of one anchor, letter by letter."""
    weight = 2 if length == DENSE_LENGTH else 1
    flanks = [(left[at + length :], right[place + length :]), (left[:at][::-1], right[:place][::-1])]
    run = length + sum(common(*sides) for sides in flanks)
    likeness = sum(alike(one[:FLANK], two[:FLANK]) for one, two in flanks)
    return (documents <= RARE or weight * run >= LONE_RUN) and weight * (length + likeness) >= PROMISE


@pytest.mark.parametrize("length", [LENGTH, DENSE_LENGTH])
def test_lone_anchors_are_worth_what_the_rule_says(length):
    texts, anchors = meetings(length)
    letters = LettersInMemory(fold(texts))
    rows = zip(*(getattr(anchors, name).tolist() for name in Anchors.__struct_fields__), strict=True)
    expected = [is_worthy(texts[a], at, texts[b], place, size, documents) for a, at, b, place, size, documents in rows]
    assert 30 < sum(expected) < 270
    assert worthy(anchors, np.arange(300), letters).tolist() == expected
    assert worthy(anchors, np.arange(300)[::-7], letters).tolist() == expected[::-7]
    assert promising(chain(anchors), letters).tolist() == expected  # as chains they are no more and no less


def test_no_anchors():
    _, anchors = meetings(LENGTH, 1)
    assert worthy(anchors, np.zeros(0, np.int64), LettersInMemory(fold([]))).tolist() == []


def test_letters_of_anchors_that_lie_in_one_another_count_once():
    smoke = "川沿いの燻製所は煙突を残してよいことになった。郡裁判所は木曜日、1870年から立ち上っているハンノキの煙は迷惑ではないと判断した。"
    piano = "1951年に艀から落ちたピアノが川の中で見つかった。錨を探していた潜水士たちが堰の下で見つけたもので、弦は二本を除いてすべて残っていた。"
    found = cf.find_passages([smoke, piano, f"川の一週間。{smoke}{piano}"]).to_arrow()
    assert found["similarity"].to_pylist() == [1.0, 1.0]
