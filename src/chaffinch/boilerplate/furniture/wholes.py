r"""Make cuts whole: a list of links or titles goes with all its lines and its heading, or none of it goes.

Of the tags below an article the rare one repeats on no other page, and of a list of titles only the heading does.
What is left of such a block tells a reader nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import compress

from chaffinch.boilerplate.furniture.end_cards import is_name
from chaffinch.boilerplate.furniture.entries import spare_entries
from chaffinch.boilerplate.furniture.headings import bullet, heading, is_link
from chaffinch.boilerplate.furniture.heads import complete_headings
from chaffinch.boilerplate.furniture.last_lines import complete_last_lines
from chaffinch.boilerplate.furniture.link_cards import ended, listed
from chaffinch.boilerplate.furniture.own_lines import own_lines
from chaffinch.boilerplate.furniture.page import Cut, Page, may_have_headings, page_of
from chaffinch.boilerplate.furniture.reaching import REACH
from chaffinch.boilerplate.furniture.tails import rest
from chaffinch.boilerplate.furniture.widgets import menu, widgets
from chaffinch.text import late_pattern

__all__ = ["Cut", "completed"]

Span = tuple[int, int]


HALF = 0.5
"""Share of the lines of a list above which the rest goes, too; else none goes."""

TAGGED = 0.25
"""The same for a list whose addresses say that they are tags or topics. A judgement."""


ITEMS = 3
"""Items of a list, at least, of which some stay because others do: two may be buttons."""

MENU_WORDS, MENU_LINKS = 5, 0.8
"""Words of an entry of a menu, at most, and share of its entries that are links, at least. Judgements, after reading 20
lists of pages of WCXB of which some items went."""

LEAST_OF_MENU = 2
"""Entries of a menu that go by themselves, at least, for the others to go with them: one may be a topic of a text."""


LED_WORDS = 6
"""Words of a line with a colon, at least, that leads to a list of the text: "Follow us:" leads to buttons."""

ENDING_LINES = 18
"""Lines at the end of a text among which a signature, or thanks and a name, are looked for."""

NAME_WORDS = 3
"""Words of the name below thanks, at most."""

_TAGGED = late_pattern(
    r"\]\([^()\s]*[/?&](?:tags?|topics?|categor\w+|kategori\w*|schlagwort|thema|themen|etiquetas?|temas?|sujets?|label)s?[=/]"
)
_HOST = late_pattern(r"https?://(?:www\.)?([^\s/)>]+)")
_TARGET = late_pattern(r"(?<=\])\([^()]*\)")
_ROW = late_pattern(r"\)\s*[|•·›]\s*\[.*\)\s*[|•·›]?\s*$")  # "[Home](/) | [About us](/about)"

_GAP = 3
"""Line ends between two lines of a list without bullets, at most: cards have blank lines between them."""


def completed(text: str, cuts: Sequence[Cut]) -> tuple[list[Span], list[int], set[Span]]:
    r"""Find what has to go with the cuts of a text, and which of them have to stay.

    Args:
        text: all of it.
        cuts: what goes, by start.

    Returns:
        Ranges that go, too, in order; the indices of the cuts that are taken back; and which of the ranges are parts of
        a signature. A cut inside a longer one is not taken back: it goes with that one anyway, and to spare it would
        tear that one.

    >>> text = "The end.\n\nRelated links\n\nhttp://a.example\n\n- [Tea](t)\n- [Mill](m)\n- [Sea](s)"
    >>> spans = [(text.index(s), text.index(s) + len(s)) for s in ("Related links", "- [Mill](m)")]
    >>> added, spared, signed = completed(text, [Cut(*span, learned=True) for span in spans])
    >>> [text[a:b] for a, b in added], spared, signed
    (['http://a.example'], [1], set())
    """
    page = page_of(text, cuts)
    if not any(page.gone):
        return [], [], set()
    entries = menu(text, page.lines, page.gone, page.leads)
    for at in own_lines(text, page.lines, page.gone, page.labels, page.modelled):
        page.spare(at)
    if may_have_headings(text):
        _complete_cards(page)
    _complete_links(page)
    _complete_items(page)
    complete_headings(page)
    page.add(widgets(text, page.lines, page.gone, page.leads))
    spare_entries(page)
    signed = _complete_tail(page)
    complete_last_lines(page)
    page.take(entries)
    return sorted(page.added), _taken_back(page, cuts) if page.spared else [], signed


def _taken_back(page: Page, cuts: Sequence[Cut]) -> list[int]:
    """Give the indices of the cuts within lines that are spared."""
    lines: dict[Span, bool] = {}  # whether only cuts of templates are spared
    for span, learned in page.spared:
        lines[span] = lines.get(span, True) and learned
    spans, parts = sorted(lines), _parts(cuts)
    found = []
    for i, cut in enumerate(cuts):
        at = bisect_right(spans, cut.start, key=lambda span: span[0]) - 1
        if at >= 0 and cut.stop <= spans[at][1] and cut.learned >= lines[spans[at]] and not parts[i]:
            found.append(i)
    return found


def _parts(cuts: Sequence[Cut]) -> list[bool]:
    """Tell which cuts are parts of longer ones."""
    found = [False] * len(cuts)
    reached, before = -1, Cut(-1, -1, learned=False)
    part = False  # whether the one before is
    for at in sorted(range(len(cuts)), key=lambda at: (cuts[at].start, -cuts[at].stop)):
        cut = cuts[at]
        part = part if (cut.start, cut.stop) == (before.start, before.stop) else cut.stop <= reached
        found[at], reached, before = part, max(reached, cut.stop), cut
    return found


def _complete_links(page: Page) -> None:
    """Let lists of links go, or stay, with all their lines."""
    near = (at for at in compress(range(len(page.lines)), page.learned) if _has_link(page, at))
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


def _has_link(page: Page, at: int) -> bool:
    line = page.line(at)
    return "](" in line or "://" in line


def _own_site(page: Page, some: Sequence[int], gone: Sequence[int]) -> list[int]:
    """Give the lines without those that lead to another host than the lines that go: an author's own link."""
    hosts = {host for at in gone for host in _HOST.findall(page.line(at))}
    return [at for at in some if len(hosts) != 1 or hosts.issuperset(_HOST.findall(page.line(at)))]


def _complete_items(page: Page) -> None:
    """Let a menu go as a whole, and the items that rules know stay in a list most of which stays.

    "Google Play" amid other places to load is of the list, "Privacy" and "Log in" amid links of a word or two are not.
    So is all of a list that a sentence leads to: "The project has these accounts:".
    """
    done = -1
    for at, gone in enumerate(page.gone):
        mark = bullet(page.line(at)) if gone and at > done else ""
        if not mark or not page.line(at)[1:2].isspace():
            continue
        some = _items(page, at, mark)
        done, away = some[-1], [i for i in some if page.gone[i]]
        tail = len(away) > 1 and (away[0] == some[-len(away)] or away[-1] == some[len(away) - 1])
        if _is_led(page, some[0]):
            for i in away:
                page.spare(i)
        elif len(away) >= LEAST_OF_MENU and len(away) > TAGGED * len(some) and _is_menu(page, some, mark):
            page.add(_own_site(page, some, away) if all(page.learned[i] for i in away) else some)
        elif len(some) >= ITEMS and len(away) <= HALF * len(some) and not tail:
            for i in away:
                page.spare(i)


def _is_led(page: Page, first: int) -> bool:
    """Tell whether a sentence that stays leads to a list: it stands above its first item and ends with a colon."""
    above = page.line(first - 1) if first and not page.gone[first - 1] else ""
    return above.endswith((":", "：")) and len(above.split()) >= LED_WORDS and page.joined(first, 2)


def _items(page: Page, at: int, mark: str) -> range:
    """Give the lines of the list around an item."""
    first, last = at, at + 1
    while first > 0 and page.joined(first, 1) and bullet(page.line(first - 1)) == mark:
        first -= 1
    while last < len(page.lines) and page.joined(last, 1) and bullet(page.line(last)) == mark:
        last += 1
    return range(first, last)


def _is_menu(page: Page, some: range, mark: str) -> bool:
    """Tell whether the items of a list are a few words each, nearly all of them links."""
    lines = [page.line(i) for i in some]
    short = all(len(_TARGET.sub("", line).split()) <= MENU_WORDS + 1 for line in lines)  # the mark is one
    return short and sum(is_link(line, mark) for line in lines) >= MENU_LINKS * len(lines)


def _run(page: Page, at: int) -> Span:
    """Give the first line, and the one behind the last, of the list of links around a line."""
    first, last, mark = at, at + 1, bullet(page.line(at))
    gap = 1 if mark else _GAP
    if not mark and _ROW.search(page.line(at)):  # a list by itself
        return first, last
    while first > 0 and page.joined(first, gap) and is_link(page.line(first - 1), mark):
        first -= 1
    while last < len(page.lines) and page.joined(last, gap) and is_link(page.line(last), mark):
        last += 1
    if not mark and 0 < first < at and page.joined(first, 1):
        first += 1  # the last line of a paragraph
    return first, last


def _complete_cards(page: Page) -> None:
    """Let cards of links go with the button among them that goes."""
    for start, stop in listed(page.text, page.lines, page.gone):
        page.add_all(range(bisect_left(page.lines, (start, start)), bisect_left(page.lines, (stop, stop))))
    cards = ended(page.text, page.lines, page.gone, page.learned)
    if cards and not all(page.gone[cards.start :]):
        first = next(at for at in cards if page.line(at).startswith("#"))
        page.add(range(cards.start, first))
        page.add_all(range(first, cards.stop))


def _greeting(page: Page, first: int) -> range:
    """Give the line of thanks or greetings right above the name and address of who signs, if these go and it stays."""
    last = len(page.lines)
    while last > first and page.gone[last - 1]:
        last -= 1
    if last == first or last == len(page.lines) or heading(page.line(last - 1)) != "endings":
        return range(0)
    signed = is_name(page.line(last)) and REACH.search(page.text, page.lines[last][1]) is not None
    return range(last - 1, last) if signed and page.joined(last, _GAP) else range(0)


def _complete_tail(page: Page) -> set[Span]:
    """Let a signature at the end go if a part of it goes, and give its lines; let thanks stay whose name stays."""
    first = max(len(page.lines) - ENDING_LINES, 0)
    if not any(page.gone[first:]):
        return set()
    before = len(page.added)
    page.add([first + at for at in rest(page.text, page.lines[first:], page.gone[first:])])
    signed = {*page.added[before:]}
    page.add(_greeting(page, first))
    for at in range(first, len(page.lines) - 1):
        alone = page.gone[at] and not page.gone[at + 1] and len(page.line(at + 1).split()) <= NAME_WORDS
        if alone and heading(page.line(at)) == "endings":
            page.spared.append((page.lines[at], True))
    return signed
