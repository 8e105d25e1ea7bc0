"""Pairs of sentences that cannot share enough terms are left out, and no others."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaffinch.matching.chaining import Anchors
from chaffinch.matching.reworded.likeness import likeness
from chaffinch.matching.reworded.sentence_store import SentencesInMemory
from chaffinch.matching.reworded.sentences import split_sentences

WORDS = [f"{c}{v}{d}{v}n" for c in "bdfgklmnprst" for v in "aeiou" for d in "lmr"]
SENTENCE = st.lists(st.sampled_from(WORDS[:60]), min_size=3, max_size=50).map(lambda words: " ".join(words) + ".")


@settings(deadline=None)
@given(st.lists(SENTENCE, min_size=1, max_size=4), st.sampled_from([0.1, 0.25, 0.5, 1.0]))
def test_every_pair_that_shares_enough_is_measured(sentences: list[str], least: float) -> None:
    texts = [*sentences, *sentences]  # equal ones share as many terms as they can
    found = split_sentences(texts)
    store = SentencesInMemory(found, np.full(len(found.term), 40, np.uint16))
    left, right = np.triu_indices(len(texts), 1)
    zero = np.zeros(len(left), np.int64)
    anchors = Anchors(left.astype(np.int64), zero, right.astype(np.int64), zero, zero, zero)
    whole, quick = likeness(anchors, store), likeness(anchors, store, least)
    enough = whole.dice >= least
    for name in ("cosine", "dice", "weight"):
        assert getattr(quick, name)[enough] == pytest.approx(getattr(whole, name)[enough])
