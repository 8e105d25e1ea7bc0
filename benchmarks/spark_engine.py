"""Clean a corpus on this machine alone, on Spark, and on Spark while an executor is killed; compare the bytes.

    python benchmarks/spark_engine.py CORPUS [--master "local-cluster[2,1,2048]"] [--switches "--passages off"]

Prints the seconds of each stage on both engines, and the bytes that were exchanged by key: on Spark, too, these are in
the run folder, not in the shuffle of Spark.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
import tomllib
from pathlib import Path

from kills import Run, contents
from measuring import machine, table, versions


def executors(pid: int) -> list[int]:
    """Give the processes of Spark's executors in the group of a process."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            other = int(path.parent.name)
            if b"CoarseGrainedExecutorBackend" in path.read_bytes() and os.getpgid(other) == os.getpgid(pid):
                found.append(other)
        except OSError:  # it ended
            continue
    return sorted(found)


def finish_without_one(run: Run, after: str) -> int:
    """Let a run come to its end, but kill an executor once a table is there; give how many were killed."""
    process, killed = run.start(), 0
    while process.poll() is None and not killed:
        time.sleep(0.2)
        if (run.out / ".work" / after).exists():
            for pid in executors(process.pid)[:1]:
                os.kill(pid, signal.SIGKILL)
                killed += 1
    _, printed = process.communicate()
    if process.returncode:
        raise SystemExit(printed.decode(errors="replace")[-2000:])
    return killed


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--master", default="local-cluster[2,1,2048]")
    parser.add_argument("--after", default="texts", help="table after which an executor is killed; empty: none is")
    parser.add_argument("--switches", default="")
    given = parser.parse_args()
    switches = ["--yes", *given.switches.split()]
    spark = [*switches, "--engine", "spark", "--master", given.master]
    with tempfile.TemporaryDirectory() as folder:
        runs = {name: Run(given.corpus, Path(folder) / name, s) for name, s in
                (("local", switches), ("spark", spark), ("killed", spark))}  # fmt: skip
        seconds = {name: runs[name].finish() for name in ("local", "spark")}
        if not given.after:
            del runs["killed"]
        killed = finish_without_one(runs["killed"], given.after) if given.after else 0
        found = {name: {k: v for k, v in contents(run.out).items() if k != "run.toml"} for name, run in runs.items()}
        info = {name: tomllib.loads((run.out / "run.toml").read_text("utf-8")) for name, run in runs.items()}
    print(machine(), versions("chaffinch", "pyspark", "pyarrow"), sep="\n", end="\n\n")
    rows = [["stage", "local s", f"{given.master} s"]]
    for stage in info["local"]["stages"]:
        rows.append([stage, *(f"{info[name]['stages'].get(stage, 0):.1f}" for name in ("local", "spark"))])
    print(table([*rows, ["all", *(f"{seconds[name]:.1f}" for name in ("local", "spark"))]]), end="\n\n")
    exchanged = {k: v for k, v in info["spark"]["tables"].items() if v["exchanged"]}
    rows = [[name, f"{size['rows']:,}", f"{size['bytes'] / 1e6:.1f}"] for name, size in exchanged.items()]
    print(table([["exchanged by key", "rows", "MB"], *rows]), end="\n\n")
    same = {name: rows == found["local"] for name, rows in found.items()}
    print(f"the same bytes, by run: {same}; executors killed: {killed}")
    sys.exit(not all(same.values()))


if __name__ == "__main__":
    main()
