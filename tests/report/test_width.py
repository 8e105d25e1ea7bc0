"""What a summary and the progress bar print fits the terminal."""

from __future__ import annotations

import dataclasses
import io
import itertools

import pytest
from rich.console import Console

from chaffinch.report import summary
from chaffinch.report.bar import CLEANING, Bar
from chaffinch.report.views import show_summary
from chaffinch.runs.run import Run


@pytest.mark.parametrize("width", [60, 80, 100])
def test_a_summary_breaks_no_word_and_no_line_in_a_terminal(width: int, hand_run: Run) -> None:
    told = summary(hand_run)
    long = "the texts of 28 pages lack heading, byline or captions (left_out.parquet); --html-frame keep has them"
    told = dataclasses.replace(told, run="run", warnings=(long,))
    sink = io.StringIO()
    show_summary(Console(file=sink, width=width, force_terminal=True, color_system=None), told)
    lines = sink.getvalue().splitlines()
    begin = next(at for at, line in enumerate(lines) if line.startswith("warning"))
    note = [lines[begin], *itertools.takewhile(lambda line: line.startswith(" " * 11), lines[begin + 1 :])]
    assert " ".join(line[11:] for line in note) == long
    assert all(len(line) <= width for line in lines)
    piped = io.StringIO()
    show_summary(Console(file=piped, width=width), told)
    assert f"warning    {long}\n" in piped.getvalue()


@pytest.mark.parametrize("width", [60, 72, 80, 100])
def test_the_line_of_the_bar_fits_the_terminal(width: int) -> None:
    sink = io.StringIO()
    bar = Bar(Console(file=sink, force_terminal=True, width=width, color_system=None), CLEANING)
    bar._began -= 3700  # it has run for an hour
    bar.stage("stripping", 1_234_567, "documents")
    bar.advance(1_000_000)
    shown = bar._shown.tasks[0].fields["state"]
    assert "left" in shown or width < 72
    assert 26 + 1 + bar._shown.columns[1].bar_width + 1 + len(shown) <= width  # type: ignore[union-attr]
    bar.done()
