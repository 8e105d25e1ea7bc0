"""The last lines of a text go with the furniture around them, and stay where they may be of the text."""

import pytest

from chaffinch.boilerplate.furniture.wholes import Cut, completed

PROSE = "The mill on the river has ground corn for four hundred years, and it still does."
TEASERS = [
    "Lock keeper finds a boat without an owner",
    "A lock keeper in Harnby has found a boat that nobody owns.",
    "Council wants to paint the bridge green",
    "The council of the town wants the bridge green again.",
    "Bakers strike over the price of flour",
    "Bakers in three towns are on strike since flour costs more.",
]


def added(text: str, *cuts: str, leads: str = "") -> list[str]:
    """Give what goes, too, given the cuts of a text in order."""
    spans = [(text.index(cut), text.index(cut) + len(cut)) for cut in cuts]
    found, _, _ = completed(text, [Cut(*span, learned=False, leads=leads, label=True) for span in spans])
    return [text[a:b] for a, b in found]


@pytest.mark.parametrize("ruler", ["___", "###", "* * *", "–", "-----"])
def test_a_ruler_goes_below_which_nothing_stays(ruler: str) -> None:
    assert added(f"{PROSE}\n\n{ruler}\n\nFollow us on Twitter", "Follow us on Twitter") == [ruler]


@pytest.mark.parametrize(
    "text",
    [
        f"{PROSE}\n\n___\n\nFollow us on Twitter\n\n{PROSE}",
        f"{PROSE}\n\nThe mill\n===\n\nFollow us on Twitter",
        f"{PROSE}\n\nFollow us on Twitter\n\n{PROSE}\n\n___",
    ],
)
def test_a_ruler_stays_above_text_and_below_a_title(text: str) -> None:
    assert added(text, "Follow us on Twitter") == []


def test_a_label_goes_amid_many_that_go_at_the_end() -> None:
    known = ["Share this", "Print this", "Contact us", "Log in"]
    assert added("\n".join([PROSE, *known[:2], "Boats", *known[2:]]), *known) == ["Boats"]


@pytest.mark.parametrize(
    "line", ["Width: 30", "[Boats](/boats)", "It is open.", "ann@lock.example", "The lock \\| Harnby", "Boats:"]
)
def test_a_value_an_end_and_a_title_stay(line: str) -> None:
    known = ["Share this", "Print this", "Contact us", "Log in"]
    assert added("\n".join([PROSE, *known[:2], line, *known[2:]]), *known) == []


def test_a_label_stays_amid_few_that_go() -> None:
    known = ["Share this", "Print this", "Contact us"]
    assert added("\n".join([PROSE, known[0], "Boats", *known[1:]]), *known) == []


@pytest.mark.parametrize("mark", ["", "- "])
def test_teasers_go_below_a_line_that_leads_to_other_pages(mark: str) -> None:
    below = [mark + line for line in TEASERS]
    assert added("\n".join([*[PROSE] * 8, "More headlines", *below]), "More headlines", leads="related") == below


@pytest.mark.parametrize(
    ("above", "below", "leads"),
    [
        ([PROSE] * 8, TEASERS, ""),  # an advert leads nowhere
        ([PROSE] * 2, TEASERS, "related"),  # the text is shorter than they are: a digest
        ([PROSE] * 8, [*TEASERS[:4], "It rained", "Nobody was at the weir."], "related"),
        ([PROSE] * 8, [*TEASERS, PROSE], "related"),
    ],
)
def test_titles_with_sentences_stay_that_may_be_of_the_text(above: list[str], below: list[str], leads: str) -> None:
    text = "\n".join([*above, "More headlines", *below])
    assert not set(added(text, "More headlines", leads=leads)) & set(TEASERS)
