"""Measure what pages of one host, seen together, add to extraction: on made-up sites, on manuals, on WCXB.

    python benchmarks/sites.py [--manuals FOLDER] [--wcxb FOLDER] [--cache FILE] [--seed 1]

Word F1 of the block profile with and without the other pages of the host, and of both with site templates learned from
the extracted text behind them, as a run has. ``--manuals`` is a folder into which Debian's documentation packages were
unpacked (``dpkg-deb -x``), see `site_manuals`; ``--wcxb`` adds the pages of its development split whose domain has
three or more, by cross-validation. Exits with 1 where F1 on any of the sets is worse with the other pages than without.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from chaffinch.schemas import JUDGED_BLOCKS, SITE_BLOCKS

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
from block_pages import FOLDS, Example, examples, f1, fold
from hosts import Writer
from measuring import machine, table, versions
from publishing import add_publish, publish
from site_manuals import manuals
from sites_made import KINDS, Made, site
from train_blocks import fit

from chaffinch.boilerplate.templates.learn import learn
from chaffinch.boilerplate.templates.site_templates import mark
from chaffinch.errors import DocumentError
from chaffinch.html.block_model import Trees
from chaffinch.html.extract import extract
from chaffinch.html.extract import plain as as_tree
from chaffinch.html.features import measure
from chaffinch.html.page import from_measured
from chaffinch.html.result import Extracted
from chaffinch.html.site_consensus import CountBlocks, Evidence, JudgeBlocks, reconsidered
from chaffinch.schemas import READ

_SITES, _PAGES = 8, 20  # made-up sites of each kind, and pages of each
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Taken:
    """A page and what was extracted from it alone."""

    kind: str
    name: str
    host: str
    gold: str
    found: Extracted


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--manuals", type=Path, help="folder of unpacked Debian packages")
    parser.add_argument("--wcxb", type=Path, help="the unpacked Web Content Extraction Benchmark, development split")
    parser.add_argument("--cache", type=Path, help="file to keep what was measured on WCXB, from one run to the next")
    add_publish(parser)
    given = parser.parse_args()
    print(machine(), versions("chaffinch", "trafilatura", "lxml", "numpy", "pyarrow"), sep="\n")
    sets = {"made-up sites": taken(made(given.seed))}
    if given.manuals:
        sets["manuals"] = taken((m.host, m) for m in manuals(given.manuals))
        sets["manuals kept back"] = taken((m.host, m) for m in manuals(given.manuals, kept_back=True))
    if given.wcxb:
        sets["WCXB, hosts of 3 and more"] = crossed(given.wcxb, given.cache)
    figures = {name: better(name, pages) for name, pages in sets.items()}
    if given.publish:
        places = {given.manuals: "MANUALS", given.wcxb: "WCXB", given.cache: "FILE"}
        publish("sites", figures, "chaffinch", "trafilatura", "lxml", "numpy", "pyarrow", places=places)
    return int(any(figure["together"] < figure["alone"] for figure in figures.values()))


def made(seed: int) -> Iterable[tuple[str, Made]]:
    """Make sites, each page with the kind of its site."""
    writer = Writer(seed, "en")
    for number in range(_SITES):
        for kind in KINDS:
            yield from ((kind, page) for page in site(writer, kind, f"{kind}{number}.example", _PAGES))


def taken(pages: Iterable[tuple[str, Made]]) -> list[Taken]:
    """Extract pages one by one; those that fail are left out."""
    done = []
    for kind, page in pages:
        try:
            done.append(Taken(kind, page.name, page.host, page.gold, extract(page.html, profile="page")))
        except DocumentError as error:
            print(f"{page.name} is left out: {error}", file=sys.stderr)
    return done


def crossed(folder: Path, cache: Path | None) -> list[Taken]:
    """Extract the pages of WCXB whose domain has enough of them, each by a model of other registered domains."""
    pages = examples(folder, cache)
    number = Counter(page.page.domain for page in pages)
    done = []
    for part in range(FOLDS):
        model = fit([page for page in pages if fold(page.page) != part])
        mine = [p for p in pages if fold(p.page) == part and p.page.domain and number[p.page.domain] >= _FEWEST]
        done += [_crossed(page, model) for page in mine]
    return done


def _crossed(example: Example, model: Trees) -> Taken:
    page, plain = example.page, Extracted(example.plain)
    measured = measure(as_tree(page.html)[1], example.plain)  # what was kept of it may have no names of its elements
    found = from_measured(measured, model, plain) or plain
    return Taken(page.kind, page.name, page.domain, page.gold, found)


def better(name: str, pages: Sequence[Taken]) -> dict[str, float]:
    """Print the figures of one set; give the number of pages and F1 without and with the other pages of the hosts."""
    batch = _batch(pages)
    start = time.process_time()
    again = reconsidered(batch, evidence(batch))
    seconds = time.process_time() - start
    texts = {"each page by itself": batch["text"], "... and site templates": templated(batch)}
    texts |= {"with the host's pages": again["text"], "... and site templates, too": templated(again)}
    kinds = sorted({page.kind for page in pages})
    rows = [["", "all", *kinds, "worse", "better"]]
    scores: dict[str, np.ndarray] = {}
    for what, column in texts.items():
        found = np.array([f1(text, page.gold) for text, page in zip(column.to_pylist(), pages, strict=True)])
        scores[what] = found
        each = [f"{np.mean([s for s, p in zip(found, pages, strict=True) if p.kind == kind]):.3f}" for kind in kinds]
        alone = scores["each page by itself"]
        moved = [f"{np.mean(found < alone - 0.05):.1%}", f"{np.mean(found > alone + 0.05):.1%}"]
        rows.append([what, f"{found.mean():.4f}", *each, *moved])
    hosts = len({page.host for page in pages})
    print(f"\n{name}: {len(pages)} pages of {hosts} hosts, word F1; worse, better: pages by more than .05")
    print(table(rows))
    dropped = Counter(row["reason"] for rows in again["left_out"].to_pylist() for row in rows)
    print(f"{1000 * seconds / len(pages):.1f} ms a page; {dropped['template']} blocks left out as `template`")
    first, again_too = (float(scores[what].mean()) for what in ("each page by itself", "with the host's pages"))
    return {"pages": len(pages), "hosts": hosts, "alone": first, "together": again_too}


def _batch(pages: Sequence[Taken]) -> pa.RecordBatch:
    rows = []
    for number, page in enumerate(pages):
        found = page.found
        blocks = [{name: getattr(b, name) for name in b.__slots__} for b in found.candidates]
        out = [{name: getattr(b, name) for name in b.__slots__} for b in found.left_out]
        row = {"source": 0, "record": number, "id": page.name, "host": page.host, "text": found.text}
        rows.append(row | {"left_out": out, "blocks": blocks, "elsewhere": found.elsewhere})
    table = pa.Table.from_pylist(rows, READ).combine_chunks()
    return table.to_batches()[0]


def evidence(batch: pa.RecordBatch) -> Evidence:
    """Learn from all pages of a batch."""
    every = pa.array([True] * batch.num_rows)
    seen = list(CountBlocks()(batch.append_column("number", _numbers(batch)).append_column("sampled", every)))
    whole = pa.Table.from_batches(seen, SITE_BLOCKS).combine_chunks().to_batches()[0]
    judged = pa.Table.from_batches(list(JudgeBlocks()(whole)), JUDGED_BLOCKS)
    return Evidence.of(*(column.to_numpy().astype(np.int64) for column in judged.columns))


def _numbers(batch: pa.RecordBatch) -> pa.Array:
    return pa.array(range(batch.num_rows), pa.int32())


def templated(batch: pa.RecordBatch) -> pa.Array:
    """Cut what site templates, learned from the texts themselves, find in them."""
    numbered = batch.append_column("number", _numbers(batch))
    rows, _ = mark(numbered, learn([numbered]))
    dropped: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row, start, stop in zip(*(rows[name].to_pylist() for name in ("row", "start", "stop")), strict=True):
        dropped[row].append((start, stop))
    return pa.array([_without(text, dropped[i]) for i, text in enumerate(batch["text"].to_pylist())], pa.large_string())


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    kept, at = [], 0
    for start, stop in sorted(spans):
        kept.append(text[at:start])
        at = max(at, stop)
    return "".join([*kept, text[at:]])


if __name__ == "__main__":
    sys.exit(main())
