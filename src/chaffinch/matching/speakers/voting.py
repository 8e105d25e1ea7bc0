"""Elect the speaker of a cluster of quotations: each member has one vote, the name that its own text gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

__all__ = ["elected"]

FULL_SHARE = 0.2
"""Share of the votes for a name, at least, that a form of several words has if it is chosen over the surname alone: one
text in many has a word too much before the name ("Finally Trump")."""

_ENDINGS = frozenset(("jr", "jr.", "sr", "sr.", "ii", "iii", "md", "phd"))


def elected(names: Sequence[str | None]) -> str | None:
    """Give the name with more than half of the votes, in its fullest form; None if no name has.

    Names that end with the same word are one: "Lund", "Ana Lund", "Minister Ana Lund".

    Args:
        names: for each member of the cluster the name that its text gives, or None.

    >>> elected(["Lund", "Ana Lund", None, "Tom Aldous"])
    'Ana Lund'
    >>> elected(["Lund", "Aldous"]) is None
    True
    """
    given = [name for name in names if name]
    votes = Counter(map(_last, given))
    best = min(votes, key=lambda last: (-votes[last], last), default=None)
    if best is None or 2 * votes[best] <= len(given):
        return None
    forms = Counter(name for name in given if _last(name) == best)
    full = {form: count for form, count in forms.items() if " " in form and count >= FULL_SHARE * votes[best]}
    return min(full or forms, key=lambda form: (-forms[form], -len(form), form))


def _last(name: str) -> str:
    words = [word for word in name.casefold().split() if word.strip(",") not in _ENDINGS]
    return words[-1] if words else name.casefold()
