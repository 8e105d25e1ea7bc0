"""Files to documents, and cleaned documents to files: text, HTML, JSONL, CSV, Parquet, WARC, compressed or not.

The order of use: `find` the sources (or `find_remote`, and have them `fetched`), `plan` tasks, `read` each, later
`rewrite` each with the verdicts, `assemble` the parts; `restore` undoes it from the run folder. The input is never
written to.
"""

from chaffinch.files.archive import require as require_warc
from chaffinch.files.assembling import assemble
from chaffinch.files.changes import changes
from chaffinch.files.fields import RECORDS, field_names
from chaffinch.files.near import near, send_parts
from chaffinch.files.pages import EXTRACTED, looks_like_html
from chaffinch.files.reading import Extract, read
from chaffinch.files.remote import fetched, find_remote
from chaffinch.files.restoring import Change, restore
from chaffinch.files.sources import Listing, Source, digest, find
from chaffinch.files.targets import targets
from chaffinch.files.tasks import Piece, Task, plan
from chaffinch.files.verdicts import FAILED, Original, Verdict
from chaffinch.files.writing import rewrite

__all__ = [
    "EXTRACTED",
    "FAILED",
    "RECORDS",
    "Change",
    "Extract",
    "Listing",
    "Original",
    "Piece",
    "Source",
    "Task",
    "Verdict",
    "assemble",
    "changes",
    "digest",
    "fetched",
    "field_names",
    "find",
    "find_remote",
    "looks_like_html",
    "near",
    "plan",
    "read",
    "require_warc",
    "restore",
    "rewrite",
    "send_parts",
    "targets",
]
