"""Documents of millions of characters in pieces, so that what finds boilerplate takes bounded memory.

No page of a site is as long: such a document is a dump of many. Each piece is looked at as if it were a document.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.text import Ints

__all__ = ["LONG", "cut"]


LONG = 1 << 20
"""Code points of a document from which on it comes in pieces, and of a piece at most."""

_ENDS = ("\n\n", "\n", " ")  # a piece ends behind one of these, the first that is there


@dataclass(frozen=True, slots=True)
class Pieces:
    """The documents of a batch, the long ones in pieces.

    Attributes:
        batch: a row a piece; all columns but ``text`` are those of its document.
        row: the document of each piece, int64.
        start: code points of the document before it, int64.
    """

    batch: pa.RecordBatch
    row: Ints
    start: Ints

    def each(self, find: Callable[[pa.RecordBatch], pa.Table]) -> pa.Table:
        """Find in a piece after the other; give what is found as findings in documents, in any order.

        Args:
            find: gives rows with ``row``, ``start`` and ``stop`` for the pieces of a batch.
        """
        found = []
        for i in range(len(self.row)):
            some = find(self.batch.slice(i, 1))
            place = pa.array(np.full(len(some), i, np.int32))
            found.append(some.set_column(some.schema.get_field_index("row"), some.schema.field("row"), place))
        return self._whole(pa.concat_tables(found))

    def _whole(self, found: pa.Table) -> pa.Table:
        piece = found["row"].to_numpy()
        columns = {"row": self.row[piece]}
        columns |= {name: found[name].to_numpy() + self.start[piece] for name in ("start", "stop")}
        for name, values in columns.items():
            field = found.schema.field(name)
            found = found.set_column(
                found.schema.get_field_index(name), field, pa.array(values, field.type, safe=False)
            )
        return found


def cut(batch: pa.RecordBatch) -> Pieces | None:
    """Cut the long documents of a batch; None where there is none.

    Args:
        batch: with a column ``text``.
    """
    if not (pc.max(pc.binary_length(batch["text"])).as_py() or 0) > LONG:
        return None
    rows: list[int] = []
    starts: list[int] = []
    texts: list[str | None] = []
    for row, text in enumerate(batch["text"].to_pylist()):
        edges = _edges(text or "")
        rows += [row] * len(edges)
        starts += edges
        stops = [*edges[1:], len(text or "")]
        texts += [text[a:b] if text is not None else None for a, b in zip(edges, stops, strict=True)]
    names = [name for name in batch.schema.names if name != "text"]
    pieces = batch.select(names).take(pa.array(rows, pa.int64()))  # not the text, which would be there for every piece
    pieces = pieces.append_column("text", pa.array(texts, batch.schema.field("text").type))
    return Pieces(pieces, np.array(rows, np.int64), np.array(starts, np.int64))


def _edges(text: str) -> list[int]:
    """Give where pieces start.

    >>> _edges("short")
    [0]
    """
    edges = [0]
    while len(text) - edges[-1] > LONG:
        low, high = edges[-1] + LONG // 2, edges[-1] + LONG
        found = (text.rfind(end, low, high) + len(end) for end in _ENDS if text.find(end, low, high) >= 0)
        edges.append(next(found, high))
    return edges
