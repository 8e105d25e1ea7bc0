"""Steps on a stream of texts in one process: texts a second and memory, beside the indexes of datasketch and rensa.

    python benchmarks/streams.py [--documents 10000 100000] [--corpus FILE.jsonl] [--tools NAME ...] [--redis 1000]

Without a corpus the texts are made up: articles of about 3 kB of 40 sites, each with the footer of its site; every
twentieth is an edited copy of an earlier one, every tenth has a passage of one. Each tool runs in a process of its own,
and gets the texts in lists of 1,000. Time is processor seconds of the loop, memory the most that the process held less
what it held when its texts were read. datasketch and rensa propose candidates of documents, which nothing verifies,
and find no passages. With ``--redis N`` the first N texts also go to a server that this starts (``redis-server``).
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate, count, islice
from pathlib import Path
from typing import Any

from measuring import machine, measure, table
from peers import environment
from publishing import add_publish, publish

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

BATCH = 1_000  # texts of a list
WORDS = 500  # of an article: 3 kB
SITES = 40
_WORD = re.compile(r"\w+")
_SHINGLE, _NUM_PERM, _THRESHOLD = 2, 128, 0.4  # as in chaffinch's DocumentConfig

Batch = list[str]
Step = Callable[[Batch], int]
"""Takes the next texts of the stream; gives how many of them the tool calls copies, or has something to say of."""


def made_up(documents: int) -> Iterator[str]:
    """Make texts, the same ones whenever it is asked for as many."""
    draw = random.Random(5)
    letters = "abcdefghiklmnoprstuvw"
    words = ["".join(draw.choices(letters, k=draw.randint(2, 9))) for _ in range(30_000)]
    shares = list(accumulate(1 / (rank + 10) for rank in range(len(words))))  # as often as words of a language
    feet = [" ".join(draw.choices(words, cum_weights=shares, k=30)) for _ in range(SITES)]
    kept: list[list[str]] = []
    for number in range(documents):
        article = draw.choices(words, cum_weights=shares, k=WORDS)
        if number % 20 == 19:
            article = [draw.choice(words) if draw.random() < 0.03 else word for word in draw.choice(kept)]
        elif number % 10 == 9:
            article[200:240] = draw.choice(kept)[100:140]
        if len(kept) < 5_000:
            kept.append(article)
        sentences = (" ".join(article[at : at + 18]).capitalize() for at in range(0, len(article), 18))
        yield f"{'. '.join(sentences)}.\n\n{feet[number % SITES]}"


def _stripper() -> Step:
    from chaffinch.step import Stripper

    stripper = Stripper()
    return lambda texts: sum(1 for done in stripper.batch(texts) if done.edits)


def _deduplicator(*, passages: bool, address: str = "") -> Step:
    from chaffinch.step import Deduplicator

    seen = Deduplicator(address or None, passages=passages)
    return lambda texts: sum(1 for one in seen.add_many(texts) if one.duplicates)


def _shingles(text: str) -> list[str]:
    words = _WORD.findall(text.lower())
    return [" ".join(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1))]


def _datasketch() -> Step:
    from datasketch import MinHash, MinHashLSH

    index, first = MinHashLSH(threshold=_THRESHOLD, num_perm=_NUM_PERM), MinHash(num_perm=_NUM_PERM)
    numbers = count()

    def step(texts: Batch) -> int:
        found = 0
        for text in texts:
            sketch = first.copy()  # shares the permutations
            sketch.update_batch([shingle.encode() for shingle in _shingles(text)])
            found += bool(index.query(sketch))
            index.insert(next(numbers), sketch)
        return found

    return step


def _rensa() -> Step:
    from rensa import RMinHash, RMinHashLSH

    index, numbers = RMinHashLSH(threshold=_THRESHOLD, num_perm=_NUM_PERM, num_bands=32), count()

    def step(texts: Batch) -> int:
        found = 0
        for text in texts:
            sketch = RMinHash(num_perm=_NUM_PERM, seed=1)
            sketch.update(_shingles(text))
            found += bool(index.query(sketch))
            index.insert(next(numbers), sketch)
        return found

    return step


TOOLS: dict[str, Callable[..., Step]] = {
    "Stripper": _stripper,
    "Deduplicator, documents only": lambda address="": _deduplicator(passages=False, address=address),
    "Deduplicator": lambda address="": _deduplicator(passages=True, address=address),
    "datasketch MinHashLSH": _datasketch,
    "rensa RMinHashLSH": _rensa,
}
_SHARED = ("Deduplicator, documents only", "Deduplicator")


def inside(tool: str, path: Path, documents: int, address: str) -> None:
    """Run a tool in this process, and print what it took as a line of JSON."""
    step = TOOLS[tool](address) if address else TOOLS[tool]()
    before, spent, wall, size, found = _peak(), 0.0, 0.0, 0, 0
    with path.open(encoding="utf-8") as lines:
        rows = islice(lines, documents)
        while texts := [json.loads(line)["text"] for line in islice(rows, BATCH)]:
            size += sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)
            start, clock = time.process_time(), time.perf_counter()
            found += step(texts)
            spent, wall = spent + time.process_time() - start, wall + time.perf_counter() - clock
    print(json.dumps({"cpu": spent, "wall": wall, "bytes": size, "found": found, "memory": _peak() - before}))


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def run(tool: str, path: Path, documents: int, work: Path, address: str = "") -> dict[str, Any]:
    """Run a tool in a process of its own."""
    python = environment("rensa", work) if tool.startswith("rensa") else Path(sys.executable)
    command = [str(python), __file__, "--inside", tool, "--corpus", str(path), "--documents", str(documents)]
    log = work / f"{re.sub(r'[^a-z]+', '-', tool.lower())}-{documents}.log"
    measured = measure([*command, "--address", address], log=log)
    result: dict[str, Any] = json.loads(measured.output.splitlines()[-1])
    return result


def row(tool: str, documents: int, result: dict[str, Any], seconds: str = "cpu") -> list[str]:
    """Show what a tool took."""
    spent = result[seconds]
    figures = (documents / spent, result["bytes"] / 1e6 / spent, result["memory"] / 1e6, result["memory"] / documents)
    speed, rate, memory, each = figures
    return [
        tool,
        f"{documents:,}",
        f"{speed:,.0f}",
        f"{rate:.1f}",
        f"{memory:,.0f}",
        f"{each:,.0f}",
        f"{result['found']:,}",
    ]


@contextmanager
def server(work: Path) -> Iterator[str]:
    """Start a Redis server on a free port, and give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(work)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        time.sleep(1)
        yield f"redis://127.0.0.1:{port}/0"
        process.terminate()


def rows(tools: Sequence[str], path: Path, sizes: Sequence[int], work: Path, on_redis: int) -> Iterator[list[str]]:
    """Run all tools at all sizes; yield the rows of the table."""
    yield ["step", "texts", "texts/s", "MB/s", "memory MB", "bytes a text", "found"]
    for documents in sizes:
        for tool in tools:
            shown = row(tool, documents, run(tool, path, documents, work))
            print(" | ".join(shown), file=sys.stderr, flush=True)  # a long benchmark may be stopped
            yield shown
    for tool in _SHARED if on_redis else ():
        with server(work) as address:
            yield row(f"{tool}, Redis (wall time)", on_redis, run(tool, path, on_redis, work, address), "wall")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--tools", nargs="+", choices=TOOLS, default=list(TOOLS))
    parser.add_argument("--redis", type=int, default=0, metavar="N")
    parser.add_argument("--work", type=Path, default=Path("build/streams"))
    parser.add_argument("--inside", choices=TOOLS, help=argparse.SUPPRESS)
    parser.add_argument("--address", default="", help=argparse.SUPPRESS)
    add_publish(parser)
    given = parser.parse_args()
    if given.inside:
        inside(given.inside, given.corpus, given.documents[0], given.address)
        return
    given.work.mkdir(parents=True, exist_ok=True)
    path = given.corpus or given.work / f"made-up-{max(given.documents)}.jsonl"
    if not path.exists():
        with path.open("w", encoding="utf-8") as lines:
            lines.writelines(json.dumps({"text": text}) + "\n" for text in made_up(max(given.documents)))
    print(machine())
    found = list(rows(given.tools, path, given.documents, given.work, given.redis))
    print(table(found))
    if given.publish:
        publish("streams", found, "chaffinch", "datasketch", "numpy", "pyarrow", places={given.corpus: "CORPUS"})


if __name__ == "__main__":
    main()
