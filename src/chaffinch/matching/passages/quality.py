"""Tell what a passage is made of: prose, or something that says little by itself.

Names with titles, set phrases, forms with figures, lists and encoded files repeat as well as quotations do, and there
are more of them. They are passages of no use to a reader, so that each cluster records what it is made of.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from operator import add

from chaffinch.text import UNSPACED, cut_short, late_pattern

__all__ = [
    "AROUND",
    "QUALITIES",
    "begins_sentence",
    "ends_sentence",
    "inner_stop",
    "is_mark",
    "quality",
    "whole_sentences",
    "wrapped",
]

QUALITIES = ("prose", "phrase", "names", "list", "figures", "code")
"""What a passage can be made of. Only ``prose`` says something by itself; a ``phrase`` is a part of a sentence."""

LONGEST = 400
"""Code points of a passage that are looked at: its beginning tells what it is."""

PAGE = 4
"""Times as much of a passage that is looked at for short lines: the head of a decree or letter has some."""

LETTERS = 0.65
"""Share of letters in what is no white space, below which a passage is figures or code. In prose of nine languages it
is .92 and more, in hashes of numbers and signs (uuencode) half."""

FIGURES = 0.2
"""Share of digits in letters and digits, from which on a passage is figures: a table has a third, a news item .03."""

NAMES = 0.7
"""Share of words with a capital, from which on a passage is names. In German prose it is .4, and in titles .8."""

SHORT = 3
"""Letters of a word, at least, that has a capital in a name: ``of`` and ``de`` have none."""

WORDS = 4
"""Words, at least, for shares of words to say something."""

ITEMS, ITEM, LISTED = 6, 3, 0.75
"""Items of a list, at least; words of an item, at most; share of the words that are in such items, at least."""

LINES, LINE, OPEN = 4, 5, 0.25
"""Lines of a list without sentences, at least; words of its lines on average, at most: of verse they are six to eight;
and share of lines, at most, that end with a sign or begin with a small letter, as those of verse and wrapped prose."""

LINKED = 0.5
"""Share of the words of markdown, from which on it is a list if they are links: a menu, related pages. By hand."""

GLUED = 40
"""Code points of a word, at least, that is no word but an address or an encoded line."""

AN_ADDRESS = 8
"""Words for each mail address and number of a message, at most, of a passage that is names: the head of a mail, the
lines that say who wrote what a reply quotes, the last line of a signature. By hand."""

SENTENCE = 40
"""Code points of a sentence, at least, that makes a passage more than a phrase."""

AROUND = 8
"""Code points around an end of a passage that are searched for the end of a sentence: a stop, marks and white space."""

WRAPPED = (45, 95)
"""Code points of a line of hard-wrapped text, from and to: mail has 65 to 78, newswire 60 to 70, a headline may have as
many but stands alone."""

EVEN = 0.7
"""Share of the longer of two lines that the other one has, at least, if both are of one hard-wrapped paragraph."""

_WORD = late_pattern(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
_BETWEEN = ",;|/•·*\n\t-–—"
"""One of these at least is in what `_ITEM` matches."""

_ITEM = late_pattern(r"[,;|/•·*\s](?:(?<=[,;|/•·*\n\t])[,;|/•·*\n\t]*|[-–—]\s)")
_LINK = late_pattern(r"!?\[([^\[\]]*)\](?:\([^)\s]*(?:\s\"[^\"]*\")?\)?)")
_TARGET = re.compile(r"\S*(?:/|https?:|www\.)\S*")
_ADDRESS = re.compile(r"[^\s@]@[\w-]+\.\w")
_DENSE = re.compile(f"[{UNSPACED}]")
_ENDS = frozenset(",;.!?…。！？؟،।॥\"”»’'")
ORDINAL = 10
"""Code points of an ordinal number and the word before it, at most."""

_ORDINAL = late_pattern(r"(?i)\b(?:d(?:er|ie|as|en|em|es)|am|vom|[bz]um|bis|seit|beim|zur|den|det|dne)\s\d{1,3}$")
"""A number behind an article or preposition, as German, Danish, Norwegian and Czech write ordinals before a stop."""

_SHORT_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_a-z][^\W\d_]{0,2}$")
"""A word of three letters at most with a capital, before a number: "Rs. 217", "Abb. 3", "Núm. 4", "Tab. 2"."""

_COMMAS = frozenset(",;،")
_PARTICLE = late_pattern(r"\s[a-zà-þа-я]{1,3}$")
"""A word that no headline ends with: "of", "the"."""

_WIDE = re.compile(r"[^\x00-\x7f][^\x00-\x7f]*")


def _may_be_capital(character: str) -> bool:
    """Tell whether a character is a letter, and no small one of ASCII."""
    return character.isalnum() and not character.isdecimal() and not "a" <= character <= "z"


_KINDS = tuple(
    (kind, bytes(code for code in range(128) if kind(chr(code))))
    for kind in (str.isalpha, str.isdigit, str.isspace, _may_be_capital)
)
"""Kinds of characters, each with those of ASCII."""

_SMALL = re.compile(r"\s[a-z]{3}")
"""A word with a small letter; there are at least as many as are counted."""

_STOP = late_pattern("[.!?…。！？؟।॥](?:[\"'”’»)\\]」』]*(?=\\s|$)|(?<=[。！？]))")
_BEFORE = late_pattern(
    '(?:^|[.!?…。！？؟।॥:]["\'”’»)\\]」』]*\\s*|\n\\s*|["“„「『‘]|«\\s?|(?<![^\\s(])»)["\'“„«‘(\\[「『]*$'
)
_AFTER = late_pattern('["\'”’»)\\]」』,]*(?:[.!?…。！？؟।॥]|\\s[.!?؟](?=\\s|$)|\\s*$|\\s*\n|["”」』]|\\s?»|«)')


def quality(text: str) -> str:
    r"""Tell what a passage is made of: one of `QUALITIES`, though never ``phrase``, for which see `whole_sentences`.

    >>> quality("We shall go on to the end, we shall fight in France, we shall fight on the seas and oceans")
    'prose'
    >>> quality("Deputy Assistant Secretary of State Ana Maria Lund, Vice President of Harnby Timber Company")
    'names'
    >>> quality("In article <31apr5.19570@mill.example>, ida@mill.example (Ida Brenner) writes")
    'names'
    >>> quality("Shr 12 cts vs 9 cts. Net 1,234,000 vs 998,000. Revs 45.1 mln vs 39.9 mln. Avg shrs 10.2 mln")
    'figures'
    >>> quality("Arts, Books, Cars, Food, Health, Jobs, Money, Science, Sport, Travel")
    'list'
    >>> quality("* [Home page](/index.html)\\n* [All about us](/about.html)\\n* [Find a shop near you](/shops.html)")
    'list'
    >>> quality("M9&5S=\"!O9B!A('-E;G1E;F-E('1H870@:7,@96YC;V1E9\"!I;B!T:&4@=V%Y")
    'code'
    """
    whole, text = text[: PAGE * LONGEST], text[:LONGEST]
    if "](" in text and _is_links(text):
        return "list"
    letters, digits, capitals, marks, solid = _counted(text)
    words = text.split()
    if "@" in text and len(words) <= AN_ADDRESS * len(_ADDRESS.findall(text)):
        return "names"
    if digits >= FIGURES * max(letters + digits, 1):
        return "code" if _glued(text, words) else "figures"
    if letters + marks < LETTERS * max(solid, 1) or _glued(text, words):
        return "code"
    if _may_be_list(text, len(words), solid - letters - digits) and _is_list(text):
        return "list"
    if text.count("\n") >= LINES - 1 and _is_lines(whole):
        return "list"
    return "names" if _is_names(text, capitals) else "prose"


def _counted(text: str) -> tuple[int, int, int, int, int]:
    """Count letters, digits, letters that may be capitals, marks, and what is no white space.

    ASCII is counted by deleting, the rest by its alphabet.

    >>> _counted("“Né 12 ч”\u0301")
    (3, 2, 3, 1, 8)
    """
    plain, marks = text.encode("ascii", "ignore"), 0
    counts = [len(plain) - len(plain.translate(None, kept)) for _, kept in _KINDS]
    if len(plain) < len(text):
        wide = "".join(_WIDE.findall(text))
        alphabet = set(wide)
        more = (sum(map(wide.count, filter(kind, alphabet))) for kind, _ in _KINDS)
        counts = list(map(add, counts, more))
        marks = sum(map(wide.count, filter(is_mark, alphabet)))
    letters, digits, spaces, capitals = counts
    return letters, digits, capitals, marks, len(text) - spaces


def is_mark(character: str) -> bool:
    """Tell whether a character is an accent or a vowel sign, which is part of a word."""
    return character > "\u02ff" and unicodedata.category(character)[0] == "M"


def _glued(text: str, words: Sequence[str]) -> bool:
    """Tell whether most of a text is in words that are too long for words."""
    if max(map(len, words), default=0) < GLUED or _DENSE.search(text):
        return False
    sizes = list(map(len, words))
    return 2 * sum(size for size in sizes if size >= GLUED) > sum(sizes)


def _may_be_list(text: str, words: int, others: int) -> bool:
    """Tell whether a text has enough of the signs between items for a list, as most have not.

    There is one item more than signs, at most; the short ones have `ITEM` words each and are `LISTED` of all; and each
    sign takes one word away, at most, if it stands alone.

    Args:
        text: the text.
        words: how many it has.
        others: characters that are no letters, digits or white space.
    """
    if others + text.count("\n") + text.count("\t") < ITEMS - 1:
        return False
    signs = sum(map(text.count, _BETWEEN))
    return signs >= ITEMS - 1 and LISTED * (words - signs) <= ITEM * (signs + 1)


def _is_list(text: str) -> bool:
    sizes = [len(item) for item in map(str.split, _ITEM.split(text)) if item]
    short = [size for size in sizes if size <= ITEM]
    return len(short) >= ITEMS and sum(short) >= LISTED * sum(sizes) and not _DENSE.search(text)


def _is_links(text: str) -> bool:
    """Tell whether most words of markdown are the labels of links; a target that is cut off counts for nothing."""
    linked = sum(len(_WORD.findall(label)) for label in _LINK.findall(text))
    others = len(_WORD.findall(_TARGET.sub(" ", _LINK.sub(" ", text))))
    return linked >= LINKED * (linked + others)


def _is_lines(text: str) -> bool:
    """Tell whether a text is short lines without sentences: labels of a form, entries of a menu, headlines."""
    lines = [line for line in map(str.strip, text.split("\n")) if _WORD.search(line)]
    if len(lines) < LINES or _DENSE.search(text):
        return False
    first = [found.group()[0] for found in map(_WORD.search, lines) if found]
    if sum(letter.islower() for letter in first[1:]) > OPEN * (len(lines) - 1):
        return False
    ended = sum(not line[-1].isalnum() and line[-1] in _ENDS for line in lines)
    return ended <= OPEN * len(lines) and sum(len(line.split()) for line in lines) <= LINE * len(lines)


def _is_names(text: str, capitals: int) -> bool:
    """Tell whether most words have a capital.

    Args:
        text: the passage.
        capitals: letters that may be capitals.
    """
    for small, _ in enumerate(_SMALL.finditer(text), 1):
        if NAMES * small > (1 - NAMES) * capitals:
            return False  # most texts: reading every word takes ten times as long
    if not any(map(str.isupper, set(text))):
        return False
    words = [word for word in _WORD.findall(text) if len(word) >= SHORT]
    capitals = sum(word[0].isupper() and not word.isupper() for word in words)
    return len(words) >= WORDS and capitals >= NAMES * len(words)


def whole_sentences(text: str, start: int, stop: int) -> bool:
    """Tell whether a passage is one or more whole sentences, or has a whole one.

    Args:
        text: the text.
        start, stop: of the passage, in code points.

    >>> whole_sentences("It rained. The dam held all night. So it was.", 11, 33)
    True
    >>> whole_sentences("It rained. The old dam held all night. So it was.", 15, 31)
    False
    """
    ends: list[int] = []
    for m in _STOP.finditer(text[start:stop]):
        if m.group()[0] == "." and cut_short(text, start + m.start()):
            continue
        if ends and start + m.end() - ends[-1] >= SENTENCE:  # of most passages the second one is
            return True
        ends.append(start + m.end())
    begins, finishes = begins_sentence(text, start), ends_sentence(text, stop) or bool(ends and ends[-1] == stop)
    if begins and finishes:
        return True
    return (begins and bool(ends) and ends[0] - start >= SENTENCE) or (
        finishes and bool(ends) and stop - ends[-1] >= SENTENCE
    )


def begins_sentence(text: str, start: int) -> bool:
    """Tell whether a passage begins where a sentence, a line or a quotation does.

    >>> [begins_sentence("It rained. “So it was.”", at) for at in (0, 3, 11, 12)]
    [True, False, True, True]
    >>> begins_sentence("Asked Sen. Lund about it.", 11)
    False
    """
    low = max(0, start - AROUND)
    found = _BEFORE.search(text[low:start])
    if not found or not start:
        return not start or (low == 0 and text[:start].isspace())
    at = low + found.start()
    return not wrapped(text, at) if found.group()[:1] == "\n" else not _goes_on(text, at)


def ends_sentence(text: str, stop: int) -> bool:
    """Tell whether a passage ends where a sentence, a line or a quotation does, before its marks."""
    found = _AFTER.match(text[stop : stop + AROUND])
    if not found:
        return False
    if found.group().endswith("\n"):
        return not wrapped(text, stop + found.end() - 1)
    return not _goes_on(text, stop)


def wrapped(text: str, at: int) -> bool:
    r"""Tell whether a line end is amid a hard-wrapped paragraph, so that no sentence ends there.

    Args:
        text: the text.
        at: offset of the line end.

    >>> wrapped("The dam\nheld all night.", 7), wrapped("The dam held\nBy Ana Lund", 12)
    (True, False)
    """
    end = text.find("\n", at + 1)
    before, after = text[text.rfind("\n", 0, at) + 1 : at].rstrip(), text[at + 1 : end if end >= 0 else None].strip()
    if not after or not any(map(str.isalnum, before)) or (before[-1] in _ENDS - _COMMAS and not _ends_short(text, at)):
        return False
    if after[0].islower() or before[-1] in _COMMAS:
        return True
    if before.isupper() and not after.isupper():
        return False  # a headline
    low, high = WRAPPED
    even = EVEN * len(before) <= len(after) or before.lstrip()[0].islower() or _PARTICLE.search(before)
    return low <= len(before) <= high and len(after) <= high and bool(even)


def _ends_short(text: str, at: int) -> bool:
    """Tell whether a line ends with a stop that ends no sentence: "a duty of 80 U.S." before "cents"."""
    stop = len(text[max(0, at - AROUND) : at].rstrip()) + max(0, at - AROUND) - 1
    return text[stop : stop + 1] == "." and inner_stop(text, stop)


def _goes_on(text: str, at: int) -> bool:
    """Tell whether a full stop with a space or a bracket behind it ends no sentence."""
    behind = text[at + 1 : at + 2]
    return text[at : at + 1] == "." and (behind.isspace() or behind == ")") and inner_stop(text, at)


def inner_stop(text: str, at: int) -> bool:
    """Tell whether a full stop is amid a sentence: that of an abbreviation or of an ordinal number.

    >>> inner_stop("Asked Sen. Lund", 9), inner_stop("Es ist der 13. Juli", 13), inner_stop("He was 58. It rained", 9)
    (True, True, False)
    >>> inner_stop("It costs Rs. 217 there", 11), inner_stop("So it was. 217 came", 9)
    (True, False)
    """
    if text[at - 1 : at].isdigit():
        return bool(_ORDINAL.search(text[max(0, at - ORDINAL) : at]))
    if text[at + 2 : at + 3].isdigit() and _SHORT_WORD.search(text[max(0, at - ORDINAL) : at]):
        return True
    return cut_short(text, at)
