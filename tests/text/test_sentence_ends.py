"""Ends of sentences where a batch ends."""

from __future__ import annotations

import numpy as np
import pytest

from chaffinch.text.segment import Blocks, TextBatch, blocks, sentences


def test_a_stop_before_white_space_at_the_end_of_a_batch() -> None:
    batch = TextBatch.of(["One is here. Two is there." + " " * 9])
    assert len(sentences(batch, blocks(batch)).start) == 2
    loose = Blocks(batch.start, batch.stop, np.zeros(1, np.int64))
    assert len(sentences(batch, loose).start) == 2


@pytest.mark.parametrize("space", [" " * 40, " \u3000" * 20, "\u2003" * 30 + " ", "\t" * 33 + "\u00a0"])
def test_white_space_between_sentences_is_part_of_none_however_long(space: str) -> None:
    batch = TextBatch.of([f"One is here.{space}Two is there.{space}Three.", f"Four.{space}"])
    found = sentences(batch, blocks(batch))
    words = [bytes(batch.data[a:b]).decode() for a, b in zip(found.start, found.stop, strict=True)]
    assert words == ["One is here.", "Two is there.", "Three.", "Four."]


@pytest.mark.parametrize("before", ["", "x ", "xxxxxxxx ", "(", "é "])
@pytest.mark.parametrize(
    ("word", "count"), [("Mr", 1), ("A.K.A", 1), ("É", 1), ("messrs", 1), ("amessrsx", 2), ("xyzmessrs", 2)]
)
def test_words_that_end_no_sentence_are_known_at_any_offset(before: str, word: str, count: int) -> None:
    batch = TextBatch.of([f"{before}{word}. Next one"])
    assert len(sentences(batch, blocks(batch)).start) == count


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Write to Ann.Lee@example.org on Monday. Then wait.", 2),
        ("See www.Oakfield.example and https://example.org/Map.Of for more. Then go.", 2),
        ("It was late.Then they left.", 2),
        ("It ended there. / Translated by Ann Lee", 2),
        ("It ended there. | Home", 2),
        ("It first ran in the (Harnby, Ore.) Mill Post. Then it was lost.", 2),
        ("Contributing: Ann Lee, Oakfield (Fla.) Post; Bo Vik", 1),
        ("They left. (Laughs.) And then it rained.", 3),
        ("It is old (see the note of May.) The gates are new.", 2),
    ],
)
def test_addresses_are_whole_and_dividers_begin_anew(text: str, parts: int) -> None:
    batch = TextBatch.of([text])
    assert len(sentences(batch, blocks(batch)).start) == parts
