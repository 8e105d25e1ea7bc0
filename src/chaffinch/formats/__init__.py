"""Files to documents, and cleaned documents to files: text, HTML, JSONL, CSV, Parquet, WARC, compressed or not.

The order of use: `find` the sources (or `find_remote`, and have them `fetched`), `plan` tasks, `read` each, later
`rewrite` each with the verdicts, `assemble` the parts; `restore` undoes it from the run folder. The input is never
written to.
"""

from chaffinch.formats.assemble import assemble, targets
from chaffinch.formats.discovery import Listing, Piece, Source, Task, classify, digest, find
from chaffinch.formats.encodings import decode, encode
from chaffinch.formats.json_text import add_marks, replace_text, splice
from chaffinch.formats.jsonl import parse
from chaffinch.formats.read import RECORDS, Extract, field_names, read
from chaffinch.formats.record import EXTRACTED, Record, host_of, looks_like_html
from chaffinch.formats.remote import fetched, find_remote, near, send_parts
from chaffinch.formats.restore import Change, changes, restore
from chaffinch.formats.splits import plan
from chaffinch.formats.verdicts import FAILED, Original, Verdict
from chaffinch.formats.warc_archive import require as require_warc
from chaffinch.formats.write import rewrite

__all__ = [
    "EXTRACTED",
    "FAILED",
    "RECORDS",
    "Change",
    "Extract",
    "Listing",
    "Original",
    "Piece",
    "Record",
    "Source",
    "Task",
    "Verdict",
    "add_marks",
    "assemble",
    "changes",
    "classify",
    "decode",
    "digest",
    "encode",
    "fetched",
    "field_names",
    "find",
    "find_remote",
    "host_of",
    "looks_like_html",
    "near",
    "parse",
    "plan",
    "read",
    "replace_text",
    "require_warc",
    "restore",
    "rewrite",
    "send_parts",
    "splice",
    "targets",
]
