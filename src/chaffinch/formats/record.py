"""Hold a record as a format reads it from a file, and make texts of its fields."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from chaffinch.formats.encodings import DAMAGED
from chaffinch.text import is_nearly_utf8, late_pattern, latin

__all__ = [
    "DESCRIBED", "Record", "as_text", "damage", "host_of", "lenient", "nested", "replaced", "text_of", "with_field",
]  # fmt: skip


DESCRIBED = ("title", "author")
"""Fields of a record that the table of documents has, too."""

_HOST = late_pattern(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//(?:[^/?#@]*@)?([^/?#]+)")
_ARCHIVED = late_pattern(
    r"\s*https?://(?:web\.archive\.org/web|archive\.(?:is|today|ph|org)|webcitation\.org|arquivo\.pt/wayback)"
    r"/(?:\d+[a-z_]*/)?(https?://.+)",
    re.IGNORECASE,
)
"""Addresses under which web archives keep a page: with its own address behind theirs."""

_LONE = late_pattern("[\ud800-\udfff]")
# Characters for each broken byte of a damaged text; in German in Latin-1 every 60th byte is not UTF-8
_BROKEN_SHARE = 200
_GOOD = 10  # ... or good characters that are not ASCII for each broken byte, as in `encodings.decode`


class _Page(msgspec.Struct, kw_only=True):
    """The part of a record that only a page has."""

    left_out: Sequence[tuple[int, str, str, float]] = ()
    blocks: Sequence[tuple[str, float, int, int, bool, bool, int, str, str]] = ()
    elsewhere: float = 0.0
    quoted: Sequence[int] = ()


class Record(_Page):
    """One record of a file, or the file that is one document.

    A msgspec Struct since one is made for every record: ten times cheaper than a frozen dataclass.

    Attributes:
        number: its number in the file, from 0.
        text: None where it has none that can be read; ``failure`` has the reason.
        id, host, url, date, markup: as in the file; None where it has none.
        title, author: of the fields of these names, or those that an HTML page names.
        site: that an HTML page names.
        encoding: the encoding of its bytes.
        left_out: blocks of an HTML page that are not part of the text: after, text, reason, score.
        blocks, elsewhere: all blocks of a page, and the words that are in none, as the columns of `schemas.PAGES`.
        quoted: hashes of the lines that stand in quotations of an HTML page, see `chaffinch.text.quoted_line`.
        failure, stage: why it has no text, and the stage that failed.
    """

    number: int
    text: str | None = None
    id: str | None = None
    host: str | None = None
    url: str | None = None
    date: str | None = None
    markup: str | None = None
    title: str | None = None
    author: str | None = None
    site: str | None = None
    encoding: str | None = None
    failure: str | None = None
    stage: str | None = None


def as_text(value: object) -> str | None:
    """Turn the value of a field into a text.

    None and an empty text become None, texts in a list one text, and any other value its JSON.

    >>> as_text("a"), as_text(12), as_text(None), as_text(""), as_text([1]), as_text(["Ann", "Bo"])
    ('a', '12', None, None, '[1]', 'Ann, Bo')
    """
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    try:
        text = msgspec.json.encode(value).decode()
    except (TypeError, ValueError, OverflowError, RecursionError):
        return str(value)
    return text.strip('"')


def nested(tree: object, field: str) -> object:
    """Give the value of a field; a name with dots that no field has is the path to a field of a field.

    >>> nested({"a": {"b": 1}}, "a.b"), nested({"a.b": 2, "a": {"b": 1}}, "a.b"), nested({"a": 1}, "a.b")
    (1, 2, None)
    """
    if not isinstance(tree, dict):
        return None
    if field in tree:
        return tree[field]
    head, dot, rest = field.partition(".")
    return nested(tree.get(head), rest) if dot else None


def with_field(tree: Mapping[str, object], field: str, value: object) -> dict[str, object]:
    """Give fields with another value of the one that `nested` finds.

    >>> with_field({"a": {"b": 1, "c": 2}}, "a.b", "x"), with_field({}, "a.b", "x")
    ({'a': {'b': 'x', 'c': 2}}, {'a.b': 'x'})
    """
    head, dot, rest = field.partition(".")
    inner = tree.get(head)
    if field in tree or not dot or not isinstance(inner, dict):
        return {**tree, field: value}
    return {**tree, head: with_field(inner, rest, value)}


def host_of(url: str | None) -> str | None:
    """Give the host of a URL, with its port where it has one, in small letters; of an archived page its own host.

    A pattern, since `urllib.parse.urlsplit` takes five times as long, and raises for an unmatched bracket and for
    letters such as U+2100, so that such a document would lose its host.

    >>> host_of("https://www.Example.org:8080/a?b"), host_of("no address"), host_of(None)
    ('www.example.org:8080', None, None)
    >>> host_of("https://web.archive.org/web/20120504103000/http://example.org/a")
    'example.org'
    """
    if url and (archived := _ARCHIVED.match(url)):
        url = archived[1]
    match = _HOST.match(url) if url else None
    return match[1].lower() if match else None


def replaced(text: str) -> str:
    r"""Replace lone surrogates by U+FFFD: UTF-8 has no bytes for them.

    >>> replaced("a\ud83db")
    'a�b'
    """
    try:
        text.encode()  # a tenth of the time that looking for surrogates takes
    except UnicodeEncodeError:
        return _LONE.sub("\ufffd", text)
    return text


def lenient(raw: bytes) -> str:
    r"""Decode UTF-8; each byte that is not UTF-8 becomes U+FFFD.

    >>> lenient(b"caf\xc3\xa9 \xe9")
    'café �'
    """
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return replaced(raw.decode("utf-8", "surrogateescape"))


def damage(raw: bytes) -> str:
    r"""Give the reason why bytes are not text; empty if they are UTF-8, or nearly.

    A few broken bytes are damage, and the text around them can be read with `lenient`. Many mean another encoding, so
    the whole text would be read wrongly.

    >>> damage("Härnby ".encode() * 9 + b"\xff"), damage("für Öl".encode("cp1252"))
    ('', 'not text: 2 of 6 bytes are no UTF-8, the first is 0xfc at byte 1')
    """
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return _many_broken(raw, error.start)
    return ""


def text_of(raw: bytes) -> tuple[str, str, str]:
    r"""Read a field of a row that should be UTF-8.

    Broken bytes and zeros are U+FFFD. A field without UTF-8 in it may be in cp1252, as rows of another source are.

    Returns:
        The text; the name of its encoding, which ends in `encodings.DAMAGED` if there is U+FFFD for broken bytes; and
        the reason why it is no text, else empty.

    >>> text_of("für Öl".encode()), text_of("für Öl".encode("cp1252")), text_of(b"\x81\xfe\xff\xfe")[2]
    (('für Öl', 'utf-8', ''), ('für Öl', 'cp1252', ''), '4 of 4 bytes are no UTF-8, the first is 0x81 at byte 0')
    """
    zeros = raw.count(0)
    if zeros > 1 + len(raw) // _BROKEN_SHARE:
        return "", "", f"{zeros} of {len(raw)} bytes are 0x00, the first at byte {raw.find(0)}"
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        why = "" if is_nearly_utf8(raw) else damage(raw)
        other = None if is_nearly_utf8(raw) or zeros else latin(raw)
        if other is not None:
            return other, "cp1252", ""
        return lenient(raw).replace("\0", "\ufffd"), f"utf-8{DAMAGED}", why.removeprefix("not text: ")
    return (text.replace("\0", "\ufffd"), f"utf-8{DAMAGED}", "") if zeros else (text, "utf-8", "")


def _many_broken(raw: bytes, first: int) -> str:
    text = raw.decode("utf-8", "surrogateescape")
    broken = len(_LONE.findall(text))
    good = sum(letter > "\x7f" for letter in text) - broken
    if broken <= 1 + len(text) // _BROKEN_SHARE or broken * _GOOD < good:
        return ""
    return f"not text: {broken} of {len(raw)} bytes are no UTF-8, the first is 0x{raw[first]:02x} at byte {first}"
