"""Rows in the shapes that programs read: CSV, lines of JSON, one JSON document, a workbook."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from chaffinch.errors import MissingExtra, RunError

__all__ = ["TABLE", "Shape", "write_rows"]


Shape: TypeAlias = tuple[str, str]
"""The shape of a list: ``table`` (for reading), ``csv``, ``jsonl``, ``json`` or ``xlsx``; and the workbook to write."""

TABLE: Shape = ("table", "")
"""The shape for reading."""

CELL = 32_767
"""Characters that a cell of a workbook can have (Excel specifications and limits); more are cut off."""

ROWS = 1_048_576
"""Rows that a sheet can have, with the header (Excel specifications and limits)."""


def write_rows(rows: Iterable[Mapping[str, Any]], names: Sequence[str], shape: Shape) -> None:
    """Write rows to stdout, or to a workbook.

    Args:
        rows: each with all of ``names``.
        names: of the columns.
        shape: a `Shape` other than that for reading.

    Raises:
        MissingExtra: the package that writes workbooks is not installed.
        RunError: the workbook cannot be written, or has too many rows.
    """
    name, file = shape
    if name == "json":
        print(json.dumps(list(rows), ensure_ascii=False, indent=2))
    elif name == "jsonl":
        for row in rows:
            print(json.dumps(row, ensure_ascii=False))
    elif name == "csv":
        writer = csv.DictWriter(sys.stdout, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    else:
        _workbook(rows, names, Path(file))


def _workbook(rows: Iterable[Mapping[str, Any]], names: Sequence[str], path: Path) -> None:
    """Write a workbook of one sheet, in which a text is a text: no formula, link or number is made of it.

    Raises:
        MissingExtra: the package is not installed.
        RunError: the file cannot be written, or there are too many rows.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtra("xlsxwriter", "xlsx") from error
    texts = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    try:
        path.open("wb").close()  # a file that cannot be written stops it before any work
        with xlsxwriter.Workbook(path, {"constant_memory": True, **texts}) as book:
            sheet = book.add_worksheet()
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, names)
            for number, row in enumerate(rows, 1):
                if number >= ROWS:
                    raise RunError(f"{path}: a sheet has {ROWS:,} rows at most; write --csv, or draw a --sample")
                for column, name in enumerate(names):
                    _write(sheet, number, column, row[name])
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        raise RunError(f"cannot write {path}: {error}") from error


def _write(sheet: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value[:CELL])
    elif value is not None:
        sheet.write(row, column, value)
