"""Tokens: numbers however they are written, signs, marks, and what scraping puts into a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.text import agree, signature, tokenizing, tokens

OTHER = [
    ("लड़का गया था।", "लड़की गयी थी।"), ("बस", "बास"), ("กา", "ก้า"), ("ban", "bạn"), ("ma", "má"), ("كَتب", "كُتب"),
    ("a<b", "a>b"), ("x ≤ 5", "x ≥ 5"), ("a = b", "a ≠ b"), ("C", "C++"), ("C++", "C#"), ("2 + 2", "2 - 2"),
    ("-12 °C", "12 °C"), ("sin(-x)", "sin(x)"), ("y=-a", "y=a"), ("−3", "3"), ("1.5 kg", "15 kg"), ("3,14", "314"), ("10:30", "1030"), ("½", "1"), ("5%", "5"),
    ("$5", "€5"), ("Yes", "No"), ("Is it open?", "It is open"), ("√2", "2"), ("👍", "👎"), ("I ♥ Harnby", "I Harnby"),
    ("40 m²", "40 m³"), ("10⁶ kg", "10⁹ kg"), ("mark: B", "mark: B-"), ("Quay → Mill", "Quay ← Mill"), ("Sundays ✓", "Sundays ✗"),
    ("version 1.10", "version 1.1"), ("return !done", "return done"),
]  # fmt: skip
SAME = [
    ("It rained.", "IT  RAINED"), ("“Hi”, he said", '"Hi" he said'), ("é", "e\u0301"), ("word-word", "word word"),
    ("1,000 men", "1000 men"), ("10 000", "10.000"), ("3,14", "3.14"), ("1.50", "1.5"), ("١٢", "12"), ("#1", "1"),
    ("Café", "CAFÉ"), ("It rained!", "It rained…"), ("► News", "News"), ("at -3", "at −3"), ("مرحبا", "مرحبـــا"),
    ("کشتی", "كشتي"),
    ("on 04.05.2031", "on 4.5.2031"), ("version 2.0", "version 2"), ("Read more →", "Read more"), ("✓ Bread", "Bread"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "two"), OTHER)
def test_short_texts_that_differ_in_a_sign_have_two_signatures(one: str, two: str) -> None:
    assert signature(one) != signature(two)


@pytest.mark.parametrize(("one", "two"), SAME)
def test_capitals_spaces_and_stops_make_no_other_signature(one: str, two: str) -> None:
    assert signature(one) == signature(two)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("two billion", ["2000000000"]),
        ("2bn and 2.5 million", ["2000000000", "and", "2500000"]),
        ("3,5 Millionen, 12 Mrd.", ["3500000", "12000000000"]),
        ("twenty-one, zweiunddreißig, тридцать один", ["21", "32", "31"]),
        ("quatre-vingts, soixante-dix, dix-sept, soixante et onze", ["80", "70", "17", "71"]),
        ("treinta y cinco; trinta e oito; trentacinque; tachtig; femtiotre; femogtyve", "35 38 35 80 53 25".split()),
        ("quatre murs, vingt ans et dix chats", ["4", "murs", "20", "ans", "et", "10", "chats"]),
        ("6-3/8 pct", ["6-3/8", "pct"]),
        ("10 000 000 men, 5-7 boats", ["10000000", "men", "5", "7", "boats"]),
        ("&amp;quot;It&amp;#x27;s&amp;quot; 3 &lt; 5", ["it's", "3", "<", "5"]),
        ('<b class="x">Bold</b> a<b', ["bold", "a", "<", "b"]),
        ("said so[12], and so did he²", ["said", "so", "and", "so", "did", "he"]),
        ("1. first\n2) second thing", ["first", "2", "thing"]),
        ("![](images/x-12.png) see [the page](https://a.example/7)", ["see", "the", "page"]),
        ("大坝12日", ["大", "坝", "12", "日"]),
        ("minus 12, минус 7", ["-12", "-7"]),
        ("2·10⁶, 10^9 and 10⁻³ m² of 40 km³", ["2", "10^6", "10^9", "and", "10^-3", "m2", "of", "40", "km3"]),
        ("version 1.10, 1.10", ["version", "1.10", "1.1"]),
        ("as he said²", ["as", "he", "said"]),
    ],
)
def test_keys_are_the_same_however_a_text_was_typed(text: str, keys: list[str]) -> None:
    assert tokens(text).keys == keys


def test_numbers_of_lines_are_no_numbers_of_the_text() -> None:
    lines = ["The council met", "on Monday and", "heard the report", "of the engineer", "and closed at 9"]
    numbered = "\n".join(f"{i:>3}  {line}" for i, line in enumerate(lines, 12))
    assert tokens(numbered).keys == tokens("\n".join(lines)).keys
    assert "12" in tokens("\n".join(f"{n} {w}" for n, w in zip((12, 7, 30, 2, 5), lines, strict=True))).keys


def test_a_point_may_be_one_of_decimals_or_of_thousands() -> None:
    assert agree(*(tokens(text).keys[0] for text in ("1.500", "1500")))
    assert agree(*(tokens(text).keys[0] for text in ("1.500", "1.5")))
    assert not agree("15", "1.5")


WORDS = (
    *("dam", "Ferry,", "held.", "“Held.”", "...", "—", "", "a.b", "U.S.", ".café", "l’eau", "O’Neil", "C++", "C#", "x\tdam."),
    *("-12", "12", "000", "4.5,", "1.10", "version", "minus", "two", "million", "twenty", "one", "quatre", "vingts", "et"),
    *("(-x)", "!done", "no!", "<", "B-", "$5", "كَتَبَ،", "قال", "لـه", "é" * 40),
)  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_words_between_blanks_are_cut_as_the_whole_line_is(words: list[str]) -> None:
    line = " ".join(words)
    one, two = (tokenizing.Tokens([], [], [], [], [], []) for _ in range(2))
    tokenizing._append_words(one, line, 0)
    tokenizing._append_all(two, line, 0, opens=True)
    assert one == two
