"""A removed passage takes whole sentences with it, and no half one."""

from __future__ import annotations

import pytest

from chaffinch.model import Passage, Removal
from chaffinch.policy.removals import whole_sentences

KEEPER = Passage("other", 0, 100)


def cut(text: str, passage: str) -> list[str]:
    start = text.index(passage)
    rows = [Removal(start, start + len(passage), "remove", "quotation", "", 0.9, KEEPER)]
    return [text[r.start : r.stop] for r in whole_sentences(text, rows)]


@pytest.mark.parametrize(
    ("text", "passage", "expected"),
    [
        ("It rained. The dam held. Nobody slept.", "The dam held", ["The dam held."]),
        ("It rained. The dam held. Nobody slept.", "rained. The dam held. Nobody", ["The dam held."]),
        ("It rained. The dam held. Nobody slept.", "dam held. Nobody", []),
        ("He said: “The dam held.” Then he left.", "The dam held", []),
        ("“The dam held. It was close. We slept.” He left.", "The dam held. It was close", ["It was close."]),
        ("“The dam held. It was close.” He left.", "The dam held. It was close", ["“The dam held. It was close.”"]),
        (
            "„Der Damm hielt. Es war knapp.“ Er ging.",
            "Der Damm hielt. Es war knapp",
            ["„Der Damm hielt. Es war knapp.“"],
        ),
        ('"The dam held. It was close. We slept." He left.', "The dam held. It was close", ["It was close."]),
        (
            "One fell.\n\nThe dam held.\n\nIt was close.",
            "The dam held.\n\nIt was close",
            ["The dam held.\n\nIt was close."],
        ),
        ("大坝挺住了。没有人受伤。他们睡了。", "没有人受伤", ["没有人受伤。"]),
        ("no stop at all", "stop", []),
    ],
)
def test_what_goes(text: str, passage: str, expected: list[str]) -> None:
    assert cut(text, passage) == expected


def test_rows_keep_their_reason_and_keeper() -> None:
    rows = whole_sentences("One. Two.", [Removal(0, 8, "remove", "repeat", "", 0.8, KEEPER)])
    assert rows == [Removal(0, 9, "remove", "repeat", "", 0.8, KEEPER)]
    assert whole_sentences("One.", []) == []
