"""Questions and buttons around a sentence that a site repeats go with it."""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow as pa
import pytest

from chaffinch.boilerplate.templates.learn import learn
from chaffinch.boilerplate.templates.site_templates import Templates, mark
from chaffinch.boilerplate.templates.surroundings import shared

PAGES = 16
WORDS = (
    "lock gate mill corn heron flood keeper bird miller river bridge winter summer road boat sail wind rain snow town "
    "field barn horse cart wheel stone tower bell church school child teacher book letter king queen ship harbour"
).split()
BOXES = {
    "en": "Interested in Mills? Add Mills as an interest to stay up to date on the latest news. Add Interest",
    "de": "Neugierig auf Mühlen? Mit dem Dienst der Zeitung bleiben Sie immer auf dem neuesten Stand. Jetzt Anmelden",
    "fr": "Envie de moulins ? Ajoutez ce sujet à votre liste pour ne rien manquer de nos articles. S'inscrire Ici",
}


def sentence(chance: random.Random) -> str:
    return f"{' '.join(chance.sample(WORDS, 12)).capitalize()}."


def pages(box: str) -> pa.RecordBatch:
    chance = random.Random(7)
    story = [[sentence(chance) for _ in range(8)] for _ in range(PAGES)]
    texts = [" ".join((*some[:4], box, *some[4:])) for some in story]
    numbers = pa.array(range(PAGES), pa.int32())
    return pa.record_batch(
        {"number": numbers, "id": [f"d{i}" for i in range(PAGES)], "text": texts, "host": ["mill.example"] * PAGES}
    )


@pytest.mark.parametrize("language", BOXES)
def test_the_whole_box_goes(language: str, tmp_path: Path) -> None:
    batch = pages(BOXES[language])
    path = tmp_path / "t.profile"
    learn([batch]).save(path)
    found, _ = mark(batch, Templates.load(path))
    texts = batch["text"].to_pylist()
    cuts = [texts[r["row"]][r["start"] : r["stop"]] for r in found.to_pylist()]
    assert cuts.count(BOXES[language]) == PAGES


@pytest.mark.parametrize(
    "places",
    [
        [("It was. ", f" The {word} came.") for word in ("mayor", "keeper", "miller", "priest")],
        [(f"{word} said so. ", f" He added salt to the {word}.") for word in ("soup", "bread", "stew", "fish")],
        [("Fond of it? ", " Add Now It rained on all of the town.")] * 4,
    ],
    ids=["same word", "another subject", "copies"],
)
def test_words_of_the_pages_stay(places: list[tuple[str, str]]) -> None:
    assert shared(places)[1] == ""
