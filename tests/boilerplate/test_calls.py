"""Addresses that are the point of a text, and those that name who wrote a piece of it."""

from __future__ import annotations

import pytest

import chaffinch as cf
from chaffinch.boilerplate.furniture.calls import attributed

PIECE = "The wall is long, and nobody has mended it since the storm.\n" * 12


@pytest.mark.parametrize("ruler", ["--------------------", "****************", "=-=-=-=-=-=-=-="])
@pytest.mark.parametrize("address", ["ann@lock.example", "<bo.vik@hall.example>"])
def test_an_address_above_a_ruler_and_another_piece_names_who_wrote(address: str, ruler: str) -> None:
    text = f"The gates are old.\n\n{address}\n{ruler}\n\n{PIECE}"
    at = text.index(address)
    assert attributed(text, [(at, at + len(address))]) == [0]
    assert not attributed(text[: len(text) - len(PIECE)] + "Ann Lee, Harnby", [(at, at + len(address))])
    assert not attributed(text.replace(ruler, "It is old."), [(at, at + len(address))])


@pytest.mark.parametrize(
    "letter",
    [
        "Dear Mrs Vale,\n\nyour parcel was sent on 3 May. You can reach us at 0421 55501 if a jar is broken.\n\nOle Brandt",
        "Sehr geehrte Frau Vale,\n\nIhr Paket ging ab. Kontaktieren Sie uns unter 0421 55501, wenn etwas fehlt.\n\nOle Brandt",
        "Estimada señora Vale:\n\nsu paquete salió el lunes. Contáctenos en ole@semillas.example si algo falta.\n\nOle Brandt",
        "Уважаемая Анна Павловна!\n\nПосылка ушла в понедельник. Свяжитесь с нами: ole@seeds.example.\n\nО. Брандт",
    ],
)
def test_a_letter_keeps_how_its_writer_is_reached(letter: str) -> None:
    assert cf.strip(letter) == letter


def test_the_letter_of_a_site_to_its_readers_is_a_page() -> None:
    page = "Dear readers,\n\nthe gates are old, and nobody paints them, so we did it on Monday in the rain."
    assert cf.strip(f"{page}\n\nContact us at office@lock.example or 020 555 100.") == page


@pytest.mark.parametrize("after", ["She's very helpful.", "They know the river well."])
def test_somebody_of_whom_the_next_sentence_speaks_stays(after: str) -> None:
    text = (
        "The river is old. " * 150 + f"\n\nContact Ida Vale at 508 555 0100 for more info. {after}\n\nThe mill is old."
    )
    assert cf.strip(text) == text


def test_what_follows_a_question_of_the_text_stays() -> None:
    own = "The ferry was late, since its captain had to look for his left boot, which the dog had taken up the hill."
    asked = (
        "Nobody has seen the second boot. So: were you on the quay when it was carried off that day? Send us an email."
    )
    text = f"{own} " * 6 + f"\n\n{own} {asked} Anonymity guaranteed."
    assert cf.strip(text) == text
    text = f"{own} " * 20 + "\n\nGot a tip? Email us at boots@osk.example. Anonymity guaranteed."
    assert "boots@" not in cf.strip(text)
