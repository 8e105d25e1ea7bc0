"""The ends of passages: at the borders of quotations and sentences, and between quotation marks where these stand."""

from __future__ import annotations

import re

import pytest

from chaffinch.matching.locate import at_borders

_WORD = re.compile(r"\w+")
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


QUOTED = [
    ("en", "It rained. ", "Brenner said: ", "“The piers were cracked since spring and nobody closed the bridge,”", " Ida Brenner said. "),
    ("en", "It rained. ", "", '"The piers were cracked since spring and nobody closed the bridge,"', " she told reporters. "),
    ("de", "Es regnete. ", "Sie sagte: ", "„Die Pfeiler sind seit dem Frühjahr rissig, und niemand sperrt die Brücke“", ", sagte Ida Brenner. "),
    ("fr", "Il pleuvait. ", "Elle a dit : ", "« Les piles sont fissurées depuis le printemps et personne ne ferme le pont »", ", a dit Ida Brenner. "),
    ("ru", "Шёл дождь. ", "Она сказала: ", "«Опоры потрескались ещё весной, и никто в министерстве не закрывает мост до конца каникул»", ", — сказала Ида Бреннер. "),
]  # fmt: skip


@pytest.mark.parametrize(("language", "before", "lead", "quotation", "tag"), QUOTED)
def test_neither_tag_belongs_to_the_passage_of_a_quotation(
    language: str, before: str, lead: str, quotation: str, tag: str
) -> None:
    text = before + lead + quotation + tag + "Then it was dark."
    start, stop = len(before), text.index("Then") - 1
    for end in (stop - 1, stop, stop + len(" Then")):
        found = text[slice(*at_borders(text, start, end))]
        assert " ".join(_WORD.findall(found)) == " ".join(_WORD.findall(quotation))


ENDS = [
    ("a short word before the stop", "He was friends with all of them and so were we. |I mean to say so.", 2),
    ("a stop and a mark", 'They were confident that the river would rise again." |The mayor was not.', 4),
    ("a stop, a mark and a paragraph", "They knew that the river would rise again in the night.”\n\n|He said no.", 3),
]


@pytest.mark.parametrize(("kind", "text", "more"), ENDS)
def test_words_of_the_next_sentence_are_left_out(kind: str, text: str, more: int) -> None:
    at = text.index("|")
    text = text.replace("|", "")
    assert at_borders(text, 0, at + more)[1] == len(text[:at].rstrip(' \n."”'))


def test_an_abbreviation_ends_no_sentence() -> None:
    text = "They met the ambassador of the U.S. Army and of the navy in the old harbour of Linnet."
    assert at_borders(text, 0, text.index(" and")) == (0, text.index(" and"))
