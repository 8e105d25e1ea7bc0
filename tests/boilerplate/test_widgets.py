"""What is left of a widget of which a rule or a template knows one line."""

from __future__ import annotations

import re

import pytest

from chaffinch.boilerplate.furniture.widgets import menu, widgets

LONG = {
    "en": "The lock was built in the year of the great storm, and since that day nobody has painted its gates or mended the long wall beside it.",
    "de": "Die Schleuse wurde im Jahr des großen Sturms gebaut, und seither hat niemand ihre Tore gestrichen oder die lange Mauer geflickt.",
    "es": "La esclusa se construyó el año de la gran tormenta, y desde entonces nadie ha pintado sus puertas ni arreglado el muro que la rodea.",
    "ru": "Шлюз построили в год большой бури, и с тех пор никто ни разу не красил его ворота и не чинил старую стену у самой реки и у моста.",
}


def _rest(text: str, goes: dict[str, str]) -> list[str]:
    """Give the lines that go with others, whose categories are given."""
    lines = [match.span() for match in re.finditer(r"\S(?:[^\n]*\S)?", text)]
    words = [text[a:b] for a, b in lines]
    found = widgets(text, lines, [line in goes for line in words], [goes.get(line, "") for line in words])
    return [words[at] for at in found]


@pytest.mark.parametrize(
    ("language", "title", "button"),
    [
        ("en", "Mayor denies that the bridge was ever closed", "Read more"),
        ("de", "Bürgermeister bestreitet Sperrung der alten Brücke", "Weiterlesen"),
        ("es", "El alcalde niega que se cerrara el puente", "Leer más"),
        ("ru", "Мэр отрицает закрытие старого моста", "Читать далее"),
    ],
)
def test_the_title_right_above_a_button_goes_with_it(language: str, title: str, button: str) -> None:
    prose = LONG[language]
    assert _rest(f"{prose}\n\n{title}\n{button}\n{prose}", {button: "navigation"}) == [title]


@pytest.mark.parametrize("button", ["Print", "Drucken", "Imprimir", "Pin It", "Поделиться"])
def test_a_known_button_below_two_lines_that_go_goes(button: str) -> None:
    rows = f"It is old.\nShare\nSend this page\n{button}"
    goes = dict.fromkeys(("Share", "Send this page"), "")
    assert _rest(rows, goes) == [button]
    assert not _rest(rows.replace(f"\n{button}", f"\n\n{button}"), goes)
    assert not _rest(f"{rows} run: 400 copies", goes)


def test_the_sentence_above_a_button_and_the_titles_of_a_listing_stay() -> None:
    prose = LONG["en"]
    assert not _rest(f"{prose}\n\nThe bridge is closed on Monday.\nRead more\n{prose}", {"Read more": "navigation"})
    listing = "Town paints its old gates green\nRead more\nMill by the sea to close\nRead more"
    assert not _rest(listing, {"Read more": "navigation"})


@pytest.mark.parametrize(
    ("rows", "goes"),
    [
        ("Print version\n+ - Font size\nSend to friend", ("Print version", "Send to friend")),
        ("Drucken\nSchrift größer\nArtikel senden", ("Drucken", "Artikel senden")),
        ("印刷する\n文字サイズ\nメールで送る", ("印刷する", "メールで送る")),
    ],
)
def test_a_button_between_two_that_go_goes(rows: str, goes: tuple[str, str]) -> None:
    rest = [line for line in rows.split("\n") if line not in goes]
    assert _rest(f"It is old.\n{rows}\nIt is big.", dict.fromkeys(goes, "navigation")) == rest


def test_a_value_between_two_buttons_stays() -> None:
    assert not _rest("Share\n12 May 1990\nPrint", {"Share": "navigation", "Print": "navigation"})
    assert not _rest("Share\n\nThe quay\n\nPrint", {"Share": "navigation", "Print": "navigation"})


@pytest.mark.parametrize(
    ("label", "tags"),
    [
        ("This article tagged under: Schools", ["Politics", "New York"]),
        ("Schlagwörter: Schleuse", ["Politik", "Wirtschaft"]),
        ("Etiquetas:", ["Puerto", "Obras públicas"]),
        ("Теги", ["Политика", "Шлюз"]),
        ("タグ", ["政治", "経済"]),
        ("الوسوم:", ["سياسة", "اقتصاد"]),
    ],
)
def test_tags_go_with_their_label_at_the_end_of_a_text(label: str, tags: list[str]) -> None:
    rows = "\n\n".join(tags)
    assert _rest(f"It is old.\n\n{label}\n\n{rows}", {label: ""}) == tags
    assert not _rest(f"It is old.\n\n{label}\n\n{rows}\n\nNobody paints the gates of the lock.", {label: ""})


@pytest.mark.parametrize(
    ("gone", "beside"),
    [
        ("Opinion: The bridge should have been closed", "More on the bridge: Mayor paints its gates green"),
        ("Lesen Sie auch: Die Brücke bleibt gesperrt", "Mehr dazu: Bürgermeister streicht die Tore grün"),
        ("Leia também: Prefeitura fecha a ponte velha", "Análise: Por que a ponte precisa de reforma"),
    ],
)
def test_a_labelled_title_goes_with_the_one_beside_it(gone: str, beside: str) -> None:
    prose = LONG["en"]
    assert _rest(f"{prose}\n\n{gone}\n\n{beside}\n\n{prose}", {gone: "related"}) == [beside]
    assert _rest(f"{prose}\n\n{beside}\n\n{gone}\n\n{prose}", {gone: "related"}) == [beside]
    assert not _rest(f"{prose}\n\n{gone}\n\nAnn Lee: We have painted them.\n\n{prose}", {gone: "related"})


def test_titles_below_the_advert_in_a_list_go_with_its_heading() -> None:
    title = "New guide to the gates of old locks"
    text = f"It is old.\n\nRELATED:\n\nAdvertisement\n\n{title}\n\nReturn to the town's page."
    assert _rest(text, {"RELATED:": "related", "Advertisement": ""}) == [title]
    sentence = text.replace(title, "The guide to the gates of locks is out.")
    assert not _rest(sentence, {"RELATED:": "related", "Advertisement": ""})


TEASERS = ("9 Locks Nobody Has Seen", "Don't be resigned to an old boat. This one could be yours.", "So easy...")
PROSE = (
    "The gates of the lock at Harnby were painted in May by the two keepers, who had bought the paint with money of "
    "their own, and who were thanked for it by the town in June."
)


def test_adverts_below_the_firm_that_chose_them_go_up_to_the_next_paragraph() -> None:
    text = "\n\n".join(["It is old.", "Ads by Boatly", *TEASERS]) + f"\n{PROSE}"
    teasers = [line for line in TEASERS if len(line) >= 20]
    text = text.replace("So easy...", "So easy that you will weep...")
    teasers.append("So easy that you will weep...")
    assert _rest(text, {"Ads by Boatly": ""}) == teasers
    assert not _rest(text, {"It is old.": ""})


@pytest.mark.parametrize("label", ["Ads by Boatly", "Advertisement"])
def test_short_paragraphs_below_an_advert_stay(label: str) -> None:
    text = "\n\n".join(["It is old.", label, "The keeper was born in Harnby.", "He died there in 2031.", PROSE])
    assert not _rest(text, {label: ""})


@pytest.mark.parametrize("label", ["For more information:", "Pressekontakt:", "Más información:"])
def test_the_label_of_a_contact_card_goes_with_the_card(label: str) -> None:
    card = {"Ann Lee": "", "714-931-4148": "", "ann@lock.example": ""}
    rows = "\n\n".join(card)
    assert _rest(f"It is old.\n\n{label}\n\n{rows}", card) == [label]
    assert not _rest(f"It is old.\n\nThey were painted by:\n\n{rows}", card)


@pytest.mark.parametrize("line", [":", "：", "* :", "#:", "--", "•"])
def test_a_line_of_signs_above_a_card_stays(line: str) -> None:
    assert not _rest(f"It is old.\n\n{line}\n\nAnn Lee\n\nann@lock.example", {"Ann Lee": "", "ann@lock.example": ""})


MENUS = {
    "en": ("Home", "News", "Weather", "Log in"),
    "de": ("Startseite", "Lokales", "Sport am Fluss", "Anmelden"),
    "es": ("Portada", "Barrios", "Cultura", "Iniciar sesión"),
    "ru": ("Главная", "Новости", "Погода", "Войти"),
}


@pytest.mark.parametrize("language", MENUS)
def test_a_menu_above_a_text_goes_with_one_of_its_entries(language: str) -> None:
    *others, button = MENUS[language]
    assert _rest("\n".join([*others, button, "", LONG[language]]), {button: "account"}) == others
    assert not _rest("\n".join([*others, "", LONG[language]]), {button: "account"})


@pytest.mark.parametrize(
    "lines",
    [
        ["Print", "Flour", "Eggs", "Butter", "", LONG["en"]],  # no entry "Home"
        ["Home", "I come home in the rain.", "Nobody waits", "Print", "", LONG["en"]],  # verses
        ["Home", "Print", "", "Bath", "Kitchen", LONG["en"]],
        ["Home", "2 rooms", "Bath", "Print", "", LONG["en"]],
    ],
)
def test_short_lines_above_a_text_that_are_no_menu_stay(lines: list[str]) -> None:
    assert not _rest("\n".join(lines), {"Print": ""})


def _menu(text: str, *goes: str) -> list[str]:
    lines = [match.span() for match in re.finditer(r"\S(?:[^\n]*\S)?", text)]
    words = [text[a:b] for a, b in lines]
    leads = ["navigation" if line in goes else "" for line in words]
    return [words[at] for at in menu(text, lines, [line in goes for line in words], leads)]


@pytest.mark.parametrize(
    ("skip", "entries"),
    [
        ("Skip to content", ["Home", "About", "Contact", "Search for:"]),
        ("Zum Inhalt springen", ["Startseite", "Über mich", "Kontakt", "Impressum"]),
        ("Aller au contenu", ["Accueil", "À propos", "Mentions légales"]),
        ("Saltar al contenido", ["Inicio", "Sobre mí", "Contacto"]),
        ("Перейти к содержимому", ["Главная", "Обо мне", "Контакты"]),
    ],
)
def test_the_known_entries_of_a_menu_right_above_the_text_go(skip: str, entries: list[str]) -> None:
    rows = "\n".join(entries)
    assert _menu(f"{skip}\nMill & Lock\n{rows}\nThe lock\n{LONG['en']}", skip) == entries
    assert _menu(f"{rows}\nThe lock\n{LONG['en']}") == entries


def test_links_of_a_menu_above_a_text_go_with_those_of_the_site() -> None:
    rows = ["- [Home](/)", "- [Locks](/locks)", "- [About](/about)", "- [Contact](/contact)"]
    assert _menu("\n".join([*rows, "", "# The lock", "", LONG["en"]])) == rows


@pytest.mark.parametrize(
    "text",
    [
        "Home\nThe lock\nAbout\nContact",
        "About\nContact\nArchive\nThe lock",
        "The lock\nHome\nAbout\nContact",
        "- [Locks](/l)\n- [Mills](/m)\n- [Gates](/g)\n- [Home](/)\n- [About](/a)",
    ],
    ids=["another line", "no first page", "below the title", "few are known"],
)
def test_lines_that_are_no_menu_stay(text: str) -> None:
    assert _menu(f"{text}\n\n{LONG['en']}") == []
