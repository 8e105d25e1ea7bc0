"""Real articles: what a run with default settings must show. The check is tested on a small folder."""

import importlib
import json
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from chaffinch.schemas import PUBLIC

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT.parent / "shared" / "seeds"
ARTICLES = {
    "a.txt": (
        "Rain fell on the harbour.\nShe said: the boats will stay where they are until the wind turns.\nFollow us!\n"
    ),
    "b.txt": (
        "By Ann Author\n"
        "The boats will stay where they are until the wind turns, she said.\n"
        "Nothing else happened. The market opened at nine, as it does.\n"
    ),
}
EXPECTED = {
    "remove": [{"doc": "a.txt", "category": "social", "text": "Follow us!"}],
    "found": [{"doc": "b.txt", "category": "byline", "text": "By Ann Author"}],
    "passages": [
        {
            "kind": "quotation",
            "members": [
                {"doc": "a.txt", "text": "the boats will stay where they are until the wind turns"},
                {"doc": "b.txt", "text": "The boats will stay where they are until the wind turns"},
            ],
        }
    ],
    "untouched": [{"doc": "b.txt", "text": "Nothing else happened."}],
}


@pytest.fixture(scope="module")
def seeds():
    """The benchmark, whose functions are tested here."""
    return importlib.import_module("seeds")


class Folders:
    """Articles, expectations, and a run over them that fulfils them until it is altered."""

    def __init__(self, path):
        self.seeds, self.run = path / "seeds", path / "run"
        (self.run / "cleaned").mkdir(parents=True)
        self.seeds.mkdir()
        (self.seeds / "expected.json").write_text(json.dumps(EXPECTED), encoding="utf-8")
        for name, text in ARTICLES.items():
            (self.seeds / name).write_text(text, encoding="utf-8", newline="")
            self.clean(name, text.replace("Follow us!\n", ""))
        social, byline = self.span("a.txt", "Follow us!"), self.span("b.txt", "By Ann Author")
        self.rows = {
            "findings": [{**social, "category": "social"}, {**byline, "category": "byline"}],
            "removals": [{**social, "action": "remove", "reason": "social"}],
            "clusters": [
                {**self.span(member["doc"], member["text"]), "cluster": "c", "kind": "quotation"}
                for member in EXPECTED["passages"][0]["members"]
            ],
        }

    def clean(self, name, text):
        (self.run / "cleaned" / name).write_text(text, encoding="utf-8", newline="")

    def span(self, document, text):
        start = ARTICLES[document].index(text)
        return {"document": document, "start": start, "stop": start + len(text)}

    def write(self):
        for name, rows in self.rows.items():
            parquet.write_table(pa.Table.from_pylist(rows, schema=PUBLIC[name]), self.run / f"{name}.parquet")


@pytest.fixture
def folders(tmp_path):
    return Folders(tmp_path)


def failures(seeds, folders):
    folders.write()
    return seeds.check(folders.run, folders.seeds)


def test_a_run_that_shows_all_of_it_passes(seeds, folders):
    assert failures(seeds, folders) == []


def test_a_text_may_be_covered_by_several_removals(seeds, folders):
    row = folders.rows["removals"][0]
    middle = row["start"] + 6
    folders.rows["removals"] = [{**row, "stop": middle}, {**row, "start": middle}]
    assert failures(seeds, folders) == []


def test_a_little_more_or_less_of_a_passage_passes(seeds, folders):
    one, two = folders.rows["clusters"]
    one["start"] -= 10
    two["stop"] -= 4
    assert failures(seeds, folders) == []


def _keep_the_social_line(folders):
    folders.clean("a.txt", ARTICLES["a.txt"])


def _remove_for_another_reason(folders):
    folders.rows["removals"][0]["reason"] = "advert"


def _mark_only(folders):
    folders.rows["removals"][0]["action"] = "mark"


def _leave_a_mark_of_punctuation(folders):
    folders.rows["removals"][0]["stop"] -= 1


def _find_no_byline(folders):
    folders.rows["findings"].pop()


def _cut_the_byline(folders):
    folders.clean("b.txt", ARTICLES["b.txt"].replace("By Ann Author\n", ""))


def _report_half_of_a_passage(folders):
    folders.rows["clusters"][0]["stop"] -= 20


def _report_far_too_much(folders):
    folders.rows["clusters"][1]["stop"] = len(ARTICLES["b.txt"])
    folders.rows["clusters"][1]["start"] = 0


def _call_it_something_else(folders):
    for row in folders.rows["clusters"]:
        row["kind"] = "syndicated"


def _part_the_cluster(folders):
    folders.rows["clusters"][0]["cluster"] = "d"


def _add_a_cluster(folders):
    whole = [{"document": name, "start": 0, "stop": 10, "cluster": "e"} for name in ARTICLES]
    folders.rows["clusters"] += [{**row, "kind": "document"} for row in whole]


def _touch_the_untouched(folders):
    row = folders.span("b.txt", "Nothing else")
    folders.rows["removals"].append({**row, "action": "mark", "reason": "template"})


def _alter_the_untouched(folders):
    folders.clean("b.txt", ARTICLES["b.txt"].replace("Nothing else", "Nothing  else"))


def _drop_an_article(folders):
    (folders.run / "cleaned" / "b.txt").unlink()


@pytest.mark.parametrize(
    ("alter", "message"),
    [
        (_keep_the_social_line, "still in the cleaned text"),
        (_remove_for_another_reason, "not removed as social: 'Followus!' (removed there: advert)"),
        (_mark_only, "not removed as social"),
        (_leave_a_mark_of_punctuation, "not removed as social: '!'"),
        (_find_no_byline, "not found as byline"),
        (_cut_the_byline, "is not in the cleaned text"),
        (_report_half_of_a_passage, "no quotation that fits"),
        (_report_far_too_much, "no quotation that fits"),
        (_call_it_something_else, "no quotation that fits"),
        (_part_the_cluster, "no quotation that fits"),
        (_add_a_cluster, "a document that should not be"),
        (_touch_the_untouched, "lies in a removal"),
        (_alter_the_untouched, "is not in the cleaned text"),
        (_drop_an_article, "b.txt: not in cleaned/"),
    ],
)
def test_what_a_run_gets_wrong_is_reported(seeds, folders, alter, message):
    alter(folders)
    assert any(message in line for line in failures(seeds, folders))


def test_real_articles(seeds, tmp_path):
    if not SEEDS.is_dir():
        pytest.skip("the five real articles (../shared/seeds beside the checkout) are not here")
    run = tmp_path / "run"
    seeds.clean(SEEDS, run)
    assert seeds.check(run, SEEDS) == []
