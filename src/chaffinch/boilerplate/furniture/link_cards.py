r"""Find cards of links in markdown of which a line goes: below the heading of a list, and at the end of a text.

A card is a picture, a title that may be a heading or a link over several lines, a date and a name. On each page other
articles stand on the cards, so only their buttons repeat. A button that goes alone leaves titles without a reason.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from chaffinch.boilerplate.furniture.headings import LISTED, bullet, heading, is_link
from chaffinch.boilerplate.furniture.widgets import is_tag_label
from chaffinch.text import CLOSES, STOPS, late_pattern, line_matches

__all__ = ["ended", "listed", "pages", "shown", "tagged", "turned"]

Span = tuple[int, int]

TITLES = 2
"""Links below the heading of a list, at least, beside the one that goes: one link may be a source."""

SHOWN, SHOWN_MOST = 2, 40
"""Cards at the end of a text, at least, and lines of them at most, whose pictures and titles lead to the same pages."""

OWN_TEXT = 600
"""Code points of a text above such cards, at least: what has less is a page that lists others. A judgement."""

TAGS = 12
"""Tags of a page at the end of its text, at most: more are an index of topics."""

LINES, PICTURES = 14, 3
"""Lines and pictures of cards at the end of a text, at most. Judgements, after reading 27 ends of pages of which a
line went: the longest had nine lines and two pictures."""

OWN = (
    "posts", "articles", "stories", "entries", "news", "also like", "for you", "next", "read", "beiträge",
    "artikel", "mehr zum thema", "auch interessieren", "articles similaires", "articles récents", "vous aimerez aussi",
    "artículos relacionados", "noticias relacionadas", "entradas relacionadas", "entradas recientes",
    "puede interesar", "artigos relacionados", "notícias relacionadas", "matérias relacionadas",
    "posts recentes", "articoli correlati", "notizie correlate", "articoli recenti", "interessarti",
    "artikelen", "berichten", "wpisy", "artykuły", "artiklar", "inläggen", "haberler", "статьи", "записи",
    "новости", "статті", "новини", "lajme", "記事", "文章", "新闻", "기사", "yazılar",
)  # fmt: skip
"""Last words of the headings above pages of the same site: "Related posts". Below "See also" and "Related links" an
author may have chosen; own."""

LABEL = 4
"""Words of a label, a name or a date on a card, at most."""

_PICTURE = r"!\[(?:[^\[\]]|\[[^\[\]]*\])*\]\([^()]*\)"
_TITLED = r"\[(?:[^\[\]]|\\[\[\]]|!\[[^\[\]]*\]\([^()]*\))*\]\([^()\s]*\)"
_LINE = late_pattern(r"\S(?:[^\n]*\S)?")
_CARDS = late_pattern(rf"\s*+(?:{_PICTURE}|(?:[-*+•]\s+|#{{3,6}}[ \t]+)?{_TITLED})")
_LINKED = late_pattern(rf"#{{3,6}}[ \t]+{_TITLED}[ \t]*")  # the title of a card
_LINK = late_pattern(rf"(?<!!){_TITLED}")
_LABELLED = late_pattern(r"\[([^\[\]]*)\]\([^()]*\)")
_SHOWN = late_pattern(r"\[\s*!\[[^\[\]]*\]\([^()]*\)\s*\]\(([^()\s]+)\)")
_FILE = late_pattern(r"\.(?:png|jpe?g|gif|svg|webp|avif)$", re.IGNORECASE)
_LED = late_pattern(r"\]\(([^()\s]+)\)")
_OF_TAG = late_pattern(
    r"\]\([^()\s]*/(?:tags?|topics?|categor\w+|kategori\w*|schlagwort|themen?|etiquetas?|temas?|sujets?)/"
)
_TAG = late_pattern(
    r"[-*+•]\s+\[[^\[\]]+\]\((?P<place>[^()\s]*?)"
    r"(?:[?&](?:tags?|topics?|categor\w+)=|/(?:tags?|topics?|categor\w+|kategori\w*|schlagwort|themen?|etiquetas?|temas?"
    r"|sujets?)/)[^()\s/?&#]+/?\)"
)
_TURNED = late_pattern(
    r"\[\s*(?:←|⟵|⇐|«|‹|<)[^\[\]\n]+\]\([^()\s]+\)[ \t|·•/–—-]{0,8}\[[^\[\]\n]+(?:→|⟶|⇒|»|›|>)\s*\]\([^()\s]+\)"
)
_PICTURED = late_pattern(rf"(?:{_PICTURE}\s*)+")
_MARKS = "# *_:"
_RULER = " \t\r\n-*_|·."
_HEADED = late_pattern(r"^#{1,6}[ \t]+\S[^\n]*$", re.MULTILINE)
_TARGET = late_pattern(r"\]\((?:(?:https?:)?//(?:www\.)?([^\s/()]+))?[^()]*\)")
_SENTENCE = late_pattern(rf"[{STOPS}:;,`|：]{CLOSES}[*_]*{CLOSES}$")


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
        if not words or heading(words) not in LISTED:
            continue
        end = stop
        while match := _CARDS.match(text, end):
            end = match.end()
        if len(_LINK.findall(text[stop:end])) > TITLES and not all(gone[at : bisect_left(lines, (end, end))]):
            yield start, end


def pages(text: str, removed: Callable[[], Sequence[Span]] = tuple) -> Iterator[Span]:
    r"""Give the sections of a text of markdown that list other pages of its site: nothing but links of one host.

    Below the list may stand buttons, each a link of a few words: those to share the page lead to other hosts; and what
    goes anyway, such as a notice of copyright.

    Args:
        text: all of it.
        removed: gives the ranges that go, by start.

    >>> text = "Tea.\n\n## Related posts\n\n- [The mill](../mill/)\n- [The sea](../sea/)\n\n## Notes\n\nOld."
    >>> [text[a:b] for a, b in pages(text)]
    ['## Related posts\n\n- [The mill](../mill/)\n- [The sea](../sea/)']
    """
    for head in line_matches(_HEADED, text) if "](" in text else ():
        words = head[0].strip(_MARKS).lower()
        if heading(words) not in LISTED or not words.endswith(OWN) or not text[: head.start()].strip():
            continue
        heads = _HEADED.finditer(text, head.end())
        below = next((one for one in heads if not _LINKED.fullmatch(one[0])), None)
        last = below.start() if below else len(text)
        end = reach = head.end()
        if not text[end:last].strip():
            continue
        mark = bullet(text[end:last].lstrip()[:2])
        buttons = True
        while (match := _CARDS.match(text, reach)) and match.end() <= last:
            if end == reach and bullet(match[0].strip()) == mark:
                end = match.end()
            buttons &= end == match.end() or len(_LABELLED.sub(r"\1", match[0]).split()) <= LABEL
            reach = match.end()
        hosts = set(_TARGET.findall(text[head.end() : end]))
        own = len(hosts) == 1 and len(_LINK.findall(text[head.end() : end])) >= TITLES
        if own and buttons and not _remaining(text, reach, last, removed):
            yield head.start(), reach


def _remaining(text: str, start: int, stop: int, removed: Callable[[], Sequence[Span]]) -> bool:
    """Tell whether words remain in a range, beside those that go."""
    if not text[start:stop].strip(_RULER):
        return False
    for a, b in removed():
        if b > start and a < stop:
            if text[start:a].strip(_RULER):
                return True
            start = max(start, b)
    return bool(text[start:stop].strip(_RULER))


def shown(text: str) -> Iterator[Span]:
    r"""Give the cards that a text of markdown ends with, pictures and titles that lead to other pages of its site.

    The tags of the page above them, below a heading of their own, go with them.

    >>> cards = "[![a](a.png)](/mill)\n\n[The mill](/mill)\n\n[![b](b.png)](/sea)\n\n[The sea](/sea)"
    >>> text = "It is old. " * 60 + "\n\n### Tags\n\n[Locks](/tag/locks/)\n\n" + cards
    >>> [text[a:b][:9] for a, b in shown(text)]
    ['### Tags\n']
    """
    if text.count("[![") < SHOWN:
        return
    lines = [match.span() for match in _LINE.finditer(text)]
    first = len(lines)
    while first > 0 and len(lines) - first <= SHOWN_MOST and is_link(text[slice(*lines[first - 1])], ""):
        first -= 1
    some = [text[slice(*line)] for line in lines[first:]]
    cards = [
        at for at, line in enumerate(some[:-1]) if (card := _SHOWN.fullmatch(line)) and _leads(some[at + 1], card[1])
    ]
    hosts = set(
        _TARGET.findall("\n".join(line for at in cards for line in (_SHOWN.sub(r"](\1)", some[at]), some[at + 1])))
    )
    above = text[slice(*lines[first - 1])] if first else ""
    if len(cards) < SHOWN or len(hosts) != 1 or lines[first][0] < OWN_TEXT:
        return
    tags = is_tag_label(above) and all(map(_OF_TAG.search, some[: cards[0]]))
    if not above.startswith("#") or tags or heading(above.strip(_MARKS)) in LISTED:  # else a section of the text
        yield lines[first - 1 if tags else first + cards[0]][0], lines[-1][1]


def tagged(text: str) -> Iterator[Span]:
    r"""Give the tags of the page that a text of markdown ends with: items that are links to the topics of one site.

    >>> text = "It is old. " * 60 + "\n\n- [Locks](https://mill.example/tags/locks/)\n- [2031](https://mill.example/tags/2031/)"
    >>> [text[a:b][:9] for a, b in tagged(text)]
    ['- [Locks]', '- [2031](']
    >>> [*tagged("See also\n\n- [Locks](https://mill.example/tags/locks/)")]
    []
    """
    first = len(text.rstrip())
    found: list[re.Match[str]] = []
    while match := _TAG.fullmatch(text, text.rfind("\n", 0, first) + 1, first):
        found.append(match)
        first = len(text[: match.start()].rstrip())
    above = text[text.rfind("\n", 0, first) + 1 : first].strip()
    opened = above.startswith(("#", "-", "*", "+", "•")) or above.endswith((":", "："))  # a list of the text
    sites = {match["place"] for match in found}
    if 0 < len(found) <= TAGS and len(sites) == 1 and first >= OWN_TEXT and not opened:
        yield from (match.span() for match in reversed(found))


def turned(text: str) -> Iterator[Span]:
    r"""Give the line that a text of markdown ends with, if it leads to the pages before and behind, by arrows.

    >>> text = "It is old.\n\n[← The mill](/mill) | [The sea →](/sea)\n"
    >>> [text[a:b] for a, b in turned(text)], [*turned("[← The mill](/mill) [The sea →](/sea)")]
    (['[← The mill](/mill) | [The sea →](/sea)'], [])
    """
    last = len(text.rstrip())
    first = text.rfind("\n", 0, last) + 1
    first += len(text[first:last]) - len(text[first:last].lstrip())
    if text[:first].strip() and _TURNED.fullmatch(text, first, last):
        yield first, last


def _leads(line: str, target: str) -> bool:
    """Tell whether a line is a link to a page, which is no picture."""
    return target in _LED.findall(line) and _FILE.search(target) is None


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
