"""Conversions between batches, lists of rows for each document, arrays and Python values, which all stages use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["concatenated", "dtype", "flat", "ints", "lists", "nested"]

_NAMES = {"float": "float32", "double": "float64"}
"""Names of types of Arrow that differ from those of numpy."""


def concatenated(*batches: pa.RecordBatch) -> pa.Table:
    """Concatenate batches of one schema to a table of one chunk."""
    return pa.Table.from_batches(batches).combine_chunks()


def dtype(kind: pa.DataType) -> np.dtype[Any]:
    """Return the type that an array of numpy has for a type of numbers or truth values.

    ``DataType.to_pandas_dtype`` needs pandas in older versions of pyarrow (17 to 21 do).

    >>> dtype(pa.int32()), dtype(pa.float32()), dtype(pa.bool_())
    (dtype('int32'), dtype('float32'), dtype('bool'))
    """
    return np.dtype(_NAMES.get(str(kind), str(kind)))


def ints(rows: pa.RecordBatch | pa.Table, name: str) -> npt.NDArray[np.int64]:
    """Return a column of integers without nulls as int64, shape (rows,)."""
    return np.asarray(rows.column(name).to_numpy().astype(np.int64))


def nested(rows: pa.RecordBatch | pa.Table, row: str, count: int, schema: pa.Schema) -> pa.RecordBatch:
    """Collect rows to lists, one list for each document.

    Args:
        rows: sorted by the integer column ``row``.
        row: name of the column with the index of the document, in ``[0, count)``.
        count: number of documents.
        schema: list columns, each named as a column of ``rows``.

    Returns:
        A batch of ``count`` rows.

    >>> rows = pa.record_batch({"row": [0, 2, 2], "start": [5, 6, 7]})
    >>> nested(rows, "row", 3, pa.schema([("start", pa.list_(pa.int32()))]))["start"].to_pylist()
    [[5], [], [6, 7]]
    """
    at = rows.column(row).to_numpy(zero_copy_only=False)
    offsets = pa.array(np.searchsorted(at, np.arange(count + 1)).astype(np.int32))
    columns = []
    for field in schema:
        values = rows.column(field.name)
        values = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
        columns.append(pa.ListArray.from_arrays(offsets, values.cast(field.type.value_type)).cast(field.type))
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def lists(batch: pa.RecordBatch, names: Sequence[str]) -> list[list[tuple[Any, ...]]]:
    """Convert list columns of equal lengths to Python: for each document a list of tuples, one for each element.

    This is many times faster than ``to_pylist`` of each column, which makes a scalar of every list.

    >>> lists(pa.record_batch({"start": [[5], [], [6, 7]], "stop": [[8], [], [7, 9]]}), ["start", "stop"])
    [[(5, 8)], [], [(6, 7), (7, 9)]]
    """
    rows = list(zip(*(batch.column(name).flatten().to_pylist() for name in names), strict=True))
    sizes = pc.list_value_length(batch.column(names[0])).to_numpy()
    ends = np.cumsum(sizes)
    return [rows[a:b] for a, b in zip((ends - sizes).tolist(), ends.tolist(), strict=True)]


def flat(batch: pa.RecordBatch, names: list[str], row: str) -> pa.Table:
    """Undo `nested`: make a row of each element of the lists, with the index of its list in the column ``row``.

    >>> lists = pa.record_batch({"start": [[5], [], [6, 7]]})
    >>> flat(lists, ["start"], "row").to_pydict()
    {'row': [0, 2, 2], 'start': [5, 6, 7]}
    """
    index = pc.list_parent_indices(batch.column(names[0]))
    return pa.table({row: index.cast(pa.int64()), **{n: pc.list_flatten(batch.column(n)) for n in names}})
