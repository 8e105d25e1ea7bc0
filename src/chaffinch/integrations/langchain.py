"""Strip documents of LangChain (``pip install 'chaffinch[langchain]'``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chaffinch.integrations.audit import BRIEF, audit, check_audit, dropped_because
from chaffinch.integrations.extras import requires
from chaffinch.integrations.rows import Fields, Step, document
from chaffinch.integrations.stripper import Stripper

with requires("langchain-core", "langchain"):
    from langchain_core.documents import BaseDocumentTransformer, Document

__all__ = ["ChaffinchStep"]


class ChaffinchStep(BaseDocumentTransformer):
    """Strip the content of documents, between a loader and a text splitter.

    The documents that come are not changed. Those that come back have the same ids and metadata, and the audit values
    in the metadata.

    Args:
        step: the step; None: a `Stripper` with default settings.
        audit: the audit values to add, of `AUDIT`.
        fields: keys of the metadata, as of `Fields`; ``url="source"`` by default, as loaders write it.

    Raises:
        UsageError: there is no such audit value.

    >>> from langchain_core.documents import Document
    >>> page = Document("The dam held.\\n\\nAll rights reserved.", metadata={"source": "https://gauge.example/1"})
    >>> ChaffinchStep().transform_documents([page])[0].page_content
    'The dam held.'
    """

    def __init__(self, step: Step | None = None, *, audit: Sequence[str] = BRIEF, **fields: str) -> None:
        self._step, self._audit = step or Stripper(), check_audit(audit)
        self._fields = Fields(**{"url": "source", **fields})

    def transform_documents(self, documents: Sequence[Document], **_: Any) -> list[Document]:
        """Strip documents, in their order, without those that the step drops."""
        done = self._step.batch([document(d.metadata, self._fields, d.page_content) for d in documents])
        return [
            given.model_copy(
                update={"page_content": one.text, "metadata": {**given.metadata, **audit(one, self._audit)}}
            )
            for given, one in zip(documents, done, strict=True)
            if dropped_because(one) is None
        ]
