"""Read the text around a quotation as a string of classes of words, in which each quotation is one symbol.

| class | is | class | is |
| --- | --- | --- | --- |
| `N` | name: a capitalised word that is none of the others | `V` | verb of saying |
| `L` | place or nationality | `K` | verb of saying whose object is the audience |
| `T` | title or capitalised role | `A` | "according to" |
| `R` | role, `G` several people | `H` | auxiliary or adverb |
| `B`, `b` | body, as a name or not | `P`, `Y` | he or she, other pronouns |
| `O` | name of an owner: "Lund's" | `S` | statement, letter, tweet |
| `D` | determiner | `I` | preposition |
| `C`, `W` | conjunction, relative | `M` | time or number |
| `p` | particle of a name | `x` | any other word |
| `Q` | a quotation | `.` `¶` | end of a sentence, of a paragraph |
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from chaffinch.matching.speakers.lexicon import OWNER, Lexicon, classify

__all__ = ["NEAR", "Reading", "read"]

NEAR = 1500
"""Code points on each side of a capitalised word that are searched for it with a small letter: a page of a paper."""

_MARKS = {"[": "(", "]": ")", "—": "-", "–": "-", "--": "-", "،": ",", "؛": ";"}
_ABBREVIATED = re.compile(r"(?:[^\W\d_]\.){2,}\s+\Z")
_LINE_END = re.compile(r"\s*\n")
_GOES_ON = re.compile(r"\s*(?:[,;:)\d]|[a-zà-þа-я])")
_ORDINAL = 2  # digits of a day or century in German, "am 12. März": the stop ends no sentence
_LONGEST_TITLE = 12  # code points before a stop that may be a title: "Brig.", "Sig.ra"

_TAGGED = re.compile(r"Q(\.)(?=D?[xTNLpRBbO]{1,6}H*V)")
_FIRST = re.compile(r"(?:^|(?<=[.¶Q:]))N(?![NT])")
_VERB = re.compile(r"(?<=[^.¶Q:])[VK]")


@dataclass(slots=True)
class Reading:
    """A stretch of text as classes of words.

    Attributes:
        text: the text.
        words: the lists of its language.
        classes: one character for each token.
        starts, stops: range of each token, in code points of the text.
    """

    text: str
    words: Lexicon
    classes: str
    starts: list[int]
    stops: list[int]

    def at(self, offset: int) -> int:
        """Give the index of the first token that starts at an offset or behind it."""
        return bisect_left(self.starts, offset)

    def word(self, token: int) -> str:
        """Give a token as it is written."""
        return self.text[self.starts[token] : self.stops[token]]

    def phrase(self, first: int, last: int) -> str:
        """Give the tokens from one to another, without the second, on one line; without an owner's ending."""
        return OWNER.sub("", " ".join(self.text[self.starts[first] : self.stops[last - 1]].split()))

    def sentence(self, token: int) -> int:
        """Give the first token of the sentence that a token is in."""
        return max(self.classes.rfind(mark, 0, token) for mark in ".¶") + 1

    def has(self, token: int, name: str) -> bool:
        """Tell whether a token is a word of a list."""
        return self.word(token).lower() in self.words.sets[name]


@dataclass(slots=True)
class Tokens:
    """Tokens while a text is read.

    Attributes:
        kinds: class of each one.
        starts, stops: its range, in code points.
    """

    kinds: list[str]
    starts: list[int]
    stops: list[int]

    def add(self, kind: str, start: int, stop: int) -> None:
        """Add a token; no end of a paragraph behind another one, or behind a colon, which leads into the next."""
        if kind != "¶" or (self.kinds and self.kinds[-1] not in "¶:"):
            self.kinds.append(kind)
            self.starts.append(start)
            self.stops.append(stop)


def read(text: str, low: int, high: int, quotes: Sequence[tuple[int, int]], words: Lexicon) -> Reading:
    """Read a stretch of a text.

    Args:
        text: the text.
        low, high: the stretch, in code points.
        quotes: ranges of quotations with their marks, in order; each becomes one token.
        words: the lists of the language.
    """
    tokens = Tokens([], [], [])
    for start, stop in quotes:
        _scan(text, low, start, words, tokens)
        if _ABBREVIATED.search(text, max(low, start - _LONGEST_TITLE), start):  # "in Washington, D.C. “We ..."
            tokens.add(".", start, start)
        tokens.add("Q", start, stop)
        if _ends(text, start, stop):
            tokens.add(".", stop, stop)
        low = stop
    _scan(text, low, high, words, tokens)
    _drop_ends_before_tags(text, tokens)
    _revise_first_words(text, tokens, words)
    _join_names(text, tokens, words)
    return Reading(text, words, "".join(tokens.kinds), tokens.starts, tokens.stops)


def _ends(text: str, start: int, stop: int) -> bool:
    """Tell whether a sentence ends with a quotation: it ends with a stop, and no small letter or comma goes on."""
    inner = text[max(start, stop - 4) : stop].rstrip("\"'”“’»«›‹ ")
    return inner.endswith((".", "!", "?", "…")) and not _GOES_ON.match(text, stop)


def _scan(text: str, low: int, high: int, words: Lexicon, tokens: Tokens) -> None:
    """Add the tokens of a stretch without quotations."""
    language, joined = words.language, words.elided or words.clitics
    kinds, starts, stops = tokens.kinds, tokens.starts, tokens.stops
    for found in words.tokens.finditer(text, low, high):
        start, stop = found.span()
        group = found.lastgroup
        if group == "word":
            if joined or text[stop : stop + 1] == ".":
                _add_word(text, start, stop, words, tokens)
                continue
            kinds.append(classify(found.group(), language))
            starts.append(start)
            stops.append(stop)
        elif group == "stop":
            _add_stop(text, start, stop, words, tokens)
        elif group == "phrase":
            tokens.add(words.classes[found.group().lower()], start, stop)
        else:
            tokens.add("¶" if group == "blank" else _MARKS.get(found.group(), found.group()), start, stop)


def _add_stop(text: str, start: int, stop: int, words: Lexicon, tokens: Tokens) -> None:
    """Add the end of a sentence, unless the stop is that of an abbreviation or an ordinal number."""
    before = text[max(0, start - _LONGEST_TITLE) : start].split()[-1:]
    ordinal = words.capital_nouns and before and before[0].isdigit() and len(before[0]) <= _ORDINAL
    if ordinal or (before and f"{before[0].lower()}." in words.classes) or _GOES_ON.match(text, stop):
        return
    tokens.add(".", start, stop)
    if _LINE_END.match(text, stop):
        tokens.add("¶", stop, stop)


def _add_word(text: str, start: int, stop: int, words: Lexicon, tokens: Tokens) -> None:
    """Add a word: an elided article (l'homme) and a clitic (dit-il) apart, a title with its stop."""
    if cut := words.elided and words.elided.match(text[start:stop]):
        tokens.add("D", start, start + cut.end())
        start += cut.end()
    if clitic := words.clitics and words.clitics.search(text[start:stop]):
        middle = start + clitic.start()
        tokens.add(classify(text[start:middle], words.language), start, middle)
        start += clitic.end()
    titled = f"{text[start:stop]}.".lower()
    if text[stop : stop + 1] == "." and titled in words.classes and text[start].isupper():
        kind = words.classes[titled]
        tokens.add("B" if kind == "b" else kind, start, stop + 1)
    else:
        tokens.add(classify(text[start:stop], words.language), start, stop)


def _drop_ends_before_tags(text: str, tokens: Tokens) -> None:
    """Drop the end of the sentence between a question or call and its tag: "Why?" Ana Lund said."""
    ends = [found.start(1) for found in _TAGGED.finditer("".join(tokens.kinds))]
    for token in reversed(ends):
        at = tokens.starts[token]
        if set("!?") & set(text[max(0, at - 3) : at]):
            for values in (tokens.kinds, tokens.starts, tokens.stops):
                del values[token]


def _revise_first_words(text: str, tokens: Tokens, words: Lexicon) -> None:
    """Classify words again by where they stand in the sentence.

    The first one has a capital letter whatever it is, so it is no name if the text has it with a small letter, too. A
    verb with a capital letter amid a sentence is none: "Story Continued Below".
    """
    kinds = "".join(tokens.kinds)
    for token in [found.start() for found in _FIRST.finditer(kinds)]:
        start = tokens.starts[token]
        word = text[start : tokens.stops[token]].lower()
        if word.isalpha() and f" {word} " in text[max(0, start - NEAR) : start + NEAR]:
            tokens.kinds[token] = "x"
    for token in [found.start() for found in _VERB.finditer(kinds)] if not words.capital_nouns else ():
        if text[tokens.starts[token]].isupper():
            tokens.kinds[token] = "N"


def _join_names(text: str, tokens: Tokens, words: Lexicon) -> None:
    """Make particles between two parts of a name parts of it, and surnames that are other words, too, behind a name."""
    kinds, particles = tokens.kinds, words.sets["particles"] | words.sets["inner_particles"]
    for token in range(1, len(kinds)):
        if kinds[token - 1] not in "NTRVp" or kinds[token] in ".,¶Q:;()-N":
            continue
        word = text[tokens.starts[token] : tokens.stops[token]]
        lower = word.lower()
        if word[0].isupper() and _is_surname(kinds, token, listed=lower in words.sets["surnames"]):
            kinds[token] = "N"
        elif lower in particles and _is_particle(text, tokens, token, words):
            kinds[token] = "p"


def _is_surname(kinds: Sequence[str], token: int, *, listed: bool) -> bool:
    """Tell whether a capitalised word behind a name belongs to it: one of the list, or a role with no name after it."""
    before, after = kinds[token - 1], kinds[token + 1] if token + 1 < len(kinds) else "."
    return (listed and before in "NT") or (kinds[token] == "T" and before == "N" and after not in "NT")


def _is_particle(text: str, tokens: Tokens, token: int, words: Lexicon) -> bool:
    """Tell whether a particle has a name before it, and behind it and further particles."""
    kinds, allowed = tokens.kinds, words.sets["particles"] | words.sets["inner_particles"]

    def lower(index: int) -> str:
        return text[tokens.starts[index] : tokens.stops[index]].lower()

    before = kinds[token - 1]
    if before != "p" and lower(token) not in words.sets["particles"]:
        return False
    if words.capital_nouns and before != "p" and token > 1 and kinds[token - 2] in "DxIM":
        return False  # "die Zahl von Menschen"
    after = token + 1
    while after < len(kinds) and lower(after) in allowed:
        after += 1
    if after >= len(kinds) or kinds[after] != "N":
        return False
    return before in "Np" or (before in "TRV" and kinds[token] not in "ID" and words.capitals)
