"""Blocks, and what is worked out once for a batch."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from chaffinch.text.segment import TextBatch, blocks
from chaffinch.text.utf8 import Wide, late

TEXTS = [
    "",
    "One.\n\n Two –\u2003\r\n\u2028three",
    "é",
    "\n" + " " * 20 + "far in" + "\u3000" * 9 + "\n.",
    "\t\x85\n",
    "end",
]


@pytest.mark.parametrize("first", range(len(TEXTS)))
def test_blocks_of_a_part_are_those_of_the_whole(first: int) -> None:
    for last in range(first + 1, len(TEXTS) + 1):
        shared, alone = blocks(TextBatch.of(TEXTS).part(first, last)), blocks(TextBatch.of(TEXTS[first:last]))
        for name in ("start", "stop", "document"):
            assert np.array_equal(getattr(shared, name), getattr(alone, name))


def test_white_space_around_lines_is_no_part_of_them_however_long() -> None:
    batch = TextBatch.of(TEXTS)
    found = [bytes(batch.data[a:b]).decode() for a, b in zip(blocks(batch).start, blocks(batch).stop, strict=True)]
    assert found == ["One.", "Two –", "three", "é", "far in", ".", "end"]


@pytest.mark.parametrize("text", ["", "plain", "aé", "é", "–a😀é", "中文"])
def test_bytes_within_characters_are_counted_at_any_offset(text: str) -> None:
    data = np.frombuffer(text.encode(), np.uint8)
    before = np.concatenate(([0], np.cumsum(late(data))))
    assert np.array_equal(Wide.of(data).later(np.arange(len(data) + 1)), before)


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())]
)
@pytest.mark.parametrize("texts", [[], [None], ["", None, ""], ["é", None, "b\n", ""]])
def test_a_batch_is_the_same_from_any_column(kind: pa.DataType, texts: list[str | None]) -> None:
    column = pa.array(texts, pa.string()).cast(kind)
    expected = TextBatch.of([text or "" for text in texts])
    for given in (column, pa.concat_arrays([column, column])[len(texts) :]):
        batch = TextBatch.of(given)
        assert bytes(batch.data) == bytes(expected.data)
        assert batch.start.tolist() == expected.start.tolist()
        assert batch.stop.tolist() == expected.stop.tolist()
        assert [bytes(batch.data[a:b]).decode() for a, b in zip(batch.start, batch.stop, strict=True)] == [
            text or "" for text in texts
        ]


@pytest.mark.parametrize("letter", ["с", "т", "ß", "あ"])  # their last byte is that of "！", "。", "？", "…"
def test_a_letter_is_no_stop_whatever_its_last_byte(letter: str) -> None:
    words = [
        "ветер дул с моря и никто не вышел в порт до утра а потом пошел дождь",
        "и лодки стояли у стены до самого вечера пока не стих ветер над водой он",
    ]
    text = "\n".join([f"{words[0]} {letter}", f"{words[1]} {letter}", f"{words[1]} {letter}", "конец."])
    plain = text.replace(f" {letter}\n", " я\n")
    assert [len(blocks(TextBatch.of([one]))) for one in (text, plain)] == [1, 1]
