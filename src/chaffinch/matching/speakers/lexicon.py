"""Load the words by which a language names who is quoted, and choose among these languages the one of a text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from typing import Any

from msgspec import Struct

from chaffinch.text import data_file, late_pattern, plain

__all__ = ["KNOWN_TOKENS", "LOWER", "OWNER", "Lexicon", "classify", "language_of", "lexicon"]

_CLASSES = {
    "common": "x",
    "times": "M",
    "skipped": "H",
    "groups": "G",
    "bodies": "b",
    "papers": "b",
    "roles": "R",
    "titles": "T",
    "places": "L",
    "statements": "S",
    "conjunctions": "C",
    "relatives": "W",
    "pronouns": "Y",
    "determiners": "D",
    "prepositions": "I",
    "verbs": "V",
    "audience": "K",
    "participles": "V",
    "sources": "A",
    "he": "P",
    "she": "P",
}
"""Lists of a language and the class of their words; of a word in two lists, the class of the later one counts."""

_SETS = (
    "participles", "particles", "inner_particles", "of", "he", "she", "he_titles", "she_titles", "he_names",
    "she_names", "surnames", "subordinate", "auxiliaries", "reported", "quoting", "passive", "agents", "genitives",
    "as", "speaking", "definite", "papers", "articles", "works", "other_roles", "whole", "given", "citing", "cited",
    "epithets", "joined_nouns", "joined_owners", "media",
    "and", "joined_conjunctions", "joined_prepositions", "that", "causing", "laws", "introducing", "unnamed", "naming",
    "she_roles", "he_endings", "she_endings", "articled", "things", "named_times", "oblique", "blaming", "where",
    "stand_ins", "plural_endings",
    "several", "statement_of", "he_verbs", "she_verbs", "acting_verbs", "manner",
    "locative", "dative", "neuters", "name_dative", "questions", "behind_names",
)  # fmt: skip
_SUFFIXES = {"role_suffixes": "R", "body_suffixes": "b", "noun_suffixes": "x", "group_suffixes": "G"}
_FLAGS = (
    "capital_nouns", "capitals", "inverted", "inner_tags", "dropped", "owners", "verb_final", "verb_second",
    "last_declined",
)  # fmt: skip

_SCRIPTS = tuple(
    (language, re.compile(letters))
    for language, letters in (
        ("ar", "[\u0600-\u06ff]"),
        ("ru", "[\u0400-\u04ff]"),
        ("el", "[\u0370-\u03ff\u1f00-\u1fff]"),
    )
)
"""Scripts that decide the language; of Cyrillic, Arabic and Greek letters there is one list of words each."""

_OTHER = re.compile("[\u0370-\u06ff\u1f00-\u1fff]")
SCRIPT_SHARE = 0.5
"""Share of the letters around a quotation, at least, that are of a script: the language is then of it."""

_DOTLESS = re.compile("[ığİ]")
LETTERS_SHARE = 0.02
"""Share of the letters, at least, that only Turkish has, which has few function words. Of 110 beginnings of texts in it
all but the shortest have more, and no text of some thirty other languages has any but in names."""

_LATIN = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "sq", "cs", "sv", "no", "id", "tr", "hu", "ro")
_FUNCTION = "DICHWPY"  # classes of words that texts of a language are full of
_SAYING = "V"
_AROUND = '.,:;!?…()"“”„«»‘’‹›'  # signs beside a word
_SITE = late_pattern(r"\w\.(?:com|org|net|info|de|fr|es|br|it|nl|pl|ru|at|ch|uk)$")

KNOWN_SHARE, FEWEST_WORDS = 0.18, 30
"""Share of the words of a text, at least, that are function words of its language; and words of a text below which
verbs of saying count as well. Of 500 code points of news in English, German and Portuguese 99 per cent have .21 and
more, in Albanian, which had no list then, .17 and less. Of 399 quotations with their tags, in eight languages, all have
.20 and more; of eleven in as many others all have .17 and less."""

OWNER = late_pattern(r"(?:[’'`]s|(?<=s)[’'])$")
"""The ending of an owner in English."""

SHORTEST_STEM = 4
"""Letters of a stem, at least: of shorter ones too many are the beginning of another word."""

_DECLINED = "RbGLS"
"""Classes of words that are known in all their cases."""

KNOWN_TOKENS = 1 << 16
"""Tokens whose class is remembered: ten megabytes, and more than the pages of a task have."""

_UPPER = "A-ZÀ-ÞĂĄĆČĎĘĚĞİŁŃŇŐŘŚŞŠŤŮŰŹŻŽȘȚŢΆ-ΏΑ-ΫА-Я"
LOWER = "a-zà-þăąćčďęěğıłńňőřśşšťůűźżžșțţά-ώа-я"
_STOP = rf"[.!?…؟]++(?!\s*[,;:)\d{LOWER}])"
"""A stop that ends a sentence: no small letter, digit or comma goes on behind it. (``++`` gives nothing back.)"""

_VOWELS = "\u064b-\u0652\u0670"
_VOWEL = re.compile(f"[{_VOWELS}]")
"""Vowel signs of Arabic, which few texts write: words are known without them, too."""

_TITLE = 6  # letters behind the first one, at most, of a title with a stop
_BLANK = r"\u2029\s*|\n[^\S\n]*\n\s*|\n(?:\t| {4,})|(?<=[.!?…”\"»])\n"
"""The end of a paragraph: an empty line, an indented one, or the end of a line that a sentence ends with."""

_PLAIN = "[A-Za-zА-Яа-я][a-zа-я]*+(?=[ ,])"
"""Most words: they need none of the other forms, which take twice as long to try."""

_INITIALS = rf"(?:[^\W\d_]-)?(?:[^\W\d_]\.){{2,}}|[{_UPPER}]\.(?=[ \n][{_UPPER}])"
_STATE = rf"(?:(?:[{_UPPER}]\.)+|[{_UPPER}][{LOWER}]{{1,4}}\.)"
"""A state, cut short: "R-Ky.", "D-N.Y."."""

_PARTY = late_pattern(rf"[{_UPPER}]-{_STATE}")
_SIGN = r"[,;:()\[\]—–]|--?|،|؛|(?<= )&(?= \w)"
_SIGNS = {"[": "(", "]": ")", "—": "-", "–": "-", "--": "-", "،": ",", "؛": ";", "&": "p"}
"""Punctuation, and the class of signs that stand for another one."""

_ARTICLED = late_pattern(rf"(?:al|el|as|ash|ad|ar|at|an|az|bin|ben|ibn|ul)[-’'][{_UPPER}]")
"""A name with the article of Arabic, or the word for a son, before it: "al-Hakim"."""

_CONTRACTED = late_pattern(r"(?P<pronoun>\w+)[’'`](?:m|d|ll|ve|re)$")
_OPENING = "«„“\"'‘‹"
"""Marks that a name between marks begins with, which is one token."""

_SIGNED = frozenset(_OPENING + "\n\u2029.!?…؟,;:()[]—–-،؛&")
_SUFFIXED = re.compile(r"[’']\w")
_DASHES = 2  # signs of a dash, at most


class Lexicon(Struct, frozen=True, eq=False):
    """The words of one language.

    Attributes:
        language: its ISO 639 code.
        classes: class of each word, in lower case.
        kinds: class of each token, as it is written; of an empty one the class of a quotation.
        tokens: regular expression whose group is a token of a text, with the space before it (so that not every form
            is tried at each space): words, entries of several words, titles with their stops, stops and commas.
        sets: words of some lists, for what their class does not say; of roles and statements those that are verbs, too.
        cases: endings of nouns in their cases, where nouns have many forms.
        stems: class of each role, body or place without such an ending.
        suffixes: pairs of the forms of an ending and the class of words that end so; the longest comes first.
        adverb: ending of adverbs; empty if there is none.
        capital_nouns: nouns are written with a capital letter.
        capitals: names are written with a capital letter.
        inverted: the subject may follow the verb before a quotation, too.
        inner_tags: a tag may stand within the marks, between commas: « Il a tenu, dit Ana Lund, toute la nuit ».
        dropped: a sentence may lack its subject.
        owners: a name with "'s" is an owner.
        verb_final: the verb stands behind the quotation, and its subject before it: 'Ana Lund, “...” dedi'.
        verb_second: one part of a sentence stands before its verb: the subject, or what begins with a preposition.
        last_declined: only the last word of a name has the ending of its case: "Brenner Idának".
    """

    language: str
    classes: Mapping[str, str]
    kinds: Kinds
    tokens: re.Pattern[str]
    sets: Mapping[str, frozenset[str]]
    cases: tuple[str, ...]
    stems: Mapping[str, str]
    suffixes: tuple[tuple[tuple[str, ...], str], ...]
    adverb: str
    capital_nouns: bool
    capitals: bool
    inverted: bool
    inner_tags: bool
    dropped: bool
    owners: bool
    verb_final: bool
    verb_second: bool
    last_declined: bool


@lru_cache(maxsize=32)
def lexicon(language: str) -> Lexicon:
    """Load the words of a language; they stay in memory for the process.

    >>> lexicon("en").classes["spokesman"], lexicon("de").classes["sagte"]
    ('R', 'V')
    """
    tree, listed, classes = _tree(language), _listed(language), _classes(language)
    cases = tuple(sorted(tree.get("case_endings", "").split(), key=len, reverse=True))
    endings = [(ending, kind) for name, kind in _SUFFIXES.items() for ending in tree.get(name, "").split()]
    return Lexicon(
        language,
        classes,
        Kinds(language),
        re.compile(_tokens([*listed], tree)),
        _sets(tree),
        cases,
        {_stem(word, cases): kind for word, kind in classes.items() if cases and kind in _DECLINED and " " not in word},
        tuple(((e, f"{e}s", f"{e}es"), kind) for e, kind in sorted(endings, key=lambda pair: -len(pair[0]))),
        tree.get("adverb", ""),
        **{name: tree.get(name, name == "capitals") for name in _FLAGS},
    )


@lru_cache(maxsize=32)
def _tree(language: str) -> dict[str, Any]:
    tree = data_file("chaffinch.matching.speakers", "languages", f"{language}.toml")
    spellings = tree.pop("spellings", ())
    return {name: _spelt(value, spellings) if isinstance(value, str) else value for name, value in tree.items()}


def _spelt(words: str, spellings: Sequence[str]) -> str:
    """Add words as they are written in other spellings, each told as pairs of letters: "șş țţ"."""
    tables = [str.maketrans(*map("".join, zip(*spelling.split(), strict=True))) for spelling in spellings]
    return " ".join([words, *(words.translate(table) for table in tables)])


def _listed(language: str) -> dict[str, str]:
    """Map the words of a language, as they are written, to their classes."""
    tree = _tree(language)
    return {word.replace("_", " "): _CLASSES[name] for name in _CLASSES for word in tree.get(name, "").split()}


def _classes(language: str) -> dict[str, str]:
    return {word.lower(): kind for word, kind in _listed(language).items()}


@lru_cache(maxsize=1)
def role_words() -> frozenset[str]:
    """Give the roles, titles and bodies of all languages, without accents: "minister", "chairwoman", "senado"."""
    folder = files("chaffinch.matching.speakers") / "languages"
    trees = (_tree(path.name.removesuffix(".toml")) for path in folder.iterdir() if path.name.endswith(".toml"))
    lists = (tree.get(name, "").split() for tree in trees for name in ("roles", "titles", "bodies", "other_roles"))
    return frozenset(plain(word) for listed in lists for word in listed)


def _stem(word: str, cases: Sequence[str]) -> str:
    """Cut the ending of a case from a word: "ministrit", "ministri" and "ministrin" are one."""
    ending = next((case for case in cases if word.endswith(case) and len(word) - len(case) >= SHORTEST_STEM), "")
    return word.removesuffix(ending)


def _sets(tree: Mapping[str, str]) -> dict[str, frozenset[str]]:
    sets = {name: frozenset(tree.get(name, "").lower().replace("_", "\0").split()) for name in _SETS}
    sets = {name: frozenset(word.replace("\0", " ") for word in words) for name, words in sets.items()}
    verbs = frozenset(f"{tree.get('verbs', '')} {tree.get('audience', '')}".lower().split())
    nouns = {name: verbs & frozenset(tree.get(name, "").lower().split()) for name in ("roles", "statements")}
    return sets | nouns | {"all_particles": sets["particles"] | sets["inner_particles"]}


def _tokens(listed: Sequence[str], tree: Mapping[str, str]) -> str:
    """Give the regular expression of the tokens of a language, the special ones first."""
    phrases = [form for word in listed if " " in word for form in (word, word[0].upper() + word[1:])]
    titles = [word.title().removesuffix(".") for word in listed if word.endswith(".") and word.count(".") == 1]
    elided, clitics = ("|".join(tree.get(name, "").split()) for name in ("elided", "clitics"))
    clitic = rf"-(?:t-)?(?:{clitics})\b" if clitics else "(?!)"
    hyphen = f"(?!{clitic})[’'`&-]"
    kinds = (
        rf"(?=[{''.join({phrase[0] for phrase in phrases})}])(?:{_any(phrases)})\b" if phrases else "(?!)",
        _PLAIN,
        rf"(?:{'|'.join(parties)})-{_STATE}" if (parties := tree.get("parties", "").split()) else "(?!)",
        rf"(?=[{_UPPER}]\w{{,{_TITLE}}}\.)(?:{_any(titles)})\.",  # the condition spares most words the list
        _INITIALS,
        rf"(?i:{elided})[’'](?=\w)" if elided else "(?!)",
        clitic,
        rf"[@#]?[\w{_VOWELS}]+(?:(?:{hyphen}|\.(?![{_UPPER}]))\w+)*(?:[’'](?=\s))?",
        _BLANK,
        (r"(?<!\b\d)(?<!\b\d\d)" if tree.get("capital_nouns") else "") + _STOP,  # not "am 12. März"
        _SIGN,
    )
    return f" ?({'|'.join(kind for kind in kinds if kind != '(?!)')})"


def _any(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)"


class Kinds(dict[str, str]):
    """The class of each token that has been asked for; reading texts asks for few words again and again."""

    def __init__(self, language: str) -> None:
        super().__init__({"": "Q"})
        self.language = language

    def __missing__(self, token: str) -> str:
        if len(self) > KNOWN_TOKENS:
            self.clear()
            self[""] = "Q"
        self[token] = classify(token, self.language)
        return self[token]


def classify(word: str, language: str) -> str:
    """Give the class of a token by the lists, its first letter and its ending; `reading` lists the classes.

    >>> [classify(word, "en") for word in "Lund Lund's said president President US us".split()]
    ['N', 'O', 'V', 'R', 'T', 'N', 'Y']
    """
    if word[0] in _SIGNED:
        return _sign(word, language)
    words = lexicon(language)
    if word[0].isdigit() or (word[-1] == "." and _PARTY.fullmatch(word)):
        return "M"  # "Ana Lund, 58," and "Sen. Ana Lund, R-Ky.,"
    if word[-1] in "’'" and not words.owners:  # "l'"
        return words.classes.get(word.lower().replace("’", "'"), "D")
    lower = owned = word.lower()
    bare = word.isalpha()  # most words
    if not bare and words.owners:
        owned = OWNER.sub("", word).lower()
    stem, hyphen, ending = word.rpartition("-")
    declined = words.last_declined and hyphen and ending in words.cases and stem.isupper()  # "az MTI-nek"
    suffixed = declined or (words.verb_final and _SUFFIXED.search(word))  # "Lund'a": no subject
    if suffixed or (owned != lower and words.classes.get(owned, "x") not in "PYDWHM"):
        return "O"
    if not bare and words.owners and (short := _CONTRACTED.fullmatch(lower)):  # "I'd", "he'll"
        lower = short["pronoun"] if words.classes.get(short["pronoun"], "x") in "PY" else lower
    known = words.classes.get(lower) or words.classes.get(owned) or _declined(lower, words)
    if word.isupper() and len(word) > 1 and words.capitals and known not in ("b", "L", "T", "R", "M", "x"):
        return "N"  # "US" is not "us"
    capital = word[0].isupper() or word[0] == "@"
    if known and (capital or lower not in words.sets["papers"]):
        return _cased(known, words, capital=capital)
    return _unlisted(word, lower, words, capital=capital)


def _declined(lower: str, words: Lexicon) -> str:
    """Give the class of a word whose stem is that of a listed one."""
    return words.stems.get(_stem(lower, words.cases), "") if words.cases else ""


def _sign(token: str, language: str) -> str:
    if token[0] in _OPENING:
        return "B"
    if token[0] in "\n\u2029":
        return "¶"
    if token[0] in ".!?…؟":
        return "."
    if token[0] == "-" and len(token) > _DASHES:  # "-t-il"
        return classify(token.rsplit("-", 1)[1], language)
    return _SIGNS.get(token, token)


def _cased(known: str, words: Lexicon, *, capital: bool) -> str:
    """Give the class of a listed word as it is written: "Ministry" is a name, and "President" a title."""
    if not capital:
        return "x" if known == "T" and words.capitals else known
    if known == "b":
        return "B"
    return "T" if known == "R" and not words.capital_nouns else known


def _unlisted(word: str, lower: str, words: Lexicon, *, capital: bool) -> str:
    if capital and words.suffixes:
        known = next((kind for endings, kind in words.suffixes if lower.endswith(endings)), "")
        if known:
            return "B" if known == "b" else known
    if "." in lower and _SITE.search(lower):
        return "B"
    if not words.capitals:
        return _prefixed(word, words)
    if capital or _ARTICLED.match(word):
        return "N"
    return "H" if words.adverb and lower.endswith(words.adverb) else "x"


def _prefixed(word: str, words: Lexicon) -> str:
    """Give the class of a word with a conjunction, preposition or article written before it as one letter or two."""
    if word.startswith(tuple(words.sets["joined_nouns"])):
        return "I"
    if word[0] in words.sets["joined_conjunctions"] and word.endswith(tuple(words.sets["joined_owners"])):
        return "x"
    if (bare := _VOWEL.sub("", word)) != word:
        return words.classes.get(bare) or _prefixed(bare, words) if bare else "x"
    rest = words.classes.get(word[1:], "")
    if rest and word[0] in words.sets["joined_conjunctions"]:
        return rest
    if rest and word[0] in words.sets["joined_prepositions"]:
        return "I"
    return "d" if word.startswith(tuple(words.sets["definite"])) else "N"


@lru_cache(maxsize=2)
def _known_words(kinds: str) -> dict[str, tuple[str, ...]]:
    """Map each word of some classes to the languages in Latin script that have it."""
    found: dict[str, list[str]] = {}
    for language in _LATIN:
        for word, kind in _classes(language).items():
            if kind in kinds:
                found.setdefault(word, []).append(language)
    return {word: tuple(languages) for word, languages in found.items()}


@lru_cache(maxsize=64)
def language_of(text: str, favoured: str | None = None) -> str | None:
    """Give the language of a text among those with a list: that of its script, or that of most of its function words.

    None for a text in another language: verbs and names are not known there.

    Args:
        text: a page at most: the texts of the last calls stay in memory.
        favoured: a text whose language is taken where several have as many words in ``text``.

    >>> language_of("Der Damm hat die ganze Nacht gehalten"), language_of("The dam held all night")
    ('de', 'en')
    """
    for language, script in _SCRIPTS if _OTHER.search(text) else ():
        if len(script.findall(text)) > SCRIPT_SHARE * sum(map(str.isalpha, text)):
            return language
    if "ı" in text and len(_DOTLESS.findall(text)) > LETTERS_SHARE * sum(map(str.isalpha, text)):
        return "tr"
    found = text.lower().split()
    if short := len(found) < FEWEST_WORDS:
        found = [word.strip(_AROUND) for word in found]
    known = _known_words(_FUNCTION + _SAYING * short)
    count = Counter(chain.from_iterable(filter(None, map(known.get, found))))
    most = max(count.values(), default=0)
    if most < max(1, KNOWN_SHARE * len(found)):
        return None
    best = [language for language in _LATIN if count[language] == most]
    own = language_of(favoured) if favoured and len(best) > 1 else None
    return own if own in best else best[0]
