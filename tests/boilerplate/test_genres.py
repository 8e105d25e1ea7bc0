"""Code and numbered clauses are what a document is about, whatever words of furniture are in them."""

from __future__ import annotations

import pytest

import chaffinch as cf
from chaffinch.boilerplate.genres import clauses, code

PROGRAMS = {
    "python": (
        "# Copyright 2031 Harbour Tools. All rights reserved.\nimport json\nfrom pathlib import Path\n\n"
        'NOTE = """\nSubscribe to our newsletter\n"""\n\n\ndef note(path: Path) -> str:\n    return json.loads(path.read_text())["note"] + NOTE\n'
    ),
    "c": (
        '#include <stdio.h>\n\n/* Share this article */\nint main(void)\n{\n\tputs("Follow us on Facebook");\n'
        '\tputs("All rights reserved.");\n\treturn 0;\n}\n'
    ),
    "json": '{\n  "footer": "© 2031 Harbour Post. All rights reserved.",\n  "share": "Share this article",\n  "depth": 12\n}\n',
    "html": '<div class="foot">\n  <p>Subscribe to our newsletter</p>\n  <a href="/terms">Terms of use</a>\n</div>\n',
    "sql": (
        "-- Share this article\nselect id, text from pages where text = 'Follow us on Facebook';\n"
        "update pages set text = '' where text like '%All rights reserved.%';\ncommit;\n"
    ),
}

PROSE = {
    "list": "The plan asks for\n\nnew gates for the lock;\n\na second bridge below the mill;\n\nmoney for the ferry; and\n\na school.",
    "figures": "Net 12 vs 14\nShr (loss) 1.20 dlrs\nRevs 6.2 mln vs 5.1 mln\nNOTE: year = 12 months to March",
    "smileys": "See you there ;)\nBring the boat ;)\nAnd the dog (she likes it) ;)",
    "table": "Lock (old) = 1931\nBridge (new) = 2030",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_come_out_as_they_were(name: str) -> None:
    assert cf.strip(PROGRAMS[name], level="aggressive") == PROGRAMS[name]


@pytest.mark.parametrize("name", PROSE)
def test_prose_is_no_code(name: str) -> None:
    assert code(PROSE[name]) == []


def test_code_in_an_article_stays_and_its_furniture_goes() -> None:
    program = PROGRAMS["c"].rstrip("\n")
    article = f"Write the program below and run it twice, as the manual of the harbour asks.\n\n{program}\n\nIt greets nobody, and that is what was asked of it by the office."
    assert cf.strip(f"{article}\n\nShare this article\n\nFollow us on Facebook") == article


TERMS = [
    "1. Scope. These terms are an agreement between you and the Harbour Post, and are valid for all its pages.",
    "2. Copyright. © 2031 Harbour Post. All rights reserved. No part of the pages may be sold without permission.",
    "3. Cookies. By continuing to use this site you agree to our use of cookies for the time of your visit.",
    "4. Newsletter. Subscribe to our newsletter by ticking the box; to unsubscribe click the link in each letter.",
    "5. Law. The law of the seat of the Harbour Post is valid, whatever country the reader lives in at that time.",
]


def test_numbered_clauses_stay_and_the_frame_goes() -> None:
    terms = "\n\n".join(("Terms of use of the Harbour Post, as they stand since the first day of May.", *TERMS))
    assert cf.strip(f"{terms}\n\nShare this article\n\nFollow us on Facebook") == terms


@pytest.mark.parametrize("mark", ["§ {}", "Article {}.", "({})", "Статья {}.", "Artículo {}."])
def test_clauses_are_numbered_in_many_ways(mark: str) -> None:
    lines = [f"{mark.format(i)} {line.partition('. ')[2]}" for i, line in enumerate(TERMS, 1)]
    assert len(clauses("\n\n".join(lines))) == len(TERMS)


def test_a_menu_with_arrows_is_no_quotation() -> None:
    article = f"{PROSE['list']} The office will decide about all of it in the spring of next year."
    menu = "\n".join(("> Share this article", "> Follow us on Facebook", "> Subscribe to our newsletter"))
    assert cf.strip(f"{article}\n\n{menu}") == article


def test_years_scores_and_menus_are_no_clauses() -> None:
    years = "\n".join(
        f"{y} was a year in which the ferry ran for more than three hundred days." for y in (1931, 1950, 1931, 2002)
    )
    assert clauses(years) == []
    assert clauses("\n".join(f"{i}. Section" for i in range(1, 30))) == []


def test_quoted_lines_belong_to_the_message_they_are_from() -> None:
    reply = (
        "Nora wrote:\n> The gates were painted green last week, and that is all we know about it.\n> All rights reserved.\n\n"
        "That is more than I knew, and I live beside the lock."
    )
    assert cf.strip(reply, level="aggressive") == reply


@pytest.mark.parametrize(
    "notice",
    [
        "/* Copyright Notice\n * Copyright 1989 by Ann Lee\n * All rights reserved.\n */",
        "X/*\nX * Copyright (c) Ann Lee, 1993.\nX * All rights reserved.\nX */",
        "  /*\n   * Alle Rechte vorbehalten.\n   * Ann Lee\n   */",
    ],
)
def test_a_comment_in_a_text_is_code(notice: str) -> None:
    text = (
        f"The notice as it was then:\n\n{notice}\n\nIt is not clear what it means for the program that we have today."
    )
    assert [text[a:b].strip() for a, b in code(text)] == [notice.strip()]
