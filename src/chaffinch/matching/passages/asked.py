"""Ask the texts of documents whether they have a sentence, letter by letter or in much the same words."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, compress, filterfalse, islice

from chaffinch.text import late_pattern

__all__ = ["GRAM", "LEAST", "PIECE", "AskedTexts", "is_in", "letters_of"]

PIECE, APART, WIDE, CLOSE = 18, 6, 15, 75
"""Code points of a piece of the text outside of an end; from one piece to the next near the end, and farther away; and
code points that are near. If no other text has a piece, nothing goes on alike there, and the end is not looked at."""

GRAM, STEP = 5, 2
"""Letters of a part of a sentence that is searched in the text of another member, and from one part to the next."""

GLANCE = 4
"""From how many parts of a sentence one is searched first: most other sentences have none of these."""

PARTS = 24
"""Parts of a sentence that are searched, about; of a longer one every third and so on: they tell the share to .1."""

DENSE, DENSE_GRAM = "\u3005", 2
"""The first letter of scripts that write a syllable or word with one letter, and letters of such a part in them."""

GOES_ON, BELONGS = 0.5, 0.3
"""Share of the parts of a sentence, at least, that another text has if it has the sentence: for one outside to be
taken, and for one inside to stay. Measured on members of clusters in five corpora: of sentences amid a passage nine in
ten have .4 to .7 and more in the other member, of other sentences of the same texts 95 in a hundred .14 to .38 and less
(English .14, Arabic .38)."""

SHORT, MORE = 40, 0.2
"""Letters of a sentence that is short, and how much more of it another text must have: of few parts some are alike by
chance."""

RUN = 10
"""Parts in a row, at least, of a longer sentence that stays though most of it is its own. Of other sentences of the
same texts 98 in a hundred have fewer than nine, but for Arabic."""

MOST, GROWN = 0.5, 0.75
"""Share of the documents of a cluster, more than which have a sentence that stays, and at least, that go on with one
outside: what two of three texts have beyond their passages is no part of what all of them share."""

WIDTH, CLOSE_BY = 2, 0.4
"""Times the letters of a sentence, at most, in which another text has the share of its parts that stand close by: in a
long text half of the parts of any sentence stand somewhere by chance. By hand."""

LEAST = 16
"""Letters of a sentence, at least, that members go on with: "I want to be clear" has 14, and means nothing."""

_NOT_LETTER = re.compile(r"[\W_][\W_]*")  # a pattern that begins with one character is searched faster
_PUNCTUATION = late_pattern("[“”„‘’«»–—…\u00a0]")  # most texts have nothing else that is not ASCII
_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())  # the same of ASCII


class AskedTexts:
    """The texts of documents that are asked for sentences.

    Args:
        texts: of each document, in parts.
    """

    def __init__(self, texts: Mapping[int, Sequence[str]]) -> None:
        self._parts = texts
        self.texts = {document: "".join(parts) for document, parts in texts.items()}
        self._letters: dict[int, str] = {}
        self._places: dict[tuple[int, str], int | None] = {}
        self._known: dict[tuple[int, str], bool] = {}
        self._belong: dict[tuple[int, str], bool] = {}
        self._others: dict[int, list[int]] = {}
        self._most = max(1, math.floor(MOST * len(texts)))
        self._grown = max(1, math.ceil(GROWN * len(texts)) - 1)

    def shared_reach(self, near: str, document: int, *, before: bool) -> int:
        """Measure how far from a passage enough other documents have pieces of the text outside of it; 0 if nowhere.

        Args:
            near: the text outside of an end, so far as it is searched.
            document: that it is from.
            before: whether it is before the passage.
        """
        size = len(near)
        if size < PIECE:
            return 0
        ends = [*range(size, PIECE + CLOSE, -WIDE), *range(min(size, PIECE + CLOSE), PIECE - 1, -APART)]
        pieces = [near[size - end : size - end + PIECE] if before else near[end - PIECE : end] for end in ends]
        missing, reach = min(self._most, self._grown), 0
        others = self._beside(document)
        left = len(others)
        for other in others:
            if missing > left:
                return 0
            if reach == ends[0] and missing <= 0:
                break
            end = next(compress(ends, map(self.texts[other].__contains__, pieces)), 0)
            if end:
                reach, missing = max(reach, end), missing - 1
            left -= 1
        return reach if missing <= 0 else 0

    def have(self, letters: str, document: int, *, grown: bool = False) -> bool:
        """Tell whether the passages of enough other documents have a sentence of one, letter by letter or alike.

        Args:
            letters: of the sentence.
            document: that it is from.
            grown: whether the passage was moved over it, so that more of it must be alike.
        """
        return self._enough(document, self._most, self._has if grown else self._belongs, letters)

    def go_on(self, letters: str, document: int, anchor: str, *, before: bool) -> bool:
        """Tell whether the texts of enough other documents go on with a sentence.

        Args:
            letters: of the sentence.
            document: that it is from.
            anchor: letters at the end of the passage, behind which it is; before which it is, if ``before``.
            before: whether it is before the passage.
        """

        def goes_on(other: int, letters: str) -> bool:
            place = self._place(other, letters)
            end = self._place(other, anchor) if place is not None else None
            return place is not None and (end is None or (place < end) == before)

        return self._enough(document, self._grown, goes_on, letters)

    def have_beside(self, letters: str, document: int) -> bool:
        """Tell whether enough other documents have letters in a row: of a short sentence and what is beside it."""
        return self._enough(document, self._grown, lambda other, row: row in self._of(other), letters)

    def _place(self, document: int, letters: str) -> int | None:
        """Do as the function for the letters of a document; members of a cluster ask for the same sentences."""
        asked = document, letters
        if asked not in self._places:
            self._known[asked], self._places[asked] = _place(self._of(document), letters)
        return self._places[asked]

    def _has(self, document: int, letters: str) -> bool:
        """Tell whether the letters of a document have a sentence, as the function `is_in` does."""
        asked = document, letters
        if asked not in self._known:
            self._known[asked] = is_in(self._of(document), letters)
        return self._known[asked]

    def _belongs(self, document: int, letters: str) -> bool:
        """Tell whether a document has a sentence of a passage, as the function does."""
        asked = document, letters
        if asked not in self._belong:
            zone = self._of(document)
            self._belong[asked] = letters in zone or _belongs(zone, letters)
        return self._belong[asked]

    def _enough(self, document: int, missing: int, has: Callable[[int, str], bool], letters: str) -> bool:
        """Tell whether ``missing`` other documents, or more, have letters, as a function of both says."""
        others = self._beside(document)
        left = len(others)
        for other in others:
            if missing > left:
                return False
            if has(other, letters):
                missing -= 1
                if missing <= 0:
                    return True
            left -= 1
        return False

    def _beside(self, document: int) -> list[int]:
        """Give the other documents."""
        if document not in self._others:
            self._others[document] = [other for other in self.texts if other != document]
        return self._others[document]

    def _of(self, document: int) -> str:
        if document not in self._letters:
            self._letters[document] = "".join(map(_of_part, self._parts[document]))
        return self._letters[document]


@lru_cache(maxsize=64)
def letters_of(text: str) -> str:
    """Give the letters and digits of a text, without accents, in lower case."""
    if text.isascii() or (text := _PUNCTUATION.sub("", text)).isascii():
        return text.lower().encode().translate(None, _SIGNS).decode()
    # blanks are most of what is no letter, and `split` finds them faster
    return _NOT_LETTER.sub("", "".join(unicodedata.normalize("NFKD", text).casefold().split()))


_of_part = lru_cache(maxsize=64)(letters_of.__wrapped__)  # for other texts: sentences would push these out


@lru_cache(maxsize=64)
def _parts(letters: str, step: int = 0) -> list[str]:
    """Cut the letters of a sentence into parts that are searched in other texts, `PARTS` or all by ``step``."""
    size = GRAM if letters[len(letters) // 2] < DENSE else DENSE_GRAM
    step = step or max(STEP, len(letters) // PARTS)
    return [letters[at : at + size] for at in range(0, len(letters) - size + 1, step)]


def _needed(letters: str, share: float) -> float:
    """Give the share of the parts of a sentence that another text must have; more of a short one."""
    return share + MORE * (len(letters) < SHORT)


def _belongs(zone: str, letters: str) -> bool:
    """Tell whether letters have enough parts of a sentence inside of a passage, or many in a row."""
    if len(letters) < LEAST:
        return False
    parts = _parts(letters)
    least = math.ceil(_needed(letters, BELONGS) * len(parts))
    count = _count(zone, parts, least)
    if count >= least or count < BELONGS / 3 * len(parts):
        return count >= least
    return "1" * RUN in "".join("1" if part in zone else "0" for part in _parts(letters, STEP))


def _count(zone: str, parts: Sequence[str], most: int) -> int:
    """Count the parts of a sentence that letters have, up to as many as are needed."""
    return sum(islice(filter(None, map(zone.__contains__, parts)), most))


def _place(zone: str, letters: str) -> tuple[bool, int | None]:
    """Tell whether letters have a sentence, as `is_in` does, and where: in the middle of the places of its parts.

    None if these are scattered: then they are of other sentences.
    """
    at = zone.find(letters)
    if at >= 0:
        return True, at
    parts = _parts(letters)
    if not _count(zone, parts[::GLANCE], 1):
        return False, None
    spare = _spare(letters, parts)
    found = list[int]()
    for part in parts:
        at = zone.find(part)
        if at >= 0:
            found.append(at)
        elif spare:
            spare -= 1
        else:
            return False, None
    found.sort()
    middle, size = found[len(found) // 2], len(letters)
    places = range(0, max(1, len(zone) - size), size)
    most = max(0, middle - size // 2) // size  # it is nearly always around the middle place
    near = chain(places[most : most + 1], places[:most], places[most + 1 :])
    return True, middle if any(is_in(zone[at : at + WIDTH * size], letters, CLOSE_BY) for at in near) else None


def is_in(zone: str, letters: str, share: float = GOES_ON) -> bool:
    """Tell whether letters have a sentence, or one alike to it: with a share of its parts."""
    if letters in zone:
        return True
    parts = _parts(letters)
    if not _count(zone, parts[::GLANCE], 1):
        return False
    spare = _spare(letters, parts, share)
    missing = filterfalse(zone.__contains__, parts)
    return len([*islice(missing, spare + 1)]) <= spare


def _spare(letters: str, parts: Sequence[str], share: float = GOES_ON) -> int:
    """Give how many parts of a sentence another text may lack: with one more it does not have the sentence."""
    return len(parts) - math.ceil(_needed(letters, share) * len(parts))
