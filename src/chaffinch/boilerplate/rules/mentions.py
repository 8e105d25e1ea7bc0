"""Tell whether a sentence uses a phrase of boilerplate, or only mentions it.

News report about notices, witnesses ask for support, and judges read licences out. A phrase counts in a sentence only
if it is outside of quotations, and if the sentence does not report speech; a phrase of copyright only if the sentence
does not tell what was forbidden once. The verbs of reporting and of the past are data, in ``mentions.toml``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import accumulate, islice, pairwise, takewhile
from typing import Any

import msgspec
import numpy as np
import re2

from chaffinch.boilerplate.rules.compiled import write
from chaffinch.boilerplate.rules.scene import Found, Scene
from chaffinch.boilerplate.rules.syntax import parse
from chaffinch.text import QUOTES, UNSPACED, Bools, Ints, Remembered, data_file, late_pattern

__all__ = [
    "Speech",
    "attributes",
    "contrasting",
    "contrasts",
    "is_past",
    "labels",
    "names_agency",
    "names_office",
    "narrates",
    "quotations",
    "refers",
    "reports",
    "speech",
    "tells_of_line",
    "used",
]


LONGEST = 1000
"""Characters of a quotation; a mark without a mate within so many is a slip."""

LONGEST_SINGLE = 300
"""Characters of a quotation between single marks. They are apostrophes, too, and count only in pairs."""

REMEMBERED = 1 << 12
"""Lines of which it is remembered whether they end with who said them: the pages of a site have the same ones."""

LONGEST_HEAD = 40
"""Code points of the head of a list of examples, at most."""

# "‹" is left out: around lines it is an arrow, as in "‹ Previous". "“" may also close itself
_CLOSERS = {mark: closers for mark, closers in QUOTES.items() if mark != "‹"} | {"“": "”“", "‚": "‘’"}
_SINGLE = "‘'‚"
_SPACED = "«"  # French sets a space on its inner side, and on that of the mark that closes it
_OPENER = late_pattern(f"[{''.join(_CLOSERS)}]")


def quotations(text: str) -> list[tuple[int, int]]:
    r"""Give the quoted ranges of a text of one paragraph, code points, with their marks.

    If a text opens with a mark that is never closed, its quotation continues in the next paragraph: all of it is
    quoted. A straight mark opens at the start of a word and closes at the end of one, so inches, minutes and
    apostrophes are none. A mark inside of a quotation of another kind changes nothing.

    Matching has another function for this (`chaffinch.matching.passages.quotations.quoted_ranges`): it reads many
    paragraphs, and a mark that stays open counts to the end of its paragraph, however long.

    >>> text = 'He said "no way", he\'s 5\'10".'
    >>> [text[start:stop] for start, stop in quotations(text)]
    ['"no way"']
    >>> quotations("“I came. I saw."), quotations("I came. “I saw."), quotations("Un « non » clair")
    ([(0, 15)], [], [(3, 10)])
    >>> quotations("市長は「転載を禁じます」という文を読んだ。")
    [(3, 12)]
    """
    found: list[tuple[int, int]] = []
    place = 0
    while opening := _OPENER.search(text, place):
        start = opening.start()
        stop = _closing(text, start) if _opens(text, start) else 0
        if stop:
            found.append((start, stop))
        place = stop or start + 1
    return found


def _opens(text: str, place: int) -> bool:
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    return not _in_word(before) and bool(after) and (text[place] == _SPACED or not after.isspace())


def _in_word(letter: str) -> bool:
    """Tell whether a letter beside a mark makes it an apostrophe or an inch; not in a script without spaces."""
    return letter.isalnum() and not _UNSPACED.match(letter)


def _closing(text: str, start: int) -> int:
    """Give the end of the quotation that opens at ``start``; 0 if there is none."""
    mark = text[start]
    most = LONGEST_SINGLE if mark in _SINGLE else LONGEST
    last = min(len(text), start + most)
    mate = _mate(mark).search(text, start + 1, last + 1)
    if mate and mate.start() < last:
        return mate.end()
    return len(text) if not start and len(text) <= most and mark not in _SINGLE else 0


@cache
def _mate(mark: str) -> re.Pattern[str]:
    """Give the pattern of the marks that close one that opens: behind a word, and before none."""
    behind = "" if mark == _SPACED else r"(?<!\s)"
    return re.compile(rf"{behind}[{_CLOSERS[mark]}](?=[{UNSPACED}]|[\W_]|\Z)")


_MEMORY = 1 << 26  # bytes that the pattern of all languages may take; by default RE2 allows an eighth

Asks = Callable[[bytes, Ints, Ints, Ints], Bools]
Quoted = tuple[list[tuple[int, int]], list[int]]

_DATA = "mentions.toml"
_LABELLED = ' \t-*•–—0123456789.()[]#>"“„«'  # signs and numbers before the first word of a sentence
_AROUND_HEAD = " \t*_#.,:：|/—–-✗✓✘✔❌✅☑☒×"  # signs around it
_AROUND = " \t*_.,:|/—–-"  # signs around the words of a line
_TICK = b"`"
_PAIR = 2  # of them around code, at least
_CODE = late_pattern(r"(?<!`)(`+)(?!`)[^`]+(?<!`)\1(?!`)")  # code in a line
_BEFORE_TAG = re.compile(rb"[,\"]|\xd8\x8c|\xe2\x80|\xc2[\xbb\xa9]")  # also an Arabic comma, dashes, curly marks, (c)
_OPENING = frozenset("\"'“”„«»‘‚—–-")
_WRAPPER = b'"'  # begins a document of one line that was a cell of a table
_WORDS = 3  # words of a quotation; one or two are a term ("as is", "fair use") that notices use themselves
_LETTERS = 6  # letters of one in a script without spaces; fewer are a term, or the name of a channel to follow
_UNSPACED = late_pattern(f"[{UNSPACED}]")


class Speech(msgspec.Struct, frozen=True):
    """How one language reports speech, or tells what was so.

    Attributes:
        language: code of the language.
        pattern: matches sentences that do.
        yes, no: sentences that do, and sentences that do not.
    """

    language: str
    pattern: str
    yes: tuple[str, ...]
    no: tuple[str, ...]


@cache
def speech(kind: str = "speech") -> tuple[Speech, ...]:
    """Read the patterns of one kind, the name of a table of the file; they stay in memory for the process."""
    return msgspec.convert(_tree()[kind], tuple[Speech, ...])


@cache
def _tree() -> dict[str, Any]:
    return data_file("chaffinch.boilerplate.rules", _DATA)


@cache
def _tells(kind: str, where: str = "Search") -> Callable[[str], Any]:
    """Give what tells whether a text has a pattern of a kind: anywhere, at its start ("Match"), or as a whole.

    See `chaffinch.boilerplate.rules.decider` for why that is a set of one.
    """
    found = getattr(re2.Set, f"{where}Set")(_options())
    found.Add(_pattern(kind))
    found.Compile()
    tells: Callable[[str], Any] = found.Match
    return tells


@cache
def _lines_of(kind: str) -> Any:
    """Compile what finds the lines that are of a kind."""
    return re2.compile(f"(?m)^(?:{_pattern(kind)})$", _options())


def _pattern(kind: str) -> str:
    return "|".join(f"(?:{write(parse(one.pattern))})" for one in speech(kind))


def _options() -> Any:
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    return options


def reports(sentence: str) -> bool:
    """Tell if a sentence reports speech or writing of somebody.

    >>> reports("The site is not liable for errors, its owner wrote."), reports("We are not liable for errors.")
    (True, False)
    """
    return bool(_tells("speech")(sentence))


def attributes(line: str) -> bool:
    """Tell if a sentence or line ends with who said it, or goes on with that behind a quotation.

    >>> attributes("Follow us, says the goat."), attributes("Follow us, it is free.")
    (True, False)
    """
    return bool(_tells("attributed")(line))


_ATTRIBUTES = Remembered(attributes, REMEMBERED)


def is_past(sentence: str) -> bool:
    """Tell if a sentence tells what was so.

    >>> is_past("No part of the map may be copied."), is_past("Copies of the map were forbidden.")
    (False, True)
    """
    return bool(_tells("past")(sentence))


def labels(sentence: str) -> bool:
    """Tell if a sentence begins with a label of an example, such as "Good:", or "Compare the two notices:".

    >>> labels("Bad: All rights reserved."), labels("Compare the lines: No entry."), labels("Note: It rains.")
    (True, True, False)
    """
    return bool(_tells("label")(sentence.lstrip(_LABELLED)))


def contrasts(line: str) -> bool:
    """Tell if a line is the head of one of two lists of examples, such as "Before" and "After".

    >>> contrasts("Before:"), contrasts("✗ Don't"), contrasts("Before you go")
    (True, True, False)
    """
    return bool(contrasting([line])[0])


def contrasting(lines: Sequence[str]) -> Bools:
    """Tell which lines are such heads: bool, shape (lines,)."""
    heads = [line.strip(_AROUND_HEAD).lower().encode() if len(line) <= LONGEST_HEAD else b"" for line in lines]
    known = {match[0] for match in _lines_of("contrast").finditer(b"\n".join({*heads}))}
    return np.array([head in known for head in heads], np.bool_)


def refers(sentence: str) -> bool:
    """Tell if a sentence is about the wording of the one before it.

    >>> refers("This sentence has no time."), refers("This sentence was handed down in May by a court.")
    (True, True)
    >>> refers("This notice may not be removed.")
    False
    """
    return bool(_tells("referring", "Match")(sentence.lstrip(_LABELLED).lower()))


def tells_of_line(sentence: str) -> bool:
    """Tell if a sentence is about the line above it, which somebody reads.

    >>> tells_of_line("That is what the door of the mill says."), tells_of_line("That is what you need.")
    (True, False)
    """
    return bool(_tells("read", "Match")(sentence.lstrip(_LABELLED).lower()))


def names_office(line: str) -> bool:
    """Tell if a line is what editors sign with: the editorial office.

    >>> names_office("La redazione"), names_office("Write to the newsroom")
    (True, False)
    """
    return bool(_tells("office", "FullMatch")(line.strip(_AROUND)))


def names_agency(line: str) -> bool:
    """Tell if a line is what a news agency signs with.

    >>> names_agency("The Associated Press"), names_agency("Associated Press writers met")
    (True, False)
    """
    return bool(_tells("agency", "FullMatch")(line.strip(_AROUND)))


def narrates(sentence: str) -> bool:
    """Tell if a sentence tells of a person who reads or thinks.

    >>> narrates("She thought about that."), narrates("She lives in Oslo.")
    (True, False)
    """
    return bool(_tells("narrated")(sentence))


def used(found: Found, scene: Scene, sentence: Bools, present: Bools, asked: Asks, *, titles: Bools) -> Bools:
    """Tell which findings use the phrases of their rules; findings that are no sentences and have no code always do.

    A phrase in a code span is mentioned, too: "Print `All rights reserved.` below it."

    Args:
        found: findings of rules.
        scene: the batch.
        sentence: whether the rule of each finding takes sentences, bool, shape (findings,).
        present: whether it takes only those that tell what is so, as notices of copyright do, bool, shape
            (findings,).
        asked: tells which ranges of bytes have a match of the rule given with each; see `Decider`.
        titles: whether its rule takes titles of articles and videos, which quote people, bool, shape (findings,).

    Returns:
        Bool, shape (findings,).
    """
    good = np.ones(len(found), np.bool_)
    ticks, lines = np.flatnonzero(scene.batch.data == _TICK[0]), scene.blocks
    inside = (np.searchsorted(ticks, edge[found.block]) for edge in (lines.stop, lines.start))
    coded = np.subtract(*inside) >= _PAIR
    which = np.flatnonzero(sentence | coded)
    kept = dict(zip(which.tolist(), _own(found.only(which), scene), strict=True))
    mentions = [
        place
        for place, (rest, _) in kept.items()
        if not rest or (sentence[place] and (reports(rest) or (present[place] and is_past(rest))))
    ]
    good[mentions] = False
    good[[*_attributed(found, scene, titles)]] = False
    doubtful = np.array([place for place, (_, cut) in kept.items() if cut and good[place]], np.int64)
    if len(doubtful):
        rests = [kept[place][0].encode() for place in doubtful.tolist()]
        stop = np.cumsum([len(rest) + 1 for rest in rests]) - 1
        start = np.append(0, stop[:-1] + 1)
        good[doubtful] = asked(b"\n".join(rests), found.rule[doubtful], start, stop)
    return good


def _attributed(found: Found, scene: Scene, titles: Bools) -> Iterator[int]:
    """Yield the findings that tell who said them; those without a comma, a mark or a dash are not looked at.

    Titles count only if they open with a mark: "Play Video 1:27 The lock must open, says Osk".
    """
    for place, (start, stop) in enumerate(zip(found.start.tolist(), found.stop.tolist(), strict=True)):
        if stop - start <= LONGEST:
            data = scene.batch.raw[start:stop]
            text = data.decode(errors="replace").strip() if _BEFORE_TAG.search(data) else ""
            if text and (not titles[place] or text[0] in _OPENING) and _ATTRIBUTES[text]:
                yield place


def _own(found: Found, scene: Scene) -> list[tuple[str, bool]]:
    """Give for each sentence its text outside of quotations, and whether it has a quotation."""
    haystack = scene.haystack
    first, last = haystack.narrowed(found.start), haystack.narrowed(found.stop)
    begin, end = haystack.start[found.block], haystack.stop[found.block]
    lone = scene.first[found.block] == scene.last[found.block]
    quoted: dict[int, Quoted] = {}
    rests = []
    columns = (column.tolist() for column in (found.block, begin, first, last, end, lone))
    for block, low, a, b, high, alone in zip(*columns, strict=True):
        if block not in quoted:
            wrapped = alone and haystack.narrow.startswith(_WRAPPER, low)
            quoted[block] = _quoted(haystack.narrow[low + wrapped : high], low + wrapped)
        rests.append(_outside(haystack.narrow, a, b, quoted[block]))
    return rests


def _quoted(data: bytes, offset: int) -> Quoted:
    """Give the quotations of `_WORDS` words or more, and code, in a block, as byte ranges that begin at an offset.

    Beside each is how far it and those before it reach.
    """
    text = data.decode()
    some = [(a, b) for a, b in quotations(text) if _says_something(text[a:b])]
    if _TICK in data:
        some = sorted([*some, *(m.span() for m in _CODE.finditer(text))])
    edges = sorted({edge for span in some for edge in span})
    sizes = accumulate(len(text[a:b].encode()) for a, b in pairwise([0, *edges]))
    place = dict(zip(edges, sizes, strict=True))
    spans = [(offset + place[a], offset + place[b]) for a, b in some]
    return spans, [*accumulate((b for _, b in spans), max)]


def _says_something(quotation: str) -> bool:
    return len(quotation.split()) >= _WORDS or len(_UNSPACED.findall(quotation)) >= _LETTERS


def _outside(data: bytes, start: int, stop: int, quoted: Quoted) -> tuple[str, bool]:
    """Give the text of a byte range outside of quotations; an empty pair of marks is left of each."""
    spans, reached = quoted
    parts, place = [], start
    for a, b in takewhile(lambda span: span[0] < stop, islice(spans, bisect_right(reached, start), None)):
        if b > max(start, place):
            parts.append(data[place : max(a, place)])
            place = min(b, stop)
    parts.append(data[place:stop])
    return b' "" '.join(parts).decode().strip(), len(parts) > 1
