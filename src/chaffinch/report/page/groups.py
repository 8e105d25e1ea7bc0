"""The groups of repeated passages that the page shows, their members side by side.

The order is that of `chaffinch.report.repeated`: prose that is alike on several sites comes first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from chaffinch.report.page.texts import Asked, Texts
from chaffinch.report.repeated import JUDGED, REMAINING
from chaffinch.text import added

if TYPE_CHECKING:
    import duckdb

__all__ = ["Group", "Piece", "Side", "ask_groups", "differing", "draw_groups", "groups", "marked"]

Piece = tuple[str, bool]
"""A piece of a text, and whether it differs."""

OF_KIND = 60
"""Groups of each kind on the page."""

MEMBERS = 6
"""Members of one group on the page: as many as fit beside one another in two rows."""

LONGEST = 1_200
"""Code points of a member on the page."""

CLIPPED = 40
"""Code points at the end of a passage that is not shown whole, in which no word counts as differing: the other passage
may go on there, where it is not shown either."""

CONTEXT = 90
"""Code points before and behind a member that are shown."""


class Side(Struct, frozen=True):
    """One member of a group.

    Attributes:
        document, host, date, title: of its document; the last three are None where they are unknown.
        start, stop: its range, in code points of the original text.
        keeper: whether it stays.
        speaker, named: who is quoted, and whom the text around it names.
        before, pieces, after: its text, and what stands around it; differing words are pieces of their own.
        same: whether it has the words of the first member, all of them and no other.
        dropped: code points at its end that are not shown.
    """

    document: str
    host: str | None
    date: str | None
    title: str | None
    start: int
    stop: int
    keeper: bool
    speaker: str | None
    named: str | None
    before: str
    pieces: tuple[Piece, ...]
    after: str
    same: bool
    dropped: int


class Group(Struct, frozen=True):
    """Passages that match one another.

    Attributes:
        cluster, kind: its id and kind.
        documents, size, sites: how many documents, passages and sites it has.
        similarity: of its members' matches, on average; None where that is unknown.
        quality: what its passages are, such as ``prose`` or ``list``.
        worth: whether it is worth reading, see `chaffinch.report.repeated`.
        sides: its members by date, limited to `MEMBERS`.
    """

    cluster: str
    kind: str
    documents: int
    size: int
    sites: int
    similarity: float | None
    quality: str
    worth: bool
    sides: tuple[Side, ...]

    @property
    def speaker(self) -> str:
        """Who is quoted; empty where that is unknown."""
        return next((side.speaker for side in self.sides if side.speaker), "")


_CHOSEN = f"""
    CREATE TEMP TABLE remaining AS {REMAINING};
    CREATE TEMP TABLE judged AS {JUDGED};
    CREATE TEMP TABLE chosen AS
        SELECT cluster, worth, value FROM judged WHERE kind <> 'document'
        QUALIFY row_number() OVER (PARTITION BY kind ORDER BY worth DESC, value DESC, cluster) <= {OF_KIND};"""

_MEMBERS = f"""
    SELECT s.cluster, s.kind, s.documents, s.size, worth, count(DISTINCT coalesce(s.host, s.document)) OVER c AS sites,
           avg(s.similarity) OVER c AS alike, coalesce(s.quality, '') AS quality,
           s.document, s.start, s.stop, s.keeper, s.speaker, s.named, s.host, d.date, d.title
    FROM remaining s JOIN chosen USING (cluster) JOIN documents d USING (document)
    WINDOW c AS (PARTITION BY s.cluster), in_order AS (c ORDER BY d.date NULLS LAST, s.document, s.start, s.stop)
    QUALIFY row_number() OVER in_order <= {MEMBERS}
    ORDER BY worth DESC, value DESC, s.cluster, d.date NULLS LAST, s.document, s.start, s.stop"""

_OF_GROUP = 8  # columns of a row that are of its group

WIDER = 1.3
"""How many times as long as the other one a passage is whose best window alone is compared: beyond that a third of its
words would be marked for no other reason than that they are more."""

Row = tuple[Any, ...]


def draw_groups(database: duckdb.DuckDBPyConnection) -> list[Row]:
    """Give the rows of the members of the groups that the page shows.

    Args:
        database: has the tables ``clusters`` and ``documents``; gets the tables ``remaining``, ``judged`` and
            ``chosen``, the groups.
    """
    database.execute(_CHOSEN)
    return database.execute(_MEMBERS).fetchall()


def ask_groups(rows: Sequence[Row], texts: Texts) -> list[Asked]:
    """Ask for the texts of members."""
    asked = []
    for row in rows:
        document, start, stop = row[_OF_GROUP : _OF_GROUP + 3]
        asked.append(texts.ask(document, start, stop, context=CONTEXT))
    return asked


def groups(rows: Sequence[Row], asked: Sequence[Asked], texts: Texts) -> Iterator[Group]:
    """Yield the groups, once the texts are read.

    Args:
        rows: of members, from `draw_groups`.
        asked: what was asked for each row.
        texts: has been read.
    """
    for head, members in groupby(zip(rows, asked, strict=True), key=lambda pair: pair[0][:_OF_GROUP]):
        cluster, kind, documents, size, worth, sites, alike, quality = head
        sides = tuple(_sides(list(members), texts))
        yield Group(cluster, kind, documents, size, sites, alike, quality, bool(worth), sides)


def _sides(members: Sequence[tuple[Row, Asked]], texts: Texts) -> Iterator[Side]:
    parts = [texts.parts(asked) for _, asked in members]
    first = parts[0][1][:LONGEST]
    pair = len(members) == 2
    for i, ((row, _), (before, text, after)) in enumerate(zip(members, parts, strict=True)):
        document, start, stop, keeper, speaker, named, host, date, title = row[_OF_GROUP:]
        shown = text[:LONGEST]
        other = parts[1][1][:LONGEST] if i == 0 and pair else first
        spans = differing(other, shown) if other != shown else []
        if len(text) > LONGEST:  # the end of what is shown is no end of the passage
            spans = [span for span in spans if span[1] < len(shown) - CLIPPED]
        same = i > 0 and shown == first and len(text) == len(parts[0][1])
        behind = after if len(text) <= LONGEST else ""
        yield Side(
            document, host, date, title, start, stop, bool(keeper), speaker, named,
            before, marked(shown, spans if i > 0 or pair else []), behind, same, len(text) - len(shown),
        )  # fmt: skip


def differing(other: str, text: str) -> list[tuple[int, int]]:
    """Find the words of a passage that another one does not have.

    A text may be much wider than the other one: then only its best window is compared, since what stands beside that
    is not a difference but more text. The other one is always compared whole, so no word is marked that it has there.

    Returns:
        Ranges of code points of the text.

    >>> text = "He wrote it down. The dam held all day, and everybody slept. Then it rained."
    >>> [text[a:b] for a, b in differing("The dam held all night, and everybody slept.", text)]
    ['day']
    >>> differing("It was, he said -- and he paused -- late; the dam held all day.", "It was late; the dam held")
    []
    """
    from rapidfuzz.fuzz import partial_ratio_alignment

    found = partial_ratio_alignment(other, text) if len(text) > WIDER * len(other) else None
    if found is None:
        return added(other, text)
    first, last = _to_words(text, found.dest_start, found.dest_end)
    return [(a + first, b + first) for a, b in added(other, text[first:last])]


def _to_words(text: str, start: int, stop: int) -> tuple[int, int]:
    """Widen a range to whole words."""
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while stop < len(text) and text[stop - 1].isalnum() and text[stop].isalnum():
        stop += 1
    return start, stop


def marked(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """Split a text into pieces that differ and pieces that do not.

    >>> marked("The dam held", [(4, 7)])
    (('The ', False), ('dam', True), (' held', False))
    """
    offsets = [0, *(offset for span in spans for offset in span), len(text)]
    pieces = ((text[a:b], i % 2 == 1) for i, (a, b) in enumerate(pairwise(offsets)))
    return tuple(piece for piece in pieces if piece[0])
