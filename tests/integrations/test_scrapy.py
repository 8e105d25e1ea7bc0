"""Scrapy: a crawl of a site on this machine, in a process of its own, since a reactor starts once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from dropping import PROSE, Deduplicating
from local_site import served

pytest.importorskip("scrapy", reason="pip install 'chaffinch[scrapy]'")

pytestmark = [pytest.mark.heavy, pytest.mark.filterwarnings("ignore")]

PAGES = {
    "dam": f"{PROSE}\n\nAll rights reserved.",
    "rain": "Es regnete die ganze Nacht, und am Morgen stand das Wasser auf der Straße.\n\nAlle Rechte vorbehalten.",
    "robot": "Please verify that you are a human. Checking your browser before you access the site.",
    "empty": " ",
}

SPIDER = """
import sys
import scrapy
from scrapy.crawler import CrawlerProcess

class Pages(scrapy.Spider):
    name = "pages"
    start_urls = [sys.argv[1]]

    def parse(self, response):
        yield from response.follow_all(css="a", callback=self.parse_page)

    def parse_page(self, response):
        yield {"url": response.url, "body": response.css("pre::text").get()}

process = CrawlerProcess({
    "ITEM_PIPELINES": {"chaffinch.integrations.scrapy.ChaffinchPipeline": 500},
    "CHAFFINCH_FIELDS": {"text": "body"},
    "FEEDS": {sys.argv[2]: {"format": "jsonlines"}},
    "TELNETCONSOLE_ENABLED": False,
})
process.crawl(Pages)
process.start()
"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text("".join(f'<a href="{name}.html">x</a>' for name in PAGES), encoding="utf-8")
    for name, text in PAGES.items():
        (folder / f"{name}.html").write_text(f'<meta charset="utf-8"><pre>{text}</pre>', encoding="utf-8")
    with served(folder) as address:
        yield address


def test_a_crawl(site: str, tmp_path: Path) -> None:
    (tmp_path / "spider.py").write_text(SPIDER)
    path = os.pathsep.join(filter(None, sys.path))
    done = subprocess.run(
        [sys.executable, "spider.py", site, "items.jsonl"],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    items = {i["url"].split("/")[-1]: i for i in map(json.loads, (tmp_path / "items.jsonl").read_text().splitlines())}
    assert set(items) == {"dam.html", "rain.html"}
    assert items["dam.html"]["body"] == PROSE
    assert items["rain.html"]["body"] == PAGES["rain"].partition("\n")[0]
    assert items["rain.html"]["chaffinch_reasons"] == "copyright"
    stats = done.stderr.partition("Dumping Scrapy stats")[2]
    for line in (
        "'chaffinch/items': 2", "'chaffinch/cuts/copyright': 2", "'chaffinch/dropped/stand-in': 1",
        "'chaffinch/dropped/empty': 1", "'item_dropped_count': 2",
    ):  # fmt: skip
        assert line in stats
    assert "Dropped: chaffinch: stand-in: robot" in done.stderr
    assert "Deprecat" not in done.stderr


def test_items_of_a_class_get_only_fields_that_they_have() -> None:
    import scrapy

    from chaffinch.integrations.scrapy import ChaffinchPipeline

    class Page(scrapy.Item):
        text = scrapy.Field()
        chaffinch_cut = scrapy.Field()

    made = ChaffinchPipeline().process_item(Page(text=PAGES["dam"]))
    assert dict(made) == {"text": PROSE, "chaffinch_cut": 22}
    assert ChaffinchPipeline().process_item({"picture": b""}) == {"picture": b""}


def test_a_step_of_the_settings_and_its_reason() -> None:
    from scrapy.exceptions import DropItem
    from scrapy.settings import Settings

    from chaffinch.integrations.scrapy import ChaffinchPipeline

    class Seen(Deduplicating):
        def batch(self, documents: Any) -> Any:
            self.documents = [*getattr(self, "documents", []), *documents]
            return super().batch(self.documents)[-len(documents) :]

    for step in (Seen, Seen()):
        crawler = SimpleNamespace(settings=Settings({"CHAFFINCH_STEP": step}), stats=None)
        pipeline = ChaffinchPipeline.from_crawler(crawler)
        pipeline.process_item({"text": "Rain fell."})
        with pytest.raises(DropItem, match="chaffinch: duplicate"):
            pipeline.process_item({"text": "Rain fell."})
