"""Find who has a role: "the minister said" is about the one minister who is named before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaffinch.matching.speakers.lexicon import Lexicon
from chaffinch.matching.speakers.mentions import Mention
from chaffinch.matching.speakers.reading import Reading, read
from chaffinch.matching.speakers.uncased import subject
from chaffinch.text import late_pattern

__all__ = ["bearer"]

NEAR = 900
"""Code points before a quotation in which a role is of somebody, before the whole page is asked."""

REACH = 90
"""Code points behind a role in which its name stands: "the minister of a long department of the state, Ana Lund"."""

LEAD = 60
"""Code points before a role in which its name stands: "Ana Lund, the minister"."""

MOST = 12
"""Places of a role that are read, at most, the last ones first."""

_NAMED = re.compile(r"[RT]+L?(?P<name>[TNLp]*N(?![NTBpRO])|[TNLp]*O)")  # "President Ana Lund", "President Ana Lund's"
_OF_WHAT = r"(?:ID?[xbLBNS]+){1,3}"
_APPOSED = late_pattern(rf"[RT]+[xL]?(?:{_OF_WHAT})?,D?x?R?(?P<name>T*N[NLp]*N)(?=[,.;¶)H]|$)")
_OWNED = re.compile(r"[RT]+[xLb]{1,2}(?P<name>N[NLp]*N)(?![NTBp])")  # "minister transportu Ana Lund"
_JOINED = re.compile(r"[RT]+(?:ID?[xbLBS])+(?P<name>T*N[NLp]*N)(?![NTBpR])")
_NAME_BEFORE = re.compile(r"([TNLp]*N),D?[xL]{0,2}$")
_WORD = re.compile(r"\w+")
_SENTENCE = re.compile("[.¶;:]")


def bearer(before: str, role: str, words: Lexicon) -> Mention | None:
    """Find the one person who is named with a role; None where nobody is, or several people.

    Args:
        before: the page up to the quotation.
        role: the word, in lower case.
        words: the lists of the language.
    """
    for part in (before[-NEAR:], before):
        people = list(_people(part, role, words))
        if people:
            return max(people, key=lambda name: (len(name.name), name.name)) if _one(people) else None
    return None


def _one(people: list[Mention]) -> bool:
    """Tell whether all names are of one person: they share a word with the longest one."""
    longest = max((mention.name.split() for mention in people), key=len)
    return all(set(mention.name.split()) & set(longest[1:] or longest) for mention in people)


def _people(text: str, role: str, words: Lexicon) -> Iterator[Mention]:
    """Give who is named beside a role in a text."""
    compound = r"[^\W_]*" if words.capital_nouns else ""  # "Finanzminister" is a minister
    places = list(re.finditer(rf"(?i)(?<![\w-]){compound}{re.escape(role)}(?![\w-])", text))[-MOST:]
    for place in places:
        lead = text[max(0, place.start() - LEAD) : place.start()]
        last = _WORD.findall(lead)[-1:] or [""]
        if last[0].lower() in words.sets["other_roles"]:
            continue
        found = _behind(text[place.start() : place.end() + REACH], words)
        if found is None and _ends_apposition(text, place.end(), words):
            found = _before(lead, words)
        if found is not None:
            yield found


def _ends_apposition(text: str, stop: int, words: Lexicon) -> bool:
    """Tell whether a role ends an apposition: "Ana Lund, the minister, said", not "In Linnet, the minister said"."""
    after = text[stop : stop + REACH]
    word = _WORD.match(after.lstrip())
    return (
        not after.strip() or after.lstrip()[0] in ",.;:)" or (word is not None and word[0].lower() in words.sets["of"])
    )


def _behind(piece: str, words: Lexicon) -> Mention | None:
    reading = read(piece, (), words)
    if not words.capitals:
        end = _SENTENCE.search(reading.classes)
        return _person(subject(reading, 0, end.start() if end else len(reading.classes) - 1))
    forms = [_NAMED, _APPOSED, *([_JOINED, _OWNED] if words.inverted else [])]
    found = next(filter(None, (form.match(reading.classes) for form in forms)), None)
    if found is None or found.end() == len(reading.classes):  # the piece may end amid the name
        return None
    titled = found.start("name") == 1 and reading.tokens[0][0].isupper()
    return Mention("name", reading.phrase(0 if titled else found.start("name"), found.end("name")))


def _before(lead: str, words: Lexicon) -> Mention | None:
    reading = read(lead, (), words)
    found = _NAME_BEFORE.search(reading.classes)
    return _whole(reading, found) if found else None


def _whole(reading: Reading, found: re.Match[str]) -> Mention | None:
    """Give the name before a role, unless the piece begins amid it, or it may be a place: "in Linnet, the minister"."""
    placed = len(found[1]) == 1 and reading.classes[: found.start()].endswith("I")
    return Mention("name", reading.phrase(*found.span(1))) if found.start() and not placed else None


def _person(mention: Mention | None) -> Mention | None:
    return mention if mention is not None and mention.kind == "name" else None
