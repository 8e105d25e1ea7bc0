"""Find boilerplate in a batch of texts: phrases, templates of sites, lines that look like it; recognize notices."""

from __future__ import annotations

import typing

from chaffinch.faces import late

if typing.TYPE_CHECKING:
    from chaffinch.boilerplate.cues import worded
    from chaffinch.boilerplate.finding import find
    from chaffinch.boilerplate.languages import function_words
    from chaffinch.boilerplate.pieces import cut
    from chaffinch.boilerplate.rules.mentions import reports
    from chaffinch.boilerplate.stand_ins import NOTICES, stand_in, stand_in_and_consent, stand_ins_of

__all__ = [
    "NOTICES",
    "cut",
    "find",
    "function_words",
    "reports",
    "stand_in",
    "stand_in_and_consent",
    "stand_ins_of",
    "worded",
]

__getattr__ = late(
    __name__,
    {
        "cues": "worded",
        "finding": "find",
        "languages": "function_words",
        "pieces": "cut",
        "rules.mentions": "reports",
        "stand_ins": "NOTICES stand_in stand_in_and_consent stand_ins_of",
    },
)
