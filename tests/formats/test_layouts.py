"""JSON in other layouts than a record a line, fields of fields, and files that no format reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chaffinch.config import InputConfig
from chaffinch.errors import UsageError
from chaffinch.formats import find, parse
from chaffinch.formats.discovery import CONVERTERS, advice
from chaffinch.formats.registry import KINDS

Cycle = Callable[..., Any]

RECORDS = [{"id": "a", "text": "one CUT two"}, {"id": "b", "text": "é", "n": {"m": [1]}}]
LAYOUTS = {
    "array on a line": (json.dumps(RECORDS), "a JSON array"),
    "array with a record a line": ("[\n" + ",\n".join(map(json.dumps, RECORDS)) + "\n]\n", "a JSON array"),
    "array over lines": (json.dumps(RECORDS, indent=1, ensure_ascii=False), "a JSON array"),
    "array that is cut off": (json.dumps(RECORDS)[:-9], "a JSON array"),
    "records over lines": ("\n".join(json.dumps(one, indent=2) for one in RECORDS), "JSON over several lines"),
    "record with its first field": ('{ "id": 1,\n  "text": "a"\n}\n' * 2, "JSON over several lines"),
}


@pytest.mark.parametrize("to", ["same", "parquet"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_other_layouts_are_one_failure_that_helps(cycle: Cycle, layout: str, codec: str, to: str) -> None:
    text, message = LAYOUTS[layout]
    made = cycle({"x.jsonl": text.encode(codec)}, task_bytes=20, encoding="utf-8", to=to)
    assert [row["failure"].partition(",")[0] for row in made.rows] == [message]
    assert "jq" in made.rows[0]["failure"]
    assert made.restored == {"x.jsonl": text.encode(codec)}


@pytest.mark.parametrize("line", ['["text"]', "[1, 2]", "[]", '{"text": "open', "{", '"text"'])
def test_a_bad_line_makes_no_other_layout(cycle: Cycle, line: str) -> None:
    made = cycle({"x.jsonl": f'{line}\n{{"text": "a"}}\n'.encode()})
    assert made.texts() == [None, "a"]


DOTTED = {
    '{"content": {"text": "a CUT b"}, "id": 1}': '{"content": {"text": "a b"}, "id": 1}',
    r'{"content":{"x":[{"text":"no"}],"text":"\u00e9 CUT here"}}': r'{"content":{"x":[{"text":"no"}],"text":"\u00e9 here"}}',
    '{"content.text": "own CUT name", "content": {"text": "x"}}': '{"content.text": "own name", "content": {"text": "x"}}',
}


def test_a_name_with_dots_is_a_path(cycle: Cycle) -> None:
    data = "".join(f"{line}\n" for line in DOTTED).encode()
    more = b'{"content": "flat"}\n{"content": {"text": "DROP"}}\n'
    made = cycle({"x.jsonl": data + more}, text_field="content.text")
    assert made.texts() == ["a CUT b", "é CUT here", "own CUT name", None, "DROP"]
    assert made.rows[3]["failure"] == "no text: field 'content.text' is missing or null"
    assert made.cleaned["x.jsonl"].decode().splitlines() == list(DOTTED.values())
    assert made.restored["x.jsonl"] == data + more
    other = cycle({"x.jsonl": data}, text_field="content.text", to="jsonl")
    assert json.loads(other.cleaned["x.jsonl"].splitlines()[0]) == {"content": {"text": "a b"}, "id": 1}
    deep = InputConfig(text_field="a.b.c", id_field="m.id")
    assert (found := parse(b'{"a": {"b": {"c": "t"}}, "m": {"id": 7}}', 0, deep)).text == "t"
    assert found.id == "7"


def test_title_and_author_of_a_record_are_read(cycle: Cycle) -> None:
    line = b'{"text": "a", "title": "A title", "author": ["Ann", "Bo"], "url": "http://x.org/1"}\n'
    made = cycle({"x.jsonl": line, "x.csv": b"text,title,author\nb,T,A\n"})
    assert [(row["title"], row["author"]) for row in made.rows] == [("T", "A"), ("A title", "Ann, Bo")]


def test_files_of_other_kinds_are_named_with_the_tool_that_turns_them_into_text(tmp_path: Path) -> None:
    for name in ("a.docx", "b.v2.PDF", "c.epub", "d.png", "e.json.gz", "f.json"):
        (tmp_path / name).write_bytes(b"x")
    with pytest.raises(UsageError, match=r"nothing to read") as raised:
        find([tmp_path])
    assert all(tool in str(raised.value) for tool in ("pandoc", "pdftotext", "jq", "1 .png"))
    (tmp_path / "g.txt").write_bytes(b"x")
    lines = list(advice(find([tmp_path]).skipped))
    assert [line.split()[1] for line in lines] == [".docx", ".epub", ".json", ".json.gz", ".pdf"]
    assert not CONVERTERS.keys() & KINDS.keys()
