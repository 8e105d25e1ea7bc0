"""Move the ends of a passage to the borders of sentences, quotations and lines.

An alignment knows letters only. It ends amid a sentence where the other text goes on otherwise, and takes words of the
next sentence along where both happen to have them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaffinch.matching.passages.clauses import LOST, clause_start, clause_stop
from chaffinch.matching.passages.quality import begins_sentence, ends_sentence, inner_stop, wrapped
from chaffinch.matching.passages.quotations import between_marks, quoted_share
from chaffinch.text import cut_short, late_pattern

__all__ = ["INTERRUPTED_SHARE", "QUOTED_SHARE", "at_borders", "at_sentences", "lacks_few_words"]

QUOTED_SHARE = 0.9
"""Share of a quoted passage, at least, that is between quotation marks: alignments sometimes end a word late."""

INTERRUPTED_SHARE = 0.6
"""Share of an interrupted quotation, at least, that is between quotation marks."""

NEIGHBOUR, NEXT, LEAD, TAG = 12, 24, 80, 80
"""Code points, at most, of the words of a neighbouring sentence in a passage, of those of the next one if no quotation
begins there, of those before a quotation, and of the tag behind it."""

SHORT_LEAD = 40
"""Code points before a quotation, at most, that may also be the beginning of its sentence; a longer part of it both
texts have, though the one quotes it and the other does not."""

LOST_LEAD = 0.5
"""Share of a passage, at most, that stands before a quotation which is all the rest of it, or behind it."""

MOVES = 2
"""Times that an end is moved: over the first word of the next sentence, then over the tag."""

LONG_WORD = 5
"""Letters of a word with a capital, at least, that is not taken for an abbreviation before a stop."""

WORD = 24
"""Code points before a stop, at most, that are read for the word there."""

_OPENING_MARKS, _CLOSING_MARKS = '"“„«「『‘', '"”“»」』'
_STOPS = ".!?…؟।॥"
_LEADING = _STOPS + ":,،\n"
_HEAD = late_pattern(
    rf"[{_STOPS}\n“„«‘\"「『](?:(?<=[{_STOPS}])[\"'”’»)\]]*\s+[\"'“„«‘(]*|(?<=\n)\s*\n\s*[\"“„«]*"
    r"|(?<=[“„«‘])(?<![^\s:(].)|(?<=\s\")\"?(?=\w)|(?<=[「『]))"
)
"""Ends with the first code point of what follows a border: a sentence, or a quotation without its mark. Begins with one
of a few characters, which `re` finds faster than alternatives, as `_SENTENCE_END` does."""

_TAIL_IN_LINE = re.compile(
    rf"[{_STOPS},”“»」』\"](?:(?<=[{_STOPS}])[\"'”’»)\]]*(?=\s)|(?:(?<=[”“»」』])|(?<=[.,!?…])[.,!?…]*[”“»」』])(?=[\s,.;:]|$)"
    r"|(?<=[.,!?…])\"{1,2}(?=\s|$)|(?<=\w\")\"?(?=\s?[,.;](?:\s|$)))"
)
_TAIL = late_pattern(rf"[.,!?…]*[\"”’»]*\s*\n\s*\n|{_TAIL_IN_LINE.pattern}")
"""Starts where a sentence or quotation ends, before its stop and mark; a straight mark counts beside a stop or comma
only. Most ranges have no line end, and what begins with one of a few characters is found faster."""

_SIGNATURE = re.compile(r"\s*\n\s*[—–-]{1,2}\s*[^\n@]{0,50}(?<=[\s(])@\w{2,30}\)?$")

NEAR = 100
"""Code points around an end of a passage that are searched first: the nearest border counts, and most are near."""

REACH = 300
"""Code points outside of a passage, at most, in which the sentence around its end is searched for a border. By hand."""

PART, TIMES = 40, 3
"""Code points of a torn sentence that a passage has, at least, and how many times as much may be outside of it, if the
whole sentence is taken. Less is a phrase that two sentences share; see `FRAGMENT`."""

FRAGMENT = 1 / 3
"""Share of a sentence, at least, that a passage within it has if the whole sentence is taken. A reader who sees half of
a sentence asks for the rest: of 53 clusters of real articles that changed from a half to a third (and from `TIMES` 2 to
3), 28 got better and 5 worse."""

FEW = 24
"""Code points, at most, of the word or two that a passage lacks at an end of its sentence. By hand."""

_WORD = r"[^\W\d_][^\s,;:!?…()\[\]\"“”„«»—–]*"
_DENSE = "[\u3040-\u30ff\u3400-\u9fff]{1,4}"
_FEW_BEFORE = late_pattern(rf"(?:{_WORD}\s+){{1,2}}|{_DENSE}")
_FEW_BEHIND = late_pattern(rf"(?:\s+{_WORD}){{1,2}}|{_DENSE}")
"""A word or two, or as much of a script without spaces, with no sign that ends a clause."""

_OPENS = "\"'“„«‘(["
_SENTENCE_END = late_pattern(
    rf"[{_STOPS}。！？۔\n](?:(?<!\n)[{_STOPS}。！？۔]*[\"'”’»)\]」』]*(?:\s+|$|(?=[「『“«])|(?<=[。！？])|(?<=[。！？][」』])|(?<=[^\W\d_]{{3}}[{_STOPS}])(?=[A-ZÀ-Þ][\w\s'’]))[{_OPENS}]*"
    rf"|(?P<line>(?<=\n))\s*[>*•–—-]*\s*[{_OPENS}]*)"
)
"""Starts where a sentence or line ends, before its stop, and ends with the first code point of the next one. (`re`
searches a pattern fast that begins with one of some characters, so what stands before that is asked for behind it.)"""

_COLON = late_pattern(r":\s+(?=[^\sa-zß-öø-ÿа-яёα-ω])")
"""A colon before a sentence: with a small letter behind it, what stands before it is the beginning of the same one."""

_OPENED = late_pattern(r"(?:^|[\s:(\[])[“„«‘\"']\s?$")
_WORDS_BEHIND = late_pattern(r"[\"”“»](?<=[^\W\d_].),?\s[^\W\d_]+(?:\s[^\W\d_]+)?$")
_GOES_ON = late_pattern(r"\s+[^\W\d_A-ZÀ-ÖØ-ÞА-ЯЁΑ-Ω]")
_IN_BRACKETS = late_pattern(r"[)\]][,;]?\s+[^\W\d_A-ZÀ-ÖØ-ÞА-ЯЁΑ-Ω]")  # "Ada Olm (D-Tarnm.) and others"
_SIGN = late_pattern('[\\d)\\]%."”’»]')
_SHORT_NUMBER = re.compile(r"(?<![\w.,:])\d{1,3}\Z")
_CAPITAL = late_pattern(r"[\"'”’»)\]]*\s+[\"'“„«‘(]*(?=[^\W\d_])[^a-zß-öø-ÿа-яёα-ω]")
_MARK = late_pattern('[»”“"«]')
_OPENING = late_pattern(r"[“„«‘\"'»](?<![^\s:(\[].)(?:(?<=[“„«‘])|(?=\w))\s?")
_CLOSING = late_pattern(r"[.,!?…]*(?:\s?»(?!\w)|(?<!\s)[”“](?!\w)|(?<=\S)[\"«](?!\w)|[’']\s[”“\"](?!\w))")
"""Marks open before a word and close behind one: in German “ closes and » opens, in English and French they do not."""


def at_borders(text: str, start: int, stop: int) -> tuple[int, int]:
    """Move the ends of a passage to the border of a quotation or sentence that is a few words inside of them.

    An alignment goes on as long as it gains: over the name before a quotation, the tag after it, or the first word of
    the next sentence, where the other text happens to have the same. Ends that are at a border stay: a passage may
    begin with a short sentence of its own. A passage right between quotation marks stays as it is.

    Args:
        text: the text.
        start, stop: of the passage, in code points, at ends of words.

    >>> text = "So Frick said: “The dam held all night and nobody was hurt at all.” Then the"
    >>> text[slice(*at_borders(text, 9, 75))]
    'The dam held all night and nobody was hurt at all'
    >>> text = "So it was. He knew that the old dam at Harnby held all night. It rained."
    >>> text[slice(*at_borders(text, 6, 64))]
    'He knew that the old dam at Harnby held all night'
    """
    if between_marks(text, start, stop):
        return start, stop
    for _ in range(MOVES):
        before = start, stop
        start = _after_lead(text, start, stop)
        stop = _before_signature(text, start, _before_tag(text, start, stop))
        if (start, stop) == before:
            break
    return start, stop


def _after_lead(text: str, start: int, stop: int) -> int:
    """Move the start over the words of the sentence before, and over what leads into the quotation of a passage."""
    borders = _borders(_HEAD, text, start, min(start + LEAD, stop))
    begins = bool(borders) and begins_sentence(text, start)
    for found in borders:
        at = found.end()
        kept = (stop - at) / (stop - start)
        if not begins and found.group()[0] in _STOPS + "\n" and found.start() - start <= NEIGHBOUR and kept >= 1 - LOST:
            return at
        if found.group()[-1] in _OPENING_MARKS and kept >= 1 - LOST_LEAD:
            share = quoted_share(text, at, _before_tag(text, at, stop))
            if found.end() - start > SHORT_LEAD and (share < QUOTED_SHARE or not _leads(text, start, found.start())):
                continue
            if share >= QUOTED_SHARE or (not begins and share >= INTERRUPTED_SHARE and kept >= 1 - LOST):
                return at
    return start


def _leads(text: str, start: int, stop: int) -> bool:
    """Tell whether a sign ends a range before a quotation, and no part of the range is a quotation itself."""
    last = text[max(start, stop - 3) : stop].rstrip()[-1:]
    return last in _LEADING and _MARK.search(text, start, stop) is None and not quoted_share(text, start, stop)


def _before_tag(text: str, start: int, stop: int) -> int:
    """Move the end before the words of the next sentence, and before the tag behind the quotation of a passage."""
    ends = ends_sentence(text, stop)
    low = max(stop - TAG, start)
    for found in _borders(_TAIL_IN_LINE if text.find("\n", low, stop) < 0 else _TAIL, text, low, stop):
        at, border = found.start(), found.group()
        kept = (at - start) / (stop - start)
        if kept < 1 - LOST_LEAD:
            break
        bare = not any(mark in text[found.end() : stop] for mark in _OPENING_MARKS)
        if (
            not ends
            and kept >= 1 - LOST
            and stop - at <= (NEXT if bare else NEIGHBOUR)
            and (border[0] in _STOPS or border[-1] not in _CLOSING_MARKS)
        ):
            return at
        closes = bool(border.strip()) and border.rstrip()[-1] in _CLOSING_MARKS
        if closes and bare and quoted_share(text, start, at) >= QUOTED_SHARE:
            return at
        torn = closes and bare and not ends and kept >= 1 - LOST and stop - at <= NEXT
        if torn and "," in text[at - 1 : found.end() + 1] and quoted_share(text, max(start, at - LEAD), at) == 1:
            return at  # "..., and it held,” said the"
    return stop if ends else _before_words(text, start, stop)


def _before_signature(text: str, start: int, stop: int) -> int:
    """Move the end before the account that posted the passage, on a line of its own: "— Ana Lund (@analund)"."""
    if text.find("@", max(start, stop - TAG), stop) < 0:
        return stop
    found = _SIGNATURE.search(text, max(start, stop - TAG), stop)
    return found.start() if found and found.start() - start >= (1 - LOST_LEAD) * (stop - start) else stop


def _before_words(text: str, start: int, stop: int) -> int:
    """Move the end before a word or two behind the mark of quoted words, with which the whole passage begins."""
    closing = _WORDS_BEHIND.search(text, max(stop - NEIGHBOUR, start), stop)
    if closing and between_marks(text, start, closing.start()):
        return closing.start()
    return stop


def _borders(pattern: re.Pattern[str], text: str, start: int, stop: int) -> list[re.Match[str]]:
    """Find the borders of quotations and sentences in a range, the last one first."""
    return [found for found in pattern.finditer(text, start, stop) if _is_border(text, found)][::-1]


def _is_border(text: str, found: re.Match[str]) -> bool:
    """Tell whether a stop ends a sentence: the word before it is none that is often cut short.

    A stop behind a longer number, a sign or a mark that closes ends one as well if a capital follows, or a letter of a
    script without capitals. That behind a short number may be an ordinal, or the number of an item.
    """
    at = found.start()
    if text[at : at + 1] != "." or found.end() == at:
        return True
    if _IN_BRACKETS.match(text, at + 1):
        return False
    stop = at - (text[at - 1 : at] == "\n")
    if _SIGN.match(text, stop - 1):
        return _CAPITAL.match(text, at + 1) is not None and not _SHORT_NUMBER.search(text, max(0, stop - WORD), stop)
    start, low = stop, max(0, at - WORD)
    while start > low and text[start - 1].isalnum() and not text[start - 1].isdecimal():
        start -= 1
    if start == stop:
        return False
    word = text[start:stop]
    small = word.islower() or (word == word.upper() == word.lower() and len(word) > 1)  # "한다.", and not "د."
    return len(word) >= LONG_WORD or (small and not cut_short(text, at))


def at_sentences(text: str, start: int, stop: int) -> tuple[int, int]:
    """Move ends that are amid a sentence to its border: outward if the passage has much of it, else inward.

    Args:
        text: the text.
        start, stop: of the passage, in code points, as `at_borders` leaves them.

    >>> text = "It rained. The old dam at Harnby held all night. Nobody was hurt, it said. Then it was dark."
    >>> text[slice(*at_sentences(text, 19, 80))]
    'The old dam at Harnby held all night. Nobody was hurt, it said'
    """
    if between_marks(text, start, stop):
        return start, stop
    begins = begins_sentence(text, start) and not _opens_fragment(text, start, stop)
    ends = ends_sentence(text, stop) and not _closes_fragment(text, start, stop)
    if begins and ends:
        return start, stop
    first = None if begins else next(_sentence_ends(text, start, min(start + REACH, stop)), None)
    last = None if ends else _last_end(text, max(start, stop - REACH), stop)
    if not (first or last or begins or ends):
        begin, end = _whole(text, start, stop) if stop - start >= PART else (start, stop)
    else:
        begin = start if begins else _sentence_start(text, start, stop, first)
        end = stop if ends else _sentence_stop(text, begin, stop, last)
        end = _before_tag(text, begin, end) if end < stop else end
    begin = clause_start(text, begin, end) if begin == start and not begins else begin
    return begin, clause_stop(text, begin, end) if end == stop and not ends else end


def _last_end(text: str, start: int, stop: int) -> tuple[int, int] | None:
    """Give the last end of a sentence in a range, with the start of what follows."""
    found = None
    for low in (max(start, stop - NEAR), start):
        for found in _sentence_ends(text, low, stop):  # noqa: B007 - the last one is wanted
            pass
        if found or low == start:
            break
    return found


def _opens_fragment(text: str, start: int, stop: int) -> bool:
    """Tell whether a passage begins behind the mark of a few quoted words, with which the sentence goes on."""
    if not _OPENED.search(text[max(0, start - 3) : start]):
        return False
    closing = _closing(text, start, stop)
    return bool(closing and _GOES_ON.match(text, closing.end()) and closing.group()[0] not in ",.!?…")


def _closes_fragment(text: str, start: int, stop: int) -> bool:
    """Tell whether a passage ends before the mark of a few quoted words, with which the sentence goes on."""
    closing = _CLOSING.match(text, stop)
    if not closing or closing.group()[0] in ",.!?…" or not _GOES_ON.match(text, closing.end()):
        return False
    opening = list(_OPENING.finditer(text, start, stop))
    return bool(opening) and not _closing(text, opening[-1].end(), stop)


def _closing(text: str, start: int, stop: int) -> re.Match[str] | None:
    """Find the first mark in a range that closes a quotation; most ranges have no mark at all."""
    return _CLOSING.search(text, start, stop) if _MARK.search(text, start, stop) else None


def _whole(text: str, start: int, stop: int) -> tuple[int, int]:
    """Give the sentence that a passage has most of, or else the passage with a word or two that it lacks at an end."""
    first, last = _outer_start(text, start), _outer_stop(text, stop)
    if first is not None and last is not None and stop - start >= FRAGMENT * (last - first):
        return first, last
    begin = first if first is not None and _is_few(_FEW_BEFORE, text, first, start) else start
    return begin, last if last is not None and _is_few(_FEW_BEHIND, text, stop, last) else stop


def _is_few(pattern: re.Pattern[str], text: str, start: int, stop: int) -> bool:
    """Tell whether a range is a word or two."""
    return 0 < stop - start <= FEW and pattern.fullmatch(text, start, stop) is not None


def lacks_few_words(text: str, span: tuple[int, int], whole: tuple[int, int]) -> bool:
    """Tell whether a passage is a quotation but for the first word or two, or the last ones.

    Args:
        text: the text.
        span: of the passage.
        whole: of the sentences that it is in, see `at_sentences`.

    >>> lacks_few_words("He said: “We owe the town the truth.”", (13, 35), (10, 35))
    True
    >>> lacks_few_words("We owe the town the truth.", (3, 25), (0, 25))
    False
    """
    (start, stop), (begin, end) = span, whole
    few = (begin == start or _is_few(_FEW_BEFORE, text, begin, start)) and (
        end == stop or _is_few(_FEW_BEHIND, text, stop, end)
    )
    return few and between_marks(text, begin, end)


def _sentence_start(text: str, start: int, stop: int, inner: tuple[int, int] | None) -> int:
    """Move a start that is amid a sentence before it or behind it.

    Args:
        text: the text.
        start, stop: of the passage.
        inner: the first end of a sentence in it, see `_sentence_ends`.
    """
    after = inner[1] if inner else stop
    outer = _outer_start(text, start)
    dropped = stop - after >= (1 - LOST) * (stop - start)
    headline = inner is not None and after - start < PART and text[inner[0]] not in _STOPS
    taken = outer is not None and _is_taken(after - start if dropped else stop - start, start - outer)
    if outer is not None and taken and not (headline and dropped):
        return outer
    return after if dropped else start


def _sentence_stop(text: str, start: int, stop: int, inner: tuple[int, int] | None) -> int:
    """Move a stop that is amid a sentence behind it or before it; ``inner`` is the last end of a sentence inside."""
    before, first = inner if inner and inner[0] >= start else (start, start)
    outer = _outer_stop(text, stop)
    dropped = before - start >= (1 - LOST) * (stop - start)
    if outer is not None and _is_taken(stop - first if dropped else stop - start, outer - stop):
        return outer
    return before if dropped else stop


def _is_taken(inside: int, outside: int) -> bool:
    """Tell whether a sentence is taken whole, by its code points inside and outside of the passage."""
    return outside <= inside or (inside >= PART and outside <= TIMES * inside)


def _sentence_ends(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Find the ends of sentences and lines in a range, each with the start of what follows."""
    for found in _SENTENCE_END.finditer(text, start, stop):
        if _ends_here(text, found):
            yield _solid_end(text, start, found.start()), found.end()


def _solid_end(text: str, start: int, end: int) -> int:
    """Give the end of a range without the white space there."""
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _ends_here(text: str, found: re.Match[str]) -> bool:
    """Tell whether a stop ends a sentence, or a line end a line: no small letter follows, or an empty line does."""
    if found["line"] is not None:
        return not wrapped(text, found.start())
    if found.group().count("\n") > 1:
        return True
    at = found.start()
    dotted = text[at] == "." and (inner_stop(text, at) or _IN_BRACKETS.match(text, at + 1) is not None)
    return not dotted and not text[found.end() : found.end() + 1].islower()


def _outer_start(text: str, start: int) -> int | None:
    """Give the start of the sentence around an offset, or of the quotation that is open there; None if it is far."""
    far = max(0, start - REACH)
    for low in (max(far, start - NEAR), far):
        ends = [after for _, after in _sentence_ends(text, low, start)]
        ends += [found.end() for found in _COLON.finditer(text, low, start)]
        ends += [
            m.end()
            for m in _OPENING.finditer(text, low, start)
            if m.end() < start and not _closing(text, m.end(), start)
        ]
        if ends or low == far:
            return max(ends, default=None if low else _solid_start(text, start))
    return None


def _solid_start(text: str, start: int) -> int:
    """Give where a text begins behind white space."""
    return start - len(text[:start].lstrip())


def _outer_stop(text: str, stop: int) -> int | None:
    """Give the end of the sentence around an offset, or of the quotation that is open there; None if it is far."""
    high = min(stop + REACH, len(text))
    found = next(_sentence_ends(text, stop, high), None)
    end = found[0] if found else None
    closing = _closing(text, stop, high if end is None else min(end + 2, high))
    if closing and (end is None or closing.start() < end) and not _OPENING.search(text, stop, closing.start()):
        return closing.start()
    return end if end is not None or high < len(text) else high
