"""Quotation marks: which belong together, and which stand beside a passage."""

from __future__ import annotations

import re

import pytest

from chaffinch.matching.passages.quotations import quoted_ranges, quoted_share, with_outer_marks

PAIRED = [
    ("straight", 'He said "{The dam held}," and "{so it was}." Then rain.'),
    ("one that nothing closes", 'He said "The dam held, and left. She said: "{It did not hold}." Then "{it rained}," he said.'),
    ("one that nothing opens", 'The dam held," he said. "{It did not hold}," she said, "{not at all}." Then rain.'),
    ("the next paragraph opens anew", '"{The dam held.\n}"{Nobody was hurt}," he said. Then "{it rained}."'),
    ("the next paragraph is on the same line", '"{The dam held. }"{Nobody was hurt}," he said. Then "{it rained}."'),
    ("typewriter", '"{The dam held},\'\' he said. "{Nobody was hurt}," she said.'),
    ("a cell of CSV", '"The mayor said, ""{The dam held},"" and left. ""{Nobody was hurt},"" she said. Rain."'),
    ("an empty string in prose", 'It printed "", and "{the dam}" was "{gone}".'),
    ("guillemets turned round", "Il a dit» que la digue « {tient} » encore, «{toujours}»."),
    ("German guillemets", "Er sagte: »{Der Damm hielt}« und ging."),
    ("Swedish", "”{Dammen höll}”, sade hon. ”{Ingen skadades}”, och hon gick.\n\n”{Vi är glada}.” Regn."),
    ("Swedish, the first mark left out", "Dammen höll”, sade hon. Sedan ”{regnade det}” länge."),
    ("Swedish, the last mark left out", "”Dammen höll, sade hon. Och ”{ingen skadades}”, sade han."),
    ("English, the first mark left out", "The dam held,” he said. “{Nobody was hurt}.” It ”held” long."),
    ("a prefix before the mark", "قال لـ«{الوطن}» إن السد صمد."),
]  # fmt: skip
"""Texts with braces around each quotation."""


@pytest.mark.parametrize(("kind", "marked"), PAIRED)
def test_marks_are_paired(kind: str, marked: str) -> None:
    text = re.sub("[{}]", "", marked)
    found = [text[a:b].strip(" ,.\n") for a, b in quoted_ranges(text)]
    assert found == [quotation.strip(" ,.\n") for quotation in re.findall(r"\{([^}]*)\}", marked)]


OUTER = [
    ("the beginning of a quotation", "He said: {“|It held all night.|} Nobody was hurt.” So."),
    ("the end of one", "He said: “It held all night. {|Nobody was hurt|.”} So."),
    ("straight", 'He said: {"|It held all night.|} Nobody was hurt." So.'),
    ("Swedish", "Han sade: {”|Den höll hela natten.|} Ingen skadades.” Så var det."),
    ("Swedish, whole", "Han sade: {”|Den höll hela natten|”}, och gick."),
    ("Swedish, behind a quotation", "”Den höll.” {|Hela natten regnade det|}, sade han."),
    ("single", "He said: {‘|It held all night.|} Nobody was hurt.’ So."),
    ("doubled, of the next quotation", 'It held. {|Nobody was hurt.|} ""So it was,"" he said.'),
    ("of the next quotation, without a space", "It held. {|Nobody was hurt.|}“So it was,” he said."),
    ("an apostrophe", "It was {|the keepers|}’ lock."),
    ("none", "He said: “It held. {|Nobody was hurt.|} So it was.”"),
]  # fmt: skip
"""Passages between bars, and in braces what is shown of each."""


@pytest.mark.parametrize(("kind", "marked"), OUTER)
def test_a_mark_beside_a_passage_is_shown(kind: str, marked: str) -> None:
    bare = re.sub("[{}]", "", marked)
    start, stop = bare.index("|"), bare.rindex("|") - 1
    text, wanted = bare.replace("|", ""), marked.replace("|", "")
    assert text[slice(*with_outer_marks(text, start, stop))] == wanted[wanted.index("{") + 1 : wanted.index("}")]


def test_the_marks_around_a_cell_of_csv_quote_nothing() -> None:
    said = "The lock at Harnby was shut on Monday, and nobody knows until when. " * 8
    assert quoted_share(f'"{said}"', 10, 60) == 0
    assert quoted_share(f'"{said[:100]}"', 10, 60) == 1
    assert quoted_share(f'It rained.\n\n"{said}"', 40, 60) == 1
    text = f'"{said} The keeper said “it will open in the end” and left."'
    assert quoted_share(text, text.index("it will"), text.index("” and")) == 1
