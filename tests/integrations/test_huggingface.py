"""Datasets of Hugging Face, driven as its documentation does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from dropping import PROSE, STRIPPED, TEXTS, Deduplicating

datasets = pytest.importorskip("datasets", reason="pip install 'chaffinch[huggingface]'")

from chaffinch.integrations.huggingface import ChaffinchStep, clean_dataset  # noqa: E402
from chaffinch.step import Stripper  # noqa: E402

pytestmark = [pytest.mark.heavy, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")


@pytest.fixture
def dataset() -> object:
    return datasets.Dataset.from_dict({"n": list(range(5)), "body": TEXTS})


def test_map_in_two_processes(dataset: object) -> None:
    made = dataset.map(ChaffinchStep(text="body"), batched=True, batch_size=2, num_proc=2)
    assert made["body"][:] == STRIPPED
    assert made["chaffinch_reasons"][:] == ["copyright", "", "copyright", "", ""]
    assert made["n"][:] == [0, 1, 2, 3, 4]


def test_a_streaming_dataset(dataset: object) -> None:
    stream = dataset.to_iterable_dataset().map(ChaffinchStep(text="body", audit=()), batched=True)
    assert [row["body"] for row in stream] == STRIPPED
    assert set(next(iter(stream))) == {"n", "body"}


def test_a_step_that_drops_rows(dataset: object) -> None:
    twice = datasets.concatenate_datasets([dataset, dataset])
    made = twice.map(ChaffinchStep(Deduplicating(), text="body"), batched=True)
    assert made["n"][:] == [0, 1, 2, 3, 4, 1]  # null is no text, so it is no copy


def test_the_fingerprint_is_that_of_the_settings() -> None:
    code = (
        "from datasets.fingerprint import Hasher; from chaffinch.step import Stripper;"
        "from chaffinch.integrations.huggingface import ChaffinchStep;"
        "print(Hasher.hash(ChaffinchStep(Stripper(categories={'byline': 'remove', 'caption': 'mark'}))))"
    )
    path = os.pathsep.join(filter(None, sys.path))
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": path},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in "12"
    }  # fmt: skip
    assert len(printed) == 1
    from datasets.fingerprint import Hasher

    assert Hasher.hash(ChaffinchStep()) != Hasher.hash(ChaffinchStep(Stripper(ignore=["en.*"])))


@pytest.mark.parametrize("kept", [True, False])
def test_a_whole_dataset(dataset: object, tmp_path: Path, kept: bool) -> None:
    out = tmp_path / "run" if kept else None
    made = clean_dataset(dataset, out, text="body")
    assert made["n"][:] == [0, 1, 3, 4] and made["body"][:] == [PROSE, None, "Rain fell.", ""]
    assert made.column_names[:2] == ["n", "body"]
    assert kept == (tmp_path / "run" / "run.toml").exists()


def test_a_whole_dataset_with_its_copies(dataset: object) -> None:
    made = clean_dataset(dataset.select([4, 2, 0]), text="body", drop=False)  # a view by indices
    assert made["chaffinch_outcome"][:] == ["cleaned", "cleaned", "duplicate"]
    assert [int(name or -1) for name in made["chaffinch_keeper"]] == [-1, -1, 1]
    assert made["body"][:] == ["", PROSE, TEXTS[0]]


def test_a_dataset_of_texts_alone() -> None:
    assert clean_dataset(datasets.Dataset.from_dict({"text": TEXTS}))["text"][:] == [PROSE, None, "Rain fell.", ""]
