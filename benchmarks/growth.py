"""Clean planted corpora of several sizes: time, memory and disk by stage, and how the time a megabyte grows.

    python benchmarks/growth.py --docs 10000 100000 300000 [--switches "--passages off"]

Corpora are those of ``planted.py`` and are kept in the same place. Memory is that of the whole process tree: all of it
(PSS) / without mapped files, which the system takes back when others need it. ``--limit 3000000000`` runs them in a
control group (Linux, root) that may have so many bytes, mapped and cached files and all.
"""

from __future__ import annotations

import argparse
import shutil
from contextlib import ExitStack
from typing import Any

from measuring import control_group, machine, table, versions
from planted import MATCHING, Corpus, add_options, clean
from publishing import add_publish, publish


def main() -> None:
    """Run all sizes and print a column for each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--docs", type=int, nargs="+", default=[10_000, 100_000, 300_000])
    add_options(parser)
    parser.add_argument("--limit", type=int, default=0, help="bytes of memory that a run may have, with cached files")
    add_publish(parser)
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    results = []
    for docs in given.docs:
        corpus = Corpus.make(given, docs)
        run = given.work / f"grown-{docs}"
        with ExitStack() as stack:
            within = stack.enter_context(control_group(given.limit)) if given.limit else []
            found = clean(corpus, run, workers=given.workers, switches=given.switches.split(), within=within)
        results.append(found | {"docs": docs, "megabytes": corpus.path.stat().st_size / 1e6})
        shutil.rmtree(run)
    print(machine())
    print(versions("chaffinch", "duckdb", "numpy", "pyarrow", "rapidfuzz"), end="\n\n")
    print(table(_rows(results)))
    if given.publish:
        publish("growth", results, "chaffinch", "duckdb", "numpy", "pyarrow", "rapidfuzz")


def _rows(results: list[dict[str, Any]]) -> list[list[str]]:
    rows = [["documents", *(f"{r['docs']:,}" for r in results)], ["MB", *(f"{r['megabytes']:.0f}" for r in results)]]
    for name in results[-1]["stages"]:
        rows.append([f"{name}, s", *(f"{r['stages'].get(name, 0):.1f}" for r in results)])
        rows.append([f"{name}, MB", *("/".join(f"{b / 1e6:.0f}" for b in r["peaks"].get(name, ())) for r in results)])
    for name, figure in (
        ("disk MB", "disk_mb"),
        ("seconds", "seconds"),
        ("CPU s", "cpu_seconds"),
        ("peak MB", "peak_mb"),
    ):
        rows.append([name, *(f"{r[figure]:.1f}" for r in results)])
    for name, figure in (("MB/s", "mb_per_second"), ("matching stages, MB/s", "matching_mb_per_second")):
        rows.append([name, *(f"{r[figure]:.1f}" for r in results)])
    first = results[0]
    per = [r["seconds"] / r["megabytes"] / (first["seconds"] / first["megabytes"]) for r in results]
    own = [sum(r["stages"].get(n, 0) for n in MATCHING) / r["megabytes"] for r in results]
    rows.append(["time a MB, to the first", *(f"{share:.2f}" for share in per)])
    return [*rows, ["matching a MB, to the first", *(f"{share / own[0]:.2f}" for share in own)]]


if __name__ == "__main__":
    main()
