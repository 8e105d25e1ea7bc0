"""Kill runs at random moments and look whether, resumed, they end with the same bytes as a run that was not killed.

    python benchmarks/kills.py CORPUS [--kills 50] [--seed 1] [--workers 2] [--switches "--passages remove"]

A run is started again and again and killed each time, until one comes to its end; then the next begins, until there
were so many kills. Ways to kill, taken in turn: the whole process group; the leading process alone; a worker; and the
whole group, after which the files written last are cut short or filled with zeros, as a power failure leaves them.
The moment is drawn from the time that a run takes.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from measuring import children, machine, python_path, versions

__all__ = ["WAYS", "Run", "contents", "kill_and_go_on"]

WAYS = ("group", "parent", "worker", "power")
_CODE = """
import sys
from chaffinch.cli import main
from chaffinch.pipeline import preparing
preparing.HOLD = float(sys.argv.pop(1))
main()
"""
_TORN = 3  # files that a power failure spoils
_BOOT = "boot"  # what a table remembers of the system's start


@dataclass(frozen=True)
class Run:
    """A call of ``chaffinch clean``.

    Attributes:
        hold: seconds for which a small run has its work tables in memory; 0: there are checkpoints from the beginning.
    """

    corpus: Path
    out: Path
    switches: Sequence[str]
    hold: float = 0.0

    def start(self) -> subprocess.Popen[bytes]:
        """Start it in a process group of its own."""
        command = [sys.executable, "-c", _CODE, str(self.hold), "clean", str(self.corpus), "--out", str(self.out)]
        return subprocess.Popen(
            [*command, "--quiet", *self.switches],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, **python_path()},
            start_new_session=True,
        )

    def finish(self) -> float:
        """Let it come to its end; give the seconds that it took."""
        began = time.perf_counter()
        process = self.start()
        _, printed = process.communicate()
        if process.returncode:
            raise SystemExit(f"exit {process.returncode}: {printed.decode(errors='replace')[-2000:]}")
        return time.perf_counter() - began


def contents(out: Path) -> dict[str, str]:
    """Give the digest of every file of a finished run; of run.toml only what does not tell the time.

    The page is left out: it is made of the tables, and names the folder.
    """
    found = {}
    for path in sorted(p for p in out.rglob("*") if p.is_file() and p.name not in (".lock", "report.html")):
        data = path.read_bytes()
        if path.name == "run.toml":
            info = tomllib.loads(data.decode())
            data = repr({k: info[k] for k in ("input", "config", "counts", "finished")}).encode()
        found[path.relative_to(out).as_posix()] = blake2b(data, digest_size=16).hexdigest()
    return found


def kill_and_go_on(run: Run, seconds: float, chance: random.Random, ways: Sequence[str] = WAYS) -> Iterator[str]:
    """Start a run again and again, and kill it each time but the last; yield the way of every kill that met it.

    Args:
        seconds: that an undisturbed run takes.
        chance: draws the moments.
        ways: taken in turn; after the last one the run is not killed.
    """
    for way in ways:
        process = run.start()
        try:
            process.wait(chance.uniform(0.05, 0.9) * seconds)
        except subprocess.TimeoutExpired:
            _kill(process, way, chance)
            process.wait()
            if way == "power":
                _tear(run.out, chance)
            yield way
        finally:
            if process.stderr:
                process.stderr.close()
        if process.returncode == 0:
            return
    run.finish()


def _kill(process: subprocess.Popen[bytes], way: str, chance: random.Random) -> None:
    workers = children(process.pid)
    if way == "parent":
        process.kill()
    elif way == "worker" and workers:
        os.kill(chance.choice(workers), signal.SIGKILL)
    else:
        os.killpg(process.pid, signal.SIGKILL)


def _tear(out: Path, chance: random.Random) -> None:
    """Leave the files written last as a power failure does, and let all of it be of an earlier start of the system."""
    files = sorted((p for p in out.rglob("*.arrow*") if p.is_file()), key=lambda p: p.stat().st_mtime_ns)
    for path in files[-_TORN:]:
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.truncate(chance.randrange(size + 1))
            if chance.random() < 0.5:
                file.truncate(size)  # grows again, of zeros
    for path in [*out.rglob("table.json"), *out.rglob(".work/.*/key")]:
        path.write_text(path.read_text(encoding="utf-8").replace(f'"{_BOOT}": "', f'"{_BOOT}": "earlier-'), "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--switches", default="")
    given = parser.parse_args()
    chance, switches = random.Random(given.seed), ["--yes", "--workers", str(given.workers), *given.switches.split()]
    met: Counter[str] = Counter()
    runs = wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        alone = Run(given.corpus, Path(folder) / "alone", switches)
        seconds = alone.finish()
        expected = contents(alone.out)
        while met.total() < given.kills:
            run = Run(given.corpus, Path(folder) / "killed", switches)
            ways = chance.sample(WAYS, chance.randint(1, len(WAYS)))
            met.update(kill_and_go_on(run, seconds, chance, ways))
            runs += 1
            found = contents(run.out)
            if found != expected:
                wrong += 1
                print("differ:", sorted(k for k in {*found, *expected} if found.get(k) != expected.get(k)))
            shutil.rmtree(run.out)
            print(f"{met.total()} kills in {runs} runs, {wrong} of them differ", file=sys.stderr, flush=True)
    print(machine(), versions("chaffinch", "pyarrow"), sep="\n", end="\n\n")
    kinds = ", ".join(f"{count} {way}" for way, count in sorted(met.items()))
    print(f"{met.total()} kills ({kinds}) in {runs} runs of {seconds:.1f} s: {runs - wrong} ended with the same bytes")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
