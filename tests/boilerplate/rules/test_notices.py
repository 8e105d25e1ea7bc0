"""Notices of copyright without a stop, with a sentence of the article behind them or a caption before them."""

from __future__ import annotations

import pytest

import chaffinch as cf

BODY = "Divers take the old gates out in November, and the new ones come down the river on a barge in the spring."

SENTENCES = [
    "Eels are cheap.", "Rain fell all night.", "Nora Vik has sold the mill.", "Two boats sank.", "Harnby wants a bridge.",
    "Eleven members voted for the boat, and two against it.", "People in Harnby and Tarnmoor sleep badly.",
    "“We wait,” said the keeper.", "The ferry stays in the harbour.", "Llovió toda la noche.", "Regen fiel die ganze Nacht.",
]  # fmt: skip


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize(
    "notice", ["© 2031 Harnby Post", "Copyright 2031 Harnby Post", "Copyright © 2031 Harnby Post Ltd"]
)
def test_the_sentence_behind_a_notice_stays(notice: str, sentence: str) -> None:
    for text in (f"The lock is shut. {notice} {sentence} {BODY}", f"The lock is shut.\n{notice} {sentence}\n{BODY}"):
        assert sentence in cf.strip(text)


def test_a_notice_goes_where_its_end_is_known() -> None:
    text = f"The lock is shut. © 2031 Harnby Post All rights reserved Eels are cheap. {BODY}"
    assert cf.strip(text) == f"The lock is shut. Eels are cheap. {BODY}"


@pytest.mark.parametrize(
    "notice",
    [
        "© 2031 Harnby Post and its licensors.", "© 2031 Harnby Post content may not be copied.", "© 2031 Harnby Post.",
        "Copyright 2031 Harnby Post. All rights reserved.", "© 2031 Stiftung Alter Boote.", "Harnby Post © 2031",
    ],
)  # fmt: skip
def test_notices_go_as_wholes(notice: str) -> None:
    assert cf.strip(f"{BODY}\n\n{notice}") == BODY


@pytest.mark.parametrize(
    "caption",
    [
        "Men lift the lower gate out of the river after the storm",
        "Рабочие поднимают нижние ворота шлюза после бури",
        "Männer heben das untere Tor nach dem Sturm aus dem Fluss",
    ],
)
def test_the_caption_before_a_sign_stays(caption: str) -> None:
    assert caption in cf.strip(f"{BODY}\n\n{caption} © Harnby Pictures / Ida Brenner\n\n{BODY}")


@pytest.mark.parametrize(
    ("notice", "sentence"),
    [
        (
            "© 2031 نشرة المرفأ جميع الحقوق محفوظة",
            "تعيش عنزة منذ يوم الأحد على سطح المدرسة، وهي أهدأ من كثير من التلاميذ.",
        ),
        ("© 2031 نشریه بندر تمام حقوق محفوظ است", "از روز یکشنبه بزی روی بام مدرسه زندگی می‌کند و پایین نمی‌آید."),
        ("© 2031 עיתון הנמל כל הזכויות שמורות", "מאז יום ראשון חיה עז על גג בית הספר ואינה רוצה לרדת."),
        ("© 2031 港口晚报 版权所有", "从星期天起，一只山羊住在学校的屋顶上。"),
        ("© 2031 港口晚报", "从星期天起，一只山羊住在学校的屋顶上。"),
        ("© 2031 港新聞 無断転載を禁じます", "学校の屋根に日曜日からヤギが住みついている。"),
        ("© 2031 항구일보 무단 전재 및 재배포 금지", "일요일부터 염소 한 마리가 학교 지붕에 살고 있다고 한다."),
    ],
)
def test_the_sentence_behind_a_notice_in_a_script_without_capitals_stays(notice: str, sentence: str) -> None:
    text = f"{sentence} {notice} {sentence} {sentence}"
    cleaned = cf.strip(text)
    assert cleaned.count(sentence) == 3 and cleaned != text


@pytest.mark.parametrize(
    "notice",
    [
        "© 2031 港口晚报 版权所有，未经许可不得转载。",
        "جميع الحقوق محفوظة © 2031 نشرة المرفأ.",
        "記事・写真の無断転載を禁じます。",
    ],
)
def test_notices_in_scripts_without_capitals_go_as_wholes(notice: str) -> None:
    assert cf.strip(f"{BODY}\n\n{BODY}\n\n{notice}") == f"{BODY}\n\n{BODY}"
