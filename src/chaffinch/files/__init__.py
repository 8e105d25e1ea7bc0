"""Readers and writers: text folders, HTML, JSONL, CSV and Parquet, compressed or not."""

from __future__ import annotations

from chaffinch.files.assembling import assemble
from chaffinch.files.changes import Change
from chaffinch.files.pages import EXTRACTED
from chaffinch.files.reading import read
from chaffinch.files.restoring import restore
from chaffinch.files.sources import Listing, Source, digest, find
from chaffinch.files.tasks import Task, plan
from chaffinch.files.verdicts import Original, Verdict
from chaffinch.files.writing import rewrite

__all__ = [
    "EXTRACTED",
    "Change",
    "Listing",
    "Original",
    "Source",
    "Task",
    "Verdict",
    "assemble",
    "digest",
    "find",
    "plan",
    "read",
    "restore",
    "rewrite",
]
