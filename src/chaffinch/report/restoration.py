"""What `chaffinch restore` wrote, and which files of the input it cannot give back, with the reasons."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from chaffinch.formats import FORMATS, targets
from chaffinch.report.terminal import many, opening, shown
from chaffinch.runs import connect, sources_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from chaffinch.runs import Run

__all__ = ["Restored", "Unrestored", "restored", "show_restored"]

LISTED = 10
"""Files of a list that a person reads."""

_CUT_OFF = "cannot be read: "
"""Beginning of the message of a failure at which reading of a file ended."""


@dataclass(frozen=True, slots=True)
class Unrestored:
    """A file of the input that was not restored, or not all of it, with the message of its failure."""

    source: str
    message: str


@dataclass(frozen=True, slots=True)
class Restored:
    """The files that were restored, and those that were not.

    Attributes:
        files: how many files were written.
        out: the folder.
        extracted: how many of the files have the text that was extracted from HTML, not the HTML.
        missing: files of which nothing was written, since nothing was read of them.
        cut_off: files that were written up to the damage that ended their reading.
    """

    files: int
    out: str
    extracted: int
    missing: tuple[Unrestored, ...]
    cut_off: tuple[Unrestored, ...]


def restored(run: Run, out: str, files: int) -> Restored:
    """Compare the restored files with the input.

    Args:
        run: that was restored.
        out: the folder that it was restored to.
        files: how many files were written.
    """
    sources = sources_of(run)
    names = targets(sources, html_format=run.config.input.html_format)
    written = [(Path(out) / name).is_file() for name in names]
    messages = _messages(run)
    reasons = [messages.get(source.name, "") for source in sources]
    missing, cut_off = [], []
    for source, is_written, why in zip(sources, written, reasons, strict=True):
        if not is_written:
            missing.append(Unrestored(source.name, why or "no text was read"))
        elif why.startswith(_CUT_OFF):
            cut_off.append(Unrestored(source.name, why))
    pages = sum(FORMATS[s.kind].is_extracted and done for s, done in zip(sources, written, strict=True))
    return Restored(files, out, pages, tuple(missing), tuple(cut_off))


def _messages(run: Run) -> dict[str, str]:
    """Give the message of the last failure of each file, which is that of the file if its reading ended there."""
    query = "SELECT source, arg_max(message, record) FROM failures GROUP BY source"
    with connect(run, "failures") as database:
        return dict(database.execute(query).fetchall())


def show_restored(out: Console, done: Restored) -> None:
    """Print how many files were written, and name those that are not as they were."""
    total = done.files + len(done.missing)
    some = many(done.files, "file") if not done.missing else f"{done.files:,} of {many(total, 'file')}"
    out.print(shown(f"{some} restored to {done.out}"), soft_wrap=True)
    if done.extracted:
        have = "has" if done.extracted == 1 else "have"
        out.print(f"{done.extracted:,} of them {have} the text that was extracted: a run does not keep HTML")
    _listed(out, "not restored, as nothing was read:", done.missing)
    _listed(out, "restored up to their damage:", done.cut_off)


def _listed(out: Console, title: str, files: Sequence[Unrestored]) -> None:
    if not files:
        return
    out.print(title, style="bold")
    for file in files[:LISTED]:
        out.print(Text(f"  {opening(f'{file.source}: {file.message}', out.width - 2)}"), no_wrap=True, crop=False)
    if len(files) > LISTED:
        out.print(f"  and {len(files) - LISTED:,} more (all of them with --json)")
