"""Quoted lines: marks of many programs, attributions, forwarded messages, quotation blocks."""

from __future__ import annotations

import pytest

from chaffinch.text import unquoted

OWN = "They are in the school, behind the map."
QUOTED = "Has anybody got the drawings?\nThe ones in the hut do not show it."


def marked(mark: str) -> str:
    return "\n".join(mark + line for line in QUOTED.splitlines())


@pytest.mark.parametrize("mark", ["> ", ">", "> > ", "| ", "|> ", "IB> "])
def test_marked_lines_are_quoted(mark: str) -> None:
    assert unquoted(f"{marked(mark)}\n\n{OWN}").strip() == OWN


@pytest.mark.parametrize(
    "line", ["Ida Brenner wrote:", "Am 3. Mai schrieb Ida:", "Ida <a@b.example> a écrit :", "Ида пишет:", "كتب سعيد:"]
)
@pytest.mark.parametrize("mark", [": ", "} ", "   ", "# "])
def test_a_block_below_an_attribution_is_quoted(line: str, mark: str) -> None:
    assert unquoted(f"{line}\n\n{mark}\n{marked(mark)}\n\n{OWN}").replace(line, "").strip() == OWN


@pytest.mark.parametrize(
    "line",
    ["-----Original Message-----", "Begin forwarded message:", "-------- Weitergeleitete Nachricht --------",
     "---------- Mensaje reenviado ----------", "-----Исходное сообщение-----"],
)  # fmt: skip
def test_all_below_the_header_of_a_forwarded_message_is_quoted(line: str) -> None:
    assert unquoted(f"{OWN}\n\n{line}\nFrom: Ida\n\n{QUOTED}").strip() == OWN


def test_all_below_the_header_of_an_included_message_is_quoted() -> None:
    header = "Newsgroups: misc.forsale\nFrom: Ida\nSubject: Drawings\n"
    text = unquoted(f"{OWN} Original post follows:\n\n{header}\n{QUOTED}")
    assert "drawings?" not in text
    assert OWN in text
    assert unquoted(f"{header}\n{QUOTED}") == f"{header}\n{QUOTED}"


def test_blocks_are_quoted() -> None:
    assert unquoted(f"[quote=ida]{QUOTED}[/quote]\n{OWN}").strip() == OWN
    assert unquoted(f"<blockquote>{QUOTED}</blockquote>\n{OWN}").strip() == OWN


@pytest.mark.parametrize(
    "text", [OWN, "| a | b |\n| - | - |", "a > b", "    > code", "He wrote:\nIt rained all day.", "Contents:\n  a\n  b"]
)
def test_other_text_is_nobodys_quotation(text: str) -> None:
    assert unquoted(text) == text


def test_offsets_stay() -> None:
    text = f"{OWN}\n{marked('> ')}\n{OWN}"
    assert len(unquoted(text)) == len(text)
    assert unquoted(text).rindex(OWN) == text.rindex(OWN)
