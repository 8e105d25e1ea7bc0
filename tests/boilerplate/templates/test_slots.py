"""Sentences of a site in which a name, a number and a date vary on each page."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from chaffinch.boilerplate import rules
from chaffinch.boilerplate.finding import find
from chaffinch.boilerplate.templates.learn import learn
from chaffinch.boilerplate.templates.site_templates import Templates
from chaffinch.model import HOLE_SCORE

PEOPLE = ["Ida Vale", "Bo", "Per Lund", "Ann Marsh", "Tove Rike", "Jon"]
TOWNS = ["Harr", "Lonn", "Tarn", "Pell", "Osk", "Senn"]
NAMES = ["石原", "杉原", "青沼", "白川", "秋山", "水野"]
DATES = ["3 May 2031", "12 May 2031", "1 June 2031", "9 June 2031", "4 July 2031", "30 July 2031"]

FRAMES = [
    "{who} and {i}4 others keep this page up to date since {date}",
    "This article was weighed on {date} in {town} and found {i}5 grams too long",
    "You are reading number {i}7 of our series, which {who} of {town} pastes together with flour and water.",
    "Sie lesen Blatt {i}2 der Chronik, die {who} am {date} in {town} geheftet hat.",
    "この記事は2031年{i}月に{kanji}が校正し、{i}20人が読みました。",
]

DATA = [
    "{who} and {i}4 others crossed the lake in a bath tub on {date}",
    "The mill in {town} ground {i}5 sacks a day until {date}, when the weir broke.",
    "{town} has {i}700 inhabitants, a church and a ferry that runs until {date}.",
    "The case against {who} was heard on {date} in {town}, with {i}2 witnesses in the room.",
]


BODIES = [
    "The swan came back on the ice. It had a ring on one leg, and nobody knew whose it was.",
    "A cellar full of pears was sold by the hour. The last buyer paid in eggs and went home with a wheelbarrow.",
    "Nine pupils learn the organ. The bellows are worked by the tenth, who has the best seat.",
    "The road to the quarry is open again. Lorries wait at the chapel until the goats have passed.",
    "At low water the piles of an older bridge show. The ferryman ties his dog to the tallest of them.",
    "Whoever finds the umbrella with the duck's head may keep it. Its owner has moved inland.",
]


def pages_of(some: list[str], between: str) -> list[str]:
    return [f"{body}{between}{line}" for body, line in zip(BODIES, some, strict=True)]


def learned(pages: list[str]) -> tuple[pa.RecordBatch, Templates]:
    count = len(pages)
    columns = {"number": pa.array(range(count), pa.int32()), "id": [f"d{i}" for i in range(count)], "text": pages}
    texts = pa.record_batch(columns | {"host": ["osk.example"] * count})
    return texts, learn([texts])


def removed(pages: list[str]) -> list[list[str]]:
    texts, templates = learned(pages)
    found = [r for r in find(texts, rules.load(()), "rules", templates).to_pylist() if r["score"] >= HOLE_SCORE]
    return [[pages[i][r["start"] : r["stop"]] for r in found if r["row"] == i] for i in range(len(pages))]


def lines(form: str) -> list[str]:
    columns = zip(PEOPLE, TOWNS, DATES, NAMES, strict=True)
    return [
        form.format(who=who, town=town, date=date, kanji=kanji, i=i)
        for i, (who, town, date, kanji) in enumerate(columns, 1)
    ]


@pytest.mark.parametrize("between", [" ", "\n\n"])
@pytest.mark.parametrize("form", FRAMES)
def test_a_frame_with_several_slots_goes(form: str, between: str) -> None:
    assert removed(pages_of(lines(form), between)) == [[line] for line in lines(form)]


@pytest.mark.parametrize("between", [" ", "\n\n"])
@pytest.mark.parametrize("form", DATA)
def test_data_with_several_slots_stay(form: str, between: str) -> None:
    assert not any(removed(pages_of(lines(form), between)))


def test_slots_are_kept_in_the_file_of_templates(tmp_path: Path) -> None:
    _, templates = learned(pages_of(lines(FRAMES[0]), "\n\n"))
    templates.save(tmp_path / "some.profile")
    assert Templates.load(tmp_path / "some.profile").frames == templates.frames
    assert templates.frames
