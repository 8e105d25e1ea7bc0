"""The page profile: what is kept, what is left out and why, on pages of many kinds."""

from __future__ import annotations

import numpy as np
import pytest
from lxml import html

from chaffinch.errors import DocumentError
from chaffinch.html.block_model import Trees
from chaffinch.html.extract import extract
from chaffinch.html.features import measure
from chaffinch.html.page import choose, rendered

MENU = "".join(f'<li><a href="/{n}">{n}</a></li>' for n in ("Home", "Harbour", "Sport", "Weather", "Contact"))
POSTS = [
    "Has anyone tried the new mooring at the eastern quay? I went there on Sunday and the rings were far too small.",
    "Yes, we lay there for two nights. The rings are small but the wall is good, and nobody asked us for a fee.",
    "I would wait until the autumn: they are going to replace all of the rings, the harbour master told me so.",
]
ADDRESS = "<footer><div><p>© 2031 The Gauge. All rights reserved.</p><p>Privacy</p></div></footer>"


def site(body: str) -> str:
    return f"<html><head><title>T</title></head><body><nav><ul>{MENU}</ul></nav>{body}{ADDRESS}</body></html>"


def same_of_all(value: float) -> Trees:
    """Make a tree that gives every block this probability."""
    leaf = np.array([round(np.log(value / (1 - value)) * 2**20)], np.int32)
    zero = np.zeros(1, np.int32)
    return Trees(zero.astype(np.int16), np.array([np.inf], np.float32), zero, leaf, zero, 0)


def chosen(page: str, text: str, likely: float = 0.9) -> list[str]:
    measured = measure(html.document_fromstring(page), text)
    return list(choose(measured, same_of_all(likely)).reasons)


def test_a_block_that_is_there_twice_is_kept_once() -> None:
    page = f"<p>{POSTS[0]}<p>Reply<p>Reply<p>{POSTS[0]}"
    assert chosen(page, "") == ["", "", "", "copy"]


def test_links_go_from_articles_only_and_not_where_trafilatura_takes_them() -> None:
    links = '<p>A word and more of it here<p><a href="#">Ferry aground on the shoal</a>'
    article = '<meta property="og:type" content="article">'
    assert chosen(article + links, "") == ["", "links"]
    assert chosen(article + links, "Ferry aground on the shoal") == ["", ""]
    assert chosen(links, "") == ["", ""]


def test_trafilatura_is_used_where_it_has_more_text() -> None:
    page = measure(html.document_fromstring(f"<p>{POSTS[0]}"), POSTS[0])
    assert choose(page, same_of_all(0.5)).own
    nothing = measure(html.document_fromstring("<body>"), "JSON only")
    assert not choose(nothing, same_of_all(0.5)).own


def test_every_block_is_kept_or_left_out_with_a_reason() -> None:
    page = site("".join(f'<div class="post"><p>{p}</p></div>' for p in POSTS))
    found = extract(page, profile="page")
    lines = [line.removeprefix("- ") for line in found.text.split("\n")]
    measured = measure(html.document_fromstring(page), "")
    assert sorted(lines + [b.text for b in found.left_out]) == sorted(measured.blocks.texts)
    assert {b.reason for b in found.left_out} <= {"unlikely", "links", "copy", "menu", "footer"}
    assert all(0 <= b.after <= len(found.text) and 0 <= b.score <= 1 for b in found.left_out)
    assert [b.after for b in found.left_out] == sorted(b.after for b in found.left_out)
    assert "Contact" in [b.text for b in found.left_out]


def test_after_is_where_the_block_stood() -> None:
    blocks = measure(html.document_fromstring("<p>one \U0001f6a2<p>ad<p>two<p>end"), "").blocks
    from chaffinch.html.page import Chosen

    kept = np.array([True, False, True, False])
    text, out = rendered(blocks, Chosen(kept, ("", "unlikely", "", "unlikely"), kept * 1.0, True))
    assert text == "one \U0001f6a2\ntwo"
    assert [(text[: b.after], b.text) for b in out] == [("one \U0001f6a2", "ad"), (text, "end")]


@pytest.mark.parametrize("kind", ["div", "article", "li", "section"])
def test_a_thread_keeps_its_posts(kind: str) -> None:
    posts = "".join(f'<{kind} class="message"><div><p>{p}</p></div></{kind}>' for p in POSTS)
    found = extract(site(f'<main class="thread">{posts}</main>'), profile="page").text
    assert all(p in found for p in POSTS) and "Weather" not in found


def test_posts_in_noscript_are_found() -> None:
    posts = "".join(f'<div class="post"><p>{p}</p></div>' for p in POSTS)
    found = extract(f"<html><body><div id=app></div><noscript>{posts}</noscript></body></html>").text
    assert all(p in found for p in POSTS)


def test_tables_and_lists_look_like_such() -> None:
    rows = "".join(f"<tr><td>{p}</td><td>{n}</td></tr>" for n, p in enumerate(POSTS))
    page = f"<body><table>{rows}</table><ul>{''.join(f'<li>{p}' for p in POSTS)}</ul>"
    blocks = measure(html.document_fromstring(page), "").blocks
    from chaffinch.html.page import Chosen

    every = np.ones(len(blocks), np.bool_)
    text, out = rendered(blocks, Chosen(every, ("",) * len(blocks), every * 1.0, True))
    assert text.split("\n") == [f"{p} | {n}" for n, p in enumerate(POSTS)] + [f"- {p}" for p in POSTS]
    assert out == ()


@pytest.mark.parametrize(
    "page",
    ["<html><body></body></html>", "<html><frameset><frame src=a></frameset></html>", "<body><script>go()</script>"],
)
@pytest.mark.parametrize("profile", ["auto", "article", "page"])
def test_pages_without_text_fail(page: str, profile: str) -> None:
    with pytest.raises(DocumentError, match="nothing extracted"):
        extract(page, profile=profile)


def test_the_same_page_gives_the_same() -> None:
    page = site("".join(f"<p>{p}</p>" for p in POSTS))
    assert extract(page, profile="page") == extract(page.encode(), profile="page")
