"""Fit the removals of one text together: no overlap, whole sentences, and some text that remains.

`disjoint` settles removals that overlap, `whole_sentences` shrinks passages to the sentences within them, and
`leaves_text` checks whether the remaining text still says something.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

import numpy as np

from chaffinch.model import Removal
from chaffinch.text import CLOSERS, STOPS, UNSPACED, TextBatch, blocks, late_pattern, sentences, subtract

__all__ = ["disjoint", "is_text", "leaves_text", "sentence_spans", "trimmed", "whole_sentences"]

Span = tuple[int, int]


def disjoint(text: str, removals: Sequence[Removal]) -> list[Removal]:
    """Make removals of one text disjoint: the shorter takes its range first.

    Ends of the result are not white space.

    Args:
        text: the text.
        removals: in any order; ``start`` and ``stop`` in code points.

    Returns:
        Disjoint rows, sorted by start; a longer removal around a shorter one gives two rows.

    >>> block, inside = Removal(0, 22, "remove", "social"), Removal(0, 6, "remove", "related")
    >>> [(r.start, r.stop, r.reason) for r in disjoint("Share. Read this also.", [block, inside])]
    [(0, 6, 'related'), (7, 22, 'social')]
    """
    return [row for group in _overlapping(removals) for row in _settled(text, group)]


def _overlapping(removals: Sequence[Removal]) -> Iterator[list[Removal]]:
    """Give groups of removals that overlap, in order of their offsets."""
    group: list[Removal] = []
    reach = 0
    for one in sorted(removals, key=lambda r: (r.start, r.stop)):
        if group and one.start >= reach:
            yield group
            group = []
        group.append(one)
        reach = max(reach, one.stop)
    if group:
        yield group


def _settled(text: str, group: list[Removal]) -> list[Removal]:
    """Make a group disjoint: the shorter takes its range first."""
    if len(group) == 1:
        return list(trimmed(text, group[0], (group[0].start, group[0].stop)))
    taken: list[tuple[int, int]] = []  # disjoint and sorted: what each got
    rows: list[Removal] = []
    inner = _inner(group)
    for one in sorted(group, key=lambda r: (r.stop - r.start, _span(r) not in inner, -r.score, *_name(r))):
        near = taken[max(bisect_left(taken, (one.start,)) - 1, 0) : bisect_left(taken, (one.stop,))]
        for free in subtract((one.start, one.stop), near):
            insort(taken, free)
            rows.extend(trimmed(text, one, free))
    return sorted(rows, key=lambda r: r.start)


def _inner(group: list[Removal]) -> set[tuple[str, int, int]]:
    """Give the spans within a larger one of the same reason; of two reasons for one sentence, the block's is meant."""
    reach: dict[str, int] = {}
    inner: set[tuple[str, int, int]] = set()
    for reason, start, stop in sorted({_span(r) for r in group}, key=lambda s: (s[1], -s[2])):
        if stop <= reach.get(reason, -1):
            inner.add((reason, start, stop))
        reach[reason] = max(stop, reach.get(reason, stop))
    return inner


def _span(one: Removal) -> tuple[str, int, int]:
    return one.reason, one.start, one.stop


def _name(one: Removal) -> tuple[int, str, str]:
    return one.start, one.reason, one.rule


def trimmed(text: str, one: Removal, span: Span) -> Iterator[Removal]:
    """Move a removal to a span without the white space at its ends; yield nothing if the span is all white."""
    part = text[slice(*span)]
    start, stop = span[0] + len(part) - len(part.lstrip()), span[1] - len(part) + len(part.rstrip())
    if stop > start:
        yield one if (start, stop) == (one.start, one.stop) else replace(one, start=start, stop=stop)


_HIGH = "“«", "”»"
_LOW = "„«", "“”»"  # German and Polish marks close with what opens English ones


def whole_sentences(text: str, passages: Sequence[Removal]) -> list[Removal]:
    """Shrink passages to the whole sentences within them; a passage without one has no row.

    A sentence counts as within if its letters are: a passage ends with its last word, before stops and marks. A run of
    sentences that opens or closes quotation marks for others loses sentences at its ends until its marks are in pairs.

    Args:
        text: the text.
        passages: removals of passages in it, in any order.

    Returns:
        Rows with ends of sentences for ends, in the order of ``passages``.

    >>> from chaffinch.model import Passage
    >>> text = "It rained. The dam held all night. Nobody was hurt."
    >>> cut = whole_sentences(text, [Removal(3, 33, "remove", "repeat", "", 1.0, Passage("a", 0, 9))])
    >>> [text[c.start : c.stop] for c in cut]
    ['The dam held all night.']
    """
    if not passages:
        return []
    spans, words = sentence_spans(text)
    found: list[Removal] = []
    starts = [a for a, _ in words]
    for passage in passages:
        near = range(bisect_left(starts, passage.start), bisect_left(starts, passage.stop))
        inside = [spans[i] for i in near if words[i][0] < words[i][1] <= passage.stop]
        found += [replace(passage, start=a, stop=b) for a, b in _runs(text, inside)]
    return found


def sentence_spans(text: str) -> tuple[list[Span], list[Span]]:
    """Give the sentences of a text, and of each the range from its first letter or digit to its last."""
    batch = TextBatch.of([text])
    found = sentences(batch, blocks(batch))
    ends = np.split(batch.code_points(np.concatenate((found.start, found.stop))), 2)
    spans = list(zip(*(e.tolist() for e in ends), strict=True))
    spans = list(_closed(text, spans)) if "»" in text else spans
    return spans, [_whole_words(text, *span) for span in spans]


def _closed(text: str, spans: list[Span]) -> Iterator[Span]:
    """Give sentences with the mark that closes them behind a space, as in French, and not with that of the one before.

    >>> text = "« It held. » We left."
    >>> [text[a:b] for a, b in _closed(text, [(0, 10), (11, 21)])]
    ['« It held. »', 'We left.']
    """
    last: Span | None = None
    for start, stop in spans:
        begin = start
        if (
            last
            and text[start] == "»"
            and not text[start + 1 : start + 2].strip()
            and "\n" not in text[last[1] : start]
        ):
            last = last[0], start + 1
            begin = stop - len(text[start + 1 : stop].lstrip())
        if begin < stop:
            if last:
                yield last
            last = begin, stop
    if last:
        yield last


def _whole_words(text: str, start: int, stop: int) -> Span:
    while start < stop and not text[start].isalnum():
        start += 1
    while stop > start and not text[stop - 1].isalnum():
        stop -= 1
    return start, stop


def _runs(text: str, inside: list[Span]) -> Iterator[Span]:
    """Join sentences with nothing but white space between, as far as their quotation marks allow."""
    run: list[Span] = []
    for span in inside:
        if run and text[run[-1][1] : span[0]].strip():
            yield from _balanced(text, run)
            run = []
        run.append(span)
    yield from _balanced(text, run)


def _balanced(text: str, run: list[Span]) -> Iterator[Span]:
    quotes = _LOW if "„" in text else _HIGH
    while run:
        start, stop = run[0][0], run[-1][1]
        if not (unclosed := _open(text[start:stop], quotes)):
            yield start, stop
            return
        run = run[1:] if unclosed > 0 and _open(text[slice(*run[0])], quotes) > 0 else run[:-1]


def _open(part: str, quotes: tuple[str, str]) -> int:
    """Count the quotation marks left open, or, below zero, closed for others; straight ones open first."""
    opened, closed = (sum(map(part.count, some)) for some in quotes)
    return opened - closed or part.count('"') % 2


WORDS = 3
"""Words of a line, at least, that says something without a full stop; with a full stop it needs one less."""

DENSE_WORD = 2
"""Letters of a word, on average, in scripts without spaces."""

FIGURES = 30
"""Letters and digits of a line that says something though it has few words, such as a row of a table."""

_HEAD = 1000  # code points of the first lines, which are looked at first
_DENSE = late_pattern(f"[{UNSPACED}\U00020000-\U000323af]")
_STOPS = tuple(STOPS)
_LABEL = (":", "：")


def leaves_text(text: str, removed: Sequence[tuple[int, int]]) -> bool:
    r"""Tell whether a line remains that says something, after ranges are removed; these are disjoint and sorted.

    >>> leaves_text("The dam held.\n\nAll rights reserved.", [(15, 35)])
    True
    >>> leaves_text("Photo:\n\nAll rights reserved.", [(8, 28)])
    False
    """
    ends = [at for span in removed for at in span]
    remaining = "".join(text[start:stop] for start, stop in zip([0, *ends[1::2]], [*ends[::2], len(text)], strict=True))
    head = remaining[:_HEAD].splitlines()[:-1]  # whole lines, one of which says something in most texts
    return any(map(is_text, head)) or any(map(is_text, remaining.splitlines()))


def is_text(line: str) -> bool:
    """Tell whether a line says something: a lone label, a number or a mark does not.

    A word stands between spaces and has letters but no digits. Three of them say something, and so do two before
    a full stop; in scripts without spaces `DENSE_WORD` letters are a word, whatever digits are beside them. Other lines
    say something if they are long.

    >>> [is_text(line) for line in ("It rained.", "Bridge closed today", "大坝守住了。", "Photo:", "Reference: 3e8-0")]
    [True, True, True, False, False]
    >>> is_text("起重机自1994年第一次上了油。"), is_text("2031年5月4日")
    (True, False)
    """
    line = line.strip()
    if line.endswith(_LABEL):
        return False
    least = WORDS - line.rstrip(CLOSERS).endswith(_STOPS)
    words = accumulate(map(_count_words, line.split()))  # only as many as are needed: a paragraph has hundreds
    return any(count >= least for count in words) or sum(map(str.isalnum, line)) >= FIGURES


def _count_words(token: str) -> float:
    dense = len(_DENSE.findall(token))
    rest = not any(map(str.isdigit, token)) and sum(map(str.isalpha, token)) > dense
    return dense / DENSE_WORD + rest
