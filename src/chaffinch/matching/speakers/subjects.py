"""Find the subject before a verb, or that of a sentence, with its appositions and complements."""

from __future__ import annotations

import re

from chaffinch.matching.speakers import uncased
from chaffinch.matching.speakers.mentions import NAMELESS, SOMEONE, Mention
from chaffinch.matching.speakers.phrases import (
    FOLLOWED,
    LEAST_WORDS,
    OFFICE,
    TIMES,
    TWO_NAMES,
    ahead,
    judged,
    pronoun,
    staff,
    stands_in,
    with_of,
)
from chaffinch.matching.speakers.reading import Reading
from chaffinch.text import late_pattern

__all__ = ["before_quotation", "behind", "clause_subject", "issuing", "last_person", "leading", "owner"]

_PARTS = 4  # phrases between a subject and its head that are passed over, at most; chosen by hand, not measured
_PHRASE_END = re.compile(r"[xdRBbGTNLOSp]+$")
_SKIPPED = re.compile(r"[HM]+$")
_ASIDE = re.compile(r"\([^()]*\)$")
_CIRCUMSTANCE = re.compile(r"(?<=[NLBbRGp)])ID?[xdMO]+$")
_PLACE_BEFORE = re.compile(r",I[NLx]{1,3}$")
"""Behind it stands a wider place: "Ana Lund, from Keighley, West Yorkshire,"."""

_AS = re.compile(r"([TNLp]*N)CD?[xdRBbGTN]*R$")
"""A name with the office that somebody had: "Ana Lund as mayor said"."""

_NEW_SUBJECT = re.compile(r"(?<=N)R[xL]*[TNLp]*N$")
_BODY_SUBJECT = re.compile(r"D?([NLBT]*B(?:ID?[NLB]+)?)(?=[HxV])")
_SUBJECT = re.compile(r"D?[xRBL]*?([TNLp]*N)(?=[xH])x*+(?![RGbBSNTO])")
_BODY_AND = re.compile(r"[NLBT]*BID?[NLB]+C[Nx]N*$")
_EMPLOYEE = re.compile(r"[RG][dxNLB]*(?:I?ID?[dxNLBC]+)*I?ID?$")
"""Behind it stands the body of a person without a name: "the professor of law of the University of Linnet"."""

_OF_COMMON = re.compile(r"[xb]{1,3}([TN][TNLp]*N)$")
"""What a role is of, and the name: "the head of harbour works Ana Lund"."""

_FRONTED = late_pattern(r"[HC]*I[IDHxLMbBRGSNTp]*(?<=[xLMbRS])([TN][TNLp]*N)")
"""What stands before the subject, without a comma: "At the opening of the pump Ana Lund said"."""

_NAME_OF = re.compile(r"(?:^|(?<=[.¶,CQ]))([TNLp]*N)ID?$")
"""Whose body follows: "Ana Lund of the University of Linnet"."""

_AS_NOUN = re.compile("CNH")
_OPEN_APPOSITION = re.compile(r",D?[xR]*[RT](?=[ID])")
_IN_PLACE = re.compile(r"(?:^|(?<=[.¶,CQ]))[HC]*(?:I|C[^IVKQ,]*I)[^VKQ,]*$")
"""A phrase that begins with a preposition, and so is no subject."""

_PERSON = re.compile(r"(?:(?:T[TNLp]*|[NL]p*)N|(?<=[WC,])N(?=[xVH]))(?![NLBTRbO])")
_CLAUSE_SUBJECT = late_pattern(r"(?<=[CD])(?:T+[NLp]*N|Np*N+)(?=[xHV])|(?<=x)[TN][NLp]*N(?=H*V)")
_LAST_SUBJECT = re.compile(r"(?<=x)N[NLp]*N(?=,|$)")
"""The subject behind its verb: "Паромом ведает Нина Рогова"."""

_TOLD = re.compile(r",[bBRTNLx]*O$")
"""Whom somebody told it, in a language whose verb stands last."""

_ONE_WORD = re.compile(r"N(?![NTBpVKW])")
_BEFORE_SUBJECT = re.compile(r"I[^,QVK]*,")
_ROLE_FIRST = re.compile(r"[TR][xRL]{0,2}(?:I[^,QVK]*)?,(?=[TNLp]*N[xHV])")
"""What somebody is, before the name: "A nurse since May, Ana Lund lives here"."""

_CLAUSE = re.compile(r"C[^,Q]*,")
_OWNER_FIRST = re.compile(r"[HMC]*([TN]*O)")


def behind(reading: Reading, first: int, end: int) -> Mention | None:
    """Read the subject that ends before a token, mostly a verb: "Ana Lund, the minister, later said".

    Args:
        reading: the classes of the text.
        first: where the sentence starts.
        end: the token after the subject.
    """
    if not reading.words.capitals:
        return uncased.subject_before(reading, first, end)
    end = _trimmed(reading, first, end)
    if end <= first:
        return None
    last = reading.classes[end - 1]
    if last in "PY" or stands_in(reading, end - 1):
        return pronoun(reading, end - 1)
    if last == "W":
        return _plain(reading, first, end - 1 - (reading.classes[end - 2 : end - 1] == ","))
    if last in ",-":
        return _apposition(reading, first, end - 1)
    mention = _plain(reading, first, end)
    if mention is None or mention.kind != "someone":
        return mention
    if (office := _AS.search(reading.classes, first, end)) and reading.has(office.end(1), "as"):
        return judged(reading, *office.span(1))
    return _open_apposition(reading, first, end) or mention


def _trimmed(reading: Reading, first: int, end: int) -> int:
    """Give where a subject ends before adverbs, times, asides and circumstances: "Ana Lund later, in May, said"."""
    for _ in range(_PARTS):
        classes = reading.classes[first:end]
        cut = _SKIPPED.search(classes) or _ASIDE.search(classes) or _CIRCUMSTANCE.search(classes)
        if not cut or stands_in(reading, end - 1):
            break
        end = first + cut.start()
    return end


def _open_apposition(reading: Reading, first: int, end: int) -> Mention | None:
    """Read the name before an apposition that no comma ends: "Ana Lund, head of the board said"."""
    comma = reading.classes.rfind(",", first, end)
    if comma <= first or not _OPEN_APPOSITION.match(reading.classes, comma, end):
        return None
    if _IN_PLACE.search(reading.classes, first, comma) and not _FRONTED.fullmatch(reading.classes, first, comma):
        return None  # "In the village of Linnet, the secretary of state said"
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
    if anew := _NEW_SUBJECT.search(reading.classes, start, end):  # "after talks with Tom Lund minister Ana Moss"
        return judged(reading, anew.start(), end)
    mention = judged(reading, start, end)
    if body := _BODY_AND.search(reading.classes, first, end):  # "Centers for Disease Control and Prevention"
        return Mention("body", reading.phrase(*body.span()))
    last = reading.words.capital_nouns or reading.words.verb_second  # the subject stands behind the verb then
    fronted = None if last else _FRONTED.fullmatch(reading.classes, first, end)
    if fronted and fronted.end(1) - fronted.start(1) >= LEAST_WORDS:
        return judged(reading, *fronted.span(1))
    two = reading.words.capital_nouns and TWO_NAMES.search(reading.classes, start, end)
    if _owns(reading, first, start) and not two:
        return _plain(reading, first, start - 1)
    before = reading.classes[:start].rstrip("D") if start > first else ""
    if len(before) <= first or before[-1] != "I":
        return mention
    return _complement(reading, first, len(before) - 1, (start, end), mention)


def _owns(reading: Reading, first: int, start: int) -> bool:
    """Tell whether a phrase is a genitive: "des Ministeriums" behind "der Sprecher"."""
    if start - 2 < first or reading.classes[start - 1] != "D" or reading.classes[start - 2] not in "RTGBbxNS":
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
        return judged(reading, inner[1] - len(trimmed), inner[1]) if placed else None
    start = first + head.start()
    outer = judged(reading, start, at)
    of = reading.has(at, "of")
    if (
        of
        and reading.has(at - 1, "speaking")
        and outer is not None
        and outer.kind == "someone"
        and mention
        and not mention.name.islower()
    ):
        return Mention("body", mention.name)  # "a spokesman for Linnet Council"
    if of and (office := OFFICE.match(reading.classes, at, inner[1])) and office.end() == inner[1]:
        return judged(reading, *office.span(1))
    if of and reading.classes[at - 1] in "RT" and (office := _OF_COMMON.match(reading.classes, *inner)):
        return judged(reading, *office.span(1))
    nameless = of and reading.classes[at - 1] in "BT" and (outer is None or outer.kind != "name")
    if nameless and reading.classes[at - 1] == "B" and (person := staff(reading, at, inner[1])):
        return person  # or nobody: "a University of Linnet student"
    if nameless and (found := with_of(reading, start, at, inner[1])):
        return _of_body(reading, first, start, found if reading.classes[at - 1] == "B" else SOMEONE)
    letter = reading.classes[at - 1] == "S" and not of and not reading.has(at, "statement_of")  # "in a letter to Lund"
    if outer is not None and outer.kind in NAMELESS and (letter or reading.classes[at - 1] not in "RGTbS"):
        deeper = reading.classes[:start].rstrip("D")
        if len(deeper) > first and deeper[-1] == "I":
            return _complement(reading, first, len(deeper) - 1, (start, at), outer)
    return outer


def _of_body(reading: Reading, first: int, start: int, body: Mention) -> Mention | None:
    """Give whom a body belongs to, "Ana Lund of the University of Linnet", or the body; nobody for an employee."""
    whose = _NAME_OF.search(reading.classes[first:start])
    if whose:
        return judged(reading, first + whose.start(1), first + whose.end(1))
    return SOMEONE if _EMPLOYEE.search(reading.classes, first, start) else body


def _apposition(reading: Reading, first: int, comma: int) -> Mention | None:
    """Read a subject that a comma ends: "the minister, Ana Lund," or "Ana Lund, the minister," or "Ana Lund, 58,"."""
    classes = reading.classes
    if aside := _ASIDE.search(classes, first, comma):
        comma = aside.start()
    before = max(classes.rfind(",", first, comma), classes.rfind("-", first, comma))
    if before < first:
        return _plain(reading, first, comma)
    placed = _PLACE_BEFORE.search(classes, first, before)
    if placed and not re.search("[RTBb]", classes[before + 1 : comma]):
        return _plain(reading, first, placed.start()) if placed.start() > first else None
    relative = classes.rfind(",W", first, comma)
    if relative > first and relative < before:  # "Ana Lund, whose lawyer, Tom Aldous, sat beside her,"
        whose = _plain(reading, first, relative)
        if whose is not None and whose.kind == "name":
            return whose
    head = _plain(reading, first, before)
    if re.fullmatch(r"(?:D[xL]*R)?[TNLp]*N", classes[before + 1 : comma]) and (head is None or head.kind != "name"):
        return judged(reading, before + 1, comma)
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
        if kind in "TR":
            clause = _ROLE_FIRST.match(reading.classes, first, stop)
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


def issuing(reading: Reading, first: int, stop: int) -> Mention | None:
    """Read the subject of a sentence that tells of a statement: a person or a body."""
    found = leading(reading, first, stop)
    body = _BODY_SUBJECT.match(reading.classes, _after_clauses(reading, first, stop), stop)
    decided = found is not None and found.kind in ("name", "body")
    return found if decided or not body else Mention("body", reading.phrase(*body.span(1)))


def _known(reading: Reading, first: int, end: int) -> bool:
    """Tell whether capitalised words are a name: two or more, or one that is also amid a sentence."""
    word = re.escape(reading.phrase(first, end))
    return end - first >= LEAST_WORDS or bool(re.search(rf"[a-zà-þа-я,] {word}\b", reading.text))


def last_person(reading: Reading, first: int, end: int) -> Mention | None:
    """Give the last name of two words or with a title in a stretch: whom a pronoun behind it may mean."""
    found = list(_PERSON.finditer(reading.classes, first, end)) if reading.words.capitals else ()
    return judged(reading, *found[-1].span()) if found else None


def clause_subject(reading: Reading, first: int, end: int) -> Mention | None:
    """Give the last named subject of a subordinate clause: "The paper reports that Governor Lund had left"."""
    found = list(_CLAUSE_SUBJECT.finditer(reading.classes, first, end)) if reading.words.capitals else ()
    if found:
        return judged(reading, *found[-1].span())
    last, verbs = _LAST_SUBJECT.search(reading.classes, first, end), tuple(reading.words.sets["acting_verbs"])
    acts = last is not None and bool(verbs) and reading.tokens[last.start() - 1].lower().endswith(verbs)
    return judged(reading, *last.span()) if last is not None and acts else None


def leading(reading: Reading, first: int, stop: int) -> Mention | None:
    """Read the subject of a sentence: its first noun phrase, after "On Monday," and the like.

    It may stand before a verb that no list has: "Ana Lund ran".

    Args:
        reading: the classes of the text.
        first, stop: the sentence.
    """
    if not reading.words.capitals:
        return uncased.first_subject(reading, first, stop)
    begin = _after_clauses(reading, first, stop)
    mention = ahead(reading, begin, stop)
    repeated = reading.classes[begin + 1 : begin + 2] == "H" and reading.tokens.count(reading.tokens[begin]) >= TIMES
    if reading.words.capital_nouns and _AS_NOUN.match(reading.classes, first, stop):
        return None  # "Als Gast war Ana Lund da"
    if mention is not None and _alone(reading, begin) and not repeated and not _known(reading, begin, begin + 1):
        return None  # "Asked about it, Lund said"
    followed = FOLLOWED.match(reading.classes, begin, stop)
    acting = _SUBJECT.match(reading.classes, begin, stop)
    if acting and mention is not None and mention.kind == "name" and TWO_NAMES.search(acting[1]):
        return judged(reading, *acting.span(1))  # "President Lund left the Rotunda"
    if followed and (mention is None or mention.kind in NAMELESS) and _known(reading, *followed.span(1)):
        start = followed.start(1) - (reading.classes[begin : followed.start(1)].endswith("B"))
        return judged(reading, start, followed.end(1))  # "o Instituto Lund divulgou"
    return mention


def before_quotation(reading: Reading, quote: int, verb: int, stop: int) -> Mention | None:
    """Read the subject before a quotation whose verb stands right behind it: 'Ana Lund, “...” dedi'.

    Args:
        reading: the classes of the text.
        quote: the token of the quotation.
        verb: the first token behind it, a verb or anything else.
        stop: where the sentence ends.
    """
    if reading.classes[verb] != "V":
        return None
    start = reading.sentence(quote)
    if reading.has(verb, "participles") or start == quote:  # '“...” diyen Ana Lund', '“...” dedi Ana Lund'
        time = reading.classes.find("M", verb, stop)
        found = ahead(reading, verb + 1, time if time >= 0 else stop)
        return found if found is not None and found.kind == "name" and " " in found.name else None
    end = quote - reading.classes[start:quote].endswith(("H,", "M,"))  # "Ana Lund gazetecilere, “...”"
    told = _TOLD.search(reading.classes, start, end)
    if told and reading.tokens[end - 1].lower().endswith(tuple(reading.words.sets["dative"])):
        end = told.start()  # "Ana Lund, belediye başkanı Tom Penn'e “...”"
    found = behind(reading, start, end)
    if (found is None or found.kind in NAMELESS) and "Q" in reading.classes[start:quote]:
        found = leading(reading, start, quote)
    if found is None or found.kind not in ("name", "body"):
        return None
    return found if found.kind == "body" or " " in found.name or _is_surname(reading, found.name) else None


def _is_surname(reading: Reading, name: str) -> bool:
    """Tell whether a name of one word stands behind a first name or title elsewhere; a noun may begin a sentence."""
    classes = reading.classes
    return any(word == name and classes[at - 1 : at + 1] in ("NN", "TN") for at, word in enumerate(reading.tokens))
