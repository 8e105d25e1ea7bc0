"""A small corpus made anew, the same every time: each part is a folder, in one shape or two.

What is planted in the texts is in `prose`; here are the shapes, with records of odd escapes and files that fail.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
from prose import HOSTS, Article, Author
from pyarrow import parquet

__all__ = ["PARTS", "plant"]


def _text(folder: Path) -> None:
    for number, one in enumerate(Author(1).articles("text", 30)):
        path = folder / one.host / f"{one.name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = one.text if number % 7 else one.text.replace("\n", "\r\n").replace("ae", "æ")
        path.write_bytes(text.encode({3: "utf-16", 4: "utf-8-sig"}.get(number, "utf-8")))
    (folder / "latin.txt").write_bytes(("Über die Fähre nach Öxel, für Gäste: " * 20).encode("latin-1"))
    (folder / "menu only.txt").write_text("Home\nNews\nSport\nSubscribe to our newsletter!\n")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "broken.txt").write_bytes(b"\x00\x01\x02" * 50)
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / ".hidden").write_text("not read")


def _line(one: Article, number: int) -> str:
    """Write a record as several tools write it."""
    record = {"id": one.name, "host": one.host, "date": one.date, "title": one.title, "text": one.text, "n": number}
    if number % 5 == 1:
        return json.dumps(record, separators=(",", ":"))  # escapes whatever is not ASCII
    if number % 5 == 2:
        return json.dumps(record, ensure_ascii=False).replace("\\n", "\\u000A").replace("/", "\\/")
    if number % 5 == 3:
        del record["host"]
        url = f"https://{one.host}/{one.name}"
        return json.dumps({"url": url, "tags": ["a", {"b": 1.50}], **record}, ensure_ascii=False)
    if number % 5 == 4:
        record["text"] = one.text.replace("“", "\U0001f600“")
    return json.dumps(record, ensure_ascii=number % 2 == 0)


_ODD_LINES = (
    '{"id": "odd-0", "text": "Half of a pair: \\ud83d stays half.\\n\\nAll rights reserved.", "x": 1e3}',
    '{"id": "odd-1", "text": "first", "text": "The second of two texts counts, or so most readers have it."}',
    '  { "text" :\t"No id, and room to spare.\\n\\nShare this story with your friends!" , "n":-0 }  ',
    '{"id": "news-003", "text": "An id that another record has too.\\n\\nFollow us on Facebook and Twitter."}',
    '{"id": "odd-4", "text": null}',
    '{"id": "odd-5", "text": 12}',
    '{"id": "odd-6", "title": "no text"}',
    '{"id": "odd-7", "text": "cut off',
    "",
    "[1, 2]",
    '{"id": "odd-8", "text": ""}',
)


def _records(folder: Path) -> None:
    articles = Author(2).articles("news", 130)
    lines = [_line(one, number) for number, one in enumerate(articles)]
    lines[20:20] = _ODD_LINES
    (folder / "news.jsonl").write_bytes("\n".join(lines).encode() + b"\r\n")


def _page(one: Article, number: int) -> str:
    """Write a page around an article: menu, notice of cookies, list of links, foot."""
    site = one.host.split(".")[0].title()
    links = "".join(
        f'<li><a href="/{i}">{word}</a></li>' for i, word in enumerate(("Home", "News", "Sport", "About us"))
    )
    paragraphs = "".join(f"<p>{paragraph}</p>\n" for paragraph in one.paragraphs)
    table = (
        "<table><tr><th>Quay</th><th>Boats</th></tr><tr><td>East</td><td>14</td></tr></table>"
        if number % 3 == 0
        else ""
    )
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{one.title} - {site}</title>\n'
        f'<link rel="canonical" href="https://{one.host}/{one.name}">\n'
        f'<meta property="article:published_time" content="{one.date}T10:00:00Z"></head>\n<body>\n'
        f'<div class="cookie-banner"><p>We use cookies to improve your experience on our website.</p></div>\n'
        f"<header><nav><ul>{links}</ul></nav></header>\n<main><h1>{one.title}</h1>\n{paragraphs}{table}</main>\n"
        f"<aside><h3>Related articles</h3><ul>{links.replace('/', '/news/', 1)}</ul></aside>\n"
        f"<footer><p>{site} reading room, open from nine to five.</p></footer></body></html>\n"
    )


def _pages(folder: Path) -> None:
    for number, one in enumerate(Author(4).articles("page", 14, HOSTS[:2])):
        (folder / f"{one.name}.html").write_text(_page(one, number), encoding="utf-8")
    (folder / "nothing.html").write_text("<html><body></body></html>")
    old = "<html><head><meta charset=windows-1252><title>Fähre</title></head><body><p>{}</p></body></html>"
    (folder / "old.htm").write_bytes(old.format("Die Fähre nach Öxel fährt um acht – für Gäste. " * 9).encode("cp1252"))


def _warc(number: int, block: str, kind: str = "response", uri: str = "") -> bytes:
    data = block.encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:0000-{number}>\r\n"
        f"WARC-Date: 2031-05-{1 + number % 9:02}T10:00:00Z\r\nWARC-Target-URI: {uri}\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(data)}\r\n\r\n"
    )
    return head.encode() + data + b"\r\n\r\n"


def _crawl(folder: Path) -> None:
    articles, records = Author(5).articles("crawl", 14, HOSTS[1:3]), []
    for number, one in enumerate(articles):
        uri = f"https://{one.host}/{one.name}"
        head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        records.append(_warc(number, head + _page(one, number), uri=uri))
        if number % 4 == 0:
            records.append(_warc(100 + number, f"GET /{one.name} HTTP/1.1\r\n\r\n", "request", uri))
    others = ("404 Not Found\r\nContent-Type: text/html", "200 OK\r\nContent-Type: image/png")
    records[5:5] = [
        _warc(200 + i, f"HTTP/1.1 {head}\r\n\r\nno", uri="https://x.example/") for i, head in enumerate(others)
    ]
    (folder / "crawl.warc.gz").write_bytes(b"".join(gzip.compress(record, mtime=0) for record in records[:12]))
    (folder / "rest.warc").write_bytes(b"".join(records[12:])[:-400] + b"\r\n")


def _cell(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if set(value) & set(',"\n\t') else value


def _tables(folder: Path) -> None:
    articles = Author(6).articles("row", 70)
    rows = [("id", "host", "date", "text", "note")]
    rows += [(one.name, one.host, one.date, one.text, 'a "note", kept') for one in articles[:40]]
    (folder / "rows.csv").write_bytes("".join(",".join(map(_cell, row)) + "\r\n" for row in rows[:31]).encode())
    lines = ["\t".join(map(_cell, row)) + "\n" for row in (rows[0], *rows[29:])]  # two are in both
    (folder / "rows.tsv").write_bytes("".join(lines).encode())
    there = articles[40:]
    columns = {
        "id": [one.name for one in there],
        "host": [one.host for one in there],
        "text": [None if number == 5 else one.text for number, one in enumerate(there)],
        "tags": [["a", "b"][: number % 3] for number in range(len(there))],
        "share": [number / 7 for number in range(len(there))],
    }
    parquet.write_table(pa.table(columns), folder / "rows.parquet", row_group_size=11)
    more = "\n".join(_line(one, number) for number, one in enumerate(Author(3).articles("more", 20))) + "\n"
    (folder / "more.jsonl.gz").write_bytes(gzip.compress(more.encode(), mtime=0))


PARTS: dict[str, Callable[[Path], None]] = {
    "text": _text,
    "records": _records,
    "pages": _pages,
    "crawl": _crawl,
    "tables": _tables,
}
"""Each part of the corpus, by the name of its folder, and what writes it."""


def plant(folder: Path) -> None:
    """Write every part below a folder."""
    for name, write in PARTS.items():
        (folder / name).mkdir(parents=True)
        write(folder / name)
