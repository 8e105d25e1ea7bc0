"""What all pages of a site say alike and is theirs all the same: fares, who was there, notes of a manual."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from chaffinch.boilerplate import rules
from chaffinch.boilerplate.finding import find
from chaffinch.boilerplate.templates.doubts import reasons
from chaffinch.boilerplate.templates.keys import LINE, PROSE, Reading
from chaffinch.boilerplate.templates.learn import learn
from chaffinch.boilerplate.templates.page_signs import ASIDE_SIGN, FEW_SIGN
from chaffinch.model import HOLE_SCORE, KEPT_CATEGORIES
from chaffinch.text import TextBatch

HEAD, FOOT = "Home | Boats | Letters", "Write to us at the harbour office, we read every letter"

TEXTS = (
    "The lane behind the brewery floods whenever the mill pond is let down on a Friday.",
    "Nobody has counted the swifts since the tower lost its clock and the sexton his ladder.",
    "A second ferryman was found in the spring, and he came with a dog and a banjo.",
    "Under the new bridge grows a fern that botanists from three countries came to draw.",
    "The brass band rehearses in the old dairy, which has kept its smell and its echo.",
    "Two sisters walked to the lighthouse in clogs and were back before the soup was cold.",
)


def removed(pages: list[str], host: str = "harr.example") -> list[list[str]]:
    """Give the lines that go from each of some pages of one site."""
    columns = {
        "number": pa.array(range(len(pages)), pa.int32()),
        "id": [f"d{i}" for i in range(len(pages))],
        "text": pages,
        "host": [host] * len(pages),
    }
    batch, known = pa.record_batch(columns), rules.load(())
    found = find(batch, known, "rules", learn([batch], phrases=known.verdicts)).to_pylist()
    going = [row for row in found if row["category"] not in KEPT_CATEGORIES and row["score"] >= HOLE_SCORE]
    return [sorted(pages[i][row["start"] : row["stop"]] for row in going if row["row"] == i) for i in range(len(pages))]


def framed(lines: list[str]) -> list[str]:
    return [f"{HEAD}\n\n{text}\n\n{line}\n\n{FOOT}" for text, line in zip(TEXTS, lines, strict=False)]


@pytest.mark.parametrize(
    "lines",
    [
        "Grown-ups 4.10, children 2.05\nCats travel in baskets\nNo boats in fog",
        "Soup, bread and cheese: 9 €\nMenu of the day: 14 €\nTap water is free",
        "Soep van de dag: 4,50\nMet brood\nZonder brood een kwart minder",
        "大人 £3\n子どもは半額\n犬は無料",
    ],
)
def test_lines_of_a_tariff_stay(lines: str) -> None:
    assert removed(framed([lines] * 6)) == [sorted((HEAD, FOOT))] * 6


@pytest.mark.parametrize(
    "own", ["The Harr Almanac is a member of the guild of almanacs.", "Set by hand and bound in the loft of the mill."]
)
def test_a_sentence_below_a_frame_with_numbers_goes(own: str) -> None:
    columns = [f"{text}\n\nNo. {9 + i}, read aloud in {7 + i % 3} minutes\n{own}" for i, text in enumerate(TEXTS)]
    assert all(own in lines for lines in removed(columns, host="harralmanac.example"))


def test_lines_of_a_frame_without_a_price_go() -> None:
    foot = "The Harr Almanac\nBoat Street 4"
    assert "The Harr Almanac" in "\n".join(removed(framed([foot] * 6))[0])


def test_a_line_beside_one_that_names_another_value_on_each_page_stays() -> None:
    absent = ("nobody", "Mr Voss", "Mr Voss", "nobody", "Ms Pell", "nobody")
    lines = [f"In the chair: Ms Lund\nAbsent: {who}" for who in absent]
    assert removed(framed(lines)) == [sorted((HEAD, FOOT))] * 6


def test_a_line_right_below_lines_that_differ_stays() -> None:
    pairs = (("Lund", "Vik"), ("Vik", "Pell"), ("Pell", "Lund"), ("Lund", "Vik"), ("Vik", "Lund"), ("Pell", "Vik"))
    lines = [f"Moved by {one}, supported by {two}.\nAgreed without a vote." for one, two in pairs]
    assert removed(framed(lines)) == [sorted((HEAD, FOOT))] * 6


@pytest.mark.parametrize("sign", ["!!! tip", ":::tip", "??? tip", "> [!TIP]"])
def test_a_note_of_a_manual_stays(sign: str) -> None:
    quoted = "> " if sign.startswith(">") else ""
    lines = [f"{sign}\n{quoted}Ask the harbour master for the key.\n\nThen {one.lower()}" for one in TEXTS[::-1]]
    assert removed(framed(lines)) == [sorted((HEAD, FOOT))] * 6


@pytest.mark.parametrize(
    ("line", "signs", "why"),
    [
        ("Harbour office > Rules > Moorings", FEW_SIGN, ""),
        ("Moorings A–Z | For skippers", FEW_SIGN, ""),
        ("Moorings A–Z | For skippers", FEW_SIGN | ASIDE_SIGN, "few"),
        ("Moorings | They are for all who have a boat", FEW_SIGN, "few"),
        ("Before you moor", FEW_SIGN, "few"),
    ],
)
def test_names_with_a_mark_between_them_that_open_pages_are_of_the_frame(line: str, signs: int, why: str) -> None:
    none = np.array([-1])
    args = {"pages": [5], "looked": [5], "titles": none, "beside": [("", "")]}
    assert reasons([line], np.array([signs]), ["harr.example"], **args) == [why]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("白石镇渡口博物馆 周一休馆 门票成人三十元儿童免费请到二楼售票处购票", LINE),
        ("白石镇渡口博物馆 周一休馆 门票成人三十元儿童免费请到二楼售票处购票" * 2, PROSE),
        ("the ferry house is shut on mondays, and the fare is paid at the desk upstairs", LINE),
        ("it is " * 13, PROSE),
    ],
)
def test_in_a_script_without_spaces_two_letters_count_as_a_word_of_prose(line: str, kind: int) -> None:
    reading = Reading.of(TextBatch.of([line]))
    assert reading.kinds(reading.sentences()).tolist() == [kind]


@pytest.mark.parametrize("label", ["集まる時刻", "点灯", "出航"])
def test_hours_in_chinese_numerals_behind_a_label_are_data(label: str) -> None:
    hours = ["六時", "七時", "六時半", "八時", "七時", "五時半"]
    pages = [f"{text}\n\n{label}:{hour}\n\n{FOOT}" for text, hour in zip(TEXTS, hours, strict=True)]
    assert removed(pages) == [[FOOT]] * 6


def test_who_edited_a_page_last_and_when_goes() -> None:
    lines = [f"Zuletzt bearbeitet am {day}. Mai 2031 von der Redaktion im Hafen" for day in range(3, 9)]
    assert removed(framed(lines)) == [sorted((HEAD, FOOT, line)) for line in lines]


@pytest.mark.parametrize(
    ("own", "alike"),
    [
        (
            "On {day} I saw {seen} at the gate.",
            "{count} boats went through, and I wrote all of it down for the keeper.",
        ),
        (
            "Am {day} sah ich {seen} am Tor.",
            "{count} Boote fuhren durch, und ich habe sie alle für den Wärter aufgeschrieben.",
        ),
    ],
)
def test_a_quantity_in_a_paragraph_of_the_page_stays(own: str, alike: str) -> None:
    seen = zip(
        ("Monday", "Tuesday", "Friday", "Sunday", "May Day", "Lent"), TEXTS, (12, 31, 8, 19, 27, 40), strict=True
    )
    pages = [
        f"{text}\n\n{own.format(day=day, seen=text.lower().rstrip('.'))} {alike.format(count=count)}"
        for day, text, count in seen
    ]
    assert removed(pages) == [[]] * 6
