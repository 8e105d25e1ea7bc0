"""The only opinions: what goes, what stays, and the guards.

Everything here is a pure function of findings, matches and settings, so a decision can be made again without
finding again.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from chaffinch.config import DocumentConfig, PolicyConfig
from chaffinch.errors import GuardError
from chaffinch.model import HOLE_SCORE, KEPT_CATEGORIES, Finding, Removal
from chaffinch.spans import subtract

__all__ = ["Copy", "Loss", "action_of", "check", "copies", "decide", "keeper_order"]

SITE_PAGES = 10
"""Sites with fewer pages are not guarded: one odd page would stop a run."""

_TWICE = 2
"""Text of so many times the size of the cuts tells mostly that a document keeps enough: 4 in 5 signs are letters."""


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


def decide(
    text: str, findings: Iterable[Finding], config: PolicyConfig, *, passages: Sequence[Removal] = ()
) -> list[Removal]:
    """Turn the findings of one document, and removals of passages in it, into disjoint decisions.

    The more specific (shorter) finding takes its place first; a block around it keeps what is left. A protected
    phrase keeps whatever would have taken it. Where nearly everything would go, nothing goes: the rows become
    ``withheld``.

    >>> decide("Rain fell. Share this!", [Finding(11, 22, "social", "r", 0.9)], PolicyConfig())[0].reason
    'social'
    """
    wanted = [_wanted(f, action) for f in _meant(list(findings)) if (action := action_of(f, config)) != "off"]
    wanted += passages
    if guarded := _protected(text, config.protect):
        wanted = [w for w in wanted if not any(a < w.stop and b > w.start for a, b in guarded)]
    rows = [r for r in _disjoint(text, wanted) if r.action != "report"]
    return _withheld(text, rows, config)


def _meant(findings: list[Finding]) -> list[Finding]:
    """Leave out site templates that are nothing but a byline or caption: a site repeats those of its authors."""
    parts = [(f.start, f.stop) for f in findings if f.category in KEPT_CATEGORIES]
    if not parts:
        return findings
    return [f for f in findings if f.category != "template" or subtract((f.start, f.stop), parts)]


def _wanted(finding: Finding, action: str) -> Removal:
    return Removal(finding.start, finding.stop, action, finding.category, finding.rule, finding.score)


def _disjoint(text: str, wanted: Sequence[Removal]) -> list[Removal]:
    return [row for group in _overlapping(wanted) for row in _settled(text, group)]


def _overlapping(wanted: Sequence[Removal]) -> Iterator[list[Removal]]:
    """Give groups in which one overlaps the next, in order of place."""
    group: list[Removal] = []
    reach = 0
    for one in sorted(wanted, key=lambda r: (r.start, r.stop)):
        if group and one.start >= reach:
            yield group
            group = []
        group.append(one)
        reach = max(reach, one.stop)
    if group:
        yield group


def _settled(text: str, group: list[Removal]) -> list[Removal]:
    """Make a group disjoint: the shorter takes its place first."""
    if len(group) == 1:
        return list(_placed(text, group[0], (group[0].start, group[0].stop)))
    taken: list[tuple[int, int]] = []  # disjoint and sorted: what is left of each after those before it
    rows: list[Removal] = []
    inner = _inner(group)
    for one in sorted(group, key=lambda r: (r.stop - r.start, _span(r) not in inner, -r.score, *_name(r))):
        near = taken[max(bisect_left(taken, (one.start,)) - 1, 0) : bisect_left(taken, (one.stop,))]
        for left in subtract((one.start, one.stop), near):
            insort(taken, left)
            rows.extend(_placed(text, one, left))
    return sorted(rows, key=lambda r: r.start)


def _inner(group: list[Removal]) -> set[tuple[str, int, int]]:
    """Give what lies in a larger one of the same reason: of two reasons for one sentence the block's is meant."""
    reach: dict[str, int] = {}
    inner: set[tuple[str, int, int]] = set()
    for reason, start, stop in sorted({_span(r) for r in group}, key=lambda s: (s[1], -s[2])):
        if stop <= reach.get(reason, -1):
            inner.add((reason, start, stop))
        reach[reason] = max(stop, reach.get(reason, stop))
    return inner


def _span(one: Removal) -> tuple[str, int, int]:
    return one.reason, one.start, one.stop


def _name(one: Removal) -> tuple[int, str, str]:
    return one.start, one.reason, one.rule


def _placed(text: str, one: Removal, left: tuple[int, int]) -> Iterator[Removal]:
    """Give a removal what is left of it, without the white space around; nothing if it was only that."""
    part = text[slice(*left)]
    start, stop = left[0] + len(part) - len(part.lstrip()), left[1] - len(part) + len(part.rstrip())
    if stop > start:
        yield one if (start, stop) == (one.start, one.stop) else replace(one, start=start, stop=stop)


def _withheld(text: str, rows: list[Removal], config: PolicyConfig) -> list[Removal]:
    removed = [(r.start, r.stop) for r in rows if r.action == "remove"]
    size = sum(stop - start for start, stop in removed)
    # few cuts come near the limit: mostly some of the text already has so many letters that they cannot
    if config.drop_empty or size <= config.document_share * _letters(text[: size * _TWICE]):
        return rows
    gone = sum(_letters(text[start:stop]) for start, stop in removed)
    if not gone or gone <= config.document_share * _letters(text):
        return rows
    return [replace(r, action="withheld") if r.action == "remove" else r for r in rows]


def _letters(text: str) -> int:
    """Count what is not white space."""
    return len("".join(text.split()))


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
    """A document that goes because another one stays.

    Attributes:
        document, keeper: numbers.
        reason: ``duplicate``, or ``contained`` in a longer one.
        score: similarity of a duplicate; of a contained one its own coverage.
    """

    document: int
    keeper: int
    reason: str
    score: float


Numbers = npt.NDArray[np.integer]
Shares = npt.NDArray[np.floating]


def keeper_order(
    characters: Sequence[int] | Numbers, dates: Sequence[str | None], sources: Sequence[str], config: PolicyConfig
) -> npt.NDArray[np.int64]:
    """Give the document numbers in the order in which they are wanted as keepers; ties by number.

    Args:
        characters: length of each document, by number.
        dates: its date; a document without one comes after all that have one.
        sources: its file.
    """
    number = np.arange(len(characters))
    if config.keep == "first":
        return number
    if config.keep == "longest":
        return np.lexsort((number, -np.asarray(characters, np.int64)))
    if config.keep == "earliest":
        return np.array(sorted(number.tolist(), key=lambda n: (dates[n] is None, dates[n] or "", n)), np.int64)
    rank = {s: i for i, s in enumerate(config.sources)}
    return np.array(sorted(number.tolist(), key=lambda n: (_source_rank(sources[n], rank), n)), np.int64)


def _source_rank(source: str, rank: Mapping[str, int]) -> int:
    """Rank a source by its full name, or by the folders it lies in."""
    parts = source.split("/")
    names = ["/".join(parts[:i]) for i in range(len(parts), 0, -1)]
    return min((rank[n] for n in names if n in rank), default=len(rank))


def copies(
    left: Numbers,
    right: Numbers,
    coverage: tuple[Shares, Shares],
    similarity: Shares,
    *,
    place: Mapping[int, int],
    config: DocumentConfig,
) -> list[Copy]:
    """Choose which documents go as copies of others that stay.

    Each goes only because of a keeper that it matches directly and that itself stays. Documents are looked at
    in the order in which they are wanted, those that a longer one contains after all others.

    Args:
        left, right, coverage, similarity: document matches, shape (matches,); coverage of the left and right one.
        place: of each document in the order in which they are wanted (see `keeper_order`).
    """
    high = [np.asarray(c) >= config.coverage for c in coverage]
    edges: dict[int, list[tuple[int, str, float]]] = {}
    contained: set[int] = set()
    rows = zip(left.tolist(), right.tolist(), *(h.tolist() for h in high), range(len(left)), strict=True)
    for a, b, a_high, b_high, i in rows:
        if a_high and b_high:
            edges.setdefault(a, []).append((b, "duplicate", float(similarity[i])))
            edges.setdefault(b, []).append((a, "duplicate", float(similarity[i])))
        elif a_high or b_high:
            small, large, side = (a, b, 0) if a_high else (b, a, 1)
            contained.add(small)
            edges.setdefault(small, []).append((large, "contained", float(coverage[side][i])))
    gone: dict[int, Copy] = {}
    for document in sorted(edges, key=lambda n: (n in contained, place[n])):
        decided = [e for e in edges[document] if _before(e[0], document, contained, place)]
        stays = [e for e in decided if e[0] not in gone]
        if stays:
            keeper, reason, score = min(stays, key=lambda e: (e[1] == "contained", place[e[0]]))
            gone[document] = Copy(document, keeper, reason, score)
    return [gone[n] for n in sorted(gone)]


def _before(one: int, other: int, contained: set[int], place: Mapping[int, int]) -> bool:
    """Tell whether the first was looked at, and so decided, before the second."""
    return (one in contained, place[one]) < (other in contained, place[other])


@dataclass(frozen=True, slots=True)
class Loss:
    """What a site, or the whole corpus, would lose.

    Attributes:
        name: the host, or "the corpus".
        pages: its documents.
        characters, lost: how many there are, and how many would go.
    """

    name: str
    pages: int
    characters: int
    lost: int


def check(losses: Iterable[Loss], config: PolicyConfig) -> None:
    """Stop where a site or the corpus would lose more than allowed.

    Raises:
        GuardError: naming the first three, unless ``config.yes``.
    """
    over = [
        loss
        for loss in losses
        if loss.pages >= SITE_PAGES and loss.lost > config.corpus_share * max(1, loss.characters)
    ]
    if over and not config.yes:
        told = "; ".join(f"{o.name} would lose {o.lost / o.characters:.0%} of {o.pages} documents" for o in over[:3])
        raise GuardError(
            f"{told} (more than {config.corpus_share:.0%}; {len(over)} such). The tables are kept: look at "
            "removals.parquet, then run the same command with --yes to go on."
        )
