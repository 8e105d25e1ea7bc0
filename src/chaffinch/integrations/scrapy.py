"""Strip the items of a Scrapy crawl, and drop pages without text (``pip install 'chaffinch[scrapy]'``).

::

    ITEM_PIPELINES = {"chaffinch.integrations.scrapy.ChaffinchPipeline": 500}
    CHAFFINCH_FIELDS = {"text": "body"}  # names of the fields of an item, as of `Fields`
    CHAFFINCH_CONFIG = {"policy": {"categories": {"byline": "remove"}}}  # sections of a `Config`
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chaffinch.boilerplate import stand_in
from chaffinch.config import Config
from chaffinch.integrations.audit import BRIEF, audit, dropped_because
from chaffinch.integrations.extras import requires
from chaffinch.integrations.rows import Fields, Step, document
from chaffinch.integrations.stripper import Stripped, Stripper

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

with requires("scrapy", "scrapy"):
    from itemadapter import ItemAdapter
    from scrapy.exceptions import DropItem
    from scrapy.utils.misc import load_object

__all__ = ["ChaffinchPipeline"]


class ChaffinchPipeline:
    """An item pipeline that strips the text of each item.

    It adds the values of `BRIEF` to items that can have such fields, and counts in the statistics of the crawl:
    ``chaffinch/items``, ``chaffinch/characters_cut``, ``chaffinch/cuts/REASON`` and ``chaffinch/dropped/REASON``.
    Dropped are items that the step drops (``duplicate``), those of which no text is left (``empty``), and notices in
    place of a page (``stand-in``), unless ``[input] stand_ins`` is ``keep``. Items without the field of the text pass.

    Args:
        step: the step; None: a `Stripper` with the configuration.
        config: the settings.
        fields: names of the fields of an item, as of `Fields`.
        stats: counts; None for none.
    """

    def __init__(
        self,
        step: Step | None = None,
        config: Config | None = None,
        fields: Mapping[str, str] | None = None,
        stats: StatsCollector | None = None,
    ) -> None:
        self._config, self._fields, self._stats = config or Config(), Fields(**(fields or {})), stats
        self._step = step or Stripper.of(self._config)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ChaffinchPipeline:
        """Make the pipeline of a crawl from its settings; ``CHAFFINCH_STEP`` is a step, or the path of a class.

        Raises:
            UsageError: a setting is not allowed.
        """
        settings = crawler.settings
        step = settings.get("CHAFFINCH_STEP")
        config = Config.from_dict(settings.getdict("CHAFFINCH_CONFIG"))
        made = load_object(step)() if isinstance(step, (str, type)) else step
        return cls(made, config, settings.getdict("CHAFFINCH_FIELDS"), crawler.stats)

    def process_item(self, item: Any) -> Any:
        """Strip an item, or raise `DropItem` with the reason why it is left out."""
        adapter = ItemAdapter(item)
        text = adapter.get(self._fields.text)
        if text is None:
            return item
        [done] = self._step.batch([document(adapter, self._fields, text)])
        if reason := self._reason_to_drop(text, done):
            self._count(f"dropped/{reason.partition(':')[0]}")
            raise DropItem(f"chaffinch: {reason}")
        self._record(adapter, done)
        return item

    def _reason_to_drop(self, text: str, done: Stripped) -> str | None:
        kind = stand_in(text) if self._config.input.stand_ins == "fail" else ""
        if kind:
            return f"stand-in: {kind}"
        return dropped_because(done) or (None if done.text.strip() else "empty: there is no text left")

    def _record(self, adapter: ItemAdapter, done: Stripped) -> None:
        values = audit(done, BRIEF)
        adapter[self._fields.text] = done.text
        for name, value in values.items():
            if isinstance(adapter.item, dict) or name in adapter.field_names():
                adapter[name] = value
        self._count("items")
        self._count("characters_cut", values["chaffinch_cut"])
        for reason in filter(None, values["chaffinch_reasons"].split(", ")):
            self._count(f"cuts/{reason}")

    def _count(self, name: str, number: int = 1) -> None:
        if self._stats:
            self._stats.inc_value(f"chaffinch/{name}", number)
