"""An address to which a text asks its reader to send something stays; the contact of a site goes."""

from __future__ import annotations

import pytest

import chaffinch as cf
from chaffinch.boilerplate.furniture.orders import ordered

TEXT = (
    "The group meets on the first Monday of the month in the old mill, and everybody who works with lanterns is welcome.\n\n"
) * 3

CARDS = {
    "en": "Send your order form and a check to:\n\nLantern User Group\n1330 Quay Street, Suite 315\nHarnby, MA 02146\n"
    "Voice: +1 617 555 0514\nFax: +1 617 555 1347\nEmail: office@lantern.example\n",
    "de": "Die Bestellung richten Sie bitte an:\n\nLaternenverein Lindau e.V.\nHafenstraße 12\n88131 Lindau\n"
    "Tel.: 08382 555 123\nFax: 08382 555 124\nE-Mail: bestellung@laterne.example\n",
    "fr": "Envoyez votre bulletin d'inscription à :\n\nAssociation des lanternes\n12 rue du Port\n29200 Brest\n"
    "Tél. : 02 98 55 51 23\nFax : 02 98 55 51 24\nCourriel : contact@lanterne.example\n",
    "es": "Envíe su pedido a:\n\nAsociación de Faroles\nCalle del Puerto 12\n28001 Madrid\nTel.: 91 555 12 34\n"
    "Fax: 91 555 12 35\nCorreo: pedidos@farol.example\n",
    "it": "Inviare il modulo d'ordine a:\n\nAssociazione Lanterne\nVia del Porto 12\n00100 Roma\nTel. 06 555 1234\n"
    "Fax 06 555 1235\nE-mail: ordini@lanterna.example\n",
    "ru": "Заявки присылайте по адресу:\n\nОбщество фонарщиков\nул. Портовая, 12\n190000 Санкт-Петербург\n"
    "Тел.: +7 812 555 12 34\nФакс: +7 812 555 12 35\nE-mail: zakaz@fonar.example\n",
    "pl": "Zamówienia prosimy przesyłać na adres:\n\nTowarzystwo Latarników\nul. Portowa 12\n80-001 Gdańsk\n"
    "Tel. 58 555 12 34\nFaks: 58 555 12 35\nE-mail: zamowienia@latarnia.example\n",
    "ja": "申込書の送付先：\n\nランタン友の会\n東京都港区1-2-3\n電話：03-5555-1234\nFAX：03-5555-1235\nメール：order@lantern.example\n",
}

CONTACTS = {
    "en": "Media contact:\nAnn Lee\n555-123-4567\nann@lee.example",
    "de": "Pressekontakt:\nAnna Lee\nTel.: 08382 555 123\nanna@lee.example",
    "signature": "If interested reply to:\n\tbo@hall.example\n-- \nAnn Lee, Harnby\nTel. 555-123-4567\nann@lee.example",
    "order": "In order to reach us, call Ann.\n\nMedia contact:\nAnn Lee\nFax: 555-123-4567\nann@lee.example",
}


@pytest.mark.parametrize("lang", CARDS)
def test_the_address_for_orders_stays(lang: str) -> None:
    assert cf.strip(TEXT + CARDS[lang]) == TEXT + CARDS[lang]


@pytest.mark.parametrize("kind", CONTACTS)
def test_the_contact_of_a_site_goes(kind: str) -> None:
    assert "@lee.example" not in cf.strip(TEXT + CONTACTS[kind])


@pytest.mark.parametrize(
    "request_",
    [
        "PD sources preferred. Please reply to the address\nbelow.",
        "Bitte an die unten stehende Adresse schreiben.",
        "Merci d'écrire à l'adresse ci-dessous.",
        "Escribidme a la dirección de abajo.",
        "詳しくは下記のアドレスへ。",
    ],
)
def test_the_card_that_a_short_text_points_to_is_an_order(request_: str) -> None:
    text = f"I look for a lock.\n{request_}\n\nAnn Lee\nann@lock.example"
    assert [text[b - 16 : b] for _, b in ordered(text)] == ["ann@lock.example"]
    assert not ordered(text.replace(request_, f"> {request_.replace(chr(10), ' ')}"))
    assert not ordered(text + "\nThe lock is old." * 100)
