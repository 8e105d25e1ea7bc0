"""Look among the words that differ for the signs of judgements: of most pairs several judgements can find nothing.

Two copies differ in many words, and each judgement that reads all of them takes as long as an alignment. One pass over
these words tells which judgements have anything to read.
"""

from __future__ import annotations

from collections.abc import Sequence

from chaffinch.matching.relations.tenses import may_turn
from chaffinch.matching.relations.versions import key_of
from chaffinch.matching.relations.words import Words
from chaffinch.text import Remembered, is_coming, period

__all__ = ["COMES", "MEASURES", "TURNS", "signs"]

COMES, MEASURES, TURNS = 1, 2, 4
"""A word that says that something is still to come; a unit of time; a verb that may turn to the past."""


def signs(one: Words, two: Words, changed: Sequence[tuple[int, int, int, int]]) -> int:
    """Give the signs that are among the words in which two texts differ, as bits.

    `is_announced` holds only with `COMES`, `is_remeasured` with `MEASURES`, and `has_happened` with `TURNS`: they read
    no other words for these.

    >>> fast, slow = Words("The pump moves 40 tons a day"), Words("The pump moves 40 tons a year")
    >>> signs(fast, slow, [(6, 7, 6, 7)]) == MEASURES, signs(fast, slow, [])
    (True, 0)
    """
    words, found = set[str](), 0
    for a, b, c, d in changed:
        words.update(one.words[a:b], two.words[c:d])
    for sign in set(map(_sign, words)):
        found |= sign
    return found


def _sign_of(word: str) -> int:
    key = key_of(word)
    return COMES * is_coming(key) | MEASURES * (period(key) is not None) | TURNS * may_turn(word)


_sign = Remembered(_sign_of, 1 << 16).__getitem__
