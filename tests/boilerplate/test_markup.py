"""Whether a text is markdown is told by a setting, by its record, or by its form."""

from __future__ import annotations

import pytest

import chaffinch as cf
from chaffinch.boilerplate.markup import is_markdown
from chaffinch.errors import UsageError
from chaffinch.model import Document
from chaffinch.step import Stripper

MARKDOWN = {
    "link": "Siehe [den Plan](https://example.org/plan) des Hafens.",
    "relative link": "Ver [el plano](../planos/norte.md) del puerto.",
    "anchor": "See [below](#what-it-costs).",
    "picture": "![Die Schleuse](schleuse.png)",
    "title": "# Le port\n\nLa marée monte à six heures.",
    "headings": "Intro.\n\n## Marées\n\nDeux par jour.\n\n## Bateaux\n\nOnze.",
    "underlined": "Le port\n=======\n\nLa marée monte.\n\nBateaux\n-------\n\nOnze.",
    "fence": "Call it:\n\n```\nrun(this)\n```\n",
    "tildes": "Call it:\n\n~~~sh\nrun this\n~~~\n",
    "table": "boat | oars\n--- | ---\nNora | 4\n",
    "front matter": "---\ntitle: Tides\n---\nTwo a day.",
    "front matter in TOML": "+++\n[params]\nshare = true\n+++\nTwo a day.",
    "reference": "See [the plan][1].\n\n[1]: https://example.org/plan",
    "footnote": "It rained.[^a]\n\n[^a]: So the gauge says.",
    "wiki": "Siehe [[2031-05-01|den Eintrag]].",
    "bold": "**Boats** are at the quay, **oars** in the shed, and **ropes** on the wall.",
}

PLAIN = {
    "ranks": "# 1 in the charts is a song of the sea.\n# 2 was first last week.\n# 9 is new.",
    "numbers": "Votes were counted in the hall.\n\n# of votes for: 12\n\nThe rest went home.",
    "tags": "#harbour #tide #may\n\nEleven boats at the quay.\n\n#boats",
    "comments": "# the port\nport = 12\n# the tide\ntide = 3\n",
    "menu": "| Home | News | Tides |\n\nEleven boats came.\n\n| Terms | Help |",
    "bars": "Boats | 11\nOars | 44\nThe rest | of it is in the shed\n",
    "rulers": "Tides\n~~~~~~~~~~~~~~~\nTwo a day, as ever.\n~~~~~~~~~~~~~~~\nEnd.",
    "a ruler": "The first day.\n\n---\n\nThe second day.",
    "brackets": "The mayor [of Harnby] (who is ill) declared that f[i](x) is a call.",
    "stars": "He declared that this is **not** what was meant, and 2 * 3 * 4 is 24.",
    "quotation": "> It rained.\nI know, since I was there.",
    "signature": "All is well.\n\n--\nNora\nkeeper of the lock",
    "list": "- eleven boats\n- four oars\n* a rope",
    "letter": "From: Nora\nSubject: tides\n---\nTwo a day.",
}


@pytest.mark.parametrize("name", MARKDOWN)
def test_markdown_is_known_by_its_form(name: str) -> None:
    assert is_markdown(MARKDOWN[name])


@pytest.mark.parametrize("name", PLAIN)
def test_plain_text_with_such_signs_is_plain(name: str) -> None:
    assert not is_markdown(PLAIN[name])


NOTICES = ("Share this article", "Follow us on Facebook")
BODY = "The gates of the lock weigh four tons each, and hang on hinges that the smith made in 1931.\n\n"


@pytest.mark.parametrize("name", PLAIN)
def test_furniture_goes_from_plain_text_with_such_signs(name: str) -> None:
    rest = cf.strip(f"{BODY}{PLAIN[name]}\n\n{BODY}{NOTICES[0]}\n\n{NOTICES[1]}")
    assert not any(notice in rest for notice in NOTICES)


def test_the_setting_is_for_texts_that_do_not_say_it() -> None:
    text = f"{BODY}~~~~~~~~~~~~\n\n{NOTICES[0]}\n\n{NOTICES[1]}"
    declared = [Document("a", text), Document("b", text, markup="plain"), Document("c", text, markup="markdown")]
    cut = {
        m: [len(done.text) < len(text) for done in Stripper(markup=m).batch(declared)]
        for m in ("auto", "plain", "markdown")
    }
    assert cut == {"auto": [True, True, False], "plain": [True, True, False], "markdown": [False, True, False]}


def test_a_name_that_says_nothing_leaves_it_to_the_form() -> None:
    text = f"{BODY}```\n{NOTICES[0]}\n```\n"
    assert Stripper()(Document("a", text, markup="wikitext")).text == text


def test_a_wrong_setting_is_refused() -> None:
    with pytest.raises(UsageError, match=r"\[strip\] markup = 'html'; one of: auto, plain, markdown"):
        Stripper(markup="html")


def test_a_box_of_hyphens_in_a_signature_is_no_table() -> None:
    box = "|--------------------|\n| Ann Lee   | 12 345 |\n| Lock Soft | 12 346 |\n|--------------------|\n"
    assert not is_markdown(f"The gates are old.\n-- \n{box}")
    assert is_markdown("The gates:\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")


BOXES = {
    "parted": "| Tom Aldous  | Harnby Locks |\n| tom@lock.example | 012 345 |\n|-----|-----|\n| No | warranty |",
    "closed": "| Tom Aldous  | Harnby Locks |\n| tom@lock.example | 012 345 |\n|-----|-----|",
    "headed": "------------------\n| Any opinions are mine |\n|-----------------------|\n| tom@lock.example      |",
}


@pytest.mark.parametrize("name", BOXES)
def test_a_drawn_box_is_no_table(name: str) -> None:
    assert not is_markdown(f"The gates are green.\n\n{BOXES[name]}\n")


def test_a_table_below_a_heading_is_one() -> None:
    assert is_markdown("Gates\n-----\n| gate | colour |\n|---|---|\n| upper | green |")
