"""Show how two runs differ: in a terminal, or as a small page in one file."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from chaffinch.errors import RunError
from chaffinch.model import WHOLE
from chaffinch.report.terminal import bracketed, colour, command, console, many, show_commands, shown, size

if TYPE_CHECKING:
    from rich.console import Console

    from chaffinch.report.run_difference import Changed, Difference, Instance

__all__ = ["show_difference", "write_difference"]

LISTED = 15
"""Kinds of differences in a list for reading."""

SETTINGS = 8
"""Settings that are listed."""


def show_difference(found: Difference) -> None:
    """Print how two runs differ, with an example each."""
    out = console()
    out.print(Text(shown(f"a: {found.run_a}\nb: {found.run_b}", lines=True)), soft_wrap=True)
    for setting in found.settings[:SETTINGS]:
        out.print(Text(shown(f"  {setting.name}: {setting.a} in a, {setting.b} in b"), "dim"), soft_wrap=True)
    out.print()
    out.print(f"{many(found.documents, 'document')} compared{_apart(found)}")
    out.print(f"only a cuts {size(found.characters_a)} characters, only b {size(found.characters_b)}")
    if not found.changed:
        out.print("both cut the same text")
    for one in found.changed[:LISTED]:
        _changed(out, one)
    if len(found.changed) > LISTED:
        out.print(f"\nand {len(found.changed) - LISTED:,} more kinds of differences; --json and --html have all")
    show_commands(out, [(command("diff", found.run_a, found.run_b, "--html", "diff.html"), "all of it as a page")])


def _apart(found: Difference) -> str:
    counts = {"other text": found.other_text, "only in a": found.only_a, "only in b": found.only_b}
    words = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count)
    return f" ({words})" if words else ""


def _changed(out: Console, one: Changed) -> None:
    out.print()
    what = many(one.cuts, "document") if one.reason in WHOLE else many(one.cuts, "cut")
    words = f"   {what}, {size(one.characters)} characters"
    if one.reason not in WHOLE:
        words += f" in {many(one.documents, 'document')}"
    line = Text(f"only {one.only}  ", "bold").append(shown(one.rule or one.reason), f"bold {colour(one.reason)}")
    out.print(line.append(words, "not bold default"), soft_wrap=True)
    for example in one.examples[:1]:
        out.print(_example(out, example, one), no_wrap=True, crop=False)


def _example(out: Console, example: Instance, one: Changed) -> Text:
    if one.reason in WHOLE:
        return Text(shown(f"  {example.document} is {example.text}"))
    third = (out.width - 8) // 3
    return Text("  ") + bracketed(
        example.before, example.text, example.after, around=third, within=third, style=colour(one.reason)
    )


def write_difference(found: Difference, path: Path) -> None:
    """Write a page in one file that shows all differences; nothing of the corpus can act in it.

    Args:
        found: the difference.
        path: of the file.

    Raises:
        RunError: the file cannot be written.
    """
    from jinja2 import Environment, StrictUndefined

    made = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["harmless"] = lambda text: shown(str(text), lines=True)
    made.filters["count"] = lambda number: f"{number:,}"
    template = made.from_string((files("chaffinch.report") / "difference.html").read_text(encoding="utf-8"))
    try:
        path.write_text(template.render(found=found, whole=WHOLE), encoding="utf-8")
    except OSError as error:
        raise RunError(f"cannot write {path}: {error.strerror or error}") from error
