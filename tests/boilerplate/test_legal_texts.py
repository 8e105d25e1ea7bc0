"""Contracts, laws, licences and privacy policies hold the words of notices and keep them."""

from __future__ import annotations

import pytest

import chaffinch as cf

CONTRACTS = {
    "es": (
        "CONTRATO DE LICENCIA\n\nEntre Alondra S.L. y el cliente se acuerda:\n\n"
        "PRIMERA. Objeto. Alondra concede el uso del programa en tres equipos.\n\n"
        "SEGUNDA. Propiedad. © 2030 Alondra. Todos los derechos reservados. Queda prohibida la reproducción total o parcial.\n\n"
        "TERCERA. Garantía. El programa se entrega sin garantías de ningún tipo.\n\n"
        "CUARTA. Cookies. Utilizamos cookies para mejorar nuestros servicios. Si continúa navegando, acepta su uso."
    ),
    "fr": (
        "Conditions du service Écluse\n\nArticle 1 – Objet\nLe service est loué au mois.\n\n"
        "Article 2 – Droits\n© 2030 Alouette. Tous droits réservés. Toute reproduction même partielle est interdite.\n\n"
        "Article 3 – Cookies\nEn poursuivant votre navigation, vous acceptez l'utilisation de cookies.\n\n"
        "Article 4 – Fin\nLe contrat prend fin en mai."
    ),
    "it": (
        "CONTRATTO\n\nArt. 1 - Oggetto\nIl programma è dato in uso.\n\nArt. 2 - Diritti\n© 2030 Allodola. Tutti i diritti riservati.\n\n"
        "Art. 3 - Lettera\nPer cancellarti dalla newsletter clicca sul link in fondo.\n\nArt. 4 - Fine\nIl contratto finisce a maggio."
    ),
    "ja": (
        "使用許諾契約書\n\n第1条（許諾）甲は乙に対し、本ソフトウェアの使用を許諾する。\n\n"
        "第2条（著作権）無断転載を禁じます。乙はこの表示を削除してはならない。\n\n"
        "第3条（クッキー）当サイトではクッキーを使用しています。\n\n第4条（期間）本契約は五月に終了する。"
    ),
    "en": (
        "LEASE OF A HALL\n\nI. Parties. The line lets the hall to the club for a year.\n\n"
        "II. Liability. In no event shall the line be liable for any damages arising out of the use of the hall.\n\n"
        "III. Signs. All content of the signs is © Ferry Line. All rights reserved. No copies may be made of them.\n\n"
        "IV. End. Either side may end the lease in May, by a letter."
    ),
}

LINES = (
    "When you buy a ticket we store your name, your boat and the number of your dog. We do not sell your data.\n\n"
    "Cookies\nWe use cookies to remember which pier you leave from. You can disable cookies in your browser.\n\n"
    "Newsletter\nIf you sign up for our newsletter, we keep your address until you unsubscribe from it again."
)


@pytest.mark.parametrize("language", CONTRACTS)
def test_contracts_stay(language: str) -> None:
    assert cf.strip(CONTRACTS[language]) == CONTRACTS[language]


@pytest.mark.parametrize(
    "title",
    ["Privacy policy of the Ferry Line", "# Privacy Policy", "Cookie policy", "Terms of use (2031)", "Privacy notice"],
)
def test_a_text_with_the_title_of_a_legal_text_stays_and_its_frame_goes(title: str) -> None:
    text = f"{title}\n\n{LINES}"
    assert cf.strip(f"{text}\n\nShare this article\n\n© 2031 Harnby Post. All rights reserved.") == text


def test_a_licence_stays() -> None:
    text = (
        "MIT License\n\nCopyright (c) 2031 Ann Lee\n\n"
        "Permission is granted, free of charge, to any person who obtains a copy of this program, to use and copy it.\n\n"
        "The notice above, and this permission, shall be in all copies of the program and in all larger parts of it.\n\n"
        'THE PROGRAM IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, AS LONG AS IT RUNS.'
    )
    assert cf.strip(text) == text


@pytest.mark.parametrize("top", ["Privacy policy\nHome\nNews\nSport", "Privacy policy fight goes to court"])
def test_a_menu_and_a_headline_are_no_titles_of_legal_texts(top: str) -> None:
    notice = (
        "We use cookies to improve your experience. By continuing to use this site you agree to our use of cookies."
    )
    news = "The lock at Harnby gets new gates, and the old ones, which have hung there for a century, go to the museum."
    assert notice not in cf.strip(f"{top}\n\n{news}\n\n{news[:90]}, too.\n\n{notice}\n\n{news[4:]}")


def test_terms_amid_a_page_stay_if_they_name_themselves() -> None:
    top = "Plan a crossing in three steps\n\nSelect a pier\n\nSelect a boat\n\nSelect a day"
    terms = (
        "Access to this site is subject to these terms of use. By clicking on the button you agree to be bound by these "
        "terms of use between you and the Ferry Line.\n\nThe Ferry Line reserves the right to change these terms of use "
        "at any time. The changes will appear on this screen.\n\n"
        "All boats are painted once a year, in the colour that the passengers of the year before have asked for."
    )
    text = f"{top}\n\nTERMS OF USE\n\n{terms}"
    assert cf.strip(text) == text


def test_what_a_policy_says_of_comments_stays() -> None:
    line = "When you buy a ticket we store your name, your boat and the number of your dog."
    said = "Comments. When you leave a comment, your email address will not be published."
    text = f"Privacy policy of the lock\n\n{line}\n\n{said}\n\n{line}\n\n{line}"
    assert cf.strip(text) == text


LICENCE = """Redistribution and use in source and binary forms, with or without
modification, are permitted provided that these conditions are met:

* Redistributions must retain the above copyright notice.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND.
"""


def test_a_licence_stays_with_its_holders() -> None:
    text = f"The Weir Licence\n\nCopyright (c) 2031 Ann Lee\nAll rights reserved.\n\n{LICENCE}"
    assert cf.strip(text) == text


def test_terms_of_use_in_one_line_stay() -> None:
    text = (
        "Terms of use The Weir podcast is free. These terms of use govern it. You may not copy it. To request permission "
        "for a use that these terms of use do not permit, write to rights@weir.example. You may not sell it."
    )
    assert cf.strip(text) == text


def test_a_sentence_about_trademarks_does_not_go_by_half() -> None:
    text = (
        "The list of boats goes on below, with a list of marks that its readers know.\n\n  Oars are trademarks of Weir "
        "and\n  Sons, Inc.  DIVE is a registered trademark of W&M.  All other names of oars\n"
        "  that are in this list are marks of somebody else.\n\nIt has four parts."
    )
    assert cf.strip(text) == text
