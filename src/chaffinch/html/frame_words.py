"""The words by which parts of an article's frame are known; ``frame_words.toml`` lists them by language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

__all__ = ["is_byline", "is_date", "named", "part_of"]

_DENSE = ("zh", "ja", "ko")  # languages that put no space between an opening and a name
_LINE = 20  # characters, within which a mark of a byline must begin
_SPACE = r"[\s:：/|–—-]"


def named(kind: str, classes: str) -> bool:
    """Decide whether classes of an element say that it is of a kind: a key of ``names`` in the list.

    >>> named("byline", "post__author small"), named("standfirst", "leaderboard-ad"), named("furniture", "shareBar")
    (True, False, True)
    """
    return bool(classes) and _names(kind).search(_parted(classes)) is not None


@lru_cache(maxsize=20_000)
def _parted(classes: str) -> str:
    """Put a hyphen between the words of a name such as ``shareBar``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", classes).lower()


@lru_cache(maxsize=20_000)
def part_of(classes: str) -> str:
    """Give the part of a page that classes name, a key of ``parts`` in the list; empty if they name none.

    >>> part_of("site-footer dark"), part_of("relatedLinks"), part_of("prose")
    ('footer', 'related', '')
    """
    parted = _parted(classes)
    return next((part for part, pattern in _parts().items() if pattern.search(parted)), "")


def is_byline(text: str) -> bool:
    """Decide whether a short line begins as a byline does, in any of the languages.

    >>> is_byline("By Ann Lee, Harnby"), is_byline("by the sea"), is_byline("文／林小美"), is_byline("홍길동 기자")
    (True, False, True, True)
    """
    return _byline().match(text) is not None


def is_date(text: str) -> bool:
    """Decide whether a text has a date: in figures, or the name of a month beside a number.

    >>> is_date("4. Mai 2031"), is_date("2031年5月4日"), is_date("04/05/2031"), is_date("4 marching bands")
    (True, True, True, False)
    """
    return _date().search(text) is not None


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    return tomllib.loads((files("chaffinch.html") / "frame_words.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=8)
def _names(kind: str) -> re.Pattern[str]:
    names = list(_words()["names"][kind])
    if kind == "furniture":
        names += [name for found in _words()["parts"].values() for name in found]
    return _pattern(names)


@lru_cache(maxsize=1)
def _parts() -> dict[str, re.Pattern[str]]:
    return {part: _pattern(names) for part, names in _words()["parts"].items()}


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(names)})(?![^\W_])")


@lru_cache(maxsize=1)
def _byline() -> re.Pattern[str]:
    openings: Mapping[str, Sequence[str]] = _words()["openings"]
    spaced = {word for language, found in openings.items() if language not in _DENSE for word in found}
    dense = {word for language in _DENSE for word in openings[language]}
    marks = [word for found in _words()["marks"].values() for word in found]
    # A name begins with a letter that is not small; scripts without capitals have no small ones.
    opening = rf"(?i:{_any(spaced)}){_SPACE}*(?<![^\W\d_])(?=[^\W\d_])(?![a-zß-öø-ÿα-ωа-я])"
    return re.compile(rf"[-–—•|\s]*(?:{opening}|(?:{_any(dense)})\s?[:：/／|=＝]|.{{0,{_LINE}}}(?:{_any(marks)}))")


@lru_cache(maxsize=1)
def _date() -> re.Pattern[str]:
    month = rf"(?<![^\W\d_])(?:{_any(word for found in _words()['months'].values() for word in found)})"
    figures = r"\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{1,4}(?!\d)|\d\s?[年月日년월일]"
    day = r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|\.|º|ª)?"
    before = rf"{day}\s?(?:de |of )?{month}[^\W\d_]{{0,8}}\.?(?:\s(?:de |del )?,?\s?\d|,|$)"
    behind = rf"{month}[^\W\d_]{{0,8}}\.?\s{day}(?!\d)|{month}[^\W\d_]{{0,8}}\.?,?\s(?:19|20)\d\d"
    return re.compile(f"{figures}|{before}|{behind}", re.I)


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
