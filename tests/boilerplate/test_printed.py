"""What programs print, and what describes them, stays whatever words of furniture are in it."""

from __future__ import annotations

import pytest

import chaffinch as cf
from chaffinch.boilerplate.printed import printed

PROSE = (
    "The keeper of the lock keeps a list of all boats, and reads it out on the first Monday of every month in the inn."
)

PRINTED = {
    "time and date": (
        "2031-05-06 04:00:02 INFO mailer: Subscribe to our newsletter -> 41\n"
        "2031-05-06 04:00:05 INFO cookie: We use cookies shown 118 times\n"
        "2031-05-06 04:00:07 INFO share: Share on Facebook clicked"
    ),
    "clock": "[12:01:41] box 4 We use cookies is too long\n[12:01:42] box 5 Follow us on Facebook\n[12:01:44] ends",
    "file and line": (
        "foot.ts:14 We use cookies text is longer than 80 characters\n"
        "foot.ts:19:4 Sign up for our newsletter is not translated\nbox.ts:2 Share this article has no label"
    ),
    "levels": "WARN Share this article has no target\nINFO We use cookies is hidden\nERROR Follow us on Facebook",
    "session": "$ heron -l index.html\nHome\nContact us\nShare this page\nAll rights reserved.\n4 texts",
    "session with a host": "ann@lock:~/www$ heron -l\nShare this page\nContact us\n2 texts",
    "literal block": "The foot takes a text::\n\n    Share this page\n    Contact us\n    All rights reserved.",
    "options": "  -s, --share\n      Share this article.\n  --subscribe\n      Subscribe to our newsletter.",
    "manual page": (
        "HERON(1)              Lock Commands              HERON(1)\n\nNAME\n       heron - read the list\n\n"
        "OPTIONS\n       -p, --print\n              Print this page.\n\nCOPYRIGHT\n       All rights reserved."
    ),
}

OTHER = [
    "10:00 Mass\n12:00 Lunch\n13:00 Share this page",
    "$ 5 was paid.\nShare this page",
    "Ann Lee\n-- \nHarnby Pilots\n--the heron",
    "ERRORS were made\nWARNINGS were given\nINFORMATION was late",
    "NEWS\n  It rains.\nSPORT\n  They won.",
]


@pytest.mark.parametrize("name", PRINTED)
def test_what_is_printed_stays_and_the_frame_goes(name: str) -> None:
    text = f"{PROSE}\n\n{PRINTED[name]}\n\n{PROSE}"
    assert cf.strip(f"{text}\n\nShare this article\n\nFollow us on Facebook") == text


@pytest.mark.parametrize("text", OTHER)
def test_other_lines_are_not_printed(text: str) -> None:
    assert printed(text) == []
