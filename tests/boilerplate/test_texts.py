"""A text has the sign of each thing that is found in it, for all texts that the tests are made of."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from chaffinch.boilerplate.furniture.end_tags import end_tags
from chaffinch.boilerplate.furniture.ends import sources
from chaffinch.boilerplate.furniture.glued_titles import glued_titles
from chaffinch.boilerplate.furniture.inserted import INSERTED, inserted
from chaffinch.boilerplate.furniture.issuers import issuers
from chaffinch.boilerplate.furniture.linked_titles import linked_titles
from chaffinch.boilerplate.furniture.seals import sealed
from chaffinch.boilerplate.genres import code, quoted, tables
from chaffinch.boilerplate.legal_texts import clauses, granted
from chaffinch.boilerplate.markup import is_markdown
from chaffinch.boilerplate.printed import printed
from chaffinch.boilerplate.texts import SIGNS, Texts
from chaffinch.matching.own import MARKED, own
from chaffinch.text import Holes, corrects, damage, fold, said_once, unquoted


def of_kind(kind: str, text: str) -> bool:
    """Tell whether a piece of a kind was glued into a text."""
    return any(found == kind for *_, found in inserted(text))


JUDGED: dict[str, tuple[Callable[[str], object], int]] = {
    "code": (code, 70),
    "clauses": (clauses, 10),
    "grants": (granted, 1),
    "quoted lines": (lambda text: quoted(text, markdown=True), 8),
    "tables": (tables, 2),
    "printed": (printed, 10),
    "markdown": (is_markdown, 150),
    "linked titles": (linked_titles, 2),
    "glued titles": (glued_titles, 2),
    "sources": (sources, 3),
    "tags": (end_tags, 2),
    "seals": (sealed, 2),
    "issuers": (issuers, 6),
    **{kind: (partial(of_kind, kind), 2) for kind in INSERTED},
}
"""What is found by each judgement, and how many of the texts have it, at least."""

_PROSE = "The lock at Harnby was shut on Monday, and nobody knows for how long it will be.\n"
_LINE = "It opens again when the gates have been painted and the keeper is back.\n"
MORE = (
    f"{_PROSE * 4}More: Keeper of the lock finds a boat\n{_PROSE}",
    f"{_PROSE * 4}'No corn':Mill may close in May\n{_PROSE * 3}Floods:Town votes on the new lock\n{_PROSE}",
    *(
        f"{_PROSE * 2}{box}\n{_PROSE * 2}"
        for box in ("Who will pay for the new lock? Read more", "Will the mill be sold again? Read more ›")
    ),
    f"{_PROSE * 2}[**The old mill of Harnby burns**\\\\\nIt stood for years.\\\\\nRead on](mill)\n{_PROSE * 2}",
    *(
        f"It opens on Monday.{source}The mayor is ill."
        for source in (" (Oxel Online)", "/Telegraf/", " (oxel-news.com)")
    ),
    *(f"I do not think so.\n{mark} {_LINE}{mark} {_PROSE}Bye." for mark in (">", "Ida>", "|>", ": ")),
    *(
        f"He met Nora Vik{piece} on Monday."
        for piece in (" Nora Karin VikMill may close MORE", " Nora Karin VikMühle bleibt zu MEHR LESEN")
    ),
    *(
        " ".join(f"{word} {i} {of} 5 The lock." for i in range(1, 6))
        for word, of in (("Photo", "of"), ("Foto", "von"), ("Image", "/"))
    ),
    *(
        f"© 2031 Oakfield Herald {notice} The keeper {_PROSE}"
        for notice in ("All rights reserved", "Alle Rechte vorbehalten")
    ),
    *(
        f"{_PROSE * 3}{tail}"
        for tail in (
            "About Oak Mills\nOak Mills is a leading company in the north, founded in 1998.",
            "## About Oak Mills\nOak Mills is a leading company in the north, founded in 1998.",
            "À propos d'Orge\nOrge est une entreprise leader fondée en 1998.",
            "Sobre a Moinhos\nA Moinhos é uma empresa líder com sede em Harnby.",
            "О компании\nДубмельница — ведущая компания, основанная в 1998 году.",
            "Meşe Değirmen Hakkında\nMeşe Değirmen, 1998'de kurulan lider bir şirkettir.",
        )
    ),
    *(
        f"The hail took a third. {marker} The insurers pay for the rest."
        for marker in ("ADVERTISEMENT", "PUBLICIDADE", "Share on Facebook Share on Twitter")
    ),
    *(f"{_PROSE}It opens in May. {label} Harnby lock" for label in ("Tags", "TAGS:")),
    *(
        f"Mulliri u dogj mbrëmë.{prompt}Ai ishte bosh."
        for prompt in (
            "Shtype reklamen dhe shiko videon",
            "/ Për ta shikuar videon hape marketingun",
            "Sht1pe r3k1am dhe sh1ko v1deon",
        )
    ),
    "It rained.\n\nPage 3 THE GULL\n\nThen it\n\nPage 4 THE GULL\n\nstopped.",
    "It rained.\n\nTHE GULL - Page 3.\n\nThen it\n\nTHE GULL - Page 4.\n\nstopped.",
    "+----+----+\n| a  | b  |\n+====+====+\n| 1  | 2  |\n+----+----+\nTea.",
    "===== ======\nShare  Follow\n===== ======\n1     2\n===== ======\nTea.",
)
"""Texts with what no test has as one string."""


@lru_cache(maxsize=1)
def written() -> Texts:
    """Give all strings of the tests, and with line ends in place of their full stops, as a page has them."""
    trees = (ast.parse(file.read_text(encoding="utf-8")) for file in Path(__file__).parents[1].rglob("test_*.py"))
    nodes = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    texts = {node.value for node in nodes if isinstance(node.value, str) and node.value.isprintable() < len(node.value)}
    texts = {text for text in texts if text.encode("utf-8", "replace").decode() == text}
    return Texts(pa.array([*MORE, *sorted(texts | {text.replace(". ", ".\n") for text in texts})]))


def test_every_sign_is_tested() -> None:
    assert [*JUDGED] == [*SIGNS]


@pytest.mark.parametrize("name", JUDGED)
def test_what_is_found_has_its_sign(name: str) -> None:
    texts, (judge, least) = written(), JUDGED[name]
    found = [number for number, text in enumerate(texts.strings) if judge(text)]
    assert [texts[number] for number in found if not texts.may_have(name, number)] == []
    assert len(found) >= least


def test_what_a_text_is_asked_for_by_its_signs_is_what_it_has() -> None:
    texts = written().strings
    size = len(texts)
    nothing = pa.array([[]] * size, pa.list_(pa.int64()))
    columns = {"number": np.arange(size, dtype=np.int32), "text": texts}
    columns |= {"quoted": pa.nulls(size, pa.list_(pa.int64())), "encoding": pa.nulls(size, pa.string())}
    found = own(pa.record_batch(columns), Holes(nothing, nothing), np.diff(fold(texts).starts))
    once, damaged = [said_once(text) for text in texts], [damage(text) for text in texts]
    plain = [unquoted(text) for text in once]
    left = np.diff(fold(plain).starts) - [signs.letters for signs in damaged]
    marks = found["letters"].to_numpy() - np.maximum(left, 0)  # a mark of a letter counts, too
    assert np.all(marks >= 0)
    assert np.all(marks % MARKED == 0)
    assert not any(more for more, text in zip(marks.tolist(), texts, strict=True) if text.isascii())
    repeats = [a != b for a, b in zip(once, texts, strict=True)]
    assert found["damage"].to_pylist() == [signs.count + twice for signs, twice in zip(damaged, repeats, strict=True)]
    assert found["corrects"].to_pylist() == [corrects(text) for text in texts]
    assert sum(map(corrects, texts)) > 1 < sum(a != b for a, b in zip(texts, plain, strict=True))
