"""Documents of millions of characters in pieces, so that what finds boilerplate takes bounded memory.

No page of a site is as long: such a document is a dump of many. Each piece is looked at as if it were a document.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["LONG", "Pieces", "cut"]

Ints = npt.NDArray[np.int64]

LONG = 1 << 21
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

    def whole(self, found: pa.Table) -> pa.Table:
        """Turn findings in pieces, with columns ``row``, ``start`` and ``stop``, into findings in documents."""
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
    pieces = batch.take(pa.array(rows, pa.int64()))
    at = pieces.schema.get_field_index("text")
    pieces = pieces.set_column(at, "text", pa.array(texts, pieces.schema.field(at).type))
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
