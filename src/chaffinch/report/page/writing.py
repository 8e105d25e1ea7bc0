"""Writes the page of a run into its folder, and shows it in a notebook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from chaffinch.report.page.contents import contents
from chaffinch.report.page.frame import Frame
from chaffinch.report.page.rendering import render
from chaffinch.runs import REPORT

if TYPE_CHECKING:
    from chaffinch.report.page.texts import Read
    from chaffinch.runs import Run

__all__ = ["page_frame", "write_page"]


def write_page(run: Run, file: Path | None = None, *, read: Read | None = None) -> Path:
    """Write the page of a run to a file; it replaces an older one when it is whole.

    Args:
        run: a finished run, or one that the guard stopped before writing.
        file: None for ``report.html`` in the run folder.
        read: reads ranges of texts; None to read them from the input.

    Returns:
        The file.

    Raises:
        RunError: a text is in neither the input nor the run.
    """
    file = file or run.path / REPORT
    beside = file.with_name(f"{file.name}.new")
    beside.write_text(render(contents(run, read=read)), encoding="utf-8")
    beside.replace(file)
    return file


def page_frame(run: Run) -> Frame:
    """Give the page of a run for a notebook."""
    return Frame(render(contents(run)))
