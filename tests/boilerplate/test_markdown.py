"""Structure of markdown: no finding breaks it."""

from __future__ import annotations

import pyarrow as pa
import pytest

from chaffinch.boilerplate.fitting import fit
from chaffinch.boilerplate.markdown.blocks import blocks
from chaffinch.boilerplate.markdown.view import Structure
from chaffinch.boilerplate.texts import Texts
from chaffinch.schemas import FINDING_ROWS


def fitted(text: str, *found: str, category: str = "social") -> list[str | None]:
    """Give what is cut for each of some findings, given by their text; None for one that is left out."""
    place = [text.index(one) for one in found]
    rows = {
        "row": [0] * len(found),
        "start": place,
        "stop": [p + len(f) for p, f in zip(place, found, strict=True)],
        "category": [category] * len(found),
        "rule": list(map(str, range(len(found)))),
        "score": [0.9] * len(found),
    }
    kept = fit(Texts(pa.array([text])), pa.table(rows, schema=FINDING_ROWS), {0: Structure.of(text)})
    by = {row["rule"]: text[row["start"] : row["stop"]] for row in kept.to_pylist() if row["score"] > 0.5}
    return [by.get(str(number)) for number in range(len(found))]


def touched(text: str, *found: str) -> list[bool]:
    """Tell which of some findings, given by their text, are left out."""
    return [one is None for one in fitted(text, *found)]


@pytest.mark.parametrize("fence", ["```", "~~~", "````"])
def test_code_and_its_fences_are_left_alone(fence: str) -> None:
    text = f"Text.\n\n{fence}python\nshare(this)\n{fence}\n\nShare this\n"
    assert touched(text, f"{fence}python", "share(this)", "Share this") == [True, True, False]


def test_a_fence_without_an_end_reaches_to_the_end() -> None:
    assert touched("Text.\n\n```\ncode\n\nShare this", "Share this") == [True]


def test_rows_of_a_table_are_left_alone() -> None:
    text = "| site | share |\n|:---|---:|\n| Share this | 3 |\n\nShare that\n"
    assert touched(text, "Share this", "Share that", "site") == [True, False, True]
    assert blocks("Home | News | About\n\nText.").frozen == []


def test_front_matter_is_left_alone() -> None:
    assert touched("---\ntitle: A\ntags: [b]\n---\nText. Share this", "tags: [b]", "Share this") == [True, False]
    assert blocks("---\n\nText between rules.\n\n---\n").frozen == []
    assert blocks("+++\ntitle = 'A'\n+++\nText.").frozen == [(0, 19)]


def test_a_heading_goes_only_with_its_text() -> None:
    text = "# Tea\n\nGreen.\n\n## Related\n\nMore tea\n\n## Conclusion\n\nDrink it.\n"
    assert touched(text, "## Related", "More tea", "## Conclusion", "# Tea") == [False, False, True, True]
    assert touched(text, "## Related") == [True]


def test_a_section_stays_with_a_section_below_it() -> None:
    text = "# A\n\n## B\n\n## C\n\nText.\n\n# D\n"
    assert touched(text, "# A", "## B", "## C", "# D") == [True, False, True, False]


def test_headings_in_code_are_none() -> None:
    text = "# A\n```\n# comment\n```\n"
    assert [h.start for h in blocks(text).headings] == [0]


def test_no_part_of_a_link_goes_but_words_of_its_label() -> None:
    text = "[\n\nStart here\n\n](a.html)\n\nRead [the plan (new window)](p.png) and [all of it](b.html).\n"
    assert touched(text, "](a.html)", "here\n\n](a", "it](b.html)", "(new window)](p") == [True] * 4
    assert fitted(text, "(new window)", "the plan") == ["(new window)", "the plan"]


def test_a_cut_of_the_label_takes_the_link() -> None:
    text = "[\n\nStart here\n\n](a.html)\n\nRead [all of it](b.html) and [**this**][1].\n\n[1]: c.html\n"
    assert fitted(text, "Start here", "all of it", "this") == [
        "[\n\nStart here\n\n](a.html)",
        "[all of it](b.html)",
        "[**this**][1]",
    ]


def test_an_image_in_a_link_is_one_with_it() -> None:
    text = "[![A dog](dog.png) Dogs](dogs.html) are fed."
    assert touched(text, "](dogs.html)", "[![A dog](dog.png) Dogs](dogs.html)", "are fed.") == [True, False, False]


def test_a_term_and_its_definition_go_together_or_not_at_all() -> None:
    text = "Follow us\n: What a page says that has nobody behind it.\n\nShare this\n\n:   Share it.\n:   Share this page.\n"
    alone, first, second, third = "Follow us", "Share this", "Share it.", "Share this page."
    assert touched(text, alone, first, second) == [True, True, True]
    assert touched(text, alone, first, second, third) == [True, False, False, False]
    assert touched("Follow us: it is a request.\n\nFollow us\n", alone) == [False]
