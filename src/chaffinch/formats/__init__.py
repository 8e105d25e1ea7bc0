"""Read files into records and write cleaned records to files: text, HTML, JSONL, CSV, Parquet, WARC, compressed or not.

Each format is one module with one class that implements the protocol `format.Format`; `registry` lists them. The order
of use: `find` the sources (or `find_remote` and `fetched`), `plan` tasks, `read` each, later `rewrite` each with the
verdicts, and `assemble` the parts; `restore` undoes that from the run folder. The input is never written to.
"""

from chaffinch.formats.assemble import assemble, shape, targets
from chaffinch.formats.compression import blocks
from chaffinch.formats.discovery import advice, classify, digest, find, folder_advice
from chaffinch.formats.encodings import decode, encode, written
from chaffinch.formats.extraction import EXTRACTED, STAND_IN, Extract, holds_page, looks_like_html
from chaffinch.formats.heads import page_head
from chaffinch.formats.json_text import add_marks, replace_text, splice
from chaffinch.formats.jsonl import parse
from chaffinch.formats.line_coding import HEAD, Coding, wide
from chaffinch.formats.read import field_names, read
from chaffinch.formats.record import Record, host_of
from chaffinch.formats.registry import FORMATS, RECORDS, without_packages
from chaffinch.formats.remote import download, fetched, find_remote, send_parts
from chaffinch.formats.restore import changes, restore
from chaffinch.formats.sources import Listing, Piece, Source, Task
from chaffinch.formats.splits import plan
from chaffinch.formats.verdicts import FAILED, Change, Original, Verdict
from chaffinch.formats.write import rewrite

__all__ = [
    "EXTRACTED",
    "FAILED",
    "FORMATS",
    "HEAD",
    "RECORDS",
    "STAND_IN",
    "Change",
    "Coding",
    "Extract",
    "Listing",
    "Original",
    "Piece",
    "Record",
    "Source",
    "Task",
    "Verdict",
    "add_marks",
    "advice",
    "assemble",
    "blocks",
    "changes",
    "classify",
    "decode",
    "digest",
    "download",
    "encode",
    "fetched",
    "field_names",
    "find",
    "find_remote",
    "folder_advice",
    "holds_page",
    "host_of",
    "looks_like_html",
    "page_head",
    "parse",
    "plan",
    "read",
    "replace_text",
    "restore",
    "rewrite",
    "send_parts",
    "shape",
    "splice",
    "targets",
    "wide",
    "without_packages",
    "written",
]
