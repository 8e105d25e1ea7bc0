"""Spark gives what this machine alone gives: the same bytes in every table and every cleaned file."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from kills import Run, contents
from measuring import python_path
from spark_engine import finish_without_one

pytestmark = pytest.mark.heavy

pytest.importorskip("pyspark")
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    pytest.skip("Spark needs Java", allow_module_level=True)

CLUSTER = "local-cluster[2,1,1024]"
WORDS = "harbour water council night boats repair bridge winter market letter school garden".split()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, chance = tmp_path_factory.mktemp("corpus"), random.Random(4)
    quote = " ".join(chance.choices(WORDS, k=40))
    with (folder / "a.jsonl").open("w") as file:
        for i in range(120):
            paragraphs = [" ".join(chance.choices(WORDS, k=60)).capitalize() + "." for _ in range(4)]
            text = "\n\n".join([*paragraphs, quote if i % 9 == 0 else "", "All rights reserved."])
            file.write(json.dumps({"id": f"a{i}", "host": f"{i % 3}.org", "text": text, "n": i}) + "\n")
            if i % 30 == 0:
                file.write(
                    json.dumps({"id": f"b{i}", "host": "b.org", "text": text.replace(". ", ", "), "n": -i}) + "\n"
                )
    (folder / "c.html").write_text(f"<html><body><article><p>{quote}</p></article></body></html>")
    (folder / "d.txt").write_bytes(b"\x00\x01")
    return folder


@pytest.fixture(scope="module")
def expected(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    run = Run(corpus, tmp_path_factory.mktemp("alone") / "run", ["--yes", "--passages", "remove"])
    run.finish()
    return without_work(contents(run.out))


def without_work(found: dict[str, str]) -> dict[str, str]:
    return {name: digest for name, digest in found.items() if name != "run.toml"}


def on_spark(corpus: Path, out: Path, master: str) -> Run:
    return Run(corpus, out, ["--yes", "--passages", "remove", "--engine", "spark", "--master", master])


def test_the_same_bytes_from_two_executors(corpus: Path, expected: dict[str, str], tmp_path: Path) -> None:
    run = on_spark(corpus, tmp_path / "run", CLUSTER)
    run.finish()
    assert without_work(contents(run.out)) == expected


def test_an_executor_that_is_killed_changes_nothing(corpus: Path, expected: dict[str, str], tmp_path: Path) -> None:
    run = on_spark(corpus, tmp_path / "run", CLUSTER)
    assert finish_without_one(run, after="texts") == 1
    assert without_work(contents(run.out)) == expected


def test_a_run_begun_without_spark_goes_on_with_it(corpus: Path, expected: dict[str, str], tmp_path: Path) -> None:
    begun = Run(corpus, tmp_path / "run", ["--yes", "--passages", "remove"])
    process, made = begun.start(), begun.out / ".work" / "texts" / "table.json"
    later = made.parents[1] / "numbers" / "table.json"  # made from what was read: all tables of reading are finished
    while process.poll() is None and not later.exists():
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    when = made.stat().st_mtime_ns
    run = on_spark(corpus, begun.out, "local[2]")
    process = run.start()
    while process.poll() is None and not (run.out / ".work" / "findings").exists():
        time.sleep(0.01)
    assert made.stat().st_mtime_ns == when  # it was not read again
    assert process.wait() == 0
    process.stderr.close()
    assert without_work(contents(run.out)) == expected


SCRIPT = """
import sys
import time
from chaffinch import Config, spark
from chaffinch.engines.spark import SparkEngine, session_of

SparkEngine.small = 0  # all rows by key go to tasks of Spark, however few they are
session = session_of("local[2]")
frame = session.read.json(sys.argv[1])
cleaned = spark.clean(frame, sys.argv[2], config=Config.from_dict({"policy": {"yes": True, "passages": "remove"}}))
assert cleaned.frame.columns == frame.columns, cleaned.frame.columns
for row in cleaned.frame.orderBy("id").collect():
    print(row["id"], row["n"], repr(row["text"]))
print(cleaned.table("removals").count(), file=sys.stderr)
"""


def test_a_frame_comes_back_as_a_frame(corpus: Path, tmp_path: Path) -> None:
    words = [sys.executable, "-c", SCRIPT, str(corpus / "a.jsonl"), str(tmp_path / "run")]
    done = subprocess.run(words, capture_output=True, text=True, env={**os.environ, **python_path()}, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    alone = Run(corpus / "a.jsonl", tmp_path / "alone", ["--yes", "--passages", "remove"])
    alone.finish()
    records = [*map(json.loads, (tmp_path / "alone" / "cleaned" / "a.jsonl").read_text().splitlines())]
    lines = [f"{r['id']} {r['n']} {r['text']!r}" for r in sorted(records, key=lambda r: str(r["id"]))]
    assert done.stdout.splitlines() == lines


def test_a_missing_spark_is_reported(corpus: Path, tmp_path: Path) -> None:
    run = on_spark(corpus, tmp_path / "run", "spark://localhost:1")
    env = {**os.environ, **python_path(), "PYSPARK_SUBMIT_ARGS": "--conf spark.bad pyspark-shell"}
    command = [sys.executable, "-m", "chaffinch", "clean", str(corpus), "--out", str(run.out), *run.switches]
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 1
    assert "Spark does not start" in done.stderr
    assert "Traceback" not in done.stderr
