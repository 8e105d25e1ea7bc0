"""A record as a reader takes it from a file, before anything is made of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

__all__ = ["Record", "as_text", "host_of"]

_HOST = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//(?:[^/?#@]*@)?([^/?#]+)")


class _Page(msgspec.Struct, kw_only=True):
    """What only a page has."""

    left_out: Sequence[tuple[int, str, str, float]] = ()
    blocks: Sequence[tuple[str, float, int, int, bool, bool]] = ()
    elsewhere: float = 0.0


class Record(_Page):
    """One record of a file, or the file that is one document.

    A msgspec Struct since one is made for every record: ten times cheaper than a frozen dataclass.

    Attributes:
        number: its record number in the file, from 0.
        text: None where it has none that can be read; ``failure`` then says why.
        id, host, url, date: as they came, if they did.
        title, author, site: what an HTML page says of itself.
        encoding: how its bytes became text.
        left_out: blocks of an HTML page that are no part of the text: after, text, reason, score.
        blocks: all blocks of a page, as the column of `tables.PAGES`; elsewhere: alike.
        failure, stage: why it has no text, and at which stage.
    """

    number: int
    text: str | None = None
    id: str | None = None
    host: str | None = None
    url: str | None = None
    date: str | None = None
    title: str | None = None
    author: str | None = None
    site: str | None = None
    encoding: str | None = None
    failure: str | None = None
    stage: str | None = None


def as_text(value: object) -> str | None:
    """Give a field as text: text as it is, nothing and empty text as None, else its JSON.

    >>> as_text("a"), as_text(12), as_text(None), as_text(""), as_text([1])
    ('a', '12', None, None, '[1]')
    """
    if value is None or isinstance(value, str):
        return value or None
    try:
        text = msgspec.json.encode(value).decode()
    except (TypeError, ValueError, OverflowError, RecursionError):
        return str(value)
    return text.strip('"')


def host_of(url: str | None) -> str | None:
    """Give the host of a URL, with its port where it has one, in small letters.

    >>> host_of("https://www.Example.org:8080/a?b"), host_of("no address"), host_of(None)
    ('www.example.org:8080', None, None)
    """
    match = _HOST.match(url) if url else None
    return match[1].lower() if match else None
