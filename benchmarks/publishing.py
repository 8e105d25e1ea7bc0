"""Results of benchmarks that the documentation shows: each is a file in ``results/``.

A benchmark that was called with ``--publish`` writes what it measured to ``results/NAME.json``, with the command, the
day, the machine and the versions; ``tools/benchmarks_page.py`` makes the tables of the documentation from these files.
"""

from __future__ import annotations

import argparse
import datetime
import json
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from measuring import machine, versions

__all__ = ["RESULTS", "add_publish", "publish", "read"]

RESULTS = Path(__file__).resolve().parent / "results"


def add_publish(parser: argparse.ArgumentParser) -> None:
    """Add the option ``--publish``."""
    parser.add_argument("--publish", action="store_true", help="write the figures for the documentation: results/")


def publish(
    name: str, figures: Any, *packages: str, places: Mapping[Path, str] | None = None, folder: Path = RESULTS
) -> Path:
    """Write what this process measured to ``NAME.json``, and give the path.

    Args:
        name: names the file.
        figures: what was measured: anything that JSON can hold.
        packages: whose versions are named.
        places: paths of the command line that have another name on every machine, and how to call them.
        folder: where the file is.
    """
    called = {str(path): word for path, word in (places or {}).items()}
    words = [called.get(word, word) for word in sys.argv[1:] if word != "--publish"]
    row = {
        "command": shlex.join(["python", f"benchmarks/{Path(sys.argv[0]).name}", *words]),
        "day": datetime.date.today().isoformat(),
        "machine": machine(),
        "versions": versions(*packages),
        "figures": figures,
    }
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text(json.dumps(row, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"written: {path}", file=sys.stderr)
    return path


def read(name: str, folder: Path = RESULTS) -> dict[str, Any]:
    """Read what ``publish`` wrote.

    Raises:
        FileNotFoundError: no such result was published.
    """
    row: dict[str, Any] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return row
