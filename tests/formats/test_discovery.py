"""Which files are found, how they are named and shared out."""

from __future__ import annotations

import os
import pickle
from hashlib import blake2b
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.config import InputConfig
from chaffinch.errors import UsageError
from chaffinch.formats import Source, digest, discovery, find, plan
from chaffinch.formats.compression import lines
from chaffinch.formats.encodings import decode, decode_as, encode, is_exact
from chaffinch.formats.extraction import looks_like_html
from chaffinch.formats.read import BATCH, read


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for name in ("b/two.TXT", "b/deep/x.jsonl.gz", "a.html", "a.txt", "z.parquet", "é.csv", "ndjson.ndjson.zst"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(b"x")
    for name in (".hidden.txt", ".git/x.txt", "image.png", "x.tar.gz", "README", "b/x.json"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(b"x")
    return tmp_path / "in"


def names(found: list[Source]) -> list[str]:
    return [source.name for source in found]


def test_a_folder_is_all_its_files(corpus: Path) -> None:
    listing = find([corpus])
    assert listing.root == corpus
    assert names(listing.sources) == [
        "a.html", "a.txt", "b/deep/x.jsonl.gz", "b/two.TXT", "ndjson.ndjson.zst", "z.parquet", "é.csv"
    ]  # fmt: skip
    assert [(source.kind, source.compression) for source in listing.sources] == [
        ("html", ""), ("text", ""), ("jsonl", "gzip"), ("text", ""), ("jsonl", "zstd"), ("parquet", ""), ("csv", "")
    ]  # fmt: skip
    assert listing.skipped == {"hidden": 2, ".png": 1, ".tar.gz": 1, "(no extension)": 1, ".json": 1}


def test_names_are_relative_to_what_holds_all(corpus: Path) -> None:
    assert names(find([corpus / "b" / "two.TXT"]).sources) == ["two.TXT"]
    assert names(find([corpus / "b", corpus / "a.txt"]).sources) == ["a.txt", "b/deep/x.jsonl.gz", "b/two.TXT"]
    assert names(find([corpus / "b" / "two.TXT", corpus / "b"]).sources) == ["deep/x.jsonl.gz", "two.TXT"]
    assert names(find([f"{corpus}/*.txt"]).sources) == ["a.txt"]
    assert names(find([f"{corpus}/**/*.jsonl.gz"]).sources) == ["x.jsonl.gz"]
    assert names(find([str(corpus / "b" / ".." / "a.txt")]).sources) == ["a.txt"]


def test_a_file_that_is_named_is_taken_though_hidden(corpus: Path) -> None:
    assert names(find([corpus / ".hidden.txt"]).sources) == [".hidden.txt"]


def test_a_name_that_exists_is_no_pattern(tmp_path: Path) -> None:
    (tmp_path / "a[1].txt").write_bytes(b"x")
    assert names(find([tmp_path / "a[1].txt"]).sources) == ["a[1].txt"]


def test_the_run_folder_is_no_input(corpus: Path) -> None:
    (corpus / "run" / "cleaned").mkdir(parents=True)
    (corpus / "run" / "cleaned" / "x.txt").write_bytes(b"x")
    assert "run/cleaned/x.txt" in names(find([corpus]).sources)
    assert "run/cleaned/x.txt" not in names(find([corpus], exclude=corpus / "run").sources)
    with pytest.raises(UsageError, match="nothing to read"):
        find([corpus / "run" / "cleaned"], exclude=corpus / "run")


def test_links_that_lead_back_are_followed_once(corpus: Path) -> None:
    (corpus / "b" / "up").symlink_to(corpus, target_is_directory=True)
    (corpus / "b" / "gone.txt").symlink_to(corpus / "nowhere")
    (corpus / "link.txt").symlink_to(corpus / "a.txt")
    listing = find([corpus])
    assert names(listing.sources).count("a.txt") == 1
    assert "link.txt" in names(listing.sources)
    assert not any("up/" in name for name in names(listing.sources))
    assert listing.skipped["broken link"] == 1


def test_nothing_found_says_what_was_seen(corpus: Path) -> None:
    with pytest.raises(UsageError, match=r"no such file or folder: .*nowhere"):
        find([corpus / "nowhere"])
    with pytest.raises(UsageError, match=r"no such file"):
        find([f"{corpus}/*.nothing"])
    with pytest.raises(UsageError, match=r"seen 1 \.png; known kinds are \.txt \.md"):
        find([corpus / "image.png"])


@pytest.mark.skipif(os.name == "nt", reason="names of files are bytes on POSIX only")
def test_a_name_that_is_no_utf8_is_spelt_out(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_bytes(b"x")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (source,) = find([tmp_path]).sources
    assert source.name == "\\xff.txt"
    assert source.path.read_bytes() == b"x"


def test_digest_is_of_the_bytes(corpus: Path) -> None:
    (source,) = find([corpus / "a.txt"]).sources
    assert digest(source) == blake2b(b"x", digest_size=16).hexdigest()
    assert digest(Source(corpus, "x.txt", "text", "", 0)) == "unreadable"


def test_the_digest_of_a_large_file_is_that_of_its_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "CHUNK", 10)
    path = tmp_path / "x.txt"
    digests = set()
    for data in (b"", b"a" * 10, b"a" * 11, b"a" * 20, b"a" * 25, b"a" * 19 + b"b" + b"a" * 5):
        path.write_bytes(data)
        digests.add(digest(Source(path, "x.txt", "text", "", 0)))
        chunks = [blake2b(data[i : i + 10], digest_size=16).digest() for i in range(0, len(data), 10)]
    assert digest(Source(path, "x.txt", "text", "", 0)) == blake2b(b"".join(chunks), digest_size=16).hexdigest()
    assert len(digests) == 6


@given(
    st.lists(st.sampled_from([b"", b"a", b"bb" * 10, b"\r", b"c" * 300]), max_size=20),
    st.booleans(),
    st.integers(1, 400),
)
def test_ranges_cover_a_file_at_line_ends(rows: list[bytes], ended: bool, task_bytes: int) -> None:
    import tempfile

    data = b"\n".join(rows) + b"\n" * ended
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.jsonl"
        path.write_bytes(data)
        source = Source(path, "x.jsonl", "jsonl", "", len(data))
        pieces = [piece for task in plan([source], task_bytes=task_bytes) for piece in task.pieces]
        found = [(piece.record, list(lines(source, piece))) for piece in pieces]
    assert [line for _, part in found for line in part] == data.splitlines(keepends=True) or b"\r" in data
    assert b"".join(line for _, part in found for line in part) == data
    assert [record for record, _ in found] == [data[: piece.start].count(b"\n") for piece in pieces]
    if len(data) > 2 * task_bytes + 300:
        assert len(pieces) > 1


def test_small_files_go_together() -> None:
    sources = [Source(Path(f"{n}"), f"{n}", "text", "", 40) for n in range(5)] + [
        Source(Path("x"), "x", "csv", "", 999)
    ]
    tasks = plan(sources, task_bytes=100)
    assert [[piece.source for piece in task.pieces] for task in tasks] == [[0, 1], [2, 3], [4], [5]]
    assert [task.number for task in tasks] == [0, 1, 2, 3]
    assert pickle.loads(pickle.dumps(tasks)) == tasks
    assert plan([], task_bytes=100) == []


def test_batches_hold_about_a_megabyte(tmp_path: Path) -> None:
    for name, size in (("a", 600_000), ("b", 600_000), ("c", 3_000_000), ("d", 10), ("e", 10)):
        (tmp_path / f"{name}.txt").write_bytes(b"x" * size)
    sources = find([tmp_path]).sources
    batches = [b for task in plan(sources, task_bytes=10**7) for b in read(task, sources, InputConfig(), print)]  # type: ignore[arg-type]
    assert [batch["source"].to_pylist() for batch in batches] == [[0], [1], [2], [3, 4]]
    assert BATCH == 1_000_000


SAMPLES = {
    "cp1251": "Съешь же ещё этих мягких французских булок, да выпей чаю.",
    "cp1252": "Le cœur déçu mais l'âme plutôt naïve, Louÿs rêva de crapaüter “en canoë”.",
    "cp1250": "Příliš žluťoučký kůň úpěl ďábelské ódy. Pchnąć w tę łódź jeża.",
    "koi8_r": "Съешь же ещё этих мягких французских булок, да выпей чаю.",
    "cp1253": "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία. Η γρήγορη αλεπού.",
    "cp932": "これは日本語の文章です。文字コードの判定を試します。",
    "gb18030": "这是一个用来测试编码检测的中文句子。我们希望它能够工作。",
    "big5": "這是一個用來測試編碼檢測的中文句子。",
    "cp949": "모든 국민은 법 앞에 평등하다. 누구든지 성별에 의하여",
    "utf-16-le": "Да и нет.\nOne, two.",
    "utf-16-be": "一二三。\n",
    "utf-32-le": "One 😀",
    "utf-8": "é",
}


@pytest.mark.parametrize("encoding", SAMPLES)
@pytest.mark.parametrize("times", [1, 3000])
def test_encodings_are_detected(encoding: str, times: int) -> None:
    text = (SAMPLES[encoding] + "\r\n") * times
    assert decode(text.encode(encoding)) == (text, encoding)


@given(st.binary(max_size=60) | st.text(max_size=20).map(lambda text: text.encode("utf-16")))
def test_what_is_decoded_encodes_to_the_same_bytes(data: bytes) -> None:
    from chaffinch.errors import DocumentError

    try:
        text, encoding = decode(data)
    except DocumentError as error:
        assert str(error).startswith("not text: ")
        return
    assert "\0" not in text
    if is_exact(encoding):
        assert encode(text, encoding) == data
        assert decode_as(data, encoding) == text
    else:
        assert decode_as(encode(text, encoding), encoding).replace("?", "\ufffd") == text.replace("?", "\ufffd")


@pytest.mark.parametrize(
    "text",
    ["<!DOCTYPE html>\n<html>", " <html lang='en'>x", "<?xml version='1.0'?>\n<!-- a -->\n<html>",
     "<p>One</p><p>Two</p>", "One<br>" * 30, "<div class='a'><p>x</p><br/></div>"],
)  # fmt: skip
def test_html_is_detected(text: str) -> None:
    assert looks_like_html(text)


@pytest.mark.parametrize(
    "text",
    ["", "Plain.", "a < b > c", "<3 you <3 <3", "Use <p> and </p>.", "<p>One only", "<b>bold</b> and <i>italic</i>",
     "Write <div> and <br>, then </div>. " + "Words of an article about HTML. " * 400, "<htmlx>", "x <html>"],
)  # fmt: skip
def test_text_is_not_taken_for_html(text: str) -> None:
    assert not looks_like_html(text)
