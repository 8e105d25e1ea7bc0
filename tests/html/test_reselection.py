"""Choosing blocks again: the own scores of a page change nothing, others do, and each block left out has a reason."""

from __future__ import annotations

import numpy as np
import pytest

from chaffinch.html.extract import extract
from chaffinch.html.page import reconsider
from chaffinch.html.result import Extracted

PROSE = [
    "The mooring at the eastern quay is new. I went there on Sunday, and the rings were far too small for us.",
    "We lay there for two nights. The wall is good, and nobody asked us for a fee, which is rare on this coast.",
    "I would wait until the autumn: they are going to replace all of the rings, as the harbour master told me.",
]
MENU = (
    "<nav><ul>"
    + "".join(f'<li><a href="/{n}">{n}</a>' for n in ("Home", "Harbour", "Sport", "Weather"))
    + "</ul></nav>"
)
TABLE = "<table><tr><th>Depth<td>Four metres at low water<tr><th>Fee<td>None that we know of</table>"
PAGES = [
    f"<body>{MENU}<main><h1>Moorings</h1>" + "".join(f"<p>{p}</p>" for p in PROSE) + "</main><p>© 2031</p>",
    f"<body>{MENU}<main><h1>Moorings</h1><p>{PROSE[0]}</p>{TABLE}<ul><li>{PROSE[1]}<li>{PROSE[2]}</ul></main>",
    f"<body>{MENU}<p>{PROSE[0]}<p>{PROSE[1]}<p>{PROSE[0]}",
]


def scores(found: Extracted) -> np.ndarray:
    return np.array([block.score for block in found.candidates])


@pytest.mark.parametrize("page", PAGES)
def test_its_own_scores_give_what_the_page_alone_gave(page: str) -> None:
    found = extract(page, profile="page")
    assert len(found.candidates) > 4
    assert reconsider(found.candidates, found.elsewhere, scores(found)) == (found.text, found.left_out)


def test_what_the_page_alone_would_keep_goes_as_a_template() -> None:
    found = extract(PAGES[0], profile="page")
    unlikely = np.array([0.01 if block.text == PROSE[1] else block.score for block in found.candidates])
    again = reconsider(found.candidates, found.elsewhere, unlikely)
    assert again is not None
    text, out = again
    assert PROSE[1] in found.text and text == found.text.replace(PROSE[1] + "\n", "")
    assert [(block.text, block.score) for block in out if block.reason == "other-pages"] == [(PROSE[1], 0.01)]
    assert {block.reason for block in found.left_out} <= {"unlikely", "menu", "footer"}


def test_what_the_page_alone_would_leave_out_is_kept_where_other_pages_make_it_likely() -> None:
    found = extract(PAGES[0], profile="page")
    assert any(block.text == "Weather" for block in found.left_out)
    likely = np.array([0.99 if block.text == "Weather" else block.score for block in found.candidates])
    again = reconsider(found.candidates, found.elsewhere, likely)
    assert again is not None and again[0].startswith("- Weather\n")


def test_unlikely_blocks_leave_the_text_as_it_was() -> None:
    found = extract(PAGES[0], profile="page")
    assert reconsider(found.candidates, found.elsewhere, np.full(len(found.candidates), 0.01)) is None


def test_only_the_block_profile_has_blocks_to_choose_among() -> None:
    assert not extract(PAGES[0], profile="article").candidates
    assert not extract(PAGES[0], profile="trafilatura").candidates
