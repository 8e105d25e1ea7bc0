"""Cards of links go with the button among them that goes, and a section of the text stays."""

from __future__ import annotations

import re

import pytest

import chaffinch as cf
from chaffinch.boilerplate.furniture.link_cards import pages, shown
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
    added, spared, _ = completed(text, [Cut(start, start + len(cut), learned=learned)])
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


LISTS = {
    "English": "## Related posts\n\n- [The mill](../mill/)\n- [The sea](../sea/)",
    "one host": "### You might also like\n\n[The mill](https://lock.example/mill)\n\n[The sea](https://www.lock.example/sea)",
    "German": "## Ähnliche Beiträge\n\n- [Die Mühle](/muehle)\n- [Das Meer](/meer)",
    "Spanish": "## Artículos relacionados\n\n- [El molino](/molino)\n- [El mar](/mar)",
    "Russian": "## Похожие статьи\n\n- [Мельница](/m)\n- [Море](/s)",
}

AUTHORS = {
    "links of an author": "## See also\n\n- [The mill](../mill/)\n- [The sea](../sea/)",
    "other hosts": "## Related articles\n\n- [The mill](https://mill.example/a)\n- [The sea](https://sea.example/b)",
    "with notes": "## Related posts\n\n- [The mill](../mill/), where corn is ground\n- [The sea](../sea/)",
    "one link": "## Related posts\n\n- [The mill](../mill/)",
    "with text": "## Related posts\n\n- [The mill](../mill/)\n- [The sea](../sea/)\n\nThe last one is the best that I know.",
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_pages_of_the_site_goes_with_its_heading(name: str) -> None:
    assert cf.strip(f"{TEXT}{LISTS[name]}\n").strip() == TEXT.strip()
    notes = "## Notes\n\nThe gates were painted in May, and again in June."
    assert cf.strip(f"{TEXT}{LISTS[name]}\n\n{notes}\n").split() == f"{TEXT}{notes}".split()


@pytest.mark.parametrize("name", AUTHORS)
def test_a_list_that_may_be_the_authors_stays(name: str) -> None:
    assert list(pages(f"{TEXT}{AUTHORS[name]}\n")) == []


LONG = "# The lock\n\n" + "The gates of the lock are old, and nobody in the town knows why. " * 12
SHOWN = (
    "[![The mill](a.png)](/mill)\n\n[**The mill**](/mill)\n\n[Corn](/tag/corn/) 4 min read\n\n"
    "[![The sea](b.png)](/sea)\n\n[**The sea**](/sea)\n\n[Fish](/tag/fish/) 3 min read"
)


@pytest.mark.parametrize("above", ["", "### Tags\n\n[Locks](/tag/locks/)\n\n", "## Related posts\n\n"])
def test_cards_with_pictures_that_a_text_ends_with_go(above: str) -> None:
    assert cf.strip(f"{LONG}\n\n{above}{SHOWN}\n").strip() == LONG.strip()


@pytest.mark.parametrize(
    "text",
    [
        f"{LONG}\n\n## Examples\n\n{SHOWN}",
        f"{LONG}\n\n{SHOWN}\n\nThe last one is the best.",
        f"# Posts\n\n{SHOWN}",
        f"{LONG}\n\n{SHOWN.replace('(/sea)', '(https://sea.example)').replace('(/mill)', '(https://mill.example)')}",
        f"{LONG}\n\n{SHOWN.replace('(/sea)', '(b.png)').replace('(/mill)', '(a.png)')}",
    ],
    ids=["a section", "amid a text", "a listing", "sponsors", "a gallery"],
)
def test_cards_of_a_text_itself_stay(text: str) -> None:
    assert list(shown(f"{text}\n")) == []


BUTTONS = "[Share on Twitter](https://twitter.example/s) [Share on Facebook](https://facebook.example/s)"


@pytest.mark.parametrize("below", ["", "\n", "\n\n## Notes\n\nOld."])
def test_a_heading_of_other_pages_without_any_stays(below: str) -> None:
    assert not [*pages(f"{TEXT}See [the plan](plan.pdf).\n\n## Related posts{below}")]


def test_buttons_below_a_list_of_pages_are_no_part_of_it() -> None:
    section = "## Related posts\n\n- [The mill](https://lock.example/mill)\n- [The sea](https://lock.example/sea)"
    assert [text[a:b] for text in (f"Tea.\n\n{section}\n\n{BUTTONS}\n",) for a, b in pages(text)] == [
        f"{section}\n\n{BUTTONS}"
    ]
    source = "[What the keeper of the lock told us in May](https://post.example/lock)"
    assert list(pages(f"Tea.\n\n{section}\n\n{source}\n")) == []
    assert list(pages(f"Tea.\n\n{section}\n\nThe last one is the best.\n")) == []


@pytest.mark.parametrize("head", ["## Related articles", "### Mehr zum Thema"])
@pytest.mark.parametrize("between", ["\n\n", "\n\n---\n\n"])
def test_a_list_of_other_pages_above_a_notice_goes_with_its_heading(head: str, between: str) -> None:
    own = "# The ferry\n\n" + "It was late, and nobody on board said a word about it. " * 4
    links = f"{head}\n\n- [The boot](https://osk.example/boot)\n- [The dog](https://osk.example/dog)"
    text = cf.strip(f"{own.strip()}\n\n{links}{between}© 2031 Osk Mail. All rights reserved.\n")
    assert "boot" not in text and head not in text and text.startswith(own.strip())


@pytest.mark.parametrize(
    "end",
    [
        "[← The gates](/gates) [The mill →](/mill)",
        "[‹ Zurück](/gates) | [Weiter ›](/mill)",
        "> **Read also:** [Why the mill stands still](/mill)",
        "> Lesen Sie auch: [Warum die Mühle stillsteht](/mill)",
    ],
)
def test_a_last_line_that_leads_to_other_pages_goes(end: str) -> None:
    assert cf.strip(f"{TEXT}It is [said](/said) that they came by sea.\n\n{end}\n", markup="markdown").endswith(
        "by sea.\n"
    )


@pytest.mark.parametrize(
    "end",
    [
        "[The gates](/gates) [The mill](/mill)",
        "> **Note:** [Why the mill stands still](/mill)",
        "> Read also what the [miller](/mill) wrote about it in his letters.",
    ],
)
def test_a_last_line_with_links_of_the_author_stays(end: str) -> None:
    text = f"{TEXT}It is [said](/said) that they came by sea.\n\n{end}\n"
    assert cf.strip(text, markup="markdown") == text
