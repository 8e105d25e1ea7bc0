"""Ends of sentences where a batch ends."""

from __future__ import annotations

import numpy as np

from chaffinch.segment import TextBatch, Units, sentences, units


def test_a_stop_before_white_space_at_the_end_of_a_batch() -> None:
    batch = TextBatch.of(["One is here. Two is there." + " " * 9])
    assert len(sentences(batch, units(batch)).start) == 2
    loose = Units(batch.start, batch.stop, np.zeros(1, np.int64))
    assert len(sentences(batch, loose).start) == 2
