"""WARC files: their pages, what is no page, and what is damaged."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys
import zlib
from collections import Counter
from itertools import pairwise
from pathlib import Path

import brotli
import pyarrow as pa
import pytest
from fastwarc.stream_io import ZstdWriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chaffinch import pipeline
from chaffinch.config import Config
from chaffinch.errors import DocumentError, MissingExtra, NothingReadError
from chaffinch.formats import Source, plan
from chaffinch.formats.sources import Piece
from chaffinch.formats.warc import Page, pages, parse
from chaffinch.formats.warc_archive import LONGEST, Entry, boundaries, walk
from chaffinch.html.extract import decode
from chaffinch.runs.run import Run

HTML = b"<html><body><p>The ferry ran aground.</p></body></html>"
HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def record(number: int, body: bytes = HTML, *, head: str = HEAD, kind: str = "response", extra: str = "") -> bytes:
    """Make a record as crawlers write it."""
    block = head.encode() + b"\r\n" + body if kind == "response" else body
    headers = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Date: 2031-05-0{number % 9 + 1}T10:00:00Z\r\n"
        f"WARC-Target-URI: http://Harbour.example/{number}\r\n{extra}"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return headers.encode() + block + b"\r\n\r\n"


def packed(records: list[bytes]) -> bytes:
    return b"".join(gzip.compress(one, mtime=0) for one in records)


def source(folder: Path, data: bytes, name: str = "crawl.warc.gz") -> Source:
    (folder / name).write_bytes(data)
    return Source(folder / name, name, "warc", "gzip" if name.endswith("gz") else "", len(data))


def entries(one: Source) -> list[Entry]:
    """Walk as a whole and in the smallest pieces, with and without contents: the same entries."""
    whole = list(walk(one, blocks=True))
    bare = list(walk(one))
    assert [(e.number, e.at, e.headers, e.damage) for e in whole] == [
        (e.number, e.at, e.headers, e.damage) for e in bare
    ]
    cuts = [(0, 0), *boundaries(one, 1), (one.size, -1)]
    assert [e for (a, n), (b, _) in pairwise(cuts) for e in walk(one, a, b, number=n, blocks=True)] == whole
    assert [e.number for e in whole] == list(range(len(whole)))
    return whole


def records_of(one: Source) -> list[str]:
    """Say what was walked over: ids of records, and damage."""
    return [e.headers["warc-record-id"][10:-1] if e.headers else e.damage.split(":")[0] for e in entries(one)]


RECORDS = [record(i) for i in range(4)]
MEMBERS = [gzip.compress(one, mtime=0) for one in RECORDS]
PLAIN, GZIP = b"".join(RECORDS), b"".join(MEMBERS)
LENGTH = b"Content-Length: %d" % (len(HEAD) + 2 + len(HTML))
FIRST = len(MEMBERS[0])


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 255]) + data[at + 1 :]


DAMAGED = {
    "plain": (PLAIN, ["0", "1", "2", "3"]),
    "a member for each record": (GZIP, ["0", "1", "2", "3"]),
    "one member for all": (gzip.compress(PLAIN), ["0", "1", "2", "3"]),
    "two members of two": (packed([b"".join(RECORDS[:2]), b"".join(RECORDS[2:])]), ["0", "1", "2", "3"]),
    "a member of two among others": (MEMBERS[0] + packed([RECORDS[1] + RECORDS[2]]) + MEMBERS[3], ["0", "1", "2", "3"]),
    "empty": (b"", []),
    "an empty member": (gzip.compress(b""), []),
    "cut in the last member": (GZIP[:-40], ["0", "1", "2", "cut off"]),
    "cut where a member hardly began": (GZIP[: -len(MEMBERS[3]) + 5], ["0", "1", "2", "cut off"]),
    "cut in the last check sum": (GZIP[:-3], ["0", "1", "2", "3", "cut off"]),
    "cut, plain": (PLAIN[:-30], ["0", "1", "2", "cut off"]),
    "cut in headers, plain": (PLAIN[: -len(RECORDS[3]) + 100], ["0", "1", "2", "damaged"]),
    "first byte": (flipped(GZIP, 0), ["damaged", "1", "2", "3"]),
    "beginning of a member": (flipped(GZIP, FIRST), ["0", "damaged", "2", "3"]),
    "in a member": (flipped(GZIP, FIRST + 60), ["0", "damaged", "2", "3"]),
    "check sum": (flipped(GZIP, FIRST + len(MEMBERS[1]) - 5), ["0", "damaged", "2", "3"]),
    "something between": (MEMBERS[0] + b"no member\r\n" + MEMBERS[1], ["0", "damaged", "1"]),
    "something between, plain": (RECORDS[0] + b"no record\r\n" + RECORDS[1], ["0", "damaged", "1"]),
    "zeros at the end": (GZIP + bytes(512), ["0", "1", "2", "3", "damaged"]),
    "line ends at the end": (GZIP + b"\r\n\r\n", ["0", "1", "2", "3", "damaged"]),
    "half a member's mark at the end": (GZIP + b"\x1f", ["0", "1", "2", "3", "cut off"]),
    "no WARC at all": (b"hello\n", ["damaged"]),
    "a length that is too large": (PLAIN.replace(LENGTH, LENGTH.replace(b": ", b": 99"), 1), ["cut off", "1", "2", "3"]),
    "too large, packed": (packed([PLAIN.replace(LENGTH, LENGTH.replace(b": ", b": 99"), 1)[: len(RECORDS[0]) + 1]]) + b"".join(MEMBERS[1:]), ["cut off", "1", "2", "3"]),
    "no number for a length": (PLAIN.replace(LENGTH, LENGTH.replace(b": ", b": x"), 1), ["damaged", "1", "2", "3"]),
    "a length that is too small": (PLAIN.replace(LENGTH, LENGTH[:-1], 1), ["0", "damaged", "1", "2", "3"]),
}  # fmt: skip


@pytest.mark.parametrize("case", DAMAGED)
def test_what_is_whole_is_read_and_what_is_not_is_reported(case: str, tmp_path: Path) -> None:
    data, expected = DAMAGED[case]
    assert records_of(source(tmp_path, data)) == expected


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(at=st.integers(0, len(GZIP) - 1), bits=st.integers(1, 255), plain=st.booleans())
def test_one_wrong_byte_costs_one_record_at_most_and_never_in_silence(
    tmp_path: Path, at: int, bits: int, plain: bool
) -> None:
    data = PLAIN if plain else GZIP
    data = data[:at] + bytes([data[at] ^ bits]) + data[at + 1 :]
    found = list(walk(source(tmp_path, data, "crawl.warc" if plain else "crawl.warc.gz"), blocks=True))
    whole = [e for e in found if e.headers and e.block == HEAD.encode() + b"\r\n" + HTML]
    assert len(whole) >= 3
    if not plain and len(whole) == 3:
        assert any(e.damage for e in found)


def test_a_file_of_many_damaged_places_is_given_up(tmp_path: Path) -> None:
    wrong = record(0).replace(b"Content-Length: ", b"Content-Length: x")
    found = list(walk(source(tmp_path, wrong * 1200)))
    assert len(found) == 1002
    assert found[-1].damage == "more than 1,000 damaged places: the rest is not read"


def test_zstd_is_one_piece(tmp_path: Path) -> None:
    with ZstdWriter(str(tmp_path / "x")) as stream:
        stream.write(PLAIN)
    data = (tmp_path / "x").read_bytes()
    assert records_of(source(tmp_path, data)) == ["0", "1", "2", "3"]
    assert not list(boundaries(source(tmp_path, data), 1))
    assert records_of(source(tmp_path, data[:-20]))[-1] == "damaged"


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    noise = random.Random(5).randbytes(100_000)
    with (tmp_path / "big.warc").open("wb") as stream:
        for number in range(3000):
            stream.write(record(number, noise))
    code = (
        "import resource, sys; from pathlib import Path; from chaffinch.formats import Source; from chaffinch.formats.warc_archive import *\n"
        "import fastwarc.warc; peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; before = peak()\n"
        "path = Path(sys.argv[1]); one = Source(path, 'x', 'warc', '', path.stat().st_size)\n"
        "print(sum(len(e.block) > 0 for e in walk(one, blocks=True)), len(list(boundaries(one, 1 << 20))), (peak() - before) // 1024)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "big.warc")], capture_output=True, text=True, check=True
    )
    count, cuts, grown = map(int, ran.stdout.split())
    assert count == 3000 and cuts > 200
    assert grown < 50


def chunked(body: bytes, size: int = 7) -> bytes:
    pieces = [body[i : i + size] for i in range(0, len(body), size)]
    return b"".join(b"%X;note=a\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def bare(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


BODIES = {
    "as it is": ("", HTML),
    "chunked": ("Transfer-Encoding: chunked", chunked(HTML)),
    "chunked, but not any more": ("Transfer-Encoding: chunked", HTML),
    "gzip": ("Content-Encoding: gzip", gzip.compress(HTML)),
    "gzip, but not any more": ("Content-Encoding: gzip", HTML),
    "x-gzip, chunked": ("content-encoding:X-GZIP\r\nTRANSFER-ENCODING : chunked", chunked(gzip.compress(HTML))),
    "transfer gzip, chunked": ("Transfer-Encoding: gzip, chunked", chunked(gzip.compress(HTML))),
    "deflate": ("Content-Encoding: deflate", zlib.compress(HTML)),
    "bare deflate": ("Content-Encoding: deflate", bare(HTML)),
    "br": ("Content-Encoding: br", brotli.compress(HTML)),
    "identity": ("Content-Encoding: identity", HTML),
    "twice": ("Content-Encoding: gzip, br", brotli.compress(gzip.compress(HTML))),
}


@pytest.mark.parametrize("case", BODIES)
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_codings_are_undone(case: str, end: str) -> None:
    coding, body = BODIES[case]
    head = HEAD + (f"{coding}\r\n" if coding else "") + "\r\n"
    response = parse(head.replace("\r\n", end).encode() + body)
    assert (response.status, response.media_type) == (200, "text/html")
    assert response.decoded(1000) == HTML


@pytest.mark.parametrize(
    ("coding", "body", "message"),
    [
        ("gzip", b"\x00garbage", "content encoding gzip cannot be undone"),
        ("br", b"\x00garbage", "content encoding br cannot be undone"),
        ("zstd", b"\x00garbage", "content encoding zstd cannot be undone"),
        ("deflate", b"\x00garbage", "content encoding deflate cannot be undone"),
        ("sdch", b"garbage", "unknown content encoding 'sdch'"),
        ("gzip", gzip.compress(bytes(5 << 20)), "page of more than 1 MB"),
    ],
    # The bytes of gzip hold the time, and so are no names: each worker would have others.
    ids=["gzip", "br", "zstd", "deflate", "sdch", "gzip-bomb"],
)
def test_codings_that_cannot_be_undone_are_reported(coding: str, body: bytes, message: str) -> None:
    response = parse(f"{HEAD}Content-Encoding: {coding}\r\n\r\n".encode() + body)
    with pytest.raises(DocumentError, match=message):
        response.decoded(1 << 20)


def taken(folder: Path, records: list[bytes]) -> tuple[list[Page], Counter[str]]:
    skipped: Counter[str] = Counter()
    one = source(folder, packed(records))
    return list(pages(one, Piece(0, 0, one.size, 0), skipped)), skipped


def test_only_pages_are_read_and_the_rest_is_counted(tmp_path: Path) -> None:
    def typed(kind: str, status: int = 200) -> str:
        return f"HTTP/1.1 {status} So\r\n" + (f"Content-Type: {kind}\r\n" if kind else "")

    found, skipped = taken(
        tmp_path,
        [
            record(0, b"a", kind="warcinfo"),
            record(1, b"a", kind="request"),
            record(2, HTML, kind="resource"),
            record(3, head=typed("text/html", 404)),
            record(4, head=typed("text/html", 301)),
            record(5, head=typed("image/png")),
            record(6, head=typed("")),
            record(7, head="garbage\r\n"),
            record(8, head=typed("Text/HTML;charset=x")),
            record(9, head=typed("application/xhtml+xml")),
            record(10, head=typed(""), extra="WARC-Identified-Payload-Type: text/html\r\n"),
            record(11).replace(b"application/http; msgtype=response", b"text/dns", 1),
        ],
    )
    assert [page.record.number for page in found] == [8, 9, 10]
    assert all(page.body == HTML for page in found)
    assert skipped == {
        "WARC warcinfo": 1, "WARC request": 1, "WARC resource": 1, "WARC response, text/dns": 1, "HTTP status 404": 1,
        "HTTP status 301": 1, "image/png": 1, "HTTP without a type": 1, "HTTP without a status": 1,
    }  # fmt: skip


def test_a_page_has_the_id_address_and_date_of_its_record(tmp_path: Path) -> None:
    nameless = record(2).replace(b"WARC-Record-ID", b"X-Other")
    found, _ = taken(tmp_path, [record(1, head=HEAD.replace("html", "html; charset='KOI8-R'")), nameless])
    first, second = (page.record for page in found)
    assert (first.id, first.url, first.date) == ("<urn:uuid:1>", "http://Harbour.example/1", "2031-05-02T10:00:00Z")
    assert found[0].charset == "KOI8-R"
    assert second.id == "http://Harbour.example/2"


def test_a_page_that_is_too_long_is_a_failure_and_the_next_is_read(tmp_path: Path) -> None:
    (long, other), _ = taken(tmp_path, [record(0, bytes(LONGEST + 10)), record(1)])
    assert long.record.failure == "page of more than 64 MB"
    assert other.body == HTML


@pytest.mark.parametrize(
    ("charset", "declared", "codec"),
    [
        ("windows-1251", "", "cp1251"),
        ("windows-1251", "koi8-r", "cp1251"),  # the headers go before the page
        ("", "windows-1251", "cp1251"),
        ("none", "windows-1251", "cp1251"),  # no charset at all
        ("utf-8", "windows-1251", "cp1251"),  # wrong in the headers: then the page's own
        ("windows-1251", "", "utf-8"),  # wrong, but it is UTF-8
        ("iso-2022-jp", "", "iso2022_jp"),
    ],
)
def test_the_charset_is_given_by_headers_then_by_the_page(charset: str, declared: str, codec: str) -> None:
    text = f'<meta charset="{declared}">' + ("港で座礁した" if codec == "iso2022_jp" else "Паром сел на мель.")
    assert decode(text.encode(codec), charset) == text


def page(number: int, words: str, codec: str = "utf-8") -> bytes:
    rng = random.Random(number)
    things = "ferry buoy pilot harbour crane anchor lantern tide keel rope signal deck cargo gale wharf".split()
    body = "".join(f"<p>{words} {' '.join(rng.choices(things, k=12))}, said the master.</p>" for _ in range(4))
    return f"<html><head><title>Page {number}</title></head><body><article><h1>Ferry</h1>{body}</article></body></html>".encode(
        codec
    )


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    """Make a folder with a crawl of twenty pages, one of them twice and one in Russian, and a broken file."""
    records = [record(i, page(i, f"Number {i} of them.")) for i in range(20)]
    records += [
        record(20, page(3, "Number 3 of them.")),
        record(21, b"x", kind="request"),
        record(22, b"<html></html>"),
    ]
    records += [record(23, page(23, "Паром.", "cp1251"), head=HEAD.replace("html", "html; charset=cp1251"))]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "crawl.warc.gz").write_bytes(packed(records))
    (tmp_path / "in" / "cut.warc.gz").write_bytes(packed([record(30, page(30, "Another one."))])[:-30])
    return tmp_path / "in"


def lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_a_crawl_is_cleaned_into_jsonl_and_restored(crawl: Path, tmp_path: Path) -> None:
    run = pipeline.clean(crawl, tmp_path / "run", config=Config())
    counts = run.info["counts"]
    assert (counts["read"], counts["cleaned"], counts["duplicate"], counts["failed"]) == (24, 21, 1, 2)
    assert run.info["skipped_records"] == {"WARC request": 1}
    assert {row["record"]: row["stage"] for row in run.table("failures").to_pylist()} == {0: "read", 22: "extract"}
    cleaned = lines(tmp_path / "run" / "cleaned" / "crawl.warc.jsonl")
    assert len(cleaned) == 21
    assert cleaned[0]["id"] == "<urn:uuid:0>"
    assert cleaned[0]["url"] == "http://Harbour.example/0"
    assert cleaned[0]["host"] == "harbour.example"
    assert cleaned[0]["date"] == "2031-05-01T10:00:00Z"
    assert cleaned[0]["title"] == "Ferry"
    assert cleaned[-1]["text"].startswith("Паром.")
    assert pipeline.restore(run, tmp_path / "back") == 1
    back = lines(tmp_path / "back" / "crawl.warc.jsonl")
    assert [one["id"] for one in back] == [f"<urn:uuid:{i}>" for i in (*range(21), 23)]
    (crawl / "crawl.warc.gz").unlink()
    for one in back:
        assert run.text(one["id"]) == one["text"]


def test_decide_reads_a_crawl_again(crawl: Path, tmp_path: Path) -> None:
    run = pipeline.clean(crawl, tmp_path / "run", config=Config())
    again = pipeline.decide(run, config=Config().override({"policy": {"documents": "report"}}))
    assert again.info["counts"]["cleaned"] == 22
    assert len(lines(tmp_path / "run" / "cleaned" / "crawl.warc.jsonl")) == 22


@pytest.mark.parametrize("to", ["text", "parquet"])
def test_a_crawl_takes_other_shapes(crawl: Path, tmp_path: Path, to: str) -> None:
    run = pipeline.clean(crawl, tmp_path / "run", config=Config().override({"input": {"to": to}}))
    cleaned = tmp_path / "run" / "cleaned"
    if to == "text":
        assert len(list((cleaned / "crawl.warc").iterdir())) == 21
    else:
        rows = pa.parquet.read_table(cleaned / "crawl.warc.parquet").to_pylist()
        assert rows[0]["url"] == "http://Harbour.example/0"
    assert pipeline.restore(run, tmp_path / "back") == 1
    assert len(lines(tmp_path / "back" / "crawl.warc.jsonl")) == 22


def test_pieces_of_a_file_give_the_same_run(crawl: Path, tmp_path: Path) -> None:
    one = Source(crawl / "crawl.warc.gz", "crawl.warc.gz", "warc", "gzip", (crawl / "crawl.warc.gz").stat().st_size)
    tasks = plan([one], task_bytes=1500)
    assert len(tasks) > 3
    whole = [p.record.number for p in pages(one, plan([one], task_bytes=1 << 30)[0].pieces[0])]
    assert [p.record.number for task in tasks for piece in task.pieces for p in pages(one, piece)] == whole


def test_a_missing_package_is_named_by_its_extra(crawl: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = pipeline.clean(crawl, tmp_path / "done", config=Config())
    monkeypatch.setitem(sys.modules, "fastwarc.warc", None)
    with pytest.raises(MissingExtra, match=r"fastwarc is not installed; try: pip install 'chaffinch\[warc\]'"):
        pipeline.clean(crawl, tmp_path / "run", config=Config())
    assert not (tmp_path / "run").exists()
    with pytest.raises(MissingExtra, match="fastwarc is not installed"):
        pipeline.decide(done, config=Config())


def test_a_crawl_without_pages_is_a_run_without_documents(tmp_path: Path) -> None:
    (tmp_path / "none.warc.gz").write_bytes(packed([record(1, b"x", kind="request")]))
    with pytest.raises(NothingReadError, match="no document was read"):
        pipeline.clean(tmp_path / "none.warc.gz", tmp_path / "run", config=Config())
    assert Run.open(tmp_path / "run").info["counts"]["read"] == 0
    assert Run.open(tmp_path / "run").info["skipped_records"] == {"WARC request": 1}
