"""What the benchmarks share: a measured command, the machine's name, a table. Standard library only."""

from __future__ import annotations

import contextlib
import os
import platform
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from time import perf_counter

__all__ = [
    "Measured",
    "bytes_of",
    "children",
    "control_group",
    "machine",
    "measure",
    "percent",
    "python_path",
    "table",
    "versions",
]

_DISK = 8  # looks at the memory from one at the disk to the next
_PAUSE = 0.25  # seconds between two looks at the memory: 20 a second cost the run 5 %
_REST = 30  # times as long as a look took: what is mapped is counted page by page, and the process waits for it


@dataclass(frozen=True)
class Measured:
    """What a command took.

    Attributes:
        seconds: wall time.
        cpu_seconds: processor time of the command and the processes it waited for.
        peak_bytes: largest sum of the proportional set sizes (PSS: shared pages count once) of its processes.
        output: its stdout.
        looks: seconds since the start, PSS of the processes, and what of it is theirs alone (no mapped file, which the
            system can take back at any time); bytes.
        disk_bytes: the most that a folder held, where one was watched.
    """

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    output: str
    looks: tuple[tuple[float, int, int], ...] = ()
    disk_bytes: int = 0

    def peaks(self, stages: Mapping[str, float]) -> dict[str, tuple[int, int]]:
        """Give the peaks of both measures by stage; stages are given with their seconds, and the last ends with all.

        >>> m = Measured(3, 3, 9, "", ((0.5, 5, 4), (1.5, 9, 3), (2.5, 7, 6)))
        >>> m.peaks({"reading": 1.0, "writing": 2.0})
        {'reading': (5, 4), 'writing': (9, 6)}
        """
        end, found = self.seconds - sum(stages.values()), {}
        for name, spent in stages.items():
            start, end = end, end + spent
            inside = [look for look in self.looks if start <= look[0] <= end]
            found[name] = max((p for _, p, _ in inside), default=0), max((a for *_, a in inside), default=0)
        return found


def measure(
    command: Sequence[str], *, log: Path, env: Mapping[str, str] | None = None, folder: Path | None = None
) -> Measured:
    """Run a command to its end and measure it, and how large a folder grows; its stderr goes to a log file.

    Raises:
        SystemExit: it failed; the message ends with the last lines of the log.
    """
    before, start = os.times(), perf_counter()
    with log.open("wb") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, env={**os.environ, **(env or {})})
        watch = _Watch(process.pid, folder)
        output, _ = process.communicate()
        seconds = perf_counter() - start
        looks, disk = watch.stop()
    after = os.times()
    if process.returncode:
        tail = log.read_text(encoding="utf-8", errors="replace")[-2000:]
        raise SystemExit(f"exit {process.returncode} from: {' '.join(command)}\n{tail}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    peak = max((pss for _, pss, _ in looks), default=0)
    return Measured(seconds, cpu, peak, output.decode("utf-8", "replace"), looks, disk)


@contextlib.contextmanager
def control_group(memory: int) -> Iterator[list[str]]:
    """Make a control group of Linux whose processes may take so much memory, mapped and cached files and all.

    Needs root. Pages of files that others have read would count for them: they are dropped before.

    Yields:
        What comes before a command that is to run in the group.
    """
    first = Path("/sys/fs/cgroup/memory")  # where control groups are of the first version
    group = (first if first.exists() else first.parent) / f"chaffinch-{os.getpid()}"
    group.mkdir()
    (group / ("memory.limit_in_bytes" if first.exists() else "memory.max")).write_text(str(memory))
    os.sync()
    Path("/proc/sys/vm/drop_caches").write_text("1")
    try:
        yield ["sh", "-c", f'echo $$ > {group}/cgroup.procs && exec "$@"', "sh"]
    finally:
        group.rmdir()


class _Watch:
    """Looks at the memory of a process tree, and now and then at the size of a folder, until it is stopped."""

    def __init__(self, pid: int, folder: Path | None) -> None:
        self._pid, self._folder, self._disk = pid, folder, 0
        self._done, self._start = threading.Event(), perf_counter()
        self._looks: list[tuple[float, int, int]] = []
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        spent = 0.0
        while not self._done.wait(max(_PAUSE, _REST * spent)):
            began = perf_counter()
            sizes = [*map(_pss, [self._pid, *children(self._pid)])]
            self._looks.append((perf_counter() - self._start, sum(p for p, _ in sizes), sum(a for _, a in sizes)))
            if self._folder and len(self._looks) % _DISK == 0:
                self._disk = max(self._disk, bytes_of(self._folder))
            spent = perf_counter() - began

    def stop(self) -> tuple[tuple[tuple[float, int, int], ...], int]:
        self._done.set()
        self._thread.join()
        return tuple(self._looks), self._disk


def bytes_of(folder: Path) -> int:
    """Count the bytes of all files below a folder, also while files come and go."""
    total = 0
    for base, _, names in os.walk(folder):  # which passes over what is removed meanwhile
        for name in names:
            with contextlib.suppress(OSError):
                total += (Path(base) / name).lstat().st_size
    return total


def children(pid: int) -> list[int]:
    """Give the processes that a process started, and those that these started."""
    found = [pid]
    for parent in found:
        for some in Path(f"/proc/{parent}/task").glob("*/children"):
            found += map(int, _read(some).split())
    return found[1:]


def _pss(pid: int) -> tuple[int, int]:
    """Give the proportional set size of a process, and that of its anonymous memory."""
    found = dict.fromkeys(("Pss:", "Pss_Anon:"), 0)
    for line in _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines():
        name, *rest = line.split()
        if name in found:
            found[name] = int(rest[0]) * 1024
    return found["Pss:"], found["Pss_Anon:"]


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
    """Format rows in columns, the first aligned to the left and the others to the right.

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
    """Give the environment in which a child process imports this source tree, and keeps its compiled modules."""
    source = str(Path(__file__).resolve().parent.parent / "src")
    path = os.pathsep.join(filter(None, [source, os.environ.get("PYTHONPATH", "")]))
    return {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": ""}


if sys.platform != "linux":
    print("peak memory is read from /proc and will be 0 on this system", file=sys.stderr)
