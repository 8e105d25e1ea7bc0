"""Code and numbered clauses are what a document is about, whatever words of furniture are in them."""

from __future__ import annotations

import pytest

import chaffinch as cf
from chaffinch.boilerplate.genres import answers, code
from chaffinch.boilerplate.legal_texts import clauses

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

PROGRAMS |= {
    "ruby": "module Foot\n  LINES = [\n    'Share this article',\n    'Privacy policy',\n    'All rights reserved.',\n  ].freeze\nend\n",
    "go": 'package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Println(`\nSubscribe to our newsletter\nFollow us on Facebook\n`)\n}\n',
    "fields": "export const box = {\n  text: 'We use cookies to improve your visit.',\n  yes: 'Accept all',\n  no: `Reject all`,\n};\n",
    "flat settings": "share: Share this article\nrights: All rights reserved.\nbox: Subscribe to our newsletter\nback: Back to top\n",
}

PROGRAMS |= {
    "rows of sql": (
        "INSERT INTO note (lang, body) VALUES\n  ('en', 'All rights reserved.'),\n  ('de', 'Alle Rechte vorbehalten.'),\n"
        "  ('xx', '© 2031 Harbour Post. All rights reserved.');\n"
    ),
    "one statement": "UPDATE note SET body = '© 2031 Harbour Post. All rights reserved.'\nWHERE id = 3;\n",
    "haskell": 'module Note where\n\nnote :: [String]\nnote =\n  [ "© 2031 Harbour Post. All rights reserved."\n  , "Back to top"\n  ]\n',
    "batch": "@echo off\necho All rights reserved.\necho Follow us on Facebook\npause\n",
}

PROSE = {
    "words of sql": "Select your language from the menu;\n\nUpdate your details below; use of the list is free;",
    "list": "The plan asks for\n\nnew gates for the lock;\n\na second bridge below the mill;\n\nmoney for the ferry; and\n\na school.",
    "figures": "Net 12 vs 14\nShr (loss) 1.20 dlrs\nRevs 6.2 mln vs 5.1 mln\nNOTE: year = 12 months to March",
    "smileys": "See you there ;)\nBring the boat ;)\nAnd the dog (she likes it) ;)",
    "dialogue": "'Home,'\n'Where is that,'\nhe said.\n'There,'\nshe said.",
    "card": "Tel: 555 0142\nFax: 555 0143\nMail: ann@lock.example\nWeb: lock.example",
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


@pytest.mark.parametrize(
    "mark",
    ["§ {}", "Article {}.", "({})", "Статья {}.", "Artículo {}.", "Art. {}º", "Cláusula {}ª.", "Madde {}.", "Neni {}."],
)
def test_clauses_are_numbered_in_many_ways(mark: str) -> None:
    lines = [f"{mark.format(i)} {line.partition('. ')[2]}" for i, line in enumerate(TERMS, 1)]
    assert len(clauses("\n\n".join(lines))) == len(TERMS)


@pytest.mark.parametrize(
    "head", ["§ 7 Liability", "Article 12 – Liability", "Section 3. Liability", "Статья 4. Liability"]
)
def test_two_clauses_below_a_legal_label_stay(head: str) -> None:
    text = (
        f"{head}\n\n(1) The owner checks each oar.\n(2) The owner is not responsible for the content of external sites."
    )
    assert cf.strip(text) == text


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


@pytest.mark.parametrize("mark", [">", "NB>", "nbrenner>", "Nora>", ":", "|>"])
def test_quoted_lines_belong_to_the_message_they_are_from(mark: str) -> None:
    reply = (
        f"Nora wrote:\n{mark} The gates were painted green last week, and that is all we know about it.\n"
        f"{mark} All rights reserved.\n\n"
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


SHORT_TERMS = {
    "en": "Terms of use\n\n1. By using this site you agree to these terms.\n2. All rights reserved. No part may be copied.\n"
    '3. We use cookies as set out in the cookie policy.\n4. The pages come "as is" without warranty of any kind.\n',
    "de": "Nutzungsbedingungen\n\n1. Alle Rechte vorbehalten.\n2. Der Nachdruck ist nur mit Genehmigung erlaubt.\n"
    "3. Wir verwenden Cookies, um die Seite zu verbessern.\n4. Für Inhalte externer Links haften wir nicht.\n"
    "5. Es gilt das Recht der Insel.\n",
    "pt": "Regulamento\n\nArt. 1 O concurso é aberto a todos os barqueiros.\nArt. 2 Todos os direitos reservados aos autores.\n"
    "Art. 3 É proibida a reprodução total ou parcial sem autorização.\nArt. 4 Vale a lei do lugar onde fica o porto.\n",
    "zh": "使用条款\n\n1. 版权所有，未经授权禁止转载。\n2. 本站使用Cookie改善您的体验。\n3. 本文内容不构成投资建议。\n"
    "4. 如有疑问，请联系我们。\n",
}


@pytest.mark.parametrize("language", SHORT_TERMS)
def test_short_clauses_and_their_title_stay(language: str) -> None:
    assert cf.strip(SHORT_TERMS[language]) == SHORT_TERMS[language]


@pytest.mark.parametrize(
    "text",
    [
        "How do I delete my cookies?\n\nOpen the settings and choose Privacy. This site uses cookies for the tides only.\n\n"
        "How do I reach the harbour office?\n\nContact us at office@harbour.example or call 020 555 100.\n",
        "Warum fragt die Seite nach Cookies?\n\nWir verwenden Cookies. Sie können sie in den Einstellungen ablehnen.\n\n"
        "Wo lade ich die App der Fähre herunter?\n\nLaden Sie unsere App im App Store herunter.\n",
        "为什么网站会询问是否接受缓存？\n\n本站使用Cookie改善您的体验。\n\n怎样才能联系到港口办公室？\n\n如有疑问，请联系我们。\n",
    ],
)
def test_answers_to_questions_stay(text: str) -> None:
    assert answers(text)
    assert cf.strip(text) == text


def test_furniture_below_the_last_answer_goes_and_an_interview_loses_its_adverts() -> None:
    asked = "Where did you learn to row?\n\nOn the mill pond, long ago.\n\nWho taught you to steer?\n\nMy aunt, who was blind."
    assert cf.strip(f"{asked}\n\nShare this article\n\n© 2031 Harbour Post. All rights reserved.") == asked
    assert cf.strip(asked.replace("\n\nWho", "\n\nAdvertisement\n\nWho")) == asked


PATCHES = {
    "unified": "--- a/footer.c\n+++ b/footer.c\n@@ -1,3 +1,3 @@\n-/* Copyright 2001 Lars Holm. All rights reserved. */\n"
    "+/* Copyright Lars Holm. All rights reserved. */\n int main(void) { return 0; }\n",
    "git": "diff --git a/page.txt b/page.txt\nindex 83db48f..bf2c1a4 100644\n--- a/page.txt\n+++ b/page.txt\n@@ -7 +7 @@\n"
    "-Share this article\n+Follow us on Facebook\n",
    "subversion": "Index: terms.txt\n===================================================================\n--- terms.txt\t(revision 4)\n"
    "+++ terms.txt\t(working copy)\n@@ -1,2 +1,2 @@\n Terms of use\n-All rights reserved.\n+No part may be copied.\n",
}


@pytest.mark.parametrize("name", PATCHES)
def test_patches_stay(name: str) -> None:
    mail = f"The footer had the year twice, and nobody saw it for ten years.\n\n{PATCHES[name]}"
    assert cf.strip(mail) == mail


@pytest.mark.parametrize("heading", ["## License", "# Lizenz", "## ライセンス", "### Licença"])
def test_the_section_on_the_licence_of_a_program_stays(heading: str) -> None:
    readme = f"# oars\n\nOne oar in one line.\n\n{heading}\n\nMIT. Copyright (c) 2031 Ann Lee. All rights reserved where MIT says no more.\n"
    assert cf.strip(readme) == readme


FILES = {
    "properties": "# texts of the foot\nnav.home=Home\nfoot.rights=All rights reserved.\ncookie.text=We use cookies to make sure that all visitors of the mill find the way to the shop and back again.\n",
    "yaml": "en:\n  foot:\n    rights: All rights reserved.\n    share: Share this article\n  more: Read more\n",
    "toml": "[foot]\nlinks = [\"Terms\"]\nshare = \"Share this article\"\ntext = '''\nSubscribe to our newsletter\nAll rights reserved.\n'''\n",
    "shell": "#!/bin/sh\nset -e\ncat <<END\nAll rights reserved.\nSubscribe to our newsletter\nEND\ncp foot.html out\n",
    "dockerfile": 'FROM debian:stable\nLABEL notice="© 2031 Harbour Post. All rights reserved."\nCOPY . /srv\n',
    "php": "<?php\n$foot = <<<HTML\nShare this article\nAll rights reserved.\nHTML;\n",
    "python": 'import json\n\nLINES = [\n    "Read more",\n]\nTEXT = """\nLeave a comment\nAdvertisement\n"""\n',
}


@pytest.mark.parametrize("name", FILES)
def test_scripts_and_settings_come_out_as_they_were(name: str) -> None:
    assert cf.strip(FILES[name], level="aggressive") == FILES[name]


def test_a_session_of_a_shell_stays() -> None:
    text = "First look at the labels:\n\n    $ cat labels\n    Share this article\n    Read more\n\nThen start the lock, which waits for a boat."
    assert cf.strip(f"{text}\n\nAll rights reserved.") == text


def test_labels_of_a_card_are_no_settings() -> None:
    card = "Colour: red\nSize: 4\nFinish: matt"
    assert cf.strip(f"The blue jug is sold, and the red one has a crack.\n\n{card}\n\nAll rights reserved.").endswith(
        card
    )


def test_a_quotation_of_one_line_in_markdown_stays() -> None:
    text = "# Footers\n\nThe longest of them is this one:\n\n> The views expressed are those of the captain and not of the boat.\n\nIt is [here](foot.md)."
    assert cf.strip(text) == text


SOURCES = [
    "<?php\n$note = 'Share this';\n?>\n<footer>\n<p>Back to top</p>\n</footer>\n",
    "<% if open? %>\n  <p>No comments</p>\n<% end %>\n",
    "<script setup>\nconst a = 1;\n</script>\n<template>\n<p>All rights reserved.</p>\n</template>\n",
    '<xsl:stylesheet version="1.0" xmlns:xsl="x">\n<p>Share this</p>\n</xsl:stylesheet>\n',
    "all: page\n\tlpr page # Print this page\n\nshare:\n\t@echo Share this page\n",
    "; (c) 1986 Ann Lee. All rights reserved.\n  mov ax, 4\n  int 21h ; print it\n  cmp ax, bx\n  jmp top\n",
]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source[:6])
def test_sources_of_pages_make_files_and_assembler_are_code(source: str) -> None:
    assert code(source) == [(0, len(source))]


LOGS = {
    "dated": "2031-02-03 04:00:01 INFO run 8\n2031-02-03 04:00:02 INFO box: Subscribe to our newsletter\n"
    "2031-02-03 04:00:07 WARN Share this article\n",
    "bracketed": "[12:01:03] lint\n[12:01:04] a.ts:4 Follow us on Facebook is too long\n[12:01:09] Share this article\n",
    "syslog": "Feb  3 04:00:01 lock sshd: Log in\nFeb  3 04:00:02 lock web: All rights reserved.\nFeb 13 04:00:02 lock end\n",
}


@pytest.mark.parametrize("name", LOGS)
def test_lines_of_a_log_stay(name: str) -> None:
    assert cf.strip(f"It broke at night:\n\n{LOGS[name]}", level="aggressive") == f"It broke at night:\n\n{LOGS[name]}"


def test_two_times_are_no_log() -> None:
    text = "The boats leave twice.\n\n12:01:03 Share this article\n12:01:04 Harnby\n\nSubscribe to our newsletter\n"
    assert "Subscribe" not in cf.strip(text)


def test_a_literal_block_behind_two_colons_stays() -> None:
    text = "The directive takes a text::\n\n    Share this page\n    All rights reserved.\n\nIt is shown below each page.\n"
    assert cf.strip(text) == text


@pytest.mark.parametrize(
    "program",
    [
        "module Menu\n  ITEMS = [\n    'Home',\n    'Contact us',\n    'Privacy policy',\n    'Terms of use',\n  ].freeze\nend\n",
        "export const notice = {\n  text: 'We use cookies to improve your visit.',\n  accept: 'Accept all',\n};\n",
    ],
)
def test_strings_of_a_program_are_no_notice(program: str) -> None:
    assert code(program)
    assert cf.strip(program, level="aggressive") == program
