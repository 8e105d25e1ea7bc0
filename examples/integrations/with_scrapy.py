"""Crawl a site with Scrapy, and strip its pages as they come.

    pip install 'chaffinch[scrapy]'
    python examples/integrations/with_scrapy.py

The site is the corpus in examples/, served by this process.
"""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import scrapy
from scrapy.crawler import CrawlerProcess

CORPUS = Path(__file__).parents[1] / "corpus"

SETTINGS = {
    "ITEM_PIPELINES": {"chaffinch.integrations.scrapy.ChaffinchPipeline": 500},
    "CHAFFINCH_FIELDS": {"text": "body"},
    "CHAFFINCH_CONFIG": {"policy": {"categories": {"byline": "remove"}}},
    "LOG_LEVEL": "INFO",
}


class Pages(scrapy.Spider):
    name = "pages"

    def parse(self, response):
        if response.url.endswith("/"):
            yield from response.follow_all(css="a", callback=self.parse)
        elif response.url.endswith(".html"):
            paragraphs = response.css("article p::text, article h1::text").getall()
            yield {"url": response.url, "body": "\n\n".join(paragraphs)}


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(CORPUS)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    process = CrawlerProcess(SETTINGS)  # the numbers at its end begin with chaffinch/
    process.crawl(Pages, start_urls=[f"http://127.0.0.1:{server.server_port}/"])
    process.start()


if __name__ == "__main__":
    main()
