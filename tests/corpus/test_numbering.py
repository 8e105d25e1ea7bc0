"""Documents are numbered by their names, however these are spread over parts and ranges."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from chaffinch.boilerplate.templates.count import sample
from chaffinch.corpus import numbering, sampling
from chaffinch.corpus.numbering import numbered
from chaffinch.corpus.sampling import sample_hosts
from chaffinch.engines import Output, Table, document_index
from chaffinch.engines.document_index import Ledger
from chaffinch.engines.local import LocalEngine
from chaffinch.errors import RunError, UsageError
from chaffinch.schemas import FACTS, HASHED_IDS, NAMES, NUMBERS, ORDERED_IDS

SOURCES = ["b.jsonl", "a.jsonl"]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[LocalEngine]:
    with LocalEngine(tmp_path / "work") as engine:
        yield engine


def facts_of(ids: list[str], failed: set[int] = frozenset(), hosts: list[str | None] | None = None) -> pa.Table:
    columns = {
        "source": [i % 2 for i in range(len(ids))],
        "record": [i // 2 for i in range(len(ids))],
        "id": ids,
        "host": hosts or [None] * len(ids),
        "failure": ["broken" if i in failed else None for i in range(len(ids))],
    }
    every = [pa.array(columns.get(f.name, [None] * len(ids)), f.type) for f in FACTS]
    return pa.Table.from_arrays(every, schema=FACTS)


def stored(engine: LocalEngine, facts: pa.Table, batch: int = 7) -> Table:
    parts = [facts.slice(i, 3 * batch).to_batches(max_chunksize=batch) for i in range(0, len(facts), 3 * batch)]
    return engine.write(Output("facts", FACTS, beside=True), parts, key="x")


def column(engine: LocalEngine, table: Table, schema: pa.Schema, name: str) -> list[object]:
    return pa.Table.from_batches(engine.read(table), schema)[name].to_pylist()


@pytest.mark.parametrize("range_ids", [1_000_000, 10])
def test_numbers_are_ranks_of_names(engine: LocalEngine, monkeypatch: pytest.MonkeyPatch, range_ids: int) -> None:
    monkeypatch.setattr(numbering, "RANGE_IDS", range_ids)
    random = np.random.default_rng(4)
    ids = [f"https://x.org/{n:03}" + "é\U0001f426"[n % 3 : 2] for n in random.permutation(100).tolist()]
    failed = {3, 50, 99}
    found = numbered(engine, stored(engine, facts_of(ids, failed)), SOURCES)
    good = [name for i, name in enumerate(ids) if i not in failed]
    rank = {name: i for i, name in enumerate(sorted(good, key=str.encode))}
    assert column(engine, found.numbers, NUMBERS, "number") == [
        -1 if i in failed else rank[name] for i, name in enumerate(ids)
    ]
    assert column(engine, found.names, NAMES, "document") == ids
    assert column(engine, found.ordered, ORDERED_IDS, "document") == list(rank)
    assert found.renamed == 0


@pytest.mark.parametrize("range_ids", [1_000_000, 10])
def test_a_shared_id_gets_its_place(engine: LocalEngine, monkeypatch: pytest.MonkeyPatch, range_ids: int) -> None:
    monkeypatch.setattr(numbering, "RANGE_IDS", range_ids)
    ids = [f"d{n % 40}" for n in range(43)]
    found = numbered(engine, stored(engine, facts_of(ids)), SOURCES)
    names = [f"{name}@{SOURCES[i % 2]}#{i // 2}" if i % 40 < 3 else name for i, name in enumerate(ids)]
    assert found.renamed == 6
    assert column(engine, found.names, NAMES, "document") == names
    numbers = column(engine, found.numbers, NUMBERS, "number")
    assert [names[numbers.index(n)] for n in range(43)] == sorted(names)


def test_a_name_that_stays_shared_is_an_error(engine: LocalEngine) -> None:
    with pytest.raises(RunError, match="rename one of them"):
        numbered(engine, stored(engine, facts_of(["x", "x", "x@b.jsonl#0"])), SOURCES)


@pytest.mark.parametrize("alike", [False, True])
def test_documents_are_found_by_name(
    engine: LocalEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, alike: bool
) -> None:
    if alike:  # hashes that two names have
        few = lambda names: np.array([len(n or "") for n in names.to_pylist()], np.int64)  # noqa: E731
        monkeypatch.setattr(numbering, "hashes", few)
        monkeypatch.setattr(document_index, "hashes", few)
    ids = [f"d{n}" for n in np.random.default_rng(1).permutation(60).tolist()]
    found = numbered(engine, stored(engine, facts_of(ids)), SOURCES)
    book = Ledger(tmp_path / "ledger", "")
    book.write_strings("ids", (batch["document"] for batch in engine.read(found.ordered)))
    for name, of in (("hash", "hash"), ("hashed", "number")):
        book.write({name: np.array(column(engine, found.hashed, HASHED_IDS, of))})
    asked = pa.array(["d7", "d59", "d7", "d0"])
    assert book.ids(book.numbers(asked)).equals(asked)
    with pytest.raises(UsageError, match="d60"):
        book.numbers(pa.array(["d3", "d60"]))


@dataclass(frozen=True, slots=True)
class Good:
    """Tells which pages may be looked at."""

    def __call__(self, facts: pa.RecordBatch) -> pa.BooleanArray:
        """Do as `chaffinch.corpus.sampling.Eligible`."""
        return facts["failure"].is_null()


@pytest.mark.parametrize("bucket_pages", [1_000_000, 50])
def test_pages_are_sampled_as_if_they_were_in_one_place(
    engine: LocalEngine, monkeypatch: pytest.MonkeyPatch, bucket_pages: int
) -> None:
    monkeypatch.setattr(sampling, "BUCKET_PAGES", bucket_pages)
    monkeypatch.setattr("chaffinch.boilerplate.templates.count.CAP", 9)
    random = np.random.default_rng(2)
    hosts = [None if n == 0 else f"h{n}" for n in (random.integers(0, 5, 300) ** 2).tolist()] + ["rare", "rare"]
    ids, failed = [f"d{n}" for n in range(302)], {*random.integers(0, 302, 40).tolist()}
    table = stored(engine, facts_of(ids, failed, hosts))
    found = sample_hosts(engine, table, numbered(engine, table, SOURCES).names, Good(), "sampled")
    known = pa.array([None if i in failed or hosts[i] is None else name for i, name in enumerate(ids)])
    assert (
        pa.Table.from_batches(engine.read(found))["sampled"].to_pylist() == sample(known, pa.array(hosts)).to_pylist()
    )


@pytest.mark.parametrize("size", [0, 1, 3, 4, 10])
def test_strings_are_kept_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(document_index, "_BATCH", 4)
    book = Ledger(tmp_path / "ledger", "")
    strings = [None if i % 5 == 3 else f"s{i}" for i in range(size)]
    parts = [strings[:1], strings[1:1], strings[1:7], strings[7:]]
    book.write_strings("strings", (pa.array(part, pa.string()) for part in parts))
    asked = np.random.default_rng(1).integers(0, max(size, 1), 20 if size else 0)
    assert book.strings("strings", asked).to_pylist() == [strings[i] for i in asked]
