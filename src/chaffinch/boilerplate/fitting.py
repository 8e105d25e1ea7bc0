"""Fit the findings of a batch to the structure of its texts; no finding touches code, a clause or quoted lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chaffinch.boilerplate import dialogues, genres, legal_texts
from chaffinch.boilerplate.furniture.adverts import advertised
from chaffinch.boilerplate.markdown.fit import doubted, fitted, shows, touches
from chaffinch.boilerplate.markdown.view import Structure
from chaffinch.boilerplate.templates.site_templates import KEPT_SCORE
from chaffinch.boilerplate.texts import Texts
from chaffinch.model import HOLE_SCORE, KEPT_CATEGORIES, REMOVED_CATEGORIES
from chaffinch.text import Bools, Ints

__all__ = ["LEARNED", "LINKS", "changed", "fit"]

Categories = tuple[str, ...]
Numbers = npt.NDArray[np.integer] | npt.NDArray[np.floating]

_OFFER = 40  # code points of a line that says what is offered, at most: longer ones are prompts of shops
_ENDS = (":", "：", "...", "…")

LINKS = "links"
"""Rule of lines of links between lines of templates."""

ASKING = ("app", "subscription", "social", "contact", "comments", "donation")
"""Categories of requests; in a step of a guide they are its own."""

LEGAL = ("cookie", "copyright", "disclaimer", "contact", "navigation")
"""Categories whose labels are the names of legal texts: "Terms of use", "Privacy policy", "Imprint"."""

TERMS = (*LEGAL, "subscription", "comments", "app")
"""Categories of what legal texts are about."""

OWNING = ("copyright", "disclaimer")
"""Categories of what the section on the licence of a program says."""

HELPING = ("cookie", "copyright", "disclaimer", "contact", "app")
"""Categories of what pages of help are about. Credits, adverts and links stand between the questions of interviews."""

LEARNED = "template."
"""Beginning of the names of the rules of templates."""


def fit(texts: Texts, rows: pa.Table, known: Mapping[int, Structure]) -> pa.Table:
    """Fit findings to the structure of their texts; leave out those in code, clauses, quotations and dialogues.

    Args:
        texts: the texts.
        rows: findings in them, rows of `FINDING_ROWS`.
        known: the structure of the texts that are markdown, by their rows.

    Returns:
        Rows of `FINDING_ROWS`.
    """
    if not len(rows):
        return rows
    columns = _Columns.of(rows)
    order = np.argsort(columns.row, kind="stable")
    for some in np.split(order, np.flatnonzero(np.diff(columns.row[order])) + 1):
        number = int(columns.row[some[0]])
        text = texts[number]
        if own := texts.own(number, markdown=number in known):
            part = np.isin(columns.category[some], KEPT_CATEGORIES)
            columns.good[some] = part | ~touches(columns.start[some], columns.stop[some], own)
        columns.spare(some, LEGAL, text, partial(legal_texts.title_above, clauses=texts.clauses(number)))
        columns.spare(some, TERMS, text, legal_texts.terms)
        columns.spare(some, HELPING, text, genres.answers)
        columns.spare(some, ASKING, text, genres.steps)
        columns.spare(some, OWNING, text, legal_texts.licences)
        columns.spare(some, REMOVED_CATEGORIES, text, partial(dialogues.turns, at=columns.start[some].tolist()))
        columns.spare_offers(some, text)
        if number in known:
            columns.fit(some, text, known[number])
    moved = changed(rows, start=columns.start, stop=columns.stop, score=columns.score)
    return moved.filter(pa.array(columns.good))


@dataclass(slots=True)
class _Columns:
    """The columns of findings while they are fitted, all of shape (findings,).

    Attributes:
        row, start, stop: int64.
        score: float32.
        category: str.
        learned: whether a finding is by a template and not by a rule, bool.
        good: whether it may stay, bool.
        ruled: whether a finding is by a rule of some categories, which were asked before, bool; and its rows.
    """

    row: Ints
    start: Ints
    stop: Ints
    score: npt.NDArray[np.float32]
    category: npt.NDArray[np.str_]
    learned: Bools
    good: Bools
    ruled: dict[Categories, tuple[Bools, set[int]]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: pa.Table) -> _Columns:
        row, start, stop = (rows[name].to_numpy().astype(np.int64) for name in ("row", "start", "stop"))
        learned = [name.startswith(LEARNED) or name == LINKS for name in rows["rule"].to_pylist()]
        return cls(
            row,
            start,
            stop,
            rows["score"].to_numpy().copy(),
            np.array(rows["category"].to_pylist(), np.str_),
            np.array(learned, np.bool_),
            np.ones(len(rows), np.bool_),
        )

    def spare(
        self, some: Ints, categories: tuple[str, ...], text: str, own: Callable[[str], list[genres.Span]]
    ) -> None:
        """Leave out what rules of some categories find in parts of a text that are about just that.

        Args:
            some: indices of the findings in the text, int64, shape (findings of the text,).
            categories: those of the rules.
            text: all of it.
            own: gives these parts; called only if there is such a finding.
        """
        by_rule, rows = self._of(categories)
        if int(self.row[some[0]]) not in rows:
            return
        ruled = some[by_rule[some] & self.good[some]]
        if len(ruled) and (parts := own(text)):
            self.good[ruled] &= ~touches(self.start[ruled], self.stop[ruled], parts)

    def _of(self, categories: Categories) -> tuple[Bools, set[int]]:
        if categories not in self.ruled:
            some = [name in categories for name in self.category.tolist()]  # quicker than arrays for few findings
            ruled = np.array(some, np.bool_) & ~self.learned
            self.ruled[categories] = ruled, set(self.row[ruled].tolist())
        return self.ruled[categories]

    def spare_offers(self, some: Ints, text: str) -> None:
        """Only report the lines of templates that say what a short text offers or seeks, such as "For sale:"."""
        for at in some[self.good[some] & self.learned[some] & (self.score[some] >= HOLE_SCORE)].tolist():
            line = text[self.start[at] : self.stop[at]]
            if len(line) > _OFFER:
                continue
            opens = line.strip().endswith(_ENDS) or not text[: self.start[at]].strip()
            if opens and advertised(line):
                self.score[at] = min(self.score[at], np.float32(KEPT_SCORE))

    def fit(self, some: Ints, text: str, structure: Structure) -> None:
        """Fit the findings in one text of markdown, given by their indices: int64, shape (findings of the text,)."""
        goes = self.good[some] & (self.score[some] >= HOLE_SCORE)
        start, stop, whole = fitted(text, structure, self.start[some], self.stop[some], goes)
        self.start[some], self.stop[some] = start, stop
        self.good[some] &= whole
        by_rule = np.where(self.learned[some], "", self.category[some])
        doubts = doubted(text, structure, start, stop, by_rule, goes & whole)
        alike = self.learned[some] & (self.score[some] < 1)  # the words may stand in the address of a picture
        doubts |= alike & shows(text, structure, start, stop)
        self.score[some] = np.where(doubts, np.minimum(self.score[some], np.float32(KEPT_SCORE)), self.score[some])


def changed(rows: pa.Table, **columns: Numbers | list[str]) -> pa.Table:
    """Give rows with other values in some columns."""
    for name, values in columns.items():
        at = rows.schema.get_field_index(name)
        rows = rows.set_column(at, rows.schema.field(at), pa.array(values, rows.schema.field(at).type))
    return rows
