"""The page in a real browser: it opens from disk, filters, shows documents, follows twins, and lets no text act."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chaffinch.apply import apply
from chaffinch.runs.run import Run

pytestmark = pytest.mark.heavy

PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.fixture(scope="session")
def report(example: Run) -> Path:
    return example.path / "report.html"


def test_the_page_opens_from_disk_and_asks_for_nothing_else(window: Any, report: Path) -> None:
    opened = window(report)
    assert opened.messages == []
    assert opened.requests == [report.as_uri()]
    assert opened.page.inner_text("h1") == "What went in, and what came out"
    assert len(opened.page.query_selector_all(".histogram canvas")) == 2
    assert [e.inner_text() for e in opened.shown(".tiles dd")][:2] == ["14", "12"]


def test_cuts_are_filtered_and_searched(window: Any, report: Path) -> None:
    opened = window(report)
    page, form = opened.page, "form[data-list=cards]"
    every = len(page.query_selector_all("#cards .card"))
    assert len(opened.shown("#cards .card")) == min(30, every)
    page.select_option(f"{form} [name=reason]", "social")
    assert {card.get_attribute("data-reason") for card in opened.shown("#cards .card")} == {"social"}
    page.fill(f"{form} [name=rule]", "en.social")
    assert all(card.get_attribute("data-rule").startswith("en.social") for card in opened.shown("#cards .card"))
    page.fill(f"{form} [name=words]", "no card has these words")
    assert opened.shown("#cards .card") == []
    assert page.inner_text(f"{form} .found") == "0 of 0 shown"
    page.click(f"{form} [type=reset]")
    opened.until(f"document.querySelector('{form} .found').textContent.startsWith('30 of')")
    page.fill(f"{form} [name=document]", "faehre")
    assert {c.get_attribute("data-document") for c in opened.shown("#cards .card")} == {
        "east-sound-service/2031-03-04-faehre.html"
    }
    page.fill(f"{form} [name=document]", "")
    page.fill(f"{form} [name=site]", "harbour-herald")
    assert {c.get_attribute("data-site") for c in opened.shown("#cards .card")} == {"harbour-herald.example"}


def test_more_cuts_are_shown_on_request(window: Any, report: Path) -> None:
    opened = window(report)
    before = len(opened.shown("#cards .card"))
    opened.page.click("[data-more=cards]")
    assert len(opened.shown("#cards .card")) > before
    while opened.page.is_visible("[data-more=cards]"):
        opened.page.click("[data-more=cards]")
    assert len(opened.shown("#cards .card")) == len(opened.page.query_selector_all("#cards .card"))


def test_a_reason_of_the_overview_leads_to_its_cuts(window: Any, report: Path) -> None:
    opened = window(report)
    opened.page.click("[data-show-reason=disclaimer]")
    opened.until("document.querySelector('form[data-list=cards] [name=reason]').value === 'disclaimer'")
    opened.page.wait_for_timeout(50)
    assert {card.get_attribute("data-reason") for card in opened.shown("#cards .card")} == {"disclaimer"}


def whole(opened: Any, view: Any) -> str:
    """Give the text of a document as it is shown, without labels."""
    code = "e => {const c = e.cloneNode(true); c.querySelectorAll('.why, .out, .gap').forEach(x => x.remove());"
    return str(view.query_selector(".whole").evaluate(code + "return c.textContent}"))


def test_a_document_is_opened_and_shown_before_and_after(window: Any, example: Run, report: Path) -> None:
    opened = window(report)
    view = next(
        v for v in opened.page.query_selector_all(".document")
        if "archive" not in v.query_selector(".id").text_content() and v.query_selector("mark.cut")
    )  # fmt: skip
    name = view.query_selector(".id").text_content()
    view.query_selector("summary").click()
    text = example.text(name)
    assert whole(opened, view) == text.expandtabs(4)
    cuts = [
        (r["start"], r["stop"]) for r in example.table("removals").to_pylist()
        if r["document"] == name and r["action"] == "remove"
    ]  # fmt: skip
    assert len(view.query_selector_all("mark.cut")) == len(cuts)
    assert all(mark.is_visible() for mark in view.query_selector_all("mark.cut"))
    view.query_selector("[data-set=after]").click()
    assert not any(mark.is_visible() for mark in view.query_selector_all("mark.cut"))
    shown = view.query_selector(".whole").inner_text()
    assert shown.split() == apply(text, cuts)[0].split()
    view.query_selector("[data-set=before]").click()
    assert view.query_selector(".whole").inner_text().split() == text.split()


def test_left_out_blocks_are_shown_on_request(window: Any, report: Path) -> None:
    opened = window(report)
    view = next(v for v in opened.page.query_selector_all(".document") if v.query_selector("[data-out]"))
    view.query_selector("summary").click()
    assert not view.query_selector(".out").is_visible()
    view.query_selector("[data-out]").click()
    assert view.query_selector(".out").is_visible()


def test_a_twin_is_followed_to_its_document(window: Any, report: Path) -> None:
    opened = window(report)
    link = opened.page.query_selector("#groups .side a[href^='#document-']")
    name, target = link.text_content(), link.get_attribute("href")
    link.click()
    opened.until(f"document.querySelector('{target}').open")
    view = opened.page.query_selector(target)
    assert view.query_selector(".id").text_content() == name
    assert opened.page.evaluate("document.activeElement.tagName") == "SUMMARY"
    view.evaluate("e => { e.open = false }")
    link.click()  # the same link again
    opened.until(f"document.querySelector('{target}').open")


def test_differing_words_are_marked_whole(window: Any, report: Path) -> None:
    opened = window(report)
    marks = opened.page.query_selector_all("#groups mark.differs")
    assert marks
    for mark in marks:
        before, after = mark.evaluate("e => [e.previousSibling?.textContent ?? '', e.nextSibling?.textContent ?? '']")
        words = mark.text_content()
        assert not (before[-1:].isalnum() and words[:1].isalnum())
        assert not (after[:1].isalnum() and words[-1:].isalnum())


def test_light_and_dark_follow_the_system_and_the_button(window: Any, report: Path) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    light, dark = (window(report, color_scheme=scheme).page for scheme in ("light", "dark"))
    assert light.evaluate(ground) != dark.evaluate(ground)
    was = dark.evaluate(ground)
    light.click("#theme")
    assert light.evaluate(ground) == was
    assert light.inner_text("#theme") == "Light"


def test_the_keyboard_is_enough(window: Any, report: Path) -> None:
    page = window(report).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.evaluate("document.querySelector('.document summary').focus()")
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('.document').open")


def test_a_phone_scrolls_in_one_direction_only(window: Any, report: Path) -> None:
    page = window(report, **PHONE).page
    page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_without_script_everything_is_there_to_read(window: Any, report: Path) -> None:
    opened = window(report, java_script_enabled=False)
    cards = opened.page.locator("#cards .card")
    assert cards.count() > 30
    assert all(cards.nth(i).is_visible() for i in (0, cards.count() - 1))
    assert opened.page.locator("form.filter").first.is_hidden()


def test_print_leaves_out_what_cannot_be_pressed(window: Any, report: Path) -> None:
    opened = window(report)
    opened.page.emulate_media(media="print")
    assert opened.shown(".top, form.filter, .more") == []
    assert opened.shown("#cards .card")


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, PHONE], ids=["light", "dark", "phone"])
def test_axe_finds_no_serious_fault(window: Any, report: Path, options: dict[str, Any]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")
    page = window(report, bypass_csp=True, **options).page
    page.evaluate("document.querySelectorAll('.document').forEach((e, i) => { e.open = i < 3 })")
    # axe takes the places of what is not rendered yet for places where it stands
    page.add_style_tag(content=".card { content-visibility: visible !important }")
    found = axe.Axe().run(page).response["violations"]
    serious = [v for v in found if v["impact"] in ("serious", "critical")]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in serious] == []


def test_nothing_of_a_hostile_corpus_acts(window: Any, hostile: Run) -> None:
    file = hostile.path / "report.html"
    opened = window(file)
    page = opened.page
    page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true })")
    while page.is_visible("[data-more=cards]"):
        page.click("[data-more=cards]")
    for place in page.query_selector_all("#cards .card mark")[:20]:
        place.hover()
    page.wait_for_timeout(200)
    assert page.evaluate("window.hit") is None
    assert opened.requests == [file.as_uri()]
    assert opened.messages == []
    assert page.url.split("#")[0] == file.as_uri()
    assert {s.evaluate("e => e.type") for s in page.query_selector_all("script")} == {"", "application/json"}
    assert len(page.query_selector_all("script")) == 2
    assert (
        page.query_selector_all(
            "iframe, object, embed, link, base, img, form[action], main [style]:not(.histogram *), [onclick], [onerror]"
        )
        == []
    )
    assert all(a.get_attribute("href").startswith("#") for a in page.query_selector_all("a"))
    assert page.is_visible("h1")


def test_the_policy_stops_a_script_that_was_put_in(window: Any, hostile: Run, tmp_path: Path) -> None:
    text = (hostile.path / "report.html").read_text(encoding="utf-8")
    changed = text.replace("</main>", "<script>window.hit=1</script><img src='http://evil.example/x'></main>")
    (tmp_path / "changed.html").write_text(changed, encoding="utf-8")
    opened = window(tmp_path / "changed.html")
    assert opened.page.evaluate("window.hit") is None
    assert any("Content Security Policy" in message for message in opened.messages)


def test_directions_of_a_text_are_its_own(window: Any, tmp_path: Path) -> None:
    import json

    from chaffinch import Config, clean

    arabic = "وصلت السفينة إلى الميناء عند الفجر وكان البحارة في انتظارها على الرصيف. " * 3
    chinese = "船在黎明时分抵达港口，水手们已在码头等候多时，天气晴朗。" * 3
    records = [
        {"id": "ar", "title": "السفينة", "text": f"{arabic}\n\nتابعونا على تويتر\n\nجميع الحقوق محفوظة © 2031"},
        {"id": "zh", "title": "港口", "text": f"{chinese}\n\n版权所有 © 2031 港口日报。保留所有权利。"},
    ]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), "utf-8")
    run = clean(tmp_path / "in.jsonl", tmp_path / "run", config=Config.from_dict({"policy": {"yes": True}}))
    page = window(run.path / "report.html").page
    way = "e => getComputedStyle(e).direction"
    texts = {
        c.get_attribute("data-document"): c.query_selector(".text").evaluate(way)
        for c in page.query_selector_all("#cards .card")
    }
    assert texts.get("ar") == "rtl" and texts.get("zh", "ltr") == "ltr"
    assert page.query_selector("main").evaluate(way) == "ltr"
