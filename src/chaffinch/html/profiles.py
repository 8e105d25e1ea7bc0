"""Ways to get the main text out of a page, and the choice among them.

News and other pages are apart: where a page says it is an article, the precise run of trafilatura is hard to beat, and
what stands around the article is likely to be noise; on any other page the blocks have to be looked at.

Notices that ask for consent to cookies, where they stand in for a page's text.

A page that was saved before anyone consented may hold the notice alone, or the notice on top of its text.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import replace
from typing import Any, Protocol

from chaffinch.errors import DocumentError
from chaffinch.html import page
from chaffinch.html.features import facts
from chaffinch.html.result import Extracted, LeftOut

__all__ = ["extracted", "is_notice", "without_notices"]


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
_LONGEST = 400  # words; a notice with the list of its partners is longer, but so is an article
_MOSTLY = 0.5  # share of a notice's words in lines that speak of consent
_ROOTS = ("html", "body", "head")
_BLOCKS = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "div", "ul", "table")
_LINES = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "button", "label", "span", "a", "div", "td")


def is_notice(text: str) -> bool:
    """Tell whether a text is a notice about cookies and nothing else to speak of.

    >>> is_notice("We value your privacy\\nWe and our partners store cookies on your device.\\nAccept all")
    True
    >>> is_notice("The baker sells bread.\\nHer cookies are gone by nine, and then she shuts the shop for the day.")
    False
    """
    lines = [(len(line.split()), _WORDS.search(line) is not None) for line in text.splitlines()]
    total = sum(count for count, _ in lines)
    if not 0 < total <= _LONGEST or not _ASKS.search(text) or len(set(map(str.lower, _WORDS.findall(text)))) < 2:
        return False
    return sum(count for count, said in lines if said) >= _MOSTLY * total


def is_about_consent(title: str | None) -> bool:
    """Tell from its title whether a page is about privacy, so that a text about cookies is what it should have.

    >>> is_about_consent("Cookie policy"), is_about_consent("Ferry aground"), is_about_consent(None)
    (True, False, False)
    """
    return bool(title and _TITLE.search(title))


def without_notices(tree: Any) -> tuple[Any, list[str]]:
    """Give a copy of a page without what asks for consent, and the texts that were in that.

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
            continue  # an element around it is gone already
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
    """Tell whether an element without blocks inside speaks of consent."""
    if any(isinstance(child.tag, str) and child.tag in _BLOCKS for child in element):
        return False
    text = element.text_content()
    return len(text.split()) <= _LONGEST and bool(_ASKS.search(text))


# An article that the precise run halves has lost prose, not clutter (measured on AEB, 181 news pages).
_SHORT = 0.5
# Characters of a piece of text between two tags that is likely to be prose, and tags with such text inside or behind.
_PIECE = 60
_AROUND_PROSE = (
    "p", "div", "li", "td", "blockquote", "br", "span", "a", "b", "strong", "em", "i", "h2", "h3", "section", "article",
)  # fmt: skip
_NO_PROSE = ("a", "h2", "h3")
# Words: headings and buttons of a notice have less together, and each.
_SCRAPS, _SENTENCE = 20, 8


class Run(Protocol):
    """A run of trafilatura over a tree, which it does not change; None where there is no text."""

    def __call__(
        self, tree: Any, /, *, precision: bool = False, fast: bool = False, metadata: bool = True
    ) -> Extracted | None:
        """Run.

        Args:
            precision: prefer less text.
            fast: by its own rules alone, without those of readability and jusText.
            metadata: whether they are wanted, too.
        """


def extracted(tree: Any, profile: str, run: Run) -> Extracted | None:
    """Get the main text out of a page; where that is a notice about cookies, once more without notices.

    Args:
        tree: an lxml tree; not changed.
        profile: ``auto``, ``article``, ``page`` or ``trafilatura``.
        run: runs trafilatura.

    Raises:
        DocumentError: there is nothing but a notice about cookies.
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
    """Tell whether a text is more than scraps of the notice that was extracted before."""
    new = set(text.split("\n")) - set(notice.split("\n"))
    return len(text.split()) >= _SCRAPS or any(len(line.split()) >= _SENTENCE for line in new)


def _by_profile(tree: Any, profile: str, run: Run) -> Extracted | None:
    if profile == "trafilatura":
        return run(tree)
    if profile == "article" or (profile == "auto" and facts(tree)["og article"]):
        return _article(tree, run)
    return _page(tree, run)


def _article(tree: Any, run: Run) -> Extracted | None:
    """Take what the precise run takes, unless that has lost prose which a quick look finds."""
    precise = run(tree, precision=True)
    length = len(precise.text) if precise else 0
    if precise is not None and length >= _SHORT * _prose(tree):
        return precise
    quick = run(tree, fast=True, metadata=False)
    if precise is None or (quick is not None and length < _SHORT * len(quick.text)):
        return run(tree) or precise
    return precise


def _prose(tree: Any) -> int:
    """Count the characters of long pieces of text; a run that takes half of them need not be checked by another one."""
    pieces = ((None if e.tag in _NO_PROSE else e.text, e.tail) for e in tree.iter(*_AROUND_PROSE))
    return sum(len(text.strip()) for pair in pieces for text in pair if text and len(text) >= _PIECE)


def _page(tree: Any, run: Run) -> Extracted | None:
    """Take the blocks that the block model chooses, or what trafilatura takes where that promises more."""
    found = run(tree)
    return page.extract(tree, found or Extracted("")) or found
