"""Let the headings and labels of what a site adds go with all that stands below them, or stay."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from chaffinch.boilerplate.furniture.end_cards import HEADING
from chaffinch.boilerplate.furniture.headings import ENDS, LISTED, bullet, heading, is_link, title
from chaffinch.boilerplate.furniture.own_lines import SECTIONS
from chaffinch.boilerplate.furniture.page import Page, may_have_headings
from chaffinch.boilerplate.furniture.reaching import reach
from chaffinch.boilerplate.furniture.widgets import PROSE
from chaffinch.text import late_pattern

__all__ = ["complete_headings"]

TITLES = 8
"""Titles below a heading, at most. A judgement: lists of a site are short, and what is longer may be a text."""

LAST_TITLES = 20
"""The same where the titles are the end of a text that is longer than they are. A judgement."""

CARD, CARD_LETTERS = 3, 120
"""Lines below the heading of a card among which one has an address, and code points of it, at most."""

ITEMS = 3
"""Short lines below a heading, at least, that are its list whatever they say. A judgement."""

GOODS = 2
"""Names of goods right below their heading, at least: one line may be a text."""

HALF = 0.5
"""Share of the items of a list that are fields with values, above which it is a table of the text. A judgement."""

LED_WORDS = 5
"""Words of a title below a line such as "Read more:", at least: a shorter line may be the next heading of the text."""

FOLLOWING = 2
"""Titles below a line without a colon, at least, that are its list."""

CREDITED = 4
"""Words of a credit below its label, at most."""

HEAD_WORDS = 3
"""Words of a line that opens a page and heads its text, at most."""

ITEM_LETTERS = 60
"""Code points of a line below the heading of a list, at most, that may be its item and no text."""

_SIGNS = "*_# "
_LEVEL = late_pattern(r"(#{1,6}) ")
_PAGE_TITLE = late_pattern(r"\S \\?\| \S")  # "The gates of the lock | Harnby News"
_OPENS = late_pattern(r"[-*+•\s]{0,4}[\"'“‘«„(\[]?[^\W_]")
_SEE_ALSO = late_pattern(
    r"(?:see also|siehe auch|voir aussi|véase también|ver também|vedi anche|zie ook|zobacz też|см\. также)\s?:?", re.I
)
_CREDIT = late_pattern(
    r"(?:(?:photo|image|picture|foto|bild|imagen|imagem)s?(?: ?credits?| source| by| courtesy(?: of)?)?|credits?) ?:",
    re.I,
)
_FIELD = late_pattern(
    r"(?:[-*+•] )?[^:：]{1,30}[:：] ?(?:[a-zß-öø-ÿа-яё].*|(?=.*\d)\S.*|\S+(?: \S+){0,2})"
)  # "RAM: 4 GB"
_NEXT = late_pattern(r"up next", re.IGNORECASE)
_NUMBERED = late_pattern(r"\d+[.)] ")
_SOURCE = late_pattern(
    r"\W*(?:(?:more|also) (?:from|on|in|about)|mehr (?:aus|von|zu)|plus d[eu]|más (?:del?|sobre)|mais (?:d[eoa]|sobre)"
    r"|altro (?:da|dal|dalla|su)|meer (?:van|uit|over)|więcej (?:z|o)|mer (?:från|om)|lisää|больше (?:из|об?))"
    r" .*[:：]\W*",
    re.IGNORECASE,
)  # "More from the Courier:"
_QUOTED = late_pattern(r"[\"“„«‘»(\[…. ]*[\"“„«‘»]")
_OWNERS = ("pointers", "comments", "digests")  # what stands below is of the heading, whatever it is


def complete_headings(page: Page) -> None:
    """Let what stands below a heading go with it, or the heading stay.

    Args:
        page: what goes by other findings; it is changed.
    """
    for at, rest in _near_gone(page):
        if page.gone[at] != page.gone[at + 1] and _is_credited(page, at):
            page.add([at, at + 1])
        if page.gone[at + 1] and not rest:
            continue
        if page.gone[at] and _is_of_own_block(page, at):
            page.spare(at)
        kind = heading(page.line(at)) if page.gone[at] or rest else ""
        kind = "" if kind in SECTIONS else kind
        if not kind and page.leads[at] and page.gone[at] and not page.gone[at + 1]:
            _settle_lead(page, at)
        if kind in ("", "endings", "greetings"):
            continue
        if rest and not page.gone[at]:
            page.add([at])
        elif not page.gone[at + 1]:
            _settle_heading(page, at, kind)
    if may_have_headings(page.text):
        _complete_sections(page)


def _near_gone(page: Page) -> Iterator[tuple[int, bool]]:
    """Give the lines that go or stand above one that goes, from the last up, and whether all lines below each go."""
    rest = True
    for at in range(len(page.lines) - 2, -1, -1):
        rest &= page.gone[at + 1]
        if rest or page.gone[at] or page.gone[at + 1]:
            yield at, rest


def _settle_heading(page: Page, at: int, kind: str) -> None:
    """Let the list below a heading that goes go with it, or the heading stay."""
    below = _below(page, at + 1, kind)
    if below and not (kind == "digests" and _heads_story(page, below)):
        page.add(below)
    elif (
        kind in _OWNERS
        or _introduces(page, at)
        or _is_above_item(page, at)
        or (kind in LISTED and _is_own_heading(page, at))
    ):
        page.spare(at)


def _heads_story(page: Page, below: range) -> bool:
    """Tell whether a sentence stands below the titles under the heading of a digest: then it is their story."""
    return below.stop < len(page.lines) and not page.gone[below.stop] and ENDS.search(page.line(below.stop)) is not None


def _introduces(page: Page, at: int) -> bool:
    """Tell whether a line with a colon names the source of the quotation or the paragraph below."""
    below = page.line(at + 1)
    says = len(below) >= PROSE and ENDS.search(below) is not None
    return (says or _QUOTED.match(below) is not None) and _SOURCE.fullmatch(page.line(at)) is not None


def _is_of_own_block(page: Page, at: int) -> bool:
    """Tell whether a line is the value of a field, or the heading of a contact card, which stays."""
    value = bool(page.leads[at]) and _is_value(page, at)
    return value or (not page.gone[at + 1] and _is_above_card(page, at))


def _is_credited(page: Page, at: int) -> bool:
    """Tell whether a line is the label of a picture's credit, which is the short line right below."""
    if page.text[page.lines[at][1] - 1] != ":" or not _CREDIT.fullmatch(page.line(at)):
        return False
    below = page.line(at + 1)
    return len(below.split()) <= CREDITED and not ENDS.search(below) and page.joined(at + 1, 1)


def _is_value(page: Page, at: int) -> bool:
    """Tell whether a line is the value of the field above it: "Mouse:", "recommended"."""
    return at > 0 and not page.gone[at - 1] and page.joined(at, 1) and page.line(at - 1).endswith(":")


def _is_above_item(page: Page, at: int) -> bool:
    """Tell whether a line with a colon at its end names the item below, or the short line right below."""
    if not page.line(at).strip(_SIGNS).endswith((":", "：")):
        return False
    line = page.line(at + 1)
    item = bullet(line) and line[1:2].isspace() and not is_link(line, bullet(line))
    return bool(item) or (_is_item(line) and page.joined(at + 1, 1))


def _is_above_list(page: Page, at: int) -> bool:
    """Tell whether a line names the titles or links below, all of which stay, or the references of a text."""
    line, below = page.line(at).strip(_SIGNS), page.line(at + 1)
    items = range(at + 1, min(at + 1 + ITEMS, len(page.lines)))
    short = all(_is_item(page.line(i)) and not page.gone[i] and (i == at + 1 or page.joined(i, 1)) for i in items)
    listed = (len(items) == ITEMS and short) or (_NEXT.fullmatch(line) is not None and ":" in below)  # of a match
    return listed or title(below) or is_link(below, bullet(below)) or _SEE_ALSO.fullmatch(line) is not None


def _is_item(line: str) -> bool:
    return len(line) <= ITEM_LETTERS and ENDS.search(line) is None


def _is_above_card(page: Page, at: int) -> bool:
    """Tell whether a line is the heading of a contact card, or leads to it with a colon, and the card stays."""
    line = page.line(at).strip(_SIGNS)
    if not (line.endswith((":", "：")) or HEADING.fullmatch(line)):
        return False
    last = min(at + 1 + CARD, len(page.lines))
    below = [page.line(i) for i in range(at + 1, last) if not page.gone[i]]
    return any(len(one) <= CARD_LETTERS and "://" not in one and reach(one) != one for one in below)


def _settle_lead(page: Page, at: int) -> None:
    """Let the titles below "Read more:" go with it, or the line stay above an item."""
    if is_link(page.line(at), bullet(page.line(at))):
        return  # an entry of a menu
    below = _below(page, at + 1, "related")
    line, colon = page.line(at + 1), page.line(at).strip(_SIGNS).endswith((":", "："))
    links = is_link(line, bullet(line))  # the author's below "Read more:", else the site's
    related = page.leads[at] == "related"
    after = below[-1] + 1 if below else len(page.lines)
    longer = links and after < len(page.lines) and is_link(page.line(after), bullet(line))
    led = colon or _is_followed(page, at, below, related=related)
    if below and not longer and (related if links else led and len(line.split()) >= LED_WORDS):
        page.add(below)
    elif (colon and links) or _is_above_item(page, at) or (related and _heads_text(page, at)):
        page.spare(at)


def _is_followed(page: Page, at: int, below: range, *, related: bool) -> bool:
    """Tell whether titles below a line without a colon are its list: they end the text, or all are in capitals.

    A text may end with titles below "Breaking news about mills".
    """
    stay = [page.line(i) for i in below if not page.gone[i]]
    long = len(stay) >= FOLLOWING and all(len(line.split()) >= LED_WORDS for line in stay)
    capitals = page.line(at).isupper() and all(map(str.isupper, stay))
    return long and (capitals or (related and below.stop == len(page.lines)))


def _is_own_heading(page: Page, at: int) -> bool:
    return _is_above_list(page, at) or _heads_text(page, at)


def _heads_text(page: Page, at: int) -> bool:
    """Tell whether a line of a few words opens a page and stands above its text: "Breaking news!"."""
    below = page.line(at + 1)
    few = at == 0 and len(page.line(at).split()) <= HEAD_WORDS and not page.line(at).strip(_SIGNS).endswith((":", "："))
    return few and len(below) >= PROSE and ENDS.search(below) is not None


def _complete_sections(page: Page) -> None:
    """Let a heading of markdown go if all of its section goes, and not by buttons alone: they are below cards, too."""
    stays, level_below = False, 0  # whether a line stays up to the next heading; level of the next heading that stays
    for at in range(len(page.lines) - 1, -1, -1):
        marks = _LEVEL.match(page.text, *page.lines[at])
        if not marks:
            stays |= not page.gone[at] and not (at == len(page.lines) - 1 and _PAGE_TITLE.search(page.line(at)))
            continue
        level = len(marks[1])
        if at + 1 < len(page.lines) and page.learned[at + 1] and not stays and level_below <= level:
            page.add([at])
        stays, level_below = False, level_below if page.gone[at] else level


def _below(page: Page, first: int, kind: str) -> range:
    """Give the lines of the list below a heading; none where a text stands there, or what a text says about a film."""
    mark = bullet(page.line(first))
    if not is_link(page.line(first), mark):
        stop = _end_of_titles(page, first, kind, mark)
    else:
        stop = first if kind == "players" else _end(page, first, len(page.lines), partial(is_link, mark=mark))
    if stop < len(page.lines):
        after = page.line(stop)
        if after[:1].islower() or not (page.gone[stop] or _OPENS.match(after)):
            return range(0)
    return range(first, stop)


def _end(page: Page, first: int, last: int, fits: Callable[[str], bool]) -> int:
    """Give the line behind those that fit or go, from a first to a last one."""
    at = first
    while at < min(last, len(page.lines)) and (page.gone[at] or fits(page.line(at))):
        at += 1
    return at


def _end_of_titles(page: Page, first: int, kind: str, mark: str) -> int:
    """Give the line behind the titles below a heading: the first one where they are no list of a site."""
    most = {"players": 1, "related": TITLES, "goods": TITLES, "digests": TITLES}.get(kind, 0)
    fits = partial(_is_title, mark=mark, numbered=_NUMBERED.match(page.line(first)) is not None)
    if most == TITLES and 2 * page.lines[first][0] >= len(page.text):
        last = _end(page, first, first + LAST_TITLES, fits)
        most = LAST_TITLES if last == len(page.lines) else most
    stop = _end(page, first, first + most, fits)
    if kind == "goods":
        stop = max(stop, _end_of_goods(page, first, mark))
    fields = sum(_FIELD.fullmatch(page.line(at)) is not None for at in range(first, stop))
    more = most > 1 and stop < len(page.lines) and _goes_on(page, first, stop, fits)
    return first if more or fields > max(HALF * (stop - first), 1) else stop


def _end_of_goods(page: Page, first: int, mark: str) -> int:
    """Give the line behind the names of goods right below their heading; the first one where they are too few."""
    at = first
    while at < min(first + TITLES, len(page.lines)) and page.joined(at, 1) and not page.gone[at]:
        if not _is_item(page.line(at)) or bullet(page.line(at)) != mark:
            break
        at += 1
    return at if at - first >= GOODS else first


def _goes_on(page: Page, first: int, last: int, fits: Callable[[str], bool]) -> bool:
    """Tell whether a list of titles is a page of its own, or has further items right below that are no titles."""
    line, mark = page.line(last), bullet(page.line(first))
    if page.gone[last] or last == first:
        return False
    below = _is_item(line) and page.joined(last, 1) and page.joined(first, 1)
    return below or fits(line) or bool(mark and bullet(line) == mark)


def _is_title(line: str, mark: str, *, numbered: bool) -> bool:
    """Tell whether a line with a bullet, or with none, may be the title of an article; all of a list have a number."""
    return bullet(line) == mark and title(line) and (numbered or _NUMBERED.match(line) is None)
