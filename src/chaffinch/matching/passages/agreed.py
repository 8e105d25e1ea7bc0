"""Move ends of a member of a cluster to where most of the others begin and end, if a sign stands there in its text.

An alignment stops where two texts differ, and ends that stand amid a sentence are moved to its border. But one text has
a headline without a stop before the sentence, leads into a quotation that the others have without a lead, or runs on
into a line without a stop. The others tell where the passage ends, and a sign in the text that something ends there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from functools import cached_property

from chaffinch.matching.passages.asked import is_in, letters_of
from chaffinch.matching.passages.quality import begins_sentence, ends_sentence, is_mark
from chaffinch.matching.passages.quotations import quoted_share
from chaffinch.matching.passages.units import TAG, units
from chaffinch.text import STOPS, late_pattern

__all__ = ["agreed_ends", "agreed_start", "agreed_stop"]

ROW, ROOM = 16, 60
"""Letters at an end of a passage by which it is found in another one, and code points that have them."""

EXTRA = 160
"""Code points, at most, that an end is moved over: those of a headline, a lead or a line of other text. By hand."""

LONG = 100
"""Code points of what is neither a headline nor a lead if the others have it at another place. By hand."""

WORD = 24
"""Code points behind a headline in capitals that have a small letter if it ends there: those of two or three words."""

WORDS = 40
"""Code points, at most, of the words behind the end of the others with which a passage breaks off amid a sentence."""

KEPT = 0.5
"""Share of a passage, at least, that is left."""

QUOTED, NEAR = 0.9, 40
"""Share of the end of a passage between quotation marks, at least, if the rest is the tag, and its code points."""

_STOPS = late_pattern(f"[{STOPS}]")
_OPENS = late_pattern(r"[“„«‘「『]|(?:^|(?<=[\s(]))[\"']{1,2}$")
_OPENED = late_pattern(r"(?:^|[\s(\[—–])[“„«‘「『\"'”]{1,2}\s?$")
_WORD_START = re.compile(r"(?<=[^\w'’])\w")
_CLOSES = late_pattern('^[.,!?…]{0,3}\\s?["”“»」』]')
_ENDED = late_pattern(r"[^:\s][.!?…。！？؟।॥۔][\"'”’»)\]:]*\s*[\"'“„«]*$")
_LINE_END = re.compile(r"[^\S\n]*(?:\n|\Z)")
_MARK = late_pattern('["“”„«»]')
_GLUED = re.compile("[”»)]{1,2}")
"""Marks that close, with no space between them and the next sentence."""

_CLAUSE = late_pattern(r"[,،;؛]\s(?=[^\s\"'“„«‘])|\s[—–-]\s")
"""Signs behind a clause, none of which leads into a quotation."""

_BIG, _SMALL = late_pattern(r"[A-ZÀ-ÞА-ЯЁΑ-Ω]{2}"), late_pattern(r"[a-zß-öø-ÿа-яёα-ω]")

Passage = tuple[int, str, int, int]
"""The document of a passage, a text that has it, and its start and stop there."""


def agreed_ends(passages: Sequence[Passage], documents: frozenset[int]) -> list[tuple[int, int]]:
    """Give the starts and stops of the passages of a cluster, moved inward to where most others begin and end.

    Args:
        passages: of a cluster; those without a text stay.
        documents: that are asked.
    """
    asked = [passage for passage in passages if passage[0] in documents and passage[1]]
    heads, tails = _Edges(asked, before=True), _Edges(asked, before=False)
    found = []
    for document, text, start, stop in passages:
        begin, end = start, stop
        if text and (rows := heads.of_others(document, text, start, stop)):
            begin = agreed_start(text, start, stop, rows, heads.whole)
            if begin == start and is_torn(text, start):
                begin = _at_quotation(text, start, stop, heads.marked.intersection(rows))
            begin = start if _have(asked, document, text[start:begin]) else begin
        if text and (rows := tails.of_others(document, text, start, stop)):
            end = agreed_stop(text, begin, stop, rows, tails.whole)
            end = stop if _have(asked, document, text[end:stop]) else end
        found.append((begin, end))
    return found


class _Edges:
    """The letters with which the passages of a cluster begin, or with which they end.

    Args:
        passages: of the cluster.
        before: whether those are asked for with which they begin.
    """

    def __init__(self, passages: Sequence[Passage], *, before: bool) -> None:
        self._passages, self._before = passages, before
        self._edges: dict[tuple[str, int, int], str] = {}
        self._known: dict[int, set[str]] = {}
        for document, text, start, stop in passages:
            letters = self._edge(text, start, stop)
            self._known.setdefault(document, set()).update([letters] if len(letters) == ROW else [])
        self._counts = Counter(row for rows in self._known.values() for row in rows)

    @cached_property
    def marked(self) -> set[str]:
        """The letters of passages that begin right behind a mark which opens a quotation."""
        return {
            self._edge(text, start, stop)
            for _, text, start, stop in self._passages
            if _OPENED.search(text, max(0, start - NEAR), start + (not text[start].isalnum()))
        }

    @cached_property
    def whole(self) -> set[str]:
        """The letters of passages that begin, or end, where a sentence does; few clusters are asked for them."""
        return {
            self._edge(text, start, stop)
            for _, text, start, stop in self._passages
            if self._is_whole(text, start, stop)
        }

    def _is_whole(self, text: str, start: int, stop: int) -> bool:
        if self._before:
            return begins_sentence(text, start)
        return _STOPS.match(text, stop - 1) is not None or ends_sentence(text, stop)

    def _edge(self, text: str, start: int, stop: int) -> str:
        """Give the letters with which a passage begins or ends."""
        asked = text, start, stop
        if asked not in self._edges:
            low, high = (start, min(start + ROOM, stop)) if self._before else (max(start, stop - ROOM), stop)
            letters = letters_of.__wrapped__(text[low:high])  # sentences stay in memory, and these are asked for once
            self._edges[asked] = letters[:ROW] if self._before else letters[-ROW:]
        return self._edges[asked]

    def of_others(self, document: int, text: str, start: int, stop: int) -> list[str]:
        """Give the letters that half of the other documents have, or more; none if one has those of this passage."""
        own = self._edge(text, start, stop)
        if self._counts[own] > 1:
            return []
        known = self._known.get(document, frozenset[str]())
        others = len(self._known) - (document in self._known)
        return [row for row, count in self._counts.items() if 2 * (count - (row in known)) >= others and row != own]


def _have(passages: Sequence[Passage], document: int, extra: str) -> bool:
    """Tell whether half of the passages of other documents have what one would lose, or more, at another place."""
    if len(extra) < LONG and not _ENDED.search(extra):
        return False
    letters = letters_of(extra)
    if len(letters) < ROW:
        return False
    found = [is_in(letters_of(text[a:b]), letters) for other, text, a, b in passages if other != document]
    return 2 * sum(found) >= len(found)


def agreed_start(text: str, start: int, stop: int, rows: Sequence[str], whole: Container[str] = ()) -> int:
    """Give where the passages of others begin in one, if a headline, a lead or a line before it ends there.

    Args:
        text: with the passage.
        start, stop: of it.
        rows: letters with which the others begin.
        whole: such letters with which a sentence begins.

    >>> text = "The mayor told us: “The dam held all night, and nobody was hurt.”"
    >>> agreed_start(text, 0, len(text), ["thedamheldallnig"])
    20
    >>> agreed_start("The mayor told us that the dam held all night.", 0, 46, ["thedamheldallnig"])
    0
    """
    high = min(start + EXTRA + ROOM, stop)
    letters = letters_of(text[start:high])
    for row in rows:
        index = letters.find(row)
        if index <= 0:
            continue
        end, begin = _gap(text, start, high, index)
        gap = text[end:begin]
        if begin - start > min(EXTRA, (1 - KEPT) * (stop - start)) or not (_is_one(text, start, end) or ":" in gap):
            continue
        if _ends_lead(gap, text[end - 1], text[begin]) or _ends_sentence(text, start, end, begin):
            return begin
        if _ends_capitals(text, start, end, begin) or (row in whole and _ends_clause(text, end, begin, (start, end))):
            return begin
    return start


def is_torn(text: str, start: int) -> bool:
    """Tell whether a passage begins amid a clause, right behind a word of it.

    >>> text = "The reeve said that he hopes, in the end, for rain"
    >>> [is_torn(text, at) for at in (0, 4, 30)]
    [False, True, False]
    """
    before = text[max(0, start - NEAR) : start].rstrip(" ")
    return bool(before) and before[-1].isalnum() and text[start].isalnum() and not begins_sentence(text, start)


def _at_quotation(text: str, start: int, stop: int, rows: Container[str]) -> int:
    """Give where the quotations of others begin in a passage that begins a few words before, amid a clause.

    An alignment takes along the words before a quotation that are much like those before it in another text.

    Args:
        text: with the passage.
        start, stop: of it.
        rows: letters with which the others begin, right behind a mark.
    """
    high = min(start + WORDS, start + int((1 - KEPT) * (stop - start)))
    for found in _WORD_START.finditer(text, start + 1, high):
        if letters_of.__wrapped__(text[found.start() : found.start() + ROOM])[:ROW] in rows:
            return found.start()
    return start


def _ends_lead(gap: str, before: str, behind: str) -> bool:
    """Tell whether what stands between two letters ends a headline or a lead, and no sentence."""
    if _STOPS.search(gap.partition(":")[0]):
        return False
    if not gap:
        return (behind.isupper() and not before.isupper()) or (behind.isdigit() and not before.isdigit())
    if "\n" in gap:
        return not behind.islower()
    if _GLUED.fullmatch(gap):
        return behind.isupper()
    return ":" in gap or _OPENS.search(gap) is not None


def _ends_sentence(text: str, start: int, end: int, begin: int) -> bool:
    """Tell whether a sentence that starts in a text ends between two letters, and it is no ellipsis."""
    gap = text[end:begin]
    if not _STOPS.search(gap) or ".." in gap or "…" in gap:
        return False
    return next(units(text, start, begin + 1)).stop <= begin


def _ends_capitals(text: str, start: int, end: int, begin: int) -> bool:
    """Tell whether a range is a headline in capitals, and what follows is none: "THE MAYOR SPEAKS The dam held"."""
    head = text[start:end]
    small = _SMALL.search(text, begin, begin + WORD) is not None and not _BIG.match(text, begin)
    return small and head.isupper() and " " in head and len(_BIG.findall(head)) > 1


def _ends_clause(text: str, end: int, begin: int, outside: tuple[int, int]) -> bool:
    """Tell whether a clause ends between two letters, and what is outside of it in a passage is no quotation."""
    if not _CLAUSE.match(text, end) or _MARK.search(text, *outside):
        return False
    near = (max(0, end - NEAR), end), (begin, min(begin + NEAR, len(text))), outside
    return not any(quoted_share(text, *part) for part in near)


def _is_glued(text: str, end: int, begin: int) -> bool:
    """Tell whether a capital stands right behind a small letter or a mark that closes: a space is missing there."""
    gap = text[end:begin]
    return text[begin].isupper() and (text[end - 1].islower() if not gap else _GLUED.fullmatch(gap) is not None)


def _is_one(text: str, start: int, stop: int) -> bool:
    """Tell whether a range is one sentence, or the beginning of one, with a tag behind a quotation."""
    return all(unit.goes_on for unit in list(units(text, start, stop))[1:])


def agreed_stop(text: str, start: int, stop: int, rows: Sequence[str], whole: Container[str] = ()) -> int:
    """Give where the passages of others end in one, if only a tag stands behind it, or a line without a stop.

    Args:
        text: with the passage.
        start, stop: of it.
        rows: letters with which the others end.
        whole: such letters with which a sentence ends.

    >>> text = "“The dam held all night, and nobody was hurt,” Lund said."
    >>> agreed_stop(text, 0, len(text), ["andnobodywashurt"])
    44
    """
    low = max(stop - EXTRA - ROOM, start)
    letters = letters_of(text[low:stop])
    for row in rows:
        index = letters.rfind(row)
        if index < 0 or index + ROW >= len(letters):
            continue
        end, begin = _gap(text, low, stop, index + ROW)
        if stop - end > min(EXTRA, (1 - KEPT) * (stop - start)):
            continue
        gap, rest = text[end:begin], text[begin:stop]
        closes = _CLOSES.search(gap) and len(rest) <= TAG and not _MARK.search(rest)
        if closes and quoted_share(text, max(start, end - NEAR), end) >= QUOTED:
            return end
        if _is_one(text, begin, stop) and (_ends_sentence(text, end - 1, end, begin) or _is_glued(text, end, begin)):
            return end
        if row in whole and _is_one(text, begin, stop) and _ends_clause(text, end, begin, (begin, stop)):
            return end
        if not (rest[-1].isalnum() or rest[-1] == ":") or _STOPS.search(gap + rest):
            continue
        if _LINE_END.match(text, stop) or (len(rest) <= WORDS and not ends_sentence(text, stop)):
            return end
    return stop


def _gap(text: str, low: int, high: int, index: int) -> tuple[int, int]:
    """Give where the letter before one of a range ends, and where that letter begins, which has an index there."""
    count, end = 0, low
    for at in range(low, high):
        found = len(letters_of.__wrapped__(text[at]))
        if found and count >= index:
            return end, at
        if found or (end == at and is_mark(text[at])):
            end = at + 1
        count += found
    return end, high
