"""Labels and buttons that are words of a text, items of its lists, or titles of its sections stay."""

import pytest

import chaffinch as cf

PROSE = "The mill on the river has ground corn for four hundred years, and it still does."


@pytest.mark.parametrize(
    "text",
    [
        "Every visit is a call:\n\n@page\n.\nroute\n(\n'/weir'\n)\ndef\nlogin\n():\nreturn\nlogin\n",
        "The sluice answers within a second. The\nconnect\ntimeout is the number of seconds it waits for the gate.",
        "To keep the corn dry you can use the\ncookies\nattribute, which the miller reads each night.",
        "What a look at the mill costs us\nLinkedIn\n$6.50\nTwitter\n$6.40\nReddit\n$3.00",
        "In the row of the last harvest, click\nView All\n.\nThen open the file that ends in mill.",
        "A gate may be called by a word in front of it\n, like this:\nsluice open",
    ],
)
def test_pieces_of_code_and_of_sentences_stay(text: str) -> None:
    assert cf.strip(f"{PROSE}\n\n{text}") == f"{PROSE}\n\n{text}".rstrip("\n") + text[len(text.rstrip("\n")) :]


@pytest.mark.parametrize(
    ("title", "below"),
    [
        ("FAQs", "How long does the mill take for a sack of corn?"),
        ("FAQ", "Q. Who may fish below the weir?"),
        ("Häufige Fragen", "Wie lange mahlt die Mühle an einem Sack Korn?"),
        ("Membership", "A member of the guild pays for the rope, the oil and the bread of one day a year."),
        ("Accessibility", "Two steps lead to the mill, and a ramp of oak goes around them to the lower door."),
        ("Instagram", "On Instagram the mill shows one sack a day, and three thousand people look at it."),
        ("Customer service", "Good millers speak with a farmer before, during and after the grinding of his corn."),
        ("Datenschutz", "Wer im Buch der Mühle steht, darf lesen, was über ihn darin geschrieben wurde."),
        ("See also", "If the wheel is new to you, look at the drawing of the gates before you read on."),
    ],
)
def test_titles_of_sections_stay(title: str, below: str) -> None:
    text = f"{PROSE}\n\n{title}\n\n{below}\n\n{PROSE}"
    assert cf.strip(text) == text


@pytest.mark.parametrize(
    ("button", "below"),
    [
        ("YouTube", "The gates were painted in May, and nobody at the lock knows why they are green."),
        ("Share", "The gates were painted in May, and nobody at the lock knows why they are green."),
        ("Advertisement", "The gates were painted in May, and nobody at the lock knows why they are green."),
    ],
)
def test_buttons_between_paragraphs_go(button: str, below: str) -> None:
    assert cf.strip(f"{PROSE}\n\n{button}\n\n{below}") == f"{PROSE}\n\n{below}"


@pytest.mark.parametrize(
    "items",
    [
        [
            "Bakeries that take our corn",
            "Anna",
            "Oakfield Bread",
            "Facebook",
            "Kern & Sons",
            "Harnby Rolls",
            "Zoom",
            "The Old Oven",
        ],
        ["user", "string", "password", "string", "port", "number", "folder", "string"],
        ["Mill", "Weir", "Press", "Lock", "Quay", "Legal", "Ferry", "Tower"],
    ],
)
def test_items_of_a_list_that_stays_stay(items: list[str]) -> None:
    text = "\n".join([f"{PROSE}\n", *items])
    assert cf.strip(text) == text


def test_buttons_around_a_byline_go() -> None:
    text = f"By Ann Lee\nHarnby Post\n12 May 2014\nShare\nFacebook\nTwitter\nPrint\n\n{PROSE}\n\n{PROSE}"
    assert not {"Share", "Facebook", "Twitter", "Print"} & {*cf.strip(text).split("\n")}


@pytest.mark.parametrize(
    "section",
    [
        "See also\nSluices in Harnby Town\nWeirs\nLocks\nThe wheel of the mill",
        "See also:\n\n- Sluices\n- Weirs",
        "Recommended\n\n- Wheel: oak, nine feet across\n- Stones: two from the quarry of Harnby\n- Corn: dry, of last year",
        "Recommended:\nWheel: oak, nine feet across\nStones: two from the quarry of Harnby\nCorn: dry, of last year",
        "More on the weir:\nBest days for a walk to the weir\nA guide to the fish of the weir\n2. The Lock of Harnby\n"
        + PROSE,
        "Related articles\n\nweirs of harnby\nhistory of the lock\nthe ferry",
        "UP NEXT\n\nHarnby: at home against Oakfield on Friday.\n\nOakfield: at the weir on Sunday.",
        "See also\n\n- The gates of the lock\n- Weirs\n- How to paint the gates of a lock",
        "Related documents\n\n" + "\n\n".join(f"The report of the guild about gate {n}" for n in range(12)),
    ],
)
def test_a_heading_stays_with_a_list_that_stays(section: str) -> None:
    assert cf.strip(f"{PROSE}\n\n{section}").endswith(section)


def test_the_credit_below_its_label_goes_with_it() -> None:
    text = f"{PROSE}\n\nCoat hooks\n\nPhoto credit:\nwww.harnbyhooks.example\n\n{PROSE}"
    assert cf.strip(text) == f"{PROSE}\n\nCoat hooks\n\n{PROSE}"


def test_the_label_above_a_credit_goes_with_it() -> None:
    assert cf.strip(f"{PROSE}\n\nCredit:\nReuters\n\n{PROSE}") == f"{PROSE}\n\n{PROSE}"


@pytest.mark.parametrize("level", ["rules", "safe"])
def test_names_between_words_of_a_sentence_stay(level: str) -> None:
    text = f"{PROSE}\n\nAll that is known of it was written by\nReuters\nand\nAnn Lee\n, who saw it.\n\n{PROSE}"
    assert cf.strip(text, level=level) == text


def test_the_line_below_an_item_of_a_related_list_stays() -> None:
    text = (
        f"{PROSE}\n\nSee also:\n\n- The mill: wheels\n\nAnswer by Edward Beck\n\nTry the lower gate, that should do it."
    )
    assert "Answer by Edward Beck" in cf.strip(text)


def test_the_links_of_a_text_below_a_player_stay() -> None:
    text = f"{PROSE}\n\nPlay video\n\n- [Notes](https://harnby.example/notes)\n- [Drawings](https://harnby.example/pictures)"
    assert "[Notes]" in cf.strip(text)
