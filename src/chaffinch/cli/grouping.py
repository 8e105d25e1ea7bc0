"""The groups in which help lists the switches of a command that has many of them."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from typer.core import TyperCommand

__all__ = ["GENERAL", "GROUPS", "Grouped"]

GROUPS = {
    "Input": (
        "--text-field", "--id-field", "--host-from", "--markup", "--html", "--html-format", "--html-frame",
        "--stand-ins", "--against", "--since",
    ),
    "What goes": (
        "--boilerplate", "--category", "--rule", "--score", "--protect", "--documents", "--contained", "--updates",
        "--passages", "--keep", "--sources", "--drop-empty", "--yes", "--tuned",
    ),
    "Finding": ("--strip-level", "--pack", "--profile", "--languages", "--ignore", "--sensitivity"),
    "Output": (
        "--out", "--to", "--encoding", "--with-metadata", "--dry-run", "--fresh", "--update", "--report",
        "--csv", "--jsonl", "--xlsx", "--json", "--quiet",
    ),
    "Machine": ("--memory", "--workers", "--engine", "--master"),
}  # fmt: skip
"""The switches of each group, both in the order of help; an option with a panel of its own is in that one."""

GENERAL = "General"
"""The last group: what is in none of `GROUPS`."""

_COLUMN = 30
"""Columns of the switches on the left in every group, the most that click gives them; so all groups are aligned."""


class Grouped(TyperCommand):
    """A command whose help lists its switches in `GROUPS`."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, then each group that has a switch of this command."""
        arguments: list[tuple[str, str]] = []
        groups: dict[str, list[tuple[int, str, str]]] = {}
        for parameter in self.get_params(ctx):
            shown = parameter.get_help_record(ctx)
            if shown is None:  # hidden
                continue
            if parameter.param_type_name == "argument":
                arguments.append(shown)
            else:
                name, rank = _place(parameter)
                groups.setdefault(name, []).append((rank, shown[0].ljust(_COLUMN), shown[1]))
        with formatter.section("Arguments"):
            formatter.write_dl(arguments)
        for name in (*GROUPS, GENERAL):
            if name in groups:
                with formatter.section(name):
                    formatter.write_dl([(left, right) for _, left, right in sorted(groups[name], key=itemgetter(0))])


def _place(parameter: Any) -> tuple[str, int]:
    """Give the group of a switch and its rank there."""
    flag, own = parameter.opts[0], getattr(parameter, "rich_help_panel", None)
    if own:
        return own, -1
    return next(((name, flags.index(flag)) for name, flags in GROUPS.items() if flag in flags), (GENERAL, 0))
