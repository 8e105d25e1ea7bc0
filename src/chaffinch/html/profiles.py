"""Ways to get the main text out of a page, and the choice among them.

News and other pages are apart: where a page says it is an article, the precise run of trafilatura is hard to beat, and
what stands around the article is likely to be noise; on any other page the blocks have to be looked at.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Protocol

from chaffinch.errors import DocumentError
from chaffinch.html import consent, page
from chaffinch.html.features import facts
from chaffinch.html.result import Extracted, LeftOut

__all__ = ["Run", "extracted"]

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
    if profile == "trafilatura" or found is None or consent.is_about_consent(found.title):
        return found
    if not consent.is_notice(found.text):
        return found
    rest, notices = consent.without_notices(tree)
    again = _by_profile(rest, profile, run)
    if again is None or consent.is_notice(again.text) or not _is_more(again.text, found.text):
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
