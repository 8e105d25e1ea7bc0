"""Find which lines, sentences and paragraphs of a page are templates of its site.

`learn` makes `Templates` from a corpus; `mark` finds them in texts of the same sites, old pages and new ones.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from chaffinch.boilerplate.templates.frames import LONGEST_TITLE, Frame, able, ends, fits, outer, title_of
from chaffinch.boilerplate.templates.keys import (
    ANY_HOST,
    COPIED_WORDS,
    FRAME,
    LABEL,
    LABEL_BYTES,
    LABEL_TAIL,
    LABEL_WORDS,
    LINE,
    LOOSE,
    SENTENCE,
    Reading,
    Runs,
    host_hashes,
    keyed,
    pieces,
)
from chaffinch.boilerplate.templates.lookup import Lookup, near
from chaffinch.boilerplate.templates.page_positions import OFFSET_BITS
from chaffinch.boilerplate.templates.surroundings import Around, widened
from chaffinch.errors import UsageError
from chaffinch.model import HOLE_SCORE
from chaffinch.schemas import FINDING_ROWS, PUBLIC
from chaffinch.storage import exchange
from chaffinch.text import Bools, Floats32, Hashes, Ints, TextBatch, late_pattern, tally, union

__all__ = ["PROFILE", "Templates", "mark"]


PROFILE = "templates.profile"
"""Name of the file in a run folder that holds the templates of its sites, indexed for look-up."""

WHOLE = 0.95
"""Share of a document's bytes from which on its templates stay: it is a copy, or has nothing but its template."""

ONE_LINE, ONE_LINE_WORDS = 0.7, 4
"""Share of the bytes of a document of one line that may go, or words that must be left: a sentence of its own."""

OWN_WORDS = 3
"""Words of a remaining line because of which `WHOLE` does not hold: a brief can be shorter than the footer below it."""

EXACT, NAMES_VARY, NEARLY = 1.0, 0.95, 0.9
"""Scores (0-1) of blocks that have the words of a template; the same words but for names; nearly the same words."""

TITLE_WORDS = 3
"""Words of the title of a page, at least: a shorter line that opens a page may be any label. A judgement."""

TITLE_LINES = 3
"""Lines between the title of a page and its text, at most: the author, the day, the section. A judgement."""

_TWO_SENTENCES = late_pattern(r"[^\W\d_]{3,}[.!?]\s+[^\sa-z].*\s\S{2,}\.\Z")  # "We are free. Sign up today."

KEPT_SCORE = 0.4
"""Score of what may be data of its page: below `HOLE_SCORE`, so it is found and reported, never removed."""


@dataclass(frozen=True)
class Templates:
    """The templates of a corpus.

    Attributes:
        keys: gives for the key of a block, loose form or sentence the row in ``evidence``.
        labels: gives the same for the key of a label, which goes with what follows it to the end of its block.
        anywhere: gives the same for the key of a longer block of one host, whatever the host of the page.
        shingles: gives for the key of three words in a row of a template the row in ``evidence``.
        hosts: hashes of the hosts that have templates, uint64, shape (hosts,), ascending.
        evidence: the table ``templates`` of `PUBLIC`, a row a template, sorted by host and pattern.
        aside: the rows in ``evidence`` of blocks that seldom open their pages, int64, shape (blocks,), ascending.
        around: the words that go with a sentence, by its row in ``evidence``.
        framed: gives for the key of a frame with a free slot the row in ``evidence``.
        frames: what stands before and behind the slot of a frame, by its row in ``evidence``.
    """

    keys: Lookup
    labels: Lookup
    anywhere: Lookup
    shingles: Lookup
    hosts: Hashes
    evidence: pa.Table
    aside: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    around: dict[int, Around] = field(default_factory=dict)
    framed: Lookup = field(default_factory=lambda: Lookup.of(np.zeros(0, np.int64), np.zeros(0, np.int32)))
    frames: dict[int, Frame] = field(default_factory=dict)

    @cached_property
    def kept(self) -> Bools:
        """Tell which rows of ``evidence`` may be data of their pages and are only reported, bool, shape (rows,)."""
        return np.asarray(pc.not_equal(self.evidence["kept"], "").to_numpy())

    @cached_property
    def label_hosts(self) -> Hashes:
        """The hosts with labels, which are few, uint64, shape (hosts,), ascending."""
        return _hosts_of(self.labels, self.evidence)

    @cached_property
    def frame_hosts(self) -> Hashes:
        """The hosts with frames, which are few, uint64, shape (hosts,), ascending."""
        return _hosts_of(self.framed, self.evidence)

    @classmethod
    def none(cls) -> Templates:
        """Give the templates of no site."""
        nothing = Lookup.of(np.zeros(0, np.int64), np.zeros(0, np.int32))
        return cls(nothing, nothing, nothing, nothing, np.zeros(0, np.uint64), PUBLIC["templates"].empty_table())

    def joined(self, other: Templates) -> Templates:
        """Add the templates of another corpus; a template of both keeps the evidence of this one."""
        both = pa.concat_tables([self.evidence, other.evidence]).combine_chunks()
        rules = both["rule"].to_pylist()
        first = {rule: row for row, rule in reversed(list(enumerate(rules)))}
        host, pattern = both["host"].to_pylist(), both["pattern"].to_pylist()
        order = sorted(first.values(), key=lambda row: (host[row] or "", pattern[row]))
        place = {row: at for at, row in enumerate(order)}
        to = np.array([place[first[rule]] for rule in rules], np.int64)
        mine, theirs = to[: len(self.evidence)], to[len(self.evidence) :]
        return Templates(
            _both((self.keys, mine), (other.keys, theirs)),
            _both((self.labels, mine), (other.labels, theirs)),
            _both((self.anywhere, mine), (other.anywhere, theirs)),
            _both((self.shingles, mine), (other.shingles, theirs)),
            np.union1d(self.hosts, other.hosts),
            both.take(pa.array(order, pa.int64())),
            np.union1d(mine[self.aside], theirs[other.aside]),
            {int(row[at]): words for some, row in ((other, theirs), (self, mine)) for at, words in some.around.items()},
            _both((self.framed, mine), (other.framed, theirs)),
            {int(row[at]): words for some, row in ((other, theirs), (self, mine)) for at, words in some.frames.items()},
        )

    def save(self, path: str | Path) -> None:
        """Write all of it to one file; equal templates give equal bytes."""
        sink = io.BytesIO()
        with pa.ipc.new_file(sink, self.evidence.schema) as writer:
            writer.write_table(self.evidence.combine_chunks())
        with Path(path).open("wb") as file:
            np.savez(
                file,
                keys=self.keys.key, key_rows=self.keys.value,
                labels=self.labels.key, label_rows=self.labels.value,
                anywhere=self.anywhere.key, anywhere_rows=self.anywhere.value,
                shingles=self.shingles.key, shingle_rows=self.shingles.value,
                framed=self.framed.key, framed_rows=self.framed.value,
                hosts=self.hosts, evidence=np.frombuffer(sink.getvalue(), np.uint8),
                aside=self.aside, around=_packed(self.around), frames=_packed(self.frames),
            )  # fmt: skip
        exchange.upload(Path(path))

    @classmethod
    def load(cls, path: str | Path) -> Templates:
        """Read a file that `save` wrote, or the one in a run folder; a process reads a file again only if it changed.

        Raises:
            UsageError: the file cannot be read, or is no file of templates.
        """
        file = Path(path) / PROFILE if Path(path).is_dir() else Path(path)
        try:
            file = exchange.fetch(file)
            about = file.stat()
            return _load(str(file), about.st_mtime_ns, about.st_size)
        except (OSError, ValueError, KeyError, BadZipFile, pa.ArrowInvalid) as error:
            why = getattr(error, "strerror", None) or error
            raise UsageError(
                f"cannot read site templates from {file}: {why}; give a run folder, or the file {PROFILE} of one"
            ) from error


def _hosts_of(keys: Lookup, evidence: pa.Table) -> Hashes:
    """Give the hashes of the hosts of templates; pages without a host and those with an empty one share theirs."""
    hosts = {*evidence["host"].take(pa.array(np.unique(keys.value))).to_pylist()}
    hosts |= {None, ""} if hosts & {None, ""} else set()
    return np.unique(host_hashes(pa.array(list(hosts), pa.string())))


def _packed(pairs: Mapping[int, tuple[str, ...]]) -> npt.NDArray[np.uint8]:
    return np.frombuffer(json.dumps(sorted(pairs.items())).encode(), np.uint8)


def _unpacked(data: npt.NDArray[np.uint8]) -> dict[int, tuple[str, ...]]:
    return {int(row): tuple(parts) for row, parts in json.loads(data.tobytes())}


def _both(one: tuple[Lookup, Ints], other: tuple[Lookup, Ints]) -> Lookup:
    """Join look-ups, given the new row for each of their values."""
    keys = np.concatenate([lookup.key for lookup, _ in (one, other)])
    return Lookup.of(keys, np.concatenate([row[lookup.value] for lookup, row in (one, other)]))


@lru_cache(maxsize=4)
def _load(path: str, changed: int, size: int) -> Templates:
    del changed, size  # part of the cache key alone
    with np.load(path, allow_pickle=False) as file:
        evidence = pa.ipc.open_file(pa.py_buffer(file["evidence"].tobytes())).read_all()
        if evidence.schema.names != PUBLIC["templates"].names:
            raise ValueError("it was made by another version of chaffinch")
        names = (
            ("keys", "key_rows"),
            ("labels", "label_rows"),
            ("anywhere", "anywhere_rows"),
            ("shingles", "shingle_rows"),
            ("framed", "framed_rows"),
        )
        keys, labels, anywhere, shingles, framed = (Lookup.of(file[key], file[row]) for key, row in names)
        beside = {row: (before, behind) for row, (before, behind) in _unpacked(file["around"]).items()}
        frames = _unpacked(file["frames"])
        return Templates(
            keys, labels, anywhere, shingles, file["hosts"], evidence, file["aside"], beside, framed, frames
        )


def mark(batch: pa.RecordBatch, templates: Templates, texts: TextBatch | None = None) -> tuple[pa.RecordBatch, Bools]:
    """Find the templates of each document's host.

    Args:
        batch: columns ``text`` and ``host``, both string.
        templates: the templates to look for.
        texts: ``TextBatch.of(batch["text"])``, if the caller has it already.

    Returns:
        Rows of `FINDING_ROWS`, sorted by document and offset, category ``template``; and for each byte of
        ``TextBatch.of(batch["text"]).data`` whether a template that goes covers it, bool, shape (bytes,).
    """
    host = host_hashes(batch["host"])
    known = _known(host, templates.hosts)
    whole = TextBatch.of(batch["text"]) if texts is None else texts
    blank = np.zeros(len(whole.data), bool)
    found = [_Found.none()]
    for first, last, piece in pieces(whole):
        if known[first:last].any() or len(templates.anywhere.key):
            reading = Reading.of(piece)
            part = _guarded(reading, _find(reading, host[first:last], known[first:last], templates))
            _paint(blank[int(whole.start[first]) - 1 : int(whole.stop[last - 1]) + 1], part)
            found.append(part.placed(piece, first))
    return _rows(found, templates), blank


def _known(host: Hashes, hosts: Hashes) -> Bools:
    """Tell which hashes are among ``hosts``, which are sorted."""
    if not len(hosts):
        return np.zeros(len(host), np.bool_)
    return np.asarray(hosts[np.minimum(np.searchsorted(hosts, host), len(hosts) - 1)] == host)


class _Found(Struct, frozen=True):
    """Findings: document, start and stop (bytes; code points after `placed`), row of the evidence, score."""

    document: Ints
    start: Ints
    stop: Ints
    row: Ints
    score: Floats32

    @classmethod
    def none(cls) -> _Found:
        nothing = np.zeros(0, np.int64)
        return cls(nothing, nothing, nothing, nothing, np.zeros(0, np.float32))

    def take(self, which: Ints | Bools) -> _Found:
        return _Found(self.document[which], self.start[which], self.stop[which], self.row[which], self.score[which])

    def goes(self) -> Bools:
        """Tell which findings are removed, not only reported."""
        return np.asarray(self.score >= HOLE_SCORE)

    def placed(self, texts: TextBatch, first: int) -> _Found:
        start, stop = texts.code_points(np.stack((self.start, self.stop)))
        return _Found(self.document + first, start, stop, self.row, self.score)


def _find(reading: Reading, host: Hashes, known: Bools, templates: Templates) -> _Found:
    blocks, document = reading.blocks, reading.document
    own = host[document]
    row = np.full(len(blocks), -1)
    score = np.zeros(len(blocks), np.float32)
    some = known[document] & (blocks.size > 0)

    def look(value: Hashes, kind: int, sure: float) -> None:
        left = np.flatnonzero(some & (row < 0) & (value != 0))
        row[left] = templates.keys.find(keyed(value[left], own[left], kind))
        score[left[row[left] >= 0]] = sure

    look(blocks.hash, LINE, EXACT)
    if len(templates.anywhere.key):
        copied = np.flatnonzero((row < 0) & (blocks.size >= COPIED_WORDS))
        row[copied] = templates.anywhere.find(keyed(blocks.hash[copied], np.full(len(copied), ANY_HOST), LINE))
        score[copied[row[copied] >= 0]] = EXACT
    look(reading.loose(some & (row < 0)), LOOSE, NAMES_VARY)
    close, like, parts = near(reading, own, some & (row < 0), templates.shingles)
    row[close], score[close] = like, NEARLY
    score[np.flatnonzero(row >= 0)] = _scores(row[row >= 0], score[row >= 0], templates)
    _add_crumbs(row, score, blocks.size, document)
    _spare_titles(row, score, reading, templates)
    inner = templates.keys.find(keyed(parts.hash, own[parts.block], SENTENCE))
    hit, parts, inner = np.flatnonzero(row >= 0), parts.take(inner >= 0), inner[inner >= 0]
    labelled, with_frames = (_known(host, hosts)[document] for hosts in (templates.label_hosts, templates.frame_hosts))
    closing, last = _closing(reading, own, labelled & some & (row < 0), templates)
    doubtful = (row < 0) | (score < HOLE_SCORE)  # a frame speaks of its page, whatever its numbers look like
    framed, slotted = _framed(reading, own, with_frames & some & doubtful, templates)
    pieces = [blocks.take(hit), parts, closing, framed]
    rows = [row[hit], inner, last, slotted]
    scores = [
        score[hit],
        *(
            _scores(r, np.full(len(r), s, np.float32), templates)
            for r, s in ((inner, EXACT), (last, NAMES_VARY), (slotted, NAMES_VARY))
        ),
    ]
    start, stop = (np.concatenate([getattr(runs, name) for runs in pieces]) for name in ("start", "stop"))
    row = np.concatenate(rows)
    start, stop = widened(reading.batch, start, stop, row, templates.around)
    order = np.argsort(start, kind="stable")
    return _Found(
        document[np.concatenate([runs.block for runs in pieces])], start, stop, row, np.concatenate(scores)
    ).take(order)


def _closing(reading: Reading, host: Hashes, which: Bools, templates: Templates) -> tuple[Runs, Ints]:
    """Find labels with what follows them, near the end of pages; give the row in the evidence of each, int64."""
    value, block = reading.rows(LABEL_WORDS, which & reading.closing())
    which = np.zeros(len(which), np.bool_)
    which[block[templates.labels.find(keyed(value, host[block], LABEL)) >= 0]] = True
    if not which.any():
        return reading.blocks.take(np.zeros(0, np.int64)), np.zeros(0, np.int64)
    value, runs = reading.labels(reading.sentences(which))
    row = templates.labels.find(keyed(value, host[runs.block], LABEL))
    found = (row >= 0) & which[runs.block] & (runs.stop - runs.start <= LABEL_BYTES)
    found &= reading.batch.stop[reading.document[runs.block]] - runs.stop <= LABEL_TAIL
    runs, row = runs.take(found), row[found]
    order = np.lexsort((runs.start, templates.kept[row], runs.block))
    _, first = np.unique(runs.block[order], return_index=True)
    chosen = order[first]  # the longest that goes, of labels in one block
    return runs.take(chosen), row[chosen]


def _framed(reading: Reading, host: Hashes, which: Bools, templates: Templates) -> tuple[Runs, Ints]:
    """Find sentences that are a frame around a free slot; give the row in the evidence of each, int64."""
    which = which & able(reading, which, host, templates.framed)[reading.document]
    if not which.any():
        return reading.blocks.take(np.zeros(0, np.int64)), np.zeros(0, np.int64)
    value, runs, _ = ends(reading, reading.sentences(outer(reading, which)))
    row = templates.framed.find(keyed(value, host[runs.block], FRAME))
    found = np.flatnonzero((row >= 0) & which[runs.block])
    first, _ = tally(runs.start[found], row[found])
    found = found[first]
    batch = reading.batch
    good = []
    for start, stop, number, at in zip(
        *(column[found].tolist() for column in (runs.start, runs.stop, reading.document[runs.block], row)), strict=True
    ):
        text = bytes(batch.data[start:stop]).decode()
        page = bytes(batch.data[batch.start[number] : batch.start[number] + LONGEST_TITLE + 1])
        good.append(fits(text, templates.frames[at], title_of(page)))
    chosen = found[np.array(good, np.bool_)]
    return runs.take(chosen), row[chosen]


def _scores(row: Ints, score: Floats32, templates: Templates) -> Floats32:
    """Lower the scores of findings that may be data of their pages."""
    return np.where(templates.kept[row], np.float32(KEPT_SCORE), score).astype(np.float32)


def _spare_titles(row: Ints, score: Floats32, reading: Reading, templates: Templates) -> None:
    """Lower the score of the line that opens a page, above text of its own, if other pages have it as a link.

    Two sentences are no title.
    """
    size, document = reading.blocks.size, reading.document
    worded = np.flatnonzero(size > 0)
    opens = np.append(True, document[worded[1:]] != document[worded[:-1]])[: len(worded)]
    place = np.flatnonzero(opens & (size[worded] >= TITLE_WORDS) & np.isin(row[worded], templates.aside))
    chosen = worded[place[_above_text(row, score, reading, worded, place)]] if len(place) else place
    if not len(chosen):
        return
    data, blocks = reading.batch.data, reading.blocks
    said = [bytes(data[int(blocks.start[at]) : int(blocks.stop[at])]).decode() for at in chosen.tolist()]
    chosen = chosen[[_TWO_SENTENCES.search(line) is None for line in said]]
    score[chosen] = np.minimum(score[chosen], KEPT_SCORE)


def _above_text(row: Ints, score: Floats32, reading: Reading, worded: Ints, place: Ints) -> Bools:
    """Tell below which lines text of the page stands, behind few lines that stay: who wrote it, and when.

    Below a line that stands again on its page, in a list of titles, these may be lines of the site.

    Args:
        row, score: of the blocks.
        reading: the pages.
        worded: the blocks with words, int64, shape (worded,).
        place: the lines, as indices in ``worded``, int64, shape (lines,).

    Returns:
        Bool, shape (lines,).
    """
    size, document = reading.blocks.size, reading.document
    found, open_ = np.zeros(len(place), np.bool_), np.ones(len(place), np.bool_)
    title = worded[place]
    hit = np.stack((document, row))[:, row >= 0]
    listed, times = np.unique(hit[0] << OFFSET_BITS | hit[1], return_counts=True)
    again = times[np.searchsorted(listed, document[title] << OFFSET_BITS | row[title])] > 1
    for further in range(1, TITLE_LINES + 2):
        at = place + further
        below = worded[at.clip(max=len(worded) - 1)]
        open_ &= (at < len(worded)) & (document[below] == document[title])
        found |= open_ & (row[below] < 0) & (size[below] > size[title])
        open_ &= ~found & (again | (row[below] < 0) | (score[below] < HOLE_SCORE))
    return found


def _add_crumbs(row: Ints, score: Floats32, size: Ints, document: Ints) -> None:
    """Let blocks without words ("|", "3 / 5") go with the blocks found on both sides of them."""
    worded = np.flatnonzero(size > 0)
    if not len(worded):
        return
    crumb = np.flatnonzero(size == 0)
    after = np.searchsorted(worded, crumb)
    inner = (after > 0) & (after < len(worded))
    crumb, left, right = crumb[inner], worded[after[inner] - 1], worded[after[inner]]
    goes = (np.minimum(score[left], score[right]) >= HOLE_SCORE) & (document[left] == document[right])
    row[crumb[goes]], score[crumb[goes]] = row[left[goes]], score[left[goes]]


def _guarded(reading: Reading, found: _Found) -> _Found:
    """Drop the findings of documents that would lose nearly all and keep no line of words.

    A document of one line may lose `ONE_LINE` of it, or all but `ONE_LINE_WORDS`.
    """
    count, blocks = len(reading.batch), reading.blocks
    lines = np.bincount(reading.document, minlength=count)
    whole = np.bincount(reading.document, blocks.stop - blocks.start, count)
    going = found.take(found.goes())
    lost = np.bincount(going.document, going.stop - going.start, count)
    hit = np.zeros(len(blocks), np.bool_)
    hit[np.searchsorted(blocks.start, going.start, side="right") - 1] = True
    own = np.bincount(reading.document, ~hit & (blocks.size >= OWN_WORDS), count) > 0
    fits = np.where(lines > 1, own | (lost < WHOLE * whole), (lost <= ONE_LINE * whole) | _left(reading, going))
    return found.take(fits[found.document])


def _left(reading: Reading, going: _Found) -> Bools:
    """Tell which documents have `ONE_LINE_WORDS` without the findings: bool, shape (documents,)."""
    word, first = reading.words.start, reading.batch.start
    total = np.searchsorted(word, reading.batch.stop) - np.searchsorted(word, first)
    start, stop = union(going.start, going.stop)
    gone = np.searchsorted(word, stop) - np.searchsorted(word, start)
    owner = np.searchsorted(first, start, side="right") - 1
    return np.asarray(total - np.bincount(owner, gone, len(total)) >= ONE_LINE_WORDS)


def _paint(blank: Bools, found: _Found) -> None:
    found = found.take(found.goes())
    for start, stop in zip(found.start.tolist(), found.stop.tolist(), strict=True):
        blank[start:stop] = True


def _rows(parts: list[_Found], templates: Templates) -> pa.RecordBatch:
    document, start, stop, row, score = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("document", "start", "stop", "row", "score")
    )
    rule = templates.evidence["rule"].combine_chunks()
    columns = [pa.array(values.astype(np.int32)) for values in (document, start, stop)]
    columns += [pa.repeat("template", len(row)), rule.take(pa.array(row)), pa.array(score, pa.float32())]
    return pa.RecordBatch.from_arrays(columns, schema=FINDING_ROWS)
