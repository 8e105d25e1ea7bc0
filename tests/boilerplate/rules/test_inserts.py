"""Insertions and credits go out of sentences, links and captions; these stay whole."""

from __future__ import annotations

import pytest

from chaffinch.boilerplate.rules.ruleset import load
from chaffinch.text.segment import TextBatch

PROSE = (
    "The ferry to the island runs again since Monday, after the ice had kept it in the harbour for eleven weeks, and "
    "the first to go ashore was the postman, with two sacks of letters and a cello that nobody had asked for."
)


def cut(line: str) -> list[str]:
    """Give what rules take of a line between two paragraphs of prose."""
    text = f"{PROSE}\n\n{line}\n\n{PROSE}"
    return [text[row["start"] : row["stop"]] for row in load().find(TextBatch.of([text])).to_pylist()]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Here is ![the pier](photos/pier-3.jpg) and more.", "Here is ![the pier](photos/pier-3.jpg) and more."),
        ("![Photo: Ann Lee](images/a.png)", "![Photo: Ann Lee](images/a.png)"),
        (
            "A [chart (opens in a new tab)](https://tides.example/c) shows it.",
            "A [chart ](https://tides.example/c) shows it.",
        ),
        ("Un [plan(s'ouvre dans une nouvelle fenêtre)](/p) le montre.", "Un [plan](/p) le montre."),
        ("The pier by night. (Photo: Ann Lee)", "The pier by night. "),
    ],
)
def test_links_stay_whole(text: str, kept: str) -> None:
    for part in cut(text):
        text = text.replace(part, "", 1)
    assert text == kept


def test_a_caption_stays_where_its_credit_goes() -> None:
    line = "Men carry a cello over the ice of the sound on Monday. Photo: Bo Hall/Reuters"
    text = f"{PROSE}\n\n{line}\n\n{PROSE}"
    rows = load().find(TextBatch.of([text])).to_pylist()
    taken = [text[row["start"] : row["stop"]] for row in rows if row["category"] == "credit"]
    assert taken == ["Photo: Bo Hall/Reuters"]


def test_a_label_before_the_headline_is_the_headlines() -> None:
    title = "Video: Men carry a cello over the ice"
    text = f"{title}\n\n{PROSE}\n\n{PROSE}"
    assert load().find(TextBatch.of([text])).num_rows == 0
    assert title in cut(title)


@pytest.mark.parametrize(
    "line",
    [
        'Below each picture stands "(AP Photo/Bo Hall)" since the summer of the ice.',
        'The agency signs with "(Photo: Bo Hall)".',
        "Unter den Bildern steht „(Foto: dpa)“ und sonst nichts.",
        "Sous l'image, on lit « Le port gelé (Photo: AFP) » depuis lundi.",
        'The caption "Men on the ice (AP Photo/Bo Hall)" was right.',
        "Die Tafel (Foto: dpa) über der Tür ist alt.",
    ],
)
def test_a_credit_that_a_sentence_quotes_or_goes_on_behind_stays(line: str) -> None:
    assert cut(line) == []


def test_the_credit_behind_a_quotation_goes() -> None:
    assert cut('The sign says "No ice". (AP Photo/Bo Hall)') == ["(AP Photo/Bo Hall)"]
