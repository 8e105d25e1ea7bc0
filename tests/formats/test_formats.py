"""What every format must do, whichever it is: each one in `FORMATS` needs a sample here."""

from __future__ import annotations

import gzip
import io
import json
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from chaffinch.errors import RunError
from chaffinch.formats import FAILED, FORMATS, rewrite
from chaffinch.formats.format import Format

Cycle = Callable[..., Any]
Reading = Callable[[Path, str], Any]

SHAPES = ("same", "text", "jsonl", "parquet")
TEXTS = ["One plain text.", "Two CUT words.", "DROP of three.", "Four in the end é."]


def a_table(texts: list[str]) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table({"text": texts, "n": range(len(texts))}), sink)
    return sink.getvalue()


def a_crawl(texts: list[str]) -> bytes:
    records = []
    for number, text in enumerate(texts):
        block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>{text}</p>".encode()
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nContent-Length: {len(block)}\r\n\r\n"
        records.append(head.encode() + block + b"\r\n\r\n")
    return b"".join(records)


SAMPLES: dict[str, Callable[[list[str]], bytes]] = {
    "text": lambda texts: texts[1].encode(),
    "html": lambda texts: f"<p>{texts[1]}</p>".encode(),
    "jsonl": lambda texts: b"".join(json.dumps({"text": text}).encode() + b"\n" for text in texts),
    "csv": lambda texts: "".join(f"{text},n\r\n" for text in ("text", *texts)).encode(),
    "parquet": a_table,
    "warc": a_crawl,
}
"""Makes a file of each format that holds some texts; of a format of one document, the second."""


def expected(kind: str) -> list[str]:
    return TEXTS[1:2] if FORMATS[kind].single else TEXTS


def test_every_format_has_a_sample_and_extensions_of_its_own() -> None:
    assert SAMPLES.keys() == FORMATS.keys()
    extensions = [one for kind in FORMATS.values() for one in kind.extensions]
    assert len(set(extensions)) == len(extensions)
    assert all(one.startswith(".") and one == one.lower() for one in extensions)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_format_that_rewrites_also_restores(kind: str) -> None:
    own = type(FORMATS[kind])
    assert (own.rewrite is not Format.rewrite) == (own.restore is not Format.restore) == own.rewrites
    assert FORMATS[kind].cleaned in FORMATS


def same(kind: str, made: bytes, data: bytes) -> bool:
    if kind == "parquet":
        return bool(pq.read_table(io.BytesIO(made)).equals(pq.read_table(io.BytesIO(data))))
    return made == data


@pytest.mark.parametrize("suffix", ["", ".gz"])
@pytest.mark.parametrize("to", SHAPES)
@pytest.mark.parametrize("kind", FORMATS)
def test_texts_are_cut_and_the_file_comes_back(cycle: Cycle, kind: str, to: str, suffix: str) -> None:
    data = SAMPLES[kind](TEXTS)
    name = f"x{FORMATS[kind].extensions[0]}{suffix}"
    made = cycle({name: gzip.compress(data) if suffix else data}, to=to)
    assert made.texts() == expected(kind)
    ((name, restored),) = made.restored.items()
    restored = gzip.decompress(restored) if name.endswith(".gz") else restored
    if FORMATS[kind].is_extracted:
        assert all(text.encode() in restored for text in expected(kind))
    else:
        assert same(kind, restored, data)
    assert "Two words." in read_back(made.cleaned)
    assert not any(word in read_back(made.cleaned) for word in ("CUT", "DROP"))


def read_back(cleaned: dict[str, bytes]) -> str:
    """Give all texts of a cleaned corpus, one after another."""
    found = []
    for name, packed in cleaned.items():
        data = gzip.decompress(packed) if name.endswith(".gz") else packed
        if ".parquet" in name and data.startswith(b"PAR1"):
            found += pq.read_table(io.BytesIO(data))["text"].to_pylist()
        else:
            found.append(data.decode())
    return "\n".join(found)


@cache
def noisy(kind: str) -> bytes:
    """Make a compressed file of which four fifths hold more than is read in one go, which is a megabyte."""
    rnd = random.Random(3)
    return gzip.compress(SAMPLES[kind]([f"{number} and {rnd.randbytes(600).hex()}" for number in range(1500)]))


WHOLE = {"parquet"}
"""Formats of records of which none can be read if the file breaks off: the index of Parquet is at its end."""

BY_RECORDS = [kind for kind in FORMATS if not FORMATS[kind].single and kind not in WHOLE]
"""Formats of which the records before a break can be read."""


@pytest.mark.parametrize("to", SHAPES)
@pytest.mark.parametrize("kind", BY_RECORDS)
def test_what_is_before_a_break_is_written_in_every_shape(cycle: Cycle, kind: str, to: str) -> None:
    data = noisy(kind)
    made = cycle({f"x{FORMATS[kind].extensions[0]}.gz": data[: len(data) * 4 // 5]}, to=to)
    assert [row["failure"] is not None for row in made.rows] == [False] * (len(made.rows) - 1) + [True]
    texts, cleaned = made.texts()[:-1], read_back(made.cleaned)
    assert len(texts) > 800
    assert all(text in cleaned for text in (*texts[:3], *texts[-3:]))


FROM_FILE = [kind for kind in FORMATS if kind != "html"]
"""Formats whose file is read again to be written; the text of a page is in its verdict."""


@pytest.mark.parametrize("how", ["gone", "cut off"])
@pytest.mark.parametrize("to", SHAPES)
@pytest.mark.parametrize("kind", FROM_FILE)
def test_a_file_that_breaks_between_reading_and_writing_stops_the_run(
    tmp_path: Path, reading: Reading, kind: str, to: str, how: str
) -> None:
    path = tmp_path / f"x{FORMATS[kind].extensions[0]}.gz"
    data = noisy(kind)
    path.write_bytes(data)
    task, sources, config, verdicts = reading(path, to)
    assert FAILED not in verdicts.values()
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(data[: len(data) * 4 // 5])
    with pytest.raises(RunError, match=r"cannot be read again|changed while it was cleaned"):
        list(rewrite(task, sources, config, verdicts, tmp_path / "parts"))


def test_a_column_that_only_writing_needs_is_known_to_be_broken_when_it_is_read(cycle: Cycle) -> None:
    sink = io.BytesIO()
    table = pa.table({"text": ["a CUT b"] * 3000, "other": [f"value {number}" for number in range(3000)]})
    pq.write_table(table, sink, compression="none", use_dictionary=False)
    data = sink.getvalue()
    at = pq.ParquetFile(sink).metadata.row_group(0).column(1).data_page_offset
    data = data[:at] + b"\xff" * 40 + data[at + 40 :]
    made = cycle({"x.parquet": data, "y.jsonl": b'{"text": "a"}\n'})
    assert made.rows[0]["failure"].startswith("cannot be read as Parquet: ")
    assert made.texts() == [None, "a"]
    assert made.restored == {"x.parquet": data, "y.jsonl": b'{"text": "a"}\n'}
