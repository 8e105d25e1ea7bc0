"""Template induction: what the pages of a site repeat, counted, judged, learned and looked up."""

from __future__ import annotations

from chaffinch.boilerplate.templates.copies import collapse
from chaffinch.boilerplate.templates.count import FEWEST, Count, chances, sampled
from chaffinch.boilerplate.templates.judge import Judge
from chaffinch.boilerplate.templates.keys import host_hashes
from chaffinch.boilerplate.templates.learn import excerpts, settle
from chaffinch.boilerplate.templates.lookup import Lookup
from chaffinch.boilerplate.templates.site_templates import PROFILE, Templates

__all__ = [
    "FEWEST",
    "PROFILE",
    "Count",
    "Judge",
    "Lookup",
    "Templates",
    "chances",
    "collapse",
    "excerpts",
    "host_hashes",
    "sampled",
    "settle",
]
