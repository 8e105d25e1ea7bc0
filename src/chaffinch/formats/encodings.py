"""Turn the bytes of a file into text and back again, to the byte.

charset_normalizer guesses single- and double-byte encodings; this module tries Unicode before, and checks that the same
bytes come out again. Of the 41 texts of ``tests/formats``, charset_normalizer 3.5 alone decodes 39, and it takes a
file of damaged UTF-8 for a text; faust-cchardet 3.2 decodes 28.
"""

from __future__ import annotations

import codecs
import re

from chaffinch.errors import DocumentError

__all__ = ["decode", "decode_as", "encode"]

_BOMS = (
    ("utf-8", codecs.BOM_UTF8),
    ("utf-32-le", codecs.BOM_UTF32_LE),  # before UTF-16: begins with the same two bytes
    ("utf-32-be", codecs.BOM_UTF32_BE),
    ("utf-16-le", codecs.BOM_UTF16_LE),
    ("utf-16-be", codecs.BOM_UTF16_BE),
)
_MARKED = "-sig"  # ends the name of an encoding whose bytes begin with its byte order mark

# The single- and double-byte encodings of the WHATWG Encoding Standard, that is, of the web, without those that differ
# from a listed one in unused bytes only. Others (EBCDIC, DOS, Mac, HP) are never the right guess.
_LEGACY = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874", "cp866",
    "koi8_r", "koi8_u", "iso8859_2", "iso8859_5", "iso8859_7", "gb18030", "big5", "cp932", "euc_jp", "cp949",
]  # fmt: skip
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_SAMPLE = 1 << 16  # bytes that an encoding is guessed from
_FEW_BREAKS = 10  # one broken sequence in so many good characters is damaged UTF-8, not another encoding
_PLAIN = 0.9  # share of printable characters from which on bytes without a mark may be UTF-16 or UTF-32


def decode(data: bytes) -> tuple[str, str]:
    r"""Give the text of a file and the name of its encoding, such that `encode` gives the same bytes.

    In order: a byte order mark, UTF-8, evident UTF-16 and UTF-32, then the best guess of charset_normalizer among
    the encodings of the web.

    Raises:
        DocumentError: it is not text: it has 0x00, or no encoding gives the same bytes again.

    >>> decode(b"\xef\xbb\xbfcaf\xc3\xa9"), decode("Да".encode("utf-16"))
    (('café', 'utf-8-sig'), ('Да', 'utf-16-le-sig'))
    """
    if found := _unicode(data):
        return found
    zero = data.find(0)
    codec = _wide(data) if zero >= 0 else _legacy(data)
    text = _exact(data, codec) if codec else None
    if text is None:
        what = f"0x00 at byte {zero}" if zero >= 0 else "no known encoding gives the same bytes again"
        raise DocumentError(f"not text: {what}")
    return text, codec


def encode(text: str, encoding: str) -> bytes:
    """Give the bytes of a text in an encoding that `decode` named.

    Raises:
        UnicodeEncodeError: the text has characters that the encoding lacks.

    >>> encode("é", "utf-16-be-sig")
    b'\\xfe\\xff\\x00\\xe9'
    """
    if not encoding.endswith(_MARKED):
        return text.encode(encoding)
    codec = encoding.removesuffix(_MARKED)
    return dict(_BOMS)[codec] + text.encode(codec)


def decode_as(data: bytes, encoding: str) -> str:
    """Give the text of bytes that `encode` made.

    >>> decode_as(encode("é", "utf-16-le-sig"), "utf-16-le-sig")
    'é'
    """
    codec = encoding.removesuffix(_MARKED)
    return (data.removeprefix(dict(_BOMS)[codec]) if codec != encoding else data).decode(codec)


def _unicode(data: bytes) -> tuple[str, str] | None:
    """Decode what has a byte order mark or is UTF-8, and has no zeros."""
    for codec, mark in _BOMS:
        if data.startswith(mark):
            text = _exact(data[len(mark) :], codec)
            if text is not None and "\0" not in text:
                return text, codec + _MARKED
    text = _exact(data, "utf-8") if 0 not in data else None
    return None if text is None else (text, "utf-8")


def _exact(data: bytes, codec: str) -> str | None:
    """Decode, if that can be undone."""
    try:
        text = data.decode(codec)
        # strict UTF decoders accept one form only; others, such as ISO 2022, have several for one text
        return text if codec.startswith("utf-") or text.encode(codec) == data else None
    except ValueError:
        return None


def _wide(data: bytes) -> str:
    """Name the UTF-16 or UTF-32 that bytes with zeros evidently are; empty where they are neither."""
    for codec, width, high in (("utf-32-le", 4, 3), ("utf-32-be", 4, 0), ("utf-16-le", 2, 1), ("utf-16-be", 2, 0)):
        low = width - 1 - high
        if len(data) % width or (width == 4 and any(data[high::4])):
            continue
        if data[low::width].count(0) >= data[high::width].count(0):
            continue
        text = _exact(data, codec)
        if text is not None and sum(map(_is_plain, text[:_SAMPLE])) >= _PLAIN * len(text[:_SAMPLE]):
            return codec
    return ""


def _is_plain(letter: str) -> bool:
    return letter.isprintable() or letter.isspace()


def _legacy(data: bytes) -> str:
    """Guess the encoding of bytes that are not UTF-8; empty where there is no good guess."""
    damaged = data.decode("utf-8", "replace")
    broken = damaged.count("\ufffd")
    if broken * _FEW_BREAKS < sum(letter > "\x7f" for letter in damaged):
        return ""
    from charset_normalizer import from_bytes

    matches = from_bytes(_sample(data), cp_isolation=_LEGACY)
    best = matches.best()
    if best is None:
        return ""
    for match in matches:  # of equal guesses cp1252, by far the most frequent on the web
        if "cp1252" in (match.encoding, *match.could_be_from_charset) and match.chaos <= best.chaos:
            return "cp1252"
    return str(best.encoding)


def _sample(data: bytes) -> bytes:
    """Give whole lines around the first byte that is not ASCII."""
    if len(data) <= _SAMPLE:
        return data
    odd = _NOT_ASCII.search(data)
    start = data.rfind(b"\n", 0, odd.start() if odd else 0) + 1
    return data[start : data.rfind(b"\n", start, start + _SAMPLE) + 1] or data[start : start + _SAMPLE]
