"""Strip documents in pipelines of Haystack (``pip install 'chaffinch[haystack]'``)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from chaffinch.config import Config
from chaffinch.errors import UsageError
from chaffinch.integrations.audit import BRIEF, audit, dropped_because
from chaffinch.integrations.extras import requires
from chaffinch.integrations.rows import Fields, Step, document
from chaffinch.integrations.stripper import Stripped, Stripper

with requires("haystack-ai", "haystack"):
    from haystack import Document, component, default_from_dict, default_to_dict

__all__ = ["ChaffinchStep"]


@component
class ChaffinchStep:
    """Strip the content of documents, between a converter and a splitter.

    Documents keep their ids, and get the values of `BRIEF` as ``meta``. Those without content pass. Haystack loads the
    component from YAML with ``Pipeline.loads(text, allowed_modules=["chaffinch.integrations.haystack"])``.

    Args:
        config: sections of a `Config`, such as ``{"policy": {"categories": {"byline": "remove"}}}``.
        fields: keys of ``meta``, as of `Fields`.
        step: a step in place of a `Stripper` with the configuration; such a component has no YAML.

    Raises:
        UsageError: a setting is not allowed.
    """

    def __init__(
        self,
        config: dict[str, Any] | None = None,
        fields: dict[str, str] | None = None,
        step: Step | None = None,
    ) -> None:
        self._config, self._given, self._own = config or {}, fields or {}, step is not None
        self._fields = Fields(**self._given)
        self._step = step or Stripper.of(Config.from_dict(self._config))

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, list[Document]]:
        """Strip documents, in their order, without those that the step drops."""
        texts = [(d.id, document(d.meta, self._fields, d.content)) for d in documents if d.content is not None]
        done = self._step.batch([replace(made, id=name) for name, made in texts])
        results = iter(done)
        pairs = [(given, None if given.content is None else next(results)) for given in documents]
        return {"documents": [_replaced(d, one) for d, one in pairs if one is None or dropped_because(one) is None]}

    def to_dict(self) -> dict[str, Any]:
        """Give the settings, as a pipeline writes them to YAML.

        Raises:
            UsageError: the component has a step of its own.
        """
        if self._own:
            raise UsageError("a step in memory cannot be written to YAML; give config= in place of step=")
        settings: dict[str, Any] = default_to_dict(self, config=self._config, fields=self._given)
        return settings

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> ChaffinchStep:
        """Make the component of the settings that `to_dict` gives."""
        made: ChaffinchStep = default_from_dict(cls, data)
        return made


def _replaced(given: Document, done: Stripped | None) -> Document:
    return given if done is None else replace(given, content=done.text, meta={**given.meta, **audit(done, BRIEF)})
