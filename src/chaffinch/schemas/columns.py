"""Types of columns, and two ways to make a schema, for the work tables."""

from __future__ import annotations

import pyarrow as pa

__all__ = ["I8", "I16", "I32", "I64", "U8", "U16", "U32", "B", "F", "S", "beside", "table"]

S, I8, I16, I32, I64, F, B = (
    pa.string(), pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.float32(), pa.bool_(),
)  # fmt: skip
U8, U16, U32 = pa.uint8(), pa.uint16(), pa.uint32()


def table(**columns: pa.DataType) -> pa.Schema:
    """Make a schema of columns by name."""
    return pa.schema([pa.field(name, kind) for name, kind in columns.items()])


def beside(rows: pa.Schema) -> pa.Schema:
    """Give the schema of the same columns as lists, one row a document."""
    return pa.schema([(field.name, pa.list_(field.type)) for field in rows if field.name != "row"])
