"""Write the list of tables in ``docs/run-folder.md`` from the schemas of the package.

    python tools/run_folder.py

Only what stands between the two markers of the page is replaced. ``tests/test_docs.py`` fails where they differ.
"""

from __future__ import annotations

from pathlib import Path

from chaffinch.schemas import ANSWERS_FILE, TABLES

__all__ = ["PAGE", "main", "written"]

PAGE = Path(__file__).resolve().parents[1] / "docs" / "run-folder.md"

_BEGIN, _END = "<!-- tables: written by tools/run_folder.py -->\n", "<!-- end of tables -->\n"


def tables() -> str:
    """Give the list of tables and columns in Markdown."""
    blocks = []
    files = {f"{name}.parquet": table for name, table in TABLES.items()} | {"answers.jsonl": ANSWERS_FILE}
    for name, table in files.items():
        rows = [f"| `{column}` | {_kind(str(it.kind))} | {it.meaning} |" for column, it in table.columns.items()]
        head = ["| column | type | meaning |", "| --- | --- | --- |"]
        blocks.append("\n".join([f"### {name}", "", f"One row is {table.row}.", "", *head, *rows, ""]))
    return "\n".join(blocks)


def written(page: str) -> str:
    """Give a page with its list of tables as the schemas say now.

    Raises:
        ValueError: the page lacks one of the markers.
    """
    begin, end = page.index(_BEGIN) + len(_BEGIN), page.index(_END)
    return f"{page[:begin]}\n{tables()}\n{page[end:]}"


def _kind(kind: str) -> str:
    return {"large_binary": "binary", "float": "float32"}.get(kind, kind)


def main() -> None:
    """Write the page."""
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
