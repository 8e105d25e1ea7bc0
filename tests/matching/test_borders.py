"""The ends of passages: at the borders of quotations and sentences, and between quotation marks where these stand."""

from __future__ import annotations

import pytest

from chaffinch.matching.locate import at_borders

WHOLE = [
    ("en", "He called it “the dam that held all night at Harnby. So it was” and left."),
    ("de", "Er nannte es „den Damm, der die ganze Nacht hielt. Am Ende“ und ging."),
    ("fr", "Il parlait de « la digue qui a tenu toute la nuit. Un miracle » et partit."),
    ("ru", "Он назвал это «плотиной, которая держалась всю ночь. Чудо» и ушёл."),
    ("tex", "He called it ``the dam that held all night at Harnby. So it was'' and left."),
]


@pytest.mark.parametrize(("language", "text"), WHOLE)
def test_what_stands_between_quotation_marks_stays_whole(language: str, text: str) -> None:
    starts = [text.index(mark) + len(mark) for mark in ("“", "„", "«", "``") if mark in text]
    stops = [text.rindex(mark) for mark in ("”", "“", "»", "''") if mark in text]
    start, stop = starts[-1] if language == "de" else starts[0], max(stops)
    while text[start] == " ":
        start += 1
    while text[stop - 1] == " ":
        stop -= 1
    assert at_borders(text, start, stop) == (start, stop)


def test_the_first_word_of_the_next_sentence_does_not_belong_to_a_passage() -> None:
    text = "It rained. He knew that the old dam at Harnby held all night. Then they slept."
    start, stop = text.index("He"), text.index(" they")
    assert text[slice(*at_borders(text, start, stop))] == "He knew that the old dam at Harnby held all night"
