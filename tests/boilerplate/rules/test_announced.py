"""A notice that its text quotes elsewhere, and a line that the next one goes on with, are what the text is about."""

from __future__ import annotations

import pytest

import chaffinch as cf

OWN = {
    "labels that a study lists": (
        "We asked twelve readers to sort the labels of a page by what they expected behind them.\n\nHome\nContact\nSubscribe\n"
        "Log in\n\nEleven of the twelve put “Log in” last, and “Subscribe” was taken for the price list by four of them."
    ),
    "a notice that an essay counts": (
        'The sentence "We use cookies to improve your experience" stood on 212 of the 300 pages that I opened in May.\n\n'
        "We use cookies to improve your experience. What experience? Whose?\n\nNobody whom I rang could tell me."
    ),
    "German": (
        "Auf 80 von 100 Seiten stand „Alle Rechte vorbehalten“, und niemand wusste, welche das sind.\n\nAlle Rechte vorbehalten.\n\n"
        "Der Satz stammt aus einem Vertrag, der seit zwanzig Jahren nicht mehr gilt."
    ),
    "Japanese": "「広告」という字は、明治のころに広まり、新聞の上で読者に知られるようになった。\n\n広告\n\nこの二字を初めて使った人の名は、今も分かっていない。",
    "Japanese, with a stop in the quotation": (
        "「当サイトではCookieを使用しています。」という一文は、五月に開いた三百のページのうち二百のページにあった。\n\n"
        "当サイトではCookieを使用しています。\n\n誰の経験がどう良くなるのか、電話に出た人は誰も答えられなかった。"
    ),
    "examples of a study": (
        "Posts were coded as news, appeals or others. Examples of appeals:\n\nPlease donate to our work today!\nSign up for our "
        "newsletter.\nShare this post with your friends.\n\nTwo readers agreed on nine of ten posts that they saw."
    ),
    "a lesson": (
        "We use the imperative to give orders:\nSit down!\nSubscribe now.\nShare this page.\n\nTurn these into polite requests."
    ),
    "a lesson, Italian": (
        "L'imperativo serve a dare ordini. Esempi:\n\nIscriviti alla newsletter.\nCondividi questo articolo.\n\nVolgi le frasi alla "
        "forma di cortesia."
    ),
    "platforms, one of them no network": (
        "We've added loaders for these platforms so far:\n\n- Facebook Messenger\n- Oakboard\n- Telegram\n\nWe have also "
        "written down how to do the same for others, and plan to add them in the coming months."
    ),
    "a sign": "The sign over the door read:\n\nKEEP OUT\nALL RIGHTS RESERVED\n\nHe went in anyway, and nobody was there.",
    "a table of words": (
        "English | German | French\nRead more | Weiterlesen | Lire la suite\nBread | Brot | Pain\nPrint | Drucken | Imprimer\n"
        "Log in | Anmelden | Connexion"
    ),
    "a phrase book": (
        "May I see it? - Darf ich es sehen?\nPlease share. - Bitte teilen.\nSubscribe to our newsletter. - Abonnieren Sie "
        "unseren Newsletter.\nAll rights reserved. - Alle Rechte vorbehalten.\nGood night. - Gute Nacht."
    ),
    "a list of patterns": (
        "The word list of the program has these entries:\n\nadvertisement\nread more\nshare\n\nEach line is one pattern, and # begins "
        "a comment."
    ),
    "rows of a file": "id,kind,text\n1,call,Share this article\n2,legal,All rights reserved\n3,news,The lock opens in May\n4,news,No",
    "verse, German": "Am Abend\n\nTeilen\nwill ich das Brot mit dir,\nweiterlesen\nim Wind.",
    "verse, Italian": "Passa il fiume\nsotto il ponte;\ncondividi\nil pane e la saetta.",
    "verse, Ukrainian": "Іде зима по місту,\nпоширити\nу всіх дворах тепло.",
}

FURNITURE = {
    "a button that a notice names": (
        "The lock opens in May, the office of the harbour says, and the ferry sails from the new pier.",
        "\n\nSign up\n\nBy clicking “Sign up” you agree to our Terms of Use and Privacy Policy.",
    ),
    "the label of an advert in a sentence": (
        "The council of the town met on\nTuesday in the hall of the old mill,\nand nobody knew of the plan.",
        "\n\nAdvertisement",
    ),
    "a list of networks": (
        "The lock opens in May, the office of the harbour says, and all may see it.",
        "\n\nYou can find all of our stories on:\nFacebook\nTwitter\nInstagram",
    ),
    "menus in rows": (
        "The lock opens in May, the office of the harbour says, and all may see it.",
        "\n\nHome | News | Contact\nAbout us | Privacy policy | Jobs\nSitemap | Terms of use | Help",
    ),
    "a row of small words": (
        "The lock opens in May, the office of the harbour says, and all may see it.",
        "\n\nShare\nEmail this page\nPrint",
    ),
}


@pytest.mark.parametrize("name", OWN)
def test_what_a_text_is_about_stays(name: str) -> None:
    assert cf.strip(OWN[name]) == OWN[name]


@pytest.mark.parametrize("name", FURNITURE)
def test_furniture_goes(name: str) -> None:
    text, furniture = FURNITURE[name]
    assert cf.strip(text + furniture) == text


def test_one_button_below_a_colon_is_no_list() -> None:
    text = "This is the plan of the harbour office for May:\n\nClick to enlarge.\n\nNobody has seen the plan of the ferry yet, the office says."
    assert "Click" not in cf.strip(text)
