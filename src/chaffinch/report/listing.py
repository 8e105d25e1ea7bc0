"""The repeated passages as a list: for reading, as CSV, as JSON."""

from __future__ import annotations

import csv
import json
import sys
from typing import TYPE_CHECKING

from chaffinch.errors import UsageError
from chaffinch.report.repeated import KINDS, clusters, count

if TYPE_CHECKING:
    from chaffinch.runs import Run

__all__ = ["COLUMNS", "list_passages"]

COLUMNS = ("cluster", "kind", "document", "start", "stop", "keeper", "speaker", "text")
"""Columns of the CSV and keys of the JSON lines, kept stable."""

GROUPS, PLACES = 20, 5
"""What a person reads: so many groups, of each so many places."""


def list_passages(run: Run, folder: str, *, kind: str | None, shape: str, everything: bool) -> None:
    """Print the repeated passages to stdout.

    Args:
        run: a finished run.
        folder: its name as the user typed it, for the commands to type next.
        kind: only this kind; None for all but whole documents.
        shape: ``table``, cut short unless ``everything``; ``csv``, ``jsonl`` or ``json``, which have it all.
        everything: also the table has it all.

    Raises:
        UsageError: an unknown kind.
    """
    if kind is not None and kind not in KINDS:
        raise UsageError(f"--kind {kind}: one of {', '.join(KINDS)}")
    if shape == "json":
        groups = [cluster.to_dict() for cluster in clusters(run, kind=kind)]
        print(json.dumps(groups, ensure_ascii=False, indent=2))
    elif shape == "table":
        _table(run, folder, kind, everything=everything)
    else:
        _rows(run, kind, shape)


def _rows(run: Run, kind: str | None, shape: str) -> None:
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    if shape == "csv":
        writer.writeheader()
    for cluster in clusters(run, kind=kind):
        for member in cluster.members:
            row = {"cluster": cluster.cluster, "kind": cluster.kind}
            row |= {name: getattr(member, name) for name in COLUMNS[2:]}
            if shape == "csv":
                writer.writerow(row)
            else:
                print(json.dumps(row, ensure_ascii=False))


def _table(run: Run, folder: str, kind: str | None, *, everything: bool) -> None:
    from chaffinch.report.terminal import console
    from chaffinch.report.views import show_clusters

    cut = {} if everything else {"limit": GROUPS, "members": PLACES}
    words = ["passages", folder, *(["--kind", kind] if kind else [])]
    show_clusters(console(), list(clusters(run, kind=kind, **cut)), count(run, kind=kind), words)
