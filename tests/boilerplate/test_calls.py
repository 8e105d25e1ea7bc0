"""Addresses that are the point of a text, and those that name who wrote a piece of it."""

from __future__ import annotations

import pytest

from chaffinch.boilerplate.furniture.calls import attributed

PIECE = "The wall is long, and nobody has mended it since the storm.\n" * 12


@pytest.mark.parametrize("ruler", ["--------------------", "****************", "=-=-=-=-=-=-=-="])
@pytest.mark.parametrize("address", ["ann@lock.example", "<bo.vik@hall.example>"])
def test_an_address_above_a_ruler_and_another_piece_names_who_wrote(address: str, ruler: str) -> None:
    text = f"The gates are old.\n\n{address}\n{ruler}\n\n{PIECE}"
    at = text.index(address)
    assert attributed(text, [(at, at + len(address))]) == [0]
    assert not attributed(text[: len(text) - len(PIECE)] + "Ann Lee, Harnby", [(at, at + len(address))])
    assert not attributed(text.replace(ruler, "It is old."), [(at, at + len(address))])
