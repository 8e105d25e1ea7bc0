"""Output for a terminal: widths, numbers, colours.

Text of a corpus is not trusted: its control characters are replaced before it is shown, else a document could recolour
or clear the reader's terminal.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

__all__ = [
    "bracketed",
    "colour",
    "command",
    "console",
    "duration",
    "ending",
    "many",
    "opening",
    "share",
    "short_name",
    "show_commands",
    "show_note",
    "shown",
    "size",
]

WIDEST = 100
"""Columns beyond which a line is tiring to read; output is never wider."""

MEANING = 28
"""Columns that are kept free beside a command for its meaning; a command that leaves less has no meaning printed."""

COLOURS = {
    "duplicate": "magenta", "contained": "magenta", "update": "magenta", "template": "blue", "navigation": "blue",
    "related": "blue", "comments": "blue", "disclaimer": "cyan", "copyright": "cyan", "credit": "cyan",
    "cookie": "cyan", "donation": "yellow", "subscription": "yellow", "advert": "yellow", "app": "yellow",
    "social": "green", "contact": "green", "quotation": "red", "syndicated": "red", "repeat": "red",
}  # fmt: skip
"""A colour for each reason; categories that are kept by default have none."""

# C0 and C1 without tab and newline, and the characters that change the direction of text
_UNSAFE = dict.fromkeys(
    [
        *(c for c in range(0x20) if c not in (9, 10)),
        *range(0x7F, 0xA0),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ],
    "\N{REPLACEMENT CHARACTER}",
)


class _Piped(Console):
    """A console that raises BrokenPipeError when its pipe is closed, as other output does."""

    def on_broken_pipe(self) -> None:
        """Raise the error, which the command line handles."""
        raise BrokenPipeError


def console(*, error: bool = False) -> Console:
    """Make the console for results, or with ``error`` for progress and errors; rich respects ``NO_COLOR``."""
    made = _Piped(stderr=error, highlight=False, markup=False, emoji=False)
    made.width = min(made.width, WIDEST)
    return made


def colour(reason: str) -> str:
    """Give the colour of a reason; parts of an article have none.

    >>> colour("donation"), colour("byline")
    ('yellow', 'default')
    """
    return COLOURS.get(reason, "default")


def shown(text: str, *, lines: bool = False) -> str:
    r"""Make text safe to show in a terminal, on one line unless ``lines``.

    >>> shown("two\r\n  lines \x1b[31m")
    'two lines �[31m'
    """
    if lines:
        text = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
        return text if text.replace("\n", "").isprintable() else text.translate(_UNSAFE)
    text = " ".join(text.split())
    return text if text.isprintable() else text.translate(_UNSAFE)


def opening(text: str, width: int) -> str:
    """Give as much of the beginning of a text as fits ``width`` columns.

    >>> opening("The next morning the ministry", 12)
    'The next mo…'
    """
    line = shown(text[: 4 * width])
    if cell_len(line) <= width and len(text) <= 4 * width:
        return line
    return set_cell_size(line, min(width - 1, cell_len(line))).rstrip() + "…"


def ending(text: str, width: int) -> str:
    """Give as much of the end of a text as fits ``width`` columns.

    >>> ending("in the north of the country.", 12)
    '…he country.'
    """
    line = shown(text[-4 * width :])
    if cell_len(line) <= width and len(text) <= 4 * width:
        return line
    while cell_len(line) >= width:
        line = line[1 + cell_len(line[width:]) // 2 :] if cell_len(line) > 2 * width else line[1:]
    return "…" + line.lstrip()


def bracketed(before: str, text: str, after: str, *, around: int, within: int, style: str) -> Text:
    r"""Write a text in brackets between what stands around it; white space beside a bracket is a space.

    Args:
        before, text, after: the text and its surroundings.
        around: columns of what stands before and behind, each.
        within: columns of the text.
        style: of the text.

    >>> bracketed("It rained.\n\n", "Follow us.", "More", around=20, within=20, style="green").plain
    'It rained. ⟦Follow us.⟧More'
    """
    first = " " if before.strip() and (before[-1:] + text[:1]).strip() != before[-1:] + text[:1] else ""
    last = " " if after.strip() and (text[-1:] + after[:1]).strip() != text[-1:] + after[:1] else ""
    return Text.assemble(
        (ending(before, around) + first, "dim"),
        ("⟦", "bold"),
        (opening(text, within), style),
        ("⟧", "bold"),
        (last + opening(after, around), "dim"),
    )


def short_name(text: str, width: int) -> str:
    """Give the beginning of a document's name, which tells the site, and its end, in ``width`` columns.

    >>> short_name("harbour-herald/2031-03-06-the-spring-timetable.txt", 26)
    'harbour-…ing-timetable.txt'
    >>> short_name("report-03.txt", 26)
    'report-03.txt'
    """
    line = shown(text)
    if cell_len(line) <= width:
        return line
    head = set_cell_size(line, width // 3)
    return head + ending(line[len(head) :], width - cell_len(head))


def size(amount: float, unit: str = "") -> str:
    """Write a number of bytes or characters in short form, in steps of a thousand.

    >>> size(9_120), size(188_400), size(38_100_000, "B"), size(512, "B")
    ('9,120', '188 k', '38.1 MB', '512 B')
    """
    if amount < (1_000 if unit else 10_000):
        return f"{amount:,.0f} {unit}".rstrip()
    for step in "kMGT":
        amount /= 1000
        if amount < 999.5 or step == "T":
            break
    return f"{amount:.{0 if amount >= 99.95 or step == 'k' else 1}f} {step}{unit}"


def many(count: int, noun: str) -> str:
    """Write a count with its noun.

    >>> many(1, "cut"), many(1200, "cut")
    ('1 cut', '1,200 cuts')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def share(value: float) -> str:
    """Write a share in per cent; only 1 gives 100.

    >>> share(0.98), share(0.9996), share(1)
    ('98 %', '99.9 %', '100 %')
    """
    percent = 100 * value
    return f"{99.9 if 99.5 <= percent < 100 else percent:.{1 if 99.5 <= percent < 100 else 0}f} %"


def command(*words: str) -> str:
    """Write a chaffinch command so that it can be pasted into a shell.

    >>> command("explain", "run", "a b.txt")
    "chaffinch explain run 'a b.txt'"
    """
    return shlex.join(["chaffinch", *words]).translate(_UNSAFE)


def show_commands(out: Console, rows: Sequence[tuple[str, str]]) -> None:
    """Print the next commands, each with its meaning, after a blank line; never wrapped, so that they can be pasted."""
    width = max((cell_len(words) for words, _ in rows if cell_len(words) <= out.width - MEANING), default=0)
    out.print()
    for words, meaning in rows:
        left = out.width - cell_len(words) - cell_len(meaning) - 3
        gap = min(width - cell_len(words), left)  # a long meaning stands further to the left, or nowhere
        beside = f"{'':<{gap}}   {meaning}" if gap >= 0 else ""
        out.print(Text(words).append(beside, "dim"), soft_wrap=True)


def show_note(out: Console, head: Text | str, words: str) -> None:
    """Print a note behind a head: in a terminal wrapped between words, below where it begins, elsewhere on one line."""
    head = Text.assemble(head)
    room = out.width - head.cell_len
    if not out.is_terminal or room < MEANING:
        out.print(head.append(words, "not bold"), soft_wrap=True)
        return
    for line in Text(words).wrap(out, room):
        line.rstrip()
        out.print(head + line, soft_wrap=True)
        head = Text(" " * head.cell_len)


def duration(seconds: float) -> str:
    """Write a duration in seconds, minutes or hours.

    >>> duration(9.41), duration(124), duration(3800)
    ('9.4 s', '2 min 4 s', '1 h 3 min')
    """
    if seconds < 60:
        return f"{seconds:.0f} s" if seconds == int(seconds) else f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
