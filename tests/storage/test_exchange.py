"""Files of a run through a store: one machine writes them, another one reads them, at local paths of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from chaffinch.engines import Output, Table
from chaffinch.engines.document_index import Ledger
from chaffinch.engines.parts import made_part, merged_parts, read_bucket, read_part, write_part
from chaffinch.matching.letters import Block, blocks_of, open_letters, write_index, write_letters
from chaffinch.storage import exchange, stores
from chaffinch.storage.exchange import FileExchange
from chaffinch.text.folding import fold

NUMBERS = pa.schema([("n", pa.int64())])


class Machines:
    """The driver of a run and an executor; this process is either."""

    def __init__(self, root: Path, url: str) -> None:
        self.root, self._exchange = root, FileExchange(root, url)

    def be_driver(self) -> None:
        exchange.use_exchange(self._exchange, leading=True)

    def be_executor(self) -> None:
        exchange.use_exchange(self._exchange)


@pytest.fixture
def machines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machines]:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "elsewhere"))
    url = f"memory://{tmp_path.name}"
    yield Machines(tmp_path / "run", url)
    exchange.use_exchange(None)
    for name in stores.names(url):
        stores.remove(f"{url}/{name}")


def test_without_a_store_files_are_at_their_paths(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"abcd")
    exchange.upload(path)
    exchange.remove_uploaded(tmp_path)
    assert exchange.fetch(path) == exchange.local_path(path) == path
    assert exchange.read_ranges([(path, 1, 3)]) == [b"bc"]
    assert exchange.file_names(tmp_path) == ["x"]
    assert exchange.file_names(tmp_path / "none") == []


def test_a_file_is_fetched_once(machines: Machines) -> None:
    path = machines.root / ".work" / "x"
    machines.be_executor()
    local = exchange.local_path(path)
    local.parent.mkdir(parents=True)
    local.write_bytes(b"abcd")
    exchange.upload(path)
    machines.be_driver()
    assert exchange.read_ranges([(path, 1, 3), (path, 0, 1)]) == [b"bc", b"a"]
    assert not path.exists()
    assert exchange.fetch(path) == path
    assert path.read_bytes() == b"abcd"
    assert exchange.file_names(path.parent) == ["x"]
    exchange.remove_uploaded(path.parent)
    assert exchange.file_names(path.parent) == []
    assert exchange.fetch(path).read_bytes() == b"abcd"


def test_files_of_others_have_their_paths(machines: Machines, tmp_path: Path) -> None:
    (tmp_path / "own").write_bytes(b"x")
    machines.be_executor()
    assert exchange.fetch(tmp_path / "own") == tmp_path / "own"


def test_a_file_of_the_driver_is_uploaded(tmp_path: Path, machines: Machines) -> None:
    pack = tmp_path / "mine.toml"
    pack.write_text("one")
    address = f"memory://{tmp_path.name}"
    files = FileExchange(machines.root, address, inputs={pack: f"{address}/packs/0"}, uploaded=(pack,))
    exchange.use_exchange(files, leading=True)
    assert exchange.fetch(pack) == pack
    exchange.upload_inputs()
    exchange.use_exchange(files)
    assert exchange.fetch(pack) != pack
    assert exchange.fetch(pack).read_text() == "one"


def test_inputs_have_addresses_of_their_own(tmp_path: Path, machines: Machines) -> None:
    stores.write(b"text", f"memory://{tmp_path.name}/news/a.txt")
    path = machines.root / "fetched" / "a.txt"
    files = FileExchange(
        machines.root, f"memory://{tmp_path.name}/run", inputs={path: f"memory://{tmp_path.name}/news/a.txt"}
    )
    exchange.use_exchange(files)
    assert exchange.fetch(path).read_bytes() == b"text"


def test_parts_of_one_machine_are_read_on_another(machines: Machines) -> None:
    machines.be_executor()
    unfinished = machines.root / ".work" / ".n"
    output = Output("n", NUMBERS, split=("n",), bounds=(0, 5))
    rows = pa.record_batch([[7, 1, 6, 2]], schema=NUMBERS)
    for name in ("part-0.arrow", "part-1.arrow"):
        assert write_part(unfinished / name, [rows], output).rows == 4
    machines.be_driver()
    assert made_part(unfinished / "part-0.arrow") is None
    exchange.fetch_folder(unfinished)
    found = made_part(unfinished / "part-0.arrow")
    assert found is not None
    assert found.rows == 4
    table = Table("n", machines.root / ".work" / "n", "", ("part-0.arrow", "part-1.arrow"), (4, 4), 2)
    assert read_bucket(table, 1)["n"].to_pylist() == [7, 6, 7, 6]
    assert sum(batch.num_rows for batch in read_part([table], 1)) == 4
    machines.be_executor()
    assert [batch["n"].to_pylist() for batch in merged_parts(table, range(2))] == [[1, 2, 1, 2], [7, 6, 7, 6]]


def test_a_ledger_is_read_on_another_machine(machines: Machines) -> None:
    machines.be_driver()
    ledger = Ledger(machines.root / ".work" / "ledger", "")
    ledger.write({"row": np.arange(3)})
    ledger.write_strings("ids", [pa.array(["a", "b", "c"])])
    machines.be_executor()
    assert ledger.column("row").tolist() == [0, 1, 2]
    assert ledger.ids(np.array([2, 0])).to_pylist() == ["c", "a"]


@pytest.mark.parametrize("block", [7, 1 << 26])
def test_letters_are_fetched_in_blocks(machines: Machines, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr("chaffinch.matching.letters.BLOCK", block)
    texts = ["The ferry ran aground.", "", "Nobody was hurt.", "The crew left by boat, all of it.", "Rain."]
    number = np.array([2, 0, 3, 1, 4])
    folder = machines.root / ".work" / "letters"
    machines.be_executor()
    for part in (0, 3):
        some = slice(part, part + 3)
        write_letters(folder, part, fold(texts[some]), number[some])
    machines.be_driver()
    folder.mkdir(parents=True)
    write_index(folder, len(texts))
    blocks = blocks_of(folder)
    assert (blocks > 5) == (block == 7)
    machines.be_executor()
    list(Block(folder)(pa.record_batch([pa.array(range(blocks), pa.int32())], names=["block"])))
    expected = dict(
        zip(number.tolist(), ["".join(t.lower().split()).translate({44: "", 46: ""}) for t in texts], strict=True)
    )
    machines.be_driver()
    for _ in range(2):
        letters = open_letters(folder)
        which = np.array([3, 1, 3])
        rows = letters.rows(which, np.array([-1, 2, 0]), 5)
        assert [bytes(row).decode() for row in rows] == ["\0" + expected[3][:4], expected[1][2:7], expected[3][:5]]
        every = np.arange(len(texts))
        size = letters.length(every)
        assert bytes(letters.between(every, 0 * size, size)).decode() == "".join(expected[n] for n in range(len(texts)))
