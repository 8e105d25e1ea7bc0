"""The review: what is asked, what is saved, and what the server refuses."""

from __future__ import annotations

import http.client
import re
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from chaffinch.errors import UsageError
from chaffinch.report.review import Review, Sampling, Session, questions
from chaffinch.report.review.questions import LONGEST
from chaffinch.runs import Answer, Run, answers_of, append

HOSTILE = (
    "<script>document.title='hacked'</script><img src=//evil.example/x onerror=alert(1)>\u202egnitset\u2066 \x1b[2J"
)


def test_questions_are_about_cuts_findings_copies_and_clusters(hand_run: Run) -> None:
    found = questions(hand_run, Sampling())
    asked = {(q.answer.scope, q.answer.reason) for q in found}
    assert {("passage", "donation"), ("passage", "social"), ("passage", "template"), ("document", "duplicate")} <= asked
    assert ("passage", "byline") not in asked
    for question in found:
        text = hand_run.text(question.answer.document)
        span = text[question.answer.start : question.answer.stop]
        assert question.text == span[:LONGEST] and question.length == len(span)
        assert question.answer.text == span[:80]
        assert text[: question.answer.start].endswith(question.before) and text[question.answer.stop :].startswith(
            question.after
        )
    copy = next(q for q in found if q.answer.scope == "document")
    assert copy.others[0].document == copy.answer.keeper == "a/one.txt" and copy.may_choose
    assert "".join(text for text, _ in copy.pieces) == copy.text


def test_a_sample_is_drawn_by_seed_and_filters_and_leaves_out_what_is_answered(hand_run: Run) -> None:
    every = questions(hand_run, Sampling(count=100))
    assert questions(hand_run, Sampling(count=3, seed=4)) == questions(hand_run, Sampling(count=3, seed=4))
    assert len({tuple(q.answer.document for q in questions(hand_run, Sampling(count=2, seed=s))) for s in range(9)}) > 1
    assert {q.answer.reason for q in questions(hand_run, Sampling(reason="social"))} == {"social"}
    assert {q.answer.rule for q in questions(hand_run, Sampling(rule="en.d*"))} == {"en.donation"}
    append(hand_run, [every[0].answer])
    assert [q.answer for q in questions(hand_run, Sampling(count=100))] == [q.answer for q in every[1:]]
    with pytest.raises(UsageError):
        questions(hand_run, Sampling(count=0))


def test_a_rare_rule_is_asked_about_beside_a_frequent_one(run_of: Callable[..., Run]) -> None:
    def change(rows: dict[str, list[dict[str, Any]]]) -> None:
        many = [row | {"start": 40 + i, "stop": 41 + i} for i in range(100) for row in rows["removals"][:1]]
        rows["removals"] = [*many, rows["removals"][2]]
        rows["clusters"], rows["findings"] = [], []

    reasons = [q.answer.reason for q in questions(run_of(change), Sampling(count=12))]
    assert reasons.count("social") == 1 and reasons.count("donation") == 11


def test_answers_are_saved_at_once_taken_back_and_widened(hand_run: Run) -> None:
    session = Session(hand_run, questions(hand_run, Sampling(reason="social")))
    session.answer(0, "wrong")
    assert [(a.verdict, a.reason, a.by) for a in answers_of(hand_run.path)] == [("wrong", "social", "review")]
    session.answer(0, "right")  # a page that is out of date
    assert len(answers_of(hand_run.path)) == 1 and session.question is None
    session.widen("rule")
    assert [(a.scope, a.rule) for a in answers_of(hand_run.path)] == [("passage", "en.social"), ("rule", "en.social")]
    session.undo()
    assert [a.scope for a in answers_of(hand_run.path)] == ["passage"] and session.question is None
    session.undo()
    assert answers_of(hand_run.path) == [] and session.at == 0 and session.last is None
    for verdict in ("maybe", "other", "none"):
        with pytest.raises(UsageError):
            session.answer(0, verdict)
    with pytest.raises(UsageError):
        session.widen("site")
    session.answer(0, "skip")
    assert answers_of(hand_run.path) == [] and session.at == 1


def test_any_passage_of_a_cluster_can_be_chosen_to_stay(hand_run: Run) -> None:
    (question,) = [q for q in questions(hand_run, Sampling(count=100)) if q.answer.scope == "cluster"]
    session = Session(hand_run, [question])
    with pytest.raises(UsageError):
        session.answer(0, "other", 1 + len(question.others))
    for choice in (0, 1):
        session.answer(0, "other", choice)
        (answer,) = answers_of(hand_run.path)
        chosen = question.others[0] if choice else question.answer
        assert (answer.document, answer.start) == (question.answer.document, question.answer.start)
        assert (answer.keeper, answer.keeper_start, answer.keeper_stop) == (chosen.document, chosen.start, chosen.stop)
        session.undo()
    assert answers_of(hand_run.path) == []


def test_of_copies_only_the_one_that_goes_can_be_chosen(hand_run: Run) -> None:
    (question,) = [q for q in questions(hand_run, Sampling(count=100)) if q.answer.scope == "document"]
    session = Session(hand_run, [question])
    with pytest.raises(UsageError):
        session.answer(0, "other", 1)
    session.answer(0, "other")
    assert [(a.keeper, a.keeper_stop) for a in answers_of(hand_run.path)] == [(question.answer.document, 0)]


@pytest.fixture
def review(hand_run: Run) -> Iterator[Review]:
    made = Review.on(Session(hand_run, questions(hand_run, Sampling())), "run/")
    thread = Thread(target=made.run)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()


def ask(review: Review, path: str, *, form: dict[str, str] | None = None, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", review.port, timeout=10)
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    body = urlencode(form) if form is not None else None
    connection.request("POST" if form is not None else "GET", path, body, names)
    response = connection.getresponse()
    response.text = response.read().decode()  # type: ignore[attr-defined]
    connection.close()
    return response


def entered(review: Review) -> dict[str, str]:
    response = ask(review, f"/?{urlsplit(review.url).query}")
    assert (response.status, response.headers["Location"]) == (303, "/")
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    return {"Cookie": cookie.partition(";")[0]}


def test_the_link_counts_once_and_without_its_cookie_nothing_is_given(review: Review) -> None:
    link = f"/?{urlsplit(review.url).query}"
    assert ask(review, "/").status == ask(review, "/review.css").status == ask(review, "/?token=guess").status == 403
    cookie = entered(review)
    assert ask(review, link).status == 403
    assert ask(review, link, **cookie).status == 303
    page = ask(review, "/", **cookie)
    assert page.status == 200 and "rightly cut" in page.text  # type: ignore[attr-defined]
    assert ask(review, "/", Cookie=f"chaffinch-{review.port}=guess").status == 403
    assert ask(review, "/other", **cookie).status == ask(review, "/review.html", **cookie).status == 404
    assert ask(review, "/%2e%2e/server.py", **cookie).status == 404
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy


def test_a_name_that_is_rebound_to_this_machine_gets_nothing(review: Review) -> None:
    cookie = entered(review)
    for host in ("evil.example", f"evil.example:{review.port}", "127.0.0.1", "127.0.0.1:1", ""):
        assert ask(review, "/", Host=host, **cookie).status == 421
        assert (
            ask(
                review,
                "/answer",
                form={"secret": review.secret, "number": "0", "verdict": "right"},
                Host=host,
                **cookie,
            ).status
            == 421
        )
    assert ask(review, "/", Host=f"localhost:{review.port}", **cookie).status == 200
    assert answers_of(review.session.run.path) == []


def test_forms_of_other_pages_are_refused(review: Review) -> None:
    cookie, form = entered(review), {"secret": review.secret, "number": "0", "verdict": "right"}
    assert ask(review, "/answer", form=form).status == 403  # no cookie
    assert ask(review, "/answer", form=form | {"secret": "guess"}, **cookie).status == 403
    assert ask(review, "/answer", form={"number": "0", "verdict": "right"}, **cookie).status == 403
    for origin in ("http://evil.example", "null", f"https://127.0.0.1:{review.port}"):
        assert ask(review, "/answer", form=form, Origin=origin, **cookie).status == 403
    assert ask(review, "/answer", form=form | {"padding": "x" * 5_000}, **cookie).status == 403
    assert answers_of(review.session.run.path) == []
    assert ask(review, "/answer", form=form | {"verdict": "maybe"}, **cookie).status == 400
    assert ask(review, "/answer", form=form | {"number": "one"}, **cookie).status == 400
    assert ask(review, "/nothing", form=form, **cookie).status == 404
    assert ask(review, "/answer", form=form, Origin=f"http://127.0.0.1:{review.port}", **cookie).status == 303
    assert len(answers_of(review.session.run.path)) == 1


def test_the_score_is_hidden_until_it_is_answered(review: Review) -> None:
    cookie = entered(review)
    question = review.session.question
    assert question is not None
    rule = f"<code>{question.answer.rule}</code>, score"
    assert rule not in ask(review, "/", **cookie).text  # type: ignore[attr-defined]
    assert "0.90" not in ask(review, "/", **cookie).text  # type: ignore[attr-defined]
    ask(review, "/answer", form={"secret": review.secret, "number": "0", "verdict": "right"}, **cookie)
    shown = ask(review, "/", **cookie).text  # type: ignore[attr-defined]
    assert re.search(r"score 0\.9\d", shown) and (not question.answer.rule or rule in shown)


def hostile(rows: dict[str, list[dict[str, Any]]]) -> None:
    """Put a hostile title and host beside a text."""
    for row in rows["documents"]:
        row["title"], row["host"] = HOSTILE, HOSTILE


def test_a_hostile_document_is_text_and_nothing_else(run_of: Callable[..., Run]) -> None:
    run = run_of(hostile)
    review = Review.on(Session(run, questions(run, Sampling())), HOSTILE)
    thread = Thread(target=review.run)
    thread.start()
    page = ask(review, "/", **entered(review)).text  # type: ignore[attr-defined]
    review.server.shutdown()
    thread.join()
    assert page.count("<script") == 1 and "<img" not in page
    assert not set(page) & {"\u202e", "\u2066", "\x1b"}


@pytest.mark.heavy
@pytest.mark.parametrize(("width", "scheme"), [(1100, "light"), (380, "dark")])
def test_a_reader_answers_with_one_key_in_a_browser(
    browser: Any, run_of: Callable[..., Run], width: int, scheme: Any
) -> None:
    run = run_of(hostile)
    review = Review.on(Session(run, questions(run, Sampling(seed=1))), "run/")
    thread = Thread(target=review.run, daemon=True)
    thread.start()
    with browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme) as page:
        faults: list[str] = []
        requested: list[str] = []
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: requested.append(request.url))
        page.goto(review.url)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for key, count in (("r", 1), ("w", 2), ("u", 1), ("w", 2), ("s", 2)):
            with page.expect_navigation():
                page.keyboard.press(key)
            assert len(review.session.given) == count
        assert [a.verdict for a in answers_of(run.path)] == ["right", "wrong"]
        assert "hacked" not in page.title()
        page.get_by_role("button", name="Finish").click()
        assert "can be closed" in page.inner_text("body")
        assert not faults and {urlsplit(url).netloc for url in requested} == {f"127.0.0.1:{review.port}"}
    thread.join(timeout=10)
    assert not thread.is_alive()


def test_an_answer_about_the_whole_rule_names_a_template_as_one(hand_run: Run) -> None:
    answer = Answer(verdict="wrong", scope="passage", document="a", rule="template.0011", reason="template")
    session = Session(hand_run, [], given=[(0, answer)])
    session.widen("rule")
    assert [(a.scope, a.rule) for a in answers_of(hand_run.path)] == [("template", "template.0011")]
