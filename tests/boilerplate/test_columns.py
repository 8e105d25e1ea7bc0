"""Signatures in columns: cut as a whole; tables of contacts and replies stay."""

from __future__ import annotations

import pytest

from chaffinch.boilerplate.furniture.columns import columned

POST = (
    "The chain of my old bicycle jumps whenever I climb the hill behind the mill. I have cleaned it twice and bought "
    "a new sprocket in the spring, and it still jumps. Has anybody here seen the like, and what did you do about it?\n\n"
)
SIGNED = (
    "Ann Lee (ann@lee.example)  | A boat in the\nLock 7, Harnby             |   harbour is dry,",
    "   _V_    |  Ann Lee\n  /o o\\   |  Mail: ann@lee.example\n  \\_-_/   |  Harnby, by the lock",
)
TABLES = (
    "Ann Lee  | ann@lee.example\nBo Vik   | bo@vik.example\nCy Moor  | cy@moor.example",
    "When   | Monday at nine\nWhere  | the old hall\nMail   | hall@harnby.example",
    "| Name | Mail            |\n| ---- | --------------- |\n| Ann  | ann@lee.example |",
    "> Ann Lee          | Water finds\n> ann@lee.example  | its way.",
)


@pytest.mark.parametrize("end", SIGNED)
def test_a_signature_in_columns_goes_whole(end: str) -> None:
    text = POST + end
    assert [text[a:b] for a, b in columned(text)] == [line.strip() for line in end.splitlines()]


@pytest.mark.parametrize("end", TABLES)
def test_a_table_and_a_quoted_signature_stay(end: str) -> None:
    assert columned(POST + end) == []
