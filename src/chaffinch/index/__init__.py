"""A lasting index of documents that were seen before, in a folder: candidates for what new texts share with them."""

from __future__ import annotations

from chaffinch.index.index import Added, Candidates, Index, dated, is_index, remove_empty, rows_of

__all__ = ["Added", "Candidates", "Index", "dated", "is_index", "remove_empty", "rows_of"]
