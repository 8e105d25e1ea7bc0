"""Recognize the sentences by which notices are known that stand in for a page.

They are data, in ``stand_ins.toml``: by language and kind, patterns that must all occur in one sentence. What most
sentences lack is asked first: the first pattern of any notice, in all languages at once.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import accumulate, chain
from typing import Any

import msgspec
from msgspec import Struct

from chaffinch.boilerplate.rules.mentions import reports
from chaffinch.text import Signs, data_file, late_pattern

__all__ = [
    "HEADING",
    "Notice",
    "is_beside",
    "is_button",
    "kind_of",
    "kinds_of",
    "may_belong",
    "notices",
    "policies",
    "topics_of",
    "unquoted",
]

_ORDER = (
    "age",
    "robot",
    "script",
    "browser",
    "region",
    "login",
    "paywall",
    "missing",
    "search",
    "error",
    "other",
    "cookies",
)
"""Kinds in the order in which a sentence is tried; cookies last, since requests of all kinds mention them."""

_DATA = "stand_ins.toml"
_MEMORY = 1 << 25  # bytes that the automaton of a pattern may take; the largest one, of all topics, takes less
_LONG_SENTENCE = 350  # characters of a sentence of a notice, at most: a text without full stops has the words of many
HEADING = 80
"""Characters of a title that may be nothing but a notice, at most."""

# Every character that is no letter and no digit, as far as pages have them; a small class keeps the automaton small.
_OTHER_SIGNS = r"\x00-/:-@\[-`{-\x{bf}\x{2000}-\x{206f}\x{3000}-\x{303f}،؟"
_EXPANDED = {
    "\\w": f"[^{_OTHER_SIGNS}]",
    "\\W": f"[{_OTHER_SIGNS}]",
    "<": f"(?:^|[{_OTHER_SIGNS}])",
    ">": f"(?:[{_OTHER_SIGNS}]|$)",
}
_BUTTON = ".button"
"""How ids of patterns end that find words of buttons."""

_SIGN = late_pattern(r"\\.|[<>]|@(?=\||$)")
_PART = late_pattern(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]")
"""An escape or a class of a pattern, or one of the signs that make groups and alternatives."""
_GAP = late_pattern(r"\.\{0,\d+\}")  # counting its characters would give the automaton of all topics too many states
_NOTHING = r"[^\x00-\x{10ffff}]"  # matches no text
_LINES = "(?m)"  # "^" and "$" are the ends of each line
_QUOTED = late_pattern('[“„«「『"][^“”„«»「」『』"\n]{12,300}[”“»」』"]')


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """The pattern of a sentence by which a notice is known.

    Attributes:
        id: ``<language>.<kind>``, with any name behind it.
        all: RE2 patterns that must all occur in the sentence.
        yes, no: sentences of such notices, and other sentences with the same words.
    """

    id: str
    all: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]

    @property
    def language(self) -> str:
        """The language of the notice."""
        return self.id.split(".")[0]

    @property
    def kind(self) -> str:
        """The kind of the notice, see `chaffinch.boilerplate.stand_ins.NOTICES`."""
        return self.id.split(".")[1]


class _Topics(Struct, frozen=True):
    """Finds the sentences of some languages that may make a notice known, at a small part of the cost of `kind_of`.

    Attributes:
        topic: finds, perhaps too often, the first pattern of any notice, in each line of a text.
        line: the same for patterns of whole lines, which are short.
    """

    topic: Any
    line: Any

    @classmethod
    def of(cls, patterns: list[str]) -> _Topics:
        """Compile patterns."""
        return cls(*(_compiled([p for p in patterns if p.startswith("^") == whole], _LINES) for whole in (False, True)))

    def among(self, sentences: Sequence[str]) -> list[int]:
        """Give the indices of these sentences.

        They are searched as the lines of one text, since calls of the patterns take longer than their work.
        """
        found = self.longest(sentences).items()
        return [i for i, most in found if len(sentences[i].lower()) <= most or len(unquoted(sentences[i])) <= most]

    def among_each(self, texts: Sequence[Sequence[str]]) -> list[list[int]]:
        """Give these indices of the sentences of each text; all are searched at once."""
        found: list[list[int]] = [[] for _ in texts]
        first = [*accumulate(map(len, texts), initial=0)]
        for at in self.among([*chain.from_iterable(texts)]):
            number = bisect_right(first, at) - 1
            found[number].append(at - first[number])
        return found

    def longest(self, sentences: Sequence[str]) -> dict[int, int]:
        """Give, for each sentence with a topic, how many characters it may have."""
        owner: Sequence[int] = range(len(sentences))
        if any("\n" in sentence for sentence in sentences):
            owner = [i for i, sentence in enumerate(sentences) for _ in range(1 + sentence.count("\n"))]
        text = "\n".join(map(_without_quotations, sentences)).lower().encode()
        found = dict.fromkeys((owner[line] for line in _lines_with(self.line, text)), HEADING)
        return found | dict.fromkeys((owner[line] for line in _lines_with(self.topic, text)), _LONG_SENTENCE)


def may_belong(sentences: Sequence[str]) -> set[int]:
    """Give the indices of sentences that may make a notice known or stand beside one, whatever the language, too often.

    All others are searched in the time of one: no notice has many of them.
    """
    lines = "\n".join([_without_quotations(s).replace("\n", " ") for s in sentences]).lower().encode().split(b"\n")
    signs, topics = _signs(_LINES), _rough_topics()
    found = set(_with_all((_of_all_languages("address"), _of_all_languages("support")), lines, range(len(sentences))))
    for pattern in (signs, topics.line, topics.topic):  # the last one is the slowest
        found.update(_with_all((pattern,), lines, [i for i in range(len(sentences)) if i not in found]))
    return found


def _with_all(patterns: tuple[Any, ...], lines: Sequence[bytes], asked: Sequence[int]) -> Sequence[int]:
    """Give those of the lines asked about in which all patterns match."""
    for pattern in patterns:
        asked = [asked[at] for at in _lines_with(pattern, b"\n".join([lines[i] for i in asked]))]
    return asked


class _Language(Struct, frozen=True):
    """The patterns of one language, which are compiled when they are first asked.

    Attributes:
        topics: the first pattern of each notice.
        notices: the kind of each notice, and its other patterns.
        button: finds a line of words of buttons.
        address, support: see the data file.
    """

    topics: tuple[str, ...]
    notices: tuple[tuple[str, tuple[str, ...]], ...]
    button: str
    address: str
    support: str

    def kind(self, text: str) -> str:
        """Give the kind of notice that a sentence in lower case makes known, empty for none."""
        data = text.encode()  # once for all patterns
        found = _all(self.topics).of(data)
        notices = [notice for topic, notice in zip(self.topics, self.notices, strict=True) if topic in found]
        return next((kind for kind, patterns in notices if all(_one(p).search(data) for p in patterns)), "")

    def is_button(self, text: str) -> bool:
        """Tell if a sentence in lower case is nothing but words of buttons, of which many are in any text."""
        return bool(_one(self.button).search(text))

    def is_beside(self, text: str) -> bool:
        """Tell if a sentence in lower case may stand beside a notice."""
        return bool(_one(self.support).search(text) and _one(self.address).search(text))


def _asked(known: str) -> list[str]:
    """Give the languages in which notices are looked for, in the order of the data file.

    Args:
        known: code of the language of the text, if that is sure: then it may be English, too, but no third one.
    """
    return [name for name in _tree()["language"] if not known or name in (known, "en")]


def kinds_of(sentences: Sequence[str], known: str = "") -> list[str]:
    """Give the kind of notice that each sentence makes known, empty for none."""
    topics = frozenset(topics_of(known).among(sentences))
    return [kind_of(sentence, known) if i in topics else "" for i, sentence in enumerate(sentences)]


def kind_of(sentence: str, known: str) -> str:
    """Give the kind of notice that a sentence with a topic makes known; "access was denied" is no report."""
    text = unquoted(sentence)
    kind = next((kind for name in _asked(known) if (kind := _language(name).kind(text))), "")
    if any(kind in row["kinds"] and _one(_expanded(row["pattern"])).search(text) for row in _tree()["unlike"]):
        return ""
    return kind if kind == "robot" or not kind or not reports(sentence) else ""


def _lines_with(pattern: Any, text: bytes) -> Iterator[int]:
    """Give the numbers of the lines in which a match begins; of several matches in a line one."""
    line = start = 0
    while match := pattern.search(text, start):
        line += text.count(b"\n", start, match.start())
        yield line
        start = text.find(b"\n", match.start()) + 1
        line += 1
        if not start:
            return


def is_beside(sentence: str) -> bool:
    """Tell if a sentence may stand beside a notice."""
    text = unquoted(sentence)
    return bool(_signs().search(text)) or any(_language(name).is_beside(text) for name in _asked(""))


def unquoted(sentence: str) -> str:
    """Give a sentence in lower case without what it quotes."""
    return _without_quotations(sentence).lower()


def _without_quotations(sentence: str) -> str:
    plain = sentence.isascii() and '"' not in sentence
    return sentence if plain else _QUOTED.sub(" ", sentence)


@lru_cache(maxsize=1)
def _tree() -> dict[str, Any]:
    return data_file("chaffinch.boilerplate", _DATA)


@lru_cache(maxsize=1)
def notices() -> tuple[Notice, ...]:
    """Read the patterns of notices; they stay in memory for the process."""
    return msgspec.convert(_tree()["notice"], tuple[Notice, ...])


@cache
def _signs(flags: str = "") -> Any:
    """Compile what finds a sentence beside a notice that has no address."""
    return _compiled([_expanded(_tree()["language"]["xx"]["support"])], flags)


@cache
def _of_all_languages(key: str) -> Any:
    """Compile the addresses, or what supports them, of all languages."""
    words = [words[key] for name, words in _tree()["language"].items() if name != "xx" or key == "address"]
    return _compiled([_GAP.sub(".*", _expanded(pattern)) for pattern in words], _LINES)


@cache
def topics_of(known: str, kind: str = "") -> _Topics:
    """Compile the topics of the languages that are asked together, of all if none is known, and of a kind or of all."""
    own = [n for n in notices() if n.language in _asked(known) and kind in ("", n.kind)]
    return _Topics.of([_topic(notice.all[0], notice) for notice in own])


@lru_cache(maxsize=1)
def _rough_topics() -> _Topics:
    """Compile the topics of all languages up to their gaps: with what follows them the automaton has no end."""
    return _Topics.of([_topic(_up_to_gaps(notice.all[0]), notice) for notice in notices()])


def _topic(pattern: str, notice: Notice) -> str:
    return _GAP.sub(".*", _expanded(pattern, str(_tree()["language"][notice.language]["address"])))


@cache
def _language(name: str) -> _Language:
    """Read the patterns of a language."""
    words = _tree()["language"][name]
    buttons = [_expanded(n.all[0]) for n in notices() if n.language == name and n.id.endswith(_BUTTON)]
    own = sorted((n for n in notices() if n.language == name), key=lambda n: _ORDER.index(n.kind))
    written = [[_expanded(pattern, words["address"]) for pattern in notice.all] for notice in own]
    return _Language(
        tuple(patterns[0] for patterns in written),
        tuple((n.kind, tuple(patterns[1:])) for n, patterns in zip(own, written, strict=True)),
        _any(buttons),
        *(_expanded(words[key]) for key in ("address", "support")),
    )


@cache
def _one(pattern: str) -> Any:
    return _compiled([pattern])


@cache
def _all(patterns: tuple[str, ...]) -> Signs:
    return Signs({pattern: pattern for pattern in patterns})


def _compiled(patterns: list[str], flags: str = "") -> Any:
    import re2

    options = re2.Options()
    options.never_capture = True
    options.log_errors = False
    options.max_mem = _MEMORY
    return re2.compile(flags + _any(patterns), options)


def _any(patterns: list[str]) -> str:
    """Write patterns as one that matches where any of them does.

    Their alternatives are sorted, and the edge of a word is written once before all that begin with it: RE2 joins what
    alternatives beside one another begin with alike, and each state of its automaton is made in a third of the time.
    """
    found, edge = {one for pattern in patterns for one in _alternatives(pattern)}, _EXPANDED["<"]
    edged = sorted(one.removeprefix(edge) for one in found if one.startswith(edge))
    others = sorted(one for one in found if not one.startswith(edge))
    return "|".join([f"{edge}(?:{'|'.join(edged)})"] * bool(edged) + others) if found else _NOTHING


def _alternatives(pattern: str) -> list[str]:
    r"""Give the alternatives of a pattern.

    >>> _alternatives(r"robot|(log|sign) in[|)]|a\|b")
    ['robot', '(log|sign) in[|)]', 'a\\|b']
    """
    found, depth, start = [], 0, 0
    for part in _PART.finditer(pattern):
        depth += (part[0] == "(") - (part[0] == ")")
        if part[0] == "|" and not depth:
            found.append(pattern[start : part.start()])
            start = part.end()
    return [*found, pattern[start:]]


def _up_to_gaps(pattern: str) -> str:
    """Cut the alternatives of a pattern at the first gap that is in no group.

    >>> _up_to_gaps(r"nothing .{0,20}found|^a .{0,8}b|(a .{0,9}b) .{0,9}c")
    'nothing |^a .{0,8}b|(a .{0,9}b) '
    """
    return "|".join(one if one.startswith("^") else one[: _first_gap(one)] for one in _alternatives(pattern))


def _first_gap(one: str) -> int | None:
    for gap in _GAP.finditer(one):
        before = [part[0] for part in _PART.finditer(one, 0, gap.start())]
        if before.count("(") == before.count(")"):
            return gap.start()
    return None


def _expanded(pattern: str, address: str = "") -> str:
    """Write a pattern of the data file as RE2 knows it."""

    def one(match: re.Match[str]) -> str:
        return _expanded(address) if match[0] == "@" else _EXPANDED.get(match[0], match[0])

    return _SIGN.sub(one, pattern)


def is_button(sentence: str) -> bool:
    """Tell if a sentence is nothing but words of buttons of any language."""
    text = unquoted(sentence)
    return any(_language(name).is_button(text) for name in _asked(""))


@lru_cache(maxsize=1)
def policies() -> tuple[str, ...]:
    """Give what titles of policies have in them, in lower case."""
    return tuple(_tree()["policies"]["titles"])
