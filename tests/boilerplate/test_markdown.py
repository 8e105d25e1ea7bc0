"""Structure of markdown: no finding breaks it."""

from __future__ import annotations

import pyarrow as pa
import pytest

from chaffinch.boilerplate.finding import spared
from chaffinch.boilerplate.markdown import headings, protected
from chaffinch.schemas import FINDING_ROWS


def touched(text: str, *found: str) -> list[bool]:
    """Tell which of some findings, given by their text, are spared."""
    place = [text.index(one) for one in found]
    rows = {
        "row": [0] * len(found),
        "start": place,
        "stop": [p + len(f) for p, f in zip(place, found, strict=True)],
        "category": ["social"] * len(found),
        "rule": ["r"] * len(found),
        "score": [0.9] * len(found),
    }
    return [bool(b) for b in spared(pa.array([text]), pa.table(rows, schema=FINDING_ROWS))]


@pytest.mark.parametrize("fence", ["```", "~~~", "````"])
def test_code_and_its_fences_are_left_alone(fence: str) -> None:
    text = f"Text.\n\n{fence}python\nshare(this)\n{fence}\n\nShare this\n"
    assert touched(text, f"{fence}python", "share(this)", "Share this") == [True, True, False]


def test_a_fence_without_an_end_reaches_to_the_end() -> None:
    assert touched("Text.\n\n```\ncode\n\nShare this", "Share this") == [True]


def test_rows_of_a_table_are_left_alone() -> None:
    text = "| site | share |\n|:---|---:|\n| Share this | 3 |\n\nShare that\n"
    assert touched(text, "Share this", "Share that", "site") == [True, False, True]
    assert protected("Home | News | About\n\nText.") == []


def test_front_matter_is_left_alone() -> None:
    assert touched("---\ntitle: A\ntags: [b]\n---\nText. Share this", "tags: [b]", "Share this") == [True, False]
    assert protected("---\n\nText between rules.\n\n---\n") == []
    assert protected("+++\ntitle = 'A'\n+++\nText.")[0] == (0, 19)


def test_a_heading_goes_only_with_its_text() -> None:
    text = "# Tea\n\nGreen.\n\n## Related\n\nMore tea\n\n## Conclusion\n\nDrink it.\n"
    assert touched(text, "## Related", "More tea", "## Conclusion", "# Tea") == [False, False, True, True]
    assert touched(text, "## Related") == [True]


def test_a_section_stays_with_a_section_below_it() -> None:
    text = "# A\n\n## B\n\n## C\n\nText.\n\n# D\n"
    assert touched(text, "# A", "## B", "## C", "# D") == [True, False, True, False]


def test_headings_in_code_are_none() -> None:
    text = "# A\n```\n# comment\n```\n"
    assert [h.start for h in headings(text, protected(text))] == [0]


def test_no_part_of_a_link_goes_but_words_of_its_label() -> None:
    text = "[\n\nStart here\n\n](a.html)\n\nRead [the plan (new window)](p.png) and [all of it](b.html).\n"
    assert touched(text, "Start here", "](a.html)", "here\n\n](a") == [True, True, True]
    assert touched(text, "(new window)", "[all of it](b.html)", "it](b.html)", "the plan") == [
        False,
        False,
        True,
        False,
    ]


def test_an_image_in_a_link_is_one_with_it() -> None:
    text = "[![A dog](dog.png) Dogs](dogs.html) are fed."
    assert touched(text, "](dogs.html)", "[![A dog](dog.png) Dogs](dogs.html)", "are fed.") == [True, False, False]
