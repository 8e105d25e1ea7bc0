"""A real browser for the tests of pages; all of them share one, since two cannot be driven in one process."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
"""Programs that are a browser for these tests, in order of preference."""

NEEDED = "CHAFFINCH_NEEDS_A_BROWSER"
"""If this variable of the environment is set, a missing browser is a failure: `.ci/run` sets it."""


def missing(reason: str) -> None:
    """Skip a test for want of a browser, or fail where one is needed."""
    if os.environ.get(NEEDED):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Start Chromium."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        missing("needs playwright: pip install -e '.[dev]'")
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    with sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        except Error as error:
            missing(f"needs Chromium, such as Debian's package chromium: {str(error).splitlines()[0]}")
        yield started
        started.close()
