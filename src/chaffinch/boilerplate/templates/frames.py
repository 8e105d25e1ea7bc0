"""Learn frames with a free slot: sentences near an end of pages that differ in a word, or in the title of their page.

"You are reading the section Boats of the Almanac." What stands in the slot is an ordinary word, so the sentence is
another one on each page. Its first or its last three words are the same, and so is its place among the sentences of its
page. A few pages, as different as can be, are witnesses of what all share. Data have this form, too ("The house stands
in the parish of Harr and is let by the month"), so a frame goes only if it speaks of its page, section or site.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, takewhile

import numpy as np

from chaffinch.boilerplate import cues
from chaffinch.boilerplate.rules.scene import Haystack
from chaffinch.boilerplate.templates.keys import FRAME, Reading, Runs, keyed
from chaffinch.boilerplate.templates.lookup import Lookup
from chaffinch.boilerplate.templates.slots import MASK, TOKEN, fillings, masked, named, parts
from chaffinch.text import Bools, Hashes, Ints, TextBatch, blocks, late_pattern, mix, tally

__all__ = ["LONGEST_TITLE", "Frame", "able", "ends", "fits", "frame", "holds", "outer", "title_of", "varied"]

Frame = tuple[str, ...]
"""What stands before a slot, and behind it; of a frame with several slots also what is between, with `MASK` for
numbers and dates."""

TOP, END = 4, 8
"""Sentences at the top and at the end of a page that may be frames. Judgements: below the text stands the footer."""

KEY_WORDS = 3
"""Words at the beginning or the end of a sentence by which its forms on other pages are found."""

WORDS = (5, 60)
"""Words of such a sentence; in Chinese and Japanese each character is one."""

FRAMED = 6
"""Words around the slot, at least: fewer are those of many a sentence. A judgement."""

TITLED = 3
"""The same if the slot is the title of the page."""

UNSPACED = 0.6
"""Words that a character is in scripts without spaces."""

SLOT, QUOTED_SLOT = 5, 20
"""Words in the slot, at most; and if the frame puts it in quotation marks, or if it is the title of its page."""

DISTINCT, COMMON, PLACED = 3, 0.75, 0.8
"""Forms of the sentence, at least; share of its pages that the commonest form has, at most; and share of its pages that
have it at one place, at least."""

PARTS = 2
"""Parts of a frame with one slot."""

LONGEST_TITLE = 200
"""Bytes of the first line of a page that may be its title."""

HOST_LETTERS = 6
"""Letters of the name of a host, at least, by which a frame speaks of its site."""

_SALTS = np.arange(1, 5, dtype=np.uint64)  # of the first words, and of the last, at the top and at the end of a page
_WORDS = "templates/frames.toml"
_CUES = {
    "cues.toml": ("share", "account", "subscribe", "cookie", "legal", "comments", "more"),
    "templates/furniture.toml": ("advert", "self", "place", "onward"),
    _WORDS: ("page", "cite", "section"),
}
"""Groups of words of furniture that are not words of data."""
_IDEOGRAPH = late_pattern(r"[\u3040-\u30ff\u3400-\u9fff]")
_OPENS, _CLOSES = late_pattern(r"[\"'“‘«„»「『《]\s?$"), late_pattern(r"\s?[\"'”’»“«」』》]")
_BY = late_pattern(
    r"(?i)\b(?:by|von|par|por|di|da|door|av|af|przez|autor\w*|author|writes?|from|автор\w*|nga|kirjoittanut|بقلم|از|מאת)\s*:?\s*$|[文作]者?[：:]$"
)
_AROUND = " \t\"'“”‘’«»„「」『』《》.:·|–—-"


def ends(reading: Reading, parts: Runs) -> tuple[Hashes, Runs, Ints]:
    r"""Find the sentences near the ends of pages, by their first and by their last words.

    Args:
        reading: the batch.
        parts: sentences of the blocks that have more than one, at least of the first `TOP` and the last `END` blocks.

    Returns:
        Hashes, uint64, equal for the same words at the same end of pages; the sentences, each up to four times; and
        their places, int64: 0, 1, ... from the top of the page, -1, -2, ... from its end. Shape (sentences,).

    >>> reading = Reading.of(TextBatch.of([f"You read the {one} pages of the Post." for one in ("sea", "hill")]))
    >>> value, runs, place = ends(reading, reading.sentences())
    >>> place.tolist(), len(set(value.tolist()))
    ([0, 0, 0, 0, -1, -1, -1, -1], 4)
    """
    whole = reading.blocks
    single = whole.take((whole.size > 0) & (np.bincount(parts.block, minlength=len(whole)) == 0))
    every = Runs(*(np.concatenate(pair) for pair in zip(_columns(single), _columns(parts), strict=True)))
    every = every.take(np.argsort(every.start, kind="stable"))
    document, number = reading.document[every.block], np.arange(len(every))
    top = number - np.searchsorted(document, document, side="left")
    end = number - np.searchsorted(document, document, side="right")
    fits = (every.size >= WORDS[0]) & (every.size <= WORDS[1])
    near = [(number[fits & (top < TOP)], top), (number[fits & (end >= -END)], end)]
    which = np.concatenate([some for some, _ in near for _ in range(2)])
    place = np.concatenate([at[some] for some, at in near for _ in range(2)])
    runs = every.take(which)
    begin = np.concatenate([at for some, _ in near for at in (every.lo[some], every.hi[some] - KEY_WORDS)])
    salt = np.repeat(_SALTS, [len(some) for some, _ in near for _ in range(2)])
    return mix(reading.words.runs(begin, begin + KEY_WORDS) + salt), runs, place


def able(reading: Reading, which: Bools, host: Hashes, known: Lookup) -> Bools:
    """Tell which documents may have sentences with known keys of `ends` in some of their blocks: bool, (documents,).

    Args:
        reading: the batch.
        which: mask of the blocks, shape (blocks,).
        host: the hash of the host of each block, uint64, shape (blocks,).
        known: look-up of the keys.
    """
    value, block = reading.rows(KEY_WORDS, which)
    result = np.zeros(len(reading.batch), np.bool_)
    for salt in _SALTS:
        found = known.find(keyed(mix(value + salt), host[block], FRAME)) >= 0
        result[reading.document[block[found]]] = True
    return result


def _columns(runs: Runs) -> tuple[Ints, Ints, Ints, Ints, Ints, Hashes]:
    return runs.block, runs.start, runs.stop, runs.lo, runs.hi, runs.hash


def outer(reading: Reading, which: Bools) -> Bools:
    """Tell which of some blocks are among the first `TOP` or the last `END` of their page: bool, shape (blocks,)."""
    worded = np.flatnonzero(reading.blocks.size > 0)
    document, number = reading.document[worded], np.arange(len(worded))
    near = number - np.searchsorted(document, document, side="left") < TOP
    near |= np.searchsorted(document, document, side="right") - number <= END
    result = np.zeros(len(which), np.bool_)
    result[worded[near]] = which[worded[near]]
    return result


def varied(key: Ints, place: Ints, exact: Ints, keys: int) -> Bools:
    """Tell which keys are at one place of their pages and differ in their words: bool, shape (keys,).

    Args:
        key: the key of each sentence, int64, shape (rows,).
        place: see `ends`, shape (rows,).
        exact: a hash of its words, shape (rows,).
        keys: number of keys.
    """
    total = np.bincount(key, minlength=keys)
    most, _ = _most(key, place, keys)
    largest, different = _most(key, exact, keys)
    return np.asarray((most >= PLACED * total) & (different >= DISTINCT) & (largest <= COMMON * total))


def _most(key: Ints, value: Ints, keys: int) -> tuple[Ints, Ints]:
    """Count for each key the rows with its commonest value, and its different values: int64, shape (keys,)."""
    some, number = tally(key, value)
    largest = np.zeros(keys, np.int64)
    np.maximum.at(largest, key[some], number)
    return largest, np.bincount(key[some], minlength=keys)


def title_of(page: bytes) -> str:
    r"""Give the first line of a page, if it may be the title: empty otherwise.

    >>> title_of(b"\nThe mill \nIt burned.")
    'The mill'
    """
    line = page.lstrip().partition(b"\n")[0].strip()
    return line.decode(errors="ignore") if len(line) <= LONGEST_TITLE else ""


def frame(texts: Sequence[str], titles: Sequence[str], host: str | None) -> Frame | None:
    """Give what some pages share before and behind the slot, if that is the frame of a site.

    Args:
        texts: the sentence on each of some pages.
        titles: the first line of each page.
        host: the host of the pages.

    >>> pages = [f"You are reading the section {one} of the Almanac of Harr." for one in ("Boats", "Bells")]
    >>> frame(pages, ["A goat", "A cock"], None)
    ('You are reading the section ', ' of the Almanac of Harr.')
    >>> frame([f"The house in {one} is let by the month to one of us." for one in ("Harr", "Lonn")], ["", ""], None)
    """
    return _one_slot(texts, titles, host) or _several(texts, host)


def _several(texts: Sequence[str], host: str | None) -> Frame | None:
    """Do as `frame` for what texts share once their numbers and dates are masked.

    >>> pages = [f"{who} and {i} others have kept this page since {i} May" for i, who in enumerate(("Ida", "Bo Vik"))]
    >>> _several(pages, None)
    ('', ' and {} others have kept this page since {}')
    """
    shown = [masked(text) for text in texts]
    found = parts(shown)
    said = "\n".join(found).replace(MASK, "")
    if not found or _size(said) < FRAMED or any(_BY.search(part) for part in found[:-1]):
        return None
    if not all(_fill(text, found) for text in shown):
        return None
    return found if names_site(said, host) or refers(said) else None


def _fill(text: str, around: Frame) -> bool:
    """Tell whether a masked text is a frame with several slots, filled in: with names at its ends and beside numbers.

    "12 crowns for reeds" is what a page is about.
    """
    slots = fillings(text, around)
    if not slots:
        return False
    within = all(free(slot, pair, "") for slot, pair in zip(slots, pairwise(around), strict=True))
    if any(MASK in part for part in around):
        within &= all(map(named, slots))
    return within and (_word(around[0]) or named(slots[0])) and (_word(around[-1]) or named(slots[-1]))


def fits(text: str, around: Frame, title: str) -> bool:
    """Tell whether a sentence is a frame, filled in.

    Args:
        text: the sentence.
        around: the frame.
        title: the first line of its page.
    """
    before, behind = around[0], around[-1]
    if len(around) == PARTS and text.startswith(before) and text.endswith(behind):
        slot = text[len(before) : max(len(before), len(text) - len(behind))]
        if slot and free(slot, (before, behind), title):
            return True
    return _fill(masked(text), around)


def holds(text: str, around: Frame) -> bool:
    """Tell whether a text has all parts of a frame, whatever stands in its slots."""
    return (text.startswith(around[0]) and text.endswith(around[-1])) or fillings(masked(text), around) is not None


def _one_slot(texts: Sequence[str], titles: Sequence[str], host: str | None) -> Frame | None:
    """Do as `frame` for what stands letter by letter before and behind one slot."""
    before, behind = _shared([TOKEN.findall(text) for text in texts])
    slots = [text[len(before) : len(text) - len(behind)] for text in texts]
    size = _size(before) + _size(behind)
    own = sum(is_title(slot, title) for slot, title in zip(slots, titles, strict=True))
    titled = own >= PLACED * len(texts)
    if size < (TITLED if titled else FRAMED) or not all(map(_word, slots)):
        return None
    if not (titled or (_word(before) and _word(behind) and all(free(slot, (before, behind), "") for slot in slots))):
        return None
    if _BY.search(before):
        return None
    return (before, behind) if names_site(before + behind, host) or refers(before + "\n" + behind) else None


def _shared(texts: Sequence[Sequence[str]]) -> Frame:
    """Give what all texts begin with and what all end with, in whole words."""
    least = min(map(len, texts))
    same = len([*takewhile(lambda some: len(set(some)) == 1, zip(*texts, strict=False))])
    backwards = zip(*(text[::-1] for text in texts), strict=False)
    last = len([*takewhile(lambda some: len(set(some)) == 1, backwards)])
    last = min(last, least - same)
    return "".join(texts[0][:same]), "".join(texts[0][len(texts[0]) - last :])


def _size(text: str) -> float:
    """Count words; a character of a script without spaces is a part of one."""
    signs = len(_IDEOGRAPH.findall(text))
    return len([token for token in TOKEN.findall(text) if token.isalpha()]) - signs * (1 - UNSPACED)


def _word(text: str) -> bool:
    return any(map(str.isalpha, text))


def is_title(slot: str, title: str) -> bool:
    """Tell whether what stands in a slot is the title of its page."""
    return bool(slot.strip(_AROUND)) and slot.strip(_AROUND).casefold() == title.strip(_AROUND).casefold()


def free(slot: str, around: Frame, title: str) -> bool:
    """Tell whether a text fits into the slot of a frame: some words without a number, or the title of the page.

    >>> free("Boats", ("the section ", " of"), ""), free("3 boats", ("the ", " of"), "")
    (True, False)
    """
    if is_title(slot, title):
        return True
    quoted = _OPENS.search(around[0]) and _CLOSES.match(around[1])
    words = _size(slot)
    return 0 < words <= (QUOTED_SLOT if quoted else SLOT) and not any(map(str.isdigit, slot)) and "\n" not in slot


def names_site(text: str, host: str | None) -> bool:
    """Tell whether a text has the name of its host in it.

    >>> names_site("a page of the Merrow Mail", "www.merrow-mail.example"), names_site("a mill", "mill.example")
    (True, False)
    """
    letters = "".join(filter(str.isalnum, text.casefold()))
    names = ["".join(filter(str.isalnum, part)) for part in (host or "").casefold().split(".")[:-1]]
    return any(len(name) >= HOST_LETTERS and name in letters for name in names)


def refers(text: str) -> bool:
    """Tell whether a text speaks of its page, of a section of the site, or as furniture does."""
    batch = TextBatch.of([text])
    haystack = Haystack.of(batch, blocks(batch))
    for name, groups in _CUES.items():
        known = cues.load(name)
        if known.count(haystack)[:, np.isin(known.groups, groups)].any():
            return True
    return False
