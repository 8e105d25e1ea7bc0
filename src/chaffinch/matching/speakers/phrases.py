"""Read a noun phrase: whether it ends with the name of a person, is a body, a pronoun, or somebody without a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from chaffinch.matching.speakers.reading import Reading

__all__ = [
    "NAMELESS",
    "Mention",
    "ahead",
    "behind",
    "behind_audience",
    "clause_subject",
    "last_person",
    "leading",
    "owner",
    "source",
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

_PARTS = 4  # phrases between a subject and its head that are passed over, at most; chosen by hand, not measured
_PHRASE = re.compile(r"[DxdRBbGTNLOSp&M]*")
_PHRASE_END = re.compile(r"[xdRBbGTNLOSp]+$")
_NAME_END = re.compile(r"[TNLBp]*[NL]$")
_TITLED = re.compile(r"T+(?:[NLp]+)$")
_BODY_END = re.compile(r"[NLBTxd]{0,4}[Bb]$")
_OFFICE = re.compile(r"(?<=T)I[NLx]x*([NL][Np]*N)(?![NTBp])")
_RUN_END = re.compile(r"[NLBT]+$")
_OWN_BODY = re.compile(r"[NLBT]*[Bb]$")
_COMPLEMENT = re.compile(r"I(?:I?D?[xdRBbGTNLOSpM]+)$")
_BEFORE_COMPLEMENT = re.compile(r"I?D?[xdRBbGTNLOSpM]*$")
_SKIPPED = re.compile(r"[HM]+$")
_ASIDE = re.compile(r"\([^()]*\)$")
_CIRCUMSTANCE = re.compile(r"(?<=[NLBbRGp)])ID?[xdMO]+$")
_APPOSED = re.compile(r"(?:ID?[xdRBbTNLOSp]+){0,2},D?x{0,2}R{0,2}([TNLp]*N)(?=$|[,.;:QIW¶(C-])")
_JOINED = re.compile(r"ID?[xRBbNLS]+?((?:[TNLp])*N)(?=$|[,.;:QIW¶(C-])")
_FOLLOWED = re.compile(r"D?[xRBL]*?([TNLp]*N)(?=[xH])x*(?![RGbBSNTO])")
_SUBJECT = re.compile(r"D?[xRBL]*?([TNLp]*N)(?=[xH])x*+(?![RGbBSNTO])")
_UNCASED = re.compile(
    r"(?P<head>[RTd]*(?:I[xdNbL]{1,3}R+)?)(?P<name>[Np](?:[Ndp]|R(?=$|[CI:,.Q])){0,3})|b(?P<body>R?[dNL]{1,2}|)"
)
_OF_WHAT = re.compile(r"D?[NLBT]+(?:CN(?=[HMVKI.,]))?")
_BODY_AND = re.compile(r"[NLBT]*BID?[NLB]+C[Nx]N*$")
_EMPLOYEE = re.compile(r"[RG][dxNLB]*(?:I?ID?[dxNLBC]+)*I?ID?$")
"""Behind it stands the body of a person without a name: "the professor of law of the University of Linnet"."""

_OPEN_APPOSITION = re.compile(r",D?[xR]*[RT](?=[ID])")
_TWO_NAMES = re.compile(r"[NT]p*N$")
_PERSON = re.compile(r"(?:(?:T[TNLp]*|[NL]p*)N|(?<=[WC,])N(?=[xVH]))(?![NLBTRb])")
_CLAUSE_SUBJECT = re.compile(r"(?<=[CD])(?:T+[NLp]*N|Np*N+)(?=[xHV])|(?<=x)[TN][NLp]*N(?=H*V)")
_TIMES = 2  # that a word without a capital letter must be in a text to be a name of its own: who speaks comes again
_ONE_WORD = re.compile(r"N(?![NTBpVKW])")
_BEFORE_SUBJECT = re.compile(r"I[^,QVK]*,")
_CLAUSE = re.compile(r"C[^,Q]*,")
_OWNER_FIRST = re.compile(r"[HMC]*([TN]*O)")
_AUDIENCE = re.compile(r"ID?[xNLBb]{1,3}(?=D)")
_LEAST_WORDS = 2  # of a name that is left when a place before it is cut off: "London Breed" is whole


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
        return _pronoun(reading, token)
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
        return _phrase(reading, end, whole)
    mention = _phrase(reading, first, end)
    if mention is not None and mention.kind == "name":
        return mention
    followed = _FOLLOWED.match(reading.classes, first, whole)
    if followed and followed.end(1) - followed.start(1) >= _LEAST_WORDS:
        return _phrase(reading, *followed.span(1))
    if end < whole and _TWO_NAMES.search(reading.classes, first, whole):  # "der Chef des Rats Ana Lund"
        return _phrase(reading, end, whole)
    if mention is not None and mention.kind == "body":
        return _with_of(reading, first, end, stop) or mention
    if office := _OFFICE.match(reading.classes, whole, stop):  # "said Secretary of State Ana Lund"
        return _phrase(reading, *office.span(1))
    return _apposed(reading, whole, stop) or mention


def _apposed(reading: Reading, end: int, stop: int) -> Mention | None:
    """Read the name behind a noun phrase and its complements: "a spokesman for the port, Ana Lund"."""
    found = _APPOSED.match(reading.classes, end, stop)
    if not found and reading.words.inverted:  # "la ministre de la Pêche Ana Lund"
        found = _JOINED.match(reading.classes, end, stop)
    if not found or found.end(1) - found.start(1) < _LEAST_WORDS:
        return None
    return _phrase(reading, *found.span(1))


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
    single = found["name"] and len(found["name"]) < _LEAST_WORDS and not found["head"]
    if single and reading.tokens.count(reading.tokens[found.start("name")]) < _TIMES:
        return None
    return Mention("name", reading.phrase(found.start("name"), found.end("name")))


def _genitive(reading: Reading, token: int, stop: int) -> int:
    """Give where a genitive begins in a noun phrase, as in "der Sprecher des Ministeriums", or else its end."""
    for index in range(token + 1, stop):
        inside = reading.classes[index] == "D" and reading.classes[index - 1] not in "DM"
        if inside and reading.has(index, "genitives"):
            return index
    return stop


def _pronoun(reading: Reading, token: int) -> Mention:
    if reading.classes[token] == "P":
        return Mention("pronoun", reading.tokens[token].lower())
    return SOMEONE


def _with_of(reading: Reading, first: int, end: int, stop: int) -> Mention | None:
    """Add to a body what it is of: "Ministry of Defense"."""
    classes = reading.classes
    if end >= stop or classes[end] != "I" or not reading.has(end, "of"):
        return None
    found = _OF_WHAT.match(classes, end + 1, stop)
    if not found:
        return None
    own = _OWN_BODY.search(classes[first:end])
    begin = first + own.start() if own else end - 1
    return Mention("body", reading.phrase(begin, found.end()))


def _phrase(reading: Reading, first: int, end: int) -> Mention | None:
    """Judge the tokens of a noun phrase by how they end."""
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
    if len(classes) >= _LEAST_WORDS and reading.phrase(first, end).isupper() and "B" not in classes:
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
        if person >= _LEAST_WORDS:
            return Mention("name", reading.phrase(first + body + 1, end))
        return Mention("body", reading.phrase(first, end)) if "N" in classes[body:] else SOMEONE
    places = len(classes) - len(classes.lstrip("L"))
    if places == len(classes):
        return THING
    if len(classes) - places >= _LEAST_WORDS:
        first += places
    return Mention("name", reading.phrase(first, end))


def _behind_headline(reading: Reading, first: int, end: int) -> int:
    """Give where a name begins behind a headline in capitals: "LUND SEES END OF STORM Minister Ana Lund"."""
    big = [len(word) > 1 and word.isupper() for word in reading.tokens[first:end]]
    if all(big) or sum(big[:_LEAST_WORDS]) < _LEAST_WORDS:
        return first
    return first + max(index for index, upper in enumerate(big) if upper) + 1 if not big[-1] else first


def _without_role(reading: Reading, first: int, end: int) -> str:
    """Give a name with its titles, but for those that only say that somebody speaks: "Spokeswoman"."""
    while first < end - 1 and reading.has(first, "speaking"):
        first += 1
    return reading.phrase(first, end)


def behind(reading: Reading, first: int, end: int) -> Mention | None:
    """Read the subject that ends before a token, mostly a verb: "Ana Lund, the minister, later said".

    Args:
        reading: the classes of the text.
        first: where the sentence starts.
        end: the token after the subject.
    """
    if not reading.words.capitals:
        return None
    for _ in range(_PARTS):
        classes = reading.classes[first:end]
        cut = _SKIPPED.search(classes) or _ASIDE.search(classes) or _CIRCUMSTANCE.search(classes)
        if not cut:
            break
        end = first + cut.start()
    if end <= first:
        return None
    last = reading.classes[end - 1]
    if last in "PY":
        return _pronoun(reading, end - 1)
    if last == "W":
        return _plain(reading, first, end - 1 - (reading.classes[end - 2 : end - 1] == ","))
    if last in ",-":
        return _apposition(reading, first, end - 1)
    mention = _plain(reading, first, end)
    if mention is None or mention.kind != "someone":
        return mention
    return _open_apposition(reading, first, end) or mention


def _open_apposition(reading: Reading, first: int, end: int) -> Mention | None:
    """Read the name before an apposition that no comma ends: "Ana Lund, head of the board said"."""
    comma = reading.classes.rfind(",", first, end)
    if comma <= first or not _OPEN_APPOSITION.match(reading.classes, comma, end):
        return None
    head = _plain(reading, first, comma)
    return head if head is not None and head.kind == "name" else None


def _plain(reading: Reading, first: int, end: int) -> Mention | None:
    """Read the noun phrase that ends at a token, of which the last part may be a complement: "Lund of the ministry"."""
    while aside := _ASIDE.search(reading.classes, first, end):
        end = aside.start()
    classes = reading.classes[first:end]
    found = _PHRASE_END.search(classes)
    if not found:
        return None
    start = first + found.start()
    mention = _phrase(reading, start, end)
    if body := _BODY_AND.search(reading.classes, first, end):  # "Centers for Disease Control and Prevention"
        return Mention("body", reading.phrase(*body.span()))
    if _owns(reading, first, start) and not _TWO_NAMES.search(reading.classes, start, end):
        return _plain(reading, first, start - 1)
    before = reading.classes[:start].rstrip("D") if start > first else ""
    if len(before) <= first or before[-1] != "I":
        return mention
    return _complement(reading, first, len(before) - 1, (start, end), mention)


def _owns(reading: Reading, first: int, start: int) -> bool:
    """Tell whether a phrase is a genitive: "des Ministeriums" behind "der Sprecher"."""
    if start - 2 < first or reading.classes[start - 1] != "D" or reading.classes[start - 2] not in "RGBbxNS":
        return False
    return reading.has(start - 1, "genitives")


def _complement(
    reading: Reading, first: int, at: int, inner: tuple[int, int], mention: Mention | None
) -> Mention | None:
    """Judge a noun phrase with a preposition before it: of what is before that it is a part."""
    head = _PHRASE_END.search(reading.classes[first:at])
    if head is None:
        trimmed = reading.classes[inner[0] : inner[1]].lstrip("L")
        placed = "N" in trimmed and len(trimmed) < inner[1] - inner[0]  # "in Paris Lund said"
        return _phrase(reading, inner[1] - len(trimmed), inner[1]) if placed else None
    start = first + head.start()
    outer = _phrase(reading, start, at)
    of = reading.has(at, "of")
    if of and reading.has(at - 1, "speaking") and outer == SOMEONE and mention and not mention.name.islower():
        return Mention("body", mention.name)  # "a spokesman for Linnet Council"
    if of and (office := _OFFICE.match(reading.classes, at, inner[1])) and office.end() == inner[1]:
        return _phrase(reading, *office.span(1))
    nameless = of and reading.classes[at - 1] in "BT" and (outer is None or outer.kind != "name")
    if nameless and (found := _with_of(reading, start, at, inner[1])):
        if _EMPLOYEE.search(reading.classes, first, start):
            return SOMEONE
        return found if reading.classes[at - 1] == "B" else SOMEONE
    if outer is not None and outer.kind in NAMELESS and reading.classes[at - 1] not in "RGTbS":
        deeper = reading.classes[:start].rstrip("D")
        if len(deeper) > first and deeper[-1] == "I":
            return _complement(reading, first, len(deeper) - 1, (start, at), outer)
    return outer


def _apposition(reading: Reading, first: int, comma: int) -> Mention | None:
    """Read a subject that a comma ends: "the minister, Ana Lund," or "Ana Lund, the minister," or "Ana Lund, 58,"."""
    classes = reading.classes
    if aside := _ASIDE.search(classes, first, comma):
        comma = aside.start()
    before = max(classes.rfind(",", first, comma), classes.rfind("-", first, comma))
    if before < first:
        return _plain(reading, first, comma)
    head = _plain(reading, first, before)
    if re.fullmatch(r"[TNLp]*N", classes[before + 1 : comma]) and (head is None or head.kind != "name"):
        return _phrase(reading, before + 1, comma)
    for _ in range(_PARTS):
        if head is not None and (head.kind in ("name", "body") or classes[before - 1] in "GR"):
            return head
        before = classes.rfind(",", first, before)
        if before < first:
            return None
        head = _plain(reading, first, before)
    return None


def _alone(reading: Reading, token: int) -> bool:
    """Tell whether a sentence starts with one capitalised word that is not the subject of a verb of saying."""
    first = token == 0 or reading.classes[token - 1] in ".¶Q:"
    return first and bool(_ONE_WORD.match(reading.classes, token))


def _after_clauses(reading: Reading, first: int, stop: int) -> int:
    """Give where a sentence goes on after what stands before its subject: "On Monday," or "After Lund had left,"."""
    while first < stop:
        kind = reading.classes[first]
        clause = _BEFORE_SUBJECT.match(reading.classes, first, stop) if kind == "I" else None
        if kind == "C" and reading.has(first, "subordinate"):
            clause = _CLAUSE.match(reading.classes, first, stop)
        if clause is None and kind not in "HMCA-,":
            break
        first = clause.end() if clause else first + 1
    return first


def owner(reading: Reading, first: int, stop: int) -> Mention | None:
    """Give the owner of the subject of a sentence: "Lund's plan failed"."""
    found = _OWNER_FIRST.match(reading.classes, first, stop)
    return Mention("name", reading.phrase(*found.span(1))) if found else None


def _known(reading: Reading, first: int, end: int) -> bool:
    """Tell whether capitalised words are a name: two or more, or one that is also amid a sentence."""
    word = re.escape(reading.phrase(first, end))
    return end - first >= _LEAST_WORDS or bool(re.search(rf"[a-zà-þа-я,] {word}\b", reading.text))


def last_person(reading: Reading, first: int, end: int) -> Mention | None:
    """Give the last name of two words or with a title in a stretch: whom a pronoun behind it may mean."""
    found = list(_PERSON.finditer(reading.classes, first, end)) if reading.words.capitals else ()
    return _phrase(reading, *found[-1].span()) if found else None


def clause_subject(reading: Reading, first: int, end: int) -> Mention | None:
    """Give the last named subject of a subordinate clause: "The paper reports that Governor Lund had left"."""
    found = list(_CLAUSE_SUBJECT.finditer(reading.classes, first, end)) if reading.words.capitals else ()
    return _phrase(reading, *found[-1].span()) if found else None


def leading(reading: Reading, first: int, stop: int) -> Mention | None:
    """Read the subject of a sentence: its first noun phrase, after "On Monday," and the like.

    It may stand before a verb that no list has: "Ana Lund ran".

    Args:
        reading: the classes of the text.
        first, stop: the sentence.
    """
    if not reading.words.capitals:
        return None
    begin = _after_clauses(reading, first, stop)
    mention = ahead(reading, begin, stop)
    repeated = reading.classes[begin + 1 : begin + 2] == "H" and reading.tokens.count(reading.tokens[begin]) >= _TIMES
    if mention is not None and _alone(reading, begin) and not repeated and not _known(reading, begin, begin + 1):
        return None  # "Asked about it, Lund said"
    followed = _FOLLOWED.match(reading.classes, begin, stop)
    acting = _SUBJECT.match(reading.classes, begin, stop)
    if acting and mention is not None and mention.kind == "name" and _TWO_NAMES.search(acting[1]):
        return _phrase(reading, *acting.span(1))  # "President Lund left the Rotunda"
    if followed and (mention is None or mention.kind in NAMELESS) and _known(reading, *followed.span(1)):
        return _phrase(reading, followed.start(1), followed.end(1))
    return mention
