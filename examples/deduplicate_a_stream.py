"""Compare the documents of a stream with those before them: in memory, and in a folder that the next run goes on with.

    python examples/deduplicate_a_stream.py

A crawler adds each page as it comes. What is found names the earlier page, and where both say the same.
"""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import chaffinch as cf

RECORDS = Path(__file__).parent / "records.jsonl"


def documents() -> Iterator[cf.Document]:
    with RECORDS.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield cf.Document(record.pop("id"), record.pop("text"), date=record.pop("date"), fields=record)


def main() -> None:
    # a cleaner strips each document first, so that two pages are not alike by their footers
    cleaner = cf.Cleaner(cf.Stripper(), cf.Deduplicator())
    for cleaned in cleaner.stream(documents()):
        what = f"dropped, a copy of {cleaned.keeper}" if cleaned.document is None else "passed on"
        print(f"{cleaned.seen.id:16} {what}")
        for passage in cleaned.seen.passages if cleaned.document else ():
            text = cleaned.document.text[passage.start : passage.stop]
            print(f"{'':16}   {passage.twin} has, too: {text[:60]!r} ({passage.similarity:.2f})")

    # a folder lasts: the crawl of the next week is compared with this one
    with tempfile.TemporaryDirectory() as home:
        with cf.Deduplicator(f"{home}/seen") as seen:
            seen.add_many(documents())
        with cf.Deduplicator(f"{home}/seen") as seen:
            known = [seen.add(document).is_known for document in documents()]
            print(f"{sum(known)} of {len(known)} documents are known from the week before")


if __name__ == "__main__":
    main()
