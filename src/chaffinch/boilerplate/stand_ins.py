"""Recognize texts that stand in for a page: a cookie notice, a robot check, "page not found", a login, a paywall.

A crawler that is refused gets such a notice and no document. The notice is known by what is left of the text beside
it: an article about cookies, robots or paywalls has sentences of its own, and few that speak to the reader of the
page. `chaffinch.boilerplate.notice_sentences` knows the sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from chaffinch.boilerplate.genres import answers, is_program
from chaffinch.boilerplate.languages import language
from chaffinch.boilerplate.legal_texts import clauses
from chaffinch.boilerplate.notice_sentences import (
    HEADING,
    is_beside,
    is_button,
    kind_of,
    kinds_of,
    may_belong,
    policies,
    topics_of,
    unquoted,
)
from chaffinch.boilerplate.printed import printed
from chaffinch.boilerplate.rules.mentions import attributes, reports
from chaffinch.text import CLOSES, STOPS, UNSPACED, Ints, Sentences, TextBatch, blocks, late_pattern, sentences

__all__ = ["NOTICES", "stand_in", "stand_in_and_consent", "stand_ins_of"]

NOTICES = {
    "cookies": "a notice about cookies or privacy",
    "robot": "a check for robots",
    "script": "a request to enable JavaScript",
    "browser": "a notice that the browser is not supported",
    "region": "a notice that the page is not available in the region",
    "age": "a check of age",
    "login": "a request to log in",
    "paywall": "a request to subscribe",
    "missing": "a notice that the page was not found",
    "search": "a search without results",
    "error": "a notice that the site does not work",
    "other": "a notice of the site",
}
"""Kinds of notices, with what failures call them."""

_BY_WORDS = {
    "cs",
    "da",
    "de",
    "en",
    "es",
    "fi",
    "fr",
    "hu",
    "id",
    "it",
    "nl",
    "no",
    "pl",
    "pt",
    "ro",
    "sk",
    "sv",
    "tr",
    "vi",
}
"""Languages that are told by their words; those told by their script may be a neighbour with the same one."""

_COOKIES = "cookies"

# Limits, chosen on the examples of the data file and on 50,000 texts of public corpora (news, posts, blogs) that were
# read where they were found to be notices.
_LONGEST = 4000  # characters of a text that is judged: a cookie notice with its purposes, not an article
_TELLING = 800  # characters of a text by which its language is told: a hundred words and more
_OTHER_SHARE = 0.35  # share of sentences that are part of no notice, at most, in letters
_OTHER_SHARE_BELOW = 0.5  # the same in a text that begins with a notice ...
_OTHER_BELOW = 60  # ... which may have so many letters of them, whatever their share: one sentence
_OTHER_SENTENCE = 40  # letters of one such sentence in a text of few, at most; longer ones tell something
_OTHER_DENSE = 18  # the same of a script without spaces
_OTHER_FEW = 0.3  # share of such sentences from which on a text is one of few
_OTHER_LETTERS = 200  # letters of such sentences, at most: two of average length
_CORE_SHARE = 0.25  # share of a notice that is in sentences by which it is known, at least
_LABEL_LETTERS = 100  # letters of headings and menu items that any notice may have beside it
_LABEL_WORDS, _LABEL_LENGTH = 8, 45  # words and characters of a line without a full stop that is such a label
_BUTTON_WORDS = 2  # words of buttons that are a notice without more, at least: "OK" and "The" are texts
_OWN_SENTENCES, _OWN_WORDS = 2, 4  # sentences of a paragraph of the page above or below a cookie notice, words of each
_OWN_BEHIND = 7  # words of each of two sentences of the page behind a cookie notice, in a text of one line
_AMOUNTS = 2  # lines that weigh or measure something, from which on a text is a recipe or a list of goods
_FEW = 20  # texts that are judged sooner than the patterns of all languages are compiled
_LOOKED_AT = (0, 600, _LONGEST)  # letters of long sentences up to which a text is looked at, in turn
_CHECKS = ("robot", "script", "browser", "region", "age")  # kinds of notices that answer questions, too

_WHITE = b" \t\n\r\v\f\x1c\x1d\x1e\x1f"  # what `str.split` parts ASCII at
_WORD = late_pattern(
    r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+"
)  # of Chinese and Japanese each letter
_DENSE = late_pattern(f"[{UNSPACED}]")
_ENDED = late_pattern(rf"[{STOPS}:]{CLOSES}$")
_QUOTED = late_pattern(r"[“„«「\"][^“”„«»」\"]{12,}[”“»」\"]")
_UNITS = "k?g|m?g|[mcd]?l|oz|lbs?|cups?|tbsp|tsp|el|tl|kk|ss|dl|cás|cdas?|cuill\\w*|г|кг|мл|л|克|毫升|グラム|그램"
_AMOUNT = late_pattern(
    rf"^[-•*\s]*[\d¼½¾⅓⅔][\d.,/¼½¾]*\s?(?:{_UNITS})(?![\w.])",
    re.IGNORECASE | re.MULTILINE,
)
_VERSE_LINES, _VERSE_WORDS = 2, 3  # lines of verse that run on, at least, and words of each: menus have fewer
_COMMAS = (",", "،", "，", "、")
_PARAGRAPHS = late_pattern(r"\n[ \t]*\n")
_TITLE_ENDS = late_pattern(r"\s+[|–—·»:-]+\s+|\s*\|\s*")


def stand_in(text: str, title: str = "") -> str:
    r"""Give the kind of notice that stands in for a page; empty where the text is a document.

    Not for policies ("Privacy policy"), which are documents of their own, nor for programs.

    Args:
        text: a whole text.
        title: that of the page, where it is known.

    >>> stand_in("Are you a robot?\n\nTo go on, switch JavaScript and cookies on in your browser.\n\nReference: 3e8-0")
    'robot'
    >>> stand_in("Three shops were fined on Monday because they set cookies without consent. They have until May.")
    ''
    """
    return _kind_alone(text, title, _sentences(text)) if 0 < len(text) <= _LONGEST else ""


def stand_in_and_consent(text: str, title: str = "") -> tuple[str, float]:
    """Do as `stand_in`, and give the share of letters in notices about cookies; 0 for a text too long to be one.

    >>> stand_in_and_consent("We use cookies.\\nHigh water at six.")
    ('cookies', 0.46)
    """
    if not 0 < len(text) <= _LONGEST:
        return "", 0.0
    parts = _sentences(text)
    return _kind_alone(text, title, parts), _consent(parts)


def stand_ins_of(texts: Sequence[str | None]) -> list[str]:
    """Do as `stand_in` for many texts without titles, in a fraction of the time."""
    short = [i for i, text in enumerate(texts) if text and len(text) <= _LONGEST]
    alike: dict[str, list[tuple[int, list[str]]]] = {}
    for at, parts in _of_few_others([texts[i] or "" for i in short]):
        alike.setdefault(_language_of(texts[short[at]] or ""), []).append((short[at], parts))
    kinds = [""] * len(texts)
    for known, some in alike.items():
        for (i, parts), topics in zip(some, topics_of(known).among_each([parts for _, parts in some]), strict=True):
            kinds[i] = _kind(texts[i] or "", "", parts, known, topics) if topics else ""
    return kinds


def _of_few_others(texts: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Give the indices of texts whose long sentences may belong to a notice but for a few, with all sentences.

    Most texts are no notices by their first sentences: they have more letters of others than a notice may have.
    """
    batch = TextBatch.of(texts)
    found = sentences(batch, blocks(batch))
    owner = batch.blocks.document[found.block]
    length = found.stop - found.start - (batch.wide.later(found.stop) - batch.wide.later(found.start))
    long = np.flatnonzero(length > _LABEL_LENGTH)
    before = np.cumsum(length[long]) - length[long]
    before -= before[np.searchsorted(owner[long], owner[long])]
    left = np.ones(len(texts), np.bool_)
    for least, most in pairwise(_LOOKED_AT) if len(texts) > _FEW else ():
        asked = long[(before >= least) & (before < most) & left[owner[long]]]
        said = _said(batch, found, asked)
        belong = may_belong(said)
        others = [0 if i in belong else _size(sentence) for i, sentence in enumerate(said)]
        left &= np.bincount(owner[asked], others, len(texts)) <= _OTHER_LETTERS
    edges = np.searchsorted(owner, np.arange(len(texts) + 1)).tolist()
    for i in np.flatnonzero(left).tolist():
        yield i, _said(batch, found, slice(edges[i], edges[i + 1]))


def _said(batch: TextBatch, found: Sentences, which: Ints | slice) -> list[str]:
    ranges = zip(found.start[which].tolist(), found.stop[which].tolist(), strict=True)
    return [batch.raw[a:b].decode() for a, b in ranges]


def _language_of(text: str) -> str:
    """Give the language of a text where it is sure, so that only notices in it and in English are looked for."""
    known = language(text[:_TELLING])
    return known if text.isascii() or known in _BY_WORDS else ""


def _kind_alone(text: str, title: str, parts: list[str]) -> str:
    """Give the kind of a text, given its sentences."""
    known = _language_of(text)
    return _kind(text, title, parts, known, topics_of(known).among(parts))


def _kind(text: str, title: str, parts: list[str], known: str, topics: Sequence[int]) -> str:
    """Give the kind of a text.

    Args:
        text: all of it.
        title: that of the page, where it is known.
        parts: its sentences.
        known: its language, if that is sure.
        topics: indices of the sentences that may make a notice known.
    """
    headed = _headed(title)
    found = _with_kinds(parts, topics, known, bool(headed))
    if found is None:
        return ""
    kinds = [headed, *(kind for _, kind in found)]
    if (
        not any(kinds)
        or (not headed and _are_buttons(text, found))
        or _is_policy(title)
        or _is_policy(text.lstrip().split("\n", 1)[0])
        or (not headed and not any(kind in _CHECKS for kind in kinds) and answers(text))
    ):
        return ""
    if all(kind in ("", _COOKIES) for kind in kinds) and not headed and _has_own_paragraph(text, found):
        return ""
    told = [part for sentence, kind in found if kind for part in _told_behind(sentence, known)]
    core = sum(_size(sentence) for sentence, kind in found if kind) - sum(map(_size, told))
    rest = [sentence for sentence, kind in found if not kind] + told
    if not _is_left_alone(core, rest, bool(headed), bool(found[0][1])):
        return ""
    if (
        len(_AMOUNT.findall(text)) >= _AMOUNTS
        or _is_verse(text, known)
        or any(_is_speech(sentence) for sentence, _ in found)
    ):
        return ""
    # a program has notices as its strings and comments, and prints them; terms have them as their clauses
    return "" if is_program(text) or printed(text) or clauses(text) else next(filter(None, kinds))


def _consent(parts: list[str]) -> float:
    """Give the share of letters of sentences about cookies; only those with such a topic are looked at by language."""
    about = topics_of("", _COOKIES).longest(parts)
    asked = [i for i in topics_of("").among(parts) if i in about] if about else []
    consent = sum(_size(parts[i]) for i in asked if kind_of(parts[i], "") == _COOKIES)
    return round(consent / max(sum(map(_size, parts)), 1), 2)


def _has_own_paragraph(text: str, found: list[tuple[str, str]]) -> bool:
    """Tell whether a text has a paragraph of two sentences or more that are no part of a notice, or ends with one.

    In a text of one line these are two sentences behind it.
    """
    own = [
        s for s, kind in found if not kind and _ENDED.search(s) and len(s.split()) >= _OWN_WORDS and not is_beside(s)
    ]
    if not own:
        return False
    known = [sentence for sentence, kind in found if kind]
    last = text.rfind(known[-1])
    behind = [s for s in own if text.find(s) > last and len(s.split()) >= _OWN_BEHIND]
    if len(behind) >= _OWN_SENTENCES and "\n" not in text.strip():
        return True
    paragraphs = [part for part in _PARAGRAPHS.split(text) if not any(sentence in part for sentence in known)]
    if any(sum(sentence in part for sentence in own) >= _OWN_SENTENCES for part in paragraphs):
        return True
    return _PARAGRAPHS.split(text.strip())[-1] == own[-1]


def _told_behind(sentence: str, known: str) -> list[str]:
    """Give what a sentence of a notice tells behind a colon, if that is a clause without any word of a notice."""
    behind = sentence.partition(": ")[2]
    if len(behind.split()) < _OWN_BEHIND or is_beside(behind) or kind_of(behind, known):
        return []
    return [behind]


def _is_verse(text: str, known: str) -> bool:
    r"""Tell whether lines of a text run on in the next one and say nothing that stands beside a notice, as in verse.

    A line runs on if it ends with a comma, or if it begins with a small letter below another line.

    >>> _is_verse("Are you a robot?\n\nI asked the old owl,\nwho blinked at me once\nand flew off.", "en")
    True
    >>> _is_verse("Are you a robot?\n\nPlease enable cookies\nand reload the page\nin your browser.", "en")
    False
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    own = [
        line
        for line in lines[1:]
        if (line.endswith(_COMMAS) or line[0].islower())
        and len(line.split()) >= _VERSE_WORDS
        and not is_beside(line)
        and not kind_of(line, known)
    ]
    return len(own) >= _VERSE_LINES and any(map(_ENDED.search, own))


def _is_speech(sentence: str) -> bool:
    """Tell whether somebody says a sentence: no notice has quotations with who said them."""
    return attributes(sentence) or (_QUOTED.search(sentence) is not None and reports(sentence))


def _are_buttons(text: str, found: list[tuple[str, str]]) -> bool:
    """Tell whether all that speaks for a notice is words of buttons, beside other text or fewer than make a notice.

    Such words are in any text: "the", "more", "OK". Buttons alone are a notice if there are some.
    """
    known = [unquoted(sentence) for sentence, kind in found if kind]
    if not all(map(is_button, known)):
        return False
    others = any(not kind and not _is_label(sentence) for sentence, kind in found)
    return others or ("cookie" not in text.lower() and sum(len(_WORD.findall(line)) for line in known) < _BUTTON_WORDS)


def _size(sentence: str) -> int:
    """Count the characters that are no white space."""
    if sentence.isascii():
        return len(sentence.encode().translate(None, _WHITE))
    return len("".join(sentence.split()))


def _with_kinds(parts: list[str], topics: Sequence[int], known: str, headed: bool) -> list[tuple[str, str]] | None:
    """Give sentences with their kinds; None once those that may have one are too few for `_is_left_alone`."""
    core = sum(_size(parts[i]) for i in topics)
    lines = 0
    if core and not headed:  # lines too long for a label are enough to tell of most texts
        long = _size("".join([part for part in parts if len(part) > _LABEL_LENGTH]))
        if long - core > core / _CORE_SHARE + _OTHER_LETTERS:
            return None
    for part in parts if core and not headed else ():
        lines += 0 if _is_label(part) else _size(part)
        if lines - core > core / _CORE_SHARE + _OTHER_LETTERS:
            return None
    kinds = [""] * len(parts)
    for i in sorted(topics, key=lambda i: -len(parts[i])):
        if lines - core > core / _CORE_SHARE + _OTHER_LETTERS:
            return None
        kinds[i] = kind_of(parts[i], known)
        core -= 0 if kinds[i] else _size(parts[i])
    return list(zip(parts, kinds, strict=True)) if core or headed else None


def _is_left_alone(core: int, rest: list[str], headed: bool, first: bool) -> bool:
    """Decide whether there is nothing beside a notice.

    Args:
        core: letters of the sentences by which it is known.
        rest: the other sentences.
        headed: the title of the page is a notice.
        first: the first sentence of the text is one by which a notice is known.
    """
    lines = [sentence for sentence in rest if not _is_label(sentence)]
    total, beside = sum(map(_size, lines)), 0
    if not headed and total > core / _CORE_SHARE + _OTHER_LETTERS:
        return False
    longest = 0.0
    for sentence in lines:
        size, near = _size(sentence), is_beside(sentence)
        beside += near * size
        longest = max(longest, 0 if near else size / (_OTHER_DENSE if _DENSE.search(sentence) else _OTHER_SENTENCE))
    notice, other, label = core + beside, total - beside, sum(map(_size, rest)) - total
    if not headed and longest > 1 and other >= _OTHER_FEW * (notice + other):
        return False
    share = (_OTHER_SHARE_BELOW if first else _OTHER_SHARE) * (notice + other)
    if other > min(_OTHER_LETTERS, max(share, _OTHER_BELOW * first)):
        return False
    return headed or (core >= _CORE_SHARE * notice and label <= notice + _LABEL_LETTERS)


def _sentences(text: str) -> list[str]:
    batch = TextBatch.of([text])
    return _said(batch, sentences(batch, blocks(batch)), slice(None))


def _is_label(sentence: str) -> bool:
    if len(sentence) > _LABEL_LENGTH or len(sentence.split()) > _LABEL_WORDS:
        return False
    return not _ENDED.search(sentence)


def _headed(title: str) -> str:
    """Give the kind of notice that a part of a title is, such as "Page not found | Courier"."""
    if not title:
        return ""
    parts = [part for part in _TITLE_ENDS.split(title) if 0 < len(part) <= HEADING]
    kinds = zip(parts, kinds_of(parts), strict=True)
    return next((kind for part, kind in kinds if kind and not is_button(part)), "")


def _is_policy(title: str) -> bool:
    name = (title or "").lower()
    return len(name) <= HEADING and any(policy in name for policy in policies())
