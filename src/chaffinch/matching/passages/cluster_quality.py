"""Tell what the passages of a cluster are made of: what most members are, or a form that each of them fills in.

Reports of two months, companies or days by one form, and set phrases ("A spokesperson for ... did not respond") are
alike, and no text that was used again: members have other numbers, names or dates at the same places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.matching.passages.quality import QUALITIES
from chaffinch.matching.passages.shared_names import share_a_phrase_alone, share_names_alone
from chaffinch.matching.relations.contradictions import other_facts
from chaffinch.matching.relations.places import differences
from chaffinch.matching.relations.words import Words
from chaffinch.schemas import ints
from chaffinch.text import Ints, changes

__all__ = ["cluster_qualities", "is_form", "states_otherwise"]

NUMBERS, AGREE = 2, 0.5
"""Numbers of a passage, at least, by which it can be a form; and share of them, at least, that another passage has if
both are one statement: forms (market reports, results) have other numbers each time."""

WORDS_OF = 40
"""Words of a passage in which there is one other fact if it is a form. Of 3,060 clusters that were worth reading, those
with one in 40 words and more were forms; a report of 98 words with a corrected toll of deaths had two."""

SHARE = 0.25
"""Share of the places where two passages differ, at least, that have other facts in a form. By hand, on these clusters:
where fewer have, one passage is edited, and one of its numbers as well."""

COMPARED = 9
"""Members of a cluster, at most, that are compared, each with the one before."""

READ = 1500
"""Code points of a passage, at most, that are compared: forms are short, and the beginning of a long one tells."""


def cluster_qualities(label: Ints, batch: pa.RecordBatch, spared: npt.NDArray[np.bool_]) -> pa.Array:
    """Give for each member the quality of its cluster: that of most members; of equally many the better one.

    Prose with other facts in each member is a form, of the quality ``figures``, and prose of which the members have
    names alone in common is ``names``, a phrase alone ``phrase``. A quotation is a form only if most of its numbers
    differ: what its tags have ("told the Harnby Post") is not part of it. Neither are repeats of one site compared,
    which are never worth reading.

    Args:
        label: of the members, sorted; int64, shape (members,).
        batch: rows of `LOCATED_MEMBERS`.
        spared: whether the facts of the cluster of each member are not compared; bool, shape (members,).
    """
    index = pc.index_in(batch["quality"], value_set=pa.array(QUALITIES)).to_numpy(zero_copy_only=False).astype(np.int64)
    cluster = np.cumsum(changes(label)) - 1
    count = np.bincount(cluster * len(QUALITIES) + index, minlength=len(QUALITIES) * (int(cluster.max(initial=-1)) + 1))
    most = count.reshape(-1, len(QUALITIES)).argmax(axis=1)
    # the first passage of each document: what one repeats is the same filling of a form
    rows = np.flatnonzero(changes(label, ints(batch, "number")))
    bounds = [*np.flatnonzero(changes(label[rows])).tolist(), len(rows)]
    numbers = batch["numbers"].take(pa.array(rows)).to_pylist()
    for at, (low, high) in enumerate(pairwise(bounds)):
        if QUALITIES[most[at]] != "prose":
            continue
        compared = rows[low : min(high, low + COMPARED)]
        texts = [] if spared[compared[0]] else _texts(batch, compared)
        if is_form(numbers[low:high]) or _is_filled_in(texts):
            most[at] = QUALITIES.index("figures")
        elif share_names_alone(texts):
            most[at] = QUALITIES.index("names")
        elif share_a_phrase_alone(texts):
            most[at] = QUALITIES.index("phrase")
    return pa.array(QUALITIES).take(pa.array(most[cluster]))


def is_form(numbers: Sequence[str]) -> bool:
    """Tell whether most passages of a cluster have other numbers than the one before.

    Args:
        numbers: of each passage, those in digits, separated by spaces.

    >>> is_form(["12.5 3.1 8", "9.7 3.1 4"]), is_form(["12.5 3.1 8", "12.5 3.1 8 2"])
    (True, False)
    """
    rows = [row.split() for row in numbers]
    several = [(one, two) for one, two in pairwise(rows) if min(len(one), len(two)) >= NUMBERS]
    if not several or 2 * len(several) < len(rows) - 1:  # most clusters
        return False
    pairs = [(Counter(one), Counter(two)) for one, two in several if one != two]
    other = sum((one & two).total() < AGREE * min(one.total(), two.total()) for one, two in pairs)
    return 2 * other > len(several)


def _texts(batch: pa.RecordBatch, rows: Ints) -> list[str]:
    """Give the beginnings of some passages of a cluster; those that are no prose have no text."""
    text, before, after = (batch[name] for name in ("text", "before", "after"))
    own = ((text[at].as_py(), before[at].as_py(), after[at].as_py()) for at in rows.tolist())
    return [whole[low : min(low + READ, len(whole) - high)] for whole, low, high in own if whole]


def _is_filled_in(texts: Sequence[str]) -> bool:
    """Tell whether half of the passages of a cluster, or more, state other facts than the one before."""
    pairs = pairwise(map(Words, texts))
    left = len(texts) - 1
    missing = (left + 1) // 2  # pairs that state otherwise, before there are enough
    for one, two in pairs:
        if not 0 < missing <= left:
            break
        missing -= one.text != two.text and _states_otherwise(one, two)
        left -= 1
    return missing <= 0 < len(texts) - 1


def states_otherwise(one: str, two: str) -> bool:
    """Tell whether two passages that are alike state other facts at the same places, as two fillings of a form do.

    >>> states_otherwise("Harnby bought 20,000 tonnes of oil in May.", "Harnby bought 46,000 tonnes of oil in July.")
    True
    >>> states_otherwise("The dam cost two million crowns.", "The dam had cost 2 mln crowns.")
    False
    """
    return one != two and _states_otherwise(Words(one), Words(two))


def _states_otherwise(one: Words, two: Words) -> bool:
    places = differences(one, two)
    least = max(1, SHARE * len(places), min(len(one.words), len(two.words)) / WORDS_OF)
    return sum(other_facts(place, one, two) for place in places) >= least
