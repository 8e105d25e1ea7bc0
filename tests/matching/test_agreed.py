"""Ends of passages at a sign in one text where most others begin and end."""

from __future__ import annotations

import re

import pytest

from chaffinch.matching.passages.agreed import agreed_ends

Texts = tuple[str, ...]


def _moved(texts: Texts) -> list[str]:
    """Give the passages of texts with a bar at each end of them, as they are when their ends are moved."""
    found = []
    for number, marked in enumerate(texts):
        text = re.sub("[{}]", "", marked)
        start, stop = text.index("|"), text.rindex("|") - 1
        found.append((number, text.replace("|", ""), start, stop))
    ends = agreed_ends(found, frozenset(range(len(texts))))
    return [text[a:b] for (_, text, _, _), (a, b) in zip(found, ends, strict=True)]


def _wanted(texts: Texts) -> list[str]:
    bare = [text.replace("|", "") for text in texts]
    return [text[text.index("{") + 1 : text.index("}")] for text in bare]


MOVED = [
    ("a headline on its own line", (
        "|HARNBY DAM <HBD> HOLDS\n  {The dam at Harnby held all night, and nobody was hurt.|}",
        "DAM HOLDS\n  {|The dam at Harnby held all night and nobody was hurt.|}")),
    ("a headline without a space", (
        "|Nobody hurt as the old wall stands{The dam at Harnby held all night, and nobody was hurt.|}",
        "{|The dam at Harnby held all night and nobody was hurt.|}")),
    ("a headline without a space before a number", (
        "|Nobody hurt as the old wall stands{16 barges of the harbour lay safe all night, and nobody was hurt.|}",
        "{|16 barges of the harbour lay safe all night and nobody was hurt.|}")),
    ("a lead with single marks", (
        "|A keeper of the sluices told us: '{The dam at Harnby held all night, and nobody was hurt.'|}",
        "“{|The dam at Harnby held all night and nobody was hurt.”|}")),
    ("a lead with lost marks", (
        "|Lund went on to say of the wall: ?{The dam at Harnby held all night, and nobody was hurt.?|}",
        "“{|The dam at Harnby held all night and nobody was hurt.”|}")),
    ("a lead without a colon", (
        "|Lund posted at noon that “{the dam at Harnby held all night, and nobody was hurt.”|}",
        "“{|The dam at Harnby held all night and nobody was hurt.”|}")),
    ("a tag and a lead", (
        "|“I ask for order,” the mayor said after a while, and told the council that “{the dam at Harnby held all night, and nobody was hurt when the water came up.”|}",
        "“{|The dam at Harnby held all night and nobody was hurt when the water came up.”|}")),
    ("who speaks in a dialogue", (
        "|Ida Lund: {The dam at Harnby held all night, and nobody was hurt.|}",
        "“{|The dam at Harnby held all night and nobody was hurt.”|}")),
    ("a word before a quotation of others", (
        "He thinks that |we {should hope that the dam at Harnby holds, and that nobody is hurt.|}",
        "She says they “{|should hope that the dam at Harnby holds and that nobody is hurt”|} there.")),
    ("a word before a quotation of others, straight marks", (
        "„So war es. Wir |meinen {dass der alte Damm von Harnby die ganze Nacht gehalten hat.|}“",
        'Sie meint, "{|dass der alte Damm von Harnby die ganze Nacht gehalten hat"|}.')),
    ("ar: the place and the paper", (
        "|عين اليوم – هارنبي: {صمد السد القديم طوال الليل ولم يصب أحد بأذى.|}",
        "{|صمد السد القديم طوال الليل ولم يصب أحد بأذى.|}")),
    ("a sentence before", (
        "|This story is false. {The dam at Harnby held all night, and nobody was hurt.|}",
        "{|The dam at Harnby held all night and nobody was hurt.|}")),
    ("a tag behind", (
        "{|“The dam at Harnby held all night, and nobody was hurt},” Lund said.|",
        "{|“The dam at Harnby held all night and nobody was hurt.”|} Lund said so.")),
    ("a tag behind the end of a longer passage", (
        "{|It rained on the hills. “The dam at Harnby held all night, and nobody was hurt},” Lund said.|",
        "{|It rained on the hills. “The dam at Harnby held all night and nobody was hurt.”|} Lund said so.")),
    ("a line of other text behind", (
        "{|The dam at Harnby held all night, and nobody was hurt}  wait five seconds for the pictures|\n",
        "{|The dam at Harnby held all night and nobody was hurt.|}")),
    ("words at which a passage breaks off", (
        "{|Lund saw “the water of the river come up to the old wall}” of Harnby after| a report in the Courier",
        "{|Lund saw “the water of the river come up to the old wall”|}.")),
    ("a sentence behind", (
        "{|The dam at Harnby held all night, and nobody was hurt}. The keepers were given lamps.|",
        "{|The dam at Harnby held all night and nobody was hurt.|}")),
    ("a clause behind the sentence of the others", (
        "{|The dam at Harnby held all night, and nobody was hurt}, for the keepers had been warned.|",
        "{|The dam at Harnby held all night and nobody was hurt.|}")),
    ("a place before a dash", (
        "|HARNBY — {The dam at Harnby held all night, and nobody was hurt.|}",
        "{|The dam at Harnby held all night and nobody was hurt.|}")),
    ("a heading in capitals on the same line", (
        "|IN HER OWN WORDS, IDA LUND {The dam at Harnby held all night, and nobody was hurt.|}",
        "{|The dam at Harnby held all night and nobody was hurt.|}")),
    ("sq: a title between marks without a space", (
        "|Shkrim i gazetës “Kurier”{Diga në Harnbi mbajti gjithë natën, dhe askush nuk u lëndua.|}",
        "{|Diga në Harnbi mbajti gjithë natën dhe askush nuk u lëndua.|}")),
    ("pt: a quotation and a lead", (
        "|Lund disse que a barragem “nunca cedeu um palmo”. Leia a íntegra da nota: “{A barragem de Harnby resistiu a noite inteira, e ninguém ficou ferido nas casas da margem.”|}",
        "{|A barragem de Harnby resistiu a noite inteira e ninguém ficou ferido nas casas da margem.|}")),
    ("a line of other text behind without a space", (
        "{|The dam at Harnby held all night, and nobody was hurt}Press the picture of the week|",
        "{|The dam at Harnby held all night and nobody was hurt.|}")),
    ("by most of three", (
        "|The mayor told us: {The dam at Harnby held all night, and nobody was hurt.|}",
        "{|The dam at Harnby held all night and nobody was hurt.|}",
        "{|The dam at Harnby held all night and no one was hurt.|}")),
]  # fmt: skip
"""Texts with a bar at each end of a passage; in braces what is left."""


@pytest.mark.parametrize(("kind", "texts"), MOVED, ids=[kind for kind, _ in MOVED])
def test_an_end_is_moved_to_the_sign_where_the_others_end(kind: str, texts: Texts) -> None:
    assert _moved(texts) == _wanted(texts)


STAYING = [
    ("words before a quotation, where the others begin with no mark", (
        "He thinks that |{we should hope that the dam at Harnby holds, and that nobody is hurt.|}",
        "She says they {|should hope that the dam at Harnby holds and that nobody is hurt|} there.")),
    ("a passage that begins with its sentence", (
        "{|We should hope that the dam at Harnby holds, and that nobody is hurt.|}",
        "She says they “{|should hope that the dam at Harnby holds and that nobody is hurt”|} there.")),
    ("words of the same sentence", (
        "{|The mayor told us that the dam at Harnby held all night, and nobody was hurt.|}",
        "{|The dam at Harnby held all night and nobody was hurt.|}")),
    ("a clause of it behind that no sentence of the others ends before", (
        "{|The dam at Harnby held all night, and nobody was hurt, for the keepers had been warned.|}",
        "{|The dam at Harnby held all night and nobody was hurt|} by the water of the river.")),
    ("a clause of a quotation", (
        "{|“The dam at Harnby held all night, and nobody was hurt, for the keepers had been warned.”|}",
        "{|“The dam at Harnby held all night and nobody was hurt,”|} Lund said.")),
    ("capitals that go on", (
        "{|THE COUNCIL OF HARNBY SPEAKS THE DAM AT HARNBY HELD ALL NIGHT AND NOBODY was hurt.|}",
        "{|The dam at Harnby held all night and nobody was hurt.|}")),
    ("a lead that another text has", (
        "{|The mayor told us: The dam at Harnby held all night, and nobody was hurt.|}",
        "{|The mayor told us: The dam at Harnby held all night and nobody was hurt.|}",
        "{|The dam at Harnby held all night and no one was hurt.|}")),
    ("a line that is wrapped", (
        "{|In the end it was said by\nthe dam at Harnby that nobody was hurt.|}",
        "{|The dam at Harnby that nobody was hurt at.|}")),
    ("an abbreviation", (
        "{|U.S. Dam Secretary Ida Lund said on Monday that nobody was hurt.|}",
        "{|Dam Secretary Ida Lund said on Monday that nobody was hurt.|}")),
    ("a title with dots", (
        "{|He opened the show “The old river.. The dam at Harnby held all night, and nobody was hurt.|}",
        "{|The dam at Harnby held all night and nobody was hurt.|}")),
    ("a quotation behind the mark", (
        "{|“The dam at Harnby held all night,” and “nobody was hurt,” Lund said.|}",
        "{|“The dam at Harnby held all night,”|} she said.")),
    ("a long part that the others have elsewhere", (
        "{|From the first hours of the day until the late evening nobody may cross the bridges over the river Wren by boat, or on foot, in: Harnby, Linnet, Amselried and Calder.|}",
        "{|Harnby, Linnet, Amselried and Calder. From the first hours of the day until the late evening nobody may cross the bridges over the river Wren by boat, or on foot.|}")),
    ("more than half of a passage", (
        "{|A keeper of the sluices at the old wall told us: The dam at Harnby held.|}",
        "{|The dam at Harnby held.|}")),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "texts"), STAYING, ids=[kind for kind, _ in STAYING])
def test_an_end_stays_without_a_sign_or_where_others_have_what_goes(kind: str, texts: Texts) -> None:
    assert _moved(texts) == _wanted(texts)
