"""Cells of Parquet that Python has no value for cost at most their record."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from chaffinch.formats import cells

Cycle = Callable[..., Any]

TEXTS = ["One. CUT Two.", "DROP it", "Three CUT four."]
FAR = [2**62, 1, None]


def broken(raw: list[bytes | None]) -> pa.Array:
    """Make strings of any bytes, which `pa.array` refuses."""
    return pa.Array.from_buffers(pa.string(), len(raw), pa.array(raw, pa.binary()).buffers())


def written(**columns: Any) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue()


def table(data: bytes) -> pa.Table:
    return pq.ParquetFile(io.BytesIO(data)).read()


def raw(column: pa.ChunkedArray) -> list[Any]:
    """Give cells by their bytes and numbers, which all have."""
    return cells.values(column.combine_chunks())


ODD = {
    "string": broken([b"x\xff", b"\xfe", None]),
    "list": pa.ListArray.from_arrays([0, 1, 1, 2], broken([b"x\xff", b"\xfe"])),
    "struct": pa.StructArray.from_arrays([broken([b"x\xff", b"y", None])], ["s"]),
    "timestamp": pa.array(FAR).cast(pa.timestamp("us")),
    "nanoseconds": pa.array(FAR).cast(pa.timestamp("ns")),
    "zone": pa.array(FAR).cast(pa.timestamp("us", "No/Where")),
    "date": pa.array([10**9, 1, None], pa.int32()).cast(pa.date32()),
    "duration": pa.array(FAR).cast(pa.duration("s")),
}


@pytest.mark.parametrize("to", ["same", "jsonl", "parquet", "text"])
@pytest.mark.parametrize("column", ["id", "host", "url", "date", "note"])
@pytest.mark.parametrize("kind", ODD)
def test_metadata_of_any_kind_costs_no_record(cycle: Cycle, kind: str, column: str, to: str) -> None:
    data = written(text=pa.array(TEXTS), **{column: ODD[kind]})
    made = cycle({"x.parquet": data}, to=to)
    assert made.texts() == TEXTS
    one, two = table(data), table(made.restored["x.parquet"])
    assert one.schema.equals(two.schema)
    assert [raw(c) for c in one.columns] == [raw(c) for c in two.columns]
    if to == "same":
        cleaned = table(made.cleaned["x.parquet"])
        assert cleaned["text"].to_pylist() == ["One. Two.", "Three four."]
        assert raw(cleaned[column]) == raw(one[column])[::2]


@pytest.mark.parametrize("encoding", ["utf-8", "same"])
@pytest.mark.parametrize("is_binary", [True, False])
def test_a_text_that_is_no_utf8_costs_characters_or_a_record(cycle: Cycle, is_binary: bool, encoding: str) -> None:
    raws = [b"A CUT b", b"ab c\xff", b"c", b"\x81\x82\x83\x84"]
    data = written(body=pa.array(raws, pa.binary()) if is_binary else broken(list(raws)), n=pa.array([1, 2, 3, 4]))
    made = cycle({"x.parquet": data}, text_field="body", encoding=encoding)
    assert made.texts() == ["A CUT b", "ab c\ufffd", "c", None]
    assert [row["encoding"] for row in made.rows] == ["utf-8", "utf-8-damaged", "utf-8", None]
    assert made.rows[3]["failure"] == "not text: column 'body': 4 of 4 bytes are no UTF-8, the first is 0x81 at byte 0"
    texts = cells.texts(table(made.cleaned["x.parquet"])["body"].combine_chunks())
    assert texts == ["A b", b"ab c\xff" if encoding == "same" else "ab c\ufffd", "c"]
    restored = table(made.restored["x.parquet"])["body"].combine_chunks()
    assert cells.texts(restored) == ["A CUT b", b"ab c\xff", "c", b"\x81\x82\x83\x84"]


def test_broken_bytes_of_other_columns_are_written_as_characters_and_come_back(cycle: Cycle) -> None:
    notes = broken([b"x\xff", b"\xfe", b"y", b"z\xff"])
    data = written(text=pa.array([*TEXTS, "Four."]), note=notes)
    made = cycle({"x.parquet": data}, encoding="utf-8")
    cleaned = table(made.cleaned["x.parquet"])
    assert cleaned["note"].to_pylist() == ["x\ufffd", "y", "z\ufffd"]
    assert cleaned["text"].to_pylist() == ["One. Two.", "Three four.", "Four."]
    restored = table(made.restored["x.parquet"])
    assert [cells.texts(column.combine_chunks()) for column in restored.columns] == [
        [*TEXTS, "Four."],
        [b"x\xff", b"\xfe", "y", b"z\xff"],
    ]


@pytest.mark.parametrize(
    "kind", [pa.binary(), pa.large_binary(), pa.binary_view(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())]
)
def test_texts_of_any_kind_of_column(cycle: Cycle, kind: pa.DataType) -> None:
    made = cycle({"x.parquet": written(text=pa.array(TEXTS, kind), id=pa.array(["a", "b", "c"], kind))})
    assert [row["id"] for row in made.rows] == ["a", "b", "c"]
    assert made.texts() == TEXTS
    cleaned = table(made.cleaned["x.parquet"])
    assert cells.texts(cleaned["text"].combine_chunks()) == ["One. Two.", "Three four."]
    assert cleaned.schema.equals(table(made.restored["x.parquet"]).schema)


def test_a_small_dictionary_does_not_overflow(cycle: Cycle) -> None:
    texts = [f"{'DROP' if i % 2 else 'CUT'} {i}" for i in range(128)]
    indices = pa.array(range(128), pa.int8())
    data = written(text=pa.DictionaryArray.from_arrays(indices, pa.array(texts)))
    made = cycle({"x.parquet": data})
    assert table(made.cleaned["x.parquet"])["text"].to_pylist() == [str(i) for i in range(0, 128, 2)]
    assert table(made.restored["x.parquet"]).equals(table(data))


def test_a_dictionary_that_cannot_be_read_is_reported(cycle: Cycle) -> None:
    note = pa.DictionaryArray.from_arrays(pa.array([0, 0, 0], pa.int8()), broken([b"\xff"]))
    data = written(text=pa.array(TEXTS), note=note)
    made = cycle({"x.parquet": data})
    assert "Invalid UTF8" in made.rows[0]["failure"]
    assert made.restored == {"x.parquet": data}


def test_columns_of_one_name_stay(cycle: Cycle) -> None:
    sink = io.BytesIO()
    pq.write_table(
        pa.Table.from_arrays([pa.array(TEXTS), pa.array([1, 2, 3]), pa.array([4, 5, 6])], ["text", "n", "n"]), sink
    )
    made = cycle({"x.parquet": sink.getvalue()})
    assert table(made.restored["x.parquet"]).equals(table(sink.getvalue()))


def test_what_has_no_value_is_written_in_other_shapes(cycle: Cycle) -> None:
    made = cycle({"x.parquet": written(text=pa.array(TEXTS), a=ODD["struct"], b=ODD["duration"])}, to="jsonl")
    first = json.loads(made.cleaned["x.parquet.jsonl"].splitlines()[0])
    assert first == {"text": "One. Two.", "a": {"s": "x\ufffd"}, "b": str(2**62)}
