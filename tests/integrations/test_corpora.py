"""Rows of another library as one corpus."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from dropping import PROSE
from pyarrow import parquet

from chaffinch.config import Config
from chaffinch.errors import RunError, UsageError
from chaffinch.integrations.audit import original
from chaffinch.integrations.corpora import clean_rows
from chaffinch.integrations.rows import Fields

OTHER = "A committee of nine met in the school to choose the colour of the new bus, and chose none of the colours."
TEXTS = [f"{PROSE}\n\nAll rights reserved.", None, f"{PROSE}\n\nTous droits réservés.", OTHER, ""]


def cleaned(columns: dict[str, Any], out: Path | None = None, **fields: str) -> list[dict[str, Any]]:
    config = Config.from_dict({"work": {"workers": 1, "report": False}, "policy": {"keep": "first"}})
    with clean_rows(pa.table(columns).to_batches(2), out, config=config, fields=Fields(**fields)) as path:
        return parquet.read_table(path).to_pylist()


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()], ids=str)
def test_every_row_has_its_result_in_order(kind: pa.DataType) -> None:
    rows = cleaned(
        {"body": pa.array(TEXTS, kind), "host": ["a.example", None, "b.example", "c.example", ""]}, text="body"
    )
    assert [row["chaffinch_outcome"] for row in rows] == ["cleaned", "failed", "duplicate", "cleaned", "cleaned"]
    assert [row["body"] for row in rows] == [PROSE, None, TEXTS[2], OTHER, ""]
    assert int(rows[2]["chaffinch_keeper"]) == 0
    assert rows[0]["chaffinch_reasons"] == "copyright"
    assert original(rows[0]["body"], rows[0]["chaffinch_edits"]) == TEXTS[0]
    assert rows[3]["chaffinch_cut"] == 0 and rows[3]["chaffinch_edits"] == ""


def test_a_copy_names_the_id_of_the_row_that_stays() -> None:
    rows = cleaned({"text": TEXTS, "key": ["u", "v", "w", "x", "y"]}, id="key")
    assert rows[2]["chaffinch_keeper"] == "u"


def test_of_equal_rows_without_ids_the_first_stays() -> None:
    texts = [
        PROSE if i in (2, 10) else f"Number {letter} speaks of {letter * 9} and of nothing else."
        for i, letter in enumerate("abcdefghijkl")
    ]
    assert [row["chaffinch_outcome"] for row in cleaned({"text": texts})][10] == "duplicate"


def test_a_run_folder_is_kept_and_not_written_over(tmp_path: Path) -> None:
    cleaned({"text": TEXTS}, tmp_path / "run")
    assert (tmp_path / "run" / "run.toml").exists() and (tmp_path / "run-rows" / "result.parquet").exists()
    with pytest.raises(RunError, match="exists; give another folder"):
        cleaned({"text": TEXTS}, tmp_path / "run")


def test_no_rows_are_refused() -> None:
    with pytest.raises(UsageError, match="no rows"):
        cleaned({"text": pa.array([], pa.string())})
