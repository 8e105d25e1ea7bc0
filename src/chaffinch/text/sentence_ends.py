"""Detection of sentence ends: stop marks, judged by the characters on both sides of them."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from chaffinch.text.arrays import Bools, Bytes, Ints
from chaffinch.text.punctuation import CLOSERS, STOPS
from chaffinch.text.utf8 import Wide, among, code_point, digit, is_lower, is_upper, is_white, white_space, width

__all__ = ["boundaries", "cut_short", "stop_marks"]

Codes = npt.NDArray[np.uint64]
"""Words of up to eight ASCII bytes, each packed into an integer."""

_SPACELESS = tuple(map(ord, "。！？｡"))  # end a sentence without a space behind them
_STOPS = tuple(map(ord, STOPS))
_WIDE = {encoded[0]: len(encoded) for encoded in map(str.encode, STOPS) if len(encoded) > 1}  # first byte: bytes
_CLOSERS = tuple(map(ord, CLOSERS))
_EITHER = tuple(map(ord, "“‘"))  # open in English, close in German and Polish if white space follows
_MOST_CLOSERS = 4  # quotes and brackets that may close behind one stop: more are no prose
_OPENERS = (
    *map(ord, "\"'([{<*#@$&-+/|"),
    *range(ord("0"), ord("9") + 1),
)  # may begin a sentence, beside letters

_WORD = 8  # bytes of the word before a stop that are compared: as many as fit an integer
_ASCII = 0x80
_EACH = 0x0101010101010101  # multiplied by a byte: eight copies of it
_TOPS = np.uint64(0x80 * _EACH)  # the top bits of eight bytes
# Abbreviations most frequent in news of nine languages; lower case, without the last dot
_NEVER_LAST = (
    "www mr mrs ms dr prof sr jr st gen col lt sgt capt cmdr adm rev hon gov sen rep pres messrs mme mlle e.g "
    "i.e cf vs u.s a.k.a hr fr dipl ing bzw z.b d.h u.a evtl sra dra srta ud uds ee.uu dhr mevr sig dott avv "
    "г гг ул им св т.е т.н стр fot"
)
_BEFORE_NUMBER = (
    "no nos nr vol pp p fig figs sec art arts ch jan feb mar apr jun jul aug sep sept oct nov dec ca approx"
)
_AFTER_ORDINAL = "jan feb mä apr mai jun jul aug sep okt nov dez"  # 3. Mai; three bytes of each
_COPYRIGHT = ord("©")  # opens a notice, also right behind a stop
_DOMAINS = "com net org inf gov edu"  # Example.Com
_ADDRESS = 64  # bytes on either side of a stop that are searched for signs of an address
_MOST_SPACES = 4  # white space behind a stop that is skipped one by one; more is searched for in all bytes at once
_HEAD = 3  # letters of the word behind a stop that are compared
_NUMBER = 3  # bytes of a list number at the start of a block, at most
_PLACE = 40  # bytes before the stop of an abbreviation in brackets in which they open
_PLACE_WORD = re.compile(rb"[^\s.!?:;]\s\((?:[^()]*[,-]\s?)?[A-Z][A-Za-z]{1,4}$")  # "The (Salem, Ore.) Post"


_BYTES = np.arange(256)
_UPPER = (ord("A") <= _BYTES) & (ord("Z") >= _BYTES)
_DOT = ord(".") == _BYTES
_LETTER = _UPPER | ((ord("a") <= _BYTES) & (ord("z") >= _BYTES)) | (_BYTES >= _ASCII)
_LETTER_OR_DIGIT = _LETTER | ((ord("0") <= _BYTES) & (ord("9") >= _BYTES))


_ABBREVIATIONS = frozenset(word.rpartition(".")[2] for word in _NEVER_LAST.split())
_NUMBERED = frozenset(_BEFORE_NUMBER.split())


def cut_short(text: str, at: int) -> bool:
    """Tell whether a full stop belongs to an abbreviation or initial, for one place in one text.

    Args:
        text: the text.
        at: offset of the full stop, in code points.

    >>> cut_short("Asked Sen. Lund", 9), cut_short("the U.S. Army", 7), cut_short("So do I. It was.", 15)
    (True, True, False)
    """
    word = text[max(0, at - _WORD - 1) : at].rpartition(" ")[2]
    if not word.isalpha():  # few words have a sign before or in them
        first = at
        while first and at - first <= _WORD and text[first - 1].isalpha():
            first -= 1
        word = text[first:at]
    word = word.casefold()
    if word in _NUMBERED:
        return text[at + 1 : at + 2].isdigit() or text[at + 2 : at + 3].isdigit()
    return len(word) == 1 or word in _ABBREVIATIONS


def boundaries(data: Bytes, start: Ints, stop: Ints, marks: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """Find the boundaries between the sentences of ranges.

    Args:
        data: UTF-8, uint8, shape (bytes,).
        start: offset of each range, int64, shape (ranges,), ascending.
        stop: its end, int64, shape (ranges,); ranges are disjoint.
        marks: the stops of the data, see `stop_marks`.

    Returns:
        The end of each sentence but the last of its range, and the start of the next one: int64, shape (boundaries,).
    """
    mark, after = marks
    owner = np.searchsorted(start, mark, side="right") - 1
    inside = (owner >= 0) & (after < stop[owner])
    mark, after, owner = mark[inside], after[inside], owner[inside]
    _close(data, after)
    begin = _next_solid(data, after)
    good = _can_begin(data, begin) & (begin < stop[owner])
    glued = np.flatnonzero(good & (begin == after))
    if len(glued):
        stop_mark, behind = mark[glued], after[glued]
        good[glued] = among(code_point(data, stop_mark), _SPACELESS) | _glued(data, stop_mark, behind)
    dot = np.flatnonzero(good & (data.take(mark) == ord(".")))
    good[dot] = ~_unfinished(data, mark[dot], begin[dot], start[owner[dot]])
    return after[good], begin[good]


def stop_marks(data: Bytes, wide: Wide) -> tuple[Ints, Ints]:
    """Find the marks that may end a sentence: their starts and ends, int64, shape (marks,).

    Args:
        data: UTF-8, uint8, shape (bytes,).
        wide: its characters beyond ASCII.
    """
    found = [np.flatnonzero((data == ord(".")) | (data == ord("!")) | (data == ord("?")))]
    sizes = [np.ones(len(found[0]), np.int64)]
    for lead, size in _WIDE.items():
        led = wide.led_by(lead)
        if len(led):
            found.append(led[among(code_point(data, led), _STOPS)])
            sizes.append(np.full(len(found[-1]), size))
    mark = np.concatenate(found)
    if len(mark) == len(found[0]):
        return mark, mark + 1
    order = np.argsort(mark, kind="stable")
    return mark[order], (mark + np.concatenate(sizes))[order]


def _close(data: Bytes, after: Ints) -> None:
    """Move offsets behind stops, in place, over the quotes and brackets that close there."""
    rest = np.flatnonzero(_first_bytes(_CLOSERS + _EITHER)[data.take(after)])
    for _ in range(_MOST_CLOSERS):
        if not len(rest):
            return
        code = code_point(data, after[rest])
        closes = among(code, _CLOSERS)
        either = np.flatnonzero(among(code, _EITHER))
        closes[either] = is_white(code_point(data, after[rest[either]] + width(code[either])))
        rest = rest[closes]
        after[rest] += width(code[closes])


def _next_solid(data: Bytes, offset: Ints) -> Ints:
    """Find the first byte at or behind each offset that is not white space."""
    offset = offset + (data.take(offset) == ord(" "))  # nearly always one space
    byte = data.take(np.minimum(offset, len(data) - 1))
    rest = np.flatnonzero((byte <= ord(" ")) | (byte >= _ASCII))
    for _ in range(_MOST_SPACES):
        if not len(rest):
            return offset
        code = code_point(data, offset[rest])
        white = is_white(code)
        rest = rest[white]
        offset[rest] = np.minimum(offset[rest] + width(code[white]), len(data))
    white_bytes = white_space(data)
    solid = np.append(np.flatnonzero(white_bytes[:-1] > white_bytes[1:]) + 1, len(data))  # behind white space
    offset[rest] = solid[np.searchsorted(solid, offset[rest])]
    return offset


def _can_begin(data: Bytes, offset: Ints) -> Bools:
    """Tell whether the character at each offset can begin a sentence."""
    byte = data.take(np.minimum(offset, len(data) - 1))
    good = _beginners()[byte]
    wide = np.flatnonzero(byte >= _ASCII)
    if len(wide):
        good[wide] = _begins(code_point(data, offset[wide]))
    return np.asarray(good)


def _begins(code: Ints) -> Bools:
    starts = is_upper(code) | among(code, _OPENERS) | ((code >= _ASCII) & ~is_lower(code))
    return np.asarray(starts & ~among(code, _STOPS))


@lru_cache(maxsize=1)
def _beginners() -> Bools:
    """Tabulate whether a byte is an ASCII character that can begin a sentence: shape (256,)."""
    return _begins(np.arange(256)) & (np.arange(256) < _ASCII)


@lru_cache(maxsize=4)
def _first_bytes(members: tuple[int, ...]) -> Bools:
    """Tabulate whether one of some code points begins with a byte: shape (256,)."""
    table = np.zeros(256, np.bool_)
    table[[chr(code).encode()[0] for code in members]] = True
    return table


def _glued(data: Bytes, mark: Ints, after: Ints) -> Bools:
    """Tell which stops have lost the space behind them: two lower-case letters, stop, upper, lower, no domain; or ©."""
    pair = (
        data[np.maximum(mark - 1, 0)],
        data[np.maximum(mark - 2, 0)],
        data[np.minimum(after + 1, len(data) - 1)],
    )
    lower = [(x >= ord("a")) & (x <= ord("z")) for x in pair]
    domain = _among(_head(data, after), _DOMAINS)
    first = code_point(data, after)
    glued = np.asarray(is_upper(first) & np.logical_and.reduce(lower) & ~domain) | (first == _COPYRIGHT)
    for k in np.flatnonzero(glued).tolist():
        glued[k] = not _in_address(data, int(mark[k]))
    return np.asarray(glued)


def _in_address(data: Bytes, mark: int) -> bool:
    """Tell whether a stop is inside a mail or web address, as in Name.Surname@example.org."""
    before = data[max(mark - _ADDRESS, 0) : mark].tobytes()
    behind = data[mark : mark + _ADDRESS].tobytes()
    word = (b" " + before).split()[-1] + behind.split()[0]
    return b"@" in word or b"://" in word or word.startswith(b"www.")


def _unfinished(data: Bytes, mark: Ints, begin: Ints, start: Ints) -> Bools:
    """Tell which full stops belong to an abbreviation, an initial, a list number or a German date."""
    word = _word_before(data, mark)
    never = _initial(data, mark) | _among(word, _NEVER_LAST)
    number = np.flatnonzero(digit(data.take(begin)))
    never[number] |= _among(word[number], _BEFORE_NUMBER)
    number = np.flatnonzero(digit(data.take(mark - 1)))
    ordinal = mark[number] - start[number] <= _NUMBER
    never[number] |= ordinal | _among(_head(data, begin[number]), _AFTER_ORDINAL)
    closed = data.take(np.minimum(mark + 1, len(data) - 1)) == ord(")")
    for k in np.flatnonzero(closed & _UPPER[data.take(begin)]).tolist():
        never[k] |= _in_place(data, int(mark[k]))
    return never


def _in_place(data: Bytes, mark: int) -> bool:
    """Tell whether a stop ends the short name of a place in brackets, amid a sentence: "The (Salem, Ore.) Post"."""
    before = data[max(mark - _PLACE, 0) : mark].tobytes()
    return _PLACE_WORD.search(before) is not None


def _fold(byte: Bytes) -> Codes:
    """Convert ASCII letters to lower case; other bytes stay."""
    upper = (byte >= ord("A")) & (byte <= ord("Z"))
    return np.asarray(byte | (upper.astype(np.uint8) << 5), np.uint64)


def _head(data: Bytes, offset: Ints) -> Codes:
    """Pack the first letters at each offset into an integer."""
    last = len(data) - 1
    packed = np.zeros(len(offset), np.uint64)
    for k in range(_HEAD):
        packed = packed << np.uint64(8) | _fold(data[np.minimum(offset + k, last)])
    return packed


def _word_before(data: Bytes, mark: Ints) -> Codes:
    """Pack the word before each mark, in lower case; 0 for one that is too long."""
    eight = _eight_before(data, mark)
    upper = _at_least(eight, "A") & ~_at_least(eight, "[") & ~eight & _TOPS
    folded = eight | (upper >> np.uint64(2))
    letter = (_at_least(folded, "a") & ~_at_least(folded, "{")) | eight
    dotless = eight ^ np.uint64(ord(".") * _EACH)
    letter |= ~_at_least(dotless, "\x01") & ~dotless
    other = ~letter & _TOPS
    word: Codes = folded & (
        ((other & (~other + np.uint64(1))) >> np.uint64(7)) - np.uint64(1)
    )  # up to the first other byte
    long = np.flatnonzero(other == 0)
    byte = data[np.maximum(mark[long] - 1 - _WORD, 0)]
    word[long[(_LETTER | _DOT)[byte]]] = 0
    return word


def _eight_before(data: Bytes, mark: Ints) -> Codes:
    """Pack the eight bytes before each mark, the last of them lowest; the first byte repeats before the data."""
    if len(data) < _WORD or (len(mark) and mark.min() < _WORD):
        data, mark = np.concatenate((np.full(_WORD, data[0]), data)), mark + _WORD
    eights = np.ndarray((len(data) - _WORD + 1,), "<u8", data, 0, (1,))
    return np.asarray(eights[mark - _WORD].byteswap())


def _at_least(packed: Codes, letter: str) -> Codes:
    """Set the top bit of each byte whose other bits are at least those of a letter."""
    return np.asarray((packed & ~_TOPS) + np.uint64((_ASCII - ord(letter)) * _EACH))


def _initial(data: Bytes, mark: Ints) -> Bools:
    """Tell which marks follow a single capital letter."""
    byte = data.take(mark - 1)
    initial = _UPPER[byte] & ~_LETTER_OR_DIGIT[data.take(np.maximum(mark - 2, 0))]
    late = np.flatnonzero((byte & 0xC0) == _ASCII)
    if len(late):
        head = mark[late] - 2
        initial[late] = ~_LETTER_OR_DIGIT[data[np.maximum(head - 1, 0)]] & is_upper(code_point(data, head))
    return np.asarray(initial)


def _among(word: Codes, words: str) -> Bools:
    """Tell which packed words are among some words, separated by spaces."""
    known = _packed(words)
    return np.asarray(known[np.minimum(np.searchsorted(known, word), len(known) - 1)] == word)


@lru_cache(maxsize=8)
def _packed(words: str) -> Codes:
    return np.array(sorted(int.from_bytes(word.encode(), "big") for word in words.split()), np.uint64)
