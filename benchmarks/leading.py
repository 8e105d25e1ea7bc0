"""Show by stage what the leading process does itself, what that means for a machine of more cores, and the disk.

    python benchmarks/leading.py CORPUS [--workers 2] [--cores 1 2 16 64] [--switches KEY=VALUE ...]

Processor seconds of the leading process and of its workers, by stage of ``clean``; they vary less than wall time on a
busy machine. The model of n cores: the leading process does its part alone, and n workers share theirs evenly. Without
the start of the workers, and without what discs and memory bound, so a real machine needs more. Linux only.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from measuring import bytes_of, children, machine, percent, table, versions

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
import chaffinch as cf
from chaffinch.progress import Quiet

_PAUSE = 6.0  # seconds between two looks at the disk
_TICKS = os.sysconf("SC_CLK_TCK")  # of a second, in /proc


class Shares(Quiet):
    """Measures the processor seconds of the leading process and of its workers, by stage.

    Attributes:
        spent: of each stage, seconds of the leading process and of all workers.
    """

    def __init__(self) -> None:
        self.spent: dict[str, tuple[float, float]] = {}
        self._name, self._before = "starting", (0.0, 0.0)

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """End the stage before."""
        self.done()
        self._name = name

    def done(self) -> None:
        """Add what was spent since the last report."""
        now = time.process_time(), sum(map(_seconds, children(os.getpid())))
        own, theirs = self.spent.get(self._name, (0.0, 0.0))
        worked = max(now[1] - self._before[1], 0.0)  # workers that ended are no children any more
        self.spent[self._name] = own + now[0] - self._before[0], theirs + worked
        self._before = now


def _seconds(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def rows(spent: dict[str, tuple[float, float]], size: int, cores: Sequence[int]) -> list[list[str]]:
    """Lay out the figures as a table; the last rows are the model."""
    own, theirs = (sum(pair[i] for pair in spent.values()) for i in (0, 1))
    shown = [["stage", "leading process, s", "workers, s", "share"]]
    for name, (lead, work) in [*spent.items(), ("all", (own, theirs))]:
        shown.append([name, f"{lead:.2f}", f"{work:.2f}", percent(lead / max(lead + work, 0.001))])
    for count in cores:
        seconds = own + theirs / count
        shown.append([f"model of {count} cores", f"{seconds:.1f} s", f"{size / 1e6 / seconds:.1f} MB/s", ""])
    return shown


@contextmanager
def largest(folder: Path) -> Iterator[list[int]]:
    """Watch a folder; the list has the most bytes that its files took.

    It looks every few seconds only, since this process is the one that is measured.
    """
    held, stopped = [0], threading.Event()

    def look() -> None:
        while not stopped.wait(_PAUSE):
            held[0] = max(held[0], bytes_of(folder))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield held
    finally:
        stopped.set()
        thread.join()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--cores", type=int, nargs="+", default=[1, 2, 16, 64])
    parser.add_argument("--switches", nargs="*", default=[], metavar="KEY=VALUE", help="such as policy.passages=off")
    given = parser.parse_args()
    shares, config = Shares(), cf.Config()
    for switch in ("policy.yes=true", f"work.workers={given.workers}", *given.switches):
        name, _, value = switch.partition("=")
        section, _, key = name.partition(".")
        known = {"true": True, "false": False}.get(value, int(value) if value.isdigit() else value)
        config = config.override({section: {key: known}})
    with tempfile.TemporaryDirectory() as folder, largest(Path(folder)) as held:
        run = cf.clean(given.corpus, Path(folder) / "run", config=config, progress=shares)
        size = run.info["bytes"]
    print(machine(), versions("chaffinch", "numpy", "pyarrow"), sep="\n", end="\n\n")
    print(table(rows(shares.spent, size, given.cores)))
    print(f"\nfiles of the run: {held[0] / 1e6:,.0f} MB at most, {held[0] / size:.1f} times the input")


if __name__ == "__main__":
    main()
