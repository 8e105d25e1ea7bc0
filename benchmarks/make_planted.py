"""Write a corpus with planted copies, passages, furniture and forms, and the truth beside it.

    python benchmarks/make_planted.py --docs 10000 --seed 5 --out corpus.jsonl [--languages en de] [--workers 2]

``corpus.truth.jsonl`` has a line for each document; ``benchmarks/README.md`` says what is planted. The same seed gives
the same bytes on every machine. ``--templates FILE`` plants the furniture of a file, one text a line, in place of the
built-in one.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from synthetic import DEFAULT_LANGUAGES, LANGUAGES, write

__all__: list[str] = []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", type=int, required=True)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--out", type=Path, required=True, help="the corpus, JSONL")
    parser.add_argument(
        "--languages", nargs="+", choices=LANGUAGES, default=DEFAULT_LANGUAGES, help="of sites, in turn"
    )
    parser.add_argument("--templates", type=Path, help="furniture with slots, one text a line")
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args()
    texts = given.templates.read_text(encoding="utf-8").splitlines() if given.templates else []
    known = [text for text in texts if text]
    order = given.out, given.docs, given.seed
    truth = write(*order, languages=given.languages, templates=known, workers=given.workers)
    print(f"{given.docs} documents, {given.out.stat().st_size / 1e6:.1f} MB: {given.out}, {truth}")


if __name__ == "__main__":
    main()
