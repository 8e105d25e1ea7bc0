"""A text that is one thing again and again takes time in proportion to its length."""

from __future__ import annotations

import time

import pyarrow as pa
import pytest

from chaffinch.boilerplate import find, rules

AGAIN = {
    "buttons": "Share this\n",
    "labels with titles": "Read more: The lock number {} opens again\n",
    "announced buttons": "All of this is what the lock {} has to say:\nShare this\n",
    "cards": "Contact: Nora Vik, tel. +49 30 {}, nora{}@lock.example\n",
    "quotations": "He said “we use cookies on the page {}”. ",
    "notices in a paragraph": "We use cookies on our site. ",
    "captions": "The lock {} is open (Photo: Nora Vik) and old. ",
}
FEW, TIMES, MOST = 150, 16, 5
"""Repetitions, how many times more of them, and how much more than in proportion that may take: quadratic time is 16."""


def seconds(part: str, times: int) -> float:
    batch = pa.record_batch({"text": ["".join(part.replace("{}", str(i)) for i in range(times))]})
    started = time.process_time()
    find(batch, rules.load(), "rules")
    return time.process_time() - started


@pytest.mark.parametrize("part", AGAIN.values(), ids=AGAIN)
def test_a_longer_text_takes_more_time_in_proportion(part: str) -> None:
    seconds(part, FEW)  # patterns are compiled
    few = min(seconds(part, FEW) for _ in range(3))
    assert seconds(part, FEW * TIMES) <= MOST * TIMES * few
