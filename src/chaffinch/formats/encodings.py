"""Turn the bytes of a file into text and back again; a damaged byte costs a character, not the file.

charset_normalizer guesses single- and double-byte encodings; this module tries Unicode before, and checks whether the
same bytes come out again. Of the 41 texts of ``tests/formats``, charset_normalizer 3.5 alone decodes 39, and it takes a
file of damaged UTF-8 for a text; faust-cchardet 3.2 decodes 28.

Where the same bytes do not come out again, the name of the encoding ends in `DAMAGED`, and the caller keeps the bytes.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from chaffinch.errors import DocumentError
from chaffinch.formats.latin_pages import PAGES, latin_page

__all__ = [
    "DAMAGED", "DOUBLE_BYTE", "decode", "decode_as", "encode", "is_exact", "is_nearly_utf8", "is_utf8", "latin",
    "legacy_codec", "shares", "written",
]  # fmt: skip

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

DOUBLE_BYTE = ("gb18030", "big5", "cp932", "euc_jp", "cp949")
"""Encodings in which most letters take two bytes or more; some of their letters are valid UTF-8 by chance."""

# The single- and double-byte encodings of the WHATWG Encoding Standard, that is, of the web, without those that differ
# from a listed one in unused bytes only. Others (EBCDIC, DOS, Mac, HP) are never the right guess.
_LEGACY = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874", "cp866",
    "koi8_r", "koi8_u", "iso8859_2", "iso8859_5", "iso8859_7", *DOUBLE_BYTE,
]  # fmt: skip
_NOT_ASCII = re.compile(rb"[\x80-\xff]+")
_GOOD = re.compile("[^\x00-\x7f\ufffd]")
_ZEROS = re.compile("\0+")
_ZERO_BYTES = re.compile(b"\0+")
_C0 = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")  # controls that no text has
_BROKEN = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f\ufffd]")  # what is broken, and controls that no text has
_FILLED = re.compile(rb"[\xfe\xff]")  # what damage leaves more often than anybody writes þ and ÿ
_SAMPLE = 1 << 16  # bytes that an encoding is guessed from
_FEW = 200  # characters for each broken place of a text that is damaged, as in `record.damage`
_LATIN_RUN = 2  # bytes beyond ASCII in a row, at most, on average, in a text in Latin script; of Cyrillic words five
_BETTER = 0.1  # by how much less chaos, less the coherence, a half must have; a broken byte in Cyrillic makes it .24
_PLAIN = 0.9  # share of printable characters from which on bytes without a mark may be UTF-16 or UTF-32


def decode(data: bytes) -> tuple[str, str]:
    r"""Give the text of a file and the name of its encoding.

    In order: a byte order mark, UTF-8, evident UTF-16 and UTF-32, UTF-8 with damage, then the best guess of
    charset_normalizer among the encodings of the web. A broken byte or a cut character is one U+FFFD, and so are zeros
    in a row; zeros at the end are padding, and no part of the text. Then the name ends in `DAMAGED`; otherwise `encode`
    gives the same bytes.

    Raises:
        DocumentError: it is not text: zeros or broken bytes are all over it, or no encoding is known for it.

    >>> decode(b"\xef\xbb\xbfcaf\xc3\xa9"), decode("Да".encode("utf-16"))
    (('café', 'utf-8-sig'), ('Да', 'utf-16-le-sig'))
    >>> decode("Härnby, für Öl".encode() + b" \xff")
    ('Härnby, für Öl �', 'utf-8-damaged')
    """
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
    good, broken = shares(data)
    if not good:
        return _is_cut(data)
    if good >= broken:
        return True
    lines = data.decode("utf-8", "replace").splitlines()
    whole = sum(bool(_GOOD.search(line)) and "\ufffd" not in line for line in lines)
    return 2 * whole >= sum(not line.isascii() for line in lines)


def shares(data: bytes) -> tuple[int, int]:
    r"""Count the letters beyond ASCII that are UTF-8, and the places that are not.

    >>> shares("Härnby, für".encode() + b" \xff")
    (2, 1)
    """
    text = data.decode("utf-8", "replace")
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
    return _exact(data, "cp1252")


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


def _sample(data: bytes) -> bytes:
    """Give whole lines around the first byte that is not ASCII."""
    if len(data) <= _SAMPLE:
        return data
    odd = _NOT_ASCII.search(data)
    start = data.rfind(b"\n", 0, odd.start() if odd else 0) + 1
    return data[start : data.rfind(b"\n", start, start + _SAMPLE) + 1] or data[start : start + _SAMPLE]
