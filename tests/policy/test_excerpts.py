"""Excerpts, quotations, digests and versions in a whole run: what goes, what stays."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from chaffinch.config import Config
from chaffinch.pipeline.stages import clean
from chaffinch.runs import Run

BEGIN = (
    "The council of Harnby voted on Monday to close the old bridge for good. Engineers had found cracks in two of its "
    "piers, and repairs would cost more than twice the county's share. It is a sad day, said Edda Sandal, who runs the "
    "cafe by the quay and had served breakfast there for thirty years. Drivers must now go round by Tarnmoor, which "
    "takes some fifteen minutes more. Shops on the east side fear for their trade."
)
REST = (
    " The bus firm has asked for a lower fee. A new bridge is to be ready by 2034. Its piers will stand on rock, and its "
    "deck will be wide enough for two lorries and a cycle path. Until then the ferry runs twice a day, in the morning for "
    "those who work in the salt works and in the evening for those who come back. The county pays for it, but not for "
    "the bell that the ferryman wants. Nobody in the town hall could say how long the money will last."
)
OTHER = (
    "The eel smokers of Tarnmoor may keep their chimneys. The county court ruled on Thursday that smoke from alder wood "
    "is no nuisance where it has risen since 1870. The neighbours, who had moved there in 2027, must pay the costs."
)


def run(folder: Path, texts: dict[str, str], **policy: str) -> Run:
    rows = [json.dumps({"id": name, "text": text}) for name, text in texts.items()]
    (folder / "in.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return clean(folder / "in.jsonl", folder / "run", config=Config.from_dict({"policy": {"yes": True, **policy}}))


def stays(done: Run) -> list[str]:
    rows = done.table("documents").to_pylist()
    return [row["document"] for row in rows if row["outcome"] == "cleaned"]


@pytest.mark.parametrize("seed", [0, 1])
def test_of_many_excerpts_and_copies_one_text_stays(tmp_path: Path, seed: int) -> None:
    chance, words = random.Random(seed), BEGIN.split()
    edited = [" ".join(w if chance.random() > 0.04 else chance.choice(words).lower() for w in words) for _ in range(14)]
    texts = {f"t{i:02}": text for i, text in enumerate(edited)}
    texts |= {
        f"t{i:02}w": BEGIN + REST.replace("lower fee", f"{word} fee")
        for i, word in ((5, "low"), (8, "lower"), (11, "small"))
    }
    assert len(stays(run(tmp_path, texts))) == 1


def test_a_digest_takes_no_article_and_is_taken_by_none(tmp_path: Path) -> None:
    texts = {"bridge": BEGIN, "eel": OTHER, "week": f"The week on the river\n\n{BEGIN}\n\n{OTHER}\n\n{REST}"}
    assert stays(run(tmp_path, texts)) == ["bridge", "eel", "week"]


def test_a_report_takes_two_excerpts_that_overlap(tmp_path: Path) -> None:
    sentences = f"{BEGIN}{REST}".split(". ")
    cut = {"first": sentences[:7], "second": [*sentences[:4], *sentences[9:]]}
    texts = {name: ". ".join(some).rstrip(".") + "." for name, some in cut.items()}
    assert stays(run(tmp_path, {**texts, "whole": BEGIN + REST})) == ["whole"]


def test_a_page_that_lists_articles_takes_none_even_if_it_lists_only_one_of_the_corpus(tmp_path: Path) -> None:
    texts = {"eel": OTHER, "week": f"News\n\n{OTHER}\n\n{BEGIN}\n\n{REST}", "bridge": BEGIN + REST, "begin": BEGIN}
    assert stays(run(tmp_path, texts)) == ["eel", "week", "bridge"]


def test_a_story_takes_no_letter_that_it_prints(tmp_path: Path) -> None:
    texts = {"letter": BEGIN, "story": f"{OTHER} {REST}\n\n{BEGIN}\n\nThe board will vote again on the first of June."}
    done = run(tmp_path, texts)
    assert stays(done) == ["letter", "story"]
    assert [row["relation"] for row in done.table("matches").to_pylist() if row["unit"] == "document"] == ["quoted"]


def test_versions_stay_and_the_last_one_is_kept_where_that_is_asked_for(tmp_path: Path) -> None:
    texts = {
        "a": BEGIN,
        "b": f"UPDATE 1-Bridge closed\n\n{BEGIN} The mayor promised an inquiry into who had known of the cracks.",
    }
    done = run(tmp_path, texts)
    assert stays(done) == ["a", "b"]
    (row,) = [row for row in done.table("matches").to_pylist() if row["unit"] == "document"]
    assert row["relation"] == "update"
    assert row["right_only"] > row["left_only"] == 0
    (tmp_path / "again").mkdir()
    assert stays(run(tmp_path / "again", texts, updates="remove")) == ["b"]


def test_a_correction_never_loses(tmp_path: Path) -> None:
    texts = {"long": BEGIN + REST, "short": f"Correction: {BEGIN + REST}".replace("fifteen", "fifty")}
    assert stays(run(tmp_path, texts)) == ["long", "short"]
    (tmp_path / "again").mkdir()
    assert stays(run(tmp_path / "again", texts, updates="remove", keep="first")) == ["short"]


PAGE = "<html><body><article><h1>{}</h1>{}</article></body></html>"
QUESTION = "".join(f"<p>{sentence.strip()}.</p>" for sentence in BEGIN.split(". "))
ANSWER = "".join(f"<p>{sentence.strip()}.</p>" for sentence in OTHER.split(". "))


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (f"<blockquote>{QUESTION}</blockquote>{ANSWER}", ["a.html", "b.html"]),
        (f'<div class="bbcode_quote"><b>Edda wrote:</b>{QUESTION}</div>{ANSWER}', ["a.html", "b.html"]),
        (f"{QUESTION}{ANSWER}", ["b.html"]),
        (f"<blockquote>{QUESTION}</blockquote>", ["a.html"]),  # a layout
    ],
)
def test_a_page_takes_no_message_that_it_quotes(tmp_path: Path, second: str, expected: list[str]) -> None:
    (tmp_path / "in").mkdir()
    for name, body in (("a", QUESTION), ("b", second)):
        (tmp_path / "in" / f"{name}.html").write_text(PAGE.format(name, body), encoding="utf-8")
    done = clean(tmp_path / "in", tmp_path / "run", config=Config.from_dict({"policy": {"yes": True}}))
    assert stays(done) == expected


@pytest.mark.parametrize(
    ("titles", "stay"),
    [
        (("2030: The year on the quay", "2031: The Year on the Quay"), 2),
        (("Letters of May from the harbour", "Letters of June from the harbour"), 2),
        (("The old bridge of Harnby closes", "The bridge of Harnby is closed"), 1),
        (("The old bridge closes, 3 comments", "The old bridge closes, 14 comments"), 1),
        (("The old bridge closes", "The old bridge closes"), 1),
    ],
)
def test_pages_whose_titles_differ_in_a_number_alone_are_other_pages(
    tmp_path: Path, titles: tuple[str, str], stay: int
) -> None:
    texts = (f"{BEGIN}{REST}", f"{BEGIN}{REST}".replace("a sad day", "a sad day indeed"))
    rows = [
        json.dumps({"id": str(i), "text": text, "title": title, "url": f"https://harnby.example/{i}"})
        for i, (text, title) in enumerate(zip(texts, titles, strict=True))
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    done = clean(tmp_path / "in.jsonl", tmp_path / "run", config=Config.from_dict({"policy": {"yes": True}}))
    assert len(stays(done)) == stay
