"""A copy with the boilerplate of the site it was taken from is still a copy."""

from __future__ import annotations

import random

import numpy as np
import pytest
from rapidfuzz import fuzz

from chaffinch.config import PassageConfig
from chaffinch.matching.anchors import link
from chaffinch.matching.chaining import Anchors
from chaffinch.matching.compare import matches
from chaffinch.matching.coverage import ALIKE, _may_be_alike, coverages
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


def edited(letters: bytes, share: float, chance: random.Random) -> bytes:
    """Replace, add and remove a share of letters."""
    found = bytearray(letters)
    for _ in range(int(share * len(letters))):
        at = chance.randrange(len(found))
        found[at : at + chance.choice((0, 1))] = chance.choice((b"", b"e", b"t"))
    return bytes(found)


def test_letters_that_are_not_searched_are_alike_to_no_range() -> None:
    chance, base = random.Random(5), "".join(filter(str.isalpha, (STORY + FOOTER + OWN).lower())).encode()
    found = passed = 0
    for _ in range(3000):
        hole = bytes(chance.choices(base, k=chance.randrange(16, 400)))
        at = chance.choice((0, chance.randrange(len(hole)), len(hole) - 16))
        part = edited(hole[at : at + chance.randrange(16, 200)], chance.uniform(0, 0.6), chance)
        part += bytes(chance.choices(base, k=chance.choice((0, 0, 30))))
        may = _may_be_alike(*sorted((part, hole), key=len))
        alike = fuzz.partial_ratio_alignment(part, hole, score_cutoff=ALIKE) is not None
        assert may or not alike
        found, passed = found + alike, passed + may
    assert 500 < found <= passed < 2900
