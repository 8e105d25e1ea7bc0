"""Cut documents of millions of characters into pieces, so that finding boilerplate takes bounded memory.

No page of a site is that long: such a document is a dump of many. Each piece is searched as if it were a document. How
it is written is judged by the whole, and a piece of markdown does not begin in code.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from chaffinch.boilerplate.markdown.blocks import blocks
from chaffinch.boilerplate.texts import Texts
from chaffinch.text import Ints

__all__ = ["LONG", "cut"]


LONG = 1 << 20
"""Code points of a piece at most; a document of more is cut."""

_ENDS = ("\n\n", "\n", " ")  # a piece ends behind one of these, the first that is there


class Pieces(Struct, frozen=True):
    """The documents of a batch, the long ones in pieces.

    Attributes:
        batch: a row for each piece; all columns but ``text`` are those of its document.
        row: the row of the document of each piece, int64, shape (pieces,).
        start: code points of the document before the piece, int64, shape (pieces,).
    """

    batch: pa.RecordBatch
    row: Ints
    start: Ints

    def each(self, find: Callable[[pa.RecordBatch], pa.Table]) -> pa.Table:
        """Find boilerplate in one piece after the other.

        Args:
            find: gives findings with ``row``, ``start`` and ``stop`` for a batch of pieces.

        Returns:
            The findings, with rows and offsets of the documents, in any order.
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


def cut(batch: pa.RecordBatch, markup: str = "auto") -> Pieces | None:
    """Cut the documents of a batch that are longer than `LONG`; None if there are none.

    Args:
        batch: has a column ``text``, string, and ``markup`` where records say how they are written.
        markup: how texts are written that do not say it; see `StripConfig`.
    """
    if not (pc.max(pc.binary_length(batch["text"])).as_py() or 0) > LONG:
        return None
    rows: list[int] = []
    starts: list[int] = []
    texts: list[str | None] = []
    marked = Texts(batch["text"]).in_markdown(batch, markup).tolist()
    for row, text in enumerate(batch["text"].to_pylist()):
        edges = _edges(text or "", marked=marked[row])
        rows += [row] * len(edges)
        starts += edges
        stops = [*edges[1:], len(text or "")]
        texts += [text[a:b] if text is not None else None for a, b in zip(edges, stops, strict=True)]
    names = [name for name in batch.schema.names if name not in ("text", "markup")]
    pieces = batch.select(names).take(pa.array(rows, pa.int64()))  # not the text, which would be copied for every piece
    pieces = pieces.append_column("text", pa.array(texts, batch.schema.field("text").type))
    pieces = pieces.append_column("markup", pa.array(["markdown" if marked[row] else "plain" for row in rows]))
    return Pieces(pieces, np.array(rows, np.int64), np.array(starts, np.int64))


def _edges(text: str, *, marked: bool = False) -> list[int]:
    """Give the offsets, code points, at which the pieces of a text start; of markdown not inside of a frozen block.

    >>> _edges("short")
    [0]
    """
    frozen = blocks(text).frozen if marked and len(text) > LONG else []
    firsts = [first for first, _ in frozen]
    edges = [0]
    while len(text) - edges[-1] > LONG:
        low, high = edges[-1] + LONG // 2, edges[-1] + LONG
        found = (text.rfind(end, low, high) + len(end) for end in _ENDS if text.find(end, low, high) >= 0)
        edge = next(found, high)
        at = bisect_left(firsts, edge) - 1
        inside = at >= 0 and edge < frozen[at][1] and firsts[at] > edges[-1]
        edges.append(firsts[at] if inside else edge)
    return edges
