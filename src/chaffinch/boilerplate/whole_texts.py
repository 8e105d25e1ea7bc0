"""Find what a whole text makes known, not a phrase: signatures, contact cards, what was glued in, what closes it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.boilerplate.furniture.adverts import advertised, spare
from chaffinch.boilerplate.furniture.calls import answers, attributed, calls
from chaffinch.boilerplate.furniture.cards import cards
from chaffinch.boilerplate.furniture.columns import columned
from chaffinch.boilerplate.furniture.end_tags import end_tags
from chaffinch.boilerplate.furniture.ends import closing, sources
from chaffinch.boilerplate.furniture.glued_titles import glued_titles
from chaffinch.boilerplate.furniture.linked_titles import linked_titles
from chaffinch.boilerplate.furniture.orders import ordered
from chaffinch.boilerplate.furniture.repeated_ends import repeated_end
from chaffinch.boilerplate.furniture.seals import sealed
from chaffinch.boilerplate.furniture.signatures import signatures, torn
from chaffinch.boilerplate.templates.site_templates import KEPT_SCORE
from chaffinch.boilerplate.texts import Texts
from chaffinch.model import HOLE_SCORE, KEPT_CATEGORIES
from chaffinch.schemas import FINDING_ROWS
from chaffinch.text import Bools, Ints

__all__ = ["CONTACT", "INSERTED", "SIGNATURE", "in_whole_texts"]

Span = tuple[int, int]

CONTACT, COMMENTS, FORM = "contact", "comments", "comments.form"
"""Categories of findings that ask the reader, and the name of the rules for what he ticks in a form: "Save my name"."""

SIGNATURE, SIGNATURE_SCORE = "signature", 0.9
"""Rule and score of the lines of signatures and contact cards."""

ISSUER, ISSUER_SCORE = "issuer", 0.9
"""Rule and score of what a press release says about who issued it."""

CREDIT, RELATED = "credit", "related"
"""Categories of the credits of pictures and of sources at the end, and of tags there."""

INSERTED, INSERTED_SCORE = "inserted", 0.9
"""Beginning of the names of the rules, and score, of pieces that were glued into a text."""

INSERTED_CATEGORIES = {
    "titles": "related",
    "gallery": "navigation",
    "pager": "navigation",
    "closer": "navigation",
    "player": "navigation",
    "buttons": "social",
    "prompt": "navigation",
    "credit": "credit",
    "notice": "copyright",
    "marker": "advert",
    "pressed": "advert",
}
"""Category of each kind of such pieces."""

_NONE = np.zeros(0, np.int64)  # indices of no findings

ENDING, ENDING_SCORE = "ending", 0.9
"""Rule and score of what closes a text and leads nowhere."""


def in_whole_texts(
    texts: Texts, phrases: pa.RecordBatch, repeated: pa.RecordBatch | None, fixed: pa.RecordBatch | None = None
) -> list[pa.RecordBatch]:
    """Add signatures, contact cards and what was glued into a text; lower the score of an address in other text.

    Args:
        texts: the texts.
        phrases: findings of rules and the line model.
        repeated: those of templates, if there are any; an address between their lines is in no other text.
        fixed: those of them that have the same letters on all pages.
    """
    score = phrases["score"].to_numpy().copy()
    contact = pc.equal(phrases["category"], CONTACT).to_numpy(zero_copy_only=False)
    form = pc.match_substring(phrases["rule"], FORM).to_numpy(zero_copy_only=False)
    asking = contact | (pc.equal(phrases["category"], COMMENTS).to_numpy(zero_copy_only=False) & ~form)
    row, start, stop = (phrases[name].to_numpy() for name in ("row", "start", "stop"))
    reached = dict.fromkeys(row[asking].tolist())
    kept = pc.is_in(phrases["category"], value_set=pa.array(KEPT_CATEGORIES)).to_numpy(zero_copy_only=False)
    good = np.ones(len(score), np.bool_)
    added: list[tuple[object, ...]] = []
    indices = _indices(phrases)
    learned, same = _Spans(repeated), _Spans(fixed)
    for number, text in enumerate(texts.strings):
        lines = signatures(text) or columned(text)
        if not lines and number in same.indices:
            lines = repeated_end(text, same.of(number, least=0.0))
        if tails := texts.issuers(number):  # a contact card may stand above them
            lines = sorted({*lines, *signatures(text[: tails[0][0]])})
            inner = learned.of(number, least=0.0)  # a doubtful template tears no section
            added += [(number, *span, CONTACT, ISSUER, ISSUER_SCORE) for span in inner if _in_any(span, tails)]
        offers = (bool(lines) or number in reached) and advertised(text)
        lines = spare(text, lines) if offers else lines
        asks = ordered(text) if lines or number in reached else []
        lines = [line for line in lines if not _in_any(line, asks)]
        added += [(number, *found) for found in _whole_in(texts, number, lines)]
        here = indices.get(number, _NONE)
        if lines:  # no byline is in a signature
            good[here] &= ~(kept[here] & _inside(start[here], stop[here], lines))
        if asks:
            own = [_in_any(span, asks) for span in zip(start[here].tolist(), stop[here].tolist(), strict=True)]
            score[here[asking[here] & np.array(own, np.bool_)]] = KEPT_SCORE
        if offers:
            score[here[contact[here]]] = KEPT_SCORE
        elif number in reached:
            spans = [*zip(start[here].tolist(), stop[here].tolist(), strict=True), *lines]
            few = [i for i in torn(text, [*spans, *learned.of(number)]) if i < len(here) and contact[here[i]]]
            few += [i for i in calls(text, spans[: len(here)]) if asking[here[i]]]
            further = (*attributed(text, spans[: len(here)]), *answers(text, spans[: len(here)]))
            few += [i for i in further if contact[here[i]]]
            parts = here[few]
            score[parts] = np.minimum(score[parts], KEPT_SCORE)
            seeds = here[contact[here] & (score[here] >= HOLE_SCORE)]
            around = cards(text, sorted(zip(start[seeds].tolist(), stop[seeds].tolist(), strict=True)))
            around = [line for line in around if not _in_any(line, asks)]
            added += [(number, *line, CONTACT, SIGNATURE, SIGNATURE_SCORE) for line in around]
    at = phrases.schema.get_field_index("score")
    lowered = phrases.set_column(at, phrases.schema.field(at), pa.array(score)).filter(pa.array(good))
    columns = list(zip(*added, strict=True)) or [()] * len(FINDING_ROWS)
    arrays = [pa.array(c, f.type) for c, f in zip(columns, FINDING_ROWS, strict=True)]
    return [lowered, pa.RecordBatch.from_arrays(arrays, schema=FINDING_ROWS)]


def _whole_in(texts: Texts, number: int, lines: list[Span]) -> Iterator[tuple[int, int, str, str, float]]:
    """Give the lines of signatures, what was glued into a text and what closes it: range, category, rule, score."""
    text = texts[number]
    seals = sealed(text) if texts.may_have("seals", number) else []
    yield from ((*line, CONTACT, SIGNATURE, SIGNATURE_SCORE) for line in (*lines, *seals))
    for start, stop, kind in texts.inserted(number):
        yield start, stop, INSERTED_CATEGORIES[kind], f"{INSERTED}.{kind}", INSERTED_SCORE
    for start, stop in linked_titles(text) if texts.may_have("linked titles", number) else ():
        yield start, stop, INSERTED_CATEGORIES["titles"], f"{INSERTED}.titles", INSERTED_SCORE
    for start, stop in glued_titles(text) if texts.may_have("glued titles", number) else ():
        yield start, stop, INSERTED_CATEGORIES["titles"], f"{INSERTED}.titles", INSERTED_SCORE
    for start, stop in texts.issuers(number):
        yield start, stop, CONTACT, ISSUER, ISSUER_SCORE
    for start, stop in sources(text) if texts.may_have("sources", number) else ():
        yield start, stop, CREDIT, ENDING, ENDING_SCORE
    if (end := closing(text)) is not None:
        yield *end, ENDING, ENDING_SCORE
    if texts.may_have("tags", number) and (tags := end_tags(text)) is not None:
        yield *tags, RELATED, ENDING, ENDING_SCORE


class _Spans:
    """The findings of each text.

    Attributes:
        indices: of the findings of each text that has one.
    """

    def __init__(self, rows: pa.RecordBatch | None) -> None:
        self.indices = _indices(rows) if rows is not None else {}
        if rows is not None:
            self._start, self._stop, self._score = (rows[name].to_numpy() for name in ("start", "stop", "score"))

    def of(self, number: int, *, least: float = HOLE_SCORE) -> list[Span]:
        """Give the findings of a text that go, or those with another score at least."""
        here = self.indices.get(number, _NONE)
        if not len(here):
            return []
        here = here[self._score[here] >= least]
        return [*zip(self._start[here].tolist(), self._stop[here].tolist(), strict=True)]


def _indices(rows: pa.RecordBatch) -> dict[int, Ints]:
    """Give the indices of the findings of each text that has one, in order: int64, shape (findings of the text,)."""
    row = rows["row"].to_numpy()
    order = np.argsort(row, kind="stable")
    numbers, first = np.unique(row[order], return_index=True)
    return dict(zip(numbers.tolist(), np.split(order, first[1:]), strict=False))


def _in_any(span: Span, wider: list[Span]) -> bool:
    return any(a <= span[0] and span[1] <= b for a, b in wider)


def _inside(start: Ints, stop: Ints, lines: list[Span]) -> Bools:
    """Tell which findings are in one of some lines, which are in order: bool, shape (findings,)."""
    first, last = np.array([(-1, -1), *lines], np.int64).T
    return np.asarray(stop <= last[np.searchsorted(first, start, side="right") - 1])
