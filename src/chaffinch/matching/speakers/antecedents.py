"""Find whom a pronoun may mean in a sentence: a person who is named there, whatever the role in the sentence.

A writer names a person in any place, "It was the ninth title for rower Ana Lund", and goes on with "she". So it is not
asked whether the name is the subject, but whether it is that of a person: by the role or title before it, an age or
role behind it, its first name, or since it comes again without the first name. Whether somebody is a he or a she is
asked of titles, first names and roles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaffinch.matching.speakers.lexicon import Lexicon
from chaffinch.matching.speakers.mentions import Mention
from chaffinch.matching.speakers.phrases import TIMES, nouns_before
from chaffinch.matching.speakers.reading import Reading
from chaffinch.text import late_pattern

__all__ = [
    "agrees",
    "introduced",
    "is_person_pronoun",
    "is_topic",
    "names_somebody",
    "only_name",
    "role_subject",
    "sentences_before",
]

DEPTH = 6
"""Sentences that are followed back, at most, from a pronoun or from a quotation without a tag."""


_NAME = re.compile(r"(?<![NLBTOp])(?P<name>T[TNLp]*N|[NL]p*[NLp]*N)(?![NLBTRbOp])")
_ROLE_BEFORE = re.compile(r"(?:R[xL]?(?:I?D?[xNLBb]+){0,3},?|Dx)$")
_AGE_OR_ROLE_BEHIND = re.compile(r",(?:M|D?[xL]{0,2}[RT]|W)")
_RELATIVE_BEHIND = re.compile(",[CD]")
_GOVERNED = re.compile(r"I(?:D?[LHT]*x?R[xL]*(?:I?D?[xNLBb]+){0,2},?|D?[xL]{1,2}|D)?$")
_ANY_NAME = re.compile(r"[NBTO][NLBTOp]*[NBTO]")
_OF_ROLE = re.compile("[RT]ID?$")
"""Behind it may stand what the role is of, with the name: "minister of Justice Ana Lund"."""

_ANY_WORD = re.compile("[NBO]")
_ROLE_SUBJECT = re.compile(r"[HMC,]*D?[xL]{0,2}[RT](?=[xHVKW,])")
_NAME_FIRST = re.compile("[HMC,]*(N)(?=[xHV])")
_GENITIVE = re.compile("(?<=[xRbBNTS])D[xL]*R?[xL]*$")
_TOPIC = re.compile(r"[HC]*I[DxRTNLBbpMO&]*,?")
_COMMON = "bSGRVKAH"
"""Classes of words that are in no name of a person: "House", "Post"."""

ROLE_WORDS = 3
"""Words before a name, at most, among which is its role: "chairwoman, Ana Lund", "the young mayor Ana Lund"."""


def is_person_pronoun(pronoun: str, words: Lexicon) -> bool:
    """Tell whether a pronoun is "he" or "she"; that of a sentence without a subject is empty, and any other."""
    return pronoun in words.sets["he"] | words.sets["she"]


_CONSONANT = late_pattern("[bcćdfghjklłmnńprřsśštvwxzźżžбвгджзйклмнпрстфхцчшщ]$")


def agrees(mention: Mention, pronoun: str, words: Lexicon) -> bool:
    """Tell whether a pronoun can mean somebody: no body is he or she, and title and first name fit.

    >>> from chaffinch.matching.speakers.lexicon import lexicon
    >>> [agrees(Mention("name", name), "she", lexicon("en")) for name in ("Tom Lund", "Mrs. Lund", "Lund")]
    [False, True, True]
    """
    if not is_person_pronoun(pronoun, words):
        return True
    known = _gender(mention.name.lower().split()[:-1], words)
    return mention.kind != "body" and (not known or pronoun in words.sets[known])


def _gender(before: list[str], words: Lexicon) -> str:
    """Give "he" or "she" where the words before a surname tell it: titles, roles and first names; else nothing."""
    for word in before:
        for gender in ("he", "she"):
            if word in words.sets[f"{gender}_titles"] or word in words.sets[f"{gender}_names"]:
                return gender
        if word in words.sets["she_roles"]:
            return "she"
    first = next((word for word in before if word not in words.sets["all_particles"]), "")
    if first and words.classes.get(first) is None:
        for gender in ("he", "she"):
            if first.endswith(tuple(words.sets[f"{gender}_endings"])):
                return gender
        # where names of women have endings, the others are of men: "Fedor", "Adam"
        if words.sets["she_endings"] and not words.sets["he_endings"] and _CONSONANT.search(first):
            return "he"
    return ""


def role_subject(reading: Reading, first: int, stop: int, pronoun: str) -> Mention | None:
    """Give whom a sentence is about if it is a person without a name whom a pronoun can mean: "A teacher left"."""
    found = _ROLE_SUBJECT.match(reading.classes, first, stop)
    if not found:
        return None
    role = reading.tokens[found.end() - 1].lower()
    gender = _gender([role], reading.words)
    if gender and is_person_pronoun(pronoun, reading.words) and pronoun not in reading.words.sets[gender]:
        return None
    return Mention("someone", role if reading.is_definite(found.end() - 1) else "")


def is_topic(reading: Reading, first: int, stop: int) -> bool:
    """Tell whether what stands before a pronoun is only what it is about: "Of Tom Lund she said"."""
    return _TOPIC.fullmatch(reading.classes, first, stop) is not None


def introduced(reading: Reading, first: int, stop: int, pronoun: str, page: str) -> Mention | None:
    """Give the last person in a sentence whom a pronoun behind it can mean.

    Args:
        reading: the classes of the text.
        first, stop: the sentence.
        pronoun: in lower case; empty for a verb without a subject.
        page: the text before, in which a name may come again.
    """
    names = list(_names(reading, first, stop, pronoun))
    if called := [(start, end) for start, end, named in names if named]:
        return Mention("name", reading.phrase(*called[-1]))
    if _is_named_first(reading, first, stop):
        return None
    spans = [(start, end) for start, end, _ in names if _is_topical(reading, first, stop, (start, end), pronoun)]
    people = [span for span in spans if _is_person(reading, *span, page)]
    others = [(start, end) for start, end, _ in names if _OF_ROLE.search(reading.classes, first, start)]
    one = people and len({reading.tokens[end - 1] for _, end in spans + others}) == 1
    return Mention("name", reading.phrase(*people[-1])) if one else None


def names_somebody(reading: Reading, first: int, stop: int) -> bool:
    """Tell whether a stretch has a name, of one word where nouns have no capital letters."""
    form = _ANY_NAME if reading.words.capital_nouns else _ANY_WORD
    return form.search(reading.classes, first, stop) is not None


def _is_named_first(reading: Reading, first: int, stop: int) -> bool:
    """Tell whether a sentence begins with the surname of somebody: "Lund used a word"."""
    found = None if reading.words.capital_nouns else _NAME_FIRST.match(reading.classes, first, stop)
    return found is not None and reading.tokens.count(reading.tokens[found.start(1)]) >= TIMES


def _is_governed(reading: Reading, first: int, start: int) -> bool:
    """Tell whether a name is behind a preposition or in the genitive, alone or with its role."""
    if _GOVERNED.search(reading.classes, first, start):
        return True
    genitive = _GENITIVE.search(reading.classes, first, start)
    return genitive is not None and reading.has(genitive.start(), "genitives")


def _is_topical(reading: Reading, first: int, stop: int, name: tuple[int, int], pronoun: str) -> bool:
    """Tell whether a pronoun behind a sentence means a person in it, who may be an object or behind a preposition.

    It does if nobody else is named there, and the person is not one that readers know by the title alone: "the letter
    to President Lund".
    """
    start, end = name
    classes = reading.classes
    governed = _is_governed(reading, first, start)
    bare = classes[start - 1 : start] in ("x", "H") and classes[start - 2 : start - 1] != "D"
    if not governed and not bare:
        return True
    if not is_person_pronoun(pronoun, reading.words):
        return reading.words.inverted and not governed
    followed = classes[end : end + 2] == ",W"
    alone = not names_somebody(reading, first, start) and not names_somebody(reading, end, stop)
    known = any(reading.has(at, "oblique") for at in range(first, start))
    return followed or (alone and not known and "T" not in classes[start:end])


def only_name(reading: Reading, stop: int, pronoun: str) -> Mention | None:
    """Give the only name of two words before a pronoun, though nothing tells that it is one of a person.

    Args:
        reading: the classes of the text.
        stop: where the sentence of the pronoun starts.
        pronoun: in lower case; empty for a verb without a subject.
    """
    spans = [(start, end) for start, end, _ in _names(reading, 0, stop, pronoun)]
    if len(spans) != 1 or names_somebody(reading, 0, spans[0][0]) or names_somebody(reading, spans[0][1], stop):
        return None
    return Mention("name", reading.phrase(*spans[0]))


def _names(reading: Reading, first: int, stop: int, pronoun: str) -> Iterator[tuple[int, int, bool]]:
    """Give the names that a pronoun can mean, and whether the words before say that it is a name: "is called"."""
    if not reading.words.capitals:
        return
    for found in _NAME.finditer(reading.classes, first, stop):
        start, end = found.span("name")
        start += nouns_before(reading, start, end)
        naming = is_person_pronoun(pronoun, reading.words)
        named = naming and start > first and _says_name(reading, start - 1)
        if not named and (_has_pronoun(reading, first, start, pronoun) or reading.classes[start - 1 : start] == "K"):
            continue
        if _may_be_person(reading, start, end) and _fits(reading, first, start, end, pronoun):
            yield start, end, named


def _says_name(reading: Reading, token: int) -> bool:
    """Tell whether the words up to a token say that a name follows: "is called", "the name is"."""
    return reading.has(token, "naming") or (
        reading.classes[token] in "HD" and token > 0 and reading.has(token - 1, "naming")
    )


def _has_pronoun(reading: Reading, first: int, start: int, pronoun: str) -> bool:
    """Tell whether the sentence has the same pronoun before a name, which is then somebody else's."""
    sets = reading.words.sets
    same = sets["he"] if pronoun in sets["he"] else sets["she"] if pronoun in sets["she"] else sets["he"] | sets["she"]
    return any(reading.classes[at] == "P" and reading.tokens[at].lower() in same for at in range(first, start))


def _may_be_person(reading: Reading, start: int, end: int) -> bool:
    """Tell whether nothing in a name says that it is none of a person: an article before it, or a common word."""
    classes, tokens = reading.classes[start:end], reading.tokens[start:end]
    article = reading.classes[start - 1 : start] == "D" and not reading.words.capital_nouns and "T" not in classes
    if (article and not reading.words.sets["articled"]) or "N" not in classes[1:]:
        return False
    if start and reading.has(start - 1, "where"):
        return False  # "at Camp Lund"
    if any(len(word) > 1 and word.isupper() for word in tokens) or reading.classes[start - 1 : start] == "M":
        return False
    plain = [word.lower() for word, kind in zip(tokens, classes, strict=True) if kind == "N"]
    known = any(reading.words.classes.get(word, "N") in _COMMON for word in plain[1:])
    return not known and not any(f" {word} " in reading.text for word in plain)


def _fits(reading: Reading, first: int, start: int, end: int, pronoun: str) -> bool:
    """Tell whether a pronoun fits a name and the role before it."""
    words = reading.words
    before = [token.lower() for token in reading.tokens[max(first, start - ROLE_WORDS) : start]]
    role = _gender([word for word in before if words.classes.get(word) == "R"], words)
    if role and is_person_pronoun(pronoun, words) and pronoun not in words.sets[role]:
        return False
    return agrees(Mention("name", reading.phrase(start, end)), pronoun, words)


def _is_person(reading: Reading, start: int, end: int, page: str) -> bool:
    """Tell whether a name is known to be that of a person, by what is beside it or since it comes again."""
    classes, sets = reading.classes, reading.words.sets
    if "T" in classes[start:end] or _ROLE_BEFORE.search(classes, max(0, start - ROLE_WORDS), start):
        return True
    if reading.tokens[start].lower() in sets["he_names"] | sets["she_names"]:
        return True
    if behind := _AGE_OR_ROLE_BEHIND.match(classes, end):
        return classes[behind.end() - 1] != "W" or not reading.has(behind.end() - 1, "things")
    if reading.words.inverted and not reading.words.capital_nouns and _RELATIVE_BEHIND.match(classes, end):
        return True
    surname, full = reading.tokens[end - 1], " ".join(reading.tokens[end - 2 : end])
    return any(text.count(f" {surname}") > text.count(full) for text in (page, reading.text))


def sentences_before(reading: Reading, token: int) -> Iterator[tuple[int, int]]:
    """Give the sentences before a token, the nearest first."""
    classes, stop = reading.classes, token
    for _ in range(DEPTH):
        end = stop
        while stop > 0 and classes[stop - 1] in ".¶":
            stop -= 1
        if stop <= 0:
            return
        first = reading.sentence(stop - 1)
        if "." in classes[stop:end] or classes[stop - 1] in "Q:":  # else it is a heading
            yield first, stop
        stop = first
