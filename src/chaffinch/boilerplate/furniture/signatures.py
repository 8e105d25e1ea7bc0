r"""Signatures and contact cards at the end of a text: they go as a whole or not at all.

A rule finds the line with the address; the name above it and the office below belong to it. A card is a run of short
lines in which several say how to reach somebody. A *signature* is what stands below the delimiter of mail and
news, a line of two hyphens (RFC 3676, section 4.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chaffinch.boilerplate.furniture.end_cards import (
    CLOSING,
    ENDED,
    NAMES,
    WORDS,
    closed,
    end_cards,
    has_address,
    is_short,
)
from chaffinch.boilerplate.furniture.reaching import REACH, RULED_LETTERS, reaches
from chaffinch.boilerplate.furniture.rulers import ALIKE, DELIMITER, QUOTED, RULER, RULES, underlines
from chaffinch.boilerplate.furniture.signature_ends import is_joined, paragraphs, signed_lines
from chaffinch.boilerplate.furniture.signed_ends import SIGNED_LETTERS, signed_paragraph
from chaffinch.text import late_pattern

__all__ = ["MOST_REACHING", "OPEN_LINES", "SIGNATURE_LETTERS", "is_prose", "parted", "ruled", "signatures", "torn"]

Span = tuple[int, int]

SIGNATURE_LINES, SIGNATURE_LETTERS = 16, 1_200
"""Lines and code points of a signature at most; what is longer below two hyphens is a part of the text."""

RULED_LINES, OPEN_LINES = 14, 6
"""Lines, at most, of a signature between two rulers, and of one below a single ruler: rulers part the sections of a
text, too. Judgements; of 583 posts that end near a ruler, thirty were read."""

MOST_REACHING = 5
"""Lines of a ruled signature with an address, at most: a list of addresses has more."""

TOLD = 12
"""Words of a paragraph between two rulers, at least, that is of the text and no motto. A judgement; 15 were read."""

APART = 20
"""Words, at least, of a last paragraph below a blank line that is no motto: "P.S. ..."."""

REST_OF_CARDS, REST_OF_SIGNATURE = 0.4, 0.15
"""Shares of a text that must be left: a text that is mostly addresses is a list of them."""

OPENED = 5
"""Words of a line without an end, at least, that is the beginning of a sentence and no button."""

TAIL = 5_000
"""Code points at the end of a text in which signatures and cards are looked for."""

_LINE = late_pattern(r"\S(?:[^\n]*\S)?")
_MARKED = late_pattern(r"[ \t]{0,3}(?:[|:#]?>|[A-Za-z]{1,4}>|[:}] )")  # a reply quotes the line
_TOWARDS = late_pattern(r"(?:^|\s)\S+\s+\S+\s+[a-zà-ÿа-яё]{1,3}$")  # "Send all comments to"
_LABELLED = late_pattern(r"[^\W\d][\w ()/&.-]{0,28}:(?:\s|$)")
_DRAWN = late_pattern(r'["|*\\]|[ \t]{3,}\S|- ?[A-Z]')  # columns, drawings, mottos and who said them
_SUM = late_pattern(r"[$€£¥]?\s?\d[\d.,' ]*(?:[$€£¥]|[A-Z]{2,3})?")
_COLUMNS = late_pattern(r"\S[ \t]{6,}\S")


def signatures(text: str) -> list[Span]:
    r"""Give the lines of the signature and of the cards that a text ends with, in order.

    >>> text = "The gates of the lock are old.\n\nAnn Lee\nann@lee.example\nTel: 123 4567\n\n-- \nAnn, gate keeper"
    >>> [text[a:b] for a, b in signatures(text)]
    ['Ann Lee', 'ann@lee.example', 'Tel: 123 4567', '--', 'Ann, gate keeper']
    """
    end = text[-TAIL:].rstrip()
    last = end[end.rfind("\n") + 1 :].strip()
    ends = DELIMITER in end or RULER.fullmatch(last) is not None or (is_short(last) and has_address(last))
    ends = ends or (CLOSING.fullmatch(last) is not None and REACH.search(end, len(end) // 2) is not None)
    ends = ends or "@" in end[-SIGNED_LETTERS:]
    if not ends:
        return []
    lines = _lines(text)
    first, below = _signature(text, lines)
    if below < len(lines):  # another message
        return lines[first:below]
    size = len(text.strip())
    if first == len(lines):
        ruler = _first_drawn(text, lines, _ruled(text, lines))
        first = ruler if any(reaches(text, *line) for line in lines[ruler:]) else first
    if first == len(lines):
        first -= signed_paragraph(text, lines)
    above = _first_of_two(text, lines, _first_of_same(text, lines, first))
    above = first if above and text[lines[above - 1][1] - 1] in ":：" else above  # the text quotes the one above
    first = above if _size(lines[above:]) <= (1 - REST_OF_SIGNATURE) * size else first
    tail = lines[first:] if _size(lines[first:]) <= (1 - REST_OF_SIGNATURE) * size else []
    cards = end_cards(text, lines[: first if first < len(lines) else closed(text, lines)])
    return [*(cards if _size(cards) <= (1 - REST_OF_CARDS) * size else []), *tail]


def _first_of_same(text: str, lines: list[Span], first: int) -> int:
    """Give the first line of a signature, or of the same signature right above it: two programs may add one each."""
    size = len(lines) - first
    same = [text[slice(*line)] for line in lines[first:]]
    while size and first > size and [text[slice(*line)] for line in lines[first - size : first]] == same:
        first -= size
    below = same[1:]  # the program has cut it short: it has the first lines of the one above
    tops = range(max(first - SIGNATURE_LINES, 1), first - len(below)) if len(below) > 1 else ()
    return next((at for at in tops if [text[slice(*line)] for line in lines[at : at + len(below)]] == below), first)


def _first_drawn(text: str, lines: list[Span], first: int) -> int:
    """Give the first line of a signature, or of the drawing and the addresses right above its ruler."""
    at = first
    while 1 < at < len(lines) and is_joined(text, lines[at - 1], lines[at]):
        at -= 1
        line = text[slice(*lines[at])]
        drawn = _COLUMNS.search(line) is not None or not any(map(str.isalnum, line)) or reaches(text, *lines[at])
        if not drawn or line.startswith(QUOTED) or len(lines) - at > SIGNATURE_LINES:
            return first
    return at if at > 1 else first


def _first_of_two(text: str, lines: list[Span], first: int) -> int:
    """Give the first line of a signature, or of the one above it that has a delimiter of its own and no sentence."""
    if first == len(lines) or text[slice(*lines[first])] != DELIMITER:
        return first
    for at in range(first - 1, max(first - OPEN_LINES - 2, 0), -1):
        if text[slice(*lines[at])] == DELIMITER and _starts_line(text, lines[at][0]):
            some = [text[slice(*line)] for line in lines[at + 1 : first]]
            reaching = 0 < sum(REACH.search(line) is not None for line in some) <= MOST_REACHING
            short = len(some) <= NAMES and all(map(is_short, some))
            return at if short or (reaching and not any(map(is_prose, some))) else first
    return first


def ruled(text: str, lines: list[Span]) -> list[Span]:
    r"""Give the lines of what a text ends with below a ruler, or between two of them; it may be a signature.

    Args:
        text: all of it.
        lines: its last lines that are not blank, without the white space around each.

    >>> text = "The gates are old.\n\n==========\nAnn Lee\nHarnby\n=========="
    >>> [text[a:b] for a, b in ruled(text, [m.span() for m in _LINE.finditer(text)])]
    ['==========', 'Ann Lee', 'Harnby', '==========']
    """
    return lines[_ruled(text, lines) :]


def parted(text: str, lines: list[Span]) -> list[Span]:
    r"""Give the lines from a delimiter, or a line like it, on, if they are short and no sentences.

    Args:
        text: all of it.
        lines: as in `ruled`.

    >>> text = "The gates are old.\n---\nAnn Lee  | GSX600F\n(The Dead) | ann@lee.example"
    >>> [text[a:b] for a, b in parted(text, [m.span() for m in _LINE.finditer(text)])]
    ['---', 'Ann Lee  | GSX600F', '(The Dead) | ann@lee.example']
    """
    for at in range(len(lines) - 1, max(len(lines) - SIGNATURE_LINES, 1) - 1, -1):
        line = text[slice(*lines[at])]
        goes_on = line[:1].islower() and is_joined(text, lines[at - 1], lines[at])  # of a motto
        if len(line) > RULED_LETTERS or line.startswith(QUOTED) or (is_prose(line) and not goes_on):
            return []
        if line in (DELIMITER, *ALIKE) and _starts_line(text, lines[at][0]):
            short = at + 1 < len(lines) and lines[-1][1] - lines[at][0] <= SIGNATURE_LETTERS
            if line == DELIMITER:
                return lines[at:] if short and signed_lines(text, lines[at:]) == len(lines) - at else []
            return lines[at:] if short and not _is_note(text, lines[at + 1 :]) else []
    return []


def torn(text: str, found: Sequence[Span]) -> list[int]:
    r"""Tell which findings take a line from between others, or the address that the line above leads to.

    Args:
        text: all of it.
        found: findings that are one line or less, in code points.

    Returns:
        Indices of findings.

    >>> text = "Send your order to\nann@lee.example\nbefore noon, please.\n\nbo@hall.example"
    >>> torn(text, [(19, 34), (57, 72)])
    [0]
    """
    lines = [_lines_of(text, span) for span in found]
    taken = {line for some in lines for line in some}
    around = [_around(text, span) if span in taken else (None, None) for span in found]
    near: dict[Span | None, list[int]] = {}  # the findings below and above each line
    for i, beside in enumerate(around):
        for line in beside:
            near.setdefault(line, []).append(i)
    parts: set[int] = set()
    asked: Iterable[int] = range(len(found))
    while more := [i for i in asked if _is_torn(text, found[i], *around[i], taken)]:
        parts.update(more)  # the line below one that stays may be a part of the same card
        away = {line for i in more for line in lines[i]}
        taken -= away
        asked = {i for line in away for i in near.get(line, ())} - parts
    return sorted(parts)


def _around(text: str, span: Span) -> tuple[Span | None, Span | None]:
    """Give the lines above and below a line, without white space around; None where there is none."""
    mirrored = _LINE.search(text[max(0, span[0] - TAIL) : span[0]][::-1])  # from the last line up
    match = _LINE.search(text, span[1])
    return (span[0] - mirrored.end(), span[0] - mirrored.start()) if mirrored else None, match.span() if match else None


def _is_note(text: str, lines: list[Span]) -> bool:
    """Tell whether the first paragraph of some lines is one of sentences, without an address or a quotation."""
    last = next((at for at in range(1, len(lines)) if not is_joined(text, lines[at - 1], lines[at])), len(lines))
    first = text[lines[0][0] : lines[last - 1][1]]
    apart = last < len(lines) and '"' not in first and REACH.search(first) is None
    return apart and len(first.split()) >= OPENED and ENDED.search(first) is not None


def is_prose(line: str) -> bool:
    """Tell whether a line is a sentence, and no motto in quotation marks, column or address with words behind it."""
    sentence = len(line.split()) > WORDS and ENDED.search(line) is not None and '"' not in line
    return sentence and "|" not in line and REACH.match(line) is None


def _size(lines: Sequence[Span]) -> int:
    return sum(stop - start for start, stop in lines)


def _lines(text: str) -> list[Span]:
    """Give the lines near the end of a text that are not blank, without the white space around each."""
    first = text.find("\n", len(text) - TAIL) + 1 if len(text) > TAIL else 0
    return [(m.start(), m.end()) for m in _LINE.finditer(text, first)]


def _signature(text: str, lines: list[Span]) -> Span:
    """Give the lines of the last delimiter and what is signed below it, as indices; at the end if there are none."""
    none = len(lines), len(lines)
    for at in range(len(lines) - 1, max(len(lines) - SIGNATURE_LINES, 1) - 1, -1):
        if text[slice(*lines[at])] == DELIMITER and _starts_line(text, lines[at][0]):
            signed = signed_lines(text, lines[at:]) if lines[-1][1] - lines[at][0] <= SIGNATURE_LETTERS else 0
            return (at, at + signed) if signed else none
    below = parted(text, lines)
    few = 0 < sum(reaches(text, *line) for line in below) <= MOST_REACHING
    return (len(lines) - len(below), len(lines)) if few and len(below) <= OPEN_LINES + 1 else none


def _ruled(text: str, lines: list[Span]) -> int:
    """Give the index of the ruler of a short tail; the number of lines if there is none.

    A tail with a ruler at its end, too, may have more lines. A ruler right below a line that is as long underlines it.
    """
    if not any(text[line[0]] in RULES and RULER.fullmatch(text, *line) for line in lines[:-1]):  # most texts
        return len(lines)
    closed = RULER.fullmatch(text, *lines[-1]) is not None
    found, told = len(lines), False
    if not closed and _is_apart(text, lines[-OPEN_LINES:]):
        return found
    for at in range(len(lines) - 2, max(len(lines) - (RULED_LINES if closed else OPEN_LINES) - 2, 0), -1):
        line = text[slice(*lines[at])]
        long = len(line) > RULED_LETTERS or lines[-1][1] - lines[at][0] > SIGNATURE_LETTERS
        if long or line.startswith(QUOTED):
            break
        if not closed and is_prose(line):
            break
        if RULER.fullmatch(line) and not underlines(text, lines[at - 1], lines[at]):
            told = _is_told(text, lines[at + 1 : found], told=told)
            found = at if not told and (closed or is_joined(text, lines[at], lines[at + 1])) else found
    reaching = sum(reaches(text, *line) for line in lines[found:])
    return found if reaching <= MOST_REACHING else len(lines)


def _is_told(text: str, lines: list[Span], *, told: bool) -> bool:
    """Tell whether lines between two rulers have a paragraph of the text, or one below them has (``told``).

    An address above a motto says that both are of the signature. A ruler above a sum is one of a table.
    """
    if lines and _SUM.fullmatch(text, *lines[0]):
        return True
    if any(reaches(text, *line) for line in lines):
        return False
    return told or any(_is_paragraph(text, some) for some in paragraphs(text, lines))


def _is_apart(text: str, lines: list[Span]) -> bool:
    """Tell whether the last of some paragraphs is one of the text: "P.S. ..."."""
    *above, last = paragraphs(text, lines)
    return bool(above) and _is_paragraph(text, last, APART) and not any(reaches(text, *line) for line in last)


def _is_paragraph(text: str, lines: list[Span], least: int = TOLD) -> bool:
    """Tell whether a paragraph is a sentence, and no motto in quotation marks and no columns."""
    paragraph = text[lines[0][0] : lines[-1][1]] if lines else ""
    sentence = len(paragraph.split()) >= least and ENDED.search(paragraph) is not None
    return sentence and _DRAWN.search(paragraph) is None


def _starts_line(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] == "\n"


def _lines_of(text: str, span: Span) -> list[Span]:
    """Give the line that a finding is all of, without the white space around; none if it is a part of one."""
    start, stop = text.rfind("\n", 0, span[0]) + 1, text.find("\n", span[1])
    line = text[start : stop if stop >= 0 else len(text)]
    return [span] if line.strip() == text[slice(*span)].strip() else []


def _is_torn(text: str, span: Span, above: Span | None, below: Span | None, taken: set[Span]) -> bool:
    if _MARKED.match(text, text.rfind("\n", 0, span[0]) + 1):
        return True
    if span not in taken:
        return False
    goes_on = below is not None and text[below[0]].islower()
    if _leads(text, span, below, taken):
        return True
    if above and above not in taken:
        ended = ENDED.search(text, *above) is not None and not text.endswith(("...", "…"), *above)
        near = goes_on or is_joined(text, above, span) or _TOWARDS.search(text, *above) is not None
        if text[above[1] - 1] == ":" or (not ended and near):
            return True
    if below is None or below in taken:
        return False
    listed = _LABELLED.match(text, *below) is not None
    return (goes_on or listed) and is_joined(text, span, below)


def _leads(text: str, span: Span, below: Span | None, taken: set[Span]) -> bool:
    """Tell whether a line without an address opens the lines below, which stay: "Contact: Ann Lee"."""
    line = text[slice(*span)]
    label = ":" in line or (len(line.split()) >= OPENED and ENDED.search(line) is None)
    if not label or reaches(text, *span) or below is None or below in taken:
        return False
    return is_joined(text, span, below) or line.endswith(":")
