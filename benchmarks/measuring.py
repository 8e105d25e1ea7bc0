"""What the benchmarks share: a measured command, the machine's name, a table. Standard library only."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

__all__ = ["Measured", "machine", "measure", "percent", "python_path", "table", "versions"]

_PAUSE = 0.25  # seconds between two looks at the memory: 20 a second cost the run 5 %


@dataclass(frozen=True)
class Measured:
    """What a command took.

    Attributes:
        seconds: wall time.
        cpu_seconds: processor time of the command and the processes it waited for.
        peak_bytes: largest sum of the proportional set sizes (PSS: shared pages count once) of its processes.
        output: its stdout.
    """

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    output: str


def measure(command: Sequence[str], *, log: Path, env: Mapping[str, str] | None = None) -> Measured:
    """Run a command to its end and measure it; its stderr goes to a log file.

    Raises:
        SystemExit: it failed; the message ends with the last lines of the log.
    """
    from time import perf_counter

    before, start = os.times(), perf_counter()
    with log.open("wb") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, env={**os.environ, **(env or {})})
        watch = _Watch(process.pid)
        output, _ = process.communicate()
        seconds = perf_counter() - start
        peak = watch.stop()
    after = os.times()
    if process.returncode:
        tail = log.read_text(encoding="utf-8", errors="replace")[-2000:]
        raise SystemExit(f"exit {process.returncode} from: {' '.join(command)}\n{tail}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Measured(seconds, cpu, peak, output.decode("utf-8", "replace"))


class _Watch:
    """Looks at the memory of a process tree until it is stopped."""

    def __init__(self, pid: int) -> None:
        self._pid, self._peak, self._done = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._done.wait(_PAUSE):
            self._peak = max(self._peak, sum(map(_pss, _tree(self._pid))))

    def stop(self) -> int:
        self._done.set()
        self._thread.join()
        return self._peak


def _tree(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            found += map(int, _read(children).split())
    return found


def _pss(pid: int) -> int:
    for line in _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # the process ended between two looks
        return ""


def machine() -> str:
    """Name the machine: processor, cores, memory, system, Python."""
    cpu = next(
        (line.split(":")[1].strip() for line in _read(Path("/proc/cpuinfo")).splitlines() if "model name" in line),
        platform.processor() or "unknown processor",
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.release()}"
    return f"{cpu}, {os.cpu_count()} cores, {memory:.0f} GiB, {system}, Python {platform.python_version()}"


def versions(*packages: str) -> str:
    """Name the versions of installed packages."""
    found = []
    for package in packages:
        try:
            found.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            found.append(f"{package} from the source tree" if package == "chaffinch" else f"{package} absent")
    return ", ".join(found)


def percent(share: float | None) -> str:
    """Write a share as a percentage.

    >>> percent(0.98765), percent(None)
    ('98.77 %', '-')
    """
    return "-" if share is None else f"{100 * share:.2f} %"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Lay rows out in columns, the first to the left and the others to the right.

    >>> print(table([["what", "MB"], ["peak", "12"]]))
    what  MB
    peak  12
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            row[0].ljust(widths[0]),
            *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True)),
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def python_path() -> dict[str, str]:
    """Give the environment in which a child process imports this source tree."""
    source = str(Path(__file__).resolve().parent.parent / "src")
    return {"PYTHONPATH": os.pathsep.join(filter(None, [source, os.environ.get("PYTHONPATH", "")]))}


if sys.platform != "linux":
    print("peak memory is read from /proc and will be 0 on this system", file=sys.stderr)
