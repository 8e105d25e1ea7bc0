"""A signature of which a line goes goes as a whole; a text above it stays."""

from __future__ import annotations

import re

import pytest

from chaffinch.boilerplate.furniture.tails import rest

TEXT = "The gates of the lock are old, and nobody knows why.\n\n"


def added(text: str, *cuts: str) -> list[str]:
    """Give the lines that go with the lines that begin with some words."""
    lines = [match.span() for match in re.finditer(r"\S(?:[^\n]*\S)?", text)]
    gone = [text[a:b].startswith(cuts) for a, b in lines]
    return [text[slice(*lines[at])] for at in rest(text, lines, gone)]


@pytest.mark.parametrize(
    ("block", "cut"),
    [
        ("S. Young\nDept. of Info. Sc.\nUniv. of Harnby\nemail: young@lock.example", "email"),
        ("Distributed Lock Group      Gate Manager\nHarnby Mills & LOCK II      Base Works\nann@lee.example", "ann@"),
        ("Jack Previdi      Veni, Vidi, Fece!\n p20@lock.example", "p20"),
        ("Institut für Wasserbau\nTechnische Universität Harnby\nkern@amt.example", "kern"),
        ("Escuela de Ingenieros\nUniversidad de Harnby\nana@esclusa.example", "ana"),
        ("Иван Петров\nМосковский университет\nivan@shlyuz.example", "ivan"),
        ('Queued for a boat!        FSSNOC #1843\n"Two locks and a mill"\nHarnby (408) 764-5874', "Harnby ("),
    ],
)
def test_names_above_an_address_go(block: str, cut: str) -> None:
    assert added(TEXT + block, cut) == [line.strip() for line in block.split("\n")[:-1]]


def test_a_motto_below_goes_with_a_signature_of_seven_lines() -> None:
    block = (
        "Ann Lee    Gate Keeper, Harnby\nann@lee.example   /\\    lee@lock.example\nDISCLAIMER: I am no boat.\n"
        'The lock calls for rain\n"A lock is a stair for boats. You take all the water\nand all it ever had."\n--Will, "Gates"'
    )
    assert len(added(TEXT + block, "Ann", "ann", "DIS", "The lock", "--Will")) == 2


@pytest.mark.parametrize(
    "block",
    [
        "Any help with the old gates is welcome, but\nplease send it to\nann@lee.example",
        "The keeper has painted all of them\nann@lee.example",
        "You can write to me about this:\nann@lee.example",
        "Schreibt mir bitte wegen der Tore\nann@lee.example",
        "any ideas would be appreciated\nann@lee.example",
    ],
)
def test_text_above_an_address_stays(block: str) -> None:
    assert added(TEXT + block, "ann@") == []


@pytest.mark.parametrize(
    ("greeting", "name"), [("Cheers,", "-Valentine"), ("Viele Grüße", "Anna"), ("Saludos,", "Ana")]
)
def test_a_greeting_goes_with_the_name(greeting: str, name: str) -> None:
    assert added(f"{TEXT}{greeting}\n{name}", name) == [greeting]
    assert added(f"{TEXT}{greeting}\n-- \n{name}", "--", name) == []


@pytest.mark.parametrize("name", ["--\tThe Lock Keeper", "- Anna", "– Иван", "-Ann Lee"])
def test_a_name_behind_a_dash_above_a_delimiter_goes_with_what_is_below(name: str) -> None:
    block = f"{name}\n\n--\nAnn Lee\nann@lee.example"
    assert added(TEXT + block, "--\n", "Ann", "ann") == [name, "--"]


@pytest.mark.parametrize("line", ["- the gates of it", "- 12 boats", "The gates - all of them"])
def test_an_item_above_a_delimiter_stays(line: str) -> None:
    block = f"{line}\n--\nAnn Lee\nann@lee.example"
    assert line not in added(TEXT + block, "Ann", "ann")


@pytest.mark.parametrize(
    "block",
    [
        "---\nann@lee.example ALink: ALEE -- Private activities of a keeper on the net.",
        "---\nAnn Lee, former keeper |I was painting it last night with a friend,\nann@lee.example |and I did it.",
        "---\nanna@schleuse.example Das ist nicht die Meinung meiner Firma, nur meine eigene.",
    ],
)
def test_an_address_with_words_behind_it_is_no_sentence(block: str) -> None:
    assert added(TEXT + block, "---") == block.split("\n")[1:]
