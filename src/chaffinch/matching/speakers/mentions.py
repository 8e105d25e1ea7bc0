"""Say who is mentioned by a noun phrase: a person, a body, a pronoun, or somebody without a name."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

__all__ = ["NAMELESS", "SOMEONE", "THING", "Mention", "better", "decided"]

Kind = Literal["name", "body", "pronoun", "statement", "someone", "thing"]


class Mention(Struct, frozen=True):
    """Who is named as a speaker.

    Attributes:
        kind: of the phrase; "someone" is a person without a name, such as *an official*, "statement" one that was
            mentioned before, "thing" whatever is none.
        name: the name of a person or body, the pronoun, or the role of somebody who was named: *the minister*.
    """

    kind: Kind
    name: str = ""


SOMEONE = Mention("someone")
THING = Mention("thing")
NAMELESS = ("someone", "thing")


def decided(mention: Mention | None) -> bool:
    """Tell whether a mention names somebody, or stands for somebody who is named."""
    return mention is not None and mention.kind not in NAMELESS


def better(one: Mention | None, other: Mention | None) -> Mention | None:
    """Give the first of two mentions that names somebody, or else one of them."""
    return one if decided(one) else other if decided(other) else one or other
