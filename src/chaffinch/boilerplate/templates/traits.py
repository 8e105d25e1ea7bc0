"""Describe repeated lines and the content of their slots: evidence that tells templates from data of pages.

Templates mask all numbers, as sites vary dates, counters and page numbers in their furniture. A price, a measure or a
result varies as much, but it is what its page is about (`slot_values`). Described here is what else a line is: a
heading, an item, a line with prices.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import re2
from msgspec import Struct

from chaffinch.boilerplate.markdown.blocks import opens_block, opens_note
from chaffinch.boilerplate.templates.keys import Reading, Runs
from chaffinch.boilerplate.templates.slot_values import DATES, TELEPHONES, VALUES, Figures, slots
from chaffinch.text import ODD, Bools, Bytes, Ints, code_point, digit, is_lower, mix, range_hashes

__all__ = [
    "BRIEF",
    "CALLED",
    "COUNTED",
    "DATED",
    "FILLED",
    "HEAD",
    "HOURS",
    "ITEM",
    "JOINED",
    "LINKED",
    "LONG",
    "MARKUP",
    "NAMED",
    "NUMBER",
    "ORDINAL",
    "PHONED",
    "PHRASE",
    "PRICED",
    "REPLIED",
    "TITLED",
    "VALUED",
    "WRAPPED",
    "Traits",
    "priced",
    "replied",
]


LONGEST = 400
"""Bytes of a line up to which its slots are read: rows of data are short, and the time for one line stays bounded."""

_REPLY, _BLANK = b"> "
_COLONS = np.frombuffer(b":\x9a", np.uint8)  # also the last byte of a wide colon
_MARKS, _CLOSES, _BULLET = (np.frombuffer(some, np.uint8) for some in (b"-*+", b".)", "•".encode()))
_AMOUNT = re.compile(rb"\d[.,]\d\d(?![\d.,])|\$|\xc2[\xa3\xa5]|\xe2\x82[\xa8-\xad\xb9-\xbd]")  # 3.20; a sign of money
_LATIN, _LATIN_MONEY = 0xC2, (0xA3, 0xA5)  # UTF-8 of pound and yen
_SIGNS, _MONEY_SIGNS = (0xE2, 0x82), (0xA8, 0xA9, 0xAA, 0xAB, 0xAC, 0xB9, 0xBA, 0xBD)  # of euro, rupee, lira, ruble ...


_DAY_NAMES = """
    monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag
    sonnabend sonntag lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves
    viernes sábado domingo
    lunedì martedì mercoledì giovedì venerdì sabato domenica segunda terça quarta quinta sexta maandag dinsdag woensdag
    donderdag vrijdag zaterdag zondag måndag tisdag onsdag torsdag fredag lördag söndag maanantai tiistai keskiviik
    torstai perjantai lauantai sunnuntai poniedział wtorek środa czwartek piątek sobota niedziela понедельник вторник
    сред четверг пятниц суббот воскресень понеділок вівторок субот неділ pazartesi salı çarşamba perşembe cumartesi
    pazar الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد 月曜 火曜 水曜 木曜 金曜 土曜 日曜 周一 周日 星期
""".split()  # noqa: SIM905
_SHORT_DAYS = "mon tue tues wed thu thur thurs fri sat sun mo di mi do fr sa so lun mar mer jeu ven sam dim".split()  # noqa: SIM905
_OPEN_WORDS = """
    closed open opens noon midnight geschlossen geöffnet offen ruhetag fermé ouvert cerrado abierto fechado aberto
    chiuso aperto gesloten geopend stängt öppet suljettu avoinna zamknięte nieczynne otwarte закрыт открыт
    выходной зачинено
    відчинено kapalı açık mbyllur hapur مغلق مفتوح 定休 休館 営業 休息
""".split()  # noqa: SIM905
_DAYS = re2.compile(rf"(?i){'|'.join(_DAY_NAMES)}|\b(?:{'|'.join(_SHORT_DAYS)})\b\.?(?: ?[:,&–-]|$)".encode())
_WAGE_WORDS = """
    salary salaries wage wages gehalt gehälter lohn vergütung salaire rémunération salario sueldo remuneración salário
    remuneração stipendio retribuzione salaris loon uurloon wynagrodzenie pensja lön palkka maaş rroga зарплата оклад
    заробітна
""".split()  # noqa: SIM905
_WAGES_UNSPACED = "راتب|שכר|वेतन|給与|月給|時給|薪|월급|연봉|เงินเดือน"
_WAGES = re2.compile(rf"(?i)(?:^|[^\pL])(?:{'|'.join(_WAGE_WORDS)})(?:[^\pL]|$)|{_WAGES_UNSPACED}".encode())
_OPEN = re2.compile(rf"(?i)\d|{'|'.join(_OPEN_WORDS)}".encode())


(
    VALUED,
    DATED,
    WRAPPED,
    LONG,
    MARKUP,
    JOINED,
    BRIEF,
    PHRASE,
    HEAD,
    NAMED,
    PRICED,
    TITLED,
    ITEM,
    LINKED,
    NUMBER,
    PHONED,
    HOURS,
    REPLIED,
    ORDINAL,
    CALLED,
    FILLED,
    COUNTED,
) = (1 << bit for bit in range(22))
"""Flags of a line: it has values; it has dates alone; it continues a sentence of the long line above; it is long; it
begins as a heading, fence or table row of markdown; there is no blank line above it; it has few words; it may
be a phrase; it is a label with a colon; it is made of names; it gives an amount of money, of a page: a short line of it
does; it may be the title of a section, short, without a stop and an address; it is an item with a mark or number; it
has a link of markdown; of a line that names a value: numbers alone; it has a telephone number; it tells opening
hours; the sign of a reply, ">", stands before it; it is an item with a number; it is in a note of markdown,
such as "!!! tip"; it has values, and values and dates for its words; it has a value, however long it is."""

PRICE_WORDS = 3
"""Words of a line that gives a price, at most: "Sale price $19.95"."""

LONG_LETTERS = 40
"""Code points from which on a line is more than a label; chosen with the rules of `page_data`."""

WORDS_A_VALUE = 8
"""Words of a line for each of its values, at most: a longer sentence with one number in it is no row of data. Where
names vary, too, dates count as values."""

PHRASE_WORDS = 3
"""Words, at most, of a line that many authors write by chance: a greeting, thanks, a name."""

NAME_WORDS = 6
"""Words, at most, of a line of names, each with a capital letter: a source, an author and a paper."""

HEAD_WORDS = 6
"""Words, at most, of a label with a colon; chosen with the rules of `page_data`. Also of the title of a section."""

HEAD_LETTERS, UNSPACED_LETTERS = 60, 15
"""Code points, at most, of the title of a section; in scripts without spaces, where each letter is a word, fewer. A
judgement."""

FEW_WORDS = 12
"""Words, at most, of a line that is data because of the prose around it; chosen with the rules of `page_data`."""


class Traits(Struct, frozen=True):
    """Properties of lines or sentences beside their words.

    Attributes:
        flags: sums of the flags above, int32, shape (lines,).
        slot: a hash of the values or dates in the line, int32, shape (lines,); that of nothing where it has none.
        exact: a hash of words, digits and dates, int32, shape (lines,); equal for lines that agree letter by letter.
    """

    flags: npt.NDArray[np.int32]
    slot: npt.NDArray[np.int32]
    exact: npt.NDArray[np.int32]

    @classmethod
    def none(cls, count: int) -> Traits:
        """Give the traits of rows that are no text."""
        return cls(np.zeros(count, np.int32), np.zeros(count, np.int32), np.zeros(count, np.int32))

    @classmethod
    def of_blocks(cls, reading: Reading, figures: Figures) -> Traits:
        """Describe all blocks of a batch."""
        batch, blocks = reading.batch, reading.blocks
        length = blocks.stop - blocks.start - (batch.wide.later(blocks.stop) - batch.wide.later(blocks.start))
        lower = is_lower(code_point(batch.data, blocks.start)) | digit(batch.data[blocks.start])
        linked = _linked(reading)
        long, joined, shape = length >= LONG_LETTERS, _joined(reading), cls.of_runs(reading, blocks, figures)
        opens = np.append(False, long & ~reading.ended)[: len(blocks)]  # of the block above
        flags = (
            WRAPPED * (lower & opens & (np.diff(reading.document, prepend=-1) == 0))
            + LONG * long
            + MARKUP * opens_block(batch.data, blocks.start)
            + JOINED * joined
            + BRIEF * (blocks.size <= FEW_WORDS)
            + PHRASE * ((blocks.size <= PHRASE_WORDS) & ~linked)
            + NAMED * (_named(reading) & ~linked)
            + HEAD * ((blocks.size <= HEAD_WORDS) & np.isin(batch.data[blocks.stop - 1], _COLONS))
            + TITLED * (_titled(reading, length, figures.digits) & ~linked)
            + ITEM * _item(reading)
            + ORDINAL * _ordinal(reading)
            + LINKED * linked
            + HOURS * _hours(reading, figures.text)
            + PRICED * _with_amount(reading, np.flatnonzero(shape.flags & VALUED), figures.text)
            + CALLED * _called(reading, joined)
        )
        return cls((flags + shape.flags).astype(np.int32), shape.slot, shape.exact)

    @classmethod
    def of_runs(cls, reading: Reading, runs: Runs, figures: Figures) -> Traits:
        """Describe the slots of blocks or sentences, and nothing around them: only these flags are set."""
        data, place = reading.batch.data, figures.digits
        low, high = np.searchsorted(place, runs.start), np.searchsorted(place, runs.stop)
        some = np.flatnonzero((high > low) & (runs.stop - runs.start <= LONGEST))
        kind, slot = np.zeros(len(runs), np.int8), np.zeros(len(runs), np.int32)
        number, every = np.zeros((2, len(runs)), np.int64)
        kind[some], slot[some], number[some], every[some] = slots(figures, runs.start[some], runs.stop[some])
        digits = range_hashes(mix(data[place].astype(np.uint64)), low, high)
        dated, date = reading.words.dated, reading.words.date
        low, high = np.searchsorted(dated, runs.start), np.searchsorted(dated, runs.stop)
        dates = range_hashes(date, low, high) * ODD[2] * (high > low).astype(np.uint64)
        exact = (mix(runs.hash ^ digits * ODD[1] ^ dates) >> np.uint64(33)).astype(np.int32)
        valued = (kind == VALUES) & (number * WORDS_A_VALUE >= runs.size)
        flags = VALUED * valued + FILLED * ((kind == VALUES) & (every * WORDS_A_VALUE >= runs.size))
        flags += COUNTED * (kind == VALUES) + DATED * (kind & DATES > 0) + PHONED * (kind & TELEPHONES > 0)
        return cls(flags.astype(np.int32), slot, exact)

    def take(self, which: Ints | Bools) -> Traits:
        """Select some, by a mask, shape (keys,), or by their indices, int64, shape (selected,)."""
        return Traits(self.flags[which], self.slot[which], self.exact[which])


def replied(data: Bytes, start: Ints) -> Bools:
    """Tell which ranges stand in quoted lines of a reply: behind ">", or begin with it.

    Args:
        data: the bytes of a batch, uint8, shape (bytes,).
        start: of the ranges, int64, shape (ranges,).

    Returns:
        Bool, shape (ranges,).

    >>> line = np.frombuffer(b">It held. > Did it? a > b", np.uint8)
    >>> replied(line, np.array([0, 1, 12, 20])).tolist()
    [True, True, True, False]
    """
    one, two = (data.take(np.maximum(start - back, 0)) for back in (1, 2))
    return np.asarray((data.take(start) == _REPLY) | (one == _REPLY) | ((one == _BLANK) & (two == _REPLY)))


def priced(reading: Reading, figures: Figures) -> Bools:
    """Tell which documents have a short line with a price: bool, shape (documents,). A wage is none.

    >>> from chaffinch.text import TextBatch
    >>> texts = ["Blue jug\\n\\n$12.50", "They paid $12, which is too much.", "Krug\\n12 €", "Smith\\nSalary: $900"]
    >>> reading = Reading.of(TextBatch.of(texts))
    >>> priced(reading, Figures.of(reading.batch.data, reading.words)).tolist()
    [True, False, True, False]
    """
    data, blocks, wide = reading.batch.data, reading.blocks, reading.batch.wide
    latin, sign = wide.led_by(_LATIN), wide.led_by(_SIGNS[0])
    latin, sign = latin[np.isin(data[latin + 1], _LATIN_MONEY)], sign[data[sign + 1] == _SIGNS[1]]
    sign = sign[np.isin(data[sign + 2], _MONEY_SIGNS)]
    place = np.concatenate((np.flatnonzero(data == ord("$")), latin, sign))
    at = np.searchsorted(blocks.start, place, side="right") - 1
    at = np.unique(at[(at >= 0) & (place < blocks.stop[at])])
    has = np.searchsorted(figures.digits, blocks.stop[at]) > np.searchsorted(figures.digits, blocks.start[at])
    at = at[has & (blocks.size[at] <= PRICE_WORDS)]
    spans = zip(blocks.start[at].tolist(), blocks.stop[at].tolist(), strict=True)
    goods = np.fromiter((_WAGES.search(figures.text[start:stop]) is None for start, stop in spans), np.bool_, len(at))
    result = np.zeros(len(reading.batch), np.bool_)
    result[reading.document[at[goods]]] = True
    return result


def _named(reading: Reading) -> Bools:
    """Tell which blocks are short and all of words with a capital letter: bool, shape (blocks,)."""
    blocks = reading.blocks
    small = np.concatenate(([0], np.cumsum(~reading.words.capital)))
    return np.asarray((blocks.size <= NAME_WORDS) & (blocks.size > 0) & (small[blocks.hi] == small[blocks.lo]))


def _hours(reading: Reading, text: bytes) -> Bools:
    """Tell which blocks are short and tell opening hours: a day of the week, and a number or a word such as closed."""
    blocks = reading.blocks
    result = np.zeros(len(blocks), np.bool_)
    some = np.flatnonzero((blocks.size <= FEW_WORDS) & (blocks.stop - blocks.start <= LONGEST))
    lines = [text[a:b] for a, b in zip(blocks.start[some].tolist(), blocks.stop[some].tolist(), strict=True)]
    ends = np.cumsum(np.fromiter(map(len, lines), np.int64, len(lines)) + 1)
    place = np.fromiter((day.start() for day in _DAYS.finditer(b"\n".join((*lines, b"")))), np.int64)
    for i in np.unique(np.searchsorted(ends, place, side="right")).tolist():
        result[some[i]] = _DAYS.search(lines[i]) is not None and _OPEN.search(lines[i]) is not None
    return result


def _with_amount(reading: Reading, some: Ints, text: bytes) -> Bools:
    """Tell which blocks give an amount of money, of some that name a value: bool, shape (blocks,)."""
    blocks = reading.blocks
    result = np.zeros(len(blocks), np.bool_)
    for i, start, stop in zip(some.tolist(), blocks.start[some].tolist(), blocks.stop[some].tolist(), strict=True):
        result[i] = _AMOUNT.search(text[start:stop]) is not None
    return result


def _called(reading: Reading, joined: Bools) -> Bools:
    """Tell which blocks are in a note of markdown: behind a line with its sign, without a blank line between."""
    blocks = reading.blocks
    if not len(blocks):
        return np.zeros(0, np.bool_)
    head = np.maximum.accumulate(np.where(joined, 0, np.arange(len(blocks))))
    return np.asarray(opens_note(reading.batch.data, blocks.start)[head])


def _titled(reading: Reading, length: Ints, digits: Ints) -> Bools:
    """Tell which blocks may be titles of sections, given their code points and all digits: bool, shape (blocks,)."""
    data, blocks = reading.batch.data, reading.blocks
    unspaced = (length <= blocks.size + 2) & (blocks.size <= UNSPACED_LETTERS)
    short = (blocks.size > 0) & (length <= HEAD_LETTERS) & ((blocks.size <= HEAD_WORDS) | unspaced)
    result = np.asarray(short & ~reading.ended)
    some = np.flatnonzero(result)
    for signs in (np.flatnonzero((data == ord("@")) | (data == ord("/"))), digits):
        result[some] &= np.searchsorted(signs, blocks.start[some]) == np.searchsorted(signs, blocks.stop[some])
    return result


def _item(reading: Reading) -> Bools:
    """Tell which blocks begin as the item of a list: "- ", "• ", "2. " or "2) ", bool, shape (blocks,)."""
    data, first = reading.batch.data, reading.blocks.start
    one, two, three, four = (data[np.minimum(first + i, len(data) - 1)] for i in range(4))
    blank = ord(" ")
    marked = np.isin(one, _MARKS) & (two == blank)
    dotted = (one == _BULLET[0]) & (two == _BULLET[1]) & (three == _BULLET[2]) & (four == blank)
    return np.asarray(marked | dotted) | _ordinal(reading)


def _ordinal(reading: Reading) -> Bools:
    """Tell which blocks begin with the number of an item: "2. " or "2) ", bool, shape (blocks,)."""
    data, first = reading.batch.data, reading.blocks.start
    one, two, three, four = (data[np.minimum(first + i, len(data) - 1)] for i in range(4))
    blank, number = ord(" "), digit(one)
    short = number & np.isin(two, _CLOSES) & (three == blank)
    return np.asarray(short | (number & digit(two) & np.isin(three, _CLOSES) & (four == blank)))


def _linked(reading: Reading) -> Bools:
    """Tell which blocks hold a link of markdown: menus and lists of tags are made of them."""
    data, blocks = reading.batch.data, reading.blocks
    result = np.zeros(len(blocks), np.bool_)
    link = np.flatnonzero((data[:-1] == ord("]")) & (data[1:] == ord("(")))
    at = np.searchsorted(blocks.start, link, side="right") - 1
    inside = (at >= 0) & (link < blocks.stop[at])
    result[at[inside]] = True
    return result


def _joined(reading: Reading) -> Bools:
    """Tell which blocks have no blank line above them, in one document: bool, shape (blocks,)."""
    blocks, document = reading.blocks, reading.document
    ends = np.flatnonzero(reading.batch.data == ord("\n"))
    before = np.searchsorted(ends, np.append(0, blocks.stop)[: len(blocks)])
    gap = np.searchsorted(ends, blocks.start) - before
    same = np.append(False, document[1:] == document[:-1])[: len(blocks)]
    return np.asarray(same & (gap == 1))
