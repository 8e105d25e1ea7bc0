"""Tell a text that quotes another one from a copy: in quoted lines, or in quotation marks; or that shares a signature.

A message stays beside the reply that has it in quoted lines, and a letter beside the article that prints it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from chaffinch.matching.relations.changes import bare_words, changed_ranges
from chaffinch.matching.relations.contradictions import lacking_words
from chaffinch.matching.relations.shared_speech import bare_key, least_around
from chaffinch.matching.relations.words import Words, once
from chaffinch.text import UNSPACED, above_rule, late_pattern, listed, plain, tokens, unmarked, unquoted, unsigned

__all__ = [
    "LABELLED",
    "answers_letter",
    "discusses",
    "quotes_below",
    "quotes_lines",
    "quotes_whole",
    "share_a_signature",
]

QUOTED_SHARE = 0.5
"""Share of a text's words that another one has outside of its quoted lines, below which that one only quotes it."""

MOST, COPIED = 0.5, 0.8
"""Share of the words of a letter that are in one quotation of an article, and share of the words of this quotation that
the letter has, at least, so that the article quotes the letter."""

REPLY = 3
"""Words of a reply, at least, that the text it quotes has nowhere."""

SAID, REMARKS = 60, 8
"""Code points of a notice, at least, that stands whole below a line with a colon; and words, at least, that who passes
it on says around it: fewer are a footer."""

DENSE_REMARKS = 40
"""Letters of such remarks behind it, at least, in a script without spaces."""

ANSWER = 12
"""Words, at least, of an answer that is printed below a letter with its signature."""

LABELLED = 6
"""Words, at most, of a label before a text that is printed elsewhere without it: "Riddle of the week."."""

HEADED, BEGUN = 15, 2
"""Words of a heading above a text that is discussed, at most, and words that begin what stands below it."""

SIGNED = 100
"""Code points at the end of a letter that may be its signature."""

_SIGNED_OFF = late_pattern(r"[.!?…。！？؟।\"”’»)]\s+(?:[—–]|--)\s?[^\W\d_a-z][^.!?。！？؟।]{2,60}\Z")
"""The name of who wrote a letter, behind its last sentence."""

_LEADS = ("：", ":", "「", "『")
_CLOSING = "」』 "
_LABEL_ENDS = ".:：。)）—–|"
_AROUND = ".,;:!?()[]\"'“”‘’«»：。、，？！|—–-"
_DENSE = re.compile(f"[{UNSPACED}]")
_QUOTATIONS = (re.compile(r'"([^"]+)"'), re.compile("“([^”]+)”"), re.compile("«([^»]+)»"), re.compile("„([^“”]+)[“”]"))


def quotes_lines(one: Words, two: Words) -> bool:
    """Tell whether a text has another one mostly in its quoted lines, and that one has it as its own."""
    text = _unquoted(one)
    if text != one.text and text.strip():
        return _lacks(text, _unquoted(two))
    above = _above_rule(one)
    if above != one.text and _lacks(above, _above_rule(two)) and _replies(above, two):
        return True
    if one.words[:1] == two.words[:1] or not (one.words and two.words):  # quoted with a mark that no list has
        return False
    return any(_lacks(rest, two.text) and _replies(rest, two) for rest in unmarked(one.text) if rest.strip())


@once
def _unquoted(text: Words) -> str:
    return unquoted(text.text)


@once
def _above_rule(text: Words) -> str:
    return above_rule(text.text)


@once
def _unsigned(text: Words) -> tuple[str, str]:
    return unsigned(text.text)


def _lacks(text: str, whole: str) -> bool:
    """Tell whether a text has too little of another one to be a copy of it."""
    own, other = bare_words(text), bare_words(whole)
    # in a script without spaces a sentence is one word, and so is a label of a header
    size = [len(word) if _DENSE.search(word) else 1 for word in other]
    shared = sum(size) - sum(sum(size[a:b]) for a, b, _, _ in changed_ranges(other, own))
    return shared < QUOTED_SHARE * sum(size)


def quotes_whole(one: Words, two: Words) -> bool:
    """Tell whether a text has most of another one in one pair of quotation marks, and says more around it.

    The other one has no marks there: two copies of an article both have them.

    >>> letter = Words("Your report on the lock is false. It was never shut, and nobody has asked the keeper about it.")
    >>> answer = f'The keeper wrote to us: "{letter.text}" He is right. We are sorry, and have told our reporter so.'
    >>> quotes_whole(letter, Words(answer)), quotes_whole(letter, Words(f'"{letter.text}"'))
    (True, False)
    """
    if not len(two.words) - len(one.words) >= least_around(two):
        return False
    least = int(MOST * len(one.text))
    said = [found for found in _quotations(two.text) if len(found) >= least]
    if not said or any(len(found) >= least for found in _quotations(one.text)):
        return False
    from rapidfuzz.distance import LCSseq

    letter, words = [*map(bare_key, one.words)], [*map(bare_key, max(said, key=len).split())]
    shared = LCSseq.similarity(letter, words)
    return bool(shared >= MOST * len(letter) and shared >= COPIED * len(words))


def quotes_below(one: Words, two: Words) -> bool:
    r"""Tell whether a text stands whole in another one below a line with a colon, and remarks stand behind it.

    In a script without spaces a mark that opens may stand before it.

    >>> notice = "From May on the gate is locked at dusk, and keys can be had from the guard at the lower lock."
    >>> remarks = "Ten crowns for a key to our own plots! Who else goes to the meeting on Thursday and says so?"
    >>> quotes_below(Words(notice), Words(f"Found on the board:\n{notice}\n{remarks}"))
    True
    >>> quotes_below(Words(notice), Words(f"Gate news\n{notice}\n{remarks}"))
    False
    """
    if len(one.text) >= len(two.text):
        return False
    said, whole = " ".join(one.words), " ".join(two.words)
    at = whole.find(said)
    if at <= 0 or len(said) < SAID or not whole[:at].rstrip().endswith(_LEADS):
        return False
    behind = whole[at + len(said) :].lstrip(_CLOSING)
    if _DENSE.search(behind):
        return len(behind) >= DENSE_REMARKS
    if whole.count(" ", 0, at) not in {start for start, _ in two.lines} or not behind:
        return False
    found = tokens(f"{whole[:at]} {behind}")
    return sum(1 for _ in lacking_words(found.keys, found.kinds, one)) >= REMARKS


def answers_letter(one: Words, two: Words) -> bool:
    r"""Tell whether a text prints a letter whole, with the name below it, and an answer behind that.

    >>> letter = Words("The lock was never shut, and nobody has asked its keeper about it. — Ida Penn, Lower Lock")
    >>> answer = "We apologise. Our reporter mistook an older gate, closed for painting until Friday, for this one."
    >>> more = "He went there again yesterday, counted forty boats and brought cake."
    >>> answers_letter(letter, Words(f"{letter.text}\n\n{answer} {more}")), answers_letter(letter, letter)
    (True, False)
    """
    if len(one.text) >= len(two.text) or not _SIGNED_OFF.search(one.text[-SIGNED:].rstrip()):
        return False
    said, whole = " ".join(one.words), " ".join(two.words)
    at = whole.find(said)
    if at < 0 or whole.count(" ", 0, at + len(said)) + 1 not in {start for start, _ in two.lines}:
        return False
    found = tokens(whole[at + len(said) :])
    return sum(1 for _ in lacking_words(found.keys, found.kinds, one)) >= ANSWER


def discusses(one: Words, two: Words) -> bool:
    r"""Tell whether a text prints another one whole, and solves, answers or discusses it, as a word beside it says.

    The word stands in the heading, or begins what stands below. A label before the other text may be left out.

    >>> riddle = "Riddle. Two boats and one oar leave the lock; one boat comes back with two oars. Where is the other?"
    >>> answer = "It never left. Whoever counts oars instead of boats has been too long on the water, should row home"
    >>> answer += " before supper, and send tomorrow's puzzle to somebody with dry boots and more patience."
    >>> page = f"Answer to last week\n\n{riddle.removeprefix('Riddle. ')}\n\n{answer}"
    >>> discusses(Words(riddle), Words(page)), discusses(Words(riddle), Words(page.removeprefix("Answer to ")))
    (True, False)
    """
    if len(one.text) >= len(two.text):
        return False
    whole, starts = " ".join(two.words), {start for start, _ in two.lines}
    for first in range(1 + min(LABELLED, len(one.words))):
        if first and one.words[first - 1][-1] not in _LABEL_ENDS:
            continue
        said = " ".join(one.words[first:])
        at = whole.find(said) if len(said) >= SAID else -1
        start = whole.count(" ", 0, at) if at > 0 else 0
        stop = start + len(one.words) - first
        if (
            at >= 0
            and stop in starts
            and start <= HEADED
            and (start in starts or two.words[start - 1][-1] in _LABEL_ENDS)
        ):
            return _is_discussed(one, two, start, stop)
    return False


def _is_discussed(one: Words, two: Words, start: int, stop: int) -> bool:
    """Tell whether a heading, or what begins the rest, says that a text is solved or discussed, and there is a rest.

    Args:
        one: the text, without a word that says so.
        two: the one that prints it.
        start, stop: where it stands there.
    """
    above, below = two.words[:start], two.words[stop : stop + BEGUN]
    if not (_says(above, "solving") or _says(above, "commenting") or _says(below, "solving")):
        return False
    if _says(one.words[:HEADED], "solving") or _says(one.words[:HEADED], "commenting"):
        return False
    rest = " ".join(two.words[stop:])
    if _DENSE.search(rest):
        return len(rest) >= DENSE_REMARKS
    found = tokens(rest)
    return sum(1 for _ in lacking_words(found.keys, found.kinds, one)) >= ANSWER


def _says(words: Sequence[str], kind: str) -> bool:
    """Tell whether some words have one of a list, or a phrase of it; without spaces it may stand anywhere."""
    text = f" {' '.join(filter(None, (plain(word).strip(_AROUND) for word in words)))} "
    return any(word in text if _DENSE.match(word) else f" {word} " in text for word in listed(kind))


def _quotations(text: str) -> list[str]:
    """Give what stands between quotation marks; a mark at the beginning of a further paragraph is of the first one."""
    return [found for pattern in _QUOTATIONS if pattern.pattern[0] in text for found in pattern.findall(text)]


def share_a_signature(one: Words, two: Words) -> bool:
    """Tell whether two texts have one signature, and neither has what the other one says above it."""
    (left, below), (right, below_too) = _unsigned(one), _unsigned(two)
    if not below or not below_too or _lacks(below, below_too):
        return False
    return _lacks(left, right) and _lacks(right, left)


def _replies(rest: str, other: Words) -> bool:
    found = tokens(rest)
    return sum(1 for _ in lacking_words(found.keys, found.kinds, other)) >= REPLY
