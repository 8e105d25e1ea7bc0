"""Streams that pause, that never end, and that are read in pieces."""

from __future__ import annotations

import io
import json
import os
import shlex
import subprocess
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from measuring import python_path
from warm import chaffinch

from chaffinch.cli import arriving
from chaffinch.cli.arriving import beginning, groups, lines, pieces
from chaffinch.cli.exits import BROKEN_PIPE
from chaffinch.cli.piped import strip_stream

PROSE = "The dam held all night, and in the morning the pumps were switched off one after the other."
RECORD = json.dumps({"text": f"{PROSE}\n\nAll rights reserved."}).encode() + b"\n"
CLEAN = json.dumps({"text": PROSE}).encode() + b"\n"


@given(st.lists(st.binary(max_size=6).filter(lambda line: b"\n" not in line), max_size=8), st.booleans())
def test_lines_are_those_of_the_stream(parts: list[bytes], ended: bool) -> None:
    data = b"\n".join(parts) + (b"\n" if ended and parts else b"")
    source = io.BytesIO(data)
    found = list(lines(beginning(source, 4), source))
    assert b"".join(found) == data
    assert all(line.count(b"\n") == line.endswith(b"\n") for line in found)
    assert len(found) == data.count(b"\n") + (not data.endswith(b"\n") and data != b"")


def test_a_record_is_written_before_the_next_one_comes() -> None:
    with subprocess.Popen(
        [*chaffinch(), "strip", "--jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | python_path(),
    ) as process:
        assert process.stdin and process.stdout
        for _ in range(3):
            process.stdin.write(RECORD)
            process.stdin.flush()
            assert process.stdout.readline() == CLEAN  # or the test hangs
        process.stdin.write(RECORD[:20])  # half of a line waits for the rest of it
        process.stdin.flush()
        time.sleep(0.1)
        process.stdin.write(RECORD[20:])
        process.stdin.close()
        assert process.stdout.read() == CLEAN


@pytest.mark.parametrize("switch", ["", pytest.param("--jsonl", marks=pytest.mark.heavy)])
def test_a_stream_without_end_stops_with_its_reader_and_says_nothing(switch: str) -> None:
    line = f"yes | {shlex.join(chaffinch())} strip {switch} | head -n 3; echo ${{PIPESTATUS[1]}}"
    done = subprocess.run(
        ["bash", "-c", line], env=os.environ | python_path(), capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["y", "y", "y", str(BROKEN_PIPE)]
    assert done.stderr == ""


def test_groups_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "AHEAD", 10)
    assert list(groups(iter([b"abc\n", b"def\n", b"ghi\n", b"", b"", b"j\n"]))) == [
        [b"abc\n", b"def\n", b"ghi\n"],
        [b"j\n"],
    ]


@pytest.mark.parametrize("text", ["", PROSE, f"{PROSE}\n\n" * 50, f"{PROSE}\n" * 50, "y" * 5000, "é\n\n" * 900])
def test_a_long_text_is_stripped_in_pieces(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "PIECE", 1000)
    monkeypatch.setattr(arriving, "_BLOCK", 100)
    found = list(pieces(io.BytesIO(text.encode())))
    assert b"".join(found).decode() == text
    assert all(piece.endswith(b"\n") for piece in found[:-1])
    sink = io.BytesIO()
    strip_stream(io.BytesIO(text.encode()), sink)
    assert sink.getvalue().decode() == text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1251"])
def test_encodings_of_long_texts(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "PIECE", 1000)
    text = "".join(f"Плотина {i} держалась всю ночь, и утром насосы выключили.\n\n" for i in range(90))
    sink = io.BytesIO()
    strip_stream(io.BytesIO((text + "Все права защищены.\n").encode(encoding)), sink)
    assert sink.getvalue().decode("utf-8-sig").strip() == text.strip()
