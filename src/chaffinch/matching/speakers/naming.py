"""Find who says a quotation, and elect the speaker of a cluster of quotations.

The speaker of one quotation is in the tag after it, within it or before it, else in the sentences before it.

The tag is a verb of saying with its subject. Order of looking, and what ends the search, follow how newspapers write;
Pareti (2012) and Muzny et al. (2017) describe the forms.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import replace
from functools import lru_cache

from chaffinch.matching.passages.quotations import quoted_ranges, stretch_start
from chaffinch.matching.speakers.dashes import Span, dashed, main_paragraph
from chaffinch.matching.speakers.lexicon import LOWER, Lexicon, language_of, lexicon
from chaffinch.matching.speakers.mentions import Mention
from chaffinch.matching.speakers.reading import SIGNS, Reading, read
from chaffinch.matching.speakers.tags import Tags
from chaffinch.text import late_pattern

__all__ = ["elected", "is_led", "is_one", "speaker", "turn"]

BEFORE = 900
"""Code points before a quotation that are read: the sentences that its pronoun may mean."""

AFTER = 350
"""Code points after a quotation that are read: its tag, and the next part of an interrupted quotation."""

LONG = 1500
"""Code points, at most, from a passage to the marks of the quotation that it is in: a long paragraph."""

PAGE = 4000
"""Code points that are taken for text in one language."""

SAMPLE = 500
"""Code points of a page that are read for its language: they have some forty function words."""

OWN_SHARE = 0.2
"""Share of such a sample that may be the quotation itself; of a larger one it is left out."""

FEWEST = 60
"""Code points around a quotation, at least, of which the language is asked: some ten words."""

LED = 6
"""Code points between a colon and what it leads to, at most: a mark, and an empty line."""

NAME = 26
"""Code points of a name between quotation marks, at most, and of the verb before it: "قال «الزياني»: «...»"."""

FULL_SHARE = 0.2
"""Share of the votes for a name, at least, that a form of several words has if it is chosen over the surname alone: one
text in many has a word too much before the name ("Finally Trump")."""

_ENDINGS = frozenset(("jr", "jr.", "sr", "sr.", "ii", "iii", "md", "phd"))
_YOUNGER = frozenset(("jr", "jr.", "ii", "iii"))
_DASHED = late_pattern(r"(?P<sign>[,.!?…])?\s*[—–]\s*(?P<tag>[^—–\n]{3,80}?)(?(sign)[,.])\s*[—–]")
_TURN = late_pattern(r"\s—(?P<tag>[^\W\d_][^—\n]{2,80}?)[.,]?(?:—|$)")
_AMID = late_pattern(rf"[.!?…] (?P<mark>[–—]) (?=[^\W\d_{LOWER}])")
"""What leads to a turn amid a paragraph."""

_TURN_MARKS = ("—", "–", "-", "”")
TURN = 2
"""Dashes of a paragraph of a dialogue with a tag, at least."""

_LAST_WORD = re.compile(r"([^\W\d_][\w-]*)\s\Z")
_BODY_NAME = re.compile(r"(?=[^\W\d_])\w[\w.&-]*(?: [\w.&-]+){0,2}(?<!\.)")
_WORD_BEHIND = re.compile(r"\s\w")
_OPENING = '"“„«'
_CLOSING = late_pattern('["”“»]')
_BLANK = re.compile(r"\n[^\S\n]*\n")
_MARKS = "\"'“”„«»‘’‚‹›`"


def speaker(text: str, start: int, stop: int, *, whole: bool = False) -> str | None:
    """Find the name of the speaker of a quotation; None where the text names nobody.

    Args:
        text: the text.
        start, stop: of the quotation, in code points, with or without its marks.
        whole: the passage is a letter or statement, whatever it quotes itself.

    >>> speaker("“The dam held all night,” said Ana Lund of the ministry.", 1, 24)
    'Ana Lund'
    >>> speaker("“The dam held all night,” the minister, Ana Lund, told Tom Aldous.", 1, 24)
    'Ana Lund'
    >>> speaker("Earlier, minister Ana Lund had told reporters that “the dam held all night”.", 52, 75)
    'Ana Lund'
    >>> speaker("„Der Damm hat gehalten“, sagte Ministerin Ana Lund am Montag.", 1, 22)
    'Ana Lund'
    """
    opened, closed = _marks_around(text, start, stop)
    low = _paragraph_start(text, max(0, opened - BEFORE), opened)
    stretch = text[low : closed + AFTER]
    quotes: Sequence[Span] = _quotes(stretch)
    wanted = [quote for quote in quotes if min(quote[1], stop - low) > max(quote[0], start - low)]
    led = (whole or not wanted) and is_led(text, start)
    if led:
        quotes = sorted([*(quote for quote in quotes if quote not in wanted), (start - low, stop - low)])
        wanted = [(start - low, stop - low)]
    language = _language(text, start, stop, stretch) if wanted else None
    if language is None:
        return None
    words = lexicon(language)
    names = [quote for quote in quotes if _is_name(stretch, quote, words)]
    if words.capitals:  # the passage may go on over the tag, and the agency in it
        wanted = [quote for quote in wanted if quote not in names] or wanted
    names = [quote for quote in names if quote not in wanted]
    others = tuple(quote for quote in quotes if quote not in names)
    reading = _read(stretch, others, words, tuple(names) if words.capitals else ())
    if names and not words.capitals:
        reading = _with_names(reading, {word for a, b in names for word in stretch[a + 1 : b - 1].split()})
    if len(wanted) == 1 and not led:
        around = wanted[0]
        within = _within(text, start, stop, (around[0] + low + 1, around[1] + low - 1))
        if within is not None:
            return within
    tokens = [token for token, quote in reading.quotes.items() if quote in wanted]
    page = text[max(0, opened - PAGE) : opened]
    mention = _led_by(reading, tokens[0], page) if led else _tagged(reading, tokens, page)
    if mention is None or mention.kind not in ("name", "body"):
        return None
    opens = words.capitals and mention.kind == "name" and _opens_alone(mention.name, text)
    return None if opens else _spelled(mention, words)


_read = lru_cache(maxsize=8)(read)  # a passage and the quotations in it have the same stretch around them


def _opens_alone(name: str, text: str) -> bool:
    """Tell whether a name is one word that has its capital only where it opens a sentence, and elsewhere a small one.

    An acronym may be a word of small letters, too: "WHO".

    >>> _opens_alone("Something", "Something must be done, said all. They saw something else.")
    True
    >>> _opens_alone("Rose", "Rose spoke to them. They rose and left Rose alone.")
    False
    """
    if not name.isalpha() or not name[0].isupper() or name.isupper():
        return False
    return re.search(rf"\b{name.lower()}\b", text) is not None and not re.search(rf"(?<=[\w,] ){name}\b", text)


def turn(text: str, start: int, stop: int) -> str | None:
    r"""Find who speaks in a paragraph that begins with a dash and has a tag behind another dash or a comma.

    Args:
        text: the text.
        start, stop: of a passage in it, in code points.

    >>> turn("Nadie sale.\n—La presa aguantó toda la noche —dijo Ana Lund—, y nadie se lo cree.", 13, 80)
    'Ana Lund'
    >>> turn("Nikt nie wie.\n– Tama trzymała całą noc – powiedziała Ana Lund.", 16, 40)
    'Ana Lund'
    """
    first, last = main_paragraph(text, start, stop)
    opened = text[first : first + LED].lstrip(" \t").startswith(_TURN_MARKS)
    amid = (
        None if opened else _AMID.search(text, max(first, start - LED), start + LED)
    )  # "Nobody knows. – It held, – says Ana Lund."
    if amid:
        first = amid.start("mark")
    elif not opened:
        return None
    language = language_of(_sample(text, start)[1]) or language_of(text[first : last + AFTER])
    if language is None or not lexicon(language).inverted:
        return None
    mention = _raya(text, start, stop, lexicon(language)) or dashed(
        text, (start, stop), (first, last), lexicon(language)
    )
    return _spelled(mention, lexicon(language)) if mention is not None else None


def _raya(text: str, start: int, stop: int, words: Lexicon) -> Mention | None:
    """Find the tag behind a dash without a space, as in Spanish: "—Aguantó —dijo Ana Lund—."."""
    low = text.rfind("\n", max(0, start - AFTER), start) + 1
    high = text.find("\n", stop)
    paragraph = text[low : high if high >= 0 else len(text)].strip()
    found = _TURN.search(paragraph) if paragraph[:1] == "—" and paragraph.count("—") >= TURN else None
    if found is None:
        return None
    tag = read(found["tag"], (), words)
    mention = Tags(tag).alone() if tag.classes[:1] in ("V", "K") else None
    return mention if mention is not None and mention.kind == "name" else None


def _language(text: str, start: int, stop: int, stretch: str) -> str | None:
    """Give the language of the text around a quotation, which may be another one than that of the quotation."""
    low, sample = _sample(text, start)
    own = slice(max(0, start - low), max(0, stop - low))
    if OWN_SHARE * len(sample) < len(sample[own]):
        around = " ".join((sample[: own.start], sample[own.stop :]))
        if len(around) >= FEWEST:
            return language_of(around, stretch) or language_of(stretch)
    return language_of(sample) or language_of(stretch)


def _spelled(mention: Mention, lists: Lexicon) -> str | None:
    """Give the name of a speaker without what is glued to it; a letter is none, and neither is "company" alone."""
    words = mention.name.strip(" ,").split()
    if len(words) == 1 and words[0] in lists.sets["unnamed"]:
        return None
    for at in range(len(words) - 1, 0, -1):
        known = next((k for k in words[:at] if k[0].isupper() and _is_again(words[at], k)), None)
        if known is not None:  # "Speaker Ana Lund Ana LundOvernight News", a profile pasted behind the name
            return " ".join(words[: words.index(known) + 1])
    return " ".join(words) if len("".join(words)) > 1 else None


def _is_again(word: str, known: str) -> bool:
    """Tell whether a word is one that was before, or is that with another word glued to it."""
    rest = word.removeprefix(known)
    return word == known or (len(rest) < len(word) and len(known) > 1 and rest[0].isupper())


def _tagged(reading: Reading, quotations: Sequence[int], page: str) -> Mention | None:
    """Find the tag of quotations within their marks or around them."""
    inner = _between_dashes(reading, quotations) or _between_commas(reading, quotations)
    return inner or Tags(reading, page).of_quotation(quotations)


def _led_by(reading: Reading, passage: int, page: str) -> Mention | None:
    """Find who speaks in the sentence before a passage without marks, to which a colon leads.

    It must tell of a statement or letter, or end its line with a verb of saying: "One thing is clear: it held".
    """
    before = reading.classes[reading.sentence(passage) : passage]
    start = reading.quotes[passage][0]
    own_line = "\n" in reading.text[max(0, start - LED) : start]
    told = "S" in before or (own_line and ("V" in before or "K" in before))
    return Tags(reading, page).before(passage) if told else None


def _is_name(text: str, quote: tuple[int, int], words: Lexicon) -> bool:
    """Tell whether what stands between marks is a name or a word, as where no letters are capitals.

    Where nouns have cases, names of bodies stand between marks, behind what they are or a verb: "агентство «Волна»".
    """
    start, stop = quote
    if stop - start > NAME or text[max(0, start - LED) : start].rstrip().endswith(":"):
        return False
    if not words.capitals:
        return True
    before = _LAST_WORD.search(text, max(0, start - NAME), start) if words.cases else None
    if before is None or not _BODY_NAME.fullmatch(text, start + 1, stop - 1):
        return False
    kind = words.kinds[before[1]]
    named = kind in "bBR" or (kind in "VK" and _WORD_BEHIND.match(text, stop) is not None)
    return named and text[start + 1].isupper()


def _with_names(reading: Reading, words: Container[str]) -> Reading:
    """Make words behind a verb of saying names, though they begin with an article as common nouns do."""
    kinds = list(reading.classes)
    for token in range(1, len(kinds)):
        if kinds[token] == "d" and kinds[token - 1] in "VN" and reading.tokens[token] in words:
            kinds[token] = "N"
    return replace(reading, classes="".join(kinds))


def is_led(text: str, start: int) -> bool:
    """Tell whether a colon leads to a passage, with or without quotation marks: "The letter reads in full:".

    Args:
        text: the text.
        start: of the passage, in code points.

    >>> is_led("It reads in full:\\n\\nThe dam held.", 19), is_led("It reads so. The dam held.", 13)
    (True, False)
    """
    return text[max(0, start - LED) : start].rstrip(_MARKS + "\n ").endswith(":")


def _marks_around(text: str, start: int, stop: int) -> tuple[int, int]:
    """Give the last mark before a passage and the first one behind it: it may be the middle of a long quotation."""
    opened = max(text.rfind(mark, max(0, start - LONG), start) for mark in _OPENING)
    closed = _CLOSING.search(text, stop, stop + LONG)
    return opened if opened >= 0 else start, closed.end() if closed else stop


def _between_dashes(reading: Reading, quotations: Sequence[int]) -> Mention | None:
    """Find the tag that dashes set off within the marks, as in Russian: «Held, — said Ana Lund. — All night»."""
    for start, stop in (reading.quotes[token] for token in quotations):
        found = _DASHED.search(reading.text, start, stop) if reading.words.inverted else None
        if found:
            tag = read(found["tag"], (), reading.words)
            if found["sign"] or tag.classes[:1] in ("V", "K"):  # «Held —said Ana Lund— all night»
                return Tags(tag).alone()
    return None


def _between_commas(reading: Reading, quotations: Sequence[int]) -> Mention | None:
    """Find the tag that commas set off within the marks, as in French: « Il a tenu, dit Ana Lund, toute la nuit »."""
    for start, stop in (reading.quotes[token] for token in quotations if reading.words.inner_tags):
        found = Tags(read(reading.text[start + 1 : stop - 1], (), reading.words)).inner()
        if found:
            return found
    return None


def _within(text: str, start: int, stop: int, around: tuple[int, int]) -> str | None:
    """Find the speaker of a quotation within a longer one: "Ana Lund said: ‘It held.’ That is all we know".

    Args:
        text: the text.
        start, stop: of the passage.
        around: range between the marks of the longer quotation.
    """
    low, high = around
    lead = text[max(low, start - 1) : start + 1]
    if start - low <= SIGNS or not any(mark in lead for mark in _MARKS):
        return None
    return speaker(text[low:high], start - low, min(stop, high) - low)


def _sample(text: str, at: int) -> tuple[int, str]:
    """Give the beginning of the page of a text that an offset is on, with its own offset: one for many quotations."""
    start = max(0, min(at // PAGE * PAGE, len(text) - SAMPLE))
    return start, text[start : start + SAMPLE]


def _paragraph_start(text: str, low: int, start: int) -> int:
    """Give an offset at or after `low` that begins a paragraph, so that marks are paired as they are in the text."""
    found = _BLANK.search(text, low, start) if low else None
    return found.end() if found else stretch_start(text, low, start) if low else 0


@lru_cache(maxsize=8)
def _quotes(text: str) -> Sequence[Span]:
    """Give the quotations of a stretch with their marks; a passage and its quotations are asked of the same one."""
    return [(a - _mark(text, a - 1), b + _mark(text, b)) for a, b in quoted_ranges(text)]


def _mark(text: str, at: int) -> int:
    return int(0 <= at < len(text) and text[at] in _MARKS)


def elected(names: Sequence[str | None]) -> str | None:
    """Give the name with more than half of the votes of a cluster, in its fullest form; None if no name has.

    Each member has one vote: the name that its own text gives.
    Names that end with the same word are one: "Lund", "Ana Lund", "Minister Ana Lund"; but "Lund Jr." is another one
    than "Ana Lund".

    Args:
        names: for each member of the cluster the name that its text gives, or None.

    >>> elected(["Lund", "Ana Lund", None, "Tom Aldous"])
    'Ana Lund'
    >>> elected(["Lund", "Aldous"]) is None
    True
    >>> elected(["Lund Jr.", "Mr. Lund", "Tom Lund Jr."])
    'Tom Lund Jr.'
    """
    given = [name for name in names if name]
    votes = Counter(map(_key, given))
    best = min(votes, key=lambda key: (-votes[key], key), default=None)
    if best is None or 2 * votes[best] <= len(given):
        return None
    forms = Counter(name for name in given if _key(name) == best)
    full = {form: count for form, count in forms.items() if len(_plain(form)) > 1 and count >= FULL_SHARE * votes[best]}
    return min(full or forms, key=lambda form: (-forms[form], -len(form), form))


def is_one(one: str, other: str) -> bool:
    """Tell whether two names are of one speaker, as `elected` counts them.

    >>> is_one("Minister Ana Lund", "Lund"), is_one("Ana Lund", "Tom Aldous")
    (True, False)
    """
    return _key(one) == _key(other)


def _key(name: str) -> tuple[str, bool]:
    """Give the surname of a name, and whether it is that of a younger one of the same name."""
    plain, words = _plain(name), name.casefold().replace(",", "").split()
    return plain[-1] if plain else name.casefold(), bool(_YOUNGER & set(words))


def _plain(name: str) -> list[str]:
    """Give the words of a name in lower case, without what may stand behind it: "Jr.", "PhD"."""
    return [word for word in name.casefold().replace(",", "").split() if word not in _ENDINGS]
