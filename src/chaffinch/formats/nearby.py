"""Files of tasks where this process is, on machines that share no folder with the one that leads the run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from chaffinch.formats.discovery import Source
from chaffinch.formats.splits import Task
from chaffinch.formats.targets import part
from chaffinch.storage import exchange

__all__ = ["near", "send_parts"]


def near(sources: Sequence[Source], task: Task) -> Sequence[Source]:
    """Give the sources, those of a task at places of this machine, where they are after this."""
    used = sorted({piece.source for piece in task.pieces})
    away = {i: sources[i].path for i in used if exchange.reached(sources[i].path) and not sources[i].failure}
    if not away:
        return sources
    exchange.all_here([*away.values()])
    return [replace(s, path=exchange.place(s.path)) if i in away else s for i, s in enumerate(sources)]


def send_parts(folder: Path, task: Task) -> None:
    """Say that the part files of a task are whole."""
    if not exchange.reached(folder):
        return
    for path in (part(folder, piece) for piece in task.pieces):
        local = exchange.place(path)
        if local.is_dir():
            for name in sorted(file.name for file in local.iterdir()):
                exchange.made(path / name)
        elif local.exists():
            exchange.made(path)
