"""Give the main text of pages that Crawl4AI fetches, stripped (``pip install 'chaffinch[crawl4ai]'``)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from chaffinch.config import Config
from chaffinch.errors import DocumentError
from chaffinch.formats import host_of
from chaffinch.html import Extractor
from chaffinch.integrations.extras import requires
from chaffinch.integrations.rows import Step
from chaffinch.integrations.stripper import Stripper
from chaffinch.model import Document

with requires("crawl4ai", "crawl4ai"):
    from crawl4ai import DefaultMarkdownGenerator
    from crawl4ai.models import MarkdownGenerationResult

__all__ = ["ChaffinchMarkdown"]


class ChaffinchMarkdown(DefaultMarkdownGenerator):
    """A generator for ``CrawlerRunConfig(markdown_generator=ChaffinchMarkdown())``.

    ``result.markdown.fit_markdown`` is the main text of the page as markdown, without boilerplate; it is empty for a
    page without main text, or that is a notice in place of one. All else is as of ``DefaultMarkdownGenerator``.

    Args:
        config: the settings, of which ``input``, ``strip`` and ``policy`` are used.
        step: a step in place of a `Stripper` with the configuration.
        options: as of ``DefaultMarkdownGenerator``.
    """

    def __init__(self, config: Config | None = None, step: Step | None = None, **options: Any) -> None:
        super().__init__(**{"content_source": "raw_html", **options})
        config = config or Config()
        self._step = step or Stripper.of(config)
        self._extract = Extractor(replace(config.input, html_format="markdown"))

    def generate_markdown(self, input_html: str, base_url: str = "", **options: Any) -> MarkdownGenerationResult:
        """Give the markdown of a page, with the stripped main text as ``fit_markdown``."""
        made = super().generate_markdown(input_html, base_url, **options)
        made.fit_markdown = self._stripped(input_html or "", base_url)
        return made

    def _stripped(self, page: str, url: str) -> str:
        try:
            found = self._extract(page)
        except DocumentError:
            return ""
        [done] = self._step.batch([Document(url, found.text, host_of(found.url or url), markup=found.markup)])
        return done.text
