"""Pages as markdown: it renders as the blocks of the plain text, and keeps rows, header cells, code and links."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

import chaffinch as cf
from chaffinch.boilerplate.markdown.blocks import blocks as markdown_blocks
from chaffinch.cli.piped import strip_stream
from chaffinch.html.extract import extract
from chaffinch.html.inline import BREAK, CODE, LINK, Mark, inline
from chaffinch.html.markdown import marked, read_forms, written

READER = MarkdownIt("commonmark").enable("table")


def seen(markdown: str) -> list[str]:
    """Give the words of each block that a reader of the markdown sees."""
    found = []
    for token in READER.parse(markdown):
        if token.type in ("fence", "code_block"):
            found += token.content.split("\n")
        elif token.type == "inline":
            parts = ("\n" if c.type.endswith("break") else c.content for c in token.children or [])
            found += "".join(parts).split("\n")
    return [" ".join(line.split()) for line in found if line.strip()]


def as_markdown(body: str) -> str:
    forms = marked(html.document_fromstring(f"<body>{body}"))[1]
    return written(forms, np.ones(len(forms), np.bool_))[0]


SIGNS = st.text(st.sampled_from("ab1 .)\n*_`[]()<>#+-=|!~&;:\\\"'é中/"), max_size=30)


@settings(max_examples=200)
@given(st.lists(st.tuples(SIGNS, st.sampled_from(["", "**", "*", CODE, LINK, BREAK])), max_size=5))
def test_a_line_of_any_signs_reads_as_its_text(parts: list[tuple[str, str]]) -> None:
    pieces: list[str | Mark] = []
    plain = ""
    for text, sign in parts:
        if sign == BREAK:
            pieces += [BREAK, text]
        elif sign:
            pieces += [Mark(sign, opens=True, target="/to (it)"), text, Mark(sign, opens=False)]
        else:
            pieces.append(text)
        plain += f"\n{text.replace(chr(10), ' ')}" if sign == BREAK else text.replace("\n", " ")
    lines = [line for line in (" ".join(line.split()) for line in plain.split("\n")) if line]
    got = seen(inline(pieces))
    assert " ".join(got) == " ".join(lines)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h2>Tides</h2><p>High <b>water</b> at <a href='/t'>six</a>.", "## Tides\n\nHigh **water** at [six](/t)."),
        ("<p>Flut <i>und </i>Ebbe<br>um sechs", "Flut *und* Ebbe  \num sechs"),
        ("<ul><li>раз<li>два<ol start=4><li>три</ol></ul><p>конец", "- раз\n- два\n  4. три\n\nконец"),
        ("<blockquote><p>潮は<p>六時</blockquote>", "> 潮は\n>\n> 六時"),
        ("<p># 1<p>- x<p>2. y<p>---<p>a*b*c<p>&lt;b&gt;", "\\# 1\n\n\\- x\n\n2\\. y\n\n\\---\n\na\\*b\\*c\n\n\\<b>"),
        ("<p><a href='#top'>up</a> <a href='javascript:go()'>go</a> <a>no</a>", "up go no"),
        ("<ul><li><h3>Post</h3><p>One</ul>", "### Post\n\nOne"),
        ("<p><a href='/a'><b>All of it</b></a>", "[**All of it**](/a)"),
        ("<h2>In C #</h2>", "## In C \\#"),
    ],
)  # fmt: skip
def test_blocks_are_marked(body: str, expected: str) -> None:
    assert as_markdown(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<table><tr><th>Name<th>m</tr><tr><td>Harnby<td>4</table>",
            "| Name | m |\n| --- | --- |\n| Harnby | 4 |",
        ),
        (
            "<table><thead><tr><td>Имя<td>м</thead><tr><td>a | b<td></table>",
            "| Имя | м |\n| --- | --- |\n| a \\| b |  |",
        ),
        (
            "<table><tr><td>Höhe<td>4<tr><td colspan=2>beide<td>x</table>",
            "|  |  |  |\n| --- | --- | --- |\n| Höhe | 4 |  |\n| beide |  | x |",
        ),
        ("<table><tr><td>only one column<tr><td>of text</table>", "only one column\n\nof text"),
    ],
)
def test_tables_keep_rows_and_header_cells(body: str, expected: str) -> None:
    assert as_markdown(body) == expected
    assert not body.startswith("<table><tr><th") or markdown_blocks(expected).frozen == [(0, len(expected))]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<pre><code class=language-python>if x:\n    y = `1`\n\n    z()\n</code></pre>", "```python\nif x:\n    y = `1`\n\n    z()\n```"),
        ("<pre>\n  первый\n\tвторой</pre>", "```\n  первый\n\tвторой\n```"),
        ("<div class='highlight highlight-source-shell'><pre>echo '```'</pre></div>", "````shell\necho '```'\n````"),
        ("<pre><div>a</div><div>  b</div></pre>", "```\na\n  b\n```"),
        ("<ul><li>run<pre>make\n  all</pre></ul>", "- run\n\n  ```\n  make\n    all\n  ```"),
    ],
)  # fmt: skip
def test_code_keeps_lines_and_indentation(body: str, expected: str) -> None:
    assert as_markdown(body).replace("- run\n  ```", "- run\n\n  ```") == expected


PROSE = "The harbour master closed the eastern channel shortly after dawn, when the first tide gauges failed{}."
PAGE = (
    "<html><head><title>T</title>{}</head><body><nav><a href='/'>Home</a></nav><main><article><h1>Channel closed</h1>"
    + "".join(f"<p>{PROSE.format(end)}</p>" for end in (" at <b>six</b>", ", <a href='/n'>he said</a>", " [1]* again"))
    + "<pre>gauge --read\n  all</pre><table><tr><th>Quay<th>Depth<tr><td>East<td>4 m<tr><td>West<td>5 m</table>"
    + "<ul><li>one boat<li>two boats, <a href='https://b.example/two'>both late</a></ul>"
    + f"<p>{PROSE.format(' for good')}</p></article></main><footer>About us</footer></body></html>"
)


@pytest.mark.parametrize("og", ["", '<meta property="og:type" content="article">'])
@pytest.mark.parametrize("profile", ["auto", "article", "page"])
def test_markdown_has_the_blocks_of_the_text(og: str, profile: str) -> None:
    page = PAGE.format(og)
    plain, found = extract(page, profile=profile), extract(page, profile=profile, html_format="markdown")
    lines = [line for block in plain.text.split("\n") for line in block.removeprefix("- ").split(" | ")]
    assert seen(found.text) == [" ".join(line.split()) for line in lines if line.strip()]
    assert (found.markup, plain.markup) == ("markdown", None)
    assert [b.text for b in found.left_out] == [b.text for b in plain.left_out]
    for out in found.left_out:
        assert found.text[: out.after].count("harbour master") <= 4 and out.after <= len(found.text)


def test_trafilatura_gives_its_own_markdown() -> None:
    found = extract(PAGE.format(""), profile="trafilatura", html_format="markdown")
    assert found.markup == "markdown" and "[he said](/n)" in found.text


def test_forms_are_packed_without_loss() -> None:
    forms = marked(html.document_fromstring("<ul><li>a<pre>b</pre></ul><table><tr><th>c<td>d</table>"))[1]
    assert read_forms([form.packed for form in forms]) == forms
    assert all(json.loads(form.packed) for form in forms)
    assert read_forms(["", forms[0].packed]) == ()


def test_deep_nesting_costs_linear_work() -> None:
    found = as_markdown("<blockquote><ul><li>" * 40 + "deep")
    assert len(found) < 100 and re.search(r"deep$", found)


SHARE = '<p><a href="https://f.example/s">Share this article on Facebook</a></p>'


@pytest.mark.parametrize("to", ["same", "jsonl"])
@pytest.mark.parametrize("pages", [1, 4])  # four pages of a host are decided together
def test_a_run_writes_markdown_and_strips_it(to: str, pages: int, tmp_path: Path) -> None:
    (tmp_path / "in/h.example").mkdir(parents=True)
    page = PAGE.format("").replace("<h1>", "<h1>{0} ").replace("<pre>", f"{SHARE}<pre>")
    for number in range(pages):
        text = page.format(number).replace("first tide", f"tide number {number}, the first {number * 'so '}")
        (tmp_path / f"in/h.example/p{number}.html").write_text(text, "utf-8")
    tree = {"input": {"html_format": "markdown", "to": to, "host_from": "folder"}, "policy": {"documents": "off"}}
    run = cf.clean(tmp_path / "in", tmp_path / "run", config=cf.Config.from_dict(tree))
    if to == "same":
        text = (run.path / "cleaned/h.example/p0.html.md").read_text("utf-8")
    else:
        text = json.loads((run.path / "cleaned/documents.jsonl").read_text("utf-8").split("\n")[0])["text"]
    assert "```\ngauge --read\n  all\n```" in text and "| East | 4 m |" in text and "[he said](/n)" in text
    assert "Share" not in text and "f.example" not in text
    cf.restore(run, tmp_path / "back")
    back = (tmp_path / "back/h.example/p0.html.md").read_text("utf-8")
    assert "[Share this article on Facebook](https://f.example/s)" in back
    assert back == run.text("h.example/p0.html")


def test_strip_extracts_a_page_as_markdown(tmp_path: Path) -> None:
    config = cf.Config.from_dict({"input": {"html_format": "markdown"}})
    page = PAGE.format("").replace("<pre>", f"{SHARE}<pre>")
    sink, lines = io.BytesIO(), io.BytesIO()
    strip_stream(io.BytesIO(page.encode()), sink, config=config)
    strip_stream(io.BytesIO(json.dumps({"text": page}).encode()), lines, jsonl=True, config=config)
    text = sink.getvalue().decode()
    assert "[he said](/n)" in text and "Share" not in text
    assert json.loads(lines.getvalue())["text"] == text
