"""Runs over sites: pages of three or more of a host decide together, all others as by themselves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hosts import Writer
from sites_made import Made, site

import chaffinch.pipeline.preparing
import chaffinch.runs.originals
from chaffinch.config import Config
from chaffinch.html.extract import extract
from chaffinch.html.site_consensus import BLOCKS_PROFILE
from chaffinch.pipeline.stages import clean, decide, restore
from chaffinch.runs.originals import read_passages
from chaffinch.runs.run import Run
from chaffinch.text.hashing import digest

TOLD = {
    "input": {"html": "page"},
    "policy": {"documents": "report", "boilerplate": "report", "yes": True},
    "passages": {"letters": 500},
}


def config(**work: int) -> Config:
    return Config.from_dict({**TOLD, "work": work})


def made() -> dict[str, Made]:
    """Make a shop of six pages, a manual of four and a shop of two."""
    writer = Writer(3, "en")
    kinds = (("shop", "www.quay.org", 6), ("manual", "tides.org", 4), ("shop", "two.org", 2))
    pages = [page for kind, host, count in kinds for page in site(writer, kind, host, count)]
    return {page.name.replace("/", "-") + ".html": page for page in pages}


def written(folder: Path, pages: dict[str, Made]) -> Path:
    folder.mkdir()
    for name, page in pages.items():
        (folder / name).write_text(page.html, encoding="utf-8")
    return folder


def texts_of(run: Run) -> dict[str, str]:
    """Read the texts of all documents, as the run had them, at one pass over the input."""
    places = [(row["document"], 0, row["characters"]) for row in run.table("documents").to_pylist()]
    return dict(zip([name for name, _, _ in places], read_passages(run, places), strict=True))


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Made], Path, Run]:
    folder = tmp_path_factory.mktemp("sites")
    pages = made()
    read = written(folder / "in", pages)
    return pages, read, clean(read, out=folder / "out", config=config())


def test_pages_of_a_host_decide_together_and_those_of_small_hosts_alone(
    example: tuple[dict[str, Made], Path, Run],
) -> None:
    pages, _, run = example
    texts = texts_of(run)
    alone = {name: extract(page.html, profile="page").text for name, page in pages.items()}
    together = {page.host for name, page in pages.items() if texts[name] != alone[name]}
    assert {"www.quay.org"} <= together <= {"www.quay.org", "tides.org"}
    assert (run.path / BLOCKS_PROFILE).exists()


def test_every_block_that_goes_is_reported_with_its_reason(example: tuple[dict[str, Made], Path, Run]) -> None:
    pages, _, run = example
    rows = run.table("left_out").to_pylist()
    length = {d["document"]: d["characters"] for d in run.table("documents").to_pylist()}
    dropped = [row for row in rows if row["reason"] == "other-pages"]
    texts = texts_of(run)
    assert dropped and {pages[row["document"]].host for row in dropped} <= {"www.quay.org", "tides.org"}
    for row in dropped:
        assert row["text"] in extract(pages[row["document"]].html, profile="page").text
        assert row["text"] not in texts[row["document"]].split("\n")
    assert all(0 <= row["after"] <= length[row["document"]] for row in rows)


@pytest.mark.heavy
def test_the_same_bytes_whatever_the_workers_and_tasks(
    example: tuple[dict[str, Made], Path, Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, read, run = example
    monkeypatch.setattr(chaffinch.pipeline.preparing, "SMALL", 40_000)  # several tasks, in workers
    other = clean(read, out=tmp_path / "out", config=config(workers=2, task=1))
    for name in ("left_out.parquet", "documents.parquet", BLOCKS_PROFILE):
        assert (run.path / name).read_bytes() == (other.path / name).read_bytes()


def test_records_in_any_order_come_out_as_files_do(example: tuple[dict[str, Made], Path, Run], tmp_path: Path) -> None:
    pages, _, run = example
    rows = [{"id": name, "host": page.host, "text": page.html} for name, page in reversed(pages.items())]
    source = tmp_path / "pages.jsonl"
    source.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    other = clean(source, out=tmp_path / "out", config=config())
    digests = [dict(zip(*r.table("documents").select(["document", "digest"]).to_pydict().values(), strict=True))
               for r in (run, other)]  # fmt: skip
    assert digests[0] == digests[1]


def test_a_text_is_read_from_the_input_as_the_run_had_it(
    example: tuple[dict[str, Made], Path, Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, run = example
    monkeypatch.setattr(chaffinch.runs.originals, "_rebuilt_text", lambda *_: pytest.fail("rebuilt"))
    known = {row["document"]: row["digest"] for row in run.table("documents").to_pylist()}
    assert {name: digest(text) for name, text in texts_of(run).items()} == known
    name = next(row["document"] for row in run.table("left_out").to_pylist() if row["reason"] == "other-pages")
    assert digest(run.text(name)) == known[name]


def test_deciding_again_and_restoring_hold_to_the_same_text(
    example: tuple[dict[str, Made], Path, Run], tmp_path: Path
) -> None:
    pages, read, _ = example
    run = clean(read, out=tmp_path / "out", config=config())
    texts = texts_of(run)
    again = decide(run, config=Config.from_dict({**TOLD, "policy": {"boilerplate": "remove", "yes": True}}))
    restore(again, tmp_path / "back")
    assert {name: (tmp_path / "back" / f"{name}.txt").read_text(encoding="utf-8") for name in pages} == texts


def test_hosts_of_two_pages_leave_no_evidence(tmp_path: Path) -> None:
    pages = {name: page for name, page in made().items() if page.host == "two.org"}
    run = clean(written(tmp_path / "in", pages), out=tmp_path / "out", config=config())
    assert not (run.path / BLOCKS_PROFILE).exists()
    assert texts_of(run) == {name: extract(page.html, profile="page").text for name, page in pages.items()}
