"""Calls without what they led to, and sources between slashes, at the end of a text."""

from __future__ import annotations

import pytest

import chaffinch as cf
from chaffinch.boilerplate.furniture.ends import closing

TEXT = "The lock is shut until May. The keeper said so on Monday, and nobody in the town was glad."

CALLS = (
    " Read also:",
    " leia também:",
    " leia também: 21/07/2017 24/07/2017",
    " Confira o vídeo abaixo:",
    "\nLesen Sie auch:",
    " À lire aussi :",
    " Lea también:",
    "\n\nLeggi anche:",
    " Читайте также:",
    " Czytaj także:",
    " اقرأ أيضاً:",
    " Lexo edhe:",
    "\n関連記事：",
    "\nWatch the video below:",
)
SOURCES = (
    " /Telegrafi/",
    " /Gazeta Express/",
    "/ Radio Harnby /",
    " /Вечірня Пошта/",
    "(Kosova Sot Online)",
    " (Radio Harnby News)",
    " (harnbypost.com)",
)


@pytest.mark.parametrize("end", CALLS)
def test_a_call_at_the_end_goes(end: str) -> None:
    text = TEXT + end
    assert closing(text) == (len(TEXT), len(text), "related")
    assert cf.strip(text).rstrip() == TEXT


@pytest.mark.parametrize("end", SOURCES)
def test_a_source_at_the_end_goes(end: str) -> None:
    text = TEXT + end
    assert closing(text) == (len(TEXT), len(text), "credit")
    assert cf.strip(text).rstrip() == TEXT


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":",
        "Read also:",
        f"{TEXT} He told them what to read also:",
        f"{TEXT} Read also: the mill burned.",
        f"{TEXT} The rule reads:",
        f"{TEXT} The files are in /Users/ann/",
        f"{TEXT} It was he/she/they/",
        f"{TEXT} (Ann Lee)",
        f"{TEXT} (Editing by Ann Lee)",
        f"{TEXT} He reads one paper (Harnby News)",
        f"{TEXT} The date is 21/07/2017",
        f"{TEXT} Veja os números:",
        f"{TEXT} See some of the cases:",
        f"{TEXT} Mira los resultados:",
        f"{TEXT} O prefeito veja bem a cidade de longe e diz isto:",
    ],
)
def test_other_ends_stay(text: str) -> None:
    assert closing(text) is None


THAI = "โรงสีเก่าถูกไฟไหม้ทั้งคืน เจ้าของโรงสียืนดูจากเนินเขากับสุนัขและลูกชาย ไม่มีใครรู้ว่าจะเกิดอะไรขึ้นต่อไป "


@pytest.mark.parametrize(
    "notice", ["สงวนลิขสิทธิ์ 2567 ข่าวเมือง", "© 2567 ข่าวเมือง สงวนลิขสิทธิ์ทุกประการ", "ลิขสิทธิ์ © 2567 ข่าวเมือง"]
)
def test_a_notice_at_the_end_of_a_line_of_thai_goes_alone(notice: str) -> None:
    text = THAI * 3 + notice
    assert cf.strip(text) == (THAI * 3).rstrip()
    assert cf.strip(f"{text}\n{THAI * 3}") == f"{text}\n{THAI * 3}"
