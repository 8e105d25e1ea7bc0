"""Footnotes stay, hidden paragraphs and menus in cells go, whatever the model finds; what only looks so stays."""

from __future__ import annotations

import numpy as np
import pytest
from lxml import html

from chaffinch.html.blocks import walk
from chaffinch.html.certain import cell_menus
from chaffinch.html.extract import Extracted, extract

OG = '<meta property="og:type" content="article">'
HEADS = {"article": OG, "page": ""}
TEXT = (
    "<p>The lock at Harnby was dug by hand in four winters, and the county paid the diggers in coal and bread.{}</p>"
    "<p>Nobody has counted the men who worked there, but the parish book lists ninety of them by their names.{}</p>"
)
TEXT_DE = (
    "<p>Die Schleuse von Härnby wurde in vier Wintern von Hand gegraben, bezahlt wurde mit Kohle und mit Brot.{}</p>"
    "<p>Niemand hat die Männer gezählt, doch das Kirchenbuch nennt neunzig von ihnen mit ihrem vollen Namen.{}</p>"
)
TEXT_RU = (
    "<p>Шлюз в Хэрнби копали вручную четыре зимы, и округ платил землекопам углём и хлебом, как умел.{}</p>"
    "<p>Никто не считал людей, которые там работали, но приходская книга называет девяносто имён.{}</p>"
)


def page(body: str, head: str = "") -> Extracted:
    return extract(
        f"<!DOCTYPE html><html><head><title>Harnby</title>{head}</head><body><nav><a href=/>Home</a> <a href=/b>Boats"
        f"</a></nav><main><article><h1>Harnby</h1>{body}</article></main><footer><p>About us</p></footer></body></html>"
    )


FORMS = {
    "pandoc": "<section class='footnotes footnotes-end-of-document' role=doc-endnotes><hr><ol><li id=fn1><p>{}</p></li><li><p>{}</p></li></ol></section>",
    "kramdown": "<div class=footnotes><ol><li id='fn:1'><p>{} <a href='#r1' class=reversefootnote>↩</a></p></li><li><p>{}</p></li></ol></div>",
    "wordpress": "<ol class=wp-block-footnotes><li>{} <a href='#r'>↩︎</a></li><li>{}</li></ol>",
    "endnotes": "<div class='end-notes small'><p>1 {}</p><p>2 {}</p></div>",
}
NOTES = {
    "en": (TEXT, "Dray doubts this.", "Some of them twice."),
    "de": (TEXT_DE, "Anders Dräger 1931.", "Manche doppelt, siehe Blatt 9."),
    "ru": (TEXT_RU, "Дрей сомневается в этом.", "Некоторые дважды."),
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", NOTES)
def test_footnotes_stay(language: str, form: str, head: str) -> None:
    text, *notes = NOTES[language]
    marks = [f"<sup><a href='#fn{i}'>{i}</a></sup>" for i in (1, 2)]
    found = page(text.format(*marks) + FORMS[form].format(*notes), head).text
    assert all(note in found for note in notes), found


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_what_is_called_a_footnote_in_the_footer_stays_out(head: str) -> None:
    body = TEXT.format("", "")
    found = extract(
        f"<html><head><title>H</title>{head}</head><body><article><h1>Harnby</h1>{body}</article>"
        "<footer><div class=footnotes><p>Prices include harbour dues.</p></div></footer></body></html>"
    ).text
    assert "ninety" in found and "harbour dues" not in found


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize(
    "hidden", ["<p hidden>{}</p>", "<div hidden=hidden><p>{}</p></div>", "<h3 hidden lang=de>{}</h3>"]
)
@pytest.mark.parametrize(
    "draft", ["Entwurf: Namen der Gräber prüfen.", "Brouillon : vérifier les noms.", "草稿：核对姓名。"]
)
def test_hidden_paragraphs_go(draft: str, hidden: str, head: str) -> None:
    before, after = TEXT.format("", "").split("</p>", 1)
    found = page(f"{before}</p>{hidden.format(draft)}{after}", head)
    assert "ninety" in found.text and draft not in found.text
    assert draft in [out.text for out in found.left_out]


@pytest.mark.parametrize(
    "shown",
    [
        "<p hidden=until-found>{}</p>",
        "<p hidden id=more>{}</p>",
        "<p hidden class=rest>{}</p>",
        "<div hidden role=tabpanel><p>{}</p></div>",
        "<div>Spoiler <div style='display: none'><p>{}</p></div></div>",
    ],
)
def test_what_a_script_or_a_search_shows_stays(shown: str) -> None:
    more = (
        "The gate of the lock is of oak from the woods above Tarnmoor, and it was hung in the spring of the fifth year."
    )
    before, after = TEXT.format("", "").split("</p>", 1)
    assert more in page(f"{before}</p>{shown.format(more)}{after}").text


def test_a_text_that_is_all_hidden_stays() -> None:
    assert "ninety" in page(f"<div hidden>{TEXT.format('', '')}</div>").text


MENUS = {
    "en": ("Start page", "Our boats", "Guest book"),
    "de": ("Startseite", "Unsere Boote", "Gästebuch"),
    "es": ("Página inicial", "Barcos", "Libro de visitas"),
}
CELLS = {
    "breaks": "<td width=140>{}</td>".format("<br>".join(["<a href=x>{}</a>"] * 3)),
    "paragraphs": "<td bgcolor=silver>{}</td>".format("".join(["<p><a href=x>{}</a></p>"] * 3)),
    "list": "<td><ul>{}</ul></td>".format("".join(["<li><a href=x>{}</a></li>"] * 3)),
}
BODIES = {
    "breaks": "<td>{}</td>".format(
        "<font size=5>Harnby</font><br><br>" + TEXT.format("", "").replace("<p>", "").replace("</p>", "<br><br>")
    ),
    "paragraphs": "<td><h2>Harnby</h2>{}</td>".format(TEXT.format("", "")),
}


@pytest.mark.parametrize("behind", [False, True])
@pytest.mark.parametrize("text", BODIES)
@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("language", MENUS)
def test_menus_in_cells_go(language: str, cell: str, text: str, behind: bool) -> None:
    cells = [CELLS[cell].format(*MENUS[language]), BODIES[text]]
    row = "".join(reversed(cells) if behind else cells)
    found = extract(
        f"<html><head><title>Harnby</title></head><body><table width=760><tr>{row}</tr></table></body></html>"
    ).text
    assert "paid the diggers" in found and "ninety" in found
    assert not any(name in found for name in MENUS[language]), found


DATA = [
    "<table><tr><td>Harnby</td><td>{0}</td></tr><tr><td>Tarnmoor</td><td>{0}</td></tr></table>",
    "<table><tr><td>Harnby</td><td>{0}</td></tr></table>",
    "<table><tr><td><p>Built</p><p>of oak</p><p>in May</p></td><td>{0}</td></tr></table>",
]


@pytest.mark.parametrize("table", DATA)
def test_links_in_a_table_of_data_are_no_menu(table: str) -> None:
    boats = "<br>".join(f"<a href=/b{i}>{name}</a>" for i, name in enumerate(("Edda", "Per", "Ilse", "Nanna")))
    blocks = walk(html.fromstring(f"<body>{TEXT.format('', '')}{table.format(boats)}</body>"))
    words, linked = (np.array([len(text.split()) for text in found], float) for found in (blocks.texts, blocks.linked))
    assert not cell_menus(blocks, words, linked).any()
