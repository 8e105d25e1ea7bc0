"""Read the subject that a verb of saying does without, where a language lets it: "powiedziała", "dice sorridendo"."""

from __future__ import annotations

from chaffinch.matching.speakers.mentions import Mention
from chaffinch.matching.speakers.reading import Reading

__all__ = ["is_manner", "is_unsaid", "unsaid"]


def unsaid(reading: Reading, verb: int) -> Mention | None:
    """Give the pronoun that a verb without a subject stands for, which its ending may tell: "powiedziała" is "she".

    Args:
        reading: the classes of the text.
        verb: the verb.
    """
    if not reading.words.dropped:
        return None
    word, sets = reading.tokens[verb].lower(), reading.words.sets
    gender = next((one for one in ("she", "he") if word.endswith(tuple(sets[f"{one}_verbs"]))), "")
    return Mention("pronoun", min(sets[gender]) if gender else "")


def is_manner(reading: Reading, verb: int, following: Mention) -> bool:
    """Tell whether what follows a verb without a subject is how it was said: "dice sorridendo".

    Args:
        reading: the classes of the text.
        verb: the verb.
        following: what stands behind it.
    """
    endings = tuple(reading.words.sets["manner"])
    return bool(endings) and following.kind == "thing" and reading.tokens[verb + 1].lower().endswith(endings)


def is_unsaid(mention: Mention, reading: Reading) -> bool:
    """Tell whether a pronoun may be that of a verb without a subject."""
    return mention.kind == "pronoun" and (not mention.name or reading.words.dropped)
