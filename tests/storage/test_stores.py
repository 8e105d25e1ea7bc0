"""Input and runs in stores: a real S3 server (moto's server mode) and a real web server, both on this machine."""

from __future__ import annotations

import gzip
import http.server
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from chaffinch import formats, pipeline
from chaffinch.config import Config
from chaffinch.errors import GuardError, MissingExtra, RunError, UsageError
from chaffinch.report.explanation import explain
from chaffinch.report.report import summary
from chaffinch.runs.mirror import Mirror
from chaffinch.runs.originals import read_passages
from chaffinch.runs.run import Run
from chaffinch.storage import stores

pytestmark = pytest.mark.heavy  # needs the libraries of stores and of the server

THINGS = "ferry buoy pilot harbour crane anchor lantern tide keel rope signal deck cargo gale wharf fog chart net hull mast".split()
SHARE = "Share this story with your friends!"


def lines(letter: str) -> bytes:
    """Make eight records that have nothing in common but what asks to be shared."""
    rng = random.Random(letter)
    sentences = [[" ".join(rng.choices(THINGS, k=12)).capitalize() + "." for _ in range(4)] for _ in range(8)]
    records = [{"id": f"{letter}{i}", "text": f"{' '.join(some)}\n\n{SHARE}\n"} for i, some in enumerate(sentences)]
    return "".join(json.dumps(record) + "\n" for record in records).encode()


LINES = lines("d")
TEXTS = {record["id"]: record["text"] for record in map(json.loads, LINES.splitlines())}
PAGE = b"<html><body><article><p>The lighthouse was lit again on Sunday, after a year of repairs to its lantern.</p></article></body></html>"


def put(bucket: Any, **content: bytes) -> None:
    for name, data in content.items():
        bucket.put_object(Key=name.replace("__", "/").replace("_", "."), Body=data)


def held(bucket: Any) -> dict[str, bytes]:
    return {one.key: one.get()["Body"].read() for one in bucket.objects.all()}


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def clean(inputs: Any, out: Any, **more: Any) -> Run:
    config = more.pop("config", Config())
    return pipeline.clean(inputs, out, config=config, **more)


def corpus(bucket: Any) -> str:
    """Fill a bucket with files of many kinds."""
    put(
        bucket,
        news__a_jsonl=LINES,
        news__b_jsonl_gz=gzip.compress(lines("e")),
        news__sub__page_html=PAGE,
    )
    put(
        bucket,
        news__sub__plain_txt=b"Fog is expected on Monday, and no ferry will sail before noon.\n",
        news__logo_png=b"\x89PNG",
    )
    bucket.put_object(Key="news/.hidden/x.txt", Body=b"no")
    bucket.put_object(Key="news//odd.txt", Body=b"The tide was higher than anyone in the harbour remembers it.\n")
    bucket.put_object(Key="news/folder/", Body=b"")
    return f"s3://{bucket.name}/news"


def test_a_folder_in_a_store_gives_the_run_that_a_copy_of_it_gives(bucket: Any, tmp_path: Path) -> None:
    run = clean(f"{corpus(bucket)}/", tmp_path / "run")
    local = tmp_path / "news"
    for key, data in held(bucket).items():
        if not key.endswith(("/", "png", "x.txt")):
            name = key.removeprefix("news/").replace("/odd", "%2F/odd")
            (local / name).parent.mkdir(parents=True, exist_ok=True)
            (local / name).write_bytes(data)
    other = clean(local, tmp_path / "other")
    assert tree(tmp_path / "run" / "cleaned") == tree(tmp_path / "other" / "cleaned")
    assert run.info["input"]["digest"] == other.info["input"]["digest"]
    assert run.info["input"]["root"] == f"s3://{bucket.name}/news"
    assert run.info["skipped"] == {".png": 1, "hidden": 1}
    for name, table in run.tables.items():
        assert table.equals(other.table(name)), name
    assert SHARE not in (tmp_path / "run" / "cleaned" / "a.jsonl").read_text()


def test_what_was_fetched_is_there_for_decide_and_explain_and_restore_needs_nothing(
    bucket: Any, tmp_path: Path
) -> None:
    run = clean(corpus(bucket), tmp_path / "run")
    bucket.objects.all().delete()
    again = pipeline.decide(run, config=Config().override({"policy": {"boilerplate": "report"}}))
    assert tree(tmp_path / "run" / "cleaned")["a.jsonl"] == LINES
    assert explain(again, "d3").to_dict()["document"] == "d3"
    assert summary(again).read == 19
    shutil.rmtree(tmp_path / "run" / "fetched")
    assert again.text("sub/plain.txt").startswith("Fog")
    assert again.text("d3") == TEXTS["d3"]
    assert read_passages(again, [("d3", 0, 9), ("sub/plain.txt", 0, 3), ("e1", 2, 5)])[:2] == [TEXTS["d3"][:9], "Fog"]
    pipeline.restore(again, tmp_path / "back")
    assert tree(tmp_path / "back")["a.jsonl"] == LINES


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("/news/a.jsonl", ["a.jsonl"]),
        ("/news/*.jsonl*", ["a.jsonl", "b.jsonl.gz"]),
        ("/news/**/*.txt", ["sub/plain.txt"]),
        ("/news/sub", ["page.html", "plain.txt"]),
        ("", ["news/%2F/odd.txt", "news/a.jsonl", "news/b.jsonl.gz", "news/sub/page.html", "news/sub/plain.txt"]),
    ],
)
def test_an_address_is_a_file_a_folder_or_a_glob(bucket: Any, given: str, names: list[str]) -> None:
    corpus(bucket)
    assert [source.name for source in formats.find_remote([f"s3://{bucket.name}{given}"]).sources] == names


def test_names_are_relative_to_the_deepest_folder_of_all_inputs(bucket: Any) -> None:
    root = corpus(bucket)
    listing = formats.find_remote([f"{root}/a.jsonl", f"{root}/sub/plain.txt"])
    assert (listing.root, [s.name for s in listing.sources]) == (root, ["a.jsonl", "sub/plain.txt"])


def test_a_name_with_signs_of_a_glob_is_a_name(bucket: Any) -> None:
    bucket.put_object(Key="a[1].txt", Body=b"One.")
    assert [s.name for s in formats.find_remote([f"s3://{bucket.name}/a[1].txt"]).sources] == ["a[1].txt"]


def test_a_finished_run_is_unchanged_and_changed_input_is_reported(bucket: Any, tmp_path: Path) -> None:
    root = corpus(bucket)
    clean(root, tmp_path / "run")
    shutil.rmtree(tmp_path / "run" / "fetched")
    assert clean(root, tmp_path / "run").info["unchanged"]
    assert not (tmp_path / "run" / "fetched").exists()  # the versions of the store tell, nothing is fetched
    put(bucket, news__a_jsonl=b"".join(LINES.splitlines(keepends=True)[:4]))
    with pytest.raises(RunError, match="holds a run of another input"):
        clean(root, tmp_path / "run")
    assert clean(root, tmp_path / "run", fresh=True).info["counts"]["read"] == 15


def test_only_what_is_missing_is_fetched(bucket: Any, tmp_path: Path) -> None:
    listing = formats.find_remote([corpus(bucket)])
    came: list[int] = []
    formats.fetched(listing, tmp_path, came.append)
    assert len(came) == len(listing.sources) == 5
    (tmp_path / "a.jsonl").unlink()
    put(bucket, news__sub__plain_txt=b"Another text than before, so that its ETag is another one.\n")
    formats.fetched(
        formats.find_remote([corpus(bucket) + "/sub", f"s3://{bucket.name}/news/a.jsonl"]), tmp_path, came.append
    )
    assert len(came) == 6  # plain.txt was put back by corpus(): its ETag is the old one again
    assert (tmp_path / "a.jsonl").read_bytes() == LINES


def test_a_file_that_vanishes_is_a_failure_and_the_rest_goes_on(bucket: Any, tmp_path: Path) -> None:
    listing = formats.find_remote([corpus(bucket)])
    bucket.Object("news/a.jsonl").delete()
    there = formats.fetched(listing, tmp_path)
    lost = next(source for source in there.sources if source.name == "a.jsonl")
    assert lost.failure.startswith("cannot be fetched: ")
    with pytest.raises(Exception, match="cannot be fetched"):
        formats.compression.slurp(lost)
    assert sum(not source.failure for source in there.sources) == 4
    assert "a.jsonl" not in there.versions


def test_where_everything_vanishes_the_run_stops(bucket: Any, tmp_path: Path) -> None:
    listing = formats.find_remote([corpus(bucket)])
    bucket.objects.all().delete()
    with pytest.raises(RunError, match=r"nothing of s3://.*/news can be read"):
        formats.fetched(listing, tmp_path)


def test_a_folder_with_other_files_is_refused_before_anything_is_fetched(bucket: Any, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "mine.txt").write_text("mine")
    with pytest.raises(RunError, match="holds other files"):
        clean(corpus(bucket), tmp_path / "run")
    assert not (tmp_path / "run" / "fetched").exists()


@pytest.mark.parametrize("given", ["", "/none", "/none/*.txt", "/none.jsonl"])
def test_missing_files_are_reported(bucket: Any, given: str) -> None:
    with pytest.raises(UsageError, match="no such file or folder: s3://"):
        formats.find_remote([f"s3://{bucket.name}{given}"])


def test_a_missing_bucket_is_reported(server: str) -> None:
    with pytest.raises(UsageError, match="no such file or folder: s3://no-such-bucket/x/"):
        formats.find_remote(["s3://no-such-bucket/x/"])


def test_an_input_of_unknown_kinds_only_is_reported(bucket: Any) -> None:
    put(bucket, logo_png=b"\x89PNG")
    with pytest.raises(UsageError, match=r"nothing to read in s3://.*: seen 1 \.png"):
        formats.find_remote([f"s3://{bucket.name}"])


def test_paths_and_addresses_do_not_go_together(bucket: Any, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be combined"):
        clean([corpus(bucket), str(tmp_path)], tmp_path / "run")


def test_an_address_of_no_known_kind_is_reported(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Protocol not known: gopher; known are s3://"):
        clean("gopher://host/x.txt", tmp_path / "run")


@pytest.mark.parametrize(
    ("scheme", "package"), [("s3", "s3fs"), ("gs", "gcsfs"), ("hf", "huggingface_hub"), ("https", "aiohttp")]
)
def test_a_missing_package_is_reported_with_its_extra(scheme: str, package: str, tmp_path: Path) -> None:
    code = f"import sys; sys.modules[{package!r}] = None; from chaffinch.cli.app import main; main()"
    words = ["clean", f"{scheme}://datasets/a/b/c.txt", "--out", str(tmp_path / "run")]
    ran = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)
    told = f"chaffinch: {package} is not installed; try: pip install 'chaffinch[cloud]' (in a clone of the repository: "
    assert ran.stderr == f"{told}pip install '.[cloud]')\n"
    assert ran.returncode == 2


def test_missing_fsspec_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(MissingExtra, match="fsspec is not installed"):
        stores.find("s3://bucket/x")


def test_a_run_is_kept_in_a_store(bucket: Any, tmp_path: Path) -> None:
    root, out = corpus(bucket), f"s3://{bucket.name}/run"
    before = held(bucket)
    run = clean(root, f"{out}/")
    assert summary(run).read == 19
    local = clean(root, tmp_path / "run")
    there = {key.removeprefix("run/"): data for key, data in held(bucket).items() if key.startswith("run/")}
    own = ("run.toml", "report.html")  # the time, and the name of the folder
    expected = {
        name: data for name, data in tree(tmp_path / "run").items() if not name.startswith((".", "fetched", *own))
    }
    assert {name: data for name, data in there.items() if name not in own} == expected
    assert all(there[name] for name in own)
    assert b"finished = true" in there["run.toml"]
    assert {key: data for key, data in held(bucket).items() if not key.startswith("run/")} == before
    assert local.info["counts"] == run.info["counts"]


def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be another machine: nothing is in its cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "elsewhere"))


def test_a_run_in_a_store_is_read_from_another_machine(
    bucket: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = f"s3://{bucket.name}/run"
    clean(corpus(bucket), out)
    elsewhere(tmp_path, monkeypatch)
    run = Run.open(out)
    assert not (run.path / "cleaned").exists()
    assert run.table("documents").num_rows == 19
    assert explain(run, "d3").to_dict()["document"] == "d3"
    pipeline.restore(run, tmp_path / "back")
    assert tree(tmp_path / "back")["a.jsonl"] == LINES
    put(bucket, run__run_toml=held(bucket)["run/run.toml"].replace(b"finished = true", b"finished = false"))
    with pytest.raises(RunError, match="is not finished"):
        Run.open(out)


def test_decide_on_a_run_in_a_store(bucket: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(bucket, in__a_jsonl=LINES)
    out = f"s3://{bucket.name}/run"
    clean(f"s3://{bucket.name}/in", out)
    assert held(bucket)["run/cleaned/a.jsonl"] != LINES
    elsewhere(tmp_path, monkeypatch)
    pipeline.decide(Run.open(out), config=Config().override({"policy": {"boilerplate": "report"}}))
    assert held(bucket)["run/cleaned/a.jsonl"] == LINES
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))  # back on the first machine, whose copy is old
    assert Run.open(out).table("edits").num_rows == 0


def test_a_finished_run_in_a_store_is_left_alone(bucket: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, out = corpus(bucket), f"s3://{bucket.name}/run"
    clean(root, out)
    before = {one.key: one.last_modified for one in bucket.objects.all()}
    elsewhere(tmp_path, monkeypatch)
    assert clean(root, out).info["unchanged"]
    assert {one.key: one.last_modified for one in bucket.objects.all()} == before
    with pytest.raises(RunError, match=r"^s3://.*/run holds a run of another configuration .*text_field"):
        clean(root, out, config=Config().override({"input": {"text_field": "body"}}))
    clean(f"{root}/a.jsonl", out, fresh=True)
    assert [key for key in held(bucket) if key.startswith("run/cleaned")] == ["run/cleaned/a.jsonl"]


@pytest.mark.parametrize("name", ["cleaned/notes.txt", "notes.txt"])
def test_other_files_beside_a_run_in_a_store_stay(
    name: str, bucket: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(bucket, in__a_jsonl=LINES)
    root, out = f"s3://{bucket.name}/in", f"s3://{bucket.name}/run"
    clean(root, out)
    bucket.put_object(Key=f"run/{name}", Body=b"mine")
    before = held(bucket)
    with pytest.raises(RunError, match=rf"^s3://.*/run holds other files \({name}\)"):
        clean(root, out, fresh=True)
    assert held(bucket) == before
    elsewhere(tmp_path, monkeypatch)
    report = Config().override({"policy": {"boilerplate": "report"}})
    if name.startswith("cleaned"):
        with pytest.raises(RunError, match=rf"^s3://.*/run holds other files \({name}\)"):
            pipeline.decide(Run.open(out), config=report)
        assert held(bucket) == before
    else:  # nothing is removed beside the cleaned corpus
        run = pipeline.decide(Run.open(out), config=report)
        assert held(bucket)["run/cleaned/a.jsonl"] == LINES
        assert not (run.path / name).exists()
    assert held(bucket)[f"run/{name}"] == b"mine"
    Run.open(out).cleaned()
    assert sorted(tree(Mirror.of(out).path / "cleaned")) == ["a.jsonl"]
    bucket.Object(f"run/{name}").delete()
    clean(root, out, fresh=True)


def test_a_run_toml_of_another_program_in_a_store_is_no_run(bucket: Any) -> None:
    put(bucket, in__a_jsonl=LINES, lab__run_toml=b"[training]\nsteps = 3\n", lab__notes_txt=b"mine")
    before = held(bucket)
    for fresh in (False, True):
        with pytest.raises(RunError, match=r"/lab holds other files \(run\.toml"):
            clean(f"s3://{bucket.name}/in", f"s3://{bucket.name}/lab", fresh=fresh)
    assert held(bucket) == before


def test_what_a_broken_off_run_has_sent_goes_when_it_is_replaced(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    root, out = corpus(bucket), f"s3://{bucket.name}/run"
    real = stores.put

    def put_some(path: Path, url: str) -> None:
        if url.endswith("edits.parquet"):
            raise RunError("cannot reach it")
        real(path, url)

    with monkeypatch.context() as patch, pytest.raises(RunError, match="cannot reach"):
        patch.setattr(stores, "put", put_some)
        clean(root, out)
    assert "run/cleaned/a.jsonl" in held(bucket)
    clean(f"{root}/sub", out, fresh=True)
    assert [key for key in held(bucket) if key.startswith("run/cleaned")] == [
        "run/cleaned/page.html.txt",
        "run/cleaned/plain.txt",
    ]


def test_a_cache_that_cannot_be_written_is_reported(
    bucket: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(RunError, match="set XDG_CACHE_HOME"):
        Run.open(f"s3://{bucket.name}/run")


def test_other_files_in_a_store_are_not_written_over(bucket: Any) -> None:
    root = corpus(bucket)
    before = held(bucket)
    for fresh in (False, True):
        with pytest.raises(RunError, match=r"/news/sub holds other files \(page\.html, plain\.txt\)"):
            clean(root, f"{root}/sub", fresh=fresh)
    assert held(bucket) == before


def test_a_run_folder_is_no_part_of_its_own_input(bucket: Any) -> None:
    root = corpus(bucket)
    clean(root, f"{root}/run")
    assert clean(root, f"{root}/run").info["unchanged"]


def test_sending_that_was_interrupted_goes_on(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    root, out = corpus(bucket), f"s3://{bucket.name}/run"
    with monkeypatch.context() as patch, pytest.raises(RunError, match="cannot reach"):
        real = stores.put

        def put_some(path: Path, url: str) -> None:
            if url.endswith("edits.parquet"):
                raise RunError("cannot reach it")
            real(path, url)

        patch.setattr(stores, "put", put_some)
        clean(root, out)
    assert b"finished = false" in held(bucket)["run/run.toml"]
    clean(root, out)
    assert b"finished = true" in held(bucket)["run/run.toml"]
    assert "run/edits.parquet" in held(bucket)


def test_a_run_that_stops_at_the_guard_keeps_its_tables_here(bucket: Any) -> None:
    put(
        bucket,
        in__a_jsonl=b"".join(
            json.dumps({"id": f"x{i}", "text": f"Gate {name} is shut.\n\n{'All rights reserved. ' * 9}"}).encode()
            + b"\n"
            for i, name in enumerate("east west north south upper lower old new iron red".split())
        ),
    )
    root, out = f"s3://{bucket.name}/in", f"s3://{bucket.name}/run"
    with pytest.raises(GuardError, match="the tables are in"):
        clean(root, out)
    assert (Mirror.of(out).path / "removals.parquet").exists()
    assert b"finished = false" in held(bucket)["run/run.toml"]
    clean(root, out, config=Config().override({"policy": {"yes": True}}))
    assert b"rights" not in held(bucket)["run/cleaned/a.jsonl"]


@pytest.mark.parametrize("out", ["https://host.example/run/", "hf://datasets/a/b"])
def test_an_address_where_no_run_can_be_kept_is_reported(out: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One.")
    with pytest.raises(UsageError, match="a run cannot be written to"):
        clean(tmp_path / "a.txt", out)


def test_no_secret_is_written_down(bucket: Any, tmp_path: Path) -> None:
    run = clean(corpus(bucket), f"s3://{bucket.name}/run")
    kept = [*tree(run.path).values(), *held(bucket).values()]
    assert not any(b"hidden-hidden" in data or b"AKIASECRET" in data for data in kept)


def run_command(*words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "chaffinch", *words], capture_output=True, text=True, check=False, env=env
    )


def test_the_command_line_takes_addresses(bucket: Any, tmp_path: Path) -> None:
    out = f"s3://{bucket.name}/run/"
    ran = run_command("clean", corpus(bucket), "--out", out)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert f"chaffinch restore {out} --out back/" in ran.stdout
    for words in (
        ["explain", out, "d1"],
        ["passages", out],
        ["decide", out, "--passages", "mark"],
        ["restore", out, "--out", str(tmp_path / "back")],
    ):
        ran = run_command(*words)
        assert (ran.returncode, ran.stderr) == (0, "")
    ran = run_command("restore", out, "--out", f"s3://{bucket.name}/back")
    assert (ran.returncode, ran.stderr) == (
        2,
        f"chaffinch: --out s3://{bucket.name}/back: restore writes to a folder on this machine only\n",
    )


def test_no_credentials_are_one_line(bucket: Any, tmp_path: Path) -> None:
    address = corpus(bucket)
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("AWS_") or name in ("AWS_ENDPOINT_URL", "AWS_DEFAULT_REGION")
    }
    env |= {"HOME": str(tmp_path), "AWS_EC2_METADATA_DISABLED": "true"}
    ran = run_command("clean", address, "--out", str(tmp_path / "run"), env=env)
    assert (ran.returncode, ran.stderr) == (1, f"chaffinch: cannot reach {address}: Unable to locate credentials\n")
    bucket.put_object(Key="open.txt", Body=b"Fog is expected.", ACL="public-read")
    address = f"s3://{bucket.name}/open.txt"
    ran = run_command("clean", address, "--out", str(tmp_path / "run"), "--quiet", env=env | {"FSSPEC_S3_ANON": "true"})
    assert (ran.returncode, ran.stderr) == (0, "")


def test_no_network_is_one_line(tmp_path: Path) -> None:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{probe.getsockname()[1]}"
    env = os.environ | {
        "AWS_ENDPOINT_URL": nobody,
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
        "AWS_MAX_ATTEMPTS": "1",
    }
    env |= {"HF_ENDPOINT": nobody}
    for address, code in (("s3://bucket/x.txt", 1), (f"{nobody}/x.txt", 2), ("hf://datasets/a/b/x.txt", 1)):
        ran = run_command("clean", address, "--out", str(tmp_path / "run"), env=env)
        assert ran.returncode == code
        assert ran.stderr.startswith("chaffinch: cannot re")
        assert ran.stderr.count("\n") == 1
        assert address in ran.stderr


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder; calls .gz a coding of the answer, as many servers do, and wants a key for what is private."""

    def do_GET(self) -> None:
        if "private" in self.path and "key=hidden-key" not in self.path:
            self.send_error(403)
            return
        super().do_GET()

    do_HEAD = do_GET  # noqa: N815

    def end_headers(self) -> None:
        if self.path.partition("?")[0].endswith(".gz"):
            self.send_header("Content-Encoding", "gzip")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    """Serve the folder ``web`` and give its address."""
    (tmp_path / "web").mkdir()
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), lambda *given: Quiet(*given, directory=str(tmp_path / "web"))
    ) as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{served.server_port}"
        served.shutdown()


def test_files_of_the_web(web: str, tmp_path: Path) -> None:
    (tmp_path / "web" / "a.jsonl").write_bytes(LINES)
    (tmp_path / "web" / "b.jsonl.gz").write_bytes(gzip.compress(lines("e")))
    (tmp_path / "web" / "private.txt").write_bytes(b"Fog is expected.\n")
    host = web.removeprefix("http://")
    inputs = [f"{web}/a.jsonl", f"{web}/b.jsonl.gz", f"http://me:hidden-key@{host}/private.txt?key=hidden-key"]
    run = clean(inputs, tmp_path / "run")
    assert run.info["counts"]["read"] == 17
    assert run.info["input"]["root"] == web
    assert (tmp_path / "run" / "fetched" / "b.jsonl.gz").read_bytes() == (tmp_path / "web" / "b.jsonl.gz").read_bytes()
    assert not any(b"hidden-key" in data for data in tree(tmp_path / "run").values())
    assert clean(inputs, tmp_path / "run").info["unchanged"]


@pytest.mark.parametrize(("path", "says"), [("none.txt", "404"), ("private.txt", "403")])
def test_files_that_the_web_does_not_give_are_reported(web: str, tmp_path: Path, path: str, says: str) -> None:
    with pytest.raises(UsageError, match=f"cannot read {web}/{path}: {says}"):
        clean(f"{web}/{path}?key=wrong", tmp_path / "run")


def test_two_files_of_one_name_are_reported(web: str, tmp_path: Path) -> None:
    (tmp_path / "web" / "a.txt").write_bytes(b"One.")
    with pytest.raises(UsageError, match=r"two inputs are called a\.txt"):
        clean([f"{web}/a.txt?id=1", f"{web}/a.txt?id=2"], tmp_path / "run")


def test_a_file_address_is_a_path(tmp_path: Path) -> None:
    (tmp_path / "a b.txt").write_text("One.")
    assert clean((tmp_path / "a b.txt").as_uri(), tmp_path / "run").info["counts"]["read"] == 1
