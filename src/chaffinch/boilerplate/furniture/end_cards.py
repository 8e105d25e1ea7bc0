"""Contact cards at the end of a text: a name, an office, an address, a line each; they go as a whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chaffinch.boilerplate.furniture.reaching import REACH, reaches
from chaffinch.boilerplate.furniture.rulers import QUOTED, RULER, underlines
from chaffinch.boilerplate.furniture.signature_ends import is_joined
from chaffinch.text import END, late_pattern

__all__ = [
    "CLOSING",
    "ENDED",
    "HEADING",
    "NAMES",
    "WORDS",
    "closed",
    "end_cards",
    "has_address",
    "is_name",
    "is_of_name",
    "is_short",
]

Span = tuple[int, int]

CARD_LINES = 14
"""Lines of a card at most, from its heading to its last address."""

WORDS, LETTERS = 8, 72
"""Words and code points of a line of a card at most: names, offices, addresses."""

NAMES = 3
"""Lines above the first address that may belong to it: name, office, company."""

POSTAL = 5
"""The same if the first of them is a name: the others are its office and its postal address."""

SIGNED = 2
"""Lines above a single address at most, for it to be signed: a name and an office."""

LEAST = 0.33
"""Share of the lines of a card that say how to reach somebody."""

ROWS = 6
"""Lines of numbers, or with an address each, from which on a run of lines is rows of data and no card."""

HOSTS = 3
"""Hosts of the mail addresses in a card from which on it is a list of addresses, and none: a person has one or two."""

CLOSED = 6
"""Lines below a card, at most, by which a release ends: its source, a row of signs."""

NAMESAKE = 4
"""Letters of a word of a name, at least, that an address repeats; a shorter one is all of the address before its @."""

BELOW = (
    "below", "as follows", "these (?:numbers|addresses|offices|people)", "unten", "wie folgt", "ci-dessous", "ci-après",
    "abajo", "a continuación", "abaixo", "a seguir", "qui sotto", "di seguito", "hieronder", "poniżej", "nedan",
    "seuraavassa", "aşağıda\\w*", "ниже", "нижче", "më poshtë", "أدناه", "در زیر", "להלן", "नीचे",
)  # fmt: skip
"""Words of a sentence of the text that names the addresses below it, as patterns."""

BELOW_UNSPACED = ("下記", "以下", "如下", "아래")
"""The same in scripts without spaces, or with endings right behind them."""

_BELOW = late_pattern(rf"\b(?:{'|'.join(BELOW)})\b|{'|'.join(BELOW_UNSPACED)}", re.IGNORECASE)
_HOST = late_pattern(r"[\w.+%!-]@([\w-]+(?:\.[\w-]+)+)")
_LINKED = late_pattern(r"\b(?:https?://|www\.)\S+|(?<!\S)@\w{2,}")
HEADING = late_pattern(
    r"\W*(?:(?:media|press|investor|news|public|further|general|company|corporate|pr|agency|scientific|editorial)[ ]"
    r"(?:relations[ ])?)?"
    r"(?:contacts?|inquiries|enquiries|kontakte?|pressekontakt|contatt[oi]|contactos?|contatos?|contacto de prensa"
    r"|contact presse)"
    r"(?:[ ](?:information|details|person|us))?[ ]?:?(?:[ ](?=\S).{0,40})?\s*",
    re.IGNORECASE,
)
_NAME = late_pattern(r"[\W_]{0,3}[^\W\d_][^\W\d]*(?:[ .,'’()-]+[^\W\d_]+){0,4}[.)]?")
CLOSING = late_pattern(
    r"(?:source|quelle|fuente|fonte|bron|källa|źródło|источник)\b\s?:?\s.{2,70}|[#*\-–—_.\s]+|-?\s?(?:30|ends?|ende|fin|fine)\s?-?"
    r"|view original content.*|(?:logo|photo)\s-\shttp\S+",
    re.IGNORECASE,
)
_SHORT = late_pattern(
    r"\b(?:inc|ltd|co|corp|dr|jr|sr|st|ave|rd|blvd|dept|univ|ph\.?d|m\.?d|u\.?s\.?a?|d\.?c|\w)\.\W*$", re.IGNORECASE
)
_PARTED = late_pattern(r"\t+|[ ]{4,}")
ENDED = late_pattern(rf"{END}\s*$")


def end_cards(text: str, lines: list[Span]) -> list[Span]:
    """Give the lines of the cards that some lines end with, one card below the other."""
    last = len(lines)
    while card := _card(text, lines[:last]):
        last -= card
    return lines[last:]


def _card(text: str, lines: list[Span]) -> int:
    """Give the number of lines of the card that some lines end with; 0 if there is none."""
    run: list[str] = []  # from the last line up
    for span in reversed(lines[-CARD_LINES:]):
        line = text[slice(*span)]
        if not is_short(line):
            break
        run.append(line)
    reaching = [i for i, line in enumerate(run) if has_address(line)]
    if not reaching or reaching[0] != 0 or len(reaching) == len(run) >= ROWS:
        return 0
    if sum(line[0].isdigit() for line in run) >= ROWS:
        return 0
    top = reaching[-1]
    heads = [i for i, line in enumerate(run) if i >= top and _is_heading(line) and not _is_underline(text, lines, i)]
    top = min(heads) if heads else _above(text, lines, top, len(run))
    led = top + 1 < len(run) and run[top + 1].endswith((":", "："))  # "To contact the author of this story:"
    top += led and not _goes_on(text, lines, len(lines) - top - 2)
    signed = _signed(run, top)
    card = run[: max(top, signed) + 1]
    if _is_announced(text, lines, len(lines) - len(card)):
        return 0
    if len({host for line in card for host in _HOST.findall(line.lower())}) >= HOSTS:
        return 0
    sure = [line for line in card if REACH.search(line) or HEADING.fullmatch(line)]  # no links of a list of references
    strong = len(set(reaching) | {i for i, line in enumerate(card) if line in sure})
    enough = strong >= 2 and strong >= LEAST * len(card)
    return len(card) if sure and len(card) < len(lines) and (enough or signed or _are_names(card[1:])) else 0


def _goes_on(text: str, lines: list[Span], at: int) -> bool:
    """Tell whether a line goes on with the sentence of the line right above it, as lines of wrapped text do."""
    if at < 1 or not is_joined(text, lines[at - 1], lines[at]):
        return False
    above = text[slice(*lines[at - 1])]
    return not is_short(above) and ENDED.search(above) is None and REACH.search(above) is None


def _is_announced(text: str, lines: list[Span], first: int) -> bool:
    """Tell whether the sentence above a card names it as what is below: then it is data, and nobody signs."""
    if first < 1:
        return False
    above = text[slice(*lines[first - 1])]
    wrapped = _goes_on(text, lines, first - 1)
    if above.endswith((":", "：")):
        return wrapped
    before = text[slice(*lines[first - 2])] if wrapped else ""
    sentence = ENDED.split(f"{before} {above}".rstrip(".!?… "))[-1]
    return (wrapped or not is_short(above)) and _BELOW.search(sentence) is not None


def closed(text: str, lines: list[Span]) -> int:
    """Give the number of lines without the last few by which a release ends."""
    last = len(lines)
    while last > max(len(lines) - CLOSED, 1) and CLOSING.fullmatch(text, *lines[last - 1]):
        last -= 1
    return last


def _signed(run: list[str], top: int) -> int:
    """Give the line, from the end, at or above the top of a card that is the name its address has; 0 if there is none.

    A blank line may part the name from the card.
    """
    above = [i for i in range(top, min(top + SIGNED + 1, len(run))) if not run[i].startswith(QUOTED)]
    named = [i for i in above if not any(word[0].islower() for word in run[i].split())]
    return next((i for i in named if any(_is_namesake(run[i], line) for line in run[: top + 1])), 0)


def _is_underline(text: str, lines: list[Span], at: int) -> bool:
    """Tell whether a line, counted from the end, is a ruler that underlines the line above it."""
    ruler = RULER.fullmatch(text, *lines[-1 - at]) is not None
    return ruler and at + 2 <= len(lines) and underlines(text, lines[-2 - at], lines[-1 - at])


def has_address(line: str) -> bool:
    """Tell whether a line says how to reach somebody, or has a link."""
    return reaches(line) or _LINKED.search(line) is not None


def _above(text: str, lines: list[Span], at: int, most: int) -> int:
    """Give, from the end, the first of the few lines above an address that no blank line parts from it; or its name."""
    top = at
    if at + 1 < most and _is_namesake(text[slice(*lines[-2 - at])], text[slice(*lines[-1 - at])]):
        top += 1
    while top + 1 < most and top - at < POSTAL and is_joined(text, lines[-2 - top], lines[-1 - top]):
        top += 1
    named = top - at <= NAMES or _NAME.fullmatch(text, *lines[-1 - top]) is not None
    return top if named else at + NAMES


def is_short(line: str) -> bool:
    """Tell whether a line is a few words and no sentence."""
    short = len(line) <= LETTERS and all(len(column.split()) <= WORDS for column in _PARTED.split(line))
    return short and (ENDED.search(line) is None or _SHORT.search(line) is not None or _is_postal(line))


def _is_postal(line: str) -> bool:
    """Tell whether a line is of a postal address, which may end with a stop: "Harnby HB2 3QG, England."."""
    return "," in line and not any(word[0].islower() for word in line.split())


def is_name(line: str) -> bool:
    """Tell whether a line is nothing but a name, or a few words like one."""
    return _NAME.fullmatch(line) is not None


def _are_names(lines: Sequence[str]) -> bool:
    """Tell whether lines above an address are a name, and maybe an office: somebody signs."""
    return 0 < len(lines) <= SIGNED and all(map(is_name, lines))


def _is_namesake(line: str, address: str) -> bool:
    """Tell whether a line is a name of which the mail address below it repeats a word."""
    local, at, _ = address.partition("@")
    return bool(at) and is_name(line) and is_of_name(local, line)


def is_of_name(local: str, name: str) -> bool:
    """Tell whether an address, by what is before its @, is that of a name.

    >>> is_of_name("n.larsen", "Nora Larsen"), is_of_name("vik", "Nora Vik"), is_of_name("viking", "Nora Vik")
    (True, True, False)
    """
    words, known = re.findall(r"[^\W\d_]+", name.lower()), local.lower()
    return any(word in known if len(word) >= NAMESAKE else word == known for word in words)


def _is_heading(line: str) -> bool:
    return HEADING.fullmatch(line) is not None or RULER.fullmatch(line) is not None
