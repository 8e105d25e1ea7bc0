"""A pack of phrases looks at texts of its language only, where that is sure."""

from __future__ import annotations

import pytest

import chaffinch as cf
from chaffinch.boilerplate.languages import language
from chaffinch.boilerplate.rules.packs import packaged, read_all
from chaffinch.boilerplate.rules.ruleset import GATED

TEXTS = {
    "en": "The keeper of the lock said that the gates had been painted and that there was nobody on the boats that day, which was not what they had been told by the office.",
    "de": "Der Wärter der Schleuse sagte, dass die Tore gestrichen sind und dass an diesem Tag niemand auf den Booten war, was aber nicht das ist, was das Amt gesagt hat.",
    "fr": "Le gardien de l'écluse a dit que les portes sont peintes et que personne n'était sur les bateaux ce jour, mais ce n'est pas ce que le bureau avait dit dans une lettre.",
    "es": "El guarda de la esclusa dijo que las puertas están pintadas y que no había nadie en los barcos, pero eso no es lo que la oficina había dicho en una carta desde el lunes.",
    "pt": "O guarda da eclusa disse que as portas estão pintadas e que não havia ninguém nos barcos, mas isso não é o que o escritório tinha dito em uma carta até ontem.",
    "pl": "Strażnik śluzy powiedział, że bramy są już pomalowane i że tego dnia nikogo nie było na łodziach, ale to nie jest to, co powiedział urząd w liście, który przez rok czekał.",
    "sq": "Roja e portës tha se dyert janë lyer dhe se atë ditë nuk kishte asnjë njeri në varka, por kjo nuk është ajo që tha zyra në një letër për të gjithë.",
    "ru": "Сторож шлюза сказал, что ворота покрашены и что в тот день на лодках никого не было.",
    "uk": "Сторож шлюзу сказав, що ворота пофарбовані і що того дня на човнах нікого не було, її ніхто не бачив.",
    "ja": "水門の番人は、門は塗られたと言った。その日は誰も船にいなかった。",
}


@pytest.mark.parametrize("name", TEXTS)
def test_languages_are_known_by_function_words_and_scripts(name: str) -> None:
    assert language(TEXTS[name]) == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Lock 3",
        "Harnby 3 2 1\nTarn 2 2 2",
        "Nora Vik, Tom Aldous, Joakim Reth",
        "Se baila en la sala de la torre, la de la sal, y se canta de noche, de la puerta de la villa a la de la mar.",
    ],
)
def test_no_language_is_given_where_that_is_not_sure(text: str) -> None:
    assert language(text) == ""


def test_a_rule_of_another_language_finds_nothing() -> None:
    assert (
        cf.strip(f"{TEXTS['en']}\n\nVon Anna Kern empfohlen\n\nKontakt")
        == f"{TEXTS['en']}\n\nVon Anna Kern empfohlen\n\nKontakt"
    )
    assert "Kontakt" not in cf.strip(f"{TEXTS['de']}\n\nKontakt")


def test_labels_of_another_script_and_english_ones_go_everywhere() -> None:
    for label in ("إعلان", "All rights reserved."):
        assert label not in cf.strip(f"{TEXTS['de']}\n\n{label}")


def test_every_pack_in_latin_script_looks_at_its_language_only() -> None:
    examples: dict[str, list[str]] = {
        name.removesuffix(".toml"): [] for name, _ in packaged() if not name.startswith(("en", "xx"))
    }
    for rule in read_all():
        examples.get(rule.id.partition(".")[0], []).extend(rule.yes)
    latin = {name for name, texts in examples.items() if _latin("".join(texts))}
    assert latin == {*GATED}


def _latin(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter < "\u0250" for letter in letters) > len(letters) / 2
