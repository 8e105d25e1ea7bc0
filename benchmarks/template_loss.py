"""Measure what site templates take of the content of pages that are not articles: products, listings, forums.

    python benchmarks/template_loss.py WCXB_FOLDER [--show 20]

WCXB_FOLDER holds the Web Content Extraction Benchmark, development split (CC-BY-4.0; see README.md). Of its hosts those
with three pages and more are taken, as others have no templates. The pages are extracted so that much of their frame is
left (trafilatura, recall first), templates are learned from these texts, and the letters of lines that go are counted:
as content if the line stands in the labelled content of its page, else as frame.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from pathlib import Path

import pyarrow as pa
from block_pages import Page, wcxb
from measuring import machine, table, versions

from chaffinch.boilerplate import find, rules
from chaffinch.boilerplate.templates.learn import learn
from chaffinch.model import HOLE_SCORE

FEWEST = 3  # pages of a host that can have templates


def main() -> None:
    """Print the letters of content and of frame that templates take, by type of page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="the unpacked Web Content Extraction Benchmark, development split")
    parser.add_argument("--show", type=int, default=0, help="lines of content that go, to print")
    options = parser.parse_args()
    hosts: dict[str, list[Page]] = defaultdict(list)
    for page in wcxb(options.folder):
        hosts[page.domain].append(page)
    pages = [page for some in hosts.values() if len(some) >= FEWEST for page in some]
    texts = [_text(page.html) for page in pages]
    print(machine(), versions("trafilatura", "pyarrow"), sep="\n")
    _report(pages, texts, options.show)


def _text(html: bytes) -> str:
    from trafilatura import extract

    return extract(html, favor_recall=True, include_comments=True) or ""


def _report(pages: list[Page], texts: list[str], show: int) -> None:
    batch = pa.record_batch(
        {
            "number": pa.array(range(len(pages)), pa.int32()),
            "id": [str(i) for i in range(len(pages))],
            "text": texts,
            "host": [page.domain for page in pages],
        }
    )
    phrases = rules.load(())
    found = find(batch, phrases, "rules", learn([batch], phrases=phrases.verdicts)).to_pylist()
    letters: Counter[tuple[str, str]] = Counter()
    shown: list[str] = []
    for page, text in zip(pages, texts, strict=True):
        for line in text.splitlines():
            letters[page.kind, _part(page, line)] += len(line)
    for row in found:
        if row["category"] == "template" and row["score"] >= HOLE_SCORE:
            page, line = pages[row["row"]], texts[row["row"]][row["start"] : row["stop"]]
            part = _part(page, line)
            letters[page.kind, f"{part} cut"] += len(line)
            shown += [f"{page.kind}: {line[:150]}"] if part == "content" else []
    rows = [_row(kind, letters) for kind in sorted({kind for kind, _ in letters})]
    total: Counter[tuple[str, str]] = Counter()
    for (_, part), count in letters.items():
        total["all", part] += count
    print(table([["type", "content", "cut", "share", "frame", "cut", "share"], *rows, _row("all", total)]))
    print(*shown[:: max(1, len(shown) // show)] if show else (), sep="\n")


def _part(page: Page, line: str) -> str:
    return "content" if _words(line) in _words(page.gold) else "frame"


def _words(text: str) -> str:
    words = re.findall(r"[^\W_]+", text.lower())
    return f" {' '.join(words)} "


def _row(kind: str, letters: Counter[tuple[str, str]]) -> list[str]:
    cells = [kind]
    for part in ("content", "frame"):
        whole, cut = letters[kind, part], letters[kind, f"{part} cut"]
        cells += [f"{whole:,}", f"{cut:,}", f"{cut / max(whole, 1):.2%}"]
    return cells


if __name__ == "__main__":
    main()
