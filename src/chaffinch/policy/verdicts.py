"""Decide which findings of a document are cut, and which documents go as copies of others.

Everything here is a pure function of findings, matches and settings, so that ``decide`` can decide again without
finding again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from chaffinch.config import DocumentConfig, PolicyConfig
from chaffinch.model import HOLE_SCORE, KEPT_CATEGORIES, Finding, Removal
from chaffinch.policy.removals import disjoint, leaves_text
from chaffinch.text import subtract

__all__ = ["Pairs", "copies", "decide", "looks_for_boilerplate"]

Numbers = npt.NDArray[np.integer]
Shares = npt.NDArray[np.floating]

CUT_OFF = 0.95
"""Share of a document's letters, at least, that a longer one covers if the document is that one with its end cut off.
It may end with half a word or a mark that the longer one lacks; more than that is text of its own."""


def action_of(finding: Finding, config: PolicyConfig) -> str:
    """Choose what is done with a finding: ``remove``, ``mark``, ``report`` or ``off``.

    A setting for the category goes before the general one. A finding of a category that is part of the article is
    only reported unless a setting names the category, and so is one with a score below `HOLE_SCORE`.

    >>> action_of(Finding(0, 9, "byline", "en.byline.by", 0.9), PolicyConfig())
    'report'
    >>> action_of(Finding(0, 9, "social", "en.social.follow", 0.9), PolicyConfig(categories={"social": "mark"}))
    'mark'
    """
    if finding.score < HOLE_SCORE:
        return "report"
    default = "report" if finding.category in KEPT_CATEGORIES else config.boilerplate
    return config.categories.get(finding.category, default)


def looks_for_boilerplate(config: PolicyConfig) -> bool:
    """Tell whether a policy does anything about boilerplate: if it does not, no stage looks for boilerplate.

    >>> [looks_for_boilerplate(PolicyConfig(boilerplate="off", categories=c)) for c in ({}, {"social": "mark"})]
    [False, True]
    """
    return any(action != "off" for action in (config.boilerplate, *config.categories.values()))


def decide(
    text: str, findings: Iterable[Finding], config: PolicyConfig, *, passages: Sequence[Removal] = ()
) -> list[Removal]:
    """Turn the findings of one document, and removals of passages in it, into disjoint decisions.

    The shorter of two findings that overlap takes its range first, as it is more specific; the longer one gets what
    remains. A finding that overlaps a protected phrase is dropped. Where no text would remain, nothing is cut: the
    rows become ``withheld``, unless ``config.drop_empty`` asks for empty documents to be left out.

    Args:
        text: of the document.
        findings: in any order.
        config: the policy.
        passages: removals of passages, each of whole sentences.

    Returns:
        Disjoint rows, sorted by start.

    >>> decide("Rain fell. Share this!", [Finding(11, 22, "social", "r", 0.9)], PolicyConfig())[0].reason
    'social'
    """
    actions = [(f, action_of(f, config)) for f in _without_parts(list(findings))]
    candidates = [
        Removal(f.start, f.stop, action, f.category, f.rule, f.score) for f, action in actions if action != "off"
    ]
    candidates += passages
    if protected := _protected(text, config.protect):
        candidates = [c for c in candidates if not any(a < c.stop and b > c.start for a, b in protected)]
    rows = [r for r in disjoint(text, candidates) if r.action != "report"]
    return _withheld(text, rows, config)


def _without_parts(findings: list[Finding]) -> list[Finding]:
    """Leave out site templates that are nothing but a byline or caption: a site repeats those of its authors."""
    parts = [(f.start, f.stop) for f in findings if f.category in KEPT_CATEGORIES]
    if not parts:
        return findings
    return [f for f in findings if f.category != "template" or subtract((f.start, f.stop), parts)]


def _withheld(text: str, rows: list[Removal], config: PolicyConfig) -> list[Removal]:
    removed = [(r.start, r.stop) for r in rows if r.action == "remove"]
    if config.drop_empty or not removed or leaves_text(text, removed):
        return rows
    return [replace(r, action="withheld") if r.action == "remove" else r for r in rows]


def _protected(text: str, phrases: tuple[str, ...]) -> list[tuple[int, int]]:
    pattern = _phrases(phrases)
    return [m.span() for m in pattern.finditer(text)] if pattern else []


@lru_cache(maxsize=8)
def _phrases(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    # longest first: of two phrases with the same beginning the longer one must match
    words = [r"\s+".join(map(re.escape, p.split())) for p in sorted(phrases, key=len, reverse=True) if p.strip()]
    return re.compile("|".join(words), re.IGNORECASE) if words else None


@dataclass(frozen=True, slots=True)
class Copy:
    """A document that goes, or is marked, because another one stays.

    Attributes:
        document, keeper: the two documents, by their places in the index.
        action: ``remove`` or ``mark``.
        reason: ``duplicate``, or ``contained`` in a longer one.
        score: similarity of a duplicate; of a contained one its own coverage.
    """

    document: int
    keeper: int
    action: str
    reason: str
    score: float


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of documents that match, as columns of shape (pairs,).

    Attributes:
        left, right: the documents by their places in the index, int32 or int64.
        coverage: share of the left document that the right one covers, and of the right by the left; float32.
        similarity: of what both share, float32.
    """

    left: Numbers
    right: Numbers
    coverage: tuple[Shares, Shares]
    similarity: Shares


class _Edge(NamedTuple):
    """A document that may go because of another one."""

    document: int
    keeper: int
    kind: str
    score: float


def copies(
    pairs: Pairs, position: Mapping[int, int], opening: Mapping[int, int], config: DocumentConfig, policy: PolicyConfig
) -> list[Copy]:
    """Choose which documents go, or are marked, as copies of others that stay.

    Each goes only because of a keeper that it matches directly and that itself stays. A document that a longer one
    contains is a copy if it is the beginning of that one, cut off; others go only if ``policy.contained`` asks for it:
    a reply quotes, and a digest repeats, what is still the original.

    Args:
        pairs: all matches of some groups of documents.
        position: position of each document in the ranking; the smallest is kept.
        opening: hash of the first letters of each document, 0 where it has too few.
        config: the coverage from which on a document is a copy.
        policy: what is done with copies.

    Returns:
        One row for each copy, sorted by document.
    """
    edges = _edges(pairs, opening, config)
    actions = {"duplicate": policy.documents, "cut off": policy.documents, "contained": policy.contained}
    dropped: dict[int, Copy] = {}
    for action in ("remove", "mark"):
        some = [e for e in edges if actions[e.kind] == action and e.document not in dropped and e.keeper not in dropped]
        dropped |= _chosen(some, position, action)
    return [dropped[n] for n in sorted(dropped)]


def _edges(pairs: Pairs, opening: Mapping[int, int], config: DocumentConfig) -> list[_Edge]:
    high = [(np.asarray(c) >= config.coverage).tolist() for c in pairs.coverage]
    found: list[_Edge] = []
    inside: dict[int, set[int]] = {}
    for i, (a, b) in enumerate(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)):
        if high[0][i] and high[1][i]:
            found += [_Edge(a, b, "duplicate", float(pairs.similarity[i]))]
            found += [_Edge(b, a, "duplicate", float(pairs.similarity[i]))]
        elif high[0][i] or high[1][i]:
            small, large, side = (a, b, 0) if high[0][i] else (b, a, 1)
            found.append(_Edge(small, large, "contained", float(pairs.coverage[side][i])))
            inside.setdefault(large, set()).add(opening[small])
    return [e._replace(kind="cut off") if _is_cut_off(e, opening, inside) else e for e in found]


def _is_cut_off(edge: _Edge, opening: Mapping[int, int], inside: Mapping[int, set[int]]) -> bool:
    """Tell whether a document is a longer one without its end; a longer one with other documents in it is a digest."""
    own = opening[edge.document]
    alike = own != 0 and inside.get(edge.keeper) == {own} and opening[edge.keeper] == own
    return alike and edge.kind == "contained" and edge.score >= CUT_OFF


def _chosen(edges: Sequence[_Edge], position: Mapping[int, int], action: str) -> dict[int, Copy]:
    """Choose the copies by their ranking; documents that a longer one contains come after all others."""
    contained = {e.document for e in edges if e.kind != "duplicate"}
    by_document: dict[int, list[_Edge]] = {}
    for edge in edges:
        by_document.setdefault(edge.document, []).append(edge)

    def turn(document: int) -> tuple[bool, int]:
        return document in contained, position[document]

    dropped: dict[int, Copy] = {}
    for document in sorted(by_document, key=turn):
        stays = [e for e in by_document[document] if turn(e.keeper) < turn(document) and e.keeper not in dropped]
        if stays:
            edge = min(stays, key=lambda e: (e.kind != "duplicate", position[e.keeper]))
            reason = "duplicate" if edge.kind == "duplicate" else "contained"
            dropped[document] = Copy(document, edge.keeper, action, reason, edge.score)
    return dropped
