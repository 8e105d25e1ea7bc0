"""Name the signs that a repeated text is part of its pages, and give each a bit: `page_data` tells which hold."""

from __future__ import annotations

__all__ = [
    "ABOVE_TEXT_SIGN",
    "AMID_SIGN",
    "AMID_TEXT_SIGN",
    "ASIDE_SIGN",
    "BELOW_TEXT_SIGN",
    "CALLED_SIGN",
    "CHAINED_SIGN",
    "CLOSING_SIGN",
    "DATA",
    "DATES_SIGN",
    "FEW_PAGES",
    "FEW_SIGN",
    "FIELD_SIGN",
    "GOODS_SIGN",
    "HEADING_SIGN",
    "HOURS_SIGN",
    "JOINED_SIGN",
    "LABEL_SIGN",
    "MARKUP_SIGN",
    "OPENING",
    "OPENING_SIGN",
    "OWN_SIGN",
    "PART_SIGN",
    "PHRASE_SIGN",
    "PLACED",
    "PRICES_SIGN",
    "REASONS",
    "ROW_SIGN",
    "TABLE_SIGN",
    "TELEPHONE_SIGN",
    "TITLE_SIGN",
    "VALUES_SIGN",
    "WRAPPED_SIGN",
]

REASONS = (
    "wrapped", "values", "markup", "amid", "dates", "joined", "phrase", "label", "closing", "goods", "heading",
    "opening", "field", "part", "title", "telephone", "hours", "prices",
)  # fmt: skip
"""Why a template may be part of its pages: the end of a hard-wrapped sentence; values that vary; a heading, fence or
table row whose text is the page's own; a line between prose of the page; dates that vary; a line without a blank line
between it and one that no other page has; a few words; a label before text that varies ("Price: "); a short sentence
that stands at one place of few pages; a line of a shop without a word of furniture; a short line without a stop between
lines of the page, which is the title of what is below; the same at the top of pages, or above a short line,
if the pages have such titles; a line that names a value ("Colour: red"), where pages name different values; one of
several lines below the title of a section, or in a form beside or between what pages fill in; one of many lines at the
top of pages, or one with another month or number on each page, which are titles of the pages; a telephone number that
is another one on each page; opening hours, where those of pages differ."""

FEW_PAGES = "few"
"""The reason where nothing but the repetition amid a few pages tells that a text is of the frame."""

PLACED = ("label", "closing", FEW_PAGES)
"""The reasons that a phrase of a rule outweighs: little more than their one place speaks for such templates, or that
few pages have them."""

OPENING = "opening"
"""The reason that further titles on the pages of a host are asked for."""

DATA = "values"
"""The reason that marks each line of a template as data, not only the template."""

(
    WRAPPED_SIGN,
    VALUES_SIGN,
    MARKUP_SIGN,
    AMID_SIGN,
    DATES_SIGN,
    JOINED_SIGN,
    PHRASE_SIGN,
    LABEL_SIGN,
    CLOSING_SIGN,
    GOODS_SIGN,
    HEADING_SIGN,
    OPENING_SIGN,
    FIELD_SIGN,
    PART_SIGN,
    TITLE_SIGN,
    TELEPHONE_SIGN,
    HOURS_SIGN,
    PRICES_SIGN,
) = (1 << bit for bit in range(len(REASONS)))

ASIDE_SIGN = 1 << len(REASONS)
"""Bit beside those of `REASONS`: of the occurrences of a key few open their page. On one that it opens it is the title
that other pages list among their links."""

TABLE_SIGN = ASIDE_SIGN << 1
"""One more such bit: lines above and below name values, too."""

OWN_SIGN = TABLE_SIGN << 1
"""One more: a line of a form names a value that hardly any other page has, such as the telephone of who offers."""

ROW_SIGN = OWN_SIGN << 1
"""One more: a line of a table, whether what it names varies or not."""

CHAINED_SIGN = ROW_SIGN << 1
"""One more: a line of several with which nearly all pages end letter by letter alike. It is no selling point."""

FEW_SIGN = CHAINED_SIGN << 1
"""One more: on a host whose pages are alike, all; on one of a few pages, any but a line that is letter by letter alike,
stands at their end or beside such a line, and names no value."""

CALLED_SIGN = FEW_SIGN << 1
"""One more: a line in a note that an author sets apart by a sign of markdown."""

AMID_TEXT_SIGN = CALLED_SIGN << 1
"""One more: in a few short lines between own text of the page: a refrain, unless they have words of furniture."""

BELOW_TEXT_SIGN = AMID_TEXT_SIGN << 1
"""One more: the same right below such text, and above no other: what closes a letter, if its words are such."""

ABOVE_TEXT_SIGN = BELOW_TEXT_SIGN << 1
"""One more: above a line or paragraph that only its page has: the salutation of a letter, if its words are such."""
