"""Count what stands where on the pages of hosts, and judge it host by host."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.boilerplate.templates import FEWEST, collapse, host_hashes
from chaffinch.html.sites.evidence import PLACE, TEXT, UNIT, keys, log_odds, text_keys
from chaffinch.text import Ints

__all__ = ["JUDGED", "SEEN", "Count", "Judge"]

_I64, _I32 = pa.int64(), pa.int32()
SEEN = pa.schema(
    [
        ("group", _I64),  # the host
        ("number", _I32),  # the document
        ("kind", pa.int8()),  # PLACE or TEXT
        ("key", _I64),
        ("value", _I32),  # of a place: log odds of text there; of a text: its words, up to a byte
    ]
)
JUDGED = pa.schema([("key", _I64), ("kind", pa.int8()), ("total", _I64), ("pages", _I64)])

_OWN = 8  # words from which on a block is likely to be the page's own, so that copies of pages share it
_MOST = 127


@dataclass(frozen=True, slots=True)
class Count:
    """Kernel: TEXTS, PAGES and NUMBERS beside `boilerplate.counting.SAMPLED` -> `SEEN`."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield the rows of each page that is looked at."""
        chosen = batch["sampled"].to_numpy(zero_copy_only=False) & (batch["number"].to_numpy() >= 0)
        host = host_hashes(batch["host"])
        chosen &= (host > 0) & (pc.list_value_length(batch["blocks"]).fill_null(0).to_numpy() > 0)
        for row in np.flatnonzero(chosen).tolist():
            yield _seen(batch["blocks"][row].values, host[row], batch["number"][row].as_py())


def _seen(blocks: pa.StructArray, host: np.uint64, number: int) -> pa.RecordBatch:
    texts = blocks.field("text").to_pylist()
    words = np.array([len(text.split()) for text in texts], np.int64)
    odds = log_odds(blocks.field("score").to_numpy())
    weight = np.maximum(words, 1)
    place, at = np.unique(keys(blocks.field("place").to_numpy(), host, PLACE), return_inverse=True)
    mean = np.bincount(at, weight * odds) / np.bincount(at, weight)
    text, first = np.unique(keys(text_keys(texts), host, TEXT), return_index=True)
    kind = np.repeat([PLACE, TEXT], [len(place), len(text)])
    value = np.concatenate((np.rint(mean * UNIT), np.minimum(words[first], _MOST))).astype(np.int32)
    group = np.full(len(kind), np.int64(host >> np.uint64(1)))
    columns = (group, np.full(len(kind), number), kind, np.concatenate((place, text)), value)
    return pa.record_batch([pa.array(c, f.type, safe=False) for c, f in zip(columns, SEEN, strict=True)], schema=SEEN)


@dataclass(frozen=True, slots=True)
class Judge:
    """Kernel: all `SEEN` of some hosts -> `JUDGED`: what stands on three pages of one; copies of a page count once."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield the evidence of every host; the order of the rows does not matter."""
        table = {name: batch[name].to_numpy().astype(np.int64) for name in batch.schema.names}
        order = np.lexsort((table["number"], table["key"], table["group"]))
        table = {name: column[order] for name, column in table.items()}
        edge = np.flatnonzero(np.append(np.append(True, np.diff(table["group"]) != 0), True))
        for a, b in zip(edge[:-1].tolist(), edge[1:].tolist(), strict=True):
            yield _judged({name: column[a:b] for name, column in table.items()})


def _judged(host: dict[str, Ints]) -> pa.RecordBatch:
    number, page = np.unique(host["number"], return_inverse=True)
    own = (host["kind"] == TEXT) & (host["value"] >= _OWN)
    label = collapse(page[own], host["key"][own], len(number))
    live = label[page] == page
    key, first, at = np.unique(host["key"][live], return_index=True, return_inverse=True)
    pages = np.bincount(at, minlength=len(key))
    total = _sums(at, host["value"][live], len(key))
    enough = pages >= FEWEST
    columns = (key, host["kind"][live][first], total, pages)
    return pa.record_batch(
        [pa.array(c[enough], f.type, safe=False) for c, f in zip(columns, JUDGED, strict=True)], schema=JUDGED
    )


def _sums(at: Ints, value: Ints, count: int) -> Ints:
    """Add up whole numbers by index, exactly."""
    total = np.zeros(count, np.int64)
    np.add.at(total, at, value)
    return total
