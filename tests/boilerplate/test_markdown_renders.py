"""What a cut leaves of markdown renders as it did: the pages of `tests/cases/markdown`, with furniture at every place.

`markdown-it-py` (CommonMark, with the tables of GitHub) tells what a text renders as.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from chaffinch.boilerplate.markdown.blocks import front_matter
from chaffinch.step import Stripper

PAGES = {
    path.stem: path.read_text(encoding="utf-8") for path in (Path(__file__).parents[1] / "cases/markdown").iterdir()
}

FURNITURE = {
    "line": "Follow us on Facebook",
    "link": "[Share this article](https://share.example/a?u=1#follow)",
    "bold": "**[Share this article](https://share.example/a)**",
    "sentence": "Follow us on [Facebook](https://f.example) and [Twitter](https://t.example).",
    "picture": "[![Follow us on Twitter](icon.png)](https://t.example)",
    "reference": "[Share this article][share] \n\n[share]: https://share.example/a",
    "element": '<a href="https://f.example">Follow us on Facebook</a>',
    "quotation": "> Share this article",
    "heading": "Share this article\n------------------\n\nFollow us on Facebook",
    "notice": "_© 2031 Harbour Post. All rights reserved._",
}

Part = tuple[str, ...]


def parts(text: str) -> list[Part]:
    """Give what a text renders as: kind, words and targets of each block."""
    front = front_matter(text)
    start = front[0][1] if front else 0
    found: list[Part] = [("front matter", text[:start])]
    around: list[str] = []
    for token in MarkdownIt("commonmark").enable("table").parse(text[start:]):
        if token.nesting > 0:
            around.append(token.type)
        elif token.nesting < 0:
            around.pop()
        elif token.type == "inline":
            inside = token.children or []
            words = "".join(c.content for c in inside if c.type in ("text", "code_inline"))
            targets = [
                str(c.attrs.get("href") or c.attrs.get("src")) for c in inside if c.type in ("link_open", "image")
            ]
            marks = [c.type for c in inside if c.type in ("strong_open", "em_open", "hardbreak")]
            found.append((around[-1], " ".join(words.split()), *targets, *marks))
        else:
            found.append((token.type, token.info, token.content.strip()))
    return found


def in_order(some: Iterable[Part], whole: Iterable[Part]) -> bool:
    left = iter(whole)
    return all(part in left for part in some)


def with_furniture(page: str, furniture: str) -> Iterator[str]:
    """Put furniture between all blocks of a page, and at its end."""
    for gap in [*re.finditer(r"\n\n", page)][1:]:
        yield f"{page[: gap.end()]}{furniture}\n\n{page[gap.end() :]}"
    yield f"{page}\n{furniture}\n"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_without_furniture_comes_out_as_it_was(page: str) -> None:
    assert Stripper()(PAGES[page]).text == PAGES[page]


@pytest.mark.parametrize("kind", FURNITURE)
@pytest.mark.parametrize("page", PAGES)
def test_what_remains_renders_as_before(page: str, kind: str) -> None:
    texts = [*with_furniture(PAGES[page], FURNITURE[kind])]
    done = Stripper().batch(texts)
    for text, one in zip(texts, done, strict=True):
        same = one.text.strip() == PAGES[page].strip() or in_order(parts(one.text), parts(text))
        assert same, [text[e.start : e.stop] for e in one.edits]


@pytest.mark.parametrize("kind", sorted(set(FURNITURE) - {"element"}))
def test_furniture_goes_from_most_places(kind: str) -> None:
    texts = [text for page in PAGES.values() for text in with_furniture(page, FURNITURE[kind])]
    rest = [
        one.text.count(FURNITURE[kind]) < text.count(FURNITURE[kind])
        for text, one in zip(texts, Stripper().batch(texts), strict=True)
    ]
    assert sum(rest) >= 0.8 * len(rest)
