r"""Find what a press release says at its end about who issued it: "About Oak Mills", and a paragraph or a few.

The heading names a firm, a university or an office. The paragraph below begins with that name, says what it is, and
praises it. A section on an illness, a product or a study has none of that, and is a part of the article.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from chaffinch.text import CLOSES, END, data_file, late_pattern

__all__ = ["about", "issuers"]

Span = tuple[int, int]

NAME = 9
"""Words of the name of an issuer, at most."""

NAMED = 0.5
"""Share of these words that have a capital or a digit, at least."""

FIRST = 120
"""Code points of a section in which it names its issuer."""

SAYS = 320
"""Code points of a section in which it says what its issuer is."""

CLAIMS, DEEDS = 2, 3
"""Different things, at least, that such a section says of its issuer, its address being one; and of what only firms do,
where it does not say what its issuer is."""

AFTER = 0.33
"""Share of the letters of a text before the first such section, at least: its tail may be longer."""

PROSE = 90
"""Code points of a paragraph of prose, at least."""

PARAGRAPHS = 4
"""Paragraphs of a section, at most."""

_LINE = late_pattern(r"\S(?:[^\n]*\S)?")
_SIGNS = "#*_=-–—:. \t\xa0®™"
_ENDED = late_pattern(rf"{END}[*_]*{CLOSES}$")
_NOTE = late_pattern(r"\W*(?:\d{1,3}|[ivx]{1,6})[\]).]?\s")  # of a list of references
_NOTICE = late_pattern(
    r"forward[- ]looking|(?:press|news|media) release|trademark|registered|web ?site|zukunftsgerichtet|pressemitteilung"
    r"|\bmarken?\b|communiqué|marques? dépos|prospecti|comunicado|marcas? registrad|comunicato|marchi|persbericht"
    r"|handelsmerk|pressmeddelande|varumärk|пресс-релиз|товарн\w+ знак|basın bülteni",
    re.IGNORECASE,
)  # of a paragraph below the sections: on what will come, on trade marks, on the release itself
_OTHER = late_pattern(
    r"\b(?:stud(?:y|ies)|trials?|treatment|tests?|disease|syndrome|cancer|surveys?|reports?|awards?|meeting|event"
    r"|conference|phase|researche?r?s?|authors?|studie|umfrage|preis|étude|prix|estudio|premio|estudo|prêmio"
    r"|studio|onderzoek|badani\w*|исследовани\w*)\b",
    re.IGNORECASE,
)  # what is no issuer
_ADDRESS = late_pattern(r"https?://|\bwww\.|\b[\w-]+\.(?:com|org|edu|net|gov)\b|\S@\S")
_WORD = late_pattern(r"[^\W_]{3,}")
_OWN = late_pattern(
    r"\b(?:we|our|wir|unser\w*|nous|notre|nos|nuestr\w+|nos[st]\w+|мы|наш\w*|onze|wij|vår\w*|nasz\w*)\b", re.I
)


class _Words(Struct, frozen=True):
    """Patterns of one language."""

    head: re.Pattern[str]
    whole: re.Pattern[str]
    bodies: re.Pattern[str]
    claims: re.Pattern[str]
    deeds: re.Pattern[str]


def issuers(text: str) -> list[Span]:
    r"""Give the sections about the issuers of a press release, each with its heading, in order.

    Args:
        text: all of it.

    >>> prose = "The mill will grind again in May, and the town pays for the wheel, which is made of oak.\n"
    >>> tail = "About Oak Mills\nOak Mills is a leading company in the north, founded in 1998.\n"
    >>> text = f"{prose * 3}\n{tail}\n# # #\n"
    >>> [text[a:b] for a, b in issuers(text)], issuers(f"{tail}{prose * 3}")
    (['About Oak Mills\nOak Mills is a leading company in the north, founded in 1998.'], [])
    """
    lines = [match.span() for match in _LINE.finditer(text)]
    heads = {at: words for at, (a, b) in enumerate(lines) if (words := _head(text[a:b])) is not None}
    found: list[range] = []
    for at, words in heads.items():
        last = _last(text, lines, at, heads, words)
        if last > at:
            found.append(range(at, last + 1))
    if not found or len(text[: lines[found[0][0]][0]]) < AFTER * len(text):
        return []
    inside = {at for some in found for at in some}
    if any(_is_prose(text[slice(*lines[at])]) for at in range(found[0][0], len(lines)) if at not in inside):
        return []
    return [(lines[some[0]][0], lines[some[-1]][1]) for some in found]


def _head(line: str) -> tuple[_Words, str] | None:
    """Give the words of the language of a heading, and the name in it, which may be empty."""
    bare = line.strip(_SIGNS)
    if len(bare) > PROSE or _ENDED.search(line):
        return None
    for words in _languages():
        if words.whole.fullmatch(bare):
            return words, ""
        named = words.head.fullmatch(bare)
        if named is None:
            continue
        name = next(filter(None, named.groups()))
        parts = name.split()
        if (
            len(parts) <= NAME
            and not _OTHER.search(name)
            and sum(not part[0].islower() for part in parts) >= NAMED * len(parts)
        ):
            return words, name
    return None


def _last(
    text: str, lines: Sequence[Span], at: int, heads: dict[int, tuple[_Words, str]], known: tuple[_Words, str]
) -> int:
    """Give the last line of the section below a heading; the heading itself if the section is about no issuer."""
    words, name = known
    first = text[slice(*lines[at + 1])] if at + 1 < len(lines) and at + 1 not in heads else ""
    if not _ENDED.search(first.rstrip("*_")):
        return at
    own = [part.lower() for part in _WORD.findall(name)]
    if own and own[0] not in first[:FIRST].lower():
        return at
    last = at + 1
    while last + 1 < len(lines) and last - at < PARAGRAPHS and last + 1 not in heads:
        line = text[slice(*lines[last + 1])]
        if not _goes_on(line, own):
            break
        last += 1
    section = text[lines[at + 1][0] : lines[last][1]]
    some, least = (words.claims, CLAIMS) if words.bodies.search(section[:SAYS]) else (words.deeds, DEEDS)
    said = {match[0].lower() for match in some.finditer(section)}
    return last if len(said) + (_ADDRESS.search(section) is not None) >= least else at


def _goes_on(line: str, own: Sequence[str]) -> bool:
    """Tell whether a paragraph goes on about the issuer: it names it, speaks for it, or says where it is found."""
    if _NOTE.match(line) or not (_ENDED.search(line) or _ADDRESS.search(line)):
        return False
    low = line.lower()
    return any(part in low for part in own[:1]) or _ADDRESS.search(line) is not None or _OWN.search(line) is not None


def _is_prose(line: str) -> bool:
    """Tell whether a line is a paragraph of prose, and neither a note of a list nor a notice."""
    return len(line) >= PROSE and _ENDED.search(line) is not None and not (_NOTE.match(line) or _NOTICE.search(line))


@lru_cache(maxsize=1)
def about() -> str:
    """Give what every text has that `issuers` finds something in, a pattern of RE2: a line that may be a heading."""
    heads = [one.partition("['’]")[0] for row in _rows() for one in (*row["heads"], *row["whole"])]
    tails = [one for row in _rows() for one in row.get("tails", ())]
    return rf"(?im)^[#*_= \t]*(?:{'|'.join(sorted({*heads}))})(?:[^\pL]|$)|(?:{'|'.join(tails)})[*_: \t]*$"


@lru_cache(maxsize=1)
def _languages() -> tuple[_Words, ...]:
    def named(row: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
        heads, tails = _any(row["heads"]), _any(row.get("tails", ()))
        return late_pattern(rf"(?i:{heads})(?:(?<=['’])|\s+)(\S.*)|(\S.*)\s+(?i:{tails})")

    return tuple(
        _Words(
            named(row),
            late_pattern(_any(row["whole"]), re.IGNORECASE),
            late_pattern(rf"\b(?:{_any(row['bodies'])})", re.IGNORECASE),
            late_pattern(rf"\b(?:{_any(row['claims'])})", re.IGNORECASE),
            late_pattern(rf"\b(?:{_any(row.get('deeds', ()))})", re.IGNORECASE),
        )
        for row in _rows()
    )


def _any(words: Sequence[str]) -> str:
    """Give a pattern of words, the longest first; of none, one that nothing matches."""
    return "|".join(sorted(words, key=len, reverse=True)) or r"(?!)"


@lru_cache(maxsize=1)
def _rows() -> list[dict[str, list[str]]]:
    tree = data_file("chaffinch.boilerplate.furniture", "issuers.toml")
    return [*tree["language"]]
