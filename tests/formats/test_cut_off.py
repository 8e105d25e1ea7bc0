"""Compressed files that are damaged or break off give all that stands before the damage."""

from __future__ import annotations

import bz2
import gzip
import lzma
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from chaffinch.errors import DocumentError
from chaffinch.formats import Source
from chaffinch.formats.compression import COMPRESSIONS, blocks, open_output

Cycle = Callable[..., Any]


def packed(data: bytes, extension: str, folder: Path) -> bytes:
    path = folder / f"packed{extension}"
    with open_output(path, COMPRESSIONS[extension]) as stream:
        stream.write(data)
    return path.read_bytes()


def unpacked(data: bytes, extension: str) -> bytes:
    if extension == ".zst":
        return bytes(pa.input_stream(pa.py_buffer(data), compression="zstd").read())
    return {".gz": gzip, ".bz2": bz2, ".xz": lzma}[extension].decompress(data)


@cache
def words(length: int, seed: int) -> bytes:
    """Make text that packs to about half."""
    return bytes(random.Random(seed).choices(b"abcdefghijklmnop \n", k=length))


def given(data: bytes, extension: str, folder: Path) -> tuple[bytes, str]:
    path = folder / f"x.txt{extension}"
    path.write_bytes(data)
    got, failure = b"", ""
    try:
        for block in blocks(Source(path, path.name, "text", COMPRESSIONS[extension], len(data))):
            got += block
    except DocumentError as error:
        failure = str(error)
    return got, failure


@pytest.mark.parametrize("extension", COMPRESSIONS)
def test_files_of_several_members_are_read_whole(tmp_path: Path, extension: str) -> None:
    data = words(1_200_000, 1)
    whole = packed(data, extension, tmp_path) + packed(b"more", extension, tmp_path)
    assert given(whole, extension, tmp_path) == (data + b"more", "")
    assert given(packed(b"\0" * 3_000_000, extension, tmp_path), extension, tmp_path) == (b"\0" * 3_000_000, "")
    assert given(b"", extension, tmp_path) == (b"", "")


@pytest.mark.parametrize("extension", [".gz", ".zst", ".bz2", ".xz"])
def test_all_bytes_before_a_break_are_given(tmp_path: Path, extension: str) -> None:
    data = words(1_200_000, 2)
    whole = packed(data, extension, tmp_path)
    lost = {".gz": 100, ".xz": 100_000, ".zst": 1 << 17, ".bz2": 900_000}[extension]  # a block of the format
    for share in (0.3, 0.9, 0.999):
        cut = int(share * len(whole))
        got, failure = given(whole[:cut], extension, tmp_path)
        assert failure.startswith("cannot be read: ")
        assert data.startswith(got)
        assert len(got) >= share * len(data) - lost - 3_000, "about the share of the bytes, since they are alike"


@pytest.mark.parametrize("extension", COMPRESSIONS)
def test_damage_is_noticed_and_what_precedes_it_is_given(tmp_path: Path, extension: str) -> None:
    data = words(1_200_000, 3)
    whole = bytearray(packed(data, extension, tmp_path))
    at = len(whole) // 2
    whole[at : at + 8] = bytes(byte ^ 0x55 for byte in whole[at : at + 8])
    got, failure = given(bytes(whole), extension, tmp_path)
    assert failure.startswith("cannot be read: ") or extension == ".zst", "its frames have no checksum here"
    assert got[:500_000] == data[:500_000] or extension in (".xz", ".bz2")
    got, failure = given(packed(data, extension, tmp_path) + b"other bytes", extension, tmp_path)
    assert got == data
    assert failure or extension == ".gz"


@pytest.mark.parametrize("extension", COMPRESSIONS)
def test_records_before_a_break_are_read_and_the_loss_is_a_failure(
    cycle: Cycle, tmp_path: Path, extension: str
) -> None:
    texts = [
        f"{i} CUT {words(60_000, i).decode().replace(chr(10), ' ')}" for i in range(24 if extension == ".bz2" else 16)
    ]
    jsonl = "".join(f'{{"text": "{text}"}}\n' for text in texts).encode()
    csv = "id,text\n" + "".join(f'{i},"{text}"\n' for i, text in enumerate(texts))
    for name, data in {"x.jsonl": jsonl, "x.csv": csv.encode(), "x.txt": jsonl}.items():
        whole = packed(data, extension, tmp_path)
        made = cycle({name + extension: whole[: int(0.9 * len(whole))]}, encoding="utf-8")
        *good, bad = made.rows
        assert bad["failure"].startswith("cannot be read: ")
        assert all(row["failure"] is None for row in good)
        assert len(good) == 1 if name == "x.txt" else len(good) >= (8 if extension == ".bz2" else 12)
        back = unpacked(made.restored[name + extension], extension)
        assert data.startswith(back)
        assert back.count(b"\n") >= (8 if extension == ".bz2" else 12)
        cleaned = unpacked(made.cleaned[name + extension], extension)
        assert cleaned.count(b"\n") == back.count(b"\n")
        assert b"CUT" not in cleaned


@pytest.mark.parametrize("end", ["", "}", '"}'])
def test_a_last_record_without_its_line_end_is_read(cycle: Cycle, end: str) -> None:
    lines = ['{"text": "a"}', '{"text": "b CUT c", "x": {"y": 1}}', '{"text": "d' + end]
    whole = gzip.compress("\n".join(lines).encode())
    made = cycle({"x.jsonl.gz": whole[:-8]})
    assert made.texts()[:2] == ["a", "b CUT c"]
    assert [row["text"] for row in made.rows if row["text"]][2:] == (["d"] if end == '"}' else [])
    assert made.rows[-1]["failure"].startswith("cannot be read: cut off")


@pytest.mark.parametrize("extension", [".gz", ".xz", ".zst"])
@pytest.mark.parametrize(
    "line", ["The ferry left the quay of {} at six.", "Die Fähre {} fuhr ab.", "渡し船{}は港を出た。"]
)
def test_a_page_that_breaks_off_gives_what_is_before(cycle: Cycle, tmp_path: Path, extension: str, line: str) -> None:
    draw = random.Random(1)
    lines = [line.format(draw.getrandbits(256)) for _ in range(6000)]
    page = "<!doctype html><html><head><meta charset=utf-8></head><body><article>" + "".join(
        f"<p>{one}</p>" for one in lines
    )
    made = cycle({f"x.html{extension}": packed(page.encode(), extension, tmp_path)[:-2000]})
    good, bad = made.rows
    assert good["failure"] is None and any(good["text"] in one for one in lines[1000:])  # what the extractor takes here
    assert bad["failure"].startswith("cannot be read: ") and bad["text"] is None
    name = f"x.html.txt{extension}"
    assert unpacked(made.cleaned[name], extension) == unpacked(made.restored[name], extension) == good["text"].encode()


@pytest.mark.parametrize("extension", [".gz", ".bz2", ".xz"])
@pytest.mark.parametrize("zeros", [1, 4, 512, 200_000])
@pytest.mark.parametrize("data", [b"", "Die Fähre fuhr um sechs.".encode(), words(100_000, 3)])
def test_zeros_behind_a_member_are_padding(tmp_path: Path, extension: str, zeros: int, data: bytes) -> None:
    whole = packed(data, extension, tmp_path)
    assert given(whole + b"\0" * zeros, extension, tmp_path) == (data, "")
    got, failure = given(whole + b"\0" * zeros + whole, extension, tmp_path)
    assert (got, failure) == (2 * data, "")


UNREAD = {
    "x.txt": b"\0\xff\0\0\1",
    "x.md": b"\xff\0\0\1",
    "x.csv": b"a,b\nrow,of another field\n",
    "x.jsonl": b"[\n {\n",
}
"""Content that gives no text, by name."""


@pytest.mark.parametrize("to", ["same", "jsonl"])
@pytest.mark.parametrize("extension", [".gz", ".xz", ".zst"])
@pytest.mark.parametrize("name", UNREAD)
def test_a_file_without_text_that_is_damaged_too_stops_nothing(
    cycle: Cycle, tmp_path: Path, name: str, extension: str, to: str
) -> None:
    draw = random.Random(5)
    data = b"".join(UNREAD[name] + draw.randbytes(9).hex().encode() for _ in range(8_000))  # more than one block
    made = cycle({name + extension: packed(data, extension, tmp_path)[:-40]}, to=to)
    assert made.rows[0]["text"] is None and made.rows[0]["failure"]
    back = unpacked(made.restored[name + extension], extension)
    assert len(back) > 100 and data.startswith(back)
