"""Spark: a step on the rows of a frame, by mapInArrow."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from dropping import STRIPPED, TEXTS, Deduplicating

from chaffinch import spark
from chaffinch.errors import UsageError

sql = pytest.importorskip("pyspark.sql", reason="pip install 'chaffinch[spark]'")
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    pytest.skip("Spark needs Java", allow_module_level=True)

pytestmark = [pytest.mark.heavy, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def frame() -> Iterator[Any]:
    environment = pytest.MonkeyPatch()
    environment.setenv("PYSPARK_PYTHON", sys.executable)
    environment.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
    session = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    rows = [(i, text, [f"tag {i}"]) for i, text in enumerate(TEXTS)]
    yield session.createDataFrame(rows, "n long, body string, tags array<string>").coalesce(1)
    session.stop()
    environment.undo()


def test_texts_are_stripped_and_other_columns_stay(frame: Any) -> None:
    made = spark.strip(frame, text="body")
    assert made.columns == ["n", "body", "tags", "chaffinch_cut", "chaffinch_reasons", "chaffinch_edits"]
    rows = made.orderBy("n").collect()
    assert [row["body"] for row in rows] == STRIPPED
    assert [row["chaffinch_cut"] > 0 for row in rows] == [True, False, True, False, False]
    assert rows[3]["tags"] == ["tag 3"]


def test_rows_that_the_step_drops_are_left_out(frame: Any) -> None:
    twice = frame.union(frame).coalesce(1)
    assert spark.strip(twice, Deduplicating(), text="body", audit=()).count() == 6


def test_a_column_that_is_not_there_is_refused(frame: Any) -> None:
    with pytest.raises(UsageError, match="no column 'text'; there are: n, body, tags"):
        spark.strip(frame)
