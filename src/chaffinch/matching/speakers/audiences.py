"""Find the subject behind a verb where the audience stands between the two: "said to Reuters Ana Lund".

Where nouns have cases, no preposition marks the audience: «сообщил РИА «Волна» лесничий Сухов». And where a verb in the
plural has no subject, who speaks is where it was said: «сообщили ТАСС в Министерстве транспорта».
"""

from __future__ import annotations

import re

from chaffinch.matching.speakers.mentions import SOMEONE, Mention
from chaffinch.matching.speakers.phrases import ahead
from chaffinch.matching.speakers.reading import Reading
from chaffinch.text import late_pattern

__all__ = ["behind_audience", "behind_verb"]

_AUDIENCE = re.compile(r"ID?(?:xID?[NLBb]{1,3}|[xNLBb]{1,3})(?=D)")
"""Whom somebody told it: "au micro de Radio Causse", "alla Gazzetta"."""

_PAPER = late_pattern(r"[HM]*I(?:[bB]DN{1,3}(?=D[RTN])|D?[bBS][Ip]D?N{1,2}(?=[NL]p*N(?![NTBp])))")
"""A paper that somebody told it: "contó al diario La Vega el alcalde", "au Courrier du Pont Ana Lund"."""

_TOLD = re.compile(r"[HM]*(?:R?[bB][bBxN]{0,3})?(?:ID?x?M+)*(?=I)")
"""Whom a body told something and when, before the preposition with the body."""

SHORT_ENDING = 2
"""Letters of an ending, at most, that names of one word have in other cases, too: "Шойгу"."""


def behind_audience(reading: Reading, token: int, stop: int) -> Mention | None:
    """Read the subject behind an audience: "ha detto alla Gazzetta il sindaco Ana Lund"."""
    found = _AUDIENCE.match(reading.classes, token, stop)
    return ahead(reading, found.end(), stop) if found else None


def behind_verb(reading: Reading, verb: int, stop: int) -> Mention | None:
    """Read the subject behind a verb; a body that is only the audience is none.

    Args:
        reading: the classes of the text.
        verb: the verb.
        stop: where the sentence ends.
    """
    if body := _where(reading, verb, stop):
        return body
    paper = _PAPER.match(reading.classes, verb + 1, stop) if reading.words.inverted else None
    found = ahead(reading, paper.end() if paper else verb + 1, stop)
    if found is None:
        return None
    addressed = _is_addressed(reading, verb + 1) if found.kind == "body" else _is_told(reading, found.name)
    return SOMEONE if addressed else found


def _where(reading: Reading, verb: int, stop: int) -> Mention | None:
    """Read the body in which several people said something: "сообщили в Министерстве транспорта"."""
    several = tuple(reading.words.sets["plural_endings"])
    found = _TOLD.match(reading.classes, verb + 1, stop) if several else None
    if not found or not reading.tokens[verb].lower().endswith(several) or not reading.has(found.end(), "where"):
        return None
    head = found.end() + 1
    if head >= stop or reading.classes[head] not in "bB":
        return None
    word = reading.tokens[head]
    if not word.isupper() and not word.lower().endswith(tuple(reading.words.sets["locative"])):
        return None
    body = ahead(reading, head, stop)
    if body is None or body.kind != "body":
        return None
    return SOMEONE if body.name.islower() and " " not in body.name else body  # "at the police"


def _is_addressed(reading: Reading, token: int) -> bool:
    """Tell whether a body is in the case of those who are told something: "агентству «Волна»"."""
    word, sets = reading.tokens[token].strip("«»„“”\"'").lower(), reading.words.sets
    return word.endswith(tuple(sets["dative"])) and not word.endswith(tuple(sets["neuters"]))


def _is_told(reading: Reading, name: str) -> bool:
    """Tell whether a name is in the case of those who are told something: "Janowi Lisowi", "Игнату Сухову"."""
    endings, words = tuple(reading.words.sets["name_dative"]), name.split()
    if name.endswith(tuple(ending for ending in endings if len(ending) > SHORT_ENDING)):
        return True
    return bool(endings) and len(words) > 1 and all(word.endswith(endings) for word in words)
