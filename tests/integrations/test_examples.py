"""The example of each adapter runs as a new user would run it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.heavy, pytest.mark.filterwarnings("ignore")]

EXAMPLES = Path(__file__).parents[2] / "examples" / "integrations"

SHOWN = {
    "with_crawl4ai": ("crawl4ai", ["The"]),
    "with_datasets": ("datasets", ["tp-0412", "copyright", "duplicate sb-77"]),
    "with_datatrove": ("datatrove", ["The result is in"]),
    "with_frames": ("polars", ["tp-0412", "chaffinch_outcome", "'chaffinch_edits'"]),
    "with_haystack": ("haystack", ["tp-0412 copyright, social"]),
    "with_langchain": ("langchain_core", ["tp-0412", "'chaffinch_reasons': 'copyright, social'"]),
    "with_llamaindex": ("llama_index", ["tp-0412 copyright, social"]),
    "with_ray": ("ray", ["tp-0412", "copyright, social"]),
    "with_scrapy": ("scrapy", ["'chaffinch/items'", "'chaffinch/cuts/"]),
    "with_spark": ("pyspark", ["tp-0412", "copyright, social"]),
}


def test_every_example_is_listed() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.py")} == set(SHOWN)


@pytest.mark.parametrize("name", SHOWN)
def test_an_example_runs(name: str, tmp_path: Path) -> None:
    library, shown = SHOWN[name]
    pytest.importorskip(library, reason="pip install 'chaffinch[integrations-test]'")
    if name == "with_spark" and shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    path = os.pathsep.join(filter(None, sys.path))
    done = subprocess.run(
        [sys.executable, EXAMPLES / f"{name}.py"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": path, "HF_HOME": str(tmp_path), "PYSPARK_PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for words in shown:
        assert words in done.stdout + done.stderr
