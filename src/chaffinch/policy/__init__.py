"""The only opinions: what goes, what stays, and the guards."""

from __future__ import annotations

from chaffinch.policy.documents import Decide, plan
from chaffinch.policy.guards import Losses, losses, withhold
from chaffinch.policy.ranking import Ranking, enter_own
from chaffinch.policy.verdicts import decide, looks_for_boilerplate, loses_too_much

__all__ = [
    "Decide",
    "Losses",
    "Ranking",
    "decide",
    "enter_own",
    "looks_for_boilerplate",
    "loses_too_much",
    "losses",
    "plan",
    "withhold",
]
