"""The profiles of extraction, the choice among them, and notices that a page has instead of its text.

News needs another profile than other pages: where a page declares to be an article, the precise run of trafilatura is
hard to beat, and what is around the article is likely to be noise; on any other page the block model chooses.

A page that was saved before anyone consented to cookies may have the notice instead of its text, or above it. So where
the extracted text is a notice, the page is extracted once more without the elements that ask for consent. A page that
has no more than a notice stands in for another one, and fails.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import replace
from typing import Any

from chaffinch.boilerplate import NOTICES, reports, stand_in, stand_in_and_consent
from chaffinch.errors import StandInError
from chaffinch.html import article, page
from chaffinch.html.article import Run
from chaffinch.html.blocks import walk
from chaffinch.html.features import og_type
from chaffinch.html.result import Extracted, LeftOut

__all__ = ["extracted", "without_notices"]

# Words that ask for consent; names (class, id) of elements that do.
_ASKS = re.compile(
    r"\bcookies?\b|\bconsent|einwillig|zustimm|consentement|consentimiento|consenso|toestemming|samtyk|samtyck"
    r"|suostumus|evästee|informasjonskapsl|souhlas|zgod[ayęz]|consentimento",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"cookie|consent|gdpr|onetrust|didomi|usercentrics|qc-cmp|(?:^|[\s_-])cmp(?:$|[\s_-])|sp_message|truste|cybot", re.I
)
_MOSTLY = (
    0.4  # share of a text, from which on it is taken for a notice that was extracted with, or instead of, the text
)
_LONGEST = (
    400  # words of a line that asks for consent, at most; one with a list of partners is longer, but so is an article
)
_ROOTS = ("html", "body", "head")
_BLOCKS = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "div", "ul", "table")
_LINES = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "button", "label", "span", "a", "div", "td")

_BEGINNING = 60  # characters of a block by which it is found in a text

# Words of a text, and of one line, from which on it is more than headings and buttons of a notice.
_SCRAPS, _SENTENCE = 20, 8


def without_notices(tree: Any) -> tuple[Any, list[str]]:
    """Copy a page without the elements that ask for consent.

    Args:
        tree: an lxml tree; not changed.

    Returns:
        The copy, and the texts of the elements that were removed.

    >>> from lxml import html
    >>> page = html.fromstring("<body><div id='cookie-bar'>We use cookies.</div><p>High water at six.</p></body>")
    >>> rest, texts = without_notices(page)
    >>> rest.text_content(), texts
    ('High water at six.', ['We use cookies.'])
    """
    rest = deepcopy(tree)
    texts = []
    for element in [e for e in rest.iter() if _asks(e)]:
        if not any(above is rest for above in (element, *element.iterancestors())):
            continue  # an element around it has been removed already
        if text := " ".join(element.text_content().split()):
            texts.append(text)
        element.drop_tree()
    return rest, texts


def _asks(element: Any) -> bool:
    tag = element.tag
    if not isinstance(tag, str) or tag in _ROOTS or element.getparent() is None:
        return False
    get = element.get
    if _NAMED.search(f"{get('id') or ''} {get('class') or ''}"):
        return True
    if get("role") in ("dialog", "alertdialog") or get("aria-modal") == "true":
        return bool(_ASKS.search(element.text_content()))
    return tag in _LINES and _is_line_of_notice(element)


def _is_line_of_notice(element: Any) -> bool:
    """Decide whether an element is one line of text, without blocks inside, that asks for consent and is no report."""
    if any(isinstance(child.tag, str) and child.tag in _BLOCKS for child in element):
        return False
    text = element.text_content()
    return len(text.split()) <= _LONGEST and bool(_ASKS.search(text)) and not reports(text)


def extracted(
    tree: Any, profile: str, run: Run, *, markdown: bool = False, stand_ins: str = "fail", frame: bool = False
) -> Extracted | None:
    """Extract the main text of a page; where that is a notice, extract again without elements that ask for consent.

    Args:
        tree: an lxml tree; not changed.
        profile: ``auto``, ``article``, ``page`` or ``trafilatura``.
        run: runs trafilatura.
        markdown: whether the text is written as markdown. It has the same blocks then, since all is decided by what
            they are as plain text.
        stand_ins: ``fail``, or ``keep`` the notice that a page has in place of a text.
        frame: whether to keep heading, byline and captions of an article, see `frame`.

    Returns:
        None where there is no text.

    Raises:
        StandInError: the page has a notice in place of a text, and that is to fail.
    """
    found = _by_profile(tree, profile, run, markdown, frame)
    title = " ".join((next((e.text for e in tree.iter("title")), "") or "").split())
    empty = found is None or not found.text.strip()
    kind, consent = stand_in_and_consent(_all_lines(tree) if found is None or empty else found.text, title)
    failed = kind if stand_ins == "fail" else ""
    if found is None or profile == "trafilatura":
        return _unless(failed, found)
    if not kind and (empty or consent < _MOSTLY):
        return found.in_markdown()
    rest, notices = without_notices(tree)
    again = _by_profile(rest, profile, run, markdown, frame)
    if again is None or stand_in(again.text, title) or not _is_more(again.text, found.text):
        return _unless(failed, found)
    again = again.in_markdown()
    return replace(again, left_out=_in_page_order(walk(tree).texts, again, notices))


def _in_page_order(blocks: list[str], found: Extracted, notices: list[str]) -> tuple[LeftOut, ...]:
    """Put the notices that were removed among the blocks left out, each where it is on the page.

    Args:
        blocks: the blocks of the page with its notices.
        found: what was extracted without these.
        notices: their texts.
    """
    rows = list(found.left_out)
    waiting = [" ".join(text.split()) for text in notices]
    ordered: list[LeftOut] = []
    after = 0
    for block in blocks:
        text = " ".join(block.split())
        if rows and rows[0].text == block:
            after = rows[0].after
            ordered.append(rows.pop(0))
        elif waiting and waiting[0].startswith(text):
            ordered.append(LeftOut(after, waiting.pop(0), "notice", 0.0))
        elif (at := found.text.find(block[:_BEGINNING], after)) >= 0:
            after = at + len(block)
    return (*ordered, *rows, *(LeftOut(after, text, "notice", 0.0) for text in waiting))


def _unless(kind: str, found: Extracted | None) -> Extracted | None:
    if kind:
        raise StandInError(f"the page is {NOTICES[kind]}, in place of a text")
    return found and found.in_markdown()


def _all_lines(tree: Any) -> str:
    """Give all text of a page, with what it shows where scripts do not run."""
    hidden = (" ".join(element.text_content().split()) for element in tree.iter("noscript"))
    return "\n".join([*walk(tree).texts, *hidden])


def _is_more(text: str, notice: str) -> bool:
    """Decide whether a text is more than headings and buttons of the notice that was extracted before."""
    new = set(text.split("\n")) - set(notice.split("\n"))
    return len(text.split()) >= _SCRAPS or any(len(line.split()) >= _SENTENCE for line in new)


def _by_profile(tree: Any, profile: str, run: Run, marked: bool, frame: bool) -> Extracted | None:
    if profile == "trafilatura":
        found = run(tree)
        return found and article.unrepaired(tree, found, run, marked=marked)
    if profile == "article" or (profile == "auto" and og_type(tree) == "article"):
        return article.extract(tree, run, marked=marked, frame=frame)
    return _page(tree, run, marked, frame)


def _page(tree: Any, run: Run, marked: bool, frame: bool) -> Extracted | None:
    """Use the blocks that the block model chooses, or the text of trafilatura where `page.extract` gives none."""
    found = run(tree)
    own = page.extract(tree, found or Extracted(""), marked=marked, frame=frame)
    return own or (found and article.unrepaired(tree, found, run, marked=marked, frame=frame))
