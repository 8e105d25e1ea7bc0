"""Tell bytes that are UTF-8, also with damage, and guess which other encoding bytes are in.

charset_normalizer guesses single- and double-byte encodings; this module asks before whether the bytes are UTF-8 but
for some places, and asks the alphabets of languages (`latin_pages`) among the code pages of the Latin script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaffinch.text.late_patterns import late_pattern
from chaffinch.text.latin_pages import PAGES, latin_page

__all__ = ["DOUBLE_BYTE", "is_nearly_utf8", "is_utf8", "latin", "legacy_codec", "other_kind", "paired", "utf8_shares"]

DOUBLE_BYTE = ("gb18030", "big5", "cp932", "euc_jp", "cp949")
"""Encodings in which most letters take two bytes or more; some of their letters are valid UTF-8 by chance."""

# The single- and double-byte encodings of the WHATWG Encoding Standard, that is, of the web, without those that differ
# from a listed one in unused bytes only. Others (EBCDIC, DOS, Mac, HP) are never the right guess.
_LEGACY = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874", "cp866",
    "koi8_r", "koi8_u", "iso8859_2", "iso8859_5", "iso8859_7", *DOUBLE_BYTE,
]  # fmt: skip
_NOT_ASCII = re.compile(rb"[\x80-\xff]+")
_GOOD = late_pattern("[^\x00-\x7f\ufffd]")
_FILLED = re.compile(rb"[\xfe\xff]")  # what damage leaves more often than anybody writes þ and ÿ
_SAMPLE = 1 << 16  # bytes that an encoding is guessed from
_FEW = 200  # characters for each letter beyond ASCII of a text that has too few of them for a guess
_LATIN_RUN = 2  # bytes beyond ASCII in a row, at most, on average, in a text in Latin script; of Cyrillic words five
_BETTER = 0.1  # by how much less chaos, less the coherence, a half must have; a broken byte in Cyrillic makes it .24
# A letter beyond U+FFFF that is written as the two halves of its pair in UTF-16, three bytes each (CESU-8, Unicode
# Technical Report 26), as old programs in Java and old databases do; and half of such a pair, which is no letter.
_PAIR = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
_HALF = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")


_KINDS = {
    b"%PDF-": "a PDF file",
    b"{\\rtf": "an RTF document",
    b"PK\x03\x04": "a ZIP archive or office document",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"\x1f\x8b": "a gzip file",
    b"\x89PNG": "a PNG image",
    b"GIF87a": "a GIF image",
    b"GIF89a": "a GIF image",
    b"\xff\xd8\xff": "a JPEG image",
}
"""What files are that begin with these bytes; some of them are ASCII throughout."""


def other_kind(data: bytes) -> str:
    """Name what bytes are that are neither text nor HTML; empty if their beginning does not tell.

    >>> other_kind(b"%PDF-1.7"), other_kind(b"The dam held.")
    ('a PDF file', '')
    """
    return next((kind for start, kind in _KINDS.items() if data.startswith(start)), "")


def is_utf8(data: bytes) -> bool:
    """Tell whether bytes are UTF-8."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def is_nearly_utf8(data: bytes) -> bool:
    r"""Tell whether bytes are UTF-8 with some damage: most letters beyond ASCII, or the lines with such, are UTF-8.

    Other encodings hardly ever form valid UTF-8: Latin and Cyrillic text never, Chinese and Thai in one letter of six.

    >>> is_nearly_utf8("Härnby, für".encode() + b" \xff"), is_nearly_utf8("Härnby, für".encode("cp1252"))
    (True, False)
    """
    good, broken = utf8_shares(data)
    if not good:
        return _is_cut(data)
    if good >= broken:
        return True
    lines = paired(data).decode("utf-8", "replace").splitlines()
    whole = sum(bool(_GOOD.search(line)) and "\ufffd" not in line for line in lines)
    return 2 * whole >= sum(not line.isascii() for line in lines)


def utf8_shares(data: bytes) -> tuple[int, int]:
    r"""Count the letters beyond ASCII that are UTF-8, and the places that are not.

    >>> utf8_shares("Härnby, für".encode() + b" \xff")
    (2, 1)
    """
    text = _HALF.sub(b"\xff", paired(data)).decode("utf-8", "replace")
    return len(_GOOD.findall(text)), text.count("\ufffd")


def _is_cut(data: bytes) -> bool:
    """Tell whether only the end is not ASCII, and begins a character of UTF-8 with two or three bytes."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data" and len(data) - error.start > 1
    return False


def legacy_codec(data: bytes) -> str:
    r"""Name the encoding of bytes that are neither UTF-8 nor wide; empty where there is no good guess.

    A Latin text with few letters beyond ASCII gives no guess anything to go by: it is taken for cp1252, by far the
    most frequent such encoding of the web.

    >>> legacy_codec("Zdaniem burmistrza tylko jeden dom ocalał, a café stoi.".encode("cp1252", "replace"))
    'cp1252'
    """
    if sum(map(len, _NOT_ASCII.findall(data))) <= 1 + len(data) // _FEW and latin(data) is not None:
        return "cp1252"
    whole, *halves = [*_guesses(data), *[(1.0, "")] * 3][:3]
    better = min(halves)
    codec = better[1] if better[1] and better[0] < whole[0] - _BETTER else whole[1]
    return latin_page(_sample(data)) if codec in PAGES else codec


def latin(data: bytes) -> str | None:
    r"""Decode bytes that may be cp1252, the encoding of one line among others in UTF-8; None where they hardly are.

    >>> latin("für Öl".encode("cp1252")), latin("Плотина".encode("cp1251")), latin(b"\x81 is no letter")
    ('für Öl', None, None)
    """
    runs = _NOT_ASCII.findall(data)
    if sum(map(len, runs)) > _LATIN_RUN * len(runs) or _FILLED.search(data):
        return None
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return None


def _guesses(data: bytes) -> Iterator[tuple[float, str]]:
    """Guess from the bytes, and from each half of them, since a broken byte rules out the right encoding."""
    from charset_normalizer import from_bytes

    sample = _sample(data)
    middle = sample.find(b"\n", len(sample) // 2) + 1 or len(sample) // 2
    for part in (sample, sample[:middle], sample[middle:]):
        matches = from_bytes(part, cp_isolation=_LEGACY)
        best = matches.best()
        if best is not None and not part.isascii():
            yield best.chaos - best.coherence, str(best.encoding)


def paired(data: bytes) -> bytes:
    r"""Write each letter that is written as two halves of three bytes (CESU-8) in the four bytes of UTF-8.

    Only for bytes that are UTF-8 elsewhere: Chinese and Korean encodings may have the same bytes.

    >>> paired(b"ol\xc3\xa9 \xed\xa0\xbd\xed\xb8\x80").decode()
    'olé 😀'
    """
    return _PAIR.sub(_joined, data) if b"\xed" in data else data


def _joined(pair: re.Match[bytes]) -> bytes:
    halves = pair[0].decode("utf-8", "surrogatepass")
    return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le").encode()


def _sample(data: bytes) -> bytes:
    """Give whole lines around the first byte that is not ASCII."""
    if len(data) <= _SAMPLE:
        return data
    odd = _NOT_ASCII.search(data)
    start = data.rfind(b"\n", 0, odd.start() if odd else 0) + 1
    return data[start : data.rfind(b"\n", start, start + _SAMPLE) + 1] or data[start : start + _SAMPLE]
