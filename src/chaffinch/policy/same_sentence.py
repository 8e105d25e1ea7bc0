"""Check which sentences of a passage another passage has too, sentence by sentence.

Two passages match if they are alike as wholes, and yet one sentence may be about another person, or be missing. So a
sentence counts as present only if nearly all its letters are, in order, and if no word at the same place contradicts
it: a name, a number, a negation, or another word altogether.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from chaffinch.policy.sentence_words import HE, NEGATIONS, NUMBER_WORDS, SHE
from chaffinch.text import Bools, Ints, fold, is_negated_form, late_pattern, opposed, origins, plain

__all__ = ["Shared", "shared_sentences"]

Span = tuple[int, int]

PRESENT = 0.95
"""Share of a sentence's letters, at least, that the other passage has in order: typing errors and spellings differ."""

NEAR = 0.8
"""Share of a sentence's letters, at least, in the alignment of the whole passages, for the sentence to be aligned by
itself: an alignment of all may take some of its letters from elsewhere."""

VARIANT = 0.8
"""Ratio of the letters of two words, at least, by which one is a spelling of the other, as in ``colour``, ``color``."""

REPLACED = 4
"""Letters, at least, of two different words at one place for them to contradict: shorter ones are mostly function
words."""

LONGEST = 20_000
"""Letters of a passage, at most, that is aligned: memory grows with the product of both lengths. In longer ones only
equal sentences are found."""

_WORD = late_pattern(r"[^\W_]+(?:['’][^\W_]+)*")
_NUMBER = late_pattern(r"(?<![\w.,])([-−+])?(\d[\d.,٫٬'’\u00a0\u202f]*\d|\d)")
_FOOTNOTE = re.compile(r"\[\d{1,3}\]")
_THOUSANDS = late_pattern(r"\d{1,3}(?:[.,٬'’\u00a0\u202f]\d{3})+")
_SIGNS = late_pattern("[\u0900-\u0903\u093a-\u094f\u0981-\u0983\u09bc-\u09cd\u0a01-\u0d4d\u0e31-\u0e4e\u0eb1-\u0ecd]")
"""Vowel signs and tone marks of scripts in which they make another word; folding drops them."""


class Shared(NamedTuple):
    """A sentence that the other passage has too: its range, the range there, and the share of its letters."""

    start: int
    stop: int
    other_start: int
    other_stop: int
    share: float


def shared_sentences(text: str, sentences: Sequence[Span], other: str) -> Iterator[Shared]:
    """Find the sentences of a passage that another passage has.

    Args:
        text: the passage.
        sentences: ranges of its sentences, in code points, in order.
        other: the other passage.

    Yields:
        One row for each sentence that is present, in order.

    >>> one, two = "In May she joined Brandow. It rained.", "In May she joined Osk. It rained all day."
    >>> [one[s.start : s.stop] for s in shared_sentences(one, [(0, 26), (27, 37)], two)]
    ['It rained.']
    """
    pair = _Passages(text, other)
    for start, stop in sentences:
        first, last = bisect_left(pair.at, start), bisect_left(pair.at, stop)
        found = pair.found(first, last) if last > first else None
        if found and not _contradict(pair, found):
            begin, end = found.there
            yield Shared(start, stop, pair.other_at[begin], pair.other_at[end - 1] + 1, found.share)


class _Found(NamedTuple):
    """A sentence and what it was found as: ranges of letters, and of each letter whether it is equal."""

    here: Span
    there: Span
    equal: Bools
    other_equal: Bools

    @property
    def share(self) -> float:
        """Share of the letters of the sentence that are equal."""
        return float(self.equal.mean())


@dataclass(frozen=True)
class _Passages:
    """Two passages by their letters.

    Attributes:
        text, other: the passages.
    """

    text: str
    other: str

    @cached_property
    def letters(self) -> tuple[bytes, bytes]:
        """The folded letters of both."""
        one, two = (fold([text]).letters for text in (self.text, self.other))
        return one.tobytes(), two.tobytes()

    @cached_property
    def at(self) -> list[int]:
        """The offset of each letter of the passage."""
        return [*map(int, origins(self.text, np.arange(len(self.letters[0]))))]

    @cached_property
    def other_at(self) -> list[int]:
        """The offset of each letter of the other passage."""
        return [*map(int, origins(self.other, np.arange(len(self.letters[1]))))]

    @cached_property
    def aligned(self) -> Ints:
        """For each letter the letter of the other passage that it is aligned with; -1 for none."""
        one, two = self.letters
        if max(len(one), len(two)) > LONGEST:
            return np.full(len(one), -1, np.int64)
        return _aligned(one, two)

    def found(self, first: int, last: int) -> _Found | None:
        """Find a range of letters in the other passage; None where less than `PRESENT` of it is there."""
        one, two = self.letters
        begin = two.find(one[first:last])
        if begin >= 0:
            end, whole = begin + last - first, np.ones(last - first, np.bool_)
            return _Found((first, last), (begin, end), whole, whole)
        equal = self.aligned[first:last]
        equal = equal[equal >= 0]
        if len(equal) < NEAR * (last - first):
            return None
        begin, end = self._words(*_dense(equal))
        local = _aligned(one[first:last], two[begin:end])
        taken = np.zeros(end - begin, np.bool_)
        taken[local[local >= 0]] = True
        found = _Found((first, last), (begin, end), local >= 0, taken)
        return found if found.share >= PRESENT else None

    def _words(self, begin: int, end: int) -> Span:
        """Extend a range of letters of the other passage to whole words."""
        start, stop = _widened(self.other, self.other_at[begin], self.other_at[end - 1] + 1)
        return bisect_left(self.other_at, start), bisect_left(self.other_at, stop)


def _aligned(one: bytes, two: bytes) -> Ints:
    """Align letters by their longest common subsequence: for each of one the index of its equal in two, or -1."""
    from rapidfuzz.distance import LCSseq

    index = np.full(len(one), -1, np.int64)
    for op in LCSseq.opcodes(one, two):
        if op.tag == "equal":
            index[op.src_start : op.src_end] = np.arange(op.dest_start, op.dest_end)
    return index


def _dense(index: Ints) -> Span:
    """Give the range of letters that most of some ascending indices of letters are in.

    The longest common subsequence may take a first or last letter from far away: the range ends before more letters
    that are skipped than letters that are gained.
    """
    gain = 1 - np.maximum(np.diff(index) - 1, 0)
    first = int(np.argmax(np.append(0, np.cumsum(gain[::-1])))) if len(gain) else 0
    start = len(gain) - first
    last = int(np.argmax(np.append(0, np.cumsum(gain[start:]))))
    return int(index[start]), int(index[start + last]) + 1


def _contradict(pair: _Passages, found: _Found) -> bool:
    """Tell whether a sentence and what it was found as say different things."""
    (first, last), (begin, end) = found.here, found.there
    start, stop = pair.at[first], pair.at[last - 1] + 1
    other_start, other_stop = _widened(pair.other, pair.other_at[begin], pair.other_at[end - 1] + 1)
    # a sign stands before a number, and a vowel sign after the last letter
    here, there = pair.text[max(start - 1, 0) : stop + 1], pair.other[max(other_start - 1, 0) : other_stop + 1]
    if Counter(_SIGNS.findall(here)) != Counter(_SIGNS.findall(there)):
        return True
    if _lacks(_numbers(here), [*_numbers(there), *_written(_WORD.findall(there))]):
        return True
    if found.equal.all() and found.other_equal.all():
        return False
    if _is_of_another(here, there) or _is_opposite(here, there):
        return True
    ours = _differing(pair.text, pair.at[first:last], found.equal)
    theirs = _differing(pair.other, pair.other_at[begin:end], found.other_equal)
    return _words_contradict(ours, theirs, first=start)


def _is_opposite(here: str, there: str) -> bool:
    """Tell whether a word that one sentence lacks is the opposite of one that the other sentence lacks.

    >>> _is_opposite("The toll is lawful.", "The toll is unlawful."), _is_opposite("The toll is due.", "Toll is due.")
    (True, False)
    """
    ours, theirs = ({plain(word) for word in _WORD.findall(text)} for text in (here, there))
    return any(
        opposed(one, two) or is_negated_form(one, two) for one in ours - theirs for two in theirs - ours if one and two
    )


def _is_of_another(here: str, there: str) -> bool:
    """Tell whether a sentence has "he" where another one has "she", or the other way round.

    >>> _is_of_another("In May he left his post.", "In May she left her post."), _is_of_another("He left.", "He left")
    (True, False)
    """
    ours, theirs = ([*map(str.casefold, _WORD.findall(text))] for text in (here, there))
    he, she = (sum(word in some for word in ours) - sum(word in some for word in theirs) for some in (HE, SHE))
    return he * she < 0


def _widened(text: str, start: int, stop: int) -> Span:
    """Extend a range to whole words."""
    while start and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while stop < len(text) and text[stop - 1].isalnum() and text[stop].isalnum():
        stop += 1
    return start, stop


def _lacks(ours: Iterable[str], theirs: Iterable[str]) -> bool:
    return bool(Counter(ours) - Counter(theirs))


def _numbers(text: str) -> list[str]:
    """List the numbers in digits of a text, each in one spelling; marks of footnotes are none.

    >>> _numbers("From -1,200.50 to 8,5 of 3.000 on 17 May [4]")
    ['-1200.5', '8.5', '3000', '17']
    """
    return [_digits(m[1] or "", m[2]) for m in _NUMBER.finditer(_FOOTNOTE.sub(" ", text))]


def _digits(sign: str, number: str) -> str:
    digits = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in number)
    whole, point, rest = digits.rpartition(max(".,٫", key=digits.rfind))
    if _THOUSANDS.fullmatch(digits) or not point:
        whole, rest = digits, ""
    plain = "".join(filter(str.isdigit, whole)).lstrip("0") or "0"
    fraction = rest.rstrip("0")
    return ("-" if sign in ("-", "−") else "") + plain + (f".{fraction}" if fraction else "")


def _differing(text: str, at: list[int], equal: Bools) -> list[tuple[int, str]]:
    """Give the words, with their offsets, of which a letter is not in the other passage.

    Args:
        text: the passage.
        at: the offsets of some letters of it.
        equal: whether each of these is in the other passage, bool, shape (letters,).
    """
    found = []
    for match in _WORD.finditer(text, at[0], at[-1] + 1):
        first, last = bisect_left(at, match.start()), bisect_right(at, match.end() - 1)
        if not equal[first:last].all():
            found.append((match.start(), match.group()))
    return found


def _words_contradict(ours: list[tuple[int, str]], theirs: list[tuple[int, str]], *, first: int) -> bool:
    """Tell whether words of a sentence contradict those at the same places of another one.

    Args:
        ours, theirs: the words that differ, with their offsets.
        first: offset of the first word of the sentence, which has a capital letter whatever it is.
    """
    others = [word for _, word in theirs]
    if _negations(word for _, word in ours) != _negations(others):
        return True
    if _lacks(_written(word for _, word in ours), [*_written(others), *_numbers(" ".join(others))]):
        return True
    return any(_another(word, others, name=at != first) for at, word in ours)


def _negations(words: Iterable[str]) -> int:
    folded = (word.casefold().replace("’", "'") for word in words)
    return sum(word in NEGATIONS or word.endswith("n't") for word in folded)


def _written(words: Iterable[str]) -> list[str]:
    return [NUMBER_WORDS[w] for w in map(str.casefold, words) if w in NUMBER_WORDS]


def _another(word: str, others: Sequence[str], *, name: bool) -> bool:
    """Tell whether a word is a name that the others lack, or another word than those at its place."""
    from rapidfuzz.distance import Indel

    plain = word.casefold()
    ratio = max((Indel.normalized_similarity(plain, other.casefold()) for other in others), default=0.0)
    if word[0].isdigit():  # numbers are compared by their values
        return False
    if name and word[0].isupper():
        return ratio < 1
    if not (word[0].isupper() or word[0].islower()):  # a script without capitals: any word may be a name
        return ratio < 1 and len(word) > 1
    longest = max(map(len, others), default=0)
    return ratio < VARIANT and min(len(word), longest) >= REPLACED
