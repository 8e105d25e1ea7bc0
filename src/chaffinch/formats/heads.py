"""Write what a page says of itself as the lines before its text: title, author, date and address."""

from __future__ import annotations

import json
from collections.abc import Mapping

__all__ = ["page_head"]

_NAMES = {"title": "Title", "author": "Author", "date": "Date", "url": "Address"}


def page_head(known: Mapping[str, str | None], markup: str | None = None) -> str:
    r"""Give the lines before the text of a page, with the blank line behind them; empty where nothing is known.

    In markdown they are front matter, which every reader of it knows; in plain text names and values.

    Args:
        known: of the page, with ``title``, ``author``, ``date`` and ``url``, as far as it names them.
        markup: how its text is written.

    >>> page_head({"title": "High\nwater", "author": None, "url": "https://h.example/t"})
    'Title: High water\nAddress: https://h.example/t\n\n'
    >>> page_head({"title": 'The "Gauge"', "date": "2031-03-04"}, "markdown")
    '---\ntitle: "The \\"Gauge\\""\ndate: "2031-03-04"\n---\n\n'
    """
    values = {name: " ".join((known.get(name) or "").split()) for name in _NAMES}
    values = {name: value for name, value in values.items() if value}
    if not values:
        return ""
    if markup == "markdown":  # a text in JSON is one in YAML, too
        lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
        return "\n".join(("---", *lines, "---", "", ""))
    return "\n".join((*(f"{_NAMES[name]}: {value}" for name, value in values.items()), "", ""))
