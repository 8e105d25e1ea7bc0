"""A short round of benchmarks/planted.py: what its generator plants, what its scorer counts, and what a run finds."""

from __future__ import annotations

import hashlib
import json
import random
import re
from pathlib import Path
from types import SimpleNamespace

import planted
import pytest
import synthetic
from synthetic.chance import Chance
from synthetic.documents import Author
from synthetic.languages import language
from synthetic.plan import plan
from synthetic.prose import paragraphs, subject
from synthetic.truth import Truth

import chaffinch as cf

DOCUMENTS = 240
DIGEST = "5787e9a4"
"""Of the corpus of 240 documents of seed 3: it is to be the same on every machine."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    path = tmp_path_factory.mktemp("planted") / "corpus.jsonl"
    return planted.Corpus(path, synthetic.write(path, DOCUMENTS, 3))


@pytest.fixture(scope="module")
def texts(corpus):
    return {row["id"]: row["text"] for row in map(json.loads, corpus.path.read_text("utf-8").splitlines())}


@pytest.fixture(scope="module")
def truth(corpus):
    return synthetic.read(corpus.truth)


@pytest.fixture(scope="module")
def score(corpus, tmp_path_factory):
    run = tmp_path_factory.mktemp("planted") / "run"
    cf.clean(corpus.path, out=run)
    return planted.score(run, corpus)


def test_the_same_seed_gives_the_same_bytes(corpus, tmp_path):
    again = synthetic.write(tmp_path / "corpus.jsonl", DOCUMENTS, 3)
    assert again.read_bytes() == corpus.truth.read_bytes()
    assert (tmp_path / "corpus.jsonl").read_bytes() == corpus.path.read_bytes()
    assert hashlib.blake2b(corpus.path.read_bytes() + corpus.truth.read_bytes()).hexdigest()[:8] == DIGEST


def test_another_seed_gives_other_texts(texts, tmp_path):
    synthetic.write(tmp_path / "other.jsonl", 20, 4)
    others = {json.loads(line)["text"] for line in (tmp_path / "other.jsonl").read_text("utf-8").splitlines()}
    assert not others & set(texts.values())


def test_a_document_depends_on_its_number_alone(texts):
    author = Author(plan(DOCUMENTS, 3))
    for number in (200, 17, 101):
        assert author.write(number).text == texts[f"p{number:07d}"]


def test_every_kind_is_planted(corpus):
    rows = [json.loads(line) for line in corpus.truth.read_text("utf-8").splitlines()]
    assert {row["kind"] for row in rows} == {*synthetic.KINDS}
    assert {row["language"] for row in rows} == {*synthetic.LANGUAGES}
    assert len({row["format"] for row in rows}) > 3
    assert sum(row["form"] >= 0 for row in rows) >= 4


def test_verbatim_passages_stand_where_the_truth_says(texts, truth):
    verbatim = [rows for rows in truth.passages.values() if rows[0].change == "verbatim"]
    assert verbatim
    for members in verbatim:
        assert len({texts[m.document][m.start : m.stop] for m in members if not m.inherited}) == 1


def test_furniture_stands_where_the_truth_says(texts, truth):
    found = [texts[name][a:b] for name, spans in truth.furniture.items() for a, b, what in spans if what == "copyright"]
    assert found
    assert all(re.search(r"©|Copyright|Копирайт|حقوق|版权|著作権", text) for text in found)


def test_a_cluster_of_every_family_is_a_perfect_score(truth):
    found = synthetic.documents(truth, truth.family)
    assert {found[pair.kind] for pair in truth.pairs} == {1.0}
    assert found["precision"] == 1.0
    assert found["forms_joined"] == 0 < found["forms"]


def test_one_cluster_of_all_is_no_precision(truth, texts):
    found = synthetic.documents(truth, dict.fromkeys(texts, "one"))
    assert found["all"] == 1.0
    assert found["precision"] < 0.1
    assert found["forms_joined"] == found["forms"]


def test_a_pair_counts_as_removed_with_either_document(truth):
    copies = {pair.copy for pair in truth.pairs}
    assert set(synthetic.removed(truth, copies).values()) == {1.0}
    assert set(synthetic.removed(truth, {pair.source for pair in truth.pairs}).values()) == {1.0}
    assert set(synthetic.removed(truth, ()).values()) == {0.0}


def test_nothing_found_is_no_recall(truth, texts):
    assert synthetic.documents(truth, {})["all"] == 0.0
    found = synthetic.passages(truth, [])
    assert found["covered"]["all"] == found["best_iou"] == 0.0
    assert synthetic.furniture(truth, texts.items(), {}, {}, set(texts))["cut"] == 0.0


def test_passages_as_planted_are_a_perfect_score(truth):
    reported = [(str(group), m.document, m.start, m.stop) for group, rows in truth.passages.items() for m in rows]
    found = synthetic.passages(truth, reported)
    assert set(found["covered"].values()) == {1.0}
    assert (found["one_cluster"], found["best_iou"], found["granularity"], found["precision"]) == (1, 1, 1, 1)


def test_passages_in_pieces_cost_granularity(truth):
    halves = [
        (str(group), m.document, *half)
        for group, rows in truth.passages.items()
        for m in rows
        for half in ((m.start, (m.start + m.stop) // 2), ((m.start + m.stop) // 2, m.stop))
    ]
    found = synthetic.passages(truth, halves)
    assert found["granularity"] == 2
    assert found["covered"]["all"] == 1
    assert 0.45 < found["best_iou"] < 0.6


def test_cuts_beside_furniture_cost_precision(truth, texts):
    planted_ones = {
        name: [(a, b) for a, b, what in spans if what != "byline"] for name, spans in truth.furniture.items()
    }
    found = synthetic.furniture(truth, texts.items(), planted_ones, planted_ones, set(texts))
    assert (found["found"], found["cut"], found["precision"], found["others_kept"]) == (1, 1, 1, 1)
    whole = {name: [(0, len(text))] for name, text in texts.items()}
    found = synthetic.furniture(truth, texts.items(), whole, whole, set(texts))
    assert found["others_kept"] is None or found["others_kept"] == 0
    assert found["precision"] < 0.3
    assert found["passages damaged"] == found["passages"] > 0


def test_truth_by_type_is_read_too(tmp_path):
    rows = [
        {"type": "boiler", "id": "a", "spans": [[0, 4, "t1"]]},
        {"type": "pair", "kind": "near", "src": "a", "dup": "b", "rate": 0.05},
        {"type": "pair", "kind": "exact", "src": "a", "dup": "c", "rate": 0},
        {"type": "group", "ids": ["a", "b", "c"]},
        {
            "type": "passage",
            "cluster": 7,
            "members": [{"id": "a", "start": 5, "end": 9, "rate": 0, "inherited": False}],
        },
    ]
    path = tmp_path / "truth.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = synthetic.read(path)
    assert [pair.kind for pair in found.pairs] == ["5%", "exact"]
    assert found.family == {"a": "a", "b": "a", "c": "a"}
    assert found.passages[7][0].stop == 9
    assert found.furniture == {"a": [(0, 4, "other")]}


@pytest.mark.parametrize("code", synthetic.LANGUAGES)
def test_unrelated_texts_share_as_little_as_real_ones(code):
    spoken, shingles = language(code), []
    for number in range(60):
        written = paragraphs(spoken, subject(code, 1, number), Chance(8, number), 400)
        words = [word for paragraph in written for sentence in paragraph for word in sentence]
        shingles.append({tuple(words[i : i + 8]) for i in range(len(words) - 8)})
    shared = [len(a & b) / min(len(a), len(b)) for i, a in enumerate(shingles) for b in shingles[i + 1 :]]
    assert sum(share > 0 for share in shared) / len(shared) < 0.02  # news: 0.002, of texts twice as long
    assert max(shared) < 0.02


def test_chance_is_what_it_was():
    chance = Chance(1, 2)
    assert [chance.below(1000) for _ in range(4)] == [448, 430, 419, 277]


def test_a_run_finds_what_is_planted(score):
    documents, passages, furniture = score["documents"], score["passages"], score["furniture"]
    assert all(documents[kind] == 1 for kind in ("exact", "reposted", "1%", "5%", "10%", "reformatted", "inside"))
    assert documents["precision"] == 1
    assert documents["forms_joined"] == 0
    assert passages["covered"]["verbatim"] > 0.9
    assert passages["best_iou"] > 0.8
    assert furniture["others_kept"] > 0.99
    assert furniture["passages damaged"] == furniture["backgrounds damaged"] == 0
    assert furniture["by_category"]["copyright"] > 0.9
    assert furniture["by_category"]["byline"] < 0.1


def test_a_corpus_is_made_once_and_anew_for_another_seed(tmp_path, monkeypatch):
    made = []

    def write(command, **_):
        made.append(command)
        Path(command[-1]).write_text("")

    monkeypatch.setattr(planted.subprocess, "run", write)
    given = SimpleNamespace(
        generator=planted.OWN, templates=None, languages=None, workers=1, work=tmp_path, seed=random.randrange(9)
    )
    first = planted.Corpus.make(given, 30)
    assert planted.Corpus.make(given, 30) == first
    given.seed += 1
    assert planted.Corpus.make(given, 30) != first
    assert len(made) == 2


def test_truth_without_lines_is_empty():
    assert synthetic.documents(Truth(), {})["precision"] is None
