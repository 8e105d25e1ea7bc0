"""Which of several copies stays: exactly one by every order, and the right one."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from chaffinch import pipeline
from chaffinch.cli.app import app
from chaffinch.config import Config
from chaffinch.pipeline.stages import clean
from chaffinch.policy.ranking import uncompared
from chaffinch.report.report import summary
from chaffinch.runs import Answer, Run, append, of_span

CORPUS = Path(__file__).parents[2] / "examples" / "corpus"
NEAR_COPIES = 24


@pytest.fixture(scope="module")
def near_copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write near-copies of one story, each in a file of its own; the 7th has most text, the 11th is the earliest."""
    folder, chance = tmp_path_factory.mktemp("copies"), random.Random(8)
    words = sorted({word for path in CORPUS.rglob("*.txt") for word in path.read_text("utf-8", "replace").split()})
    story = chance.choices([word for word in words if word.isalpha()], k=250)
    for i in range(NEAR_COPIES):
        text = " ".join(chance.choice(story) if chance.random() < 0.04 else word for word in story)
        text += " and whoever came was told the rest of it while it rained" * (i == 7) * 2
        footer = "\n\nAll rights reserved. No part of this publication may be reproduced." * (i == 5)
        row = {"id": f"{i:02}", "text": text + footer, "date": f"2031-05-{30 - i if i < 12 else i:02}"}
        row["date"] = "2030-01-01" if i == 11 else row["date"]
        (folder / f"paper{i:02}").mkdir()
        (folder / f"paper{i:02}" / "story.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def compared(near_copies: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run `clean` over the near-copies without naming a source."""
    folder = tmp_path_factory.mktemp("compared") / "run"
    clean(near_copies, folder, config=Config.from_dict({"policy": {"yes": True}}))
    return folder


@pytest.mark.parametrize(
    ("keep", "stays"), [("longest", "07"), ("first", "00"), ("earliest", "11"), ("latest", "00"), ("source", "17")]
)
def test_one_of_many_near_copies_stays_by_every_order(near_copies: Path, tmp_path: Path, keep: str, stays: str) -> None:
    config = Config.from_dict({"policy": {"keep": keep, "sources": ["paper99", "paper17", "paper03"], "yes": True}})
    assert cleaned(clean(near_copies, tmp_path / "run", config=config)) == [stays]


@pytest.mark.parametrize(
    ("keep", "reason"),
    [("longest", "length"), ("first", "order"), ("earliest", "date"), ("latest", "date"), ("source", "source")],
)
def test_every_copy_says_why_its_keeper_stays(compared: Path, tmp_path: Path, keep: str, reason: str) -> None:
    shutil.copytree(compared, tmp_path / "run")
    config = Config.from_dict({"policy": {"keep": keep, "sources": ["paper11"], "yes": True}})
    rows = pipeline.decide(Run.open(tmp_path / "run"), config=config).table("removals").to_pylist()
    copies = [row["keeper_reason"] for row in rows if row["reason"] == "duplicate"]
    assert copies == [reason] * (NEAR_COPIES - 1)
    assert {row["keeper_reason"] for row in rows if row["keeper"] is None} <= {None}


STORY = (
    "The harbour council met on Monday to talk about the new bridge over the lock.\nThe engineer said that the old one "
    "would hold for two winters more, if nobody drove over it with anything heavier than a cart.\nThree members asked "
    "who would tell the brewery, and nobody answered.\nThe meeting ended after four hours with a vote on the colour of "
    "the railing, which will be green."
)
MORE = (
    "\nOn Tuesday the brewery sent a letter of nine pages, in which it offered to pay for half of the bridge if it could "
    "be called after the founder.\nThe council will read it in June, when the clerk is back from the mountains."
)


@pytest.mark.parametrize(
    ("keeper", "other", "reason"),
    [
        ({"text": STORY}, {"text": STORY}, "id"),
        ({"text": STORY, "date": "2031-01-02"}, {"text": STORY, "date": "2031-01-03"}, "date"),
        ({"text": STORY, "date": "2031-01-02"}, {"text": STORY}, "date"),
        ({"text": STORY + " Rain fell."}, {"text": STORY}, "length"),
        ({"text": STORY}, {"text": STORY.replace("would", "would&nbsp;")}, "damage"),
        ({"text": STORY + MORE}, {"text": STORY}, "contains"),
        ({"text": STORY}, {"text": f"{STORY}\n\n{STORY}"}, "damage"),  # pasted twice
        ({"text": STORY}, {"text": f"[b]{STORY}[/b]"}, "damage"),
        ({"text": STORY}, {"text": "".join(f"<p>{line}</p>\n" for line in STORY.splitlines() if line)}, "damage"),
        ({"text": STORY}, {"text": f"{STORY.splitlines()[0]}\n{STORY}"}, "damage"),
        ({"text": STORY + " Rain fell."}, {"text": f"{STORY}\n\n{STORY}"}, "length"),
    ],
)
def test_a_keeper_says_why_it_stays(tmp_path: Path, keeper: dict[str, str], other: dict[str, str], reason: str) -> None:
    rows = [{"id": "1", **keeper}, {"id": "2", **other}]
    for folder, ids in (("one", "12"), ("two", "21")):  # the order of ids decides nothing, unless all else is equal
        records = [row | {"id": name} for row, name in zip(rows, ids, strict=True)]
        (tmp_path / f"{folder}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in records), encoding="utf-8")
        config = Config.from_dict({"policy": {"contained": "remove", "yes": True}})
        run = clean(tmp_path / f"{folder}.jsonl", tmp_path / folder, config=config)
        (row,) = [r for r in run.table("removals").to_pylist() if r["reason"] in ("duplicate", "contained")]
        assert row["keeper_reason"] == reason
        assert row["keeper"] == (min(ids) if reason == "id" else ids[0])


def test_the_first_one_is_the_one_that_was_read_first(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name, ids in (("1.jsonl", "ca"), ("0.jsonl", "zb")):
        rows = [json.dumps({"id": i, "text": f"{STORY} Item {i}."}) for i in ids]
        (tmp_path / "in" / name).write_text("\n".join(rows) + "\n", encoding="utf-8")
    run = clean(tmp_path / "in", tmp_path / "run", config=Config.from_dict({"policy": {"keep": "first", "yes": True}}))
    assert cleaned(run) == ["z"]
    assert {r["keeper_reason"] for r in run.table("removals").to_pylist() if r["keeper"]} == {"order"}


def test_a_keeper_that_a_reader_chose_says_so(compared: Path, tmp_path: Path) -> None:
    shutil.copytree(compared, tmp_path / "run")
    run = Run.open(tmp_path / "run")
    text = run.text("03")
    answer = Answer(verdict="other", scope="document", document="03", stop=len(text), keeper="03")
    append(run, [of_span(answer, text)])
    decided = pipeline.decide(run, config=run.config)
    assert cleaned(decided) == ["03"]
    assert {row["keeper_reason"] for row in decided.table("removals").to_pylist() if row["keeper"]} == {"answer"}


@pytest.mark.parametrize(
    ("sources", "stays"),
    [
        (["paper99"], "00"),  # no source of the run has this name
        (["paper17"], "00"),  # the run compared the 17th with few others
        (["paper17", "paper11"], "11"),  # the earliest was compared with all
        (["paper17/story.jsonl", "paper07", "paper11"], "07"),
    ],
)
def test_one_stays_when_sources_are_named_after_the_run(
    compared: Path, tmp_path: Path, sources: list[str], stays: str
) -> None:
    shutil.copytree(compared, tmp_path / "run")
    config = Config.from_dict({"policy": {"keep": "source", "sources": sources, "yes": True}})
    assert cleaned(pipeline.decide(Run.open(tmp_path / "run"), config=config)) == [stays]


def test_sources_are_named_in_order_on_the_command_line(near_copies: Path, tmp_path: Path) -> None:
    words = ["clean", str(near_copies), "--out", str(tmp_path / "run"), "--yes", "--json"]
    done = CliRunner().invoke(app, [*words, "--keep", "source", "--sources", "paper99,paper17,paper03"])
    assert done.exit_code == 0, done.output
    assert cleaned(Run.open(tmp_path / "run")) == ["17"]


def test_documents_that_the_first_of_their_group_does_not_match_need_no_row() -> None:
    left, right = np.array([0, 1, 2]), np.array([1, 2, 3])
    assert uncompared(left, right, np.array([True, True, True])).tolist() == []
    assert uncompared(left, right, np.array([False, False, False])).tolist() == []
    left, right = np.array([5, 5, 9]), np.array([7, 9, 5])
    assert uncompared(left, right, np.array([True, True, True])).tolist() == [7, 9]


def cleaned(run: Run) -> list[str]:
    outcomes = run.table("documents").select(["document", "outcome"]).to_pylist()
    return [row["document"] for row in outcomes if row["outcome"] == "cleaned"]


def corpus_of(texts: dict[str, str], folder: Path) -> Path:
    source = folder / "in.jsonl"
    source.write_text("".join(json.dumps({"id": i, "text": text}) + "\n" for i, text in texts.items()))
    return source


STORY = (
    "The mill at Orrin turns again after forty years. Its wheel is of larch, its owner of few words. Flour is sold on "
    "Fridays, and who brings a sack pays a crown less. The stones came from the quarry behind the church."
)
NOTICE = "All rights reserved. No part of this publication may be reproduced without permission."
MORE = " Nobody has worked there since the flood."


def test_the_keeper_has_the_most_letters_outside_of_boilerplate(tmp_path: Path) -> None:
    source = corpus_of({"footer": f"{STORY}\n\n{NOTICE}", "more": STORY + MORE}, tmp_path)
    run = clean(source, tmp_path / "run")
    assert {r["document"]: r["keeper"] for r in run.table("removals").to_pylist()} == {"footer": "more"}


BRIDGE = (
    "Die Brücke über die Lühr bleibt bis März für Fußgänger geschlossen, erklärte die Bürgermeisterin am Montag. "
    "Zwölf Träger müssen gründlich geprüft werden. Die Fähre fährt täglich bis fünf Uhr."
)
FLAT = (("ü", "ue", "ä", "ae", "ß", "ss"), ("ü", "u", "ä", "a", "ß", "s"))


@pytest.mark.parametrize("letters", FLAT)
def test_the_keeper_has_the_marks_of_its_letters(tmp_path: Path, letters: tuple[str, ...]) -> None:
    flat = BRIDGE
    for letter, other in zip(letters[::2], letters[1::2], strict=True):
        flat = flat.replace(letter, other)
    run = clean(corpus_of({"a": flat, "b": BRIDGE}, tmp_path), tmp_path / "run")
    assert {r["document"]: r["keeper"] for r in run.table("removals").to_pylist()} == {"a": "b"}


def test_a_text_in_entities_is_a_copy(tmp_path: Path) -> None:
    text = "Мост через реку закрыт до марта, сообщила мэр в понедельник. Паром ходит до пяти часов вечера."
    coded = "".join(f"&#{ord(c)};" if c.isalpha() else c for c in text)
    run = clean(corpus_of({"a": coded, "b": text}, tmp_path), tmp_path / "run")
    assert {r["document"]: r["keeper"] for r in run.table("removals").to_pylist()} == {"a": "b"}


def test_the_keeper_was_not_misread_by_a_scanner(tmp_path: Path) -> None:
    story = (
        "The storms came from the moor at four in the morning, and the miller of the island will not repair the wheel "
        "before the summer. The harbour board has no money, said Nora Vik, who has summoned the men of the farms."
    )
    scanned = story.replace("the ", "tbe ").replace("will", "wiIl").replace("summ", "sumrn").replace("island", "is1and")
    scanned = scanned.replace("harbour", "harb0ur").replace("miller", "mi1ler").replace("storms", "storrns")
    run = clean(corpus_of({"a": scanned, "b": story}, tmp_path), tmp_path / "run")
    assert {r["document"]: r["keeper"] for r in run.table("removals").to_pylist()} == {"a": "b"}


def test_the_keeper_has_no_boilerplate_within_its_sentences(tmp_path: Path) -> None:
    stub = "\n\nSubscribe to read the full story. Already a subscriber? Log in.\n\n"
    source = corpus_of({"a": STORY.replace("a crown", f"a{stub}crown"), "b": STORY + stub}, tmp_path)
    removals = clean(source, tmp_path / "run").table("removals").to_pylist()
    assert [(r["document"], r["keeper"], r["keeper_reason"]) for r in removals if r["keeper"]] == [("a", "b", "damage")]


def test_the_keeper_has_the_most_letters_outside_of_quoted_lines(tmp_path: Path) -> None:
    quoting = f"{STORY}\n> I heard that it never turned at all, he said.\n"
    run = clean(corpus_of({"quoting": quoting, "more": STORY + MORE}, tmp_path), tmp_path / "run")
    assert {r["document"]: r["keeper"] for r in run.table("removals").to_pylist()} == {"quoting": "more"}


REPLY = (
    f"Ada wrote:\n> {STORY}\n\nI know the owner well, and he talks whenever he has had his soup. Last week he told me "
    "that the wheel will get a brake, and that he looks for an apprentice who can sing and who is not afraid of rats."
)


def test_a_message_that_a_reply_quotes_stays_and_is_reported(tmp_path: Path) -> None:
    run = clean(corpus_of({"message": STORY, "reply": REPLY}, tmp_path), tmp_path / "run")
    assert run.table("removals").num_rows == 0
    found = [(r.name, r.example.document, r.example.keeper) for r in summary(run).found]
    assert ("contained", "message", "reply") in found
    again = pipeline.decide(run, config=Config.from_dict({"policy": {"contained": "remove"}}))
    assert {r["document"]: r["keeper"] for r in again.table("removals").to_pylist()} == {"message": "reply"}
    assert "contained" not in [r.name for r in summary(again).found]


def test_a_copy_whose_end_is_cut_off_goes(tmp_path: Path) -> None:
    run = clean(corpus_of({"whole": f"{STORY} {REPLY[-200:]}", "cut": STORY[:150]}, tmp_path), tmp_path / "run")
    assert {r["document"]: r["keeper"] for r in run.table("removals").to_pylist()} == {"cut": "whole"}
