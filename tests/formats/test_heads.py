"""What a page says of itself stands before its text, in every shape; restoring and deciding again know it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from pyarrow import parquet

import chaffinch as cf
from chaffinch.cli.piped import strip_stream
from chaffinch.formats import page_head

BODY = "The harbour master closed the eastern channel shortly after dawn, when the tide gauges of {} failed."
PAGE = (
    "<!doctype html><html><head><title>{0} closed</title><meta name=author content='Ilse Märrow'>"
    "<meta property='article:published_time' content='2031-03-04T06:00Z'>"
    "<link rel=canonical href='https://gauge.example/tide'></head><body><article>"
    f"<p>{BODY}</p><p>Share this on Facebook</p><p>{BODY.replace('{}', 'the south')}</p></article></body></html>"
)
HEAD = "Title: {0} closed\nAuthor: Ilse Märrow\nDate: 2031-03-04\nAddress: https://gauge.example/tide\n\n"
NAMES = ["Harnby", "Łódź", "Кале"]


def write(folder: Path) -> None:
    folder.mkdir()
    for name in NAMES[:2]:
        (folder / f"{name}.html").write_text(PAGE.replace("{0}", name).replace("{}", name), "utf-8")
    rows = [{"id": "k", "text": PAGE.replace("{0}", NAMES[2]).replace("{}", "k")}, {"id": "t", "text": "plain"}]
    (folder / "r.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    with (folder / "c.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.DictWriter(stream, ("id", "text")).writerows([{"id": "id", "text": "text"}, {**rows[0], "id": "c"}])


def tree(**others: object) -> cf.Config:
    policy = {"documents": "off", "boilerplate": others.pop("boilerplate", "remove")}
    return cf.Config.from_dict({"input": {"with_metadata": True, **others}, "policy": policy, "work": {"workers": 1}})


@pytest.mark.parametrize("html_format", ["text", "markdown"])
def test_the_head_stands_before_the_text_and_restoring_is_exact(html_format: str, tmp_path: Path) -> None:
    write(tmp_path / "in")
    plain = cf.clean(tmp_path / "in", tmp_path / "plain", config=tree(html_format=html_format, with_metadata=False))
    run = cf.clean(tmp_path / "in", tmp_path / "run", config=tree(html_format=html_format))
    ending = "md" if html_format == "markdown" else "txt"
    for name in NAMES[:2]:
        text = (run.path / f"cleaned/{name}.html.{ending}").read_text("utf-8")
        without = (plain.path / f"cleaned/{name}.html.{ending}").read_text("utf-8")
        assert text.endswith(without) and text[: -len(without)] == (
            HEAD.replace("{0}", name)
            if ending == "txt"
            else f'---\ntitle: "{name} closed"\nauthor: "Ilse Märrow"\ndate: "2031-03-04"\n'
            f'url: "https://gauge.example/tide"\n---\n\n'
        )
        assert "Facebook" not in text
    first, second = (json.loads(line) for line in (run.path / "cleaned/r.jsonl").read_text("utf-8").splitlines())
    assert NAMES[2] in first["text"].split("\n\n")[0] and second["text"] == "plain"
    assert f"{NAMES[2]} closed" in (run.path / "cleaned/c.csv").read_text("utf-8")
    for made in (run, plain):
        cf.restore(made, tmp_path / f"{made.path.name}-back")
    for path in sorted((tmp_path / "plain-back").iterdir()):
        assert (tmp_path / "run-back" / path.name).read_bytes() == path.read_bytes()
    assert (tmp_path / "run-back/r.jsonl").read_bytes() == (tmp_path / "in/r.jsonl").read_bytes()
    assert (tmp_path / "run-back/c.csv").read_bytes() == (tmp_path / "in/c.csv").read_bytes()


def test_positions_and_marks_count_the_head(tmp_path: Path) -> None:
    write(tmp_path / "in")
    run = cf.clean(tmp_path / "in", tmp_path / "run", config=tree(to="jsonl"))
    edits = [edit for edit in parquet.read_table(run.path / "edits.parquet").to_pylist() if "Łódź" in edit["document"]]
    assert edits[0]["position"] == edits[0]["start"] + len(HEAD.replace("{0}", "Łódź"))
    marked = cf.clean(tmp_path / "in", tmp_path / "marked", config=tree(to="jsonl", boilerplate="mark"))
    lines = [line for path in marked.cleaned().rglob("*.jsonl") for line in path.read_text("utf-8").splitlines()]
    rows = [json.loads(line) for line in lines]
    marks = [row["text"][mark["start"] : mark["stop"]] for row in rows for mark in row.get("chaffinch", ())]
    assert len(marks) == 4 and {*marks} == {"Share this on Facebook"}


def test_decide_adds_the_head_and_takes_it_away(tmp_path: Path) -> None:
    write(tmp_path / "in")
    run = cf.clean(tmp_path / "in", tmp_path / "run", config=tree(with_metadata=False))
    decided = cf.decide(run, config=tree())
    assert (decided.path / "cleaned/Harnby.html.txt").read_text("utf-8").startswith("Title: Harnby closed")
    again = cf.decide(decided, config=tree(with_metadata=False))
    assert (again.path / "cleaned/Harnby.html.txt").read_text("utf-8").startswith("The harbour master")


def test_pages_that_say_nothing_of_themselves_have_no_head() -> None:
    assert page_head({}) == page_head({"title": " \n", "url": None}, "markdown") == ""


def test_strip_writes_the_head_and_marks_behind_it() -> None:
    page = PAGE.replace("{0}", "Łódź").replace("{}", "x")
    config = cf.Config.from_dict({"input": {"with_metadata": True}, "policy": {"categories": {"social": "mark"}}})
    one, many = io.BytesIO(), io.BytesIO()
    strip_stream(io.BytesIO(page.encode()), one, config=config)
    assert one.getvalue().decode().startswith(HEAD.replace("{0}", "Łódź") + "The harbour")
    strip_stream(io.BytesIO(json.dumps({"text": page}).encode()), many, jsonl=True, config=config)
    row = json.loads(many.getvalue())
    assert [row["text"][m["start"] : m["stop"]] for m in row["chaffinch"]] == ["Share this on Facebook"]
