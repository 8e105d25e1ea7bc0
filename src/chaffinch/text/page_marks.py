"""Find what recording and printing put between the lines of a text: time stamps, and heads with page numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from chaffinch.text.late_patterns import late_pattern
from chaffinch.text.vocabulary import vocabulary

__all__ = ["page_marks", "page_sign", "without_page_marks"]

STAMPED, STAMPS = 0.5, 3
"""Share of the lines of a transcript, at least, that begin with the time of the recording; and such lines, at least."""

BEGINS = 120
"""Seconds from the beginning of a recording to its first stamp, at most: a log and a live page have the time of day."""

HEADS = 2
"""Heads with the number of a page, at least, each with a number one above the last."""

WORDS, LETTERS = 8, 80
"""Words and code points of such a head, at most."""

_CLOCK = r"(?:\d{1,2}:)?\d{1,2}:\d\d(?:[.,]\d{1,3})?"
_STAMP = late_pattern(
    rf"^[ \t]*(?:(?:\d{{1,4}}[ \t]*\n[ \t]*)?(?P<from>{_CLOCK})[ \t]*-->[ \t]*{_CLOCK}[ \t]*(?:\n|\Z)"  # subtitles
    rf"|[\[(](?P<time>{_CLOCK})[\])][ \t]*|(?P<bare>\d{{1,2}}:\d\d:\d\d(?:[.,]\d{{1,3}})?)(?:[ \t]+|$))",
    re.MULTILINE,
)
_NUMBER = late_pattern(r"\d+")
_MINUTES = late_pattern(r":\d\d")


def page_marks(text: str) -> list[tuple[int, int]]:
    r"""Give the ranges of time stamps and of heads with page numbers, in order; an empty list for most texts.

    >>> page_marks("[00:01] It rained.\n[00:04] Then\n[00:09] it stopped.")
    [(0, 8), (19, 27), (32, 40)]
    >>> page_marks("It rained.\n\nTHE GULL   Page 3\n\nThen it\n\nTHE GULL   Page 4\n\nstopped.")
    [(12, 29), (40, 57)]
    """
    if text.count("\n") < HEADS:
        return []
    return sorted([*_stamps(text), *_heads(text)])


def page_sign() -> str:
    """Give what every text has that has such marks, a pattern of RE2."""
    words = _words().replace("i", "[i\u0130\u0131]")  # letters that `re` takes for one another, and RE2 does not
    return (
        r"(?m:^[ \t]*[\[(]?\d{1,2}:\d\d[\]):])|[页頁쪽]|ページ|페이지"
        rf"|(?i:{words})\.?[ \t]*\p{{Nd}}|\p{{Nd}}[.| \t]*(?i:{words})"
    )


def without_page_marks(text: str) -> str:
    """Leave out time stamps and heads with page numbers."""
    at, parts = 0, list[str]()
    for start, stop in page_marks(text):
        parts.append(text[at:start])
        at = stop
    return "".join([*parts, text[at:]]) if at else text


def _stamps(text: str) -> list[tuple[int, int]]:
    """Give the stamps of a transcript: half of its lines begin with one, from the beginning of the recording on."""
    if text.count(":") < STAMPS or len(_MINUTES.findall(text)) < STAMPS:
        return []
    found = list(_STAMP.finditer(text))
    if len(found) < STAMPS:
        return []
    lines = [line for line in _STAMP.sub("", text).splitlines() if line.strip()]
    times = [_seconds(m["from"] or m["time"] or m["bare"]) for m in found]
    if len(found) < STAMPED * len(lines) or times[0] > BEGINS or any(a > b for a, b in pairwise(times)):
        return []
    return [m.span() for m in found]


def _seconds(time: str) -> int:
    found = 0
    for part in re.split("[.,]", time)[0].split(":"):
        found = 60 * found + int(part)
    return found


def _heads(text: str) -> Iterator[tuple[int, int]]:
    """Give the lines that are alike but for the number of their page, which counts up."""
    same: dict[str, list[tuple[str, int, int]]] = {}
    start = 0
    for line in text.split("\n"):
        stop = start + len(line)
        if len(line) <= LETTERS and _NUMBER.search(line) and len(line.split()) <= WORDS:
            same.setdefault(_NUMBER.sub("0", line).casefold(), []).append((line, start, stop))
        start = stop + 1
    for lines in same.values():
        if len(lines) < HEADS:
            continue
        heads = [(named, start, stop) for line, start, stop in lines if (named := _page().search(line))]
        if _count_up([next(int(group) for group in named.groups() if group) for named, *_ in heads]):
            yield from ((start, stop) for _, start, stop in heads)


def _count_up(numbers: Sequence[int]) -> bool:
    return len(numbers) >= HEADS and all(b - a == 1 for a, b in pairwise(numbers))


@lru_cache(maxsize=1)
def _page() -> re.Pattern[str]:
    """Compile a page with its number, at the beginning or the end of a line: "Page 3", "3 | Page", "Seite 3 von 9"."""
    words = _words()
    of = r"(?:\s*(?:/|\||[^\W\d_]{1,5})\s*\d{1,4})?"
    number = rf"(?<!\w)(?:{words})(?!\w)\.?[ \t]*(\d{{1,4}}){of}\W*$|^\W*(\d{{1,4}})[.| \t]*(?:{words})(?!\w)"
    first = rf"^\W*(?:{words})(?!\w)\.?[ \t]*(\d{{1,4}}){of}(?!\w)"
    return re.compile(
        rf"{number}|{first}|第[ ]?(\d{{1,4}})[ ]?[页頁]|(\d{{1,4}})[ ]?(?:ページ|頁|쪽|페이지)\W*$", re.IGNORECASE
    )


def _words() -> str:
    return "|".join(sorted({re.escape(word) for some in vocabulary()["pages"].values() for word in some}))
