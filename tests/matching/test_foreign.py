"""A copy with the boilerplate of the site it was taken from is still a copy."""

from __future__ import annotations

import numpy as np
import pytest

from chaffinch.config import PassageConfig
from chaffinch.matching.anchors import link
from chaffinch.matching.chaining import Anchors
from chaffinch.matching.compare import matches
from chaffinch.matching.coverage import coverages
from chaffinch.matching.letters import LettersInMemory
from chaffinch.matching.winnowing import seeds
from chaffinch.schemas import ANCHORS
from chaffinch.text.folding import fold

STORY = (
    "The ferry ran aground at dawn on a sandbank that no chart shows, and forty passengers waited for the tide. "
    "A fisherman who had seen the lights turned his boat and took the children off before the harbour had answered. "
)
FOOTER = "Subscribe to the Harbour Gazette for two crowns a week and read every story of the coast before breakfast."
OWN = (
    "A second fisherman says that he had warned the ministry of the bank in spring, and that nobody wrote back to him."
)


def covered(left: str, right: str, holes: tuple[str, str]) -> tuple[float, float]:
    import pyarrow as pa

    letters, out = LettersInMemory(fold([left, right])), LettersInMemory(fold(list(holes)))
    rows = seeds(letters.folded, np.arange(2))
    found = matches(Anchors.of(pa.Table.from_batches(link(rows), ANCHORS)), letters, PassageConfig())
    row = coverages(found, letters, holes=out, every=True).to_pylist()[0]
    return row["left_coverage"], row["right_coverage"]


@pytest.mark.parametrize("swap", [False, True])
def test_letters_in_the_holes_of_the_other_document_are_covered(swap: bool) -> None:
    texts, holes = (STORY, STORY + FOOTER), (FOOTER, "")
    if swap:
        texts, holes = texts[::-1], holes[::-1]
    shares = covered(*texts, holes)
    assert min(shares) > 0.98


def test_edited_boilerplate_is_found_too() -> None:
    edited = FOOTER.replace("two crowns", "three crowns").replace("breakfast", "lunch")
    assert covered(STORY, STORY + edited, (FOOTER, ""))[1] > 0.95


def test_text_of_its_own_stays_uncovered() -> None:
    alone = covered(STORY, STORY + OWN, ("", ""))
    assert covered(STORY, STORY + OWN, (FOOTER, "")) == alone
    assert alone[1] < 0.75


def test_boilerplate_alone_makes_no_pair() -> None:
    assert covered(STORY[:107] + OWN, STORY[:107] + FOOTER, (FOOTER, ""))[0] < 0.6
