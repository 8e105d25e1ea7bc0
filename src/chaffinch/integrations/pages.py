"""Take the main text of documents that are pages of HTML, for steps that have no stage of reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from chaffinch.config import InputConfig
from chaffinch.errors import DocumentError
from chaffinch.model import Document

if TYPE_CHECKING:
    from chaffinch.html import Extractor

__all__ = ["taken_out"]


def taken_out(documents: Sequence[Document], config: InputConfig) -> tuple[list[Document], list[str]]:
    """Put the main text of a page in the place of the page; other documents stay as they are.

    Args:
        documents: texts, and pages of HTML, which are known by their first tags.
        config: the profile, and the limits of a page.

    Returns:
        The documents, and for each of them why its page has no text, empty if it has: then its text is empty.
    """
    from chaffinch.formats import looks_like_html

    made, failures = list(documents), [""] * len(documents)
    for at, document in enumerate(documents):
        if looks_like_html(document.text):
            try:
                made[at] = _page(document, _extractor(config))
            except DocumentError as error:
                made[at], failures[at] = replace(document, text=""), str(error)
    return made, failures


def _page(document: Document, extract: Extractor) -> Document:
    """Give the main text of a page, with what the page says of itself where the document says nothing."""
    from chaffinch.formats import host_of

    found = extract(document.text)
    known = {name: value for name in ("title", "author", "site", "url") if (value := getattr(found, name))}
    return replace(
        document, text=found.text, host=document.host or host_of(found.url), date=document.date or found.date,
        markup=found.markup, fields={**known, **document.fields},
    )  # fmt: skip


@lru_cache(maxsize=2)
def _extractor(config: InputConfig) -> Extractor:
    """Give the extractor of this process: its child serves page after page, and ends with the process."""
    from chaffinch.html import Extractor

    return Extractor(config)
