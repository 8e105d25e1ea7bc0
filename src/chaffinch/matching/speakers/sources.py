"""Read whom "according to" names: a person, a body, or who issued a statement."""

from __future__ import annotations

import re

from chaffinch.matching.speakers.mentions import SOMEONE, Mention
from chaffinch.matching.speakers.phrases import ahead
from chaffinch.matching.speakers.reading import Reading

__all__ = ["source"]

_ISSUED = re.compile("D?[xBM]?Sx?[ID]")
"""A statement, before whom it is of: "a statement by the council"."""


def source(reading: Reading, token: int, stop: int) -> Mention | None:
    """Read who is named behind "according to", and behind a preposition there: "nach Angaben von"."""
    while token < stop and reading.classes[token] == "I":
        token += 1
    if (issued := _ISSUED.match(reading.classes, token, stop)) and reading.has(issued.end() - 1, "statement_of"):
        token = issued.end()  # "a statement by the council"
    found = ahead(reading, token, stop)
    common = found is not None and found.kind == "body" and found.name.islower() and " " not in found.name
    return SOMEONE if common and reading.words.cases else found  # "was reported at the police"
