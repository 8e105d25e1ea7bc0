r"""Find what is left of a widget of which a line goes: the title above a button, tags below a label, a button in a row.

On a page a button and its title are one box. A rule knows the words of the button, and of the title nothing is known
but its form and its place: alone between paragraphs, right above "Read more".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from chaffinch.boilerplate.furniture.end_cards import HEADING, is_short
from chaffinch.boilerplate.furniture.headings import ENDS, LISTED, bullet, heading, is_link, title
from chaffinch.boilerplate.furniture.inserted import BUTTONS
from chaffinch.boilerplate.furniture.reaching import reach
from chaffinch.text import data_file, late_pattern

__all__ = ["PROSE", "is_tag_label", "known_words", "menu", "widgets"]

Span = tuple[int, int]

TITLE = 4
"""Words of a title above a button or behind a label, at least: a shorter line may be a heading of the text."""

PROSE = 120
"""Code points of a line that is a paragraph of the text, at least; headlines of newspapers are shorter."""

BUTTON = 4
"""Words of a button in a row of buttons, at most: "Send to a friend"."""

TAG, TAG_LETTERS, TAGS = 3, 40, 12
"""Words and code points of a tag, and lines of tags below their label, at most."""

MENU, MENU_LINES = 3, (4, 20)
"""Words of an entry of a menu, at most, and entries of a menu above a text, at least and at most."""

ENTRIES, ENTRIES_SHARE = 3, 0.5
"""Known entries of a menu, at least, where no blank line parts it from the text; and share of its links that they are.
Judgements."""

LABEL = 4
"""Words of the label before the title of another article, at most: "More on the lock: Town opens it on Monday"."""

CARD = 4
"""Lines below the label of a contact card among which two go, one of them an address, at least."""

ADVERTS, ADVERT_LETTERS = 2, 20
"""Adverts below the label of the firm that chose them, at least, and code points of each, at least."""

TEASING = 0.5
"""Share of such lines, from which on they are adverts, that have no full stop, address the reader or begin with a
number. A judgement: of nine that were read seven do, and of short paragraphs of news one in ten."""

UNSPACED = 2
"""Code points of scripts without spaces that count as a word."""

_WORDS = late_pattern(r"[^\W_]+")
_WIDE = late_pattern(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SIGNS = "#*_-–—•·|»›>:： \t"
_COLONS = (":", "：")
_ITEMS = "-*•"
_CHOSEN = late_pattern(r"\W*(?:ads|adverts|sponsored links|promoted stories) (?:by|from) \S+(?: \S+)?", re.IGNORECASE)
_TEASER = late_pattern(r"\W*\d|.*(?:\byou\b|\byour\b|\.\.\.$|…$)|.*[^.!?\"'”’]$", re.IGNORECASE)
_LABEL = late_pattern(r"\[([^\[\]]*)\]\([^()]*\)")
_LABELLED = late_pattern(r"(?P<label>[^:：.!?\"“”|]{2,40})[:：]\s+(?P<title>\S.*)")


class _Lines:
    """The lines of a text of which some go.

    Attributes:
        text: all of it.
        spans: the lines that are not blank, without the white space around each.
        gone: whether each of them goes.
        leads: the category of the rule by which each goes, "related" or "navigation", or an empty string.
    """

    __slots__ = ("gone", "leads", "spans", "text")

    def __init__(self, text: str, spans: Sequence[Span], gone: Sequence[bool], leads: Sequence[str]) -> None:
        self.text, self.spans, self.gone, self.leads = text, spans, gone, leads

    def __len__(self) -> int:
        return len(self.spans)

    def __getitem__(self, at: int) -> str:
        return self.text[slice(*self.spans[at])] if 0 <= at < len(self.spans) else ""

    def gap(self, at: int) -> int:
        """Count the line ends above a line."""
        return self.text.count("\n", self.spans[at - 1][1], self.spans[at][0])

    def is_prose(self, at: int) -> bool:
        """Tell whether a line is a paragraph of the text that stays, or none is there."""
        line = self[at]
        return not line or (not self.gone[at] and len(line) >= PROSE and ENDS.search(line) is not None)


def widgets(text: str, lines: Sequence[Span], gone: Sequence[bool], leads: Sequence[str]) -> list[int]:
    r"""Give the lines that belong to the buttons and labels that go.

    Args:
        text: all of it.
        lines: the lines that are not blank, without the white space around each.
        gone: whether each of them goes.
        leads: the category of the rule by which each goes, "related" or "navigation", or an empty string.

    Returns:
        Indices of lines, in order.

    >>> text = "It is old.\nPrint this page\n+ - Font size\nSend to a friend\nIt is big."
    >>> lines = [m.span() for m in re.finditer(".+", text)]
    >>> widgets(text, lines, [False, True, False, True, False], ["", "navigation", "", "navigation", ""])
    [2]
    """
    page = _Lines(text, lines, gone, leads)
    found = {*_menu(page)}
    labelled = range(0)  # the titles behind labels that were looked at last
    stays = len(gone) - 1 - [*gone][::-1].index(False) if not all(gone) else -1  # the last line that stays
    for at, goes in enumerate(gone):
        if not goes:
            continue
        if leads[at] == "navigation":
            found.update(_titled(page, at))
            found.update(_in_row(page, at))
        elif leads[at] == "related" and at >= labelled.stop:
            labelled = _labelled(page, at)
            found.update(_between_prose(page, labelled))
        if at:
            found.update(_around_row(page, at) if gone[at - 1] else _above_card(page, at))
        if at < stays:
            found.update(_tags(page, at) if len(gone) - at <= TAGS + 1 else ())
            found.update(_behind_advert(page, at) if gone[at + 1] else ())
            found.update(_adverts(page, at))
    return sorted(found)


def _menu(page: _Lines) -> Iterator[int]:
    """Give the lines of the menu above a text: entries of a word or two, one of them "Home", another one goes."""
    last, least = 0, min(MENU_LINES[0], len(page))
    if any(page.gap(at) != 1 for at in range(1, least)) or not any(page.gone[: MENU_LINES[1]]):  # most texts
        return
    while last < len(page) and _is_entry(page[last]) and (last == 0 or page.gap(last) == 1):
        last += 1
    entries = range(last)
    if not MENU_LINES[0] <= last <= MENU_LINES[1] or last == len(page) or page.gap(last) == 1:
        return
    if any(page[i].strip(_SIGNS).lower() in known_words("home") for i in entries) and any(page.gone[:last]):
        yield from (i for i in entries if not page.gone[i])


def menu(text: str, lines: Sequence[Span], gone: Sequence[bool], leads: Sequence[str]) -> range:
    r"""Give the entries of the menu that a text opens with, all of which are known: "Home", "About", "Contact".

    Below a button to skip the menu the name of the site may stand above them. Links of a list may have names of their
    own among them.

    Args:
        text, lines, gone, leads: as in `widgets`.

    >>> text = "Skip to content\nMill Street\nHome\nAbout\nContact\nThe mill\nIt burned."
    >>> lines = [m.span() for m in re.finditer(".+", text)]
    >>> skipped = [at == 0 for at in range(len(lines))]
    >>> menu(text, lines, skipped, ["navigation" if goes else "" for goes in skipped])
    range(2, 5)
    """
    page = _Lines(text, lines, gone, leads)
    first = int(bool(len(page)) and gone[0] and leads[0] == "navigation")
    if not first and any(page.gap(at) != 1 for at in range(1, min(ENTRIES, len(page)))):  # most texts
        return range(0)
    for start in range(first, min(first + 2, len(page)) if first else 1):
        found = _known_entries(page, start)
        if len(found) >= ENTRIES:
            return found
    return range(0)


def _known_entries(page: _Lines, first: int) -> range:
    """Give the lines right below one another that are known as entries of a menu, one of them the first page."""
    names: list[str] = []
    known, mark = _known_of_menus(), bullet(page[first]) if first < len(page) else ""
    for at in range(first, min(first + MENU_LINES[1], len(page))):
        if at > first and page.gap(at) != 1:
            break
        name = _entry(page[at])
        if name not in known and not page.gone[at] and not (mark and is_link(page[at], mark) and _words(name) <= MENU):
            break
        names.append(name)
    sure = sum(name in known for name in names) >= max(ENTRIES, ENTRIES_SHARE * len(names))
    home = not known_words("home").isdisjoint(names)
    return range(first, first + len(names)) if sure and home else range(0)


@lru_cache(maxsize=1)
def _known_of_menus() -> frozenset[str]:
    return known_words("menu") | known_words("home")


def _entry(line: str) -> str:
    """Give the words of an entry of a menu, of a link those that a reader sees."""
    return _LABEL.sub(r"\1", line).strip(f"{_SIGNS}+").lower()


def _is_entry(line: str) -> bool:
    return ENDS.search(line) is None and _words(line) <= MENU and not any(map(str.isdigit, line))


def _titled(page: _Lines, at: int) -> Iterator[int]:
    """Give the title of another article right above a button, alone between paragraphs."""
    above = page[at - 1] if at > 1 and not page.gone[at - 1] and page.gap(at) == 1 else ""
    if not above or len(above.split()) < TITLE or not title(above) or not _is_button(page[at]):
        return
    if page[at - 2] and page.is_prose(at - 2) and page.is_prose(at + 1):
        yield at - 1


def _in_row(page: _Lines, at: int) -> Iterator[int]:
    """Give the button between two that go, each on a line of its own."""
    below = at + 1
    if below + 1 >= len(page) or page.gone[below] or not page.gone[below + 1]:
        return
    if page.gap(below) == page.gap(below + 1) == 1 and all(_words(page[i]) <= BUTTON for i in range(at, at + 3)):
        line = page[below]
        if ENDS.search(line) is None and line[0] not in _ITEMS and not any(map(str.isdigit, line)):
            yield below


def _around_row(page: _Lines, at: int) -> Iterator[int]:
    """Give the known buttons right above and right below a line and the one above, which goes, each on its own line."""
    if page.gap(at) != 1:
        return
    for first, step in ((at + 1, 1), (at - 2, -1)):
        i = first
        while 0 < i < len(page) and not page.gone[i] and page[i] in BUTTONS and page.gap(max(i, i - step)) == 1:
            yield i
            i += step


def _labelled(page: _Lines, at: int) -> range:
    """Give the titles behind a label above and below another one, with it."""
    if not _is_labelled(page[at]):
        return range(at, at)
    first, last = at, at + 1
    while first > 0 and _is_labelled(page[first - 1]) and page.gap(first) <= 2:
        first -= 1
    while last < len(page) and _is_labelled(page[last]) and page.gap(last) <= 2:
        last += 1
    return range(first, last)


def _between_prose(page: _Lines, some: range) -> Iterator[int]:
    """Give the lines of several that stay, if all of them are between paragraphs."""
    if len(some) > 1 and page.is_prose(some.start - 1) and page.is_prose(some.stop):
        yield from (i for i in some if not page.gone[i])


def _tags(page: _Lines, at: int) -> Iterator[int]:
    """Give the short lines from a label of tags to the end of the text, which is near."""
    below = range(at + 1, len(page))
    if all(page.gone[i] for i in below) or not is_tag_label(page[at]):
        return
    if all(page.gone[i] or _is_tag(page[i]) for i in below):
        yield from (i for i in below if not page.gone[i])


def _behind_advert(page: _Lines, at: int) -> Iterator[int]:
    """Give the titles below the heading of a list and the line below it, which goes: the label of an advert."""
    first = at + 2
    if first >= len(page) or page.gone[first] or heading(page[at]) not in LISTED:
        return
    if _words(page[at + 1]) > 2 or page.leads[at + 1] == "related" or bullet(page[at + 1]) or is_link(page[at + 1], ""):
        return
    last = first
    while last < len(page) and last - first < TAGS and not page.gone[last] and title(page[last]):
        last += 1
    if all(_words(page[i]) >= TITLE for i in range(first, last)) and not page[last][:1].islower():
        yield from range(first, last)


def _adverts(page: _Lines, at: int) -> Iterator[int]:
    """Give the adverts below the label of the firm that chose them, up to the next paragraph of the text."""
    last = at + 1
    if not _CHOSEN.fullmatch(page[at]):
        return
    while last - at <= TAGS and ADVERT_LETTERS <= len(page[last]) < PROSE and page[last][0] not in "#-*•":
        last += 1
    some = [page[i] for i in range(at + 1, last)]
    teasing = sum(_TEASER.fullmatch(line) is not None for line in some)
    if len(some) >= ADVERTS and teasing >= TEASING * len(some) and page[last] and page.is_prose(last):
        yield from range(at + 1, last)


def _above_card(page: _Lines, at: int) -> Iterator[int]:
    """Give the label, which stays, above the first line of a contact card that goes."""
    if not page[at - 1].endswith(_COLONS) or page.gap(at) > 2:
        return
    label = page[at - 1].strip(_SIGNS)
    if not label or (heading(label) != "pointers" and not HEADING.fullmatch(label)):
        return
    card = [page[i] for i in range(at, min(at + CARD, len(page))) if page.gone[i] and is_short(page[i])]
    if len(card) > 1 and any(reach(line) != line for line in card):
        yield at - 1


def _is_button(line: str) -> bool:
    return line.strip(f"{_SIGNS}[].…").lower() in known_words("buttons")


def is_tag_label(line: str) -> bool:
    """Tell whether a line is the label of tags, alone or with the first of them behind a colon."""
    words = line.strip(_SIGNS).lower()
    label = words.replace("：", ":").partition(":")[0].strip()
    return label in known_words("tags") and _words(words.removeprefix(label)) <= TAG


def _is_tag(line: str) -> bool:
    short = len(line) <= TAG_LETTERS and _words(line) <= TAG
    return short and ENDS.search(line) is None and not any(map(str.isdigit, line)) and not line.startswith("#")


def _is_labelled(line: str) -> bool:
    """Tell whether a line is a label of a few words and the title of an article behind a colon."""
    match = _LABELLED.fullmatch(line)
    if match is None or _words(match["label"]) > LABEL:
        return False
    return _words(match["title"]) >= TITLE and title(match["title"])


def _words(line: str) -> int:
    """Count words; in scripts without spaces some letters are one."""
    wide = len(_WIDE.findall(line))
    return wide // UNSPACED if wide else len(_WORDS.findall(line))


def known_words(kind: str) -> frozenset[str]:
    """Give the words of a kind of buttons or labels of `widgets.toml`."""
    return _known()[kind]


@lru_cache(maxsize=1)
def _known() -> dict[str, frozenset[str]]:
    """Read the words of buttons and of labels of tags."""
    tree = data_file("chaffinch.boilerplate.furniture", "widgets.toml")
    return {kind: frozenset(words) for kind, words in tree.items()}
