"""Find what newsletters say of themselves at the beginning of a line of which all the rest goes."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter

import numpy as np
import pyarrow as pa

from chaffinch.boilerplate.fitting import fit
from chaffinch.boilerplate.furniture.gaps import heads, pitched
from chaffinch.boilerplate.markdown.view import Structure
from chaffinch.boilerplate.texts import Texts
from chaffinch.model import HOLE_SCORE, KEPT_CATEGORIES
from chaffinch.schemas import FINDING_ROWS

__all__ = ["BOX", "BOX_SCORE", "with_pitches"]

BOX, BOX_SCORE = "box", 0.8
"""Rule and score of such a beginning, and of short sentences between two sentences of furniture."""

PITCHED = ("subscription", "template")
"""Categories of what goes from such a line."""


def with_pitches(texts: Texts, rows: pa.Table, known: Mapping[int, Structure]) -> pa.Table:
    """Add the beginnings of lines of which all else goes, if they have a word of newsletters.

    Args:
        texts: the texts.
        rows: findings in them, rows of `FINDING_ROWS`.
        known: the structure of the texts that are markdown, by their rows.
    """
    category = rows["category"].to_numpy(zero_copy_only=False)
    goes = (rows["score"].to_numpy() >= HOLE_SCORE) & ~np.isin(category, KEPT_CATEGORIES)
    row, start, stop = (rows[name].to_numpy() for name in ("row", "start", "stop"))
    some = np.flatnonzero(goes & np.isin(row, row[goes & np.isin(category, PITCHED)]))
    some = some[np.lexsort((start[some], row[some]))]
    cuts = zip(*(values[some].tolist() for values in (row, start, stop)), strict=True)
    found = [
        (number, a, b)
        for number, inside in groupby(cuts, itemgetter(0))
        for a, b in heads(texts[number], [(first, last) for _, first, last in inside])
    ]
    good = pitched([texts[number][a:b] for number, a, b in found])
    values = {"category": "subscription", "rule": BOX, "score": BOX_SCORE}
    added = [
        {**values, "row": number, "start": a, "stop": b}
        for (number, a, b), fits in zip(found, good, strict=True)
        if fits
    ]
    return pa.concat_tables([rows, fit(texts, pa.Table.from_pylist(added, FINDING_ROWS), known)]) if added else rows
