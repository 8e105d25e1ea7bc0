"""Scores against the truth: documents, passages, furniture. Each takes plain rows and gives shares from 0 to 1."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from .truth import KEPT, Member, Truth

__all__ = ["Passage", "Spans", "documents", "furniture", "passages", "removed"]

Bools = npt.NDArray[np.bool_]
Spans = list[tuple[int, int]]
Passage = tuple[str, str, int, int]
"""A reported passage: cluster, document, start and stop in code points."""

_COVERED = 0.5  # share of a planted passage that must be reported
_RATES = ((0.0, "0"), (0.05, "to 5%"), (0.1, "to 10%"), (0.2, "to 20%"), (0.35, "to 35%"), (1.0, "to 50%"))
_PLACES = ("on lines of its own", "on the line of other text")
_BLANKS = [code for code in range(sys.maxunicode) if chr(code).isspace()]


def documents(truth: Truth, clusters: Mapping[str, str], linked: Collection[tuple[str, str]] = ()) -> dict[str, Any]:
    """Score clusters of documents, and pairs that are reported one by one, such as a text inside of another.

    Recall is by kind of copy: the share of planted pairs with one cluster, or linked. Precision is the share of pairs
    in one cluster whose documents are of one family. ``forms_joined`` counts pairs in one cluster that fill one form.

    Args:
        truth: what was planted.
        clusters: cluster of each document that has one.
        linked: pairs of ids, the smaller one first.
    """
    total, hit = Counter[str](), Counter[str]()
    for pair in truth.pairs:
        together = pair.source in clusters and clusters[pair.source] == clusters.get(pair.copy)
        found = together or (min(pair.source, pair.copy), max(pair.source, pair.copy)) in linked
        for key in (pair.kind, "all"):
            total[key] += 1
            hit[key] += found
    recall = {key: round(hit[key] / total[key], 4) for key in total}
    return recall | _purity(truth, clusters)


def removed(truth: Truth, dropped: Collection[str]) -> dict[str, float]:
    """Give the share of the planted pairs of each kind of which one document, at least, is not there any more."""
    total, hit = Counter[str](), Counter[str]()
    for pair in truth.pairs:
        for key in (pair.kind, "all"):
            total[key] += 1
            hit[key] += pair.source in dropped or pair.copy in dropped
    return {key: round(hit[key] / total[key], 4) for key in total}


def _purity(truth: Truth, clusters: Mapping[str, str]) -> dict[str, Any]:
    members = defaultdict(list)
    for name, cluster in clusters.items():
        members[cluster].append(name)
    pairs = right = forms = 0
    for names in members.values():
        pairs += _pairs(len(names))
        right += sum(map(_pairs, Counter(truth.family[n] for n in names if n in truth.family).values()))
        forms += sum(map(_pairs, Counter(truth.forms[n] for n in names if n in truth.forms).values()))
    alike = sum(map(_pairs, Counter(truth.forms.values()).values()))
    precision = round(right / pairs, 5) if pairs else None
    biggest = max(map(len, members.values()), default=0)
    return {"precision": precision, "pairs": pairs, "biggest": biggest, "forms": alike, "forms_joined": forms}


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def passages(truth: Truth, reported: Sequence[Passage]) -> dict[str, Any]:
    """Score passages.

    A planted member is covered if half of its range is reported. ``one_cluster`` is the share of pairs of members of
    one passage that one cluster covers, ``best_iou`` the mean intersection over union with the reported range that fits
    best, ``granularity`` how many ranges of one cluster report a covered member (1 is best; Potthast et al. 2010),
    ``precision`` the share of reported characters that were planted, over documents that have no copy and fill no form.
    """
    by_document: dict[str, list[Passage]] = defaultdict(list)
    for passage in reported:
        by_document[passage[1]].append(passage)
    total, hit = Counter[str](), Counter[str]()
    overlaps, pieces = [], []
    together = pairs = 0
    for members in truth.passages.values():
        found = [_clusters(member, by_document[member.document]) for member in members]
        for member, clusters in zip(members, found, strict=True):
            near = by_document[member.document]
            covered = _covered(member, near) >= _COVERED
            for key in _keys(member):
                total[key] += 1
                hit[key] += covered
            overlaps.append(max((_iou(member, passage) for passage in near), default=0.0))
            pieces += [min(clusters.values())] if covered and clusters else []
        pairs += _pairs(len(members))
        together += sum(bool(a.keys() & b.keys()) for i, a in enumerate(found) for b in found[i + 1 :])
    return {
        "covered": {key: round(hit[key] / total[key], 4) for key in sorted(total)},
        "one_cluster": round(together / pairs, 4) if pairs else None,
        "best_iou": round(float(np.mean(overlaps)), 4) if overlaps else None,
        "granularity": round(float(np.mean(pieces)), 3) if pieces else None,
        "precision": _planted_share(truth, by_document),
        "reported": len(reported),
    }


def _keys(member: Member) -> tuple[str, ...]:
    if member.inherited:
        return "all", "inherited"
    rate = next(name for limit, name in _RATES if member.rate <= limit)
    return tuple(filter(None, ("all", f"rate {rate}", member.change)))


def _shared(member: Member, passage: Passage) -> int:
    return max(0, min(member.stop, passage[3]) - max(member.start, passage[2]))


def _iou(member: Member, passage: Passage) -> float:
    shared = _shared(member, passage)
    return shared / (max(member.stop, passage[3]) - min(member.start, passage[2])) if shared else 0.0


def _covered(member: Member, near: Iterable[Passage]) -> float:
    """Give the share of a member that is in any of the ranges."""
    at, inside = member.start, 0
    for start, stop in sorted((p[2], p[3]) for p in near if _shared(member, p)):
        begin, end = max(start, at), min(stop, member.stop)
        inside, at = inside + max(0, end - begin), max(at, end)
    return inside / (member.stop - member.start)


def _clusters(member: Member, near: Iterable[Passage]) -> dict[str, int]:
    """Give the clusters that cover a member, and by how many ranges."""
    ranges = defaultdict(list)
    for passage in near:
        if _shared(member, passage):
            ranges[passage[0]].append(passage)
    return {name: len(found) for name, found in ranges.items() if _covered(member, found) >= _COVERED}


def _planted_share(truth: Truth, by_document: Mapping[str, Sequence[Passage]]) -> float | None:
    planted: dict[str, Spans] = defaultdict(list)
    for members in truth.passages.values():
        for member in members:
            planted[member.document].append((member.start, member.stop))
    inside = every = 0
    for name, found in by_document.items():
        if name in truth.family or name in truth.forms:
            continue
        furniture = [(start, stop) for start, stop, _ in truth.furniture.get(name, ())]
        known = [*planted.get(name, []), *truth.backgrounds.get(name, []), *furniture]
        reported = [(start, stop) for _, _, start, stop in found]
        length = max(stop for _, stop in [*known, *reported])
        mask = _mask(reported, length)
        every += int(mask.sum())
        inside += int((mask & _mask(known, length)).sum())
    return round(inside / every, 5) if every else None


def furniture(
    truth: Truth,
    texts: Iterable[tuple[str, str]],
    found: Mapping[str, Spans],
    cuts: Mapping[str, Spans],
    cleaned: Collection[str],
) -> dict[str, Any]:
    """Score cuts and findings, in characters other than white space.

    ``found`` is over all documents; all else is over those that were cleaned: dropped ones have no cuts of their own. A
    passage or background is damaged if a character of it was cut.

    Args:
        truth: what was planted.
        texts: id and text of each document.
        found: ranges of findings of removable categories, by document.
        cuts: ranges that were cut as furniture, by document.
        cleaned: ids of the documents that were cleaned.
    """
    members: dict[str, Spans] = defaultdict(list)
    for rows in truth.passages.values():
        for member in rows:
            members[member.document].append((member.start, member.stop))
    counts = Counter[str]()
    for name, text in texts:
        known = truth.furniture.get(name, [])
        counts += _counted(text, known, found.get(name, []), cuts.get(name, []), cleaned=name in cleaned)
        if name in cleaned:
            dark, cut = _dark(text), _mask(cuts.get(name, []), len(text))
            for what, spans in (("passages", members.get(name, [])), ("backgrounds", truth.backgrounds.get(name, []))):
                counts[what] += len(spans)
                counts[f"{what} damaged"] += sum(bool((cut & dark)[a:b].any()) for a, b in spans)
    return _shares(counts)


def _dark(text: str) -> Bools:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return ~np.isin(codes, _BLANKS)


def _counted(
    text: str, known: Sequence[tuple[int, int, str]], found: Spans, cuts: Spans, *, cleaned: bool
) -> Counter[str]:
    dark = _dark(text)
    planted = dark & _mask([(a, b) for a, b, what in known if what not in KEPT], len(text))
    is_found, is_cut = _mask(found, len(text)), dark & _mask(cuts, len(text))
    counts = Counter({"planted": int(planted.sum()), "found": int((planted & is_found).sum())})
    if not cleaned:
        return counts
    counts |= Counter({"open": int(planted.sum()), "cut": int((planted & is_cut).sum()), "all cuts": int(is_cut.sum())})
    others = dark & ~planted
    counts |= Counter({"others": int(others.sum()), "others kept": int((others & ~is_cut).sum())})
    for start, stop, what in known:
        for key in (what, *([] if what in KEPT else [_place(text, start, stop)])):
            counts[f"open {key}"] += int(dark[start:stop].sum())
            counts[f"cut {key}"] += int(is_cut[start:stop].sum())
    return counts


def _place(text: str, start: int, stop: int) -> str:
    alone = text[max(0, start - 1) : start] in ("", "\n") and text[stop : stop + 1] in ("", "\n")
    return _PLACES[0] if alone else _PLACES[1]


def _shares(counts: Counter[str]) -> dict[str, Any]:
    def share(part: str, whole: str) -> float | None:
        return round(counts[part] / counts[whole], 5) if counts[whole] else None

    kinds = sorted(key.removeprefix("open ") for key in counts if key.startswith("open "))
    return {
        "found": share("found", "planted"),
        "cut": share("cut", "open"),
        "precision": share("cut", "all cuts"),
        "others_kept": share("others kept", "others"),
        "by_category": {kind: share(f"cut {kind}", f"open {kind}") for kind in kinds if kind not in _PLACES},
        "by_place": {kind: share(f"cut {kind}", f"open {kind}") for kind in kinds if kind in _PLACES},
        **{key: counts[key] for key in ("passages", "passages damaged", "backgrounds", "backgrounds damaged")},
    }


def _mask(spans: Spans, length: int) -> Bools:
    mask = np.zeros(length, np.bool_)
    for start, stop in spans:
        mask[start:stop] = True
    return mask
