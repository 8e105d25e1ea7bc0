"""Name who speaks in a paragraph that begins with a dash, as dialogues do in most languages but English and German.

The tag stands behind another dash (Spanish, Polish, Russian, Portuguese) or behind a comma (Swedish, Norwegian, Danish,
French): "– The dam held, says Ana Lund." Since a dash closes no quotation, only what stands before the tag is taken for
it, and what stands behind a dash that ends the tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from chaffinch.matching.speakers.lexicon import Lexicon
from chaffinch.matching.speakers.mentions import Mention
from chaffinch.matching.speakers.reading import Reading, read
from chaffinch.matching.speakers.tags import Tags
from chaffinch.text import late_pattern

__all__ = ["Span", "dashed", "main_paragraph"]

Span = tuple[int, int]
LONG = 1500
"""Code points, at most, from the start of a paragraph to a passage in it, and of its rest that is read."""

TAG = 160
"""Code points of a tag that are read: "said to reporters on Monday the chairwoman of the council, Ana Lund"."""

SHARE = 0.75
"""Share of a passage, at least, that is what the paragraph's speaker says; tags are left out of the count, and a few
words of the paragraph before may be in it."""

_START = re.compile(r"[ \t]*(?P<mark>—|[–-](?=[ \t])|”(?=\w))")
_BREAK = late_pattern(
    r"(?:(?P<dash>[ \t]+[—–-]{1,2}[ \t]+)|(?:,[”\"»]?|[?!…][”\"»]?|”,?)[ \t]+)(?P<tag>(?=[^\W\d_])\w)"
)
"""What stands before a tag: a dash, or a comma or other sign."""

_LINE_END = re.compile("\n")
_REPORTED = re.compile("N!")
_DASH = re.compile(r"[.,;:]?[ \t]+[—–-]{1,2}[ \t]")


def main_paragraph(text: str, start: int, stop: int) -> Span:
    """Give the paragraph that has most of a passage; a passage may begin amid the one before.

    Args:
        text: the text.
        start, stop: of the passage, in code points.

    >>> main_paragraph("So.\\n– It held all night.\\nYes.", 1, 20)
    (4, 24)
    """
    first = text.rfind("\n", max(0, start - LONG), start) + 1
    if not first and start > LONG:
        first = start
    end = text.find("\n", stop)
    end = min(len(text) if end < 0 else end, stop + LONG)
    inner = [found.end() for found in _LINE_END.finditer(text, start, stop)]
    sizes = [after - before for before, after in pairwise([start, *inner, stop + 1])]
    most, breaks = sizes.index(max(sizes)), [first, *inner, end + 1]
    return breaks[most], breaks[most + 1] - 1


def dashed(text: str, passage: Span, paragraph: Span, words: Lexicon) -> Mention | None:
    """Find who says a passage in a paragraph that begins with a dash; None if its tags name several people.

    Args:
        text: the text.
        passage: its range, in code points.
        paragraph: that of the paragraph.
        words: the lists of the language.
    """
    opening = _START.match(text, paragraph[0])
    tags = list(_tags(text, opening.end(), paragraph[1], words)) if opening else []
    if opening is None or not tags or len({mention.name.split()[-1] for _, mention in tags}) > 1:
        return None
    ranges = [span for span, _ in tags]
    said = _shared(passage, list(_said(opening.end(), paragraph[1], ranges, text)))
    own = passage[1] - passage[0] - _shared(passage, ranges)
    return max((mention for _, mention in tags), key=lambda one: len(one.name)) if said >= SHARE * own else None


def _tags(text: str, low: int, high: int, words: Lexicon) -> Iterator[tuple[Span, Mention]]:
    """Give the tags of a paragraph that name somebody, with their ranges."""
    for found in _BREAK.finditer(text, low, high):
        first = found.start("tag")
        if text[first].isupper():
            continue
        dash = _DASH.search(text, first, min(high, first + TAG))
        end = dash.start() if dash else min(high, first + TAG)
        tag = read(text[first:end], (), words)
        stop = tag.classes.find(".")
        tag = read(_until(text[first:end], tag.tokens[:stop]), (), words) if stop >= 0 else tag
        if not re.match("H?[VK]", tag.classes) or ("C" in tag.classes[:2]):
            continue
        mention = Tags(tag).alone() if not _REPORTED.search(_that(tag)) else None
        if mention is not None and mention.kind in ("name", "body") and mention.name[:1].isupper():
            yield (found.start(), first + len(tag.text)), mention


def _that(tag: Reading) -> str:
    """Give the classes of a tag, with "that" as a sign of its own: "sa Ana Lund att det höll" is no tag."""
    return "".join("!" if tag.has(at, "that") else kind for at, kind in enumerate(tag.classes))


def _until(text: str, tokens: Sequence[str]) -> str:
    """Give the beginning of a text up to the last of its first tokens."""
    at = 0
    for token in tokens:
        at = text.find(token, at) + len(token)
    return text[:at]


def _said(low: int, high: int, tags: Sequence[Span], text: str) -> Iterator[Span]:
    """Give the ranges that are said: before each tag, and behind the last one if a dash ends it."""
    for start, stop in tags:
        if low < start:
            yield low, start
        dash = _DASH.match(text, stop)
        low = dash.end() if dash else high
    if low < high:
        yield low, high


def _shared(passage: Span, ranges: Sequence[Span]) -> int:
    """Give how many code points of a passage are in ranges."""
    return sum(max(0, min(passage[1], b) - max(passage[0], a)) for a, b in ranges)
