"""Cards of links go with the button among them that goes, and a section of the text stays."""

from __future__ import annotations

import re

import pytest

from chaffinch.boilerplate.furniture.wholes import Cut, completed

TEXT = "# The lock\n\nThe gates of the lock are old, and nobody knows why.\n\n"

CARDS = {
    "english": (
        "## Related articles\n\n[View all](/n)\n\n![a](a.png)\n\n[The mill\\\\\n\\\\\nMay 1](/m)\n\n[The sea](/s)",
        "[View all](/n)",
    ),
    "german": (
        "## Weitere Artikel\n\n[Alle Artikel](/n)\n\n[Die Mühle\\\\\n1. Mai](/m)\n\n[Das Meer](/s)",
        "[Alle Artikel](/n)",
    ),
    "spanish": (
        "### Artículos relacionados\n\n- [El molino](/m)\n\n![a [2]](b.png)\n\n- [El mar](/s)\n\n[Ver todo](/t)",
        "### Artículos relacionados",
    ),
    "chinese": ("## 相关文章\n\n[全部](/n)\n\n[水磨\\\\\n五月](/m)\n\n[大海](/s)", "[全部](/n)"),
}


def stays(text: str, cut: str, *, learned: bool = True) -> str:
    """Give what is left of a text of which a line goes."""
    start = text.index(cut)
    added, spared = completed(text, [Cut(start, start + len(cut), learned=learned)])
    gone = [*added, *([] if spared else [(start, start + len(cut))])]
    return "".join(c for at, c in enumerate(text) if not any(a <= at < b for a, b in gone))


@pytest.mark.parametrize("name", CARDS)
def test_cards_below_the_heading_of_a_list_go_with_its_button(name: str) -> None:
    section, cut = CARDS[name]
    left = stays(f"{TEXT}{section}\n\nThe lock \\| Harnby", cut)
    assert re.sub(r"\s+", " ", left) == re.sub(r"\s+", " ", f"{TEXT}The lock \\| Harnby")


def test_a_text_below_the_heading_of_a_list_stays() -> None:
    text = f"{TEXT}## Up next\n\nWe will paint the gates in May.\n\n- [Paint](/p)\n\n[View all](/n)"
    assert "## Up next\n\nWe will paint" in stays(text, "[View all](/n)")


@pytest.mark.parametrize(
    "cards",
    [
        "Mill.example page\n\n### Corn for everybody\n\n![](a.svg)\n\nGet the paper",
        "Seite der Mühle\n\n### Korn für alle\n\nBeitrag\n\n12. Mai 2024\n\n### Wie die Mühle mahlt\n\n![](a.jpg)\n\nAnna Kern",
        "Página del molino\n\nBlog\n\n### El molino vuelve a moler\n\nAna Ruiz",
    ],
)
def test_cards_at_the_end_go_with_the_label_of_the_first(cards: str) -> None:
    assert stays(f"{TEXT}{cards}", cards.split("\n", maxsplit=1)[0]).strip() == TEXT.strip()


@pytest.mark.parametrize(
    "end",
    [
        "Share\n\n## Pictures\n\n![](a.jpg)\n\n![](b.jpg)\n\n![](c.jpg)\n\n![](d.jpg)",
        "Share\n\n## What comes\n\nThe gates are painted in May.",
        "Share\n\n## Tools\n\n- a brush\n- green paint",
    ],
)
def test_a_last_section_of_the_text_stays(end: str) -> None:
    assert stays(f"{TEXT}{end}", "Share").endswith(end.removeprefix("Share"))


def test_a_heading_goes_with_its_section_above_the_title_of_the_page() -> None:
    text = f"{TEXT}## Join the mill\n\n[Contact our team](/c)\n\nThe lock \\| Harnby"
    assert "Join the mill" not in stays(text, "[Contact our team](/c)")
