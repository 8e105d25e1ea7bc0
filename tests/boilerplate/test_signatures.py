"""Signatures and contact cards go as a whole; an address amid other lines stays with them."""

from __future__ import annotations

import pytest

import chaffinch as cf
from chaffinch.boilerplate.signatures import signatures, torn

ARTICLE = (
    "The lock keeper of Harnby has painted the gates green, and the boats wait longer than before.\nNobody knows why."
)

CARDS = {
    "press": "Media Contact:\n\nNora Vik\n\nHead of Press, Harnby Water Office\n\nnora.vik@water.example\n\n+47 22 12 34 56",
    "joined": "Tom Aldous\nHarnby Lock Office\nTel: 0123 456 789\ntom@lock.example",
    "german": "Pressekontakt:\nAnna Kern\nTelefon: 030 123 45 67\nanna.kern@amt.example",
    "ruler": "------------------------------\nTom Aldous   | tom@lock.example\nHarnby Lock  | (012) 345-6789",
    "name": "Tom Aldous\ntom@lock.example",
    "two": "Contact: Nora Vik\n\n(012) 345-6789\n\nInvestors:\n\nTom Aldous\n\n(012) 345-6780",
}


@pytest.mark.parametrize("name", CARDS)
def test_a_card_at_the_end_goes_as_a_whole(name: str) -> None:
    assert cf.strip(f"{ARTICLE}\n\n{CARDS[name]}\n") == f"{ARTICLE}\n"


def test_a_signature_below_two_hyphens_goes_whatever_it_says() -> None:
    assert (
        cf.strip(f'{ARTICLE}\n-- \nTom Aldous, Harnby\n  "A lock is a stair for boats."\n   /\\_/\\\n')
        == f"{ARTICLE}\n"
    )


def test_what_is_long_below_two_hyphens_is_text() -> None:
    text = f"{ARTICLE}\n--\n" + "\n".join(f"The {i}th boat of the day waited for an hour." for i in range(2, 30))
    assert signatures(text) == []


STAY = {
    "object": "Send your order to\n\n    orders@lock.example\n\nand do not forget to say how many planks you need.",
    "list": "\n".join(f"Harnby Lock {i}\nlock{i}@water.example\n(012) 345-67{i}" for i in range(10, 20)),
    "references": f"{ARTICLE}\n\nReferences\n\nhttps://water.example/a\n\nhttps://water.example/b",
    "amid": f"Harnby Lock Office\nTel: 0123 456 789\nClosed on Mondays and whenever it rains in the hills.\n\n{ARTICLE}",
    "scores": f"{ARTICLE}\n\nHarnby 3 2 1\nTarn 2 2 2\nOsk 1 1 0",
}


@pytest.mark.parametrize("name", STAY)
def test_addresses_that_are_the_text_stay(name: str) -> None:
    assert cf.strip(STAY[name]) == STAY[name]


def test_an_address_below_a_line_that_leads_to_it_belongs_to_that() -> None:
    text = "Write to the office:\n\nann@lee.example\n\nIt answers within a week."
    at = text.index("ann")
    assert torn(text, [(at, at + 15)]) == [0]
    assert torn(text.replace("office:", "office."), [(at, at + 15)]) == []


RULED = (
    "==========================\n|  Ann Lee    Gate keeper |\n|  ann@lee.example        |\n==========================",
    "**************************\nAnna Kern, Schleusenwärterin\nTel.: 0351 44 55 66\nAlle Ansichten sind meine eigenen.\n"
    "**************************",
    "______________________\nAnne Dubois\nanne@moulin.example\n----------------------",
    "+----------+-----------+\n|Ann Lee   |+44 81 466 5127|\n+----------+-----------+",
    "-------------\nann@lee.example",
)


@pytest.mark.parametrize("box", RULED)
def test_a_ruled_signature_goes_whole(box: str) -> None:
    text = f"The gates of the lock are old, and the keeper wants new ones before the winter comes.\n\n{box}\n"
    lines = [text[a:b] for a, b in signatures(text)]
    assert lines == [line.strip() for line in box.splitlines()]


@pytest.mark.parametrize(
    "tail",
    [
        "The gates of the lock\n---------------------\nAnn Lee (ann@lee.example) opens them at noon.",
        "==========\nThe second part of the tale begins in May.\n\nIt rained.",
        "==========\nWhy am I getting these messages when the gate is shut?\nAnn Lee, ann@lee.example",
        "----------\n" + "\n".join(f"Lock {i}   (0351) 44 55 {i}{i}" for i in range(1, 8)) + "\n----------",
    ],
)
def test_other_rulers_stay(tail: str) -> None:
    assert signatures(f"The gates of the lock are old, and the keeper wants new ones.\n\n{tail}\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "LaboImage\n  Contact: Ann Lee, Computer Vision Group,\n  12 Mill Street, Harnby\n\nFigaro\n  It was made for the mill.",
        "Please send me information on it to...\n\t\tann@lee.example",
    ],
)
def test_an_address_of_the_text_is_torn(text: str) -> None:
    cut = next(line for line in text.splitlines() if "Contact" in line or "@" in line).strip()
    assert torn(text, [(text.index(cut), text.index(cut) + len(cut))]) == [0]
