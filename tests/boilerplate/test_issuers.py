"""What a press release says about who issued it goes as a whole; sections about all else stay."""

import pytest

import chaffinch as cf
from chaffinch.boilerplate.furniture.issuers import issuers

PROSE = "The mill will grind again in May, and the town pays for the wheel, which is made of oak and of iron.\n\n"
TAILS = {
    "en": "About Oak Mills\n\nOak Mills is a leading company in the north. Founded in 1998, it employs 240 people.",
    "university": "About the University of Harnby\n\nThe University of Harnby is one of the oldest universities of the "
    "north.\n\nFor more information, visit www.harnby.example.",
    "markdown": "## About Oak Mills\n\n**Oak Mills** is the largest operator of mills. Learn more at [its page](https://oak.example).",
    "two paragraphs": "About Oak Mills, Inc.:\n\nOak Mills is a publisher of books on mills, based in Harnby.\n\n"
    "Our mission is to print what others grind.",
    "de": "Über die Eichmühlen AG\n\nDie Eichmühlen AG ist ein führendes Unternehmen mit Sitz in Harnby.",
    "de alone": "Über das Unternehmen\n\nDie Eichmühlen sind ein Hersteller von Mehl und beschäftigen weltweit 80 Leute.",
    "fr": "À propos de Moulins et Meules\n\nMoulins et Meules est une entreprise fondée en 1998, leader du moulin.",
    "fr elided": "À propos d’Orge & Fils\n\nOrge & Fils est le groupe de meunerie qui emploie 80 salariés.",
    "es": "Acerca de Molinos Alta\n\nMolinos Alta es una empresa líder con sede en Harnby.",
    "pt": "Sobre a Moinhos Alta\n\nA Moinhos Alta é uma empresa líder com sede em Harnby.",
    "it": "Chi siamo\n\nMolini Alti è un’azienda leader fondata nel 1998.",
    "nl": "Over Eikmolens\n\nEikmolens is een toonaangevend bedrijf, opgericht in 1998.",
    "sv": "Om Ekkvarnar\n\nEkkvarnar är ett ledande företag med huvudkontor i Harnby.",
    "pl": "O firmie Dąbmłyn\n\nDąbmłyn to spółka z siedzibą w Harnby, która zatrudnia 80 osób.",
    "ru": "О компании\n\n«Дубмельница» — ведущая компания севера, основанная в 1998 году.",
    "tr": "Meşe Değirmen Hakkında\n\nMeşe Değirmen, 1998'de kurulan lider bir şirkettir.",
}
STAY = {
    "an illness": "About Mill Lung\n\nMill lung is the oldest illness of millers worldwide, and one of the largest causes of coughs.",
    "a study": "About the Oak Study\n\nThe Oak study was led by a university and a company, with members worldwide.",
    "no praise": "About Oak Mills\n\nOak Mills is a company.",
    "another name": "About Oak Mills\n\nThe river is a leading supplier of eels, founded in the ice age.",
    "an author": "About the author\n\nAnn Lee leads a company founded in 1998.",
    "a sentence": "About Oak Mills there is a lot to say.\n\nOak Mills is a leading company, founded in 1998.",
}


@pytest.mark.parametrize("name", TAILS)
def test_the_section_about_an_issuer_goes_with_its_heading(name: str) -> None:
    text = f"{PROSE * 3}{TAILS[name]}"
    assert [text[a:b] for a, b in issuers(text)] == [TAILS[name]]
    assert cf.strip(text).strip() == (PROSE * 3).strip()


@pytest.mark.parametrize("name", STAY)
def test_sections_about_all_else_stay(name: str) -> None:
    assert issuers(f"{PROSE * 3}{STAY[name]}") == []


def test_two_issuers_go_and_what_is_between_and_behind_them_stays() -> None:
    middle = "About Mill Lung\n\nMill lung is an illness of millers that was first told of in 1790.\n\n"
    notes = (
        "[1] Lee A. On mills and on the lungs of those who grind in them day and night. Harnby 2029, pages 12 to 40.\n"
    )
    other = "About Lee Press\n\nLee Press is a leading publisher in the north, founded in 1999.\n\n"
    text = f"{PROSE * 8}{TAILS['en']}\n\n{middle}{other}{notes * 4}# # #\n"
    assert [text[a:b] for a, b in issuers(text)] == [TAILS["en"], other.strip()]


def test_a_section_of_an_article_that_goes_on_stays() -> None:
    assert issuers(f"{PROSE * 3}{TAILS['en']}\n\nWhat comes next\n\n{PROSE * 4}") == []
    assert issuers(f"{TAILS['en']}\n\n{PROSE * 2}") == []


def test_the_contact_card_above_the_section_goes_with_it() -> None:
    card = "Pressekontakt:\nEichmühlen AG\nUte Kern\nTel. 0421 5550\nE-Mail: presse@harnby.example"
    assert cf.strip(f"{PROSE * 3}{card}\n\n{TAILS['de']}").strip() == (PROSE * 3).strip()


def test_what_a_firm_does_is_enough() -> None:
    prose = "Oak Mills today opened a mill for oats that needs no water from the river, and it stands on rollers.\n\n"
    tail = "About Oak Mills\n\nOak Mills has ground grain since 1874 and employs 212 people. It sells to forty countries.\n"
    text = f"A new mill\n\n{prose}{tail}"
    assert [text[a:b] for a, b in issuers(text)] == [tail.strip()]
    other = tail.replace(" and employs 212 people", "").replace(" It sells to forty countries.", "")
    assert issuers(f"A new mill\n\n{prose}{other}") == []
