"""JSON lines in wide encodings, and with bytes and escapes that are no text."""

from __future__ import annotations

import codecs
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import chaffinch as cf
from chaffinch.formats import Source, json_text, line_coding
from chaffinch.formats.line_coding import Coding
from chaffinch.model import Edit

Cycle = Callable[..., Any]

HALF = "\\ud83d"
DAMAGED = {  # line: text, host, cleaned line
    rb'{"text": "CUT half \ud83d here", "id": 1}': (
        "CUT half \ufffd here",
        None,
        rb'{"text": "half \ud83d here", "id": 1}',
    ),
    rb'{"text": "\udc00 \ud83d\ude00 CUT \ud83d\ud83d\ude00 low"}': (
        "\ufffd 😀 CUT \ufffd😀 low",
        None,
        rb'{"text": "\udc00 \ud83d\ude00 \ud83d\ud83d\ude00 low"}',
    ),
    rb'{"text": "a CUT b \\ud83d", "host": "x\uD83D.org"}': (
        r"a CUT b \ud83d",
        "x\ufffd.org",
        rb'{"text": "a b \\ud83d", "host": "x\uD83D.org"}',
    ),
    rb'{"\ud83d": 1, "text": "a CUT b", "title": ["\udfff"]}': (
        "a CUT b",
        None,
        rb'{"\ud83d": 1, "text": "a b", "title": ["\udfff"]}',
    ),
    b'{"text": "bad \xff byte CUT \xc3\xa9"}': ("bad \ufffd byte CUT é", None, b'{"text": "bad \xff byte \xc3\xa9"}'),
    b'{"text": "a CUT b", "host": "\xe9\xe8\xea", "x": "\xff"}': (
        "a CUT b",
        "\ufffd" * 3,
        b'{"text": "a b", "host": "\xe9\xe8\xea", "x": "\xff"}',
    ),
    rb'{"text": "a CUT\ud83d b", "n": NaN}': ("a CUT\ufffd b", None, rb'{"text": "a \ud83d b", "n": NaN}'),
}


def test_what_is_no_text_in_a_line_is_replaced_to_be_read_and_stays_as_it_is(cycle: Cycle) -> None:
    data = b"\n".join(DAMAGED)
    made = cycle({"x.jsonl": data})
    assert [(row["text"], row["host"], row["failure"]) for row in made.rows] == [
        (text, host, None) for text, host, _ in DAMAGED.values()
    ]
    assert made.cleaned["x.jsonl"].split(b"\n") == [cleaned for *_, cleaned in DAMAGED.values()]
    assert made.restored == {"x.jsonl": data}


def test_what_is_no_text_can_go_and_comes_back(cycle: Cycle) -> None:
    data = rb'{"text": "a CUT\u00c9/\ud83d b"}' + b'\n{"text": "CUT\xc3\x89/\xff and more"}\n'
    made = cycle({"x.jsonl": data})
    spans = json_text.splice(rb'{"text": "ab\ud83dc"}', "text", [Edit(1, 3, 1, "b\ufffd")])
    assert spans == (rb'{"text": "ac"}', False), "the edit does not say what stood there, so the line is kept"
    assert made.restored == {"x.jsonl": data}


@pytest.mark.parametrize("to", ["text", "parquet"])
def test_what_is_no_text_is_replaced_in_other_shapes(cycle: Cycle, to: str) -> None:
    data = b"\n".join(DAMAGED)
    made = cycle({"x.jsonl": data}, to=to)
    assert made.restored == {"x.jsonl": data}
    if to == "parquet":
        rows = pq.read_table(io.BytesIO(made.cleaned["x.jsonl.parquet"])).to_pylist()
        assert len(rows) == len(DAMAGED)
        assert json.loads(rows[3]["fields"]) == {"\ufffd": 1, "title": ["\ufffd"]}


WIDE = (
    '{"text": "One é CUT two 😀", "id": "Ċ"}\r\n\n{"text": "DROP"}\nno record\n'
    + '{"text": "ਊ CUT \\u0a0a", "n": 1 }\n{"text": "last"}'
)
CODINGS = {
    "utf-16-le": b"\xff\xfe",
    "utf-16-be": b"\xfe\xff",
    "utf-32-le": b"\xff\xfe\0\0",
    "utf-32-be": b"\0\0\xfe\xff",
}


@pytest.mark.parametrize("suffix", ["", ".gz"])
@pytest.mark.parametrize("marked", [True, False])
@pytest.mark.parametrize("codec", CODINGS)
def test_wide_lines_are_read_and_stay_wide(cycle: Cycle, codec: str, marked: bool, suffix: str) -> None:
    mark = CODINGS[codec] if marked else b""
    name, data = f"x.jsonl{suffix}", mark + WIDE.encode(codec)
    made = cycle({name: gzip.compress(data) if suffix else data}, task_bytes=20)
    assert [row["text"] for row in made.rows] == ["One é CUT two 😀", "DROP", None, "ਊ CUT ਊ", "last"]
    assert {row["encoding"] for row in made.rows if row["text"]} == {codec + "-sig" if marked else codec}
    remaining = WIDE.replace("CUT ", "").replace('{"text": "DROP"}\nno record\n', "")
    cleaned, restored = (gzip.decompress(one[name]) if suffix else one[name] for one in (made.cleaned, made.restored))
    assert cleaned == mark + remaining.encode(codec)
    assert restored == data
    other = cycle({name: gzip.compress(data) if suffix else data}, to="parquet")
    assert (gzip.decompress(other.restored[name]) if suffix else other.restored[name]) == data


@pytest.mark.parametrize("first", ["DROP", "CUT a"])
def test_the_mark_of_a_wide_file_stays_whatever_becomes_of_its_first_line(cycle: Cycle, first: str) -> None:
    data = f'{{"text": "{first}"}}\n{{"text": "{first} b"}}\n'.encode("utf-16")
    made = cycle({"x.jsonl": data})
    assert made.cleaned["x.jsonl"].startswith(codecs.BOM_UTF16)
    assert made.restored == {"x.jsonl": data}


def test_a_damaged_wide_line_costs_no_other(cycle: Cycle) -> None:
    good, half = '{"text": "one CUT two"}\n', '{"text": "half \ud83d CUT of it"}\n'
    data = (good + half + good).encode("utf-16", "surrogatepass") + b"{"
    made = cycle({"x.jsonl": data})
    assert made.texts() == ["one CUT two", "half \ufffd CUT of it", "one CUT two", None]
    assert made.rows[3]["failure"].startswith("not text: 'utf-16-le' codec can't decode byte 0x7b")
    assert made.cleaned["x.jsonl"].decode("utf-16") == (good + half.replace("\ud83d", HALF) + good).replace("CUT ", "")
    assert made.restored == {"x.jsonl": data}


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_wide_lines_are_cut_where_characters_begin(size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.jsonl"
    for codec, mark in CODINGS.items():
        path.write_bytes(mark + WIDE.encode(codec))
        source, whole = Source(path, path.name, "jsonl", "", path.stat().st_size), path.read_bytes()[len(mark) :]
        pieces = [whole[i : i + size] for i in range(0, len(whole), size)]
        monkeypatch.setattr(line_coding, "blocks", lambda *_, mark=mark, pieces=pieces, **__: iter([mark, *pieces]))
        lines = list(line_coding.coded_lines(source, None, Coding(codec, mark)))
        assert [line.decode(codec) for line in lines] == WIDE.splitlines(keepends=True)


def test_half_a_pair_in_a_record_without_a_cut_comes_back(tmp_path: Path) -> None:
    lines = ['{"text": "half \ud83d of it"}\n', f'{{"text": "{"The gate is old. " * 20}"}}\n']
    data = "".join(lines).encode("utf-16", "surrogatepass")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "x.jsonl").write_bytes(data)
    config = cf.Config.from_dict({"input": {"encoding": "same"}})
    run = cf.clean(tmp_path / "in", tmp_path / "run", config=config)
    cf.restore(run, tmp_path / "back")
    assert (tmp_path / "back" / "x.jsonl").read_bytes() == data
