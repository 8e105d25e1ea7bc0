"""The summary of a run in a terminal of 80 columns, and the list of repeated passages: for reading, as CSV, as JSON.

Lists for reading are limited to a length that people read, and the last lines are the next commands.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from chaffinch.errors import UsageError
from chaffinch.model import WHOLE
from chaffinch.report.repeated import KINDS, clusters, counts
from chaffinch.report.shapes import write_rows
from chaffinch.report.terminal import (
    colour,
    command,
    console,
    duration,
    ending,
    many,
    opening,
    share,
    short_name,
    show_commands,
    show_note,
    shown,
    size,
)
from chaffinch.runs import REPORT

if TYPE_CHECKING:
    from rich.console import Console

    from chaffinch.report.repeated import Cluster
    from chaffinch.report.report import Reason, Repeated, Summary
    from chaffinch.report.shapes import Shape
    from chaffinch.runs import Run

__all__ = ["list_passages", "show_clusters", "show_summary"]


_HEAD = 11  # columns of the word that a line of the summary begins with
_LEAST_TEXT = 12  # columns of a passage that are shown however narrow the terminal is

NAME = 13
"""Columns for the name of a reason: the longest, ``subscription``, and a space."""

NUMBER = 10
"""Columns for a number."""

DOCUMENT = 30
"""Columns for the id of a document beside a passage."""

SPEAKER = 36
"""Columns for the speaker of a quotation, and for another one that a text names."""

SITES = 3
"""Withheld sites that are named."""

SKIPPED = 5
"""Kinds of skipped files or records that are named."""

FILES, NAMED_FILE = 3, 40
"""Files with failed records that are named, and columns of a name."""

WARNINGS = 5
"""Warnings that are printed."""

COLUMNS = ("cluster", "kind", "document", "start", "stop", "keeper", "speaker", "named", "text")
"""Columns of the CSV and keys of the JSON lines, a stable interface."""

GROUPS, MEMBERS = 20, 5
"""Groups in a list for reading, and passages of each group."""

_STATES = {"remove": "equal sentences removed", "mark": "marked", "report": "kept", "off": "kept"}


def show_summary(out: Console, summary: Summary, *, dry_run: bool = False) -> None:
    """Print a summary and the next commands.

    Args:
        out: the console.
        summary: of a run; its ``run`` is the folder as the user typed it.
        dry_run: no cleaned corpus was written.
    """
    if summary.unchanged:
        out.print(shown(f"nothing to do: the run in {summary.run} is finished"), soft_wrap=True)
        out.print("(it was begun with this input and configuration; --fresh starts over)")
        _warn(out, summary)
    else:
        _totals(out, summary)
        _reasons(out, "removed" if not dry_run else "would be removed", summary.removed)
        _reasons(out, "marked", summary.marked)
        _reasons(out, "found and kept", summary.found)
        _repeated(out, summary)
        _troubles(out, summary, dry_run=dry_run)
    _next(out, summary, dry_run=dry_run)


def _totals(out: Console, summary: Summary) -> None:
    read = f"{many(summary.read, 'document')} read"
    out.print(f"{read}, {size(summary.bytes, 'B')}, {duration(round(summary.seconds, 1))}", style="bold")
    parts = [
        f"cleaned {summary.cleaned:,}",
        f"duplicates {summary.duplicate:,}",
        f"failed {summary.failed:,}",
    ]
    kept = f"kept {100 * summary.kept_share:.1f} % of all characters" if summary.characters else "no text was read"
    words = f"  {'   '.join(parts)}        {kept}"
    out.print(words if cell_len(words) <= out.width else f"  {'   '.join(parts)}\n  {kept}")
    if summary.empty:
        out.print(f"  left out of the cleaned ones, since no text was left: {summary.empty:,}")
    if summary.indexed:
        out.print(f"  compared with {many(summary.indexed, 'document')} of the index, which stay there")
    _skipped(out, "file", summary.skipped)
    _skipped(out, "record", summary.skipped_records)


def _skipped(out: Console, noun: str, skipped: Mapping[str, int]) -> None:
    if not skipped:
        return
    kinds = sorted(skipped.items(), key=lambda item: (-item[1], item[0]))
    first = ", ".join(f"{count:,} {kind}" for kind, count in kinds[:SKIPPED])
    words = f"skipped {many(sum(skipped.values()), noun)}: {first}"
    out.print("  " + opening(words + (", …" if len(kinds) > SKIPPED else ""), out.width - 2))


def _reasons(out: Console, title: str, reasons: Sequence[Reason]) -> None:
    if not reasons:
        return
    out.print()
    out.print(f"{title:<{NAME + 2}}{'passages':>{NUMBER}}  {'characters':>{NUMBER}}", style="bold")
    for reason in reasons:
        whole = reason.name in WHOLE
        count = f"{size(reason.passages)} doc{'s'[: reason.passages != 1]}" if whole else f"{reason.passages:,}"
        words = partial(_copy_words if whole else _passage_words, reason)
        _row(out, reason.name, count, size(reason.characters), example=words)


def _row(out: Console, name: str, *numbers: str, example: Callable[[int], str]) -> None:
    """Print a name, numbers, and an example, which is called with the columns that remain for it."""
    line = Text("  ").append(f"{name:<{NAME}}", style=colour(name))
    line.append("  ".join(f"{number:>{NUMBER}}" for number in numbers) + "  ")
    out.print(line.append(example(out.width - line.cell_len)), no_wrap=True, crop=False)


def _quoted(text: str, room: int) -> str:
    return f'"{opening(text, room - 2)}"'


def _copy_words(reason: Reason, room: int) -> str:
    """Name a copy and its keeper; of long ids the end, or the beginning where both end alike."""
    example = reason.example
    relation = " is " if reason.name == "duplicate" else " is in "
    measure = "" if reason.name == "duplicate" else " of it"  # the similarity of a duplicate, else a coverage
    sure = f" ({share(example.score)}{measure})" if example.score is not None else ""
    one, other = shown(example.document), shown(example.keeper or "")
    room -= len(relation + sure)
    if cell_len(one) + cell_len(other) > room:
        half = max(room // 2, 2)
        short = ending if ending(one, half) != ending(other, half) else opening
        one, other = short(one, half), short(other, half)
    return one + relation + other + sure


def _passage_words(reason: Reason, room: int) -> str:
    lead = f"{reason.sites} sites, such as " if reason.sites > 1 else ""
    return lead + _quoted(reason.example.text, room - len(lead))


def _repeated(out: Console, summary: Summary) -> None:
    rows: Sequence[Repeated] = summary.repeated
    if not rows or summary.passages_action == "off":
        return
    state = _STATES[summary.passages_action]
    out.print()
    title = f"{'repeated':<{NAME + 2}}{'groups':>{NUMBER}}  {'to read':>{NUMBER}}  ({state})"
    out.print(title, style="bold")
    for row in rows:
        _row(out, row.kind, f"{row.clusters:,}", f"{row.worth:,}", example=partial(_quoted, row.examples[0].text))


def _troubles(out: Console, summary: Summary, *, dry_run: bool) -> None:
    """Print what needs attention: withheld sites and documents, failures, warnings."""
    if summary.held_back or summary.withheld_sites or summary.failures or summary.warnings:
        out.print()
    _withheld_sites(out, summary)
    if summary.held_back:
        keeps = "keeps its" if summary.held_back == 1 else "keep their"
        words = f"{many(summary.held_back, 'document')} would have had no text left and {keeps} text:"
        out.print(Text("held back  ", "bold").append(words, "not bold"))
        out.print(f"{'':<{_HEAD}}{command('explain', summary.run, summary.withheld[0])}", soft_wrap=True)
    for number, failure in enumerate(summary.failures):
        head = Text(f"{'failed' if not number else '':<{_HEAD}}", "bold")
        words = f"{failure.document or failure.source}: {failure.message}"
        out.print(head.append(opening(words, out.width - _HEAD), "not bold"), no_wrap=True, crop=False)
    if summary.failed > len(summary.failures):
        out.print(f"{'':<{_HEAD}}and {summary.failed - len(summary.failures):,} more in failures.parquet")
    if summary.failed_files and not dry_run:
        _failed_files(out, summary)
    _warn(out, summary)


def _failed_files(out: Console, summary: Summary) -> None:
    """Say how many records the cleaned corpus lacks because they failed, of which files, and what restores them."""
    files = summary.failed_files
    records = many(sum(file.records for file in files), "failed record")
    named = ", ".join(f"{ending(file.source, NAMED_FILE)} {file.records:,}" for file in files[:FILES])
    more = f" and in {len(files) - FILES:,} more" if len(files) > FILES else ""
    show_note(out, " " * _HEAD, f"left out of the cleaned corpus: {records} ({named}{more})")
    back = sum(file.records for file in files if file.kept)
    whole = "all of them" if back == sum(file.records for file in files) else f"{back:,} of them"
    out.print(f"{'':<{_HEAD}}restore writes {whole} again" if back else f"{'':<{_HEAD}}restore cannot write them")


def _warn(out: Console, summary: Summary) -> None:
    for warning in summary.warnings[:WARNINGS]:
        show_note(out, Text(f"{'warning':<{_HEAD}}", "bold"), shown(warning))
    if len(summary.warnings) > WARNINGS:
        out.print(f"{'':<{_HEAD}}and {many(len(summary.warnings) - WARNINGS, 'more warning')} (--json has them)")


def _withheld_sites(out: Console, summary: Summary) -> None:
    sites = summary.withheld_sites
    if not sites:
        return
    keeps = "its text and keeps" if len(sites) == 1 else "their text and keep"
    words = f"{many(len(sites), 'site')} would have lost most of {keeps} it:"
    out.print(Text("held back  ", "bold").append(words, "not bold"))
    for site in sites[:SITES]:
        lost = f" ({share(site.share)} of {many(site.documents, 'document')})"
        out.print(
            f"{'':<{_HEAD}}{opening(shown(site.host), out.width - _HEAD - len(lost))}{lost}", no_wrap=True, crop=False
        )
    if len(sites) > SITES:
        out.print(f"{'':<{_HEAD}}and {len(sites) - SITES:,} more in run.toml")
    out.print(f"{'':<{_HEAD}}to cut them nevertheless: {command('decide', summary.run, '--yes')}", soft_wrap=True)


def _next(out: Console, summary: Summary, *, dry_run: bool) -> None:
    """Print the next commands."""
    # the example is a document that lost a passage, if there is one: it shows more than one that is dropped as a whole
    reasons = sorted((*summary.removed, *summary.marked), key=lambda reason: reason.name in WHOLE)
    example = next((reason.example.document for reason in reasons), "DOCUMENT")
    folder = summary.run.rstrip("/") + "/"
    rows = [
        (command("explain", folder, example), "all cuts of one document"),
        (command("passages", folder), "all repeated passages"),
    ]
    if (Path(summary.run) / REPORT).exists():
        rows.insert(0, (folder + REPORT, "what was cut and why"))
    if not dry_run:
        rows.insert(0, (folder + "cleaned/", "the cleaned corpus"))
        rows.append((command("restore", folder, "--out", "back/"), "write the originals again"))
    show_commands(out, rows)


def show_clusters(
    out: Console, clusters: Sequence[Cluster], found: Mapping[str, tuple[int, int]], words: Sequence[str]
) -> None:
    """Print clusters for reading, with their passages below one another.

    Args:
        out: the console.
        clusters: the clusters to print.
        found: by kind, how many clusters are worth reading, and how many there are.
        words: the words of the present command, to print it with further switches.
    """
    for cluster in clusters:
        head = Text(cluster.kind, colour(cluster.kind))
        passages = f", {cluster.size:,} passages" if cluster.size != cluster.documents else ""
        out.print(head.append(f"   {many(cluster.documents, 'document')}{passages}", "default"))
        names = [short_name(m.document, DOCUMENT) + f" {m.start}-{m.stop}" for m in cluster.members]
        width = max(map(cell_len, names))
        for name, member in zip(names, cluster.members, strict=True):
            speaker = f"   {opening(member.attribution, SPEAKER)}" if member.attribution else ""
            line = Text(f"  {set_cell_size(name, width)}  ")
            line.append(_quoted(member.text, max(out.width - line.cell_len - cell_len(speaker), _LEAST_TEXT)))
            out.print(line.append(speaker, "dim"), no_wrap=True, crop=False)
        if cluster.size > len(cluster.members):
            out.print(f"  and {cluster.size - len(cluster.members):,} more")
        out.print()
    total = sum(every for _, every in found.values())
    if not total:
        out.print("no repeated passages")
        return
    out.print(f"{len(clusters):,} of {total:,} groups; worth reading are, by kind:")
    for kind, (worth, every) in found.items():
        line = Text("  ").append(f"{kind:<{NAME}}", style=colour(kind))
        out.print(line.append(f"{worth:>{NUMBER},} of {every:,}", "default"))
    if any(worth < every for worth, every in found.values()):
        out.print("(the others are parts of sentences, names, forms, lists, code, or of one site)")
    if total > len(clusters):
        out.print(f"all of them: {command(*words, '--all')}")
    out.print(f"every passage as a table: {command(*words, '--csv')}")


def list_passages(run: Run, folder: str, *, kind: str | None, shape: Shape, everything: bool) -> None:
    """Print the repeated passages to stdout, or write them to a workbook.

    Args:
        run: a finished run.
        folder: the run folder as the user typed it, for the next commands.
        kind: only this kind; None for all kinds but whole documents.
        shape: of the list; that for reading is limited, all others have all passages.
        everything: print the whole table.

    Raises:
        UsageError: the kind is unknown.
        MissingExtra: the package that writes workbooks is not installed.
        RunError: the workbook cannot be written.
    """
    name, _ = shape
    if kind is not None and kind not in KINDS:
        raise UsageError(f"--kind {kind}: unknown; use one of {', '.join(KINDS)}")
    if name == "json":
        groups = [cluster.to_dict() for cluster in clusters(run, kind=kind)]
        print(json.dumps(groups, ensure_ascii=False, indent=2))
    elif name == "table":
        _table(run, folder, kind, everything=everything)
    else:
        write_rows(_rows(run, kind), COLUMNS, shape)


def _rows(run: Run, kind: str | None) -> Iterator[dict[str, Any]]:
    """Yield a row for each passage."""
    for cluster in clusters(run, kind=kind):
        for member in cluster.members:
            row = {"cluster": cluster.cluster, "kind": cluster.kind}
            yield row | {name: getattr(member, name) for name in COLUMNS[2:]}


def _table(run: Run, folder: str, kind: str | None, *, everything: bool) -> None:
    limits = {} if everything else {"limit": GROUPS, "members": MEMBERS}
    words = ["passages", folder, *(["--kind", kind] if kind else [])]
    shown_first = list(clusters(run, kind=kind, everything=everything, **limits))
    show_clusters(console(), shown_first, counts(run, kind=kind), words)
