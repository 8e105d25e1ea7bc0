"""Measure what share of noise and of content stripping cuts in labelled blocks of whole pages, by language.

    python benchmarks/blocks_by_language.py BLOCKS.jsonl [--levels safe normal aggressive]

BLOCKS.jsonl has a page a line: ``lang``, ``text`` (its blocks, in order) and ``labels`` ("1" for content, "0" for
noise, one for each block). A block counts as cut if half of its characters go. Scripts without case and spaces are of
interest (Chinese, Japanese, Thai): what tells a menu from a sentence in English is not there.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from measuring import machine, table, versions

from chaffinch.step import Stripper

CUT = 0.5  # share of a block's characters


def main() -> None:
    """Print characters of noise and of content, and the shares that are cut, by language and level."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("blocks", type=Path, help="labelled blocks, a page a line of JSON")
    parser.add_argument("--levels", nargs="+", default=["safe", "normal", "aggressive"], help="levels of stripping")
    options = parser.parse_args()
    pages = [json.loads(line) for line in options.blocks.read_text(encoding="utf-8").splitlines()]
    print(machine(), versions("pyarrow", "google-re2"), sep="\n")
    rows = [["level", "language", "pages", "noise", "cut", "content", "cut"]]
    for level in options.levels:
        rows += _rows(level, pages)
    print(table(rows))


def _rows(level: str, pages: list[dict[str, list[str]]]) -> list[list[str]]:
    results = Stripper(level).batch(["\n".join(page["text"]) for page in pages])
    letters: Counter[tuple[str, str, bool]] = Counter()
    for page, result in zip(pages, results, strict=True):
        spans = [(edit.start, edit.stop) for edit in result.edits]
        start = 0
        for block, label in zip(page["text"], page["labels"], strict=True):
            stop = start + len(block)
            cut = sum(max(0, min(stop, b) - max(start, a)) for a, b in spans) >= CUT * max(len(block), 1)
            letters[str(page["lang"]), str(label), cut] += len(block)
            start = stop + 1
    counts = Counter(str(page["lang"]) for page in pages)
    return [
        [level, lang, str(counts[lang]), *_share(letters, lang, "0"), *_share(letters, lang, "1")]
        for lang in sorted(counts)
    ]


def _share(letters: Counter[tuple[str, str, bool]], lang: str, label: str) -> tuple[str, str]:
    cut, kept = letters[lang, label, True], letters[lang, label, False]
    return f"{cut + kept:,}", f"{cut / max(cut + kept, 1):.1%}"


if __name__ == "__main__":
    main()
