"""Crawl4AI: the markdown of a page, by its generator and in a crawl with a real browser."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from dropping import PROSE
from local_site import served

pytest.importorskip("crawl4ai", reason="pip install 'chaffinch[crawl4ai]'")

pytestmark = [pytest.mark.heavy, pytest.mark.filterwarnings("ignore")]

PAGE = f"""<!doctype html><html lang="en"><head><title>The dam</title></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a> <a href="/sport">Sport</a></nav>
<article><h2>The night at the dam</h2><p>{PROSE}</p><p>Subscribe to our newsletter!</p><p>{PROSE[::-1]}</p></article>
<footer>All rights reserved.</footer></body></html>"""


def test_the_generator_gives_the_stripped_main_text() -> None:
    from chaffinch.integrations.crawl4ai import ChaffinchMarkdown

    made = ChaffinchMarkdown().generate_markdown(PAGE, "https://gauge.example/dam")
    assert "Subscribe" in made.raw_markdown and "Home" in made.raw_markdown
    assert made.fit_markdown.startswith("## The night at the dam")
    assert PROSE in made.fit_markdown
    for gone in ("Subscribe", "Home", "rights"):
        assert gone not in made.fit_markdown


@pytest.mark.parametrize("page", ["", "<html><body></body></html>", None])
def test_a_page_without_text_has_none(page: str | None) -> None:
    from chaffinch.integrations.crawl4ai import ChaffinchMarkdown

    assert ChaffinchMarkdown().generate_markdown(page, "https://gauge.example").fit_markdown == ""


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[str]:
    """Start Debian's Chromium, since Crawl4AI would download a browser of its own; give its address."""
    if not (program := shutil.which("chromium")):
        pytest.skip("apt-get install chromium")
    profile = tmp_path / "profile"
    switches = ["--headless", "--no-sandbox", "--remote-debugging-port=0", f"--user-data-dir={profile}"]
    process = subprocess.Popen(
        [program, *switches, "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    port, ends = profile / "DevToolsActivePort", time.monotonic() + 30
    while time.monotonic() < ends and not (port.exists() and "\n" in port.read_text()):
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port.read_text().split()[0]}"
    process.terminate()
    process.wait()


def test_a_crawl_with_a_real_browser(browser: str, tmp_path: Path) -> None:
    from crawl4ai import AsyncWebCrawler, BrowserConfig, CacheMode, CrawlerRunConfig

    from chaffinch.integrations.crawl4ai import ChaffinchMarkdown

    async def crawl(address: str) -> str:
        config = CrawlerRunConfig(markdown_generator=ChaffinchMarkdown(), cache_mode=CacheMode.BYPASS)
        async with AsyncWebCrawler(config=BrowserConfig(cdp_url=browser, verbose=False)) as crawler:
            result = await crawler.arun(address, config=config)
        assert result.success, result.error_message
        return result.markdown.fit_markdown

    (tmp_path / "index.html").write_text(PAGE, encoding="utf-8")
    with served(tmp_path) as address:
        found = asyncio.run(crawl(address))
    assert PROSE in found and "Subscribe" not in found and "Home" not in found
