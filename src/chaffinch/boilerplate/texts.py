"""The texts of a batch, and what finders need to know of each: found out once, and only where a text has a sign of it.

Most texts hold no code, no clauses, no gallery: see `chaffinch.text.signs`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache, partial

import numpy as np
import pyarrow as pa

from chaffinch.boilerplate import genres, legal_texts, markup, printed
from chaffinch.boilerplate.furniture import end_tags, ends, glued_titles, inserted, issuers, linked_titles, seals
from chaffinch.text import Bools, Signs, TextBatch

__all__ = ["Texts"]

Span = tuple[int, int]

SIGNS: dict[str, Callable[[], str]] = {
    "code": lambda: genres.CODE,
    "clauses": lambda: legal_texts.CLAUSES,
    "grants": lambda: legal_texts.GRANTS,
    "quoted lines": lambda: genres.QUOTED_LINES,
    "tables": lambda: genres.TABLES,
    "printed": lambda: printed.PRINTED,
    "markdown": lambda: markup.MARKDOWN,
    "linked titles": linked_titles.linked,
    "glued titles": lambda: glued_titles.GLUED,
    "sources": lambda: ends.SOURCES,
    "tags": end_tags.tag_words,
    "seals": lambda: seals.SEALS,
    "issuers": issuers.about,
    **{kind: partial(str, pattern) for kind, pattern in inserted.INSERTED.items()},
}
"""Patterns of RE2 by what they are signs of."""


class Texts:
    """The texts of a batch.

    Args:
        column: the texts, string; null counts as empty.

    Attributes:
        batch: them as bytes.
        strings: them as strings.

    >>> texts = Texts(pa.array(["import os\\nx = 4\\nprint(x)", None]))
    >>> texts[0][:6], texts.may_have("code", 0), texts.may_have("code", 1), texts.own(0)
    ('import', True, False, [(0, 24)])
    """

    def __init__(self, column: pa.Array) -> None:
        self.batch = TextBatch.of(column)
        self.strings = [text or "" for text in column.to_pylist()]
        self._clauses: dict[int, list[Span]] = {}
        self._own: dict[int, list[Span]] = {}
        self._issuers: dict[int, list[Span]] = {}

    def __getitem__(self, number: int) -> str:
        return self.strings[number]

    @cached_property
    def _signs(self) -> list[frozenset[str]]:
        data, signs = self.batch.data.tobytes(), _signs()
        ranges = zip(self.batch.start.tolist(), self.batch.stop.tolist(), strict=True)
        return [signs.of(data[start:stop]) for start, stop in ranges]

    def may_have(self, name: str, number: int) -> bool:
        """Tell whether a text has the sign of something in `SIGNS`."""
        return name in self._signs[number]

    def in_markdown(self, batch: pa.RecordBatch, setting: str) -> Bools:
        """Tell which texts are markdown: bool, shape (texts,).

        Args:
            batch: the records of the texts; see `chaffinch.boilerplate.markup.declared`.
            setting: how texts are written whose records do not say it.
        """
        said = enumerate(markup.declared(batch, setting))
        known = [
            self.may_have("markdown", i) and markup.is_markdown(self[i]) if one is None else one for i, one in said
        ]
        return np.array(known, np.bool_)

    def inserted(self, number: int) -> list[tuple[int, int, str]]:
        """Give what was glued into a text; see `chaffinch.boilerplate.furniture.inserted.inserted`."""
        kinds = self._signs[number].intersection(inserted.INSERTED)
        return inserted.inserted(self[number], kinds) if kinds else []

    def clauses(self, number: int) -> list[Span]:
        """Give the numbered clauses of a text."""
        if number not in self._clauses:
            may = self.may_have("clauses", number)
            self._clauses[number] = legal_texts.clauses(self[number]) if may else []
        return self._clauses[number]

    def issuers(self, number: int) -> list[Span]:
        """Give the sections of a press release about who issued it."""
        if number not in self._issuers:
            self._issuers[number] = issuers.issuers(self[number]) if self.may_have("issuers", number) else []
        return self._issuers[number]

    def own(self, number: int, *, markdown: bool = False) -> list[Span]:
        """Give the parts of a text that no finding touches: code, licences, clauses, quoted lines, drawn tables.

        Args:
            number: of the text.
            markdown: whether it is written in markdown, where a single line is a quotation, too.
        """
        if number not in self._own:
            text, own = self[number], [*self.clauses(number)]
            own += legal_texts.granted(text) if self.may_have("grants", number) else []
            own += genres.code(text) if self.may_have("code", number) else []
            own += printed.printed(text) if self.may_have("printed", number) else []
            own += genres.quoted(text, markdown=markdown) if self.may_have("quoted lines", number) else []
            own += genres.tables(text) if self.may_have("tables", number) else []
            self._own[number] = own
        return self._own[number]


@lru_cache(maxsize=1)
def _signs() -> Signs:
    return Signs({name: pattern() for name, pattern in SIGNS.items()})
