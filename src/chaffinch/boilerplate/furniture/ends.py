"""Find what closes a text and leads nowhere: a call without what it led to, and the source in slashes or brackets.

Extraction drops the list or the player at the end of a page and leaves the words above it: "Read also:". Behind the
last sentence of agency copy stands its source: "... by Monday. /Telegrafi/". Both are of the page, in any language.
"""

from __future__ import annotations

import re
from functools import lru_cache

from chaffinch.text import data_file, late_pattern

__all__ = ["SOURCES", "closing", "sources"]

LONGEST = 120
"""Code points at the end of a text that are looked at: a call, the dates behind it, a source, white space."""

MORE_WORDS = 3
"""Words that may stand between the words of a call and its colon, at most: "Watch the video below:"."""

NAME_WORDS = 4
"""Words of the name of a source, at most."""

OUTLETS = (
    "Online", "News", "Press", "TV", "Radio", "Agency", "Agencies", "Agence", "Agencia", "Agência", "Agenzia",
    "Agentur", "Ajansı", "Nachrichten", "Noticias", "Notícias", "Notizie", "Nieuws", "Nyheter", "Uutiset", "Lajme",
    "Haber", "Новости", "Новини",
)  # fmt: skip
"""Last words of the names of news sites, by which a name in brackets is a source and no author."""

_COLONS = (":", "：")
_NOTICE = late_pattern(  # Thai has no stops: a notice at the end of a line is known by its first words alone
    r"(?<=[\u0e00-\u0e7f\d])[ \t]+(?:©|(?:สงวน)?ลิขสิทธิ์[ ]?©)[ ]?(?:พ\.ศ\.[ ]?)?\d{4}[^\n]{0,90}$"
    r"|(?<=[\u0e00-\u0e7f\d])[ \t]+สงวนลิขสิทธิ์(?:[ ]?(?:พ\.ศ\.[ ]?)?\d{4}|ทุกประการ|[ ]?ตามกฎหมาย|[ ]?©)[^\n]{0,80}$"
)
_CLOSERS = ("/", ")")
_DATES = late_pattern(r"(?:\s*\d{1,4}[./-]\d{1,2}[./-]\d{1,4})+$")
_WORD = r"[^\W\d_a-z][\w.&’'-]*"
_NAMED = (
    rf"(?<=[.!?…\"”»)])[ \t]*(?:/ ?{_WORD}(?: {_WORD}){{0,{NAME_WORDS - 1}}} ?/"
    rf"|\((?:{_WORD} ){{1,{NAME_WORDS - 1}}}(?:{'|'.join(OUTLETS)})\)|\([\w-]+\.(?:com|net|org|info|tv|news)\))"
)
_SOURCE = late_pattern(rf"{_NAMED}\.?$")
_GLUED = late_pattern(rf"{_NAMED}(?=[^\W\d_a-z]\w* \w)")
SOURCES = r"[.!?…\"”»)][ \t]*[/(][^/()\n]*[./a-z][)/]\p{Lu}"
"""What every text has that `sources` finds something in, a pattern of RE2."""


def closing(text: str) -> tuple[int, int, str] | None:
    """Find what closes a text and leads nowhere.

    Args:
        text: any text.

    Returns:
        Start and stop (code points), and the category: ``related``, ``credit`` or ``copyright``; None if there is no
        such end.

    >>> text = "The lock opened on Monday. Read also: 21/07/2017"
    >>> start, stop, category = closing(text)
    >>> text[start:stop], category
    (' Read also: 21/07/2017', 'related')
    >>> text = "The lock opened on Monday. /Oxel Post/Watch the video:"
    >>> text[slice(*closing(text)[:2])]
    'Watch the video:'
    """
    begin = max(0, len(text) - LONGEST)
    end = text[begin:].rstrip()
    stop, last = begin + len(end), end[-1:]
    if (last.isdigit() or "\u0e00" <= last <= "\u0e7f") and (notice := _NOTICE.search(end)):
        return begin + notice.start(), stop, "copyright"
    if not last or not (last in _COLONS or last in _CLOSERS or last.isdigit()):
        return None
    if last in _CLOSERS:
        source = _SOURCE.search(end)
        return (begin + source.start(), stop, "credit") if source else None
    dates = _DATES.search(end)
    call = _calls().search(end[: dates.start()] if dates else end)
    return (begin + call.start(), stop, "related") if call and begin + call.start() > 0 else None


def sources(text: str) -> list[tuple[int, int]]:
    """Find sources behind a sentence to which the next sentence is glued, since extraction has lost a line end.

    >>> text = "It opens on Monday. (Oxel Online)The mayor is ill. He (or the Oxel Online)Team (A/B/C) wrote."
    >>> [text[a:b] for a, b in sources(text)]
    [' (Oxel Online)']
    """
    return [found.span() for found in _GLUED.finditer(text)]


@lru_cache(maxsize=1)
def _calls() -> re.Pattern[str]:
    """Read the calls: one of them behind a sentence, or on a line of its own, to the colon at the end."""
    tree = data_file("chaffinch.boilerplate.furniture", "ends.toml")
    related, watch, shown = (
        "|".join(map(re.escape, sorted(tree[name], key=len, reverse=True))) for name in ("related", "watch", "shown")
    )
    more = rf"(?: [^\W\d_]+){{0,{MORE_WORDS}}}"
    of_media = rf"(?=[^:：]* (?:{shown})\b){more}"
    return re.compile(
        rf"(?:(?<=[.!?…\"”»):/。！？؟।])\s*|\n\s*)(?:(?:{related}){more}|(?:{watch})(?:{of_media})?) ?[:：]$",
        re.IGNORECASE,
    )
