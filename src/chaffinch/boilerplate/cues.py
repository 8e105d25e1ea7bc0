"""Count cues: words of page furniture in many languages, by groups.

A cue alone is weak evidence. The line model weighs the counts together with how a line looks and what is around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

import ahocorasick_rs
import numpy as np
import numpy.typing as npt
from msgspec import Struct

from chaffinch.boilerplate.rules.literals import FOLD
from chaffinch.boilerplate.rules.scene import Haystack
from chaffinch.text import Bools, Ints, TextBatch, blocks, data_file

__all__ = ["load", "worded"]

_DATA, _FURTHER = "cues.toml", "templates/furniture.toml"
_OF_TEXTS = ("shop", "posted")  # groups of cues whose words are those of other texts, too: "Price: 12", "by Ann"


class Cues(Struct, frozen=True, eq=False):
    """Cues, compiled.

    Attributes:
        groups: names of the groups.
        automaton: finds the cues in folded bytes.
        group: the index of the group of each cue, int64, shape (cues,).
        left, right: whether the start and the end of each cue must be at an edge of a word, int8, shape (cues,).
    """

    groups: tuple[str, ...]
    automaton: Any
    group: npt.NDArray[np.int64]
    left: npt.NDArray[np.int8]
    right: npt.NDArray[np.int8]

    def count(self, haystack: Haystack) -> Ints:
        """Count the cues in each block of a haystack: int64, shape (blocks, groups).

        >>> from chaffinch.text.segment import TextBatch, blocks
        >>> batch = TextBatch.of(["Log in to leave a reply", "It rained."])
        >>> cues = load()
        >>> counts = cues.count(Haystack.of(batch, blocks(batch)))
        >>> [(g, int(n)) for g, n in zip(cues.groups, counts[0]) if n], int(counts[1].sum())
        ([('account', 1), ('comments', 2)], 0)
        """
        hits = self.automaton.find_matches_as_indexes(haystack.data, overlapping=True)
        cue, start, stop = np.fromiter(chain.from_iterable(hits), np.int64, 3 * len(hits)).reshape(-1, 3).T
        block = np.searchsorted(haystack.start, start, side="right") - 1
        good = self.left[cue] <= haystack.edge(start, haystack.first[block])
        good &= self.right[cue] <= haystack.edge(stop, haystack.last[block], after=True)
        place = block[good] * len(self.groups) + self.group[cue[good]]
        counts = np.bincount(place, minlength=len(haystack.start) * len(self.groups))
        return counts.reshape(-1, len(self.groups)).astype(np.int64)


@lru_cache(maxsize=3)
def load(name: str = _DATA) -> Cues:
    """Read and compile a file of cues; the result stays in memory for the process.

    Args:
        name: path of a TOML file below the folder of this package.
    """
    tree = data_file("chaffinch.boilerplate", *name.split("/"))
    cues = [(i, cue) for i, group in enumerate(tree.values()) for cue in group]
    spelled = [cue.strip().encode().translate(FOLD) for _, cue in cues]
    return Cues(
        tuple(tree),
        ahocorasick_rs.BytesAhoCorasick(spelled, implementation=ahocorasick_rs.Implementation.DFA),
        np.array([group for group, _ in cues], np.int64),
        np.array([cue.startswith(" ") for _, cue in cues], np.int8),
        np.array([cue.endswith(" ") for _, cue in cues], np.int8),
    )


def worded(texts: Sequence[str]) -> Bools:
    """Tell which texts have a word of page furniture; those of shops and of bylines are words of other texts, too.

    Returns:
        Bool, shape (texts,).

    >>> worded(["Votes against", "Referee", "Price", "Painted by children"]).tolist()
    [True, False, False, False]
    """
    if not len(texts):
        return np.zeros(0, np.bool_)
    batch = TextBatch.of([*texts])
    parts = blocks(batch)
    haystack = Haystack.of(batch, parts)
    general, further = load(), load(_FURTHER)
    words = general.count(haystack)[:, ~np.isin(general.groups, _OF_TEXTS)].sum(axis=1) + further.count(haystack).sum(
        axis=1
    )
    return np.asarray(np.bincount(parts.document, words, len(texts)) > 0)
