r"""How JSON writes a text: ``\u00e9`` or ``é``, ``\/`` or ``/``; told from a record, and done the same way again."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import NamedTuple

from chaffinch.formats.record import replaced

__all__ = ["Style", "encode", "is_spaced", "offsets", "style_of", "well_formed"]

_PAIR = r"[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE = re.compile(rf"\\(?:u(?:{_PAIR}|[0-9a-fA-F]{{4}})|.)")
_HALF = re.compile(rf"\\(?:u{_PAIR}|(u[dD][89a-fA-F][0-9a-fA-F]{{2}})|.)".encode(), re.DOTALL)
_ESCAPED = re.compile(rb"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_TELLING = re.compile(rb"\\[u/]")  # some of them tell how a record escapes; line ends, quotes and tabs do not
_SAFE = (b"003c", b"003d", b"003e", b"0026", b"0027")  # what writers escape so that JSON can stand in HTML
_SPACED = re.compile(rb'"\s*:[ \t]')
_LOWER_HEX = re.compile(r"\\(?:u([0-9a-f]{4})|.)")


class Style(NamedTuple):
    """How a record escapes: all that is not ASCII, slashes, with capital digits, and which more for HTML's sake."""

    ascii: bool
    slash: bool
    capital: bool
    safe: str


def offsets(raw: str, text: str, places: Sequence[int], style: Style) -> list[int]:
    r"""Turn places in a text, rising, into places in how it is written.

    >>> offsets(r"a\u00e9\n\ud83d\ude00b", "aé\n😀b", [1, 2, 3, 4], Style(True, False, False, ""))
    [1, 7, 9, 21]
    """
    if raw == text:
        return list(places)
    pieces = [encode(text[a:b], style) for a, b in pairwise((0, *places, len(text)))]
    if "".join(pieces) == raw:  # it is all in one style, so code points need not be counted
        return list(accumulate(map(len, pieces[:-1])))
    return list(_counted(raw, places))


def _counted(raw: str, places: Sequence[int]) -> Iterator[int]:
    """Count code points past every escape: a text may be in several styles."""
    escapes = _ESCAPE.finditer(raw)
    match = next(escapes, None)
    more = 0  # characters of escapes beyond the one code point that each stands for
    for place in places:
        while match and match.start() - more < place:
            more += match.end() - match.start() - 1
            match = next(escapes, None)
        yield place + more


def style_of(line: bytes, start: int, stop: int) -> Style:
    r"""Tell how a record escapes: from the text, else from the other fields, else from the spaces between them.

    Args:
        line: the record.
        start, stop: where in it the value of the text stands.

    >>> style_of(b'{"text":"a","b":"\\u00E9 \\/"}', 8, 11)
    Style(ascii=True, slash=True, capital=True, safe='')
    """
    value = line[start:stop]
    of_value = _escapes(value)
    of_line = of_value | _escapes(line[:start]) | _escapes(line[stop:])
    codes = {escape[1:] for escape in of_line if escape[:1] == b"u"}
    safe = {int(code, 16) for code in codes if code.lower() in _SAFE}
    every = "<>&='" if safe & {0x3D, 0x27} else "<>&" if safe else ""  # Gson's, or Go's and others'
    lettered = {code for code in codes if not code.isdigit()}
    capital = bool(lettered) and all(code == code.upper() for code in lettered)
    rest = line.removeprefix(codecs.BOM_UTF8)
    in_ascii = _in_ascii(value, of_value)
    if in_ascii is None:
        in_ascii = _in_ascii(rest, of_line)
    if in_ascii is None:  # with spaces it is from Python, which escapes; without from most others, which do not
        in_ascii = is_spaced(line)
    return Style(in_ascii, b"/" in of_line, capital, every)


def _escapes(raw: bytes) -> set[bytes]:
    """Give the escapes that occur in bytes, without their backslashes; none where no style can be told from them."""
    return set(_ESCAPED.findall(raw)) if _TELLING.search(raw) else set()


def _in_ascii(raw: bytes, escapes: set[bytes]) -> bool | None:
    """Tell whether what is not ASCII is escaped; None where there is nothing of the kind."""
    if not raw.isascii():
        return False
    return True if any(escape[:1] == b"u" and escape[1:] >= b"0080" for escape in escapes) else None


def is_spaced(line: bytes) -> bool:
    """Tell whether a record has a space after a colon.

    >>> is_spaced(b'{"a": 1}'), is_spaced(b'{"a":1}')
    (True, False)
    """
    return bool(_SPACED.search(line))


def encode(text: str, style: Style) -> str:
    r"""Write a text as a record writes it, without quotes.

    >>> encode("é/", Style(ascii=True, slash=True, capital=True, safe=""))
    '\\u00E9\\/'
    """
    raw = (encode_basestring_ascii if style.ascii else encode_basestring)(text)[1:-1]
    if style.slash:
        raw = raw.replace("/", "\\/")
    for letter in style.safe:
        raw = raw.replace(letter, f"\\u{ord(letter):04x}")
    if style.safe:
        raw = raw.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    if style.capital:
        raw = _LOWER_HEX.sub(lambda match: "\\u" + match[1].upper() if match[1] else match[0], raw)
    return raw


def well_formed(line: bytes) -> bytes:
    r"""Replace what is no text in a record by U+FFFD, code point for code point.

    That are the bytes that are no UTF-8, and the escapes of half a surrogate pair, such as a writer leaves that has cut
    a text inside an emoji. Any parser of JSON reads the result.

    >>> well_formed(b'{"a": "\\ud83d \\\\ud83d \\ud83d\\ude00 \xff"}').decode()
    '{"a": "\\ufffd \\\\ud83d \\ud83d\\ude00 �"}'
    """
    line = replaced(line.decode("utf-8", "surrogateescape")).encode()
    return _HALF.sub(lambda match: rb"\ufffd" if match[1] else match[0], line) if b"\\u" in line else line
