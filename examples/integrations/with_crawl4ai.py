"""Get the stripped main text of pages as markdown from Crawl4AI.

pip install 'chaffinch[crawl4ai]'
crawl4ai-setup                                                   # installs its browser
python examples/integrations/with_crawl4ai.py https://example.org/page
python examples/integrations/with_crawl4ai.py                    # without a browser: a page of examples/corpus
"""

import asyncio
import sys
from pathlib import Path

from crawl4ai import AsyncWebCrawler, CrawlerRunConfig

from chaffinch.integrations.crawl4ai import ChaffinchMarkdown

PAGE = next((Path(__file__).parents[1] / "corpus" / "harbour-herald").glob("*.html"))


async def crawl(addresses: list[str]) -> None:
    config = CrawlerRunConfig(markdown_generator=ChaffinchMarkdown())
    async with AsyncWebCrawler() as crawler:
        for result in await crawler.arun_many(addresses, config=config):
            print(result.url, result.markdown.fit_markdown, sep="\n")


def main() -> None:
    if len(sys.argv) > 1:
        asyncio.run(crawl(sys.argv[1:]))
    else:
        made = ChaffinchMarkdown().generate_markdown(PAGE.read_text(encoding="utf-8"), "https://herald.example/")
        print(made.fit_markdown)


if __name__ == "__main__":
    main()
