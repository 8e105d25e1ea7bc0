r"""Make cuts whole: a list of links or titles goes with all its lines and its heading, or none of it goes.

Of the tags below an article the rare one repeats on no other page, and of a list of titles only the heading does.
What is left of such a block tells a reader nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from chaffinch.boilerplate.furniture.headings import ENDS, bullet, heading, is_link, title
from chaffinch.boilerplate.furniture.link_cards import ended, listed
from chaffinch.boilerplate.furniture.signatures import HEADING, reach
from chaffinch.boilerplate.furniture.tails import rest
from chaffinch.boilerplate.furniture.widgets import widgets

__all__ = ["Cut", "completed"]

Span = tuple[int, int]

SHARE = 0.8
"""Share of the letters of a line that go, from which on the line counts as removed; as in `link_tails`."""

HALF = 0.5
"""Share of the lines of a list above which the rest goes, too; else none goes."""

TAGGED = 0.25
"""The same for a list whose addresses say that they are tags or topics. A judgement."""

TITLES = 8
"""Titles below a heading, at most. A judgement: lists of a site are short, and what is longer may be a text."""

ITEMS = 3
"""Items of a list, at least, of which some stay because others do: two may be buttons."""

MENU_WORDS, MENU_LINKS = 5, 0.8
"""Words of an entry of a menu, at most, and share of its entries that are links, at least. Judgements, after reading 20
lists of pages of WCXB of which some items went."""

LEAST_OF_MENU = 2
"""Entries of a menu that go by themselves, at least, for the others to go with them: one may be a topic of a text."""

CARD, CARD_LETTERS = 3, 120
"""Lines below the heading of a card among which one has an address, and code points of it, at most."""

LED_WORDS = 5
"""Words of a title below a line such as "Read more:", at least: a shorter line may be the next heading of the text."""

ITEM_LETTERS = 60
"""Code points of a line below the heading of a list, at most, that may be its item and no text."""

ENDING_LINES = 18
"""Lines at the end of a text among which a signature, or thanks and a name, are looked for."""

NAME_WORDS = 3
"""Words of the name below thanks, at most."""

_LINE = re.compile(r"\S(?:[^\n]*\S)?")
_TAGGED = re.compile(
    r"\]\([^()\s]*[/?&](?:tags?|topics?|categor\w+|kategori\w*|schlagwort|thema|themen|etiquetas?|temas?|sujets?|label)s?[=/]"
)
_HOST = re.compile(r"https?://(?:www\.)?([^\s/)>]+)")
_TARGET = re.compile(r"(?<=\])\([^()]*\)")
_SIGNS = "*_# "
_LEVEL = re.compile(r"(#{1,6}) ")
_PAGE_TITLE = re.compile(r"\S \\?\| \S")  # "The gates of the lock | Harnby News"
_OPENS = re.compile(r"[-*+•\s]{0,4}[\"'“‘«„(\[]?[^\W_]")
_OWNERS = ("pointers", "comments")  # what stands below is of the heading, whatever it is

_GAP = 3
"""Line ends between two lines of a list without bullets, at most: cards have blank lines between them."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A finding that is removed.

    Attributes:
        start, stop: its range in code points.
        learned: whether a template found it.
        leads: its category if a rule found it that leads to what is below, "related" or "navigation".
    """

    start: int
    stop: int
    learned: bool
    leads: str = ""


@dataclass(slots=True)
class _Page:
    """The lines of a text, and which of them go.

    Attributes:
        text: all of it.
        lines: those that are not blank, without white space around; gone: whether each goes.
        learned: whether each goes by templates alone; buttons between titles say nothing about the titles.
        leads: the category of the rule by which each goes and leads to what is below, or an empty string.
        added: further lines that go.
        spared: lines whose cuts are taken back, and whether only those of templates are.
    """

    text: str
    lines: list[Span]
    gone: list[bool]
    learned: list[bool]
    leads: list[str]
    added: list[Span] = field(default_factory=list)
    spared: list[tuple[Span, bool]] = field(default_factory=list)

    def line(self, at: int) -> str:
        return self.text[slice(*self.lines[at])]

    def joined(self, at: int, most: int) -> bool:
        """Tell whether few line ends part a line from the one above."""
        return self.text.count("\n", self.lines[at - 1][1], self.lines[at][0]) <= most

    def spare(self, at: int) -> None:
        self.spared.append((self.lines[at], False))
        self.gone[at] = False

    def add_all(self, lines: range) -> None:
        """Add lines as one range, with the pictures and the links of several lines among them."""
        self.added.append((self.lines[lines[0]][0], self.lines[lines[-1]][1]))
        self.gone[lines.start : lines.stop] = [True] * len(lines)

    def add(self, lines: Iterator[int] | Sequence[int]) -> None:
        for at in lines:
            if not self.gone[at]:
                self.gone[at] = True
                self.added.append(self.lines[at])


def completed(text: str, cuts: Sequence[Cut]) -> tuple[list[Span], list[int]]:
    r"""Find what has to go with the cuts of a text, and which of them have to stay.

    Args:
        text: all of it.
        cuts: what goes, by start.

    Returns:
        Ranges that go, too, in order; and the indices of the cuts that are taken back. A cut inside a longer one
        is not: it goes with that one anyway, and to spare it would tear that one.

    >>> text = "The end.\n\nRelated links\n\nhttp://a.example\n\n- [Tea](t)\n- [Mill](m)\n- [Sea](s)"
    >>> spans = [(text.index(s), text.index(s) + len(s)) for s in ("Related links", "- [Mill](m)")]
    >>> added, spared = completed(text, [Cut(*span, learned=True) for span in spans])
    >>> [text[a:b] for a, b in added], spared
    (['http://a.example'], [1])
    """
    page = _page(text, cuts)
    if not any(page.gone):
        return [], []
    if "# " in text:
        _complete_cards(page)
    _complete_links(page)
    _complete_items(page)
    _complete_headings(page)
    page.add(widgets(text, page.lines, page.gone, page.leads))
    _complete_tail(page)
    spared = [
        i
        for i, cut in enumerate(cuts)
        if any(a <= cut.start and cut.stop <= b and cut.learned >= learned for (a, b), learned in page.spared)
        and not any(_is_inside(cut, other) for other in cuts)
    ]
    return sorted(page.added), spared


def _is_inside(cut: Cut, other: Cut) -> bool:
    """Tell whether a cut is a part of another one."""
    return other.start <= cut.start and cut.stop <= other.stop and cut.stop - cut.start < other.stop - other.start


def _page(text: str, cuts: Sequence[Cut]) -> _Page:
    lines = [match.span() for match in _LINE.finditer(text)]
    starts = [cut.start for cut in cuts]
    gone, learned, leads = [False] * len(lines), [False] * len(lines), [""] * len(lines)
    for at in _touched(lines, cuts):
        start, stop = lines[at]
        near = cuts[max(bisect_right(starts, start) - 1, 0) : bisect_left(starts, stop)]
        gone[at] = _covers(near, lines[at])
        learned[at] = gone[at] and _covers([cut for cut in near if cut.learned], lines[at])
        leads[at] = next((cut.leads for cut in near if cut.leads and gone[at] and _covers([cut], lines[at])), "")
    return _Page(text, lines, gone, learned, leads)


def _covers(cuts: Sequence[Cut], line: Span) -> bool:
    """Tell whether cuts, by start, take most of a line."""
    covered, reach = 0, line[0]
    for cut in cuts:
        covered += max(0, min(line[1], cut.stop) - max(reach, cut.start))
        reach = max(reach, cut.stop)
    return covered >= SHARE * (line[1] - line[0])


def _touched(lines: list[Span], cuts: Sequence[Cut]) -> set[int]:
    """Give the lines in which cuts are."""
    starts = [start for start, _ in lines]
    spans = (range(max(bisect_right(starts, cut.start) - 1, 0), bisect_left(starts, cut.stop)) for cut in cuts)
    return {at for span in spans for at in span}


def _complete_links(page: _Page) -> None:
    """Let lists of links go, or stay, with all their lines."""
    near = (at for at, by in enumerate(page.learned) if by and ("](" in page.line(at) or "://" in page.line(at)))
    done = -1
    for at in near:
        if at <= done or not is_link(page.line(at), bullet(page.line(at))):
            continue
        first, last = _run(page, at)
        done, some = last - 1, range(first, last)
        gone = [i for i in some if page.learned[i]]
        tagged = all(_TAGGED.search(page.line(i)) for i in some)
        if len(gone) > (TAGGED if tagged else HALF) * len(some) or all(page.gone[first:last]):
            page.add(_own_site(page, some, gone))
        else:
            page.spared += [(page.lines[i], True) for i in gone]
            for i in gone:
                page.gone[i] = False


def _own_site(page: _Page, some: Sequence[int], gone: Sequence[int]) -> list[int]:
    """Give the lines without those that lead to another host than the lines that go: an author's own link."""
    hosts = {host for at in gone for host in _HOST.findall(page.line(at))}
    return [at for at in some if len(hosts) != 1 or hosts.issuperset(_HOST.findall(page.line(at)))]


def _complete_items(page: _Page) -> None:
    """Let a menu go as a whole, and the items that rules know stay in a list most of which stays.

    "Google Play" amid other places to load is of the list, "Privacy" and "Log in" amid links of a word or two are not.
    """
    done = -1
    for at, gone in enumerate(page.gone):
        mark = bullet(page.line(at)) if gone and at > done else ""
        if not mark or not page.line(at)[1:2].isspace():
            continue
        some = _items(page, at, mark)
        done, away = some[-1], [i for i in some if page.gone[i]]
        tail = len(away) > 1 and (away[0] == some[-len(away)] or away[-1] == some[len(away) - 1])
        if len(away) >= LEAST_OF_MENU and len(away) > TAGGED * len(some) and _is_menu(page, some, mark):
            page.add(_own_site(page, some, away) if all(page.learned[i] for i in away) else some)
        elif len(some) >= ITEMS and len(away) <= HALF * len(some) and not tail:
            for i in away:
                page.spare(i)


def _items(page: _Page, at: int, mark: str) -> range:
    """Give the lines of the list around an item."""
    first, last = at, at + 1
    while first > 0 and page.joined(first, 1) and bullet(page.line(first - 1)) == mark:
        first -= 1
    while last < len(page.lines) and page.joined(last, 1) and bullet(page.line(last)) == mark:
        last += 1
    return range(first, last)


def _is_menu(page: _Page, some: range, mark: str) -> bool:
    """Tell whether the items of a list are a few words each, nearly all of them links."""
    lines = [page.line(i) for i in some]
    short = all(len(_TARGET.sub("", line).split()) <= MENU_WORDS + 1 for line in lines)  # the mark is one
    return short and sum(is_link(line, mark) for line in lines) >= MENU_LINKS * len(lines)


def _run(page: _Page, at: int) -> Span:
    """Give the first line, and the one behind the last, of the list of links around a line."""
    first, last, mark = at, at + 1, bullet(page.line(at))
    gap = 1 if mark else _GAP
    while first > 0 and page.joined(first, gap) and is_link(page.line(first - 1), mark):
        first -= 1
    while last < len(page.lines) and page.joined(last, gap) and is_link(page.line(last), mark):
        last += 1
    if not mark and 0 < first < at and page.joined(first, 1):
        first += 1  # the last line of a paragraph
    return first, last


def _complete_headings(page: _Page) -> None:
    """Let what stands below a heading go with it, or the heading stay."""
    rest = True  # whether all lines below go
    for at in range(len(page.lines) - 2, -1, -1):
        rest &= page.gone[at + 1]
        if page.gone[at + 1] and not rest:
            continue
        if page.leads[at] and page.gone[at] and _is_value(page, at):
            page.spare(at)
        if page.gone[at] and not page.gone[at + 1] and _is_above_card(page, at):
            page.spare(at)
        kind = heading(page.line(at)) if page.gone[at] or rest else ""
        if not kind and page.leads[at] and page.gone[at] and not page.gone[at + 1]:
            _settle_lead(page, at)
        if kind in ("", "endings"):
            continue
        if rest and not page.gone[at]:
            page.add([at])
        elif not page.gone[at + 1]:
            _settle_heading(page, at, kind)
    if "# " in page.text:
        _complete_sections(page)


def _settle_heading(page: _Page, at: int, kind: str) -> None:
    """Let the list below a heading that goes go with it, or the heading stay."""
    below = [*_below(page, at + 1, kind)]
    if below:
        page.add(below)
    elif kind in _OWNERS or _is_above_item(page, at):
        page.spare(at)


def _is_value(page: _Page, at: int) -> bool:
    """Tell whether a line is the value of the field above it: "Mouse:", "recommended"."""
    return at > 0 and not page.gone[at - 1] and page.joined(at, 1) and page.line(at - 1).endswith(":")


def _is_above_item(page: _Page, at: int) -> bool:
    """Tell whether a line with a colon at its end names the item below, or the short line right below."""
    if not page.line(at).strip(_SIGNS).endswith((":", "：")):
        return False
    line = page.line(at + 1)
    item = bullet(line) and line[1:2].isspace() and not is_link(line, bullet(line))
    return bool(item) or (len(line) <= ITEM_LETTERS and not ENDS.search(line) and page.joined(at + 1, 1))


def _is_above_card(page: _Page, at: int) -> bool:
    """Tell whether a line is the heading of a contact card, or leads to it with a colon, and the card stays."""
    line = page.line(at).strip(_SIGNS)
    if not (line.endswith((":", "：")) or HEADING.fullmatch(line)):
        return False
    last = min(at + 1 + CARD, len(page.lines))
    below = [page.line(i) for i in range(at + 1, last) if not page.gone[i]]
    return any(len(one) <= CARD_LETTERS and "://" not in one and reach(one) != one for one in below)


def _settle_lead(page: _Page, at: int) -> None:
    """Let the titles below "Read more:" go with it, or the line stay above an item."""
    if is_link(page.line(at), bullet(page.line(at))):
        return  # an entry of a menu
    below = [*_below(page, at + 1, "related")]
    line, colon = page.line(at + 1), page.line(at).strip(_SIGNS).endswith((":", "："))
    links = is_link(line, bullet(line))  # the author's below "Read more:", else the site's
    related = page.leads[at] == "related"
    after = below[-1] + 1 if below else len(page.lines)
    longer = links and after < len(page.lines) and is_link(page.line(after), bullet(line))
    if below and not longer and (related if links else colon and len(line.split()) >= LED_WORDS):
        page.add(below)
    elif (colon and links) or _is_above_item(page, at):
        page.spare(at)


def _complete_cards(page: _Page) -> None:
    """Let cards of links go with the button among them that goes."""
    for start, stop in listed(page.text, page.lines, page.gone):
        page.add_all(range(bisect_left(page.lines, (start, start)), bisect_left(page.lines, (stop, stop))))
    cards = ended(page.text, page.lines, page.gone, page.learned)
    if cards and not all(page.gone[cards.start :]):
        first = next(at for at in cards if page.line(at).startswith("#"))
        page.add(range(cards.start, first))
        page.add_all(range(first, cards.stop))


def _complete_sections(page: _Page) -> None:
    """Let a heading of markdown go if all of its section goes, and not by buttons alone: they are below cards, too."""
    stays, level_below = False, 0  # whether a line stays up to the next heading; level of the next heading that stays
    for at in range(len(page.lines) - 1, -1, -1):
        marks = _LEVEL.match(page.line(at))
        if not marks:
            stays |= not page.gone[at] and not (at == len(page.lines) - 1 and _PAGE_TITLE.search(page.line(at)))
            continue
        level = len(marks[1])
        if at + 1 < len(page.lines) and page.learned[at + 1] and not stays and level_below <= level:
            page.add([at])
        stays, level_below = False, level_below if page.gone[at] else level


def _below(page: _Page, first: int, kind: str) -> Iterator[int]:
    """Give the lines of the list below a heading; none where a text stands there."""
    last = first
    mark = bullet(page.line(first))
    links = is_link(page.line(first), mark)
    most = 1 if kind == "players" else TITLES if links or kind == "related" else 0
    fits = partial(is_link, mark=mark) if links else title
    while last < len(page.lines) and last - first < most and (page.gone[last] or fits(page.line(last))):
        last += 1
    ends = last == len(page.lines) or page.gone[last] or _OPENS.match(page.line(last)) is not None
    wraps = last < len(page.lines) and page.line(last)[:1].islower()
    if ends and not wraps:
        yield from range(first, last)


def _complete_tail(page: _Page) -> None:
    """Let a signature at the end go if a part of it goes; let thanks stay whose name stays."""
    first = max(len(page.lines) - ENDING_LINES, 0)
    if not any(page.gone[first:]):
        return
    page.add([first + at for at in rest(page.text, page.lines[first:], page.gone[first:])])
    for at in range(first, len(page.lines) - 1):
        alone = page.gone[at] and not page.gone[at + 1] and len(page.line(at + 1).split()) <= NAME_WORDS
        if alone and heading(page.line(at)) == "endings":
            page.spared.append((page.lines[at], True))
