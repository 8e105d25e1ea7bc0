"""Find the name below a quotation that nobody says: "... night.” — Ana Lund, mayor", or on lines of its own."""

from __future__ import annotations

import re

from chaffinch.matching.speakers.lexicon import Lexicon
from chaffinch.matching.speakers.mentions import Mention
from chaffinch.matching.speakers.phrases import ahead
from chaffinch.matching.speakers.reading import Reading, read
from chaffinch.text import late_pattern

__all__ = ["signed"]

_SIGNED = late_pattern(r"\.?¶?(?P<dash>-)?(?P<name>[TNLp]*N[NL]*)(?P<office>(?:,[DTNLRBbpIMx&C]{1,14}){1,3})?(?=¶|$)")
_BELOW = late_pattern(
    r"[^\S\n]*\n\s*(?P<dash>[—–-]+\s*)?(?P<name>[^\n\u2029,;:—–]{3,40})(?:,|[\n\u2029])(?P<office>[^\n\u2029]{3,70})(?=[\n\u2029]|$)"
)
"""Lines below a quotation with a name and an office, beside or below it."""

_BOLD = late_pattern(
    r"[\s>]*\n[\s>]*(?:!\[[^\]\n]*\]\([^)\n]*\)[\s>]*)?[—–-]*\s*\*\*(?P<name>[^*\n,]{3,40}),?\*\*(?=,|[^\S\n]*[^\W\d_]|\s*$|\s*\n)"
)
"""A name in bold letters of markdown in the lines below, perhaps below a picture."""

_BOLD_OFFICE = re.compile(r"[^\S\n]{2}.*|\s(?![IVX]+\Z)[A-Z]{2,4}\Z")
"""An office behind such a name: after two spaces, or as an acronym."""

_FULL_NAME, _OFFICE = re.compile("T*[NL]p*[NLp]*N"), re.compile("[DTNLRBbpIMx&CS,]*[TRBb][DTNLRBbpIMx&CS,]*")


def signed(reading: Reading, quote: int) -> Mention | None:
    """Find the name below a quotation, with the office or paper of the person: "... night.” Ana Lund, mayor".

    Args:
        reading: the classes of the text.
        quote: the token of the quotation.
    """
    below = _BELOW.match(reading.text, reading.quotes[quote][1]) if reading.words.capitals else None
    if below and _is(_FULL_NAME, below["name"], reading.words) and _is(_OFFICE, below["office"], reading.words):
        return Mention("name", below["name"].strip())
    bold = _BOLD.match(reading.text, reading.quotes[quote][1]) if reading.words.capitals else None
    if bold and _is(_FULL_NAME, name := _BOLD_OFFICE.sub("", bold["name"]), reading.words):
        return Mention("name", name.strip())
    found = _SIGNED.match(reading.classes, quote + 1)
    if not found or (found["dash"] is None and found["office"] is None):
        return None
    return ahead(reading, found.start("name"), found.end("name"))


def _is(form: re.Pattern[str], piece: str, words: Lexicon) -> bool:
    return form.fullmatch(read(piece, (), words).classes) is not None
