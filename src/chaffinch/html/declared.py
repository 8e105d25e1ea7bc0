"""What a page says of its article in its head: titles, descriptions, authors, and the name of the site.

Pages say these for search engines and for cards of links, in ``meta`` elements and in JSON-LD; they are no text of the
page, but a block that repeats one of them is the heading, the standfirst or the byline.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

__all__ = ["Declared", "declared"]

_TITLES = ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title", "headline")
_DESCRIPTIONS = ("og:description", "twitter:description", "description", "dc.description")
_AUTHORS = ("author", "article:author", "dc.creator", "parsely-author", "byl", "sailthru.author", "twitter:data1")
_SITES = ("og:site_name", "application-name")
_KEYS = {name: key for key, names in enumerate((_TITLES, _DESCRIPTIONS, _AUTHORS, _SITES)) for name in names}
_LD = re.compile(r'"(headline|description|name)"\s*:\s*("(?:[^"\\]|\\.){1,500}")')
_LD_AUTHOR = re.compile(r'"(?:author|creator)"\s*:\s*[\[{]?[^\]}]{0,600}')
_ADDRESS = re.compile(r"^\s*(?:https?:|www\.|@)|[/\\]{2}", re.I)


class Declared(Struct, frozen=True):
    """What a page says of its article; each without duplicates, in the order of the page.

    Attributes:
        titles: of the article; most have the name of the site before or behind it.
        descriptions: of the article, often its standfirst or its first sentence.
        authors: names of people.
        sites: names of the site.
        dates: the texts of ``time`` elements.
    """

    titles: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()


def declared(tree: Any) -> Declared:
    """Read what a page says of its article.

    Args:
        tree: an lxml tree; not changed.

    >>> from lxml import html
    >>> head = '<title>Tides | Courier</title><meta name="author" content="Ann Lee">'
    >>> found = declared(html.document_fromstring(head + "<p>x"))
    >>> found.titles, found.authors
    (('Tides | Courier',), ('Ann Lee',))
    """
    found: tuple[list[str], ...] = ([], [], [], [])
    found[0].extend(
        e.text_content() for e in tree.iter("title") if e.getparent() is not None and e.getparent().tag == "head"
    )
    for meta in tree.iter("meta"):
        key = _KEYS.get((meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower())
        if key is not None:
            found[key].append(meta.get("content") or "")
    for key, text in _in_data(tree):
        found[key].append(text)
    dates = [e.text_content() for e in tree.iter("time")]
    return Declared(*map(_distinct, (*found, dates)))


def _in_data(tree: Any) -> Iterator[tuple[int, str]]:
    """Give the headline, the description and the authors in JSON-LD, by the number of the list they belong to.

    Patterns find them, since such data is often broken, and nested in ways that differ from site to site.
    """
    for script in tree.iter("script"):
        if script.get("type") == "application/ld+json" and script.text:
            for key, value in _LD.findall(script.text):
                if key != "name":
                    yield int(key == "description"), _unquoted(value)
            for author in _LD_AUTHOR.findall(script.text):
                yield from ((2, _unquoted(value)) for key, value in _LD.findall(author) if key == "name")


def _unquoted(value: str) -> str:
    try:
        return str(json.loads(value, strict=False))
    except ValueError:
        return ""


def _distinct(texts: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for one in texts if (text := " ".join(one.split())) and not _ADDRESS.search(text)))
