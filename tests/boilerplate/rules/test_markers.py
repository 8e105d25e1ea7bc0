"""Labels of adverts and buttons that stand between two sentences."""

from __future__ import annotations

import pytest

import chaffinch as cf
from chaffinch.boilerplate.furniture.inserted import inserted

BETWEEN = (
    ("The first harvest came to thirty jars.", "ADVERTISEMENT", "The keepers draw lots for them."),
    ("Most farms are insured.", "Story continues below advertisement", "Cold is another matter, the union says."),
    ("He has played for years.", "Article continues below this ad", "His son sits on the bench."),
    ("A obra está parada.", "CONTINUA DEPOIS DA PUBLICIDADE", "O edital foi devolvido pelo tribunal."),
    ("Los puestos abren hoy.", "Todos los derechos reservados", "Los clientes estrenan un techo."),
    ("Il raccolto è salvo.", "RIPRODUZIONE RISERVATA", "La gelata ha bruciato i germogli."),
    ("Der Rat tagt am Montag.", "ANZEIGE", "Die Bürger warten auf die Brücke."),
    ("Haber burada bitmiyor.", "REKLAM", "Belediye pazartesi günü başladı."),
    ("Köprü açıldı.", "HABERİN DEVAMI REKLAMDAN SONRA", "Feribot iskelede kaldı."),
    ("A ponte abriu.", "Partilhar por E-mail Partilhar via Reddit", "O barco ficou no cais."),
    ("Мост открыт.", "РЕКЛАМА", "Водители едут с пятницы."),
    ("“It is ours.”", "Share on Facebook Share on Twitter", "The council has leased the shore."),
    ("Le pont tient.", "Partager sur Facebook Partager sur WhatsApp", "La crue a baissé dans la nuit."),
    ("The ferry is back.", "Story continues below the ad", "Its engine was made in Crale."),
    ("La digue tient.", "La suite après cette pub", "Les pompiers restent sur place."),
    ("Silta on auki.", "Juttu jatkuu mainoksen jälkeen", "Autot kulkevat taas perjantaina."),
    ("The tide was low.", "Share on Reddit Share on Pinterest", "Two boats lay on the mud."),
    ("Divers brought up a safe.", "Share this article Follow us on Twitter", "The safe is in the window now."),
)

MORE = "Nobody knows yet what it will cost, and nobody in the town has asked the two men who were there."


@pytest.mark.parametrize(("before", "marker", "behind"), BETWEEN)
def test_a_marker_between_two_sentences_goes(before: str, marker: str, behind: str) -> None:
    text = f"{before} {marker} {behind}"
    assert [(text[a:b], kind) for a, b, kind in inserted(text)] == [(marker, "marker")]
    assert cf.strip(f"{text} {MORE}").split() == f"{before} {behind} {MORE}".split()


@pytest.mark.parametrize(
    "text",
    [
        "Der Rat tagt. WERBUNG IST TEUER, rief er.",
        "Der Rat tagt. WERBUNG ist teuer, rief er.",
        "Der Rat tagt. Werbung Macht Spaß, rief er.",
        "The sign said it all. ADVERTISEMENT: the mill is for sale.",
        "The line was short. Advertisement pays, he said.",
        "He read it out. All rights reserved, it said, and nobody laughed.",
        "They share on Facebook and tell nobody.",
        "Auf Twitter teilen viele ihr Essen.",
        "The firm is called ADVERTISEMENT The Agency.",
    ],
)
def test_sentences_with_these_words_stay(text: str) -> None:
    assert [kind for *_, kind in inserted(text) if kind == "marker"] == []
    assert cf.strip(f"{text} {MORE}") == f"{text} {MORE}"
