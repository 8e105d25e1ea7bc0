"""Count the signs that a text was damaged on its way: the copy with fewer of them is the better one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html import unescape
from itertools import islice, pairwise
from string import ascii_letters

from msgspec import Struct

from chaffinch.text.late_patterns import late_pattern
from chaffinch.text.latin_pages import misread_page, reread_page
from chaffinch.text.page_marks import page_marks, page_sign
from chaffinch.text.punctuation import FULL_STOPS

__all__ = [
    "DAMAGE_SIGNS",
    "MISREAD_FIRST",
    "MISREAD_SECOND",
    "Damage",
    "damage",
    "has_lost_letters",
    "lost_letters",
    "misread_letters",
    "said_once",
    "signs_of_damage",
    "undamaged",
]

_FORUM = "b|i|u|s|url|img|size|colou?r|font|center|left|right|email|youtube"

_CYRILLIC_BYTES = re.escape(bytes(range(0x80, 0xC0)).decode("cp1251", "ignore"))
_CYRILLIC_MARK = f"\u0432\u0402[{_CYRILLIC_BYTES}]?"
_CYRILLIC_LETTERS = f"(?:[\u0420\u0421][{_CYRILLIC_BYTES}]){{3,}}"

_GOES_ON = "[\u0080-\u00bf\u0152-\u017e\u0192\u02c6\u02dc\u2013-\u2122]"  # a byte of UTF-8 behind its first one
_TAGS = (
    "p|br|div|span|b|i|u|em|strong|a|h[1-6]|li|ul|ol|dl|dt|dd|img|td|th|tr|table|tbody|thead|font|ruby|rb|rt|rp|sup|sub|small"
    "|center|blockquote|figure|figcaption|section|article|nobr|wbr"
)

_SIGNS = (
    ("&", r"&(?:amp;)*(?:#\d{2,6}|#x[0-9a-fA-F]{2,5}|[a-zA-Z]{2,8}\d{0,2});"),  # entities, also escaped twice
    ("\ufffd", "\ufffd"),
    # UTF-8 read as Latin-1 or Windows-1252: a lead byte as a letter, then a byte that is no letter there
    ("\u00c3", "\u00c3[\u0080-\u00bf\u0152-\u017e\u02c6\u02dc\u2013-\u2122]"),
    ("\u00c2", "\u00c2[\u0080-\u00bf]"),
    ("\u00e2\u20ac", "\u00e2\u20ac[\u0080-\u00bf\u0152-\u017e\u02c6\u02dc\u2013-\u2122]?"),
    ("\u00d0", "(?:[\u00d0\u00d1][\u0080-\u00bf\u2013-\u2122]){2}"),
    *(
        (first, f"(?:{letter}){{2,}}")
        for first, letter in (
            ("\u00ce", f"[\u00ce\u00cf]{_GOES_ON}"),  # Greek
            ("\u00d7", f"\u00d7{_GOES_ON}"),  # Hebrew
            ("\u00d8", f"[\u00d8-\u00db]{_GOES_ON}"),  # Arabic
            ("\u00e0", f"\u00e0[\u00a4-\u00bf]{_GOES_ON}"),  # Devanagari to Thai
            ("\u00e3", f"\u00e3[\u0080-\u0083\u20ac\u201a\u0192]{_GOES_ON}"),  # kana
            ("\u00e7", f"[\u00e4-\u00e9]{_GOES_ON}{_GOES_ON}"),  # Chinese
            ("\u00eb", f"[\u00ea-\u00ed]{_GOES_ON}{_GOES_ON}"),  # Korean
        )
    ),
    # the same read as Windows-1251: marks, and letters of Cyrillic
    ("\u0432\u0402", _CYRILLIC_MARK),
    ("\u0412", "\u0412[\u00ab\u00bb]"),
    ("\u0420", _CYRILLIC_LETTERS),
    ("\u951f", "(?:\u951f\u65a4\u62f7)+"),  # U+FFFD in UTF-8, read as GBK
    ("1", "1(?<=[a-z]1)1?(?=[a-z]{2})"),  # letters that a scan took for numbers: "e1ectric"
    (".", r"\.(?<=[a-z]\d\.)\d\d?(?=[a-z]{3})"),  # a number that lost the spaces around it
    ("\\", r"\\(?:[nrt\"'/.()!_*#\[\]-]|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2})"),  # escapes of JSON and of program text
    ("<", rf"</?(?:{_TAGS})(?:\s[^<>]{{0,300}})?/?>"),
    ("{", r"\{\{[^{}\n]{1,200}\}\}|\{%[^%\n]{1,200}%\}"),  # variables and commands of a template
    # tags of forums; "[i]" alone is a note, so one of them must end
    ("[/", rf"\[/?(?:{_FORUM})(?:=[^\[\]\n]{{0,200}})?\]"),
    ("\x1b", r"\x1b(?:\[[0-9;?]*[@-~]|[@-Z\\^_])"),  # codes of a terminal
    ("[0m", r"(?<!\x1b)\[\d{1,3}(?:;\d{1,3})*m"),  # the same that lost their first character
    ("[[", r"\[\[(?=[^\W\d_])(?:[^\[\]|\n]{1,200}\|)?(?=[^\[\]|\n]{1,200}\]\])"),  # links of a wiki, with their target
    ("'''", "'''"),  # bold letters of a wiki
    ("=", r"=(?:[0-9A-F]{2}(?=\w|=|\s)|\n)"),  # quoted-printable
    ("%", r"%[0-9A-F]{2}(?:%[0-9A-F]{2})*"),  # escapes of addresses
    ("\u00ad", "\u00ad"),  # soft hyphens
    ("\u200b", "\u200b+"),  # spaces of no width
    # letters outside of ASCII that became question marks; behind a question without a space stands a capital
    ("?", r"\?(?<=[^\W\d_]\?)\?{0,2}(?=[a-z])(?![\w-]*=)"),
    ("-\n", r"-\n(?<=[^\W\d_]-\n)(?=[^\W\d_])"),  # words hyphenated at line ends
)
_MORE = r"[\x{80}-\x{bf}\x{152}-\x{17e}\x{192}\x{2c6}\x{2dc}\x{2013}-\x{2122}]"
_DAMAGED = (
    r"&(?:#|[a-zA-Z])|\x{fffd}|[\x{c3}\x{c2}][\x{80}-\x{bf}\x{152}-\x{2122}]|\x{e2}\x{20ac}|[\x{d0}\x{d1}][\x{80}-\x{2122}]"
    r"|\x{432}\x{402}|\x{412}[\x{ab}\x{bb}]|(?:[\x{420}\x{421}][\x{80}-\x{bf}\x{401}-\x{40f}\x{451}-\x{45f}\x{490}\x{491}\x{2013}-\x{2122}]){2}"
    rf"|\[/(?:{_FORUM})\]"
    r"|\x1b|\[0m|\[\[\pL|'''"
    r"|\x{951f}\x{65a4}|[a-z]1[1a-z][a-z]|[a-z][0-9]\.[0-9]+[a-z]"
    r"|\\[nrt\"'/.()!_*#\[\]u x-]|"
    rf"</?(?:{_TAGS})[\s/>]|\{{[{{%]"
    rf"|[\x{{ce}}\x{{cf}}\x{{d7}}-\x{{db}}]{_MORE}|\x{{e0}}[\x{{a4}}-\x{{bf}}]{_MORE}|[\x{{e3}}-\x{{ed}}]{_MORE}{_MORE}"
    r"|=(?:[0-9A-F]{2}|\n)|%[0-9A-F]{2}|[\x{ad}\x{200b}]|-\n|\pL\?+[a-z]"
)
"""What every text has in which one of these is found, a pattern of RE2."""
_PATTERNS = tuple((mark, re.compile(pattern)) for mark, pattern in _SIGNS)

# Sentences that lost the space between them. A pattern that begins with a lookbehind is tried at each character.
_GLUED = re.compile(r"[.!?](?=[A-Z][a-z]+ )(?<=[^\W\d_A-Z]{3}.)")
SEEN, FEWEST = 500, 60
"""Characters of a text that tell whether it is in capitals, at most and at least: a headline is."""

_LINE_NUMBER = re.compile(r"\n[ \t]*(\d{1,4})(?:[ \t]*[:|])?(?:[ \t]+|(?=\n)|\Z)")

NUMBERED = 3
"""Steps, at least, by which the numbers that begin lines count up: fewer are a list."""

_READING = late_pattern("[(（《](?<=[\u3400-\u9fff々].)[\u3041-\u30ff 　]+[)）》]")
"""How characters of Chinese are read, in kana behind them: a copy has it, and the text may have it above its lines."""

DAMAGE_SIGNS = frozenset({"damaged", "glued", "misread", "numbered", "paged", "readings"})
"""Names of the patterns of `signs_of_damage`."""


def signs_of_damage() -> dict[str, str]:
    """Give what every text has that `damage` finds something in but capitals, as patterns of RE2 for `Signs`."""
    numbered = r"(?m:^[ \t]*\p{Nd}{1,4}(?:[ \t:|]|$))"
    found = {"damaged": _DAMAGED, "glued": "[.!?][A-Z][a-z]+ ", "numbered": numbered, "paged": page_sign()}
    readings = r"[\x{3400}-\x{9fff}\x{3005}][(\x{ff08}\x{300a}][\x{3041}-\x{30ff}]"
    return found | {"misread": r"[\x{a1}-\x{ff}]", "readings": readings}


class Damage(Struct, frozen=True):
    """What damaged a text.

    Attributes:
        count: the number of signs.
        letters: letters and digits that belong to the signs, and not to the text.
    """

    count: int = 0
    letters: int = 0


_BYTES_READ = late_pattern("[\u0080-\u00ff\u0152-\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]+")
"""Letters and signs that bytes of UTF-8 become when they are read as Latin-1 or Windows-1252."""

_ESCAPED = re.compile("%[0-9A-F]{2}(?:%[0-9A-F]{2})*")  # `re` searches fast what begins with one character
TWICE = 2  # times that bytes may have been misread
_QUOTED_PRINTABLE = re.compile("=[0-9A-F]{2}(?:=[0-9A-F]{2})*")
PRINTABLE = 3
"""Bytes, at least, that a text in quoted-printable has escaped, besides ends of lines: formulas have "=20" as well."""


def damage(text: str, signs: Collection[str] = DAMAGE_SIGNS) -> Damage:
    """Count signs of damage: entities, U+FFFD, lost letters, misread UTF-8, escapes, tags, line numbers, hyphens.

    Readings in kana behind characters of Chinese are no damage, but their letters are those of the signs. Codes of a
    terminal, marks of a wiki, time stamps of a transcript and running heads with the number of a page count,
    too, and so do numbers that were letters before a scan, or that lost the spaces around them.

    Args:
        text: all of it.
        signs: names of the patterns of `signs_of_damage` that it matches; others do not count.

    >>> damage("It&#x27;s a sad day &amp; a cold one, said the cafÃ© owner")
    Damage(count=3, letters=7)
    >>> damage("It's a sad day & a cold one, said the café owner")
    Damage(count=0, letters=0)
    """
    found, glued = list[str](), int(_is_in_capitals(text))
    if "damaged" in signs:
        found += [match[0] for mark, pattern in _PATTERNS if mark in text for match in pattern.finditer(text)]
    if "numbered" in signs:
        found += _line_numbers(text)
    if "paged" in signs:
        found += [text[start:stop] for start, stop in page_marks(text)]
    if "misread" in signs and (page := misread_page(text)):
        glued += sum(a != b for a, b in zip(text, reread_page(text, page), strict=True))
    if "glued" in signs:
        glued += len(_GLUED.findall(text))
    read = _READING.findall(text) if "readings" in signs else []
    letters = sum(sum(map(str.isalnum, sign)) for sign in (*found, *read))
    return Damage(len(found) + glued, letters)


def _is_in_capitals(text: str) -> bool:
    """Tell whether a text is in capitals throughout, so that its names are no more to be known."""
    some = text[:SEEN]
    return len(some) >= FEWEST and some == some.upper() != some.lower()


def _line_numbers(text: str) -> list[str]:
    numbers = [int(number) for number in _LINE_NUMBER.findall(f"\n{text}")]
    rising = sum(b - a == 1 for a, b in pairwise(numbers))
    return [str(number) for number in numbers] if rising >= NUMBERED else []


def undamaged(text: str) -> str:
    """Undo what happened to a text on its way where that is sure: misread UTF-8, escapes of addresses, mail and JSON.

    >>> undamaged("the cafÃ© is â€œopenâ€\x9d"), undamaged("=C3=A9t=C3=A9, f=\\nin"), undamaged("x=20")
    ('the café is “open”', 'été, fin', 'x=20')
    >>> undamaged("it\\u2019s \\u00a312"), undamaged("В«МостВ» вЂ” это"), undamaged("C:\\new")
    ('it’s £12', '«Мост» — это', 'C:\\new')
    """
    if "\\" in text:
        text = _ESCAPES.sub(_unescaped, text)
    if "%" in text:
        text = _ESCAPED.sub(lambda found: _decoded(found[0]), text)
    if "=" in text and len(re.findall("=[0-9A-F]{2}", text)) >= PRINTABLE:
        text = _QUOTED_PRINTABLE.sub(lambda found: _decoded(found[0]), text.replace("=\n", ""))
    if text.isascii():
        return text
    for _ in range(TWICE):
        if not any(mark[0] in text and mark in text for mark in _MISREAD):
            break
        text = _BYTES_READ.sub(lambda found: _reread(found[0]), text)
    if page := misread_page(text):
        return reread_page(text, page)
    if any(mark[0] in text and mark in text for mark in _MISREAD_CYRILLIC):
        text = _cyrillic(text).sub(lambda found: _reread(found[0], "cp1251"), text)
    return text


def misread_letters(text: str) -> Iterator[tuple[int, int, str]]:
    r"""Give the letters that stand in a text as entities, escapes of JSON, or bytes of UTF-8 that were misread once.

    Args:
        text: the text.

    Yields:
        The offset of each, its length in the text, and the letter.

    >>> list(misread_letters("caf\\u00e9, cafÃ©")), list(misread_letters("&#1076;a &eacute; &amp; &quot;"))
    ([(3, 6, 'é'), (14, 2, 'é')], [(0, 7, 'д'), (9, 8, 'é')])
    """
    if "&" in text:
        entities = ((found.start(), len(found[0]), unescape(found[0])) for found in _ENTITY.finditer(text))
        yield from (one for one in entities if len(one[2]) == 1 and one[2].isalpha())
    if "\\u" in text:
        yield from ((found.start(), len(found[0]), chr(int(found[1], 16))) for found in _ESCAPE.finditer(text))
    if text.isascii():
        return
    for page, marks in (("cp1252", _MISREAD), ("cp1251", _MISREAD_CYRILLIC)):
        if not any(mark[0] in text and mark in text for mark in marks):
            continue
        for found in (_BYTES_READ if page == "cp1252" else _cyrillic(text)).finditer(text):
            letters, at = _reread(found[0], page), found.start()
            for letter in letters if letters != found[0] else "":
                yield at, (size := len(letter.encode())), letter
                at += size


def _cyrillic(text: str) -> re.Pattern[str]:
    """Give the pattern of misread bytes of Cyrillic: short words as well where many longer ones are misread."""
    many = sum(1 for _ in islice(_CYRILLIC_READ.finditer(text), MANY)) == MANY
    return _CYRILLIC_WORDS if many else _CYRILLIC_READ


_MISREAD = (
    *("\u00c3", "\u00c2", "\u00e2\u20ac", "\u00d0"),
    *("\u00ce\u00b1", "\u00ce\u00bf"),  # Greek
    *("\u00d7\u2122", "\u00d7\u0099", "\u00d8\u00a7"),  # Hebrew, Arabic
    *("\u00e0\u00a4", "\u00e0\u00a6", "\u00e0\u00ae", "\u00e0\u00b0", "\u00e0\u00b8"),  # Devanagari to Thai
    *("\u00e3\u0081", "\u00e3\u0082", "\u00e3\u201a", "\u00e3\u0192", "\u00e3\u0083"),  # kana
    *("\u00e7\u0161\u201e", "\u00e7\u009a\u0084", "\u00e3\u20ac\u201a", "\u00e3\u0080\u0082"),  # Chinese
    *("\u00eb\u2039\u00a4", "\u00eb\u008b\u00a4"),  # Korean
)
_MISREAD_CYRILLIC = ("\u0432\u0402", "\u0412\u00ab", "\u0412\u00bb", "\u0420\u00b0", "\u0420\u0455")
MISREAD_FIRST = (
    "\\&\u00c2\u00c3\u00ce\u00cf\u00d0\u00d1\u00d7\u00d8\u00d9\u00e0\u00e2\u00e3\u00e7\u00eb\u0412\u0420\u0421\u0432"
)
"""What an escape of JSON, an entity, or one of the misread letters of a text begins with."""

MISREAD_SECOND = (
    "#"
    + ascii_letters
    + "".join(
        {
            bytes([code]).decode(page, "ignore") or chr(code)
            for code in range(0x80, 0xC0)
            for page in ("cp1252", "cp1251")
        }
    )
)
"""What may be the second character of one."""

_CYRILLIC_READ = late_pattern(f"{_CYRILLIC_MARK}|\u0412[\u00ab\u00bb]|{_CYRILLIC_LETTERS}")
_CYRILLIC_WORDS = late_pattern(f"{_CYRILLIC_MARK}|\u0412[\u00ab\u00bb]|(?:[\u0420\u0421][{_CYRILLIC_BYTES}])+")
MANY = 5
"""Misread words of three letters and more that a text has, at least, if shorter ones are misread, too."""

_ENTITY = re.compile("&(?:#[0-9]{2,6}|#[xX][0-9a-fA-F]{2,5}|[a-zA-Z]{2,8});")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_ESCAPES = late_pattern(r"(?:\\u[0-9a-fA-F]{4})+|\\n(?=\\n|[A-Z\"“«„]|\s|$)|\\['\"/]")
"""Escapes of JSON; behind that of a line end stands what begins a line, as "C:\\new" is a path."""


def _unescaped(found: re.Match[str]) -> str:
    """Give what an escape of JSON stands for; characters beyond 16 bits have two."""
    escape = found[0]
    if escape[1] != "u":
        return "\n" if escape[1] == "n" else escape[1]
    return bytes.fromhex(escape.replace("\\u", "")).decode("utf-16-be", "replace")


def _decoded(escaped: str) -> str:
    return bytes.fromhex(escaped.replace("=", "").replace("%", "")).decode("utf-8", "replace")


def _reread(misread: str, page: str = "cp1252") -> str:
    """Give what bytes are in UTF-8; what is none stays as it is."""
    try:
        plain = "\u00ff" if page == "cp1252" else ""
        data = b"".join(c.encode(page) if c > plain else c.encode("latin-1") for c in misread)
        return data.decode("utf-8")
    except UnicodeError:
        return misread


LONG_PIECE = 40
"""Characters of a part of a sentence, at least, that does not come back by chance, or as a refrain."""


def said_once(text: str) -> str:
    """Blank what a text repeats word by word, as one does into which an article was pasted twice; all offsets stay.

    >>> said_once("The ferry of Harnby lies at the old quay again. It leaks. " * 2).count("leaks")
    1
    """
    lines = text
    for mark in FULL_STOPS:
        lines = lines.replace(mark, "\n")
    pieces = lines.split("\n")
    long = [piece.strip() for piece in pieces if len(piece) >= LONG_PIECE]
    if len(set(long)) == len(long):  # most texts
        return text
    seen, again = set[str](), list[bool]()
    for piece in pieces:
        again.append((key := piece.strip()) in seen)
        seen.add(key)
    at, parts, last = 0, list[str](), False
    for piece, known, after in zip(pieces, again, [*again[1:], False], strict=True):
        stop = at + len(piece)
        last = known and (len(piece) >= LONG_PIECE or last or after)  # a short one, too, beside another one
        parts += " " * len(piece) if last else piece, text[stop : stop + 1]
        at = stop + 1
    return "".join(parts)


_LOST = re.compile("[?\ufffd]+")
BYTES = 3
"""Bytes of a letter, at most, each of which may have become a question mark."""


_AMID = re.compile(r"[?\ufffd](?<=[^\W\d_].)[?\ufffd]*[^\W\d_A-Z]")  # begins with what is rare
LOST = 3
"""Such words, at least, in a text that has lost letters: one may be an address, or lack a space."""


def has_lost_letters(text: str) -> bool:
    """Tell whether letters of a text have become question marks.

    >>> has_lost_letters("a decis?o, a esta??o, o rel?gio"), has_lost_letters("Why? Who?What? a/b?x=1")
    (True, False)
    """
    if "\ufffd" in text and any("\ufffd" in found for found in _AMID.findall(text)):  # no text has it otherwise
        return True
    return text.count("?") >= LOST and len(_AMID.findall(text)) >= LOST


def lost_letters(one: str, two: str) -> bool:
    """Tell whether two words are equal, or would be if the letters outside of ASCII of one were question marks.

    >>> lost_letters("decis?o", "decisão"), lost_letters("?", "à"), lost_letters("doação", "doa????o")
    (True, True, True)
    >>> lost_letters("why?", "whys"), lost_letters("port?", "port")
    (False, False)
    """
    return one == two or _lost_in(one, two) or _lost_in(two, one)


def _lost_in(damaged: str, whole: str) -> bool:
    if whole.isascii() or not _LOST.search(damaged) or len(damaged) < len(whole):
        return False
    pattern, at = "", 0
    for run in _LOST.finditer(damaged):
        size = run.end() - run.start()
        pattern += re.escape(damaged[at : run.start()]) + rf"[^\W\d_a-zA-Z]{{{-(-size // BYTES)},{size}}}"
        at = run.end()
    return re.fullmatch(pattern + re.escape(damaged[at:]), whole) is not None
