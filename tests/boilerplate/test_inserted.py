"""Titles, galleries and labels of players that were glued into a text."""

from __future__ import annotations

import pytest

import chaffinch as cf
from chaffinch.boilerplate.furniture.inserted import inserted

TITLES = (
    "The vote was called by the mayor, Nora Vik{}, who spoke first.",
    "Nora Vik{} (Harnby) said the mill would stay.",
)
LISTS = (
    " Nora Karin VikMill owners sue over water rights Town hall opens its doors on Monday MORE",
    " Nora (Nonny) Karin Vik2020 budget passes 'Nobody asked us' say boatmen MORE",
    " Nora Karin VikMühle bleibt zu Rathaus öffnet wieder MEHR LESEN",
    " Norabelle (Nora) Karin VikMill owners sue over water rights MORE",
    " Nora Karin Vik Mill owners sue over water rights Town hall opens MORE",
    " Nora Vik Moulin rouvert Mairie fermée LIRE PLUS",
    " Nora Karin VikMORE",
)


@pytest.mark.parametrize("piece", LISTS)
@pytest.mark.parametrize("sentence", TITLES)
def test_titles_behind_a_name_go(sentence: str, piece: str) -> None:
    text = sentence.format(piece)
    assert [(text[a:b], kind) for a, b, kind in inserted(text)] == [(piece, "titles")]
    more = f"{text}\n\nThe mill has stood at the river since 1840, and few in the town want it to go."
    assert cf.strip(more) == more.replace(piece, "")


@pytest.mark.parametrize(
    "text",
    [
        "THE TOWN MUST NOT LIVE WITH THIS TYPE OF MILL. THE TOWN MUST NOT TAKE MORE OF IT.",
        "Nora Vik met Nora Karin Vik of the same name, and asked for MORE than words.",
        "Nora Vik, says Nora Karin Vik, wants more.",
        "The McBride of McBrideTown is one of MORE than ten.",
        "Use List ListView to show MORE rows.",
    ],
)
def test_other_capitals_stay(text: str) -> None:
    assert inserted(text) == []


GALLERIES = (
    [f"The lock in {1900 + i}. Hide Caption {i} of 5 Photos:" for i in range(1, 6)],
    [f"Foto {i} von 4: Die Schleuse im Jahr {1900 + i}." for i in range(1, 5)],
    [f"Image {i}/4 Le moulin vu du pont en {1900 + i}." for i in range(1, 5)],
)


@pytest.mark.parametrize("gallery", GALLERIES, ids=lambda gallery: gallery[0][:12])
def test_the_counters_of_a_gallery_go_and_its_captions_stay(gallery: list[str]) -> None:
    text = f"The lock is old. {' '.join(gallery)} The council met on Monday."
    left = cf.strip(text)
    assert {kind for *_, kind in inserted(text)} == {"gallery"}
    assert not [word for word in ("Caption", "von 4", "/4", "Photos") if word in left]
    assert all(str(1900 + i) in left for i in range(1, 5))


def test_a_gallery_of_many_pictures_goes_with_its_captions() -> None:
    slides = [f"The lock in {1900 + i}. Hide Caption {i} of 30 Photos: Harnby in pictures" for i in range(1, 31)]
    text = f"The lock is old. Photos: Harnby in pictures {' '.join(slides)} The council met on Monday."
    assert cf.strip(text).split() == "The lock is old. The council met on Monday.".split()


@pytest.mark.parametrize("hides", ["Hide caption", "Ocultar leyenda"])
@pytest.mark.parametrize("credit", ["Ann Lee, Harnby News/Courtesy of the Lock Museum", "Ann Lee/AFP/Getty Images", ""])
def test_the_buttons_around_a_caption_go_with_its_credit(hides: str, credit: str) -> None:
    pager = {"Hide caption": "Previous Next", "Ocultar leyenda": "Anterior Siguiente"}[hides]
    slides = [f"{hides} A keeper waves at boat {name} {pager} {credit}".rstrip() for name in ("one", "two")]
    text = "\n\n".join(["The lock is old.", *slides, "The council met on Monday."])
    left = [line.strip() for line in cf.strip(text).split("\n\n")]
    assert left == [
        "The lock is old.",
        "A keeper waves at boat one",
        "A keeper waves at boat two",
        "The council met on Monday.",
    ]


def test_the_counter_behind_the_last_credit_goes() -> None:
    text = (
        "Hide caption A keeper waves. Previous Next Ann Lee/HBC 1 of 9 i View slideshow\n\nThe council met on Monday."
    )
    assert cf.strip(text).split("\n") == ["A keeper waves.", "", "The council met on Monday."]


def test_a_sentence_behind_the_buttons_is_no_credit() -> None:
    text = "Hide caption A keeper waves. Previous Next The boat has sunk since then.\n\nThe council met."
    assert "The boat has sunk since then." in cf.strip(text)


@pytest.mark.parametrize("credit", ["Nora Vik/AFP/Getty Images", "Per Lund/Reuters", "Jo P. Dee /AP Photo"])
def test_a_credit_between_two_captions_goes(credit: str) -> None:
    text = f"The lock in May. {credit} The mill of Harnby in June. The council met on Monday."
    assert cf.strip(text) == "The lock in May. The mill of Harnby in June. The council met on Monday."


@pytest.mark.parametrize(
    "text",
    [
        "She failed. Honors/AP English was too hard for her.",
        "He left. Per Lund/Reuters, who saw it, wept.",
        "The lock in May, says Nora Vik/AFP The mill is old.",
        "In photo 1 of 9 the mill burns. In photo 2 of 9 it smokes. In photo 3 of 9 it is gone.",
    ],
)
def test_strokes_and_counters_in_sentences_stay(text: str) -> None:
    assert inserted(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Page 1 of 3 The mill burned. Page 2 of 3 The town mourned. Page 3 of 3 The end.",
        "He took photo 3 of 9 and photo 2 of 9 and photo 1 of 9 down from the wall.",
        "In 4 of 9 cases the photo was blurred, in 5 of 9 it was lost, in 6 of 9 it was fine.",
        "Photo 1 of 2 shows the lock, photo 2 of 2 the mill.",
    ],
)
def test_other_counters_stay(text: str) -> None:
    assert inserted(text) == []


@pytest.mark.parametrize(
    "credit",
    [
        "Photograph: Mark Vik/The Harnby Post",
        "Photograph: Caroll Vik (commissioned)",
        "Foto: Anna Kern",
        "Fotografía: Archivo del molino",
        "Фото: Иван Петров",
        "Composite: Lee Vik for the Post",
    ],
)
def test_the_credit_of_a_picture_goes_with_its_buttons(credit: str) -> None:
    text = f"The lock is old.\n\nFacebook Twitter Pinterest The gate: a view in May. {credit}\n\nThe council met on Monday."
    assert [text[a:b] for a, b, kind in inserted(text) if kind == "credit"] == [credit]
    assert "The gate: a view in May." in cf.strip(text)


def test_a_caption_without_buttons_or_a_credit_stays() -> None:
    text = "Facebook Twitter Pinterest The photo: it shows the gate, and the gate is green.\n\nIn May. Photo: Ann Lee"
    assert [kind for *_, kind in inserted(text)] == ["buttons"]


ROWS = (
    "Facebook Twitter Pinterest",
    "1.2K Shares Facebook Twitter Email",
    "FACEBOOK TWITTER WHATSAPP TEILEN",
    "Facebook Twitter Google Plus Imprimir",
    "ВКонтакте Одноклассники Telegram",
    "فيسبوك تويتر واتساب",
    "Facebook Twitter Telegram Udostępnij",
)


@pytest.mark.parametrize("row", ROWS)
def test_share_buttons_before_a_caption_go_without_it(row: str) -> None:
    text = f"The lock is old.\n\n{row} The gate in May. Photograph: Ann Lee\n\nThe council met on Monday."
    found = [(text[a:b], kind) for a, b, kind in inserted(text)]
    assert found == [(row, "buttons"), ("Photograph: Ann Lee", "credit")]
    assert "The gate in May." in cf.strip(text)
    assert row not in cf.strip(text)


@pytest.mark.parametrize(
    "text",
    [
        "It is on Facebook, Twitter and Pinterest, and on Facebook Messenger too.",
        "The apps are Facebook Messenger and Twitter Lite.",
        "They searched facebook twitter reddit for his name.",
        "Facebook Twitter Pinterest's rise was quick.",
        "1. Facebook\n2. Twitter\n3. Pinterest",
    ],
)
def test_networks_in_prose_stay(text: str) -> None:
    assert inserted(text) == []


PLAYERS = {
    "WATCH NOW Old lock opens again Play All Videos ... WATCH NEXT Old lock opens again 01:27": "both",
    "The Lock That Came Back The Lock That Came Back Listen · 6:13 6:13": "twice",
    "Die Schleuse kehrt zurück Die Schleuse kehrt zurück Hören · 6:13 6:13": "german",
    "Listen · 5:30 5:30": "alone",
    "Écouter · 12:05 12:05": "french",
}


PLAYER = "The Lock That Came Back The Lock That Came Back Listen · 6:13 6:13"


@pytest.mark.parametrize(("before", "goes"), [("Middle East ", True), ("He heard ", False), ("The Arts, ", False)])
def test_the_name_of_a_section_goes_with_the_player_behind_it(before: str, goes: bool) -> None:
    text = f"He left.\n\n{before}{PLAYER}\n\nIt rained."
    assert [text[a:b] for a, b, _ in inserted(text)] == [before + PLAYER if goes else PLAYER]


@pytest.mark.parametrize("player", PLAYERS)
def test_a_player_goes_with_its_titles(player: str) -> None:
    text = f"He spoke for an hour. {player} Then he left."
    assert [(text[a:b], kind) for a, b, kind in inserted(text)] == [(player, "player")]


@pytest.mark.parametrize(
    "text",
    [
        "The train leaves at 10:30 and the boat leaves at 11:15.",
        "HARNBY LOCK opens at 10:30, says HARNBY LOCK, and closes at 6.",
        "Run, run, said the boy. Run, run, said the boy at 10:30.",
    ],
)
def test_other_times_stay(text: str) -> None:
    assert inserted(text) == []


def test_the_title_goes_from_each_slide_though_captions_begin_alike() -> None:
    title = "Photos: The rise of Harnby"
    slides = " ".join(f"{title} Harnby at the age of {i}. Hide Caption {i} of 9" for i in range(2, 6))
    text = f"The lock is old. {title} {title} The mill was new. Hide Caption 1 of 9 {slides} The council met."
    captions = " ".join(f"Harnby at the age of {i}." for i in range(2, 6))
    assert cf.strip(text) == f"The lock is old. The mill was new. {captions} The council met."


@pytest.mark.parametrize(
    ("title", "counter"),
    [
        ("Photos: The lock through the years", "Hide Caption {} of 9"),
        ("Fotos: Die Schleuse im Lauf der Zeit", "Bild {} von 9"),
        ("Photos : Le moulin au fil des ans", "Image {}/9"),
    ],
)
def test_the_title_of_a_gallery_goes_from_each_slide(title: str, counter: str) -> None:
    views = [f"View number {i} of the old gate from the bridge." for i in range(1, 5)]
    slides = " ".join(f"{title} {view} {counter.format(i)}" for i, view in enumerate(views, 1))
    text = f"The lock is old. {title} {slides} The council met on Monday."
    assert cf.strip(text) == f"The lock is old. {' '.join(views)} The council met on Monday."


@pytest.mark.parametrize("buttons", ["Next Previous", "Previous Next", "Zurück Weiter", "التالي السابق"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", " Ann Lee – Harnby\nThe mill opened on Monday."),
        ("The keeper waves at a boat. ", " Ann Lee/HBC\n\nThe lock at noon."),
        ('"We are open," he said. "Come and see."', ""),
        ("الجسر مغلق منذ يناير. ", " الميناء اليوم"),
    ],
)
def test_the_buttons_of_a_slide_show_go(before: str, buttons: str, after: str) -> None:
    text = before + buttons + after
    assert [(text[:a], text[a:b], kind) for a, b, kind in inserted(text)] == [(before, buttons, "pager")]


@pytest.mark.parametrize(
    "text",
    [
        "The window has two buttons, Previous Next, and a field for the number of the page.",
        "Next previous owners were asked.",
        "It closed. Next Previous owners will be asked.",
        "Next, Previous and Home are on the left.",
        "She pressed it. Previous Nextel phones had no such key.",
        'He read aloud: "Next Previous" and laughed.',
    ],
)
def test_words_of_a_text_are_no_buttons_of_a_slide_show(text: str) -> None:
    assert inserted(text) == []


PROMPTS = (
    "Interested in Elections? Add Elections as an interest to stay up to date on the latest Elections news from HBC. Add Interest",
    "Like the River Mill? Follow the River Mill as a topic to get its news every day. Follow Topic",
    "More of Harnby? Save Harnby as a favorite. Save favorite",
)


@pytest.mark.parametrize("piece", PROMPTS)
@pytest.mark.parametrize("after", ["The vote is on Monday.", '"He said so," she noted.'])
def test_prompts_that_name_a_topic_twice_go(piece: str, after: str) -> None:
    text = f"The town votes on the mill. {piece} {after}"
    assert [(text[a:b], kind) for a, b, kind in inserted(text)] == [(piece, "prompt")]


@pytest.mark.parametrize(
    "text",
    [
        "Do you have sugar? Add sugar as a topping, and then add topping of your own.",
        "Who is Ann? Follow Ann as a guest through the town.",
    ],
)
def test_questions_of_a_text_are_no_prompts(text: str) -> None:
    assert inserted(text) == []


@pytest.mark.parametrize(
    "caption",
    [
        "Jo Vik, a British member of parliament, was seen on the lock.",
        "Two keepers share the news with members of the council on Friday.",
        "The miller, who supports us all, leaves the mill in May.",
    ],
)
def test_a_caption_between_buttons_and_credit_is_no_appeal(caption: str) -> None:
    text = (
        f"The lock is old.\n\nFacebook Twitter Pinterest {caption} Photograph: Jo Vik Foundation/PA\n\nIt was painted."
    )
    assert caption in cf.strip(text)


@pytest.mark.parametrize(
    "piece",
    [
        "JUST WATCHED\nA swan in the lock\nReplay\nMore Videos ...\nMUST WATCH",
        "JUST WATCHED\n\nA swan in the lock\n\nMUST WATCH",
        "Hide Caption\n2 of 9",
        "© 2031 Oakfield Herald All rights reserved",
    ],
)
def test_players_counters_of_captions_and_notices_that_run_on_go(piece: str) -> None:
    text = f"{piece} The keeper of the lock has seen a swan that opens the gate by itself on Sundays."
    text = text if piece[0] == "©" else text.replace(" The keeper", "\n\nThe keeper")
    assert [text[a:b] for a, b, _ in inserted(text)] == [piece]


@pytest.mark.parametrize(
    "text", ["He had just watched the replay.", "Hide the caption, 2 of 9 asked.", "All rights reserved The"]
)
def test_the_same_words_in_prose_stay(text: str) -> None:
    assert inserted(text) == []


def test_titles_behind_a_name_that_is_glued_to_itself_go() -> None:
    text = "He met Nora VikNora VikTown votes today Mill may close MORE on Monday."
    assert [text[a:b] for a, b, kind in inserted(text) if kind == "titles"] == [
        "Nora VikTown votes today Mill may close MORE"
    ]


@pytest.mark.parametrize("button", ["CLOSE", "FERMER", "CERRAR"])
def test_the_button_before_a_caption_goes(button: str) -> None:
    text = f"{button} The miller watched his old mill burn down from the hill above the town.\n\nIt rained."
    assert [text[a:b] for a, b, _ in inserted(text)] == [f"{button} "]


@pytest.mark.parametrize(
    "line",
    ["CLOSE CALL FOR THE MILLER AS HIS MILL BURNS AT NIGHT", "CLOSE the gate before you leave it and walk home."],
)
def test_a_headline_in_capitals_stays(line: str) -> None:
    assert inserted(line) == []


def test_buttons_that_close_pictures_amid_a_text_go() -> None:
    text = (
        "It burned.\n\nCLOSE The miller watched his old mill burn down from the hill.\n\n"
        "CERRAR El molinero vio arder su viejo molino desde la colina.\n"
    )
    assert [text[a:b] for a, b, _ in inserted(text)] == ["CLOSE ", "CERRAR "]
    one = "FERMER Le meunier a vu son vieux moulin brûler depuis la colline.\n\nIl a plu."
    assert [one[a:b] for a, b, _ in inserted(one)] == ["FERMER "]
