"""Sites: a name, a language, and the furniture that their pages share."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .chance import Chance
from .languages import GLUE, Language, language
from .plan import Plan
from .prose import paragraphs, subject

__all__ = ["Item", "Site", "filled", "site"]

_FURNITURE: dict[str, dict[str, list[str]]] = tomllib.loads(
    (Path(__file__).parent / "furniture.toml").read_text(encoding="utf-8")
)
_TOP = ("navigation", "byline", "credit", "cookie")  # categories that stand above the article
_AMID = ("advert", "related", "subscription")  # and those that may stand in it
_BARE = 0.2  # share of sites without furniture
_ITEMS = (3, 9)
_JOINED = 0.1  # share of what stands at the end that is on the line of a paragraph
_GAPS = ("\n\n",) * 8 + ("\n", " ")  # between paragraphs: what ways of extracting text leave
_OWN = (0, 3)  # texts of a site that no rule can know
_OWN_WORDS = (12, 70)
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of furniture: its category, its text with slots, and where it stands."""

    category: str
    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Site:
    """A site: its host, its name, its language, its furniture, and what stands between paragraphs of its texts."""

    host: str
    brand: str
    spoken: Language
    items: tuple[Item, ...]
    gap: str


@cache
def site(plan: Plan, number: int, templates: tuple[str, ...] = ()) -> Site:
    """Make a site of a plan; other templates take the place of the furniture of its language."""
    spoken, chance = language(plan.language(number)), Chance(plan.seed, 2, number)
    first, second = (chance.one(language("en").names).lower() for _ in range(2))
    brand = f"{chance.one(spoken.names)}{spoken.space}{chance.one(spoken.names)}"
    host = f"www.{first}-{second}.example"
    items = () if chance.happens(_BARE) else tuple(_items(plan, number, spoken, chance, templates))
    fixed = {"B": brand, "H": host.removeprefix("www."), "YEAR": str(chance.between(2015, 2025))}
    fixed["PHONE"] = str(chance.between(1000, 9999))
    items = tuple(Item(i.category, _replaced(i.text, fixed.get), i.where) for i in items)
    gap = chance.one(_GAPS) if spoken.space else "\n\n"
    return Site(host, brand, spoken, items, gap)


def _items(plan: Plan, number: int, spoken: Language, chance: Chance, templates: Sequence[str]) -> list[Item]:
    if templates:
        entries = [("other", text) for text in templates]
    else:
        entries = [(category, text) for category, texts in _FURNITURE[spoken.code].items() for text in texts]
    chosen = [entries[i] for i in chance.order(len(entries))[: chance.between(*_ITEMS)].tolist()]
    items = [Item(category, text, _where(category, chance)) for category, text in chosen]
    own = subject(spoken.code, plan.seed, -1 - number)
    for _ in range(chance.between(*_OWN)):
        written = paragraphs(spoken, own, chance, chance.between(*_OWN_WORDS))
        text = spoken.space.join(word for paragraph in written for sentence in paragraph for word in sentence)
        items.append(
            Item("template", text + chance.one(("", "", " {DATE}", " {NUM}")), chance.one(("top", "end", "end")))
        )
    return items


def _where(category: str, chance: Chance) -> str:
    if category in _TOP or (category == "other" and chance.happens(0.35)):
        return "top"
    if category in _AMID and chance.happens(0.4):
        return "amid"
    return "joined" if category not in _TOP and chance.happens(_JOINED) else "end"


def filled(text: str, spoken: Language, chance: Chance) -> str:
    """Fill the slots of a text, other ones each time."""
    makers: dict[str, Callable[[], str]] = {
        "DATE": lambda: spoken.day(chance),
        "DAYNAME": lambda: chance.one(spoken.table["days"].split()),
        "MONTH": lambda: chance.one(spoken.table["months"].split()),
        "NAME": lambda: spoken.person(chance).replace(GLUE, " "),
        "NUM": lambda: str(chance.between(100, 9999)),
        "NUM4": lambda: f"{chance.below(10_000):04d}",
        "SMALL": lambda: str(chance.between(2, 48)),
        "TIME": lambda: f"{chance.below(24):02d}:{chance.below(60):02d}",
    }
    return _replaced(text, lambda name: makers[name]() if name in makers else None)


def _replaced(text: str, value: Callable[[str], str | None]) -> str:
    return _SLOT.sub(lambda found: found[0] if (given := value(found[1])) is None else given, text)
