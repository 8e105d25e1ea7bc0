"""Name who posted a passage: what is copied from social networks has a signature with the name of the account."""

from __future__ import annotations

import re

from chaffinch.text import late_pattern

__all__ = ["is_statement", "poster"]

REACH = 320
"""Code points before and behind a passage, at most, in which the signature of its post is searched: posts of Twitter
have 280, and an address."""

HALF = 0.5
"""Share of a passage, at least, that is within the post."""

_ACCOUNT = r"(?P<name>[^\W\d_][^\n(@|—?]{1,50}?)\s*\(@\w{2,30}\)"
_SIGNATURE = late_pattern(r"(?:[—–-]|(?<=\s)\?(?=\s))\s*" + _ACCOUNT)  # a dash that lost its encoding is "?"
_BELOW = re.compile(r"[^\w\n]{0,4}\n\s*(?=[—–-]\s*[^\W\d_])")
_QUOTED = late_pattern(r"[.,!?…]{0,3}[\"”»]")
_WORD = re.compile(r"\w")
_HEADING = late_pattern(r"(?m)^\s*" + _ACCOUNT + r"\s*")


HEADING = 60
"""Code points before and behind the start of a passage in which the heading of a statement is searched."""

_STATEMENT = late_pattern(
    r"\b(?:"
    r"full (?:text of the )?(?:statement|letter)|(?:statement|letter) (?:reads )?in full"
    r"|the (?:full )?(?:letter|statement) reads"
    r"|com a palavra|a íntegra d[ao] (?:nota|carta|comunicado|que disse)|nota (?:oficial|na íntegra|à imprensa)"
    r"|(?:el|la) (?:comunicado|nota|carta) íntegr[ao]|(?:comunicado|carta) en su totalidad"
    r"|(?:le communiqué|la lettre|la déclaration) (?:intégrale?|en intégralité|dans son intégralité)"
    r"|(?:die erklärung|der brief|das schreiben|die mitteilung) im wortlaut|im wortlaut:"
    r"|(?:il comunicato|la nota|la lettera) integrale"
    r"|(?:postimi|njoftimi|reagimi|komunikata|letra|deklarata) (?:i|e) plotë"
    r"|полный текст (?:заявления|письма|обращения)"
    r"|نص (?:البيان|الرسالة|التصريح|الكلمة|بيان|رسالة|كلمة)"
    r")"
)
"""Headings of a statement, letter or post that is given in full, in nine languages. Source: own, from news."""


_CUES = (
    "full", "reads", "palavra", "íntegr", "nota ", "totalidad", "intégr",
    "wortlaut", "integral", "plotë", "полный", "نص",
)  # fmt: skip
"""Parts of these headings, one of which each has: a search for them is faster."""


def is_statement(text: str, start: int) -> bool:
    """Tell whether a passage begins at a heading that announces a statement or letter in full.

    Args:
        text: the text.
        start: of the passage, in code points.

    >>> is_statement("LEIA A ÍNTEGRA DA NOTA A barragem segurou a noite inteira.", 0)
    True
    """
    around = text[max(0, start - HEADING) : start + HEADING].lower()
    return any(map(around.__contains__, _CUES)) and _STATEMENT.search(around) is not None


def poster(text: str, start: int, stop: int) -> str | None:
    """Find the name in the signature behind a post, or in the heading before it; None if the passage is in no post.

    Args:
        text: the text.
        start, stop: of the passage, in code points.

    >>> text = "The dam held all night. Nobody was hurt! — Ana Lund (@analund) May 3, 2019"
    >>> poster(text, 0, 23)
    'Ana Lund'
    """
    if text.find("(@", max(0, start - REACH), stop + REACH) < 0:
        return None
    below = _BELOW.match(text, stop)  # the signature is on a line of its own
    end = text.find("\n", below.end() if below else stop, stop + REACH)
    found = _SIGNATURE.search(text, start, end if end >= 0 else stop + REACH)
    if found and _QUOTED.match(text, stop) and _WORD.search(text, stop, found.start()):
        return None  # the post quotes it, and goes on
    if found:
        first = text.rfind("\n", start, stop if below else found.start()) + 1
        return _posted(found, start, stop, (max(first, start), found.end()))
    low = max(text.rfind("\n", max(0, start - REACH), start), 0)
    heading = _HEADING.search(text, low, stop)
    return _posted(heading, start, stop, (heading.end(), stop)) if heading else None


def _posted(found: re.Match[str], start: int, stop: int, post: tuple[int, int]) -> str | None:
    """Give the name of an account if the post has much of the passage."""
    shared = min(stop, post[1]) - max(start, post[0])
    return found["name"].strip() if shared >= HALF * (stop - start) else None
