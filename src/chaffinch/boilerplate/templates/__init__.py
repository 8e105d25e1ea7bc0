"""Template induction: what the pages of a site repeat, counted, judged, learned and looked up."""

from __future__ import annotations

from chaffinch.boilerplate.templates.count import FEWEST, REPEATS, SAMPLED, Count, sampled
from chaffinch.boilerplate.templates.judge import CANDIDATES, Judge, collapse
from chaffinch.boilerplate.templates.keys import host_hashes
from chaffinch.boilerplate.templates.learn import excerpts, settle
from chaffinch.boilerplate.templates.lookup import Lookup
from chaffinch.boilerplate.templates.site_templates import PROFILE, Templates

__all__ = [
    "CANDIDATES",
    "FEWEST",
    "PROFILE",
    "REPEATS",
    "SAMPLED",
    "Count",
    "Judge",
    "Lookup",
    "Templates",
    "collapse",
    "excerpts",
    "host_hashes",
    "sampled",
    "settle",
]
