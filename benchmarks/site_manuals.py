"""Pages of manuals with their main text: Debian's documentation packages, where each site marks its own body.

The folder has what ``dpkg-deb -x PACKAGE.deb FOLDER/PACKAGE`` gives of what ``apt-get download`` fetches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from sites_made import Made

from chaffinch.html.blocks import walk
from chaffinch.html.extract import decode

__all__ = ["manuals"]

_PAGES = 40  # of each manual, drawn by a checksum of the name
_LARGEST = 200_000
_TRANSLATED = re.compile(r"\.[a-z]{2}(-[a-z]+)?\.html$")


@dataclass(frozen=True, slots=True)
class _Manual:
    """A package: where its pages are, what holds the main text, and what in it is none (XPath)."""

    name: str
    folder: str
    body: str
    without: str


_SPHINX = '//div[@class="body"]', './/a[@class="headerlink"]'
_DOCBOOK = "//body", './/div[@class="navheader" or @class="navfooter"]'
_APACHE = (
    '//div[@id="page-content"]',
    './/*[@id="quickview" or @id="comments_section" or @id="lang-toggle" or @class="top" or @class="toplang"'
    ' or @class="permalink"]',
)
_MANUALS = (
    _Manual("apache", "apache2-doc/usr/share/doc/apache2-doc/manual/en", *_APACHE),
    _Manual("policy", "debian-policy/usr/share/doc/debian-policy/policy.html", *_SPHINX),
    _Manual("python", "python3.11-doc", *_SPHINX),
    _Manual("devref", "developers-reference", *_SPHINX),
    _Manual("postgres", "postgresql-doc-15", *_DOCBOOK),
    _Manual("git", "git-doc/usr/share/doc/git-doc", "//body", './/div[@id="footer"]'),
    _Manual("sqlite", "sqlite3-doc", "//body", './/div[@class="nosearch"]'),
    _Manual("debmake", "debmake-doc/usr/share/doc/debmake-doc/html", *_DOCBOOK),
)
_KEPT_BACK = (  # looked at once, when everything was chosen
    _Manual("gnuplot", "gnuplot-doc", "//body", './/div[@class="navigation"]'),
    _Manual("history", "debian-history/usr/share/doc/debian-history/docs", *_DOCBOOK),
    _Manual("reference", "debian-reference-en", *_DOCBOOK),
    _Manual("maint-guide", "maint-guide", *_DOCBOOK),
)


def manuals(folder: Path, *, kept_back: bool = False) -> Iterator[Made]:
    """Read the pages of all manuals that are there, or of those by which nothing was chosen."""
    for manual in _KEPT_BACK if kept_back else _MANUALS:
        found = [path for path in sorted((folder / manual.folder).rglob("*.html")) if _is_page(path)]
        found.sort(key=lambda path: crc32(str(path.relative_to(folder)).encode()))
        for path in found[:_PAGES]:
            page = decode(path.read_bytes())
            if (gold := _gold(page, manual)) is not None:
                yield Made(str(path.relative_to(folder)), manual.name, page, gold)


def _is_page(path: Path) -> bool:
    if path.is_symlink() or not path.is_file() or path.stat().st_size >= _LARGEST:
        return False
    return not _TRANSLATED.search(path.name.replace(".en.html", ".html"))


def _gold(page: str, manual: _Manual) -> str | None:
    from lxml import html

    tree = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
    bodies = tree.xpath(manual.body)
    if not bodies:
        return None
    for element in bodies[0].xpath(manual.without):
        element.drop_tree()
    return "\n".join(walk(bodies[0]).texts)
