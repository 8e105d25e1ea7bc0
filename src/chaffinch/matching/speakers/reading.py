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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chaffinch.matching.speakers.lexicon import Lexicon

__all__ = ["NEAR", "Reading", "read"]

Token = tuple[str, int, int]
"""Class, start and stop of a token."""

_TOKEN = re.compile(
    r"(?P<initials>(?:[^\W\d_]-)?(?:[^\W\d_]\.){2,}|[A-ZÀ-ÞА-Я]\.(?=[ \n][A-ZÀ-ÞА-Я]))"
    r"|(?P<word>[@#]?\w+(?:(?:[’'`&-]|\.(?![A-ZÀ-ÞА-Я]))\w+)*(?:[’'](?=\s))?)"
    r"|(?P<blank>\n[^\S\n]*\n\s*|\n(?:\t| {4,}))|(?P<stop>[.!?…؟]+)|(?P<mark>[,;:()\[\]—–-]|،|؛|--)"
)
_TAGGED = re.compile(r"Q\.(?=D?[xTNLpRBbO]{1,6}H*V)")
_MARKS = {"[": "(", "]": ")", "—": "-", "–": "-", "--": "-", "،": ",", "؛": ";"}
_OWNER = re.compile(r"(?:[’'`]s|(?<=s)[’'])$")
_ABBREVIATED = re.compile(r"(?:[^\W\d_]\.){2,}\s+\Z")
_SITE = re.compile(r"\w\.(?:com|org|net|info|de|fr|es|br|it|nl|ru|at|ch|uk)$")
_LINE_END = re.compile(r"\s*\n")
_CLITIC = re.compile(r"-(?:t-)?(?=(?:il|elle|on|ils|elles)$)")
_GOES_ON = re.compile(r"\s*(?:[,;:)\d]|[a-zà-þа-я])")
_ELISION = re.compile(
    r"^(?:[dlnsmtcj]|qu|jusqu|lorsqu|puisqu|dell|all|dall|nell|sull|un|quest)[’'](?=\w)", re.IGNORECASE
)
_ORDINAL = 2  # digits of a day or century in German, "am 12. März": the stop ends no sentence
NEAR = 1500
"""Code points on each side of a capitalised word that are searched for it with a small letter: a page of a paper."""


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
        return _OWNER.sub("", " ".join(self.text[self.starts[first] : self.stops[last - 1]].split()))

    def sentence(self, token: int) -> int:
        """Give the first token of the sentence that a token is in."""
        cut = max(self.classes.rfind(mark, 0, token) for mark in ".¶")
        return cut + 1


def read(text: str, low: int, high: int, quotes: Sequence[tuple[int, int]], words: Lexicon) -> Reading:
    """Read a stretch of a text.

    Args:
        text: the text.
        low, high: the stretch, in code points.
        quotes: ranges of quotations with their marks, in order; each becomes one token.
        words: the lists of the language.
    """
    tokens: list[Token] = []
    for token in (token for part in _parts(text, low, high, quotes, words) for token in part):
        if token[0] != "¶" or (tokens and tokens[-1][0] not in "¶:"):  # a colon leads into the next paragraph
            tokens.append(token)
    tokens = _particles(text, _first_words(text, _questions(text, tokens), words), words)
    classes = "".join(token[0] for token in tokens)
    return Reading(text, words, classes, [token[1] for token in tokens], [token[2] for token in tokens])


def _parts(
    text: str, low: int, high: int, quotes: Sequence[tuple[int, int]], words: Lexicon
) -> Iterator[Iterator[Token]]:
    for start, stop in quotes:
        yield _tokens(text, low, start, words)
        if _ABBREVIATED.search(text, low, start):  # "in Washington, D.C. “We ..."
            yield iter([(".", start, start)])
        yield iter([("Q", start, stop), *_end_of_quote(text, start, stop)])
        low = stop
    yield _tokens(text, low, high, words)


def _end_of_quote(text: str, start: int, stop: int) -> list[Token]:
    """End the sentence behind a quotation that ends with a stop, unless a small letter or a comma goes on."""
    inner = text[start:stop].rstrip("\"'”“’»«›‹ ")
    ends = inner.endswith((".", "!", "?", "…")) and not _GOES_ON.match(text, stop)
    return [(".", stop, stop)] if ends else []


def _tokens(text: str, low: int, high: int, words: Lexicon) -> Iterator[Token]:
    for found in words.phrases.finditer(text, low, high):
        if found.start() >= low:
            yield from _single(text, low, found.start(), words)
            yield words.classes[found.group().lower()], found.start(), found.end()
            low = found.end()
    yield from _single(text, low, high, words)


def _single(text: str, low: int, high: int, words: Lexicon) -> Iterator[Token]:
    for found in _TOKEN.finditer(text, low, high):
        start, stop = found.span()
        match found.lastgroup:
            case "word" | "initials":
                yield from _word(text, start, stop, words)
            case "blank":
                yield "¶", start, stop
            case "stop":
                yield from _stop(text, start, stop, words)
            case _:
                yield _MARKS.get(found.group(), found.group()), start, stop


def _stop(text: str, start: int, stop: int, words: Lexicon) -> Iterator[Token]:
    before = text[max(0, start - 12) : start].split()[-1:]
    ordinal = words.capital_nouns and before and before[0].isdigit() and len(before[0]) <= _ORDINAL
    if ordinal or (before and f"{before[0].lower()}." in words.classes) or _GOES_ON.match(text, stop):
        return
    yield ".", start, stop
    if _LINE_END.match(text, stop):
        yield "¶", stop, stop


def _word(text: str, start: int, stop: int, words: Lexicon) -> Iterator[Token]:
    """Classify a word; cut off elided articles (l'homme) and clitics (dit-il), and take in the stop of a title."""
    if cut := _ELISION.match(text[start:stop]) if words.language in ("fr", "it", "pt") else None:
        yield "D", start, start + cut.end()
        start += cut.end()
    if clitic := _CLITIC.search(text[start:stop]) if words.language == "fr" else None:
        middle = start + clitic.start()
        yield _kind(text[start:middle], words), start, middle
        start += clitic.end()
    titled = text[start:stop].lower() + "."
    if text[stop : stop + 1] == "." and titled in words.classes and text[start].isupper():
        yield words.classes[titled] if words.classes[titled] != "b" else "B", start, stop + 1
    else:
        yield _kind(text[start:stop], words), start, stop


def _kind(word: str, words: Lexicon) -> str:
    """Give the class of a word by the lists, its first letter and its ending."""
    if word[0].isdigit():
        return "M"
    owned = _OWNER.sub("", word) if words.language == "en" else word
    if owned != word and words.classes.get(owned.lower(), "x") not in "PYDWH":
        return "O"
    lower = word.lower()
    known = words.classes.get(lower) or words.classes.get(owned.lower(), "")
    if word.isupper() and len(word) > 1 and known not in ("b", "L", "T", "M"):
        return "N" if words.capitals else known  # "US" is not "us"
    capital = word[0].isupper() or word[0] in "@"
    if known:
        return _capital(known, words) if capital else known if known != "T" or words.language == "ar" else "x"
    if words.suffixes and capital:
        stems = (lower, lower.removesuffix("s"), lower.removesuffix("es"))
        known = next((kind for ending, kind in words.suffixes if any(stem.endswith(ending) for stem in stems)), "")
    if known:
        return "B" if known == "b" else known
    if _SITE.search(lower):
        return "B"
    if not words.capitals:
        return "d" if len(word) > 4 and word.startswith(("ال", "لل", "وال", "بال")) else "N"
    return "N" if capital else "H" if words.language == "en" and lower.endswith("ly") else "x"


def _capital(known: str, words: Lexicon) -> str:
    if known == "b":
        return "B"
    return "T" if known == "R" and not words.capital_nouns else known


def _questions(text: str, tokens: list[Token]) -> list[Token]:
    """Take out the end of the sentence between a question or call and its tag: "Why?" Ana Lund said."""
    classes = "".join(token[0] for token in tokens)
    tags = {found.start() + 1 for found in _TAGGED.finditer(classes)}
    called = {i for i in tags if set("!?") & set(text[max(0, tokens[i][1] - 3) : tokens[i][1]])}
    return [token for i, token in enumerate(tokens) if i not in called]


def _first_words(text: str, tokens: list[Token], words: Lexicon) -> list[Token]:
    """Read a word at the start of a sentence again: it has a capital letter whatever it is.

    It is no name if the text has it with a small letter, too. A surname that is also another word is one behind a name.
    """
    result: list[Token] = []
    for index, (kind, start, stop) in enumerate(tokens):
        first = index == 0 or tokens[index - 1][0] in ".¶Q:"
        alone = index + 1 == len(tokens) or tokens[index + 1][0] not in "NT"
        if kind in "VK" and not first and text[start].isupper() and not words.capital_nouns:
            result.append(("N", start, stop))  # "Story Continued Below"
        elif kind == "N" and first and alone and text[start:stop].isalpha() and text[start].isupper():
            common = f" {text[start:stop].lower()} " in text[max(0, start - NEAR) : start + NEAR]
            result.append(("x" if common else kind, start, stop))
        else:
            result.append((kind, start, stop))
    return result


def _particles(text: str, tokens: list[Token], words: Lexicon) -> list[Token]:
    """Make particles between two parts of a name parts of it, and surnames that are other words, too, behind a name."""
    result = list(tokens)
    for index in range(1, len(tokens)):
        _, start, stop = tokens[index]
        lower = text[start:stop].lower()
        if text[start : start + 1].isupper() and _is_surname(result, index, lower in words.sets["surnames"]):
            result[index] = ("N", start, stop)
        elif _within_name(result, index, text, words):
            result[index] = ("p", start, stop)
    return result


def _is_surname(tokens: Sequence[Token], index: int, listed: bool) -> bool:
    """Tell whether a capitalised word behind a name belongs to it: one of the list, or a role with no name after it."""
    before, after = tokens[index - 1][0], tokens[index + 1][0] if index + 1 < len(tokens) else "."
    return (listed and before in "NT") or (tokens[index][0] == "T" and before == "N" and after not in "NT")


def _within_name(tokens: Sequence[Token], index: int, text: str, words: Lexicon) -> bool:
    """Tell whether a word is a particle with a name before it, and with a name after it and further particles."""
    inner = tokens[index - 1][0] == "p"
    allowed = words.sets["particles"] | words.sets["inner_particles"]
    lower = text[tokens[index][1] : tokens[index][2]].lower()
    if lower not in words.sets["particles"] and not (inner and lower in allowed):
        return False
    if words.capital_nouns and not inner and index > 1 and tokens[index - 2][0] in "DxIM":
        return False
    ahead = index + 1
    while ahead < len(tokens) and text[tokens[ahead][1] : tokens[ahead][2]].lower() in allowed:
        ahead += 1
    if ahead >= len(tokens) or tokens[ahead][0] != "N":
        return False
    before = tokens[index - 1][0]
    return before in "Np" or (before in "TRV" and tokens[index][0] not in "ID" and words.language != "ar")
