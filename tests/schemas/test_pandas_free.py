"""Arrow does not import pandas by itself, and still converts to it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from measuring import python_path

CODE = """
import sys
import pyarrow as pa
from chaffinch.schemas.pandas_free import keep_pandas_out
keep_pandas_out()
pa.array(["a list, for which Arrow asks whether it is a series of pandas"])
assert "pandas" not in sys.modules
assert pa.table({"n": [1, 2]}).to_pandas()["n"].tolist() == [1, 2]
"""


@pytest.mark.heavy  # needs pandas
def test_tables_are_converted_after_pandas_was_kept_out() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], env=python_path(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
