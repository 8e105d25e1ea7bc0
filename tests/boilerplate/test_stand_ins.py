"""Notices that stand in for a page, and texts about such notices, which are documents."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from chaffinch.boilerplate import NOTICES, stand_in, stand_in_and_consent
from chaffinch.boilerplate.notice_sentences import Notice, notices
from chaffinch.boilerplate.stand_ins import stand_ins_of

CASES: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent.parent / "cases" / "stand_ins.toml").read_text(encoding="utf-8")
)
PACKS = "ar de en es fa fi fr he hi it ja ko nl pl pt ru sv tr uk zh".split()


@pytest.mark.parametrize("notice", notices(), ids=lambda notice: notice.id)
def test_a_sentence_of_a_notice_alone_is_one_and_others_are_none(notice: Notice) -> None:
    for sentence in notice.yes:
        assert stand_in(sentence) in ({notice.kind} if notice.kind != "other" else set(NOTICES)), sentence
    for sentence in notice.no:
        assert stand_in(sentence) == "", sentence


def test_ids_are_unique_and_name_a_kind() -> None:
    assert len({notice.id for notice in notices()}) == len(notices())
    assert {notice.kind for notice in notices()} == set(NOTICES)


@pytest.mark.parametrize("language", PACKS)
def test_every_language_of_the_packs_has_the_kinds_that_crawls_meet(language: str) -> None:
    kinds = {notice.kind for notice in notices() if notice.language == language}
    assert kinds >= {"cookies", "robot", "script", "browser", "region", "login", "paywall", "missing", "search"}


@pytest.mark.parametrize("case", CASES["stand_in"], ids=lambda case: case["text"][:30])
def test_notices_are_known(case: dict[str, Any]) -> None:
    assert stand_in(case["text"], case.get("title", "")) == case["kind"]


@pytest.mark.parametrize("case", CASES["document"], ids=lambda case: case["text"][:30])
def test_documents_about_the_same_things_are_kept(case: dict[str, Any]) -> None:
    assert stand_in(case["text"], case.get("title", case["text"].split("\n")[0])) == ""


def test_a_long_text_is_a_document_whatever_it_says() -> None:
    assert stand_in("Please enable JavaScript. " * 10) == "script"
    assert stand_in("Please enable JavaScript. " * 200) == ""


def test_many_texts_at_once_are_what_each_one_is() -> None:
    texts = [case["text"] for kind in ("stand_in", "document") for case in CASES[kind]]
    texts += [sentence for notice in notices() for sentence in (*notice.yes, *notice.no)]
    texts += [f"{text}\n\n{texts[i - 1]}" for i, text in enumerate(texts)]  # with lines of another language
    found = stand_ins_of([None, "", *texts, "Please enable JavaScript. " * 200])
    assert found == ["", "", *map(stand_in, texts), ""]
    assert {*found} == {"", *NOTICES}


def test_the_share_of_a_notice_above_a_text() -> None:
    assert stand_in_and_consent("We use cookies on this site.\nThe ferry is late.")[1] > 0.5
    assert stand_in_and_consent("The ferry is late.") == ("", 0.0)


def test_two_sentences_below_a_notice_about_cookies_are_a_document() -> None:
    notice = (
        "We use cookies to improve your experience. By continuing to use this site you agree to our use of cookies."
    )
    assert (
        stand_in(f"{notice}\n\nThe lock is shut until Friday. A gate has to be replaced, and the keeper is ill.") == ""
    )
    assert stand_in(f"{notice}\n\nAccept all\n\nYou can change your choice at any time. Read our policy to learn more.")
    assert (
        stand_in(
            f"{notice} OK The lock is shut until Friday. A gate has to be replaced by hand. The keeper is ill, and so is the cat."
        )
        == ""
    )


def test_a_short_recipe_above_an_offer_of_a_newsletter_is_a_document() -> None:
    recipe = "Soupe d'orties\n\nOn ne prend que les feuilles du haut.\n\nPour 4 personnes\n\n2 oignons\nSel, poivre"
    assert stand_in(f"{recipe}\n\nInscrivez-vous à notre newsletter pour recevoir nos recettes") == ""
