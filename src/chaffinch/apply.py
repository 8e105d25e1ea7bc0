r"""Cut spans out of a text, and put them back: the only module that builds a text from another text.

A cut is tidied: it may extend over white space beside it, or spare white space inside it, and nothing else. Between
the two neighbours of a cut one run of white space of the original remains: the strongest one between them (paragraph
break, line break, space), but no space before a comma or stop that stood right behind the cut. So text on different
lines stays on different lines, no two words are joined, and no blank lines or spaces double up. A span that begins or
ends inside a grapheme is narrowed to whole graphemes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from chaffinch.model import Edit

__all__ = ["apply", "moved", "origin", "restore"]

_PARAGRAPH = 2  # line ends between paragraphs, at least
_BLANKS = re.compile(r"\s+")
_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")

_ZWJ = "\u200d"
_VIRAMA = 9  # canonical combining class of the signs that join the next consonant to theirs
_REGIONAL = range(0x1F1E6, 0x1F200)  # pairs of them are flags
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)  # spell out the flags of regions
_JAMO_TAIL = range(0x1160, 0x1200)  # vowels and final consonants of a Hangul syllable
_STOPS = ".,;:!?…"
_HANGUL = (range(0x1100, 0x1200), range(0xAC00, 0xD7A4))


class _Run(NamedTuple):
    """White space at ``[start, stop)``; its line ends span ``[first, last)``, the first one stops at ``second``."""

    start: int
    stop: int
    first: int
    second: int
    last: int
    lines: int

    @property
    def rank(self) -> int:
        """Rank how strongly it separates: 2 paragraphs, 1 lines, 0 words, -1 nothing."""
        return min(self.lines, _PARAGRAPH) if self.lines else (0 if self.stop > self.start else -1)


def apply(text: str, spans: Sequence[tuple[int, int]]) -> tuple[str, list[Edit]]:
    r"""Cut spans out of a text and return the rest, with the edits that undo it.

    Spans that hold nothing but white space change nothing.

    Args:
        text: the original.
        spans: half-open ranges of code points, in any order; they may touch or overlap.

    Returns:
        The cleaned text; edits sorted and disjoint, their positions rising.

    Raises:
        ValueError: a span is not inside the text.

    >>> apply("One.\n\nAdvertisement\n\nTwo.", [(6, 19)])
    ('One.\n\nTwo.', [Edit(start=6, stop=21, position=6, text='Advertisement\n\n')])
    >>> apply("He spoke. Follow us! He left.", [(10, 20)])[0]
    'He spoke. He left.'
    """
    edits: list[Edit] = []
    pieces: list[str] = []
    at = cut = 0
    for start, stop in _cuts(text, _cores(text, spans)):
        edits.append(Edit(start, stop, start - cut, text[start:stop]))
        pieces.append(text[at:start])
        cut += stop - start
        at = stop
    pieces.append(text[at:])
    return "".join(pieces), edits


def restore(cleaned: str, edits: Sequence[Edit]) -> str:
    r"""Put back what `apply` cut.

    Args:
        cleaned: the text that `apply` returned.
        edits: the edits that it returned.

    Returns:
        The original.

    Raises:
        ValueError: the edits do not fit this text.

    >>> restore("One.\n\nTwo.", [Edit(6, 21, 6, "Advertisement\n\n")])
    'One.\n\nAdvertisement\n\nTwo.'
    """
    pieces: list[str] = []
    at = 0
    for edit in edits:
        if not at <= edit.position <= len(cleaned):
            raise ValueError(f"edit at {edit.position} does not fit a text of {len(cleaned)} after {at}")
        pieces += (cleaned[at : edit.position], edit.text)
        at = edit.position
    pieces.append(cleaned[at:])
    return "".join(pieces)


def moved(edits: Sequence[Edit], offset: int) -> int:
    """Map an offset of the original to the cleaned text; offsets inside a cut map to the offset of the cut.

    >>> [moved([Edit(2, 5, 2, "...")], offset) for offset in (1, 2, 4, 5, 7)]
    [1, 2, 2, 2, 4]
    """
    cut = 0
    for edit in edits:
        if offset < edit.stop:
            return min(offset, edit.start) - cut
        cut += edit.stop - edit.start
    return offset - cut


def origin(edits: Sequence[Edit], offset: int) -> int:
    """Map an offset of the cleaned text to the original: the place of the code point that is there now.

    >>> edits = [Edit(2, 5, 2, "...")]
    >>> [origin(edits, offset) for offset in (0, 1, 2, 4)]
    [0, 1, 5, 7]
    """
    return offset + sum(edit.stop - edit.start for edit in edits if edit.position <= offset)


def _cores(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Merge spans, narrow them to whole graphemes and trim white space; join spans with only white space between."""
    merged: list[list[int]] = []
    for start, stop in sorted(spans):
        if not 0 <= start <= stop <= len(text):
            raise ValueError(f"span {start}-{stop} is not inside a text of {len(text)} code points")
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(stop, merged[-1][1])
        else:
            merged.append([start, stop])
    cores: list[tuple[int, int]] = []
    for start, stop in merged:
        first, last = _trimmed(text, start, stop)
        if first >= last:
            continue
        if cores and _blank_stop(text, cores[-1][1]) >= first:
            cores[-1] = (cores[-1][0], last)
        else:
            cores.append((first, last))
    return cores


def _trimmed(text: str, start: int, stop: int) -> tuple[int, int]:
    while start < stop and _joined(text, start):
        start += 1
    while start < stop and _joined(text, stop):
        stop -= 1
    first = min(_blank_stop(text, start), stop)
    return first, _blank_start(text, stop, first)


def _blank_stop(text: str, start: int) -> int:
    """Find the end of the white space that begins at ``start``; a space with a combining mark is none."""
    match = _BLANKS.match(text, start) if text[start : start + 1].isspace() else None  # quicker: mostly it is none
    if match is None:
        return start
    stop = match.end()
    return stop - 1 if _joined(text, stop) else stop


def _blank_start(text: str, stop: int, least: int) -> int:
    """Find the beginning of the white space that ends at ``stop``."""
    while stop > least and text[stop - 1].isspace():
        stop -= 1
    return stop


def _cuts(text: str, cores: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the ranges to cut: each core with the white space that is cut with it, without what stays inside."""
    least = 0
    for start, stop in cores:
        left, right = _blank_start(text, start, least), _blank_stop(text, stop)
        for a, b in _tidy(text, (left, start), (stop, right)):
            if a < b:
                yield a, b
        least = stop


def _tidy(text: str, left: tuple[int, int], right: tuple[int, int]) -> list[tuple[int, int]]:
    """Choose the ranges to cut between two neighbours, by the white space on either side of the core."""
    before, after = _run(text, *left), _run(text, *right)
    if before.start == 0:
        return [(0, after.last if after.lines and after.stop < len(text) else after.stop)]
    if after.stop == len(text):
        return _tidy_end(before, after)
    if before.rank == 0 and after.rank < 0 and _closes(text, before.start, after.stop):
        return [(before.start, after.stop)]
    kept = _separator(text, before, after)
    if kept.rank <= 0:
        return [(before.start, kept.start), (kept.stop, after.stop)]
    tail = before.first if before.lines else before.start
    if after.lines:  # the indent of the line that follows stays with it
        return [(tail, kept.first), (kept.last, after.last)]
    return [(tail, kept.first), (kept.stop, after.stop)]


def _closes(text: str, left: int, right: int) -> bool:
    """Tell whether what follows a cut is a mark that stands at the word before it, without a space."""
    return text[right] in _STOPS and text[left - 1].isalnum()


def _tidy_end(before: _Run, after: _Run) -> list[tuple[int, int]]:
    """Cut to the end of the text; a text that ended with line ends keeps one of them."""
    if not after.lines:
        return [(before.start, after.stop)]
    if before.lines:
        return [(before.second, after.stop)]
    return [(before.start, after.first), (after.second, after.stop)]


def _separator(text: str, before: _Run, after: _Run) -> _Run:
    """Choose the white space that stays between the neighbours of a cut.

    The strongest stays; of equally strong ones that at an edge of the cut rather than inside, then the shortest.
    """
    edges = max(before.rank, after.rank)
    lines = edges >= 0 or not _glues(text, before.stop, after.start)  # whether only line ends are stronger
    some = edges < _PARAGRAPH and not (lines and not _LINE_END.search(text, before.stop, after.stop))
    inside = _runs(text, before.stop, after.start, lines=lines) if some else []
    runs = [before, after, *(run for run in inside if run.rank > edges)]
    return min(runs, key=lambda run: (-run.rank, run.lines or run.stop - run.start))


def _runs(text: str, start: int, stop: int, *, lines: bool) -> list[_Run]:
    """Give the runs of white space in a range, all or those with line ends."""
    spans = ((at, _blank_stop(text, at)) for at in (match.start() for match in _BLANKS.finditer(text, start, stop)))
    return [_run(text, *span) for span in spans if not lines or _LINE_END.search(text, *span)]


def _run(text: str, start: int, stop: int) -> _Run:
    ends = [match.span() for match in _LINE_END.finditer(text, start, stop)]
    if not ends:
        return _Run(start, stop, start, start, start, 0)
    return _Run(start, stop, ends[0][0], ends[0][1], ends[-1][1], len(ends))


def _glues(text: str, left: int, right: int) -> bool:
    """Tell whether a cut without white space beside it joins two words or two sentences."""
    if not 0 < left <= right < len(text):
        return False
    before, after = text[left - 1], text[right]
    return (before.isalnum() or before in _STOPS) and after.isalnum() and _spaced(before) and _spaced(after)


def _spaced(letter: str) -> bool:
    """Tell whether a letter's script puts spaces between words: wide letters other than Hangul do not."""
    wide = unicodedata.east_asian_width(letter) in "WF"
    return not wide or any(ord(letter) in block for block in _HANGUL)


def _joined(text: str, at: int) -> bool:
    """Tell whether an offset is inside a grapheme (UAX 29, slightly wider: any ZWJ and any virama joins)."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if after < "\u0300":
        return before == "\r" and after == "\n"
    if after.isspace() or before < " " or before in "\x7f\x85\u2028\u2029":
        return False
    return _extends(before, after) or (ord(after) in _REGIONAL and _odd_regionals(text, at))


def _extends(before: str, after: str) -> bool:
    if _ZWJ in {before, after} or unicodedata.category(after)[0] == "M":
        return True
    code = ord(after)
    if code in _SKIN_TONES or code in _TAGS:
        return True
    if unicodedata.combining(before) == _VIRAMA:
        return unicodedata.category(after) == "Lo"
    return code in _JAMO_TAIL and any(ord(before) in block for block in _HANGUL)


def _odd_regionals(text: str, at: int) -> bool:
    """Tell whether an odd number of regional indicators precedes an offset, which then splits a flag."""
    first = at
    while first > 0 and ord(text[first - 1]) in _REGIONAL:
        first -= 1
    return (at - first) % 2 == 1
