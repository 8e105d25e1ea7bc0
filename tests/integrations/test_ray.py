"""Ray Data: actors that process batches."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest
from dropping import STRIPPED, TEXTS

ray = pytest.importorskip("ray", reason="pip install 'chaffinch[ray]'")

pytestmark = [pytest.mark.heavy, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    path = os.pathsep.join(filter(None, sys.path))
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, runtime_env={"env_vars": {"PYTHONPATH": path}})
    yield
    ray.shutdown()


@pytest.mark.parametrize("batch_format", ["pyarrow", "numpy"])
def test_actors_process_batches(batch_format: str) -> None:
    from chaffinch.integrations.ray import ChaffinchStep

    rows = [{"n": i, "body": text} for i, text in enumerate(TEXTS)]
    made = ray.data.from_items(rows).map_batches(
        ChaffinchStep,
        fn_constructor_kwargs={"text": "body"},
        batch_format=batch_format,
        concurrency=1,
        batch_size=2,
    )
    found = sorted(made.take_all(), key=lambda row: row["n"])
    assert [row["body"] for row in found] == STRIPPED
    assert [row["chaffinch_reasons"] for row in found] == ["copyright", "", "copyright", "", ""]
