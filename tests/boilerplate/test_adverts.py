"""The address at the end of an advert stays; a signature below two hyphens goes where another address is left."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

import chaffinch as cf

FOOT = "Printed by the quay of Harnby and its friends"

ADVERTS = {
    "en": "Two oars of ash and a rope for sale, hardly used.\nI'd like $40 for both.\n\nReply by EMAIL or call (613) 591-0507",
    "wanted": "I am in the market for a small anchor, ten pounds or so.\n\nJoe Aldous\njoe@lock.example\n012 345 678",
    "job": "The lock office looks for a keeper who can swim.\nSend your CV to Nora Vik\n\nNora Vik\nnora@lock.example",
    "capitals": "1992 ROWING BOAT\n30 MILES\nWHITE\n$150 OR BEST OFFER\ncall tom @ (201) 653-0638 h\n(201) 795-5636 w",
    "de": "Verkaufe zwei Ruder aus Esche, kaum gebraucht.\nFestpreis 40 Euro, nur Abholung.\n\nAnna Kern\nTelefon: 030 123 45 67",
    "fr": "A vendre: deux rames, peu servi. Prix à débattre.\n\nAnne Dubois\nTéléphone : 01 23 45 67 89\nanne@moulin.example",
    "es": "Se vende barca de remos, poco uso, precio negociable.\n\nAna López\nTeléfono: 91 234 56 78\nana@molino.example",
    "ru": "Продам две вёсла, почти новые, торг уместен.\n\nАнна\nТел: +7 495 123 45 67\nanna@mill.example",
    "ja": "古い釣り舟を譲ります。引き取りのみ。\n\n鈴木\nTel: 03-1234-5678\nsuzuki@fune.example",
}

REPORTS = {
    "en": "The lock keeper of Harnby has painted the gates green. Nobody knows why he did, and nobody asks him.",
    "de": "Der Schleusenwärter von Harnby hat die Tore grün gestrichen. Niemand weiß, warum er das getan hat.",
    "fr": "L'éclusier de Harnby a peint les portes en vert. Personne ne sait pourquoi, et personne ne le demande.",
}


@pytest.mark.parametrize("name", ADVERTS)
def test_the_address_of_an_advert_stays(name: str) -> None:
    assert cf.strip(f"{ADVERTS[name]}\n") == f"{ADVERTS[name]}\n"


@pytest.mark.parametrize("name", REPORTS)
def test_the_address_below_a_report_goes(name: str) -> None:
    assert cf.strip(f"{REPORTS[name]}\n\nTom Aldous\ntom@lock.example\n") == f"{REPORTS[name]}\n"


def test_a_signature_of_an_advert_goes_if_an_address_stays() -> None:
    advert = "Two oars for sale, $40. Mail offers to ann@lee.example, please."
    assert cf.strip(f"{advert}\n-- \nAnn Lee, Harnby\n  Lock office\n") == f"{advert}\n"


def test_a_signature_of_an_advert_stays_if_it_has_the_only_address() -> None:
    text = "Two oars for sale, $40.\n-- \nAnn Lee, Harnby\nann@lee.example\n"
    assert cf.strip(text) == text


def test_a_quoted_offer_makes_no_advert() -> None:
    text = "> Two oars for sale, $40 or best offer, to be fetched at the lock of Harnby.\n\nThat is too much for them."
    assert cf.strip(f"{text}\n-- \nAnn Lee\nann@lee.example\n") == f"{text}\n"


def test_a_signature_goes_with_the_line_that_looks_like_a_dateline() -> None:
    text = f"{REPORTS['en']}\n-- \nDave Medin\t\tPhone:\t(205) 730-3169 (w)\nSSD--Networking\t\t(205) 837-1174 (h)\nHarnby\n"
    assert cf.strip(text) == f"{REPORTS['en']}\n"


@pytest.mark.parametrize("lead", ["For sale:", "Zu verkaufen:", "FOR SALE...", "Продам:"])
def test_the_line_that_says_what_a_text_is_about_is_no_template(lead: str, tmp_path: Path) -> None:
    draw = random.Random(3)
    made = ["".join(draw.choices("abdefgiklmnoprstu", k=draw.randint(3, 9))) for _ in range(900)]
    texts = [
        "\n\n".join([lead, *(f"{' '.join(draw.choices(made, k=12)).capitalize()}." for _ in range(4)), FOOT])
        for _ in range(60)
    ]
    rows = [{"id": str(n), "host": "quay.example", "text": text} for n, text in enumerate(texts)]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    run = cf.clean(tmp_path / "in.jsonl", tmp_path / "run")
    lines = (run.cleaned() / "in.jsonl").read_text(encoding="utf-8").splitlines()
    cleaned = [json.loads(line)["text"] for line in lines]
    assert all(text.startswith(lead) and FOOT not in text for text in cleaned)
