"""Find notices that their text announces, explains or quotes: behind a colon, below a question, a term, a quotation.

A guide says "Write, for example:" and then a disclaimer; a page of questions says below "Why was my comment removed?"
that comments are moderated; a glossary says "Disclaimer: a statement that limits liability."; a report on the words of
buttons lists them, and tells later who took "Log in" for what.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.labelled_values import among_values
from chaffinch.boilerplate.rules.scene import Found, Scene, latest, marked, once
from chaffinch.text import END, FULL_STOPS, QUOTES, UNSPACED, Bools, Ints, late_pattern

__all__ = ["announced", "cited", "defined", "listed", "tabled", "valued"]

ANNOUNCING, ASKING = 5, 4
"""Words of a block that ends with a colon, and of a question, at least: fewer are a label, such as "Disclaimer:"."""

QUESTIONS, QUESTION_SHARE = 2, 0.25
"""Questions, and their share of the blocks of a text, from which on it is one of questions and answers."""

TERMS, TERM_WORDS = 4, 5
"""Lines in a row that explain a term each, and words of each, at least, from which on they are a glossary."""

NEAR = 8
"""Lines above and below one that are looked at, at most, which bounds the time for a long glossary."""

CITED = 3
"""Bytes of words that a text quotes, at least. A judgement: an arrow or a number between marks is no quotation."""

PLACES, PHRASES = 16, 64
"""Places of a phrase, and phrases of a text, that are looked at, at most, which bounds the time for a long text."""

MARK_BYTES = 6
"""Bytes behind a phrase that are looked at: a stop and the mark that closes a quotation."""

PROSE_WORDS = 8
"""Words of the block that quotes them, at least: a shorter one may be a field or a line of code. A judgement."""

ROWS, OTHER_ROWS = 4, 0.33
"""Rows of a table, at least, and share of them in which nothing is found: rows of a menu are all known. Judgements."""

GOES_ON = 3
"""Words of the block below a list, and of one with two sentences above it, at least."""

LISTING_WORDS = 12
"""Words of the prose above and below a list of buttons, at least, for it to be what the text is about. A judgement."""

LONGEST_LIST = 40
"""Lines of a list, at most, below which the text is looked for that goes on."""

LISTED = 2
"""Lines of a list, at least, that a text quotes, for all of the list to be what it is about. A judgement."""

COUNTING, COUNTER_BYTES = ("social", "navigation", "comments"), 80
"""Categories of rules that know counters of visits and shares, and bytes of the line of one, at most."""

BEFORE = 80
"""Bytes before a quotation that are looked at: longer addresses are rare."""

LETTERS_OF_WORD = 2
"""Letters of a script without spaces that count as a word."""

_COLONS, _ASKED = (":", "："), ("?", "？", "؟")
_COLON_BYTES, _LAST_BYTES, _TERM_BYTES = (
    np.array(sorted({mark.encode()[-1] for mark in marks}), np.uint8)
    for marks in (_COLONS, (*_COLONS, *_ASKED), ".!?…")
)
_ITEM = re.compile(rb"^[ \t]*(?:[-*+]|\xe2\x80\xa2|\d{1,2}[.)])[ \t]")
_TERM = re.compile(r"[-*•]? ?\**(?P<term>[^\W\d_][^:–—\n.?!]{0,30})(?::\**|\** [–—]) \S.*[.!?…]\Z", re.DOTALL)
_NOTICES = ("copyright", "disclaimer", "cookie")
_SENTENCE = late_pattern(rf"{END}\Z")
_INNER_END = late_pattern(rf"[{FULL_STOPS}]\s")
_SEPARATOR = re.compile(r"[ \t][|=–—-][ \t]|\t|(?<=\S),(?=\S)")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_SIGNS = " \t#*_-–—•·|>\"'“”„«»「」『』.!?…。！？:：,;"
_OPENERS = tuple(mark.encode() for mark in QUOTES)
_CLOSERS = b"|".join(mark.encode() for mark in sorted({*"".join(QUOTES.values())}))
_CLOSES = re.compile(rb"(?:[.,!?]|%b|%b)?(?:%b)" % ("。".encode(), "！".encode(), _CLOSERS))


def announced(found: Found, scene: Scene) -> Bools:
    """Tell which findings open a block that the one above announces or asks for, and nothing is found in that one.

    Args:
        found: findings of rules.
        scene: the batch.

    Returns:
        Bool, shape (findings,).
    """
    blocks, data = scene.blocks, scene.batch.data
    hit = marked(found, scene)
    result = (found.block > scene.first[found.block]) & (found.start <= blocks.start[found.block])
    above = found.block - 1
    result &= ~hit[above] & np.isin(data[blocks.stop[above] - 1], _LAST_BYTES)
    asks: dict[int, bool] = {}  # of the first block of each text: whether it is one of questions and answers
    for i in np.flatnonzero(result).tolist():
        text = scene.text(int(above[i]))
        if text.endswith(_COLONS):
            result[i] = _words(text) >= ANNOUNCING
        else:
            result[i] = text.endswith(_ASKED) and _words(text) >= ASKING
        if result[i] and not text.endswith(_COLONS):
            first, last = int(scene.first[found.block[i]]), int(scene.last[found.block[i]])
            if first not in asks:
                asks[first] = _asks(first, last, scene)
            result[i] = asks[first]
    return np.asarray(result)


def listed(found: Found, scene: Scene, category: npt.NDArray[np.str_]) -> Bools:
    r"""Tell which findings are lines of a list that the block above it announces, where the text goes on below.

    Args:
        found: findings of rules.
        scene: the batch.
        category: that of the rule of each finding, str, shape (findings,). A line that is no sentence counts if it is
            a notice: "It read:\nKEEP OUT\nALL RIGHTS RESERVED". Names of networks are buttons below any line.

    Returns:
        Bool, shape (findings,).
    """
    hit, result = marked(found, scene), np.zeros(len(found), np.bool_)
    leads = _leading(found.block, scene)
    if not leads.any():
        return result
    below = np.append(False, leads[:-1])  # a block that announces something
    first = scene.first[found.block]
    top = np.maximum(np.maximum(latest((scene.gap != 1) | below)[found.block], first), found.block - NEAR)
    able = np.flatnonzero((top > first) & below[top] & ~hit[top - 1])
    bottom = _bottom(scene)
    known = {above: _goes_on(above, bottom, scene, hit) for above in np.unique(top[able]).tolist()}
    for i, block, above in zip(able.tolist(), found.block[able].tolist(), top[able].tolist(), strict=True):
        result[i] = known[above] and (
            category[i] in _NOTICES
            or _is_entry(scene.text(block))
            or _is_about(above, block, int(bottom[block]), scene, hit)
        )
    return result


def _bottom(scene: Scene) -> Ints:
    """Give for each block the last one of the lines right below one another that it is in: int64, shape (blocks,)."""
    last = np.flatnonzero(np.append(scene.gap[1:] != 1, True))
    return np.minimum(last[np.searchsorted(last, np.arange(len(scene.gap)))], scene.last)


def _goes_on(above: int, bottom: Ints, scene: Scene, hit: Bools) -> bool:
    """Tell whether a list has several lines, not too many, and the text goes on below it."""
    last = min(int(bottom[above]), above + LONGEST_LIST)
    if last == above or last == scene.last[above] or hit[last + 1]:
        return False
    return _words(scene.text(last + 1)) >= GOES_ON


def _is_about(first: int, block: int, last: int, scene: Scene, hit: Bools) -> bool:
    """Tell whether a line is an item of a list that prose announces, and prose follows: it is what the text is about.

    The prose above is several sentences, or one and some item of the list is no name that a rule knows.
    """
    above = scene.text(first - 1)
    if not _is_item(block, scene) or last == scene.last[block]:
        return False
    below = scene.text(last + 1)
    if _words(below) < LISTING_WORDS or _SENTENCE.search(below) is None:
        return False
    told = _words(above) >= LISTING_WORDS and _INNER_END.search(above) is not None
    return told or not hit[first : last + 1].all()


def _is_item(block: int, scene: Scene) -> bool:
    """Tell whether the mark of an item stands in a line, in its block or before it."""
    start = int(scene.blocks.start[block])
    line = scene.batch.data[max(start - MARK_BYTES, 0) : start + MARK_BYTES].tobytes()
    return _ITEM.search(line.rpartition(b"\n")[2] if b"\n" in line[:MARK_BYTES] else line) is not None


def _is_entry(text: str) -> bool:
    """Tell whether a line of a list is a sentence or begins small: the labels of buttons do neither."""
    return _SENTENCE.search(text) is not None or text[:1].islower()


def _leading(block: Ints, scene: Scene) -> Bools:
    """Tell which of the blocks near above some announce what is below: a clause with a colon, or "... Examples:"."""
    near = np.zeros(len(scene.blocks), np.bool_)
    for step in range(1, NEAR + 2):
        near[np.maximum(block - step, 0)] = True
    near &= np.isin(scene.batch.data[scene.blocks.stop - 1], _COLON_BYTES)
    for at in np.flatnonzero(near).tolist():
        text = scene.text(at)
        least = ANNOUNCING if _INNER_END.search(text) is None else GOES_ON
        near[at] = text.endswith(_COLONS) and _words(text) >= least
    return near


def tabled(found: Found, scene: Scene) -> Bools:
    """Tell which findings are in a row of a table: lines with the same separators, of which other rows have none.

    Args:
        found: findings of rules.
        scene: the batch.

    Returns:
        Bool, shape (findings,).
    """
    hit = marked(found, scene)
    some, which = np.unique(found.block, return_inverse=True)
    same = once(_separators, scene.lines(some))
    top, bottom = np.array([*_rows(some.tolist(), same, scene)], np.int64).reshape(-1, 2).T
    low, high = np.maximum(top, some - NEAR), np.minimum(bottom, some + NEAR) + 1
    known = np.append(0, np.cumsum(hit))
    rows = high - low
    other = rows - (known[high] - known[low])
    return np.asarray((rows >= ROWS) & (other >= OTHER_ROWS * rows))[which]


def _rows(some: list[int], separators: list[str], scene: Scene) -> Iterator[tuple[int, int]]:
    """Give the first and last one of the lines with the same separators that each of some blocks, in order, is in."""
    low = high = -1
    for block, same in zip(some, separators, strict=True):
        if not low <= block <= high:
            low = _reach(block, -1, same, scene) if same else block
            high = _reach(block, 1, same, scene) if same else block
        yield low, high


def _reach(block: int, step: int, same: str, scene: Scene) -> int:
    """Give the last block above (step -1) or below (1) one, line by line, that has the same separators as it has."""
    last = int((scene.first if step < 0 else scene.last)[block])
    while block != last and scene.gap[block + (step > 0)] == 1 and _separators(scene.text(block + step)) == same:
        block += step
    return block


def _separators(text: str) -> str:
    return "".join([mark.strip(" ") for mark in _SEPARATOR.findall(text)])


def valued(found: Found, scene: Scene, category: npt.NDArray[np.str_]) -> Bools:
    """Tell which findings are a number behind a label, right above or below lines that name values of the page.

    Args:
        found: findings of rules.
        scene: the batch.
        category: that of the rule of each finding, str, shape (findings,): counters are of some.

    Returns:
        Bool, shape (findings,).
    """
    result = np.zeros(len(found), np.bool_)
    some = np.isin(category, COUNTING) & (scene.size[found.block] <= COUNTER_BYTES)
    for i in np.flatnonzero(some & scene.numeric(found.start, found.stop)).tolist():
        block = low = high = int(found.block[i])
        while low > max(scene.first[block], block - NEAR) and scene.gap[low] == 1:
            low -= 1
        while high < min(scene.last[block], block + NEAR) and scene.gap[high + 1] == 1:
            high += 1
        above, below = ([scene.text(at) for at in some] for some in (range(low, block), range(block + 1, high + 1)))
        result[i] = among_values(scene.text(block), above, below)
    return result


def defined(found: Found, scene: Scene) -> Bools:
    r"""Tell which findings are in a line of a glossary: several lines in a row explain a term each.

    Args:
        found: findings of rules.
        scene: the batch.

    Returns:
        Bool, shape (findings,).
    """
    known: dict[int, str] = {}

    def term(block: int) -> str:
        if block not in known:
            known[block] = _term(scene.text(block))
        return known[block]

    result = np.isin(scene.batch.data[scene.blocks.stop[found.block] - 1], _TERM_BYTES)
    for i in np.flatnonzero(result).tolist():
        low = high = block = int(found.block[i])
        while term(low) and low > max(scene.first[block], block - NEAR):
            low -= 1
        while term(high) and high < min(scene.last[block], block + NEAR):
            high += 1
        result[i] = bool(term(block)) and len({*filter(None, map(term, range(low, high + 1)))}) >= TERMS
    return result


def _term(text: str) -> str:
    """Give the term that a line explains; empty where it explains none."""
    explains = _TERM.match(text)
    return explains["term"] if explains and _words(text) >= TERM_WORDS else ""


def cited(found: Found, scene: Scene) -> Bools:
    """Tell which findings are words that their text quotes in another block, in which nothing is found.

    "By clicking “Sign up” you agree to the terms" is furniture itself, and says nothing of the button "Sign up".

    Args:
        found: findings of rules.
        scene: the batch.

    Returns:
        Bool, shape (findings,).
    """
    hit, result = marked(found, scene), np.zeros(len(found), np.bool_)
    begin, end = scene.blocks.start[scene.first[found.block]], scene.blocks.stop[scene.last[found.block]]
    columns = (column.tolist() for column in (found.start, found.stop, begin, end))
    texts: dict[int, bytes] = {}  # of the first byte of each text
    known: dict[int, dict[bytes, bool]] = {}  # whether a text quotes a phrase
    for i, (start, stop, low, high) in enumerate(zip(*columns, strict=True)):
        if low not in texts:
            texts[low], known[low] = scene.batch.data[low:high].tobytes(), {}
        phrase = texts[low][start - low : stop - low].decode(errors="ignore").strip(_SIGNS).encode()
        if phrase not in known[low]:
            able = len(phrase) >= CITED and len(known[low]) < PHRASES
            around = (low + place for place in (_quoted(texts[low], phrase) if able else ()))
            blocks = (int(np.searchsorted(scene.blocks.stop, place, side="right")) for place in around)
            known[low][phrase] = any(not hit[at] and _words(scene.text(at)) >= PROSE_WORDS for at in blocks)
        result[i] = known[low][phrase]
    return result | _listed(found, scene, result)


def _listed(found: Found, scene: Scene, cited: Bools) -> Bools:
    """Tell which findings are in a list of lines right below one another of which the text quotes several."""
    some = np.unique(found.block)
    result = np.zeros(len(found), np.bool_)
    if np.count_nonzero(cited) < LISTED or len(some) < LISTED:
        return result
    near = (np.diff(some) == 1) & (scene.first[some[1:]] == scene.first[some[:-1]]) & (scene.gap[some[1:]] == 1)
    run = np.concatenate(([0], np.cumsum(~near)))
    quoted = np.bincount(run, np.isin(some, found.block[cited]))
    return np.asarray(quoted[run[np.searchsorted(some, found.block)]] >= LISTED)


def _quoted(text: bytes, phrase: bytes) -> Iterator[int]:
    """Give the first places at which a phrase stands between the marks of a quotation."""
    place = text.find(phrase)
    for _ in range(PLACES):
        if place < 0:
            return
        before, after = text[max(0, place - BEFORE) : place], text[place + len(phrase) :][:MARK_BYTES]
        if before.endswith(_OPENERS) and _CLOSES.match(after):
            words = before.decode(errors="ignore")[:-1]
            titled = "/" in words.rstrip().rpartition(" ")[2]  # of a link: [a](https://b.example "Share")
            if not titled and (not words or words[-1].isspace() or words[-1] == "(" or not words[-1].isascii()):
                yield place
        place = text.find(phrase, place + len(phrase))


def _words(text: str) -> int:
    return len(text.split()) + len(_UNSPACED.findall(text)) // LETTERS_OF_WORD


def _asks(first: int, last: int, scene: Scene) -> bool:
    """Tell whether a good part of the blocks of a text are questions."""
    asked = [scene.text(i).endswith(_ASKED) for i in range(first, last + 1)]
    return sum(asked) >= max(QUESTIONS, QUESTION_SHARE * len(asked))
