"""Find the name that leads to a quotation without a verb of saying: "Ana Lund:", "..., prompting Ana Lund to warn:"."""

from __future__ import annotations

import re

from chaffinch.matching.speakers.mentions import THING, Mention
from chaffinch.matching.speakers.phrases import ahead, judged
from chaffinch.matching.speakers.reading import Reading
from chaffinch.text import late_pattern

__all__ = ["labelled"]

_STATED = late_pattern(r"([TNLp]*O)(?:\([^()]*\))?(?:S[HVx]*[:,]?|[xSV](?P<that>D))$")
_CAUSED = re.compile(r"(D?[xL]*[RTGBb]?[xTNLp]*)[ID](?:[xVHM]|ID?x)*:$")
"""Behind "prompting" or "leading": whom something made to say it."""

_CITED = re.compile(r"(?<!I)S(?P<of>I)(?P<name>[TNLp]*N)(?:[HVx]*|,[WC][^Q:,]*):$")
_LABEL = re.compile(r"(?:^|(?<=[.¶]))([TNLp]*N)(?:\([^()]*\))?:$")


def labelled(reading: Reading, first: int, quote: int) -> Mention | None:
    """Find the name that leads to a quotation without a verb: "Ana Lund:", "Ana Lund's statement:".

    Args:
        reading: the classes of the text.
        first: where the sentence starts.
        quote: the token of the quotation.
    """
    classes = reading.classes
    if label := _LABEL.search(classes, first, quote):
        return ahead(reading, label.start(1), label.end(1))
    if reading.words.verb_final:  # a name in the dative is no owner
        return None
    stated = _STATED.search(classes, first, quote)
    if stated and stated["that"] and not reading.has(stated.start("that"), "that"):
        stated = None
    cited = None if stated else _CITED.search(classes, first, quote)
    if cited and reading.has(cited.start("of"), "statement_of"):  # not "in a letter to Ana Lund"
        return Mention("name", reading.phrase(*cited.span("name")))
    return Mention("name", reading.phrase(*stated.span(1))) if stated else _caused(reading, first, quote)


def _caused(reading: Reading, first: int, quote: int) -> Mention | None:
    """Find whom something made to say a quotation: "..., prompting the mayor, Ana Lund, to warn:"."""
    cause = next((at for at in range(quote - 1, first, -1) if reading.has(at, "causing")), None)
    found = _CAUSED.match(reading.classes, cause + 1, quote) if cause is not None else None
    return (judged(reading, *found.span(1)) or THING) if found and found[1] else None
