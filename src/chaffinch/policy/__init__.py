"""The only opinions: what goes, what stays, and the guards against cutting too much."""

from __future__ import annotations

from chaffinch.policy.answers import Answered, answered
from chaffinch.policy.documents import Decide, plan
from chaffinch.policy.guards import Losses, loses_too_much, losses, withhold
from chaffinch.policy.protected import idle_phrases
from chaffinch.policy.ranking import Ranking, enter_own, own_letters
from chaffinch.policy.removals import whole_sentences
from chaffinch.policy.sentence_links import joined
from chaffinch.policy.verdicts import decide, looks_for_boilerplate

__all__ = [
    "Answered",
    "Decide",
    "Losses",
    "Ranking",
    "answered",
    "decide",
    "enter_own",
    "idle_phrases",
    "joined",
    "looks_for_boilerplate",
    "loses_too_much",
    "losses",
    "own_letters",
    "plan",
    "whole_sentences",
    "withhold",
]
