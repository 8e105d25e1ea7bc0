"""An index keeps documents by id, finds what shares letters with a text, and survives kills, merges and readers."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from chaffinch.config import DocumentConfig
from chaffinch.errors import UsageError
from chaffinch.index import Candidates, Index
from chaffinch.index.manifest import MANIFEST, Manifest, locked
from chaffinch.index.postings import Postings
from chaffinch.model import Document

QUOTE = "The board will publish its final report on the matter before the end of the year, said the chair."


def text(seed: int, words: int = 80) -> str:
    """Make a text of random words, which shares nothing with another one."""
    draw = random.Random(seed)
    return " ".join("".join(draw.choices("abcdefghijklmnoprstuvw", k=draw.randint(3, 9))) for _ in range(words))


def document(seed: int, more: str = "", **known: str) -> Document:
    return Document(f"d{seed}", f"{text(seed)} {more}", **known)


def ids(index: Index, found: Candidates) -> list[list[str]]:
    """Give the ids of the candidates of each text, the one that shares the most first."""
    rows = zip(found.text.tolist(), found.segment.tolist(), found.row.tolist(), strict=True)
    made: dict[int, list[str]] = {}
    for at, segment, row in rows:
        (table,) = index.documents(np.array([segment]), np.array([row]), ["id"])
        made.setdefault(at, []).append(table["id"][0].as_py())
    return [made.get(at, []) for at in range(max(made, default=-1) + 1)]


@pytest.fixture
def index(tmp_path: Path) -> Index:
    made = Index.create(tmp_path / "index")
    made.add([document(n) for n in range(40)])
    return made


def test_documents_are_added_replaced_and_known(index: Index) -> None:
    assert index.add([document(3), document(4, "changed"), document(40)]) == (1, 1, 1, 0)
    assert len(index) == 41
    assert "d40" in index
    assert "d41" not in index


def test_the_last_document_of_an_id_counts(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index")
    assert index.add([Document("a", "one"), Document("a", "two")]) == (1, 0, 0, 0)
    assert [table["text"].to_pylist() for table in index.all()] == [["two"]]


@pytest.mark.parametrize("kind", ["seeds", "bands"])
def test_a_copy_finds_its_original_first(index: Index, kind: str) -> None:
    found = index.candidates([text(500), text(7)], kinds=[kind])
    assert ids(index, found)[1][0] == "d7"
    assert 0 not in found.text


def test_a_shared_passage_is_found(index: Index) -> None:
    index.add([document(90, QUOTE)])
    found = index.candidates([f"{text(91)} {QUOTE.upper()} {text(92)}"])
    assert ids(index, found) == [["d90"]]


def test_a_passage_of_a_thousand_documents_finds_the_first_ones(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index")
    index.add([document(n, QUOTE) for n in range(1000)])
    (found,) = ids(index, index.candidates([QUOTE]))
    assert set(found[:4]) == {"d0", "d1", "d2", "d3"}
    assert len(found) < 16  # the first ones of each fingerprint; those at the ends of the quote are another one each


def test_a_retracted_document_is_not_found(index: Index) -> None:
    assert index.retract(["d7", "nothing", "d7"]) == 1
    assert len(index) == 39
    assert "d7" not in index
    assert len(index.candidates([text(7)]).text) == 0
    assert index.add([document(7)]) == (1, 0, 0, 0)
    assert ids(index, index.candidates([text(7)])) == [["d7"]]


def test_documents_behind_retracted_ones_are_found(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index")
    index.add([document(n, QUOTE) for n in range(12)])
    index.retract([f"d{n}" for n in range(8)])
    assert sorted(ids(index, index.candidates([QUOTE]))[0]) == ["d10", "d11", "d8", "d9"]


def test_an_index_without_documents_is_one(index: Index) -> None:
    assert index.retract([f"d{n}" for n in range(40)]) == 40
    assert len(index) == 0
    assert len(index.candidates([text(7)]).text) == 0
    assert index.add([document(1)]) == (1, 0, 0, 0)


def test_many_small_additions_are_merged_and_equal_one(tmp_path: Path) -> None:
    once, often = Index.create(tmp_path / "once"), Index.create(tmp_path / "often")
    documents = [document(n, QUOTE if n % 3 else "") for n in range(300)]
    once.add(documents)
    for n in range(0, 300, 5):
        often.add(documents[n : n + 5])
    often.retract(["d7"])
    once.retract(["d7"])
    assert len([path for path in (tmp_path / "often").iterdir() if path.is_dir()]) < 12
    asked = [text(5), text(299), text(7), text(17) + text(250)]
    assert ids(once, once.candidates(asked)) == ids(often, often.candidates(asked))
    read = [[name for table in one.all() for name in table["id"].to_pylist()] for one in (once, often)]
    assert read[0] == read[1]


def test_an_index_that_is_opened_again_is_the_same(index: Index) -> None:
    again = Index(index.path)
    assert len(again) == 40
    assert ids(again, again.candidates([text(12)])) == [["d12"]]


def test_documents_keep_what_is_known_of_them(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index")
    fields = {"url": "https://a.example/1", "title": "A title", "other": 5}
    index.add([Document("a", "one", "a.example", "2031-05-01", fields, "markdown")])
    (table,) = index.all()
    row = table.drop_columns(["added", "author", "site"]).to_pylist()[0]
    assert row == {
        "id": "a", "text": "one", "host": "a.example", "url": "https://a.example/1", "date": "2031-05-01",
        "markup": "markdown", "title": "A title",
    }  # fmt: skip


def test_only_documents_since_a_day(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index")
    dates = ("2031-05-01", "2031-06-01", None)
    index.add([Document(f"d{n}", f"{text(n)} {QUOTE}", date=date) for n, date in enumerate(dates)])
    assert ids(index, index.candidates([QUOTE], since="2031-05-20")) == [["d1"]]
    assert sorted(ids(index, index.candidates([QUOTE], since="2000"))[0]) == ["d0", "d1", "d2"]  # d2 was added today


def test_a_change_that_fails_leaves_the_index_as_it_was(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Manifest, "write", killed)
        index.add([document(3, "changed"), document(50)])
    again = Index(index.path)
    assert len(again) == 40
    assert ids(again, again.candidates([text(50), text(3)]))[1] == ["d3"]
    assert again.add([document(3, "changed"), document(50)]) == (1, 1, 0, 0)
    assert not [path for path in index.path.iterdir() if path.suffix == ".new"]


KILLED = """
import os, sys
from pathlib import Path
from chaffinch.index import Index
from chaffinch.model import Document
index, left = Index(sys.argv[1]), [int(sys.argv[2])]
def counted(function):
    def call(*arguments, **options):
        left[0] -= 1
        if left[0] < 0:
            os._exit(9)
        return function(*arguments, **options)
    return call
os.fsync, Path.rename, Path.replace = counted(os.fsync), counted(Path.rename), counted(Path.replace)
index.add([Document(f"n{i}", "a new text " * 20 + str(i)) for i in range(20)])
"""


@pytest.mark.heavy
@pytest.mark.parametrize("calls", [0, 1, 5, 9, 10, 11, 12])
def test_a_killed_addition_is_whole_or_not_there(index: Index, calls: int) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(index.path), str(calls)], check=False)
    assert done.returncode in {0, 9}
    again = Index(index.path)
    assert len(again) in {40, 60}
    assert again.add([document(70)]) == (1, 0, 0, 0)
    assert ids(again, again.candidates([text(12)])) == [["d12"]]


def test_a_reader_keeps_what_it_opened_and_sees_more_when_it_asks(index: Index) -> None:
    reader = Index(index.path)
    for n in range(100, 120):
        index.add([document(n)])  # segments are merged, and their files removed
    assert len(reader) == 40
    assert ids(reader, reader.candidates([text(12)])) == [["d12"]]
    reader.refresh()
    assert len(reader) == 60


def test_one_process_writes_at_a_time(index: Index) -> None:
    with locked(index.path), pytest.raises(UsageError, match="another process is changing the index"):
        index.add([document(1)])


def test_other_folders_are_refused(tmp_path: Path, index: Index) -> None:
    with pytest.raises(UsageError, match="is no index"):
        Index(tmp_path)
    with pytest.raises(UsageError, match="has an index; add to it"):
        Index.create(index.path)
    with pytest.raises(UsageError, match="has other files"):
        Index.create(tmp_path)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ('{"format": 99, "version": "9.9"}', "format 99, written by chaffinch 9.9"),
        ("{", "not the manifest"),
        ("{}", "not"),
    ],
)
def test_an_index_of_another_format_is_refused(index: Index, written: str, message: str) -> None:
    (index.path / MANIFEST).write_text(written)
    with pytest.raises(UsageError, match=message):
        Index(index.path)


def test_the_settings_of_sketches_are_kept(tmp_path: Path) -> None:
    Index.create(tmp_path / "index", DocumentConfig(num_perm=64, threshold=0.5))
    assert Index(tmp_path / "index").config == DocumentConfig(num_perm=64, threshold=0.5)


@pytest.mark.parametrize("odd", ["", " ", "x", "\n\n", "\x00", "a" * 5000, "\ud800 half", "国" * 300, "é" * 40])
def test_odd_texts_are_documents_too(tmp_path: Path, odd: str) -> None:
    index = Index.create(tmp_path / "index")
    assert index.add([Document("odd", odd), document(1)]) == (2, 0, 0, 0)
    assert ids(index, index.candidates([odd, text(1)], kinds=["seeds", "bands"]))[-1] == ["d1"]


def test_postings_are_those_of_a_plain_search() -> None:
    draw = np.random.default_rng(3)
    keys, rows = draw.integers(0, 50, 400), np.sort(draw.integers(0, 90, 400))
    which, found = Postings.of(keys, rows).lookup(np.arange(60), 5)
    for key in range(60):
        assert found[which == key].tolist() == sorted({*rows[keys == key].tolist()})[:5]
