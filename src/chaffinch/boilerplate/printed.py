r"""Find what programs print and what describes them: logs, sessions of a shell, manual pages, blocks of documentation.

A log tells which texts a program showed, and a manual page what an option does. Their lines are known by their form: a
time stamp, a prompt, the name of an option, an indented block below "::".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import re2

from chaffinch.text import late_pattern

__all__ = ["PRINTED", "printed"]

Span = tuple[int, int]

LOGGED, LOG_GAP = 3, 2
"""Lines with a time stamp, or with a file and the number of a line, at least, from which on they are a log; and lines
without one between two of them, at most. Judgements."""

OUTPUT = 60
"""Lines of output of a command, at most; a blank line ends it before."""

OPTIONS = 2
"""Options of a program, at least, that a list of them describes: one line with hyphens may be a signature."""

SECTIONS = 2
"""Names of sections of a manual page, at least, where no line at its top tells what it is."""

_LEVEL = r"(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)"
_CLOCK = r"\d\d:\d\d:\d\d(?:[.,]\d+)?"
_FILE = r"[\w./\\+-]*\w\.[A-Za-z]{1,5}"
_STAMP = (
    rf"(?:[\[(<]?(?:\d{{4}}-\d\d-\d\d[T ]|\d{{4}}/\d\d/\d\d |\d\d/[A-Z][a-z]{{2}}/\d{{4}}:|[A-Z][a-z]{{2}} [ \d]\d )?"
    rf"{_CLOCK}(?:Z|[ ]?[-+]\d\d:?\d\d)?[\])>]?:?"
    rf"|[\[(<]?\d{{4}}-\d\d-\d\d[T ]\d\d:\d\d[\])>]?[ \t]+\[?{_LEVEL}\b\]?:?"
    rf"|[\[(<]?{_LEVEL}[\])>]?[:|]?"
    rf"|\d{{1,3}}(?:\.\d{{1,3}}){{3}} \S+ \S+ \[[^\]\n]*\]"
    rf"|{_FILE}(?::\d+(?::\d+)?:?|\(\d+(?:,\d+)?\):))[ \t]+\S"
)
_STAMPED = re2.compile(rf"[ \t]*{_STAMP}")

_SESSION = late_pattern(
    r"^(?:\$ (?=[\w./~-]*[a-z./~])|\[?[\w.-]{1,64}@[\w.-]{1,64}[: ]?[^\s$#%]{0,99}[$#%] "
    r"|(?:PS )?[A-Z]:\\[^>\n]{0,99}> ?)\S[^\n]*"
    rf"(?:\n[ \t]*\S[^\n]*){{0,{OUTPUT}}}(?:\n|\Z)",
    re.MULTILINE,
)

_ANNOUNCED = late_pattern(r"(?P<indent>[ \t]*)\S.*::[ \t]*[\w.+/-]*\s*")
_FIELD = late_pattern(r"[ \t]*:[\w-]+:")  # of a directive

_OPTION = late_pattern(r"^(?P<indent>[ \t]*)(?:-\w(?:[ ,|/]+|$)|--[a-z])(?:[^\n]*)$", re.MULTILINE)
_NAMED_OPTION = late_pattern(
    r"[ \t]*(?:-\w(?:(?:,|[ ]\||/)?[ ]+--[a-z]|[ ]{2,}\S|[ ]?[\[<\t]|[ ]*$)"
    r"|--[a-z][\w-]*(?:[=,|\[<\t]|[ ]{2,}|[ ]*$|[ ][A-Z<\[]))"
)

_PAGE_HEAD = late_pattern(
    r"^[\w.+:-]{1,60}\(\w{1,4}\)[ \t]{2,99}\S.{0,99}\S[ \t]{2,99}[\w.+:-]{1,60}\(\w{1,4}\)[ \t]*$", re.MULTILINE
)
_SECTION = late_pattern(r"^[^\W\d_a-z][^\W\d_a-z \n]*(?: [^\W\d_a-z]+)*[ \t]*\n(?=[ \t]+\S)", re.MULTILINE)
_PAGE_SECTIONS = ("NAME", "SYNOPSIS", "BEZEICHNUNG", "ÜBERSICHT", "NOM", "NOMBRE", "SINOPSIS", "NOME", "名前", "書式")

PRINTED = (
    rf"(?m:^[ \t]*(?:{_STAMP}|(?:-\w.*)?--[a-z])|^\$ [\w./~]|^\[?[\w.-]+@[\w.-]+[: ]?[^\s$#%]*[$#%] \S"
    r"|^(?:PS )?[A-Z]:\\|::[ \t]*[\w.+/-]*[ \t]*$|^[\w.+:-]+\(\w{1,4}\)[ \t]{2,}"
    rf"|^(?:{'|'.join(_PAGE_SECTIONS)})[ \t]*$)"
)
"""What every text has that `printed` finds something in, a pattern of RE2."""

_MAY_BE_PRINTED = re2.compile(PRINTED)


def printed(text: str) -> list[Span]:
    r"""Give logs, sessions of a shell, literal blocks and manual pages of a text; the spans may overlap.

    >>> text = "10:00:01 start\n10:00:02 share: Share this page\n10:00:04 end\nIt works.\n"
    >>> [text[a:b] for a, b in printed(text)]
    ['10:00:01 start\n10:00:02 share: Share this page\n10:00:04 end\n']
    >>> text = "Run it:\n\n$ kelp -l\nHome\nContact us\n\nIt works."
    >>> [text[a:b] for a, b in printed(text)]
    ['$ kelp -l\nHome\nContact us\n']
    >>> printed("10:00 Mass\n12:00 Lunch\n13:00 Share this page"), printed("$ 5 was paid.\nShare this page")
    ([], [])
    """
    if not _MAY_BE_PRINTED.search(text):
        return []
    return [*_logs(text), *_sessions(text), *_literals(text), *_options(text), *_manual(text)]


def _logs(text: str) -> Iterator[Span]:
    first = last = stop = -1
    count = place = at = 0
    for at, line in enumerate(text.splitlines(keepends=True)):
        if first >= 0 and at - last > LOG_GAP + 1:
            if count >= LOGGED:
                yield first, stop
            first, count = -1, 0
        if _STAMPED.match(line):
            first, last, stop, count = place if first < 0 else first, at, place + len(line), count + 1
        place += len(line)
    if count >= LOGGED:
        yield first, stop


def _sessions(text: str) -> Iterator[Span]:
    yield from (found.span() for found in _SESSION.finditer(text))


def _literals(text: str) -> Iterator[Span]:
    r"""Give the indented blocks below a line that ends with "::", as in reStructuredText.

    >>> text = "Set it::\n\n    footer = 1\n\n    Share this page\n\nIt is shown.\n"
    >>> [text[a:b] for a, b in _literals(text)]
    ['    footer = 1\n\n    Share this page\n']
    """
    place = first = last = 0  # of the line, of the block, and of the end of its last line
    indent, blank = -1, False
    for line in text.splitlines(keepends=True) if "::" in text else ():
        body = line.strip()
        width = len(line) - len(line.lstrip())
        deep = width > indent and (blank or last > first or _FIELD.match(line) is not None)
        inside = indent >= 0 and (not body or deep)
        if indent >= 0 and not inside:
            if last > first:
                yield first, last
            indent = -1
        if body and inside and (blank or last > first):
            first, last = (place if last <= first else first), place + len(line)
        blank = not body and inside
        if indent < 0 and (announced := _ANNOUNCED.fullmatch(line)):
            indent, blank, first, last = len(announced["indent"]), False, place + len(line), 0
        place += len(line)
    if indent >= 0 and last > first:
        yield first, last


def _options(text: str) -> Iterator[Span]:
    r"""Give the options of a program, each with the lines below it that are indented more.

    >>> text = "usage: kelp\n  -s, --share\n      Share this page.\n  --print   Print it\nHome"
    >>> [text[a:b] for a, b in _options(text)]
    ['  -s, --share\n      Share this page.\n', '  --print   Print it\n']
    """
    found = [m for m in _OPTION.finditer(text) if _NAMED_OPTION.match(m[0])] if "--" in text else []
    for one in found if len(found) >= OPTIONS and any("--" in m[0] for m in found) else ():
        below = re.compile(rf"\n(?:{re.escape(one['indent'])}[ \t]+\S[^\n]*(?:\n|\Z)|[ \t]*\n(?=[ \t]+\S))*")
        match = below.match(text, one.end())
        yield one.start(), match.end() if match else one.end()


def _manual(text: str) -> Iterator[Span]:
    r"""Give a manual page: sections with a title in capitals, and all other lines indented.

    >>> text = "News of today\nNAME\n    rmail - write\nSYNOPSIS\n    rmail\nCOPYRIGHT\n    All rights reserved.\nHome"
    >>> [text[a:b] for a, b in _manual(text)]
    ['NAME\n    rmail - write\nSYNOPSIS\n    rmail\nCOPYRIGHT\n    All rights reserved.\n']
    """
    sections = list(_SECTION.finditer(text)) if "\n " in text or "\n\t" in text else []
    head = _PAGE_HEAD.search(text) if sections and "(" in text else None
    if len(sections) < SECTIONS or not (head or sections[0][0].strip() in _PAGE_SECTIONS):
        return
    last = sections[-1].end()
    body = re.compile(r"(?:[ \t]+\S[^\n]*(?:\n|\Z)|[ \t]*\n)*").match(text, last)
    first = min(head.start(), sections[0].start()) if head else sections[0].start()
    yield first, body.end() if body else last
