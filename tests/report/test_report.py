"""The summary counts what the tables hold; what a terminal shows fits, is safe, and ends with a command."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

import chaffinch as cf
from chaffinch.config import Config, StripConfig
from chaffinch.errors import UsageError
from chaffinch.report import views
from chaffinch.report.bar import CLEANING, Bar
from chaffinch.report.repeated import clusters, counts
from chaffinch.report.report import Example, Reason, Summary, summary
from chaffinch.report.terminal import ending, opening, shown, size
from chaffinch.report.views import show_clusters, show_summary
from chaffinch.runs.originals import read_passages
from chaffinch.runs.run import Run


def printed(view: Any, *arguments: Any, **options: Any) -> str:
    """Give what a view prints on 80 columns."""
    sink = io.StringIO()
    view(Console(file=sink, width=80, highlight=False, markup=False, emoji=False), *arguments, **options)
    return sink.getvalue()


def by_name(reasons: tuple[Reason, ...]) -> dict[str, Reason]:
    return {reason.name: reason for reason in reasons}


def test_counts_come_from_the_run(hand_run: Run) -> None:
    counted = summary(hand_run)
    assert (counted.read, counted.cleaned, counted.duplicate, counted.failed) == (6, 4, 1, 1)
    assert counted.kept_share == pytest.approx(0.882)
    assert counted.skipped == {".png": 2, "hidden": 1}


def test_every_reason_has_its_passages_and_characters(hand_run: Run) -> None:
    removed = by_name(summary(hand_run).removed)
    assert {n: (r.passages, r.documents) for n, r in removed.items()} == {
        "duplicate": (1, 1), "template": (2, 2), "donation": (1, 1), "social": (1, 1),
    }  # fmt: skip
    assert removed["template"].characters == 2 * len(removed["template"].example.text)
    assert removed["template"].sites == 2
    assert removed["social"].example.text == "Share this story with your friends!"
    assert removed["duplicate"].example.keeper == "a/one.txt"


def test_what_is_held_back_is_neither_removed_nor_found(hand_run: Run) -> None:
    counted = summary(hand_run)
    assert (counted.held_back, counted.withheld) == (1, ("b/menu only.txt",))
    assert "navigation" not in by_name(counted.removed)
    assert list(by_name(counted.found)) == ["byline"]


def test_passages_of_dropped_documents_are_not_counted(hand_run: Run) -> None:
    (repeated,) = summary(hand_run).repeated
    assert (repeated.kind, repeated.clusters, repeated.documents) == ("quotation", 1, 3)
    assert "b/copy.txt" not in {m.document for c in clusters(hand_run) for m in c.members}


def test_a_passage_left_alone_by_a_dropped_document_repeats_nothing(run_of: Any) -> None:
    def alone(rows: Any) -> None:
        rows["clusters"] = [c for c in rows["clusters"] if c["document"] in ("a/one.txt", "b/copy.txt")]

    run = run_of(alone)
    assert summary(run).repeated == ()
    assert counts(run) == {}
    assert counts(run, kind="document")["document"][1] == 1


def test_a_finding_in_a_dropped_document_is_not_counted(run_of: Any) -> None:
    def more(rows: Any) -> None:
        rows["findings"].append({**rows["findings"][0], "document": "b/copy.txt", "category": "caption"})
        rows["removals"] = [r for r in rows["removals"] if r["document"] != "b/copy.txt"]

    assert list(by_name(summary(run_of(more)).found)) == ["byline"]


def test_the_example_is_the_first_document_of_median_length(run_of: Any) -> None:
    def three(rows: Any) -> None:
        row = next(r for r in rows["removals"] if r["reason"] == "social")
        rows["removals"] = [
            {**row, "document": document, "start": 0, "stop": length}
            for document, length in (("b/quote.txt", 20), ("a/two.txt", 20), ("a/one.txt", 5), ("a/one.txt", 90))
        ]

    (social,) = summary(run_of(three)).removed
    assert (social.example.document, social.example.stop) == ("a/two.txt", 20)
    assert social.example.text == "The buoy was off sta"


def test_the_order_of_rows_does_not_matter(run_of: Any, hand_run: Run) -> None:
    def shuffle(rows: Any) -> None:
        for table in rows.values():
            random.Random(5).shuffle(table)

    assert replace(summary(run_of(shuffle)), run="") == replace(summary(hand_run), run="")


def test_marked_rows_are_a_section_of_their_own(run_of: Any) -> None:
    def mark(rows: Any) -> None:
        for row in rows["removals"]:
            row["action"] = "mark" if row["reason"] == "social" else row["action"]

    counted = summary(run_of(mark))
    assert list(by_name(counted.marked)) == ["social"]
    assert "social" not in by_name(counted.removed)
    assert "\nmarked " in printed(show_summary, counted)


def test_it_becomes_json_and_its_keys_are_an_interface(hand_run: Run) -> None:
    tree = json.loads(json.dumps(summary(hand_run).to_dict()))
    assert sorted(tree) == sorted([
        "run", "read", "cleaned", "duplicate", "failed", "empty", "indexed", "skipped", "skipped_records", "bytes", "seconds", "characters", "kept",
        "kept_share", "removed", "marked", "found", "repeated", "passages_action", "held_back", "withheld", "withheld_sites",
        "failures", "failed_files", "warnings", "unchanged",
    ])  # fmt: skip
    assert sorted(tree["removed"][0]) == ["characters", "documents", "example", "name", "passages", "sites"]


def test_a_run_of_nothing_has_a_summary_too(empty_run: Run) -> None:
    counted = summary(empty_run)
    assert counted.kept_share == 0.0
    text = printed(show_summary, counted)
    assert text.startswith("0 documents read, 0 B, 0 s\n")
    assert "removed" not in text


SHOWN = """\
6 documents read, 38.1 MB, 9.4 s
  cleaned 4   duplicates 1   failed 1        kept 88.2 % of all characters
  skipped 3 files: 2 .png, 1 hidden

removed          passages  characters
  duplicate         1 doc         171  b/copy.txt is a/one.txt (98 %)
  template              2          94  2 sites, such as "© 2031 The Harbour He…"
  donation              1          67  "If you like what we write, please supp…"
  social                1          35  "Share this story with your friends!"

found and kept   passages  characters
  byline                1          19  "By A. Correspondent"

repeated           groups     to read  (kept)
  quotation             1           1  "We come to a really terrifying conclus…"

held back  1 document would have had no text left and keeps its text:
           chaffinch explain run/ 'b/menu only.txt'
failed     b/broken.html: not text: 0x00 in the first 512 bytes
           left out of the cleaned corpus: 1 failed record (b/broken.html 1)
           restore cannot write them

run/cleaned/                         the cleaned corpus
run/report.html                      what was cut and why
chaffinch explain run/ a/one.txt     all cuts of one document
chaffinch passages run/              all repeated passages
chaffinch restore run/ --out back/   write the originals again
"""


def test_the_summary_as_a_person_sees_it(hand_run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(hand_run.path).parent)
    page = "run/report.html                      what was cut and why\n"
    counted = replace(summary(hand_run), run="run/")
    assert printed(show_summary, counted) == SHOWN.replace(page, "")
    Path("run/report.html").touch()
    assert printed(show_summary, counted) == SHOWN


def test_a_dry_run_names_no_cleaned_corpus(hand_run: Run) -> None:
    text = printed(show_summary, replace(summary(hand_run), run="run/"), dry_run=True)
    assert "would be removed" in text
    assert "cleaned/" not in text
    assert "restore" not in text


def test_a_run_that_was_decided_again_says_so(run_of: Callable[..., Run]) -> None:
    config = Config().to_dict()
    begun = {name: values for name, values in config.items() if name != "work"}
    other = {**config, "policy": {**config["policy"], "boilerplate": "off"}}
    text = printed(show_summary, summary(run_of(config=other, begun_with=begun, unchanged=True)))
    assert "decided again" in text and "[policy] boilerplate = 'off'" in text
    assert "decided again" not in printed(
        show_summary, summary(run_of(config=config, begun_with=begun, unchanged=True))
    )


def test_an_unchanged_run_is_named_as_such(hand_run: Run) -> None:
    counted = replace(summary(hand_run), run="run/", unchanged=True)
    text = printed(show_summary, counted)
    assert text.startswith("nothing to do: the run in run/ is finished")
    assert "passages  characters" not in text
    assert "chaffinch explain run/" in text


def test_the_action_of_repeated_passages_is_shown(run_of: Any) -> None:
    policy = Config.from_dict({"policy": {"passages": "mark"}}).to_dict()
    assert "(marked)" in printed(show_summary, summary(run_of(config=policy)))


def test_renamed_records_are_a_warning(run_of: Any) -> None:
    counts = {"read": 6, "cleaned": 6, "duplicate": 0, "failed": 0, "characters": 9, "kept": 9, "renamed": 4}
    assert "warning    4 records share their id" in printed(show_summary, summary(run_of(counts=counts)))


def test_lists_are_limited_and_count_the_rest(run_of: Any) -> None:
    def many(rows: Any) -> None:
        row = rows["failures"][0]
        rows["failures"] = [{**row, "document": f"{n}.html", "record": n} for n in range(9)]

    counts = {"read": 9, "cleaned": 0, "duplicate": 0, "failed": 9, "characters": 0, "kept": 0}
    text = printed(show_summary, summary(run_of(many, counts=counts)))
    assert [f"{n}.html" in text for n in range(4)] == [True, True, True, False]
    assert "and 6 more in failures.parquet" in text


WIDE = "漢字かな交じり文 \x1b[31m\u202e red \x00 e\u0301\u0301 👩‍👩‍👧 " * 9


def test_foreign_text_neither_widens_nor_colours_the_terminal(hand_run: Run) -> None:
    counted = summary(hand_run)
    odd = replace(counted.removed[0], name="disclaimer", example=replace(counted.removed[0].example, text=WIDE))
    copy = replace(counted.removed[0], example=replace(counted.removed[0].example, document=WIDE))
    text = printed(show_summary, replace(counted, run="run/", removed=(odd, copy), found=(), withheld=(WIDE,)))
    assert not set("\x1b\x00\u202e") & set(text)
    rows = [line for line in text.splitlines() if "chaffinch explain" not in line]
    assert max(map(cell_len, rows)) <= 80


def test_clusters_as_a_person_sees_them(hand_run: Run) -> None:
    text = printed(show_clusters, list(clusters(hand_run, members=2)), {"quotation": (5, 7)}, ["passages", "run/"])
    assert text.splitlines()[0] == "quotation   3 documents"
    assert text.splitlines()[1].startswith('  a/one.txt 162-260  "We come to')
    assert text.splitlines()[1].endswith("   the harbour master")
    assert "  and 1 more" in text
    assert "1 of 7 groups; worth reading are, by kind:\n  quotation             5 of 7\n" in text
    assert "all of them: chaffinch passages run/ --all" in text
    assert "no repeated passages" in printed(show_clusters, [], {}, ["passages", "run/"])


def test_clusters_worth_reading_come_first(run_of: Any) -> None:
    spans = {"s1": (91, 136), "s2": (10, 90), "names": (11, 99), "other": (11, 99), "unlike": (11, 99)}
    about = {"names": {"quality": "names"}, "unlike": {"similarity": 0.7}}

    def more(rows: Any) -> None:
        for row in rows["documents"]:
            row["host"] = f"{row['document'][0]}.example"
        rows["clusters"] += [
            {
                "cluster": name,
                "kind": "syndicated",
                "document": document,
                "start": start,
                "stop": stop,
                "keeper": True,
            }
            | {"quality": "prose", "similarity": 1.0}
            | about.get(name, {})
            for name, (start, stop) in spans.items()
            for document in (("a/one.txt", "b/menu only.txt") if name != "other" else ("a/one.txt", "a/two.txt"))
        ]

    run = run_of(more)
    assert [c.cluster for c in clusters(run, kind="syndicated", everything=False)] == ["s2", "s1"]
    assert [c.cluster for c in clusters(run, kind="syndicated", limit=1)] == ["s2"]
    assert {c.cluster for c in clusters(run)} == {"c1", *spans}
    assert [len(c.members) for c in clusters(run, members=1)] == [1] * 6
    assert counts(run)["syndicated"] == (2, 5)


WITHIN = [
    ("in the same documents", "quotation", {"a/one.txt": (10, 60), "b/menu only.txt": (20, 70)}, False),
    ("in some of its documents", "quotation", {"a/one.txt": (0, 100), "b/menu only.txt": (0, 95)}, False),
    ("in another document, too", "quotation", {"a/one.txt": (10, 60), "c.txt": (0, 50)}, True),
    ("beyond it in one document", "quotation", {"a/one.txt": (10, 60), "b/menu only.txt": (80, 130)}, True),
    ("of another kind", "syndicated", {"a/one.txt": (10, 60), "b/menu only.txt": (20, 70)}, True),
    ("beyond it in its documents", "syndicated", dict.fromkeys(("a/one.txt", "a/two.txt", "b/menu only.txt"), (60, 120)), False),
    ("next to it in its documents", "quotation", dict.fromkeys(("a/one.txt", "a/two.txt", "b/menu only.txt"), (90, 150)), True),
]  # fmt: skip


@pytest.mark.parametrize(("case", "kind", "passages", "worth"), WITHIN)
def test_part_of_another_cluster_is_not_worth_reading(
    run_of: Any, case: str, kind: str, passages: Any, worth: bool
) -> None:
    whole = dict.fromkeys(("a/one.txt", "b/menu only.txt"), (0, 100)) | {"a/two.txt": (0, 100)}

    def more(rows: Any) -> None:
        for row in rows["documents"]:
            row["host"] = row["document"]
        more = {**rows["documents"][0], "document": "c.txt", "host": "c.txt", "outcome": "cleaned"}
        rows["documents"].append(more)
        rows["clusters"] = [
            {"cluster": name, "kind": of, "document": document, "start": start, "stop": stop, "keeper": True}
            | {"quality": "prose", "similarity": 1.0}
            for name, of, spans in (("whole", "quotation", whole), ("part", kind, passages))
            for document, (start, stop) in spans.items()
        ]

    run = run_of(more)
    assert sum(good for good, _ in counts(run).values()) == 1 + worth
    assert sum(every for _, every in counts(run).values()) == 2


BARE = [
    ("worded otherwise, all that they share", "syndicated", 0.9, 80, False, False),
    ("letter by letter", "syndicated", 1.0, 80, False, True),
    ("a quotation", "quotation", 0.9, 80, False, True),
    ("a paragraph", "syndicated", 0.9, 400, False, True),
    ("texts that share more", "syndicated", 0.9, 80, True, True),
]


@pytest.mark.parametrize(("case", "kind", "alike", "length", "related", "worth"), BARE)
def test_a_fact_that_two_texts_state_is_not_worth_reading(
    run_of: Any, case: str, kind: str, alike: float, length: int, related: bool, worth: bool
) -> None:
    def more(rows: Any) -> None:
        for row in rows["documents"]:
            row["host"] = row["document"]
        spans = {"fact": (0, length, kind, alike)} | ({"list": (500, 560, "syndicated", 0.7)} if related else {})
        rows["clusters"] = [
            {"cluster": name, "kind": of, "document": document, "start": start, "stop": stop, "keeper": True}
            | {"quality": "prose", "similarity": similarity}
            for name, (start, stop, of, similarity) in spans.items()
            for document in ("a/one.txt", "b/menu only.txt")
        ]

    assert sum(good for good, _ in counts(run_of(more)).values()) == worth


@given(st.text(max_size=60), st.integers(2, 40))
def test_both_ends_of_a_text_fit(text: str, width: int) -> None:
    for cut in (opening(text, width), ending(text, width)):
        assert cell_len(cut) <= width
        assert "\n" not in cut
    if cell_len(shown(text)) <= width:
        assert opening(text, width) == ending(text, width) == shown(text)


@given(st.integers(0, 10**15))
def test_sizes_are_short(amount: int) -> None:
    assert len(size(amount)) <= 7
    assert len(size(amount, "B")) <= 8


def test_bars_survive_stages_without_an_end() -> None:
    sink = io.StringIO()
    bar = Bar(Console(file=sink, force_terminal=True, width=100), CLEANING)
    bar.stage("reading", 1_000_000, "bytes")
    bar.advance(5)
    bar.stage("learning", None, "documents")
    bar.stage("stripping", 10, "documents")
    bar.advance(10)
    task = bar._shown.tasks[0]
    assert task.description == "finding boilerplate" and task.fields["state"].startswith("10 of 10 documents")
    bar.stage("no such stage", None, "files")
    bar.done()
    bar.done()
    bar.advance(1)


def test_the_bar_never_goes_back_and_counts_no_more_than_there_is() -> None:
    bar = Bar(Console(file=io.StringIO(), force_terminal=True, width=100), CLEANING)
    seen = []
    for name in (*CLEANING[:5], "sketching", "clustering", "clustering", "deciding", "writing"):
        bar.stage(name, 10, "documents")
        for _ in range(4):
            bar.advance(5)
            seen.append(bar._shown.tasks[0].completed)
    bar.done()
    assert seen == sorted(seen) and seen[0] > 0 and seen[-1] == pytest.approx(1.0)


class Counts:
    """Keeps the totals of stages, and what was counted."""

    def __init__(self) -> None:
        self.totals: dict[str, tuple[int | None, str]] = {}
        self.counted: dict[str, int] = {}
        self.name = ""

    def stage(self, name: str, total: int | None, unit: str) -> None:
        self.name, self.totals[name] = name, (total, unit)

    def advance(self, amount: int) -> None:
        self.counted[self.name] = self.counted.get(self.name, 0) + amount

    def done(self) -> None:
        self.name = ""


def test_a_run_counts_the_bytes_and_documents_of_its_input(tmp_path: Path) -> None:
    rows = "".join(json.dumps({"text": f"{n} otters sat by the weir, and {n} left at noon."}) + "\n" for n in range(50))
    (tmp_path / "a.jsonl").write_text(rows)
    (tmp_path / "b.txt").write_text("The dam held.")
    counts = Counts()
    files = [tmp_path / "a.jsonl", tmp_path / "b.txt"]
    cf.clean([str(file) for file in files], tmp_path / "run", progress=counts)
    size = sum(file.stat().st_size for file in files)
    assert counts.totals["reading"] == counts.totals["writing"] == (size, "bytes")
    assert counts.totals["stripping"] == counts.totals["deciding"] == (51, "documents")
    assert counts.counted["stripping"] == counts.counted["deciding"] == 51
    assert counts.counted["reading"] == pytest.approx(size, abs=2) == counts.counted["writing"]


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch, hand_run: Run) -> None:
    def coloured(summary_: Summary) -> bool:
        sink = io.StringIO()
        show_summary(Console(file=sink, width=80, force_terminal=True), summary_)
        return "\x1b[3" in sink.getvalue()

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert coloured(summary(hand_run))
    monkeypatch.setenv("NO_COLOR", "1")
    assert not coloured(summary(hand_run))


def test_a_text_that_left_the_input_is_asked_of_the_run(hand_run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (Path(hand_run.info["input"]["root"]) / "a/one.txt").write_text("By somebody else entirely.\n")
    monkeypatch.setattr(Run, "text", lambda _, name: f"{name}, rebuilt")
    assert read_passages(hand_run, [("b/quote.txt", 0, 7), ("a/one.txt", 0, 9), ("a/one.txt", 9, 18)]) == [
        "We come", "a/one.txt", ", rebuilt",
    ]  # fmt: skip


def test_an_unknown_document_is_not_taken_for_an_empty_one(hand_run: Run) -> None:
    with pytest.raises(UsageError, match=r"no document 'a/none\.txt'"):
        read_passages(hand_run, [("a/none.txt", 0, 7)])


def test_rules_of_the_user_that_found_nothing_are_named(tmp_path: Path) -> None:
    pack = tmp_path / "mine.toml"
    rule = '[[rule]]\nid = "mine.{}"\ncategory = "advert"\nscope = "sentence"\npattern = "{}"\nyes = ["{}"]\n'
    pack.write_text(
        rule.format("seen", "visit the mill shop", "Visit the mill shop!")
        + rule.format("idle", "never here", "Never here.")
    )
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(
        "The boats left at night and came back late. Visit the mill shop! They were full."
    )
    run = cf.clean(tmp_path / "in", out=tmp_path / "run", config=Config(strip=StripConfig(packs=(str(pack),))))
    assert [w for w in summary(run).warnings if "found nothing" in w] == [f"1 rule of {pack} found nothing: mine.idle"]
    pack.unlink()
    assert not [w for w in summary(run).warnings if "found nothing" in w]


def test_a_rule_whose_text_a_site_template_finds_is_not_called_idle_without_more(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        '[[rule]]\nid = "mine.shop"\ncategory = "advert"\nscope = "line"\npattern = "the mill shop of oxel.*"\n'
        'yes = ["The mill shop of Oxel, Lock Lane"]\n'
    )
    chance, words = (
        random.Random(3),
        "barge lock bread crew river night inn quay rope stone bridge mill gate oar sail net".split(),
    )
    texts = [
        f"The {' and the '.join(chance.sample(words, 12))} were seen by {chance.choice(words)} men." for _ in range(12)
    ]
    rows = [{"host": "a.example", "text": f"{text}\n\nThe mill shop of Oxel, Lock Lane 4"} for text in texts]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    packs = StripConfig(packs=(str(tmp_path / "mine.toml"),))
    run = cf.clean(tmp_path / "in.jsonl", out=tmp_path / "run", config=Config(strip=packs))
    assert set(run.table("findings")["category"].to_pylist()) == {"template"}
    (told,) = [warning for warning in summary(run).warnings if "found nothing" in warning]
    assert "mine.shop (where a site template" in told


@pytest.mark.parametrize(
    ("names", "printed"),
    [
        (("south/the-ferry-ran-aground.html", "north/the-ferry-ran-aground.html"), "south/the-… is north/the-…"),
        (("crawl/pages-of-2031/1.html", "crawl/pages-of-2031/2.html"), "…31/1.html is …31/2.html"),
    ],
)
def test_a_copy_and_its_keeper_are_named_by_where_they_differ(names: tuple[str, str], printed: str) -> None:
    one, other = names
    reason = Reason("duplicate", 1, 1, 100, 0, Example(one, 0, 9, "", other, 1.0))
    assert views._copy_words(reason, len(printed) + len(" (100 %)")) == f"{printed} (100 %)"
