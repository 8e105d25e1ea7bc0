"""The only opinions: what goes, what stays, and the guards.

Everything here is a pure function of findings, matches and settings, so a decision can be made again without
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

__all__ = ["Loss", "Pairs", "copies", "decide", "looks_for_boilerplate", "loses_too_much"]

Numbers = npt.NDArray[np.integer]
Shares = npt.NDArray[np.floating]

LEAST_PAGES = 10
"""Sites and corpora of fewer documents are not guarded: one odd page would be enough."""

CUT_OFF = 0.95
"""Coverage of a copy whose end is missing: besides it may have half a word or a mark; what is more is its own."""


def action_of(finding: Finding, config: PolicyConfig) -> str:
    """Give what is done with a finding: ``remove``, ``mark``, ``report`` or ``off``.

    A setting for the category goes before the general one; what is part of the article is only reported
    unless a setting names it.

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
    """Tell whether anything is done with any boilerplate: if not, nothing looks for it.

    >>> [looks_for_boilerplate(PolicyConfig(boilerplate="off", categories=c)) for c in ({}, {"social": "mark"})]
    [False, True]
    """
    return any(action != "off" for action in (config.boilerplate, *config.categories.values()))


def decide(
    text: str, findings: Iterable[Finding], config: PolicyConfig, *, passages: Sequence[Removal] = ()
) -> list[Removal]:
    """Turn the findings of one document, and removals of passages in it, into disjoint decisions.

    The more specific (shorter) finding takes its place first; a block around it keeps what is left. A protected
    phrase keeps whatever would have taken it. Where no text would be left, nothing goes: the rows become
    ``withheld``.

    >>> decide("Rain fell. Share this!", [Finding(11, 22, "social", "r", 0.9)], PolicyConfig())[0].reason
    'social'
    """
    wanted = [_wanted(f, action) for f in _meant(list(findings)) if (action := action_of(f, config)) != "off"]
    wanted += passages
    if guarded := _protected(text, config.protect):
        wanted = [w for w in wanted if not any(a < w.stop and b > w.start for a, b in guarded)]
    rows = [r for r in disjoint(text, wanted) if r.action != "report"]
    return _withheld(text, rows, config)


def _meant(findings: list[Finding]) -> list[Finding]:
    """Leave out site templates that are nothing but a byline or caption: a site repeats those of its authors."""
    parts = [(f.start, f.stop) for f in findings if f.category in KEPT_CATEGORIES]
    if not parts:
        return findings
    return [f for f in findings if f.category != "template" or subtract((f.start, f.stop), parts)]


def _wanted(finding: Finding, action: str) -> Removal:
    return Removal(finding.start, finding.stop, action, finding.category, finding.rule, finding.score)


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
    # longest first, so that of two phrases with one beginning the longer is seen
    words = [r"\s+".join(map(re.escape, p.split())) for p in sorted(phrases, key=len, reverse=True) if p.strip()]
    return re.compile("|".join(words), re.IGNORECASE) if words else None


@dataclass(frozen=True, slots=True)
class Copy:
    """A document that goes, or is marked, because another one stays.

    Attributes:
        document, keeper: numbers.
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
    """Documents that match.

    Attributes:
        left, right: their numbers, shape (pairs,).
        coverage: of the left and of the right one by the other.
        similarity: of what they share.
    """

    left: Numbers
    right: Numbers
    coverage: tuple[Shares, Shares]
    similarity: Shares


class _Edge(NamedTuple):
    """One document that may go because of another one."""

    document: int
    keeper: int
    kind: str
    score: float


def copies(
    pairs: Pairs, position: Mapping[int, int], opening: Mapping[int, int], config: DocumentConfig, policy: PolicyConfig
) -> list[Copy]:
    """Choose which documents go, or are marked, as copies of others that stay.

    Each goes only because of a keeper that it matches directly and that itself stays. A document that a longer one
    contains is a copy if it is the beginning of that one, cut off; others go only if ``policy.contained`` says so:
    a reply quotes, and a digest repeats, what is still the original.

    Args:
        pairs: all matches of some documents.
        position: of each in the order of keepers.
        opening: hash of how each begins, 0 where that is not known.
        config: when a document is covered.
        policy: what is done with copies.
    """
    edges = _edges(pairs, opening, config)
    actions = {"duplicate": policy.documents, "cut off": policy.documents, "contained": policy.contained}
    gone: dict[int, Copy] = {}
    for action in ("remove", "mark"):
        some = [e for e in edges if actions[e.kind] == action and e.document not in gone and e.keeper not in gone]
        gone |= _chosen(some, position, action)
    return [gone[n] for n in sorted(gone)]


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
    """Tell whether a document is a longer one whose end is missing; one that holds others too is a digest of them."""
    own = opening[edge.document]
    alike = own != 0 and inside.get(edge.keeper) == {own} and opening[edge.keeper] == own
    return alike and edge.kind == "contained" and edge.score >= CUT_OFF


def _chosen(edges: Sequence[_Edge], position: Mapping[int, int], action: str) -> dict[int, Copy]:
    """Choose who goes, in the order of keepers; those that a longer one contains are looked at after all others."""
    contained = {e.document for e in edges if e.kind != "duplicate"}
    by_document: dict[int, list[_Edge]] = {}
    for edge in edges:
        by_document.setdefault(edge.document, []).append(edge)

    def turn(document: int) -> tuple[bool, int]:
        return document in contained, position[document]

    gone: dict[int, Copy] = {}
    for document in sorted(by_document, key=turn):
        stays = [e for e in by_document[document] if turn(e.keeper) < turn(document) and e.keeper not in gone]
        if stays:
            edge = min(stays, key=lambda e: (e.kind != "duplicate", position[e.keeper]))
            reason = "duplicate" if edge.kind == "duplicate" else "contained"
            gone[document] = Copy(document, edge.keeper, action, reason, edge.score)
    return gone


@dataclass(frozen=True, slots=True)
class Loss:
    """What the documents of a site, or of the whole corpus, would lose; those that go as copies do not count.

    Attributes:
        name: the host, or "the corpus".
        pages: its documents.
        characters, lost: how many there are, and how many would go.
    """

    name: str
    pages: int
    characters: int
    lost: int

    @property
    def share(self) -> float:
        """Share of the characters that would go."""
        return self.lost / max(1, self.characters)


def loses_too_much(loss: Loss, config: PolicyConfig) -> bool:
    """Tell whether a site is withheld, or a corpus stops the run."""
    return not config.yes and loss.pages >= LEAST_PAGES and loss.share > config.corpus_share
