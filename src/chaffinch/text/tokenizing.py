"""Cut a text into the tokens by which two texts are compared: words, numbers and signs.

Folding keeps letters and digits only. Whether two texts say the same also depends on what it drops: a decimal point, a
minus, a vowel sign, ``<``. A token has a *key*, which is the same however the token was typed (``8,5`` and ``8.5``,
``two billion`` and ``2bn``, ``café`` and ``cafe``), and a *form*, which has all its marks.

What scraping, mailing and listing put into a text is no token: entities, tags, targets of links, footnote marks,
numbers of lists and of lines, the mark before a quoted line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chaffinch.text.bare_lines import MAY_NOTE, bare_lines
from chaffinch.text.late_patterns import late_pattern
from chaffinch.text.remembering import Remembered
from chaffinch.text.vocabulary import vocabulary
from chaffinch.text.written_numbers import FRACTIONS, RAISED, canonical

__all__ = [
    "NUMBER",
    "SIGN",
    "SIGNS",
    "UNSPACED",
    "WORD",
    "Tokens",
    "bare",
    "numerals",
    "plain",
    "tokens",
    "tokens_of_words",
]

WORD = 0  # a kind of token: letters
NUMBER = 1  # digits, or a numeral
SIGN = 2  # a symbol with a meaning, such as ``<`` or ``$``

LONGEST_WORD = 32  # letters of a word, at most, that is remembered: longer ones are texts, or come once

TEN = 10  # base of numerals

_MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
"""Accents, tones and vowel signs of Latin, Greek, Cyrillic, Hebrew and Arabic, which people also leave out."""

_VOWELS = (
    "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u09d7\u0a01-\u0a03\u0a3c-\u0a51"
    "\u0a70\u0a71\u0a81-\u0a83\u0abc-\u0acd\u0b01-\u0b03\u0b3c-\u0b57\u0b82\u0bbe-\u0bcd\u0bd7\u0c00-\u0c04\u0c3e-\u0c56"
    "\u0c81-\u0c83\u0cbc-\u0cd6\u0d00-\u0d03\u0d3b-\u0d4d\u0d57\u0d82\u0d83\u0dca-\u0ddf"
)
"""Vowel signs of the scripts of India and Sri Lanka, which belong to the word."""

UNSPACED = (
    "\u0e00-\u0e4f\u0e5a-\u0ecf\u0eda-\u0eff\u1000-\u103f\u104a-\u109f\u1780-\u17df\u3005-\u3007\u3040-\u31ff"
    "\u3400-\u9fff"
)
"""Letters of scripts without spaces between words, as ranges of a class of a pattern: each, with the marks on it,
is a token."""

_DENSE_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u1056-\u1059\u17b4-\u17d3"

SIGNS = "<>≤≥=≠±×÷+$€£¥₹₽₺₩"
_CHECKS = "\u2611\u2612\u2713-\u2718"  # behind a word; at the beginning of a line they are bullets
_ARROWS = "\u2190-\u2193\u21d0-\u21d3"  # between two words; others are furniture

_HAN = {c: n for n, some in enumerate(("〇零", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九")) for c in some}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
_MYRIAD = 10_000  # from here on a unit multiplies all that stands before it

_THAI = {"เอ็ด": 1, "สอง": 2, "ยี่": 2, "สาม": 3, "สี่": 4, "ห้า": 5, "หก": 6, "เจ็ด": 7, "แปด": 8, "เก้า": 9}
_THAI_DIGIT = "|".join(_THAI)
_THAI_TEN = "สิบ"
_THAI_NUMERAL = (
    rf"(?:(?:{_THAI_DIGIT})?{_THAI_TEN}(?:{_THAI_DIGIT})?|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า)"
    rf"(?![{_DENSE_MARKS}มง]|ารถ|อี้|ล้ม)"  # not in "husband", "forbid", "shop", "can", "chair", "fall over"
)

_DENSE_TOKEN = (
    rf"(?P<han>[二两兩三四五六七八九十百千][{''.join((*_HAN, *_HAN_UNITS))}]*)"
    rf"|(?P<thai>{_THAI_NUMERAL})"
    rf"|(?P<dense>[{UNSPACED}][{_DENSE_MARKS}]*)"
)
_SPACED_TOKEN = (
    rf"(?P<number>[-−–]?\d{{1,3}}(?:[ \u00a0\u202f]\d{{3}})+(?![\d.,]\d)|\d*[{FRACTIONS}]"
    rf"|[-−–]?\d+(?:-\d+/\d+|[.,:/’'٫٬]\d+)*(?:\^-?\d+|[{RAISED}]+)?)"
    rf"|(?P<word>[^\W\d_](?:[^\W\d_{UNSPACED}]+|[{_MARKS}{_VOWELS}]+|['’ʼ](?=[^\W\d_]))*(?:\+\+|\#(?!\w))?)"
    rf"|(?P<sign>[{SIGNS}]|(?<=[(\[=])[-−](?=[a-z]\b)"  # "-x" in brackets
    r"|(?<=\b[A-F])[-−](?![\w-])|(?<![\w!¡.?])!(?=[a-z(])"  # a mark, "B-"; "!done"
    rf"|(?<=\w )(?:[{_CHECKS}]|[{_ARROWS}](?= \w)))"
)
_DENSE = late_pattern(f"{_DENSE_TOKEN}|{_SPACED_TOKEN}")
_SPACED = late_pattern(_SPACED_TOKEN)  # takes half the time where no letter is of a script without spaces
_KIND = {"han": NUMBER, "thai": NUMBER, "dense": WORD, "word": WORD, "number": NUMBER, "sign": SIGN}

FEW_WORDS = 40
"""Characters of a place where two texts differ, at most, whose tokens are kept: 94 in 100 places have no more, and of
these four in five are found again (measured on 2,400 pairs of copies with edits)."""


@dataclass(slots=True)
class Tokens:
    """The tokens of a text, as columns of one length; nobody changes them when they are made.

    Attributes:
        keys: what is the same however it was typed.
        forms: as written, case-folded, with all marks.
        raw: as written.
        kinds: `WORD`, `NUMBER` or `SIGN`.
        lines: index of the line of each.
        opens: whether it is the first of a line or a sentence.
    """

    keys: list[str]
    forms: list[str]
    raw: list[str]
    kinds: list[int]
    lines: list[int]
    opens: list[bool]

    def __len__(self) -> int:
        return len(self.keys)

    def part(self, start: int, stop: int) -> Tokens:
        """Give some of the tokens."""
        if start == 0 and stop == len(self.keys):
            return self
        some = slice(start, stop)
        return Tokens(
            self.keys[some], self.forms[some], self.raw[some], self.kinds[some], self.lines[some], self.opens[some]
        )

    def opens_at(self, at: int) -> bool:
        """Tell whether a token opens a line or a sentence within these tokens."""
        return 0 < at < len(self.opens) and self.opens[at]


@lru_cache(maxsize=1)
def _numerals() -> dict[str, int]:
    """Map numerals and ordinals of all languages to their values; a word with two values is left out."""
    found: dict[str, set[int]] = {}
    for language in (*vocabulary()["numbers"].values(), *vocabulary()["ordinals"].values()):
        for row in language:
            value, *words = row.split()
            for word in words:
                found.setdefault(plain(word), set()).add(int(value))
    return {word: values.pop() for word, values in found.items() if len(values) == 1}


@lru_cache(maxsize=1)
def _ones() -> frozenset[str]:
    return frozenset(plain(word) for words in vocabulary()["units"].values() for word in words)


@lru_cache(maxsize=1)
def _scales() -> dict[str, int]:
    rows = (row.split() for language in vocabulary()["scales"].values() for row in language)
    return {plain(word): int(value) for value, *words in rows for word in words}


def tokens(text: str) -> Tokens:
    """Cut a text into tokens, which the caller must not change: those of a few words are kept.

    >>> tokens("Two billion cafés, 1,500.50 km\\n> at -8,5 °C").keys
    ['2000000000', 'cafes', '1500.5', 'km', 'at', '-8.5', 'c']
    >>> tokens("三百二十人").keys, tokens("二〇三一年").keys, tokens("สิบเก้า").keys
    (['320', '人'], ['2031', '年'], ['19'])
    >>> tokens("quatre-vingt-dix-sept").keys, tokens("trinta e cinco").keys, tokens("soixante et onze").keys
    (['97'], ['35'], ['71'])
    """
    return _of_few_words(text) if len(text) <= FEW_WORDS else _tokens(text)


def tokens_of_words(words: list[str]) -> Tokens:
    """Give the tokens of words in small letters of ASCII, none of which is a numeral or multiplies one.

    >>> tokens_of_words(["the", "old", "dam"]) == tokens("the old dam")
    True
    """
    return Tokens(words, words, words, [WORD] * len(words), [0] * len(words), [at == 0 for at in range(len(words))])


def _tokens(text: str) -> Tokens:
    if _LETTERS.fullmatch(text) and _is_spaced(text) and (text.isascii() or not MAY_NOTE.search(text)):
        forms = _forms(text)
        keys = forms if text.isascii() else [plain(form) for form in forms]
        if not _is_numeral(keys):
            count = len(keys)
            return Tokens(keys, forms, text.split(), [WORD] * count, [0] * count, [True] + [False] * (count - 1))
    made = Tokens([], [], [], [], [], [])
    for line, body in enumerate(bare_lines(text)):
        if _is_spaced(body) and not _BESIDE_BLANK.search(body):
            _append_words(made, body, line)
        else:
            _append_all(made, body, line, opens=True)
    return made


def _append_all(made: Tokens, body: str, line: int, *, opens: bool) -> bool:
    """Append the tokens of a line, or of some words of it; tell whether a sentence ends behind the last one.

    Args:
        made: the tokens before it.
        body: what is cut into tokens.
        line: its index.
        opens: whether the first token opens a sentence, whatever stands before it.
    """
    end = 0
    for match in (_SPACED if _is_spaced(body) else _DENSE).finditer(body):
        start = match.start()
        stops = (start > end + 1 or not end) and _STOPS.search(body, end, start) is not None
        _append(made, match, line, opens=opens or stops)
        opens, end = False, match.end()
    return (opens and not end) or _STOPS.search(body, end) is not None


def _append_words(made: Tokens, body: str, line: int) -> None:
    """Append the tokens of a line whose words have spaces between them: what most of them are cut into is known.

    Numbers go on over a space, and so do words that belong to one: these are read where they stand.
    """
    raws, forms, keys, begins = made.raw, made.forms, made.keys, made.opens
    opens, some = True, list[str]()
    for word in body.split(" "):
        known = _known_word(word)
        if known is None:
            some.append(word)
            continue
        if some:
            opens, some = _append_some(made, some, line, opens=opens), []
        raw, form, key, begin, ends = known
        if key:
            raws += raw
            forms += form
            keys += key
            begins += begin
            if opens:
                begins[-len(key)] = True
            opens = ends
        elif ends:
            opens = True
    if some:
        _append_some(made, some, line, opens=opens)
    else:
        _fill(made, line)


def _append_some(made: Tokens, words: Sequence[str], line: int, *, opens: bool) -> bool:
    """Append the tokens of words that are read where they stand, as `_append_all` does."""
    _fill(made, line)
    return _append_all(made, " ".join(words), line, opens=opens)


def _fill(made: Tokens, line: int) -> None:
    """Fill the columns that are the same for all words appended last."""
    count = len(made.keys) - len(made.kinds)
    made.kinds += [WORD] * count
    made.lines += [line] * count


def _is_spaced(text: str) -> bool:
    return text.isascii() or not _DENSE_LETTER.search(text)


_of_few_words = Remembered(_tokens, 1 << 13).__getitem__


def _forms(text: str) -> list[str]:
    if text.isascii():
        return text.lower().split()
    return [_not_drawn_out(word) for word in unicodedata.normalize("NFC", text).casefold().split()]


def _form_and_key(word: str) -> tuple[str, str]:
    if word.isascii():
        return word.lower(), word.lower()
    form = _not_drawn_out(unicodedata.normalize("NFC", word).casefold())
    return form, plain(form)


Cut = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[bool, ...], bool]
"""Tokens of what stands between two spaces: as written, their forms, their keys, whether each opens a sentence; and
whether a sentence ends behind the last one."""


def _cut(word: str) -> Cut | None:
    """Cut what stands between two spaces into tokens; None if they depend on what stands beside it.

    >>> _cut("held.”"), _cut("12") is None
    ((('held',), ('held',), ('held',), (False,), True), True)
    """
    bare = word.strip(_AROUND)
    if bare.isalpha():  # most words
        form, key = _form_and_key(bare)
        before, _, behind = word.partition(bare)
        begins, ends = bool(before) and bool(_STOPS.search(before)), bool(behind) and bool(_STOPS.search(behind))
        return None if key in _number_words() else ((bare,), (form,), (key,), (begins,), ends)
    raw, opened, end = list[str](), list[bool](), 0
    for match in _SPACED.finditer(word):
        if _KIND[match.lastgroup or "word"] != WORD:
            return None
        start = match.start()
        opened.append((start > end + 1 or not raw) and _STOPS.search(word, end, start) is not None)
        raw.append(match[0])
        end = match.end()
    forms, keys = zip(*map(_form_and_key, raw), strict=True) if raw else ((), ())
    if not _number_words().isdisjoint(keys):
        return None
    forms = tuple(form.replace("’", "'") for form in forms)
    return tuple(raw), forms, keys, tuple(opened), _STOPS.search(word, end) is not None


_known_word = Remembered(_cut, 1 << 16, LONGEST_WORD).__getitem__


def _not_drawn_out(form: str) -> str:
    """Drop the strokes by which words of Arabic are made longer."""
    return form.replace("\u0640", "") or form


_VERSION = late_pattern(r"(\d+)\.(\d+)")
_LETTER = rf"[^\W\d_{FRACTIONS}]"
_LETTERS = late_pattern(rf"{_LETTER}*(?: {_LETTER}+)*")  # words without marks, which need no look at lines and signs
_DENSE_LETTER = late_pattern(f"[{UNSPACED}]")
_STOPS = late_pattern(r"[.!?。！？]")
_AROUND = '.,;:…()[]"“”«»،؛؟'  # beside a word they are no part of a token
_BESIDE_BLANK = late_pattern(f"[{_CHECKS}{_ARROWS}]")  # signs that are tokens by what stands beyond a space


def numerals() -> Iterator[str]:
    """Give the words that are numbers, or multiply one."""
    yield from _numerals()
    yield from _scales()


@lru_cache(maxsize=1)
def _number_words() -> frozenset[str]:
    """Give the words that may be a number, multiply one, or be added to one: few are."""
    return frozenset((*numerals(), *_ones(), *_HAN_UNITS))


def _is_numeral(words: list[str]) -> bool:
    return not _number_words().isdisjoint(words) and any(word in _numerals() or word in _scales() for word in words)


def _append(made: Tokens, match: re.Match[str], line: int, *, opens: bool) -> None:
    raw, kind = match[0], _KIND[match.lastgroup or "word"]
    form, key = _form_and_key(raw)
    if kind == NUMBER:
        key = _number(match, made)
        if key.isdigit() and _is_minus(made, line):
            _drop_last(made)
            key = f"-{key}"
    elif kind != WORD:
        key = raw
    elif key in _number_words():
        if _multiplied(made, key, line) or _scored(made, key, line) or _added(made, key, line):
            made.raw[-1] += " " + raw
            return
        if key in _numerals():
            key, kind = str(_numerals()[key]), NUMBER
    made.keys.append(key)
    made.forms.append(form.replace("’", "'") if kind == WORD else key)
    made.raw.append(raw)
    made.kinds.append(kind)
    made.lines.append(line)
    made.opens.append(opens)


def _is_minus(made: Tokens, line: int) -> bool:
    """Tell whether the last token says that the number behind it is below zero, as in "minus 12"."""
    return bool(made.keys) and made.keys[-1] in _minus() and made.lines[-1] == line


@lru_cache(maxsize=1)
def _minus() -> frozenset[str]:
    return frozenset(plain(word) for words in vocabulary()["minus"].values() for word in words)


@lru_cache(maxsize=1)
def _versions() -> frozenset[str]:
    return frozenset(plain(word) for words in vocabulary()["versions"].values() for word in words)


def _drop_last(made: Tokens) -> None:
    for column in (made.keys, made.forms, made.raw, made.kinds, made.lines, made.opens):
        del column[-1:]


def _number(match: re.Match[str], made: Tokens) -> str:
    """Write the number of a match in one way, by what stands before it."""
    if match.lastgroup == "han":
        return str(_han(match[0]))
    if match.lastgroup == "thai":
        tens, ten, ones = match[0].rpartition(_THAI_TEN)
        return str((_THAI.get(tens, 1) * TEN if ten else 0) + _THAI.get(ones, 0))
    if made.keys and made.keys[-1] in _versions() and (version := _VERSION.fullmatch(match[0])):
        return f"{int(version[1])}.{version[2]}" if version[2].strip("0") else str(int(version[1]))
    return canonical(match[0], after_number=bool(made.kinds) and made.kinds[-1] == NUMBER)


def _han(numeral: str) -> int:
    """Give the value of a Chinese numeral, of units (``三百二十``) or of digits (``二〇三一``)."""
    if _HAN_UNITS.keys().isdisjoint(numeral):
        return int("".join(str(_HAN[c]) for c in numeral))
    whole = part = digit = 0
    for character in numeral:
        unit = _HAN_UNITS.get(character, 0)
        if unit >= _MYRIAD:
            whole, part, digit = (whole + part + digit) * unit, 0, 0
        elif unit:
            part, digit = part + (digit or 1) * unit, 0
        else:
            digit = _HAN[character]
    return whole + part + digit


def _multiplied(made: Tokens, key: str, line: int) -> bool:
    """Multiply the last number by a word such as ``billion``, or by a sign such as ``万``."""
    scale = _scales().get(key) or _HAN_UNITS.get(key)
    if not scale or not made.keys or made.kinds[-1] != NUMBER or made.lines[-1] != line:
        return False
    whole, _, part = made.keys[-1].partition(".")
    if not (whole.lstrip("-").isdigit() and (not part or part.isdigit())):
        return False
    digits = len(part)
    value = int(whole + part) * scale
    made.keys[-1] = made.forms[-1] = _decimal(value, digits)
    return True


def _added(made: Tokens, key: str, line: int) -> bool:
    """Add a unit to the tens before it, as in ``twenty-one``."""
    value = 1 if key in _ones() else _numerals().get(key, 0)
    joined = len(made) > 1 and made.keys[-1] in _AND  # "trinta e cinco", "vingt et un"
    at = -2 if joined else -1
    if not 0 < value < 2 * TEN or len(made) < -at or made.kinds[at] != NUMBER or made.lines[at] != line:
        return False
    last = made.keys[at]
    raw = made.raw[at].casefold()
    if raw[0].isdigit() or not last.isdigit() or int(last) not in range(TEN, TEN * TEN, TEN):
        return False
    if (value >= TEN and raw not in _SCORES) or (int(last) == TEN and (raw, value) not in _TEENS):
        return False
    if joined:
        _drop_last(made)
    made.keys[-1] = made.forms[-1] = str(int(last) + value)
    return True


_AND = ("e", "y", "et")
_SCORES = ("soixante", "quatre vingt", "quatre vingts")
_TEENS = (("dix", 7), ("dix", 8), ("dix", 9))
_FOUR, _SCORE = "quatre", ("vingt", "vingts")


def _scored(made: Tokens, key: str, line: int) -> bool:
    """Make "quatre-vingts" of its words: four times twenty."""
    if key not in _SCORE or not made.keys or made.raw[-1].casefold() != _FOUR or made.lines[-1] != line:
        return False
    made.keys[-1] = made.forms[-1] = "80"
    return True


def _decimal(value: int, digits: int) -> str:
    if not digits:
        return str(value)
    text = str(value).rjust(digits + 1, "0")
    return f"{text[:-digits]}.{text[-digits:]}".rstrip("0").rstrip(".")


def plain(form: str) -> str:
    """Drop the marks that people leave out when they type, and fold case.

    >>> plain("Café"), plain("D’Ávila")
    ('cafe', "d'avila")
    """
    if form.isascii():
        return form.lower()
    return _folded(form)


def _fold(form: str) -> str:
    spread = unicodedata.normalize("NFKD", form.replace("’", "'").replace("ʼ", "'"))
    return unicodedata.normalize("NFC", _TYPED.sub("", spread)).casefold()


_folded = Remembered(_fold, 1 << 15, LONGEST_WORD).__getitem__  # most words of a text are frequent ones


_TYPED = late_pattern(f"[{_MARKS}\u0640]")
_SPOKEN = late_pattern(f"[{_MARKS}{_VOWELS}{_DENSE_MARKS}\u0640]")


def bare(form: str) -> str:
    """Drop all accents, tones and vowel signs of a word, also those that people do not leave out.

    >>> bare("लड़की") == bare("लड़का"), bare("bạn")
    (True, 'ban')
    """
    return unicodedata.normalize("NFC", _SPOKEN.sub("", unicodedata.normalize("NFKD", form))).casefold()
