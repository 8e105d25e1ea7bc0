"""A phrase counts where it is used, not where it is quoted, reported or part of something else."""

from __future__ import annotations

import pytest

import chaffinch as cf
from chaffinch.boilerplate.rules.mentions import Speech, is_past, names_office, quotations, reports, speech
from chaffinch.boilerplate.rules.ruleset import load
from chaffinch.step import strip
from chaffinch.text.segment import TextBatch

PROSE = (
    "The ferry to the island runs again since Monday, after the ice had kept it in the harbour for eleven weeks, and "
    "the first to go ashore was the postman, with two sacks of letters and a cello that nobody had asked for. The "
    "smith had burned his last chair, and the children had forgotten what an orange looks like."
)


def cut(line: str, before: str = PROSE, after: str = PROSE) -> list[str]:
    """Give what rules take of a line between two paragraphs of prose."""
    text = f"{before}\n\n{line}\n\n{after}"
    return [text[row["start"] : row["stop"]] for row in load().find(TextBatch.of([text])).to_pylist()]


def taken(text: str) -> list[str]:
    """Give what rules take of a whole text."""
    return [text[row["start"] : row["stop"]] for row in load().find(TextBatch.of([text])).to_pylist()]


@pytest.mark.parametrize("one", speech(), ids=lambda one: one.language)
def test_reported_speech_differs_from_notices(one: Speech) -> None:
    assert [sentence for sentence in one.yes if not reports(sentence)] == []
    assert [sentence for sentence in one.no if reports(sentence)] == []


@pytest.mark.parametrize("one", speech("past"), ids=lambda one: one.language)
def test_what_was_forbidden_differs_from_notices(one: Speech) -> None:
    assert [sentence for sentence in one.yes if not is_past(sentence)] == []
    assert [sentence for sentence in one.no if is_past(sentence)] == []
    assert [sentence for sentence in one.yes if cut(sentence)] == []


@pytest.mark.parametrize("one", speech("office"), ids=lambda one: one.language)
def test_an_office_signs_a_text_below_its_headline_and_is_a_label_elsewhere(one: Speech) -> None:
    assert [line for line in one.yes if not names_office(line)] == []
    assert [line for line in one.no if names_office(line)] == []
    texts = [f"Ice in the harbour\n\n{line}\n\n{PROSE}" for line in one.yes]
    found = load(languages=(one.language,)).find(TextBatch.of(texts)).to_pylist()
    assert [row for row in found if row["category"] != "byline"] == []


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("de", ["Kontakt", "Redaktion", "Impressum"]),
        ("it", ["Contatti", "La Redazione", "Chi siamo"]),
        ("pl", ["Kontakt", "Redakcja", "O nas"]),
        ("ru", ["Контакты", "Редакция", "О нас"]),
    ],
)
def test_the_office_amid_labels_of_a_menu_goes(language: str, labels: list[str]) -> None:
    text = "\n".join(["Ice in the harbour", *labels, PROSE, PROSE])
    rows = load(languages=(language,)).find(TextBatch.of([text])).to_pylist()
    assert [text[row["start"] : row["stop"]] for row in rows] == labels


@pytest.mark.parametrize(
    "line",
    [
        "Set `footer` to what you like, for example `© 1999 Oakfield Herald. All rights reserved.`",
        "The template prints ``Copyright 1999 by Ann Lee. All rights reserved.`` and nothing else.",
        "`Subscribe to our newsletter` is the label of the second button.",
    ],
)
@pytest.mark.parametrize("marked", [False, True])
def test_a_phrase_in_code_is_mentioned(line: str, marked: bool) -> None:
    text = (
        f"# Ferry\n\n{PROSE}\n\n{line}\n\n- [Ice](ice.md)\n\n## Lamps\n\n{PROSE}"
        if marked
        else f"{PROSE}\n\n{line}\n\n{PROSE}"
    )
    assert line in strip(text)


def test_a_notice_with_a_name_in_code_goes() -> None:
    assert cut("© 1999 Oakfield Herald, `ferry-tools`. All rights reserved.")


@pytest.mark.parametrize(
    "line",
    [
        "The last page said “All rights reserved. No part may be reproduced”, in red.",
        "“Subscribe to our newsletter and get the tides first,” the poster begged.",
        "Its disclaimer notes that the articles are for entertainment purposes only.",
        "The ferryman wrote that the information on the page does not constitute legal advice.",
        "Where the map should be stood 'we use cookies to improve your visit', and no island.",
        "“I bought the boat last year. Please support our work on the lamps. That is all I ask,” the keeper wrote.",
        "„Abonnieren Sie unseren Newsletter“, rief der Fährmann über das Eis.",
        "El texto no constituye asesoramiento financiero, dijo el barquero.",
        "船长说：“请大家关注我们的微信公众号，那里有新的时间表。”",
        "市长は「ぜひ公式ツイッターをフォローしてください」と述べた。",
        "시장은 “저희 페이스북 페이지를 팔로우해 주세요”라고 말했다.",
        "وأضافت المتحدثة أن جميع الحقوق محفوظة لسكان الجزيرة.",
        "กัปตันกล่าวว่า “ขอให้ทุกคนติดตามเราทางเฟซบุ๊กเพื่อดูกำหนดการ”",
        "Kapiteni tha: «Na ndiqni në Facebook për oraret e trageteve».",
        "All rights are reserved to the herons of the northern shore.",
        "По его словам, все права защищены законом о рыбной ловле.",
        "Tüm hakları saklıdır yazısı yıllardır kapıda duruyordu.",
        "Le bandeau « Nous utilisons des cookies pour améliorer votre visite » couvrait toute la carte.",
        "橋のたもとに「無断転載を禁じます」と書かれた看板があった。",
        "Подписывайтесь на наш канал, говорю я каждому матросу.",
        "Abonnieren Sie unseren Newsletter war sein liebster Spruch.",
    ],
)
def test_what_is_mentioned_stays(line: str) -> None:
    assert cut(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "Please support our work.",
        'The site is provided "as is", without warranty of any kind.',
        'If you like "The Tides", sign up for our newsletter.',
    ],
)
def test_what_is_used_goes(line: str) -> None:
    assert cut(line) or cut(f"It rains. {line}")


def test_a_cell_in_marks_is_no_quotation() -> None:
    text = (
        f'"{PROSE} Opinions expressed here are those of the author and do not necessarily reflect those of the paper."'
    )
    assert load().find(TextBatch.of([text])).num_rows == 1


def test_marks_that_open_nothing() -> None:
    assert quotations("A 5' by 7\" sheet of the sisters' map") == []
    assert quotations("“One. “Two.” Three") == [(0, 12)]
    assert quotations("a" * 20 + " “never closed") == []


def test_a_line_of_a_wrapped_sentence_is_no_label() -> None:
    wrapped = "The company said that it would pay its owners a dividend of ten crowns a\nshare.\nIt did."
    assert cut(wrapped) == []
    named = "The names are those of firms that have paid for them, and Harnbite is a registered trademark of\nHarnby Ropes.\nIt floats."
    assert cut(named) == []
    last = 'It is a reasonable deal for both sides of the river, the keeper of the lock told\n  Reuters.\n      "We get the mill."'
    assert cut(last) == []
    assert cut("share") == ["share"]


@pytest.mark.parametrize(
    "verse",
    [
        "Subscribe to the covenant of rain,\nSign up with the stars of the sea,\nAnd come to the harbour again.",
        "All rights reserved, they said,\nAnd all the wrongs for me,\nFor the living and the dead.",
        "版权所有，\n翻印必究，\n他在墙上这样写。",
    ],
)
def test_a_line_that_goes_on_after_its_comma_is_no_notice(verse: str) -> None:
    assert cut(verse) == []


ANNOUNCED = [
    "At the foot of the page they now write, for example:\n\nThe views expressed here are the author's own.",
    "Add one more sentence if you give advice to sailors:\nNothing on this site is intended as legal advice.",
    "Am Ende der Seite steht dann ein Satz wie dieser:\n\nAlle Rechte vorbehalten, Nachdruck nur mit Genehmigung.",
    "Banner: a line at the top of a page.\nDisclaimer: a statement that limits liability.\nFeed: news that come by "
    "themselves. Follow us via RSS.\nPaywall: for subscribers only. Subscribe to continue reading.",
    "Why was my comment removed?\nComments are moderated.\n\nHow do I leave the list?\nClick unsubscribe in any mail.",
]


@pytest.mark.parametrize("notice", ANNOUNCED)
def test_what_a_text_announces_or_is_asked_for_stays(notice: str) -> None:
    text = f"A guide to the small print of the lock, written for the volunteers.\n\n{notice}\n\nThen close the gates."
    assert strip(text) == text


@pytest.mark.parametrize("label", ["Disclaimer:", "Please note:", "More about this:", "Fond of mills?"])
def test_what_stands_below_a_label_goes(label: str) -> None:
    text = (
        "The gates of the lock were opened on Monday, and the water fell by two metres in an hour.\n\n"
        f"{label}\nThe views expressed here are the author's own.\n"
    )
    assert "views expressed" not in strip(text)


def test_an_accented_word_begins_no_sentence() -> None:
    text = (
        "Le port a rouvert lundi après trois semaines de travaux sur la digue. Abonnez-vous à la lettre du port était "
        "l'autre message que les marins lisaient sur chaque mur, en lettres rouges hautes de deux mètres et plus."
    )
    assert strip(text) == text


@pytest.mark.parametrize(
    "line",
    [
        "裁判官は「当サイトは掲載内容について一切の責任を負いません」という文の意味を尋ねた。",
        "書記官は「無断転載を禁じます」という一行を読み上げて笑った。",
        "她还说“本网站使用Cookie来改善您的体验”比锯子的警告还长。",
    ],
)
def test_quotations_in_scripts_without_spaces_are_mentions(line: str) -> None:
    assert cut(line, "", "") == []


def test_the_first_line_of_a_text_that_says_it_again_is_its_title() -> None:
    song = (
        "Terms and Conditions\n\nI read the terms and conditions of your heart,\nand nobody told me where they start."
    )
    assert cf.strip(song) == song


def test_an_agency_above_a_dateline_is_the_author() -> None:
    story = "OAKFIELD, Vale (AP) \u2014 Two locks were shut on Monday, and nobody knows for how long they will be.\n\nIt rains."
    assert not taken(f"The Associated Press\n\n{story}")
    assert not taken(f"Locks shut\n\nIda Vale\n\nThe Associated Press\n\n{story}")
    caption = "Two locks were shut on Monday, and nobody knows for how long they will be."
    assert taken(f"Locks shut\n\n{caption}\n\nReuters\n\n{caption}") == ["Reuters"]
