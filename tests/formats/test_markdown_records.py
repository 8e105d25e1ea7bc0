"""Markdown that has tags is no page: in its components, in its code, around its headings. Pages still are pages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import chaffinch as cf
from chaffinch.formats import Record, holds_page

FENCE = "```"
PROSE = "The lock is opened at high water, and boats wait at the quay until the harbour master waves.\n\n"
TAGS = "<div class='a'>\n<p>One</p>\n<p>Two</p>\n</div>\n<ul>\n<li>x</li>\n<li>y</li>\n</ul>\n<table><tr><td>z</td></tr></table>\n"

MARKDOWN = {
    "fence": f"{PROSE}{FENCE}html\n{TAGS}{TAGS}{FENCE}\n\n{PROSE}",
    "fence first": f"{FENCE}html\n{TAGS}{FENCE}\n",
    "fence of tildes": f"Так пишут страницу:\n\n~~~\n{TAGS}{TAGS}~~~\n",
    "fence without end": f"# So geht es\n\n{FENCE}\n{TAGS}{TAGS}",
    "code in the line": "Ein Absatz steht in `<p>` und `</p>`, eine Zeile in `<br>`, Listen in `<ul>`, `<li>`, `</li>`, `</ul>`. " * 3,
    "components": f"import Tabs from '@theme/Tabs'\n\n# Schleuse\n\n<Tabs>\n<div>\n\n{PROSE}\n</div>\n<p>a</p>\n<p>b</p>\n</Tabs>\n",
    "logo": '<p align="center"><img src="a.png"></p>\n<h1 align="center">Lock</h1>\n<p align="center">x</p>\n\n## Installation\n\nSee [the docs](https://d.example).\n',
    "columns": f"<div>\n<div>\n\n## 使い方\n\n- 一\n- 二\n\n</div>\n<div>\n\n{PROSE}</div>\n</div>\n",
    "front matter": f"---\ntitle: Écluse\n---\n\n<div>\n<p>a</p>\n<p>b</p>\n</div>\n\n**Important** : {PROSE}",
}  # fmt: skip

PAGES = {
    "page": f"<!DOCTYPE html><html><body><h1>x</h1><pre># a\n- b\n- c\n[x](y)</pre>{TAGS}</body></html>",
    "fragment": f"<div><p>{PROSE}</p><p>{PROSE}</p></div>",
    "indented": f"<div>\n\n    <p>{PROSE}</p>\n\n    <p>{PROSE}</p>\n    <p>`code`</p>\n</div>",
    "pre": f"<h2>Markdown</h2><p>Man schreibt:</p><pre># Titel\n\n- a\n- b\n\n[x](http://y)</pre><p>{PROSE}</p>",
    "script": "<div><p>a</p><p>b</p></div><script>import x from 'y'\nlet a = b[1](/c/)\n</script>",
}  # fmt: skip


@pytest.mark.parametrize("kind", MARKDOWN)
def test_markdown_with_tags_is_no_page(kind: str) -> None:
    assert not holds_page(Record(0, MARKDOWN[kind]))


@pytest.mark.parametrize("kind", PAGES)
def test_pages_with_signs_of_markdown_are_pages(kind: str) -> None:
    assert holds_page(Record(0, PAGES[kind]))


@pytest.mark.parametrize("markup", ["markdown", "MDX", "text/markdown"])
def test_a_record_that_says_markdown_holds_no_page(markup: str) -> None:
    assert not holds_page(Record(0, PAGES["page"], markup=markup))


@pytest.mark.parametrize("name", ["r.jsonl", "r.csv"])
def test_markdown_with_tags_stays_as_it_is(name: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    rows = [{"id": kind, "text": text, "markup": None} for kind, text in MARKDOWN.items()]
    rows.append({"id": "said", "text": PAGES["fragment"], "markup": "markdown"})
    if name == "r.jsonl":
        data = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    else:
        quoted = (
            '"{}"'.format(str(row[key] or "").replace('"', '""')) for row in rows for key in ("id", "text", "markup")
        )
        cells = list(quoted)
        data = "id,text,markup\n" + "".join(",".join(cells[i : i + 3]) + "\n" for i in range(0, len(cells), 3))
    (tmp_path / "in" / name).write_text(data, "utf-8")
    config = cf.Config.from_dict({"policy": {"documents": "off", "boilerplate": "report"}, "work": {"workers": 1}})
    run = cf.clean(tmp_path / "in", tmp_path / "run", config=config)
    assert (run.path / "cleaned" / name).read_text("utf-8") == data
    cf.restore(run, tmp_path / "back")
    assert (tmp_path / "back" / name).read_text("utf-8") == data
