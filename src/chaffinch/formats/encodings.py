"""Turn the bytes of a file into text and back again; a damaged byte costs a character, not the file.

charset_normalizer guesses single- and double-byte encodings (`chaffinch.text.legacy_codec`); this module tries Unicode
before, and checks whether the same bytes come out again. Of the 41 texts of ``tests/formats``, charset_normalizer 3.5
alone decodes 39, and it takes a file of damaged UTF-8 for a text; faust-cchardet 3.2 decodes 28.

Where the same bytes do not come out again, the name of the encoding ends in `DAMAGED`, and the caller keeps the bytes.
"""

from __future__ import annotations

import codecs
import re

from chaffinch.errors import DocumentError
from chaffinch.text import is_nearly_utf8, late_pattern, legacy_codec, other_kind, paired

__all__ = ["DAMAGED", "decode", "decode_as", "encode", "is_exact", "written"]

DAMAGED = "-damaged"
"""Ends the name of an encoding if some bytes are not of it; they are U+FFFD in the text."""

_BOMS = (
    ("utf-8", codecs.BOM_UTF8),
    ("utf-32-le", codecs.BOM_UTF32_LE),  # before UTF-16: begins with the same two bytes
    ("utf-32-be", codecs.BOM_UTF32_BE),
    ("utf-16-le", codecs.BOM_UTF16_LE),
    ("utf-16-be", codecs.BOM_UTF16_BE),
)
_MARKED = "-sig"  # ends the name of an encoding whose bytes begin with its byte order mark

_GOOD = re.compile("[^\x00-\x7f\ufffd]")
_ZEROS = re.compile("\0+")
_ZERO_BYTES = re.compile(b"\0+")
_C0 = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")  # controls that no text has
_BROKEN = late_pattern("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f\ufffd]")  # what is broken, and controls that no text has
_FEW = 200  # characters for each broken place of a text that is damaged, as in `record.damage`
_SAMPLE = 1 << 16  # characters that are looked at
_PLAIN = 0.9  # share of printable characters from which on bytes without a mark may be UTF-16 or UTF-32


def decode(data: bytes) -> tuple[str, str]:
    r"""Give the text of a file and the name of its encoding.

    In order: a byte order mark, UTF-8, evident UTF-16 and UTF-32, UTF-8 with damage, then the best guess of
    charset_normalizer among the encodings of the web. A broken byte or a cut character is one U+FFFD, and so are zeros
    in a row; zeros at the end are padding, and no part of the text. Then the name ends in `DAMAGED`; otherwise `encode`
    gives the same bytes.

    Raises:
        DocumentError: it is another kind of file, or zeros or broken bytes are all over it, or no encoding is known.

    >>> decode(b"\xef\xbb\xbfcaf\xc3\xa9"), decode("Да".encode("utf-16"))
    (('café', 'utf-8-sig'), ('Да', 'utf-16-le-sig'))
    >>> decode("Härnby, für Öl".encode() + b" \xff")
    ('Härnby, für Öl �', 'utf-8-damaged')
    """
    if kind := other_kind(data):
        raise DocumentError(f"not text: {kind}")
    found = _marked(data) or _utf8(data)
    if found is None:
        found = _with_zeros(data) if 0 in data else _narrow(data)
    if found is None:
        raise DocumentError(f"not text: {_why(data)}")
    return found


def encode(text: str, encoding: str) -> bytes:
    """Give the bytes of a text in an encoding that `decode` named.

    Characters that a damaged encoding lacks, such as U+FFFD, become question marks.

    Raises:
        UnicodeEncodeError: the text has characters that the encoding lacks.

    >>> encode("é", "utf-16-be-sig")
    b'\\xfe\\xff\\x00\\xe9'
    """
    plain = encoding.removesuffix(DAMAGED)
    codec = plain.removesuffix(_MARKED)
    body = text.encode(codec, "strict" if plain == encoding else "replace")
    return body if codec == plain else dict(_BOMS)[codec] + body


def decode_as(data: bytes, encoding: str) -> str:
    """Give the text of bytes that `encode` made.

    >>> decode_as(encode("é", "utf-16-le-sig"), "utf-16-le-sig")
    'é'
    """
    plain = encoding.removesuffix(DAMAGED)
    codec = plain.removesuffix(_MARKED)
    return (data.removeprefix(dict(_BOMS)[codec]) if codec != plain else data).decode(codec)


def is_exact(encoding: str) -> bool:
    """Tell whether `encode` gives the bytes that `decode` named this encoding for."""
    return not encoding.endswith(DAMAGED)


def written(encoding: str, chosen: str) -> str:
    """Name the encoding in which a cleaned text is written; a byte order mark of UTF-8 stays.

    Args:
        encoding: that of the file, as `decode` names it.
        chosen: ``InputConfig.encoding``.

    >>> written("cp1252", "utf-8"), written("utf-8-sig-damaged", "utf-8"), written("cp1252", "same")
    ('utf-8', 'utf-8-sig', 'cp1252')
    """
    if chosen == "same":
        return encoding
    return "utf-8-sig" if encoding.startswith("utf-8-sig") else "utf-8"


def _marked(data: bytes) -> tuple[str, str] | None:
    """Decode what has a byte order mark."""
    for codec, mark in _BOMS:
        if data.startswith(mark):
            text = _exact(data[len(mark) :], codec)
            if text is not None and "\0" not in text:
                return text, codec + _MARKED
            found = _damaged(data[len(mark) :], codec)
            if found:
                return found[0], codec + _MARKED + DAMAGED
    return None


def _utf8(data: bytes) -> tuple[str, str] | None:
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


def _damaged(data: bytes, codec: str, *, sure: bool = False) -> tuple[str, str] | None:
    """Decode with U+FFFD for what is broken, and without zeros at the end.

    Args:
        data: the bytes.
        codec: their encoding.
        sure: whether it certainly is their encoding; else None is given where much is broken.
    """
    data = paired(data) if codec == "utf-8" else data
    text = _ZEROS.sub("\ufffd", data.decode(codec, "replace").rstrip("\0"))
    broken = len(_BROKEN.findall(text))
    good = sum(map(len, _GOOD.findall(text)))
    few = sure or broken <= 1 + len(text) // _FEW or broken <= good
    return (text, codec + DAMAGED) if few and len(text) > broken else None


def _with_zeros(data: bytes) -> tuple[str, str] | None:
    """Decode a text with zeros in a few places, which is damaged; with zeros all over it is UTF-16 or UTF-32."""
    core = data.rstrip(b"\0")
    few = len(_ZERO_BYTES.findall(core)) + len(_C0.findall(core)) <= 1 + len(core) // _FEW
    if few and core and (_exact(core, "utf-8") or is_nearly_utf8(core)):
        return _damaged(core, "utf-8")
    found = _narrow(core) if few and core else None
    if found is None:
        return _wide(data)
    return _ZEROS.sub("\ufffd", found[0]), found[1].removesuffix(DAMAGED) + DAMAGED


def _wide(data: bytes) -> tuple[str, str] | None:
    """Decode the UTF-16 or UTF-32 that bytes with zeros evidently are."""
    for codec, width, high in (("utf-32-le", 4, 3), ("utf-32-be", 4, 0), ("utf-16-le", 2, 1), ("utf-16-be", 2, 0)):
        core = data.rstrip(b"\0")
        low = width - 1 - high
        if width == 4 and any(core[high::4]):
            continue
        if core[low::width].count(0) >= core[high::width].count(0):
            continue
        text = data.decode(codec, "replace").rstrip("\0")
        if sum(map(_is_plain, text[:_SAMPLE])) >= _PLAIN * len(text[:_SAMPLE]):
            exact = _exact(data, codec)
            return _damaged(data, codec) if exact is None or "\0" in exact else (exact, codec)
    return None


def _is_plain(letter: str) -> bool:
    return (letter.isprintable() or letter.isspace()) and letter != "\ufffd"


def _narrow(data: bytes) -> tuple[str, str] | None:
    """Decode UTF-8, also damaged, or the encoding that is the best guess."""
    if found := _exact(data, "utf-8"):
        return found, "utf-8"
    if is_nearly_utf8(data):
        return _damaged(data, "utf-8", sure=True)
    codec = legacy_codec(data)
    text = _exact(data, codec) if codec else None
    if text is not None:
        return text, codec
    return _damaged(data, codec or "utf-8")


def _why(data: bytes) -> str:
    zero = data.find(0)
    return f"0x00 at byte {zero}" if zero >= 0 else "no known encoding gives it without many broken bytes"
