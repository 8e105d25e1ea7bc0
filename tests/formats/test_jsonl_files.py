"""JSON lines: only the bytes of the text change, and everything comes back."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chaffinch.apply import apply
from chaffinch.config import InputConfig
from chaffinch.formats import json_text, jsonl

Cycle = Callable[..., Any]

ODD = [
    b'{"text":"One. CUT Two."}\n',
    b'  { "id" : 12345678901234567890123 , "text":"A CUT b" ,"f":1.50e+3, "big":-0.0, "n":null }  \r\n',
    b"\n",
    b'{"text": "caf\\u00e9 CUT \\u00e9", "note": "\\u00E9 \\/"}\n',
    b'{"text":"\xc3\xa9 \\u00e9 CUT \xc3\xa9 \\/ /", "mixed": true}\n',
    b'{"text": "smile \\ud83d\\ude00 CUT \\ud83d\\ude00\\ud83d\\ude00 end"}\n',
    b'{"text": "first", "text": "second CUT one", "a": {"text": "not this CUT"}, "b": ["text", {"text": 1}]}\n',
    b'{"a": {"text": "CUT inside"}, "t\\u0065xt": "key CUT escaped", "z": "}{][,:\\""}\n',
    b'{"text": "path \\/a\\/b CUT \\/c", "url": "http:\\/\\/example.org\\/"}\n',
    b'{"text": "untouched \\u00e9\\/ \xc3\xa9", "a":1,"a":2}\n',
    b'{"text": "quote \\" back \\\\ CUT tab \\t line\\nend \\b\\f"}\n',
    b'{"text": "go \\u003cb\\u003e CUT \\u0026 end"}\n',
    b'{"text": "nan CUT is", "score": NaN, "inf": -Infinity}\n',
    b'{"text": "DROP this"}\n',
    b"\t\n",
    b'{"text": "last CUT line"}',
]


def test_only_the_text_changes_and_everything_comes_back(cycle: Cycle) -> None:
    made = cycle({"x.jsonl": b"".join(ODD)})
    assert made.restored == {"x.jsonl": b"".join(ODD)}
    lines = made.cleaned["x.jsonl"].splitlines(keepends=True)
    assert lines[:9] == [
        b'{"text":"One. Two."}\n',
        b'  { "id" : 12345678901234567890123 , "text":"A b" ,"f":1.50e+3, "big":-0.0, "n":null }  \r\n',
        b"\n",
        b'{"text": "caf\\u00e9 \\u00e9", "note": "\\u00E9 \\/"}\n',
        b'{"text":"\xc3\xa9 \\u00e9 \xc3\xa9 \\/ /", "mixed": true}\n',
        b'{"text": "smile \\ud83d\\ude00 \\ud83d\\ude00\\ud83d\\ude00 end"}\n',
        b'{"text": "first", "text": "second one", "a": {"text": "not this CUT"}, "b": ["text", {"text": 1}]}\n',
        b'{"a": {"text": "CUT inside"}, "t\\u0065xt": "key escaped", "z": "}{][,:\\""}\n',
        b'{"text": "path \\/a\\/b \\/c", "url": "http:\\/\\/example.org\\/"}\n',
    ]
    assert lines[9:] == [
        ODD[9],
        b'{"text": "quote \\" back \\\\ tab \\t line\\nend \\b\\f"}\n',
        b'{"text": "go \\u003cb\\u003e \\u0026 end"}\n',
        b'{"text": "nan is", "score": NaN, "inf": -Infinity}\n',
        b"\t\n",
        b'{"text": "last line"}',
    ]
    assert made.kept() == [("x.jsonl", 13)]  # the one that was dropped; every escape was recognised
    assert [row["record"] for row in made.rows] == [0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15]


@pytest.mark.parametrize("task_bytes", [1, 50, 200, 10**6])
def test_ranges_give_the_same(cycle: Cycle, task_bytes: int) -> None:
    whole = cycle({"x.jsonl": b"".join(ODD)}, task_bytes=10**6)
    made = cycle({"x.jsonl": b"".join(ODD)}, task_bytes=task_bytes)
    assert (made.rows, made.cleaned, made.restored) == (whole.rows, whole.cleaned, whole.restored)


BAD = {
    b"not json": "not a JSON object",
    b'["text"]': "not a JSON object",
    b'{"text": "open': "not a JSON object",
    b'{"id": "a"}': "field 'text' is missing or null",
    b'{"text": null}': "field 'text' is missing or null",
    b'{"text": 12}': "field 'text' is a number, not a text",
    b'{"text": ["a"]}': "field 'text' is a list, not a text",
    b'{"text": true}': "field 'text' is a truth value, not a text",
    b'{"text": "\xcf\xeb\xee\xf2\xe8\xed\xe0"}': "not text: 7 of 7 bytes are no UTF-8, the first is 0xcf at byte 0",
    b'{"text": "lone \\ud83d", "b": }': "not a JSON object",
    b'{"text": "zero \x00 byte"}': "not a JSON object",
    b"[" * 100_000: "not a JSON object",
}


def test_bad_lines_are_failures_and_come_back(cycle: Cycle) -> None:
    data = b"".join(line + b'\n{"text": "good CUT one"}\n' for line in BAD)
    made = cycle({"x.jsonl": data})
    bad = [row for row in made.rows if row["failure"]]
    assert [row["record"] for row in bad] == list(range(0, 2 * len(BAD), 2))
    for row, message in zip(bad, BAD.values(), strict=True):
        assert message in row["failure"]
        assert (row["text"], row["stage"], row["id"]) == (None, "read", f"x.jsonl#{row['record']}")
    assert made.cleaned["x.jsonl"] == b'{"text": "good one"}\n' * len(BAD)
    assert made.restored == {"x.jsonl": data}


def test_ids_hosts_and_dates(cycle: Cycle) -> None:
    rows = [
        {"text": "a", "id": "one", "host": "h.org", "url": "http://other.org/", "date": "2031-01-02"},
        {"text": "b", "id": 7, "url": "https://user@Www.Example.ORG:8080/path?x=http://no.org", "date": 20310102},
        {"text": "c", "id": None, "url": "no url"},
        {"text": "d", "id": ""},
    ]
    made = cycle({"a/x.jsonl": b"".join(json.dumps(row).encode() + b"\n" for row in rows), "b.txt": b"t"})
    assert [row["id"] for row in made.rows] == ["one", "7", "a/x.jsonl#2", "a/x.jsonl#3", "b.txt"]
    assert [row["host"] for row in made.rows] == ["h.org", "www.example.org:8080", None, None, None]
    assert [row["date"] for row in made.rows] == ["2031-01-02", "20310102", None, None, None]
    again = cycle({"a/x.jsonl": b'{"text": "a", "host": "h"}', "b.txt": b"t"}, host_from="folder")
    assert [row["host"] for row in again.rows] == ["a", None]


def test_fields_may_have_other_names_and_share_one(cycle: Cycle) -> None:
    made = cycle({"x.jsonl": b'{"body": "A CUT b", "url": "http://e.org/1"}'}, text_field="body", id_field="url")
    assert (made.rows[0]["id"], made.rows[0]["host"]) == ("http://e.org/1", "e.org")
    assert made.cleaned["x.jsonl"] == b'{"body": "A b", "url": "http://e.org/1"}'


def test_marks_are_a_field_with_places_in_the_cleaned_text(cycle: Cycle) -> None:
    data = b'{"text": "a CUT b MARK c", "n": 1 }\n{"text":"MARK","chaffinch":7}'
    made = cycle({"x.jsonl": data})
    first, second = made.cleaned["x.jsonl"].split(b"\n")
    assert first == b'{"text": "a b MARK c", "n": 1, "chaffinch": [{"start":4,"stop":8,"reason":"advert"}] }'
    assert second == b'{"text":"MARK","chaffinch":7,"chaffinch":[{"start":0,"stop":4,"reason":"advert"}]}'
    assert made.restored == {"x.jsonl": data}
    assert made.originals == []


def test_byte_order_mark_stays(cycle: Cycle) -> None:
    for first in (b"A CUT b", b"\\u00e9 CUT b", b"DROP"):
        data = b'\xef\xbb\xbf{"text": "' + first + b'"}\n{"text": "CUT"}\n'
        made = cycle({"x.jsonl": data})
        assert made.restored == {"x.jsonl": data}
        assert made.rows[0]["failure"] is None
        assert made.cleaned["x.jsonl"].startswith(b"\xef\xbb\xbf") == (first != b"DROP")


def test_html_in_a_record_is_extracted_and_its_line_kept(cycle: Cycle) -> None:
    data = b'{"text": "<!doctype html><html><body><p>Main CUT text</p>", "n": 1}\n{"text": "<html><body></body>"}\n'
    made = cycle({"x.jsonl": data})
    assert made.rows[0]["text"] == "Main CUT text"
    assert (made.rows[0]["encoding"], made.rows[0]["title"]) == ("html", "A title")
    assert (made.rows[1]["failure"], made.rows[1]["stage"]) == ("nothing extracted", "extract")
    assert made.cleaned["x.jsonl"] == b'{"text": "Main text", "n": 1}\n'
    assert made.kept() == [("x.jsonl", 0), ("x.jsonl", 1)]
    assert made.restored == {"x.jsonl": data}


def test_one_huge_line_and_an_empty_file(cycle: Cycle) -> None:
    huge = json.dumps({"text": "A. CUT B. " + "é😀 x" * 600_000}).encode()
    made = cycle({"a.jsonl": huge, "b.jsonl": b"", "c.jsonl": b"\n\n", "d.jsonl": b'{"text":"t"}'})
    assert made.restored == {"a.jsonl": huge, "b.jsonl": b"", "c.jsonl": b"\n\n", "d.jsonl": b'{"text":"t"}'}
    assert set(made.cleaned) == {"a.jsonl", "b.jsonl", "c.jsonl", "d.jsonl"}
    assert len(made.cleaned["a.jsonl"]) == len(huge) - 4


def test_a_compressed_file_that_breaks_off_gives_what_can_be_read(cycle: Cycle) -> None:
    lines = b"".join(json.dumps({"text": f"line {number} CUT"}).encode() + b"\n" for number in range(50_000))
    made = cycle({"x.jsonl.gz": gzip.compress(lines)[:-2000], "y.jsonl.gz": b"no gzip"})
    *good, broken, unreadable = made.rows
    assert len(good) > 1000
    assert "cannot be read" in broken["failure"]
    assert broken["record"] == len(good)
    assert "cannot be read" in unreadable["failure"]
    assert set(made.cleaned) == set(made.restored) == {"x.jsonl.gz"}
    assert lines.startswith(gzip.decompress(made.restored["x.jsonl.gz"]))


TEXTS = st.text(st.characters(codec="utf-8"), max_size=20) | st.text(alphabet='aé😀\n"\\/<\u2028\x00\x7f ', max_size=20)


@st.composite
def lines(draw: st.DrawFn) -> tuple[bytes, str]:
    text = draw(TEXTS)
    tree = {"id": draw(TEXTS), "text": text, "more": draw(st.lists(TEXTS | st.integers(), max_size=2))}
    raw = json.dumps(tree, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 1])))
    if draw(st.booleans()):
        raw = raw.replace("/", "\\/")
    return raw.replace("\n", " ").encode(), text


@given(lines(), st.data())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_what_is_spliced_reads_as_what_was_cut(line: tuple[bytes, str], data: st.DataObject) -> None:
    raw, text = line
    places = st.integers(0, len(text))
    spans = data.draw(st.lists(st.tuples(places, places).map(lambda p: (min(p), max(p))), max_size=3))
    cleaned, edits = apply(text, spans)
    new, exact = json_text.splice(raw, "text", edits)
    assert jsonl.parse(new, 0, InputConfig()).text == cleaned
    rebuilt = json_text.put_back(new, "text", edits)
    assert exact == (rebuilt == raw)
    assert json.loads(rebuilt) == json.loads(raw)
    marked = json_text.add_marks(new, [{"start": 0}])
    assert json_text.strip_marks(marked) == new
    replaced = json_text.replace_text(raw, "text", cleaned)
    assert jsonl.parse(replaced, 0, InputConfig()).text == cleaned


@given(st.lists(lines() | st.sampled_from([(b"", ""), (b"bad", "")]), max_size=5), st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_restore_gives_the_bytes_of_any_lines_and_cuts(
    cycle: Cycle, rows: list[tuple[bytes, str]], data: st.DataObject
) -> None:
    whole = b""
    for raw, _ in rows:
        words = data.draw(st.sampled_from(["", " CUT", "DROP", "MARK é", "/ CUT \\u00e9"]))
        whole += raw.replace(b'"text": "', b'"text": "' + words.encode() + b" ", 1)
        whole += data.draw(st.sampled_from([b"\n", b"\r\n"]))
    if data.draw(st.booleans()):
        whole = whole.rstrip(b"\r\n")
    made = cycle({"x.jsonl": whole}, task_bytes=data.draw(st.sampled_from([1, 100, 10**6])))
    assert made.restored == {"x.jsonl": whole}


STYLED = [
    b'{"text": "keep \\u00e9 GONE \\u00e0 \\ud83d\\ude00 END"}',
    b'{"text":"keep \xc3\xa9 GONE \xc3\xa0 \xf0\x9f\x98\x80 END"}',
    b'{"text": "keep \\/ \\u00e9 GONE \\/ \\u00fc END", "url": "http:\\/\\/"}',
    b'{"text": "keep / \\u00E9 GONE / \\u00FC END"}',
    b'{"text": "keep \\u003ca\\u003e GONE \\u003cb\\u003e \\u0026 \\u2028 END \xc3\xa9"}',
    b'{"text": "keep \\u003d GONE \\u003c\\u003d\\u0027 END"}',
    b'{"text":"keep GONE \xc3\xa9 END", "by": "\xc3\xa9"}',
    b'{"text":"keep GONE \\u00e9 END", "by": "\\u00e8"}',
    b'{"text": "keep GONE \\u00e9 END"}',
    b'{"text":"keep GONE \xc3\xa9 END"}',
    b'{"text": "keep GONE \\"quoted\\" \\\\ \\n\\t END", "\\u00e9": "\\\\u00E9"}',
    b'{"text": "mixed \xc3\xa9 \\u00e9 \\u00E9 \\/ / GONE \xc3\xa9 END \\ud83d\\ude00 \xf0\x9f\x98\x80"}',
]


@pytest.mark.parametrize("line", STYLED)
def test_what_is_put_back_is_escaped_as_the_record_escapes(line: bytes) -> None:
    text = json.loads(line)["text"]
    cleaned, edits = apply(text, [(text.index("GONE"), text.index("END") + 3)])
    new, exact = json_text.splice(line, "text", edits)
    assert exact
    assert jsonl.parse(new, 0, InputConfig()).text == cleaned
    assert json_text.put_back(new, "text", edits) == line


def test_a_style_that_nothing_left_tells_of_is_noticed(cycle: Cycle) -> None:
    data = (
        b'{"text":"plain CUT\\u00c9/ words"}\n{"text": "plain CUT\\u00c9/ words"}\n'
        b'{"text":"plain CUT\xc3\x89/ words"}\n{"text": "plain CUT\xc3\x89\\/ words"}\n'
    )
    made = cycle({"x.jsonl": data})
    assert made.cleaned["x.jsonl"] == b'{"text":"plain words"}\n{"text": "plain words"}\n' * 2
    assert made.kept() == [("x.jsonl", 0), ("x.jsonl", 3)]
    assert made.restored == {"x.jsonl": data}
