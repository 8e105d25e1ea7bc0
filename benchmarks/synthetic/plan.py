"""What is planted where: which documents are copies of which, who shares a passage, who fills the same form.

All of it is drawn before a word is written, as arrays with a row for each document; so a document depends on its
number and the plan alone, and can be written in any order, by any process, again and again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .chance import Chance

__all__ = ["CHANGES", "DEFAULT_LANGUAGES", "KINDS", "Groups", "Plan", "plan"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

KINDS = ("original", "exact", "reposted", "near", "cut", "inside", "reformatted")
"""What a document is of another one.

``exact``: the whole text again; ``reposted``: its article amid the furniture of another page; ``near``: that with words
edited; ``cut``: its beginning; ``inside``: the whole article amid text of its own; ``reformatted``: the same words,
otherwise written.
"""

CHANGES = ("verbatim", "glued", "dropped", "punctuated", "reworded", "mixed")
"""How the members of a passage differ from the first one."""

DEFAULT_LANGUAGES = ("en",) * 6 + ("de", "fr", "es", "pl", "ru", "el", "ar", "zh", "ja")

_SHARES = {"exact": 0.03, "reposted": 0.02, "near": 0.18, "cut": 0.03, "inside": 0.03, "reformatted": 0.03}
_RATES = (0.01, 0.05, 0.1, 0.2, 0.3, 0.4)  # of the words of a near-duplicate are edited
_SAME_SITE = 0.6  # of copies
_FORMS, _FORM_SIZE = 0.04, (2, 5)  # share of documents that fill a form; how many fill one
_QUOTING, _QUOTED_BY = 0.22, (2, 10)  # share of the other originals that have a passage; how many have one
_BACKGROUND, _BACKGROUND_OF = 0.06, (3, 6)  # the same of a paragraph that articles of one site share
_SHORTEST, _GROWTH = 60, 147  # words of an article: the shortest, and what the square of three draws is multiplied by
_LONG, _TIMES = 0.04, 4  # share of long articles, and how many times as long they are


@dataclass(frozen=True)
class Groups:
    """Documents in groups.

    Attributes:
        of: group of each document, -1 for none. int64, shape (documents,)
        rank: place of each document in its group. int64, shape (documents,)
        count: number of groups.
    """

    of: Ints
    rank: Ints
    count: int


@dataclass(frozen=True, eq=False)  # so that it can be a key
class Plan:
    """A corpus that is not written yet; arrays have a row for each document.

    Attributes:
        seed: of the corpus.
        languages: of the sites.
        hosts: how many sites there are.
        kind: index in `KINDS`. int64
        source: the document that it is a copy of, or itself. int64
        rate: share of the words that are edited. float64
        host: its site. int64
        words: of its own article. int64
        passages, backgrounds, forms: the groups that share them.
        by_host: originals, site by site. int64, shape (originals,)
        starts: where the originals of each site begin in it. int64, shape (hosts + 1,)
    """

    seed: int
    languages: tuple[str, ...]
    hosts: int
    kind: Ints
    source: Ints
    rate: Floats
    host: Ints
    words: Ints
    passages: Groups
    backgrounds: Groups
    forms: Groups
    by_host: Ints
    starts: Ints

    def __len__(self) -> int:
        return len(self.kind)

    def language(self, host: int) -> str:
        """Give the language of a site."""
        return self.languages[host % len(self.languages)]

    def pages(self, host: int) -> Ints:
        """Give the originals of a site. int64, shape (pages,)."""
        return self.by_host[self.starts[host] : self.starts[host + 1]]


def plan(documents: int, seed: int, languages: Sequence[str] = DEFAULT_LANGUAGES) -> Plan:
    """Plan a corpus of so many documents."""
    chance = Chance(seed, 0)
    hosts = max(2 * len(languages), round(documents**0.5 / 2))  # 50 for 10,000 documents, 500 for a million
    spoken = np.arange(hosts) % len(languages)
    _, spoken = np.unique(np.array(languages)[spoken], return_inverse=True)  # equal ones are one
    kind = _kinds(documents, chance)
    host = _drawn(1 / np.arange(3, hosts + 3), chance.many(documents))
    forms = _forms(kind, host, spoken, chance)
    source = _sources(kind, forms, chance)
    _move(kind, source, host, spoken, chance)
    passages, backgrounds = _shared(kind, forms, host, spoken, chance)
    originals = np.flatnonzero(kind == 0)
    by_host = originals[np.argsort(host[originals], kind="stable")]
    starts = np.searchsorted(host[by_host], np.arange(hosts + 1))
    groups = passages, backgrounds, forms
    drawn = kind, source, _rates(kind, chance), host, _lengths(documents, chance)
    return Plan(seed, tuple(languages), hosts, *drawn, *groups, by_host, starts)


def _drawn(weights: Floats, shares: Floats) -> Ints:
    limits = np.cumsum(weights)
    return np.asarray((limits / limits[-1]).searchsorted(shares, side="right"), np.int64)


def _kinds(documents: int, chance: Chance) -> Ints:
    kind = np.zeros(documents, np.int64)
    order = 1 + chance.order(documents - 1)  # the first document is no copy
    at = 0
    for name, share in _SHARES.items():
        count = round(share * documents)
        kind[order[at : at + count]] = KINDS.index(name)
        at += count
    return kind


def _rates(kind: Ints, chance: Chance) -> Floats:
    rate = np.where(kind > KINDS.index("near"), _RATES[0], 0.0)  # parts of articles are edited a little too
    near = np.flatnonzero(kind == KINDS.index("near"))
    rate[near] = np.resize(_RATES, len(near))[chance.order(len(near))]
    rate[kind == KINDS.index("reformatted")] = 0
    return rate


def _lengths(documents: int, chance: Chance) -> Ints:
    """Draw lengths whose median is 390 words; by sums and products alone, which are the same on every machine."""
    spread = chance.many(documents) + chance.many(documents) + chance.many(documents)
    times = np.where(chance.many(documents) < _LONG, _TIMES, 1)
    return np.asarray((_SHORTEST + _GROWTH * spread**2) * times, np.int64)


def _forms(kind: Ints, host: Ints, spoken: Ints, chance: Chance) -> Groups:
    """Choose who fills forms; half of them do on the site of the first one."""
    originals = np.flatnonzero(kind == 0)
    chosen = originals[chance.order(len(originals))[: round(_FORMS * len(kind))]]
    groups = _grouped(len(kind), _split(chosen, spoken[host[chosen]], _FORM_SIZE, chance))
    members = np.flatnonzero(groups.of >= 0)
    first = np.zeros(groups.count, np.int64)
    firsts = members[groups.rank[members] == 0]
    first[groups.of[firsts]] = host[firsts]
    stay = members[chance.many(len(members)) < 0.5]
    host[stay] = first[groups.of[stay]]
    return groups


def _sources(kind: Ints, forms: Groups, chance: Chance) -> Ints:
    """Choose an earlier original for each copy."""
    originals = np.flatnonzero((kind == 0) & (forms.of < 0))
    before = np.searchsorted(originals, np.arange(len(kind)))
    chosen = (chance.many(len(kind)) * before).astype(np.int64)
    return np.where((kind == 0) | (before == 0), np.arange(len(kind)), originals[chosen])


def _move(kind: Ints, source: Ints, host: Ints, spoken: Ints, chance: Chance) -> None:
    """Put copies on the site of their source, or on another one of its language."""
    kind[source == np.arange(len(kind))] = 0
    copies = np.flatnonzero(kind != 0)
    same = (chance.many(len(copies)) < _SAME_SITE) | (kind[copies] == KINDS.index("exact"))
    for copy, stays in zip(copies.tolist(), same.tolist(), strict=True):
        own = host[source[copy]]
        others = np.flatnonzero(spoken == spoken[own])
        host[copy] = own if stays else others[chance.below(len(others))]


def _shared(kind: Ints, forms: Groups, host: Ints, spoken: Ints, chance: Chance) -> tuple[Groups, Groups]:
    free = np.flatnonzero((kind == 0) & (forms.of < 0))
    free = free[chance.order(len(free))]
    quoting, rest = np.split(free, [round(_QUOTING * len(free))])
    background = rest[: round(_BACKGROUND * len(free))]
    return (
        _grouped(len(kind), _split(quoting, spoken[host[quoting]], _QUOTED_BY, chance)),
        _grouped(len(kind), _split(background, host[background], _BACKGROUND_OF, chance)),
    )


def _split(documents: Ints, of: Ints, sizes: tuple[int, int], chance: Chance) -> Iterator[Ints]:
    """Cut documents of one kind each into groups; a rest that is too small for one is in none."""
    for one in np.unique(of).tolist():
        mine, at = documents[of == one], 0
        while len(mine) - at >= sizes[0]:
            size = min(chance.between(*sizes), len(mine) - at)
            yield np.sort(mine[at : at + size])
            at += size


def _grouped(documents: int, groups: Iterator[Ints]) -> Groups:
    of, rank, count = np.full(documents, -1, np.int64), np.zeros(documents, np.int64), 0
    for members in groups:
        of[members], rank[members] = count, np.arange(len(members))
        count += 1
    return Groups(of, rank, count)
