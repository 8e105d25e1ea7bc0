"""What tests share: a finished run made by hand, with every kind of row once, a child for extraction, an S3 server."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import settings
from pyarrow import parquet

from chaffinch.config import Config
from chaffinch.html import Extractor
from chaffinch.html.sandbox import Sandbox
from chaffinch.runs.run import Run, write_info
from chaffinch.schemas import PUBLIC
from chaffinch.text.hashing import digest

settings.register_profile("chaffinch", deadline=None)  # a busy machine is no defect of what is tested
settings.load_profile("chaffinch")

QUOTE = "We come to a really terrifying conclusion for the entire coast, said the harbour master on Monday."
SHARE = "Share this story with your friends!"
DONATE = "If you like what we write, please support us with a small donation."
FOOTER = "© 2031 The Harbour Herald. All rights reserved."

TEXTS = {
    "a/one.txt": (
        "By A. Correspondent\n\nThe ferry ran aground at dawn.\nNobody was hurt.\nThe crew left by boat.\n\n"
        f"{DONATE}\n\n{QUOTE}\n\nThe ferry is to be towed.\n\n{FOOTER}\n"
    ),
    "a/two.txt": f"The buoy was off station.\n\n{QUOTE}\n\nIt is back now. {SHARE} Rain is expected.\n\n{FOOTER}\n",
    "b/copy.txt": f"The ferry ran aground at dawn.\nNobody was hurt.\nThe crew left by boat.\n\n{QUOTE}\n",
    "b/menu only.txt": "Home\nNews\nSport\nSubscribe to our newsletter!\n",
    "b/quote.txt": f"{QUOTE}\n\nMore follows.\n",
}


def span(document: str, passage: str) -> dict[str, Any]:
    start = TEXTS[document].index(passage)
    return {"document": document, "start": start, "stop": start + len(passage)}


def removal(document: str, passage: str, reason: str, **other: Any) -> dict[str, Any]:
    return {
        "action": "remove",
        "reason": reason,
        "rule": f"en.{reason}",
        "score": 0.9,
        **span(document, passage),
        **other,
    }


def finding(document: str, passage: str, category: str) -> dict[str, Any]:
    return {"category": category, "rule": f"en.{category}", "score": 0.9, **span(document, passage)}


def tables() -> dict[str, list[dict[str, Any]]]:
    copy, one = TEXTS["b/copy.txt"], TEXTS["a/one.txt"]
    menu = TEXTS["b/menu only.txt"].strip()
    outcome = {"b/copy.txt": "duplicate"}
    removals = [
        removal("a/one.txt", DONATE, "donation"),
        removal("a/one.txt", FOOTER, "template", rule="t1"),
        removal("a/two.txt", SHARE, "social"),
        removal("a/two.txt", FOOTER, "template", rule="t1"),
        removal("b/menu only.txt", menu, "navigation", action="withheld"),
        removal(
            "b/copy.txt",
            copy,
            "duplicate",
            rule="",
            score=0.98,
            keeper="a/one.txt",
            keeper_start=0,
            keeper_stop=len(one),
        ),
    ]
    quotes = [span(document, QUOTE) for document in ("a/one.txt", "a/two.txt", "b/copy.txt", "b/quote.txt")]
    left, right = quotes[0], quotes[1]
    whole = {"left_start": 0, "left_stop": len(one), "right_start": 0, "right_stop": len(copy)}
    return {
        "documents": [
            {"document": name, "source": name, "record": 0, "characters": len(text), "digest": digest(text), "outcome": outcome.get(name, "cleaned")}
            for name, text in TEXTS.items()
        ]
        + [{"document": "b/broken.html", "source": "b/broken.html", "record": 0, "outcome": "failed"}],
        "findings": [
            finding("a/one.txt", "By A. Correspondent", "byline"),
            finding("a/one.txt", DONATE, "donation"),
            finding("a/two.txt", SHARE, "social"),
            finding("b/menu only.txt", "Subscribe to our newsletter!", "subscription"),
        ],
        "templates": [{"rule": "t1", "host": host, "pattern": FOOTER} for host in ("a.example", "b.example")],
        "matches": [
            {"unit": "passage", "similarity": 0.97, **{f"left_{k}": v for k, v in left.items()}, **{f"right_{k}": v for k, v in right.items()}},
            {"unit": "document", "left_document": "a/one.txt", "right_document": "b/copy.txt", "left_coverage": 0.9,
             "right_coverage": 1.0, "similarity": 0.95, **whole},
        ],
        "clusters": [
            {"cluster": "c1", "kind": "quotation", "keeper": True, "speaker": "the harbour master", **place} for place in quotes
        ]
        + [
            {"cluster": "d1", "kind": "document", "document": name, "start": 0, "stop": len(TEXTS[name]), "keeper": name == "a/one.txt"}
            for name in ("a/one.txt", "b/copy.txt")
        ],
        "removals": removals,
        "edits": [
            {"document": r["document"], "start": r["start"], "stop": r["stop"] + 1, "position": 0,
             "text": TEXTS[r["document"]][r["start"] : r["stop"] + 1]}
            for r in removals if r["action"] == "remove" and r["reason"] != "duplicate"
        ],
        "failures": [{"source": "b/broken.html", "record": 0, "document": "b/broken.html", "stage": "read", "message": "not text: 0x00 in the first 512 bytes"}],
    }  # fmt: skip


def write_run(folder: Path, rows: dict[str, list[dict[str, Any]]], **info: Any) -> Run:
    """Write tables and ``run.toml`` of a finished run."""
    folder.mkdir(parents=True)
    for name, table in rows.items():
        parquet.write_table(pa.Table.from_pylist(table, schema=PUBLIC[name]), folder / f"{name}.parquet")
    counts = {"read": 6, "cleaned": 4, "duplicate": 1, "failed": 1, "skipped": 3, "characters": 1000, "kept": 882}
    recorded = {"version": "0.1.0", "bytes": 38_100_000, "seconds": 9.4, "counts": counts, "config": Config().to_dict()}
    recorded |= {"input": {"root": str(write_input(folder.parent))}, "skipped": {".png": 2, "hidden": 1}}
    recorded["sources"] = {name: len(text.encode()) for name, text in TEXTS.items()}
    write_info(folder, {**recorded, "finished": True, **info})
    return Run.open(folder)


def write_input(folder: Path) -> Path:
    """Write the texts as the files they were read from."""
    for name, text in TEXTS.items():
        path = folder / "input" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder / "input"


@pytest.fixture
def hand_run(tmp_path: Path) -> Run:
    """A finished run of six documents with every kind of row."""
    return write_run(tmp_path / "run", tables())


@pytest.fixture
def empty_run(tmp_path: Path) -> Run:
    """A finished run of nothing."""
    counts = dict.fromkeys(("read", "cleaned", "duplicate", "failed", "skipped", "characters", "kept"), 0)
    return write_run(tmp_path / "empty", {}, counts=counts, skipped={}, bytes=0, seconds=0.0)


@pytest.fixture
def run_of(tmp_path: Path) -> Callable[..., Run]:
    """Make the run by hand with its tables changed by a function, or with other entries of ``run.toml``."""

    def make(change: Callable[[dict[str, list[dict[str, Any]]]], None] | None = None, **info: Any) -> Run:
        rows = tables()
        if change:
            change(rows)
        return write_run(tmp_path / f"changed{len(list(tmp_path.iterdir()))}", rows, **info)

    return make


@pytest.fixture(scope="session", autouse=True)
def shared_child() -> Iterator[None]:
    """Let all extractors of a thread share one child: it starts in half a second, and each run would start several.

    `tests/html/test_extract.py` tests the extractor without this.
    """
    made: dict[tuple[float, int, int], Sandbox] = {}

    def sandbox(name: str, target: str, *, seconds: float, memory: int) -> Sandbox:
        key = seconds, memory, threading.get_ident()
        return made.setdefault(key, Sandbox(name, target, seconds=seconds, memory=memory))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("chaffinch.html.extract.Sandbox", sandbox)
        patch.setattr(Extractor, "close", lambda extractor: None)
        yield
    for one in made.values():
        one.close()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Start an S3 server and give its address; the environment leads to it."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    words = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with (
        subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process,
        pytest.MonkeyPatch.context() as patch,
    ):
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/moto-api/").close()
                break
            except OSError:
                time.sleep(0.1)
        patch.setenv("AWS_ENDPOINT_URL", address)
        patch.setenv("AWS_ACCESS_KEY_ID", "AKIASECRETSECRET")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "hidden-hidden-hidden")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        s3fs = pytest.importorskip("s3fs", reason="pip install 'chaffinch[cloud]'")
        s3fs.S3FileSystem.clear_instance_cache()  # else that of another module's server answers in this process
        yield address
        process.terminate()


@pytest.fixture
def bucket(
    server: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """Make an empty bucket of its own for a test, and a cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    import boto3

    made = boto3.resource("s3").Bucket(f"b{abs(hash(request.node.nodeid))}")
    made.create()
    yield made
    made.meta.client.close()
