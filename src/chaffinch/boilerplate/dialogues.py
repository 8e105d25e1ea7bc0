r"""Find the turns of dialogues: plays, screenplays, chats, interviews and transcripts.

A speaker may say "Subscribe to our newsletter." or "All rights reserved": that is what the text tells. A turn is known
by its form and by its neighbours: speakers come back, take turns, speak in sentences, and ask. Lines of contact cards
and of captions have labels in front of them, too ("Tel:", "Photo:"), but they do none of this.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from chaffinch.boilerplate.furniture.headings import heading
from chaffinch.text import END, late_pattern, line_matches

__all__ = ["turns"]

Span = tuple[int, int]

TURNS = 4
"""Turns of a dialogue, at least, if their speakers are named: fewer labels of two kinds are a list."""

TIMES = 2
"""Turns of a speaker, at least, and changes of speaker: a label that comes once is the name of a field."""

DASHES = 3
"""Turns of a dialogue, at least, whose speakers are not named: each begins with a dash."""

SENTENCES = 0.6
"""Share of the turns that end as sentences do, at least; numbers, names and titles of fields do not. A judgement."""

NAME = 30
"""Code points of the name of a speaker, at most; own."""

_NAME = rf"[^\W\d_][^\n:：<>|()\[\].!?,;]{{0,{NAME - 1}}}"
_CAPITAL = r"[^\W\d_a-zß-öø-ÿа-яё]"
_CAPITALS = rf"{_CAPITAL}{{2,{NAME}}}(?:[ '’-]{_CAPITAL}{{1,{NAME}}}){{0,3}}"
_TIME = r"(?:[\[(]?\d{1,2}:\d\d(?::\d\d)?[\])]?[ \t]*(?:[-–—][ \t]*)?)?"
_LABELLED = late_pattern(
    rf"^[ \t*_]*{_TIME}(?:<(?P<nick>[^\s<>]{{1,{NAME}}})>[ \t]+|(?P<name>{_NAME}?)(?:[ \t]\([^()\n]{{1,40}}\))?[*_]*"
    rf"[ \t]?[:：][*_]*[ \t]*|(?P<capitals>{_CAPITALS})(?:[ \t]\([^()\n]{{1,40}}\))?\.[ \t]?[–—-]?[ \t]+)"
    r"(?P<said>\S[^\n]*)",
    re.MULTILINE,
)
_HEADED = late_pattern(
    rf"^[ \t]*(?P<capitals>{_CAPITALS})(?:[ \t]\([^()\n]{{1,40}}\))?[ \t]*\n"
    r"(?P<said>(?:[ \t]*\([^()\n]{1,80}\)[ \t]*\n)?(?:[ \t]*\S[^\n]*(?:\n|\Z))+)",
    re.MULTILINE,
)
_DASHED = late_pattern(r"^[ \t]*[—–][ \t]?(?P<said>[«\"“¿¡…]*[^\W\d_][^\n]*)", re.MULTILINE)
_ENDED = late_pattern(rf"{END}\s*\Z")
_ASKED = late_pattern(r"[?？؟かの](?:(?<=[?？؟])|。)")
_NICK = late_pattern(r"<[^\s<>]+>[ \t]+\S")
_MAY_TURN = late_pattern(
    rf"[ \t*_]*{_TIME}(?P<who>[^\n:：<]{{1,{2 * NAME}}}[:：]|<[^\n>]{{1,{NAME}}}>|[ \t]*[—–]"
    rf"|[ \t]*{_CAPITALS}(?:(?=[ \t]\()|[ \t]*$|\.))",
    re.MULTILINE,
)
_AROUND = " \t*_"
_ABOVE = 4  # lines from one of a speech to the name above it, at most
_MANY = 32  # names from which on a text is searched for all of them at once
_GAP = late_pattern(r"\s{0,4}")  # what is between two turns of a dialogue without names


def turns(text: str, at: Sequence[int] | None = None) -> list[Span]:
    r"""Give the turns of the dialogues of a text, in order; none where it has no dialogue.

    Args:
        text: all of it.
        at: places in it, if only dialogues matter one of which may be in a turn.

    >>> text = "Ann: Is it open?\nBo: No.\nAnn: It says: follow us!\nBo: Share this.\n\nShare this"
    >>> [text[a:b] for a, b in turns(text)][2:]
    ['Ann: It says: follow us!', 'Bo: Share this.']
    >>> turns("Tel: 12\nFax: 13\nMail: a@b.example\nTel: 22\nFax: 23")
    []
    """
    if at is not None and not _may_be_turns(text, at):
        return []
    if not (_ASKED.search(text) or _NICK.search(text)):
        return []
    found = [*_named(text, _LABELLED), *_named(text, _HEADED), *_unnamed(text)]
    return sorted(found)


def _may_be_turns(text: str, at: Sequence[int]) -> bool:
    """Tell whether the line around one of some places, or one of a few above it, begins as a turn does."""
    lines: set[int] = set()
    for place in at:
        start = place + 1
        for _ in range(_ABOVE):
            start = text.rfind("\n", 0, max(start - 1, 0)) + 1
            lines.add(start)
            if start == 0 or text[start - 2 : start - 1] == "\n":
                break
    turns = (_MAY_TURN.match(text, start) for start in sorted(lines))
    return _repeats(text, [*dict.fromkeys(turn["who"].strip(_AROUND) for turn in turns if turn)])


def _repeats(text: str, names: list[str]) -> bool:
    """Tell whether one of some names stands in a text more than once."""
    if len(names) > _MANY and all(names):
        from ahocorasick_rs import AhoCorasick

        found = Counter(name for name, *_ in AhoCorasick(names).find_matches_as_indexes(text, overlapping=True))
        names = [names[i] for i, times in found.items() if times >= TIMES]
    return any(text.count(name) >= TIMES for name in names)


def _named(text: str, form: re.Pattern[str]) -> list[Span]:
    """Give the turns that have the name of their speaker in front, or on the line above."""
    found = [(speaker, m) for m in line_matches(form, text) if not heading(speaker := _speaker(m))]
    times = Counter(speaker for speaker, _ in found)
    found = [(speaker, m) for speaker, m in found if times[speaker] >= TIMES]
    changes = sum(one != other for (one, _), (other, _) in pairwise(found))
    sure = form is _LABELLED and all(m["nick"] for _, m in found)  # as in the log of a chat
    if len(found) < TURNS or changes < TIMES or not (sure or _is_speech([m["said"] for _, m in found])):
        return []
    return [(m.start(), m.start() + len(m[0].rstrip())) for _, m in found]


def _speaker(turn: re.Match[str]) -> str:
    return next(name for name in turn.groupdict().values() if name)


def _unnamed(text: str) -> list[Span]:
    """Give the runs of lines that begin with a dash and are turns."""
    found: list[Span] = []
    run: list[re.Match[str]] = []
    for turn in [*line_matches(_DASHED, text), None]:
        if run and (turn is None or not _GAP.fullmatch(text, run[-1].end(), turn.start())):
            if len(run) >= DASHES and _is_speech([m["said"] for m in run]):
                found += [m.span() for m in run]
            run = []
        if turn:
            run.append(turn)
    return found


def _is_speech(said: list[str]) -> bool:
    """Tell whether turns are sentences, and one of them asks."""
    return any(map(_ASKED.search, said)) and sum(bool(_ENDED.search(one)) for one in said) >= SENTENCES * len(said)
