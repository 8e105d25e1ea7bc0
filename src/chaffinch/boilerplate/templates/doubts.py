"""Weigh what speaks against removing a template: signs of data, quotations, names, goods of a shop.

`page_data` tells by what varies and where it stands; here the words of an example are looked at. Words of furniture
outweigh most signs.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from chaffinch.boilerplate import cues
from chaffinch.boilerplate.furniture.headings import heading
from chaffinch.boilerplate.labelled_values import among_values
from chaffinch.boilerplate.rules.scene import Haystack
from chaffinch.boilerplate.templates.letters import is_closing, is_salutation
from chaffinch.boilerplate.templates.page_data import SCANTY
from chaffinch.boilerplate.templates.page_signs import (
    ABOVE_TEXT_SIGN,
    AMID_SIGN,
    AMID_TEXT_SIGN,
    ASIDE_SIGN,
    BELOW_TEXT_SIGN,
    CALLED_SIGN,
    DATES_SIGN,
    FEW_PAGES,
    FEW_SIGN,
    FIELD_SIGN,
    GOODS_SIGN,
    HOURS_SIGN,
    JOINED_SIGN,
    LABEL_SIGN,
    MARKUP_SIGN,
    OPENING,
    OPENING_SIGN,
    OWN_SIGN,
    PART_SIGN,
    PRICES_SIGN,
    REASONS,
    ROW_SIGN,
    TABLE_SIGN,
    TITLE_SIGN,
    VALUES_SIGN,
    WRAPPED_SIGN,
)
from chaffinch.text import Bools, Ints, TextBatch, blocks, late_pattern

__all__ = ["cued", "reasons"]

_SHOP, _POSTED = "shop", "posted"  # words of shops are of the content elsewhere; " by " is a word of goods, too
_REACHING = ("contact", "reach")  # of telephones and addresses
_PLAIN, _PAGE = "site", "page"  # "more", "print", "link"; "menu", "home", "search"
_FURNITURE = "templates/furniture.toml"

_BETWEEN = (" | ", " · ", " • ")
_PATHS = (" > ", " » ", " › ", *_BETWEEN)

PATH_WORDS = 3
"""Words of a name in a line that tells where a page is, at most. A judgement."""

QUOTED, SOURCE, BACKGROUND, LETTER = "quoted", "source", "background", "letter"
"""Further reasons beside those of `REASONS`: a paragraph that is mostly a quotation; a line of names; a paragraph of
news on a host of a few pages, which may all be follow-ups of one report; a set phrase of letters."""

OFTEN = 0.5
"""Share of the pages of a host from which on a quotation, names or a phrase are of its frame. A judgement: one digest
repeats a quotation on up to 33 pages of 100, and the name of its source."""

AUTHORED, MAIN_AUTHOR = 12, 0.8
"""Pages that show a line of names, up to which it may be the author of most pages of a small site; and share of them
from which on it is of the frame all the same. Judgements."""

SECTION, SECTIONS = ("amid", "heading"), 0.5
"""Reasons of titles of sections amid pages, and how many pages have such a title for each page that a line opens, so
that this line is the first of these titles and no rubric. A judgement."""

PHRASES = ("greetings", "endings")
"""Kinds of headings that are set phrases of letters, which authors share: "Hi all," and "Thanks in advance!"."""

QUOTATION, LONG_QUOTATION = 0.5, 100
"""Share of the letters of a paragraph that is quoted, and code points of the paragraph, at least."""

NAMES = 2, 6
"""Words of a line of names, at least and at most."""

SHOP_PAGES = 20
"""Pages of a shop that show a line, from which on it may be of the frame without a word of furniture. Shops repeat
selling points on the pages of one kind of goods; where few pages are known these cannot be told from the frame."""

BARS, NAMED_LETTERS = 3, 5
"""Bars between the parts of a line, at least, that is a menu; and letters of the name of a site. Judgements."""

NEWS, NEWS_NAMES = 100, 2
"""Code points of a paragraph of news, at least; and its words with a capital within sentences."""

BY_WORDS, BY_LETTERS = 6, 100
"""Words, at least, and code points, at most, of a sentence in which "by" and "von" are no words of furniture: "Close it
by hand." Judgements: longer ones are of those who publish ("protects the public by inspecting all mills")."""

SAID = 4
"""Words in small letters, at least, of such a sentence that begins with "by" or "von": "Von Blumen bitte abzusehen."
A byline is mostly names. A judgement."""

CUED = 150
"""Code points of such a paragraph for each word of furniture in it, at least: one alone is weak evidence ("a year")."""

LONG_TITLE = 48
"""Code points of a line that differs on each page, from which on it is a note of the site if it has its name."""

MENU_BARS = 2
"""Bars or dots between the parts of a line, at least, that is a menu and no goods of a shop."""

_BY = late_pattern(r"(?i)(?:(?<![\w-])by|von)(?= )")
_NAMED = late_pattern(r"(?<=[^\W\d_A-Z] |[,;] )[^\W\d_a-z][^\W\d_]{2,}")  # a word with a capital, no sentence before it
_ADDRESS = late_pattern(r"\S@\w+[.-]\w|\bwww\.|://")
_APPOINTED = late_pattern(
    r"(?i)\W*(?:the )?(?:next|nächste[rs]?|prochaine?s?|próxim[oa]s?|prossim[oaie]|volgende|nästa|następn\w+|следующ\w+"
    r"|наступн\w+|seuraava|sonraki|bir sonraki)\s(?=[^:：]{3,40}[:：]\s.*\d)(?!(?:page|seite|post|article|artikel)\b)"
)
_BEFORE_NAMES = " \t—–-―~"
_FIGURE = late_pattern(r"(?<!\w)\d")
_QUOTATION = late_pattern(r"[“„«]([^“”„«»]{40,})(?:[”“»]|$)|\"([^\"]{40,})(?:\"|$)")
_NAMES = late_pattern(r"[^\W\d_][\w.'’-]*(?:,? [^\W\d_][\w.'’-]*)*")


def reasons(
    texts: list[str],
    found: Ints,
    hosts: Sequence[str | None],
    *,
    pages: Sequence[int],
    looked: Sequence[int],
    titles: Ints,
    beside: Sequence[tuple[str, str]],
) -> list[str]:
    """Choose for each template the first reason that holds; empty where it is furniture.

    Words of furniture ("subscribe", "comments") outweigh all signs but those of a wrapped sentence and of opening hours
    that differ: furniture has counts and dates, too; but a telephone that is another one on each page is of the page,
    an address without a blank line between it and a line that no other page has is of a signature with that line, and
    "more" or "print" in a sentence amid what pages fill in is no such word. Values behind a label are data in any case
    ("Contact: 20 seats"), and so are a quotation and a line of a table that names values, unless most of the table has
    such a word. What stands below a title with such a word is no part of a section.

    Args:
        texts: an example of each; of a label what all pages share.
        found: the bits of `page_data.signs` for each, int64, shape (templates,).
        hosts: the host of each.
        pages: pages that show each.
        looked: pages of its host that were looked at; 0 for pages without a host.
        titles: the index of the title of a section above each, or -1, int64, shape (templates,).
        beside: the lines above and below each, of those of which it matters.
    """
    if not texts:
        return []
    cues_of, framed, reached, weak = _cued(texts)
    furniture = cues_of > 0
    label = found & LABEL_SIGN > 0
    always = WRAPPED_SIGN | HOURS_SIGN
    able = np.where(furniture, found & np.where(label, always | VALUES_SIGN, always), found)
    able |= found & FIELD_SIGN * (reached & (found & OWN_SIGN > 0))
    able |= found & DATES_SIGN * _appointed(texts)
    able |= found & MARKUP_SIGN * (found & CALLED_SIGN > 0)
    able |= found & PRICES_SIGN * weak
    addressed = np.array([bool(_ADDRESS.search(text)) for text in texts], np.bool_)
    able |= found & JOINED_SIGN * (reached & addressed)
    able |= found & FIELD_SIGN * _tabled(found & TABLE_SIGN > 0, found & ROW_SIGN > 0, furniture & framed, hosts)
    able |= found & PART_SIGN * (weak & np.array([text.rstrip().endswith(".") for text in texts]))
    able |= found & FIELD_SIGN * (weak & (found & ROW_SIGN > 0))
    able |= found & VALUES_SIGN * _among_values(texts, found, beside)
    able |= AMID_SIGN * _unfurnished(texts, np.flatnonzero(found & AMID_TEXT_SIGN), beside, hosts)
    able &= ~(TITLE_SIGN * _signed(texts, hosts))
    able &= ~(PART_SIGN * (furniture[titles] & (titles >= 0)))
    share = np.array(pages) / np.maximum(np.array(looked), 1)
    share[np.array(looked) == 0] = 0
    menu = np.array([sum(map(text.count, _BETWEEN)) >= MENU_BARS for text in texts], np.bool_)
    goods = (found & GOODS_SIGN) * ~(framed | menu | (np.array(pages) >= SHOP_PAGES))
    opening = able & OPENING_SIGN > 0
    able = able & ~(GOODS_SIGN | OPENING_SIGN) | goods
    few = (np.array(looked) > 0) & (np.array(looked) <= SCANTY)
    news = [few[i] and CUED * cues_of[i] <= len(texts[i]) and _is_news(texts[i]) for i in range(len(texts))]
    often = np.where(np.array(pages) <= AUTHORED, MAIN_AUTHOR, OFTEN)
    columns = (share.tolist(), often.tolist(), furniture.tolist(), news)
    letters = _of_letters(texts, found, beside, hosts)
    rows = zip(letters, texts, *columns, strict=True)
    words = (LETTER if of_letter else _by_words(*one) for of_letter, *one in rows)
    few_alone = (found & FEW_SIGN > 0) & ~furniture & ~_framing(texts, hosts)
    few_alone &= ~((found & (ASIDE_SIGN | TABLE_SIGN | ROW_SIGN) == 0) & np.array([*map(_is_path, texts)], np.bool_))
    unsaid = [FEW_PAGES if one else "" for one in few_alone.tolist()]
    chosen = [_first(bits) or word or rest for bits, word, rest in zip(able.tolist(), words, unsaid, strict=True)]
    return _opened(chosen, texts, opening, hosts, pages)


def _among_values(texts: list[str], found: Ints, beside: Sequence[tuple[str, str]]) -> Bools:
    """Tell which texts are a number behind a label, beside lines that name values of the page."""
    result = np.zeros(len(texts), np.bool_)
    for at in np.flatnonzero(found & VALUES_SIGN).tolist():
        result[at] = among_values(texts[at], *(lines.split("\n") for lines in beside[at]))
    return result


def _unfurnished(texts: list[str], some: Ints, beside: Sequence[tuple[str, str]], hosts: Sequence[str | None]) -> Bools:
    """Tell of some texts whether all lines beside them and they themselves have no word of furniture."""
    result = np.zeros(len(texts), np.bool_)
    runs = [" \n".join((beside[at][0], texts[at], beside[at][1])) for at in some.tolist()]
    result[some] = ~cued(runs) & ~_framing(runs, [hosts[at] for at in some.tolist()]) if len(some) else False
    return result


def _of_letters(
    texts: list[str], found: Ints, beside: Sequence[tuple[str, str]], hosts: Sequence[str | None]
) -> list[bool]:
    """Tell which texts are the salutation of a letter, or in the lines that close one.

    On a host whose letters have one salutation any few words below their text may close them.
    """
    above_text = (found & ABOVE_TEXT_SIGN > 0).tolist()
    opens = [above and is_salutation(text) for above, text in zip(above_text, texts, strict=True)]
    of_letters = {host for host, salutation in zip(hosts, opens, strict=True) if salutation}
    below = np.flatnonzero(found & BELOW_TEXT_SIGN)
    plain = _unfurnished(texts, below, beside, hosts)
    for at in below[plain[below]].tolist():
        above, after = beside[at]
        lines = [line for line in (*above.split("\n"), texts[at], *after.split("\n")) if line.strip()]
        opens[at] = is_closing(lines, known=hosts[at] in of_letters)
    return opens


def _signed(texts: list[str], hosts: Sequence[str | None]) -> Bools:
    """Tell which texts are longer than most titles and name their site: "Oak Post desk, filed at 6.10 ..."."""
    return np.array([len(text) > LONG_TITLE for text in texts], np.bool_) & _framing(texts, hosts)


def _appointed(texts: list[str]) -> Bools:
    """Tell which texts name the day of something to come, and have no word of furniture but "next".

    >>> _appointed(["Next meeting: 7 April 2031", "Next page: 7", "Last updated: 7 April 2031"]).tolist()
    [True, False, False]
    """
    result = np.array([_APPOINTED.match(text) is not None for text in texts], np.bool_)
    some = np.flatnonzero(result)
    if len(some):
        result[some] = ~cued([_APPOINTED.sub("", texts[at]) for at in some.tolist()])
    return result


def _tabled(table: Bools, row: Bools, furniture: Bools, hosts: Sequence[str | None]) -> Bools:
    """Tell which lines are of a table of values: most lines of the tables of its host have no word of furniture."""
    data: dict[str | None, int] = {}
    for host, of_table, cued in zip(hosts, row.tolist(), furniture.tolist(), strict=True):
        data[host] = data.get(host, 0) + (1 if of_table and not cued else -1 if of_table else 0)
    return table & np.array([data[host] >= 0 for host in hosts], np.bool_)


def _opened(
    found: list[str], texts: list[str], opening: Bools, hosts: Sequence[str | None], pages: Sequence[int]
) -> list[str]:
    """Add the titles that open pages to the reasons, on hosts whose pages have further titles."""
    most: dict[str | None, int] = {}
    for reason, host, number in zip(found, hosts, pages, strict=True):
        if reason in SECTION:
            most[host] = max(most.get(host, 0), number)
    for at in np.flatnonzero(opening).tolist():
        rubric = texts[at].isupper()
        if not (found[at] or rubric) and most.get(hosts[at], 0) >= SECTIONS * pages[at]:
            found[at] = OPENING
    return found


def cued(texts: list[str]) -> Bools:
    """Tell which texts have a word of furniture, bool, shape (texts,).

    >>> cued(["Advertisement", "What the council wants"]).tolist()
    [True, False]
    """
    return _cued(texts)[0] > 0


def _cued(texts: list[str]) -> tuple[Ints, Bools, Bools, Bools]:
    """Count the words of furniture of texts; tell which have one of the frame of a shop, and which only such as reach.

    Returns:
        int64 and bool, each of shape (texts,); also which have only words that are frequent in other texts, too.
    """
    batch = TextBatch.of(texts)
    parts = blocks(batch)
    haystack = Haystack.of(batch, parts)
    general = cues.load()
    counts, name = general.count(haystack), np.array(general.groups)
    further = cues.load(_FURNITURE)
    others, group = further.count(haystack), np.array(further.groups)
    other = others.sum(axis=1)
    by = np.zeros(len(parts), np.int64)  # of them
    for at in np.flatnonzero((counts[:, name == _POSTED].sum(axis=1) > 0) & (parts.stop > parts.start)).tolist():
        line = batch.data[int(parts.start[at]) : int(parts.stop[at])].tobytes().decode()
        short = len(line) <= BY_LETTERS and len(line.split()) >= BY_WORDS
        said = sum(word[0].islower() for word in line.split()) >= SAID or not _BY.match(line)
        if short and line.endswith(".") and said:
            by[at] = len(_BY.findall(line))
    furniture = counts[:, name != _SHOP].sum(axis=1) + other - by
    frame = counts[:, name != _POSTED].sum(axis=1) + other
    unlike = counts[:, ~np.isin(name, (_SHOP, *_REACHING))].sum(axis=1)
    unlike += others[:, ~np.isin(group, _REACHING)].sum(axis=1)
    sure = furniture - others[:, group == _PLAIN].sum(axis=1) - (counts[:, name == _POSTED].sum(axis=1) - by)
    sure -= counts[:, name == _PAGE].sum(axis=1)
    some, framed, rest, strong = (np.bincount(parts.document, n, len(texts)) for n in (furniture, frame, unlike, sure))
    return (
        some.astype(np.int64),
        np.asarray(framed > 0),
        np.asarray((some > 0) & (rest == 0)),
        np.asarray((some > 0) & (strong == 0)),
    )


def _is_path(text: str) -> bool:
    """Tell whether a line is made of short names with one mark between them: where a page is, or what a site has.

    >>> _is_path("Town hall > By-laws > Statutes"), _is_path("Medicines A–Z | For doctors"), _is_path("Rain | it fell.")
    (True, True, False)
    """
    for mark in _PATHS:
        names = text.strip().split(mark)
        if len(names) > 1:
            few = all(0 < len(name.split()) <= PATH_WORDS and name[:1].isupper() for name in names)
            return few and not text.rstrip().endswith((".", ":"))
    return False


def _framing(texts: list[str], hosts: Sequence[str | None]) -> Bools:
    """Tell which texts have an address, the name of their site, or parts with bars between them, as menus have.

    >>> _framing(["mill@lock.example", "Home | Town | Rain | Money", "From the Oak Post", "Rain"], ["oakpost.com"] * 4)
    array([ True,  True,  True, False])
    """
    named = (_name(host) for host in hosts)
    return np.array(
        [
            bool(_ADDRESS.search(text))
            or max(map(text.count, _BETWEEN)) >= BARS
            or (bool(name) and name in _letters(text))
            for text, name in zip(texts, named, strict=True)
        ],
        np.bool_,
    )


def _name(host: str | None) -> str:
    """Give the letters of the longest part of a host, empty if they are few: "www.oak-post.com" is "oakpost"."""
    name = _letters(max((host or "").split("."), key=len))
    return name if len(name) >= NAMED_LETTERS else ""


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _first(bits: int) -> str:
    return next((name for i, name in enumerate(REASONS) if bits >> i & 1), "")


def _by_words(text: str, share: float, often: float, cued: bool, news: bool) -> str:
    """Tell whether a template on a share of the pages is a quotation or a line of names; or news on a few pages.

    A line of names is of the frame from the share ``often`` on.

    >>> names = ("Kyle Smith, National Review", "Top stories", "Hi all,")
    >>> [_by_words(text, 0.3, 0.5, False, False) for text in names]
    ['source', '', 'letter']
    """
    if news:
        return BACKGROUND
    if text and share < OFTEN and not cued and heading(text) in PHRASES:
        return LETTER
    if not 0 < share < often:
        return ""
    quoted = sum(len(one or other) for one, other in _QUOTATION.findall(text))
    if share < OFTEN and len(text) >= LONG_QUOTATION and quoted >= QUOTATION * len(text):
        return QUOTED
    return "" if cued or not _is_names(text) else SOURCE


def _is_news(text: str) -> bool:
    """Tell whether a paragraph says something of named people or places, with a number or a date.

    >>> _is_news("The mill of Tarn burnt down in 2031. Its owner, Per Lund, had insured it for nine million in spring.")
    True
    >>> _is_news("We tell you every day what is new in town. Our reporters walk the streets, so that you need not.")
    False
    """
    return len(text) >= NEWS and bool(_FIGURE.search(text)) and len(_NAMED.findall(text)) >= NEWS_NAMES


def _is_names(text: str) -> bool:
    text = text.strip(_BEFORE_NAMES)
    words = text.split()
    good = NAMES[0] <= len(words) <= NAMES[1] and not text.isupper() and all(word[0].isupper() for word in words)
    return good and _NAMES.fullmatch(text.strip()) is not None
