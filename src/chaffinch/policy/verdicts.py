"""Decide which findings of a document are cut, and which documents go as copies of others.

Everything here is a pure function of findings, matches and settings, so that ``decide`` can decide again without
finding again.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from chaffinch.config import DocumentConfig, PolicyConfig
from chaffinch.matching import DIFFERENT, PARAGRAPH, PARTIAL, QUOTED, UPDATE
from chaffinch.model import HELD_SCORE, HOLE_SCORE, KEPT_CATEGORIES, UNDONE, Finding, Removal
from chaffinch.policy.answers import Answered, spared
from chaffinch.policy.removals import disjoint, leaves_text
from chaffinch.text import subtract

__all__ = ["Pairs", "copies", "decide", "looks_for_boilerplate"]

Numbers = npt.NDArray[np.integer]
Shares = npt.NDArray[np.floating]

OWN_WORDS, OWN_SHARE = 4, 0.04
"""Words, and share of the words, that an excerpt may have and the longer document nowhere, at most: a label, half a
word, the name of a paper. Measured on 22 documents that a reader judged: seven copies have 0 to 3 words (.033),
versions and other documents 5 to 26, or 2 of 41 words."""

ROUNDING = 1e-6
"""Difference of two scores that counts for nothing: float32 has seven digits."""

LETTERS = 5
"""Letters of a word, about: to compare counts of words with those of letters."""


def action_of(finding: Finding, config: PolicyConfig, *, sure: bool = False) -> str:
    """Choose what is done with a finding: ``remove``, ``mark``, ``report`` or ``off``.

    A setting for the rule goes before one for the category, and that before the general one. A finding of a category
    that is part of the article is only reported unless a setting names it or its rule, and so is one with a score below
    that of ``config.scores``, or else below `HOLE_SCORE`.

    Args:
        finding: of a finder.
        config: the policy.
        sure: whether a reader has confirmed it, so that its score does not matter.

    >>> action_of(Finding(0, 9, "byline", "en.byline.by", 0.9), PolicyConfig())
    'report'
    >>> action_of(Finding(0, 9, "social", "en.social.follow", 0.9), PolicyConfig(categories={"social": "mark"}))
    'mark'
    """
    if not sure and not reaches(finding.score, config.scores.get(finding.category, HOLE_SCORE)):
        return "report"
    return _action_of_kind(finding, config)


def _action_of_kind(finding: Finding, config: PolicyConfig) -> str:
    for pattern, action in config.rules.items():
        if fnmatchcase(finding.rule, pattern):
            return action
    default = "report" if finding.category in KEPT_CATEGORIES else config.boilerplate
    return config.categories.get(finding.category, default)


def reaches(score: float, least: float) -> bool:
    """Tell whether a score, which tables have as float32, is as high as a setting.

    >>> reaches(0.8999999761581421, 0.9), reaches(0.89, 0.9)
    (True, False)
    """
    return score >= least - ROUNDING


def looks_for_boilerplate(config: PolicyConfig) -> bool:
    """Tell whether a policy does anything about boilerplate: if it does not, no stage looks for boilerplate.

    >>> [looks_for_boilerplate(PolicyConfig(boilerplate="off", categories=c)) for c in ({}, {"social": "mark"})]
    [False, True]
    """
    return any(action != "off" for action in (config.boilerplate, *config.categories.values(), *config.rules.values()))


def decide(
    text: str,
    findings: Iterable[Finding],
    config: PolicyConfig,
    *,
    passages: Sequence[Removal] = (),
    sure: Collection[tuple[int, int]] = (),
    is_wrong: Callable[[str], bool] | None = None,
) -> list[Removal]:
    """Turn the findings of one document, and removals of passages in it, into disjoint decisions.

    The shorter of two findings that overlap takes its range first, as it is more specific; the longer one gets what
    remains. A finding that overlaps a protected phrase is dropped. Where no text would remain, nothing is cut, or only
    what the line model did not find: the rows become ``withheld``, unless ``config.drop_empty`` asks for empty
    documents to be left out. So do findings that the finder holds back because the text has nothing else.

    Args:
        text: of the document.
        findings: in any order.
        config: the policy.
        passages: removals of passages, each of whole sentences.
        sure: spans of findings that a reader has confirmed.
        is_wrong: tells of a rule whether a reader has found its cuts wrong; None: no rule's are.

    Returns:
        Disjoint rows, sorted by start.

    >>> decide("Rain fell. Share this!", [Finding(11, 22, "social", "r", 0.9)], PolicyConfig())[0].reason
    'social'
    """
    actions = [(f, action_of(f, config, sure=(f.start, f.stop) in sure)) for f in _without_parts(list(findings))]
    candidates = [
        Removal(f.start, f.stop, action, f.category, f.rule, f.score) for f, action in actions if action != "off"
    ]
    candidates = [*_without_doubts(candidates), *passages]
    if protected := _protected(text, config.protect):
        candidates = [c for c in candidates if not any(a < c.stop and b > c.start for a, b in protected)]
    wrong = [c for c in candidates if c.action in _ACTED and is_wrong(c.rule)] if is_wrong else []
    every = disjoint(text, [c for c in candidates if c not in wrong] if wrong else candidates)
    held = [f for f, action in actions if f.score == HELD_SCORE and _action_of_kind(f, config) == "remove"]
    rows = _withheld(text, [r for r in every if r.action != "report"], config)
    rows = _with_held(text, rows, held, protected, config) if held else rows
    return sorted(rows + spared(text, every, wrong), key=lambda r: r.start) if wrong else rows


_ACTED = ("remove", "mark")  # actions that change the cleaned corpus


def _without_parts(findings: list[Finding]) -> list[Finding]:
    """Leave out site templates that are nothing but a byline or caption: a site repeats those of its authors."""
    parts = [(f.start, f.stop) for f in findings if f.category in KEPT_CATEGORIES]
    if not parts:
        return findings
    return [f for f in findings if f.category != "template" or subtract((f.start, f.stop), parts)]


def _without_doubts(found: list[Removal]) -> list[Removal]:
    """Leave out doubtful site templates within one that goes, which has proof of what they leave open."""
    sure = [r for r in found if r.reason == "template" and r.action in _ACTED]
    doubtful = [r for r in found if r.reason == "template" and r.action not in _ACTED]
    inner = [r for r in doubtful if any(s.start <= r.start and r.stop <= s.stop for s in sure)]
    return [r for r in found if r not in inner] if inner else found


def _with_held(
    text: str,
    rows: list[Removal],
    held: Sequence[Finding],
    protected: Sequence[tuple[int, int]],
    config: PolicyConfig,
) -> list[Removal]:
    """Add findings that are held back, where nothing else is decided about their ranges and nothing protects them.

    They are cut only if empty documents are left out and this text has nothing beside its boilerplate.
    """
    taken = [*protected, *((r.start, r.stop) for r in rows)]
    free = [f for f in held if not any(a < f.stop and b > f.start for a, b in taken)]
    added = disjoint(text, [Removal(f.start, f.stop, "withheld", f.category, f.rule, f.score) for f in free])
    removed = [(r.start, r.stop) for r in sorted([*rows, *added]) if r.action in ("remove", "withheld")]
    if config.drop_empty and not leaves_text(text, removed):
        added = [replace(r, action="remove") for r in added]
    return sorted([*rows, *added])


_GUESSED = "boilerplate"
"""Category of the findings of the line model. It is less sure than a rule."""


def _withheld(text: str, rows: list[Removal], config: PolicyConfig) -> list[Removal]:
    """Withhold cuts where no text would remain: those of the line model, the least sure first, if that is enough.

    So a text never keeps more at a higher level, at which the model takes more.
    """
    removed = [r for r in rows if r.action == "remove"]
    if config.drop_empty or not removed or _leaves(text, removed):
        return rows
    guesses = sorted((r for r in removed if r.reason == _GUESSED), key=lambda r: (r.score, r.start))
    rest = [r for r in removed if r.reason != _GUESSED]
    fewest = bisect_left(range(len(guesses) + 1), True, key=lambda few: _leaves(text, [*rest, *guesses[few:]]))
    stay = {r.start for r in (guesses[:fewest] if fewest <= len(guesses) else removed)}
    return [replace(r, action="withheld") if r.action == "remove" and r.start in stay else r for r in rows]


def _leaves(text: str, removed: Sequence[Removal]) -> bool:
    return leaves_text(text, sorted((r.start, r.stop) for r in removed))


def _protected(text: str, phrases: tuple[str, ...]) -> list[tuple[int, int]]:
    pattern = _phrases(phrases)
    return [m.span() for m in pattern.finditer(text)] if pattern else []


@lru_cache(maxsize=8)
def _phrases(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    # longest first: of two phrases with the same beginning the longer one must match
    words = [r"\s+".join(map(re.escape, p.split())) for p in sorted(phrases, key=len, reverse=True) if p.strip()]
    return re.compile("|".join(words), re.IGNORECASE) if words else None


_NO_ANSWERS = Answered()


class Copy(Struct, frozen=True):
    """A document that goes, or is marked, because another one stays.

    Attributes:
        document, keeper: the two documents, by their numbers.
        action: ``remove`` or ``mark``.
        reason: ``duplicate`` for copies and excerpts, ``update`` for versions of one text, or ``contained``.
        score: similarity of a copy; of a document in a longer one its own coverage.
        kept: ``contains`` or ``whole`` (see `KEEPER_REASONS`) if the keeper stays whatever the ranking, else empty.
    """

    document: int
    keeper: int
    action: str
    reason: str
    score: float
    kept: str = ""


class Pairs(Struct, frozen=True):
    """Pairs of documents that match, as columns of shape (pairs,).

    Attributes:
        left, right: the documents by their numbers, int32 or int64.
        coverage: share of the left document that the right one covers, and of the right by the left; float32.
        similarity: of what both share, float32.
        relation: a code of `chaffinch.matching.RELATIONS`, int8.
        only: words of the left document that the right one has nowhere, and of the right; int32.
    """

    left: Numbers
    right: Numbers
    coverage: tuple[Shares, Shares]
    similarity: Shares
    relation: Numbers
    only: tuple[Numbers, Numbers]


class _Edge(NamedTuple):
    """A document that may go because of another one."""

    document: int
    keeper: int
    kind: str
    score: float
    only: int


def copies(
    pairs: Pairs,
    position: Mapping[int, int],
    letters: Mapping[int, int],
    config: DocumentConfig,
    policy: PolicyConfig,
    answered: Answered = _NO_ANSWERS,
    earlier: Collection[int] = (),
) -> list[Copy]:
    """Choose which documents go, or are marked, as copies of others that stay.

    Each goes only because of a keeper that it matches directly and that itself stays, and only if it has no paragraph
    that the keeper lacks. A document that a longer one contains is a copy if it is an excerpt: if it has nothing of its
    own. Others go only if ``policy.contained`` asks for it, since a reply quotes, and a digest repeats, what is still
    the original.

    Args:
        pairs: all matches of some groups of documents.
        position: position of each document in the ranking; the smallest is kept.
        letters: own letters of each document.
        config: the coverage from which on a document is a copy.
        policy: what is done with copies.
        answered: which documents a reader wants to stay.
        earlier: documents of indexes, which always stay.

    Returns:
        One row for each copy, sorted by document; a copy that would go and stays because of an answer is ``undone``.
    """
    edges = [e for e in _reaching(_edges(pairs, letters, config), policy, answered) if e.document not in earlier]
    actions = {kind: getattr(policy, setting) for kind, setting in _SETTINGS.items()}
    dropped: dict[int, Copy] = {}
    undone: dict[int, Copy] = {}
    for action in ("remove", "mark"):
        some = [e for e in edges if actions[e.kind] == action and e.document not in dropped and e.keeper not in dropped]
        stays = {e.document for e in some} & {*answered.stay}
        dropped |= _chosen([e for e in some if e.document not in stays], position, action)
        for document in sorted(stays - undone.keys()):
            own = [e for e in some if e.document == document and e.keeper not in dropped]
            undone |= _chosen(own, position, UNDONE)
    dropped |= undone
    return [dropped[n] for n in sorted(dropped)]


_SETTINGS = {
    "duplicate": "documents",
    "excerpt": "documents",
    "contained": "contained",
    "quoted": "contained",
    "update": "updates",
}
"""The setting of the policy for each kind of edge."""

_REASONS = {"excerpt": "duplicate", "quoted": "contained"}
"""The reason for which a document goes, where it is not the kind of its edge."""


def _reaching(edges: list[_Edge], policy: PolicyConfig, answered: Answered) -> list[_Edge]:
    """Select the edges whose score is high enough, or whose document a reader has confirmed to be a copy."""
    if not policy.scores:
        return edges
    least = {kind: policy.scores.get(_REASONS.get(kind, kind), 0.0) for kind in _SETTINGS}
    return [e for e in edges if e.document in answered.sure or reaches(e.score, least[e.kind])]


def _edges(pairs: Pairs, letters: Mapping[int, int], config: DocumentConfig) -> list[_Edge]:
    """Give who may go because of whom, and as what."""
    found: list[_Edge] = []
    for i in np.flatnonzero(np.asarray(pairs.relation) != DIFFERENT).tolist():
        ends = int(pairs.left[i]), int(pairs.right[i])
        covered = [float(c[i]) >= config.coverage for c in pairs.coverage]
        for side in (0, 1):
            if covered[side]:
                kind, score = _kind_of(pairs, i, side, both=all(covered))
                found.append(_Edge(ends[side], ends[1 - side], kind, score, int(pairs.only[side][i])))
    digests = _digests(found, _overlaps(pairs))
    return [e._replace(kind="excerpt") if e.keeper not in digests and _is_excerpt(e, letters) else e for e in found]


def _kind_of(pairs: Pairs, i: int, side: int, *, both: bool) -> tuple[str, float]:
    """Give the kind of an edge and its score: the similarity of duplicates, the coverage of what is contained."""
    relation, score = int(pairs.relation[i]), float(pairs.similarity[i] if both else pairs.coverage[side][i])
    if relation == UPDATE:
        return "update", score
    if relation == QUOTED:
        return "quoted", score
    stays = both and int(pairs.only[side][i]) >= PARAGRAPH
    return ("duplicate" if both and not stays else "contained"), score


def _is_excerpt(edge: _Edge, letters: Mapping[int, int]) -> bool:
    """Tell whether a longer document has everything that this one says."""
    most = min(OWN_WORDS, OWN_SHARE * letters[edge.document] / LETTERS)
    return edge.kind == "contained" and edge.only <= most


def _overlaps(pairs: Pairs) -> Iterator[tuple[int, int]]:
    """Give the pairs that share a part, and neither covers the other: two excerpts of one report often do."""
    partial = np.asarray(pairs.relation) == PARTIAL
    yield from zip(pairs.left[partial].tolist(), pairs.right[partial].tolist(), strict=True)


def _digests(edges: Sequence[_Edge], overlaps: Iterable[tuple[int, int]]) -> set[int]:
    """Find the documents that contain two others with nothing in common: digests, index pages and round-ups."""
    inside: dict[int, set[int]] = {}
    linked: dict[int, set[int]] = {}
    for one, two in overlaps:
        linked.setdefault(one, set()).add(two)
        linked.setdefault(two, set()).add(one)
    ways = {(e.document, e.keeper) for e in edges}
    for edge in edges:
        linked.setdefault(edge.document, set()).add(edge.keeper)
        linked.setdefault(edge.keeper, set()).add(edge.document)
        if edge.kind in ("contained", "quoted", "update") and (edge.keeper, edge.document) not in ways:
            inside.setdefault(edge.keeper, set()).add(edge.document)
    return {keeper for keeper, some in inside.items() if _are_apart(some, linked)}


def _are_apart(documents: set[int], linked: Mapping[int, set[int]]) -> bool:
    """Tell whether some documents are in several parts that no match connects."""
    missing = set(documents)
    fresh = [missing.pop()]
    while fresh:
        new = linked[fresh.pop()] & missing
        missing -= new
        fresh += new
    return bool(missing)


_BOTH_WAYS = ("duplicate", "update")
"""Kinds of edges in which either document may stay."""


def _chosen(edges: Sequence[_Edge], position: Mapping[int, int], action: str) -> dict[int, Copy]:
    """Choose the copies by their ranking; documents that a longer one contains come after all others."""
    contained = {e.document for e in edges if e.kind not in _BOTH_WAYS}
    by_document: dict[int, list[_Edge]] = {}
    for edge in edges:
        by_document.setdefault(edge.document, []).append(edge)

    def turn(document: int) -> tuple[bool, int]:
        return document in contained, position[document]

    dropped: dict[int, Copy] = {}
    for document in sorted(by_document, key=turn):
        stays = [e for e in by_document[document] if turn(e.keeper) < turn(document) and e.keeper not in dropped]
        if stays:
            edge = min(stays, key=lambda e: (e.kind not in _BOTH_WAYS, position[e.keeper]))
            inside, reason = document in contained and edge.keeper not in contained, _REASONS.get(edge.kind, edge.kind)
            kept = ("whole" if edge.kind in _BOTH_WAYS else "contains") if inside else ""
            dropped[document] = Copy(document, edge.keeper, action, reason, edge.score, kept)
    return dropped
