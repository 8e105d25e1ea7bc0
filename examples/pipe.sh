#!/bin/sh
# Strip records in a pipe: any program that writes JSON lines before it, any that reads them behind it.
#
#   sh examples/pipe.sh
#   gzip -dc news.jsonl.gz | chaffinch strip --jsonl --text-field body | gzip > news.clean.jsonl.gz
#
# Memory stays bounded however long the stream is, records keep their order and every byte but those cut,
# and lines that are no records pass through as they are.
set -eu
cd "$(dirname "$0")"

gzip -c records.jsonl | gzip -dc |
    chaffinch strip --jsonl --category byline=remove |
    python3 -c '
import json, sys
for line in sys.stdin:
    record = json.loads(line)
    print(record["id"], record["date"], len(record["text"]), sep="\t")
'
