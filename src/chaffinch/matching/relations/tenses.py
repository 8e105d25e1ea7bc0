"""Tell an announcement from the report on what it announced: "will sing" has become "sang", "ist frei" "war frei".

A copy-editor changes a tense here and there. Where verbs turn from what comes, or is, to what was, again and again and
never back, the thing has happened in between.
"""

from __future__ import annotations

from collections.abc import Sequence

from chaffinch.matching.relations.kinds import TURNS, kind, kinds_of
from chaffinch.matching.relations.words import Words
from chaffinch.text import ends_as, tense

__all__ = ["has_happened"]

Ranges = Sequence[tuple[int, int, int, int]]
"""Ranges in which the words of two texts differ: start and stop in the one, start and stop in the other; in order."""

TURNED = 2
"""Places, at least, in which a verb turns to the past."""

SHARE = 0.25
"""Share of the places where two texts differ, at least, that are such: an announcement is written anew as little as can
be. By hand: of copies that a paper edited throughout, fewer are."""

PLACE = 6
"""Words of a side, at most, that are a verb with what stands beside it; more are a sentence that was written anew."""

LONE = 2
"""Words of a side, at most, that are a verb and nothing else."""

STEM = 4
"""Letters by which two words are taken for forms of one verb."""

_PUNCTUATION = ".,;:!?()[]\"'“”‘’«»"


def has_happened(one: Words, two: Words, changed: Ranges) -> bool:
    r"""Tell whether one of two texts says that something will be, or is, what the other one says that was.

    >>> coming = Words("The choir will sing here on Friday. It will perform old songs.")
    >>> past = Words("The choir sang here on Friday. It performed old songs.")
    >>> has_happened(coming, past, [(2, 4, 2, 3), (8, 10, 7, 8)])
    True

    Args:
        one, two: the texts.
        changed: where their words differ.
    """
    left, right, least = one.words, two.words, max(TURNED, SHARE * len(changed))
    places, spare = list[tuple[int, int, int, int]](), len(changed) - least
    for a, b, c, d in changed:
        if a < b and c < d and _may_turn(left[a:b], right[c:d]):
            places.append((a, b, c, d))
        elif spare < 1:  # most texts: too few places are left
            return False
        else:
            spare -= 1
    sides = [(left[a:b], right[c:d]) for a, b, c, d in places]
    forth, back = (sum(_turns(*pair) for pair in some) for some in (sides, [(b, a) for a, b in sides]))
    return max(forth, back) >= least and min(forth, back) == 0


def _may_turn(left: Sequence[str], right: Sequence[str]) -> bool:
    """Tell whether one of two sides has a verb that may turn to the past."""
    if len(left) == len(right) == 1:  # most places
        return bool((kind(left[0]) | kind(right[0])) & TURNS)
    return bool((kinds_of(left) | kinds_of(right)) & TURNS)


def _turns(left: Sequence[str], right: Sequence[str]) -> bool:
    """Tell whether a verb of the left side is in the past on the right."""
    left, right = _bare(left), _bare(right)
    if not left or not right or max(len(left), len(right)) > PLACE:
        return False
    here, there = ({kind for word in side if (kind := tense(word))} for side in (left, right))
    if "past" in there and "past" not in here and not here.isdisjoint({"present", "coming"}):
        return True
    if not there.isdisjoint({"coming", "conditional"}):
        return False
    if "coming" in here:
        return len(right) <= LONE or any(word[:STEM] == other[:STEM] for word in left for other in right)
    return any(
        len(word) > STEM
        and ends_as(word) == "coming"
        and any(word[:STEM] == other[:STEM] and ends_as(other) is None for other in right)
        for word in left
    )


def _bare(words: Sequence[str]) -> list[str]:
    return [key for word in words if (key := word.strip(_PUNCTUATION).casefold())]
