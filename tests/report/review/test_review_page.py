"""The page of a review in a real browser: no serious fault of accessibility, and each key answers."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest

from chaffinch.report.review import Review, Sampling, Session, questions
from chaffinch.runs import Run, answers_of

pytestmark = pytest.mark.heavy

PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.fixture
def session(hand_run: Run) -> Session:
    """Give a review with one question of each kind."""
    first = {q.answer.scope: q for q in questions(hand_run, Sampling(count=100))}
    return Session(hand_run, [first[scope] for scope in ("passage", "document", "cluster")])


@pytest.fixture
def review(session: Session) -> Iterator[Review]:
    made = Review.on(session, "run/")
    thread = Thread(target=made.run)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()


def opened(browser: Any, review: Review, **options: Any) -> Any:
    page = browser.new_context(**options).new_page()
    page.goto(review.url)
    return page


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, PHONE], ids=["light", "dark", "phone"])
def test_axe_finds_no_serious_fault_in_any_question(browser: Any, review: Review, options: dict[str, Any]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")
    page = opened(browser, review, bypass_csp=True, **options)
    for number in range(4):  # three questions, and the end
        found = axe.Axe().run(page).response["violations"]
        serious = [v for v in found if v["impact"] in ("serious", "critical")]
        assert [(v["id"], v["nodes"][0]["html"][:200]) for v in serious] == [], number
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if number < 3:
            with page.expect_navigation():
                page.keyboard.press("r")
    page.context.close()


def test_a_number_chooses_the_passage_that_stays(browser: Any, review: Review) -> None:
    page = opened(browser, review)
    for key in ("s", "o", "1"):
        with page.expect_navigation():
            page.keyboard.press(key)
    copy, cluster = answers_of(review.session.run.path)
    assert (copy.verdict, copy.keeper) == ("other", copy.document)
    assert (cluster.verdict, cluster.keeper) == ("other", review.session.questions[2].others[0].document)
    assert "another one stays" in page.inner_text(".last")
    page.context.close()
