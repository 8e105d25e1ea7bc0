"""What the model looks at: one column a name, finite, the same for the same page."""

from __future__ import annotations

import numpy as np
import pytest
from lxml import html

from chaffinch.html.block_words import Words, covered
from chaffinch.html.features import facts, measure, names

PAGES = [
    "<body>",
    "<p>one",
    "<h1>Tides</h1><p>High water at six.</p><ul><li><a href='#'>more</a></ul><p>High water at six.</p>",
    "<div>" * 60 + "deep",
    "<table>" + "<tr><td>a<td>1 €" * 40 + "</table>",
    "<p>潮位は六時に高くなる。</p><p>© 2031</p>",
    "<p>...</p><p>!!!</p>",
]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("text", ["", "High water at six."])
def test_every_block_has_every_feature(page: str, text: str) -> None:
    tree = html.document_fromstring(page)
    found = measure(tree, text).features
    assert found.shape[1] == len(names()) == len(set(names()))
    assert found.dtype == np.float32 and np.isfinite(found).all()
    assert np.array_equal(found, measure(tree, text).features)


def column(page: str, name: str, text: str = "") -> list[float]:
    return [float(v) for v in measure(html.document_fromstring(page), text).features[:, names().index(name)]]


def test_features_measure_what_their_names_mean() -> None:
    page = (
        "<nav><p><a>Home</a></p></nav><main class=content><p>High water at six. Low water at noon.</p><p>x</p></main>"
    )
    assert column(page, "words") == [1, 8, 1]
    assert column(page, "linked share") == [1, 0, 0]
    assert column(page, "sentences") == [0, 2, 0]
    assert column(page, "in <nav>") == [1, 0, 0]
    assert column(page, "in content") == [0, 1, 1]
    assert column(page, "siblings 0 number") == [1, 2, 2]
    assert column(page, "taken", "High water at six.") == [0, 0.5, 0]
    assert column(page, "from first", "High water at six. Low water at noon.") == [-1, 0, 1]


def test_copies_are_counted() -> None:
    page = "<p>High water<p>Low<p>high  WATER!"
    assert (column(page, "copies"), column(page, "earlier copies")) == ([2, 1, 2], [0, 0, 1])


def test_a_page_declares_its_types() -> None:
    page = """<meta property="og:type" content="Article"><script type="application/ld+json">
    {"@type": ["NewsArticle", "Thing"]}</script><script>{"@type": "Product"}</script><p>x"""
    assert {name for name, declared in facts(html.document_fromstring(page)).items() if declared} == {
        "og article",
        "ld article",
    }


@pytest.mark.parametrize(
    ("text", "other", "share"),
    [
        ("", "a b c", 0.0),
        ("a b c", "", 0.0),
        ("a", "a", 1.0),
        ("a b", "a b c", 0.0),
        ("x a b c", "a b c d", 0.75),
        ("潮位は", "潮位は六時", 1.0),
    ],
)
def test_covered(text: str, other: str, share: float) -> None:
    words = Words.of([text])
    assert covered(words, Words.of([other], words.known)).tolist() == [share]
