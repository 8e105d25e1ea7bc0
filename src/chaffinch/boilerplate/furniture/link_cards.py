r"""Find cards of links in markdown of which a line goes: below the heading of a list, and at the end of a text.

A card is a picture, a title that may be a heading or a link over several lines, a date and a name. On each page other
articles stand on the cards, so only their buttons repeat. A button that goes alone leaves titles without a reason.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from chaffinch.boilerplate.furniture.headings import bullet, heading, is_link

__all__ = ["ended", "listed", "pages"]

Span = tuple[int, int]

TITLES = 2
"""Links below the heading of a list, at least, beside the one that goes: one link may be a source."""

LINES, PICTURES = 14, 3
"""Lines and pictures of cards at the end of a text, at most. Judgements, after reading 27 ends of pages of which a
line went: the longest had nine lines and two pictures."""

OWN = (
    "posts", "articles", "stories", "entries", "news", "also like", "for you", "next", "read", "beiträge", "artikel",
    "auch interessieren", "articles similaires", "articles récents", "vous aimerez aussi", "artículos relacionados",
    "noticias relacionadas", "entradas relacionadas", "entradas recientes", "puede interesar", "artigos relacionados",
    "notícias relacionadas", "matérias relacionadas", "posts recentes", "articoli correlati", "notizie correlate",
    "articoli recenti", "interessarti", "artikelen", "berichten", "wpisy", "artykuły", "artiklar", "inläggen", "yazılar",
    "haberler", "статьи", "записи", "новости", "статті", "новини", "lajme", "記事", "文章", "新闻", "기사",
)  # fmt: skip
"""Last words of the headings above pages of the same site: "Related posts". Below "See also" and "Related links" an
author may have chosen; own."""

LABEL = 4
"""Words of a label, a name or a date on a card, at most."""

_PICTURE = r"!\[(?:[^\[\]]|\[[^\[\]]*\])*\]\([^()]*\)"
_TITLED = r"\[(?:[^\[\]]|\\[\[\]]|!\[[^\[\]]*\]\([^()]*\))*\]\([^()\s]*\)"
_CARDS = re.compile(rf"\s*+(?:{_PICTURE}|(?:[-*+•]\s+)?{_TITLED})")
_LINK = re.compile(rf"(?<!!){_TITLED}")
_PICTURED = re.compile(rf"(?:{_PICTURE}\s*)+")
_MARKS = "# *_:"
_HEADED = re.compile(r"^#{1,6}[ \t]+\S[^\n]*$", re.MULTILINE)
_TARGET = re.compile(r"\]\((?:(?:https?:)?//(?:www\.)?([^\s/()]+))?[^()]*\)")
_SENTENCE = re.compile(r"[.!?:;,…`|。！？：][\"'”’)\]*_]*$")


def listed(text: str, lines: Sequence[Span], gone: Sequence[bool]) -> Iterator[Span]:
    r"""Give the sections below the heading of a list that are nothing but links and pictures, one of which goes.

    Args:
        text: all of it.
        lines: the lines that are not blank, without the white space around each.
        gone: whether each of them goes.

    >>> cards = "## Related articles\n\n[View all](/n)\n\n[Mill\\\\\nMay 1](/m)\n\n![a](a.png)\n\n[Sea](/s)"
    >>> text = f"Tea.\n\n{cards}\n\nEnd."
    >>> lines = [m.span() for m in re.finditer(".+", text)]
    >>> [span] = listed(text, lines, [line[0] == text.index("[View") for line in lines])
    >>> text[slice(*span)] == cards
    True
    """
    for at, (start, stop) in enumerate(lines[:-1]):
        if text[start] != "#" or not (gone[at] or gone[at + 1]):
            continue
        words = text[start:stop].strip(_MARKS)
        if not words or heading(words) != "related":
            continue
        end = stop
        while match := _CARDS.match(text, end):
            end = match.end()
        if len(_LINK.findall(text[stop:end])) > TITLES and not all(gone[at : bisect_left(lines, (end, end))]):
            yield start, end


def pages(text: str) -> Iterator[Span]:
    r"""Give the sections of a text of markdown that list other pages of its site: nothing but links of one host.

    >>> text = "Tea.\n\n## Related posts\n\n- [The mill](../mill/)\n- [The sea](../sea/)\n\n## Notes\n\nOld."
    >>> [text[a:b] for a, b in pages(text)]
    ['## Related posts\n\n- [The mill](../mill/)\n- [The sea](../sea/)']
    """
    for head in _HEADED.finditer(text) if "](" in text else ():
        words = head[0].strip(_MARKS).lower()
        if heading(words) != "related" or not words.endswith(OWN) or not text[: head.start()].strip():
            continue
        below = _HEADED.search(text, head.end())
        end = head.end()
        while (match := _CARDS.match(text, end)) and match.end() <= (below.start() if below else len(text)):
            end = match.end()
        section = text[head.end() : below.start() if below else len(text)]
        hosts = set(_TARGET.findall(section))
        rest = text[end : head.end() + len(section)].strip()
        if end > head.end() and not rest and len(hosts) == 1 and len(_LINK.findall(section)) >= TITLES:
            yield head.start(), end


def ended(text: str, lines: Sequence[Span], gone: Sequence[bool], learned: Sequence[bool]) -> range:
    r"""Give the lines of the cards that a text ends with, if the first of them goes by a template.

    Args:
        text: all of it.
        lines, gone: as in `listed`.
        learned: whether each line goes by templates alone.

    >>> text = "It is old.\n\nMill.example page\n\n### Corn for all\n\n![](a.png)\n\nGet the paper"
    >>> lines = [m.span() for m in re.finditer(".+", text)]
    >>> ended(text, lines, [False, True, False, False, False], [False, True, False, False, False])
    range(1, 5)
    """
    first = len(lines)
    for at in range(len(lines) - 1, max(len(lines) - LINES, 1) - 1, -1):
        line = text[slice(*lines[at])]
        if not (gone[at] or _is_of_card(line)):
            break
        first = at if learned[at] and not line.startswith("#") else first
    some = [text[slice(*line)] for line in lines[first:]]
    titled = any(line.startswith("#") for line in some)
    pictures = sum(_PICTURED.fullmatch(line) is not None for line in some)
    return range(first if titled and pictures <= PICTURES else len(lines), len(lines))


def _is_of_card(line: str) -> bool:
    """Tell whether a line is a title, a picture, a link or a label."""
    if line.startswith("#") or _PICTURED.fullmatch(line) or is_link(line, bullet(line)):
        return True
    return len(line.split()) <= LABEL and _SENTENCE.search(line) is None and not bullet(line)
