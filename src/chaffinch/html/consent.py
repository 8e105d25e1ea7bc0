"""Notices that ask for consent to cookies, where they stand in for a page's text.

A page that was saved before anyone consented may hold the notice alone, or the notice on top of its text.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

__all__ = ["is_about_consent", "is_notice", "without_notices"]

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
