"""Strip nodes of LlamaIndex (``pip install 'chaffinch[llamaindex]'``)."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from chaffinch import __version__
from chaffinch.config import Config
from chaffinch.integrations.audit import BRIEF, audit, dropped_because
from chaffinch.integrations.extras import requires
from chaffinch.integrations.rows import Fields, document
from chaffinch.integrations.stripper import Stripped, Stripper

with requires("llama-index-core", "llamaindex"):
    from llama_index.core.schema import BaseNode, TransformComponent

__all__ = ["ChaffinchStep"]


class ChaffinchStep(TransformComponent):
    """Strip the texts of nodes, as the first of the transformations of an ``IngestionPipeline``.

    The nodes that come are not changed. Those that come back have the same ids, and the values of `BRIEF` in their
    metadata, which neither embeddings nor language models get to see. The cache of a pipeline knows a transformation
    by its attributes, so one of them is a digest of the settings of ``step``.

    Attributes:
        config: sections of a `Config`, such as ``{"policy": {"categories": {"byline": "remove"}}}``.
        fields: keys of the metadata, as of `Fields`.
        step: a step in place of a `Stripper` with the configuration.
        digest: of the step, as it is pickled; empty if it is None.
        version: of this package.
    """

    config: dict[str, Any] = {}  # noqa: RUF012 - pydantic copies it
    fields: dict[str, str] = {}  # noqa: RUF012
    step: Any = None
    digest: str = ""
    version: str = __version__

    @classmethod
    def class_name(cls) -> str:
        """Give the name by which a cache tells transformations apart."""
        return "ChaffinchStep"

    def model_post_init(self, _: Any) -> None:
        """Set the digest of the step."""
        if self.step is not None:
            self.digest = blake2b(pickle.dumps(self.step), digest_size=16).hexdigest()

    def __call__(self, nodes: Sequence[BaseNode], **_: Any) -> list[BaseNode]:
        """Strip nodes, in their order, without those that the step drops; nodes without text stay as they are."""
        step, fields = self.step or Stripper.of(Config.from_dict(self.config)), Fields(**self.fields)
        texts = [node for node in nodes if hasattr(node, "set_content")]
        done = step.batch([document({**n.metadata, fields.id: n.node_id}, fields, n.get_content()) for n in texts])
        results = {id(node): one for node, one in zip(texts, done, strict=True)}
        made = [(node, results.get(id(node))) for node in nodes]
        return [_replaced(node, one) for node, one in made if one is None or dropped_because(one) is None]


def _replaced(node: BaseNode, done: Stripped | None) -> BaseNode:
    if done is None:
        return node
    made = node.model_copy()
    made.set_content(done.text)
    made.metadata = {**node.metadata, **audit(done, BRIEF)}
    made.excluded_embed_metadata_keys = [*node.excluded_embed_metadata_keys, *BRIEF]
    made.excluded_llm_metadata_keys = [*node.excluded_llm_metadata_keys, *BRIEF]
    return made
