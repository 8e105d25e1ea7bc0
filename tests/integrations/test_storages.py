"""Where documents are kept: in memory, in a folder; what they cost, and that datasketch can read its index."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.errors import UsageError
from chaffinch.index import Index
from chaffinch.integrations.storages import CANDIDATES, Folder, Memory, Storage
from chaffinch.integrations.storages.bands import BUCKET, Bands, index, sketches
from chaffinch.integrations.storages.protocol import Settings
from chaffinch.integrations.storages.seed_candidates import FIRST, meet
from chaffinch.integrations.storages.sorted_runs import SortedRuns
from chaffinch.model import Document
from chaffinch.step import Deduplicator
from chaffinch.text import shingles

SETTINGS = Settings(128, 2, 0.4, passages=True)
TEXTS = [
    "The dam held all night, and in the morning the pumps were switched off one after the other by the crews.",
    "Der Bürgermeister dankte den Helfern, die zwei Tage lang ohne Pause gearbeitet hatten, bis das Wasser fiel.",
    "町長は二日間休みなく働いた隊員たちに感謝の言葉を述べた。川の水位は昼までに平常に戻り、住民は家に帰った。",
    "Паром отбуксировали в полдень два траулера, которые с раннего утра ждали прилива у входа в гавань.",
]


@pytest.mark.parametrize("text", [*TEXTS, "one", "rain fell on the harbour all night"])
def test_bulk_sketches_are_those_of_datasketch_and_its_index_finds_them(text: str) -> None:
    from datasketch import MinHash

    made = sketches([text, TEXTS[1]], SETTINGS)
    own = MinHash(num_perm=128, hashfunc=int)
    own.update_batch(shingles([text], 2)[0].tolist())
    assert made[0].tolist() == own.hashvalues.tolist()
    wrapped = MinHash(hashvalues=made[0], scheme="affine32", hashfunc=int)
    assert wrapped == own
    bands = Bands(index(SETTINGS))
    bands.meet(made, [7, 8])
    assert b"7" in bands.lsh.query(own)
    bands.lsh.insert(b"9", own)
    assert bands.meet(made[:1])[0][9] == bands.lsh.b
    bands.lsh.remove(b"7")
    bands.remove(9)
    assert 7 not in bands.meet(made[:1])[0]
    assert bands.lsh.query(wrapped) == ([b"8"] if text == TEXTS[1] else [])


def test_the_layout_of_the_bands_is_that_of_datasketch() -> None:
    from datasketch import MinHashLSH

    ours, theirs = index(SETTINGS).b, MinHashLSH(threshold=0.4, num_perm=128).b
    assert ours == theirs
    assert index(Settings(16, 2, 1.0, passages=False)).b >= 2


def test_a_bucket_takes_the_first_documents_only() -> None:
    bands = Bands(index(SETTINGS))
    made = np.repeat(sketches(TEXTS[:1], SETTINGS), 3 * BUCKET, axis=0)
    met = bands.meet(made, range(3 * BUCKET))
    assert [len(found) for found in met] == [min(i, BUCKET) for i in range(3 * BUCKET)]
    for number in range(3 * BUCKET):
        bands.remove(number)
    assert not bands.meet(made[:1])[0]
    assert bands.lsh.is_empty()


rows = st.lists(st.lists(st.tuples(st.integers(-9, 9), st.integers(0, 40)), max_size=8), max_size=12)


@given(rows, st.sets(st.integers(0, 40), max_size=6))
def test_sorted_runs_hold_what_was_added(parts: list[list[tuple[int, int]]], out: set[int]) -> None:
    runs = SortedRuns()
    half = len(parts) // 2
    for part in parts[:half]:
        runs.add(*np.array(part, np.int64).reshape(-1, 2).T)
    for number in out:
        runs.remove(number, np.zeros(0, np.int64))
    for part in parts[half:]:
        runs.add(*np.array([row for row in part if row[1] not in out], np.int64).reshape(-1, 2).T)
    keys = np.arange(-10, 11)
    row, number = runs.get(keys)
    expected = sorted((key + 10, n) for part in parts for key, n in part if n not in out)
    assert list(zip(row.tolist(), number.tolist(), strict=True)) == expected


def test_a_seed_is_kept_for_its_first_documents_only() -> None:
    alone, together = SortedRuns(), SortedRuns()
    found = [meet(alone, TEXTS[:1], np.array([number])) for number in range(20)]
    meet(together, TEXTS[:1] * 20, np.arange(20))
    assert len(alone) == len(together) == FIRST * len(meet(alone, TEXTS[:1]).number) // FIRST * found[1].shared[0]
    assert meet(together, TEXTS[:1]).number.tolist() == list(range(FIRST))
    assert [one.number.tolist() for one in found] == [list(range(min(i, FIRST))) for i in range(20)]


def filled(storage: Storage) -> Deduplicator:
    seen = Deduplicator(storage)
    seen.add_many([Document(f"d{i}", f"{text} {i}") for i, text in enumerate(TEXTS * 2)])
    return seen


def test_a_folder_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with filled(Folder(tmp_path / "seen")) as seen:
        first = seen.query(TEXTS[0])
        assert [twin.id for twin in first.duplicates] == ["d0", "d4"]
    with Deduplicator(tmp_path / "seen") as seen:
        assert len(seen) == 8
        assert seen.query(TEXTS[0]) == first
        assert seen.add(TEXTS[1]).id == "8"
        assert [twin.id for twin in seen.add(TEXTS[1]).duplicates] == ["8", "d1", "d5"]
        assert seen.retract("d0")
        assert [twin.id for twin in seen.query(TEXTS[0]).duplicates] == ["d4"]
    with Deduplicator(str(tmp_path / "seen")) as seen:
        assert len(seen) == 9
        assert "d0" not in seen
        assert seen.query(Document("8", TEXTS[1])).duplicates[0].id == "9"


def test_documents_of_a_folder_are_found_again_and_replaced(tmp_path: Path) -> None:
    documents = [Document(f"d{i}", f"{text} {i}") for i, text in enumerate(TEXTS * 2)]
    with Deduplicator(tmp_path / "seen") as seen:
        first = seen.add_many(documents)
        recent = seen.add_many(documents)
    with Deduplicator(tmp_path / "seen") as seen:
        again = seen.add_many(documents)
        assert all(one.is_known for one in [*recent, *again])
        for results in (recent, again):
            assert [(one.duplicates, one.passages) for one in results] == [
                (one.duplicates, one.passages) for one in first
            ]
        seen.add(Document("d0", "Nothing of the kind."))
        assert [twin.id for twin in seen.query(TEXTS[0]).duplicates] == ["d4"]
        assert len(seen) == 8


def test_a_folder_keeps_hosts_and_dates_for_a_later_run(tmp_path: Path) -> None:
    with Deduplicator(tmp_path / "seen") as seen:
        seen.add(Document("a", TEXTS[0], host="a.example", date="2031-05-01"))
    (row,) = next(Index(tmp_path / "seen").all()).to_pylist()
    assert (row["id"], row["host"], row["date"]) == ("a", "a.example", "2031-05-01")


def test_a_folder_is_written_when_much_is_in_memory_and_when_it_is_pickled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chaffinch.integrations.storages.folder.RECENT", 200)
    seen = filled(Folder(tmp_path / "seen"))
    assert len(Index(tmp_path / "seen")) == 8
    monkeypatch.undo()
    seen.add("One more.")
    again = pickle.loads(pickle.dumps(seen))
    assert len(Index(tmp_path / "seen")) == len(again) == 9
    assert again.query(TEXTS[0]) == seen.query(TEXTS[0])


def test_a_folder_with_other_settings_or_files_is_refused(tmp_path: Path) -> None:
    Deduplicator(tmp_path / "seen").close()
    with pytest.raises(UsageError, match="use another one"):
        Deduplicator(tmp_path / "seen", threshold=0.9)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file.txt").write_text("x")
    with pytest.raises(UsageError, match="other files"):
        Deduplicator(tmp_path / "other")


def test_no_text_has_more_candidates_than_are_compared() -> None:
    memory = Memory()
    memory.begin(SETTINGS)
    memory.admit([Document("", f"{TEXTS[0]} {TEXTS[1][i:]}") for i in range(60)])
    (found,) = memory.candidates([" ".join(TEXTS[:2])], [None])
    assert 4 <= len(found) <= CANDIDATES
