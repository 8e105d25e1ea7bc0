"""Tell whether two words are one stem of which an affix turns the sense: "lawful" and "unlawful".

The affixes are the list ``turning`` of ``deciding_words.toml``, and the pairs that only look so are ``unturned``.
"""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from chaffinch.text.plain_words import plain
from chaffinch.text.vocabulary import vocabulary

__all__ = ["is_turned", "turning_beginnings", "unelided"]

LEAST = 4
"""Letters that a word has beside an affix, at least, where its row says nothing else."""

ELIDED = 2
"""Letters before an apostrophe, at most, that are another word: "d'", "qu'"."""

INFLECTED = 4
"""Letters behind an ending that turns the sense, at most: "harmless" + "ness"."""


class Affix(Struct, frozen=True, gc=False):
    """What stands in the place of an affix of the other word.

    Attributes:
        other: the affix of the other word; "" if it has none.
        least: letters beside the affix, at least.
        only: how the word must end; nothing if it may end in any way.
    """

    other: str
    least: int
    only: tuple[str, ...] = ()


def is_turned(one: str, two: str) -> bool:
    """Tell whether one of the keys of two tokens is the other one with an affix that turns its sense.

    >>> is_turned("lawful", "unlawful"), is_turned("harmful", "harmless"), is_turned("hypertonic", "hypotonic")
    (True, True, True)
    >>> is_turned("ravel", "unravel"), is_turned("range", "orange"), is_turned("valid", "valued")
    (False, False, False)
    """
    if "'" in one and "'" in two:
        one, two = map(unelided, (one, two))
    if one == two:
        return False
    turned = one[-1:] == two[-1:] and (_begins_turned(one, two) or _begins_turned(two, one))
    turned = turned or (one[:2] == two[:2] and (_ends_turned(one, two) or _turns_within(one, two)))
    return turned and (plain(one), plain(two)) not in _unturned()


def _turns_within(one: str, two: str) -> bool:
    """Tell whether the second part of a compound is turned by a beginning.

    >>> _turns_within("zahlungsfahig", "zahlungsunfahig"), _turns_within("gesundheit", "gesheit")
    (True, False)
    """
    affixes = _infixes().get(abs(len(one) - len(two)))
    if affixes is None:  # most words
        return False
    short, long = sorted((one, two), key=len)
    for affix in affixes:
        at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
        for start in range(max(affix.least, at - len(affix.other)), at + 1):
            rest = short[start:]
            if long[:start] == short[:start] and long[start:] == affix.other + rest and rest.endswith(affix.only):
                return True
    return False


@lru_cache(maxsize=1)
def _infixes() -> dict[int, tuple[Affix, ...]]:
    """Give the beginnings that turn the second part of a compound, by their length."""
    found: dict[int, list[Affix]] = {}
    for some in vocabulary()["turning"].values():
        for row in filter(_is_within, some):
            own, _, only = row.partition(" only ")
            other = plain(own.strip("-"))
            found.setdefault(len(other), []).append(Affix(other, LEAST, tuple(plain(only).split())))
    return {size: tuple(affixes) for size, affixes in found.items()}


def _is_within(row: str) -> bool:
    """Tell whether an affix stands within a word: it has a hyphen on both sides."""
    return row.startswith("-") and row.partition(" ")[0].endswith("-")


def unelided(key: str) -> str:
    """Drop what is written before a word without its vowel.

    >>> unelided("l'importation"), unelided("importation"), unelided("o'clock")
    ('importation', 'importation', 'clock')
    """
    before, _, word = key.partition("'")
    return word if word and len(before) <= ELIDED else key


def _begins_turned(one: str, two: str) -> bool:
    beginnings, longest = _affixes(at_end=False)
    least = 1 if one[-2:] == two[-2:] else max(1, len(one) - 1)  # what stands behind the affixes is the same
    for size in range(least, min(longest, len(one)) + 1):
        for affix in beginnings.get(one[:size], ()):
            rest = one[size:]
            if len(rest) >= affix.least and affix.other + rest == two and (not affix.only or rest.endswith(affix.only)):
                return True
    return False


def _ends_turned(one: str, two: str) -> bool:
    """Tell whether two words of one stem have endings that turn the sense, with the same letters behind these."""
    endings, longest = _affixes(at_end=True)
    shared = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    if _initials().isdisjoint(one[max(0, shared - longest) : shared + 1]):  # all words of many scripts
        return False
    for start in range(max(0, shared - longest), shared + 1):
        for size in range(1, min(longest, len(one) - start) + 1):
            behind = one[start + size :]
            if len(behind) > INFLECTED:
                continue
            for affix in endings.get(one[start : start + size], ()):
                if start >= affix.least and two[start:] == affix.other + behind:
                    return True
    return False


def turning_beginnings() -> tuple[str, ...]:
    """Give the beginnings that may turn the sense of a word, as `plain`.

    >>> {"un", "hyper"} <= set(turning_beginnings())
    True
    """
    return tuple(_affixes(at_end=False)[0])


@lru_cache(maxsize=2)
def _affixes(*, at_end: bool) -> tuple[dict[str, tuple[Affix, ...]], int]:
    """Give what may stand in the place of each beginning, or ending, of a word, and the length of the longest one."""
    found: dict[str, set[Affix]] = {}
    for some in vocabulary()["turning"].values():
        for row in some:
            own, _, only = row.partition(" only ")
            if _is_within(row):
                continue
            affixes = [plain(part.strip("-")) for part in own.split() if "-" in part]
            if own.startswith("-") != at_end:
                continue
            least = next((int(part) for part in own.split() if part.isdigit()), LEAST)
            first, other = (*affixes, "")[:2]
            facts = least, tuple(plain(only).split())
            found.setdefault(first, set()).add(Affix(other, *facts))
            if other:
                found.setdefault(other, set()).add(Affix(first, *facts))
    return {affix: tuple(some) for affix, some in found.items()}, max(map(len, found))


@lru_cache(maxsize=1)
def _initials() -> frozenset[str]:
    """Give the first letters of the endings."""
    return frozenset(ending[0] for ending in _affixes(at_end=True)[0] if ending)


@lru_cache(maxsize=1)
def _unturned() -> frozenset[tuple[str, str]]:
    pairs = [tuple(plain(pair).split()) for some in vocabulary()["unturned"].values() for pair in some]
    return frozenset(pair for one, two in pairs for pair in ((one, two), (two, one)))
