"""What a step of a guide asks for is the guide's own; so is a heading with a colon above a list that stays."""

from __future__ import annotations

import pytest

import chaffinch as cf
from chaffinch.boilerplate.genres import steps

ARTICLE = "The lock of Harnby has a phone of its own now, and whoever wants to pass the gates writes to it."

GUIDES = {
    "links": "1. [Download the lock app](https://lock.example/app) on Android, iOS, or desktop.\n\n"
    "2. [Create an account](https://lock.example/new) and sign in.",
    "escaped": "**How to go on** 1\\. [Download the Harnby app](https://lock.example/app) on Android, iOS or desktop.\n\n"
    "2. [Create an account](https://lock.example/new) and link it.",
    "plain": "1. Download our app from the App Store or Google Play.\n2. Sign up for our newsletter in the settings.\n"
    "3. Contact us on 020 555 0100 if the gate stays shut.",
    "named": "Step 1: Download our app from Google Play to your phone.\nStep 2: Follow us on Twitter to see the times.",
    "de": "1. Laden Sie unsere App im App Store oder bei Google Play herunter.\n2. Abonnieren Sie unseren Newsletter.",
    "fr": "1. Téléchargez notre application sur l'App Store ou Google Play.\n2. Abonnez-vous à notre newsletter.",
    "es": "1. Descarga nuestra aplicación en Google Play o en App Store.\n2. Suscríbete a nuestro boletín de noticias.",
    "ru": "Шаг 1. Скачайте наше приложение в App Store или Google Play.\nШаг 2. Подпишитесь на нашу рассылку новостей.",
}


@pytest.mark.parametrize("name", GUIDES)
def test_the_steps_of_a_guide_stay(name: str) -> None:
    text = f"{ARTICLE}\n\n{GUIDES[name]}\n\n{ARTICLE}\n"
    assert cf.strip(text) == text


def test_a_request_that_is_no_step_goes() -> None:
    text = f"{ARTICLE}\n\n{ARTICLE}\n\nDownload our free app from the App Store or Google Play.\n"
    assert cf.strip(text) == f"{ARTICLE}\n\n{ARTICLE}\n"


def test_numbered_entries_of_a_menu_are_no_steps() -> None:
    assert steps("1. Home\n2. Subscribe\n3. Contact us") == []


@pytest.mark.parametrize("head", ["Quick reads:", "**More reviews:**", "Other questions:", "Latest reports:"])
def test_a_heading_with_a_colon_stays_above_a_list_that_stays(head: str) -> None:
    text = f"{ARTICLE}\n\n{head}\n\n- Above .330 the boats wait for an hour or more, mostly.\n- Below .270 they do not.\n\n{ARTICLE}\n"
    assert cf.strip(text) == text
