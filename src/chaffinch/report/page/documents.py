"""The sampled documents that the page shows in full, with every cut in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from chaffinch.model import WHOLE
from chaffinch.report.page.texts import Asked, Texts

if TYPE_CHECKING:
    import duckdb

__all__ = ["Block", "DocumentView", "Mark", "Part", "ask_documents", "choose_documents", "document_views"]

DOCUMENTS = 60
"""Documents on the page."""

LONGEST = 30_000
"""Code points of a document that are shown: ten pages of print."""

TOGETHER = 900_000
"""Code points of all documents on the page: 1 to 3 MB of the 10 MB that a page may have."""

BLOCKS = 40
"""Left-out blocks of a document that are shown."""

BLOCK = 400
"""Code points of a left-out block that are shown."""

WIDTH = 1_000
"""Units of the map of a document, from its beginning to its end."""

LEAST = 4
"""Units of the shortest range on the map: less is not seen on a phone."""

STATES = {"remove": "cut", "mark": "marked", "withheld": "withheld"}
"""The state of a part by the action of its removal."""


class Block(Struct, frozen=True):
    """A block of the page that extraction left out: its text and the reason."""

    text: str
    reason: str
    dropped: int


class Part(Struct, frozen=True):
    """A part of a document: kept text, a cut, or left-out blocks, which stand where they were on the page.

    Attributes:
        text: the part; empty for left-out blocks.
        state: ``kept``, ``cut``, ``marked``, ``withheld`` or ``out``.
        reason, rule, score, keeper: of the removal.
        blocks: the left-out blocks.
    """

    text: str
    state: str = "kept"
    reason: str = ""
    rule: str = ""
    score: float | None = None
    keeper: str | None = None
    blocks: tuple[Block, ...] = ()


class Mark(Struct, frozen=True):
    """A range on the map of a document, in units of `WIDTH`: a cut, or with ``row`` 1 a repeated passage."""

    start: int
    width: int
    reason: str
    row: int


class DocumentView(Struct, frozen=True):
    """A document of the sample.

    Attributes:
        document, host, date, title, outcome, characters: of the document.
        cut: code points that are cut.
        cuts: how many cuts it has.
        keeper, reason: where it is dropped, or would be, as a whole: because of which document, and why.
        parts: its text in order, with left-out blocks in their places.
        marks: the map.
        passages: how many repeated passages it has.
        out: how many left-out blocks it has.
        dropped: code points at its end that are not shown.
    """

    document: str
    host: str | None
    date: str | None
    title: str | None
    outcome: str
    characters: int
    cut: int
    cuts: int
    keeper: str | None
    reason: str
    parts: tuple[Part, ...]
    marks: tuple[Mark, ...]
    passages: int
    out: int
    dropped: int


Rows = Mapping[str, list[tuple[Any, ...]]]


class Chosen(Struct, frozen=True):
    """Rows of the tables of a run by document, for the documents of the sample, in the order of the page."""

    documents: list[tuple[Any, ...]]
    removals: Rows
    passages: Rows
    left_out: Rows


_VARIED = """
    SELECT document FROM removals JOIN documents USING (document) WHERE outcome = 'cleaned' AND action <> 'report'
    GROUP BY document ORDER BY count(DISTINCT reason) DESC, count(DISTINCT rule) DESC, hash(document) LIMIT 24"""
_WITH_BLOCKS = "SELECT document FROM left_out GROUP BY document ORDER BY count(*) DESC, document LIMIT 6"
_WITHHELD = "SELECT DISTINCT document FROM removals WHERE action = 'withheld' ORDER BY document LIMIT 4"
_ANY = "SELECT document FROM documents WHERE outcome = 'cleaned' ORDER BY hash(document), document LIMIT 4"


def choose_documents(database: duckdb.DuckDBPyConnection, members: Sequence[str], copies: Sequence[str]) -> Chosen:
    """Choose the documents of the page, and read their rows.

    They are documents with many kinds of cuts, with left-out blocks, or withheld ones, some that were drawn at random,
    and those that other sections of the page lead to.

    Args:
        database: has the tables ``documents``, ``removals``, ``clusters`` as ``remaining``, and ``left_out``.
        members: documents of the first groups of passages.
        copies: documents of the first groups of copies.
    """
    varied, blocks, withheld, some = (
        [row[0] for row in database.execute(query).fetchall()] for query in (_VARIED, _WITH_BLOCKS, _WITHHELD, _ANY)
    )
    wanted = list(dict.fromkeys([*varied[:12], *members, *copies, *withheld, *blocks, *some, *varied[12:]]))
    rows = _facts(database, wanted)
    names = [row[0] for row in rows]
    return Chosen(
        rows,
        _by_document(database, """
            SELECT document, start, stop, action, reason, coalesce(rule, ''), score, keeper FROM removals
            WHERE list_contains($names, document) ORDER BY document, start, stop""", names),
        _by_document(database, """
            SELECT document, start, stop, kind FROM remaining
            WHERE kind <> 'document' AND list_contains($names, document) ORDER BY document, start, stop""", names),
        _by_document(database, """
            SELECT document, "after", text, reason FROM left_out
            WHERE list_contains($names, document) ORDER BY document, "after" """, names),
    )  # fmt: skip


def _facts(database: duckdb.DuckDBPyConnection, wanted: list[str]) -> list[tuple[Any, ...]]:
    """Give the rows of documents in this order, as many as the page has room for."""
    query = """
        SELECT document, host, date, title, outcome, characters FROM documents
        WHERE list_contains($names, document) AND outcome <> 'failed'"""
    found = {row[0]: row for row in database.execute(query, {"names": wanted}).fetchall()}
    taken: list[tuple[Any, ...]] = []
    room = TOGETHER
    for name in wanted:
        if name in found and len(taken) < DOCUMENTS and (length := min(found[name][5], LONGEST)) <= room:
            taken.append(found[name])
            room -= length
    return taken


def _by_document(database: duckdb.DuckDBPyConnection, query: str, names: list[str]) -> Rows:
    rows = database.execute(query, {"names": names}).fetchall()
    return {name: [row[1:] for row in found] for name, found in groupby(rows, key=lambda row: row[0])}


def ask_documents(chosen: Chosen, texts: Texts) -> list[Asked]:
    """Ask for the texts of the documents."""
    return [texts.ask(row[0], 0, min(row[5], LONGEST)) for row in chosen.documents]


def document_views(chosen: Chosen, asked: Sequence[Asked], texts: Texts) -> Iterator[DocumentView]:
    """Yield the documents, once the texts are read."""
    for row, one in zip(chosen.documents, asked, strict=True):
        document, host, date, title, outcome, characters = row
        removals = chosen.removals.get(document, [])
        whole = next((r for r in removals if r[3] in WHOLE), None)
        cuts = [r for r in removals if r[3] not in WHOLE]
        passages, blocks = chosen.passages.get(document, []), chosen.left_out.get(document, [])
        text = texts.parts(one)[1]
        yield DocumentView(
            document, host, date, title, outcome, characters=characters,
            cut=sum(r[1] - r[0] for r in cuts if r[2] == "remove"),
            cuts=len(cuts), keeper=whole[6] if whole else None, reason=whole[3] if whole else "",
            parts=tuple(_parts(text, cuts, blocks)),
            marks=(*_marks([(r[0], r[1], r[3]) for r in cuts], characters, 0), *_marks(passages, characters, 1)),
            passages=len(passages), out=len(blocks), dropped=characters - len(text),
        )  # fmt: skip


def _marks(rows: Iterable[tuple[int, int, str]], characters: int, which: int) -> Iterator[Mark]:
    for start, stop, reason in rows:
        first, last = (round(WIDTH * offset / max(characters, 1)) for offset in (start, stop))
        yield Mark(min(first, WIDTH - LEAST), max(last - first, LEAST), reason, which)


def _parts(text: str, cuts: Sequence[tuple[Any, ...]], blocks: Sequence[tuple[Any, ...]]) -> Iterator[Part]:
    """Split a text at its cuts, which are disjoint, and at the places of left-out blocks."""
    reach, waiting = 0, list(blocks[:BLOCKS])
    for start, stop, action, reason, rule, score, keeper in [*cuts, (len(text), len(text), "", "", "", None, None)]:
        first, last = min(start, len(text)), min(stop, len(text))
        yield from _kept(text, reach, first, waiting)
        if last > first:
            yield Part(text[first:last], STATES.get(action, "kept"), reason, rule, score, keeper)
        reach = max(reach, last)
    if waiting:
        yield _out(waiting)


def _kept(text: str, start: int, stop: int, waiting: list[tuple[Any, ...]]) -> Iterator[Part]:
    """Yield kept text, with the left-out blocks that belong there; they are taken from ``waiting``."""
    while waiting and waiting[0][0] <= stop:
        place = max(waiting[0][0], start)
        here = [block for block in waiting if block[0] <= place]
        if place > start:
            yield Part(text[start:place])
        yield _out(here)
        del waiting[: len(here)]
        start = place
    if stop > start:
        yield Part(text[start:stop])


def _out(blocks: Sequence[tuple[Any, ...]]) -> Part:
    shown = (Block(text[:BLOCK], reason, len(text[BLOCK:])) for _, text, reason in blocks)
    return Part("", "out", blocks=tuple(shown))
