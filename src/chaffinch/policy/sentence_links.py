"""Narrow the links between members of a cluster to the sentences that both have.

A link says that two passages match; of the one that ranks lower only those sentences may go that the other one has.
Both are in different texts, so each link visits the text of the higher one first, and takes its passage along to the
text of the lower one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from chaffinch.corpus import Corpus
from chaffinch.engines import Engine, Output, Table
from chaffinch.model import Passage, Removal
from chaffinch.policy.ranking import Ranking
from chaffinch.policy.removals import is_text, sentence_spans
from chaffinch.policy.same_sentence import shared_sentences
from chaffinch.schemas import PLAN_LINKS, PLAN_QUESTIONS, PLAN_QUESTIONS_BESIDE, PLAN_SPANS, ints, lists
from chaffinch.text import Bools

__all__ = ["by_sentences", "joined"]

Span = tuple[int, int]

_SIDES = ("left", "right")


def by_sentences(
    engine: Engine,
    corpus: Corpus,
    links: Table,
    ranking: Ranking,
    *,
    key: str,
    buckets: int,
    first: tuple[int, ...] = (),
) -> tuple[Table, Table]:
    """Narrow links to shared sentences.

    Args:
        engine: runs the kernels.
        corpus: the documents.
        links: rows of `PLAN_LINKS`.
        ranking: of keepers; its ledger has the column ``dropped``.
        first: rows in the public table of clusters of the members that a reader chose to stay.
        key: digest of what ``dropped`` depends on.
        buckets: number of buckets of the tables.

    Returns:
        Rows of `PLAN_LINKS`, one for each shared sentence, and both ends of each, rows of `PLAN_SPANS`.
    """

    def asked(name: str) -> Output:
        return Output(name, PLAN_QUESTIONS, split=("row",), bounds=corpus.texts.bounds)

    (questions,) = engine.map(_Ask(ranking, key, first), links, [asked("plan-questions")])
    beside = engine.attach(Output("plan-asked", PLAN_QUESTIONS_BESIDE, beside=True), [questions], corpus.texts)
    (quoted,) = engine.map(_Quote(), (corpus.texts, beside), [asked("plan-quoted")])
    beside = engine.attach(Output("plan-answered", PLAN_QUESTIONS_BESIDE, beside=True), [quoted], corpus.texts)
    outputs = [
        Output("plan-shared", PLAN_LINKS, split=("member",), buckets=buckets),
        Output("plan-shared-spans", PLAN_SPANS, split=("number",), buckets=buckets),
    ]
    return engine.map(_Share(), (corpus.texts, beside), outputs)  # type: ignore[return-value]


class _Ask(Struct, frozen=True):
    """Kernel that decides which member of each link may go; yields rows of `PLAN_QUESTIONS` on output 0.

    Links of documents that go as a whole are left out.
    """

    ranking: Ranking
    key: str
    first: tuple[int, ...]

    def __call__(self, links: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        ledger = self.ranking.ledger
        number = [ints(links, side) for side in _SIDES]
        dropped = ledger.column("dropped")
        links = links.filter(pa.array(~(dropped[number[0]] | dropped[number[1]])))
        number = [ints(links, side) for side in _SIDES]
        asked_left = self._higher(links, number[0], number[1])
        row = [ledger.column("row")[side] for side in number]
        rows = np.where(asked_left, row[1], row[0]), np.where(asked_left, row[0], row[1])
        yield pa.record_batch(
            [*rows, asked_left, *links.columns, pa.nulls(len(asked_left), pa.string())], schema=PLAN_QUESTIONS
        )

    def _higher(self, links: pa.RecordBatch, left: Any, right: Any) -> Bools:
        """Mask the links whose left member comes after the right one in the order of keepers."""
        members = np.unique(np.concatenate((left, right)))
        position = self.ranking.positions(members)
        ranks = np.array([position[n] for n in members.tolist()], np.int64)
        after = np.zeros(len(left), np.bool_)
        tied = np.ones(len(left), np.bool_)
        sides = [ranks[np.searchsorted(members, side)] for side in (left, right)]
        chosen = [np.isin(ints(links, name), self.first, invert=True) for name in ("member", "other")]
        for one, two in (
            (chosen[0], chosen[1]),
            (sides[0], sides[1]),
            (ints(links, "begin"), ints(links, "other_begin")),
            (ints(links, "member"), ints(links, "other")),
        ):
            after |= tied & (one > two)
            tied &= one == two
        return after


class _Quote(Struct, frozen=True):
    """Kernel that reads the passage of the member that ranks higher; yields rows of `PLAN_QUESTIONS` on output 0."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        for text, rows in _asked(batch):
            for row in rows:
                side = "right" if row["asked_left"] else "left"
                row |= {"row": row["asked_row"], "keeper_text": text[row[f"{side}_start"] : row[f"{side}_stop"]]}
            yield pa.RecordBatch.from_pylist(rows, schema=PLAN_QUESTIONS)


class _Share(Struct, frozen=True):
    """Kernel that finds the sentences that both members of a link have.

    Yields rows of `PLAN_LINKS` on output 0 and rows of `PLAN_SPANS` on output 1.
    """

    def __call__(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        for text, rows in _asked(batch):
            sentences = _Sentences(*sentence_spans(text))
            found = [link for row in rows for link in _narrowed(text, row, sentences)]
            yield 0, pa.RecordBatch.from_pylist(found, schema=PLAN_LINKS)
            ends = [end for link in found for end in _ends(link)]
            yield 1, pa.RecordBatch.from_pylist(ends, schema=PLAN_SPANS)


def _asked(batch: pa.RecordBatch) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Give each text that a question is about, and its questions."""
    names = PLAN_QUESTIONS_BESIDE.names
    sizes = pc.list_value_length(batch[names[0]]).to_numpy(zero_copy_only=False)
    batch = batch.take(pa.array(np.flatnonzero(sizes)))
    for text, rows in zip(batch["text"], lists(batch, names), strict=True):
        yield text.as_py(), [dict(zip(names, row, strict=True)) for row in rows]


class _Sentences(NamedTuple):
    """Sentences of a text, and of each the range from its first letter or digit to its last."""

    spans: list[Span]
    words: list[Span]

    def within(self, start: int, stop: int) -> dict[Span, Span]:
        """Give the sentences whose letters are in a range, by the ranges of these letters.

        A passage ends with its last word, before the full stop and the marks of its last sentence.
        """
        near = slice(bisect_left(self.words, (start,)), bisect_left(self.words, (stop,)))
        pairs = zip(self.words[near], self.spans[near], strict=True)
        return {words: span for words, span in pairs if words[0] < words[1] <= stop}


def _narrowed(text: str, row: dict[str, Any], sentences: _Sentences) -> Iterator[dict[str, Any]]:
    """Give a link for each sentence of the lower member that the higher one has."""
    side, other = _SIDES if row["asked_left"] else _SIDES[::-1]
    start, stop, shift = row[f"{side}_start"], row[f"{side}_stop"], row[f"{other}_start"]
    inside = sentences.within(start, stop)
    words = [(a - start, b - start) for a, b in inside]
    for found in shared_sentences(text[start:stop], words, row["keeper_text"]):
        own = inside[found.start + start, found.stop + start]
        yield {name: row[name] for name in PLAN_LINKS.names} | {
            f"{side}_start": own[0],
            f"{side}_stop": own[1],
            f"{other}_start": found.other_start + shift,
            f"{other}_stop": found.other_stop + shift,
            "similarity": found.share,
        }


def _ends(link: dict[str, Any]) -> Iterator[dict[str, Any]]:
    ends = (link["member"], link["other"])
    for side, (member, other) in zip(_SIDES, (ends, ends[::-1]), strict=True):
        yield {
            "number": link[side],
            "start": link[f"{side}_start"],
            "stop": link[f"{side}_stop"],
            "member": member,
            "other": other,
        }


def joined(text: str, passages: Sequence[Removal]) -> list[Removal]:
    """Join removals because of one keeper that have nothing but white space between them.

    What then says nothing by itself, such as a time zone between two stops, is left out.

    Args:
        text: the text.
        passages: disjoint removals of passages in it, each with a keeper, in any order.

    >>> from chaffinch.model import Passage
    >>> one, two = (Removal(a, b, "remove", "repeat", "", 1.0, Passage("x", a, b)) for a, b in ((0, 8), (9, 19)))
    >>> [(r.start, r.stop, r.keeper.stop) for r in joined("It held. All night.", [two, one])]
    [(0, 19, 19)]
    """
    found: list[Removal] = []
    for one in sorted(passages, key=lambda r: r.start):
        last = found[-1] if found else one
        if found and _continues(text, last, one):
            found[-1] = replace(last, stop=one.stop, score=min(last.score, one.score), keeper=_both(last, one))
        else:
            found.append(one)
    return [one for one in found if is_text(text[one.start : one.stop])]


def _continues(text: str, last: Removal, one: Removal) -> bool:
    if not (last.keeper and one.keeper) or last.keeper.document != one.keeper.document:
        return False
    return (last.action, last.reason) == (one.action, one.reason) and not text[last.stop : one.start].strip()


def _both(last: Removal, one: Removal) -> Passage | None:
    if not (last.keeper and one.keeper):
        return None
    start, stop = min(last.keeper.start, one.keeper.start), max(last.keeper.stop, one.keeper.stop)
    return replace(last.keeper, start=start, stop=stop)
