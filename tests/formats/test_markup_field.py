"""Records may say how their texts are written, in a field that a setting names."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

import chaffinch as cf

BODY = "The gates of the lock weigh four tons each, and hang on hinges that the smith made in 1931.\n\n"
TEXT = f"{BODY}~~~~~~~~~~~~\n\nShare this article\n\nFollow us on Facebook"
ROWS = [{"id": "a", "text": TEXT, "written": "markdown"}, {"id": "b", "text": TEXT[1:], "written": None}]


def write(path: Path) -> None:
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), "utf-8")
    elif path.suffix == ".csv":
        lines = ['"{}","{}","{}"'.format(*(row[n] or "" for n in ("id", "text", "written"))) for row in ROWS]
        path.write_text("\n".join(("id,text,written", *lines, "")), "utf-8")
    else:
        parquet.write_table(pa.Table.from_pylist(ROWS), path)


@pytest.mark.parametrize("name", ["pages.jsonl", "pages.csv", "pages.parquet"])
def test_the_field_of_a_record_says_how_it_is_written(name: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write(tmp_path / "in" / name)
    config = cf.Config.from_dict(
        {"input": {"markup_field": "written"}, "policy": {"documents": "off"}, "work": {"workers": 1}}
    )
    run = cf.clean(tmp_path / "in", tmp_path / "run", config=config)
    cut = parquet.read_table(run.path / "removals.parquet")["document"].to_pylist()
    assert set(cut) == {"b"}
