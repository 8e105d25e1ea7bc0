"""Speakers in a whole run: in made-up articles, and in the real ones that a run must get right."""

import importlib
import json
from pathlib import Path

import pytest
from pyarrow import parquet

import chaffinch as cf

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
QUOTE = "The gates were open for an hour too long, and everybody on the quay had known of it for years"
STORIES = {
    "a.txt": f"Linnet remembers the flood.\n\n“{QUOTE},” said Dr. Ida Brenner at the hearing.\n\nIt goes on tomorrow.\n",
    "b.txt": f"The quarrel in Harnby is not over.\n\n“{QUOTE},” Brenner told Tom Aldous of the Echo.\n\nNobody answered.\n",
    "c.txt": f"Two people spoke on Friday.\n\nTom Aldous said: “{QUOTE}.” He sat down.\n\nThe other one left.\n",
    "d.txt": f"The lock has been shut since May.\n\nSome say “{QUOTE}”, but who can tell.\n\nIt rains.\n",
}


def speakers(folder, out):
    """The speaker and the named person of each member of a cluster of quotations, by document."""
    cf.clean(folder, out)
    rows = parquet.read_table(out / "clusters.parquet").to_pylist()
    return {(r["document"], r["start"]): (r["speaker"], r["named"]) for r in rows if r["kind"] == "quotation"}


def test_a_cluster_elects_its_speaker_and_keeps_every_vote(tmp_path):
    (tmp_path / "in").mkdir()
    for name, text in STORIES.items():
        (tmp_path / "in" / name).write_text(text, encoding="utf-8")
    found = {name: who for (name, _), who in speakers(tmp_path / "in", tmp_path / "run").items()}
    assert found == {
        "a.txt": ("Dr. Ida Brenner", "Dr. Ida Brenner"),
        "b.txt": ("Dr. Ida Brenner", "Brenner"),
        "c.txt": ("Dr. Ida Brenner", "Tom Aldous"),
        "d.txt": ("Dr. Ida Brenner", None),
    }


def test_what_one_document_repeats_has_no_speaker(tmp_path):
    (tmp_path / "in").mkdir()
    text = f"{STORIES['a.txt']}\nThe hall was full on Monday.\n\n“{QUOTE},” said Dr. Ida Brenner again.\n"
    (tmp_path / "in" / "a.txt").write_text(text, encoding="utf-8")
    cf.clean(tmp_path / "in", tmp_path / "run")
    rows = parquet.read_table(tmp_path / "run" / "clusters.parquet").to_pylist()
    assert [(r["kind"], r["speaker"], r["named"]) for r in rows] == [("repeat", None, None)] * 2


def test_speakers_of_real_articles(tmp_path):
    if not SEEDS.is_dir():
        pytest.skip("the five real articles (../shared/seeds beside the checkout) are not here")
    found = speakers(SEEDS, tmp_path / "run")
    assert sorted((name[:3], who) for (name, _), (_, who) in found.items()) == [
        ("000", "Maria Zakharova"),
        ("001", "Russian Ministry of Defense"),
        ("003", "Major General Igor Konashenkov"),
        ("003", "Maria Zakharova"),
    ]


def test_the_benchmark_counts_what_is_named_and_right(tmp_path):
    benchmark = importlib.import_module("speakers")
    text = STORIES["a.txt"]
    start = text.index(QUOTE)
    quotes = [{"quote": [[start, start + len(QUOTE)]], "speaker": label} for label in ("Ida Brenner", "she")]
    (tmp_path / "known.jsonl").write_text(json.dumps({"text": text, "quotes": quotes}), encoding="utf-8")
    (quotation,) = benchmark.labelled(tmp_path / "known.jsonl", None)
    counts, lines = benchmark.judge(lambda *_: "Dr. Ida Brenner", [quotation])
    assert (counts["names"], counts["found"], counts["given"], counts["right"], lines) == (1, 1, 1, 1, [])
    counts, lines = benchmark.judge(lambda *_: "Tom Aldous", [quotation])
    assert (counts["found"], counts["given"], counts["right"], len(lines)) == (0, 1, 0, 1)
