"""A line that ends with who said it is what somebody said, and so is a string in code."""

from __future__ import annotations

import pytest

import chaffinch as cf
from chaffinch.boilerplate.rules.mentions import Speech, attributes, quotations, speech

PROSE = (
    "The ferry was late, since its captain had to look for his left boot, which the dog had taken up the hill. He found "
    "it below the church, with a hole in it, and put it on all the same. Nobody on board said a word about it."
)

SAID = [
    "Subscribe to our gulls, advises the keeper of the light.",
    "The author is not liable for the sunken piano, the court found.",
    "« Lire la suite », dit Aline.",
    "Abonnez-vous à la pluie, a plaisanté le maire.",
    "Suscríbase a la calma, aconseja el pastor.",
    "„Nachdruck verboten“, las sie und lachte.",
    "Das Wort ‚Alle Rechte vorbehalten‘ stand auf dem Kahn.",
    "Редакция не несёт ответственности за лёд, решил суд.",
    "Above the oven hung © 1931 Osk & Sons, in blue.",
    "Der Fischer klickte auf Newsletter abonnieren und lachte.",
]

FURNITURE = [
    "Subscribe to our newsletter, it is free.",
    "© 1931 Osk & Sons. All rights reserved.",
]


@pytest.mark.parametrize("one", speech("attributed"), ids=lambda one: one.language)
def test_who_said_it(one: Speech) -> None:
    assert [line for line in one.yes if not attributes(line)] == []
    assert [line for line in one.no if attributes(line)] == []


@pytest.mark.parametrize("line", SAID)
def test_what_somebody_says_stays(line: str) -> None:
    text = f"{PROSE}\n\n{line}\n\n{PROSE}"
    assert cf.strip(text) == text


@pytest.mark.parametrize("line", FURNITURE)
def test_what_nobody_says_goes(line: str) -> None:
    assert line not in cf.strip(f"{PROSE}\n\n{line}\n\n{PROSE}")


def test_a_single_quotation_of_german() -> None:
    assert quotations("Da hing ‚Bitte nicht füttern‘ am Zaun.") == [(8, 29)]


@pytest.mark.parametrize(
    "line",
    [
        "(4, '© 2031 Osk Mail. All rights reserved.');",
        "UPDATE foot SET body = '© 2031 Osk Mail. All rights reserved.' WHERE id = 2;",
        '[ "© 2031 Osk Mail. All rights reserved."',
        "echo All rights reserved.",
    ],
)
def test_strings_of_code_stay(line: str) -> None:
    text = f"{PROSE}\n\n{line}\n\n{PROSE}"
    assert cf.strip(text) == text
