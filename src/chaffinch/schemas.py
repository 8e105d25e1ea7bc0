"""The Arrow schema of every table, in one place.

The public tables are the files of a run folder; their names and columns are an interface. The work tables are
what the stages hand to one another while a run goes on. Internally a document is its *number*: its rank in the
code-point order of all document ids, so that "the smaller number" and "the smaller id" are the same thing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

__all__ = [
    "DECISIONS", "FACTS", "FINDING_ROWS", "LEFT_OUT", "MARKS", "NAMES", "NUMBERS", "PAGES", "PLANS", "PLAN_ROWS",
    "PUBLIC", "READ", "SKIPPED", "TEXTS",
    "concatenated", "flat", "ints", "lists", "nested",
]  # fmt: skip

_S, _I32, _I64, _F, _B = pa.string(), pa.int32(), pa.int64(), pa.float32(), pa.bool_()


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema([pa.field(name, kind) for name, kind in columns.items()])


PUBLIC: dict[str, pa.Schema] = {
    # one row a document read: where it is from, what is known about it, what became of it
    "documents": _schema(
        document=_S,  # its id
        source=_S,  # the file, relative to the input's root
        record=_I64,  # its record number in that file, from 0 (0 for a file that is one document)
        encoding=_S,  # how its bytes became text
        host=_S, date=_S, title=_S, author=_S, site=_S,  # metadata, null where unknown
        characters=_I64,  # length of its text in code points
        digest=_S,  # blake2b-128 of its text in UTF-8, hexadecimal
        outcome=_S,  # cleaned | duplicate | failed
    ),
    # boilerplate found, removed or not
    "findings": _schema(document=_S, start=_I64, stop=_I64, category=_S, rule=_S, score=_F),
    # what sites repeat; a finding of category template has its rule
    "templates": _schema(
        rule=_S, host=_S,
        pattern=_S,  # the text with its slots as {}
        pages=_I64,  # pages of the host that show it
        share=_F,  # ... as a share of the pages looked at
        example=_S,  # the text as it stands on one of them
        kept=_S,  # why it is only reported, as part of its pages: wrapped, values, markup, ...; empty if it may go
    ),
    # two passages that say the same thing; left < right
    "matches": _schema(
        unit=_S,  # document | passage
        left_document=_S, left_start=_I64, left_stop=_I64, left_coverage=_F,
        right_document=_S, right_start=_I64, right_stop=_I64, right_coverage=_F,
        similarity=_F,  # 2 x equal letters / letters of both
    ),
    # members of clusters of matching passages
    "clusters": _schema(
        cluster=_S,  # its smallest member: document:start-stop
        kind=_S,  # document | quotation | syndicated | repeat
        document=_S, start=_I64, stop=_I64,
        keeper=_B,  # this member stays
        speaker=_S,  # who is quoted, where the text around says so
    ),
    # decisions
    "removals": _schema(
        document=_S, start=_I64, stop=_I64,
        action=_S,  # remove | mark | withheld; report of a whole document that is a copy and stays
        reason=_S,  # category of the finding, duplicate, contained, or kind of the cluster
        rule=_S, score=_F,
        keeper=_S, keeper_start=_I64, keeper_stop=_I64,  # because that passage stays
    ),
    # deeds: position is where the gap is in the cleaned text
    "edits": _schema(document=_S, start=_I64, stop=_I64, position=_I64, text=_S),
    # records that cleaned + edits do not rebuild exactly
    "originals": _schema(source=_S, record=_I64, bytes=pa.large_binary()),
    # the files below cleaned/, sorted: a run removes no others
    "files": _schema(file=_S),
    # blocks of an HTML page that extraction left out
    "left_out": _schema(document=_S, after=_I64, text=_S, reason=_S, score=_F),
    # what could not be read, extracted or processed
    "failures": _schema(source=_S, record=_I64, document=_S, stage=_S, message=_S),
}  # fmt: skip

# records of WARC files that are no pages, by what they are
SKIPPED = _schema(what=_S, records=_I64)

# one row a document, in order of reading: what a reader makes of a record
TEXTS = _schema(
    source=_I32,  # index of the source in the sorted list of inputs
    record=_I64,
    id=_S,  # the id as read; null where the record has none
    host=_S, date=_S, title=_S, author=_S, site=_S, encoding=_S,
    text=pa.large_string(),  # null where reading or extraction failed
    failure=_S,  # the message, where it failed
    stage=_S,  # ... at this stage: read | extract
)  # fmt: skip

# beside TEXTS, row by row: what is known of the blocks of an HTML page
PAGES = _schema(
    left_out=pa.list_(pa.struct([("after", _I64), ("text", _S), ("reason", _S), ("score", _F)])),
    # all blocks, to choose among them again: see `html.result.Candidate`
    blocks=pa.list_(
        pa.struct([("text", _S), ("score", pa.float64()), ("place", _I64), ("row", _I32), ("item", _B), ("link", _B)])
    ),
    elsewhere=pa.float64(),  # words that trafilatura has read from elsewhere than from blocks
)  # fmt: skip

# what is read: TEXTS, and beside it what is known of the blocks of an HTML page
READ = pa.schema([*TEXTS, *PAGES])

# beside TEXTS, row by row: the blocks that were left out of an HTML page
LEFT_OUT = pa.schema([PAGES.field("left_out")])

# beside TEXTS, row by row: what is known of a document but its text
FACTS = _schema(
    source=_I32, record=_I64, id=_S, host=_S, date=_S, title=_S, author=_S, site=_S, encoding=_S,
    characters=_I64, digest=_S, failure=_S, stage=_S,
)  # fmt: skip

# beside TEXTS, row by row: what the document is called in public tables
NAMES = _schema(document=_S)

# beside TEXTS, row by row: the document's number (-1: failed, has none)
NUMBERS = _schema(number=_I32)

# boilerplate in a batch of texts: row = index of the document in the batch; start, stop in code points
FINDING_ROWS = _schema(row=_I32, start=_I32, stop=_I32, category=_S, rule=_S, score=_F)

# beside TEXTS, row by row: the same as lists, one row a document
MARKS = _schema(
    start=pa.list_(_I32), stop=pa.list_(_I32), category=pa.list_(_S), rule=pa.list_(_S), score=pa.list_(_F),
)  # fmt: skip

# what the policy chose over the whole corpus: a passage goes, or the whole document, because another one stays
PLAN_ROWS = _schema(
    row=_I64,  # of TEXTS
    plan_whole=_B, plan_action=_S, plan_start=_I32, plan_stop=_I32,
    plan_reason=_S,  # duplicate | contained for a whole document, else the kind of the cluster
    plan_score=_F, plan_keeper=_S, plan_keeper_start=_I32, plan_keeper_stop=_I32,
)  # fmt: skip

# beside TEXTS, row by row: the same as lists
PLANS = pa.schema([(f.name, pa.list_(f.type)) for f in PLAN_ROWS if f.name != "row"])

# beside TEXTS, row by row: the decisions, as lists
DECISIONS = _schema(
    start=pa.list_(_I64), stop=pa.list_(_I64), action=pa.list_(_S), reason=pa.list_(_S), rule=pa.list_(_S),
    score=pa.list_(_F), keeper=pa.list_(_S), keeper_start=pa.list_(_I64), keeper_stop=pa.list_(_I64),
)  # fmt: skip


def concatenated(*batches: pa.RecordBatch) -> pa.Table:
    """Put batches of one schema after one another."""
    return pa.Table.from_batches(batches).combine_chunks()


def ints(rows: pa.RecordBatch | pa.Table, name: str) -> npt.NDArray[np.int64]:
    """Give a column of integers that has no nulls."""
    return np.asarray(rows.column(name).to_numpy().astype(np.int64))


def nested(rows: pa.RecordBatch | pa.Table, row: str, count: int, schema: pa.Schema) -> pa.RecordBatch:
    """Make lists, one row a document, of rows sorted by document.

    Args:
        rows: sorted by the integer column ``row``, which lies in [0, count).
        schema: list columns, each named as a column of ``rows``.

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
    """Give the elements of lists that lie beside one another, one list a document: `nested`, to Python.

    Many times quicker than ``to_pylist`` of each column, which makes a scalar of every list.

    >>> lists(pa.record_batch({"start": [[5], [], [6, 7]], "stop": [[8], [], [7, 9]]}), ["start", "stop"])
    [[(5, 8)], [], [(6, 7), (7, 9)]]
    """
    rows = list(zip(*(batch.column(name).flatten().to_pylist() for name in names), strict=True))
    sizes = pc.list_value_length(batch.column(names[0])).to_numpy()
    ends = np.cumsum(sizes)
    return [rows[a:b] for a, b in zip((ends - sizes).tolist(), ends.tolist(), strict=True)]


def flat(batch: pa.RecordBatch, names: list[str], row: str) -> pa.Table:
    """Undo `nested`: one row an element of the lists, with the index of its list in the column ``row``.

    >>> lists = pa.record_batch({"start": [[5], [], [6, 7]]})
    >>> flat(lists, ["start"], "row").to_pydict()
    {'row': [0, 2, 2], 'start': [5, 6, 7]}
    """
    index = pc.list_parent_indices(batch.column(names[0]))
    return pa.table({row: index.cast(pa.int64()), **{n: pc.list_flatten(batch.column(n)) for n in names}})
