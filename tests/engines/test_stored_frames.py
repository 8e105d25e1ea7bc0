"""A frame is stored in a folder of its own, which replaces no other files."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self
from urllib.parse import unquote, urlsplit

import pyarrow as pa
import pytest

from chaffinch.engines import store_frame
from chaffinch.errors import RunError
from chaffinch.storage import stores


class Frame:
    """Writes as a frame of Spark does: part files with names by chance, and a file that says that all are there."""

    def __init__(self, *texts: str) -> None:
        self.texts, self.write = texts, self

    def mode(self, mode: str) -> Self:
        assert mode == "append"
        return self

    def parquet(self, url: str) -> None:
        folder = Path(unquote(urlsplit(url).path))
        for i, text in enumerate(self.texts):
            (folder / f"part-{i:05d}-{uuid.uuid4()}.snappy.parquet").write_text(text)
        (folder / "_SUCCESS").touch()

    def mapInArrow(self, function: Any, schema: str) -> Self:  # noqa: N802 (a name of Spark)
        batches: Iterator[pa.RecordBatch] = (pa.record_batch({"text": [text]}) for text in self.texts)
        self.rows = [*function(batches)]
        return self

    def collect(self) -> list[pa.RecordBatch]:
        return self.rows


def visible(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir() if not path.name.startswith((".", "_"))}


def test_a_frame_replaces_the_one_before(tmp_path: Path) -> None:
    folder = tmp_path / "run-input"
    store_frame(Frame("a", "b", "c"), folder)  # type: ignore[arg-type]
    (folder / "_temporary" / "0").mkdir(parents=True)  # as a killed process leaves it
    store_frame(Frame("d", "e"), folder)  # type: ignore[arg-type]
    assert visible(folder) == {"part-00000.parquet": "d", "part-00001.parquet": "e"}
    assert not (folder / "_temporary").exists()


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    store_frame(Frame("a"), tmp_path)  # type: ignore[arg-type]
    assert visible(tmp_path) == {"part-00000.parquet": "a"}


@pytest.mark.parametrize("name", ["letter.txt", "part-00000.parquet", ".hidden"])
def test_a_folder_with_other_files_is_refused_and_keeps_them(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(RunError, match=f"holds other files .{name}"):
        store_frame(Frame("a"), tmp_path)  # type: ignore[arg-type]
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(name, "mine")]


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run-input").write_text("mine")
    with pytest.raises(RunError, match="is a file"):
        store_frame(Frame("a"), tmp_path / "run-input")  # type: ignore[arg-type]
    assert (tmp_path / "run-input").read_text() == "mine"


@pytest.mark.heavy  # needs pyspark
def test_a_folder_of_a_store_is_replaced_only_if_a_frame_is_in_it() -> None:
    pytest.importorskip("fsspec")
    url = f"memory://{uuid.uuid4().hex}/run-input"
    store_frame(Frame("a", "b"), url)  # type: ignore[arg-type]
    stores.write(b"", f"{url}/part-00007.parquet")
    store_frame(Frame("c"), url)  # type: ignore[arg-type]
    assert [name for name in stores.names(url) if not name.startswith(".")] == ["part-00000.parquet"]
    stores.write(b"mine", f"{url}-2/letter.txt")
    with pytest.raises(RunError, match=r"holds other files .letter\.txt"):
        store_frame(Frame("a"), f"{url}-2")  # type: ignore[arg-type]
    assert stores.names(f"{url}-2") == ["letter.txt"]
