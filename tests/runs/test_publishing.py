"""Public tables are written in groups of rows that depend on the rows alone."""

from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from chaffinch.runs import publish_rows, publishing
from chaffinch.schemas import PUBLIC

SCHEMA = PUBLIC["originals"]


def table(sizes: list[int]) -> pa.Table:
    rows = [{"source": "a", "record": i, "bytes": b"x" * size} for i, size in enumerate(sizes)]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def groups(path: Path) -> list[int]:
    about = parquet.read_metadata(path)
    return [about.row_group(i).num_rows for i in range(about.num_row_groups)]


def test_a_group_ends_at_a_number_of_rows_or_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "GROUP_ROWS", 4)
    monkeypatch.setattr(publishing, "GROUP_BYTES", 100)
    rows = table([9, 9, 9, 9, 9, 89, 0, 500, 1, 1])
    publish_rows(tmp_path, "originals", rows.to_batches())
    path = tmp_path / "originals.parquet"
    assert groups(path) == [4, 2, 2, 2]  # four rows; 10 + 90 bytes; 1 + 501; what is left
    assert parquet.read_table(path).equals(rows)


@pytest.mark.parametrize("step", [1, 3, 10])
def test_batches_make_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    monkeypatch.setattr(publishing, "GROUP_ROWS", 4)
    monkeypatch.setattr(publishing, "GROUP_BYTES", 100)
    rows = table([9, 9, 99, 9, 9, 89, 0, 500, 1, 1])
    for name, batches in ("whole", rows.to_batches()), ("parts", rows.to_batches(max_chunksize=step)):
        (tmp_path / name).mkdir()
        publish_rows(tmp_path / name, "originals", batches)
    whole, parts = ((tmp_path / name / "originals.parquet").read_bytes() for name in ("whole", "parts"))
    assert whole == parts
