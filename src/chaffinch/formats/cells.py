"""Convert cells of Arrow columns to values of Python, and put other texts into them.

A cell of a string column may hold any bytes, and Arrow's dates reach further than Python's. Such a cell may cost no
other, so a column that does not convert as a whole is converted cell by cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.formats.record import lenient

__all__ = ["is_text", "sound", "texts", "values", "with_texts"]

# Errors of pyarrow for a cell without a value in Python: a broken text or a nanosecond (ValueError), a date or duration
# out of range (OverflowError), an unknown time zone (LookupError), a type without conversion.
_NO_VALUE = (ValueError, OverflowError, LookupError, NotImplementedError)
_NOT_A_DATE = "<value out of range"  # the text that Arrow gives for a date beyond its calendar


def is_text(kind: pa.DataType) -> bool:
    """Tell whether a column of a type may hold texts: strings, or bytes that may be UTF-8; also in a dictionary.

    >>> is_text(pa.dictionary(pa.int8(), pa.string())), is_text(pa.binary()), is_text(pa.binary(4))
    (True, True, False)
    """
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return _is_string(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or kind == pa.binary_view()


def _is_string(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def texts(column: pa.Array) -> list[str | bytes | None]:
    """Give the texts of a column for which `is_text` is true; of a cell that is not UTF-8 its bytes.

    >>> texts(pa.array([b"a", b"\\xff", None]))
    ['a', b'\\xff', None]
    """
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if _is_string(column.type):
        try:
            return list(column.to_pylist())
        except UnicodeDecodeError:
            pass
    return [_text(bytes(cell.as_buffer())) if cell.is_valid else None for cell in column]


def _text(raw: bytes) -> str | bytes:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw


def values(column: pa.Array) -> list[Any]:
    """Give the cells of a column of any type.

    Bytes of a string that are not UTF-8 become U+FFFD. A date, time or duration that Python has no value for is given
    as Arrow writes it, else as the number that is stored.

    >>> values(pa.array([1, 2**62]).cast(pa.duration("s")))
    [datetime.timedelta(seconds=1), '4611686018427387904']
    """
    if not _has_nanoseconds(column.type):  # pyarrow makes values of pandas of these, if it is installed
        try:
            return list(column.to_pylist())
        except _NO_VALUE:
            pass
    return [_value(cell) for cell in column]


def _has_nanoseconds(kind: pa.DataType) -> bool:
    return getattr(kind, "unit", "") == "ns"


def _value(cell: pa.Scalar) -> Any:
    if not cell.is_valid:
        return None
    kind = cell.type
    if pa.types.is_dictionary(kind) or isinstance(cell, pa.ExtensionScalar):
        return _value(cell.value)
    if pa.types.is_struct(kind):
        return {kind.field(i).name: _value(cell[i]) for i in range(kind.num_fields)}
    if pa.types.is_map(kind):
        return [[_value(pair[0]), _value(pair[1])] for pair in cell.values]
    if isinstance(cell, pa.ListScalar):
        return [_value(one) for one in cell.values]
    if _is_string(kind):
        return lenient(bytes(cell.as_buffer()))
    return _temporal(cell) if pa.types.is_temporal(kind) else _plain(cell)


def _plain(cell: pa.Scalar) -> Any:
    try:
        return cell.as_py()
    except _NO_VALUE:
        return str(cell)


def _temporal(cell: pa.Scalar) -> Any:
    try:
        return (_in_microseconds(cell) if _has_nanoseconds(cell.type) else cell).as_py()
    except _NO_VALUE:
        return _written(cell)


def _in_microseconds(cell: pa.Scalar) -> pa.Scalar:
    """Give a time without its nanoseconds; raise ArrowInvalid, a ValueError, where it has some."""
    kind = cell.type
    if pa.types.is_timestamp(kind):
        return cell.cast(pa.timestamp("us", kind.tz))
    return cell.cast(pa.duration("us") if pa.types.is_duration(kind) else pa.time64("us"))


def _written(cell: pa.Scalar) -> str:
    try:
        text = str(pc.cast(cell, pa.string()).as_py())
    except _NO_VALUE:
        text = _NOT_A_DATE
    return str(cell.value) if text.startswith(_NOT_A_DATE) else text


def sound(rows: pa.RecordBatch, kept: str) -> tuple[pa.RecordBatch, set[int]]:
    """Give rows whose columns of strings have U+FFFD for each broken byte, and the indices of those that had any.

    Args:
        rows: of a file.
        kept: name of the column of texts, which stays as it is; so do strings within lists and structs.

    >>> cells = pa.array([b"a\\xff", None]).view(pa.string())
    >>> rows, broken = sound(pa.record_batch({"a": cells}), "text")
    >>> rows["a"].to_pylist(), broken
    (['a\ufffd', None], {0})
    """
    broken: set[int] = set()
    for at, field in enumerate(rows.schema):
        column = rows.column(at)
        if field.name != kept and _is_string(field.type) and not _is_valid(column):
            broken |= {row for row, cell in enumerate(texts(column)) if isinstance(cell, bytes)}
            rows = rows.set_column(at, field, pa.array(values(column), field.type))
    return rows, broken


def _is_valid(column: pa.Array) -> bool:
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def with_texts(rows: pa.RecordBatch, column: str, new: Mapping[int, str]) -> pa.RecordBatch:
    """Give rows with other texts in some of them; no other cell is converted.

    >>> with_texts(pa.record_batch({"t": ["a", "b"]}), "t", {1: "c"})["t"].to_pylist()
    ['a', 'c']
    """
    if not new:
        return rows
    at = rows.schema.get_field_index(column)
    field = rows.schema.field(at)
    return rows.set_column(at, field, _replaced(rows.column(at), new))


def _replaced(cells: pa.Array, new: Mapping[int, str]) -> pa.Array:
    kind = cells.type
    if pa.types.is_dictionary(kind):
        made = _replaced(cells.dictionary_decode(), new).dictionary_encode()
        indices = made.indices.cast(kind.index_type)
        return pa.DictionaryArray.from_arrays(indices, made.dictionary.cast(kind.value_type), ordered=kind.ordered)
    rows = sorted(new)
    put = pa.array([new[row] for row in rows], kind)
    pieces, start = [], 0
    for i, row in enumerate(rows):
        pieces += [cells.slice(start, row - start), put.slice(i, 1)]
        start = row + 1
    return pa.concat_arrays([*pieces, cells.slice(start)])
