"""Find what stands beside a cut and is a part of the same piece of furniture.

An appeal asks a question, says why, and then asks for money. A rule knows one of its sentences; the others are known by
words that each has of its own, and by standing beside it. The words are data, in ``companions.toml``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from chaffinch.boilerplate.furniture.biographies import biographies
from chaffinch.boilerplate.furniture.companion_words import Words, kind_of, languages
from chaffinch.boilerplate.furniture.headings import heading
from chaffinch.boilerplate.furniture.page import lines_of, runs
from chaffinch.boilerplate.notice_sentences import is_button
from chaffinch.boilerplate.rules.mentions import quotations, reports
from chaffinch.text import CLOSES, STOPS, late_pattern

__all__ = ["JOINING", "KINDS", "companions"]

Span = tuple[int, int]

KINDS = {
    "subscription": ("appeal", "button"),
    "donation": ("appeal", "button"),
    "social": ("appeal", "author"),
    "comments": ("appeal",),
    "app": ("appeal", "button"),
    "cookie": ("cookie",),
    "disclaimer": ("outlook", "notice"),
    "credit": ("credits",),
    "contact": ("author", "tip"),
}
"""What pieces of furniture the findings of each category belong to; a "button" has its appeal above it."""

ASKING = ("appeal", "cookie")
"""Kinds of pieces that ask the reader, of which any short question may be a part."""

SHARE = 0.8
"""Share of the code points of a sentence that go, from which on it counts as removed; as in `wholes`."""

SENTENCE = 170
"""Code points of a sentence of an appeal, at most. A judgement: of 100 that were read three were longer, and so was the
prose of firms about their own work."""

CREDITED = 400
"""The same of a sentence about those who reported: it has many names and towns."""

PARAGRAPH = 600
"""Code points of a further paragraph of an appeal, at most."""

OPENING = 40
"""Code points of the first sentence of a further paragraph, at most, that needs no word of the appeal. A judgement."""

BUTTON = 3
"""Words of a line without an end, at most, that may be a button or the name of a player; what is around it may be an
article, or the comment of a reader above "Reply"."""

BUTTONED = 300
"""Code points of the paragraph above a button, at most."""

BLANK = 2
"""Line ends with a blank line between two lines."""

ANSWERS = 3
"""Buttons below a cookie notice, at most: to accept, to refuse, to choose."""

HEADING = 80
"""Code points of a heading, at most."""

PARAGRAPHS = {"appeal": 2, "cookie": 0, "outlook": 6, "credits": 2, "notice": 0, "tip": 0}
"""Further paragraphs of a piece on either side of one that goes, at most."""

PHRASES = 2
"""Phrases of a paragraph about the future, at least, for all of it to go with a sentence of it that goes."""

RISKS = (2, 60)
"""Lines of a list of risks, at least and at most. A judgement: one line with a semicolon may be a part of the text."""

JOINING = (
    "and", "or", "und", "oder", "et", "ou", "y", "o", "e", "ed", "en", "of", "och", "eller", "ja", "tai", "oraz", "lub",
    "и", "или", "та", "або", "ve", "veya",
)  # fmt: skip
"""Words between the parts of a list or sentence, as behind the semicolon of the last but one of such lines; own."""

_BULLETS = "•·▪*–-"
_RISK = late_pattern(rf"[{_BULLETS}].*|.*[;；,，、](?: (?:{'|'.join(JOINING)}))?")
_SENTENCE = late_pattern(
    r"\S(?:.*?(?<!\b\w)(?<!\b[A-Z]\w)[.!?…。！？؟]+[)\"'”’»]*(?=\s+[^\sa-zß-öø-ÿа-яё]|\s*$|(?<=[。！？]))|.*\S)?",
    re.DOTALL,
)
_ENDED = late_pattern(rf"[{STOPS}:]{CLOSES}$")
_ASKED = ("?", "？", "؟")
_MARKS = "#*_ \t-"
_OPENERS = "#*_-•>\"'“«( \t["
_TARGET = late_pattern(r"(?<=\])\([^()\s]*\)")  # of a link in markdown, which a reader does not see

QUOTED = 2
"""Words of a quotation, at most, in a sentence of furniture: a name or a term."""


class _Page(Struct, frozen=True):
    """A text in which a piece of furniture grows.

    Attributes:
        text, kind, removed: as in `companions`.
        lines: the lines that are not blank, without the white space around each.
        starts: where each removed range starts.
    """

    text: str
    kind: str
    removed: Sequence[Span]
    lines: list[Span]
    starts: list[int]

    def line(self, at: int) -> str:
        return self.text[slice(*self.lines[at])]

    def gone(self, span: Span) -> bool:
        """Tell whether most of a range goes."""
        start, stop = span
        near = self.removed[max(bisect_right(self.starts, start) - 1, 0) : bisect_left(self.starts, stop)]
        return sum(max(0, min(stop, b) - max(start, a)) for a, b in near) >= SHARE * (stop - start)


def companions(text: str, kind: str, seeds: Sequence[Span], removed: Sequence[Span]) -> list[Span]:
    r"""Give the sentences beside findings that are parts of the same piece of furniture, in order.

    Args:
        text: all of it.
        kind: one of the values of `KINDS`.
        seeds: findings of the kind, by start, in code points.
        removed: all that goes, disjoint and by start.

    >>> text = "The mill is old.\n\nLike mills? We do! Sign up here.\n\nYour support keeps our newsroom alive."
    >>> at = text.index("Sign up")
    >>> [text[a:b] for a, b in companions(text, "appeal", [(at, at + 13)], [(at, at + 13)])]
    ['Like mills?', 'We do!', 'Your support keeps our newsroom alive.']
    """
    lines = lines_of(text)
    page = _Page(text, kind, removed, lines, [start for start, _ in removed])
    if kind == "author":
        return biographies(
            text, lines, seeds, lambda at: [span for span in _sentences(page, at) if not page.gone(span)]
        )
    grown = _grown
    if kind == "button":
        page, grown = replace(page, kind="appeal"), _above_button
    elif (words := kind_of(kind).seeds) is not None:
        seeds = [(start, stop) for start, stop in seeds if words(text[start:stop].lower())]
    firsts = [start for start, _ in lines]
    found: set[Span] = set()
    for at in sorted({bisect_right(firsts, start) - 1 for start, _ in seeds} - {-1}):
        found.update(grown(page, at))
    return sorted(span for span in found if not page.gone(span))


def _grown(page: _Page, at: int) -> Iterator[Span]:
    """Give the ranges that belong to the cuts in a line: in it, and in the lines around if all of it goes."""
    if _is_wrapped(page, at):
        return
    inside, whole = _inside(page, at)
    yield from inside
    seen = _TARGET.sub("", page.line(at))
    if not whole or (len(seen.split()) <= BUTTON and not _ENDED.search(seen)):
        return
    first = at
    yield from (page.lines[i] for i in _risks(page, at + 1))
    yield from (page.lines[i] for i in _answers(page, at + 1))
    for step in (-1, 1):
        for other in range(at + step, at + step * (PARAGRAPHS[page.kind] + 1), step):
            if not 0 <= other < len(page.lines) or not (_is_further(page, other) if other else _is_asking(page, 0)):
                break
            yield page.lines[other]
            first = min(first, other)
    if first > 1 and _is_heading(page, first - 1):
        yield page.lines[first - 1]


def _above_button(page: _Page, at: int) -> Iterator[Span]:
    """Give the appeal above a button that is a line of a few words; nothing else around such a line is looked at."""
    seen = _TARGET.sub("", page.line(at))
    if len(seen.split()) > BUTTON or _ENDED.search(seen) or not page.gone(page.lines[at]):
        return
    first = at
    while first > 1 and at - first < PARAGRAPHS["appeal"] and not page.gone(page.lines[first - 1]):
        start, stop = page.lines[first - 1]
        if stop - start > BUTTONED or not (_is_further(page, first - 1) or _is_asking(page, first - 1)):
            break
        first -= 1
        yield page.lines[first]
    if at > first > 1 and _is_heading(page, first - 1):
        yield page.lines[first - 1]
    yield from _below_button(page, at)


def _below_button(page: _Page, at: int) -> Iterator[Span]:
    """Give the name of a newsletter below a button, and the sentence about it that begins with this name."""
    if at + 2 >= len(page.lines):
        return
    name, says = page.line(at + 1), page.line(at + 2)
    if len(name.split()) <= BUTTON and not _ENDED.search(name) and says.lower().startswith(f"{name.lower()} "):
        start, stop = page.lines[at + 2]
        if stop - start <= SENTENCE and _is_kin(page, (start, stop), bare=False):
            yield from page.lines[at + 1 : at + 3]


def _is_asking(page: _Page, at: int) -> bool:
    """Tell whether a line is a short question for what the reader wants: "Looking for news that you can trust?"."""
    words = page.line(at).strip(_OPENERS).lower()
    asks = page.kind == "appeal" and words.endswith(_ASKED) and len(words) <= HEADING
    return asks and any(one.asks.match(words) for one in languages("appeal"))


def _risks(page: _Page, first: int) -> range:
    """Give the lines of the list of risks below a line about the future that ends with a colon."""
    if page.kind != "outlook" or not page.line(first - 1).endswith((":", "：")):
        return range(0)
    stop = first
    while stop < len(page.lines) and stop - first < RISKS[1] and _RISK.fullmatch(page.line(stop)):
        stop += 1
    if stop - first < RISKS[0]:
        return range(0)
    joined = page.line(stop - 1)[-1].isalpha() and page.line(stop - 1)[0] not in _BULLETS  # "...; and"
    goes_on = stop < len(page.lines) and (joined or page.line(stop)[0].islower())
    return range(first, stop + goes_on)


def _answers(page: _Page, first: int) -> range:
    """Give the buttons below a cookie notice, by which a reader answers it: "Accept".

    Below a blank line they follow only if the first of them goes.
    """
    stop = first
    while page.kind == "cookie" and stop < len(page.lines) and stop - first < ANSWERS:
        line = page.line(stop).strip(_MARKS)
        gap = page.text.count("\n", page.lines[stop - 1][1], page.lines[stop][0])
        near = gap <= 1 or (gap == BLANK and stop == first and page.gone(page.lines[stop]))
        if not near or len(line.split()) > BUTTON or not is_button(line):
            break
        stop += 1
    return range(first, stop)


def _inside(page: _Page, at: int) -> tuple[list[Span], bool]:
    """Give the ranges of a line that belong to its cuts, and whether all of the line goes then."""
    if page.kind == "outlook":
        whole = _phrases(page.line(at)) >= PHRASES or (at > 0 and _is_heading(page, at - 1))
        return ([page.lines[at]] if whole else []), whole or page.gone(page.lines[at])
    parts = _sentences(page, at)
    gone = [page.gone(part) for part in parts]
    belongs = [g or _is_kin(page, part) or _thanks(page, part) for g, part in zip(gone, parts, strict=True)]
    kin = _joined(page.text, parts, belongs)
    if page.kind == "appeal" and kin.count(False) == 1 and len(kin) > 1:
        kin[kin.index(False)] = _is_between_us(page, parts[kin.index(False)])
    found: list[Span] = []
    for run in runs(kin):
        if any(gone[i] for i in run):
            found += [parts[i] for i in run]
    return found, all(kin)


def _joined(text: str, parts: list[Span], kin: list[bool]) -> list[bool]:
    """Add a sentence between two that belong to a piece, if it follows a question or all others of the line belong."""
    inner = [i for i in range(1, len(kin) - 1) if kin[i - 1] and not kin[i] and kin[i + 1]]
    lone = kin.count(False) == 1
    added = {i for i in inner if lone or text.endswith(_ASKED, 0, parts[i - 1][1])}
    return [good or (i in added and parts[i][1] - parts[i][0] <= SENTENCE) for i, good in enumerate(kin)]


def _is_further(page: _Page, at: int) -> bool:
    """Tell whether a line near a piece is a part of it, too."""
    start, stop = page.lines[at]
    if page.gone((start, stop)):
        return True
    if page.kind == "outlook":
        return _phrases(page.line(at)) >= 1 and not _is_wrapped(page, at)
    parts = _sentences(page, at)
    kin = [page.gone(part) or _is_kin(page, part, bare=False) for part in parts]
    if not kin[0] and page.kind in ASKING and parts[0][1] - parts[0][0] <= OPENING:
        kin[0] = len(kin) > 1  # "The Post is independent."
    return stop - start <= PARAGRAPH and all(_joined(page.text, parts, kin)) and not _is_wrapped(page, at)


def _is_heading(page: _Page, at: int) -> bool:
    """Tell whether a line is the heading of a piece: short, without an end, with a word of the piece."""
    line = page.line(at).strip(_MARKS)
    if len(line) > HEADING or _ENDED.search(line.removesuffix(":")):
        return False
    if page.kind == "appeal":
        return _is_kin(page, page.lines[at], bare=False)
    return bool(kind_of(page.kind).headings(line.lower()))


def _is_kin(page: _Page, span: Span, *, bare: bool = True) -> bool:
    """Tell whether a sentence has the words of the kind, and reports no speech; "bare" questions may have no noun."""
    seen = _TARGET.sub("", page.text[slice(*span)])
    words = seen.lower().replace("’", "'").lstrip(_OPENERS)
    kind = kind_of(page.kind)
    asked = page.kind in ASKING and words.endswith(_ASKED)
    if len(seen) > (CREDITED if page.kind == "credits" else SENTENCE) or not ((asked and bare) or kind.nouns(words)):
        return False
    if page.kind == "appeal" and not any(_appeals(one, words, bare=asked and bare) for one in languages(page.kind)):
        return False
    said = page.kind != "credits" and reports(seen)
    return not said and not any(len(seen[a:b].split()) > QUOTED for a, b in quotations(seen))


def _thanks(page: _Page, span: Span) -> bool:
    """Tell whether a sentence of an appeal is nothing but thanks: "Thank you for reading!"."""
    return page.kind == "appeal" and heading(page.text[slice(*span)]) == "endings"


def _is_between_us(page: _Page, span: Span) -> bool:
    """Tell whether a sentence speaks of the site and to the reader: "We read it all so that you don't have to."."""
    seen = page.text[slice(*span)]
    words = seen.lower().replace("’", "'")
    both = any(one.reader.search(words) and one.publisher.search(words) for one in languages("appeal"))
    return both and len(seen) <= SENTENCE and not reports(seen) and not quotations(seen)


def _appeals(one: Words, words: str, *, bare: bool) -> bool:
    """Tell whether a sentence asks a reader for something, in one language; a "bare" question may have no noun."""
    reader = one.reader.search(words) is not None
    if bare:
        return reader or one.asks.match(words) is not None
    if one.phrases.search(words) is not None:
        return True
    if one.nouns.search(words) is None:
        return False
    return reader or one.openings.match(words) is not None or one.publisher.search(words) is not None


def _phrases(line: str) -> int:
    """Count the different phrases about the future in a line, of the language that has most."""
    words = line.lower()
    return max(len(set(one.nouns.findall(words))) for one in languages("outlook"))


def _sentences(page: _Page, at: int) -> list[Span]:
    return [match.span() for match in _SENTENCE.finditer(page.text, *page.lines[at])]


def _is_wrapped(page: _Page, at: int) -> bool:
    """Tell whether a line is one of several of a hard-wrapped paragraph."""
    before = at > 0 and _continues(page, at - 1)
    return before or (at + 1 < len(page.lines) and _continues(page, at))


def _continues(page: _Page, at: int) -> bool:
    (_, stop), (start, _) = page.lines[at], page.lines[at + 1]
    near = page.text.count("\n", stop, start) == 1
    return near and _ENDED.search(page.line(at)) is None and page.text[start].islower()
