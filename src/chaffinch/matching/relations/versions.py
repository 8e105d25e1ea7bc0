"""Compare two versions of one report: a flash and the report behind it, another lead, another count, a corrected unit.

Versions share nearly all letters, as copies do. A newsroom writes a report again when there is news: the number of dead
has changed, what was announced has happened, what stood at the end has become the lead, and new paragraphs stand
between the old ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise, takewhile

from chaffinch.matching.relations.contradictions import PLACE, is_alike, lacking_words
from chaffinch.matching.relations.kinds import ANYTHING, COMES, MEASURES, kind, kinds_of
from chaffinch.matching.relations.words import HEADLINE, LEAD, LEAST_LEAD, Words, once
from chaffinch.text import (
    CLOSES,
    FULL_STOPS,
    NUMBER,
    Remembered,
    Tokens,
    agree,
    is_coming,
    is_stamp,
    late_pattern,
    listed,
    period,
    plain,
    rates,
    tells_when,
    tokens,
    toll,
)

__all__ = [
    "is_announced",
    "is_continued",
    "is_first",
    "is_flash",
    "is_led_otherwise",
    "is_live",
    "is_recounted",
    "is_remeasured",
    "is_tolled_otherwise",
]

Ranges = Sequence[tuple[int, int, int, int]]
"""Ranges in which the words of two texts differ: start and stop in the one, start and stop in the other; in order."""

FLASH, SENTENCES = 40, 2
"""Words and sentences of a flash, at most: a headline, and a line or two below it. Of the excerpts with up to 40 words
in twelve corpora a third is written otherwise than the report that has their words."""

LONGER = 1.5
"""Length of a report, in lengths of its flash, at least."""

OTHER_WORDS, OTHER_FORMS = 2, 3
"""Words of a flash in whose place its report has others, at least, and others or other forms of them: an excerpt is cut
out of its text, and not written."""

LAST = 8
"""Words of a sentence that says that more follows, at most."""

OPENING = 60
"""Words of an opening: headline, summary and a sentence or two."""

HEAD, ELSEWHERE = 0.5, 0.6
"""Share of the words of a lead, below which the other opening does not have it, and at least, which another part of
that text has. Of 970 copies and excerpts in twelve corpora eight are so, three of them judged by a reader: versions."""

BEHIND = 1 / 3
"""Share of a text behind which a lead that stands there is none of its own."""

APART = 2
"""Words of each of two leads, at least, that the other one has not in their place: fewer are a day that moved."""

RETOLD = 3
"""Words of each of two openings, at least, that are not those of the other one: a number and what is said about it."""

NEWS = 8
"""Words in one place, and nowhere in the other text, that are a sentence with something new."""

EARLY = 30
"""Words of the earlier version, at most, before the first paragraph that was put in: what is put in further down is
what an excerpt leaves out."""

REST = 12
"""Words of the earlier version, at least, behind that paragraph."""

WHOLE = 0.8
"""Length of a text, in lengths of the longer one, at most, that is an earlier version of it, or an excerpt."""

COUNTED = 4
"""Tokens, at most, between a number and what it counts, as in "the number of people killed has risen to 17"."""

YEARS = (1000, 2999)
"""Numbers that are years."""

ENTRIES = 3
"""Lines that begin with a clock, at least, of a live page."""

_CLOCK = late_pattern(r"[(\[]?(?P<time>(?:[01]?\d|2[0-3])(?P<sign>[:.h])[0-5]\d)(?!\d)")
_END = late_pattern(
    rf"(?:[^\W\d_]{{3}}|\d|[\"'”’»)])[{FULL_STOPS}]+{CLOSES}$"
)  # of a sentence, and not of an abbreviation
_LABEL = late_pattern(r"\s*[*【\[(]*(?P<label>[^\W\d_]{2,12})[*]*(?:\s?[:：!\])】]|\s[-\u2013\u2014]\s)")
_PUNCTUATION = ".,;:!?()[]\"'“”‘’«»،؛؟。，"


_BLANKS = str.maketrans(dict.fromkeys(_PUNCTUATION, " "))


def is_flash(one: Words, two: Words, changed: Ranges) -> bool:
    r"""Tell whether a text is a flash, whose words stand in a later and longer report.

    An excerpt, or a teaser, is cut out of its report and goes on in its words. A flash is a message of its own: nothing
    but a headline, a line with a label such as "FLASH:", or one that the report says otherwise.

    Args:
        one: the shorter text.
        two: the longer one.
        changed: where their words differ.

    >>> flash = Words("Bank of Harnby leaves rates as they are")
    >>> is_flash(flash, Words(f"{flash.text}\nThe bank left its rates at 3 pct after a meeting, it said."), [])
    True
    """
    words = len(one.words)
    if not 0 < words <= FLASH or len(two.words) < LONGER * words or one.words[-1].endswith(("...", "…")):
        return False
    if _is_headline(one, two) or _is_labelled(one):
        return True
    ends = sum(bool(_END.search(word)) for word in one.words)
    return ends <= SENTENCES and _is_written_otherwise(one, two, changed)


def is_first(one: Words, two: Words, _changed: Ranges) -> bool:
    """Tell whether a text says at its end that more follows, and the longer one does not: an earlier version of it.

    >>> is_first(Words("The mill is on fire. More follows."), Words("The mill is on fire. It began at six."), [])
    True

    Args:
        one: the shorter text.
        two: the longer one.
        _changed: where their words differ; it is not asked.
    """
    return _announces(one) and not _announces(two)


@once
def _announces(text: Words) -> bool:
    """Tell whether the last sentence of a text says that more follows."""
    last = next((at for at in range(len(text.words) - 1, max(-1, len(text.words) - LAST), -1) if text.opens(at)), None)
    return last is not None and " ".join(_bare(text.words[last:])) in listed("announcing")


def _is_labelled(one: Words) -> bool:
    """Tell whether a text begins with a label of flashes: "FLASH:", "EIL -", "【速報】"."""
    found = _LABEL.match(one.text)
    return found is not None and plain(found["label"]) in listed("flashes")


def _is_headline(one: Words, two: Words) -> bool:
    """Tell whether a text is nothing but the headline of another one, once or again."""
    head = two.words[slice(*two.lines[0])]
    if len(two.lines) < 2 or len(head) > HEADLINE or head[-1][-1] in FULL_STOPS:
        return False
    title = _bare(head)
    return bool(title) and all(_bare(one.words[start:stop]) == title for start, stop in one.lines)


def _is_written_otherwise(one: Words, two: Words, changed: Ranges) -> bool:
    """Tell whether a text has other words of content in some places than the longer one."""
    words = forms = 0
    for a, b, c, d in changed:
        left, right = _bare(one.words[a:b]), _bare(two.words[c : min(d, c + PLACE)])
        others = [word for word in left if len(word) > 2 and right and word not in right]
        forms += len(others)
        words += sum(not any(is_alike(word, other) for other in right) for word in others)
    return words >= OTHER_WORDS or forms >= OTHER_FORMS


def is_led_otherwise(one: Words, two: Words, changed: Ranges) -> bool:
    """Tell whether the lead of one of two texts stands further down in the other one, which has another lead.

    Args:
        one, two: the texts.
        changed: where their words differ.
    """
    return _leads_elsewhere(one, two, changed) or _leads_elsewhere(two, one, ((c, d, a, b) for a, b, c, d in changed))


def _leads_elsewhere(text: Words, other: Words, changed: Iterable[tuple[int, int, int, int]]) -> bool:
    start, stop = text.lead
    if _aligned(start, stop, changed, stop - start + LEAD) >= HEAD * (stop - start):
        return False  # without comparing words: most pairs have one lead
    lead, size = _bare(text.words[start:stop]), len(other.words)
    if (
        stop - start < LEAST_LEAD
        or size < 2 * OPENING // 3
        or _shared(lead, other.words[: stop - start + LEAD]) >= HEAD
    ):
        return False
    span = (stop - start) * 3 // 2
    return any(
        _shared(lead, other.words[at : at + span]) >= ELSEWHERE for at in range(int(size * BEHIND), size, span // 4)
    )


def _aligned(start: int, stop: int, changed: Iterable[tuple[int, int, int, int]], most: int) -> int:
    """Count the words of a range that are the same in the other text, and there before its word ``most``.

    >>> _aligned(0, 10, [(2, 4, 2, 3), (8, 8, 7, 90)], 20)
    6
    """
    same, at, there = 0, 0, 0
    for a, b, _, d in chain(changed, [(stop, stop, 0, 0)]):
        low, high = max(at, start), min(a, stop, at + most - there)
        same += max(0, high - low)
        at, there = b, d
        if a >= stop:
            break
    return same


def _shared(lead: Sequence[str], words: Sequence[str]) -> float:
    """Give the share of the words of a lead that others have in their order."""
    from rapidfuzz.distance import LCSseq

    return LCSseq.similarity(lead, _bare(words)) / len(lead) if lead else 0.0


def _bare(words: Sequence[str]) -> list[str]:
    return list(filter(None, map(_key, words)))


_KEYS = Remembered(lambda word: plain(word.strip(_PUNCTUATION)), 1 << 16)
_key = _KEYS.__getitem__


def is_continued(one: Words, two: Words, changed: Ranges) -> bool:
    """Tell whether a longer text has news put in at the beginning of a shorter one, as the next version of a report.

    Args:
        one: the shorter text.
        two: the longer one.
        changed: where their words differ.
    """
    if len(one.words) >= WHOLE * len(two.words):
        return False
    early = (place for place in changed if 0 < place[0] < min(EARLY, len(one.words) - REST) and place[2] < OPENING)
    return any(2 * (b - a) < d - c and _is_news(two.words[c : min(d, c + OPENING)], one) for a, b, c, d in early)


def _is_news(words: Sequence[str], other: Words) -> bool:
    found = tokens(" ".join(words))
    own = sum(1 for _ in lacking_words(found.keys, found.kinds, other))
    return own >= NEWS and any(map(tells_when, found.keys))


def is_announced(one: Words, two: Words, changed: Ranges) -> bool:
    """Tell whether one of two leads says that something is still to come, and the other one on what day it happened.

    Args:
        one, two: the texts.
        changed: where their words differ.
    """
    words = _own_words(one, ((a, b) for a, b, _, _ in changed)), _own_words(two, ((c, d) for _, _, c, d in changed))
    if not kinds_of(chain(*words)) & COMES:
        return False
    left, right = map(_bare, words)
    comes = [not listed("coming").isdisjoint(map(_key, text.words[slice(*text.lead)])) for text in (one, two)]
    if comes[0] == comes[1]:
        return False
    announced, reported = (left, right) if comes[0] else (right, left)
    dated = any(map(is_coming, announced)) and any(map(tells_when, reported))
    return dated and min(_unlike(announced, reported), _unlike(reported, announced)) >= APART


def _unlike(keys: Sequence[str], others: Sequence[str]) -> int:
    """Count the words that others have in no spelling, but those that say when."""
    words = (key for key in keys if len(key) > 2 and not is_coming(key) and not tells_when(key))
    return sum(not any(is_alike(key, other) for other in others) for key in words)


def _own_words(text: Words, ranges: Iterable[tuple[int, int]]) -> list[str]:
    """Give the words of a lead that are in ranges."""
    start, stop = text.lead
    early = takewhile(lambda place: place[0] < stop, ranges)
    return [word for a, b in early if b > start for word in text.words[max(a, start) : min(b, stop)]]


def is_live(one: Words, two: Words) -> bool:
    r"""Tell whether two texts are states of one live page: lines begin with a clock, and one has more of them.

    >>> page = "10:05 Road closed.\n9:40 Gate shut.\n9:15 Trees down."
    >>> is_live(Words(page), Words(f"10:30 Boat out.\n{page}")), is_live(Words(page), Words(page))
    (True, False)
    """
    left = _clocks(one) if len(one.lines) >= ENTRIES else set()
    right = _clocks(two) if len(left) >= ENTRIES else set()
    return len(right) >= ENTRIES and left != right and len(left & right) >= ENTRIES - 1


@once
def _clocks(text: Words) -> set[str]:
    """Give the times of day that open lines: with a point only beside a word such as "Uhr", or where they run back."""
    found: set[str] = set()
    bare: list[tuple[int, str]] = []
    for start, stop in text.lines:
        if not (_may_be_clock(text.words[start]) or (stop - start > 1 and _may_be_clock(text.words[start + 1]))):
            continue
        words = text.words[start : min(stop, start + 3)]
        named = [is_stamp(_key(word)) for word in words]
        clock = _CLOCK.match(words[1] if named[0] and len(words) > 1 else words[0])
        if clock and (clock["sign"] != "." or any(named)):
            found.add(clock["time"])
        elif clock and stop - start > 1:
            hour, minute = clock["time"].split(".")
            bare.append((60 * int(hour) + int(minute), clock["time"]))
    if all(above > below for (above, _), (below, _) in pairwise(bare)):  # numbers of sections, and prices, go up
        found.update(time for _, time in bare)
    return found


def _may_be_clock(word: str) -> bool:
    return word[0].isdigit() or word[0] in "(["


def is_remeasured(one: Words, two: Words, changed: Ranges) -> bool:
    """Tell whether one number or rate has another unit of time in each of two texts: "barrels a day" or "a year".

    Args:
        one, two: the texts.
        changed: where their words differ.
    """
    words = one.words
    places = [(a, c) for a, b, c, d in changed if a < b and c < d and kind(words[a]) & MEASURES]
    return any(
        _unit(two.words[c]) not in (None, _unit(words[a])) and _measures(one, a) and _measures(two, c)
        for a, c in places
    )


def _unit(word: str) -> str | None:
    return period(_key(word))


def _measures(text: Words, at: int) -> bool:
    """Tell whether a number, or a word such as "per", stands before a word."""
    if at == 0:
        return False
    found = tokens(text.words[at - 1])
    return bool(found.keys) and (found.kinds[-1] == NUMBER or rates(found.keys[-1]))


def is_recounted(one: Words, two: Words, changed: Ranges) -> bool:
    """Tell whether two texts count other numbers of people in openings that are written otherwise, too.

    Two reports of one form, on two accidents, have one opening with another number.

    Args:
        one, two: the texts.
        changed: where their words differ.
    """
    sides = ([(a, b) for a, b, _, _ in changed], [(c, d) for _, _, c, d in changed])
    own = (sum(max(0, min(b, OPENING) - a) for a, b in side) for side in sides)
    return min(own) >= RETOLD and is_tolled_otherwise(one, two, changed)


def is_tolled_otherwise(one: Words, two: Words, changed: Ranges) -> bool:
    """Tell whether the openings of two texts count other numbers of dead, injured, missing or arrested people.

    Args:
        one, two: the texts.
        changed: where their words differ.

    >>> one, two = Words("Fire kills 12 in Harnby"), Words("Harnby fire: death toll rises to 17")
    >>> is_tolled_otherwise(one, two, [(0, 4, 0, 0), (5, 5, 1, 7)])
    True
    """
    early = takewhile(lambda place: place[0] < OPENING or place[2] < OPENING, changed)
    own = ((*one.words[a : min(b, OPENING)], *two.words[c : min(d, OPENING)]) for a, b, c, d in early)
    if not any(kind(word) & ANYTHING or _may_toll(word) for word in chain.from_iterable(own)):
        return False  # no number is another one
    left = _tolls(one)
    right = _tolls(two) if left else {}
    shared = left.keys() & right.keys()
    return any(not any(agree(a, b) for a in left[kind] for b in right[kind]) for kind in shared)


@once
def _tolls(text: Words) -> dict[str, set[str]]:
    """Give the numbers of people that an opening counts, by the kind of what happened to them."""
    opening = text.words[:OPENING]
    if not any(map(_may_toll, opening)):  # most texts
        return {}
    found = tokens(" ".join(opening))
    counts: dict[str, set[str]] = {}
    for at, key in enumerate(found.keys):
        if (kind := toll(key)) and (number := next((found.keys[i] for i in _around(found, at)), None)):
            counts.setdefault(kind, set()).add(number)
    return counts


_may_toll = Remembered(
    lambda word: not listed("tolls").isdisjoint(plain(word).translate(_BLANKS).split()), 1 << 16
).__getitem__


def _around(found: Tokens, at: int) -> Iterator[int]:
    """Give the numbers around a token by their places: the nearest, and then what follows in its sentence."""
    near = (place for distance in range(1, COUNTED + 1) for place in (at - distance, at + distance))
    rest = takewhile(lambda place: not found.opens_at(place), range(at + COUNTED + 1, len(found)))
    for place in chain(near, rest):
        if 0 <= place < len(found) and found.kinds[place] == NUMBER and not _is_year(found.keys[place]):
            yield place


def _is_year(key: str) -> bool:
    return key.isdigit() and key.isascii() and YEARS[0] <= int(key) <= YEARS[1]
