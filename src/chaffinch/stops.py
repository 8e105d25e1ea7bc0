"""Where a sentence ends: stop marks, and what stands on both sides of them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from chaffinch.utf8 import code_point, digit, is_lower, is_upper, is_white, white_space, width

__all__ = ["boundaries"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.uint64]

_SPACELESS = tuple(map(ord, "。！？｡"))  # need no space behind them
_WIDE = {0xD8: 2, 0xDB: 2, 0xE0: 3, 0xE2: 3, 0xE3: 3, 0xEF: 3}  # first byte: width of the marks below
_STOPS = (*map(ord, ".!?…؟۔।॥"), *_SPACELESS)
_CLOSERS = tuple(map(ord, "\"')]}»”’›」』）】》〉＂"))
_EITHER = tuple(map(ord, "“‘"))  # open in English, close in German and Polish: there white space follows
_BEYOND = 1 << 16
_MOST_CLOSERS = 4  # quotes and brackets that may close behind one stop
_OPENERS = (
    *map(ord, "\"'([{<*#@$&-+"),
    *range(ord("0"), ord("9") + 1),
)  # may begin a sentence, beside letters

_WORD = 8  # bytes of the word before a stop that are looked at
_SHIFTS = np.minimum(8 * np.arange(_WORD + 1), 56).astype(np.uint64)
# The commonest in news of nine languages; all lower case, without the last dot
_NEVER_LAST = (
    "mr mrs ms dr prof sr jr st gen col lt sgt capt cmdr adm rev hon gov sen rep pres messrs mme mlle e.g "
    "i.e cf vs u.s a.k.a hr fr dipl ing bzw z.b d.h u.a evtl sra dra srta ud uds ee.uu dhr mevr sig dott avv "
    "г гг ул им св т.е т.н стр"
)
_BEFORE_NUMBER = (
    "no nos nr vol pp p fig figs sec art arts ch jan feb mar apr jun jul aug sep sept oct nov dec ca approx"
)
_AFTER_ORDINAL = "jan feb mä apr mai jun jul aug sep okt nov dez"  # 3. Mai; three bytes of each
_DOMAINS = "com net org inf gov edu"  # Example.Com
_HEAD = 3  # letters of the word behind a stop that are looked at
_NUMBER = 3  # bytes of a list number at the start of a unit


def boundaries(data: Bytes, start: Ints, stop: Ints) -> tuple[Ints, Ints]:
    """Give the ends of sentences inside ranges (but the last), and where the next sentences begin.

    Args:
        data: UTF-8 bytes.
        start: int64; with ``stop`` disjoint ranges in order.
        stop: int64.
    """
    mark, after = _marks(data)
    owner = np.searchsorted(start, mark, side="right") - 1
    inside = (owner >= 0) & (after < stop[owner])
    mark, after, owner = mark[inside], after[inside], owner[inside]
    _close(data, after)
    begin = _next_solid(data, after)
    code = code_point(data, begin)
    starts = (is_upper(code) | _of(code, _OPENERS) | ((code >= 0x80) & ~is_lower(code))) & ~_of(code, _STOPS)
    good = starts & (begin < stop[owner])
    glued = np.flatnonzero(good & (begin == after))
    at, behind = mark[glued], after[glued]
    good[glued] = _of(code_point(data, at), _SPACELESS) | _glued(data, at, behind)
    dot = np.flatnonzero(good & (data[mark] == ord(".")))
    good[dot] = ~_unfinished(data, mark[dot], begin[dot], start[owner[dot]])
    return after[good], begin[good]


def _marks(data: Bytes) -> tuple[Ints, Ints]:
    """Give where each stop mark begins and ends."""
    found = [np.flatnonzero((data == ord(".")) | (data == ord("!")) | (data == ord("?")))]
    sizes = [np.ones(len(found[0]), np.int64)]
    for lead, size in _WIDE.items():
        place = np.flatnonzero(data == lead)
        if len(place):
            found.append(place[_of(code_point(data, place), _STOPS)])
            sizes.append(np.full(len(found[-1]), size))
    mark = np.concatenate(found)
    if len(mark) == len(found[0]):
        return mark, mark + 1
    order = np.argsort(mark, kind="stable")
    return mark[order], (mark + np.concatenate(sizes))[order]


def _close(data: Bytes, after: Ints) -> None:
    """Move places behind stops behind the quotes and brackets that close there, too."""
    left = np.arange(len(after))
    for _ in range(_MOST_CLOSERS):
        code = code_point(data, after[left])
        closes = _of(code, _CLOSERS)
        either = np.flatnonzero(_of(code, _EITHER))
        closes[either] = is_white(code_point(data, after[left[either]] + width(code[either])))
        left = left[closes]
        after[left] += width(code[closes])


def _next_solid(data: Bytes, place: Ints) -> Ints:
    """Give the first place from each on that is not white."""
    place, left = place.copy(), np.arange(len(place))
    for _ in range(4):  # nearly always one space
        code = code_point(data, place[left])
        white = is_white(code)
        left = left[white]
        if not len(left):
            return place
        place[left] = np.minimum(place[left] + width(code[white]), len(data))
    solid = np.append(np.flatnonzero(~white_space(data)), len(data))
    return np.asarray(solid[np.searchsorted(solid, place)])


def _of(code: Ints, members: tuple[int, ...]) -> Bools:
    """Tell which code points are among some, none of which is beyond the basic plane."""
    return np.asarray(_table(members)[np.minimum(code, _BEYOND)])


@lru_cache(maxsize=16)
def _table(members: tuple[int, ...]) -> Bools:
    table = np.zeros(_BEYOND + 1, np.bool_)
    table[list(members)] = True
    return table


def _glued(data: Bytes, mark: Ints, after: Ints) -> Bools:
    """Tell where a stop has lost the space behind it: two lower letters, stop, Upper, lower; no domain."""
    pair = (
        data[np.maximum(mark - 1, 0)],
        data[np.maximum(mark - 2, 0)],
        data[np.minimum(after + 1, len(data) - 1)],
    )
    lower = [(x >= ord("a")) & (x <= ord("z")) for x in pair]
    domain = _among(_head(data, after), _DOMAINS)
    return np.asarray(is_upper(code_point(data, after)) & np.logical_and.reduce(lower) & ~domain)


def _unfinished(data: Bytes, mark: Ints, begin: Ints, start: Ints) -> Bools:
    """Tell which full stops belong to an abbreviation, an initial, a list number or a German date."""
    word, initial = _word_before(data, mark)
    never = initial | _among(word, _NEVER_LAST)
    never |= digit(data[begin]) & _among(word, _BEFORE_NUMBER)
    number = digit(data[mark - 1])
    ordinal = (mark - start <= _NUMBER) | _among(_head(data, begin), _AFTER_ORDINAL)
    return np.asarray(never | (number & ordinal))


def _fold(byte: Bytes) -> Codes:
    """Lower ASCII letters; leave all else."""
    upper = (byte >= ord("A")) & (byte <= ord("Z"))
    return np.asarray(byte | (upper.astype(np.uint8) << 5), np.uint64)


def _head(data: Bytes, place: Ints) -> Codes:
    """Pack the first letters from each place on into a number."""
    last = len(data) - 1
    packed = np.zeros(len(place), np.uint64)
    for k in range(_HEAD):
        packed = packed << np.uint64(8) | _fold(data[np.minimum(place + k, last)])
    return packed


def _word_before(data: Bytes, mark: Ints) -> tuple[Codes, Bools]:
    """Give the lower-cased word before each mark, packed (0: too long), and if it is an initial."""
    byte = data[np.maximum(mark[:, None] - 1 - np.arange(_WORD + 1), 0)]
    folded = _fold(byte)
    letter = ((folded >= ord("a")) & (folded <= ord("z"))) | (byte >= 0x80) | (byte == ord("."))
    alive = np.logical_and.accumulate(letter, axis=1)
    word = ((folded << _SHIFTS) * alive)[:, :_WORD].sum(axis=1, dtype=np.uint64)
    wide = (data[mark - 1] & 0xC0) == 0x80
    head = mark - 1 - wide
    before = data[np.maximum(head - 1, 0)]
    lone = ~((_fold(before) >= ord("a")) & (_fold(before) <= ord("z")) | (before >= 0x80) | digit(before))
    return np.where(alive[:, _WORD], np.uint64(0), word), np.asarray(lone & is_upper(code_point(data, head)))


def _among(word: Codes, words: str) -> Bools:
    """Tell which packed words are among some."""
    known = _packed(words)
    return np.asarray(known[np.minimum(np.searchsorted(known, word), len(known) - 1)] == word)


@lru_cache(maxsize=8)
def _packed(words: str) -> Codes:
    return np.array(sorted(int.from_bytes(word.encode(), "big") for word in words.split()), np.uint64)
