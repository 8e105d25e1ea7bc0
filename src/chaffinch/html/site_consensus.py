"""Site consensus: choose the blocks of a page again, by evidence from the other pages of its host.

The evidence is of two kinds: how likely main text is at each *place* of the host's template (a hash of the elements
around a block, see `page.places`), and which blocks the host repeats. Three steps make and use it:

- `CountBlocks` lists the places and blocks of every sampled page.
- `JudgeBlocks` joins them host by host; `Evidence` keeps the result and writes it to `BLOCKS_PROFILE`.
- `reconsidered` moves the scores of all blocks by the evidence, and chooses the blocks of each page again.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from chaffinch.boilerplate.templates import FEWEST, Lookup, collapse, host_hashes
from chaffinch.html.result import Candidate
from chaffinch.schemas import JUDGED_BLOCKS, READ, SITE_BLOCKS
from chaffinch.storage import exchange
from chaffinch.text import Floats, Hashes, Ints, mix, stable_hash

__all__ = [
    "BLOCKS_PROFILE",
    "PLACE",
    "TEXT",
    "CountBlocks",
    "Evidence",
    "JudgeBlocks",
    "keys",
    "load_evidence",
    "reconsidered",
    "text_keys",
]

BLOCKS_PROFILE = "blocks.profile"
"""Name of the file of a run folder that holds the evidence."""

PLACE, TEXT = 101, 102
"""Kinds of keys; other numbers than those of `boilerplate.templates.keys`, so that no two keys are equal."""

UNIT = 1024
"""Log odds are summed as whole numbers of 1 / UNIT, so that no order of adding gives another sum."""

_SUREST = 0.999  # the largest probability that counts; without a limit one page would outvote many
_PAGES = 8  # the most that other pages weigh, where the page itself weighs 1 (6 and 20 measured the same)
_REPEATED = 0.6  # log odds that a block loses if other pages repeat it (.35-1 measured; 2 loses headings of manuals)
_OWN = 8  # words from which on a block is likely to be the page's own, so that only copies of a page share it
_MOST = 127  # words of a block that are counted, so that they fit one byte

# Odd multipliers that spread kinds and hosts over 64 bits before `mix`, the same as those of site templates.
_KIND_FACTOR, _HOST_FACTOR = 0x2545F4914F6CDD1D, 0x9FB21C651E98DF25
_ALL_BITS = (1 << 64) - 1

Row = dict[str, object]


class Evidence(Struct, frozen=True):
    """The evidence of all hosts.

    Attributes:
        places: maps the key of host and place to an index of the two arrays.
        mean: mean log odds of main text at each place, in 1 / `UNIT`. float64, shape (places,)
        pages: how many pages have the place. int64, shape (places,)
        texts: the keys of host and block that are repeated.
    """

    places: Lookup
    mean: Floats
    pages: Ints
    texts: Lookup

    @classmethod
    def of(cls, key: Ints, kind: Ints, total: Ints, pages: Ints) -> Evidence:
        """Build it from the columns of `JUDGED_BLOCKS`, rows in any order; each int64, shape (rows,)."""
        order = np.argsort(key, kind="stable")
        place, text = order[kind[order] == PLACE], order[kind[order] == TEXT]
        mean = total[place] / np.maximum(pages[place], 1)
        texts = Lookup.of(key[text], np.zeros(len(text), np.int64))
        return cls(Lookup.of(key[place], np.arange(len(place))), mean, pages[place].astype(np.int64), texts)

    def probability(self, score: Floats, place: Ints, text: Ints) -> Floats:
        """Give the probability of blocks by their page and the other pages; unknown blocks keep their scores.

        Args:
            score: the probability by the page alone. float64, shape (blocks,)
            place, text: the keys of each block, see `keys`. int64, shape (blocks,)

        Returns:
            float64, shape (blocks,).
        """
        at, again = self.places.find(place), self.texts.find(text) >= 0
        own = log_odds(score)
        if len(self.mean):
            weight = np.where(at >= 0, np.minimum(self.pages[at], _PAGES), 0)
            own = (own + weight * self.mean[at] / UNIT) / (1 + weight)
        changed = (at >= 0) | again
        return np.where(changed, 1 / (1 + np.exp(_REPEATED * again - own)), score)

    def save(self, path: Path) -> None:
        """Write the evidence to one file; equal evidence gives the same bytes."""
        with path.open("wb") as file:
            np.savez(file, places=self.places.key, mean=self.mean, pages=self.pages, texts=self.texts.key)
        exchange.upload(path)

    @classmethod
    def load(cls, path: Path) -> Evidence:
        """Read what `save` wrote; a process reads a file once, unless it changes."""
        path = exchange.fetch(path)
        about = path.stat()
        return _load(str(path), about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=2)
def _load(path: str, changed: int, size: int) -> Evidence:
    del changed, size  # only part of the cache key
    with np.load(path, allow_pickle=False) as file:
        key, text = file["places"], file["texts"]
        places = Lookup.of(key, np.arange(len(key)))
        return Evidence(places, file["mean"], file["pages"], Lookup.of(text, np.zeros(len(text), np.int64)))


def log_odds(probability: Floats) -> Floats:
    """Give log(p / (1 - p)) of each probability p, limited to `_SUREST`. float64, shape (n,).

    >>> log_odds(np.array([0.5, 0.75, 1.0])).round(2).tolist()
    [0.0, 1.1, 6.91]
    """
    bounded = np.clip(probability, 1 - _SUREST, _SUREST)
    return np.asarray(np.log(bounded / (1 - bounded)))


def keys(value: Ints, host: Hashes | np.uint64, kind: int) -> Ints:
    """Bind hashes of places or texts to their host.

    Args:
        value: the hashes. int64, shape (n,)
        host: the hash of the host: one for all, or uint64, shape (n,).
        kind: `PLACE` or `TEXT`.

    Returns:
        int64, shape (n,).
    """
    salt = np.uint64((1 + kind) * _KIND_FACTOR & _ALL_BITS)
    bound = np.atleast_1d(host) * np.uint64(_HOST_FACTOR) + salt
    return np.asarray(mix(value.astype(np.int64).view(np.uint64) ^ bound).view(np.int64))


def text_keys(texts: list[str]) -> Ints:
    """Hash blocks, equal for blocks that differ only in white space and case. int64, shape (blocks,).

    >>> one, two = text_keys(["High  water", "high water"]).tolist()
    >>> one == two
    True
    """
    return np.array([stable_hash(" ".join(text.casefold().split())) for text in texts], np.int64)


class CountBlocks(Struct, frozen=True):
    """Kernel that lists the places and blocks of each sampled page, from texts with blocks, to `SITE_BLOCKS`."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a batch for each page that is sampled, has a host, and has blocks."""
        chosen = batch["sampled"].to_numpy(zero_copy_only=False) & (batch["number"].to_numpy() >= 0)
        host = host_hashes(batch["host"])
        chosen &= (host > 0) & (pc.list_value_length(batch["blocks"]).fill_null(0).to_numpy() > 0)
        for row in np.flatnonzero(chosen).tolist():
            yield _listed(batch["blocks"][row].values, host[row], batch["number"][row].as_py())


def _listed(blocks: pa.StructArray, host: np.uint64, number: int) -> pa.RecordBatch:
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
    return pa.record_batch(
        [pa.array(c, f.type, safe=False) for c, f in zip(columns, SITE_BLOCKS, strict=True)], schema=SITE_BLOCKS
    )


class JudgeBlocks(Struct, frozen=True):
    """Kernel that sums `SITE_BLOCKS` by host and key to `JUDGED_BLOCKS`; a key counts if three pages have it.

    Copies of a page count once.
    """

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield the evidence of every host; the order of the rows does not matter."""
        table = {name: batch[name].to_numpy().astype(np.int64) for name in batch.schema.names}
        order = np.lexsort((table["number"], table["key"], table["group"]))
        table = {name: column[order] for name, column in table.items()}
        offset = np.flatnonzero(np.append(np.append(True, np.diff(table["group"]) != 0), True)).tolist()
        for a, b in pairwise(offset):
            yield _judged({name: column[a:b] for name, column in table.items()})


def _judged(host: dict[str, Ints]) -> pa.RecordBatch:
    number, page = np.unique(host["number"], return_inverse=True)
    own = (host["kind"] == TEXT) & (host["value"] >= _OWN)
    label = collapse(page[own], host["key"][own], len(number))
    live = label[page] == page
    key, first, at = np.unique(host["key"][live], return_index=True, return_inverse=True)
    pages = np.bincount(at, minlength=len(key))
    total = np.zeros(len(key), np.int64)
    np.add.at(total, at, host["value"][live])
    enough = pages >= FEWEST
    columns = (key, host["kind"][live][first], total, pages)
    return pa.record_batch(
        [pa.array(c[enough], f.type, safe=False) for c, f in zip(columns, JUDGED_BLOCKS, strict=True)],
        schema=JUDGED_BLOCKS,
    )


def load_evidence(folder: Path) -> Evidence | None:
    """Read the evidence of a run folder; None where no host had enough pages."""
    path = folder / BLOCKS_PROFILE
    return Evidence.load(path) if path.exists() else None


def reconsidered(batch: pa.RecordBatch, evidence: Evidence | None) -> pa.RecordBatch:
    """Choose the blocks of every page again; other documents, and pages of unknown hosts, stay as they are.

    Args:
        batch: the columns of `schemas.READ`, or more; only ``text`` and ``left_out`` change.
        evidence: as `load_evidence` gives it.
    """
    if evidence is None or not len(evidence.mean):
        return batch
    host = host_hashes(batch["host"])
    eligible = (host > 0) & (pc.list_value_length(batch["blocks"]).fill_null(0).to_numpy() > 0)
    changed: dict[int, tuple[str, list[Row]]] = {}
    for row in np.flatnonzero(eligible).tolist():
        if found := _again(batch, row, host[row], evidence):
            changed[row] = found
    if not changed:
        return batch
    columns = {name: batch[name] for name in batch.schema.names}
    for at, name in enumerate(("text", "left_out")):
        values = [changed[i][at] if i in changed else value.as_py() for i, value in enumerate(batch[name])]
        columns[name] = pa.array(values, READ.field(name).type)
    return pa.RecordBatch.from_arrays(list(columns.values()), schema=batch.schema)


def _again(batch: pa.RecordBatch, row: int, host: np.uint64, evidence: Evidence) -> tuple[str, list[Row]] | None:
    blocks = batch["blocks"][row].values
    texts = blocks.field("text").to_pylist()
    score, place = (blocks.field(name).to_numpy() for name in ("score", "place"))
    likely = evidence.probability(score, keys(place, host, PLACE), keys(text_keys(texts), host, TEXT))
    if np.array_equal(likely, score):
        return None
    from chaffinch.html.page import reconsider  # which few corpora need

    candidates = [Candidate(**block) for block in blocks.to_pylist()]
    found = reconsider(candidates, batch["elsewhere"][row].as_py(), likely)
    if found is None:
        return None
    new: list[Row] = [{"after": b.after, "text": b.text, "reason": b.reason, "score": b.score} for b in found[1]]
    return found[0], _with_notices(new, batch["left_out"][row].as_py())


def _with_notices(new: list[Row], old: list[Row]) -> list[Row]:
    """Put the notices among the old rows behind the same block among the new ones."""
    found: list[Row] = []
    for out in old:
        if out["reason"] == "notice":
            found.append({**out, "after": found[-1]["after"] if found else 0})
        elif any(row["text"] == out["text"] for row in new):
            while new and (not found or found[-1]["text"] != out["text"]):
                found.append(new.pop(0))
    return [*found, *new]
