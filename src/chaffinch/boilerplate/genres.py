r"""Code, drawn tables, steps, answers: lines that look like furniture to a finder, and are what a document is about.

A program holds the words of a newsletter box as a string, and a guide asks its readers to press a button. They are
known by their form, not by their words, so this works in any language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from chaffinch.boilerplate.furniture.headings import LISTED, heading
from chaffinch.boilerplate.furniture.rulers import DELIMITER
from chaffinch.boilerplate.furniture.signatures import SIGNATURE_LETTERS
from chaffinch.text import PAGE_SOURCE, QUOTED_LINE, UNSPACED, Signs, late_pattern

__all__ = ["CODE", "QUOTED_LINES", "TABLES", "answers", "code", "is_program", "quoted", "steps", "tables"]

Span = tuple[int, int]

STATEMENTS = 3
"""Lines of code from which on neighbouring ones are a block of code: two alone may be anything with a semicolon."""

FEWEST_SIGNS = 2
"""Signs of code in all of a text below which no line is looked at: most prose has none of them."""

GAP = 2
"""Lines of a block of code, at most, that may look like anything between two that look like code."""

MOSTLY = 0.4
"""Share of lines that look like code in a document that is code: strings, comments and lists make up the rest."""

RULED_MOST = 4_000
"""Code points between two rulers of a table, at most: what is further apart are two tables."""

TARGETS = 2
"""Targets of a make file with their commands, at least. A judgement: one line with a colon above an indented one may be
anything."""

INSTRUCTIONS, INSTRUCTED = 4, 0.6
"""Lines of assembler, at least, two of them with a list of operands or a comment; and their share of all lines,
comments aside. Judgements."""

SETTINGS, NESTED = 4, 2
"""Lines of a file of settings, at least, and such of them that are nested: a list of labels in prose is not."""

NAMES = 3
"""Names with a colon of such settings amid prose, at least."""

QUOTED_LETTERS = 40
"""Letters of the longest of some quoted lines, at least: entries of a menu may begin with the same sign."""

STEPS = (
    "step", "schritt", "étape", "paso", "passo", "passaggio", "stap", "steg", "vaihe", "krok", "шаг", "крок", "adım",
    "hapi", "الخطوة", "مرحله", "שלב", "चरण", "ステップ", "手順", "步骤", "步驟", "단계", "第", "ขั้นตอนที่",
)  # fmt: skip
"""Words before the number of a step; own."""

STEP_LETTERS = 20
"""Code points of a step of a guide, at least: an entry of a numbered menu is shorter ("3. Subscribe")."""

STEP_GAP = 1_500
"""Code points from a step to the next, at most: what is further apart are two lists. A judgement."""

QUESTIONS, QUESTION_WORDS, QUESTION_LETTERS, QUESTION_SHARE = 2, 4, 8, 0.25
"""Questions on lines of their own, words of each (letters in a script without spaces), and share of all lines, from
which on a text answers questions."""

_STATEMENT = late_pattern(
    r"""
    [ \t]*(?:
        [\w.$\[\]"'>*&:() -]{1,60}?[ \t]*(?:[-+*/|&^%:]|\?\?|<<|>>)?=(?!=)[ \t]*\S.*  # an assignment
      | (?:from[ \t]+[\w.]+[ \t]+)?import[ \t]+[\w.{},*$ ]+(?:[ \t]from[ \t]+['"].+)?;?
      | \#[ \t]*(?:include|define|ifn?def|endif|pragma|import)\b.*
      | (?:async[ \t]+)?(?:def|class|fn|func|function|sub|interface|struct|enum|trait|impl|namespace|package)\b.*[:{);]
      | (?:public|private|protected|static|final|export|const|let|var|abstract|override|extern|inline)[ \t].*[{;=(,]
      | (?:if|for|while|switch|catch|elif|foreach|unless|until|match|with)[ \t(].*[:{]
      | (?:else|try|finally|do|begin|default)[ \t]*[:{]
      | (?:return|yield|raise|throw|await|assert|echo|print|break|continue)\b(?:[^.!?]|[.](?=\w))*[;)\]}"'\w]
      | @[A-Za-z_][\w.]*(?:\(.*\))?
      | "[^"\n]+"[ \t]*:[ \t]*\S.*
      | (?:[\w$-]+[ \t]*:[ \t]*)?(?:"[^"\n]*"|'[^'\n]*'|`[^`\n]*`)[ \t]*,  # an item of a list, a field with a string
      | (?:module|class)[ \t]+[A-Z][\w:]*(?:[ \t]*<[ \t]*[\w:]+)?|(?:package|namespace)[ \t]+[a-z][\w.]*|end
      | import[ \t]+(?:\w+[ \t]+)?"[^"\n]+"
      | [\])}]+(?:\.\w+)+
      | [\w.$:>-]+\([`"']{0,3}  # a call of several lines
      | </?[A-Za-z][\w:-]*(?:[ \t][^>]*)?/?>.*
      | [^\n]*(?:[;{}]|\)\{|\);|\}[,;)]|\]\))
      | [`"']{0,3}[\])}][\])};,]*
      | [\w.$>:-]+\((?:[^.!?]|[.](?=\w))*\)[;,:]?
    )[ \t]*\r?
    """,
    re.VERBOSE,
)
_COMMENT = late_pattern(r"[ \t]*(?:#|//|/\*|\*|--[ \t]|;;|%|<!--|\"\"\"|''')")
_SIGNS = late_pattern(r"[(){}\[\]=<>;]")
_OFTEN = ";{}=<>[("
_ENDS = (".", "!", "?", "…", "”", "’")  # ... of sentences
_SURE = late_pattern(r"[;{}=<>]")
_KEYED = late_pattern(r"[ \t]*[\w-]+(?:\.[\w-]+)+[ \t]*=[ \t]*\S")  # "foot.rights=All rights reserved."
_WORDS = late_pattern(r"[^\W\d_]{2,}")
_PROSE = 12  # words of a line from which on it is prose unless signs of code stand close in it
_RARE = 6  # ... words for each such sign
_ITEM = 2  # words of a line whose only sign of code is the semicolon at its end: "break;", "Energy;"
_OPENING = late_pattern(
    r"""[ \t]*(?:import|from|else|try|finally|return|yield|raise|throw|echo|print|break|continue|module|class|package"""
    r"""|namespace|end$|@|["'`]|[\w$-]+[ \t]*:[ \t]*["'`])"""
)
_LINE = late_pattern(r"[^\n]*\n?")
_STEP = late_pattern(
    rf"(?:^[ \t>*_#-]*|(?<=\s)(?=\d+\\))(?:(?:{'|'.join(STEPS)})[ \t]?)?"
    r"(?P<number>\d{1,2})(?:[ \t]?\\?[.):：、．]|步|단계)[*_]*[ \t]*(?=\S)[^\n]*",
    re.MULTILINE | re.IGNORECASE,
)

_DRAWN = late_pattern(r"(?:^[ \t]*[+|][^\n]*[+|][ \t]*(?:\n|\Z)){2,}", re.MULTILINE)
_CROSSED = late_pattern(r"^[ \t]*[+|](?:[-=]+\+)+[-=]+[+|][ \t]*$", re.MULTILINE)
_RULED = late_pattern(r"^[ \t]*=+(?: +=+)+[ \t]*$", re.MULTILINE)

_LED_ON = late_pattern(
    r">[ \t]*[*_]{0,3}(?P<label>[^\n:：*_\[\]]{3,60})[*_]{0,3}[:：][*_]{0,3}[ \t]*\[[^\[\]\n]+\]\([^()\s]+\)"
)
_QUOTED, _QUOTED_ONCE = (re.compile(rf"(?:^{QUOTED_LINE}.*(?:\n|\Z)){{{n},}}", re.MULTILINE) for n in (2, 1))
_UNSPACED = late_pattern(f"[{UNSPACED}]")

_ASKS = ("?", "？", "؟")
_PARAGRAPH = late_pattern(r"[^\n]+(?:\n[ \t]*[^\s][^\n]*)*")
_DIFF = late_pattern(
    r"^(?:diff [^\n]+\n(?:(?:index|old mode|new mode|new file|deleted file|similarity|rename|copy|Binary) [^\n]*\n)*"
    r"|Index: [^\n]+\n=+\n|(?:---|\*\*\*) \S[^\n]*\n(?:\+\+\+|---) \S[^\n]*\n(?=@@|\*{4})"
    r"|@@ -\d[^\n]*(?:\n|\Z)(?:[-+ \\][^\n]*(?:\n|\Z))*)",
    re.MULTILINE,
)

_BLOCK_COMMENT = late_pattern(r"^[ \tX]{0,12}/\*(?!\*\*)[^\n]*\n(?:[ \tX]*\*(?!/)[^\n]*\n)+[ \tX]*\*+/", re.MULTILINE)
_SHAR = "s/^X//"
_PATCHED, _PATCH = "@@ -", "\n*** "  # every unified patch, and every other one
_ARCHIVED = late_pattern(r"(?:^X[^\n]*(?:\n|\Z))+", re.MULTILINE)

_PROGRAM = late_pattern(
    rf"\ufeff?(?:#![ \t]*/\S+|<\?xml\b|\s*{PAGE_SOURCE}|FROM \S+(?:[ ]AS[ ]\S+)?\n(?:[ \t]*\n)*[A-Z]{{3,10}}[ ]"
    r"|@echo (?:off|on)\b|module [A-Z][\w.]*[ \n](?:\([^()]*\)\s*)?where\b|\\document(?:class|style)\b)"
)
_QUERY = late_pattern(  # statements of SQL, the last one closed
    r"""
    \ufeff?(?:\s|--[^\n]*\n|/\*(?:[^*]|\*[^/])*\*/;?)*(?:
        CREATE\s(?:OR\sREPLACE\s)?(?:TABLE|VIEW|INDEX|UNIQUE\sINDEX|DATABASE|SCHEMA)\s[^;]*[(;]
      | INSERT\sINTO\s+\S+\s*(?:\([^()]*\)\s*)?(?:VALUES|SELECT)\b
      | UPDATE\s+\S+\s+SET\s+\S+?\s*=
      | DELETE\sFROM\s+\S+?(?:\s+WHERE\b|;)
      | (?:ALTER|DROP)\sTABLE\s
      | SELECT\s[^;]*\sFROM\s+\S+?(?:;|\s+(?:AS|WHERE|ORDER|GROUP|LIMIT|(?:\w+\s)?JOIN)\b)
      | BEGIN(?:\sTRANSACTION)?; | PRAGMA\s+\w+\s?= | SET\s(?:NAMES\s)?\S+\s?[=;] | USE\s`?\w+`?;\s*\n
    )
    [\s\S]*;\s*(?:--[^\n]*\s*)*\Z
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TARGET = late_pattern(r"^[\w.%/$(){}-][^\n:=#\t]*::?(?: [^\n\t]*)?\n(?:\t[^\n]*(?:\n|\Z))+", re.MULTILINE)  # of make
_MAKE = late_pattern(
    r"\t.*|[ ]*#.*|[\w.%/$(){}-][^\n:=#\t]*::?(?: [^\t]*)?|[\w.-]+[ ]*[:?+!]*=.*"
    r"|(?:-?include|ifn?eq|ifn?def|else|endif|define|endef|export|vpath)\b.*"
)
_MNEMONICS = """
    mov add sub adc sbb inc dec mul imul div idiv neg and or xor not shl shr sal sar rol ror cmp test jmp je jne jz jnz
    ja jb jae jbe jg jl jge jle jc jnc loop call ret push pop lea int nop cli sti hlt lodsb stosb movsb db dw dd dq equ
    org resb resw times ld ldr ldrb str strb stm ldm bl bx beq bne b lda ldx ldy sta stx sty tax tay txa tya jsr rts rti
    bcc bcs bmi bpl dex dey inx iny move clr tst bra bsr lw sw li la addi addu jal jr syscall svc
"""
_INSTRUCTION = late_pattern(
    rf"(?P<label>[\w.$@?]+:?)?[ \t]+(?:{'|'.join(_MNEMONICS.split())})(?:\.?[bwl])?"
    r"(?P<operands>[ \t]+(?:'[^'\n]*'|[^\s;,]+)(?:,[ \t]*(?:'[^'\n]*'|[^\s;,]+))*)?[ \t]*(?P<comment>;.*)?",
    re.IGNORECASE,
)
_NESTED = late_pattern(r"^[ ]*(?:-[ ])?[\w./-]+:[ ]*\r?\n[ ]+\S", re.MULTILINE)
_SETTING = late_pattern(r"[ ]*(?:#.*|---|-[ ].*|(?:-[ ])?[\"']?[\w./-]+[\"']?:(?:[ ].*)?)\r?")
_NAME = late_pattern(r"^[ ]*(?:-[ ])?[\"']?[\w./-]+[\"']?:(?:[ ]|$)", re.MULTILINE)
_SMALL_NAME = late_pattern(r"[\"']?[a-z][a-z0-9_.-]*[\"']?:[ ]\S|#")
_LONG_MARKS = ('"""', "'''", "`")
_SESSION = late_pattern(
    r"^(?P<indent>[ ]{2,}|\t)(?:\$|>>>|%|#)[ ]\S[^\n]*(?:\n(?P=indent)[ \t]*\S[^\n]*)*(?:\n|\Z)", re.MULTILINE
)
_PROMPTS = ("$ ", ">>> ", "% ", "# ")

_STATES = (
    r".*=",
    r"(?:from|import|async|def|class|fn|func|function|sub|interface|struct|enum|trait|impl|namespace|package|module)\b",
    r"end[ \t\r]*$",
    r".*[\"'`][ \t]*,[ \t\r]*$",
    r"(?:public|private|protected|static|final|export|const|let|var|abstract|override|extern|inline)\b",
    r"(?:if|for|while|switch|catch|elif|foreach|unless|until|match|with|else|try|finally|do|begin|default)\b.*[:{]",
    r"(?:return|yield|raise|throw|await|assert|echo|print|break|continue)\b",
    r'[#@<\])}]|"[^"\n]+"[ \t]*:',
    r".*(?:[;{}]|\)\{|\);|\}[,;)]|\]\)|\)[;,:]?)[ \t\r]*$",
)
"""How a line of code begins or ends, so roughly that none is missed."""

_STATE = rf"(?m:^[ \t]*(?:{'|'.join(_STATES)}))"
_INSTRUCT = rf"(?im:^[\w.$@?]*:?[ \t]+(?:{'|'.join(_MNEMONICS.split())})[ \t]+[\w$#\[]+,)"

_COMMENT_SIGNS = r"/\*|@@ -|\n\*\*\* |s/\^X//|(?m:^(?:[ ]{2,}|\t)(?:\$|>>>|%|#) )"

CODE = "|".join(
    (
        r"\A\x{feff}?(?:#!|<\?|<script|<template|<[A-Za-z][\w.-]*:[A-Za-z]|FROM |@echo |module |\\document)|<%",
        r"(?i:\A[\s\x{feff}]*(?:--|/\*|CREATE |INSERT |UPDATE |DELETE |ALTER |DROP |SELECT\s|BEGIN|PRAGMA |USE |SET ))",
        r"\A[\"']?[a-z][a-z0-9_.-]*[\"']?:[ ]\S|\A#",  # settings
        r":[ ]*\r?\n[ ]|:[^\n]*\n\t",  # settings below others, commands below a target
        _COMMENT_SIGNS,
        _STATE,
        _INSTRUCT,
    )
)
"""What every text has that `code` finds something in, a pattern of RE2."""

QUOTED_LINES = f"(?m)^{QUOTED_LINE}"
"""The same of `quoted`."""

TABLES = r"[-=]\+|= ="
"""The same of `tables`."""

_STATED, _INSTRUCTED, _COMMENTED = "statements", "instructions", "comments"
_STEPS = {
    "second": r"[2-9][*_ \t]?\\?[.):：、．步단]",
    "number": rf"(?m)^[ \t>*_#-]*[^\n\p{{Nd}}]{{0,{max(map(len, STEPS)) + 1}}}"
    r"\p{Nd}{1,2}(?:[ \t]?\\?[.):：、．]|步|단계)|\s\p{Nd}+\\",
}
"""What every text with steps has, patterns of RE2: a further step, and numbers where those of steps are."""


def code(text: str) -> list[Span]:
    r"""Give the spans of code that stand in a text without a fence, in order; all of a document that is code.

    >>> program = "import os\n\nNOTE = 'Share this article'\n\ndef main():\n    print(NOTE)\n"
    >>> [text == program for text in (program[a:b] for a, b in code(program))]
    [True]
    >>> code("It rained; nobody came.\n\nShare this article\n\nThe mayor (who is ill) was not there.")
    []
    """
    if _PROGRAM.match(text) or _QUERY.match(text) or _settings(text) or _makes(text):
        return [(0, len(text))]
    signs = _lines_of_code().of(text.encode())
    if _INSTRUCTED in signs and _assembles(text):
        return [(0, len(text))]
    comments = [*(_commented(text) if _COMMENTED in signs else []), *_settings_amid(text)]
    if _STATED not in signs or sum(map(text.count, _OFTEN)) < FEWEST_SIGNS:
        return comments
    lines = [(m.start(), m.end()) for m in _LINE.finditer(text) if m.end() > m.start()]
    kept = [(a, b) for a, b in lines if text[a:b].strip()]
    are = [_is_code(text[a:b].rstrip("\n")) for a, b in kept]
    count = sum(are)
    if count < STATEMENTS:
        return comments
    if count >= MOSTLY * len(kept):
        first, last = _first(text, kept, are), _last(text, kept, are)
        return [(first, _closed(text, first, last))]
    return sorted([*((kept[i][0], kept[j][1]) for i, j in _runs(are)), *comments])


@cache
def _lines_of_code() -> Signs:
    """Make what looks for enough lines like statements, for an instruction of assembler, and for comments."""
    stated = "(?s:.*)".join([_STATE] * STATEMENTS)
    return Signs({_STATED: stated, _INSTRUCTED: _INSTRUCT, _COMMENTED: _COMMENT_SIGNS})


def is_program(text: str) -> bool:
    r"""Tell whether a text has code, or so many lines that look like it that a short text is a program.

    >>> is_program("cookie = \"We use cookies\"\naccept = \"Accept all\"")
    True
    >>> is_program("We use cookies (see our policy).\n\nAccept all")
    False
    """
    lines = [line for line in text.splitlines() if line.strip()]
    return sum(map(_is_code, lines)) >= max(MOSTLY * len(lines), 1) or bool(code(text))


def _commented(text: str) -> list[Span]:
    r"""Give the comments of several lines that stand in a text, sessions of a shell, shell archives, and patches.

    >>> len(_commented("The notice:\n /* Copyright Ann Lee\n  * All rights reserved.\n  */\nIt is old."))
    1
    """
    found = [m.span() for m in _BLOCK_COMMENT.finditer(text)] if "/*" in text and "*/" in text else []
    if ("\n  " in f"\n{text}" or "\t" in text) and any(sign in text for sign in _PROMPTS):
        found += [m.span() for m in _SESSION.finditer(text)]
    found += [m.span() for m in _DIFF.finditer(text)] if _PATCHED in text or _PATCH in text else []
    return found + ([m.span() for m in _ARCHIVED.finditer(text)] if _SHAR in text else [])


def _is_code(line: str) -> bool:
    if "=" in line and _KEYED.match(line):
        return True
    if line.endswith(_ENDS) and not _SURE.search(line):
        return False
    signs = len(_SIGNS.findall(line))
    if not (signs or _OPENING.match(line)) or not _STATEMENT.fullmatch(line):
        return False
    words = len(_WORDS.findall(line))
    if signs == 1 and line.rstrip().endswith(";"):
        return words <= _ITEM  # more are an item of a list in prose
    return words < _PROSE or words <= _RARE * signs


def _settings(text: str) -> bool:
    r"""Tell whether a text is a file of settings: names with values, some nested below others or all in small letters.

    >>> _settings("en:\n  share: Share this\n  # below the text\n  rights: All rights reserved.")
    True
    >>> _settings("Colour: red\nSize: 4\nPrice: 12\nRights: All rights reserved.")
    False
    """
    if not (_SMALL_NAME.match(text) or ("\n " in text and _NESTED.search(text))):
        return False
    lines = [line for line in text.splitlines() if line.strip()]
    nested = sum(line[0] in " \t" or line.startswith("- ") for line in lines)
    known = nested >= NESTED or all(map(_SMALL_NAME.match, lines))
    return known and len(lines) >= SETTINGS and all(map(_SETTING.fullmatch, lines))


def _settings_amid(text: str) -> list[Span]:
    r"""Give the paragraphs of a text that are settings, some nested below others; a list below its heading is none.

    >>> text = "Our file:\n\nmenu:\n  - start\nshare:\n  on: Share this\n\nMore:\n  - Boats\n  - Locks\n  - Oars"
    >>> [text[a:b][:5] for a, b in _settings_amid(text)]
    ['menu:']
    """
    if not _NESTED.search(text):
        return []
    found = (m for m in _PARAGRAPH.finditer(text) if _NESTED.search(m[0]) and len(_NAME.findall(m[0])) >= NAMES)
    return [m.span() for m in found if _settings(m[0])]


def _makes(text: str) -> bool:
    r"""Tell whether a text is a make file: targets with commands behind tabs, and nothing but such lines.

    >>> _makes("all: page\n\tlpr page\n\nshare:\n\t@echo Share this page\n")
    True
    >>> _makes("The news:\n\tIt rains.\n\nShare this:\n\tFacebook\nThe end")
    False
    """
    if "\n\t" not in text or len(_TARGET.findall(text)) < TARGETS:
        return False
    return all(map(_MAKE.fullmatch, filter(str.strip, text.splitlines())))


def _assembles(text: str) -> bool:
    r"""Tell whether a text is a program in assembler: instructions with operands and comments.

    >>> _assembles("; go to the top\n  mov ax, 4 ; print it\n  int 21h\n  cmp ax, bx\n  jmp top\n")
    True
    >>> _assembles("  call me\n  and you\n  call, or not\n  add it\n")
    False
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith(";")]
    found = [one for one in map(_INSTRUCTION.fullmatch, lines) if one]
    sure = sum("," in (one["operands"] or "") or one["comment"] is not None for one in found)
    return len(found) >= max(INSTRUCTIONS, INSTRUCTED * len(lines)) and sure >= INSTRUCTIONS // 2


def _closed(text: str, first: int, last: int) -> int:
    """Give where code ends whose last statement opens a text of several lines, that of another mark closes."""
    part = text[first:last]
    for mark in _LONG_MARKS:
        if part.count(mark) % 2 and (close := text.find(mark, last)) >= 0:
            return text.find("\n", close) + 1 or len(text)
    return last


def _runs(like: list[bool]) -> Iterator[tuple[int, int]]:
    """Give first and last line of every run of lines of code, with few others between them."""
    first = last = -1
    count = 0
    for i, is_code in enumerate([*like, *[False] * (GAP + 1)]):
        if is_code:
            first, count = (i, 0) if first < 0 else (first, count)
            last, count = i, count + 1
        elif first >= 0 and i - last > GAP:
            if count >= STATEMENTS and count >= MOSTLY * (last - first + 1):
                yield first, last
            first = -1


def _first(text: str, lines: list[Span], like: list[bool]) -> int:
    """Give where a program begins: its first statement, or the comment above it."""
    at = like.index(True)
    while at and _COMMENT.match(text, *lines[at - 1]):
        at -= 1
    return lines[at][0]


def _last(text: str, lines: list[Span], like: list[bool]) -> int:
    at = len(like) - 1 - like[::-1].index(True)
    while at + 1 < len(lines) and _COMMENT.match(text, *lines[at + 1]):
        at += 1
    return lines[at][1]


def quoted(text: str, *, markdown: bool = False) -> list[Span]:
    r"""Give the lines of others that a reply quotes: they are those of the message, whatever they say.

    In markdown a single line is a quotation, too, unless it leads to another article: "> **Read also:** [...](...)".
    So is a single line in a message that quotes several lines elsewhere.

    >>> quoted("No.\n> Thanks in advance for all that you will do about it.\n> All rights reserved\nYes.")
    [(4, 81)]
    >>> quoted("> Home page\n> News of the day\n> Weather and tides\n> Letters to the editor")
    []
    """
    found = [] if markdown else _quoted(text, _QUOTED)
    once = _quoted(text, _QUOTED_ONCE) if markdown or found else []
    return [span for span in once if not (markdown and _leads_on(text[slice(*span)]))]


def _quoted(text: str, lines: re.Pattern[str]) -> list[Span]:
    return [m.span() for m in lines.finditer(text) if max(map(len, m[0].splitlines())) >= QUOTED_LETTERS]


def _leads_on(quotation: str) -> bool:
    """Tell whether a quotation is a line of a label of `headings` that leads to other articles, and a link."""
    led = _LED_ON.fullmatch(quotation.strip())
    return led is not None and heading(led["label"]) in LISTED


def tables(text: str) -> list[Span]:
    r"""Give tables that are drawn with rulers, as in reStructuredText, Org and on terminals: their rows are data.

    >>> text = "===== ======\nShare Follow\n===== ======\n1     2\n===== ======\nTea."
    >>> tables(text), tables("+---+---+\n| a | b |\n+---+---+\nTea."), tables("| Home | News |\nTea.")
    ([(0, 59)], [(0, 30)], [])
    """
    drawn = [m.span() for m in _DRAWN.finditer(text) if _CROSSED.search(m[0])] if "-+" in text or "=+" in text else []
    drawn = [span for span in drawn if not _signs(text, span)]
    ruled: dict[str, list[int]] = {}
    for line in _RULED.finditer(text) if "= =" in text else ():
        ends = ruled.setdefault(line[0].strip(), [line.start(), line.end()])
        if line.start() - ends[1] <= RULED_MOST:
            ends[1] = line.end()
    return sorted([*drawn, *((first, last) for first, last in ruled.values())])


def _signs(text: str, span: Span) -> bool:
    """Tell whether a table is the box of a signature: at the end of a text, right below a delimiter."""
    above = text[: span[0]].rstrip()
    return len(text) - span[0] <= SIGNATURE_LETTERS and above[above.rfind("\n") + 1 :] == DELIMITER


def steps(text: str) -> list[Span]:
    r"""Give the steps of guides, numbered one by one: what they ask for is what the guide is about.

    >>> text = "1. Download our app on your phone.\n2. Sign up with your address.\n\n7. Subscribe to the list."
    >>> [text[a:b] for a, b in steps(text)]
    ['1. Download our app on your phone.', '2. Sign up with your address.']
    """
    found = list(_STEP.finditer(text)) if len(_step_signs().of(text.encode())) == len(_STEPS) else []
    next_to: set[int] = set()
    for at, (one, other) in enumerate(pairwise(found)):
        if int(other["number"]) == int(one["number"]) + 1 and other.start() - one.end() <= STEP_GAP:
            next_to |= {at, at + 1}
    return [found[at].span() for at in sorted(next_to) if len(found[at][0]) >= STEP_LETTERS]


@cache
def _step_signs() -> Signs:
    return Signs(_STEPS)


def answers(text: str) -> list[Span]:
    r"""Give the questions of a text that answers questions, each with the lines below it up to the next question.

    Below the last one only the next paragraph is an answer.

    >>> text = "Where do I find my cookies?\nIn the menu.\n\nHow do I remove them all?\n\nPress there.\n\nHome"
    >>> [text[a:b] for a, b in answers(text)]
    ['Where do I find my cookies?\nIn the menu.\n\n', 'How do I remove them all?\n\nPress there.']
    """
    if text.count("?") + text.count("？") + text.count("؟") < QUESTIONS:
        return []
    lines = [m for m in _LINE.finditer(text) if m[0].strip()]
    asked = [m.start() for m in lines if _is_question(m[0].strip())]
    if len(asked) < max(QUESTIONS, QUESTION_SHARE * len(lines)):
        return []
    below = next((m.start() for m in lines if m.start() > asked[-1]), asked[-1])
    closing = _PARAGRAPH.match(text, below)
    return [*pairwise(asked), (asked[-1], closing.end() if closing else len(text))]


def _is_question(line: str) -> bool:
    return line.endswith(_ASKS) and (
        len(line.split()) >= QUESTION_WORDS or len(_UNSPACED.findall(line)) >= QUESTION_LETTERS
    )
