"""Clusters that drift: a chain of passages is cut, edits and fragments of one text stay together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from chaffinch.engines import NODE_BITS
from chaffinch.matching import drift
from chaffinch.matching.letters import LettersInMemory
from chaffinch.schemas import CLUSTER_MEMBERS
from chaffinch.text import fold

QUOTE = "We shall not close the harbour, whatever the county says, and the ferry goes on as it always has"
OTHER = "Nobody asked the pilots, who have known the bar for forty years and would have told them in a minute"
GERMAN = "Wir werden den Hafen nicht schließen, was auch immer der Kreis sagt, und die Fähre fährt weiter wie immer"
ARABIC = "لن نغلق الميناء مهما قالت المحافظة وستستمر العبارة في الإبحار كما كانت تفعل دائما منذ أربعين سنة"


def cut(monkeypatch: pytest.MonkeyPatch, texts: list[str], label: int = 0) -> dict[str, int]:
    """Cut one cluster, of which each text is a document; give the label of each text that has one."""
    letters = LettersInMemory(fold(texts))
    monkeypatch.setattr(drift, "open_letters", lambda _: letters)
    number = np.arange(len(texts), dtype=np.int32)
    stop = letters.length(number.astype(np.int64)).astype(np.int32)
    zero = np.zeros_like(number)
    rows = [np.full(len(texts), label, np.int64), number, zero, zero, stop, zero.astype(np.float32)]
    (found,) = drift.Cut(Path(), 0.7)(pa.record_batch(rows, schema=CLUSTER_MEMBERS))
    return {texts[n]: at for n, at in zip(found["number"].to_pylist(), found["label"].to_pylist(), strict=True)}


def window(text: str, at: int) -> str:
    words = text.split()
    return " ".join(words[at : at + 12])


@pytest.mark.parametrize("text", [QUOTE, GERMAN, ARABIC])
def test_edits_and_fragments_of_one_text_stay_together(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    words = text.split()
    texts = [text, f"{text} so", " ".join(words[1:]), " ".join(words[:-2]), " ".join(words[4:12]), text.upper() + "!"]
    assert set(cut(monkeypatch, texts).values()) == {0}


def test_two_quotations_that_one_copy_connects_are_two_clusters(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"{QUOTE} {i}" for i in range(4)] + [f"{OTHER} {i}" for i in range(3)]
    assert cut(monkeypatch, texts) == {text: 0 if QUOTE in text else 4 << NODE_BITS for text in texts}


def test_what_is_alike_to_no_centre_has_no_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [*(f"{QUOTE} {i}" for i in range(5)), GERMAN]
    assert GERMAN not in cut(monkeypatch, texts)


def test_a_chain_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    long = f"{QUOTE} {OTHER} {GERMAN}"
    texts = [f"{window(long, 4 * i)} {i}" for i in range(10)]
    found = cut(monkeypatch, texts)
    assert len(set(found.values())) > 1
    assert found[texts[0]] != found.get(texts[9])


def test_small_clusters_are_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(cut(monkeypatch, [QUOTE, OTHER, GERMAN, ARABIC], 7).values()) == {7}


def test_the_first_member_keeps_the_label(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"{OTHER} {i}" for i in range(2)] + [f"{QUOTE} {i}" for i in range(5)]
    assert cut(monkeypatch, texts, 3) == {text: 3 if OTHER in text else 2 << NODE_BITS for text in texts}


def test_a_cluster_whose_members_are_in_one_document_is_a_repeat() -> None:
    label, number = np.array([5, 2, 5, 2, 9, 2]), np.array([1, 0, 1, 3, 4, 0])
    assert drift.in_one_document(label, number).tolist() == [True, False, True, False, True, False]
    assert drift.in_one_document(label[:0], number[:0]).tolist() == []
