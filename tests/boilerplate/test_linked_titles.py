"""A title with "Read more" behind goes where it stands alone between paragraphs, and nowhere else."""

import pytest

import chaffinch as cf

PROSE = (
    "The lock at Harnby has been shut since Monday, and the barges wait below the bridge.",
    "The keeper said that the upper gate had cracked in the frost and would have to be made anew.",
    "Nobody on the council could say when the boats would pass again.",
    "Until then the mill has its flour carried to the town by road.",
)
GERMAN = (
    "Die Schleuse in Harnbach ist seit Montag geschlossen, und die Kähne warten unter der Brücke.",
    "Der Wärter sagte, das obere Tor sei im Frost gerissen und müsse neu gebaut werden.",
    "Niemand im Rat konnte sagen, wann die Schiffe wieder durchfahren dürfen.",
)


@pytest.mark.parametrize(
    "box",
    [
        "Who will pay for the new lock? Read more",
        "'It was only a matter of time': the long decline of the canals Read more",
        "Boats that never left the harbour | Ann Wells Read more »",
        "Mill to close after four hundred years – live Continue reading",
    ],
)
@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_title_with_a_button_between_paragraphs_goes(box: str, at: int) -> None:
    text = "\n\n".join([*PROSE[:at], box, *PROSE[at:]])
    assert cf.strip(text) == "\n\n".join(PROSE)


@pytest.mark.parametrize(
    "box", ["Wer bezahlt das neue Tor der Schleuse? Weiterlesen", "Mühle im Tal schließt bald Mehr lesen"]
)
def test_it_goes_in_other_languages(box: str) -> None:
    assert cf.strip("\n\n".join([GERMAN[0], box, *GERMAN[1:]])) == "\n\n".join(GERMAN)


CARD = "[**Ready to cross the river?**\\\\\n\\\\\nOur boats leave at noon.\\\\\n\\\\\nBook a seat](https://ferry.example/book)"


@pytest.mark.parametrize("at", [1, 2, 4])
def test_a_card_of_markdown_between_paragraphs_goes(at: int) -> None:
    assert cf.strip("\n\n".join([*PROSE[:at], CARD, *PROSE[at:]])) == "\n\n".join(PROSE)


@pytest.mark.parametrize("below", ["", "\n\nThe ferry of Harnby\n\n### A boat for all"])
def test_a_card_whose_link_is_lost_leaves_no_open_bracket(below: str) -> None:
    torn = "[**Ready to cross the river?**\\\\\n\\\\\nOur boats leave at noon.\\\\\n\\\\\n"
    left = cf.strip("\n\n".join([*PROSE, torn]) + below)
    assert left.startswith("\n\n".join(PROSE))
    assert "[" not in left
    assert "Our boats" not in left


@pytest.mark.parametrize(
    ("button", "title", "rest"),
    [
        (
            "Read more.",
            "Mayor wants a second lock at Harnby",
            "The town has asked for one since May, and nobody has paid.",
        ),
        (
            "Leia mais.",
            "Prefeito quer outra eclusa em Harnby",
            "Na hipótese de haver dinheiro, ela seria aberta em maio.",
        ),
        ("LEIA MAIS:", "Moinho ocupa o primeiro lugar", "Em meio às dúvidas, a cidade comprou a eclusa do rei."),
    ],
)
def test_the_title_behind_a_button_amid_a_line_goes_with_it(button: str, title: str, rest: str) -> None:
    text = f"It was shut for a year. {button} {title} {rest} It is open now."
    assert cf.strip(text) == f"It was shut for a year. {rest} It is open now."


@pytest.mark.parametrize(
    "rest",
    [
        "A man of 31 was found in the lock on Monday. The keeper had heard him.",
        "The mayor told The Post that he would not pay for a second lock at Harnby.",
        "Rat will zweite Schleuse in Lindau Die Stadt hat seit Mai danach gefragt, und keiner zahlt.",
        "He read the paper, and the others slept on until The Hague was reached.",
    ],
)
def test_the_sentence_behind_a_button_amid_a_line_stays(rest: str) -> None:
    assert rest in cf.strip(f"It was shut for a year. Read more. {rest} It is open now.")


def test_cards_of_a_page_that_lists_them_stay() -> None:
    text = "\n\n".join(
        ["# Boats of Harnby", PROSE[0], *[CARD.replace("noon", hour) for hour in ("one", "two", "three")]]
    )
    assert cf.strip(text) == text


@pytest.mark.parametrize(
    "own",
    [
        "Why children should be made to read more",  # a heading of the text
        "Why Children Should Be Made To Read More",
        "She told them to write less and read more.",
        "Those who had the time went home. Others stayed to read more",
        "Read more",
    ],
)
def test_a_heading_of_the_text_and_a_sentence_are_no_linked_titles(own: str) -> None:
    from chaffinch.boilerplate.furniture.linked_titles import linked_titles

    assert not linked_titles("\n\n".join([*PROSE[:2], own, *PROSE[2:]]))


def test_a_list_of_teasers_stays() -> None:
    from chaffinch.boilerplate.furniture.linked_titles import linked_titles

    teasers = [
        f"{title} Read more\n{prose}"
        for title, prose in zip(
            (
                "Lock shut after a hard frost",
                "Gate cracked from top to bottom",
                "Council has no date yet",
                "Flour goes by road for now",
            ),
            PROSE,
            strict=True,
        )
    ]
    assert not linked_titles("Harnby news of this week\n\n" + "\n\n".join(teasers))


@pytest.mark.parametrize(
    ("above", "goes"),
    [
        ("It is old, it leaks at both ends, and nobody has painted it for years.", True),
        ("These are the plans that a town may choose from, if it has a lock of its own:", False),
    ],
)
def test_a_card_above_a_heading_goes(above: str, goes: bool) -> None:
    from chaffinch.boilerplate.furniture.linked_titles import linked_titles

    card = "[**Build with us**\\\\\n\\\\\nOur keepers know every lock of the river.\\\\\n\\\\\nContact Us](https://lock.example/sales)"
    text = "\n\n".join([*PROSE, above, card, "## The gates", *PROSE])
    assert ([text[a:b] for a, b in linked_titles(text)] == [card]) is goes
