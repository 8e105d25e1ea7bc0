"""Reworded passages of a corpus on one subject: each document is compared with a few others."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import pytest

import chaffinch as cf
from chaffinch.matching.chaining import Anchors
from chaffinch.matching.reworded import matches as rewordings
from chaffinch.matching.reworded.matches import PARTNERS, Rewordings, best
from chaffinch.matching.reworded.restated import Restated

SUBJECT = [f"word{n}" for n in range(400)]


def report(facts: list[list[str]], chance: random.Random) -> str:
    """Make a report of some facts of one subject, each in words of its own order and some of its own."""
    sentences = []
    for fact in chance.sample(facts, 10):
        words = chance.sample(fact, 16) + [f"own{chance.randrange(10**6)}" for _ in range(3)]
        chance.shuffle(words)
        sentences.append(" ".join(words).capitalize() + ".")
    return " ".join(sentences)


def reports(count: int) -> list[str]:
    chance = random.Random(7)
    facts = [chance.sample(SUBJECT, 24) for _ in range(30)]
    return [report(facts, chance) for _ in range(count)]


def pairs_compared(texts: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    """Count the pairs of documents that are compared by all their sentences."""
    count = 0

    def counted(*_: object) -> Iterator[object]:
        nonlocal count
        count += 1
        return iter(())

    monkeypatch.setattr(rewordings, "reworded", counted)
    cf.find_passages(texts, sensitivity="high")
    return count


def test_the_pairs_compared_grow_with_the_texts_and_not_with_their_square(monkeypatch: pytest.MonkeyPatch):
    few, many = (pairs_compared(reports(count), monkeypatch) for count in (50, 100))
    assert few <= PARTNERS * 50
    assert many <= 2.5 * few
    monkeypatch.setattr(rewordings, "PARTNERS", 10**6)
    assert pairs_compared(reports(50), monkeypatch) > 2 * few  # there is something to bound


def made(*rows: tuple[int, int, float]) -> Rewordings:
    left, right, new = zip(*rows, strict=True)
    zero = np.zeros(len(rows), np.int64)
    anchors = Anchors(np.array(left), zero, np.array(right), zero, zero, zero)
    return Rewordings(anchors, np.array(new, np.float64), Restated(zero[:0], zero[:0], []), all_sentences=True)


def kept(parts: list[Rewordings]) -> list[tuple[int, int]]:
    found = [part.anchors for part in best(parts)]
    return sorted({(int(a), int(b)) for one in found for a, b in zip(one.left, one.right, strict=True)})


def test_the_best_partners_of_either_document_stay(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rewordings, "PARTNERS", 1)
    rows = [(0, 1, 0.5), (0, 2, 0.9), (0, 3, 0.4), (1, 2, 0.8), (1, 3, 0.3), (2, 3, 0.2)]
    assert kept([made(*rows)]) == [(0, 2), (0, 3), (1, 2)]


@pytest.mark.parametrize("cut", range(1, 6))
def test_which_pairs_stay_depends_on_no_batch(cut: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rewordings, "PARTNERS", 2)
    rows = [(a, b, 0.5) for a in range(4) for b in range(a + 1, 4)]
    assert kept([made(*rows[:cut]), made(*rows[cut:])]) == kept([made(*rows)])


def test_like_sentences_of_one_pair_count_together(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rewordings, "PARTNERS", 1)
    assert (0, 2) not in kept([made((0, 1, 0.4), (0, 1, 0.4), (0, 2, 0.7), (2, 3, 0.9))])
