"""What file `chaffinch strip` opens, and how."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from pathlib import Path

import pytest

from chaffinch.cli.piped import opened, strip_stream
from chaffinch.errors import UsageError

TEXT = "The dam held all night, and by noon the water had fallen.\n\nAll rights reserved.\n"


@pytest.mark.parametrize(
    ("end", "pack"), [("", bytes), (".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)]
)
def test_a_text_is_decompressed_by_the_end_of_its_name(end: str, pack: object, tmp_path: Path) -> None:
    path, sink = tmp_path / f"page.txt{end}", io.BytesIO()
    path.write_bytes(pack(TEXT.encode()))  # type: ignore[operator]
    with opened(str(path)) as source:
        assert strip_stream(source, sink) == 1
    assert sink.getvalue().decode() == TEXT.partition("\n")[0] + "\n"


def test_records_are_decompressed_too(tmp_path: Path) -> None:
    path, sink = tmp_path / "pages.jsonl.gz", io.BytesIO()
    path.write_bytes(gzip.compress(b'{"text": "The dam held.\\n\\nAll rights reserved."}\n' * 3))
    with opened(str(path), jsonl=True) as source:
        strip_stream(source, sink, jsonl=True)
    assert sink.getvalue() == b'{"text": "The dam held."}\n' * 3


@pytest.mark.parametrize(("name", "advice"), [
    ("rows.csv", "chaffinch clean"), ("rows.parquet", "chaffinch clean"), ("rows.jsonl", "strip --jsonl"), ("rows.tsv.gz", "clean"),
])  # fmt: skip
def test_records_are_no_single_text(name: str, advice: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"a,b\n")
    with pytest.raises(UsageError, match=f"has records, not one text.*{advice}"):
        opened(str(tmp_path / name))
