"""Print an explanation in a terminal: every cut between the text around it, and repeated passages with their twins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from chaffinch.model import KEEPER_REASONS
from chaffinch.report.explanation import Copy, Explanation, Repetition, Segment, Twin
from chaffinch.report.terminal import colour, command, ending, many, opening, share, short_name, show_commands, shown

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["show_explanation"]

_KIND = 12  # columns of the kind of a match, or of the reason why a block is left out
_LEAST_TEXT = 12  # columns of a passage that are shown however narrow the terminal is

CUT_ROWS = 3
"""Lines shown of a cut: enough to judge it; ``--full`` shows all."""

LISTED = 10
"""Entries of a list that a person reads."""

HERE = 2
"""Passages shown of one document in a cluster."""

BLOCKS = 3
"""Left-out blocks that are shown; ``--full`` shows all."""

NAME_WIDTH = 26
"""Columns for the name of a document or rule beside a passage."""

_RELATIONS = {
    "copy": "copy of {}",
    "marked": "copy of {}, marked only: both stay",
    "reported": "copy of {}, reported only: both stay",
    "undone": "copy of {}, undone by an answer: both stay",
    "keeper": "{} was removed as its copy",
    "alike": "similar to {}, but not its copy",
}
_SAYS = {
    "same": "says the same as {}, but one of them has more: both stay",
    "update": "another version of {}, no copy",
    "quoted": "this and {}: one quotes the other, no copy",
    "different": "similar to {}, but says something else",
}
"""What is printed in place of `alike`, by how the texts are related."""

_STATE_WORDS = {"cut": "cut", "marked": "marked", "withheld": "held back", "undone": "undone"}


def show_explanation(out: Console, explanation: Explanation, run: str, *, full: bool = False) -> None:
    """Print an explanation: the text beside the cuts, or with ``full`` all of it.

    Args:
        out: the console.
        explanation: of one document.
        run: the folder as the user typed it, for the next commands.
        full: print all text.
    """
    _head(out, explanation)
    _copies(out, explanation.copies)
    segments = explanation.segments if full or any(s.state != "kept" for s in explanation.segments) else ()
    if segments:
        out.print()
    for position, segment in enumerate(segments):
        if segment.state != "kept":
            _cut(out, segment, full=full)
        elif full:
            _lines(out, shown(segment.text, lines=True).strip("\n").split("\n") if segment.text.strip() else ())
        else:
            last = position == len(segments) - 1
            _lines(out, _neighbours(segment.text, out.width - 2, head=position > 0, tail=not last))
    _found(out, explanation)
    _repetitions(out, explanation.repetitions)
    _left_out(out, explanation, full=full)
    _next(out, explanation, run, full=full)


def _head(out: Console, explanation: Explanation) -> None:
    name = Text(shown(explanation.document), "bold")
    length = sum(len(segment.text) for segment in explanation.segments)
    if explanation.outcome == "failed":
        words = f"   failed: {shown(explanation.failure)}"
    elif explanation.outcome == "duplicate":
        words = f"   removed as a copy, {many(length, 'character')}"
    else:
        parts = []
        for state, noun in (("cut", "cut"), ("marked", "marked passage"), ("undone", "undone cut")):
            if count := sum(s.state == state for s in explanation.segments):
                parts.append(many(count, noun))
        change = f"{length:,} -> {explanation.kept:,}" if length != explanation.kept else f"{length:,}"
        words = f"   cleaned: {change} characters, {', '.join(parts) or 'nothing cut'}"
    out.print(name.append(words, "not bold"), soft_wrap=True)
    if any(s.state == "withheld" for s in explanation.segments):
        out.print(f"  held back: {_why_held(explanation)}")


def _why_held(explanation: Explanation) -> str:
    """Say which guard holds cuts back: that of the text, or that of its site."""
    if explanation.withheld_site:
        return f"its site {shown(explanation.withheld_site)} would have lost most of its text, so it keeps it"
    return "hardly any text of its own would have been left, so nothing was cut"


def _copies(out: Console, copies: Sequence[Copy]) -> None:
    """Print the documents of which this is a copy, or which are copies of it."""
    for copy in copies[:LISTED]:
        said = _SAYS.get(copy.says or "") if copy.relation == "alike" else None
        words = "  " + (said or _RELATIONS[copy.relation]).format(shown(copy.document))
        alike = _alike(copy)
        apart = "   " if cell_len(words + alike) < out.width - 3 else "\n    "
        out.print(apart.join(filter(None, [words, alike])), soft_wrap=True)
        if copy.keeper_reason:
            stays = "this one" if copy.relation == "keeper" else "that one"
            out.print(f"    {stays} stays: {KEEPER_REASONS[copy.keeper_reason]}", soft_wrap=True)
    if len(copies) > LISTED:
        out.print(f"  and {len(copies) - LISTED:,} more")


def _alike(copy: Copy) -> str:
    """Say how alike two documents are where they match, and how much of each matches."""
    covered = [
        f"{share(value)} of {one}"
        for value, one in ((copy.coverage, "this"), (copy.other_coverage, "that"))
        if value is not None
    ]
    alike = "" if copy.similarity is None else f"{share(copy.similarity)} alike where they match"
    return ": ".join(filter(None, [alike, ", ".join(covered)]))


def _cut(out: Console, segment: Segment, *, full: bool) -> None:
    style = colour(segment.reason)
    source = f"rule {segment.rule}" if segment.rule else ""
    if segment.keeper is not None:
        keeper = segment.keeper
        source = f"stays in {shown(keeper.document)} {keeper.start}-{keeper.stop}"
    right = f"{_STATE_WORDS[segment.state]} {segment.start}-{segment.stop}"
    left = opening(" · ".join(filter(None, (segment.reason, source))), out.width - len(right) - 6)
    line = Text("  ┃ ", style).append(left, f"bold {style}")
    line.append(" " * max(out.width - line.cell_len - len(right), 2)).append(right, "dim")
    out.print(line, no_wrap=True, crop=False)
    for row in _cut_rows(out, segment.text, full=full):
        out.print(Text("  ┃ ", style).append(row, style), no_wrap=True, crop=False)


def _cut_rows(out: Console, text: str, *, full: bool) -> list[str]:
    width = out.width - 4
    # only what is shown is wrapped, since a cut can be a whole document
    wrapped = Text(shown(text, lines=True) if full else shown(text[: 2 * CUT_ROWS * width])).wrap(out, width)
    rows = [row.plain.rstrip() for row in wrapped]
    if not full and (len(rows) > CUT_ROWS or len(text) > 2 * CUT_ROWS * width):
        rows = rows[:CUT_ROWS]
        rows[-1] = opening(rows[-1], width - 1).rstrip("….") + "…"
    return rows


def _neighbours(text: str, width: int, *, head: bool, tail: bool) -> Iterator[str]:
    """Give the lines of kept text beside the cuts: the first after a cut, the last before the next."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return
    first, last = opening(lines[0], width), ending(lines[-1], width)
    if len(lines) == 1 and first == last:
        yield first
        return
    more = "" if len(lines) == 1 or first.endswith("…") else " …"
    if head:
        yield first + (more if len(lines) > 2 or not tail else "")
    if tail:
        yield last if head or len(lines) == 1 or last.startswith("…") else opening(f"… {last}", width)


def _lines(out: Console, lines: Sequence[str] | Iterator[str]) -> None:
    for line in lines:
        for row in Text(line).wrap(out, out.width - 2) if line else [Text("")]:
            row.rstrip()
            out.print(Text("  ").append(row) if row else "", no_wrap=True, crop=False)


def _found(out: Console, explanation: Explanation) -> None:
    if not explanation.found:
        return
    text = explanation.text
    out.print()
    out.print("found and kept", style="bold")
    for finding in explanation.found[:LISTED]:
        _row(out, (finding.category, opening(finding.rule, NAME_WIDTH)), text[finding.start : finding.stop])
    if len(explanation.found) > LISTED:
        out.print(f"  and {len(explanation.found) - LISTED:,} more")


def _row(out: Console, columns: tuple[str, str], passage: str | Text, right: str = "", *, width: int = 0) -> None:
    """Print a passage on one line, after its kind and the name of its document, which takes ``width`` columns."""
    kind, name = columns
    line = (
        Text("  ")
        .append(f"{kind:<{_KIND - 1}} ", colour(kind))
        .append(f"{set_cell_size(name, max(width, cell_len(name)))}  ")
    )
    room = max(out.width - line.cell_len - cell_len(right) - 2, _LEAST_TEXT)
    text = Text(opening(passage, room)) if isinstance(passage, str) else passage
    if text.cell_len > room:
        text.truncate(room - 1)
        text.rstrip()
        text.append("…")
    line.append('"').append_text(text).append('"').append(right, "dim")
    out.print(line, no_wrap=True, crop=False)


def _repetitions(out: Console, repetitions: Sequence[Repetition]) -> None:
    if not repetitions:
        return
    out.print()
    out.print("repeated", style="bold")
    names = [short_name(t.member.document, NAME_WIDTH) for r in repetitions[:LISTED] for t in r.twins]
    width = max(map(cell_len, ["here", *names]))
    for repetition in repetitions[:LISTED]:
        _repetition(out, repetition, width)
    if len(repetitions) > LISTED:
        out.print(f"  and {len(repetitions) - LISTED:,} more repeated passages")


def _repetition(out: Console, repetition: Repetition, width: int) -> None:
    kind = repetition.kind
    for member in repetition.here[:HERE]:
        speaker = f"   {opening(member.attribution, NAME_WIDTH)}" if member.attribution else ""
        _row(out, (kind, "here"), member.text, speaker, width=width)
        kind = ""
    for twin in repetition.twins:
        alike = f"   {share(twin.similarity)} alike" if twin.similarity is not None else ""
        _row(out, ("", short_name(twin.member.document, NAME_WIDTH)), _marked(twin), alike, width=width)
    more = repetition.others - len(repetition.twins) + max(len(repetition.here) - HERE, 0)
    if more:
        out.print(f"{'':<14}and {more:,} more")


def _marked(twin: Twin) -> Text:
    """Give the text of a twin on one line, with its differences underlined."""
    text, line = twin.member.text, Text()
    offsets = [0, *(offset for span in twin.differences for offset in span), len(text)]
    for i, (start, stop) in enumerate(pairwise(offsets)):
        # between bars, since `shown` drops the spaces at the ends, which separate one piece from the next
        line.append(shown(f"|{text[start:stop]}|")[1:-1], "underline" if i % 2 else "")
    return line


def _left_out(out: Console, explanation: Explanation, *, full: bool) -> None:
    blocks = explanation.left_out
    if not blocks:
        return
    out.print()
    out.print(Text("left out of the page", "bold").append(f"   {many(len(blocks), 'block')}", "not bold"))
    for block in blocks if full else blocks[:BLOCKS]:
        _row(out, (opening(block.reason, _KIND - 1), f"after {block.after:,}"), block.text)
    if not full and len(blocks) > BLOCKS:
        out.print(f"  and {len(blocks) - BLOCKS:,} more")


def _next(out: Console, explanation: Explanation, run: str, *, full: bool) -> None:
    """Print the next commands: for the whole text, and for the other document."""
    rows = []
    if explanation.segments and not full:
        rows.append((command("explain", run, explanation.document, "--full"), "the whole text"))
    others = [copy.document for copy in explanation.copies]
    others += [twin.member.document for r in explanation.repetitions for twin in r.twins]
    if others:
        rows.append((command("explain", run, others[0]), "the other document"))
    if rows:
        show_commands(out, rows)
