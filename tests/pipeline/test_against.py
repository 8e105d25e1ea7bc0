"""A corpus is cleaned against an index as in one run over both in which the documents of the index are the keepers."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import chaffinch as cf
from chaffinch.cli.app import app
from chaffinch.config import Config
from chaffinch.errors import RunError, UsageError
from chaffinch.index import Index
from chaffinch.pipeline import add_inputs, add_run, compare, query
from chaffinch.report import explain, summary
from chaffinch.report.repeated import clusters
from chaffinch.report.shared import shared

SYLLABLES = ["ba", "ko", "ri", "tu", "mel", "san", "dor", "lin", "pe", "gra", "ves", "no", "hal", "ist", "um"]


def sentence(draw: random.Random) -> str:
    words = ["".join(draw.choices(SYLLABLES, k=draw.randint(1, 4))) for _ in range(draw.randint(8, 16))]
    return " ".join(words).capitalize() + "."


def article(draw: random.Random, sentences: int = 14) -> list[str]:
    return [sentence(draw) for _ in range(sentences)]


def edited(draw: random.Random, lines: list[str]) -> list[str]:
    return [line.replace(" ", "", 1) if draw.random() < 0.3 else line for line in lines]


def corpora() -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Make old and new records: the new ones have copies, quoted sentences, and texts of their own."""
    draw = random.Random(4)
    old = [article(draw) for _ in range(40)]
    new = [article(draw) for _ in range(30)]
    for n in range(8):
        new[n] = edited(draw, old[n])  # copies
    for n in range(8, 16):
        new[n][4:6] = old[n + 10][7:9]  # passages of two sentences
    new[20], new[21] = edited(draw, new[22]), edited(draw, new[3])  # copies within the new ones
    made = []
    for name, texts in (("old", old), ("new", new)):
        made.append([{"id": f"{name}-{n:02d}", "text": "\n\n".join(lines)} for n, lines in enumerate(texts)])
    return made[0], made[1]


def write(path: Path, records: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("against")
    old, new = corpora()
    write(folder / "old.jsonl", old)
    write(folder / "new.jsonl", new)
    add_inputs(Index.create(folder / "archive"), folder / "old.jsonl")
    return folder


def settings(**policy: str) -> Config:
    return Config().override({"policy": {"passages": "remove", **policy}})


def against(folder: Path) -> dict[str, Any]:
    return {"input": {"against": (str(folder / "archive"),)}}


@pytest.fixture(scope="module")
def run(folder: Path) -> cf.Run:
    return cf.clean(folder / "new.jsonl", folder / "run", config=settings().override(against(folder)))


def removed(run: cf.Run) -> set[tuple[Any, ...]]:
    rows = run.table("removals").to_pylist()
    return {
        (row["document"], row["start"], row["stop"], row["reason"], row["keeper"].removeprefix("archive:"))
        for row in rows
        if row["document"].startswith("new")
    }


def test_it_equals_one_run_over_both_with_the_old_documents_as_keepers(folder: Path, run: cf.Run) -> None:
    keep = {"keep": "source", "sources": ("old.jsonl",)}
    both = cf.clean(
        [folder / "old.jsonl", folder / "new.jsonl"], folder / "both", config=settings().override({"policy": keep})
    )
    assert removed(run) == removed(both)
    reasons = [reason for _, _, _, reason, _ in removed(run)]
    assert reasons.count("duplicate") == 10
    assert len(reasons) - reasons.count("duplicate") >= 8


def test_only_the_input_is_counted_and_written(folder: Path, run: cf.Run) -> None:
    assert run.info["counts"]["read"] == 30
    assert run.info["counts"]["duplicate"] == 10
    assert run.info["counts"]["indexed"] == 16
    assert sorted(path.name for path in run.cleaned().iterdir()) == ["new.jsonl"]
    assert len((run.cleaned() / "new.jsonl").read_text().splitlines()) == 20
    assert run.info["counts"]["characters"] == sum(len(record["text"]) for record in corpora()[1])
    assert summary(run).read == 30


def test_the_index_and_the_input_stay_as_they_were(folder: Path, run: cf.Run) -> None:
    assert run.info["finished"]
    assert len(Index(folder / "archive")) == 40
    assert write(folder / "again.jsonl", corpora()[1]).read_bytes() == (folder / "new.jsonl").read_bytes()


def test_a_cut_is_explained_with_its_twin_in_the_index(run: cf.Run) -> None:
    (cut,) = [row for row in run.table("removals").to_pylist() if row["document"] == "new-09"]
    assert cut["keeper"] == "archive:old-19"
    assert run.text("archive:old-19") == corpora()[0][19]["text"]
    assert "archive:old-19" in str(explain(run, "new-09").to_dict())


def test_a_passage_of_one_document_and_the_index_is_listed(run: cf.Run) -> None:
    found = {cluster.cluster: {m.document for m in cluster.members} for cluster in clusters(run)}
    assert {"new-09", "archive:old-19"} in found.values()
    assert all(any(name.startswith("new") for name in names) for names in found.values())


def test_the_originals_come_back(folder: Path, run: cf.Run, tmp_path: Path) -> None:
    assert cf.restore(run, tmp_path / "back") == 1
    assert (tmp_path / "back" / "new.jsonl").read_bytes() == (folder / "new.jsonl").read_bytes()


def test_deciding_again_needs_no_index(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "archive"
    add_inputs(Index.create(index), folder / "old.jsonl")
    config = settings(passages="report").override({"input": {"against": (str(index),)}})
    made = cf.clean(folder / "new.jsonl", tmp_path / "run", config=config)
    index.rename(tmp_path / "elsewhere")
    decided = cf.decide(made, config=made.config.override({"policy": {"passages": "remove"}}))
    plain = cf.clean(folder / "new.jsonl", tmp_path / "plain", config=settings().override(against(folder)))
    assert removed(decided) == removed(plain)
    assert (decided.cleaned() / "new.jsonl").read_bytes() == (plain.cleaned() / "new.jsonl").read_bytes()


def test_workers_make_no_difference(folder: Path, run: cf.Run, tmp_path: Path) -> None:
    config = settings().override(against(folder)).override({"work": {"workers": 2}})
    other = cf.clean(folder / "new.jsonl", tmp_path / "run", config=config)
    assert other.table("removals").equals(run.table("removals"))
    assert other.table("documents").equals(run.table("documents"))


def test_documents_off_the_path_of_passages_are_found_too(folder: Path, tmp_path: Path) -> None:
    config = settings(passages="off").override(against(folder))
    made = cf.clean(folder / "new.jsonl", tmp_path / "run", config=config)
    assert made.info["counts"]["duplicate"] == 10


def test_an_index_that_shares_nothing_changes_nothing(folder: Path, tmp_path: Path) -> None:
    index = Index.create(tmp_path / "empty")
    config = settings().override({"input": {"against": (str(index.path),)}})
    made = cf.clean(folder / "new.jsonl", tmp_path / "run", config=config)
    plain = cf.clean(folder / "new.jsonl", tmp_path / "plain", config=settings())
    assert made.table("removals").equals(plain.table("removals"))
    assert "indexed" not in made.info["counts"]


def test_what_stays_can_be_added_and_is_known_from_then_on(folder: Path, run: cf.Run, tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index")
    assert add_run(index, run) == (20, 0, 0, 0)
    assert add_run(index, run) == (0, 0, 20, 0)
    config = settings().override({"input": {"against": (str(index.path),)}})
    again = cf.clean(folder / "new.jsonl", tmp_path / "run", config=config)
    assert again.info["counts"]["cleaned"] == 8  # those that were copies of documents of the other index


def test_the_command_adds_what_stays_to_the_index(folder: Path, tmp_path: Path) -> None:
    index, out = Index.create(tmp_path / "index"), tmp_path / "run"
    command = ["clean", str(folder / "new.jsonl"), "--out", str(out), "--quiet", "--update"]
    assert CliRunner().invoke(app, command).exit_code == 2
    command += ["--against", str(index.path)]
    assert CliRunner().invoke(app, [*command, "--dry-run"]).exit_code == 2
    for _ in range(2):  # a finished run is not repeated, and its documents are known
        assert CliRunner().invoke(app, command).exit_code == 0
        assert len(Index(index.path)) == cf.Run.open(out).info["counts"]["cleaned"] > 0


def test_indexes_are_checked_before_any_work(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no index"):
        cf.clean(
            folder / "new.jsonl", tmp_path / "run", config=Config().override({"input": {"against": (str(tmp_path),)}})
        )
    with pytest.raises(UsageError, match="--since"):
        cf.clean(folder / "new.jsonl", tmp_path / "run", config=Config().override({"input": {"since": "2031"}}))
    twice = (str(folder / "archive"), str(folder / "run" / ".." / "archive"))
    with pytest.raises(UsageError, match="two indexes have one name"):
        cf.clean(folder / "new.jsonl", tmp_path / "run", config=Config().override({"input": {"against": twice}}))


def test_a_run_against_another_index_is_another_run(folder: Path, run: cf.Run) -> None:
    with pytest.raises(RunError, match="against"):
        cf.clean(folder / "new.jsonl", run.path, config=settings())


def test_a_query_finds_documents_and_passages(folder: Path) -> None:
    with query(folder / "archive", folder / "new.jsonl") as made:
        found = list(shared(made))
    documents = {(one.document, one.twin) for one in found if one.unit == "document"}
    assert {(f"new-{n:02d}", f"archive:old-{n:02d}") for n in range(8)} <= documents
    passages = [one for one in found if one.document == "new-09"]
    assert [one.twin for one in passages] == ["archive:old-19"]
    lines = corpora()[0][19]["text"].split("\n\n")[7:9]
    assert all(line[:-1] in passages[0].text and line[:-1] in passages[0].twin_text for line in lines)


def test_two_corpora_are_compared_with_one_another_only(folder: Path) -> None:
    with compare(folder / "new.jsonl", folder / "old.jsonl") as made:
        rows = [row for row in made.table("matches").to_pylist() if row["unit"] == "passage"]
        found = list(shared(made))
    sides = {frozenset(row[f"{side}_document"].startswith("old.jsonl:") for side in ("left", "right")) for row in rows}
    assert sides == {frozenset({True, False})}
    assert {one.document for one in found if one.unit == "passage"} >= {f"new-{n:02d}" for n in range(16)}
    assert "new-22" not in {one.document for one in found}


def test_a_passage_that_many_of_both_have_is_found_in_all(tmp_path: Path) -> None:
    draw = random.Random(9)
    quote = " ".join(article(draw, 3))
    for name in ("a", "b"):
        write(tmp_path / f"{name}.jsonl", [
            {"id": f"{name}{n}", "text": "\n\n".join([*article(draw, 5), quote])} for n in range(12)
        ])  # fmt: skip
    with compare(tmp_path / "a.jsonl", tmp_path / "b.jsonl") as made:
        found = list(shared(made))
    assert {one.document for one in found} == {f"a{n}" for n in range(12)}
    assert {one.twin for one in found} == {f"b.jsonl:b{n}" for n in range(12)}


def test_an_index_brings_the_templates_of_the_runs_that_it_has(tmp_path: Path) -> None:
    draw = random.Random(12)
    footer = "Printed at the quay of Harnby by the brothers Eel and their apprentices"

    def page(number: int) -> dict[str, str]:
        text = "\n\n".join([*article(draw, 5), footer])
        return {"id": f"p{number}", "host": "harnby.example", "text": text}

    learnt = cf.clean(write(tmp_path / "old.jsonl", [page(n) for n in range(40)]), tmp_path / "old")
    assert learnt.rows("templates") == 1
    index = Index.create(tmp_path / "index")
    add_run(index, learnt)
    new = write(tmp_path / "new.jsonl", [page(99)])
    alone = cf.clean(new, tmp_path / "alone")
    assert footer in (alone.cleaned() / "new.jsonl").read_text()
    made = cf.clean(new, tmp_path / "run", config=Config().override({"input": {"against": (str(index.path),)}}))
    assert footer not in (made.cleaned() / "new.jsonl").read_text()


def test_an_input_without_any_text_makes_no_index_and_is_no_side_of_a_comparison(tmp_path: Path) -> None:
    odd = write(tmp_path / "odd.jsonl", [{"id": "1", "body": "The ferry of Linde lies at the old quay again."}] * 2)
    right = write(tmp_path / "right.jsonl", [{"id": "1", "text": "The ferry of Linde lies at the old quay again."}])
    index = Index.create(tmp_path / "index")
    with pytest.raises(RunError, match="2 documents failed") as told:
        add_inputs(index, odd)
    assert "fields 'id', 'body'" in str(told.value) and "--fresh" not in str(told.value)
    with pytest.raises(RunError, match="2 documents failed"), compare(right, odd):
        pass
    add_inputs(index, right)
    for refused in (query(index.path, odd), compare(odd, index.path)):
        with pytest.raises(RunError, match="no document was read") as told, refused:
            pass
        assert "--fresh" not in str(told.value) and "failures.parquet" not in str(told.value)


def test_documents_that_failed_are_counted_beside_those_that_were_added(tmp_path: Path) -> None:
    rows = [{"id": "1", "text": "The ferry of Linde lies at the old quay again."}, {"id": "2", "body": "It leaks."}]
    added = add_inputs(Index.create(tmp_path / "index"), write(tmp_path / "in.jsonl", rows))
    assert added._asdict() == {"added": 1, "replaced": 0, "known": 0, "failed": 1}


def test_a_comparison_says_how_many_documents_of_both_sides_could_not_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [{"id": "1", "text": "The ferry of Linde lies at the old quay again."}, {"id": "2", "body": "It leaks."}]
    one, two = (str(write(tmp_path / name, rows)) for name in ("one.jsonl", "two.jsonl"))
    app(["compare", one, two], standalone_mode=False)
    assert capsys.readouterr().err == "chaffinch: 2 documents could not be read\n"
    app(["compare", one, two, "--quiet"], standalone_mode=False)
    assert capsys.readouterr().err == ""
