"""Measure how fast boilerplate is found, in one process, from Arrow batches in memory to findings.

    python benchmarks/stripping_speed.py CORPUS.jsonl [--documents 10000] [--lines LINES.jsonl]

The corpus has ``id``, ``host`` and ``text``; of ``--lines`` (as for ``lines.py``) the lines of each document are its
text: web text of short lines. Processor seconds, JSON left out: the first use of the rules alone, then learning,
marking (site templates) and rules, with and without the line model; texts of one kind again and again, at two sizes,
which tell whether anything is more than linear, rules alone and with all that looks at whole texts; and a page by
itself. Memory is what the process grew by.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
from measuring import machine, table, versions

from chaffinch.boilerplate import find as find_all
from chaffinch.boilerplate import rules
from chaffinch.boilerplate.line_classifier.model import find
from chaffinch.boilerplate.templates.learn import learn
from chaffinch.boilerplate.templates.site_templates import Templates, mark
from chaffinch.text.segment import TextBatch

T = TypeVar("T")
_BATCH = 1 << 20  # bytes of text
_SIZES = (250_000, 1_000_000)
_HEADS = [f"{size / 1e6} MB, {what}" for size in _SIZES for what in ("rules", "all")]
_PAGES = 200
HOSTILE = {
    "a phrase": "share this ",
    "a line of a phrase": "Share this\n",
    "a sentence of boilerplate": "We use cookies on our site. ",
    "one line": "a",
    "digits": "1234567 890\n",
    "dates": "2020-01-02\n",
    "brackets": "()",
    "brackets that never close": "(",
    "brackets within brackets": "(" * 50 + "photo by x" + ")" * 50,
    "a bar of links": "| home ",
    "ornaments": "«",
    "stops": ". ",
    "copyright": "© 2020 x\n",
    "Cyrillic": "Подписывайтесь на нас\n",
    "a log": "2031-05-02 11:04:07,{} INFO [gate] lock {} opened in 12 ms\n",
    "numbered buttons": "Share this {}\nPrint\n",
    "rows of buttons": "Share | Tweet | Print\n",
    "labels and titles": "Read more: The lock number {} opens again\n",
    "announced buttons": "All of this is what lock {} has to say:\nShare this\n",
    "cards": "Contact: Nora Vik, tel. +49 30 {}, nora{}@lock.example\n",
    "quotations": "He said “we use cookies on page {}”. ",
    "a paragraph of notices": "We use cookies on our site. " * 140 + "\n",
    "notices of copyright": "© 2031 Nora Vik {}. All rights reserved.\n",
    "captions": "The lock {} is open (Photo: Nora Vik) and old. ",
    "examples": "Before\nShare this\n\nAfter\nShare this {}\n\n",
    "Japanese": "無断転載を禁じます\n続きを読む\n",
}
"""What stands in a text again and again; ``{}`` is another number each time."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--lines", type=Path)
    options = parser.parse_args()
    print(machine())
    print(versions("chaffinch", "numpy", "pyarrow", "ahocorasick-rs", "google-re2"))
    batches = [*_batches(_records(options.corpus, options.documents))]
    rows = [["one process", "MB", "s", "MB/s", "MB of memory"], *whole(batches)]
    if options.lines:
        rows += alone("short lines", [*_batches(_records(options.lines, None))])
    print("\n" + table(rows))
    print("\n" + table([["the same again and again, MB/s", *_HEADS], *hostile()]))
    print("\n" + page(batches))


def whole(batches: Sequence[pa.RecordBatch]) -> Iterator[list[str]]:
    """Time the passes over a corpus, and all together."""
    before, size = _memory(), sum(batch["text"].nbytes for batch in batches)
    first, _ = _timed(rules.load)
    yield ["rules, made ready", "", f"{first:.2f}", "", f"{_memory() - before:.0f}"]
    yield from alone("rules alone", batches)
    learned, templates = _timed(lambda: learn(batches, phrases=rules.load().verdicts))
    for level in ("rules", "safe"):
        took = learned + sum(_timed(partial(_stripped, batch, templates, level))[0] for batch in batches)
        yield _row(f"learning, templates, {level}", size, took, _memory() - before)
    yield _row("of that, learning", size, learned, _memory() - before)


def alone(name: str, batches: Sequence[pa.RecordBatch]) -> Iterator[list[str]]:
    """Time the rules, and the line model with them, without templates; patterns are compiled before."""
    size = sum(batch["text"].nbytes for batch in batches)
    for level in ("rules", "safe"):
        for batch in batches[:2]:
            find(rules.load(), TextBatch.of(batch["text"]), level)
        took = sum(_timed(partial(_find, batch["text"], level))[0] for batch in batches)
        yield _row(f"{name}, {level}", size, took, None)


def hostile() -> Iterator[list[str]]:
    """Time texts that are one thing again and again: the rules alone, and all that is found in a whole text."""
    for name, part in HOSTILE.items():
        speeds = []
        for size in _SIZES:
            took, _ = _timed(partial(_find, [_again(part, size)], "rules"))
            whole, _ = _timed(partial(find_all, pa.record_batch({"text": [_again(part, size)]}), rules.load(), "rules"))
            speeds += [f"{size / 1e6 / seconds:.2f}" for seconds in (took, whole)]
        yield [name, *speeds]


def _again(part: str, size: int) -> str:
    """Give a part again and again, up to some bytes."""
    times = size // len(part.encode())
    return "".join(part.replace("{}", str(i)) for i in range(times)) if "{}" in part else part * times


def page(batches: Sequence[pa.RecordBatch]) -> str:
    """Time one page at a time, once the rules have seen others."""
    texts = [text for batch in batches for text in batch["text"].to_pylist()][:_PAGES]
    for level in ("rules", "safe"):
        took = [_timed(partial(_find, [text], level))[0] for text in texts]
    rates = sorted(1000 * seconds for seconds in took)
    tenth = rates[-len(rates) // 10]
    return f"one page with the line model: {statistics.median(rates):.2f} ms, one in ten over {tenth:.2f} ms"


def _stripped(batch: pa.RecordBatch, templates: Templates, level: str) -> pa.RecordBatch:
    texts = TextBatch.of(batch["text"])
    _, blank = mark(batch, templates, texts)
    return find(rules.load(), texts, level, blank=blank)


def _find(texts: Sequence[str] | pa.Array, level: str) -> pa.RecordBatch:
    return find(rules.load(), TextBatch.of(texts), level)


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    started = time.process_time()
    done = work()
    return time.process_time() - started, done


def _row(name: str, size: int, seconds: float, memory: float | None) -> list[str]:
    known = "" if memory is None else f"{memory:.0f}"
    return [name, f"{size / 1e6:.0f}", f"{seconds:.2f}", f"{size / 1e6 / seconds:.1f}", known]


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _records(path: Path, most: int | None) -> Iterator[tuple[str, str | None, str]]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(islice(lines, most)):
            record = json.loads(line)
            text = record["text"]
            yield str(record.get("id", number)), record.get("host"), text if isinstance(text, str) else "\n".join(text)


def _batches(records: Iterator[tuple[str, str | None, str]]) -> Iterator[pa.RecordBatch]:
    rows: list[tuple[str, str | None, str]] = []
    size = done = 0
    for record in records:
        rows.append(record)
        size += len(record[2].encode())
        if size > _BATCH:
            yield _batch(rows, done)
            done, rows, size = done + len(rows), [], 0
    if rows:
        yield _batch(rows, done)


def _batch(rows: Sequence[tuple[str, str | None, str]], first: int) -> pa.RecordBatch:
    ids, hosts, texts = (pa.array(column, pa.string()) for column in zip(*rows, strict=True))
    numbers = pa.array(range(first, first + len(rows)), pa.int32())
    return pa.record_batch({"id": ids, "host": hosts, "text": texts, "number": numbers})


if __name__ == "__main__":
    main()
