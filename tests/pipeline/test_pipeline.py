"""Runs from end to end: every format, restore to the byte, the same bytes whatever the order and the workers."""

from __future__ import annotations

import gzip
import json
import random
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import chaffinch as cf
from chaffinch.config import Config
from chaffinch.errors import ChaffinchError, RunError, UsageError
from chaffinch.pipeline.stages import clean, decide, restore
from chaffinch.report.report import summary
from chaffinch.runs.run import Run
from chaffinch.schemas import PUBLIC

CORPUS = Path(__file__).parents[2] / "examples" / "corpus"
PROSE = (
    "The ferry ran aground on the shoal before dawn, and the lifeboats were out within a quarter of an hour. "
    "Nobody was hurt, the harbour master said, but the cars on the lower deck stood in water until the evening."
)
OTHER = "The council met on Tuesday to hear the pilots, who had warned for years that the buoy lay off its station."
FOOT = "Subscribe to our newsletter!"


def files_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def made(folder: Path) -> Path:
    """Make an input of all text formats with odd bytes."""
    folder.mkdir()
    (folder / "crlf.txt").write_bytes(f"{PROSE}\r\n\r\n{FOOT}\r\n".encode())
    (folder / "bom.txt").write_bytes(b"\xef\xbb\xbf" + f"{OTHER}\n\n{FOOT}".encode())
    (folder / "wide.txt").write_bytes(f"{OTHER} Then it rained.\n\n{FOOT}\n".encode("utf-16"))
    (folder / "cyrillic.txt").write_bytes(
        ("Паром сел на мель до рассвета, и спасатели вышли в море. " * 6).encode("cp1251")
    )
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(b"\x00\x01\x02\xff" * 40)
    rows = [
        b'{"id": 7, "text": '
        + json.dumps(PROSE + " And more of it \u00e9\U0001f600.\n\n" + FOOT).encode()
        + b', "n": 1.50}\n',
        b'\n{ "text" : "' + OTHER.encode().replace(b"e", b"\\u0065") + b"\\n\\n" + FOOT.encode() + b'" , "id":"b"}\r\n',
        b"not json\n",
        b'{"id": "c", "text": ' + json.dumps(PROSE).encode() + b"}",
    ]
    (folder / "records.jsonl").write_bytes(b"".join(rows))
    (folder / "packed.jsonl.gz").write_bytes(gzip.compress(b"".join(rows[:1]), mtime=0))
    cell = f'"{PROSE} ""So it is.""\r\n\r\n{FOOT}"'
    (folder / "rows.csv").write_bytes(f'id,text,note\r\n1,{cell},"a,b"\r\n2,"{OTHER}",x\r\n'.encode())
    table = pa.table({"id": ["p", "q"], "text": [f"{PROSE} Parquet.\n\n{FOOT}", OTHER], "deep": [[{"a": 1}], []]})
    pq.write_table(table.replace_schema_metadata({"made": "by hand"}), folder / "table.parquet")
    return folder


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run]:
    base = tmp_path_factory.mktemp("odd")
    source = made(base / "in")
    return source, clean(source, base / "run", config=Config.from_dict({"policy": {"yes": True}}))


def test_every_record_ends_in_exactly_one_outcome(odd: tuple[Path, Run]) -> None:
    _, run = odd
    counts = run.info["counts"]
    assert counts["read"] == counts["cleaned"] + counts["duplicate"] + counts["failed"]
    failed = run.table("failures").to_pylist()
    assert {(f["source"], f["record"]) for f in failed} == {("binary.txt", 0), ("records.jsonl", 3)}
    assert counts["failed"] == len(failed)


def test_boilerplate_is_removed_and_the_other_fields_are_unchanged(odd: tuple[Path, Run]) -> None:
    _, run = odd
    cleaned = files_of(run.path / "cleaned")
    assert all(FOOT.encode() not in data for name, data in cleaned.items() if not name.endswith((".gz", ".parquet")))
    assert b'"n": 1.50}' in cleaned["records.jsonl"] or b"1.50" not in cleaned["records.jsonl"]


def test_restore_gives_the_bytes_back(odd: tuple[Path, Run], tmp_path: Path) -> None:
    source, run = odd
    restore(run, tmp_path / "back")
    before, after = files_of(source), files_of(tmp_path / "back")
    assert before.keys() == after.keys()
    assert gzip.decompress(before.pop("packed.jsonl.gz")) == gzip.decompress(after.pop("packed.jsonl.gz"))
    assert pq.read_table(source / "table.parquet").equals(
        pq.read_table(tmp_path / "back/table.parquet"), check_metadata=True
    )
    del before["table.parquet"], after["table.parquet"]
    assert before == after


def test_the_input_is_never_written_to(odd: tuple[Path, Run], tmp_path: Path) -> None:
    source, _ = odd
    assert files_of(source) == files_of(made(tmp_path / "again"))


def test_what_is_kept_and_what_is_removed_is_the_original(odd: tuple[Path, Run]) -> None:
    _, run = odd
    edits: dict[str, list[dict]] = {}
    for row in run.table("edits").to_pylist():
        edits.setdefault(row["document"], []).append(row)
    assert edits
    for name, rows in edits.items():
        text = run.text(name)
        assert all(text[r["start"] : r["stop"]] == r["text"] for r in rows)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return clean(CORPUS, tmp_path_factory.mktemp("example") / "run")


def same_tables(one: Run, other: Run) -> None:
    for name, table in one.tables.items():
        assert table.equals(other.table(name)), name
    assert files_of(one.path / "cleaned") == files_of(other.path / "cleaned")


@pytest.mark.parametrize(
    "work", [pytest.param({"workers": 2, "task": 1}, marks=pytest.mark.heavy), {"workers": 1, "task": 20_000}]
)
def test_the_same_bytes_whatever_the_workers_and_batches(
    example: Run, tmp_path: Path, work: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chaffinch.pipeline.preparing.SMALL", 4)
    same_tables(example, clean(CORPUS, tmp_path / "run", config=Config.from_dict({"work": work})))


def test_the_order_of_the_files_is_nothing(example: Run, tmp_path: Path) -> None:
    paths = sorted(p for p in CORPUS.rglob("*") if p.is_file())
    random.Random(3).shuffle(paths)
    same_tables(example, clean(paths, tmp_path / "run"))


def test_a_keeper_is_never_removed(example: Run) -> None:
    documents = {d["document"]: d["outcome"] for d in example.table("documents").to_pylist()}
    copies = [r for r in example.table("removals").to_pylist() if r["keeper"]]
    assert copies
    assert all(documents[r["keeper"]] == "cleaned" for r in copies)


def test_a_finished_run_is_recognised_and_another_input_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.txt").write_text(PROSE)
    assert "unchanged" not in clean(source, tmp_path / "run").info
    assert clean(source, tmp_path / "run").info["unchanged"]
    (source / "b.txt").write_text(OTHER)
    with pytest.raises(RunError, match=r"another input \(b\.txt is new\)"):
        clean(source, tmp_path / "run")
    with pytest.raises(RunError, match="configuration"):
        (source / "b.txt").unlink()
        clean(source, tmp_path / "run", config=Config.from_dict({"policy": {"keep": "first"}}))
    clean(source, tmp_path / "run", config=Config.from_dict({"policy": {"keep": "first"}}), fresh=True)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "mine.doc").write_text("mine")
    with pytest.raises(RunError, match="other files"):
        clean(source, tmp_path / "other", fresh=True)


def test_decide_equals_a_run_with_that_policy(example: Run, tmp_path: Path) -> None:
    settings = {"policy": {"passages": "remove", "documents": "mark", "yes": True}}
    direct = clean(CORPUS, tmp_path / "direct", config=Config.from_dict(settings))
    again = clean(CORPUS, tmp_path / "again")
    same_tables(direct, decide(again, config=again.config.override(settings)))


def test_nothing_removed_when_all_is_off(tmp_path: Path) -> None:
    texts = tmp_path / "in"
    texts.mkdir()
    for path in CORPUS.rglob("*.txt"):
        (texts / path.name).write_bytes(path.read_bytes())
    off = {"policy": {"boilerplate": "report", "documents": "report", "passages": "report"}}
    run = clean(texts, tmp_path / "run", config=Config.from_dict(off))
    assert files_of(run.path / "cleaned") == files_of(texts)
    assert run.table("removals").num_rows == 0
    assert run.table("findings").num_rows > 0


def test_without_passages_sketches_find_the_copies(tmp_path: Path, example: Run) -> None:
    run = clean(CORPUS, tmp_path / "run", config=Config.from_dict({"policy": {"passages": "off"}}))
    assert run.info["counts"]["duplicate"] == example.info["counts"]["duplicate"]
    assert run.table("clusters").filter(pa.compute.field("kind") != "document").num_rows == 0


def test_an_empty_input_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(ChaffinchError):
        clean(tmp_path / "nothing", tmp_path / "run")


def test_the_facade() -> None:
    assert cf.clean is clean


def test_removed_passages_are_whole_sentences_that_stay_elsewhere(tmp_path: Path) -> None:
    settings = {"policy": {"passages": "remove", "boilerplate": "off", "yes": True}}
    run = clean(CORPUS, tmp_path / "run", config=Config.from_dict(settings))
    rows = [r for r in run.table("removals").to_pylist() if r["reason"] in ("quotation", "syndicated", "repeat")]
    assert rows
    removed: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        removed.setdefault(row["document"], []).append((row["start"], row["stop"]))
    dropped = {r["document"] for r in run.table("removals").to_pylist() if r["reason"] in ("duplicate", "contained")}
    for row in rows:
        text = run.text(row["document"])
        before, after = text[: row["start"]].rstrip(" "), text[row["stop"] :].lstrip(" ")
        assert not before or not before[-1].isalnum()
        assert not after or not after[0].islower()
        assert row["keeper"] not in dropped
        spans = removed.get(row["keeper"], [])
        assert not any(a < row["keeper_stop"] and b > row["keeper_start"] for a, b in spans)


@pytest.mark.parametrize("keep", ["first", "earliest"])
def test_short_copies_go_whatever_is_kept(tmp_path: Path, keep: str) -> None:
    rows = [
        {"id": f"{i}", "text": text, "date": f"2020-01-{20 - i}"}
        for i, text in enumerate(["The dam is shut.", "", "Rain.", "The dam is shut.", "", "Rain", "The dam is shut."])
    ]
    source = tmp_path / "in.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    run = clean(source, tmp_path / "run", config=Config.from_dict({"policy": {"keep": keep, "yes": True}}))
    removed = {r["document"]: r["keeper"] for r in run.table("removals").to_pylist()}
    assert removed == ({"3": "0", "5": "2", "6": "0"} if keep == "first" else {"0": "6", "2": "5", "3": "6"})


def test_a_saved_page_is_of_the_site_that_it_says_it_is_from(tmp_path: Path) -> None:
    prose = (
        "The ferry ran aground at dawn, and was towed off at noon by two trawlers that had been waiting for the tide."
    )
    page = (
        f'<html><head><link rel="canonical" href="https://www.Example.org/a"></head><body><p>{prose}</p></body></html>'
    )
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.html").write_text(page)
    run = clean(tmp_path / "in", tmp_path / "run", config=Config.from_dict({"policy": {"yes": True}}))
    assert run.table("documents")["host"].to_pylist() == ["www.example.org"]


def test_a_run_folder_holds_every_public_table(example: Run) -> None:
    for name, schema in PUBLIC.items():
        table = pq.read_table(example.path / f"{name}.parquet")
        assert table.schema.names == schema.names
        assert [f.type for f in table.schema] == [f.type for f in schema]


def test_every_copy_is_compared_with_the_one_that_may_stay(tmp_path: Path) -> None:
    chance = random.Random(5)
    words = sorted({word for path in CORPUS.rglob("*.txt") for word in path.read_text("utf-8", "replace").split()})
    base = chance.choices(words, k=300)
    texts = [" ".join(chance.choice(words) if chance.random() < 0.05 else w for w in base) for _ in range(60)]
    source = tmp_path / "in.jsonl"
    source.write_text("".join(json.dumps({"id": f"{i:02}", "text": t}) + "\n" for i, t in enumerate(texts)))
    run = clean(source, tmp_path / "run", config=Config.from_dict({"policy": {"yes": True}}))
    longest = f"{max(range(60), key=lambda i: (sum(map(str.isalnum, texts[i])), -i)):02}"
    rows = run.table("matches").to_pylist()
    met = {(r["left_document"], r["right_document"]) for r in rows if r["unit"] == "document"}
    assert all((min(longest, d), max(longest, d)) in met for d in (f"{i:02}" for i in range(60)) if d != longest)


@pytest.fixture(scope="module")
def reworded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run]:
    """A corpus in which one passage was reworded, cleaned with ``high``."""
    folder = tmp_path_factory.mktemp("reworded")
    source = folder / "in.jsonl"
    sentences = (
        "The old stone reservoir above Kelmarsh was drained on Monday after engineers discovered a crack in its wall. "
        "Farmers downstream had complained for months about muddy water in their ditches. ",
        "Engineers discovered a crack in the wall of the old stone reservoir above Kelmarsh: it was drained on Monday. "
        "For months, farmers downstream had complained about the water, muddy in their ditches. ",
    )
    texts = [
        " ".join(" ".join(f"{i}w{j}x{k}" for k in range(8)) + "." for j in range(30))  # no word twice
        for i in range(6)
    ]
    texts[1], texts[4] = sentences[0] + texts[1], texts[4] + " " + sentences[1]
    source.write_text("".join(json.dumps({"id": f"d{i}", "text": t}) + "\n" for i, t in enumerate(texts)))
    return source, clean(source, folder / "run", config=Config.from_dict({"passages": {"sensitivity": "high"}}))


def test_reworded_passages_are_found_at_high(reworded: tuple[Path, Run], tmp_path: Path) -> None:
    _, run = reworded
    rows = [r for r in run.table("matches").to_pylist() if r["unit"] == "passage"]
    assert [(r["left_document"], r["right_document"]) for r in rows] == [("d1", "d4")]


def test_reworded_passages_are_marked_but_no_sentence_of_them_goes(reworded: tuple[Path, Run], tmp_path: Path) -> None:
    rows = {}
    for action in ("mark", "remove"):
        tree = {"passages": {"sensitivity": "high"}, "policy": {"passages": action}}
        rows[action] = (
            clean(reworded[0], tmp_path / action, config=Config.from_dict(tree)).table("removals").to_pylist()
        )
    (marked,) = rows["mark"]
    assert (marked["document"], marked["start"], marked["keeper"]) == ("d1", 0, "d4")
    assert rows["remove"] == []


def removed(folder: Path, texts: dict[str, str]) -> dict[str, list[str]]:
    """Clean texts with ``--passages remove``; give what was removed from each document."""
    source = folder / "in.jsonl"
    source.write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in texts.items()))
    tree = {"policy": {"passages": "remove", "documents": "report", "yes": True}}
    run = clean(source, folder / "run", config=Config.from_dict(tree))
    cuts: dict[str, list[str]] = {name: [] for name in texts}
    for row in run.table("removals").to_pylist():
        cuts[row["document"]].append(texts[row["document"]][row["start"] : row["stop"]])
    return cuts


OWN = (
    "Joakim Reth was born in Harnby and learned to swim before he could walk, and his mother told it at each wedding.",
    "The market opened at nine, as it does on every Tuesday, and by ten the fish was sold and the square was empty.",
    "A boat with timber waits for the tide.",
)
"""Text of single documents."""


def test_of_a_repeated_poem_only_lines_go_that_the_keeper_has(tmp_path: Path) -> None:
    poem = (
        "The sea was dark and the wind was cold,\nThe lamps went out in the harbour row,\n"
        "{} and never grew old\nAnd left a name in the falling snow."
    )
    lines = "My brother sailed for a chest of gold", "My sister stayed and was kind"
    texts = {"a": f"{OWN[0]}\n\n{poem.format(lines[0])}", "b": f"{OWN[2]}\n\n{poem.format(lines[1])}"}
    (cut, last) = removed(tmp_path, texts)["b"]
    assert cut == "The sea was dark and the wind was cold,\nThe lamps went out in the harbour row,"
    assert last == "And left a name in the falling snow."


def test_a_sentence_that_the_first_keeper_lacks_goes_because_of_another(tmp_path: Path) -> None:
    passage = (
        "The river rose by {} feet before the dawn. The bridge at Harnby was closed to all lorries on Monday night."
    )
    texts = {name: f"{own} {passage.format(feet)}" for name, own, feet in zip("abc", OWN, (7, 9, 9), strict=True)}
    assert removed(tmp_path, texts) == {
        "a": [],
        "b": ["The bridge at Harnby was closed to all lorries on Monday night."],
        "c": [
            "The river rose by 9 feet before the dawn.",
            "The bridge at Harnby was closed to all lorries on Monday night.",
        ],
    }


@pytest.mark.parametrize("work", [{"workers": 1, "task": 200}, {"workers": 2, "task": 700}])
def test_high_gives_the_same_bytes_whatever_the_workers(
    reworded: tuple[Path, Run], tmp_path: Path, work: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chaffinch.pipeline.preparing.SMALL", 4)
    tree = {"passages": {"sensitivity": "high"}, "work": work}
    same_tables(reworded[1], clean(reworded[0], tmp_path / "run", config=Config.from_dict(tree)))


@pytest.mark.parametrize("name", ["0-first.txt", "zz-last.txt"])
def test_one_more_file_that_shares_nothing_changes_no_row(example: Run, tmp_path: Path, name: str) -> None:
    other = " ".join(f"{''.join(random.Random(i).choices('bcdfghjklmnp', k=9))}." for i in range(300))
    corpus = tmp_path / "in"
    shutil.copytree(CORPUS, corpus)
    (corpus / name).write_text(other)
    run = clean(corpus, tmp_path / "run")
    for table in ("findings", "templates", "matches", "clusters", "removals", "edits", "failures"):
        assert run.table(table).to_pylist() == example.table(table).to_pylist(), table


@pytest.mark.parametrize(
    ("letters", "space"),
    [("水火木金土山川田人口日月风云雨雪花草鸟鱼", ""), ("กขคงจชซญดตถทนบปผพมยร", ""), ("ابتثجحخدذرزسشصضطظعغف", " ")],
)
def test_passages_of_other_scripts_are_found(letters: str, space: str) -> None:
    chance = random.Random(7)

    def words(count: int) -> list[str]:
        return ["".join(chance.choices(letters, k=4)) for _ in range(count)]

    texts, pairs = [], 60
    for _ in range(pairs):
        quote = words(20)
        edited = [*quote[:7], *words(1), *quote[8:15], *words(1), *quote[15:]]
        texts += [space.join([*words(60), *quote, *words(40)]), space.join([*words(30), *edited, *words(80)])]
    rows = cf.find_passages(texts).to_arrow()
    found = set(zip(rows["left"].to_pylist(), rows["right"].to_pylist(), strict=True))
    assert found <= {(2 * i, 2 * i + 1) for i in range(pairs)}
    assert len(found) >= 0.95 * pairs


MENU = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("Harbour", "Sport", "Weather", "Contact"))


def pages(folder: Path) -> Path:
    """Make pages as files and as records, one without text, and a text that is none."""
    folder.mkdir()
    made = [
        f"<html><head><title>T{n}</title></head><body><nav><ul>{MENU}</ul></nav><main><p>{PROSE} Case {n}.</p>"
        f"<p>{OTHER}</p></main><footer><p>Imprint {n}</p></footer></body></html>"
        for n in range(9)
    ]
    for n, page in enumerate(made[:4]):
        (folder / f"{n}.html").write_text(page, encoding="utf-8")
    (folder / "empty.html").write_text("<html><body></body></html>", encoding="utf-8")
    rows = [{"id": f"r{n}", "text": page} for n, page in enumerate(made[4:])] + [{"id": "r0", "text": made[8]}]
    (folder / "records.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    (folder / "plain.txt").write_text(PROSE, encoding="utf-8")
    return folder


def test_blocks_left_out_of_pages_are_listed(tmp_path: Path) -> None:
    config = Config.from_dict({"input": {"html": "page"}, "policy": {"documents": "report", "boilerplate": "report"}})
    run = clean(pages(tmp_path / "in"), out=tmp_path / "out", config=config)
    rows = run.table("left_out").to_pylist()
    length = {d["document"]: d["characters"] for d in run.table("documents").to_pylist()}
    text = {name: run.text(name) for name in {row["document"] for row in rows}}  # each is extracted in a process
    assert {row["document"] for row in rows} == set(length) - {"plain.txt", "empty.html"}
    assert {"r0@records.jsonl#0", "r0@records.jsonl#5", "r1"} <= set(length)
    for row in rows:
        assert 0 <= row["after"] <= length[row["document"]]
        assert row["reason"] in {"unlikely", "links", "copy", "menu", "footer", "aside"} and 0 <= row["score"] <= 1
        assert row["text"] not in text[row["document"]]
    menus = [row for row in rows if row["text"] == "Weather"]
    assert len(menus) == 10 and {row["after"] for row in menus} == {0}


@pytest.mark.parametrize("work", [{"workers": 2, "task": 1}, {"workers": 1, "task": 1}])
def test_blocks_left_out_are_the_same_whatever_the_workers(tmp_path: Path, work: dict[str, int]) -> None:
    folder = pages(tmp_path / "in")
    settings = {"input": {"html": "page"}, "policy": {"yes": True}}
    first = clean(folder, out=tmp_path / "a", config=Config.from_dict(settings))
    other = clean(folder, out=tmp_path / "b", config=Config.from_dict({**settings, "work": work}))
    read = [(run.path / "left_out.parquet").read_bytes() for run in (first, other)]
    assert read[0] == read[1] and first.table("left_out").num_rows


def test_boilerplate_that_is_off_is_not_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(f"{PROSE}\n\n{FOOT}\n")
    off = Config.from_dict({"policy": {"boilerplate": "off"}})
    with monkeypatch.context() as patch:
        patch.setattr("chaffinch.pipeline.stripping.Find", None)
        run = clean(tmp_path / "a.txt", tmp_path / "run", config=off)
        assert decide(run, config=off.override({"policy": {"keep": "first"}})).rows("findings") == 0
    assert (run.path / "cleaned" / "a.txt").read_text().endswith(f"{FOOT}\n")
    with pytest.raises(UsageError, match="boilerplate was not looked for"):
        decide(run, config=Config())
    with pytest.raises(UsageError, match="boilerplate was not looked for"):
        decide(run, config=off.override({"policy": {"categories": {"subscription": "remove"}}}))
    social = clean(
        tmp_path / "a.txt", tmp_path / "run2", config=off.override({"policy": {"categories": {"social": "mark"}}})
    )
    assert social.rows("findings")
    looked = decide(decide(social, config=off), config=Config())
    assert not (looked.path / "cleaned" / "a.txt").read_text().endswith(f"{FOOT}\n")


@pytest.mark.parametrize("to", ["same", "jsonl", "parquet", "text"])
def test_documents_that_were_empty_are_left_out_and_come_back(tmp_path: Path, to: str) -> None:
    (tmp_path / "in").mkdir()
    lines = [{"text": "One otter sat by the weir all day."}, {"text": ""}, {"text": "Two herons left at noon."}]
    data = "".join(json.dumps(line) + "\n" for line in lines).encode()
    for name, content in {"a.jsonl": data, "b.txt": b"", "c.csv": b'id,text\n1,""\n2,three punts\n'}.items():
        (tmp_path / "in" / name).write_bytes(content)
    run = clean(
        tmp_path / "in",
        tmp_path / "run",
        config=Config.from_dict({"policy": {"drop_empty": True}, "input": {"to": to}}),
    )
    assert (run.info["counts"]["cleaned"], summary(run).empty) == (6, 3)
    if to == "same":
        assert (run.path / "cleaned" / "a.jsonl").read_bytes().count(b"\n") == 2
        assert not (run.path / "cleaned" / "b.txt").exists()
    restore(run, tmp_path / "back")
    for path in (tmp_path / "in").iterdir():
        assert (tmp_path / "back" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("to", ["same", "jsonl", "text"])
def test_texts_of_white_space_were_empty_and_are_counted_apart(tmp_path: Path, to: str) -> None:
    (tmp_path / "in").mkdir()
    lines = [{"text": text} for text in (" \n\t", "Zwei Reiher flogen am Mittag fort.", "\u3000\u2003")]
    (tmp_path / "in/a.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (tmp_path / "in/b.txt").write_text("\n \n")
    (tmp_path / "in/c.csv").write_text('id,text\n1," "\n2,trois barques\n')
    config = Config.from_dict({"policy": {"drop_empty": True, "yes": True}, "input": {"to": to}})
    run = clean(tmp_path / "in", tmp_path / "run", config=config)
    assert sorted(run.table("removals")["reason"].to_pylist()) == ["empty"] * 4
    assert {reason.name: reason.documents for reason in summary(run).removed} == {"empty": 4}
    assert summary(run).empty == 4
    if to == "same":
        assert (run.path / "cleaned/a.jsonl").read_text().count("\n") == 1
        assert not (run.path / "cleaned/b.txt").exists()
    restore(run, tmp_path / "back")
    for path in (tmp_path / "in").iterdir():
        assert (tmp_path / "back" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("phrases", [["No One", "the  Dam"], ["нет такой фразы"], ["ふく\tろう", "rain"]])
def test_protected_phrases_that_are_in_no_text_are_named(tmp_path: Path, phrases: list[str]) -> None:
    (tmp_path / "a.txt").write_text("The\ndam held, and RAIN fell.\n")
    config = Config.from_dict({"policy": {"protect": phrases}})
    run = clean(tmp_path / "a.txt", tmp_path / "run", config=config)
    idle = [phrase for phrase in phrases if phrase not in ("the  Dam", "rain")]
    assert run.info["idle_phrases"] == idle
    assert any("in no text" in warning and repr(idle[0]) in warning for warning in summary(run).warnings)
    again = decide(run, config=config.override({"policy": {"protect": ["dam"]}}))
    assert "idle_phrases" not in again.info and not any("no text" in line for line in summary(again).warnings)
