"""Print in a terminal what the answers of a review say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from chaffinch.report.terminal import colour, command, console, many, opening, share, show_commands, shown, size

if TYPE_CHECKING:
    from rich.console import Console

    from chaffinch.report.tuning import Estimate, Reviewed, Threshold, Tuning

__all__ = ["show_tuning"]

NAME = 14
"""Columns for the name of a category."""

RULES = 8
"""Rules that are listed, the least precise first."""

_SWITCHES = {"rules": "rule", "scores": "score", "categories": "category"}
_STATES = {"fine": "fine", "poor": "too many are wrong"}


def show_tuning(tuning: Tuning, folder: str) -> None:
    """Print precision by category and rule, what thresholds remove, and the settings that follow.

    Args:
        tuning: of a run.
        folder: the run folder as the user typed it, for the next commands.
    """
    out = console()
    out.print(f"{many(tuning.answers, 'answer')}; {share(tuning.precision)} of the cuts are to be right")
    out.print()
    out.print(f"{'':<{NAME + 2}}{'right':>9}  {'precision':>9}  {'95 % interval':>14}", style="bold")
    for one in tuning.categories:
        _row(out, one.name, one.estimate, _STATES.get(one.state, _open(one)))
    _row(out, tuning.cuts.name, tuning.cuts, "")
    _rules(out, tuning)
    for one in tuning.categories:
        if any(band.right < band.answers for band in one.bands):
            _thresholds(out, one)
    out.print()
    out.print("thresholds are shown where an answer says wrong; --json has all", style="dim")
    _proposals(out, tuning, folder)


def _open(one: Reviewed) -> str:
    if one.more is None:
        return "open: too near to tell"
    return f"open: {many(one.more, 'more answer')} to settle it"


def _row(out: Console, name: str, estimate: Estimate, words: str) -> None:
    line = Text("  ").append(f"{opening(name, NAME):<{NAME}}", colour(name))
    out.print(line.append(f"{_counts(estimate)}  {words}", "default"), soft_wrap=True)


def _counts(estimate: Estimate) -> str:
    if estimate.precision is None:
        return f"{'no answers':>9}{'':>27}"
    bounds = f"{share(estimate.low)} - {share(estimate.high)}"
    return f"{f'{estimate.right} of {estimate.answers}':>9}  {share(estimate.precision):>9}  {bounds:>14}"


def _rules(out: Console, tuning: Tuning) -> None:
    wrong = [rule for rule in tuning.rules if rule.right < rule.answers]
    if not wrong:
        return
    out.print()
    out.print("rules with wrong cuts", style="bold")
    for rule in wrong[:RULES]:
        out.print(f"  {'':<{NAME}}{_counts(rule)}  {shown(rule.name)}", soft_wrap=True)
    if len(wrong) > RULES:
        out.print(f"  and {len(wrong) - RULES:,} more")


def _thresholds(out: Console, one: Reviewed) -> None:
    out.print()
    head = f"{one.name}, least score"
    out.print(f"{head:<{NAME + 12}}{'documents':>10}{'characters':>12}  {'precision, 95 % interval':>24}", style="bold")
    for threshold in one.thresholds:
        out.print(f"  {_threshold(threshold)}", soft_wrap=True)
    for example in one.examples:
        side = "above" if example.above else "below"
        words = f"{side} {example.score:.2f}  {opening(example.text, out.width - 20)}"
        out.print(Text(f"    {words}", "dim"), no_wrap=True)


def _threshold(one: Threshold) -> str:
    estimate = one.estimate
    now = "now" if one.current else ""
    right = "no answers" if estimate.precision is None else f"{share(estimate.precision)}, "
    bounds = "" if estimate.precision is None else f"{share(estimate.low)} - {share(estimate.high)}"
    return f"{one.score:.2f} {now:<{NAME + 5}}{size(one.documents):>10}{size(one.characters):>12}  {right + bounds:>24}"


def _proposals(out: Console, tuning: Tuning, folder: str) -> None:
    out.print()
    rows: Sequence[tuple[str, str]] = [(command("review", folder), "more answers")]
    if not tuning.proposals:
        out.print("no setting is proposed: of no category or rule the answers say that too much is wrong")
    else:
        out.print("proposed", style="bold")
        for one in tuning.proposals:
            switch = f"--{_SWITCHES[one.section]} {one.name}={one.value}"
            out.print(f"  {shown(switch)}   {one.because}", soft_wrap=True)
        rows = [(command("decide", folder, "--tuned"), "set this, without searching again"), *rows]
    show_commands(out, rows)
