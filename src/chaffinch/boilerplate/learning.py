"""Learn the templates of sites from a corpus: count, judge, fetch the texts of what was found, settle.

The first two steps are kernels, so that an engine can run them over a corpus of any size; what they find is small.
`learn` runs all of it in one process.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from hashlib import blake2b

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.boilerplate.counting import REPEATS, Count, sample
from chaffinch.boilerplate.hashing import Ints
from chaffinch.boilerplate.judging import CANDIDATES, Judge
from chaffinch.boilerplate.lookup import Lookup
from chaffinch.boilerplate.repetition import LINE, PAGE, SHINGLE, Reading, host_hashes, keyed
from chaffinch.boilerplate.templates import Templates
from chaffinch.boilerplate.words import SLOT_WORDS
from chaffinch.segment import TextBatch
from chaffinch.tables import PUBLIC

__all__ = ["EXCERPTS", "Phrases", "excerpts", "learn", "pattern", "settle"]

Phrases = Callable[[list[str]], Sequence[bool]]
"""Tells which texts have a phrase of a boilerplate rule in them."""

EXCERPTS = pa.schema(
    [
        ("number", pa.int32()), ("start", pa.int32()), ("stop", pa.int32()),  # bytes in the document
        ("host", pa.string()), ("text", pa.string()),
    ]
)  # fmt: skip

_TOKEN = re.compile(r"\d+|[^\W\d_]+|[\W_]")
_SLOTS = re.compile(r"\{\}(?:[\s,.:/-]{1,2}\{\}|\{\})+")
_ALIGNED = 400  # tokens from which on two examples are not aligned word by word: the cost is quadratic


def learn(batches: Iterable[pa.RecordBatch], *, phrases: Phrases | None = None) -> Templates:
    """Learn templates in this process.

    Args:
        batches: columns of TEXTS and NUMBERS; any order, any sizes.
        phrases: lets repeated prose be a template on few pages, if it has a phrase of a rule in it.
    """
    batches = list(batches)
    if not batches:
        return Templates.none()
    names = pa.chunked_array([batch["id"] for batch in batches], pa.string())
    hosts = pa.chunked_array([batch["host"] for batch in batches], pa.string())
    chosen = sample(names.combine_chunks(), hosts.combine_chunks())
    rows: list[pa.RecordBatch] = []
    done = 0
    for batch in batches:
        rows += Count()(batch.append_column("sampled", chosen.slice(done, batch.num_rows)))
        done += batch.num_rows
    repeats = pa.Table.from_batches(rows, REPEATS).combine_chunks().to_batches()
    found = pa.Table.from_batches([c for part in repeats for c in Judge()(part)], CANDIDATES)
    return settle(found, excerpts(batches, found), phrases=phrases)


def excerpts(batches: Iterable[pa.RecordBatch], candidates: pa.Table) -> pa.Table:
    """Fetch the texts of candidates from columns of TEXTS and NUMBERS; documents that have none are not touched."""
    wanted: dict[int, set[tuple[int, int]]] = {}
    rows = candidates.filter(pc.not_equal(candidates["kind"], PAGE))
    for names in (("number", "start", "stop"), ("other_number", "other_start", "other_stop")):
        for number, start, stop in zip(*(rows[name].to_pylist() for name in names), strict=True):
            wanted.setdefault(number, set()).add((start, stop))
    found: list[tuple[int, int, int, str | None, str]] = []
    numbers = np.array(sorted(wanted), np.int64)
    for batch in batches:
        for row in np.flatnonzero(np.isin(batch["number"].to_numpy(), numbers)).tolist():
            number, data = batch["number"][row].as_py(), batch["text"][row].as_py().encode()
            host = batch["host"][row].as_py()
            found += [(number, a, b, host, data[a:b].decode(errors="replace")) for a, b in sorted(wanted[number])]
    columns = list(zip(*found, strict=True)) or [()] * len(EXCERPTS)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, EXCERPTS, strict=True)], schema=EXCERPTS)


def settle(candidates: pa.Table, texts: pa.Table, *, phrases: Phrases | None = None) -> Templates:
    """Choose the templates among the candidates and make them ready to be looked up.

    Args:
        candidates: all `CANDIDATES`, in any order.
        texts: their `EXCERPTS`.
        phrases: see `learn`.
    """
    unknown = pc.sum(candidates.filter(pc.equal(candidates["kind"], PAGE))["looked"]).as_py() or 0
    rows = candidates.filter(pc.not_equal(candidates["kind"], PAGE)).sort_by([("group", "ascending"), ("key", "ascending")])
    place = ("number", "start", "stop")
    text = {key: (host, said) for *key_, host, said in zip(*texts.to_pydict().values(), strict=True) for key in [tuple(key_)]}
    one = [text[key] for key in zip(*(rows[name].to_pylist() for name in place), strict=True)]
    two = [text[key] for key in zip(*(rows[f"other_{name}"].to_pylist() for name in place), strict=True)]
    return Templates.none()
