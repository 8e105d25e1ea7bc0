"""Undo single decisions: the rest stays as it was, restore is exact, and new runs keep to it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from chaffinch.config import Config
from chaffinch.errors import UsageError
from chaffinch.pipeline import clean, decide, restore, undo
from chaffinch.report.explanation import explain
from chaffinch.runs import Answer, Run, append, cuts, of_span

CORPUS = Path(__file__).parents[2] / "examples" / "corpus"


def files_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("undo") / "run"
    clean(CORPUS, folder)
    return folder


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Run:
    shutil.copytree(made, tmp_path / "run")
    return Run.open(tmp_path / "run")


def rows_of(run: Run) -> list[dict[str, object]]:
    return run.table("removals").to_pylist()


@pytest.mark.parametrize("reason", ["social", "credit", "copyright"])
def test_one_cut_is_undone_and_nothing_else_changes(run: Run, reason: str, tmp_path: Path) -> None:
    cut = next(c for c in cuts(run, reason=reason) if c.document.endswith(".txt"))
    before, rows = files_of(run.path / "cleaned"), rows_of(run)
    undone, answers = undo(run, cut.document, [(cut.start, cut.stop)])
    assert [a.text for a in answers] == [cut.text[:80]]
    after = files_of(run.path / "cleaned")
    assert {name for name in before if before[name] != after[name]} == {cut.document}
    assert cut.text in after[cut.document].decode()
    changed = [row for row in rows_of(undone) if row not in rows]
    assert [(r["start"], r["stop"], r["action"], r["rule"]) for r in changed] == [
        (cut.start, cut.stop, "undone", cut.rule)
    ]
    assert [s.state for s in explain(undone, cut.document).segments if s.start == cut.start] == ["undone"]
    restore(undone, tmp_path / "back")
    assert all(
        (tmp_path / "back" / p.relative_to(CORPUS)).read_bytes() == p.read_bytes() for p in CORPUS.rglob("*.txt")
    )
    undo(undone, cut.document, [(cut.start, cut.stop)], again=True)
    assert files_of(run.path / "cleaned") == before


def test_a_dropped_document_comes_back(run: Run, tmp_path: Path) -> None:
    copy = next(row for row in rows_of(run) if row["reason"] == "duplicate")
    undone, _ = undo(run, str(copy["document"]))
    assert undone.document(str(copy["document"]))["outcome"] == "cleaned"
    assert {("undone", copy["keeper"])} == {
        (r["action"], r["keeper"])
        for r in rows_of(undone)
        if r["document"] == copy["document"] and r["reason"] == "duplicate"
    }
    assert [c.relation for c in explain(undone, str(copy["document"])).copies if c.document == copy["keeper"]] == [
        "undone"
    ]
    back = restore(undone, tmp_path / "back")
    assert back == len(list(CORPUS.rglob("*.*")))
    undo(undone, str(copy["document"]), again=True)
    assert rows_of(run) == rows_of(Run.open(run.path))


def test_what_was_not_cut_cannot_be_undone(run: Run) -> None:
    cut = cuts(run)[0]
    with pytest.raises(UsageError, match=f"has no cut 1-2; cut or marked in it: {cut.start}-{cut.stop}"):
        undo(run, cut.document, [(1, 2)])
    with pytest.raises(UsageError, match="was not removed as a copy"):
        undo(run, cut.document)
    with pytest.raises(UsageError, match="undone in it: nothing"):
        undo(run, cut.document, [(cut.start, cut.stop)], again=True)
    with pytest.raises(UsageError, match="did you mean"):
        undo(run, cut.document + "x", [(1, 2)])
    assert not (run.path / "answers.jsonl").exists()


def test_a_new_run_in_the_folder_keeps_to_it_where_the_text_has_moved(tmp_path: Path) -> None:
    body = "The ferry ran aground on the shoal before dawn, and the lifeboats were out within a quarter of an hour."
    record = {"id": "a", "text": f"{body}\n\nShare this story with your friends!"}
    (tmp_path / "in.jsonl").write_text(json.dumps(record) + "\n")
    config = Config.from_dict({"policy": {"yes": True}})
    run = clean(tmp_path / "in.jsonl", tmp_path / "run", config=config)
    (cut,) = cuts(run)
    undo(run, "a", [(cut.start, cut.stop)])
    record["text"] = "A new first line of the report.\n\n" + record["text"] + "\n\nFollow us on Twitter!"
    (tmp_path / "in.jsonl").write_text(json.dumps(record) + "\n")
    again = clean(tmp_path / "in.jsonl", tmp_path / "run", config=config, fresh=True)
    assert [(c.text, c.action) for c in cuts(again)] == [(cut.text, "undone"), ("Follow us on Twitter!", "remove")]


def own_words(run: Run, document: str, other: str) -> int:
    """Count the words that a document has and another one lacks; one with a sentence of its own stays in any case."""
    for row in run.table("matches").to_pylist():
        if row["unit"] == "document" and {row["left_document"], row["right_document"]} == {document, other}:
            return int(row["left_only"] if row["left_document"] == document else row["right_only"])
    raise AssertionError("the two do not match")


def test_rules_and_sites_are_obeyed_and_the_keeper_that_a_reader_chose_stays(run: Run) -> None:
    copy = next(
        row
        for row in rows_of(run)
        if row["reason"] == "duplicate" and own_words(run, str(row["keeper"]), str(row["document"])) == 0
    )
    document, rule = str(copy["document"]), cuts(run, reason="credit")[0].rule
    whole = of_span(
        Answer(verdict="other", scope="document", document=document, stop=int(str(copy["stop"])), keeper=document),
        run.text(document),
    )
    append(run, [whole, Answer(verdict="wrong", scope="rule", rule=rule)])
    decided = decide(run, config=run.config)
    assert decided.document(document)["outcome"] == "cleaned"
    assert decided.document(str(copy["keeper"]))["outcome"] == "duplicate"
    assert {c.action for c in cuts(decided, rule=rule)} == {"undone"}


def test_a_passage_cluster_that_is_none_keeps_its_passages(run: Run) -> None:
    config = run.config.override({"policy": {"passages": "remove"}})
    kinds = ("quotation", "syndicated", "repeat")
    going = [row for row in rows_of(decide(run, config=config)) if row["reason"] in kinds]
    assert going
    removed = [r for r in run.table("clusters").to_pylist() if not r["keeper"] and r["kind"] in kinds]
    append(
        run,
        [
            of_span(
                Answer(verdict="wrong", scope="cluster", document=m["document"], start=m["start"], stop=m["stop"]),
                run.text(m["document"])[m["start"] : m["stop"]],
            )
            for m in removed
        ],
    )
    assert not [row for row in rows_of(decide(Run.open(run.path), config=config)) if row["reason"] in kinds]


SHARED = {
    "en": "The water of the upper lake will be let out on the first Sunday of March, and whoever has a boat on it is asked "
    "to bring it ashore before that day, since nobody will answer for it afterwards.",
    "de": "Das Wasser des oberen Sees wird am ersten Sonntag im März abgelassen, und wer ein Boot darauf hat, wird gebeten, "
    "es vor diesem Tag an Land zu bringen, denn danach haftet niemand mehr dafür.",
    "ar": "سيتم تفريغ مياه البحيرة العليا في أول يوم أحد من شهر مارس، ويطلب من كل من يملك قاربا فيها أن يسحبه إلى الشاطئ "
    "قبل ذلك اليوم لأن أحدا لن يتحمل المسؤولية عنه بعد ذلك الموعد.",
}
OWN = (
    "Seven loads of gravel came up the road in the night. The mason counted them by the light of his lamp.",
    "Mushrooms are dear this autumn. A basket costs what a coat did in my mother's time, and it is not a good coat.",
    "The choir sang without its tenor. Nobody noticed but the tenor, who stood at the back with a cold.",
)
NOTICE = "The reading room closes at six on Fridays from October on, as the stove is needed in the school at that time of day."


@pytest.mark.parametrize("language", SHARED)
def test_the_passage_that_a_reader_chose_stays_and_no_other_of_its_document(tmp_path: Path, language: str) -> None:
    texts = [f"{own}\n\n{SHARED[language]}\n\n{NOTICE}" for own in OWN]
    rows = "".join(json.dumps({"id": str(i), "text": text}) + "\n" for i, text in enumerate(texts))
    (tmp_path / "in.jsonl").write_text(rows, encoding="utf-8")
    config = Config.from_dict({"policy": {"passages": "remove", "keep": "first", "yes": True}})
    run = clean(tmp_path / "in.jsonl", tmp_path / "run", config=config)
    members = [row for row in run.table("clusters").to_pylist() if row["kind"] != "document"]
    assert {row["document"] for row in members if row["keeper"]} == {"0"}
    shown = next(m for m in members if SHARED[language][20:60] in texts[0][m["start"] : m["stop"]])
    chosen = next(m for m in members if m["cluster"] == shown["cluster"] and m["document"] == "2")
    answer = Answer(
        verdict="other", scope="cluster", document="0", start=shown["start"], stop=shown["stop"],
        keeper="2", keeper_start=chosen["start"], keeper_stop=chosen["stop"],
    )  # fmt: skip
    append(run, [of_span(answer, texts[0][shown["start"] : shown["stop"]])])
    decided = decide(run, config=config)
    kept = [pair for pair in _remaining(decided, texts, SHARED[language]) if pair[1]]
    assert [document for document, _ in kept] == ["2"]
    if len({m["cluster"] for m in members}) > 1:  # the notice is a cluster of its own: nobody chose about it
        assert [d for d, there in _remaining(decided, texts, NOTICE) if there] == ["0"]


def _remaining(run: Run, texts: list[str], passage: str) -> list[tuple[str, bool]]:
    """Tell of each document whether a passage is still in its cleaned text."""
    gone = [(r["document"], r["start"], r["stop"]) for r in rows_of(run) if r["action"] == "remove"]
    found = []
    for i, text in enumerate(texts):
        at = text.index(passage)
        middle = at + len(passage) // 2
        found.append((str(i), not any(d == str(i) and int(str(a)) <= middle < int(str(b)) for d, a, b in gone)))
    return found


def test_a_cut_that_is_undone_already_is_named_so(run: Run) -> None:
    cut = cuts(run)[0]
    undone, _ = undo(run, cut.document, [(cut.start, cut.stop)])
    with pytest.raises(UsageError, match=f"has already undone {cut.start}-{cut.stop}"):
        undo(undone, cut.document, [(cut.start, cut.stop)])


def test_a_run_is_given_as_its_folder_and_settings_as_a_dictionary(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path / "run")
    one = decide(tmp_path / "run", config={"policy": {"categories": {"copyright": "mark"}}})
    assert {row["action"] for row in rows_of(one) if row["reason"] == "copyright"} == {"mark"}
    assert restore(str(tmp_path / "run"), tmp_path / "back") > 0
    with pytest.raises(UsageError, match="a Config, or a dictionary"):
        decide(tmp_path / "run", config=3)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="did you mean 'keep'"):
        clean(CORPUS, tmp_path / "other", config={"policy": {"kep": "first"}})
