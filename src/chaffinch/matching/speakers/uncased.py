"""Read noun phrases in a script without capital letters, by roles, given names and how often a word comes.

In Arabic the verb comes first, then its subject: a role with what it is of, then the name. Where a name begins is
known by a list of given names; a name that is in no list needs a role before it, two words, or to come again.
"""

from __future__ import annotations

import re

from chaffinch.matching.speakers.mentions import SOMEONE, Mention
from chaffinch.matching.speakers.reading import Reading
from chaffinch.text import late_pattern

__all__ = ["cited", "first_subject", "subject", "subject_before"]

TIMES = 2
"""Times that a word must be in a text to be a name of its own: who speaks comes again."""

LETTERS = 4
"""Letters, at least, of a word that is counted so, since shorter ones are parts of many words."""

REACH = 14
"""Tokens from the start of a noun phrase to the given name in it, at most: "the media spokesman of the police of the
region of Mecca, Colonel Dr." has ten."""

WORDS = 4
"""Words of a name, at most."""

_STOP = re.compile(r"[CWVKQ.¶:PY;()-]")
_SKIPPED = re.compile(r"[HM]*")
_ABOUT = late_pattern(r"[HM]*(?:Y(?=[NRdp]))?")  # "said about him Ana Lund"
_NAMED = late_pattern(r"(?:p+d?|[Nx])(?:p+d?|N)*(?:d|R(?=$|[CI:,.Q]))?")
_HEADED = late_pattern(r"(?:R[RTd]*(?:I[xdNbL]{1,3}R+)?)(?P<name>[Np](?:[Ndp]|R(?=$|[CI:,.Q])){0,3})")
_BODY = late_pattern(r"b(?:R?[dNL]{1,2}|)")
_PLAIN_NAME = re.compile(r"Np?N{1,2}(?![d])")
_TO = ("ل", "الى", "إلى")
"""Beginnings of prepositions before an audience; behind others ("after", "with") no subject follows."""

_OWNED = ("ها", "هم", "هما", "نا")
_WITH = ("با", "بم", "بت", "كا")  # prepositions written before a noun: "with resentment"
_ADVERBS = ("اً", "ًا")
_PLURALS = ("ون", "ين", "ات")


def subject(reading: Reading, token: int, stop: int) -> Mention | None:
    """Read the noun phrase behind a verb, with the audience between them: "told the agency Ana Lund".

    Args:
        reading: the classes of the text.
        token: where the phrase starts.
        stop: where the sentence ends.
    """
    skipped = _ABOUT.match(reading.classes, token, stop)
    token = skipped.end() if skipped else token
    stop = _clause_stop(reading, token, stop)
    if token >= stop:
        return None
    kind = reading.classes[token]
    if kind == "S":
        return _statement(reading, token, stop)
    if kind == "d" and token + 1 < stop and reading.is_given(token + 1):  # "the Swiss Ana Lund"
        token, kind = token + 1, "N"
    if kind == "d" and _is_family_name(reading, token, stop):
        return Mention("name", reading.tokens[token])
    if kind in "DG" or (kind == "d" and not reading.is_given(token)):
        return SOMEONE
    if kind == "I":
        return _behind_audience(reading, token, stop) if reading.tokens[token].startswith(_TO) else None
    given = _given(reading, token, stop)
    if kind == "b":
        return _body(reading, token, stop)
    if kind == "R" or given == token:
        return _headed(reading, token, stop, given)
    return _unlisted(reading, token, stop) if kind in "Np" else SOMEONE


def _statement(reading: Reading, token: int, stop: int) -> Mention:
    """Read of whom a statement is, or the statement itself."""
    if token + 1 < stop and reading.classes[token + 1] in "bR":
        return subject(reading, token + 1, stop) or SOMEONE
    return Mention("statement", reading.tokens[token]) if reading.is_common(token) else SOMEONE


def _clause_stop(reading: Reading, token: int, stop: int) -> int:
    """Give where the clause of a noun phrase stops: at a conjunction, a verb or a sign."""
    found = _STOP.search(reading.classes, token, min(stop, token + REACH + WORDS))
    return found.start() if found else min(stop, token + REACH + WORDS)


def _is_family_name(reading: Reading, token: int, stop: int) -> bool:
    """Tell whether a word with an article is a name: alone behind the verb, and elsewhere behind a given name."""
    if token + 1 < stop and reading.classes[token + 1] not in ",IMH":
        return False
    word, given = reading.tokens[token], reading.words.sets["given"]
    before = re.findall(rf"((?:\w+\s+){{1,2}}){re.escape(word)}\b", reading.text)
    return any(name in given for names in before for name in names.split())


def _given(reading: Reading, token: int, stop: int) -> int | None:
    """Give the first given name in a noun phrase."""
    return next((at for at in range(token, min(stop, token + REACH)) if reading.is_given(at)), None)


def _behind_audience(reading: Reading, token: int, stop: int) -> Mention | None:
    """Read the subject behind whom it speaks to; None where no given name or role follows."""
    at = next((at for at in range(token + 1, stop) if reading.is_given(at) or reading.classes[at] in "R,"), None)
    if at is None or reading.classes[at] == ",":
        return None
    return _headed(reading, at, stop, _given(reading, at, stop))


def _headed(reading: Reading, token: int, stop: int, given: int | None) -> Mention:
    """Read a phrase that begins with a role or a given name."""
    if given is None or "I" in reading.classes[token:given]:
        found = _HEADED.match(reading.classes, token, stop)
        if found and not reading.tokens[found.start("name")].endswith(_PLURALS):
            return Mention("name", reading.phrase(found.start("name"), _name_stop(reading, found.start("name"), stop)))
        if given is None:
            return _role(reading, token, stop)
    end = _name_stop(reading, given, stop)
    comma = reading.classes[end : end + 1] == ","
    if comma and given > token and end + 1 < stop and reading.is_given(end + 1):  # "the lawyer of Tom Lund, Ana Moss"
        given, end = end + 1, _name_stop(reading, end + 1, stop)
    return Mention("name", reading.phrase(given, end))


def _role(reading: Reading, token: int, stop: int) -> Mention:
    """Give the mention of a role without a name: with an article it is somebody who was named."""
    alone = token + 1 >= stop or reading.classes[token + 1] in ",IMH"
    word = reading.tokens[token]
    return Mention("someone", word) if alone and reading.is_common(token) else SOMEONE


def _name_stop(reading: Reading, first: int, stop: int) -> int:
    """Give where a name stops: at a word of another class, or after four words."""
    found = _NAMED.match(reading.classes, first, min(stop, first + WORDS))
    end = found.end() if found else first + 1
    end += end < stop and reading.has(end, "surnames")  # a common word, too
    return next((at for at in range(first + 1, end) if _is_no_name(reading.tokens[at])), end)


def _is_no_name(word: str) -> bool:
    """Tell whether a word behind a name is an adverb or an audience: "to the press"."""
    return word.endswith(_ADVERBS) or word.startswith("لل")


def _body(reading: Reading, token: int, stop: int) -> Mention | None:
    """Read a body: "the Ministry of Transport", or one with an article, which was named before."""
    found = _BODY.match(reading.classes, token, stop)
    if found is None or (found.end() == token + 1 and not reading.is_common(token)):
        return SOMEONE  # a bare "center"
    if reading.is_common(token) and "N" in reading.classes[token : found.end()]:
        return SOMEONE if reading.has(token, "media") else Mention("body", reading.tokens[token])
    if found.end() == token + 1 and reading.has(token, "media"):
        return SOMEONE  # "the newspaper said"
    return Mention("body", reading.phrase(token, found.end()))


def _unlisted(reading: Reading, token: int, stop: int) -> Mention | None:
    """Read a name that is in no list: two words without an article, or one word that comes again."""
    word = reading.tokens[token]
    if word.endswith(_OWNED) or word.startswith(_WITH) or (word.endswith(_PLURALS) and f"ال{word}" in reading.text):
        return SOMEONE
    found = _PLAIN_NAME.match(reading.classes, token, stop)
    if found and not reading.tokens[found.end() - 1].endswith((*_OWNED, "ه")):
        return Mention("name", reading.phrase(token, _name_stop(reading, token, found.end())))
    alone = token + 1 >= stop or reading.classes[token + 1] in ",IMH"
    if alone and len(word) >= LETTERS and reading.text.count(word) >= TIMES:
        return Mention("name", word)
    return None if alone else SOMEONE


def subject_before(reading: Reading, first: int, verb: int) -> Mention | None:
    """Read the subject that stands before its verb, at the start of a sentence: "Ana Lund had said".

    Args:
        reading: the classes of the text.
        first: where the sentence starts.
        verb: the verb.
    """
    skipped = _SKIPPED.match(reading.classes, first, verb)
    token = skipped.end() if skipped else first
    given = _given(reading, token, verb)
    if given is None or (given > token and reading.classes[token] != "R"):
        return None
    end = _name_stop(reading, given, verb)
    return Mention("name", reading.phrase(given, end)) if not reading.classes[end:verb].strip(",HM") else None


def first_subject(reading: Reading, first: int, stop: int) -> Mention | None:
    """Read the subject of a sentence: behind its first word, which is a verb of any kind.

    Args:
        reading: the classes of the text.
        first, stop: the sentence.
    """
    while first < stop and reading.classes[first] in "HMC,":
        first += 1
    if first + 1 < stop and (reading.classes[first] == "R" or reading.is_given(first)):  # "Ana Lund was there"
        return _person(subject(reading, first, stop))
    if first + 1 >= stop or reading.classes[first] not in "VKNxd":
        return None
    given = reading.is_given(first + 1) or reading.classes[first + 1] == "R"
    return _person(subject(reading, first + 1, stop)) if given else None


def _person(mention: Mention | None) -> Mention | None:
    return mention if mention is not None and mention.kind == "name" else None


def cited(reading: Reading, first: int, token: int) -> Mention | None:
    """Read whose words others report: "the agency quoted from Ana Lund his saying that".

    Args:
        reading: the classes of the text.
        first: where the sentence starts.
        token: the word for "his saying".
    """
    at = next((at for at in range(token - 1, first, -1) if reading.has(at, "citing")), None)
    return subject(reading, at + 1, token) if at is not None else None
