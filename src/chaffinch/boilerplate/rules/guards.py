"""Guards: which findings of rules count, by what stands around them.

A phrase alone is a weak witness. These hold back what would take too much of a document, a byline in the middle of
it, a list of references in part, a cue without a witness, and a tail that has an article in it.

Lines that are no labels: pieces of a hard-wrapped sentence, and the headline of a document.

Bracketed insertions in texts.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.rules.scene import Found, Scene
from chaffinch.text import Bools, Bytes, Floats, Ints

__all__ = ["brackets", "guarded", "inserted"]


_WRAPPED = 40  # characters of a line that may be wrapped; menus have shorter ones
_STOPS = b".!?:;|>*"  # a line that ends so goes on nowhere
_NEWLINE = ord("\n")
# Labels that a headline has, too; the others ("Read more: ...") only lead away
_LABELS = re.compile(
    rb"(video|watch|photos?|foto|gallery|in pictures|opinion|interview|explainer|live updates)\b", re.IGNORECASE
)


def whole_lines(found: Found, scene: Scene, line: Bools, related: Bools) -> Bools:
    """Tell which findings of whole lines stand by themselves; all other findings do.

    Args:
        found: what rules found.
        scene: where.
        line: of each finding, whether its rule takes whole lines.
        related: of each finding, whether its rule is about other articles: a headline with a label ("Video: ...")
            is the document's own where it is the first line of several.
    """
    good = np.ones(len(found), np.bool_)
    for place in np.flatnonzero(line).tolist():
        unit = int(found.unit[place])
        headline = bool(related[place]) and _is_headline(unit, scene)
        good[place] = not headline and not _is_piece(unit, scene)
    return good


def _is_headline(unit: int, scene: Scene) -> bool:
    start = int(scene.units.start[unit])
    alone = scene.first[unit] == scene.last[unit]
    return (
        unit == scene.first[unit]
        and not alone
        and _LABELS.match(scene.batch.data[start : start + _WRAPPED].tobytes()) is not None
    )


def _is_piece(unit: int, scene: Scene) -> bool:
    """Tell if a unit is a line of a wrapped sentence; one with an address is none, as these begin in lower case."""
    if b"@" in scene.batch.data[int(scene.units.start[unit]) : int(scene.units.stop[unit])].tobytes():
        return False
    before = unit > scene.first[unit] and _goes_on(unit - 1, scene)
    return bool(before or (unit < scene.last[unit] and _goes_on(unit, scene)))


def _goes_on(unit: int, scene: Scene) -> bool:
    """Tell if the sentence of a unit goes on in the next one, which is the next line and begins in lower case."""
    data, units = scene.batch.data, scene.units
    stop, start = int(units.stop[unit]), int(units.start[unit + 1])
    if int(scene.solid[unit]) < _WRAPPED or data[stop - 1] in _STOPS:
        return False
    return np.count_nonzero(data[stop:start] == _NEWLINE) == 1 and bool(ord("a") <= data[start] <= ord("z"))


_LONGEST = 600  # bytes; what is longer is no insertion
# Path, link or file, and in markdown the title behind it
_ADDRESS = re.compile(
    rb"\s*<?([a-z][a-z0-9+.-]*://\S+|www\.\S+|\.{0,2}/\S+|#\S+|\S+\.(png|jpe?g|gif|svg|webp|avif|bmp|tiff?|pdf|mp4|webm|html?|php)"
    rb"([?#]\S*)?)>?(\s+[\"'(].*)?\s*",
    re.IGNORECASE | re.DOTALL,
)
_PAIRS = [(opener.encode(), closer.encode()) for opener, closer in zip("([（【［", ")]）】］", strict=True)]


def brackets(data: Bytes, start: Ints, stop: Ints) -> tuple[Ints, Ints, Ints]:
    """Find all (...), [...] and their wide kind within ranges.

    Args:
        data: UTF-8 bytes.
        start: int64; with ``stop`` disjoint ranges in order.
        stop: int64.

    Returns:
        Of each the index of its range, start and stop, brackets included; in order of the ranges and of their ends.
        Brackets without a mate are passed over.

    >>> data = np.frombuffer(b"a (b [c] d) e) [f", np.uint8)
    >>> [x.tolist() for x in brackets(data, np.array([0]), np.array([len(data)]))]
    [[0, 0], [5, 2], [8, 11]]
    """
    pairs = _PAIRS if len(start) else []
    parts = [np.zeros((3, 0), np.int64), *(_of_one_kind(data, start, stop, *pair) for pair in pairs)]
    home, first, last = np.concatenate(parts, axis=1)
    order = np.lexsort((last, home))
    return home[order], first[order], last[order]


def inserted(data: Bytes, start: Ints, stop: Ints) -> Bools:
    """Tell which brackets are insertions of a sentence: not the label or target of a markdown link, not an address.

    Args:
        data: UTF-8 bytes.
        start: int64; with ``stop`` the ranges of brackets, brackets included.
        stop: int64.

    >>> data = np.frombuffer(b"![a lock](images/lock.png) (Photo: Lee)", np.uint8)
    >>> inserted(data, np.array([1, 9, 27]), np.array([9, 26, 39])).tolist()
    [False, False, True]
    """
    before, after = data[start - 1], data[np.minimum(stop, len(data) - 1)]
    opener, follows = data[start], start > 0
    target = (opener == ord("(")) & (before == ord("]")) & follows
    label = (opener == ord("[")) & ((after == ord("(")) | ((before == ord("!")) & follows))
    good = ~(target | label)
    for place in np.flatnonzero(good).tolist():
        good[place] = not _ADDRESS.fullmatch(data[start[place] + 1 : stop[place] - 1].tobytes())
    return np.asarray(good)


def _of_one_kind(data: Bytes, start: Ints, stop: Ints, opener: bytes, closer: bytes) -> Ints:
    """Pair brackets: what opens at some depth closes where that depth is next reached, in the same range."""
    first, last = _places(data, opener), _places(data, closer)
    if not len(first) or not len(last):
        return np.zeros((3, 0), np.int64)
    mark, opens = np.concatenate((first, last)), np.repeat((True, False), (len(first), len(last)))
    home = np.searchsorted(start, mark, side="right") - 1
    inside = np.flatnonzero((home >= 0) & (mark < stop[home]))
    inside = inside[np.argsort(mark[inside], kind="stable")]
    mark, opens, home = mark[inside], opens[inside], home[inside]
    depth = np.cumsum(np.where(opens, 1, -1)) - home * (len(mark) + 1)  # ranges share no depth
    order = np.argsort(depth - opens, kind="stable")
    level = (depth - opens)[order]
    mated = np.flatnonzero((level[1:] == level[:-1]) & opens[order[:-1]] & ~opens[order[1:]])
    one, other = order[mated], order[mated + 1]
    found = np.stack((home[one], mark[one], mark[other] + len(closer)))
    return found[:, found[2] - found[1] <= _LONGEST]


def _places(data: Bytes, mark: bytes) -> Ints:
    place = np.flatnonzero(data[: len(data) - len(mark) + 1] == mark[0])
    for k, byte in enumerate(mark[1:], 1):
        place = place[data[place + k] == byte]
    return place


Names = npt.NDArray[np.str_]

_SHARE = 0.4  # of a document's characters that one finding may take (one-line documents, measured on forum pages)
_UNMISTAKABLE = 0.95  # score of a whole-line rule that may take a document of one line
_OWN = 5  # characters of a line that may be a sentence: "It rained.", four ideographs and a stop
_EDGE_UNITS = 6  # a byline is among so many first or last units
_PROSE = 120  # characters of a unit that is an article's, if no phrase is in it
_LEAST_REFERENCES = 2  # without a heading, one link behind a number is no list
_REFERENCE_SHARE = 0.5  # more links than text: the list is the article
_NUMBERED = re.compile(rb"\s*[\[(]?\d{1,3}[\])]?[.):]?\s")
_ENTRY = re.compile(rb"\s*[\[(^]?\d|.*://", re.DOTALL)


def guarded(found: Found, scene: Scene, scope: Names, category: Names, alone: Bools, score: Floats) -> Found:
    """Give the findings that count, with tails drawn to the ends of their documents.

    Args:
        found: what rules found.
        scene: where.
        scope, category, alone, score: of each rule.
    """
    if not len(found):
        return found
    tail = found.only(scope[found.rule] == "tail")
    found = found.only(scope[found.rule] != "tail")
    found = found.only(whole_lines(found, scene, scope[found.rule] == "line", category[found.rule] == "related"))
    certain = (scope == "line") & (score >= _UNMISTAKABLE)
    found = found.only(_small(found, scene, certain) | _beside_text(found, scene))
    found = found.only((category[found.rule] != "byline") | _at_edge(found, scene))
    lists = category[found.rule] == "references"
    found = Found.joined([found.only(~lists), _references(found.only(lists), scene, prose=_prose(found, scene))])
    found = Found.joined([found, _tails(tail, found.only(alone[found.rule]), scene)])
    return found.only(_witnessed(found, scene, alone))


def _small(found: Found, scene: Scene, certain: Bools) -> Bools:
    """Tell which findings leave enough of their document, or are sure enough to take a document of one line."""
    total = scene.total[scene.units.document[found.unit]]
    small = scene.haystack.solid(found.start, found.stop) <= _SHARE * total
    lone = scene.first[found.unit] == scene.last[found.unit]
    return np.asarray(small | (lone & certain[found.rule]))


def _beside_text(found: Found, scene: Scene) -> Bools:
    """Tell which findings have, in a document of several lines, a line beside them in which no rule finds anything.

    A brief is as short as the notice below it: what counts is that something of its own is left.
    """
    hit = np.zeros(len(scene.units), np.bool_)
    hit[found.unit] = True
    own = np.bincount(scene.units.document, ~hit & scene.alive & (scene.solid >= _OWN), len(scene.total)) > 0
    return np.asarray(own[scene.units.document[found.unit]])


def _at_edge(found: Found, scene: Scene) -> Bools:
    after_start = found.unit - scene.first[found.unit]
    before_end = scene.last[found.unit] - found.unit
    return np.asarray((after_start < _EDGE_UNITS) | (before_end < _EDGE_UNITS))


def _witnessed(found: Found, scene: Scene, alone: Bools) -> Bools:
    """Tell which findings stand by themselves or beside one that does, in the same or the next unit."""
    sure = alone[found.rule]
    witness = np.zeros(len(scene.units) + 2, np.bool_)  # one unit more on either side
    witness[found.unit[sure] + 1] = True
    at = found.unit
    before = witness[at] & (at > scene.first[at])
    after = witness[at + 2] & (at < scene.last[at])
    return np.asarray(sure | witness[at + 1] | before | after)


def _tails(tail: Found, found: Found, scene: Scene) -> Found:
    """Draw tails to the ends of their documents, where that is little and has no prose without a phrase."""
    if not len(tail):
        return tail
    stop = scene.units.stop[scene.last[tail.unit]]
    total = scene.total[scene.units.document[tail.unit]]
    small = scene.haystack.solid(tail.start, stop) <= _SHARE * total
    prose = _prose(found, scene)
    before = np.concatenate(([0], np.cumsum(prose)))
    clear = before[scene.last[tail.unit] + 1] == before[tail.unit + 1]
    return Found(tail.rule, tail.start, stop, tail.unit).only(small & clear)


def _prose(found: Found, scene: Scene) -> Bools:
    prose = scene.solid >= _PROSE
    prose[found.unit] = False
    return np.asarray(prose & scene.alive)


def _references(found: Found, scene: Scene, *, prose: Bools) -> Found:
    """Give lists of references at the ends of documents, all of each or none.

    A list is a run of units that rules found, with a heading or at least two entries; under a heading any
    numbered line is an entry. A run that goes on with numbered lines no rule found is none, nor is one with ``prose``
    behind it.
    """
    if not len(found):
        return found
    rule = dict(zip(found.unit.tolist()[::-1], found.rule.tolist()[::-1], strict=True))  # the first of each unit
    proses = np.concatenate(([0], np.cumsum(prose)))
    rows: list[tuple[int, int]] = []
    done = -1
    for unit in sorted(rule):
        if unit <= done:
            continue
        run = _run(unit, rule, scene)
        done = run[-1][0]
        if _is_list(run, rule, scene) and proses[scene.last[unit] + 1] == proses[done + 1]:
            rows += run
    units, rules = np.array(rows, np.int64).reshape(-1, 2).T
    return Found(rules, scene.units.start[units], scene.units.stop[units], units)


def _run(unit: int, rule: dict[int, int], scene: Scene) -> list[tuple[int, int]]:
    """Give the units from this one on that belong to one list, with their rules."""
    last, run = int(scene.last[unit]), [(unit, rule[unit])]
    headed = not _ENTRY.match(_text(unit, scene))
    while run[-1][0] < last:
        following = run[-1][0] + 1
        if following in rule:
            run.append((following, rule[following]))
        elif headed and _NUMBERED.match(_text(following, scene)):
            run.append((following, rule[unit]))
        else:
            break
    return run


def _is_list(run: list[tuple[int, int]], rule: dict[int, int], scene: Scene) -> bool:
    first, last = run[0][0], run[-1][0]
    if last < scene.last[last] and _NUMBERED.match(_text(last + 1, scene)):
        return False
    headed = not _ENTRY.match(_text(first, scene))
    if not headed and first > scene.first[first] and _NUMBERED.match(_text(first - 1, scene)):
        return False
    total = scene.total[scene.units.document[first]]
    return len(run) >= _LEAST_REFERENCES and scene.solid[first : last + 1].sum() <= _REFERENCE_SHARE * total


def _text(unit: int, scene: Scene) -> bytes:
    start = int(scene.units.start[unit])
    return scene.batch.data[start : min(int(scene.units.stop[unit]), start + _PROSE)].tobytes() + b"\n"
