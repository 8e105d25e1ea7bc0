"""Write the table of stages in ``ARCHITECTURE.md`` from the list of stages of the package.

    python tools/stage_table.py

Only what stands between the two markers of the page is replaced. ``tests/pipeline/test_stages.py`` fails where they
differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from chaffinch.pipeline import STAGES, Stage

__all__ = ["PAGE", "main", "written"]

PAGE = Path(__file__).resolve().parents[1] / "ARCHITECTURE.md"

_BEGIN, _END = "<!-- stages: written by tools/stage_table.py -->\n", "<!-- end of stages -->\n"
_WHEN = {None: "", True: " (not with `--passages off`)", False: " (only with `--passages off`)"}


def written(page: str) -> str:
    """Give a page with its table of stages as the list says now.

    Raises:
        ValueError: the page lacks one of the markers.
    """
    begin, end = page.index(_BEGIN) + len(_BEGIN), page.index(_END)
    head = ["| stage | code | kernels | reads | writes |", "| --- | --- | --- | --- | --- |"]
    table = "\n".join([*head, *map(_row, STAGES)])
    return f"{page[:begin]}\n{table}\n\n{page[end:]}"


def _row(stage: Stage) -> str:
    cells = [f"`{stage.code}`", *map(_names, (stage.kernels, stage.reads, stage.writes))]
    return f"| {stage.name}{_WHEN[stage.passages]} | {' | '.join(cells)} |"


def _names(names: Sequence[str]) -> str:
    return ", ".join(name if " " in name else f"`{name}`" for name in names)


def main() -> None:
    """Write the page."""
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
