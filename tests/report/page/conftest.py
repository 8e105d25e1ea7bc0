"""A real browser for the tests of the page, and runs to look at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chaffinch import Config, clean
from chaffinch.runs.run import Run

EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "corpus"


class Window:
    """A page in the browser, with all that it requested and complained about.

    Attributes:
        page: of playwright.
        requests: addresses that it asked for.
        messages: what it wrote to the console, and its errors.
    """

    def __init__(self, browser: Any, file: Path, **options: Any) -> None:
        self.context = browser.new_context(**{"viewport": {"width": 1400, "height": 1000}, **options})
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.messages: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        self.page.goto(file.as_uri())

    def until(self, expression: str) -> None:
        """Wait until an expression is true; the browser's own waiting compiles text, which the policy forbids."""
        for _ in range(100):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(50)
        pytest.fail(f"it did not come true: {expression}")

    def shown(self, selector: str) -> list[Any]:
        """Give the elements that are shown."""
        return [element for element in self.page.query_selector_all(selector) if element.is_visible()]


@pytest.fixture
def window(browser: Any) -> Iterator[Any]:
    """Make a function that opens a file in a new window."""
    opened: list[Window] = []

    def make(file: Path, **options: Any) -> Window:
        opened.append(Window(browser, file, **options))
        return opened[-1]

    yield make
    for one in opened:
        one.context.close()


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The run of the example corpus, with its page."""
    return clean(
        EXAMPLES, tmp_path_factory.mktemp("example") / "run", config=Config.from_dict({"work": {"workers": 1}})
    )


ATTACKS = (
    "<script>window.hit=1</script>", '<img src=x onerror="window.hit=1">', "</script><script>window.hit=1</script>",
    '<a href="javascript:window.hit=1">press</a>', "\" onmouseover=\"window.hit=1\" x=\"", "<svg/onload=window.hit=1>",
    '<iframe src="http://evil.example/frame"></iframe>', '<link rel="stylesheet" href="http://evil.example/a.css">',
    '<meta http-equiv="refresh" content="0;url=http://evil.example/">', "<style>body{display:none}</style>", "<!-- ",
    "{{ 7 * 7 }} {% raw %}", "</template></details></section>", "\u202eesrever\u202d", "\u2066alone", "'; alert(1) //",
    "<b onclick=window.hit=1>", "&lt;i&gt;", "http://evil.example/seen", "</title><script>window.hit=1</script>",
)  # fmt: skip
"""Texts that would act in a page that does not escape them."""

SAID = "We shall open the lower lock again on Thursday, and not before the last boat of the season has come home"


def attacked() -> list[dict[str, str]]:
    """Make records with attacks in every field, with copies, repeated quotations, templates and cuts."""
    foot = "All rights reserved. "
    records = []
    for i, attack in enumerate(ATTACKS):
        body = " ".join(
            f"{attack} Boat {n} passed the lock of Harnby number {i} at dawn with timber." for n in range(6)
        )
        quote = f'"{SAID}," {attack} Ana Lund said on day {i}.'
        text = f"{body}\n\n{quote}\n\n{foot}{attack}\n\nFollow us on Twitter {attack}\n\n© 2031 {attack} Herald. All rights reserved."
        for copy in range(2):
            records.append(
                {
                    "id": f"{i}-{copy} {attack}",
                    "host": f"www.h{i % 3}.example{attack if i % 5 == 0 else ''}",
                    "title": f"Title {attack}",
                    "date": f"2031-03-{i + 1:02} {attack}",
                    "text": text if not copy else text.replace("timber", "timber and coal", 1),
                }
            )
    return records


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run of texts that attack the page."""
    folder = tmp_path_factory.mktemp("hostile")
    source = folder / "in.jsonl"
    source.write_text("".join(json.dumps(record) + "\n" for record in attacked()), encoding="utf-8")
    config = Config.from_dict({"policy": {"yes": True, "passages": "mark"}, "work": {"workers": 1}})
    return clean(source, folder / "run", config=config)
