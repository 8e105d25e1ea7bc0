"""Split a batch into words, as byte ranges and 64-bit hashes, without what differs from page to page.

Numbers, names of months and weekdays, and addresses (web, mail) are no words here, so two lines that differ in nothing
else have equal words. All of it is arithmetic on whole arrays of bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from hashlib import blake2b

import numpy as np
from msgspec import Struct

from chaffinch.text import ODD, Bools, Bytes, Hashes, Ints, TextBatch, Wide, mix, prefix_sums, range_hashes

__all__ = ["SLOT_WORDS", "Words"]


_SLOT_WORDS = """
    am pm st nd rd th uhr
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    januar jänner februar märz mai juni juli oktober dezember mär okt dez
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
    janvier février mars avril juin juillet août septembre octobre novembre décembre
    lundi mardi mercredi jeudi vendredi samedi dimanche
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    lunes martes miércoles jueves viernes sábado domingo
    gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
    lunedì martedì mercoledì giovedì venerdì sabato domenica
    janeiro fevereiro março maio junho julho setembro outubro novembro dezembro
    januari februari maart mei augustus maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
    stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря
    январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
    понедельник вторник среда четверг пятница суббота воскресенье среду пятницу субботу
    Январь Февраль Март Апрель Май Июнь Июль Август Сентябрь Октябрь Ноябрь Декабрь
    Понедельник Вторник Среда Четверг Пятница Суббота Воскресенье
    一 二 三 四 五 六 七 八 九 十
"""
SLOT_WORDS = frozenset(_SLOT_WORDS.split())
"""Words of dates and times, which vary on one and the same line of a site. In texts, ASCII case makes no difference."""

_WINDOW = 96  # bytes on either side of an address in which its ends are searched first
_WIDER = 4  # times as many for addresses that are longer
_LETTER, _SPACE, _MARK = 0x61, 0x20, 0x2C
_MULTIBYTE = 0x80
_A, _B, _C, _D = ODD
_LONG = 1024  # bytes from which on a "word" is hashed by blake2b, so that no input makes the loop over pieces long
_PIECE = 8


def _classes() -> bytes:
    table = bytearray([_MARK]) * 256
    for byte in range(256):
        if chr(byte).isalpha() and byte < _MULTIBYTE:
            table[byte] = ord(chr(byte).lower())
        elif byte >= _MULTIBYTE:
            table[byte] = byte
    return bytes(table)


_CLASSES = _classes()
_ENDS = np.array([byte <= _SPACE or byte >= _MULTIBYTE or byte in b'<>()"|' for byte in range(256)])  # an address
_LAST_CAPITAL = np.zeros(256, np.uint8)  # by the first byte: the last second byte of a capital
_LAST_CAPITAL[[0xC3, 0xCE, 0xD0]] = 0x9E, 0xAB, 0xAF  # À-Þ, Greek and Cyrillic capitals
_FIRST = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)  # keeps the first n bytes of eight


class Words(Struct, frozen=True, dict=True):
    r"""The words of a batch, in order of their offsets.

    Attributes:
        start, stop: byte offsets in ``TextBatch.data``, int64, shape (words,).
        hash: of the word in lower case (ASCII; other scripts keep their case), uint64, shape (words,).
        capital: whether it begins with a capital letter (Latin, Greek, Cyrillic), bool, shape (words,).
        dated: byte offsets of the words of dates that are left out, int64, shape (dates,).
        date: their hashes, uint64, shape (dates,).

    >>> batch = TextBatch.of(["Posted on March 5, 2020. Thanks!", "posted on 7 May 2021"])
    >>> words = Words.of(batch)
    >>> [bytes(batch.data[a:b]).decode() for a, b in zip(words.start, words.stop)]
    ['Posted', 'on', 'Thanks', 'posted', 'on']
    >>> words.hash[0] == words.hash[3], words.capital.tolist()
    (np.True_, [True, False, True, False, False])
    """

    start: Ints
    stop: Ints
    hash: Hashes
    capital: Bools
    dated: Ints
    date: Hashes

    @classmethod
    def of(cls, batch: TextBatch) -> Words:
        """Split a batch into words, leaving out numbers, words of dates, and addresses."""
        low = _classify(batch)
        start, stop = _runs(low, batch.wide)
        value = _word_hashes(low, start, stop)
        keep = ~_is_slot(value)
        dates = np.flatnonzero(~keep)
        dated, date = start.take(dates), value.take(dates)
        _drop_addresses(batch.data, start, value, keep)
        if not keep.all():
            kept = np.flatnonzero(keep)
            start, stop, value = start.take(kept), stop.take(kept), value.take(kept)
        return cls(start, stop, value, _capital(batch.data, start), dated, date)

    def __len__(self) -> int:
        return len(self.start)

    @cached_property
    def sums(self) -> Hashes:
        """The prefix sums of the hashes, from which `runs` takes those of any words in a row."""
        return prefix_sums(self.hash)

    def runs(self, lo: Ints, hi: Ints) -> Hashes:
        """Hash words in a row, given the first of each run and the one behind it: see `range_hashes`."""
        return range_hashes(self.hash, lo, hi, sums=self.sums)


def _classify(batch: TextBatch) -> Bytes:
    """Map bytes to lower-case letters and marks, also marks of several bytes; more at the end, as `_eights` needs."""
    more = b"\n" * (2 * _PIECE - len(batch.data) % _PIECE)
    low = np.frombuffer((batch.data.tobytes() + more).translate(_CLASSES), np.uint8)
    if not len(batch.wide.start):
        return low
    low = low.copy()
    for lead in (0xC2, 0xE2, 0xE3, 0xEF, 0xF0):
        at = batch.wide.led_by(lead)
        if len(at):
            which, width = _is_mark(lead, low[at + 1], low[at + 2])
            for k in range(width):
                low[at[which] + k] = _MARK
    return low


def _is_mark(lead: int, second: Bytes, third: Bytes) -> tuple[Bools, int]:
    if lead == 0xC2:  # Latin-1: no-break space, quotes, (c), degrees
        return np.ones(len(second), bool), 2
    if lead == 0xE2:  # U+2000-2BFF: dashes, quotes, arrows, bullets, boxes
        return second < 0xB0, 3
    if lead == 0xE3:  # U+3000-303F: ideographic space, full stop, brackets
        return second == 0x80, 3
    if lead == 0xEF:  # full-width punctuation and digits, variation selectors, byte-order mark
        wide = (second == 0xBC) & ((third < 0xA1) | (third >= 0xBB))
        return wide | (second == 0xB8) | (second == 0xBB) | ((second == 0xBD) & (third >= 0x9B)), 3
    return second == 0x9F, 4  # emoji


def _runs(low: Bytes, wide: Wide) -> tuple[Ints, Ints]:
    """Find runs of letters; a Chinese or Japanese character is a word of its own."""
    letter = low >= _LETTER
    edge = np.flatnonzero(letter[1:] != letter[:-1])
    start, stop = edge[0::2] + 1, edge[1::2] + 1
    own = wide.start.take(np.flatnonzero((wide.lead >= 0xE3) & (wide.lead <= 0xE9)))
    own = own[letter[own]]
    if not len(own):
        return start, stop
    after = own + 3
    begins = np.zeros(len(low), np.bool_)
    for place in (start, own, after[letter[after]]):
        begins[place] = True
    first = np.flatnonzero(begins)
    run_stop = stop[np.searchsorted(stop, first, side="right")]
    return first, np.minimum(run_stop, np.append(first[1:], len(low)))


def _word_hashes(low: Bytes, start: Ints, stop: Ints) -> Hashes:
    length = stop - start
    value = _eights(low, start)
    value &= _FIRST.take(np.minimum(length, _PIECE))
    value *= _A
    value += length.view(np.uint64) * _B
    place, more = _PIECE, np.flatnonzero(length > _PIECE)
    while len(more):
        huge = length[more] > _LONG
        if huge.any():
            for i in more[huge].tolist():
                digest = blake2b(low[start[i] : stop[i]].tobytes(), digest_size=8).digest()
                value[i] = int.from_bytes(digest, "little")
            more = more[~huge]
        at = np.minimum(start[more] + place, stop[more] - _PIECE)  # the last piece overlaps the one before it
        value[more] = mix(value[more]) + _eights(low, at) * _C
        place += _PIECE
        more = more[length[more] > place]
    value ^= value >> np.uint64(29)
    value *= _D
    value ^= value >> np.uint64(32)
    return np.asarray(value)


def _eights(low: Bytes, place: Ints) -> Hashes:
    """Read eight bytes from each offset on, as one number: out of two that are aligned, three times as fast."""
    whole, at = low.view("<u8"), place >> 3
    value, other = whole.take(at), whole.take(at + 1)
    shift = ((place & 7) << 3).view(np.uint64)
    value >>= shift
    other <<= np.uint64(1)  # in two steps, as a shift by 64 bits is none
    other <<= shift ^ np.uint64(63)
    value |= other
    return np.asarray(value)


@lru_cache(maxsize=1)
def _slot_table() -> tuple[Bools, Hashes]:
    value = np.sort(_hashes_of(sorted(SLOT_WORDS)))
    seen = np.zeros(1 << 16, bool)
    seen[value & np.uint64(0xFFFF)] = True
    return seen, value


def _is_slot(value: Hashes) -> Bools:
    seen, known = _slot_table()
    result = seen.take((value & np.uint64(0xFFFF)).view(np.int64))
    maybe = np.flatnonzero(result)
    result[maybe] = known[np.searchsorted(known, value[maybe]).clip(max=len(known) - 1)] == value[maybe]
    return np.asarray(result)


def _drop_addresses(data: Bytes, start: Ints, value: Hashes, keep: Bools) -> None:
    """Unset ``keep`` for the words of web and mail addresses."""
    colon = np.flatnonzero((data[:-1] == ord(":")) & (data[1:] == ord("/")))
    colon = colon[data[np.minimum(colon + 2, len(data) - 1)] == ord("/")]
    at = np.concatenate((colon, np.flatnonzero(data == ord("@")), start[value == _www()]))
    if not len(at):
        return
    before, after = _fences(data, at)
    before, which = np.unique(before, return_index=True)  # addresses that share one fence share the other
    lo, hi = np.searchsorted(start, before), np.searchsorted(start, after[which])
    size = hi - lo
    keep[np.arange(size.sum()) + np.repeat(lo - (np.cumsum(size) - size), size)] = False


def _fences(data: Bytes, at: Ints) -> tuple[Ints, Ints]:
    """Give the byte that ends an address before each offset in it, and the one behind.

    Most are near; for the others wider windows are read, and at last the whole data.
    """
    before, after, rest, window = at.copy(), at.copy(), np.arange(len(at)), _WINDOW
    while len(rest) and 2 * window * len(rest) < len(data):
        some, near = at[rest, None], np.arange(window)
        left = _ENDS[data[np.maximum(some - near, 0)]]
        right = _ENDS[data[np.minimum(some + near, len(data) - 1)]]
        before[rest] -= left.argmax(axis=1)
        after[rest] += right.argmax(axis=1)
        rest, window = rest[~(left.any(axis=1) & right.any(axis=1))], _WIDER * window
        before[rest] = after[rest] = at[rest]
    if len(rest):
        fence = np.flatnonzero(_ENDS.take(data))
        behind = np.searchsorted(fence, at[rest])
        before[rest], after[rest] = fence[behind - 1], fence[behind]
    return before, after


@lru_cache(maxsize=1)
def _www() -> np.uint64:
    return np.uint64(_hashes_of(["www"])[0])


def _hashes_of(words: Sequence[str]) -> Hashes:
    batch = TextBatch.of(words)
    low = _classify(batch)
    return _word_hashes(low, *_runs(low, batch.wide))


def _capital(data: Bytes, start: Ints) -> Bools:
    first = data.take(start)
    result = first - np.uint8(0x41) <= 0x5A - 0x41
    wide = np.flatnonzero(first >= _MULTIBYTE)
    if len(wide):
        result[wide] = data[start[wide] + 1] <= _LAST_CAPITAL[first[wide]]
    return np.asarray(result)
