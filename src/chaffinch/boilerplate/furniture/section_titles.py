"""Tell which lines of templates are titles of sections at one place of a text, though they are furniture elsewhere.

A site repeats "API Platform" as a tag below its pages. Between two paragraphs of one page the same words are the title
of the second, and without them its reader does not know what it is about.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from chaffinch.boilerplate.furniture.headings import ENDS, heading
from chaffinch.boilerplate.templates.doubts import cued
from chaffinch.boilerplate.templates.traits import HEAD_LETTERS, HEAD_WORDS, LONG_LETTERS, UNSPACED_LETTERS
from chaffinch.text import CLOSES, STOPS, late_pattern

__all__ = ["section_titles"]

Span = tuple[int, int]

FULL = 2
"""Letters of other scripts for which one of a script without spaces counts. A judgement."""

_LINE = late_pattern(r"\S(?:[^\n]*\S)?")
_MARKS = "*_# "
_OTHER = late_pattern(r"[@/\d\[\]|<>]|^[-+•>]")
_UNSPACED = late_pattern(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]")
_STOP = late_pattern(rf"[{STOPS}:：]{CLOSES}[*_]*{CLOSES}$")


def section_titles(
    texts: Sequence[str], cuts: Sequence[Sequence[Span]], found: Sequence[Sequence[Span]]
) -> list[set[Span]]:
    r"""Give the lines of templates that are titles of sections.

    Args:
        texts: all of each text.
        cuts: what templates take from each.
        found: what is removed from each, by start.

    >>> text = "The lock is old, and nobody paints its gates.\n\nThe quay\n\nIt was built in the year of a great storm."
    >>> [text[slice(*cut)] for cut in section_titles([text], [[(47, 55)]], [[(47, 55)]])[0]]
    ['The quay']
    """
    titles = [[cut for cut in some if _is_title(text, cut)] for text, some in zip(texts, cuts, strict=True)]
    near = [
        [cut for cut in some if _heads(text, cut, other)]
        for text, some, other in zip(texts, titles, found, strict=True)
    ]
    words = [text[slice(*cut)] for text, some in zip(texts, near, strict=True) for cut in some]
    furniture = iter(cued(words).tolist() if words else ())
    return [{cut for cut in some if not next(furniture)} for some in near]


def _is_title(text: str, cut: Span) -> bool:
    """Tell whether a range is a line of a few words without a stop."""
    line = text[slice(*cut)].strip().strip(_MARKS)
    if not 0 < len(line) <= HEAD_LETTERS or _OTHER.search(line) or "\n" in line or ENDS.search(line.rstrip(":：")):
        return False
    unspaced = _UNSPACED.search(line) and len(line) <= UNSPACED_LETTERS
    short = len(line.split()) <= HEAD_WORDS and (unspaced or not _UNSPACED.search(line))
    return bool(short) and heading(line) in ("", "topics", "digests") and any(map(str.isalpha, line))


def _heads(text: str, cut: Span, found: Sequence[Span]) -> bool:
    """Tell whether the lines above and below a line are sentences of which nothing is removed."""
    start, stop = text.rfind("\n", 0, cut[0]) + 1, text.find("\n", cut[1])
    if stop < 0 or text[start : cut[0]].strip(_MARKS) or text[cut[1] : stop].strip(_MARKS):
        return False
    below = _LINE.search(text, stop)
    head = text[:start].rstrip()
    first = head.rfind("\n") + 1
    if below is None or not _is_text(text[slice(*below.span())]) or not _is_text(head[first:]):
        return False
    return not any(_touches(found, span) for span in (below.span(), (first, len(head))))


def _is_text(line: str) -> bool:
    size = len(line) + (FULL - 1) * len(_UNSPACED.findall(line))
    return size >= LONG_LETTERS and _STOP.search(line) is not None and not line.startswith("#")


def _touches(found: Sequence[Span], line: Span) -> bool:
    """Tell whether one of some ranges, by start, is in a line."""
    at = bisect_right(found, line[1], key=lambda span: span[0])
    return any(stop > line[0] for _, stop in found[max(at - 8, 0) : at])
