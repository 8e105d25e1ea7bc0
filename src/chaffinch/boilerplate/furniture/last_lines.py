r"""Let the last lines of a text go with the furniture around them: rulers, labels, and teasers of other articles.

Rules know some lines of the end of a page. A ruler above them parts nothing any more, a label of a few words amid many
that go is one of them, and a list of titles with a sentence about each leads to other pages.
"""

from __future__ import annotations

from chaffinch.boilerplate.furniture.headings import ENDS, bullet, title
from chaffinch.boilerplate.furniture.page import Page
from chaffinch.boilerplate.furniture.reaching import reach
from chaffinch.text import END, late_pattern

__all__ = ["complete_last_lines"]

LEAST, STAY = 5, 0.2
"""Lines at the end of a text, at least, of which some go, and share of them that may be labels no rule knows."""

KNOWN = 4
"""Lines among these, at least, that rules of labels or templates know; what a model takes may be a list of the text."""

LABEL_WORDS, LABEL_LETTERS = 8, 60
"""Words and code points of such a label, at most."""

PAIRS, TEASER = 3, 360
"""Titles with a sentence about each, at least, that are a list of teasers; and code points of such a sentence."""

FIRST_LINES = 4
"""Lines at the top of a text that are in no list of teasers: a page of nothing else is a digest."""

ABOUT = 0.6
"""Share of the sentences, at least, that have words of the title above them."""

STEM = 4
"""Letters by which a word of a title is known again in another form: "arrest", "arrested"."""

HEAD_WORDS = 4
"""Words of the heading of such a list, at most: "Canada Headlines"."""

RELATED = "related"
"""Category of what leads to other pages of the site."""

_PAGE_TITLE = late_pattern(r"\S \\?\| \S")  # "The gates of the lock | Harnby News"
_RULER = late_pattern(r"[-–—_*#=~•·.+\s]+")
_WORD = late_pattern(r"[^\W\d_]{4,}")
_STOP = late_pattern(rf"{END}$")


def complete_last_lines(page: Page) -> None:
    """Let rulers, labels and teasers at the end of a text go with what goes there.

    Args:
        page: what goes by other findings; it is changed.
    """
    if RELATED in page.leads:
        _complete_teasers(page)
    if any(page.gone[-LEAST:]):
        _complete_labels(page)
        _complete_rulers(page)


def _complete_rulers(page: Page) -> None:
    """Let rows of signs go below which nothing stays, and that no title stands right above: then they underline it."""
    at, rulers = len(page.lines), []
    while at > 0 and (page.gone[at - 1] or _RULER.fullmatch(page.line(at - 1))):
        at -= 1
        if not page.gone[at]:
            rulers.append(at)
    underlined = bool(rulers) and 0 < rulers[-1] == at and page.joined(at, 1)
    if len(page.lines) - at > len(rulers):
        page.add([one for one in rulers if one > at or not underlined])


def _complete_labels(page: Page) -> None:
    """Let labels of a few words go amid many lines that go at the end."""
    if page.labels.count(True) + page.learned.count(True) < KNOWN:
        return  # most texts
    first = at = len(page.lines)
    while at > 0 and (page.gone[at - 1] or _is_label(page.line(at - 1))):
        at -= 1
        first = at if page.gone[at] else first
    some = range(first, len(page.lines))
    stay = [one for one in some if not page.gone[one]]
    known = sum(page.gone[one] and (page.labels[one] or page.learned[one]) for one in some)
    if first > 0 and len(some) >= LEAST and known >= KNOWN and len(stay) <= STAY * len(some):
        page.add(stay)


def _is_label(line: str) -> bool:
    """Tell whether a line may be a label: a few words without an end, no figure, link, address or title of the page."""
    if len(line) > LABEL_LETTERS or len(line.split()) > LABEL_WORDS or ENDS.search(line):
        return False
    return not ("](" in line or any(map(str.isdigit, line)) or _PAGE_TITLE.search(line) or reach(line) != line)


def _complete_teasers(page: Page) -> None:
    """Let titles with a sentence about each go that end a text, below a line that leads to other pages."""
    first = last = _end(page)
    pairs = about = 0
    while first - 2 >= FIRST_LINES:
        if _is_head(page, first - 1) and pairs:
            first -= 1
        elif _is_pair(page, first - 2):
            pairs, about = pairs + 1, about + _is_about(page, first - 2)
            first -= 2
        else:
            break
    if pairs < PAIRS or about < ABOUT * pairs or 2 * page.lines[first][0] < page.lines[last - 1][1]:
        return
    if _is_led(page, first):
        page.add(range(first, last))


def _is_led(page: Page, first: int) -> bool:
    """Tell whether one of the lines that go right above a list leads to other pages: "Related", "More headlines"."""
    at = first
    while at > 0 and page.gone[at - 1]:
        at -= 1
        if page.leads[at] == RELATED:
            return True
    return False


def _end(page: Page) -> int:
    """Give the number of lines without the last ones that go."""
    last = len(page.lines)
    while last > 0 and page.gone[last - 1]:
        last -= 1
    return last


def _is_head(page: Page, at: int) -> bool:
    line = page.line(at)
    return not page.gone[at] and not bullet(line) and len(line.split()) <= HEAD_WORDS and not ENDS.search(line)


def _is_pair(page: Page, at: int) -> bool:
    """Tell whether a title stands above a line that ends as a sentence does, both with the same mark and staying."""
    above, below = page.line(at), page.line(at + 1)
    mark = bullet(above)
    if page.gone[at] or page.gone[at + 1] or mark != bullet(below) or len(below) > TEASER:
        return False
    return title(above) and _STOP.search(below) is not None and not above.endswith(("?", "!"))


def _is_about(page: Page, at: int) -> bool:
    """Tell whether a line has a word of the title above it, in whatever form, beside its first."""
    above, below = ({word[:STEM].lower() for word in _WORD.findall(page.line(i))} for i in (at, at + 1))
    return len(above & below) >= min(2, len(above))
