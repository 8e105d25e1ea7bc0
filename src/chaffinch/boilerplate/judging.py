"""Judge what the pages of a host repeat: which lines, sentences and paragraphs are its templates.

Copies of a page count once. A line is a template on few pages already; prose only on a fair share of them, and only
where it stands apart from what the page alone says. Quotations, and background that follow-up articles repeat, stand
amidst the article; they are none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chaffinch.boilerplate.copies import collapse
from chaffinch.boilerplate.counting import FEWEST
from chaffinch.boilerplate.hashing import Ints
from chaffinch.boilerplate.repetition import LINE, LOOSE, PAGE, PROSE, REMARK, SENTENCE, SHINGLE

__all__ = ["CANDIDATES", "Judge"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

UNKNOWN_PAGES = 20  # pages of unknown hosts that must show a template: shares say nothing there
UNKNOWN_EDGE = (600, 1500)  # bytes from the top and the end of a page where templates of unknown hosts stand
CONTENT_BYTES = 80  # a line of so many bytes that no other page has is what the page is about
HOLLOW = (0.05, 200)  # a page with a smaller share and fewer bytes of its own is a copy or a stub: it does not count
HALF = 0.5  # of the pages that show it must show it at the edge
COVERS = 0.8  # a unit on so large a share of a sentence's pages explains the sentence

_I64, _I32 = pa.int64(), pa.int32()
CANDIDATES = pa.schema(
    [
        ("group", _I64), ("key", _I64), ("kind", pa.int8()),
        ("pages", _I64), ("looked", _I64),  # pages that show it, of pages looked at; copies count once
        ("sure", pa.bool_()),  # else a template only if a phrase of a rule is in it
        ("owner", _I64),  # the key whose template this is a form of; its own key otherwise
        ("number", _I32), ("start", _I32), ("stop", _I32),  # the page with the smallest number
        ("other_number", _I32), ("other_start", _I32), ("other_stop", _I32),  # ... and with the largest
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one group, sorted by key, then page, then place; one of a key and page.

    Attributes:
        key: index of the key, int64, 0 for the first.
        page: index of the page, int64.
        kind, start, stop: of the place.
        first: row of each key with the smallest page.
    """

    key: Ints
    page: Ints
    kind: Ints
    start: Ints
    stop: Ints
    first: Ints


@dataclass(frozen=True, slots=True)
class Judge:
    """Kernel: all `REPEATS` of some groups -> `CANDIDATES`."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield the candidates of every group; the order of the rows does not matter."""
        table = {name: batch[name].to_numpy(zero_copy_only=False) for name in batch.schema.names}
        order = np.lexsort((table["start"], table["number"], table["key"], table["group"]))
        table = {name: column[order] for name, column in table.items()}
        group = table["group"]
        edge = np.append(np.flatnonzero(np.append(True, group[1:] != group[:-1])[: len(group)]), len(group))
        for a, b in zip(edge[:-1].tolist(), edge[1:].tolist(), strict=True):
            part = {name: column[a:b] for name, column in table.items()}
            found = _judge_unknown(part) if group[a] < 0 else _judge_host(part)
            if found is not None and found.num_rows:
                yield found


def _judge_host(part: dict[str, Ints]) -> pa.RecordBatch | None:
    number, page = np.unique(part["number"], return_inverse=True)
    if len(number) < FEWEST:
        return None
    shingles = part["kind"] == SHINGLE
    label = collapse(page[shingles], part["key"][shingles], len(number))
    name, rows = _rows(part, page, part["kind"] >= LINE)
    if not len(name):
        return None
    host = _Host(rows, len(name), label)
    sure, hopeful = host.verdicts()
    chosen = np.flatnonzero(sure | hopeful)
    owner = host.owners(sure)
    return _candidates(part, name, rows, chosen, number) | None if False else _table(
        part, name, rows, chosen, number, host.count, host.looked, sure, owner
    )
