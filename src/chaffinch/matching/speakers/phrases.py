"""Read a noun phrase: whether it ends with a name, is a body or pronoun, or means somebody without a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from chaffinch.matching.speakers.reading import Reading

__all__ = [
    "FOLLOWED",
    "LEAST_WORDS",
    "NAMELESS",
    "OFFICE",
    "SOMEONE",
    "THING",
    "TIMES",
    "TWO_NAMES",
    "Mention",
    "ahead",
    "behind_audience",
    "judged",
    "pronoun",
    "source",
    "with_of",
]

Kind = Literal["name", "body", "pronoun", "someone", "thing"]


@dataclass(frozen=True, slots=True)
class Mention:
    """Who is named as a speaker.

    Attributes:
        kind: of the phrase; "someone" is a person without a name, such as *an official*, "thing" whatever is none.
        name: the name of a person or body, or the pronoun; empty for the others.
    """

    kind: Kind
    name: str = ""


SOMEONE = Mention("someone")
THING = Mention("thing")
NAMELESS = ("someone", "thing")

_PHRASE = re.compile(r"[DxdRBbGTNLOSp&M]*")
_NAME_END = re.compile(r"[TNLBp]*[NL]$")
_TITLED = re.compile(r"T+(?:[NLp]+)$")
_BODY_END = re.compile(r"[NLBTxd]{0,4}[Bb]$")
OFFICE = re.compile(r"(?<=T)I[NLx]x*([NL][Np]*N)(?![NTBp])")
_RUN_END = re.compile(r"[NLBT]+$")
_OWN_BODY = re.compile(r"[NLBT]*[Bb]$")
_APPOSED = re.compile(r"(?:ID?[xdRBbTNLOSp]+){0,2},D?x{0,2}R{0,2}([TNLp]*N)(?=$|[,.;:QIW¶(C-])")
_JOINED = re.compile(r"ID?[xRBbNLS]+?((?:[TNLp])*N)(?=$|[,.;:QIW¶(C-])")
FOLLOWED = re.compile(r"D?[xRBL]*?([TNLp]*N)(?=[xH])x*(?![RGbBSNTO])")
_UNCASED = re.compile(
    r"(?P<head>[RTd]*(?:I[xdNbL]{1,3}R+)?)(?P<name>[Np](?:[Ndp]|R(?=$|[CI:,.Q])){0,3})|b(?P<body>R?[dNL]{1,2}|)"
)
_OF_WHAT = re.compile(r"D?[NLBT]+(?:CN(?=[HMVKI.,]))?")
TWO_NAMES = re.compile(r"[NT]p*N$")
TIMES = 2  # that a word without a capital letter must be in a text to be a name of its own: who speaks comes again
_AUDIENCE = re.compile(r"ID?[xNLBb]{1,3}(?=D)")
LEAST_WORDS = 2  # of a name that is left when a place before it is cut off: "London Breed" is whole


def ahead(reading: Reading, token: int, stop: int) -> Mention | None:
    """Read the noun phrase that starts at a token: "said the minister, Ana Lund" after the verb.

    Args:
        reading: the classes of the text.
        token: where the phrase starts.
        stop: where the sentence ends.
    """
    classes = reading.classes
    while token < stop and classes[token] in "HM":
        token += 1
    if token < stop and classes[token] in "PY":
        return pronoun(reading, token)
    end = _phrase_stop(reading, token, stop)
    if end == token:
        alone = token < stop and classes[token] == "D" and (token + 1 >= stop or reading.has(token + 1, "of"))
        return SOMEONE if alone else None  # "said one of them"
    return _forward(reading, token, end, stop) if reading.words.capitals else _uncased(reading, token, end)


def source(reading: Reading, token: int, stop: int) -> Mention | None:
    """Read who is named behind "according to", and behind a preposition there: "nach Angaben von"."""
    while token < stop and reading.classes[token] == "I":
        token += 1
    return ahead(reading, token, stop)


def behind_audience(reading: Reading, token: int, stop: int) -> Mention | None:
    """Read the subject behind an audience: "ha detto alla Gazzetta il sindaco Ana Lund"."""
    found = _AUDIENCE.match(reading.classes, token, stop)
    return ahead(reading, found.end(), stop) if found else None


def _phrase_stop(reading: Reading, token: int, stop: int) -> int:
    """Give where the noun phrase that starts at a token stops."""
    found = _PHRASE.match(reading.classes, token, stop)
    end = found.end() if found else token
    while end > token and (reading.classes[end - 1] in "MD" or _small(reading, end - 1)):
        end -= 1
    return end


def _forward(reading: Reading, first: int, whole: int, stop: int) -> Mention | None:
    """Judge a noun phrase, with what follows it where it alone names nobody."""
    end = _genitive(reading, first, whole)
    if end < whole and reading.classes[end - 1] == "S":  # "in einer Erklärung der Regierung"
        return judged(reading, end, whole)
    mention = judged(reading, first, end)
    if mention is not None and mention.kind == "name":
        return mention
    followed = FOLLOWED.match(reading.classes, first, whole)
    if followed and followed.end(1) - followed.start(1) >= LEAST_WORDS:
        return judged(reading, *followed.span(1))
    if end < whole and TWO_NAMES.search(reading.classes, first, whole):  # "der Chef des Rats Ana Lund"
        return judged(reading, end, whole)
    if mention is not None and mention.kind == "body":
        return with_of(reading, first, end, stop) or mention
    if office := OFFICE.match(reading.classes, whole, stop):  # "said Secretary of State Ana Lund"
        return judged(reading, *office.span(1))
    return _apposed(reading, whole, stop) or mention


def _apposed(reading: Reading, end: int, stop: int) -> Mention | None:
    """Read the name behind a noun phrase and its complements: "a spokesman for the port, Ana Lund"."""
    found = _APPOSED.match(reading.classes, end, stop)
    if not found and reading.words.inverted:  # "la ministre de la Pêche Ana Lund"
        found = _JOINED.match(reading.classes, end, stop)
    if not found or found.end(1) - found.start(1) < LEAST_WORDS:
        return None
    return judged(reading, *found.span(1))


def _small(reading: Reading, token: int) -> bool:
    """Tell whether a word cannot end a noun phrase, since it has a small letter where nouns have capitals."""
    return reading.words.capital_nouns and reading.classes[token] == "x" and reading.tokens[token][0].islower()


def _uncased(reading: Reading, first: int, stop: int) -> Mention | None:
    """Read a noun phrase in a script without capitals: a role with what it is of, and then a name."""
    while first < stop and reading.classes[first] == "D":
        first += 1
    found = _UNCASED.match(reading.classes, first, stop)
    if found is None:
        return SOMEONE if first < stop else None
    if found["name"] is None and not found["body"] and not reading.is_common(first):
        return SOMEONE  # a bare "مركز"; with the article it is the one that was named
    if found["name"] is None:
        return Mention("body", reading.phrase(first, found.end()))
    single = found["name"] and len(found["name"]) < LEAST_WORDS and not found["head"]
    if single and reading.tokens.count(reading.tokens[found.start("name")]) < TIMES:
        return None
    return Mention("name", reading.phrase(found.start("name"), found.end("name")))


def _genitive(reading: Reading, token: int, stop: int) -> int:
    """Give where a genitive begins in a noun phrase, as in "der Sprecher des Ministeriums", or else its end."""
    for index in range(token + 1, stop):
        inside = reading.classes[index] == "D" and reading.classes[index - 1] not in "DM"
        if inside and reading.has(index, "genitives"):
            return index
    return stop


def pronoun(reading: Reading, token: int) -> Mention:
    """Give the mention that a pronoun is: "he" may be somebody who is named, "they" is nobody."""
    if reading.classes[token] == "P":
        return Mention("pronoun", reading.tokens[token].lower())
    return SOMEONE


def with_of(reading: Reading, first: int, end: int, stop: int) -> Mention | None:
    """Add to a body what it is of: "Ministry of Defense".

    Args:
        reading: the classes of the text.
        first, end: the tokens of the body.
        stop: where the sentence ends.
    """
    classes = reading.classes
    if end >= stop or classes[end] != "I" or not reading.has(end, "of"):
        return None
    found = _OF_WHAT.match(classes, end + 1, stop)
    if not found:
        return None
    own = _OWN_BODY.search(classes[first:end])
    begin = first + own.start() if own else end - 1
    return Mention("body", reading.phrase(begin, found.end()))


def judged(reading: Reading, first: int, end: int) -> Mention | None:
    """Judge a noun phrase by how it ends.

    Args:
        reading: the classes of the text.
        first, end: the tokens of the phrase.
    """
    classes = reading.classes[first:end]
    found = _NAME_END.search(classes)
    if found:
        return _named(reading, first + found.start(), end)
    if classes[-1] in "Bb":
        body = _BODY_END.search(classes)
        lower = classes[-1] == "b" and not reading.words.capital_nouns
        own = body if lower else _OWN_BODY.search(classes)
        return _body(reading, first + own.start(), end) if own else None
    return _nameless(classes) if classes.strip("D") else None


def _body(reading: Reading, first: int, end: int) -> Mention:
    """Give a body by its name; "the campaign" is the one that was named before: "the Lund campaign"."""
    if end - first == 1 and reading.is_common(first):
        word = reading.tokens[first].lower()
        for token in range(first - 1, 0, -1):
            if reading.tokens[token].lower() == word and reading.classes[token - 1] in "NLBT":
                run = _RUN_END.search(reading.classes, 0, token)
                return Mention("body", reading.phrase(run.start() if run else first, token + 1))
        if reading.has(first, "media"):
            return SOMEONE  # "the newspaper said" of one that has no name here
    return Mention("body", reading.phrase(first, end))


def _nameless(classes: str) -> Mention:
    return SOMEONE if classes[-1] in "RGTO" else THING


def _named(reading: Reading, first: int, end: int) -> Mention | None:
    """Cut from a run of capitalised words the body and place before the name: a person outranks both."""
    classes = reading.classes[first:end]
    noun = reading.words.capital_nouns and len(classes) == 1 and first > 0
    if noun and reading.classes[first - 1] in "DxIM":
        return THING  # "in einem Gespräch"
    if len(classes) >= LEAST_WORDS and reading.phrase(first, end).isupper() and "B" not in classes:
        return THING  # a headline
    if reading.words.sets["epithets"] and first and reading.has(first, "of") and reading.classes[first - 1] in "BRTbx":
        return THING  # "coordenadora do Centro de Estudos"
    first = _behind_headline(reading, first, end)
    classes = reading.classes[first:end]
    if titled := _TITLED.search(classes):
        return Mention("name", _without_role(reading, first + titled.start(), end))
    body = classes.rfind("B")
    if body >= 0:
        person = len(classes) - body - 1
        if person >= LEAST_WORDS:
            return Mention("name", reading.phrase(first + body + 1, end))
        return Mention("body", reading.phrase(first, end)) if "N" in classes[body:] else SOMEONE
    places = len(classes) - len(classes.lstrip("L"))
    if places == len(classes):
        return THING
    if len(classes) - places >= LEAST_WORDS:
        first += places
    return Mention("name", reading.phrase(first, end))


def _behind_headline(reading: Reading, first: int, end: int) -> int:
    """Give where a name begins behind a headline in capitals: "LUND SEES END OF STORM Minister Ana Lund"."""
    big = [len(word) > 1 and word.isupper() for word in reading.tokens[first:end]]
    if all(big) or sum(big[:LEAST_WORDS]) < LEAST_WORDS:
        return first
    return first + max(index for index, upper in enumerate(big) if upper) + 1 if not big[-1] else first


def _without_role(reading: Reading, first: int, end: int) -> str:
    """Give a name with its titles, but for those that only say that somebody speaks: "Spokeswoman"."""
    while first < end - 1 and reading.has(first, "speaking"):
        first += 1
    return reading.phrase(first, end)
