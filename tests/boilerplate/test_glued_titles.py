"""Titles behind a lead that runs into them stand between the paragraphs of a site; a text may have such colons itself."""

import pytest

import chaffinch as cf
from chaffinch.boilerplate.furniture.glued_titles import glued_titles

PROSE = "The lock at Harnby was shut on Monday, and nobody knows for how long it will be."
TITLES = [
    "Floods:Town votes on the new lock",
    "'No corn':Mill may close in May, says its keeper",
    "Gates:Who pays for the new ones?",
]


def page(*inserted: str, paragraphs: int = 3) -> str:
    """Give a page with lines that stand between its paragraphs."""
    return "\n\n".join(part for line in inserted for part in [*[PROSE] * paragraphs, line]) + f"\n\n{PROSE}"


def found(text: str) -> list[str]:
    return [text[a:b] for a, b in glued_titles(text)]


def test_titles_between_paragraphs_are_found() -> None:
    assert found(page(*TITLES)) == TITLES
    assert not any(title in cf.strip(page(*TITLES)) for title in TITLES)


@pytest.mark.parametrize("number", range(3))
def test_one_is_none(number: int) -> None:
    assert found(page(TITLES[number])) == []


@pytest.mark.parametrize(
    "line",
    [
        "He said:We shall see what the river does to the old lock and its gates in May.",
        "Keeper:I have not seen the river so high.",
        "And then:nothing at all was left of the gates of the lock, and nobody knew why.",
    ],
)
def test_a_text_with_such_colons_of_its_own_has_none(line: str) -> None:
    assert found(page(*TITLES, line)) == []


@pytest.mark.parametrize(
    "lines",
    [
        ("Gates: Town votes on the new lock", "Corn: Mill may close in May"),
        ("http://lock.example/a:Bcd efg hij klm", "10:30 Town votes on the lock"),
        ("Open 9:Town hall and the old mill", "Open 10:Town hall and the old lock"),
        ("Width:Thirty feet", "Height:Nine feet"),
        ("Costs:A crown for each boat and mule", "Hours:Six to nine, but not on Sundays"),
    ],
)
def test_fields_times_and_addresses_are_none(lines: tuple[str, ...]) -> None:
    assert found(page(*lines)) == []


def test_a_list_of_titles_is_none() -> None:
    assert found("\n".join([PROSE, *TITLES])) == []
    assert found("\n".join([*[PROSE] * 12, *TITLES, *TITLES])) == []


@pytest.mark.parametrize(
    "line", ["More: Keeper of the lock finds a boat", "More:Who pays for the new gates in Harnby?"]
)
def test_one_title_behind_more_is_enough(line: str) -> None:
    assert found(page(line)) == [line]
    assert line not in cf.strip(page(line))
    assert found("\n".join([PROSE, line, line])) == []  # no paragraphs for them


@pytest.mark.parametrize("line", ["More: a saint in the eyes of his daughter, and of others", "More: Ann and Bo"])
def test_a_name_and_a_few_words_are_no_title(line: str) -> None:
    assert found(page(line)) == []
