"""Obey the answers of readers: what they say stays, stays; what they confirm goes whatever its score.

An answer never cuts what no finder or match gives a reason for. What would have been cut and stays because of an answer
has a row with the action ``undone``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from fnmatch import fnmatchcase

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct, field

from chaffinch.corpus import Corpus
from chaffinch.engines import Engine
from chaffinch.errors import UsageError
from chaffinch.model import UNDONE, WHOLE, Finding, Removal
from chaffinch.policy.removals import trimmed
from chaffinch.runs import Answer, Run, answers_of, located
from chaffinch.schemas import ints
from chaffinch.text import Bools, Ints, subtract

__all__ = ["Answered", "answered", "spared", "undone"]

Span = tuple[int, int]


class Answered(Struct, frozen=True):
    """The answers to a run, as decisions need them.

    Attributes:
        spans: answers about passages, by the number of the document.
        members: answers that clusters are none: their member, by the number of its document.
        wrong_rules, sure_rules, sites: rules and templates that cut nothing, those whose score does not matter, and
            sites on which nothing is cut.
        stay: numbers of the documents that do not go as copies.
        sure: numbers of the documents that go as copies whatever their score.
        first: numbers of the documents that stay before all copies of them.
        first_passages: spans of the passages that stay before all others of their cluster, by the number of their
            document.
    """

    spans: Mapping[int, tuple[Answer, ...]] = field(default_factory=dict)
    members: Mapping[int, tuple[Answer, ...]] = field(default_factory=dict)
    wrong_rules: tuple[str, ...] = ()
    sure_rules: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    stay: tuple[int, ...] = ()
    sure: tuple[int, ...] = ()
    first: tuple[int, ...] = ()
    first_passages: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)

    def is_wrong(self, rule: str) -> bool:
        """Tell whether a reader has found all cuts by a rule wrong; ``*`` in an answer stands for any letters."""
        return any(fnmatchcase(rule, pattern) for pattern in self.wrong_rules)

    def sure_findings(self, text: str, number: int, findings: Sequence[Finding]) -> frozenset[Span]:
        """Give the spans of the findings of a document that a reader has confirmed."""
        spans = {(f.start, f.stop) for f in findings if any(fnmatchcase(f.rule, p) for p in self.sure_rules)}
        right = [answer for answer in self.spans.get(number, ()) if answer.verdict == "right"]
        return frozenset(spans | {span for answer in right if (span := located(answer, text))})

    def kept(self, text: str, number: int) -> list[Span]:
        """Give the spans of a document that a reader wants to stay, sorted."""
        wrong = (answer for answer in self.spans.get(number, ()) if answer.verdict == "wrong")
        return sorted(span for answer in wrong if (span := located(answer, text)))

    def keepers(self, batch: pa.RecordBatch, number: Ints) -> Bools:
        """Tell which members of clusters stay since a reader wants them to.

        Args:
            batch: rows of the public table of clusters.
            number: of their documents, shape (rows,).

        Returns:
            Shape (rows,).
        """
        stays = np.zeros(batch.num_rows, np.bool_)
        for row in np.flatnonzero(np.isin(number, [*self.spans])).tolist():
            start, stop = (batch[name][row].as_py() for name in ("start", "stop"))
            wrong = (a for a in self.spans[int(number[row])] if a.verdict == "wrong")
            stays[row] = any(a.start < stop and start < a.stop for a in wrong)
        return stays


def answered(engine: Engine, corpus: Corpus, run: Run) -> Answered:
    """Read the answers to a run, and look up their documents in the corpus.

    Answers about documents that the corpus does not have, or whose text has changed, count for nothing.

    Args:
        engine: reads the digests of documents.
        corpus: the documents.
        run: may have answers.

    Raises:
        RunError: the answers cannot be read.
    """
    found = answers_of(run.path)
    if not found:
        return Answered()
    names = {a.document for a in found if a.document} | {a.keeper for a in found if a.verdict == "other"}
    numbers = _numbers(corpus, names)
    known = [(numbers[a.document], a) for a in found if a.document in numbers]
    documents = _unchanged(engine, corpus, [(n, a) for n, a in known if a.scope == "document"])
    rules = [a for a in found if a.scope in ("rule", "template")]

    chosen = [a for a in found if a.verdict == "other" and a.keeper in numbers]
    return Answered(
        spans=_by_number((n, a) for n, a in known if a.scope == "passage"),
        members=_by_number((n, a) for n, a in known if a.scope == "cluster" and a.verdict == "wrong"),
        wrong_rules=tuple(sorted({a.rule for a in rules if a.verdict == "wrong"})),
        sure_rules=tuple(sorted({a.rule for a in rules if a.verdict == "right"})),
        sites=tuple(sorted({a.host for a in found if a.scope == "site" and a.verdict == "wrong"})),
        stay=tuple(sorted({n for n, a in documents if a.verdict == "wrong"})),
        sure=tuple(sorted({n for n, a in documents if a.verdict == "right"})),
        first=tuple(sorted({numbers[a.keeper] for a in chosen if a.scope == "document"})),
        first_passages=_spans(numbers, [a for a in chosen if a.scope == "cluster"]),
    )


def _numbers(corpus: Corpus, names: Iterable[str]) -> dict[str, int]:
    found = {}
    for name in sorted(names):
        with suppress(UsageError):  # the corpus has no such document any more
            found[name] = int(corpus.ledger.numbers(pa.array([name], pa.string()))[0])
    return found


def _spans(numbers: Mapping[str, int], answers: Sequence[Answer]) -> dict[int, tuple[Span, ...]]:
    """Give the passages that readers chose, by the number of their document."""
    found: dict[int, tuple[Span, ...]] = {}
    for answer in answers:
        number = numbers[answer.keeper]
        found[number] = (*found.get(number, ()), (answer.keeper_start, answer.keeper_stop))
    return found


def _unchanged(engine: Engine, corpus: Corpus, answers: Sequence[tuple[int, Answer]]) -> Iterator[tuple[int, Answer]]:
    """Yield the answers about whole documents whose text is what it was; a pass over facts if there are any."""
    if not answers:
        return
    sought = pa.array(sorted({number for number, _ in answers}), pa.int32())
    digests: dict[int, str] = {}
    for batch in engine.read((corpus.facts, corpus.numbers)):
        rows = batch.select(["number", "digest"]).filter(pc.is_in(batch["number"], value_set=sought))
        digests |= dict(zip(ints(rows, "number").tolist(), rows["digest"].to_pylist(), strict=True))
    yield from ((number, a) for number, a in answers if a.digest == digests.get(number))


def _by_number(pairs: Iterable[tuple[int, Answer]]) -> dict[int, tuple[Answer, ...]]:
    found: dict[int, tuple[Answer, ...]] = {}
    for number, answer in pairs:
        found[number] = (*found.get(number, ()), answer)
    return found


def spared(text: str, rows: Sequence[Removal], candidates: Iterable[Removal]) -> list[Removal]:
    """Give what would be cut by rules that a reader found wrong, apart from what other rows take.

    Args:
        text: of the document.
        rows: disjoint.
        candidates: removals by these rules.

    Returns:
        Rows with the action ``undone``, disjoint from ``rows`` and from one another.
    """
    taken = [(row.start, row.stop) for row in rows]
    found: list[Removal] = []
    for one in sorted(candidates, key=lambda r: (r.stop - r.start, r.start)):
        for free in subtract((one.start, one.stop), sorted(taken)):
            found += trimmed(text, replace(one, action=UNDONE), free)
            taken.append(free)
    return found


def undone(text: str, rows: Sequence[Removal], kept: Sequence[Span]) -> list[Removal]:
    """Keep spans of a text: what rows would cut or mark of them is ``undone``, the rest of these rows stays.

    Args:
        text: of the document.
        rows: disjoint; those of a whole document are left as they are.
        kept: spans that stay, sorted.

    Returns:
        Disjoint rows, sorted by start.

    >>> rows = [Removal(0, 21, "remove", "social")]
    >>> [(r.start, r.stop, r.action) for r in undone("Share this. It rained.", rows, [(12, 22)])]
    [(0, 11, 'remove'), (12, 21, 'undone')]
    """
    if not kept:
        return list(rows)
    found: list[Removal] = []
    for row in rows:
        meets = [(max(a, row.start), min(b, row.stop)) for a, b in kept if a < row.stop and b > row.start]
        if row.action not in ("remove", "mark") or row.reason in WHOLE or not meets:
            found.append(row)
            continue
        rest = subtract((row.start, row.stop), meets)
        found += [piece for span in rest for piece in trimmed(text, row, span)]
        inside = subtract((row.start, row.stop), rest)
        found += [piece for span in inside for piece in trimmed(text, replace(row, action=UNDONE), span)]
    return sorted(found, key=lambda r: (r.start, r.stop))
