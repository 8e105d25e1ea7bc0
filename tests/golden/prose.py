"""Invented prose, the same every time: articles of sites, and what is planted in them for a run to find.

Templates of sites, boilerplate that rules know, copies with small changes, documents inside others, and quotations
with their speakers.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

__all__ = ["HOSTS", "Article", "Author"]

T = TypeVar("T")

SEED = 20310304
_COMMON = "the of and to in that had was for with on at from by after before while which their its".split()
_HEADS, _MIDDLES, _TAILS = (
    "b br d dr f g h k l m n p r s st t tr v w".split(),
    "a e i o u ae ou".split(),
    "l n r s t".split(),
)
HOSTS = ("ardel-courier.example", "brosk-times.example", "corvin.example", "dalmar-post.example", "elsted.example")
"""Sites that articles are of."""

_ASKED = (
    "Sign up for our free newsletter and get the day's stories in your inbox every morning.",
    "Follow us on Facebook and Twitter for the latest news.",
    "Share this story with your friends!",
    "If you like our work, please consider supporting us with a small donation.",
    "By continuing to browse you accept our cookie policy.",
    "Download our free mobile app and turn on notifications.",
    "Read more: What the council has not said",
    "Be the first to comment",
    "The information is given in good faith and the publisher accepts no liability for errors.",
)
_SPEAKERS = (
    "Mara Tolven, the harbour warden",
    "Ilse Brandt",
    "Tom Okoro of the ferry board",
    "the minister, Nadia Ferro",
)
_SAID = ("said {}", "{} told reporters", "according to {}", "{} wrote in a letter")


class Chance:
    """Draws by ``random.random`` alone, whose numbers are the same in every version of Python."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def below(self, count: int) -> int:
        """Draw an integer in [0, count)."""
        return int(self._random.random() * count)

    def happens(self, share: float) -> bool:
        """Tell, in so many of all cases, that it does."""
        return self._random.random() < share

    def one(self, things: Sequence[T]) -> T:
        """Draw one of them."""
        return things[self.below(len(things))]


def _vocabulary(chance: Chance, count: int = 900) -> list[str]:
    def syllable() -> str:
        return chance.one(_HEADS) + chance.one(_MIDDLES) + chance.one([*_TAILS, ""])

    return ["".join(syllable() for _ in range(1 + chance.below(3))) for _ in range(count)]


@dataclass(frozen=True)
class Article:
    """What every shape is made of."""

    name: str
    host: str
    date: str
    title: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it, as a document."""
        return "\n\n".join(self.paragraphs)


class Author:
    """Writes articles: sentences of its own, and what is planted."""

    def __init__(self, seed: int) -> None:
        self.chance = Chance(seed)
        self.words = _vocabulary(Chance(SEED))
        known = Author.__new__(Author)  # what is quoted and syndicated is the same in every part
        known.chance, known.words = Chance(SEED + 1), self.words
        self.quotes = [" ".join(known.sentence(14) for _ in range(2)) for _ in range(8)]
        self.agency = [" ".join(known.sentence() for _ in range(4)) for _ in range(4)]

    def sentence(self, least: int = 7) -> str:
        """Write one."""
        count = least + self.chance.below(9)
        sentence = [self.chance.one(_COMMON if self.chance.happens(0.4) else self.words) for _ in range(count)]
        sentence[0] = sentence[0].capitalize()
        if self.chance.happens(0.2):
            sentence[-1] = str(10 + self.chance.below(400))
        return " ".join(sentence) + "."

    def paragraph(self) -> str:
        """Write one of two to four sentences."""
        return " ".join(self.sentence() for _ in range(2 + self.chance.below(3)))

    def edited(self, text: str, share: float) -> str:
        """Change a share of the words."""
        words = text.split(" ")
        return " ".join(self.chance.one(self.words) if self.chance.happens(share) else word for word in words)

    def quotation(self) -> str:
        """Write a paragraph in which somebody is quoted, with a small edit now and then."""
        place = self.chance.below(len(self.quotes))
        sentence = self.quotes[place]
        sentence = self.edited(sentence, 0.06) if self.chance.happens(0.4) else sentence
        tail = self.chance.one(_SAID).format(_SPEAKERS[place % len(_SPEAKERS)])
        return f"“{sentence[:-1]},” {tail}. {self.sentence()}"

    def article(self, name: str, host: str, number: int) -> Article:
        """Write one of a site, with the site's template around it."""
        chance = self.chance
        body = [self.paragraph() for _ in range(2 + chance.below(3))]
        if chance.happens(0.35):
            body.insert(1, self.quotation())
        if chance.happens(0.15):
            body.append(self.edited(chance.one(self.agency), 0.02))
        if chance.happens(0.05):
            body.append(body[0])  # a repeat inside the document
        body += [chance.one(_ASKED) for _ in range(chance.below(3))]
        date = f"2031-{1 + number % 9:02}-{1 + number % 27:02}"
        return Article(
            name, host, date, self.sentence(4)[:-1], (*self._head(host, number), *body, *_foot(host, number))
        )

    def _head(self, host: str, number: int) -> list[str]:
        site = host.split(".", maxsplit=1)[0].title()
        by = [f"By {self.chance.one(_SPEAKERS).split(',')[0]}"] if self.chance.happens(0.2) else []
        return [f"{site} desk, filed at {6 + number % 12}.{10 + number % 50} from the reading room", *by]

    def articles(self, prefix: str, count: int, hosts: Sequence[str] = HOSTS) -> list[Article]:
        """Write so many; one in nine is a copy of an earlier one on another site, one in thirteen a part of one."""
        written: list[Article] = []
        for number in range(count):
            host = hosts[number % len(hosts)]
            fresh = self.article(f"{prefix}-{number:03}", host, number)
            earlier = written[self.chance.below(len(written))] if written else fresh
            if number % 9 == 8:
                body = tuple(self.edited(p, 0.03) for p in earlier.paragraphs[1:-1])
                fresh = replace(fresh, paragraphs=(fresh.paragraphs[0], *body, fresh.paragraphs[-1]))
            elif number % 13 == 12:
                fresh = replace(fresh, paragraphs=earlier.paragraphs[1:4])
            written.append(fresh)
        return written


def _foot(host: str, number: int) -> list[str]:
    site = host.split(".", maxsplit=1)[0].title()
    return [
        f"{site}, 14 Mill Street, issue {1200 + number}, on paper from Halv.",
        f"© 2031 {site}. All rights reserved.",
    ]
