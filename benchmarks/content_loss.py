"""Measure what a run takes of text that people marked as the main content of pages of seven types.

    python benchmarks/content_loss.py WCXB_FOLDER [--show 40]

WCXB_FOLDER holds the Web Content Extraction Benchmark, development split (CC-BY-4.0; see README.md). The labelled main
content of each page is a record of its host, and the corpus is cleaned with the settings of a default run. All of it is
content by its labels, so each cut counts as a loss, though the labels have some buttons ("Read more") and credits in
them: read those that ``--show`` prints before the figure.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from block_pages import wcxb
from measuring import machine, table, versions

import chaffinch as cf
from chaffinch.model import WHOLE

AROUND = 60  # code points around a cut that is shown


def main() -> None:
    """Print the share of content that goes, by type of page, and the rules that take most."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="the unpacked Web Content Extraction Benchmark, development split")
    parser.add_argument("--show", type=int, default=0, help="cuts at random, to print")
    options = parser.parse_args()
    records = {
        f"{page.kind}-{page.name}": {"host": page.domain, "text": page.gold}
        for page in wcxb(options.folder)
        if page.gold.strip()
    }
    print(machine(), versions("pyarrow", "google-re2"), sep="\n")
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "content.jsonl"
        corpus.write_text("".join(json.dumps({"id": key, **record}) + "\n" for key, record in records.items()))
        rows = cf.clean(corpus, Path(folder) / "run").table("removals").to_pylist()
    cuts = [row for row in rows if row["action"] == "remove" and row["reason"] not in WHOLE]
    texts = {key: record["text"] for key, record in records.items()}
    print(table(_by_type(texts, cuts)))
    most = Counter(row["rule"] if row["reason"] != "template" else "templates" for row in cuts).most_common(12)
    print(table([["rule", "cuts"], *([rule, str(count)] for rule, count in most)]))
    for row in random.Random(1).sample(cuts, min(options.show, len(cuts))):
        text, start, stop = texts[row["document"]], row["start"], row["stop"]
        around = text[max(start - AROUND, 0) : start], text[start:stop][:200], text[stop : stop + AROUND]
        print(row["document"], row["rule"] or row["reason"], " ⟦{1}⟧ ".join(("{0}", "{2}")).format(*map(repr, around)))


def _by_type(texts: dict[str, str], cuts: list[dict[str, Any]]) -> list[list[str]]:
    """Give the rows of the table: of each type, and of all, the pages, code points, and what goes of them."""
    rows = [["type", "pages", "characters", "cuts", "cut", "share"]]
    kinds = sorted({key.split("-")[0] for key in texts})
    for kind in (*kinds, ""):
        some = {key: len(text) for key, text in texts.items() if key.startswith(kind)}
        gone = [row["stop"] - row["start"] for row in cuts if row["document"] in some]
        whole = sum(some.values())
        share = f"{sum(gone) / max(whole, 1):.2%}"
        rows.append([kind or "all", str(len(some)), f"{whole:,}", str(len(gone)), f"{sum(gone):,}", share])
    return rows


if __name__ == "__main__":
    main()
