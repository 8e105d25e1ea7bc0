"""The profiles of extraction, the choice among them, and notices about cookies.

News needs another profile than other pages: where a page declares to be an article, the precise run of trafilatura is
hard to beat, and what is around the article is likely to be noise; on any other page the block model chooses.

A page that was saved before anyone consented to cookies may have the notice instead of its text, or above it. So where
the extracted text is such a notice, the page is extracted once more without notices.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

from chaffinch.errors import DocumentError
from chaffinch.html import page
from chaffinch.html.features import facts
from chaffinch.html.result import Extracted, LeftOut

__all__ = ["Run", "extracted", "is_notice", "without_notices"]

Run = Callable[..., Extracted | None]
"""Runs trafilatura over an lxml tree, which it does not change; gives None where there is no text.

Keyword arguments, all false or true as in ``run(tree, precision=False, fast=False, metadata=True)``: prefer less text;
use trafilatura's own rules alone, without those of readability and jusText; extract the metadata, too.
"""

# Any word of a notice; words that ask for consent; names (class, id) of its elements; titles of pages about privacy.
_WORDS = re.compile(
    r"\bcookies?\b|\bconsent|\bGDPR\b|\bRGPD\b|\bDSGVO\b|\btracking\b|personal data|privacy (?:policy|choices|settings)"
    r"|our partners|accept all|reject all|einwillig|zustimm|akzeptieren|datenschutz|personenbezogen|consentement"
    r"|accepter|données personnelles|confidentialité|consentimiento|aceptar|datos personales|privacidad|consenso"
    r"|accetta|dati personali|toestemming|accepteren|persoonsgegevens|samtykke|samtycke|suostumus|evästee"
    r"|informasjonskapsl"
    r"|zgod[ayęz]|plik(?:i|ów|ami) cookie|souhlas|osobních údaj|soubory cookie|consentimento|dados pessoais",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\bcookies?\b|\bconsent|einwillig|zustimm|consentement|consentimiento|consenso|toestemming|samtyk|samtyck"
    r"|suostumus|evästee|informasjonskapsl|souhlas|zgod[ayęz]|consentimento",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"cookie|consent|gdpr|onetrust|didomi|usercentrics|qc-cmp|(?:^|[\s_-])cmp(?:$|[\s_-])|sp_message|truste|cybot", re.I
)
_TITLE = re.compile(r"cookie|privacy|consent|datenschutz|confidentialité|privacidad|gdpr|dsgvo|data protection", re.I)
_LONGEST = 400  # words of a notice, at most; one with the list of its partners is longer, but so is an article
_MOSTLY = 0.5  # share of a notice's words, at least, that are in lines about consent
_DISTINCT = 2  # different words of `_WORDS` in a notice, at least: an article may have "cookies" alone
_ROOTS = ("html", "body", "head")
_BLOCKS = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "div", "ul", "table")
_LINES = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "button", "label", "span", "a", "div", "td")

# Share of an article's characters: a precise run that takes less has lost prose, not clutter (measured on the
# article-extraction-benchmark, 181 news pages).
_SHORT = 0.5
_PIECE = 60  # characters between two tags from which on a piece of text is likely to be prose
# Tags with prose inside or behind, and those of them in which text is none.
_AROUND_PROSE = (
    "p", "div", "li", "td", "blockquote", "br", "span", "a", "b", "strong", "em", "i", "h2", "h3", "section", "article",
)  # fmt: skip
_NO_PROSE = ("a", "h2", "h3")
# Words of a text, and of one line, from which on it is more than headings and buttons of a notice.
_SCRAPS, _SENTENCE = 20, 8


def is_notice(text: str) -> bool:
    """Decide whether a text is mostly a notice about cookies.

    >>> is_notice("We value your privacy\\nWe and our partners store cookies on your device.\\nAccept all")
    True
    >>> is_notice("The baker sells bread.\\nHer cookies are gone by nine, and then she shuts the shop for the day.")
    False
    """
    lines = [(len(line.split()), _WORDS.search(line) is not None) for line in text.splitlines()]
    total = sum(count for count, _ in lines)
    if not 0 < total <= _LONGEST or not _ASKS.search(text) or _distinct(text) < _DISTINCT:
        return False
    return sum(count for count, found in lines if found) >= _MOSTLY * total


def _distinct(text: str) -> int:
    return len(set(map(str.lower, _WORDS.findall(text))))


def is_about_consent(title: str | None) -> bool:
    """Decide by its title whether a page is about privacy, so that a text about cookies is its main text.

    >>> is_about_consent("Cookie policy"), is_about_consent("Ferry aground"), is_about_consent(None)
    (True, False, False)
    """
    return bool(title and _TITLE.search(title))


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
    """Decide whether an element is one line of text, without blocks inside, that asks for consent."""
    if any(isinstance(child.tag, str) and child.tag in _BLOCKS for child in element):
        return False
    text = element.text_content()
    return len(text.split()) <= _LONGEST and bool(_ASKS.search(text))


def extracted(tree: Any, profile: str, run: Run) -> Extracted | None:
    """Extract the main text of a page; where that is a notice about cookies, extract again without notices.

    Args:
        tree: an lxml tree; not changed.
        profile: ``auto``, ``article``, ``page`` or ``trafilatura``.
        run: runs trafilatura.

    Returns:
        None where there is no text.

    Raises:
        DocumentError: the page has no text but a notice about cookies.
    """
    found = _by_profile(tree, profile, run)
    if profile == "trafilatura" or found is None or is_about_consent(found.title):
        return found
    if not is_notice(found.text):
        return found
    rest, notices = without_notices(tree)
    again = _by_profile(rest, profile, run)
    if again is None or is_notice(again.text) or not _is_more(again.text, found.text):
        raise DocumentError("nothing extracted but a notice about cookies: the page was saved without its text")
    return replace(again, left_out=(*(LeftOut(0, text, "consent", 0.0) for text in notices), *again.left_out))


def _is_more(text: str, notice: str) -> bool:
    """Decide whether a text is more than headings and buttons of the notice that was extracted before."""
    new = set(text.split("\n")) - set(notice.split("\n"))
    return len(text.split()) >= _SCRAPS or any(len(line.split()) >= _SENTENCE for line in new)


def _by_profile(tree: Any, profile: str, run: Run) -> Extracted | None:
    if profile == "trafilatura":
        return run(tree)
    if profile == "article" or (profile == "auto" and facts(tree)["og article"]):
        return _article(tree, run)
    return _page(tree, run)


def _article(tree: Any, run: Run) -> Extracted | None:
    """Use the precise run of trafilatura, unless that has lost prose which a fast run finds."""
    precise = run(tree, precision=True)
    length = len(precise.text) if precise else 0
    if precise is not None and length >= _SHORT * _prose(tree):
        return precise
    quick = run(tree, fast=True, metadata=False)
    if precise is None or (quick is not None and length < _SHORT * len(quick.text)):
        return run(tree) or precise
    return precise


def _prose(tree: Any) -> int:
    """Count the characters of long pieces of text: a run that takes half of them needs no check by another run."""
    pieces = ((None if e.tag in _NO_PROSE else e.text, e.tail) for e in tree.iter(*_AROUND_PROSE))
    return sum(len(text.strip()) for pair in pieces for text in pair if text and len(text) >= _PIECE)


def _page(tree: Any, run: Run) -> Extracted | None:
    """Use the blocks that the block model chooses, or the text of trafilatura where `page.extract` gives none."""
    found = run(tree)
    return page.extract(tree, found or Extracted("")) or found
