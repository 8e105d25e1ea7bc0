"""Frames with a free slot: sentences near an end of pages that differ in a word, or in the title of their page."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pyarrow as pa
import pytest

from chaffinch.boilerplate import rules
from chaffinch.boilerplate.finding import find
from chaffinch.boilerplate.templates.learn import learn
from chaffinch.boilerplate.templates.site_templates import Templates, mark
from chaffinch.model import HOLE_SCORE

WORDS = (
    "barley gate lantern quarry orchard ferry copper meadow anvil winter ledger harbour saddle cellar thistle".split()
)
HOST = "mill.example"
NOUNS = ["reeds", "clocks", "goats", "boats", "bells", "bread"]
TITLES = ["The lift", "A goat on the roof", "Sand and sound", "The third cock", "Nine telegrams", "Low water"]


def bodies(count: int, seed: int = 7) -> list[str]:
    rng = random.Random(seed)
    return [
        " ".join(" ".join(rng.choices(WORDS, k=14)).capitalize() + "." for _ in range(5 + i % 3)) for i in range(count)
    ]


def learned(pages: list[str], host: str | None = HOST) -> tuple[pa.RecordBatch, Templates]:
    hosts = pa.array([host] * len(pages), pa.string())
    numbers, names = pa.array(range(len(pages)), pa.int32()), [f"d{i:03}" for i in range(len(pages))]
    texts = pa.record_batch({"number": numbers, "id": names, "text": pages, "host": hosts})
    return texts, learn([texts])


def removed(pages: list[str], host: str | None = HOST) -> list[list[str]]:
    texts, templates = learned(pages, host)
    found = find(texts, rules.load(()), "rules", templates).to_pylist()
    return [
        [pages[i][r["start"] : r["stop"]] for r in found if r["row"] == i and r["score"] >= HOLE_SCORE]
        for i in range(len(pages))
    ]


def pages_of(lines: Sequence[str], between: str, *, top: bool = False) -> list[str]:
    return [
        between.join((line, body) if top else (body, line))
        for line, body in zip(lines, bodies(len(lines)), strict=True)
    ]


FRAMES = [
    "You are reading the {} pages of the Merrow Mail, which comes out on Fridays.",
    "This article was put into the drawer for {} by the keeper of our almanac.",
    "Dieser Text liegt in der Schublade für {} und wird dort vom Lehrer gehütet.",
    "Вы читаете статью из ящика {} нашего альманаха, который выходит по пятницам.",
    "Este artigo foi guardado na gaveta {} do almanaque que sai às sextas.",
]


@pytest.mark.parametrize("host", [HOST, None])
@pytest.mark.parametrize("top", [False, True])
@pytest.mark.parametrize("between", [" ", "\n\n"])
@pytest.mark.parametrize("frame", FRAMES)
def test_a_frame_goes_whatever_word_is_in_its_slot(frame: str, between: str, top: bool, host: str | None) -> None:
    lines = [frame.format(noun) for noun in NOUNS]
    assert removed(pages_of(lines, between, top=top), host) == [[line] for line in lines]


@pytest.mark.parametrize(
    "frame",
    [
        'Cite this page: "{}", Merrow Mail',
        "You have read “{}” in the Merrow Mail of the valley",
        "{} is an article of the Merrow Mail, section letters",
        "Вы прочитали заметку «{}» в утреннем выпуске мельницы",
        '지금 읽으신 글 "{}" 방앗간 저녁 서랍에 있습니다',
    ],
)
def test_a_frame_around_the_title_of_the_page_goes(frame: str) -> None:
    lines = [frame.format(title) for title in TITLES]
    pages = [f"{title}\n\n{page}" for title, page in zip(TITLES, pages_of(lines, "\n\n"), strict=True)]
    assert removed(pages) == [[line] for line in lines]


def test_a_frame_that_names_its_site_goes() -> None:
    lines = [f"More about {noun} stands in every Friday's Merrow Mail." for noun in NOUNS]
    assert removed(pages_of(lines, "\n\n"), "www.merrow-mail.example") == [[line] for line in lines]


def test_a_frame_is_found_on_a_page_that_was_not_there_when_it_was_learned() -> None:
    lines = [FRAMES[0].format(noun) for noun in NOUNS]
    _, templates = learned(pages_of(lines, "\n\n"))
    new = FRAMES[0].format("weather")
    page = f"{bodies(1, seed=9)[0]}\n\n{new}"
    rows, _ = mark(pa.record_batch({"text": [page], "host": [HOST]}), templates)
    assert [page[r["start"] : r["stop"]] for r in rows.to_pylist()] == [new]


@pytest.mark.parametrize("between", [" ", "\n\n"])
@pytest.mark.parametrize(
    "line",
    [
        "The house stands in the parish of {} and is let by the month to quiet people.",
        "The flat in the street of the {} has three rooms, a stove and a view of the weir.",
        "Serve it warm, with a bowl of {} and a spoon of sour cream from the cellar.",
        "He was brought up among {} and left his estate to the sisters of Saint Odo.",
        "Das Stück wurde aus {} gedreht und steht heute im Heimatmuseum von Harr.",
        "The {} were counted by two members of the society, who walked the shore at dawn.",
    ],
)
def test_data_of_pages_in_one_and_the_same_sentence_stay(line: str, between: str) -> None:
    assert not any(removed(pages_of([line.format(noun) for noun in NOUNS], between)))


@pytest.mark.parametrize(
    "slots",
    [
        [f"{12 + i * 3} crowns for {noun}" for i, noun in enumerate(NOUNS)],
        [" ".join(WORDS[i : i + 8]) for i in range(6)],
    ],
)
def test_numbers_and_clauses_are_no_slots(slots: list[str]) -> None:
    line = "This article is about {}, and it is the best that I could write on a Friday."
    assert not any(removed(pages_of([line.format(slot) for slot in slots], "\n\n")))


def test_names_of_authors_stay() -> None:
    names = ["Ida Ploen", "Otto Grau", "Jule Amsel", "Mats Holm", "Anke Lund", "Piet Wendt"]
    lines = [f"This text was written by {name} for the Friday pages of the almanac." for name in names]
    assert not any(removed(pages_of(lines, " ")))


def test_a_sentence_of_five_pages_is_no_frame() -> None:
    lines = [FRAMES[0].format(noun) for noun in NOUNS[:5]]
    assert not any(removed([*pages_of(lines, "\n\n"), *bodies(5, seed=3)]))


def test_a_sentence_at_various_places_is_no_frame() -> None:
    pages = []
    for i, noun in enumerate(NOUNS):
        before, behind = (" ".join(bodies(i % 3 + 1, seed)[i % 3 :]) for seed in (20 + i, 40 + i))
        rest = behind.split(". ")[i % 4 :]
        pages.append(" ".join([before, FRAMES[1].format(noun), ". ".join(rest)]))
    assert not any(removed(pages))


@pytest.mark.parametrize("count", [5, 6])
def test_a_line_right_below_a_frame_goes_with_it(count: int) -> None:
    below = "Old sheets lie in the basket beside the chapel and cost nothing."
    frames = [
        "This notice was read aloud in the {noun} by the keeper.",
        "The sheet was set at night by {name} of the mill.",
    ]
    for frame in frames:
        lines = [frame.format(noun=noun, name=noun.title()) for noun in NOUNS[:count]]
        found = removed(pages_of([f"{line}\n{below}" for line in lines], "\n\n"))
        assert all(below in "\n".join(cuts) for cuts in found)


def test_sentences_on_both_sides_of_one_sentence_go_without_hosts() -> None:
    rng = random.Random(5)
    inner = [" ".join(rng.sample(WORDS, k=8)).capitalize() + "." for _ in range(24)]
    before, behind = "Here is what the drummer of the weir has read out.", "Who knows better may tell him at the gate."
    found = removed([f"{before} {text} {behind}" for text in inner], None)
    assert found == [[before, behind]] * 24
