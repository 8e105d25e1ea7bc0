"""Text, CSV, HTML and Parquet files, compressed or not, through a small run and back."""

from __future__ import annotations

import csv
import datetime
import gzip
import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chaffinch.apply import apply
from chaffinch.config import InputConfig
from chaffinch.errors import RunError
from chaffinch.formats import FAILED, FORMATS, Change, Verdict, assemble, changes, plan, read, rewrite
from chaffinch.formats.separated_rows import value
from chaffinch.formats.separated_tables import open_rows
from chaffinch.formats.sources import Source
from chaffinch.schemas import PUBLIC

Cycle = Callable[..., Any]

RUSSIAN = "Съешь же ещё этих мягких французских булок. CUT Да выпей чаю, пока он не остыл совсем.\r\n"
TEXTS = {
    "crlf.txt": b"One.\r\n\r\nCUT\r\n\r\nTwo.\r\n",
    "mixed.md": b"One.\n\nCUT\r\n\rTwo.\x0c\n",
    "bom.txt": "\ufeffÉt\u00e9 CUT fin".encode(),
    "le.txt": "\ufeffOne é CUT two 😀\r\n".encode("utf-16-le"),
    "be.txt": "\ufeffOne é CUT two 😀\r\n".encode("utf-16-be"),
    "bare.txt": "One é CUT two and more of it\n".encode("utf-16-le"),
    "wide.txt": "\ufeffOne CUT 😀".encode("utf-32-le"),
    "russian.txt": RUSSIAN.encode("cp1251"),
    "only.txt": "Plain words here, and CUT only here “éß”.".encode("cp1252").replace(b"CUT", b"CUT"),
    "untouched.txt": b"\n\n  nothing  \n\n",
    "empty.txt": b"",
    "space.txt": b" \n",
    "drop.txt": "DROP é\r\n".encode("utf-16"),
    "all.txt": b"CUT\n",
    "nfd.txt": "cafe\u0301 CUT cafe\u0301".encode(),
}


def test_texts_keep_encoding_and_line_ends(cycle: Cycle) -> None:
    made = cycle(TEXTS)
    assert made.restored == TEXTS
    assert made.cleaned["crlf.txt"] == b"One.\r\n\r\nTwo.\r\n"
    assert made.cleaned["bom.txt"] == "\ufeffÉté fin".encode()
    assert made.cleaned["le.txt"] == "\ufeffOne é two 😀\r\n".encode("utf-16-le")
    assert made.cleaned["russian.txt"] == RUSSIAN.replace("CUT ", "").encode("cp1251")
    assert made.cleaned["untouched.txt"] == TEXTS["untouched.txt"]
    assert made.cleaned["all.txt"] == b""
    assert set(TEXTS) - set(made.cleaned) == {"drop.txt"}
    assert made.kept() == [("drop.txt", 0)]
    encodings = {row["id"]: row["encoding"] for row in made.rows}
    assert encodings["bare.txt"] == "utf-16-le"
    assert encodings["russian.txt"] == "cp1251"
    assert encodings["wide.txt"] == "utf-32-le-sig"


def test_files_that_are_no_text_are_failures_and_come_back(cycle: Cycle) -> None:
    binary = {
        "zero.txt": b"PNG\x00\x01\x02\xff",
        "broken.txt": ("é" * 50).encode() + b"\xff" * 60,
        "bytes.txt": bytes(range(1, 256)),
    }
    pdf = b"%PDF-1.4\n1 0 obj\n<< /Filter /ASCII85Decode >>\nstream\n9jqo^BlbD-BleB1DJ\nendstream\n%%EOF\n"
    binary |= {"pdf.txt": pdf, "rtf.md": rb"{\rtf1\ansi The weir was shut at noon.\par}"}  # ASCII throughout
    made = cycle(binary)
    assert [row["id"] for row in made.rows] == sorted(binary)
    failures = {row["id"]: row["failure"] for row in made.rows}
    assert failures["zero.txt"] == "not text: 0x00 at byte 3"
    assert failures["pdf.txt"] == "not text: a PDF file" and failures["rtf.md"] == "not text: an RTF document"
    assert all(row["failure"].startswith("not text: ") for row in made.rows)
    assert made.cleaned == {}
    assert made.restored == binary


def test_a_file_that_cannot_be_opened_is_a_failure(cycle: Cycle, tmp_path: Path) -> None:
    made = cycle({"a.txt": b"x", "b.jsonl": b'{"text": "CUT a"}'})
    folder = tmp_path / "folder"  # opening a folder fails for everybody, also for root, whom no permission stops
    folder.mkdir()
    sources = [Source(folder, f"f.{kind}", kind, "", 10) for kind in FORMATS]
    (task,) = plan(sources, task_bytes=5000)
    rows = [row for batch in read(task, sources, InputConfig(), print) for row in batch.to_pylist()]  # type: ignore[arg-type]
    assert [row["source"] for row in rows] == list(range(len(FORMATS)))
    assert all("cannot be read" in row["failure"] and row["stage"] == "read" for row in rows)
    failed = {(row["source"], row["record"]): FAILED for row in rows}
    for to in ("same", "text", "jsonl", "parquet"):
        assert list(rewrite(task, sources, InputConfig(to=to), failed, tmp_path / "parts")) == []
        assert not list(tmp_path.glob("parts/*"))
    assert made.restored


def frame(data: bytes) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(data)
    return bytes(sink.getvalue())


def compressed(data: bytes, suffix: str) -> bytes:
    half = len(data) // 2  # two members, or frames: what tools make that append
    if suffix == ".gz":
        return gzip.compress(data[:half]) + gzip.compress(data[half:])
    return frame(data[:half]) + frame(data[half:])


def plain(name: str, data: bytes) -> bytes:
    if name.endswith(".gz"):
        return gzip.decompress(data)
    if name.endswith(".zst"):
        return bytes(pa.CompressedInputStream(pa.BufferReader(data), "zstd").read())
    return data


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_compressed_files_come_out_compressed(cycle: Cycle, suffix: str) -> None:
    files = {
        "a.txt": b"One. CUT Two.\n",
        "b.jsonl": b'{"text": "a CUT b"}\n{"text": "DROP"}\n{"text": "c"}\n' * 50,
        "c.csv": b"id,text\r\n1,a CUT b\r\n2,DROP\r\n",
        "d.html": b"<html><p>Main CUT text</p>",
        "same.jsonl": b'{"text": "nothing"}\n',
    }
    given = {name + suffix: compressed(data, suffix) for name, data in files.items()}
    made = cycle(given)
    cleaned = {name: plain(name, data) for name, data in made.cleaned.items()}
    assert cleaned == {
        "a.txt" + suffix: b"One. Two.\n",
        "b.jsonl" + suffix: b'{"text": "a b"}\n{"text": "c"}\n' * 50,
        "c.csv" + suffix: b"id,text\r\n1,a b\r\n",
        "d.html.txt" + suffix: b"Main text",
        "same.jsonl" + suffix: b'{"text": "nothing"}\n',
    }
    files["d.html.txt"] = b"Main CUT text"
    del files["d.html"]
    assert {name: plain(name, data) for name, data in made.restored.items()} == {
        n + suffix: d for n, d in files.items()
    }
    assert cycle(given).cleaned == made.cleaned
    if suffix == ".gz":  # no flags, so no name; no time
        assert made.cleaned["a.txt.gz"][:8] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00"


CSV = (
    b'\xef\xbb\xbfid,"te""xt",text,note\r\n'
    b'1,x,"One. CUT Two, ""so"".\r\n\r\nCUT\r\n\r\nThree.",y\r\n'
    b"2,,plain CUT words,\r\n"
    b"\r\n"
    b'3,,"quoted CUT needlessly" ,"a\nb"\r\n'
    b'4,,"odd"CUT tail,\r\n'
    b"5,,DROP,\r\n\r\n\n"
    b"6,short\r\n"
    b'7,,CUT "q",\r\n'
    b"8,,,empty\r\n"
    b'9,,"",\n'
    b"10,,zero\x00,\n"
    b"11,,\xfcber \xf6de,\n"
    b"12,,one more field CUT,a,b,c\n"
    b"13,,last CUT"
)


def test_csv_rows_are_spliced(cycle: Cycle) -> None:
    made = cycle({"x.csv": CSV})
    assert made.restored == {"x.csv": CSV}
    assert made.cleaned["x.csv"] == (
        b'\xef\xbb\xbfid,"te""xt",text,note\r\n'
        b'1,x,"One. Two, ""so"".\r\n\r\nThree.",y\r\n'
        b"2,,plain words,\r\n"
        b"\r\n"
        b'3,,"quoted needlessly ","a\nb"\r\n'
        b'4,,"odd tail",\r\n'
        b'7,,"""q""",\r\n'
        b"8,,,empty\r\n"
        b'9,,"",\n'
        b"10,,zero\x00,\n"
        b"11,,\xfcber \xf6de,\n"
        b"12,,one more field,a,b,c\n"
        b"13,,last"
    )
    assert [row["record"] for row in made.rows] == list(range(13))
    failures = {row["record"]: row["failure"] for row in made.rows if row["failure"]}
    assert failures == {5: "row has 2 of 4 fields, no 'text'"}
    assert made.rows[9]["text"] == "zero\ufffd"
    assert made.rows[10]["text"] == "über öde", "a row of another source, in cp1252"
    assert made.rows[0]["text"] == 'One. CUT Two, "so".\r\n\r\nCUT\r\n\r\nThree.'
    # what is oddly quoted, and what had to be quoted, no rule tells from the cleaned row
    assert made.kept() == [("x.csv", record) for record in (2, 3, 4, 5, 6)]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("semi.csv", "id;text\n1;Été, CUT oui\n".encode()),
        ("tab.tsv", b'text\tid\n"a\tCUT b"\t1\n'),
        ("utf16.csv", "\ufeffid,text\r\n1,Да CUT нет\r\n2,DROP\r\n".encode("utf-16-le")),
        ("russian.csv", f'id,text\r\n1,"{RUSSIAN}"\r\n2,CUT plain\r\n'.encode("cp1251")),
        ("lost.csv", f'id,text\r\n1,"x"\r\n2,"CUT {RUSSIAN}"\r\n3,"DROP{RUSSIAN}"\r\n'.encode("cp1251")),
        ("ascii.csv", 'id,text\r\n1,un CUTÉ/ mot\r\n2,"DROP: déjà été élevé à côté"\r\n'.encode("cp1252")),
        ("header.csv", b"id,text\n"),
        ("nothing.csv", b""),
        ("blank.csv", b"\r\n\n"),
        ("lead.csv", b"\n\nid,text\n1,CUT a\n"),
        ("single.csv", b"text\nCUT\nb CUT\n\nc\n"),
        ("mac.csv", b"id,text\r1,CUT b\r2,c\r"),
    ],
)
def test_csv_in_many_shapes(cycle: Cycle, name: str, data: bytes) -> None:
    made = cycle({name: data})
    assert made.restored == {name: data}
    assert all(row["failure"] is None for row in made.rows)
    codec = made.rows[0]["encoding"].removesuffix("-sig") if made.rows else "utf-8"
    assert "CUT".encode(codec) not in made.cleaned[name]


BROKEN_ROWS = (
    "id,te\u0301xt,text,host\n".encode().replace(b"\xcc", b"\xff")
    + b'1,"\xe9\xe8",a CUT b,\xff.org\n2,,"keeps \xff it",\n3,zero\0,"\xff, CUT ""q""",h\n'
)


@pytest.mark.parametrize("to", ["same", "jsonl", "parquet", "text"])
def test_csv_with_bytes_that_are_no_text(cycle: Cycle, to: str) -> None:
    made = cycle({"x.csv": BROKEN_ROWS}, to=to)
    assert [(row["text"], row["host"]) for row in made.rows] == [
        ("a CUT b", "\ufffd.org"),
        ("keeps \ufffd it", None),
        ('\ufffd, CUT "q"', "h"),
    ]
    assert made.restored == {"x.csv": BROKEN_ROWS}
    if to == "same":
        head, first, second, third = made.cleaned["x.csv"].splitlines()
        assert head == BROKEN_ROWS.splitlines()[0]
        assert first == b'1,"\xe9\xe8",a b,\xff.org'
        assert second == b'2,,"keeps \xff it",'
        assert third == b'3,zero\0,"\xef\xbf\xbd, ""q""",h'
    if to == "jsonl":
        first, *_ = map(json.loads, made.cleaned["x.csv.jsonl"].splitlines())
        assert first == {"id": "1", "te\ufffd\ufffdxt": "\ufffd\ufffd", "text": "a b", "host": "\ufffd.org"}


def test_csv_without_the_column_is_one_failure(cycle: Cycle) -> None:
    made = cycle({"x.csv": b"id,body\n1,a\n2,b\n"})
    assert [row["failure"] for row in made.rows] == ["no column 'text'; columns: 'id', 'body'"]
    assert (made.cleaned, made.restored) == ({}, {"x.csv": b"id,body\n1,a\n2,b\n"})


def test_html_becomes_text(cycle: Cycle) -> None:
    made = cycle({"a/x.html": b"<html><p>Main CUT text</p>", "y.htm": b"<p>DROP</p>", "z.xhtml": b"<p></p>", "x.html": b"<p>a</p>",
                  "x.html.txt": b"own"})  # fmt: skip
    assert made.cleaned == {"a/x.html.txt": b"Main text", "x.html.txt": b"own", "x.html~.txt": b"a"}
    assert made.restored == {
        "a/x.html.txt": b"Main CUT text", "x.html.txt": b"own", "x.html~.txt": b"a", "y.htm.txt": b"DROP"
    }  # fmt: skip
    row = made.rows[0]
    assert (row["title"], row["date"], row["encoding"]) == ("A title", "2031-05-04", "html")
    assert [row["failure"] for row in made.rows][-1] == "nothing extracted"


def table_bytes(table: pa.Table, **options: Any) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, **options)
    return sink.getvalue()


def nested(texts: list[str | None], kind: pa.DataType | None = None) -> pa.Table:
    rows = len(texts)
    table = pa.table(
        {
            "id": pa.array([f"i{n}" for n in range(rows)]).dictionary_encode(),
            "text": pa.array(texts, kind or pa.string()),
            "deep": [[{"a": n, "b": [str(n)]}] if n % 3 else None for n in range(rows)],
            "when": pa.array([datetime.datetime(2031, 1, 1 + n % 9) for n in range(rows)], pa.timestamp("us", "UTC")),
            "raw": [b"\xff\x00"] * rows,
        }
    )
    schema = table.schema.set(3, table.schema.field(3).with_metadata({"unit": "day"}))
    return table.cast(schema).replace_schema_metadata({"made by": "hand", "pandas": "{}"})


def same_table(one: bytes, two: bytes) -> bool:
    a, b = pq.read_table(io.BytesIO(one)), pq.read_table(io.BytesIO(two))
    return bool(a.schema.equals(b.schema, check_metadata=True) and a.equals(b))


WORDS = ["plain", "a CUT b", "DROP", None, "CUT", "", "é MARK"]


@pytest.mark.parametrize("marks", [False, True])
@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_parquet_keeps_schema_metadata_and_values(cycle: Cycle, suffix: str, marks: bool) -> None:
    rnd = random.Random(1)
    texts = [rnd.choice(WORDS[: 7 if marks else 6]) for _ in range(3000)] + ["DROP"]
    data = table_bytes(nested(texts), row_group_size=700, compression="zstd")
    name = "x.parquet" + suffix
    made = cycle({name: compressed(data, suffix) if suffix else data})
    assert same_table(plain(name, made.restored[name]), data)
    cleaned = pq.read_table(io.BytesIO(plain(name, made.cleaned[name])))
    expected = [
        text.replace("a CUT b", "a b").replace("CUT", "") for text in texts if text is not None and text != "DROP"
    ]
    assert cleaned["text"].to_pylist() == expected
    assert cleaned.schema.names == ["id", "text", "deep", "when", "raw"] + ["chaffinch"] * marks
    assert [row["failure"] is None for row in made.rows] == [text is not None for text in texts]
    assert made.rows[0]["id"] == "i0"
    if marks:
        assert cleaned["chaffinch"].to_pylist()[expected.index("é MARK")] == [
            {"start": 2, "stop": 6, "reason": "advert"}
        ]


@pytest.mark.parametrize("kind", [pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())], ids=str)
def test_parquet_text_of_any_string_type(cycle: Cycle, kind: pa.DataType) -> None:
    data = table_bytes(nested(["a CUT b", "DROP", "c"], kind))
    made = cycle({"x.parquet": data})
    assert same_table(made.restored["x.parquet"], data)
    assert pq.read_table(io.BytesIO(made.cleaned["x.parquet"]))["text"].to_pylist() == ["a b", "c"]


def test_parquet_edges(cycle: Cycle) -> None:
    files = {
        "untouched.parquet": table_bytes(nested(["a", "b"])),
        "empty.parquet": table_bytes(nested([])),
        "gone.parquet": table_bytes(nested(["DROP", "DROP"])),
        "mark.parquet": table_bytes(nested(["MARK"]).append_column("chaffinch", pa.array([1]))),
        "no.parquet": table_bytes(pa.table({"body": ["a"]})),
        "number.parquet": table_bytes(pa.table({"text": [1]})),
        "junk.parquet": b"junk",
    }
    made = cycle(files)
    assert made.restored.keys() == files.keys()
    for name, data in files.items():
        assert made.restored[name] == data or same_table(made.restored[name], data), name
    assert made.cleaned["untouched.parquet"] == files["untouched.parquet"]
    assert pq.read_table(io.BytesIO(made.cleaned["gone.parquet"])).num_rows == 0
    assert pq.read_table(io.BytesIO(made.cleaned["mark.parquet"])).schema.names[-2:] == ["chaffinch", "chaffinch_"]
    failures = {made.sources[row["source"]].name: row["failure"] for row in made.rows if row["failure"]}
    assert failures["no.parquet"] == "no column 'text'; columns: 'body'"
    assert failures["number.parquet"] == "column 'text' is int64, not text"
    assert "cannot be read as Parquet" in failures["junk.parquet"]


INPUT = {
    "a/one.txt": "Été CUT fin".encode("utf-16"),
    "bad.txt": b"\x00\x01",
    "page.html": b"<html><p>Main CUT text</p>",
    "drop.md": b"DROP",
    "rows.jsonl": b'\xef\xbb\xbf{"text": "a CUT b", "n": {"m": 1}}\n\nbad\n{"text":"DROP"}\n{"text": "MARK \\u00e9", "id": "k"}',
    "x.csv": b"\nid,text,note\r\n7,a CUT b,n\r\n\r\n8,DROP,m\r\n9\r\n",
    "no.csv": b"id,body\n",
    "deep.parquet": table_bytes(nested(["a CUT b", "DROP", None, "é"])),
    "junk.parquet": b"junk",
}


@pytest.mark.parametrize("to", ["text", "jsonl", "parquet"])
@pytest.mark.parametrize("task_bytes", [1, 10**6])
def test_any_shape_to_any_other_and_back(cycle: Cycle, to: str, task_bytes: int) -> None:
    made = cycle(INPUT, to=to, task_bytes=task_bytes)
    expected = {name: data for name, data in INPUT.items() if name != "page.html"} | {"page.html.txt": b"Main CUT text"}
    assert made.restored.keys() == expected.keys()
    for name, data in expected.items():
        assert made.restored[name] == data or same_table(made.restored[name], data), name


def test_to_text(cycle: Cycle) -> None:
    made = cycle(INPUT, to="text", task_bytes=1)
    assert made.cleaned == {
        "a/one.txt": "Été fin".encode("utf-16"),
        "page.html.txt": b"Main text",
        "rows.jsonl/000000000.txt": b"a b",
        "rows.jsonl/000000004.txt": "MARK é".encode(),
        "x.csv/000000000.txt": b"a b",
        "deep.parquet/000000000.txt": b"a b",
        "deep.parquet/000000003.txt": "é".encode(),
    }


def test_to_jsonl(cycle: Cycle) -> None:
    made = cycle(INPUT, to="jsonl", task_bytes=1)
    rows = {
        name: [json.loads(line) for line in data.decode("utf-8-sig").split("\n") if line.startswith("{")]
        for name, data in made.cleaned.items()
    }
    assert rows["documents.jsonl"] == [
        {"id": "a/one.txt", "text": "Été fin"},
        {"id": "page.html", "text": "Main text", "date": "2031-05-04", "title": "A title"},
    ]
    assert rows["x.csv.jsonl"] == [{"id": "7", "text": "a b", "note": "n"}]
    assert [row["text"] for row in rows["deep.parquet.jsonl"]] == ["a b", "é"]
    assert rows["deep.parquet.jsonl"][1]["when"] == "2031-01-04T00:00:00Z"
    assert rows["rows.jsonl"][0] == {"text": "a b", "n": {"m": 1}}
    assert set(rows) == {"documents.jsonl", "rows.jsonl", "x.csv.jsonl", "deep.parquet.jsonl"}


def test_to_parquet(cycle: Cycle) -> None:
    made = cycle(INPUT, to="parquet", task_bytes=1)
    tables = {name: pq.read_table(io.BytesIO(data)).to_pylist() for name, data in made.cleaned.items()}
    assert [row["id"] for row in tables["documents.parquet"]] == ["a/one.txt", "page.html"]
    first, second = tables["rows.jsonl.parquet"]
    assert (first["id"], first["text"], first["fields"]) == ("rows.jsonl#0", "a b", '{"n":{"m":1}}')
    assert (second["id"], second["record"], second["chaffinch"]) == (
        "k",
        4,
        [{"start": 0, "stop": 4, "reason": "advert"}],
    )
    assert [row["text"] for row in tables["deep.parquet"]] == ["a b", "é"]
    assert set(tables) == {"documents.parquet", "rows.jsonl.parquet", "x.csv.parquet", "deep.parquet"}


def test_assembling_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'{"text": "a"}\n' * 10)
    sources = [Source(path, "x.jsonl", "jsonl", "", 140)]
    tasks = plan(sources, task_bytes=30)
    for task in tasks:
        assert list(rewrite(task, sources, InputConfig(), {}, tmp_path / "parts")) == []
    parts = sorted((tmp_path / "parts").iterdir())
    assert len(parts) > 2
    kept = parts[-1].read_bytes()
    assemble(sources, tasks, tmp_path / "parts", tmp_path / "cleaned")
    parts[-1].write_bytes(kept)  # as if it had been stopped while it removed the parts
    assemble(sources, tasks, tmp_path / "parts", tmp_path / "cleaned")
    assert (tmp_path / "cleaned" / "x.jsonl").read_bytes() == path.read_bytes()
    assert not parts[-1].exists()


@pytest.mark.parametrize("killed", range(1, 4))
def test_assembling_goes_on_while_parts_are_joined(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed: int
) -> None:
    monkeypatch.setattr("chaffinch.storage.appending._STEP", 0)
    path, cleaned = tmp_path / "x.jsonl", tmp_path / "cleaned"
    path.write_bytes(b"".join(b'{"text": "%d"}\n' % n for n in range(10)))
    sources = [Source(path, "x.jsonl", "jsonl", "", 140)]
    tasks = plan(sources, task_bytes=30)
    for task in tasks:
        assert list(rewrite(task, sources, InputConfig(), {}, tmp_path / "parts")) == []
    calls: list[int] = []

    def keep() -> None:
        calls.append(1)
        if len(calls) == killed:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        assemble(sources, tasks, tmp_path / "parts", cleaned, keep=keep)
    assert not (cleaned / "x.jsonl").exists()
    assemble(sources, tasks, tmp_path / "parts", cleaned)
    assert (cleaned / "x.jsonl").read_bytes() == path.read_bytes()
    assert [file.name for file in cleaned.iterdir()] == ["x.jsonl"]
    assert not list((tmp_path / "parts").iterdir())


def test_a_file_that_changed_while_it_was_cleaned_stops_the_run(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(b"Other text")
    sources = [Source(path, "x.txt", "text", "", 10)]
    (task,) = plan(sources, task_bytes=100)
    verdicts = {(0, 0): Verdict(False, *apply("Old CUT text", [(4, 7)]))}
    with pytest.raises(RunError, match="changed while it was cleaned"):
        list(rewrite(task, sources, InputConfig(), verdicts, tmp_path / "parts"))


@given(
    st.lists(st.lists(st.text(alphabet='ab ,;"\n\r\té', max_size=6), min_size=2, max_size=4), max_size=5),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(0, 1),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_are_those_of_the_standard_library(
    tmp_path: Path, rows: list[list[str]], delimiter: str, end: str, quoting: int
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows([["id", "text"], *rows])
    raw = text.getvalue().encode()
    path = tmp_path / "x.csv"
    path.write_bytes(raw)
    header, found = open_rows(Source(path, "x.csv", "csv", "", len(raw)))
    taken = list(found)
    assert header.encoded_head() + b"".join(row.raw for row in taken) == raw
    expected_rows = csv.reader(io.StringIO(raw.decode(), newline=""), delimiter=delimiter)
    assert [[value(row, i) for i in range(len(row.fields))] for row in taken] == [row for row in expected_rows if row][
        1:
    ]


def test_changes_are_read_from_a_run_folder(tmp_path: Path) -> None:
    rows: dict[str, list[dict[str, Any]]] = {
        "documents": [
            {"document": "k", "source": "b.jsonl", "record": 0, "encoding": "utf-8", "outcome": "cleaned"},
            {"document": "m", "source": "b.jsonl", "record": 2, "encoding": "utf-8", "outcome": "cleaned"},
            {"document": "same", "source": "b.jsonl", "record": 3, "encoding": "utf-8", "outcome": "cleaned"},
            {"document": "gone", "source": "b.jsonl", "record": 4, "encoding": "utf-8", "outcome": "duplicate"},
            {"document": "void", "source": "b.jsonl", "record": 5, "encoding": "utf-8", "outcome": "cleaned"},
            {"document": "é.txt", "source": "é.txt", "record": 0, "outcome": "failed"},
        ],
        "edits": [
            {"document": "k", "start": 5, "stop": 6, "position": 3, "text": "y"},
            {"document": "k", "start": 1, "stop": 3, "position": 1, "text": "x "},
        ],
        "removals": [
            {"document": "k", "action": "remove"},
            {"document": "m", "action": "mark"},
            {"document": "void", "action": "remove"},
            {"document": "same", "action": "withheld"},
        ],
        "originals": [
            {"source": "b.jsonl", "record": 1, "bytes": b"\n"},
            {"source": "b.jsonl", "record": 4, "bytes": b"{}\n"},
        ],
        "failures": [{"source": "é.txt", "record": 0}],
    }  # fmt: skip
    for name, found in rows.items():
        table = pa.Table.from_pylist(found, schema=PUBLIC[name])
        if name == "edits":  # a table may be a folder of parts
            (tmp_path / "edits.parquet").mkdir()
            pq.write_table(table, tmp_path / "edits.parquet" / "0.parquet")
        else:
            pq.write_table(table, tmp_path / f"{name}.parquet")
    found_changes = list(changes(tmp_path, memory=500_000_000))
    assert [(one.source, one.record, one.kept, one.original, one.marked) for one in found_changes] == [
        ("b.jsonl", 0, True, None, False),
        ("b.jsonl", 1, False, b"\n", False),
        ("b.jsonl", 2, True, None, True),
        ("b.jsonl", 4, False, b"{}\n", False),
        ("b.jsonl", 5, False, None, False),
        ("é.txt", 0, False, None, False),
    ]
    assert [edit.start for edit in found_changes[0].edits] == [1, 5]
    assert isinstance(found_changes[0], Change)
