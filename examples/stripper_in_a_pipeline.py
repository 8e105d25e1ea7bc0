"""Use a stripper as a step of your own pipeline: in worker processes, over a stream of documents.

    python examples/stripper_in_a_pipeline.py

A stripper is small and can be pickled; each worker loads the rules once, with its first document.
"""

import json
from collections.abc import Iterator
from multiprocessing import Pool
from pathlib import Path

import chaffinch as cf

RECORDS = Path(__file__).parent / "records.jsonl"


def documents() -> Iterator[cf.Document]:
    with RECORDS.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield cf.Document(record.pop("id"), record.pop("text"), date=record.pop("date"), fields=record)


def main() -> None:
    stripper = cf.Stripper()
    with Pool(2) as pool:
        for done in pool.imap(stripper, documents(), chunksize=4):
            cut = sum(len(edit.text) for edit in done.edits)
            why = ", ".join(sorted({removal.reason for removal in done.removals})) or "nothing found"
            print(f"{done.document.id:16} {len(done.text):5} characters left, {cut:4} cut: {why}")

    # in one process a stream does the same, in batches, and reads no more than a megabyte ahead
    left = sum(len(done.text) for done in stripper.stream(documents()))
    print(f"{left:,} characters left in all")


if __name__ == "__main__":
    main()
