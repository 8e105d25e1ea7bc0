"""Find quotations: the ranges of a text between quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import sub

from chaffinch.text import QUOTES, late_pattern

__all__ = [
    "LONGEST_QUOTE",
    "between_marks",
    "known_ranges",
    "quoted_ranges",
    "quoted_share",
    "stretch_start",
    "with_marks",
    "with_outer_marks",
]

PAIRS = {'""': '""', **QUOTES, "„": QUOTES["„"] + '"', "‚": "‘’", "``": "''", "”": "”"}
"""Marks that open, each with the marks that close it; with those of TeX, of treebanks and of CSV, two characters."""

_DOUBLE = ("``", "''", '""')
_SINGLE = "".join(sorted({*"".join([*PAIRS, *PAIRS.values()])} - {"`"}))
_ASCII_SINGLE = "\"'"
_APOSTROPHES = "'’"
_MARK = late_pattern(f"[{_SINGLE}`](?:(?<=`)`|(?<=')'?|(?<=\")\"?|(?<![`'\"]))")
_BLANK = re.compile(r"\n[^\S\n]*\n")
_OPENING = late_pattern(
    r"(?:(?<=[\s(\[—–/])|^|(?P<inner>))(?P<mark>" + "|".join(map(re.escape, PAIRS)) + r")(?P<space>[^\S\n])?\Z"
)
"""A mark right before a passage; ``inner`` where none of what stands before an opening mark stands before it."""

_OPENS = frozenset("".join(PAIRS))
_ONE_WAY = frozenset("“„«‘‹「『") | {"``"}
"""Marks that open even with a word or a stop right before them, as where a space is missing."""
_CLOSING = late_pattern(
    r"[.,!?…;:。，！？、]{0,3}[^\S\n]?(?P<mark>``|''|\"\"|["
    + "".join({*"".join(PAIRS.values())})
    + r"])(?!(?<=\s.)\w)(?!(?<=\s(?:\"\"|``|''))\w)(?!(?<=\s\")\"\w)(?!(?<=[^\W\d_]['’])\w)"
)
"""A mark behind a passage; one behind a space and before a word opens, and that of "That's" is none."""

_ENDING = late_pattern(r"[.!?…。！？]{1,3}(?=\s|$|[)\]\"'”’»“„«([]|[_*]+(?:\s|$)|[A-ZÀ-Þ][^\W\d_])")
"""A stop with white space or a mark behind it, those of emphasis too; or with the next sentence, without a space."""
_SAME = frozenset("\"'”") | {'""'}
"""Marks that look the same on both sides of a quotation: those that open have white space before them."""

_ALIKE, _TURNED = "”", "“„"
"""The mark that opens as it closes in Swedish and Finnish, ”thus”, where none stands that opens before it elsewhere."""

_STRAIGHT = ('"', '""')
"""Marks that look the same on both sides, and stand for no apostrophe."""

CELL = 500
"""Code points of a text, at least, that is a cell of CSV if it stands between marks: it is too long for a quotation."""

_STOPS = ".!?…؟"
_TYPED = {'"': "''"}
"""Marks that may close others, as from a typewriter."""

_OUTER_LEFT, _OUTER_RIGHT = " \t\r\n\u00a0([{—–/", " \t\r\n\u00a0)]}—–/,;:.!?…"
"""What stands outside of a quotation, before the mark that opens and behind the one that closes."""

_BRACKETS = dict(zip("()[]{}", ")(][}{", strict=True))

NESTED = 3
"""Marks and brackets, at most, that stand side by side at an end of a passage."""

_BEFORE = 4
"""Code points before a passage that can tell a mark there: itself, two at most, with a space and what stands before."""

LONGEST_QUOTE = 4000
"""Code points of a quotation, at most; longer ones are articles between quotation marks."""

_GAP = 12
"""Code points, at most, between a paragraph and the first mark of the next one: line ends and an indent."""

_REACH = 3000
"""Code points on each side of a passage that are searched for quotation marks: several paragraphs."""


def quoted_ranges(text: str) -> list[tuple[int, int]]:
    """Find the ranges between quotation marks; a quotation ends with its paragraph at the latest.

    An apostrophe is no mark: a single one opens only before a word and after none, and closes only after a word or
    stop and before none.

    >>> [("He said ‘it’s a dam’ twice.")[a:b] for a, b in quoted_ranges("He said ‘it’s a dam’ twice.")]
    ['it’s a dam']
    """
    marks = _marks(text)
    if not marks or "\n" not in text:
        return [*_in_paragraph(text, marks, len(text))]
    ends = [*(m.start() for m in _BLANK.finditer(text)), len(text)]
    groups = groupby(marks, key=lambda mark: ends[bisect_right(ends, mark[0])])
    return [found for end, group in groups for found in _in_paragraph(text, group, end)]


def _marks(text: str) -> list[tuple[int, str]]:
    """Give the quotation marks of a text with their offsets; most marks are rare, so a search for each is faster.

    >>> _marks("a “b” ''c''")
    [(2, '“'), (4, '”'), (6, "''"), (9, "''")]
    >>> _marks("'It's'")
    [(0, "'"), (5, "'")]
    """
    known = [mark for mark in (_ASCII_SINGLE if text.isascii() else _SINGLE) if mark in text]
    places = {mark: list(_offsets(text, mark)) for mark in known}
    if any(map(_are_side_by_side, map(places.get, _ASCII_SINGLE))) or ("`" in text and "``" in text):
        return _of_cells([(m.start(), m.group()) for m in _MARK.finditer(text)])  # each takes what would be two others
    if _ALIKE in places and not any(mark in places for mark in _TURNED):
        places['"'] = [*places.get('"', []), *places.pop(_ALIKE)]
    for mark in filter(places.__contains__, _APOSTROPHES):
        places[mark] = [at for at in places[mark] if not _is_amid(text, at)]
    return sorted((at, mark) for mark, own in places.items() for at in own)


def _are_side_by_side(places: Sequence[int] | None) -> bool:
    return places is not None and len(places) > 1 and 1 in map(sub, places[1:], places)


def _is_amid(text: str, at: int) -> bool:
    """Tell whether a mark stands amid a word: it is an apostrophe."""
    return text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum()


def _of_cells(marks: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Leave out the marks around a cell of CSV, in which quotations have doubled ones."""
    doubled, single = (sum(mark == sign for _, mark in marks) for sign in ('""', '"'))
    return [found for found in marks if found[1] != '"'] if doubled > single else marks


def _offsets(text: str, mark: str) -> Iterator[int]:
    at = text.find(mark)
    while at >= 0:
        yield at
        at = text.find(mark, at + 1)


def _in_paragraph(text: str, marks: Iterable[tuple[int, str]], end: int) -> Iterator[tuple[int, int]]:
    """Pair the marks of a paragraph.

    Straight marks look the same on both sides, so one that is left out or too much would turn all that follow inside
    out: one that can only open begins a quotation within another one, and one that can only close begins none.
    """
    opened: list[int] = []
    close = ""
    inner: list[tuple[int, int]] = []
    for at, mark in marks:
        stop = at + len(mark)
        side = _side(text, at, stop) if mark in _STRAIGHT else 0
        if opened and (mark in close if len(mark) == 1 else mark in (close, _TYPED.get(close))):
            if side > 0 and _goes_on(text, opened[-1], at):
                yield opened[-1], at
                opened, inner = [stop], []
            elif side > 0:
                opened.append(stop)
            elif not (mark in _APOSTROPHES and text[stop : stop + 1].isalnum()):
                inner.append((opened.pop(), at))
                if not opened:
                    yield inner[-1]
                    inner = []
        elif not opened and side >= 0 and mark in PAIRS and mark != _ALIKE and not _is_behind_word(text, at, mark):
            opened, close = [stop], PAIRS[mark]
    yield from inner  # of a quotation that nothing closes
    # curly marks often stay open to the next paragraph; straight ones mislead, unless that begins with one
    goes_on = close in "”»»“”" or text[end : end + _GAP].lstrip().startswith(close)
    if opened and goes_on and not (inner and opened[-1] < inner[-1][1]):
        yield opened[-1], end


def _is_behind_word(text: str, at: int, mark: str) -> bool:
    """Tell whether a mark that can open does not, by the letters before and behind it: "dams'", "il a dit» puis"."""
    stop = at + len(mark)
    before, after = text[at - 1 : at].isalnum(), text[stop : stop + 1].isalnum()
    return (mark in "'‘" and (before or not after)) or (before and (mark in "»›" or (mark in "«‹" and not after)))


def _goes_on(text: str, start: int, at: int) -> bool:
    """Tell whether a mark opens the next paragraph of a quotation that is open: a line or sentence ends before it."""
    before = text[start:at].rstrip(" \t")
    return before.endswith("\n") or before[-1:] in _STOPS


def _side(text: str, start: int, stop: int) -> int:
    """Tell on which side of a quotation a straight mark is: 1 before it, -1 behind it, 0 if that is not sure."""
    before, after = text[start - 1 : start], text[stop : stop + 1]
    opens, closes = not before.strip(_OUTER_LEFT), not after.strip(_OUTER_RIGHT)
    return int(opens and after.isalnum()) - int(closes and not opens)


def quoted_share(text: str, start: int, stop: int) -> float:
    """Measure the share of a passage that is between quotation marks.

    Args:
        text: the text.
        start, stop: of the passage, in code points.

    >>> quoted_share('He said "the dam held all night" twice.', 10, 20)
    1.0
    """
    ranges = known_ranges(text, start, stop)
    if not ranges:  # of most passages
        return 0.0
    inside = sum(max(0, min(b, stop) - max(a, start)) for a, b in ranges)
    return inside / max(1, stop - start)


@lru_cache(maxsize=8)
def known_ranges(text: str, start: int, stop: int) -> Sequence[tuple[int, int]]:
    """Find the ranges between quotation marks in the paragraphs of a passage.

    Args:
        text: the text; those of the last calls stay in memory, as a passage is asked about again and again.
        start, stop: of the passage, in code points.
    """
    found = _BLANK.search(text, stop, stop + _REACH)
    return _ranges_in(text, _paragraph(text, start), found.start() if found else stop + _REACH)


@lru_cache(maxsize=8)
def _ranges_in(text: str, low: int, high: int) -> tuple[tuple[int, int], ...]:
    """Give `quoted_ranges` of a paragraph; it is asked again for other ends of the same passage."""
    part = text[low:high].replace('"', " ") if _is_cell(text) else text[low:high]
    return tuple((a + low, b + low) for a, b in quoted_ranges(part))


def _is_cell(text: str) -> bool:
    """Tell whether the only straight marks of a text are those around it, as around a cell of CSV."""
    return text[:1] == '"' and len(text) >= CELL and text.rstrip()[-1] == '"' and text.count('"') == 2


def stretch_start(text: str, low: int, at: int) -> int:
    """Give where quotation marks can be paired from, if a text is read from the middle of a paragraph.

    A straight mark looks the same on both sides, so the first one must not be the end of a quotation that began before.

    Args:
        text: the text.
        low, at: the stretch before an offset.

    >>> stretch_start('"It held," he said. "All night," he added.', 5, 30)
    10
    """
    mark = text.find('"', low, at)
    stop = mark + 2 if text[mark : mark + 2] == '""' else mark + 1
    if mark < 0 or text[mark - 1 : mark].isspace() or text[stop : stop + 1].isalnum():
        return low
    return stop


def _paragraph(text: str, at: int) -> int:
    """Give the start of the paragraph around an offset, `_REACH` code points before it at most."""
    low = max(0, at - _REACH)
    if low:
        low = stretch_start(text, low, at)
    end = text.rfind("\n", low, at)
    while end >= 0:
        before = text.rfind("\n", low, end)
        if before >= 0 and not text[before + 1 : end].strip():
            return end + 1
        end = before
    return low


def between_marks(text: str, start: int, stop: int) -> bool:
    """Tell whether a passage stands right between a mark and one that closes it.

    Args:
        text: the text.
        start, stop: of the passage, in code points.

    >>> text = "He called it «the dam. So it was» and left."
    >>> between_marks(text, 14, 32), between_marks(text, 14, 21)
    (True, False)
    >>> between_marks("'It will hold.' That's the claim.", 1, 20)
    False
    >>> between_marks('Marked "Reptd." Five later entries" and left.', 16, 34)
    False
    """
    opening = _opening(text, start)
    closing = _CLOSING.match(text, stop) if opening else None
    return bool(opening and closing and _are_pair(opening["mark"], closing["mark"]))


def _are_pair(opening: str, closing: str) -> bool:
    """Tell whether two marks are of one quotation.

    Where a text has both straight and curly marks, or two single ones for a double one, one of each may be a pair.
    """
    return closing in PAIRS[opening] or {opening, closing} in ({"“", '"'}, {'"', "”"}, {'"', "''"}, {"“", "''"})


def _opening(text: str, start: int) -> re.Match[str] | None:
    """Find the mark that opens right before a passage; one that closes what stands before it is none.

    Curly marks have a direction, but for one of Swedish and Finnish. Others open behind white space or a bracket, or
    right before a word where the space before them is missing; with a space behind them only, they close.
    """
    if _OPENS.isdisjoint(text[max(0, start - 2) : start]):  # most passages
        return None
    found = _OPENING.search(text, max(0, start - _BEFORE), start)
    if found and found["mark"] == _ALIKE:
        return found if found["inner"] is None and not found["space"] else None
    if not found or found["inner"] is None:
        return found
    before = text[found.start("mark") - 1]
    if found["mark"] in _ONE_WAY:
        return found if not (found["space"] and found["mark"] in "“‘") else None  # German: these close
    return None if found["space"] or before.isalnum() else found


def with_marks(text: str, start: int, stop: int) -> tuple[int, int]:
    """Extend a passage by the full stop, and by the quotation marks and brackets right around it, no use without it.

    A mark or bracket is included only with its other half, on the other side of the passage or within it.

    Args:
        text: the text.
        start, stop: of the passage, in code points.

    >>> with_marks('He said "the dam held all night." Twice.', 9, 31)
    (8, 33)
    >>> with_marks("He said 'the dam held all night twice.", 9, 31)
    (9, 31)
    >>> with_marks('He said “the dam held all night" twice.', 9, 31)
    (8, 32)
    >>> with_marks("“It held,” he said. “All night.” So.", 1, 30)
    (0, 32)
    >>> with_marks("“[The dam] said ‘No.’” So.", 2, 19)
    (0, 22)
    >>> with_marks("It held 3.5 days.", 0, 9)
    (0, 9)
    """
    for _ in range(NESTED):
        begin, end = _with_brackets(text, *_with_mark(text, start, stop))
        if (begin, end) == (start, stop):
            break
        start, stop = begin, end
    ending = _ENDING.match(text, stop)
    if not ending or (text[start] in PAIRS and _are_pair(text[start], text[stop - 1])):
        return start, stop  # a stop behind the mark of a quotation is of the sentence around it
    return start, ending.end()


def with_outer_marks(text: str, start: int, stop: int) -> tuple[int, int]:
    """Extend a passage as `with_marks` does, and by a mark right beside it that has its other half far from it.

    So a passage that is the beginning of a longer quotation, or the end of one, is shown with the mark there.

    Args:
        text: the text.
        start, stop: of the passage, in code points.

    >>> with_outer_marks("He said: “It held. Nobody was hurt.” So.", 10, 17)
    (9, 18)
    >>> with_outer_marks("He said: “It held. Nobody was hurt.” So.", 19, 34)
    (19, 36)
    """
    start, stop = with_marks(text, start, stop)
    opening, closing = _opening(text, start), _CLOSING.match(text, stop)
    if opening and not opening["space"] and text[start].isalnum():
        start -= len(opening[0])
    if not closing or text[start] in PAIRS or text[closing.end() : closing.end() + 1].isalnum():
        return start, stop
    return start, stop if closing[0][0] in "'’" else closing.end()  # "the dams' keeper"


def _with_mark(text: str, start: int, stop: int) -> tuple[int, int]:
    """Extend a passage by the quotation mark right before it and the one right behind it that have their other half."""
    opening, closing = _opening(text, start), _CLOSING.match(text, stop)
    if opening and closing and _are_pair(opening["mark"], closing["mark"]):
        return start - len(opening[0]), closing.end()
    if not (opening or closing) or stop - start > LONGEST_QUOTE:
        return start, stop
    left = _left_open(text, start, stop, [(start, opening["mark"])] if opening else [])
    if opening and not (left and left[0][0] == start):
        start -= len(opening[0])
    if closing and any(_are_pair(mark, closing["mark"]) for _, mark in left):
        stop = closing.end()
    return start, stop


def _left_open(text: str, start: int, stop: int, left: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Give the marks of a passage that no other one of it closes, with their ends, behind those open before it."""
    for mark in _MARK.finditer(text, start, stop):
        found = mark.group()
        if _is_apostrophe(text, mark):
            continue
        opens = found in PAIRS and (found not in _SAME or _stands_before_word(text, mark))
        closed = () if opens and found in _SAME else [at for at, one in enumerate(left) if _are_pair(one[1], found)]
        if closed:
            del left[closed[-1] :]
        elif opens and not (left and left[-1][1] == found):  # else a quotation goes on in its next paragraph
            left.append((mark.end(), found))
    return left


def _stands_before_word(text: str, mark: re.Match[str]) -> bool:
    """Tell whether a mark has white space before it, and none behind it."""
    before, after = text[max(0, mark.start() - 1) : mark.start()], text[mark.end() : mark.end() + 1]
    return not before.strip(" \t\r\n\u00a0([—–/") and not after.isspace()


def _with_brackets(text: str, start: int, stop: int) -> tuple[int, int]:
    """Extend a passage by the brackets right around it, of each kind of which the other half is within it."""
    behind, before = text[stop : stop + 1], text[start - 1 : start]
    opening, closing = _BRACKETS.get(behind), _BRACKETS.get(before)
    if opening and behind in ")]}" and text.count(opening, start, stop) > text.count(behind, start, stop):
        stop += 1
    if closing and before in "([{" and text.count(closing, start, stop) > text.count(before, start, stop):
        start -= 1
    return start, stop


def _is_apostrophe(text: str, mark: re.Match[str]) -> bool:
    """Tell whether a mark stands amid a word."""
    return mark.group() in "'’" and text[mark.start() - 1].isalnum() and text[mark.end() : mark.end() + 1].isalnum()
