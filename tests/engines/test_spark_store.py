"""Executors that share no folder with the driver: all goes through a store, and the bytes are the same."""

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
from typing import Any

import pytest
from kills import Run, contents
from measuring import python_path

pytestmark = pytest.mark.heavy

pytest.importorskip("pyspark")
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    pytest.skip("Spark needs Java", allow_module_level=True)
if subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode:
    pytest.skip("hiding a folder from executors needs root", allow_module_level=True)

WORDS = "harbour water council night boats repair bridge winter market letter school garden".split()
SWITCHES = ["--yes", "--passages", "remove", "--sensitivity", "high"]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, chance = tmp_path_factory.mktemp("corpus"), random.Random(4)
    quote = " ".join(chance.choices(WORDS, k=40))
    with (folder / "a.jsonl").open("w") as file:
        for i in range(90):
            paragraphs = [" ".join(chance.choices(WORDS, k=60)).capitalize() + "." for _ in range(4)]
            text = "\n\n".join([*paragraphs, quote if i % 9 == 0 else "", "All rights reserved."])
            file.write(json.dumps({"id": f"a{i}", "host": f"{i % 3}.org", "text": text, "n": i}) + "\n")
    (folder / "c.html").write_text(f"<html><body><article><p>{quote}</p></article></body></html>")
    (folder / "d.txt").write_bytes(b"\x00\x01")
    return folder


PACK = """
language = "en"
[[rule]]
id = "en.disclaimer.market"
category = "disclaimer"
scope = "sentence"
pattern = '''market market'''
yes = ["The dam broke. ⟦A market market is near.⟧"]
no = ["She went to the market."]
"""


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pack") / "mine.toml"
    path.write_text(PACK)
    return path


@pytest.fixture(scope="module")
def expected(corpus: Path, pack: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    run = Run(corpus, tmp_path_factory.mktemp("alone") / "run", [*SWITCHES, "--pack", str(pack)])
    run.finish()
    return files_of(run.out)


def files_of(folder: Path) -> dict[str, str]:
    return {name: digest for name, digest in contents(folder).items() if name != "run.toml"}


@pytest.fixture
def apart(bucket: Any, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Fill a bucket; executors will see neither the driver's copy of the run nor the corpus, and leave a note of it."""
    for path in corpus.iterdir():
        bucket.upload_file(str(path), f"news/{path.name}")
    cache, notes, python = (tmp_path / name for name in ("cache", "notes", "python"))
    cache.mkdir()
    python.write_text(
        f"""#!/bin/sh
hide="mount -t tmpfs none {cache} && mount -t tmpfs none {corpus} && echo hidden >> {notes}"
exec unshare -m sh -c "$hide && exec {sys.executable} \\"\\$@\\"" sh "$@"
"""
    )
    python.chmod(0o755)
    monkeypatch.setenv("PYSPARK_PYTHON", str(python))
    monkeypatch.setenv("PYSPARK_DRIVER_PYTHON", sys.executable)
    (tmp_path / "fetched").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "fetched"))
    return notes


def command(corpus: str, bucket: Any, *switches: str) -> list[str]:
    words = [sys.executable, "-m", "chaffinch", "clean", corpus, "--quiet", "--engine", "spark"]
    return [*words, "--out", f"s3://{bucket.name}/run/", *SWITCHES, *switches]


def stored(bucket: Any, folder: Path) -> dict[str, str]:
    """Give the files of the run that the bucket holds."""
    for name in names(bucket):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        bucket.download_file(f"run/{name}", str(path))
    return files_of(folder)


def names(bucket: Any) -> list[str]:
    return [found.key.removeprefix("run/") for found in bucket.objects.filter(Prefix="run/")]


def test_executors_need_no_folder_of_the_driver(
    bucket: Any, apart: Path, corpus: Path, pack: Path, expected: dict[str, str], tmp_path: Path
) -> None:
    words = command(str(corpus), bucket, "--master", "local-cluster[2,1,1024]", "--pack", str(pack))
    env = {**os.environ, **python_path()}
    done = subprocess.run(words, capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "hidden" in apart.read_text()
    assert not [*(tmp_path / "fetched").glob("chaffinch-*")]
    assert stored(bucket, tmp_path / "got") == expected


def test_executors_need_not_see_an_index(bucket: Any, apart: Path, corpus: Path, pack: Path, tmp_path: Path) -> None:
    (tmp_path / "earlier.jsonl").write_text("\n".join((corpus / "a.jsonl").read_text().splitlines()[:30]))
    index = tmp_path / "cache" / "archive"  # hidden from them
    words = [sys.executable, "-m", "chaffinch", "index", "build", str(tmp_path / "earlier.jsonl"), "--out", str(index)]
    env = {**os.environ, **python_path()}
    subprocess.run(words, check=True, env=env, capture_output=True)
    switches = ["--pack", str(pack), "--against", str(index)]
    alone = Run(corpus, tmp_path / "alone", [*SWITCHES, *switches])
    alone.finish()
    words = command(str(corpus), bucket, "--master", "local-cluster[2,1,1024]", *switches)
    done = subprocess.run(words, capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "hidden" in apart.read_text()
    got, wanted = stored(bucket, tmp_path / "got"), files_of(alone.out)
    assert "against.parquet" in wanted
    assert got == wanted


def test_a_driver_that_is_killed_goes_on(
    bucket: Any, apart: Path, pack: Path, expected: dict[str, str], tmp_path: Path
) -> None:
    words = command(f"s3://{bucket.name}/news/", bucket, "--master", "local[2]", "--pack", str(pack))
    env = {**os.environ, **python_path()}
    process = subprocess.Popen(words, stderr=subprocess.DEVNULL, env=env, start_new_session=True)
    while process.poll() is None and not any(name.startswith("work/findings/") for name in names(bucket)):
        time.sleep(0.2)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    texts = bucket.Object("run/work/texts/part-00000.arrow")
    when = texts.last_modified
    process = subprocess.Popen(words, stderr=subprocess.DEVNULL, env=env)
    seen = set()
    while process.poll() is None:
        seen |= {f.last_modified for f in bucket.objects.filter(Prefix="run/work/texts/part-00000.arrow")}
        time.sleep(0.5)
    assert process.returncode == 0
    assert seen == {when}  # it was not read again
    assert stored(bucket, tmp_path / "got") == expected


SCRIPT = """
import sys
from chaffinch import Config, spark
from chaffinch.engines.spark import session_of

session = session_of("local[2]")
frame = session.read.json(sys.argv[1])
config = Config.from_dict({"policy": {"yes": True, "passages": "remove"}, "passages": {"sensitivity": "high"}})
cleaned = spark.clean(frame.repartition(3), sys.argv[2], config=config)
print(cleaned.run.info["counts"]["read"])
"""


def test_a_frame_goes_through_a_store(bucket: Any, apart: Path, corpus: Path, tmp_path: Path) -> None:
    from pyarrow import parquet

    words = [sys.executable, "-c", SCRIPT, str(corpus / "a.jsonl"), f"s3://{bucket.name}/run"]
    done = subprocess.run(words, capture_output=True, text=True, env={**os.environ, **python_path()}, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split() == ["90"]
    stored(bucket, tmp_path / "got")
    rows = parquet.read_table(tmp_path / "got" / "cleaned").to_pylist()
    alone = Run(corpus / "a.jsonl", tmp_path / "alone", SWITCHES)
    alone.finish()
    records = map(json.loads, (tmp_path / "alone" / "cleaned" / "a.jsonl").read_text().splitlines())
    assert {r["n"]: r["text"] for r in rows} == {r["n"]: r["text"] for r in records}
