"""Pages cut into blocks: where a block ends, what is no text, what broken markup does."""

from __future__ import annotations

import numpy as np
import pytest
from lxml import html

from chaffinch.html.blocks import Blocks, walk
from chaffinch.html.tags import CODES, HIDDEN, LABELS, labels


def blocks(page: str) -> Blocks:
    return walk(html.document_fromstring(page))


@pytest.mark.parametrize(
    ("page", "texts"),
    [
        ("<body>", []),
        ("<html></html>", []),
        ("<p>  \n <p>", []),
        ("<body><script>go()</script><style>p{}</style><svg><text>x</text></svg></body>", []),
        ("<title>Tides</title><p>High water", ["High water"]),
        ("no tag but this one<br>", ["no tag but this one"]),
        ("<p>one<p>two", ["one", "two"]),
        ("<div>a<p>b</p>c</div>d", ["a", "b", "c", "d"]),
        ("<p>one<br>two<br><br>three", ["one\ntwo", "three"]),
        ("<p>one<br> \n <br>two", ["one", "two"]),
        ("<p>a <b>bold</b>er<i> word</i>", ["a bolder word"]),
        ("<p>before<script>x</script> after", ["before after"]),
        ("<p>a <!-- no --> b", ["a b"]),
        ("<pre>if x:\n    go()\n</pre>", ["if x:\n    go()"]),
        ("<ul><li>one<ul><li>two</ul>three</ul>", ["one", "two", "three"]),
        ("<table><tr><td>a<td>b<tr><td>c</table>", ["a", "b", "c"]),
        ("<p><b>never <i>closed <p>next", ["never closed", "next"]),
        ("</div></p>stray<div>x", ["stray", "x"]),
        ("<select><option>Malta<option>Mali</select><p>text", ["text"]),
    ],
)
def test_blocks(page: str, texts: list[str]) -> None:
    assert blocks(page).texts == texts


@pytest.mark.parametrize(
    ("inline", "text"),
    [
        ("<a>Home</a><a>Sport</a>", "Home Sport"),
        ("<span>Price</span><span>10</span>", "Price 10"),
        ("<span>T</span>he tide", "The tide"),
        ("<span>water</span><span>line</span>", "waterline"),
        ("H<sub>2</sub>O", "H2O"),
        ("<b>bold</b><i>face</i>", "boldface"),
        ("<a>one</a>, <a>two</a>", "one, two"),
        ("<button>Save</button><label>Name</label>", "Save Name"),
    ],
)
def test_words_are_glued_where_they_are_one_word_only(inline: str, text: str) -> None:
    assert " ".join(blocks(f"<div>{inline}</div>").texts) == text


def test_noscript_is_text_only_where_there_is_much_of_it() -> None:
    post = "The pilots were called in twice during the night. " * 8
    assert blocks("<p>a</p><noscript><p>Switch on scripts.</p></noscript>b").texts == ["a", "b"]
    assert blocks(f"<noscript><div>{post}</div></noscript><p>b").texts == [post.strip(), "b"]


def test_links_are_counted_and_their_text_is_known() -> None:
    found = blocks("<p>See <a href='/a'>this</a> and <a href='/b'>that one</a>.<p>None")
    assert (found.links.tolist(), [linked.split() for linked in found.linked]) == (
        [2, 0],
        [["this", "that", "one"], []],
    )


def test_elements_hold_their_blocks() -> None:
    e = (found := blocks("<div class=a><p>one<p>two</div><div class=a>three</div>")).elements
    held = [(start, stop) for tag, start, stop in zip(e.tag, e.start, e.stop, strict=True) if tag == CODES["div"]]
    assert held == [(0, 2), (2, 3)]
    assert (e.start <= e.stop).all() and (e.parent < np.arange(len(e.parent))).all()
    assert all(e.start[i] <= b < e.stop[i] for b, i in enumerate(found.element))
    assert len({kind for kind, tag in zip(e.kind, e.tag, strict=True) if tag == CODES["div"]}) == 1


def test_what_is_hidden_is_marked() -> None:
    e = blocks("<p hidden>a</p><p style='display: none'>b</p><p aria-hidden=true>c</p><p>d</p>").elements
    assert [bool(bits & HIDDEN) for bits in e.labels[e.tag == CODES["p"]]] == [True, True, True, False]


def test_names_have_their_marks() -> None:
    assert labels("comment-list") >> LABELS.index("comment") & 1
    assert not labels("xyz")


def test_deep_nesting_and_many_blocks_take_no_recursion() -> None:
    tree = html.document_fromstring("<p>x</p>" * 50_000)
    assert len(walk(tree)) == 50_000
    deep = html.Element("body")
    at = deep
    for _ in range(20_000):
        at = html.etree.SubElement(at, "div")
    at.text = "bottom"
    assert walk(deep).texts == ["bottom"]


def test_the_tree_is_not_changed() -> None:
    tree = html.document_fromstring("<div>a<script>b</script>c<noscript>d</noscript></div>")
    before = html.tostring(tree)
    walk(tree)
    assert html.tostring(tree) == before
