"""Clean hostile files: no traceback, the input unchanged, counts that add up, and everything restored.

    python benchmarks/hostile.py --files 10000
    python benchmarks/hostile.py --seed 7 --runs 1 --keep /tmp/hostile

Every run cleans a folder of files of all formats, most of them damaged at random, with settings drawn at random. All
is drawn from the seed, so that a run that fails can be repeated alone: its line names the seed.
"""

from __future__ import annotations

import argparse
import bz2
import csv
import gzip
import io
import json
import lzma
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from chaffinch import pipeline
from chaffinch.config import Config
from chaffinch.errors import ChaffinchError, GuardError, NothingReadError
from chaffinch.report import explain, summary
from chaffinch.runs import Run

__all__ = ["Outcome", "campaign", "hostile_files", "round_of"]

FILES_A_RUN = 40
"""Files of a run: enough for copies and templates among them, few enough that a run takes a second or two."""

SENTENCES = (
    "The dam held all night, and the water fell slowly towards the sea.",
    "Nobody in the town of Härnby had slept, and the mayor said “the river decides”.",
    "Müller und Söhne bauten die Brücke über den Fluß, sagte der Bürgermeister.",
    "Плотина держалась всю ночь, и к утру вода спала, сказал мэр города.",
    "昨日の夜、川の水位は静かに下がり、町の人々は眠れなかった。",
    "صمد السد طوال الليل، وفي الصباح انحسرت المياه.",
    "La presa resistió toda la noche; “nadie durmió”, dijo el alcalde 😀.",
    "Share this on Facebook",
    "All rights reserved.",
    "© 2031 Example Media. Subscribe to our newsletter!",
    "> It was quoted, and quoted again",
    "| a | table | of | cells |",
    "```\ncode = {'a': [1, 2]}\n```",
)
NOTICES = (
    "We use cookies. Accept all",
    "Are you a robot? Please enable JavaScript.",
    "Seite nicht gefunden",
    "Подпишитесь, чтобы читать дальше",
    "このページは表示できません",
)
"""What stands in for a page."""

ELEMENTS = (
    "<p>{}</p>",) * 4 + (
    "<p><a href='/x'>{}</a></p>", "<ul><li>{}<ul><li>inner</ul></ul>", "<blockquote>{}</blockquote>", "<h2>{}</h2>",
    "<table><tr><th>k<th>v<tr><td>{}<td>1</table>", "<table><tr><td>{}",
    "<pre class='language-x'><code>{}\n  a</code></pre>",
    "<div style='display:none'>{}</div>", "<noscript>{}</noscript>", "<svg><text>{}</text></svg>", "<b><i>{}</b></i>",
    "<p hidden>{}", "<!--{}-->", "<script>{}</script>", "<template>{}</template>", "&#xD83D;{}&#0;&bogus;",
)  # fmt: skip
"""Elements of pages, some of which no browser would close so."""

HEADS = (
    "<meta charset='no-such-charset'>", "<meta charset=utf-7>", "<base href='http://['>",
    "<meta property=og:type content=article>",
    "<link rel=canonical href='//example.org/ä b'>", "<meta name=author content=''>",
    "<script type='application/ld+json'>{\"@type\": [\"NewsArticle\"], \"articleBody\": 7}</script>",
    "<meta property='article:published_time' content='9999-99-99T99:99'>",
)  # fmt: skip
"""What pages say of themselves."""

MARKDOWN = (
    "# Title", "```html\n<div><p>a</p><p>b</p></div>", "<Tabs>\n<div>\n\ntext\n\n</div>\n</Tabs>",
    "| a | b |\n|---|---|\n| 1",
    "---\ntitle: x", "[x](y", "- [ ] item\n  - inner\n\n      code", "> > quoted\n>", "![](a.png)", "$$\nx",
    "[^1]: note",
    "<p align=center>\n\n**Share this**\n", "\\", "*" * 200, "[" * 500, "~~~\n~~~~\n",
)  # fmt: skip
"""Parts of texts of markdown."""

CODECS = ("utf-8",) * 3 + ("utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1252", "cp1251", "cp932", "gb18030")
SETTINGS: dict[str, dict[str, tuple[object, ...]]] = {
    "input": {
        "to": ("same", "same", "same", "jsonl", "parquet", "text"), "encoding": ("utf-8", "utf-8", "same"),
        "html": ("auto", "auto", "article", "page", "trafilatura"), "html_format": ("text", "markdown"),
        "with_metadata": (False, True), "stand_ins": ("fail", "keep"), "text_field": ("text",) * 9 + ("a.b",),
    },
    "strip": {"level": ("rules", "rules", "normal", "aggressive"), "markup": ("auto", "auto", "plain", "markdown")},
    "passages": {"sensitivity": ("default", "default", "default", "default", "default", "high")},
    "policy": {
        "boilerplate": ("remove", "mark", "report", "off"), "documents": ("remove", "mark", "report"),
        "passages": ("report", "remove", "mark", "off"), "drop_empty": (False, True), "yes": (False, True),
        "keep": ("longest", "first", "earliest", "latest"), "protect": ((), ("the dam", "no such phrase")),
    },
}  # fmt: skip
EXPLAINED = 3
"""Documents of a run that are explained."""

EXACT = (".txt", ".md", ".jsonl", ".csv", ".tsv")
"""Extensions of files that come back byte for byte; Parquet is equal in values, and of pages the text comes back."""


def text(draw: random.Random) -> str:
    """Make a text of some paragraphs, which may be empty."""
    count = draw.choice((0, 1, 2, 5, 12))
    return draw.choice(("\n", "\n\n", "\r\n")).join(draw.choice(SENTENCES) for _ in range(count))


def record(draw: random.Random, number: int) -> dict[str, object]:
    """Make a record with fields of any kind."""
    odd = ["a", "", None, 7, 1e300, [1, ["x"]], {"b": {"c": None}}, True, "half \ud83d", "\0", "x" * 300, -(2**63)]
    fields: dict[str, object] = {
        "id": draw.choice((f"r{number}", number, "same", None)),
        "text": draw.choice(
            (text(draw),) * 9 + (None, draw.choice(NOTICES), f"<div><p>{text(draw)}</p><p>b</p></div>")
        ),
    }
    for name in draw.sample(("host", "url", "date", "title", "author", "markup", "n", "text2", "a.b", "a"), 3):
        fields[name] = draw.choice(odd)
    return fields


def jsonl(draw: random.Random) -> bytes:
    """Make lines of JSON."""
    rows = [json.dumps(record(draw, i), ensure_ascii=draw.random() < 0.5) for i in range(draw.choice((0, 1, 4, 30)))]
    return _encoded(draw.choice(("\n", "\r\n", "\n\n")).join(rows) + draw.choice(("", "\n")), draw)


def table(draw: random.Random) -> bytes:
    """Make a table in CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(
        out, delimiter=draw.choice(",;\t"), quoting=draw.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
        lineterminator=draw.choice(("\n", "\r\n", "\r")),
    )  # fmt: skip
    writer.writerow(("id", "text", "host"))
    for number in range(draw.choice((0, 1, 5, 20))):
        writer.writerow((number, text(draw), draw.choice(("", "example.org"))))
    return _encoded(out.getvalue(), draw)


def page(draw: random.Random) -> bytes:
    """Make a page of HTML."""
    lines = text(draw).splitlines() + [draw.choice(NOTICES)] * (draw.random() < 0.2)
    body = "".join(draw.choice(ELEMENTS).format(line) for line in lines)
    head = "".join(draw.sample(HEADS, draw.choice((0, 1, 3))))
    return _encoded(
        f"<html><head><title>A page</title>{head}</head><body><article>{body}</article></body></html>", draw
    )


def parquet(draw: random.Random) -> bytes:
    """Make a Parquet file, also with cells that Python has no value for."""
    count = draw.choice((0, 1, 6))
    texts = [text(draw).encode() + draw.choice((b"", b"", b"\xff")) for _ in range(count)]
    columns = {
        "id": pa.array([str(i) for i in range(count)]),
        "text": pa.array(texts, draw.choice((pa.binary(), pa.large_binary()))),
        "date": pa.array([draw.choice((None, 0, 2**60)) for _ in range(count)], pa.int64()).cast(
            pa.timestamp("us", draw.choice((None, "UTC", "No/Where")))
        ),
        "n": pa.array([i * 10**9 + 1 for i in range(count)], pa.timestamp("ns")),
    }
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue()


def markdown(draw: random.Random) -> bytes:
    """Make a text of markdown, with tags, fences and tables that may not close."""
    parts = [draw.choice(MARKDOWN) for _ in range(draw.choice((1, 4, 10)))]
    return _encoded("\n\n".join(parts), draw)


def array(draw: random.Random) -> bytes:
    """Make records in another layout than one a line."""
    rows = [record(draw, i) for i in range(draw.choice((0, 1, 5)))]
    return _encoded(json.dumps(rows if draw.random() < 0.5 else {"rows": rows}, indent=draw.choice((None, 1))), draw)


def document(draw: random.Random) -> bytes:
    """Make a file of a format that is not read, such as an office document."""
    return draw.choice((b"%PDF-1.7\n", b"PK\x03\x04", b"\x89PNG\r\n", b"GIF89a")) + draw.randbytes(200)


def archive(draw: random.Random) -> bytes:
    """Make a WARC file."""
    records = []
    for number in range(draw.choice((0, 1, 4))):
        body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page(draw)
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nContent-Type: application/http"
        )
        records.append(f"{head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n\r\n")
    return b"".join(records)


MAKERS: dict[str, Callable[[random.Random], bytes]] = {
    ".txt": lambda draw: _encoded(text(draw), draw), ".md": markdown, ".jsonl": jsonl, ".csv": table, ".tsv": table,
    ".html": page, ".parquet": parquet, ".warc": archive, ".json": array, ".pdf": document,
}  # fmt: skip
"""What makes the bytes of a file, by extension."""

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": partial(gzip.compress, mtime=0), ".bz2": bz2.compress, ".xz": lzma.compress,
    ".zst": lambda data: bytes(pa.compress(data, "zstd")),
}  # fmt: skip


def _encoded(text: str, draw: random.Random) -> bytes:
    return text.encode(draw.choice(CODECS), "replace")


def _spliced(data: bytes, draw: random.Random, middle: bytes, *, drop: int = 0) -> bytes:
    at = draw.randint(0, len(data))
    return data[:at] + middle + data[at + drop :]


MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    lambda data, draw: _spliced(data, draw, bytes([draw.randrange(256)]), drop=1),
    lambda data, draw: _spliced(data, draw, bytes([draw.randrange(256)])),
    lambda data, draw: _spliced(data, draw, b"", drop=draw.choice((1, 3, 200))),
    lambda data, draw: data[: draw.randint(0, len(data))],
    lambda data, draw: data[draw.randint(0, len(data)) :],
    lambda data, draw: _spliced(data, draw, b"\0" * draw.choice((1, 2, 5000))),
    lambda data, draw: data + b"\0" * draw.choice((1, 512)),
    lambda data, draw: _spliced(data, draw, draw.choice((b'"', b'\n"', b"\r", b"\n\n", b"{", b"]", b"\\", b"\x1a"))),
    lambda data, draw: _spliced(data, draw, draw.choice((rb"\ud83d", b"\xed\xa0\x80", b"\xef\xbf\xbd", b"\xff\xfe"))),
    lambda data, draw: _spliced(data, draw, draw.randbytes(draw.choice((4, 300)))),
    lambda data, draw: _spliced(data, draw, "© Société générale, tous droits réservés\n".encode("cp1252")),
    lambda data, draw: data + data[draw.randint(0, len(data)) :],
    lambda data, draw: _spliced(data, draw, b"[" * 3000),
    lambda data, draw: data.replace(b"\n", b"\r\n"),
    lambda data, draw: draw.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) + data,
)
"""What damages the bytes of a file."""


def hostile_files(draw: random.Random, count: int) -> Iterator[tuple[str, bytes, bool]]:
    """Make files, most of them damaged.

    Yields:
        The name, the bytes, and whether the file can be decompressed, so that it must come back.
    """
    for number in range(count):
        extension = draw.choice(tuple(MAKERS))
        data = MAKERS[extension](draw)
        for _ in range(draw.choice((0, 1, 1, 2, 5))):
            data = draw.choice(MUTATIONS)(data, draw)
        whole, packed = True, ""
        if draw.random() < 0.25:
            packed = draw.choice((".gz", ".zst") if extension == ".warc" else tuple(PACKERS))
            data = PACKERS[packed](data)
            if draw.random() < 0.4:
                data, whole = draw.choice(MUTATIONS)(data, draw), False
        folder = draw.choice(("", "a/", "b/deep/"))
        yield f"{folder}{number:03d}{extension}{packed}", data, whole


@dataclass
class Outcome:
    """What a campaign has found.

    Attributes:
        files, records, failed: how many there were, of all runs.
        refused: runs that ended with an error of the package, by its first line.
        faults: what must not happen, each with the seed of its run.
    """

    files: int = 0
    records: int = 0
    failed: int = 0
    refused: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def round_of(seed: int, folder: Path, outcome: Outcome, *, files: int = FILES_A_RUN) -> None:
    """Clean, decide about and restore one folder of hostile files, and add what was found to the outcome.

    Args:
        seed: draws files and settings.
        folder: new.
        outcome: is added to.
        files: how many.
    """
    draw = random.Random(seed)
    made = list(hostile_files(draw, files))
    for name, data, _ in made:
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    tree = {section: {key: draw.choice(values) for key, values in keys.items()} for section, keys in SETTINGS.items()}
    config = Config.from_dict({**tree, "work": {"workers": 1}})
    before = _digests(folder / "in")
    outcome.files += len(made)
    try:
        run = _cleaned(folder, config, outcome)
        faults = list(_faults(folder, run, config, made)) if run else []
    except Exception:
        faults = [traceback.format_exc().strip().replace("\n", "\n    ")]
    if _digests(folder / "in") != before:
        faults.append("the input has changed")
    if others := {path.name for path in folder.iterdir()} - {"in", "run", "back"}:
        faults.append(f"written beside the run: {sorted(others)}")
    outcome.faults += [f"seed {seed}: {fault}" for fault in faults]


def _cleaned(folder: Path, config: Config, outcome: Outcome) -> Run | None:
    try:
        run = pipeline.clean(folder / "in", folder / "run", config=config)
    except NothingReadError as error:
        run = error.run
    except GuardError:
        run = pipeline.clean(folder / "in", folder / "run", config=config.override({"policy": {"yes": True}}))
    except ChaffinchError as error:
        outcome.refused.append(str(error).splitlines()[0])
        return None
    outcome.records += run.info["counts"]["read"]
    outcome.failed += run.info["counts"]["failed"]
    return run


def _faults(folder: Path, run: Run, config: Config, made: list[tuple[str, bytes, bool]]) -> Iterator[str]:
    counts = run.info["counts"]
    if counts["read"] != counts["cleaned"] + counts["duplicate"] + counts["failed"]:
        yield f"counts do not add up: {counts}"
    if run.rows("documents") != counts["read"] or run.rows("failures") != counts["failed"]:
        yield f"tables do not have the rows that are counted: {counts}"
    yield from _broken_output(run, config)
    yield from _unreadable(run)
    pipeline.restore(run, folder / "back")
    for name, data, whole in made:
        extension = Path(name).suffix
        plain = name.removesuffix(extension) if extension in PACKERS else name
        if whole and plain.endswith(EXACT):
            back = folder / "back" / name
            if not back.is_file():
                yield f"{name} is not restored"
            elif _plain(back.read_bytes(), extension) != _plain(data, extension):
                yield f"{name} is not restored byte for byte"


def _unreadable(run: Run) -> Iterator[str]:
    """Summarise the run, explain some documents, and decide again with another policy; name what fails."""
    summary(run)
    names = run.table("documents").column("document").to_pylist()
    for name in names[:: max(1, len(names) // EXPLAINED)]:
        try:
            explain(run, name)
        except ChaffinchError as error:
            if "could not be read" not in str(error):
                yield f"explain {name}: {error}"


def _broken_output(run: Run, config: Config) -> Iterator[str]:
    """Name cleaned files of lines that are no UTF-8, or no JSON."""
    if config.input.encoding == "same":
        return
    # of --to text a folder has the name of the file
    for path in sorted(path for path in run.cleaned().rglob("*.jsonl") if path.is_file()):
        try:
            for line in path.read_text("utf-8").split("\n"):
                if line.strip().removeprefix("\ufeff"):
                    json.loads(line.removeprefix("\ufeff"))
        except ValueError as error:
            yield f"cleaned/{path.name} is broken: {error}"


def _plain(data: bytes, extension: str) -> bytes:
    if extension == ".zst":
        return bytes(pa.input_stream(pa.py_buffer(data), compression="zstd").read()) if data else b""
    openers = {".gz": gzip, ".bz2": bz2, ".xz": lzma}
    return openers[extension].decompress(data) if extension in openers and data else data


def _digests(folder: Path) -> dict[str, bytes]:
    return {str(p): blake2b(p.read_bytes()).digest() for p in sorted(folder.rglob("*")) if p.is_file()}


def campaign(seeds: range, *, files: int = FILES_A_RUN, keep: Path | None = None) -> Outcome:
    """Run a round for each seed.

    Args:
        seeds: of the rounds.
        files: of each round.
        keep: a folder that the files of rounds with faults stay in; None: they go.
    """
    outcome = Outcome()
    for seed in seeds:
        folder, faults = Path(tempfile.mkdtemp(prefix=f"hostile-{seed}-")), len(outcome.faults)
        round_of(seed, folder, outcome, files=files)
        if keep and len(outcome.faults) > faults:
            shutil.copytree(folder, keep / str(seed), dirs_exist_ok=True)
        shutil.rmtree(folder)
        for fault in outcome.faults[faults:]:
            print(fault, file=sys.stderr, flush=True)
    return outcome


def main() -> None:
    """Run a campaign, and print its closing line; exit 1 if there were faults."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=10_000, help="files of all runs together")
    parser.add_argument("--runs", type=int, default=0, help="runs, instead of --files")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--keep", type=Path, help="a folder for the files of runs with faults")
    given = parser.parse_args()
    began = time.monotonic()
    runs = given.runs or -(-given.files // FILES_A_RUN)
    outcome = campaign(range(given.seed, given.seed + runs), keep=given.keep)
    print(
        f"{outcome.files:,} files in {runs} runs, {outcome.records:,} records, {outcome.failed:,} of them failed, "
        f"{len(outcome.refused)} runs refused, {len(outcome.faults)} faults, {time.monotonic() - began:.0f} s"
    )
    for line in sorted(set(outcome.refused)):
        print(f"  refused: {line}")
    sys.exit(1 if outcome.faults else 0)


if __name__ == "__main__":
    main()
