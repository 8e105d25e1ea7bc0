"""Read a noun phrase: whether it ends with a name, is a body or pronoun, or means somebody without a name."""

from __future__ import annotations

import re

from chaffinch.matching.speakers import uncased
from chaffinch.matching.speakers.mentions import NAMELESS, SOMEONE, THING, Mention
from chaffinch.matching.speakers.reading import Reading
from chaffinch.text import late_pattern

__all__ = [
    "FOLLOWED",
    "LEAST_WORDS",
    "OFFICE",
    "TIMES",
    "TWO_NAMES",
    "ahead",
    "judged",
    "nouns_before",
    "pronoun",
    "staff",
    "stands_in",
    "with_of",
]

_PHRASE = re.compile(r"D?(?:(?<!N)D|[xdRBbGTNLOSp&M])*")
_NAME_END = re.compile(r"[TNLBp]*[NL]$")
_WHOSE = re.compile(r"T*NN(NN)$")  # of whom he is the lawyer stands first, in the genitive
_IN_PHRASE = re.compile(r"I[xdD]{1,3}$")  # "на запитання журналіста Петра Гука Олена Мазур"
_TITLED = re.compile(r"T+(?:[NLp]+)$")
_BODY_END = re.compile(r"[NLBTxd]{0,4}[Bb]$")
OFFICE = re.compile(r"(?<=T)I[NLx]x*([NL][Np]*N)(?![NTBp])")
_RUN_END = re.compile(r"[NLBT]+$")
_BODY_OF = re.compile(r"[NLBT]*B(?:x{1,2}|(?P<members>[RT]))$")
_BODY_OF_PLACE = re.compile(r"Bx{1,2}[NL]$")
_OWN_BODY = re.compile(r"[NLBTp]*[Bb]$")
_APPOSED = re.compile(r"(?:ID?[xdRGBbTNLOSpY]+){0,2},D?x{0,2}R{0,2}([TNLp]*N)(?=$|[,.;:QIW¶(C-])")
_JOINED = re.compile(r"ID?[xRBbNLS]+?((?:[TNLp])*N)(?=$|[,.;:QIW¶(C-])")
_OF_COMMON = re.compile(r"I[xb]{1,3}([TN][TNLp]*N)(?=$|[,.;:QIW¶(CV-])")
_COUPLE = re.compile(r"NC[NL]p*N(?![NTBp])")
_STAFF = late_pattern(
    r"ID?[NLBGx]+(?:C[NB]+|ID?[NLB]+)?"
    r"(?:(?P<role>(?:xCD?)?R[xR]*)(?:ID?x+|CD?[xR]*R)?(?P<name>T*[NL]p*[NLp]*N)?|(?P<titled>T[TNLp]*N)"
    r"|x(?P<called>[NL]p*[NLp]*N))(?![NTBOp])"
)
"""What a body is of, with somebody of it: "Department of Health aide Ana Lund", "Bank of Linnet President Lund"."""

_OF_STUDY = re.compile(r"[NLBT]*BID$")
FOLLOWED = re.compile(r"(?:D?[xRBLTM]*?|N[xL]?R)([TNLp]*N)(?=[xH])x*(?![RGbBSNTO])")
_AUDIENCE_BEHIND = re.compile(r"[xRTL]*N{2,3}(?=[Bb])|N{2,3}(?=[RT])")
"""Behind it stands the audience where cases say so: "said Ana Lund to Interfax" or "to mayor Tom Lund"."""

_ROLE_BEHIND = re.compile(r"[xRTL]+N{2,3}(?=R)")
"""The same behind a role, before a role that must be in the dative: "powiedziała geolog Ana Lund reporterowi"."""

_TOLD_BEHIND = re.compile(r"[xRT]?(N)N{1,2}(?=[RT]N)")
"""The same where the verb stands second, behind a first name that is known: "schrieb Ana Lund Minister Tom Lund"."""

OWNER_ENDS = ("s", "’", "'")
"""Ends of the name of an owner."""

_COMMON = r"I+D*[HxdMLBbSO]+"
_OBJECT = r"I+D*[xL]*[RT]?[xL]*[TNLp]*[TN](?=D|,)"
_ADJUNCT = late_pattern(rf"(?:,?(?:{_COMMON}|{_OBJECT}|D?M+|H))+,?")
"""What may stand between a verb and its subject: "said on Monday in an interview with Tom Lund the minister"."""

_CASED_ADJUNCT = late_pattern(r"(?:,?(?:I+D*[HxdMLbSO]*(?:(?<=[IDb])B)?[HxdMLbSO]*|D?M+|H))+,?(?=B)")
"""The same where nouns have cases, before a body: "wrote in a statement the Council of Miners"."""

_ROMAN = re.compile("[IVX]+")
_OF_WHAT = re.compile(r"D?[NLBT]+(?:CN(?=[HMVKI.,]))?")
TWO_NAMES = re.compile(r"[NT]p*N$")
_OWNER = re.compile("[TNLp]*O$")
TIMES = 2  # that a word without a capital letter must be in a text to be a name of its own: who speaks comes again
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
    if token + 1 < stop and stands_in(reading, token + 1) and classes[token + 2 : token + 3] not in ("N", "T", "L"):
        return pronoun(reading, token + 1)
    if token < stop and classes[token] in "PY":
        return pronoun(reading, token)
    if not reading.words.capitals:
        return uncased.subject(reading, token, stop)
    found = _noun_phrase(reading, token, stop)
    if found is None or (reading.words.inverted and found.kind in NAMELESS):
        return _behind_adjunct(reading, token, stop) or found
    return found


def _behind_adjunct(reading: Reading, token: int, stop: int) -> Mention | None:
    """Read a body or name of two words, or with a role, behind a time or an audience: "said to Reuters Ana Lund"."""
    found = _CASED_ADJUNCT.match(reading.classes, token, stop) if reading.words.cases else None
    if found:
        body = _noun_phrase(reading, found.end(), stop)
        if body is not None and body.kind == "body" and " " in body.name:
            return body
    found = _ADJUNCT.match(reading.classes, token, stop)
    if not found or found.end() >= stop:
        return None
    mention = _noun_phrase(reading, found.end(), stop)
    whole = reading.classes[found.end()] in "DRT" or (mention is not None and " " in mention.name)
    return mention if mention is not None and mention.kind == "name" and whole else None


def _noun_phrase(reading: Reading, token: int, stop: int) -> Mention | None:
    """Read the noun phrase that starts right at a token."""
    classes = reading.classes
    end = _phrase_stop(reading, token, stop)
    if end == token:
        alone = token < stop and classes[token] == "D" and (token + 1 >= stop or reading.has(token + 1, "of"))
        return (_apposed(reading, token + 1, stop) or SOMEONE) if alone else None  # "said one of them"
    return _forward(reading, token, end, stop)


def _phrase_stop(reading: Reading, token: int, stop: int) -> int:
    """Give where the noun phrase that starts at a token stops."""
    found = _PHRASE.match(reading.classes, token, stop)
    end = found.end() if found else token
    while end > token and (reading.classes[end - 1] in "MD" or _small(reading, end - 1)):
        end -= 1
    if reading.words.cases and (marked := _name_between_marks(reading, token, end)):
        return marked
    if reading.words.cases and (audience := _AUDIENCE_BEHIND.match(reading.classes, token, end)):
        return audience.end()
    if (told := _ROLE_BEHIND.match(reading.classes, token, end)) and reading.is_declined(told.end()):
        return told.end()
    told = _TOLD_BEHIND.match(reading.classes, token, end) if reading.words.verb_second else None
    return told.end() if told and _is_whole_name(reading, told.start(1), told.end()) else end


def _is_whole_name(reading: Reading, first: int, end: int) -> bool:
    """Tell whether a name begins with a first name of the lists, and is not an owner's: "Ana Lunds"."""
    known = reading.has(first, "he_names") or reading.has(first, "she_names")
    return known and not reading.tokens[end - 1].endswith(OWNER_ENDS)


def _name_between_marks(reading: Reading, first: int, end: int) -> int:
    """Give where a body between marks stands behind somebody's name, whose audience it is: "said Lund to “Echo”"."""
    places = range(first + 1, end)
    return next((at for at in places if reading.classes[at - 1] == "N" and not reading.tokens[at][0].isalnum()), 0)


def _forward(reading: Reading, first: int, whole: int, stop: int) -> Mention | None:
    """Judge a noun phrase, with what follows it where it alone names nobody."""
    end = _genitive(reading, first, whole)
    if end < whole and reading.classes[end - 1] == "S":  # "in einer Erklärung der Regierung"
        return _of_statement(reading, end + 1, whole, stop)
    mention = judged(reading, first, end)
    if mention is not None and mention.kind == "name":
        return _couple(reading, end - 1, stop) or mention
    followed = FOLLOWED.match(reading.classes, first, whole)
    if followed and followed.end(1) - followed.start(1) >= LEAST_WORDS:
        return judged(reading, *followed.span(1))
    if (
        end < whole and reading.words.capital_nouns and TWO_NAMES.search(reading.classes, first, whole)
    ):  # "der Chef des Rats Ana Lund"
        return judged(reading, end, whole)
    if mention is not None and mention.kind == "body":
        apposed = _apposed(reading, whole, stop) if reading.classes[first] == "R" else None
        return apposed or staff(reading, end, stop) or with_of(reading, first, end, stop) or mention
    if office := OFFICE.match(reading.classes, whole, stop):  # "said Secretary of State Ana Lund"
        return judged(reading, *office.span(1))
    return _apposed(reading, whole, stop) or mention


def _couple(reading: Reading, token: int, stop: int) -> Mention | None:
    """Read two people with one surname: "said Ilona and Tom Lund"."""
    found = _COUPLE.match(reading.classes, token, stop)
    if not found or not reading.has(token + 1, "and") or reading.classes[token - 1 : token] in ("N", "L", "T", "p"):
        return None
    return Mention("name", reading.phrase(token, found.end()))


def _of_statement(reading: Reading, first: int, whole: int, stop: int) -> Mention | None:
    """Read of whom a statement is, behind its adjectives: "postimi i plotë i Ahmetit"."""
    last = max((at for at in range(first, whole - 1) if reading.has(at, "genitives")), default=None)
    if last is not None and reading.has(last - 1, "whole"):
        first = last + 1
    return _forward(reading, first, whole, stop) if first < whole else None


def _apposed(reading: Reading, end: int, stop: int) -> Mention | None:
    """Read the name behind a noun phrase and its complements: "a spokesman for the port, Ana Lund"."""
    found = _APPOSED.match(reading.classes, end, stop) or _OF_COMMON.match(reading.classes, end, stop)
    if not found and reading.words.inverted:  # "la ministre de la Pêche Ana Lund"
        found = _JOINED.match(reading.classes, end, stop)
    if not found or found.end(1) - found.start(1) < LEAST_WORDS:
        return None
    return judged(reading, *found.span(1))


def _small(reading: Reading, token: int) -> bool:
    """Tell whether a word cannot end a noun phrase, since it has a small letter where nouns have capitals."""
    return reading.words.capital_nouns and reading.classes[token] == "x" and reading.tokens[token][0].islower()


def _genitive(reading: Reading, token: int, stop: int) -> int:
    """Give where a genitive begins in a noun phrase, as in "der Sprecher des Ministeriums", or else its end."""
    for index in range(token + 1, stop):
        inside = reading.classes[index] == "D" and reading.classes[index - 1] not in "DM"
        if inside and reading.has(index, "genitives"):
            return index
    return stop


def stands_in(reading: Reading, token: int) -> bool:
    """Tell whether a word with an article stands for somebody who is named before: "the 34-year-old"."""
    endings = tuple(reading.words.sets["stand_ins"])
    return (
        bool(endings) and reading.classes[token - 1 : token] == "D" and reading.tokens[token].lower().endswith(endings)
    )


def pronoun(reading: Reading, token: int) -> Mention:
    """Give the mention that a pronoun is: "he" may be somebody who is named, "they" is nobody."""
    if stands_in(reading, token):
        return Mention("pronoun", "")
    if reading.classes[token] == "P":
        return Mention("pronoun", reading.tokens[token].lower().rsplit("-", 1)[-1])  # "dit-elle"
    return SOMEONE


def staff(reading: Reading, end: int, stop: int) -> Mention | None:
    """Read somebody of a body whose name goes on with "of"; None where nobody follows, or who speaks for the body.

    Args:
        reading: the classes of the text.
        end: the token behind the head of the body.
        stop: where the sentence ends.
    """
    found = _STAFF.match(reading.classes, end, stop) if end < stop and reading.has(end, "of") else None
    if found is None or not reading.words.owners:
        return None
    if found.lastgroup != "role":
        return judged(reading, *found.span(found.lastgroup or 0))
    return None if reading.has(found.start("role"), "speaking") else SOMEONE


def with_of(reading: Reading, first: int, end: int, stop: int) -> Mention | None:
    """Add to a body what it is of: "Ministry of Defense".

    Args:
        reading: the classes of the text.
        first, end: the tokens of the body.
        stop: where the sentence ends.
    """
    classes = reading.classes
    if end >= stop or classes[end] not in "ID" or not reading.has(end, "of"):
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
    if found and reading.words.cases and (of := _BODY_OF_PLACE.search(classes)):
        return Mention("body", reading.phrase(first + of.start(), end))  # "Министерство обороны Варнии"
    if found:
        return _named(reading, first + found.start(), end)
    of = _BODY_OF.search(classes) if reading.words.cases else None
    if of and (not of["members"] or reading.tokens[end - 1].lower() not in reading.words.classes):
        return Mention(
            "body", reading.phrase(first + of.start(), end)
        )  # "Министерство транспорта", "Związek Kierowców"
    if classes[-1] in "Bb":
        body = _BODY_END.search(classes)
        lower = classes[-1] == "b" and not reading.words.capital_nouns
        if lower and reading.words.cases and "R" in classes:
            return SOMEONE  # a representative of the ministry
        own = body if lower else _OWN_BODY.search(classes)
        return _body(reading, first + own.start(), end) if own else None
    return _nameless(reading, end - 1) if classes.strip("D") else None


def _body(reading: Reading, first: int, end: int) -> Mention:
    """Give a body by its name; "the campaign" is the one that was named before: "the Lund campaign"."""
    if end - first == 1 and reading.is_common(first):
        word = reading.tokens[first].lower()
        for token in range(first - 1, -1, -1):
            if whole := _again(reading, token, first, word):
                return whole
            if token and reading.tokens[token].lower() == word and reading.classes[token - 1] in "NLBT":
                run = _RUN_END.search(reading.classes, 0, token)
                return Mention("body", reading.phrase(run.start() if run else first, token + 1))
        if owned := _owned(reading, first, end):  # "Lund's office said"
            return owned
        if reading.has(first, "media"):
            return SOMEONE  # "the newspaper said" of one that has no name here
    alone = end - first == 1 and reading.has(first, "unnamed")
    return (_owned(reading, first, end) if alone else None) or Mention("body", reading.phrase(first, end))


def _owned(reading: Reading, first: int, end: int) -> Mention | None:
    """Give a body with its owner: "Lund's office", "St Ida's Hospital"."""
    owner = None if reading.words.capital_nouns else _OWNER.search(reading.classes, 0, first)
    return Mention("body", reading.phrase(owner.start(), end)) if owner else None


def _again(reading: Reading, token: int, first: int, word: str) -> Mention | None:
    """Give the body that a common noun names again: "the ministry" is the Ministry of Transport."""
    if reading.classes[token] != "B" or reading.tokens[token].lower() != word:
        return None
    run = _RUN_END.search(reading.classes, 0, token)
    if not (run or reading.classes[token - 1 : token] == "D") or reading.classes[first + 1 : first + 2] in ("I", "D"):
        return None  # "with Bank of America"
    found = with_of(reading, token, token + 1, first)
    return Mention("body", f"{reading.phrase(run.start(), token)} {found.name}") if found and run else found


def _nameless(reading: Reading, token: int) -> Mention:
    """Give the mention of a noun phrase without a name that ends with a token."""
    kind = reading.classes[token]
    if kind == "S" and (owner := _OWNER.search(reading.classes, 0, token)):
        return Mention("name", reading.phrase(*owner.span()))  # "Ana Lund's editorial says"
    if kind in "RTS" and reading.is_definite(token):
        return Mention("statement" if kind == "S" else "someone", reading.tokens[token].lower())
    return SOMEONE if kind in "RGTO" else THING


def _named(reading: Reading, first: int, end: int) -> Mention | None:
    """Cut from a run of capitalised words the body and place before the name: a person outranks both."""
    classes = reading.classes[first:end]
    if _is_none(reading, first, end):
        return THING
    first = _behind_headline(reading, first, end)
    first += nouns_before(reading, first, end)
    if reading.words.cases and (whose := _WHOSE.search(reading.classes, first, end)):
        beside = reading.classes[first - 1 : first] in ("R", "B", "b") or reading.classes[first] == "T"
        if beside or _IN_PHRASE.search(reading.classes[:first]):
            first = whose.start(1)
        else:  # "said Ana Lund to Tom Penn"
            end = whose.start(1)
    classes = reading.classes[first:end]
    if titled := _TITLED.search(classes):
        return Mention("name", _without_role(reading, first + titled.start(), end))
    body = classes.rfind("B")
    if body >= 0:
        person = len(classes) - body - 1 if classes[body + 1 : body + 2] != "p" else 0
        marked = not reading.tokens[first + body][0].isalnum()  # "said to “Echo” Lund"
        pair = any(reading.has(at, "and") for at in range(first + body, end))  # "die Gewerkschaft Schiene und Weg"
        if (person >= LEAST_WORDS and not pair) or (person and marked):
            return Mention("name", reading.phrase(first + body + 1, end))
        return Mention("body", reading.phrase(first, end)) if "N" in classes[body:] else SOMEONE
    if len(classes) < LEAST_WORDS and (study := _OF_STUDY.search(reading.classes, 0, first)):
        of = end < len(reading.tokens) and reading.has(end, "of")
        what = _OF_WHAT.match(reading.classes, end + 1) if of else None
        return Mention("body", reading.phrase(study.start(), what.end() if what else end))  # "the Centre for the Study"
    places = len(classes) - len(classes.lstrip("L"))
    if places == len(classes):
        return THING
    if len(classes) - places >= LEAST_WORDS:
        first += places
    return Mention("name", reading.phrase(first, end))


def nouns_before(reading: Reading, first: int, end: int) -> int:
    """Give how many words of a run are a noun before the name, where nouns have capitals: "der Pilot Ana Lund".

    Args:
        reading: the classes of the text.
        first, end: the run.
    """
    noun = reading.words.capital_nouns and reading.classes[first - 1 : first] == "D" and end - first > LEAST_WORDS
    return int(noun and reading.classes[first] == "N" and "p" not in reading.classes[first : first + LEAST_WORDS])


def _is_none(reading: Reading, first: int, end: int) -> bool:
    """Tell whether capitalised words are no name: a noun, a headline, or the end of a body's name."""
    classes, before = reading.classes[first:end], reading.classes[first - 1 : first]
    if reading.words.capital_nouns and len(classes) == 1 and before in tuple("DxIM"):
        return True  # "in einem Gespräch"
    if len(classes) >= LEAST_WORDS and reading.phrase(first, end).isupper() and "B" not in classes:
        return True  # a headline
    if _is_law(reading, first, end):
        return True
    ends = bool(reading.words.sets["epithets"]) and first > 0 and reading.has(first, "of")
    return ends and before in tuple("BRTbx")  # "coordenadora do Centro de Estudos"


def _is_law(reading: Reading, first: int, end: int) -> bool:
    """Tell whether capitalised words are a law or a part of one: "Title VII", "the Jobs Act"."""
    numbered = end - first > 1 and bool(_ROMAN.fullmatch(reading.tokens[first + 1]))
    return reading.has(end - 1, "laws") or (numbered and reading.has(first, "laws"))


def _behind_headline(reading: Reading, first: int, end: int) -> int:
    """Give where a name begins behind a headline in capitals: "LUND SEES END OF STORM Minister Ana Lund"."""
    big = [len(word) > 1 and word.isupper() and word[1] != "." for word in reading.tokens[first:end]]
    if all(big) or sum(big[:LEAST_WORDS]) < LEAST_WORDS:
        return first
    return first + max(index for index, upper in enumerate(big) if upper) + 1 if not big[-1] else first


def _without_role(reading: Reading, first: int, end: int) -> str:
    """Give a name with its titles, but for those that only say that somebody speaks: "Spokeswoman"."""
    while first < end - 1 and reading.has(first, "speaking"):
        first += 1
    return reading.phrase(first, end)
