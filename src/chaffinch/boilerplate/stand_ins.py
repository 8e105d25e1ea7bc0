"""Recognize texts that stand in for a page: a cookie notice, a robot check, "page not found", a login, a paywall.

A crawler that is refused gets such a notice and no document. The notice is known by what is left of the text beside
it: an article about cookies, robots or paywalls has sentences of its own, and few that speak to the reader of the
page. The sentences of notices are data, in ``stand_ins.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import msgspec

from chaffinch.boilerplate.genres import answers, clauses, code
from chaffinch.boilerplate.languages import language
from chaffinch.boilerplate.rules.mentions import reports
from chaffinch.text import TextBatch, blocks, sentences

__all__ = ["NOTICES", "Notice", "notices", "stand_in", "stand_in_and_consent", "stand_ins_of"]

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
_DATA = "stand_ins.toml"
_MEMORY = 1 << 25  # bytes that the automaton of a pattern may take; the largest one, of all topics, takes less

# Limits, chosen on the examples of the data file and on 50,000 texts of public corpora (news, posts, blogs) that were
# read where they were found to be notices.
_LONGEST = 4000  # characters of a text that is judged: a cookie notice with its purposes, not an article
_TELLING = 800  # characters of a text by which its language is told: a hundred words and more
_OTHER_SHARE = 0.35  # share of sentences that are part of no notice, at most, in letters
_OTHER_SHARE_BELOW = 0.5  # the same in a text that begins with a notice ...
_OTHER_BELOW = 60  # ... which may have so many letters of them, whatever their share: one sentence
_OTHER_LETTERS = 200  # letters of such sentences, at most: two of average length
_CORE_SHARE = 0.25  # share of a notice that is in sentences by which it is known, at least
_LABEL_LETTERS = 100  # letters of headings and menu items that any notice may have beside it
_LABEL_WORDS, _LABEL_LENGTH = 8, 45  # words and characters of a line without a full stop that is such a label
_LONG_SENTENCE = 350  # characters of a sentence of a notice, at most: a text without full stops has the words of many
_BUTTON_WORDS = 2  # words of buttons that are a notice without more, at least: "OK" and "The" are texts
_CHECKS = ("robot", "script", "browser", "region", "age")  # kinds of notices that answer questions, too
_HEADING = 80  # characters of a title that may be nothing but a notice

# Every character that is no letter and no digit, as far as pages have them; a small class keeps the automaton small.
_OTHER_SIGNS = r"\x00-/:-@\[-`{-\x{bf}\x{2000}-\x{206f}\x{3000}-\x{303f}،؟"
_EXPANDED = {
    "\\w": f"[^{_OTHER_SIGNS}]",
    "\\W": f"[{_OTHER_SIGNS}]",
    "<": f"(?:^|[{_OTHER_SIGNS}])",
    ">": f"(?:[{_OTHER_SIGNS}]|$)",
}
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+"
)  # of Chinese and Japanese each letter
_BUTTON = ".button"
"""How ids of patterns end that find words of buttons."""

_SIGN = re.compile(r"\\.|[<>]|@(?=\||$)")
_GAP = re.compile(r"\.\{0,\d+\}")  # counting its characters would give the automaton of all topics too many states
_NOTHING = r"[^\x00-\x{10ffff}]"  # matches no text
_LINES = "(?m)"  # "^" and "$" are the ends of each line
_QUOTED = re.compile('[“„«「『"][^“”„«»「」『』"\n]{12,300}[”“»」』"]')
_ENDED = re.compile(r"[.!?…。！？।؟:][\"'”’»)\]]*$")
_TITLE_ENDS = re.compile(r"\s+[|–—·»:-]+\s+|\s*\|\s*")


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
        """The kind of the notice, see `NOTICES`."""
        return self.id.split(".")[1]


@dataclass(frozen=True, slots=True)
class _Topics:
    """Finds the sentences of some languages that may make a notice known, at a small part of the cost of `_kind_of`.

    Attributes:
        topic: finds, perhaps too often, the first pattern of any notice, in each line of a text.
        line: the same for patterns of whole lines, which are short.
    """

    topic: Any
    line: Any

    def among(self, sentences: Sequence[str]) -> list[int]:
        """Give the indices of these sentences.

        They are searched as the lines of one text, since calls of the patterns take longer than their work.
        """
        return [i for i, length in self.longest(sentences).items() if len(_unquoted(sentences[i])) <= length]

    def among_each(self, texts: Sequence[Sequence[str]]) -> list[list[int]]:
        """Give these indices of the sentences of each text; all are searched at once."""
        found: list[list[int]] = [[] for _ in texts]
        owner = [(number, i) for number, parts in enumerate(texts) for i in range(len(parts))]
        for at in self.among([sentence for parts in texts for sentence in parts]):
            number, i = owner[at]
            found[number].append(i)
        return found

    def longest(self, sentences: Sequence[str]) -> dict[int, int]:
        """Give, for each sentence with a topic, how many characters it may have."""
        whole = "\n".join(sentences)
        owner: Sequence[int] = range(len(sentences))
        if whole.count("\n") >= len(sentences):
            owner = [i for i, sentence in enumerate(sentences) for _ in range(1 + sentence.count("\n"))]
        text = _unquoted(whole).encode()
        found = dict.fromkeys((owner[line] for line in _lines_with(self.line, text)), _HEADING)
        return found | dict.fromkeys((owner[line] for line in _lines_with(self.topic, text)), _LONG_SENTENCE)


@dataclass(frozen=True, slots=True)
class _Language:
    """The patterns of one language, compiled.

    Attributes:
        topic: finds the first pattern of any notice.
        notices: the kind and the patterns of each notice, which are compiled when they are first asked.
        address, support: see the data file.
        button: finds a line of words of buttons.
    """

    topic: Any
    notices: tuple[tuple[str, tuple[str, ...]], ...]
    button: Any
    address: Any
    support: Any

    def kind(self, text: str) -> str:
        """Give the kind of notice that a sentence in lower case makes known, empty for none."""
        if not self.topic.search(text):
            return ""
        return next((kind for kind, patterns in self.notices if all(_one(p).search(text) for p in patterns)), "")

    def is_button(self, text: str) -> bool:
        """Tell if a sentence in lower case is nothing but words of buttons, of which many are in any text."""
        return bool(self.button.search(text))

    def is_beside(self, text: str) -> bool:
        """Tell if a sentence in lower case may stand beside a notice."""
        return bool(self.support.search(text) and self.address.search(text))


def _asked(known: str) -> list[str]:
    """Give the languages in which notices are looked for, in the order of the data file.

    Args:
        known: code of the language of the text, if that is sure: then it may be English, too, but no third one.
    """
    return [name for name in _tree()["language"] if not known or name in (known, "en")]


def _kinds_of(sentences: Sequence[str], known: str = "") -> list[str]:
    """Give the kind of notice that each sentence makes known, empty for none."""
    topics = frozenset(_topics(known).among(sentences))
    return [_kind_of(sentence, known) if i in topics else "" for i, sentence in enumerate(sentences)]


def _kind_of(sentence: str, known: str) -> str:
    """Give the kind of notice that a sentence with a topic makes known; "access was denied" is no report."""
    text = _unquoted(sentence)
    kind = next((kind for name in _asked(known) if (kind := _language(name).kind(text))), "")
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


def _is_beside(sentence: str) -> bool:
    """Tell if a sentence may stand beside a notice."""
    text = _unquoted(sentence)
    return bool(_signs().search(text)) or any(_language(name).is_beside(text) for name in _asked(""))


def _unquoted(sentence: str) -> str:
    return _QUOTED.sub(" ", sentence).lower()


@lru_cache(maxsize=1)
def _tree() -> dict[str, Any]:
    return tomllib.loads((files("chaffinch.boilerplate") / _DATA).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def notices() -> tuple[Notice, ...]:
    """Read the patterns of notices; they stay in memory for the process."""
    return msgspec.convert(_tree()["notice"], tuple[Notice, ...])


@lru_cache(maxsize=1)
def _signs() -> Any:
    """Compile what finds a sentence beside a notice that has no address."""
    return _compiled([_expanded(_tree()["language"]["xx"]["support"])])


@cache
def _topics(known: str, kind: str = "") -> _Topics:
    """Compile the topics of the languages that are asked together, of all if none is known, and of a kind or of all."""
    own = [n for n in notices() if n.language in _asked(known) and kind in ("", n.kind)]
    found = [_GAP.sub(".*", _expanded(notice.all[0], _address(notice))) for notice in own]
    return _Topics(*(_compiled([t for t in found if t.startswith("^") == whole], _LINES) for whole in (False, True)))


@cache
def _language(name: str) -> _Language:
    """Compile the patterns of a language; most corpora ask for few of them."""
    words = _tree()["language"][name]
    buttons = [_expanded(n.all[0]) for n in notices() if n.language == name and n.id.endswith(_BUTTON)]
    own = sorted((n for n in notices() if n.language == name), key=lambda n: _ORDER.index(n.kind))
    written = [[_expanded(pattern, words["address"]) for pattern in notice.all] for notice in own]
    return _Language(
        _compiled([patterns[0] for patterns in written]),
        tuple((n.kind, tuple(patterns)) for n, patterns in zip(own, written, strict=True)),
        _compiled(buttons or [_NOTHING]),
        *(_compiled([_expanded(words[key])]) for key in ("address", "support")),
    )


def _address(notice: Notice) -> str:
    return str(_tree()["language"][notice.language]["address"])


@cache
def _one(pattern: str) -> Any:
    return _compiled([pattern])


def _compiled(patterns: list[str], flags: str = "") -> Any:
    import re2

    options = re2.Options()
    options.never_capture = True
    options.log_errors = False
    options.max_mem = _MEMORY
    return re2.compile(flags + ("|".join(f"(?:{pattern})" for pattern in patterns) or _NOTHING), options)


def _expanded(pattern: str, address: str = "") -> str:
    """Write a pattern of the data file as RE2 knows it."""

    def one(match: re.Match[str]) -> str:
        return _expanded(address) if match[0] == "@" else _EXPANDED.get(match[0], match[0])

    return _SIGN.sub(one, pattern)


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
    return _kind_alone(text, title, _sentences([text])[0]) if 0 < len(text) <= _LONGEST else ""


def stand_in_and_consent(text: str, title: str = "") -> tuple[str, float]:
    """Do as `stand_in`, and give the share of letters in notices about cookies; 0 for a text too long to be one.

    >>> stand_in_and_consent("We use cookies.\\nHigh water at six.")
    ('cookies', 0.46)
    """
    if not 0 < len(text) <= _LONGEST:
        return "", 0.0
    parts = _sentences([text])[0]
    return _kind_alone(text, title, parts), _consent(parts)


def stand_ins_of(texts: Sequence[str | None]) -> list[str]:
    """Do as `stand_in` for many texts without titles, in a fraction of the time."""
    short = {i: text for i, text in enumerate(texts) if text and len(text) <= _LONGEST}
    parts = dict(zip(short, _sentences([*short.values()]), strict=True))
    alike: dict[str, list[int]] = {}
    for i, text in short.items():
        alike.setdefault(_language_of(text), []).append(i)
    kinds = [""] * len(texts)
    for known, some in alike.items():
        for i, topics in zip(some, _topics(known).among_each([parts[i] for i in some]), strict=True):
            kinds[i] = _kind(short[i], "", parts[i], known, topics) if topics else ""
    return kinds


def _language_of(text: str) -> str:
    """Give the language of a text where it is sure, so that only notices in it and in English are looked for."""
    known = language(text[:_TELLING])
    return known if text.isascii() or known in _BY_WORDS else ""


def _kind_alone(text: str, title: str, parts: list[str]) -> str:
    """Give the kind of a text, given its sentences."""
    known = _language_of(text)
    return _kind(text, title, parts, known, _topics(known).among(parts))


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
    core = sum(_size(sentence) for sentence, kind in found if kind)
    rest = [sentence for sentence, kind in found if not kind]
    if code(text) or clauses(text):  # a program has notices as its strings and comments, terms as their clauses
        return ""
    return next(filter(None, kinds)) if _is_left_alone(core, rest, bool(headed), bool(found[0][1])) else ""


def _consent(parts: list[str]) -> float:
    """Give the share of letters of sentences about cookies; only those with such a topic are looked at by language."""
    about = _topics("", _COOKIES).longest(parts)
    asked = [i for i in _topics("").among(parts) if i in about] if about else []
    consent = sum(_size(parts[i]) for i in asked if _kind_of(parts[i], "") == _COOKIES)
    return round(consent / max(sum(map(_size, parts)), 1), 2)


def _are_buttons(text: str, found: list[tuple[str, str]]) -> bool:
    """Tell whether all that speaks for a notice is words of buttons, beside other text or fewer than make a notice.

    Such words are in any text: "the", "more", "OK". Buttons alone are a notice if there are some.
    """
    known = [_unquoted(sentence) for sentence, kind in found if kind]
    if not all(map(_is_button, known)):
        return False
    others = any(not kind and not _is_label(sentence) for sentence, kind in found)
    return others or ("cookie" not in text.lower() and sum(len(_WORD.findall(line)) for line in known) < _BUTTON_WORDS)


def _is_button(sentence: str) -> bool:
    """Tell if a sentence is nothing but words of buttons of any language."""
    text = _unquoted(sentence)
    return any(_language(name).is_button(text) for name in _asked(""))


def _size(sentence: str) -> int:
    return len("".join(sentence.split()))


def _with_kinds(parts: list[str], topics: Sequence[int], known: str, headed: bool) -> list[tuple[str, str]] | None:
    """Give sentences with their kinds; None once those that may have one are too few for `_is_left_alone`."""
    core = sum(_size(parts[i]) for i in topics)
    lines = _letters(parts, core + core / _CORE_SHARE + _OTHER_LETTERS) if core and not headed else 0
    kinds = [""] * len(parts)
    for i in sorted(topics, key=lambda i: -len(parts[i])):
        if lines - core > core / _CORE_SHARE + _OTHER_LETTERS:
            return None
        kinds[i] = _kind_of(parts[i], known)
        core -= 0 if kinds[i] else _size(parts[i])
    return list(zip(parts, kinds, strict=True)) if core or headed else None


def _letters(parts: list[str], most: float) -> int:
    """Count the letters of sentences that are no labels; of most articles a few sentences have more than ``most``."""
    found = 0
    for part in parts:
        if not _is_label(part):
            found += _size(part)
            if found > most:
                break
    return found


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
    for sentence in lines:
        beside += _is_beside(sentence) * _size(sentence)
    notice, other, label = core + beside, total - beside, sum(map(_size, rest)) - total
    share = (_OTHER_SHARE_BELOW if first else _OTHER_SHARE) * (notice + other)
    if other > min(_OTHER_LETTERS, max(share, _OTHER_BELOW * first)):
        return False
    return headed or (core >= _CORE_SHARE * notice and label <= notice + _LABEL_LETTERS)


def _sentences(texts: list[str]) -> list[list[str]]:
    batch = TextBatch.of(texts)
    lines = blocks(batch)
    found = sentences(batch, lines)
    data, result = batch.data.tobytes(), [list[str]() for _ in texts]
    places = (lines.document[found.block], found.start, found.stop)
    for document, start, stop in zip(*(place.tolist() for place in places), strict=True):
        result[document].append(data[start:stop].decode())
    return result


def _is_label(sentence: str) -> bool:
    short = len(sentence) <= _LABEL_LENGTH and len(sentence.split()) <= _LABEL_WORDS
    return short and not _ENDED.search(sentence)


def _headed(title: str) -> str:
    """Give the kind of notice that a part of a title is, such as "Page not found | Courier"."""
    if not title:
        return ""
    parts = [part for part in _TITLE_ENDS.split(title) if 0 < len(part) <= _HEADING]
    kinds = zip(parts, _kinds_of(parts), strict=True)
    return next((kind for part, kind in kinds if kind and not _is_button(part)), "")


def _is_policy(title: str) -> bool:
    name = (title or "").lower()
    return len(name) <= _HEADING and any(policy in name for policy in _tree()["policies"]["titles"])
