"""Pages of many kinds, languages and wrappers of code: each part is text, or a row of what is left out."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from chaffinch.html.extract import extract

PAGES = tomllib.loads((Path(__file__).parents[1] / "cases" / "html_pages.toml").read_text(encoding="utf-8"))["page"]
OG = '<meta property="og:type" content="article">'
AROUND = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Tides | Harnby</title>{head}</head><body><header class="site-header">'
    '<nav><a href="/">Home</a> <a href="/s">Sport</a></nav></header><main><article><h1>Tides</h1>{body}</article></main>'
    '<aside class="sidebar"><h3>Popular</h3><ul><li><a href=/1>Bridge shut until June</a></li><li><a href=/2>Eel smokers may'
    ' stay</a></li></ul></aside><footer><a href="/a">About us © 2031</a></footer></body></html>'
)
FURNITURE = ("Home", "About us", "Popular", "Bridge shut", "Eel smokers")


def bare(text: str) -> str:
    """Leave out white space and what markdown marks letters with."""
    return "".join(text.translate({ord(sign): None for sign in "\\*~`"}).split())


@pytest.mark.parametrize("head", [OG, ""], ids=["article", "page"])
@pytest.mark.parametrize("page", PAGES, ids=[page["name"] for page in PAGES])
def test_the_page_profile_keeps_all_parts_and_no_furniture(page: dict[str, Any], head: str) -> None:
    text = extract(AROUND.format(head=head, body=page["body"]), profile="page").text
    assert not [part for part in page["parts"] if part not in text]
    assert not [part for part in FURNITURE if part in text]


@pytest.mark.parametrize("html_format", ["text", "markdown"])
@pytest.mark.parametrize("profile", ["auto", "article", "trafilatura"])
@pytest.mark.parametrize("page", PAGES, ids=[page["name"] for page in PAGES])
def test_no_part_is_lost_without_a_row(page: dict[str, Any], profile: str, html_format: str) -> None:
    found = extract(AROUND.format(head=OG, body=page["body"]), profile=profile, html_format=html_format)
    text, out = bare(found.text), bare("".join(row.text for row in found.left_out))
    assert not [part for part in page["parts"] if bare(part) not in text and bare(part) not in out]
    assert all(row.reason for row in found.left_out)


def test_a_short_line_of_the_footer_is_no_end_of_the_text() -> None:
    page = Path(__file__).parents[2] / "examples" / "corpus" / "east-sound-service" / "2031-03-04-faehre.html"
    assert not extract(page.read_text(encoding="utf-8")).text.endswith("East Sound Service")


PLAIN = {
    "links below a heading": (
        "<h2>The new skippers</h2><ul><li><a href=/1>Eel ferry, Ida Vale</a></li><li><a href=/2>Coal boat, Per Lund</a></li></ul>",
        ["Eel ferry, Ida Vale", "Coal boat, Per Lund"],
    ),
    "links below a line with a colon": (
        "<p>Bestanden haben:</p><ol><li><a href=/1>Ole Jessen, Harnby</a></li><li><a href=/2>Grete Voss, Tarn</a></li></ol>",
        ["Ole Jessen, Harnby", "Grete Voss, Tarn"],
    ),
    "short lines": ("<div>Nothing.</div><div>Then a bell.</div>", ["Nothing.", "Then a bell."]),
}
REST = (
    "<p>The harbour of Harnby has examined its skippers, the office said on Monday, and it took two days and one boat.</p>{}"
    "<p>Those who failed may come again in the autumn, when the eels are gone and the water is high enough for all of them.</p>"
)


@pytest.mark.parametrize(("body", "parts"), PLAIN.values(), ids=PLAIN.keys())
def test_what_stands_plainly_amid_the_paragraphs_of_an_article_is_text(body: str, parts: list[str]) -> None:
    text = extract(AROUND.format(head=OG, body=REST.format(body)), profile="article").text
    assert not [part for part in (*parts, "autumn") if part not in text]
    assert not [part for part in FURNITURE if part in text]


@pytest.mark.parametrize(
    "body",
    [
        "<h2>Related stories</h2><ul><li><a href=/1>Eel smokers may stay</a></li><li><a href=/2>Ferry sold</a></li></ul>",
        "<ul class=links><li><a href=/1>Eel smokers may stay</a></li><li><a href=/2>Ferry sold</a></li></ul>",
    ],
)
def test_furniture_amid_the_paragraphs_of_an_article_is_no_text(body: str) -> None:
    text = extract(AROUND.format(head=OG, body=REST.format(body)), profile="article").text
    assert not [part for part in ("Eel smokers", "Ferry sold") if part in text]


WRAPPED = (
    "<div class=p><p>The eel in the hall was measured by three people, who came to three results and kept the largest one.</p>"
    "<p>It had been caught at night by the ferryman, who was looking for his keys and had no lamp.</p></div>{}<div class=p><p>The case was "
    "made by the cooper of Harnby, who had never made one, out of the wood of a barge.</p></div>"
)


@pytest.mark.parametrize(
    ("box", "stays"),
    [
        ("<div class=object-label><div>Lake eel</div><div>90 cm</div><div>Case 4</div></div>", True),
        ("<div class=promo-box><div>Lake eel</div><div>90 cm</div><div>Case 4</div></div>", False),
        ("<div class=box><div><a href=/1>Lake eel</a></div><div>90 cm</div><div>Case 4</div></div>", False),
        ("<div class=box><div>Lake eel</div><div>90 shares</div><div>4 comments</div></div>", False),
        ("<div class=box><div>Lake eel</div><div>Ferry sold</div><div>Case 4</div></div>", False),
    ],
)
def test_a_box_of_facts_amid_wrapped_paragraphs_is_text(box: str, stays: bool) -> None:
    text = extract(AROUND.format(head=OG, body=WRAPPED.format(box))).text
    assert ("Lake eel" in text, "three results" in text, "cooper" in text) == (stays, True, True)
