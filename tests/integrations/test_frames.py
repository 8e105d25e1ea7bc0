"""Frames of pandas, polars, pyarrow and duckdb."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from dropping import STRIPPED, TEXTS, Deduplicating

pytest.importorskip("narwhals", reason="pip install 'chaffinch[frames]'")

from chaffinch.errors import UsageError
from chaffinch.integrations import frames
from chaffinch.integrations.audit import AUDIT
from chaffinch.integrations.corpora import OUTCOME

pytestmark = [pytest.mark.heavy, pytest.mark.filterwarnings("ignore")]

COLUMNS = {"n": list(range(5)), "body": TEXTS}


def made_by(kind: str, columns: dict[str, list[Any]]) -> Any:
    if kind == "pyarrow":
        return pa.table(columns)
    library = pytest.importorskip("polars" if kind == "lazy polars" else kind)
    if kind == "duckdb":
        return library.from_arrow(pa.table(columns))
    if kind == "lazy polars":
        return library.LazyFrame(columns)
    return library.DataFrame(columns)


def rows_of(frame: Any) -> list[dict[str, Any]]:
    import narwhals as nw

    made = nw.from_native(frame).lazy().collect("pyarrow")
    return made.select(nw.exclude("__index_level_0__")).to_arrow().to_pylist()  # the index of pandas is no column


KINDS = ("pyarrow", "pandas", "polars", "lazy polars", "duckdb")


@pytest.mark.parametrize("kind", KINDS)
def test_strip_gives_a_frame_of_the_same_library(kind: str) -> None:
    given = made_by(kind, COLUMNS)
    made = frames.strip(given, text="body")
    assert type(made) is type(given)
    rows = rows_of(made)
    assert list(rows[0]) == ["n", "body", *AUDIT]
    assert [row["body"] for row in rows] == STRIPPED
    assert [row["chaffinch_cut"] > 0 for row in rows] == [True, False, True, False, False]


@pytest.mark.parametrize("kind", KINDS)
def test_clean_gives_a_frame_of_the_same_library(kind: str, tmp_path: Path) -> None:
    given = made_by(kind, COLUMNS)
    made = frames.clean(given, tmp_path / "run", text="body")
    assert type(made) is type(given)
    rows = rows_of(made)
    assert list(rows[0]) == ["n", "body", *AUDIT, *OUTCOME]
    assert [row["n"] for row in rows] == [0, 1, 3, 4]  # the row without text stays
    assert (tmp_path / "run" / "removals.parquet").exists()


@pytest.mark.parametrize("kind", KINDS)
def test_rows_that_the_step_drops_are_left_out(kind: str) -> None:
    made = frames.strip(made_by(kind, {"n": [1, 2, 3], "text": ["a", "a", "b"]}), Deduplicating())
    assert [row["n"] for row in rows_of(made)] == [1, 3]


@pytest.mark.parametrize("kind", KINDS)
def test_a_column_that_is_not_there_is_refused(kind: str) -> None:
    with pytest.raises(UsageError, match="no column 'text'; there are: n, body"):
        frames.strip(made_by(kind, COLUMNS))


def test_the_index_of_pandas_stays() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(COLUMNS, index=list("vwxyz"))
    assert list(frames.strip(frame, text="body").index) == list("vwxyz")
    assert list(frames.clean(frame, text="body").index) == list("vwyz")
    assert list(frame.columns) == ["n", "body"] and frame["body"].iloc[0] == TEXTS[0]


def test_names_in_polars() -> None:
    pl = pytest.importorskip("polars", reason="pip install 'chaffinch[polars]'")
    import chaffinch.integrations.polars  # noqa: F401

    frame = pl.DataFrame(COLUMNS)
    expected = STRIPPED
    assert frame.chaffinch.strip(text="body")["body"].to_list() == expected
    assert frame.chaffinch.clean(text="body")["n"].to_list() == [0, 1, 3, 4]
    lazy = frame.lazy().chaffinch.strip(text="body").filter(pl.col("chaffinch_cut") > 0).select("n")
    assert lazy.collect()["n"].to_list() == lazy.collect(engine="streaming")["n"].to_list() == [0, 2]
    assert frame.lazy().chaffinch.clean(text="body").collect()["n"].to_list() == [0, 1, 3, 4]
    assert frame.with_columns(pl.col("body").chaffinch.strip())["body"].to_list() == expected
