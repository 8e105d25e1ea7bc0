"""Choose among the blocks of a page once more, when other pages have told how likely each is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from chaffinch.html.block_words import Words
from chaffinch.html.page import Chosen, pick, written
from chaffinch.html.result import Candidate, LeftOut
from chaffinch.text import Floats

__all__ = ["reconsider"]


def reconsider(
    blocks: Sequence[Candidate], elsewhere: float, probability: Floats
) -> tuple[str, tuple[LeftOut, ...]] | None:
    """Give the text and what is left out, as `page.extract` does; with the pages' own scores it is the same.

    What the page alone would have kept is left out with the reason ``template``.

    Args:
        blocks: what `page.extract` found.
        elsewhere: ... and how many words elsewhere.
        probability: of each block to be main text. float64, shape (blocks,)

    Returns:
        None where the blocks promise too little; then what the page alone gave is to be taken.
    """
    words = Words.of([block.text for block in blocks])
    link = np.array([block.link for block in blocks], np.bool_)
    chosen = pick(probability, words, link, elsewhere)
    if not chosen.own:
        return None
    before = pick(np.array([block.score for block in blocks]), words, link, elsewhere).kept
    reasons = tuple(
        "template" if reason == "score" and was else reason for reason, was in zip(chosen.reasons, before, strict=True)
    )
    chosen = Chosen(chosen.kept, reasons, probability, chosen.own)
    return written([b.text for b in blocks], [b.row for b in blocks], [b.item for b in blocks], chosen)
